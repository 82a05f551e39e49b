package desk

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/record"
	"onrecord/internal/standing"
	"onrecord/internal/store"
)

// ledgerLimit is over how many positions, the newest that fit, a ledger looks at most.
const ledgerLimit = 5_000

// evidence is one position of one actor on one matter, at its place among all that the actor was told to hold on it.
type evidence struct {
	store.Stand
	actor actor
	line  *standing.Line
	step  int // of the line, from 1
}

// actor is who holds positions.
type actor struct {
	store.Holder
	key string
}

func (e *evidence) at() *standing.Step { return &e.line.Steps[e.step-1] }

// off tells whether it stands on the word of somebody unnamed, or of nobody.
func (e *evidence) off() bool { return e.at().Authority == standing.Anonymous }

// changed tells whether it differs from what was told before.
func (e *evidence) changed() bool { return record.Changed(e.at()) }

// before is what it is compared with; nil where it is the first.
func (e *evidence) before() *store.Stand {
	from := e.at().From
	if from == 0 {
		return nil
	}
	return pastStand(&e.line.Steps[from-1])
}

// pastStand is a step as lists show it.
func pastStand(s *standing.Step) *store.Stand {
	out := &store.Stand{Hit: store.Hit{Report: s.Report, Title: s.Title, Outlet: s.Outlet, URL: s.URL, Published: s.Day, Quote: s.Quote,
		Stance: s.Stance, Firmness: s.Firmness, RedLine: s.RedLine, Source: s.OnWordOf}}
	for _, c := range s.Conditions {
		kind, text, _ := strings.Cut(c, ": ")
		out.Conditions = append(out.Conditions, store.StandCondition{Kind: onrecord.ConditionKind(kind), Text: text})
	}
	return out
}

// evidence finds the newest positions that fit a query, at most so many, oldest first, each with its actor and matter. Positions of
// reports that are not yet laid beside the others are left out.
func (d *Desk) evidence(ctx context.Context, q store.Query, most int) ([]evidence, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	q.Kind, q.Limit = store.Position, most
	stands, _, err := d.store.Stands(ctx, q)
	if err != nil {
		return nil, err
	}
	slices.Reverse(stands)
	slices.SortStableFunc(stands, func(a, b store.Stand) int { return cmp.Compare(day(a.Published), day(b.Published)) })
	var out []evidence
	d.record.Look(func(v *record.View) {
		for _, s := range stands {
			for _, at := range v.Steps(s.Report, s.Number) {
				out = append(out, evidence{s, holder(&s, at.Line), at.Line, at.Step})
			}
		}
	})
	return out, nil
}

// holder is the actor of a line, with the codes that a report gives for it.
func holder(s *store.Stand, l *standing.Line) actor {
	a := actor{store.Holder{Name: l.Actor.Name}, l.Actor.Key}
	code := strings.TrimPrefix(l.Actor.Key, "state/")
	for _, h := range s.Holders {
		if h.Name == l.Actor.Name || h.Country == code && h.Code == code || len(s.Holders) == 1 {
			a.Country, a.Code, a.Kind = h.Country, h.Code, h.Kind
		}
	}
	return a
}

// sideOf is the direction of a stance: 1 for, -1 against, 0 neither.
func sideOf(s onrecord.Stance) int {
	switch s {
	case onrecord.StanceFor, onrecord.StanceConditionalFor:
		return 1
	case onrecord.StanceAgainst, onrecord.StanceConditionalAgainst:
		return -1
	}
	return 0
}

// cell is where one actor stands on one matter, as far as told.
type cell struct {
	Latest   *store.Stand // what holds now by the rule of [standing.Line]; else the newest that fits
	N        int
	Origins  int
	First    string
	Last     string
	Unnamed  bool // all of it on unnamed word
	Changed  bool // some of it differs from what was told before
	RedLine  bool
	Link     string
	evidence []*evidence
}

func newCell(list []*evidence) *cell {
	c := &cell{evidence: list, N: len(list), Unnamed: true}
	origins := map[string]bool{}
	for _, e := range list {
		d := day(e.Published)
		c.First, c.Last = cmp.Or(c.First, d), cmp.Or(d, c.Last)
		origins[e.at().Origin] = true
		c.RedLine = c.RedLine || e.RedLine
		c.Changed = c.Changed || e.changed()
		c.Unnamed = c.Unnamed && e.off()
		if e.step == e.line.Current {
			c.Latest = &e.Stand
		}
	}
	if c.Latest == nil {
		c.Latest = &list[len(list)-1].Stand
	}
	c.Origins = len(origins)
	c.Link = dossierLink(list[0].actor.key, list[0].line.Matter.Key)
	return c
}

func dossierLink(actor, matter string) string {
	return "/dossier?" + url.Values{"who": {actor}, "on": {matter}}.Encode()
}

// ledgerPage is who stands where.
type ledgerPage struct {
	Query   url.Values
	Matters []matterColumn
	Rows    []ledgerRow
	Others  int // matters that have no column: of few positions, or on which all decline to say
	Actors  int // actors in all
	N       int
	Capped  bool
	Missing string // how far the record is laid side by side; "" once it is
	Columns int
	CSV     string
	Watch   watch
}

type matterColumn struct {
	Name, Key string
	N         int
}

type ledgerRow struct {
	Name, Link, Code string
	N                int
	Cells            []*cell // nil where nothing is told
}

