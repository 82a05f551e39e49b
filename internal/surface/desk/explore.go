package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// searchPages are the pages of what a query finds, and of whom the reports lean on.
type searchPages struct {
	*base
	divisions *divisions
}

// explorePage is a search with how its hits divide.
type explorePage struct {
	Query            url.Values
	Hits             []hitRow
	Division         division
	Divided          string // address of this page with how all hits divide
	Facets           []facetView
	Histogram        histogramView
	Next, First      string // addresses of the next and the first page; "" for none
	CSV, JSONL, Here string
	Table            string // the one table of the reports and findings that fit
	Chosen           []chosen
	Roots            []onrecord.Root
	Stances          []onrecord.Stance
	Modalities       []onrecord.Modality
	Namings          []onrecord.Naming
	Kinds            []onrecord.SourceKind
	Find             []store.Kind
	Atom             string
	Watch            watch
	Tell             tellMe
	Open             bool // whether the fields are shown from the start
}

type hitRow struct {
	store.Hit
	Link string
	Cite string // "" for a whole report
}

// chosen is a field of the query with the address that is without it.
type chosen struct{ Name, Value, Without string }

type facetView struct {
	Name   string
	Values []facetValue
}

type facetValue struct {
	Value string
	N     int
	Link  string
	On    bool
}

// valuesOf are the values of an axis to choose from.
func valuesOf[T ~string](axis string) []T {
	var out []T
	for _, v := range onrecord.Values(axis) {
		out = append(out, T(v))
	}
	return out
}

func (d *searchPages) explore(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "after")
	here := with("/explore", v)
	// One query has one address: what a form leaves empty is taken out.
	switch {
	case r.Header.Get("HX-Request") != "":
		w.Header().Set("HX-Push-Url", here)
	case r.URL.RawQuery != v.Encode():
		http.Redirect(w, r, here, http.StatusSeeOther)
		return nil
	}
	return d.found(w, r, v, d.divisions.soon)
}

// found is the page of what a query finds. It waits so long at most for how all of it divides.
func (d *searchPages) found(w http.ResponseWriter, r *http.Request, v url.Values, most time.Duration) error {
	q, err := query(v)
	if err != nil {
		return err
	}
	page, err := d.lookUp(r.Context(), q)
	if err != nil {
		return err
	}
	division, err := d.divide(r.Context(), q.Query, v, most)
	if err != nil {
		return err
	}
	p := explorePage{Query: v, Division: division, Divided: with("/explore/divided", v), CSV: with("/explore.csv", v, "after", ""),
		Here:  with("/explore", v, "after", ""),
		JSONL: with("/explore.jsonl", v, "after", ""), Table: exported("table", q), Roots: valuesOf[onrecord.Root]("root"), Stances: valuesOf[onrecord.Stance]("stance"), Modalities: valuesOf[onrecord.Modality]("modality"),
		Namings: valuesOf[onrecord.Naming]("naming"),
		Kinds:   valuesOf[onrecord.SourceKind]("source_kind"),
		Find:    store.Kinds}
	for _, h := range page.Hits {
		row := hitRow{Hit: h, Link: link(&h)}
		if h.Kind != store.Report {
			row.Cite = citeLink(&h)
		}
		p.Hits = append(p.Hits, row)
	}
	if page.Next != "" {
		p.Next = with("/explore", v, "after", page.Next)
	}
	if v.Get("after") != "" {
		p.First = p.Here
	}
	p.Atom, p.Watch = with("/explore.atom", v, "after", ""), newWatch("explore", v)
	p.Tell = newTellMe(store.OfQuery, v)
	p.Facets = facetViews(division.Facets, v)
	p.Histogram = newHistogram(division.Days, v)
	for _, f := range answer.Shown {
		if x := v.Get(f); x != "" {
			p.Open = p.Open || f != "q" && f != "kind"
			p.Chosen = append(p.Chosen, chosen{fieldWords(f), valueWords(f, x), with("/explore", v, f, "", "after",
				"")})
		}
	}
	return d.show(w, r, http.StatusOK, "explore", frame{Title: "Explore", Find: q.Text, Feed: p.Atom, Page: p})
}

// lookUp is a page of hits.
func (d *searchPages) lookUp(ctx context.Context, asked answer.Query) (store.Page, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return store.Page{}, err
	}
	defer done()
	q := asked.Query
	q.Limit = 40
	return d.store.Search(ctx, q)
}

func facetViews(facets []store.Facet, v url.Values) []facetView {
	var out []facetView
	for _, f := range facets {
		if !slices.Contains(answer.Shown, f.Field) {
			continue
		}
		x := facetView{Name: fieldWords(f.Field)}
		for _, t := range f.Values[:min(len(f.Values), 8)] {
			y := facetValue{Value: valueWords(f.Field, t.Value), N: t.N, On: v.Get(f.Field) == t.Value}
			if y.On {
				y.Link = with("/explore", v, f.Field, "", "after", "")
			} else {
				y.Link = with("/explore", v, f.Field, t.Value, "after", "")
			}
			x.Values = append(x.Values, y)
		}
		if f.Field == "firmness" {
			slices.SortFunc(x.Values, func(a, b facetValue) int { return int(b.Value[0]) - int(a.Value[0]) })
		}
		out = append(out, x)
	}
	return out
}

// fieldWords is a field of a query in words.
func fieldWords(f string) string {
	switch f {
	case "q":
		return "words"
	case "source_kind":
		return "kind of source"
	case "naming":
		return "naming of the source"
	case "root":
		return "what was done"
	case "modality":
		return "told as"
	}
	return f
}

// valueWords is a value of a field in words.
func valueWords(f, v string) string {
	switch f {
	case "firmness":
		if len(v) == 1 {
			return v + " " + export.FirmnessName(int(v[0]-'0'))
		}
	case "naming":
		return export.PlainNaming(onrecord.Naming(v))
	case "source_kind":
		return export.PlainSource(onrecord.SourceKind(v))
	case "stance":
		return stanceMark(onrecord.Stance(v)) + " " + export.Plain(v)
	case "modality", "kind":
		return export.Plain(v)
	}
	return v
}
