package newsroom_test

import (
	"regexp"
	"strings"
	"testing"

	"onrecord"
)

// builder makes a finished document by hand: a paragraph a line, the headline after "# ", a credit after "! ".
type builder struct {
	t *testing.T
	d *onrecord.Document
}

var (
	wordOrMark = regexp.MustCompile(`[\p{L}\p{N}]+|[^\s]`)
	endOf      = regexp.MustCompile(`[.?!]["\x{201d}]?(\s|$)`)
	tagOf      = map[string]string{"a": "DET", "an": "DET", "the": "DET", "these": "DET", "one": "NUM", "two": "NUM",
		"of": "ADP", "in": "ADP", "at": "ADP", "ministry": "NOUN", "customs": "NOUN", "official": "NOUN", "navy": "NOUN",
		"spokesman": "NOUN", "she": "PRON", "harbour": "NOUN"}
)

func report(t *testing.T, lines ...string) *builder {
	t.Helper()
	d := &onrecord.Document{ID: "test"}
	for i, line := range lines {
		kind := onrecord.Body
		for mark, k := range map[string]onrecord.BlockKind{"# ": onrecord.Headline, "! ": onrecord.Furniture} {
			if rest, ok := strings.CutPrefix(line, mark); ok {
				line, kind = rest, k
			}
		}
		start := len(d.Text)
		d.Text += line + "\n\n"
		d.Blocks = append(d.Blocks, onrecord.Block{Span: span(start, start+len(line)), Kind: kind, Paragraph: i})
		addSentences(d, start, line)
	}
	return &builder{t, d}
}

func span(start, end int) onrecord.Span { return onrecord.Span{Start: start, End: end} }

func addSentences(d *onrecord.Document, at int, line string) {
	for from := 0; from < len(line); {
		end := len(line)
		if m := endOf.FindStringIndex(line[from:]); m != nil {
			end = from + m[1]
		}
		text := strings.TrimRight(line[from:end], " ")
		s := onrecord.Sentence{Span: span(at+from, at+from+len(text)), Block: len(d.Blocks) - 1, From: len(d.Tokens)}
		for _, m := range wordOrMark.FindAllStringIndex(text, -1) {
			d.Tokens = append(d.Tokens, onrecord.Token{Span: span(s.Start+m[0], s.Start+m[1]),
				Tag: tagOf[strings.ToLower(text[m[0]:m[1]])]})
		}
		s.To = len(d.Tokens)
		d.Sentences = append(d.Sentences, s)
		from = end
	}
}

// at is the span of the first place where words stand; it fails the test when there is none.
func (b *builder) at(words string) onrecord.Span {
	b.t.Helper()
	i := strings.Index(b.d.Text, words)
	if i < 0 {
		b.t.Fatalf("the report has no %q", words)
	}
	return span(i, i+len(words))
}

// near is the place where words stand nearest to a span, outside it.
func (b *builder) near(words string, s onrecord.Span) onrecord.Span {
	b.t.Helper()
	before, after := strings.LastIndex(b.d.Text[:s.Start], words), strings.Index(b.d.Text[s.End:], words)
	switch {
	case before < 0 && after < 0:
		b.t.Fatalf("the report has no %q outside %q", words, b.d.In(s))
	case after < 0 || before >= 0 && s.Start-before-len(words) <= after:
		return span(before, before+len(words))
	}
	return span(s.End+after, s.End+after+len(words))
}

type setting func(*builder, *onrecord.Attribution)

// say adds an attribution; an empty source or cue is none, contents are parted by " | ".
func (b *builder) say(source, cue, content string, set ...setting) *builder {
	b.t.Helper()
	a := onrecord.Attribution{By: "test", Conf: 1, Form: onrecord.FormIndirect, Type: onrecord.TypeAssertion}
	for _, c := range strings.Split(content, " | ") {
		a.Content = append(a.Content, b.at(c))
	}
	if source != "" {
		a.Source.Spans = []onrecord.Span{b.near(source, a.Content[0])}
	}
	if cue != "" {
		a.Cue = b.near(cue, a.Content[0])
	}
	for _, s := range set {
		s(b, &a)
	}
	b.d.Attributions = append(b.d.Attributions, a)
	return b
}

func (b *builder) person(words string) *builder {
	s := b.at(words)
	first, end := b.d.TokensIn(s)
	b.d.Names = append(b.d.Names, onrecord.Name{Span: s, From: first, To: end, Kind: onrecord.Person, By: "test", Conf: 1})
	b.d.Entities = append(b.d.Entities, onrecord.Entity{Name: words, Kind: onrecord.Person,
		Mentions: []onrecord.Mention{{Span: s, Form: onrecord.NameForm, By: "test", Conf: 1}}})
	return b
}

func (b *builder) done() *onrecord.Document {
	b.t.Helper()
	if err := b.d.Validate(); err != nil {
		b.t.Fatal(err)
	}
	return b.d
}

func src(set func(*onrecord.Source)) setting {
	return func(_ *builder, a *onrecord.Attribution) { set(&a.Source) }
}

func naming(n onrecord.Naming) setting { return src(func(s *onrecord.Source) { s.Naming = n }) }

func number(n onrecord.Number) setting { return src(func(s *onrecord.Source) { s.Number = n }) }

func entity(id onrecord.EntityID) setting { return src(func(s *onrecord.Source) { s.Entity = id }) }

func access(v onrecord.Access) setting { return src(func(s *onrecord.Source) { s.Access = v }) }

func form(f onrecord.Form) setting { return func(_ *builder, a *onrecord.Attribution) { a.Form = f } }

func typed(v onrecord.Type) setting { return func(_ *builder, a *onrecord.Attribution) { a.Type = v } }

func within(id onrecord.AttributionID) setting {
	return func(_ *builder, a *onrecord.Attribution) { a.Within = id }
}

func reason(r onrecord.Reason, words string) setting {
	return func(b *builder, a *onrecord.Attribution) {
		a.Source.Reason, a.Source.ReasonSpan, a.Source.Anonymity = r, b.at(words), onrecord.AnonymityWithReason
	}
}

var (
	named    = naming(onrecord.Named)
	loose    = naming(onrecord.UnnamedUnaffiliated)
	official = naming(onrecord.UnnamedAffiliated)
	crowd    = naming(onrecord.NamingCollective)
	carried  = setting(func(_ *builder, a *onrecord.Attribution) { a.Carried = true })
)
