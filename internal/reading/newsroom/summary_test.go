package newsroom_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/reading/newsroom"
)

func TestSummarize(t *testing.T) {
	d := report(t, "# Line may close", "Sources said Bo Lind told crews that the line closes. It is understood that crews left.",
		"\"Never,\" Ana Ruiz said. She laughed.", "! Read more here").person("Ana Ruiz").
		say("Sources", "said", "Bo Lind told crews that the line closes", loose, src(func(s *onrecord.Source) { s.Kind = onrecord.SourceGroup })).
		say("Bo Lind", "told", "that the line closes", named, within(1), src(func(s *onrecord.Source) { s.Kind = onrecord.SourcePerson })).
		say("", "is understood", "that crews left", naming(onrecord.NamingNone), src(func(s *onrecord.Source) { s.Kind = onrecord.SourceNone })).
		say("Ana Ruiz", "said", "\"Never,\"", named, entity(1), src(func(s *onrecord.Source) { s.Kind = onrecord.SourcePerson })).
		say("She", "", "laughed", named, entity(1), src(func(s *onrecord.Source) { s.Kind = onrecord.SourcePerson })).done()
	want := onrecord.Sourcing{Words: 25, OwnVoice: 12, Attributed: 13, Anonymous: 8, NoSource: 3, Statements: 5, Nested: 1,
		ByKind: []onrecord.Count{{Value: "person", Statements: 3, Words: 2, Share: .6},
			{Value: "group", Statements: 1, Words: 8, Share: .2}, {Value: "none", Statements: 1, Words: 3, Share: .2}},
		ByNaming: []onrecord.Count{{Value: "named", Statements: 3, Words: 2, Share: .6},
			{Value: "none", Statements: 1, Words: 3, Share: .2}, {Value: "unnamed_unaffiliated", Statements: 1, Words: 8, Share: .2}},
		Sources: []onrecord.SourceSummary{
			{Label: "Sources", Naming: onrecord.UnnamedUnaffiliated, Kind: onrecord.SourceGroup, Attributions: []onrecord.AttributionID{1}, Words: 8},
			{Label: "Bo Lind", Naming: onrecord.Named, Kind: onrecord.SourcePerson, Attributions: []onrecord.AttributionID{2}},
			{Label: "Ana Ruiz", Entity: 1, Naming: onrecord.Named, Kind: onrecord.SourcePerson, Attributions: []onrecord.AttributionID{4, 5}, Words: 2}},
		FirstNamed: 4, FirstSource: 1}
	if diff := cmp.Diff(want, newsroom.Summarize(d)); diff != "" {
		t.Error(diff)
	}
}

// TestSummarizeUnread: of a report in another language nothing is known, least of all that it is the outlet's own voice, and it touches no rule.
func TestSummarizeUnread(t *testing.T) {
	d := report(t, "# Hafen bleibt zu", "Der Hafen bleibt zu, sagte die Sprecherin.").done()
	d.Language.Code = "deu"
	if diff := cmp.Diff(onrecord.Sourcing{Words: 10, Unknown: 10}, newsroom.Summarize(d)); diff != "" {
		t.Error(diff)
	}
	rules, err := newsroom.New()
	if err != nil {
		t.Fatal(err)
	}
	if found, err := rules.Check(d, ""); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestSummarizeNothing(t *testing.T) {
	if diff := cmp.Diff(onrecord.Sourcing{}, newsroom.Summarize(&onrecord.Document{})); diff != "" {
		t.Error(diff)
	}
}

// Whatever the document, the counts add up, no rule panics, and the same document gives the same findings.
func TestCountsAddUp(t *testing.T) {
	r := rules(t)
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDocument(t, rt)
		if err := d.Validate(); err != nil {
			rt.Fatal(err)
		}
		p := newsroom.Summarize(d)
		if p.OwnVoice+p.Attributed != p.Words || p.Anonymous+p.NoSource > p.Attributed || p.Nested > p.Statements {
			rt.Fatalf("counts do not add up: %+v", p)
		}
		for _, counts := range [][]onrecord.Count{p.ByKind, p.ByNaming} {
			addUp(rt, counts, p)
		}
		one, err := r.Check(d, "all")
		if err != nil {
			rt.Fatal(err)
		}
		two, _ := r.Check(d, "all")
		if diff := cmp.Diff(one, two); diff != "" {
			rt.Fatal(diff)
		}
		last := 0
		for _, f := range one {
			wellFormed(t, d, f)
			if f.Spans[0].Start < last {
				rt.Fatal("findings out of order")
			}
			last = f.Spans[0].Start
		}
	})
}

