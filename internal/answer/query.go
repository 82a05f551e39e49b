// Package answer takes questions to the record as every surface asks them: one query with one list of fields, read from an address, from
// flags and from JSON alike, and one rule each for which reports, findings and trajectories it leaves. The desk, the API, the tools for
// assistants and the command only decode and draw.
package answer

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/store"
)

// Query is a question to the record. Every field that is set must fit.
type Query struct {
	store.Query
	Unsure bool // take in what the reader is unsure of, too, where the record is told across reports
}

// Field is one field of a [Query], by the name that it has in an address and in JSON; its flag has hyphens for underscores.
type Field struct {
	Name string
	What string   // one line for whoever asks
	Axis string   // of [onrecord.Values], where the values are a closed list; "" where they are not
	Type Type     // what its values look like
	Also []string // earlier names, still understood

	set func(*Query, string) error
	get func(*Query) string
}

// Type is what the values of a field look like.
type Type string

// The types, by their names in JSON Schema.
const (
	Text    Type = "string"
	Whole   Type = "integer"
	Boolean Type = "boolean"
)

// Fields are all fields of a query, in the order in which they are shown.
var Fields = []Field{
	text("q", "words as one types them: word, \"words in a row\", begin*, -without, this OR that", func(q *Query) *string { return &q.Text }).once("query", "words"),
	{Name: "kind", What: "what to find; without it reports, unless a field asks for findings", Axis: "kind", Type: Text,
		set: func(q *Query, s string) error { q.Kind = store.Kind(s); return nil }, get: func(q *Query) string { return string(q.Kind) }},
	text("actor", "words of who speaks, acts or holds the position, or of its code (PAKMIL)", func(q *Query) *string { return &q.Actor }),
	text("recipient", "words of to whom", func(q *Query) *string { return &q.Recipient }),
	text("source", "words of the source on whose word it is told", func(q *Query) *string { return &q.Source }),
	choice("source_kind", "kind of that source", func(q *Query) *onrecord.SourceKind { return &q.SourceKind }, strings.ToLower),
	choice("naming", "how far that source is named", func(q *Query) *onrecord.Naming { return &q.Naming }, strings.ToLower),
	text("country", "state of actor or recipient, ISO 3166-1 alpha-3", func(q *Query) *string { return &q.Country }),
	text("place", "state where events took place, ISO 3166-1 alpha-3", func(q *Query) *string { return &q.Place }),
	choice("root", "PLOVER root of events", func(q *Query) *onrecord.Root { return &q.Root }, strings.ToUpper),
	choice("modality", "how events are told", func(q *Query) *onrecord.Modality { return &q.Modality }, strings.ToLower),
	{Name: "happened", What: "true: events told as having happened; false: all others", Type: Boolean, set: setHappened, get: getHappened},
	{Name: "voice", What: "attributed: on somebody's word; outlet: in the outlet's own voice", Axis: "voice", Type: Text,
		set: func(q *Query, s string) error { q.Voice = store.Telling(s); return nil }, get: func(q *Query) string { return string(q.Voice) }},
	choice("stance", "stance of positions", func(q *Query) *onrecord.Stance { return &q.Stance }, strings.ToLower),
	{Name: "firmness", What: "firmness of positions, 0 to 5, or a range such as 4-5", Type: Text, set: setFirmness, get: getFirmness},
	text("issue", "words of the issue of positions", func(q *Query) *string { return &q.Issue }),
	text("outlet", "outlet that printed the report, in full; any that printed the text", func(q *Query) *string { return &q.Outlet }),
	text("tag", "tag of a note on the report, in full", func(q *Query) *string { return &q.Tag }),
	text("from", "first day of publication, 2006-01-02", func(q *Query) *string { return &q.From }),
	text("to", "last day of publication", func(q *Query) *string { return &q.To }),
	truth("anywhere", "the words may stand anywhere in the report of a finding", func(q *Query) *bool { return &q.Anywhere }),
	truth("unsure", "take in what the reader is unsure of, too", func(q *Query) *bool { return &q.Unsure }),
	{Name: "limit", What: "at most so many, 1 to 500", Type: Whole, set: setLimit, get: func(q *Query) string { return numberOr(q.Limit) }},
	text("after", "go on behind this place, which the page before names as next", func(q *Query) *string { return &q.After }),
}

// Page are the fields that cut a list into pages.
var Page = []string{"limit", "after"}

// All are all fields; Shown those that a page keeps in its address, without its place in a list.
var (
	All   = names(func(*Field) bool { return true })
	Shown = names(func(f *Field) bool { return !slices.Contains(Page, f.Name) })
)

// Search are the fields that a search takes.
var Search = names(func(f *Field) bool { return f.Name != "unsure" })

// Selection are the fields that choose what an export writes.
var Selection = names(func(f *Field) bool { return !slices.Contains([]string{"kind", "limit", "after", "unsure"}, f.Name) })

func names(wanted func(*Field) bool) []string {
	var out []string
	for i := range Fields {
		if wanted(&Fields[i]) {
			out = append(out, Fields[i].Name)
		}
	}
	return out
}

// Named is the field of a name, today's or an earlier one; nil where there is none.
func Named(name string) *Field {
	for i := range Fields {
		if f := &Fields[i]; f.Name == name || slices.Contains(f.Also, name) {
			return f
		}
	}
	return nil
}

