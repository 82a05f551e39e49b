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
	Matter  string // its key
	Matters []dossierMatter
	Code    string
	Chart   stageChart
	Stages  []dossierStage
	Cell    *cell
	Why     string
	Missing string // how far the record is laid side by side; "" once it is
	Capped  bool   // there are older positions
	Silent  string // how long nothing was said that had been said again and again
	Limits  []limit
	CSV     string
	Touched []touch

	Timeline string // where all that is told of the actor is shown by days

	Ties []verdictLine // what was decided of the actor, and of the matter
	Held heldBack
	Tell tellMe
	red  []*evidence // with a red line, of the matter shown

	Listed []string // by which lines of own lists actor and matter are what they are
	Under  string   // the issues above the matter, by the own list
	called string   // the actor as the newest report calls it
}

// Back is the address of the page.
func (p dossierPage) Back() string { return with("/dossier", p.Query) }

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
		s := red[i].Stage
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
	Own     string // key of the actor by the report alone, where that is another
	Wording string // topic, or words of the issue
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
	p, err := d.newDossier(r.Context(), f, q.Unsure, v)
	if err != nil {
		return err
	}
	p.Missing = d.missing()
	p.Timeline = with("/timeline", nil, "actor", p.called, unsureField, v.Get(unsureField))
	p.Tell = newTellMe(store.OfActor, url.Values{"actor": {p.Who}})
	if p.On != "" {
		p.Tell = newTellMe(store.OfChange, url.Values{"actor": {p.Who}, "issue": {p.On}})
	}
	if p.Held, err = d.held(r.Context(), "/dossier", v); err != nil {
		return err
	}
	if p.Who == "" {
		told, err := d.toldOf(r.Context(), v.Get("who"))
		if err == nil && told && p.Held.N > 0 { // all that is told of it is unsure
			http.Redirect(w, r, p.Held.Link, http.StatusSeeOther)
			return nil
		}
		return cmp.Or(err, errNoPage)
	}
	if p.Touched, err = d.touched(r.Context(), p.red); err != nil {
		return err
	}
	if err := d.ties(r.Context(), &p); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "dossier", frame{Title: p.Who, Here: "ledger", Page: p})
}

// toldOf tells whether anything is told of an actor, sure or not.
func (d *standingPages) toldOf(ctx context.Context, actor string) (ok bool, err error) {
	err = d.record.Standing(ctx, true, func(l *standing.Ledger) error {
		_, ok, err = l.Sum(standing.ActorNumber(actor))
		return err
	})
	return ok, err
}

// dossierLimit is over how many positions of an actor, the newest that fit, a dossier looks.
const dossierLimit = 1000

func (d *standingPages) newDossier(ctx context.Context, f *answer.Filter, unsure bool, v url.Values) (p dossierPage, err error) {
	err = d.record.Standing(ctx, unsure, func(l *standing.Ledger) error {
		var all []evidence
		more := false
		cut, err := f.NewestOf(l, v.Get("who"), func(at *standing.At) (bool, error) {
			if at.Stage.Denial {
				return true, nil
			}
			if more = len(all) == dossierLimit; !more {
				all = append(all, evidence{At: *at})
			}
			return !more, nil
		})
		if err != nil {
			return err
		}
		slices.Reverse(all)
		p = dossierOf(all, v)
		if p.Capped = cut || more; p.Cell == nil {
			return nil
		}
		now, err := l.Current(p.Cell.evidence[0].Line)
		if err == nil && now != nil {
			p.Why = why(p.Cell, now)
		}
		return err
	})
	return p, err
}

func dossierOf(all []evidence, v url.Values) dossierPage {
	p := dossierPage{Query: v, Key: v.Get("who"), CSV: with("/dossier.csv", v)}
	byMatter := map[string][]*evidence{}
	for i := range all {
		e := &all[i]
		p.Who, p.Code, p.called = e.Line.Actor.Name, cmp.Or(p.Code, e.Stage.Code), e.Line.Actor.Name
		if by := e.Line.ActorListed(); by != "" {
			p.called = e.Stage.Actor.Name // events are found as reports call who acts
			p.Listed = appendOnce(p.Listed, by)
		}
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
	for _, by := range list[0].Line.Listed() {
		p.Listed = appendOnce(p.Listed, by)
	}
	p.Under = list[0].Line.Matter.Parent
	p.On, p.Matter, p.Cell = list[0].Line.Matter.Name, on, newCell(list, v)
	p.Chart, p.Limits, p.Silent = newStageChart(list), limits(list), list[0].Line.Silent
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		if e.Stage.RedLine {
			p.red = append([]*evidence{e}, p.red...)
		}
		s := dossierStage{standRow: newStandRow(e), Latest: e.stand() == p.Cell.Latest, Changed: e.changed(), Own: e.Stage.Actor.Own,
			Wording: cmp.Or(e.Stage.Topic, strings.Join(strings.Fields(e.Stage.Issue), " "))}
		p.Stages = append(p.Stages, s)
	}
	return p
}

// appendOnce adds a text that is not among some.
func appendOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// why tells by what rule the position shown is the one that holds.
func why(c *cell, now *standing.At) string {
	current := now.Stage
	if current.Report != c.Latest.Report || current.Position != c.Latest.Number {
		return "The newest that fits; what holds now by all that was told is of " + cmp.Or(current.Day, "an unknown day") + "."
	}
	rule := now.Line.Rule(current.Authority)
	out := strings.ToUpper(rule[:1]) + rule[1:] + "."
	for _, e := range c.evidence {
		if e.off() && current.Authority != standing.Anonymous && standing.Latest(e.At, *now) < 0 {
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
			out = append(out, limit{Words: words, First: e.Stage.Day, RedLine: red})
			i = len(out) - 1
		}
		out[i].Last = e.Stage.Day
		out[i].N++
	}
	for _, e := range list {
		for _, c := range e.stand().Conditions {
			add(conditionWords(&c), e, false)
		}
		if e.Stage.RedLine {
			add(short(90, e.Stage.Quote), e, true)
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
