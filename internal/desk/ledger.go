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
	"onrecord/internal/store"
)

// ledgerLimit is over how many positions, the newest that fit, a ledger looks at most.
const ledgerLimit = 5_000

// evidence is one position of one actor on one matter. Who and what are told apart by their words: two names are two
// actors until something says that they are one.
type evidence struct {
	store.Stand
	actor  actor
	matter matter
	before *evidence // what was told before of the same actor on the same matter; see [compare]
}

// actor is who holds positions.
type actor struct {
	store.Holder
	key string
}

// evidence finds the newest positions that fit a query, at most so many, oldest first, each with its actor and matter.
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
	matters := newMatters()
	for _, s := range stands {
		m := matters.of(&s)
		for _, h := range s.Holders {
			if k := actorKey(h.Name); k != "" {
				out = append(out, evidence{Stand: s, actor: actor{h, k}, matter: m})
			}
		}
	}
	for i := range out {
		out[i].matter = matters.named(out[i].matter)
	}
	compare(out)
	return out, nil
}

// compare sets beside each position the one told before it: beside what is told on the record the last that was told
// so, for the word of unnamed sources between them overrides nothing; beside unnamed word the last that was told at all.
func compare(list []evidence) {
	type subject struct{ actor, matter string }
	last, onRecord := map[subject]*evidence{}, map[subject]*evidence{}
	for i := range list {
		e := &list[i]
		k := subject{e.actor.key, e.matter.key}
		if e.matter.key == notNamed {
			continue
		}
		e.before = last[k]
		if !unnamedWord(&e.Stand) {
			if b := onRecord[k]; b != nil {
				e.before = b
			}
			onRecord[k] = e
		}
		last[k] = e
	}
}

// actorKey is by what a name is told from others; "" for words that name nobody.
func actorKey(name string) string {
	k := strings.ToLower(oneLine(name))
	k = strings.TrimPrefix(k, "the ")
	if isPronoun(k) {
		return ""
	}
	return k
}

// differs tells whether a position is another than the one told before: the other side, or two steps of firmness.
func differs(before, now *store.Stand) bool {
	if sideOf(before.Stance) != sideOf(now.Stance) {
		return true
	}
	gap := before.Firmness - now.Firmness
	return gap >= 2 || gap <= -2
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
	Latest   *store.Stand // the newest on a named or the outlet's own word; else the newest
	N        int
	Outlets  int
	First    string
	Last     string
	Unnamed  bool // all of it on unnamed word
	Changed  bool // some of it differs from what was told before
	RedLine  bool
	Link     string
	evidence []*evidence
}

// unnamedWord tells whether a position stands on the word of someone who stays unnamed, or of nobody.
func unnamedWord(s *store.Stand) bool {
	if s.Word == 0 {
		return false
	}
	v := store.VoiceOf(s.Naming, s.SourceKind)
	return v == store.VoiceUnnamed || v == store.VoiceNone
}

func newCell(list []*evidence) *cell {
	c := &cell{evidence: list, N: len(list), Unnamed: true}
	outlets := map[string]bool{}
	for _, e := range list {
		d := day(e.Published)
		c.First, c.Last = cmp.Or(c.First, d), cmp.Or(d, c.Last)
		outlets[e.Outlet] = true
		c.RedLine = c.RedLine || e.RedLine
		if e.before != nil && differs(&e.before.Stand, &e.Stand) {
			c.Changed = true
		}
		if !unnamedWord(&e.Stand) {
			c.Unnamed, c.Latest = false, &e.Stand
		}
	}
	if c.Latest == nil {
		c.Latest = &list[len(list)-1].Stand
	}
	c.Outlets = len(outlets)
	c.Link = dossierLink(list[0].actor.key, list[0].matter.key)
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
	Columns int
	CSV     string
	Wide    string
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
		matters[e.matter.key]++
		actors[e.actor.key]++
		names[e.matter.key] = e.matter.name
		if h, ok := holders[e.actor.key]; !ok || h.Code == "" {
			holders[e.actor.key] = e.actor.Holder
		}
		k := [2]string{e.actor.key, e.matter.key}
		cells[k] = append(cells[k], e)
		if shared[e.matter.key] == nil {
			shared[e.matter.key] = map[string]bool{}
		}
		shared[e.matter.key][e.actor.key] = true
		sided[e.matter.key] = sided[e.matter.key] || e.Stance != onrecord.StanceDeclines
	}
	// A matter on which several are told to stand says more in a grid than one with much of one actor.
	columns := slices.SortedFunc(maps.Keys(matters), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(shared[b]), len(shared[a])), cmp.Compare(matters[b], matters[a]), cmp.Compare(a,
			b))
	})
	columns = slices.DeleteFunc(columns, func(m string) bool { return m == notNamed || !sided[m] })
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
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name,
			b.Name))
	})
	p.Rows = p.Rows[:min(len(p.Rows), ledgerRows)]
	p.Columns = len(p.Matters) + 1
	return p
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
	t := newTable(w, "positions.csv", []string{"actor", "country", "code", "matter", "proposition", "stance",
		"firmness", "firmness_name",
		"conditions", "red_line", "source", "source_kind", "naming", "quote", "begin", "end", "published", "outlet",
		"title", "url", "report", "link",
		"differs_from_before", "confidence"})
	for i := range list {
		e := &list[i]
		if who := v.Get("who"); who != "" && e.actor.key != who || v.Get("on") != "" && e.matter.key != v.Get("on") {
			continue
		}
		var conditions []string
		for _, c := range e.Conditions {
			conditions = append(conditions, export.Plain(c.Kind)+": "+c.Text)
		}
		from, to := e.Points()
		t.row(e.actor.Name, e.actor.Country, e.actor.Code, e.matter.name, e.Proposition, e.Stance, e.Firmness,
			export.FirmnessName(e.Firmness),
			strings.Join(conditions, "; "), e.RedLine, e.Source, e.SourceKind, e.Naming, e.Quote, from, to,
			e.Published, e.Outlet, e.Title, e.URL,
			e.Report, link(&e.Hit), e.before != nil && differs(&e.before.Stand, &e.Stand), e.Confidence)
	}
	return t.close()
}