// Columns and rows that a page of the ledger shows at most; the CSV has all.
const (
	ledgerColumns = 7
	ledgerRows    = 60
)

func (d *Desk) ledger(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r)
	q, err := query(v)
	if err != nil {
		return err
	}
	list, err := d.evidence(r.Context(), q, ledgerLimit)
	if err != nil {
		return err
	}
	p := grid(list)
	p.Missing, p.Watch = d.missing(), newWatch("ledger", v)
	p.Query, p.Capped, p.CSV = v, p.N >= ledgerLimit, with("/ledger.csv", v)
	return d.show(w, r, http.StatusOK, "ledger", frame{Title: "Ledger", Page: p})
}

// grid lays positions out by actor and matter, those of which most is told first.
func grid(list []evidence) ledgerPage {
	p := ledgerPage{N: len(list)}
	matters, actors, cells := map[string]int{}, map[string]int{}, map[[2]string][]*evidence{}
	names, holders := map[string]string{}, map[string]store.Holder{}
	shared, sided := map[string]map[string]bool{}, map[string]bool{}
	for i := range list {
		e := &list[i]
		matters[e.line.Matter.Key]++
		actors[e.actor.key]++
		names[e.line.Matter.Key] = e.line.Matter.Name
		if h, ok := holders[e.actor.key]; !ok || h.Code == "" {
			holders[e.actor.key] = e.actor.Holder
		}
		k := [2]string{e.actor.key, e.line.Matter.Key}
		cells[k] = append(cells[k], e)
		if shared[e.line.Matter.Key] == nil {
			shared[e.line.Matter.Key] = map[string]bool{}
		}
		shared[e.line.Matter.Key][e.actor.key] = true
		sided[e.line.Matter.Key] = sided[e.line.Matter.Key] || e.Stance != onrecord.StanceDeclines
	}
	// A matter on which several are told to stand says more in a grid than one with much of one actor.
	columns := slices.SortedFunc(maps.Keys(matters), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(shared[b]), len(shared[a])), cmp.Compare(matters[b], matters[a]), cmp.Compare(a,
			b))
	})
	columns = slices.DeleteFunc(columns, func(m string) bool { return m == standing.Unnamed || !sided[m] })
	p.Others = max(0, len(columns)-ledgerColumns)
	columns = columns[:min(len(columns), ledgerColumns)]
	for _, m := range columns {
		p.Matters = append(p.Matters, matterColumn{names[m], m, matters[m]})
	}
	p.Actors = len(actors)
	for a := range actors {
		row := ledgerRow{Name: holders[a].Name, Code: holders[a].Code, Link: "/dossier?" +
			url.Values{"who": {a}}.Encode(), N: actors[a]}
		any := false
		for _, m := range columns {
			var c *cell
			if l := cells[[2]string{a, m}]; l != nil {
				c, any = newCell(l), true
			}
			row.Cells = append(row.Cells, c)
		}
		if any {
			p.Rows = append(p.Rows, row)
		}
	}
	slices.SortFunc(p.Rows, func(a, b ledgerRow) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Link, b.Link))
	})
	p.Rows = p.Rows[:min(len(p.Rows), ledgerRows)]
	p.Columns = len(p.Matters) + 1
	return p
}

// changeWords are the changes of a step in a row.
func changeWords(s *standing.Step) string {
	var out []string
	for _, c := range s.Changes {
		out = append(out, string(c))
	}
	return strings.Join(out, ", ")
}

// missing says how far the reports are laid side by side; nothing once all are.
func (d *Desk) missing() string {
	p := d.record.Look(func(*record.View) {})
	if p.Ready {
		return ""
	}
	return number(p.Done) + " of " + plural(p.Total, "report") + " are laid side by side so far; what is on this page grows until all are."
}

// ledgerCSV is the long form: a row for every position of every holder, oldest first.
func (d *Desk) ledgerCSV(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "who", "on")
	q, err := query(v)
	if err != nil {
		return err
	}
	list, err := d.evidence(r.Context(), q, ledgerLimit)
	if err != nil {
		return err
	}
	t := newTable(w, "positions.csv", []string{"actor", "actor_key", "country", "code", "matter", "proposition", "stance",
		"firmness", "firmness_name",
		"conditions", "red_line", "source", "source_kind", "naming", "quote", "begin", "end", "published", "outlet",
		"title", "url", "report", "link",
		"origin", "changes", "doubts", "current", "confidence"})
	for i := range list {
		e := &list[i]
		if who := v.Get("who"); who != "" && e.actor.key != who || v.Get("on") != "" && e.line.Matter.Key != v.Get("on") {
			continue
		}
		var conditions []string
		for _, c := range e.Conditions {
			conditions = append(conditions, export.Plain(c.Kind)+": "+c.Text)
		}
		from, to := e.Points()
		t.row(e.actor.Name, e.actor.key, e.actor.Country, e.actor.Code, e.line.Matter.Name, e.Proposition, e.Stance, e.Firmness,
			export.FirmnessName(e.Firmness),
			strings.Join(conditions, "; "), e.RedLine, e.Source, e.SourceKind, e.Naming, e.Quote, from, to,
			e.Published, e.Outlet, e.Title, e.URL,
			e.Report, link(&e.Hit), e.at().Origin, changeWords(e.at()), strings.Join(e.at().Doubts, "; "),
			e.step == e.line.Current, e.Confidence)
	}
	return t.close()
}
