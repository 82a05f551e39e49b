package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// dossierPage is one actor over time: on one matter, or on each.
type dossierPage struct {
	Query   url.Values
	Who     string
	Key     string
	On      string // the matter; "" for all
	Matters []dossierMatter
	Code    string
	Chart   stageChart
	Stages  []dossierStage
	Cell    *cell
	Why     string
	Missing string // how far the record is laid side by side; "" once it is
	Silent  string // how long nothing was said that had been said again and again
	Limits  []limit
	CSV     string
	Touched []touch
	Held    heldBack
	Tell    tellMe
	red     []*evidence // with a red line, of the matter shown
}

// touch is a later event in whose sentence the words of a red line stand. Whether it tests or crosses the line is for people to say.
type touch struct {
	Line string // the red line's words
	Day  string // when it was told
	Hits []hitRow
}

// How many red lines of a dossier, the newest, later events are looked up for, at how many events each, the newest, and how many are shown.
const redLinesLooked, touchesLooked, touchesShown = 3, 200, 5

// shares tells whether a quotation has half of some words, two at least.
func shares(quote string, words []string) bool {
	n := 0
	for _, w := range standing.Telling(quote) {
		if slices.Contains(words, w) {
			n++
		}
	}
	return n >= max(2, (len(words)+1)/2)
}

// touched looks for later events that may touch red lines.
func (d *standingPages) touched(ctx context.Context, red []*evidence) ([]touch, error) {
	var out []touch
	for i := len(red) - 1; i >= 0 && len(out) < redLinesLooked; i-- {
		s := red[i].At()
		words := standing.Telling(s.Issue)
		if len(words) < 2 || s.Day == "" { // one word alone touches everything
			continue
		}
		words = words[:min(len(words), store.MostWords)]
		holder, err := answer.NewWho(red[i].Line.Actor.Name)
		if err != nil {
			return nil, err
		}
		done, err := d.turn(ctx)
		if err != nil {
			return nil, err
		}
		page, err := d.store.Search(ctx, store.Query{Kind: store.Event, Text: strings.Join(words, " OR "), From: s.Day, Limit: touchesLooked})
		done()
		if err != nil {
			return nil, err
		}
		t := touch{Line: short(120, s.Quote), Day: s.Day}
		for k := range page.Hits {
			h := &page.Hits[k]
			if h.Report != s.Report && shares(h.Quote, words) && len(t.Hits) < touchesShown && !holder.Is("", h.Actor) {
				t.Hits = append(t.Hits, hitRow{Hit: *h, Link: link(h), Cite: citeLink(h)})
			}
		}
		if len(t.Hits) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

type dossierMatter struct {
	Name, Link string
	Cell       *cell
	On         bool
}

// dossierStage is one position told, newest first on the page.
type dossierStage struct {
	standRow
	Changed bool
	Latest  bool
}

// limit is a condition or red line, with when it was first and last told.
type limit struct {
	Words       string
	First, Last string
	N           int
	RedLine     bool
}

func (d *standingPages) dossier(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "who", "on")
	if v.Get("who") == "" {
		http.Redirect(w, r, "/ledger", http.StatusSeeOther)
		return nil
	}
	q, err := query(v)
	if err != nil {
		return err
	}
	f, err := answer.NewFilter(r.Context(), d.store, q, d.turn)
	if err != nil {
		return err
	}
	var all []evidence
	ledger, _ := d.record.Ledger(q.Unsure)
	for _, at := range ledger.Of(v.Get("who")) {
		if s := at.At(); !s.Denial && f.Fits(at.Line, s) {
			all = append(all, evidence{StageAt: at})
		}
	}
	p := newDossier(all, v)
	p.Missing, p.Held = d.missing(), d.held("/dossier", v)
	p.Tell = newTellMe(store.OfActor, url.Values{"actor": {p.Who}})
	if p.On != "" {
		p.Tell = newTellMe(store.OfChange, url.Values{"actor": {p.Who}, "issue": {p.On}})
	}
	switch {
	case p.Who != "":
	case p.Held.N > 0 && d.toldOf(v.Get("who")): // all that is told of it is unsure
		http.Redirect(w, r, p.Held.Link, http.StatusSeeOther)
		return nil
	default:
		return errNoPage
	}
	if p.Touched, err = d.touched(r.Context(), p.red); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "dossier", frame{Title: p.Who, Here: "ledger", Page: p})
}

