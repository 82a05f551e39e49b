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
	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// standingPages are the pages of who stands where, and of what changed.
type standingPages struct{ *base }

// ledgerLimit is over how many positions, the newest that fit, a ledger looks at most.
const ledgerLimit = 2_000

// evidence is one position of one actor on one matter, at its place among all that the actor was told to hold on it.
type evidence struct {
	standing.At
	drawn *store.PositionHit
}

func (e *evidence) key() string { return e.Line.Actor.Key }

// stand is it as lists show it.
func (e *evidence) stand() *store.PositionHit {
	if e.drawn == nil {
		e.drawn = pastStand(e.Stage.Evidence)
	}
	return e.drawn
}

// off tells whether it stands on the word of somebody unnamed, or of nobody.
func (e *evidence) off() bool { return e.Stage.Authority == standing.Anonymous }

// changed tells whether it differs from what was told before.
func (e *evidence) changed() bool { return e.Stage.Changed() }

// before is what it is compared with; nil where it is the first.
func (e *evidence) compared() *store.PositionHit {
	if e.Before == nil {
		return nil
	}
	return pastStand(e.Before)
}

// pastStand is a stage as lists show it.
func pastStand(s *standing.Evidence) *store.PositionHit {
	out := &store.PositionHit{Hit: store.Hit{Kind: store.Position, Number: s.Position, Report: s.Report, Title: s.Title, Outlet: s.Outlet, URL: s.URL,
		Published: s.Day, Quote: s.Quote, Stance: s.Stance, RedLine: s.RedLine, Source: s.OnWordOf, Issue: s.Issue, Topic: s.Topic}}
	if s.Firmness != nil {
		out.Firmness = *s.Firmness
	} else {
		out.Kind = store.Statement // a denial
	}
	for _, c := range s.Conditions {
		kind, text, _ := strings.Cut(c, ": ")
		out.Conditions = append(out.Conditions, store.StandCondition{Kind: onrecord.ConditionKind(kind), Text: text})
	}
	return out
}

// evidence finds the newest positions that fit a query, at most so many, oldest first, each with its actor and matter. Positions of
// reports that are not yet laid beside the others are left out; capped tells whether there are older ones.
func (d *standingPages) evidence(ctx context.Context, q answer.Query, most int) (out []evidence, capped bool, err error) {
	f, err := answer.NewFilter(ctx, d.store, q, d.turn)
	if err != nil {
		return nil, false, err
	}
	err = d.record.Standing(ctx, q.Unsure, func(l *standing.Ledger) error {
		more := false
		cut, err := f.Newest(l, nil, func(at *standing.At) (bool, error) {
			if at.Stage.Denial {
				return true, nil
			}
			if more = len(out) == most; !more {
				out = append(out, evidence{At: *at})
			}
			return !more, nil
		})
		capped = cut || more
		return err
	})
	slices.Reverse(out)
	return out, capped, err
}

