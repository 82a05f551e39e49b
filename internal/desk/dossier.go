package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onrecord/internal/standing"
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
	Chart   stepChart
	Steps   []dossierStep
	Cell    *cell
	Why     string
	Silent  string // how long nothing was said that had been said again and again
	Limits  []limit
	CSV     string
}

type dossierMatter struct {
	Name, Link string
	Cell       *cell
	On         bool
}

// dossierStep is one position told, newest first on the page.
type dossierStep struct {
	standRow
	Changed   bool
	Latest    bool
	Authority string // how near the word is to the actor
}

// limit is a condition or red line, with when it was first and last told.
type limit struct {
	Words       string
	First, Last string
	N           int
	RedLine     bool
}

func (d *Desk) dossier(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "who", "on")
	if v.Get("who") == "" {
		http.Redirect(w, r, "/ledger", http.StatusSeeOther)
		return nil
	}
	q, err := query(v)
	if err != nil {
		return err
	}
	all, err := d.evidence(r.Context(), q, ledgerLimit)
	if err != nil {
		return err
	}
	p := newDossier(all, v)
	if p.Who == "" {
		return errNoPage
	}
	return d.show(w, r, http.StatusOK, "dossier", frame{Title: p.Who, Here: "ledger", Page: p})
}

func newDossier(all []evidence, v url.Values) dossierPage {
	p := dossierPage{Query: v, Key: v.Get("who"), CSV: with("/dossier.csv", v)}
	byMatter := map[string][]*evidence{}
	for i := range all {
		if e := &all[i]; e.actor.key == p.Key {
			p.Who, p.Code = e.actor.Name, cmp.Or(p.Code, e.actor.Code)
			byMatter[e.line.Matter.Key] = append(byMatter[e.line.Matter.Key], e)
		}
	}
	on := v.Get("on")
	if on == "" && len(byMatter) == 1 {
		for k := range byMatter {
			on = k
		}
	}
	for k, list := range byMatter {
		p.Matters = append(p.Matters, dossierMatter{list[0].line.Matter.Name, with("/dossier", v, "on", k), newCell(list),
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
	p.On, p.Cell = list[0].line.Matter.Name, newCell(list)
	p.Chart, p.Why, p.Limits, p.Silent = newStepChart(list), why(p.Cell), limits(list), list[0].line.Silent
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		s := dossierStep{standRow: standRow{Stand: e.Stand, Link: link(&e.Hit), Cite: citeLink(&e.Hit),
			Actor: e.actor.Name, Matter: e.line.Matter.Name,
			Off: e.off()}, Latest: &e.Stand == p.Cell.Latest, Changed: e.changed(), Authority: e.at().Authority.Name()}
		s.compared(e)
		p.Steps = append(p.Steps, s)
	}
	return p
}

// why tells by what rule the position shown is the one that holds.
func why(c *cell) string {
	l := c.evidence[0].line
	current := &l.Steps[l.Current-1]
	if current.Report != c.Latest.Report || current.Position != c.Latest.Number {
		return "The newest that fits; what holds now by all that was told is of " + cmp.Or(current.Day, "an unknown day") + "."
	}
	out := strings.ToUpper(l.Why[:1]) + l.Why[1:] + "."
	for i := l.Current; i < len(l.Steps); i++ {
		if l.Steps[i].Authority == standing.Anonymous && current.Authority != standing.Anonymous {
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
			out = append(out, limit{Words: words, First: day(e.Published), RedLine: red})
			i = len(out) - 1
		}
		out[i].Last = day(e.Published)
		out[i].N++
	}
	for _, e := range list {
		for _, c := range e.Conditions {
			add(conditionWords(&c), e, false)
		}
		if e.RedLine {
			add(short(90, e.Quote), e, true)
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