// toldOf tells whether anything is told of an actor, sure or not.
func (d *standingPages) toldOf(actor string) bool {
	all, _ := d.record.Ledger(true)
	return len(all.Of(actor)) > 0
}

func newDossier(all []evidence, v url.Values) dossierPage {
	p := dossierPage{Query: v, Key: v.Get("who"), CSV: with("/dossier.csv", v)}
	byMatter := map[string][]*evidence{}
	for i := range all {
		e := &all[i]
		p.Who, p.Code = e.Line.Actor.Name, cmp.Or(p.Code, e.At().Code)
		byMatter[e.Line.Matter.Key] = append(byMatter[e.Line.Matter.Key], e)
	}
	on := v.Get("on")
	if on == "" && len(byMatter) == 1 {
		for k := range byMatter {
			on = k
		}
	}
	for k, list := range byMatter {
		p.Matters = append(p.Matters, dossierMatter{list[0].Line.Matter.Name, with("/dossier", v, "on", k), newCell(list, v),
			k == on})
	}
	slices.SortFunc(p.Matters, func(a, b dossierMatter) int {
		return cmp.Or(cmp.Compare(b.Cell.N, a.Cell.N), cmp.Compare(b.Cell.Last, a.Cell.Last), cmp.Compare(a.Name,
			b.Name))
	})
	list := byMatter[on]
	if len(list) == 0 {
		return p
	}
	p.On, p.Cell = list[0].Line.Matter.Name, newCell(list, v)
	p.Chart, p.Why, p.Limits, p.Silent = newStageChart(list), why(p.Cell), limits(list), list[0].Line.Silent
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		if e.At().RedLine {
			p.red = append([]*evidence{e}, p.red...)
		}
		s := dossierStage{standRow: newStandRow(e), Latest: e.stand() == p.Cell.Latest, Changed: e.changed()}
		p.Stages = append(p.Stages, s)
	}
	return p
}

// why tells by what rule the position shown is the one that holds.
func why(c *cell) string {
	l := c.evidence[0].Line
	current := &l.Stages[l.Current-1]
	if current.Report != c.Latest.Report || current.Position != c.Latest.Number {
		return "The newest that fits; what holds now by all that was told is of " + cmp.Or(current.Day, "an unknown day") + "."
	}
	out := strings.ToUpper(l.Why[:1]) + l.Why[1:] + "."
	for i := l.Current; i < len(l.Stages); i++ {
		if l.Stages[i].Authority == standing.Anonymous && current.Authority != standing.Anonymous {
			return out + " Later word of unnamed sources does not override it; it is listed below."
		}
	}
	return out
}

func limits(list []*evidence) []limit {
	var out []limit
	add := func(words string, e *evidence, red bool) {
		i := slices.IndexFunc(out, func(l limit) bool { return l.Words == words && l.RedLine == red })
		if i < 0 {
			out = append(out, limit{Words: words, First: e.At().Day, RedLine: red})
			i = len(out) - 1
		}
		out[i].Last = e.At().Day
		out[i].N++
	}
	for _, e := range list {
		for _, c := range e.stand().Conditions {
			add(conditionWords(&c), e, false)
		}
		if e.At().RedLine {
			add(short(90, e.At().Quote), e, true)
		}
	}
	return out
}

func conditionWords(c *store.StandCondition) string {
	words := map[string]string{"as_long_as": "as long as", "only_if": "only if", "in_exchange_for": "in exchange for",
		"provided": "provided"}
	kind := string(c.Kind)
	if w, ok := words[kind]; ok {
		kind = w
	}
	return kind + " “" + c.Text + "”"
}
