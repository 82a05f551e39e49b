package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/store"
)

// spread makes reports of words of which a few stand in most reports and most in few, with findings whose values are spread likewise.
type spread struct{ draw *rand.Rand }

var (
	roots     = []onrecord.Root{onrecord.RootConsult, onrecord.RootReject, onrecord.RootProtest, onrecord.RootAssault}
	countries = []string{"NOR", "SWE", "FIN", "KEN", "CHL"}
	kinds     = []onrecord.SourceKind{onrecord.SourceOfficeHolder, onrecord.SourcePerson, onrecord.SourceGroup, onrecord.SourceNone, onrecord.SourceDocument}
	namings   = []onrecord.Naming{onrecord.Named, onrecord.UnnamedAffiliated, onrecord.NamingNone, onrecord.UnnamedUnaffiliated}
)

// of is one of n values, the first ones most often.
func (s spread) of(n int) int { return int(math.Pow(float64(n), s.draw.Float64()) - .5) }

func (s spread) word() string {
	n := s.of([]int{8, 8, 300}[s.draw.IntN(3)])
	syllables := []string{"ba", "do", "fe", "ga", "hu", "ki", "lo", "mu", "na", "po", "ri", "sa", "tu", "va", "we", "xo", "yi", "zu", "cha", "tre"}
	return syllables[n%20] + syllables[n/20] + "k"
}

func (s spread) report(n int) *onrecord.Document {
	var words []string
	for range 8 {
		words = append(words, s.word())
	}
	d := &onrecord.Document{Text: fmt.Sprintf("%s no %d", strings.Join(words, " "), n), Made: onrecord.Made{Tool: "spread"}, Meta: onrecord.Meta{Title: words[0], Publisher: fmt.Sprint("Outlet ", s.of(60)),
		Published: time.Date(2026, 1, 1+s.draw.IntN(90), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}}
	at := func(i int) onrecord.Span {
		start := len(strings.Join(words[:i], " ")) + min(i, 1)
		return onrecord.Span{Start: start, End: start + len(words[i])}
	}
	between := func(i, k int) onrecord.Span { return onrecord.Span{Start: at(i).Start, End: at(k).End} }
	d.Attributions = []onrecord.Attribution{{Source: onrecord.Source{Spans: []onrecord.Span{at(0)}, Kind: kinds[s.of(5)], Naming: namings[s.of(4)]}, Cue: at(1), Content: []onrecord.Span{between(2, 5)}, Conf: .9}}
	codes := []onrecord.Code{{Country: countries[s.of(5)], Sector: onrecord.SectorGovernment}}
	d.Events = []onrecord.Event{{Span: between(2, 5), Trigger: at(4), Actor: []onrecord.Member{{Span: at(2), Codes: codes}}, Root: roots[s.of(4)],
		Quad: onrecord.VerbalCooperation, Fact: onrecord.Factuality{Modality: onrecord.Asserted}, OnWordOf: 1, Conf: .8}}
	d.Positions = []onrecord.Position{{Span: between(3, 7), Actor: []onrecord.Member{{Span: at(3), Codes: codes}}, Issue: words[6], IssueSpans: []onrecord.Span{at(6)}, Stance: []onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}[s.of(2)],
		Firmness: s.of(6), OnWordOf: 1, Conf: .8, Implied: true}}
	return d
}

func (s spread) query() store.Query {
	q := store.Query{Limit: 1 + s.draw.IntN(60)}
	some := func(of int) bool { return s.draw.IntN(of) == 0 }
	if !some(5) {
		q.Text = s.word()
		if some(3) {
			q.Text += []string{" ", " OR ", " -"}[s.draw.IntN(3)] + s.word()
		}
		q.Text += map[bool]string{true: "*"}[some(8)]
	}
	if q.Kind = []store.Kind{"", store.Report, store.Statement, store.Event, store.Position}[s.draw.IntN(5)]; q.Kind == store.Report || q.Kind == "" {
		q.Outlet = map[bool]string{true: fmt.Sprint("outlet ", s.of(60))}[some(3)]
		return q
	}
	set := func(to *string, of int, value func() string) {
		if some(of) {
			*to = value()
		}
	}
	set(&q.Actor, 4, s.word)
	set(&q.Source, 5, s.word)
	set(&q.Country, 5, func() string { return countries[s.of(5)] })
	set(&q.Outlet, 6, func() string { return fmt.Sprint("Outlet ", s.of(60)) })
	set(&q.From, 6, func() string { return "2026-01-20" })
	set(&q.To, 6, func() string { return "2026-03-20" })
	q.Anywhere = q.Text != "" && some(4)
	switch {
	case q.Kind == store.Statement && some(2):
		q.Naming = namings[s.of(4)]
	case q.Kind == store.Statement && some(2):
		q.SourceKind = kinds[s.of(5)]
	case q.Kind == store.Event && some(2):
		q.Root = roots[s.of(4)]
	case q.Kind == store.Position:
		set(&q.Issue, 2, s.word)
		if some(3) {
			q.Firmness = &store.Range{Min: s.of(6)}
			q.Firmness.Max = min(5, q.Firmness.Min+s.draw.IntN(2))
		}
	}
	return q
}

// TestWalksFindTheSame: a search that walks by the newest findings until it has enough finds what one finds that looks at all of them, page by page.
func TestWalksFindTheSame(t *testing.T) {
	onEach(t, walksFindTheSame)
}

func walksFindTheSame(t *testing.T, db database) {
	s := opened(t, db)
	s.SetLeastCommon(20)
	made := spread{rand.New(rand.NewPCG(3, 2026))}
	for n := 0; n < 600; n += 300 {
		var docs []*onrecord.Document
		for i := range 300 {
			docs = append(docs, made.report(n+i))
		}
		if _, err := s.Put(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
	}
	walks, hits, seen := 0, 0, map[string]bool{}
	for range 200 {
		q := made.query()
		if s.Walks(t.Context(), q) {
			walks++
		}
		if q.Kind != "" && q.Kind != store.Report {
			reviewedAlike(t, s, q)
		}
		for range 3 {
			got, err := s.Search(t.Context(), q)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			want, err := s.Looked(t.Context(), q)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			key := func(h store.Hit) string { return fmt.Sprint(h.Report, h.Kind, h.Number) }
			same := slices.EqualFunc(got.Hits, want.Hits[:min(len(want.Hits), q.Limit)], func(a, b store.Hit) bool { return key(a) == key(b) })
			if !same || (got.Next != "") != (len(want.Hits) > q.Limit) {
				t.Fatalf("%+v finds %d hits, and looking at all %d", q, len(got.Hits), len(want.Hits))
			}
			for _, h := range got.Hits {
				seen[key(h)] = true
			}
			hits += len(got.Hits)
			if q.After = got.Next; q.After == "" {
				break
			}
		}
	}
	if walks < 20 || walks > 180 || hits < 1000 {
		t.Errorf("%d of 200 searches walk, %d hits: the test proves little", walks, hits)
	}
}

// reviewedAlike: what the program is least sure of is the same, whether values are found by their index or looked up in each finding.
func reviewedAlike(t *testing.T, s *store.Store, q store.Query) {
	t.Helper()
	var lists [2][]store.Hit
	for i, least := range []int{20, 1 << 30} {
		s.SetLeastCommon(least)
		var err error
		if lists[i], err = s.Uncertain(t.Context(), q, 30); err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
	}
	s.SetLeastCommon(20)
	if d := cmp.Diff(lists[0], lists[1]); d != "" {
		t.Errorf("%+v: %s", q, d)
	}
}