// Values are the values that the field is held to; nil where it takes any.
func (f *Field) Values() []string {
	if f.Axis == "" {
		return nil
	}
	return onrecord.Values(f.Axis)
}

// Set sets the field from words; "" takes it out. The error wraps [store.ErrQuery].
func (f *Field) Set(q *Query, value string) error {
	value = strings.TrimSpace(value)
	if f.Type == Boolean && value == "on" {
		value = "true" // what a browser sends for a box that is ticked
	}
	if f.Type == Boolean && value != "" {
		if _, err := strconv.ParseBool(value); err != nil {
			return fmt.Errorf("%w: %s is true or false, got %q", store.ErrQuery, f.Name, value)
		}
	}
	return f.set(q, value)
}

// Parse reads some fields of a query, by the function that gives the value of a name, and checks the whole.
// The error wraps [store.ErrQuery].
func Parse(fields []string, value func(name string) string) (Query, error) {
	var q Query
	for _, name := range fields {
		f := Named(name)
		for _, n := range append([]string{f.Name}, f.Also...) {
			if v := value(n); v != "" {
				if err := f.Set(&q, v); err != nil {
					return q, err
				}
				break
			}
		}
	}
	return q, q.Check()
}

// FromURL reads some fields of an address; what else the address has is left alone.
func FromURL(v url.Values, fields []string) (Query, error) { return Parse(fields, v.Get) }

// URL is the query as an address has it.
func (q *Query) URL() url.Values {
	out := url.Values{}
	for i := range Fields {
		if v := Fields[i].get(q); v != "" {
			out.Set(Fields[i].Name, v)
		}
	}
	return out
}

// Unknown names the fields that are none of some, with those there are; nil where all are known. The error wraps [store.ErrQuery].
func Unknown(given []string, fields []string) error {
	slices.Sort(given)
	for _, name := range given {
		if f := Named(name); f == nil || !slices.Contains(fields, f.Name) {
			return fmt.Errorf("%w: there is no field %q; there are %s", store.ErrQuery, name, strings.Join(fields, ", "))
		}
	}
	return nil
}

// Asked is a query as JSON has it: an object of fields; null is a field that is not set.
type Asked map[string]any

// Query reads some fields of the object; any other is an error that wraps [store.ErrQuery].
func (a Asked) Query(fields []string) (Query, error) {
	given := make([]string, 0, len(a))
	for name := range a {
		given = append(given, name)
	}
	if err := Unknown(given, fields); err != nil {
		return Query{}, err
	}
	words := map[string]string{}
	for name, v := range a {
		s, err := plain(v)
		if err != nil {
			return Query{}, fmt.Errorf("%w: %s: %w", store.ErrQuery, name, err)
		}
		words[name] = s
	}
	return Parse(fields, func(name string) string { return words[name] })
}

// plain is a value of JSON in words.
func plain(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case json.Number:
		return v.String(), nil
	case float64:
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return "", fmt.Errorf("wants a whole number, got %v", v)
		}
		return strconv.FormatInt(int64(v), 10), nil
	}
	return "", fmt.Errorf("wants a word, a number or true or false")
}

func text(name, what string, at func(*Query) *string) Field {
	return Field{Name: name, What: what, Type: Text, set: func(q *Query, s string) error { *at(q) = s; return nil }, get: func(q *Query) string { return *at(q) }}
}

// once gives a field an earlier name.
func (f Field) once(names ...string) Field {
	f.Also = names
	return f
}

// choice is a field of a closed list, whose values are written as write has them.
func choice[T ~string](name, what string, at func(*Query) *T, write func(string) string) Field {
	return Field{Name: name, What: what, Axis: name, Type: Text, set: func(q *Query, s string) error { *at(q) = T(write(s)); return nil },
		get: func(q *Query) string { return string(*at(q)) }}
}

func truth(name, what string, at func(*Query) *bool) Field {
	return Field{Name: name, What: what, Type: Boolean, set: func(q *Query, s string) error { *at(q) = isTrue(s); return nil },
		get: func(q *Query) string {
			if *at(q) {
				return "true"
			}
			return ""
		}}
}

// isTrue reads what [Field.Set] has looked at.
func isTrue(s string) bool {
	yes, _ := strconv.ParseBool(s)
	return yes
}

func setHappened(q *Query, s string) error {
	if q.Happened = nil; s != "" {
		yes := isTrue(s)
		q.Happened = &yes
	}
	return nil
}

func getHappened(q *Query) string {
	if q.Happened == nil {
		return ""
	}
	return strconv.FormatBool(*q.Happened)
}

func setFirmness(q *Query, s string) (err error) {
	if q.Firmness = nil; s != "" {
		q.Firmness, err = store.ParseRange(s)
	}
	return err
}

func getFirmness(q *Query) string {
	switch r := q.Firmness; {
	case r == nil:
		return ""
	case r.Min == r.Max:
		return strconv.Itoa(r.Min)
	default:
		return fmt.Sprintf("%d-%d", r.Min, r.Max)
	}
}

func setLimit(q *Query, s string) error {
	if q.Limit = 0; s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > MostHits {
		return fmt.Errorf("%w: limit is 1 to %d, got %q", store.ErrQuery, MostHits, s)
	}
	q.Limit = n
	return nil
}

func numberOr(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