// cell is where one actor stands on one matter, as far as told.
type cell struct {
	Latest   *store.PositionHit // what holds now by the rule of [standing.Line]; else the newest that fits
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

func newCell(list []*evidence, v url.Values) *cell {
	c := &cell{evidence: list, N: len(list), Unnamed: true}
	origins := map[string]bool{}
	for _, e := range list {
		d := e.Stage.Day
		c.First, c.Last = cmp.Or(c.First, d), cmp.Or(d, c.Last)
		origins[e.Stage.Origin] = true
		c.RedLine = c.RedLine || e.Stage.RedLine
		c.Changed = c.Changed || e.changed()
		c.Unnamed = c.Unnamed && e.off()
		if e.Holds {
			c.Latest = e.stand()
		}
	}
	if c.Latest == nil {
		c.Latest = list[len(list)-1].stand()
	}
	c.Origins = len(origins)
	c.Link = dossierLink(list[0].key(), list[0].Line.Matter.Key, v)
	return c
}

// dossierLink is where an actor is shown, on one matter or ("") all; what v asks for beside is asked for there, too.
func dossierLink(actor, matter string, v url.Values) string {
	return with("/dossier", nil, "who", actor, "on", matter, unsureField, v.Get(unsureField))
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
	Tell    tellMe
	Held    heldBack
	Nobody  string // says that the record knows no such actor, and who comes nearest
}

// heldBack is what a page of standings leaves out as unsure, and where it is shown.
type heldBack struct {
	N       int    // positions of the whole record; 0 where they are shown
	Link    string // the page with, or without, what the reader is unsure of
	Showing bool
}

// held is how much the standings leave out, for a page at an address.
func (d *standingPages) held(ctx context.Context, path string, v url.Values) (x heldBack, err error) {
	if unsure(v) {
		return heldBack{Link: with(path, v, unsureField, ""), Showing: true}, nil
	}
	x.Link = with(path, v, unsureField, "1")
	return x, d.record.Standing(ctx, false, func(l *standing.Ledger) error {
		x.N, err = l.Held()
		return err
	})
}

// nobody says that the record knows no actor that a query asks for, and which names come nearest; nothing where it knows one.
func (d *standingPages) nobody(ctx context.Context, q answer.Query) string {
	f, err := answer.NewFilter(ctx, nil, answer.Query{Query: store.Query{Actor: q.Actor}}, nil)
	if err != nil {
		return ""
	}
	var nearest []string
	unknown := false
	err = d.record.Standing(ctx, true, func(l *standing.Ledger) error {
		nearest, unknown, err = f.Unknown(l)
		return err
	})
	switch {
	case err != nil || !unknown:
		return ""
	case len(nearest) == 0:
		return "The record knows no actor called “" + q.Actor + "”."
	}
	return "The record knows no actor called “" + q.Actor + "”; the nearest names are " + strings.Join(nearest, ", ") + "."
}

type matterColumn struct {
	Name, Key string
	Under     string // the issues above it, by the own list
	N         int
}

type ledgerRow struct {
	Name, Link, Code string
	Listed           bool // the actor is one by the own list
	N                int
	Cells            []*cell // nil where nothing is told
}

// Columns and rows that a page of the ledger shows at most; the CSV has all.
const (
	ledgerColumns = 7
	ledgerRows    = 60
)

func (d *standingPages) ledger(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r)
	q, err := query(v)
	if err != nil {
		return err
	}
	list, capped, err := d.evidence(r.Context(), q, ledgerLimit)
	if err != nil {
		return err
	}
	p := grid(list, v)
	if p.Held, err = d.held(r.Context(), "/ledger", v); err != nil {
		return err
	}
	if p.N == 0 {
		p.Nobody = d.nobody(r.Context(), q)
	}
	p.Missing, p.Watch = d.missing(), newWatch("ledger", v)
	p.Tell = newTellMe(store.OfChange, v)
	p.Query, p.Capped, p.CSV = v, capped, with("/ledger.csv", v)
	return d.show(w, r, http.StatusOK, "ledger", frame{Title: "Ledger", Page: p})
}

