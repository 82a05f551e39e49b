package desk

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
)

// queried is a query in the address of a call, by the one list of fields; what a call does not take is refused with what it takes.
type queried struct {
	answer.Query
	err error
}

// take reads the query of a call that takes some fields, and the call's own parameters beside them.
func (a *queried) take(c huma.Context, fields []string, own ...string) {
	u := c.URL()
	v := u.Query()
	given := []string{}
	for name := range v {
		if !slices.Contains(own, name) {
			given = append(given, name)
		}
	}
	if a.err = answer.Unknown(given, fields); a.err == nil {
		a.Query, a.err = answer.FromURL(v, fields)
	}
}

// parameters describe fields of a query in the page about the API.
func parameters(fields []string) []*huma.Param {
	var out []*huma.Param
	for _, name := range fields {
		f := answer.Named(name)
		s := &huma.Schema{Type: string(f.Type)}
		for _, v := range f.Values() {
			s.Enum = append(s.Enum, v)
		}
		if name == "limit" {
			least, most := 1.0, float64(answer.MostHits)
			s.Minimum, s.Maximum = &least, &most
		}
		out = append(out, &huma.Param{Name: name, In: "query", Description: f.What, Schema: s})
	}
	return out
}

// findingFields are the fields of a list of one kind of finding.
var findingFields = slices.DeleteFunc(slices.Clone(answer.Search), func(name string) bool { return name == "kind" })

// ledgerFields are the fields of a list of trajectories.
var ledgerFields = slices.Concat(answer.Positions, []string{"limit"})

// Place is where a list that is worked out goes on.
type Place struct {
	At int `query:"after" doc:"The next of the page before" minimum:"0"`
}

// The questions of the calls.
type (
	searchInput struct{ queried }
	listInput   struct{ queried }
	actorsInput struct {
		queried
		Place
	}
	standingsInput struct {
		queried
		Place
		Changed bool `query:"changed" doc:"Only where something changed"`
	}
	storiesInput struct {
		queried
		Place
		By string `query:"by" doc:"last: those told last first, as without it; size: the largest first" enum:"last,size"`
	}
)

// Resolve reads the query.
func (in *searchInput) Resolve(c huma.Context) []error { in.take(c, answer.Search); return nil }

// Resolve reads the query.
func (in *listInput) Resolve(c huma.Context) []error { in.take(c, findingFields); return nil }

// Resolve reads the query.
func (in *actorsInput) Resolve(c huma.Context) []error { in.take(c, ledgerFields, "after"); return nil }

// Resolve reads the query.
func (in *standingsInput) Resolve(c huma.Context) []error {
	in.take(c, ledgerFields, "after", "changed")
	return nil
}

// Resolve reads the query.
func (in *storiesInput) Resolve(c huma.Context) []error {
	in.take(c, answer.Stories, "after", "by")
	return nil
}

// asking is a call whose address has a query.
func asking(op huma.Operation, fields []string) huma.Operation {
	op.Parameters = append(op.Parameters, parameters(fields)...)
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity)
	return op
}