func addUp(rt *rapid.T, counts []onrecord.Count, p onrecord.Sourcing) {
	statements, words := 0, 0
	for _, c := range counts {
		if c.Share < 0 || c.Share > 1 {
			rt.Fatalf("share %g", c.Share)
		}
		statements, words = statements+c.Statements, words+c.Words
	}
	if statements != p.Statements || words != p.Attributed {
		rt.Fatalf("counts hold %d statements and %d words, the report %d and %d", statements, words, p.Statements, p.Attributed)
	}
}

// anyDocument draws a valid document with a random text and random attributions, some inside others.
func anyDocument(t *testing.T, rt *rapid.T) *onrecord.Document {
	word := rapid.SampledFrom([]string{"sources", "said", "liar", "fraud", "the", "well-informed", "likely", "denied", "\u201cno\u201d", "Ana",
		"one", "hollow", "haircut", "verify", "closed. Bo", "ferry", "winter"})
	var lines []string
	for range rapid.IntRange(0, 4).Draw(rt, "paragraphs") {
		line := rapid.SampledFrom([]string{"", "", "# ", "! "}).Draw(rt, "kind")
		for i, w := range rapid.SliceOfN(word, 1, 15).Draw(rt, "words") {
			if i > 0 {
				line += " "
			}
			line += w
		}
		lines = append(lines, line)
	}
	d := report(t, lines...).d
	if len(d.Tokens) == 0 {
		return d
	}
	for range rapid.IntRange(0, 6).Draw(rt, "attributions") {
		d.Attributions = append(d.Attributions, anyAttribution(rt, d))
	}
	return d
}

func anyAttribution(rt *rapid.T, d *onrecord.Document) onrecord.Attribution {
	stretch := func(from, to int) onrecord.Span {
		a := rapid.IntRange(from, to-1).Draw(rt, "first")
		b := rapid.IntRange(a, to-1).Draw(rt, "last")
		return span(d.Tokens[a].Start, d.Tokens[b].End)
	}
	a := onrecord.Attribution{By: "test", Conf: 1, Content: []onrecord.Span{stretch(0, len(d.Tokens))}}
	if n := len(d.Attributions); n > 0 && rapid.Bool().Draw(rt, "inside") {
		outer := d.Attributions[rapid.IntRange(0, n-1).Draw(rt, "within")]
		first, end := d.TokensIn(outer.Content[0])
		a.Content[0] = stretch(first, end)
		for i := range d.Attributions {
			if cmp.Equal(d.Attributions[i], outer) {
				a.Within = onrecord.AttributionID(i + 1)
				break
			}
		}
	}
	if rapid.Bool().Draw(rt, "sourced") {
		a.Source.Spans = []onrecord.Span{stretch(0, len(d.Tokens))}
	}
	if rapid.Bool().Draw(rt, "cued") {
		a.Cue = stretch(0, len(d.Tokens))
	}
	s := &a.Source
	s.Naming = rapid.SampledFrom([]onrecord.Naming{"", onrecord.Named, onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.NamingCollective}).Draw(rt, "naming")
	s.Kind = rapid.SampledFrom([]onrecord.SourceKind{"", onrecord.SourcePerson, onrecord.SourceAuthor, onrecord.SourceMedia, onrecord.SourceNone}).Draw(rt, "kind")
	s.Number = rapid.SampledFrom([]onrecord.Number{"", onrecord.NumberOne, onrecord.NumberPlural}).Draw(rt, "number")
	s.Access = rapid.SampledFrom([]onrecord.Access{"", onrecord.AccessBriefed, onrecord.AccessWitness}).Draw(rt, "access")
	a.Form = rapid.SampledFrom([]onrecord.Form{"", onrecord.FormDirect, onrecord.FormMixed, onrecord.FormIndirect}).Draw(rt, "form")
	a.Type = rapid.SampledFrom([]onrecord.Type{"", onrecord.TypeBelief, onrecord.TypeDenial, onrecord.TypeNonComment}).Draw(rt, "type")
	a.Carried = rapid.Bool().Draw(rt, "carried")
	return a
}
