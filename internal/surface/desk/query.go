package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// unsureField asks for what the reader is unsure of, too, where standings are shown.
const unsureField = "unsure"

// unsure tells whether an address asks for what the reader is unsure of, too.
func unsure(v url.Values) bool {
	yes, _ := strconv.ParseBool(v.Get(unsureField)) // anything else is no
	return yes
}

// canonical is the query of an address without what is empty or unknown, so that one query has one address.
func canonical(r *http.Request, also ...string) url.Values {
	return fieldsOf(r, slices.Concat(answer.Shown, also)...)
}

// fieldsOf is an address with some fields alone, without what is empty.
func fieldsOf(r *http.Request, names ...string) url.Values {
	in, out := r.URL.Query(), url.Values{}
	for _, f := range names {
		if v := strings.TrimSpace(in.Get(f)); v != "" {
			out.Set(f, v)
		}
	}
	return out
}

// query reads the query of an address.
func query(v url.Values) (answer.Query, error) { return answer.FromURL(v, answer.All) }

// field is one field of a query with its value.
type field struct{ Name, Value string }

// rest are the fields of a query that a form does not show, so that it takes them along; places in lists are none.
func rest(v url.Values, shown ...string) []field {
	var out []field
	for _, name := range answer.Shown {
		if x := v.Get(name); x != "" && !slices.Contains(shown, name) {
			out = append(out, field{name, x})
		}
	}
	return out
}

// with is an address with some fields set anew; an empty value takes a field out.
func with(path string, v url.Values, set ...string) string {
	out := url.Values{}
	for k, x := range v {
		out[k] = x
	}
	for i := 0; i+1 < len(set); i += 2 {
		out.Del(set[i])
		if set[i+1] != "" {
			out.Set(set[i], set[i+1])
		}
	}
	if len(out) == 0 {
		return path
	}
	return path + "?" + out.Encode()
}

// skipped is how many of a list a page passes over.
func skipped(v url.Values) int {
	skip, _ := strconv.Atoi(v.Get("skip")) // no number is none
	return max(skip, 0)
}

// older is the address of the part of a list, of so many, that comes after another; "" for none.
func older(end, n int, path string, v url.Values) string {
	if end >= n || end <= skipped(v) {
		return ""
	}
	return with(path, v, "skip", strconv.Itoa(end))
}

// cutList is the part of a list that a page shows, by the skip of its address, and the address of the next part; "" for none.
func cutList[T any](list []T, shown int, path string, v url.Values) (part []T, next string) {
	skip := min(skipped(v), len(list))
	if skip+shown < len(list) {
		next = with(path, v, "skip", strconv.Itoa(skip+shown))
	}
	return list[skip:min(skip+shown, len(list))], next
}

// citeLink is where the citation of a finding is.
func citeLink(h *store.Hit) string { return "/r/" + h.Report + "/cite/" + h.ID() }

// link is where a hit stands in its report.
func link(h *store.Hit) string {
	if id := h.ID(); id != "" {
		return "/r/" + h.Report + "#" + id
	}
	from, to := h.Points()
	return fmt.Sprintf("/r/%s#c%d-%d", h.Report, from, to)
}