// grid lays positions out by actor and matter, those of which most is told first.
func grid(list []evidence, v url.Values) ledgerPage {
	p := ledgerPage{N: len(list)}
	matters, actors, cells := map[string]int{}, map[string]int{}, map[[2]string][]*evidence{}
	names, holders := map[string]standing.IssueGroup{}, map[string]store.Holder{}
	listed := map[string]bool{} // actors that are one by the own list
	shared, sided := map[string]map[string]bool{}, map[string]bool{}
	for i := range list {
		e := &list[i]
		matters[e.Line.Matter.Key]++
		actors[e.key()]++
		names[e.Line.Matter.Key] = e.Line.Matter
		listed[e.key()] = listed[e.key()] || e.Line.ActorListed() != ""
		if h, ok := holders[e.key()]; !ok || h.Code == "" {
			holders[e.key()] = store.Holder{Name: e.Line.Actor.Name, Code: e.Stage.Code}
		}
		k := [2]string{e.key(), e.Line.Matter.Key}
		cells[k] = append(cells[k], e)
		if shared[e.Line.Matter.Key] == nil {
			shared[e.Line.Matter.Key] = map[string]bool{}
		}
		shared[e.Line.Matter.Key][e.key()] = true
		sided[e.Line.Matter.Key] = sided[e.Line.Matter.Key] || e.Stage.Stance != onrecord.StanceDeclines
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
		p.Matters = append(p.Matters, matterColumn{names[m].Name, m, names[m].Parent, matters[m]})
	}
	p.Actors = len(actors)
	for a := range actors {
		row := ledgerRow{Name: holders[a].Name, Code: holders[a].Code, Link: dossierLink(a, "", v), N: actors[a], Listed: listed[a]}
		any := false
		for _, m := range columns {
			var c *cell
			if l := cells[[2]string{a, m}]; l != nil {
				c, any = newCell(l, v), true
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

// ledgerCSV is the long form: a row for every position of every holder that is laid beside the others, the newest first.
func (d *standingPages) ledgerCSV(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "who", "on")
	q, err := query(v)
	if err != nil {
		return err
	}
	t := newTable(w, "positions.csv", []string{"actor", "actor_key", "country", "code", "matter", "proposition", "stance",
		"firmness", "firmness_name", "conditions", "red_line", "source", "source_kind", "naming", "quote", "begin", "end", "published", "outlet",
		"title", "url", "report", "link", "origin", "changes", "doubts", "current", "confidence"})
	err = d.everyPosition(r.Context(), q, func(s *store.PositionHit, at *standing.At) error {
		if who := v.Get("who"); who != "" && at.Line.Actor.Key != who || v.Get("on") != "" && at.Line.Matter.Key != v.Get("on") {
			return nil
		}
		var conditions []string
		for _, c := range s.Conditions {
			conditions = append(conditions, export.Plain(c.Kind)+": "+c.Text)
		}
		from, to := s.Points()
		h := holderOf(s, at.Line)
		t.row(at.Line.Actor.Name, at.Line.Actor.Key, h.Country, h.Code, at.Line.Matter.Name, s.Proposition, s.Stance, s.Firmness,
			export.FirmnessName(s.Firmness), strings.Join(conditions, "; "), s.RedLine, s.Source, s.SourceKind, s.Naming, s.Quote, from, to,
			s.Published, s.Outlet, s.Title, s.URL, s.Report, link(&s.Hit), at.Stage.Origin, changeWords(at.Stage), strings.Join(at.Stage.Doubts, "; "),
			at.Holds, s.Confidence)
		return t.csv.Error()
	})
	return d.cut(r, err, t.close)
}

// everyPosition goes through all positions that fit, page by page, each with its places among the standings.
func (d *standingPages) everyPosition(ctx context.Context, asked answer.Query, each func(*store.PositionHit, *standing.At) error) error {
	f, err := answer.NewFilter(ctx, d.store, answer.Query{Query: store.Query{Actor: asked.Actor, Issue: asked.Issue}}, nil)
	if err != nil {
		return err
	}
	q := asked.Query
	q.Kind, q.Limit = store.Position, answer.MostHits
	q.Actor, q.Issue = "", "" // names and matters are those of the record, not of one report
	for {
		stands, next, err := d.store.Stands(ctx, q)
		if err != nil {
			return err
		}
		at, err := d.stagesOf(ctx, asked.Unsure, stands)
		if err != nil {
			return err
		}
		for i := range stands {
			for k := range at[i] {
				x := &at[i][k]
				if !f.Fits(x.Line, x.Stage) {
					continue
				}
				if err := each(&stands[i], x); err != nil {
					return err
				}
			}
		}
		if q.After = next; next == "" {
			return nil
		}
	}
}

// stagesOf are the stages that some positions make, one for each of their holders.
func (d *base) stagesOf(ctx context.Context, unsure bool, stands []store.PositionHit) (out [][]standing.At, err error) {
	type place struct {
		report string
		number int
	}
	var reports []string
	for i := range stands {
		if !slices.Contains(reports, stands[i].Report) {
			reports = append(reports, stands[i].Report)
		}
	}
	at := map[place][]standing.At{}
	err = d.record.Standing(ctx, unsure, func(l *standing.Ledger) error {
		stages, err := l.StagesOf(reports)
		for _, x := range stages {
			p := place{x.Stage.Report, x.Stage.Position}
			at[p] = append(at[p], x)
		}
		return err
	})
	for i := range stands {
		out = append(out, at[place{stands[i].Report, stands[i].Number}])
	}
	return out, err
}

// holderOf is the actor of a line with the codes that a report gives for it.
func holderOf(s *store.PositionHit, l *standing.Trajectory) store.Holder {
	code := strings.TrimPrefix(l.Actor.Key, "state/")
	for _, h := range s.Holders {
		if h.Name == l.Actor.Name || h.Country == code && h.Code == code || len(s.Holders) == 1 {
			return h
		}
	}
	return store.Holder{}
}

// changeWords are the changes of a stage in a row.
func changeWords(s *standing.Stage) string {
	var out []string
	for _, c := range s.Changes {
		out = append(out, string(c))
	}
	return strings.Join(out, ", ")
}

// missing says how far the reports are laid side by side; nothing once all are.
func (d *base) missing() string {
	p := d.record.Reached()
	if p.Ready {
		return ""
	}
	return export.Number(p.Done) + " of " + plural(p.Total, "report") + " are laid side by side so far; what is on this page grows until all are."
}
