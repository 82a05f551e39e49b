package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"onrecord"
)

// ReportSummary is a report as a list shows it: where it appeared, and how much was found in it on what sort of word.
type ReportSummary struct {
	Hit
	Statements, Events, Positions int
	Named, Anonymous, Unsourced   int // statements of a named source, of one that stays unnamed, of none given
	RedLines                      int
}

// Glances finds reports as [Store.Search] does, each with how much was found in it, and where the next page begins.
func (s *searches) Glances(ctx context.Context, q Query) ([]ReportSummary, string, error) {
	q.Kind = Report
	page, err := s.Search(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := make([]ReportSummary, len(page.Hits))
	at := map[int64]*ReportSummary{}
	var numbers []any
	for i, h := range page.Hits {
		out[i].Hit = h
		_, n, _ := cursor(h.Cursor)
		at[n] = &out[i]
		numbers = append(numbers, n)
	}
	err = s.some(ctx, `SELECT report, kind, naming, source_kind, red_line, count(*) FROM findings WHERE report IN (`,
		numbers,
		`) GROUP BY report, kind, naming, source_kind, red_line`, func(rows *sql.Rows) error {
			var n int64
			var kind Kind
			var naming onrecord.Naming
			var source onrecord.SourceKind
			var red, count int
			if err := rows.Scan(&n, &kind, &naming, &source, &red, &count); err != nil {
				return err
			}
			at[n].count(kind, naming, source, red, count)
			return nil
		})
	return out, page.Next, s.fail("look over store", err)
}

func (g *ReportSummary) count(kind Kind, naming onrecord.Naming, source onrecord.SourceKind, red, n int) {
	switch kind {
	case Statement:
		g.Statements += n
		switch VoiceOf(naming, source) {
		case VoiceNamed:
			g.Named += n
		case VoiceUnnamed:
			g.Anonymous += n
		case VoiceNone:
			g.Unsourced += n
		}
	case Event:
		g.Events += n
	case Position:
		g.Positions += n
		g.RedLines += red * n
	}
}

// Voice is on what sort of word a statement stands, told by the naming of its source.
type Voice string

// The voices.
const (
	VoiceNamed   Voice = "named"
	VoiceUnnamed Voice = "unnamed" // unnamed, whether identifiable, with affiliation or not
	VoiceOther   Voice = "other"   // a crowd, a document, or naming unknown
	VoiceNone    Voice = "none"    // no source given
)

// Voices are all voices, in the order in which they are shown.
var Voices = []Voice{VoiceNamed, VoiceUnnamed, VoiceOther, VoiceNone}

// VoiceOf tells on what sort of word a statement of such a source stands.
func VoiceOf(n onrecord.Naming, kind onrecord.SourceKind) Voice {
	switch n {
	case onrecord.Named:
		return VoiceNamed
	case onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.UnnamedIdentifiable:
		return VoiceUnnamed
	case onrecord.NamingNone:
		return VoiceNone
	}
	if kind == onrecord.SourceNone {
		return VoiceNone
	}
	return VoiceOther
}

// some runs a query for many numbers, a few hundred at a time.
func (s *searches) some(ctx context.Context, before string, numbers []any, after string,
	row func(*sql.Rows) error) error {
	for part := range slices.Chunk(numbers, 400) {
		rows, err := s.db.QueryContext(ctx, s.dialect.bind(before+"?"+strings.Repeat(", ?", len(part)-1)+after),
			part...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := row(rows); err != nil {
				rows.Close()
				return err
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// SurveyLimit is over how many findings, the newest, a survey looks at most, so that it answers at once on a large
// store; [Survey.Capped] tells when there are more.
const SurveyLimit = 20_000

// Tallied is one value of a field and how many findings or reports have it.
type Tallied struct {
	Value string
	N     int
}

// Facet is how the hits of a query divide by one field, most first.
type Facet struct {
	Field  string // kind, outlet, naming, source_kind, root, modality, stance, firmness
	Values []Tallied
}

// Survey is how the hits of a query divide: by fields and by days of publication, oldest first; "" is an unknown day.
type Survey struct {
	Total  int
	Capped bool
	Facets []Facet
	Days   []Tallied
}

var surveyed = []string{"kind", "outlet", "naming", "source_kind", "root", "modality", "stance", "firmness"}

// Survey looks over everything that fits a query, whatever its limit and page.
func (s *searches) Survey(ctx context.Context, q Query) (Survey, error) {
	q.After = ""
	if err := q.Check(); err != nil {
		return Survey{}, err
	}
	var out Survey
	err := s.timed(ctx, "look over store", func(ctx context.Context) (err error) {
		out, err = s.survey(ctx, &q)
		return err
	})
	return out, err
}

func (s *searches) survey(ctx context.Context, q *Query) (out Survey, err error) {
	query, args := s.surveyQuery(q)
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(query)), append(args, SurveyLimit+1)...)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	days, counts := map[string]int{}, map[string]map[string]int{}
	for _, f := range surveyed {
		counts[f] = map[string]int{}
	}
	values := make([]string, len(surveyed)+1)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if out.Total == SurveyLimit {
			out.Capped = true
			break
		}
		if err := rows.Scan(into...); err != nil {
			return out, err
		}
		out.Total++
		days[values[0]]++
		for i, f := range surveyed {
			if v := values[i+1]; v != "" {
				counts[f][v]++
			}
		}
	}
	for _, f := range surveyed {
		if len(counts[f]) > 0 {
			out.Facets = append(out.Facets, Facet{f, mostFirst(counts[f])})
		}
	}
	out.Days = mostFirst(days)
	slices.SortFunc(out.Days, func(a, b Tallied) int { return cmp.Compare(a.Value, b.Value) })
	return out, rows.Err()
}

func (s *searches) surveyQuery(q *Query) (string, []any) {
	if !q.reports() {
		w := s.findingsWhere(q)
		return `SELECT f.day, f.kind, r.outlet, f.naming, f.source_kind, f.root, f.modality, f.stance,
			CASE WHEN f.firmness IS NULL OR f.kind <> 'position' THEN '' ELSE CAST(f.firmness AS TEXT) END
			FROM findings f JOIN reports r ON r.n = f.report` + w.String() + ` ORDER BY f.day DESC, f.n DESC LIMIT ?`, w.args
	}
	w := s.reportsWhere(q)
	return `SELECT r.day, 'report', r.outlet, '', '', '', '', '', '' FROM reports r` + w.String() +
		` ORDER BY r.day DESC, r.n DESC LIMIT ?`, w.args
}

func mostFirst(counts map[string]int) []Tallied {
	out := make([]Tallied, 0, len(counts))
	for v, n := range counts {
		out = append(out, Tallied{v, n})
	}
	slices.SortFunc(out, func(a, b Tallied) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return out
}

// Found is a finding by its report and its number among its kind there.
type Found struct {
	Report string
	Number int
}

// Which tells which findings, or whole reports (number 0), fit a query, without their words, the newest first, at most so many.
func (s *searches) Which(ctx context.Context, q Query, most int) ([]Found, error) {
	q.After, q.Limit = "", most
	if err := q.Check(); err != nil {
		return nil, err
	}
	query, args := s.which(&q)
	var out []Found
	err := s.timed(ctx, "look over store", func(ctx context.Context) error {
		rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(query)), append(args, most)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f Found
			if err := rows.Scan(&f.Report, &f.Number); err != nil {
				return err
			}
			out = append(out, f)
		}
		return rows.Err()
	})
	return out, err
}

func (s *searches) which(q *Query) (string, []any) {
	if !q.reports() {
		w := s.findingsWhere(q)
		return `SELECT r.id, f.number FROM findings f JOIN reports r ON r.n = f.report` + w.String() + ` ORDER BY f.day DESC, f.n DESC LIMIT ?`, w.args
	}
	w := s.reportsWhere(q)
	return `SELECT r.id, 0 FROM reports r` + w.String() + ` ORDER BY r.day DESC, r.n DESC LIMIT ?`, w.args
}

// reportsWhere are the conditions of whole reports.
func (s *searches) reportsWhere(q *Query) where {
	var w where
	w.sought(s.weighed(q.soughtInReports(s.dialect)))
	s.shared(&w, q, "r")
	return w
}

// PositionHit is a stored position with what a ledger needs of it.
type PositionHit struct {
	Hit
	Proposition string
	Holders     []Holder // who holds it; empty when the report does not tell
	Conditions  []StandCondition
}

// Holder is one who holds a position: by the fullest name that the report gives, with the codes of event data.
type Holder struct {
	Name    string
	Kind    onrecord.EntityKind
	Country string // ISO 3166-1 alpha-3; "" unknown
	Code    string // "PAKGOV"; "" unknown
}

// StandCondition is a condition that a position sets itself, in the report's words.
type StandCondition struct {
	Kind      onrecord.ConditionKind `json:"kind"`
	Text      string                 `json:"text"`
	Direction onrecord.Direction     `json:"direction"`
}

// Stands finds positions as [Store.Search] does, newest first, each with its holders and conditions.
func (s *searches) Stands(ctx context.Context, q Query) ([]PositionHit, string, error) {
	q.Kind = Position
	page, err := s.Search(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := make([]PositionHit, len(page.Hits))
	at := map[int64]*PositionHit{}
	var numbers []any
	for i, h := range page.Hits {
		out[i].Hit = h
		_, n, _ := cursor(h.Cursor)
		at[n] = &out[i]
		numbers = append(numbers, n)
	}
	err = s.some(ctx, `SELECT `+findingColumns+`, seal, n, proposition, conditions FROM findings WHERE n IN (`, numbers, `)`,
		func(rows *sql.Rows) error {
			r, err := readRow(rows, ofFinding+3)
			if err != nil {
				return err
			}
			n, _ := r[ofFinding].(int64)
			conditions, _ := r[ofFinding+2].(string)
			if !r[:ofFinding].matches(at[n].Report) {
				return broken(at[n].Report, fmt.Sprintf("position %d", at[n].Number))
			}
			at[n].Proposition, _ = r[ofFinding+1].(string)
			if err := json.Unmarshal([]byte(conditions), &at[n].Conditions); err != nil {
				return fmt.Errorf("%w: conditions of position %d of report %s: %w", ErrBroken, at[n].Number, at[n].Report,
					err)
			}
			return nil
		})
	if err == nil {
		err = s.holders(ctx, numbers, at)
	}
	return out, page.Next, s.fail("look over store", err)
}

func (s *searches) holders(ctx context.Context, numbers []any, at map[int64]*PositionHit) error {
	ofParty, ofEntity := strings.Count(partyColumns, ",")+2, strings.Count(entityColumns, ",")+2
	return s.some(ctx, `SELECT `+of("p", partyColumns)+`, p.seal, `+of("e", entityColumns)+`, e.seal
		FROM parties p JOIN findings f ON f.n = p.finding LEFT JOIN entities e ON e.report = f.report AND e.number = p.entity
		WHERE p.side = 'actor' AND p.finding IN (`, numbers, `) ORDER BY p.finding, p.name, p.code`, func(rows *sql.Rows) error {
		r, err := readRow(rows, ofParty+ofEntity)
		if err != nil {
			return err
		}
		n, _ := r[0].(int64)
		text := func(i int) string { s, _ := r[i].(string); return s }
		x := at[n]
		party, entity := r[:ofParty], r[ofParty:]
		if !party.matches(x.Report) || entity[0] != nil && !entity.matches(x.Report) {
			return broken(x.Report, fmt.Sprintf("who holds position %d", x.Number))
		}
		h := Holder{Name: cmp.Or(text(ofParty+2), text(2)), Kind: onrecord.EntityKind(text(ofParty + 3)), Country: text(4), Code: text(6)}
		if i := slices.IndexFunc(x.Holders, func(y Holder) bool { return y.Name == h.Name }); i < 0 {
			x.Holders = append(x.Holders, h)
		}
		return nil
	})
}

// Phrase is the words that a source is given by, with how often and by whom.
type Phrase struct {
	Words          string
	Naming         onrecord.Naming
	Kind           onrecord.SourceKind
	Statements     int
	Reports        int
	Outlets        []string
	First, Last    string // days of publication; "" unknown
	reports, other map[string]bool
}

// VoiceShare is how the statements of an outlet, or of a day, divide by on what sort of word they stand.
type VoiceShare struct {
	Of         string // the outlet, or the day
	Statements int
	By         map[Voice]int
}

// Sources is how the statements that fit a query are sourced.
type Sources struct {
	Statements int // looked at: the newest [SourcesLimit] at most
	Capped     bool
	Phrases    []Phrase     // most statements first
	Outlets    []VoiceShare // most statements first; only what the outlet itself attributes, not what a source passes on
	Days       []VoiceShare // oldest first, the same
}

// SourcesLimit is over how many statements, the newest, [Store.Sources] looks.
const SourcesLimit = 50_000

// Sources looks over the sources of the statements that fit a query, whatever its limit and page.
func (s *searches) Sources(ctx context.Context, q Query) (Sources, error) {
	q.Kind, q.After = Statement, ""
	if err := q.Check(); err != nil {
		return Sources{}, err
	}
	w := s.findingsWhere(&q)
	var g *sourceTally
	err := s.timed(ctx, "look over store", func(ctx context.Context) (err error) {
		g, err = s.sources(ctx, w)
		return err
	})
	if err != nil {
		return Sources{}, err
	}
	return g.result(), nil
}

func (s *searches) sources(ctx context.Context, w where) (*sourceTally, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(`SELECT f.day, f.report, r.outlet, f.source, f.naming, f.source_kind, f.word
		FROM findings f JOIN reports r ON r.n = f.report`+w.String()+` ORDER BY f.day DESC, f.n DESC LIMIT ?`)), append(w.args, SourcesLimit+1)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	g := newSourceTally()
	for rows.Next() {
		if g.out.Statements == SourcesLimit {
			g.out.Capped = true
			break
		}
		var x sourced
		if err := rows.Scan(&x.day, &x.report, &x.outlet, &x.words, &x.naming, &x.kind, &x.within); err != nil {
			return nil, err
		}
		g.add(&x)
	}
	return g, rows.Err()
}

// sourced is one statement as the tally of sources sees it.
type sourced struct {
	day, report, outlet, words string
	naming                     onrecord.Naming
	kind                       onrecord.SourceKind
	within                     int
}

type sourceTally struct {
	out           Sources
	phrases       map[string]*Phrase
	outlets, days map[string]*VoiceShare
}

func newSourceTally() *sourceTally {
	return &sourceTally{phrases: map[string]*Phrase{}, outlets: map[string]*VoiceShare{},
		days: map[string]*VoiceShare{}}
}

func (g *sourceTally) add(x *sourced) {
	g.out.Statements++
	if x.words != "" {
		key := strings.ToLower(x.words) + "\x00" + string(x.naming) + "\x00" + string(x.kind)
		p := g.phrases[key]
		if p == nil {
			p = &Phrase{Words: x.words, Naming: x.naming, Kind: x.kind, reports: map[string]bool{},
				other: map[string]bool{}}
			g.phrases[key] = p
		}
		p.Statements++
		p.reports[x.report] = true
		if x.outlet != "" {
			p.other[x.outlet] = true
		}
		if x.day != "" { // they come newest first
			p.First, p.Last = x.day, cmp.Or(p.Last, x.day)
		}
	}
	if x.within != 0 {
		return
	}
	v := VoiceOf(x.naming, x.kind)
	for _, of := range []struct {
		in  map[string]*VoiceShare
		key string
	}{{g.outlets, x.outlet}, {g.days, x.day}} {
		share := of.in[of.key]
		if share == nil {
			share = &VoiceShare{Of: of.key, By: map[Voice]int{}}
			of.in[of.key] = share
		}
		share.Statements++
		share.By[v]++
	}
}

func (g *sourceTally) result() Sources {
	for _, p := range g.phrases {
		p.Reports = len(p.reports)
		for o := range p.other {
			p.Outlets = append(p.Outlets, o)
		}
		slices.Sort(p.Outlets)
		g.out.Phrases = append(g.out.Phrases, *p)
	}
	slices.SortFunc(g.out.Phrases, func(a, b Phrase) int {
		return cmp.Or(cmp.Compare(b.Statements, a.Statements), cmp.Compare(a.Words, b.Words), cmp.Compare(a.Naming,
			b.Naming), cmp.Compare(a.Kind, b.Kind))
	})
	for _, o := range g.outlets {
		g.out.Outlets = append(g.out.Outlets, *o)
	}
	slices.SortFunc(g.out.Outlets, func(a, b VoiceShare) int {
		return cmp.Or(cmp.Compare(b.Statements, a.Statements), cmp.Compare(a.Of, b.Of))
	})
	for _, d := range g.days {
		g.out.Days = append(g.out.Days, *d)
	}
	slices.SortFunc(g.out.Days, func(a, b VoiceShare) int { return cmp.Compare(a.Of, b.Of) })
	return g.out
}

// Appearance is one place where a text was met.
type Appearance struct{ Outlet, URL, Published, Title string }

// Appearances are the places where the text of a report was met, earliest first.
func (s *archive) Appearances(ctx context.Context, digest string) ([]Appearance, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+of("a", appearanceColumns)+`, a.seal FROM appearances a
		JOIN reports r ON r.n = a.report WHERE r.id = ? ORDER BY a.published, a.outlet, a.url, a.title`), digest)
	if err != nil {
		return nil, s.fail("look over store", err)
	}
	defer rows.Close()
	var out []Appearance
	for rows.Next() {
		var a Appearance
		var skip any
		r, err := readRow(rows, strings.Count(appearanceColumns, ",")+2)
		if err == nil {
			err = rows.Scan(&skip, &a.Outlet, &a.URL, &a.Published, &a.Title, &skip, &skip)
		}
		if err == nil && !r.matches(digest) {
			err = broken(digest, "where it appeared")
		}
		if err != nil {
			return nil, s.fail("look over store", err)
		}
		out = append(out, a)
	}
	return out, s.fail("look over store", rows.Err())
}
