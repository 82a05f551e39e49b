package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// home is the first page: what is new, with what is watched and where actors stand.
type home struct {
	*base
	*standingPages
	*watchPages
}

// onFront is how many reports and positions the first page lists.
const onFront = 12

// frontPage is what is new.
type frontPage struct {
	Query    url.Values
	Counts   store.Counts
	Filtered bool
	Reports  []glance
	More     string     // address of older reports; "" when there are none
	Moved    []standRow // positions that differ from what was told before
	Stands   []standRow
	MaxKB    int64
	MaxMB    int
	Fetches  bool   // an address may be pasted too
	Missing  string // how far the record is laid side by side; "" once it is
	Saved    []savedRow
	Alerts   string // says that alerts are not delivered; "" where all are
}

// glance is a report in a list with a bar of on whose word it stands.
type glance struct {
	store.ReportSummary
	Bar []barPart
}

// barPart is one part of a bar of shares, in percent of its width.
type barPart struct {
	Voice      store.Voice
	N          int
	From, Wide float64
}

// bar divides a row of counts, in the order of [store.Voices].
func bar(by map[store.Voice]int) []barPart {
	total, from := 0, 0.0
	for _, n := range by {
		total += n
	}
	var out []barPart
	for _, v := range store.Voices {
		if n := by[v]; n > 0 {
			p := barPart{v, n, from, 100 * float64(n) / float64(total)}
			out = append(out, p)
			from += p.Wide
		}
	}
	return out
}

func (d *home) front(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "after")
	q, err := query(v)
	if err != nil {
		return err
	}
	q.Limit = onFront
	p := frontPage{Query: v, Filtered: len(v) > 0, MaxKB: d.o.MaxBytes >> 10, MaxMB: answer.MostUploaded / 1_000_000, Fetches: d.o.Fetch != nil}
	if p.Counts, err = d.store.Counts(r.Context()); err != nil {
		return err
	}
	reports := store.Query{Text: q.Text, Outlet: q.Outlet, From: q.From, To: q.To, Limit: onFront, After: q.After}
	p.Missing = d.missing()
	if p.Saved, err = d.saved(r.Context(), d.who(r)); err != nil {
		return err
	}
	if p.Alerts, err = d.alerted.words(r.Context(), d.store); err != nil {
		return err
	}
	list, next, err := d.glances(r.Context(), reports)
	if err != nil {
		return err
	}
	for _, g := range list {
		other := g.Statements - g.Named - g.Anonymous - g.Unsourced
		p.Reports = append(p.Reports, glance{g, bar(map[store.Voice]int{store.VoiceNamed: g.Named,
			store.VoiceUnnamed: g.Anonymous,
			store.VoiceOther:   other, store.VoiceNone: g.Unsourced})})
	}
	if next != "" {
		p.More = with("/", v, "after", next)
	}
	reports.After = ""
	told, _, err := d.evidence(r.Context(), answer.Query{Query: reports}, 1_000)
	if err != nil {
		return err
	}
	p.Moved = newest(told, 4, func(e *evidence) bool { return e.changed() && e.Before != nil })
	p.Stands = newest(told, onFront, func(*evidence) bool { return true })
	return d.show(w, r, http.StatusOK, "front", frame{Title: "Desk", Find: q.Text, Feed: with("/explore.atom", v, "after", ""), Page: p})
}

// glances are the reports that fit a query.
func (d *home) glances(ctx context.Context, q store.Query) ([]store.ReportSummary, string, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, "", err
	}
	defer done()
	return d.store.Glances(ctx, q)
}

// standRow is a position in a list, with what the same actor was told to hold before where that differs.
type standRow struct {
	store.PositionHit
	Link      string
	Cite      string
	Actor     string
	Matter    string
	Before    *store.PositionHit
	Doss      string // address of the dossier
	Off       bool   // told on unnamed word alone
	Change    string // in what it differs
	Doubts    []string
	Authority string // how near the word is to the actor
}

func newStandRow(e *evidence) standRow {
	r := standRow{PositionHit: *e.stand(), Link: stageLink(e.Stage), Cite: citeLink(&e.stand().Hit), Actor: e.Line.Actor.Name, Matter: short(60, e.Line.Matter.Name),
		Doss: dossierLink(e.key(), e.Line.Matter.Key, nil), Off: e.off(), Authority: e.Stage.Authority.Name()}
	if e.changed() {
		r.Before, r.Change, r.Doubts = e.compared(), changeWords(e.Stage), e.Stage.Doubts
	}
	return r
}

// newest lists the newest positions that are wanted.
func newest(e []evidence, n int, wanted func(*evidence) bool) []standRow {
	var out []standRow
	for i := len(e) - 1; i >= 0 && len(out) < n; i-- {
		x := &e[i]
		if !wanted(x) {
			continue
		}
		row := newStandRow(x)
		out = append(out, row)
	}
	return out
}

// line is a stance in a line of words: "against, categorical (4), until “the guns are silent”".
func standLine(s *store.PositionHit) string {
	out := export.Plain(s.Stance)
	if held := s.Held(); held != nil {
		out += fmt.Sprintf(", %s (%d)", export.FirmnessName(*held), *held)
	}
	for _, c := range s.Conditions {
		out += ", " + export.Plain(c.Kind) + " “" + c.Text + "”"
	}
	if s.RedLine {
		out += ", red line"
	}
	return out
}
