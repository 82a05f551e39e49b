package source_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/reading/source"
)

func newTyper(t testing.TB) *source.Typer {
	t.Helper()
	typer, err := source.New()
	if err != nil {
		t.Fatal(err)
	}
	return typer
}

// example is one case of testdata/cases.txt.
type example struct {
	name  string
	lines [][2]string // what a line is, and the rest of it
}

func readExamples(t testing.TB) []example {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	for _, line := range strings.Split(string(raw), "\n") {
		if name, ok := strings.CutPrefix(line, "== "); ok {
			out = append(out, example{name: name})
		} else if what, rest, ok := strings.Cut(line, " "); ok && len(out) > 0 {
			e := &out[len(out)-1]
			e.lines = append(e.lines, [2]string{what, rest})
		}
	}
	return out
}

// builder makes a document from the lines of a case.
type builder struct {
	t testing.TB
	d *onrecord.Document
}

func build(t testing.TB, e example) *onrecord.Document {
	b := builder{t, &onrecord.Document{}}
	for _, line := range e.lines {
		switch what, rest := line[0], line[1]; what {
		case "text":
			b.d.Text = rest
			b.d.Blocks = []onrecord.Block{{Span: onrecord.Span{End: len(rest)}, Kind: onrecord.Body}}
		case "publisher":
			b.d.Meta.Publisher = rest
		case "tree":
			b.tree(rest)
		case "name":
			b.name(rest)
		case "entity":
			b.entity(rest)
		case "att":
			b.attribution(rest)
		case "form":
			n, value, _ := strings.Cut(rest, " ")
			i, _ := strconv.Atoi(n)
			b.d.Attributions[i-1].Form = onrecord.Form(value)
		}
	}
	if err := b.d.Validate(); err != nil {
		t.Fatalf("case %q is not a valid document: %v", e.name, err)
	}
	return b.d
}

// tree adds a sentence of tokens: form/lemma/UPOS/XPOS/head/relation.
func (b builder) tree(line string) {
	d, at, first := b.d, 0, len(b.d.Tokens)
	if first > 0 {
		at = d.Tokens[first-1].End
	}
	for _, word := range strings.Fields(line) {
		cells := strings.Split(word, "/")
		if len(cells) != 6 {
			b.t.Fatalf("token %q has %d cells", word, len(cells))
		}
		offset := strings.Index(d.Text[at:], cells[0])
		if offset < 0 {
			b.t.Fatalf("token %q is not in the text", cells[0])
		}
		head, err := strconv.Atoi(cells[4])
		if err != nil {
			b.t.Fatal(err)
		}
		if head > 0 {
			head += first
		}
		start := at + offset
		at = start + len(cells[0])
		d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: start, End: at}, Lemma: cells[1], Tag: cells[2],
			XPOS: cells[3], Head: onrecord.TokenID(head), Rel: cells[5]})
	}
	d.Sentences = append(d.Sentences, onrecord.Sentence{Span: onrecord.Span{Start: d.Tokens[first].Start, End: at}, From: first, To: len(d.Tokens)})
}

// find is the span of words that begin and end with a token, the nth from the start ("said@2"), and its tokens.
func (b builder) find(words string) (onrecord.Span, int, int) {
	words, nth, _ := strings.Cut(strings.TrimSpace(words), "@")
	left, _ := strconv.Atoi(nth)
	for i, tok := range b.d.Tokens {
		for j := i; j < len(b.d.Tokens); j++ {
			s := onrecord.Span{Start: tok.Start, End: b.d.Tokens[j].End}
			if b.d.In(s) == words {
				if left--; left <= 0 {
					return s, i, j + 1
				}
			}
		}
	}
	b.t.Fatalf("no words %q in %q", words, b.d.Text)
	return onrecord.Span{}, 0, 0
}

func (b builder) pieces(words string) []onrecord.Span {
	var out []onrecord.Span
	for _, w := range strings.Split(words, " .. ") {
		if strings.TrimSpace(w) != "" {
			s, _, _ := b.find(w)
			out = append(out, s)
		}
	}
	return out
}

func (b builder) name(line string) {
	kind, words, _ := strings.Cut(line, " | ")
	s, from, to := b.find(words)
	b.d.Names = append(b.d.Names, onrecord.Name{Span: s, From: from, To: to, Kind: onrecord.EntityKind(kind), By: "test"})
}

// entity adds an entity: kind country | form:words | ...
func (b builder) entity(line string) {
	parts := strings.Split(line, " | ")
	kind, country, _ := strings.Cut(parts[0], " ")
	e := onrecord.Entity{Kind: onrecord.EntityKind(kind), Country: strings.Trim(country, "- ")}
	for _, p := range parts[1:] {
		form, words, _ := strings.Cut(p, ":")
		s, from, to := b.find(words)
		head := to
		for i := from; i < to; i++ {
			if h := int(b.d.Tokens[i].Head) - 1; h < from || h >= to {
				head = i + 1
				break
			}
		}
		e.Mentions = append(e.Mentions, onrecord.Mention{Span: s, Head: onrecord.TokenID(head), Form: onrecord.MentionForm(form), By: "test"})
	}
	b.d.Entities = append(b.d.Entities, e)
}

// attribution adds an attribution: within | source | cue | content.
func (b builder) attribution(line string) {
	parts := strings.Split(line, " | ")
	if len(parts) != 4 {
		b.t.Fatalf("attribution %q has %d parts", line, len(parts))
	}
	within, _ := strconv.Atoi(strings.TrimSpace(parts[0]))
	a := onrecord.Attribution{Within: onrecord.AttributionID(within), By: "test", Content: b.pieces(parts[3])}
	a.Source.Spans = b.pieces(parts[1])
	if strings.TrimSpace(parts[2]) != "" {
		a.Cue, _, _ = b.find(parts[2])
	}
	b.d.Attributions = append(b.d.Attributions, a)
}

// axes are the values of an attribution by the names of the axes in its evidence.
func axes(a *onrecord.Attribution) map[string]string {
	s := &a.Source
	return map[string]string{"kind": string(s.Kind), "naming": string(s.Naming), "anonymity": string(s.Anonymity),
		"reason": string(s.Reason), "number": string(s.Number), "count": strconv.Itoa(s.Count), "access": string(s.Access),
		"affiliation": string(s.Affiliation), "country": s.Country, "role": string(s.Role), "status": string(s.Status),
		"channel": string(s.Channel), "ground_rules": string(s.GroundRules), "form": string(a.Form), "type": string(a.Type),
		"cue_stance": string(a.CueStance), "polarity": string(a.Polarity), "certainty": string(a.Certainty),
		"tense": string(a.Tense), "commitment": string(a.Commitment), "medium": string(a.Medium), "addressee": ""}
}

func shown(d *onrecord.Document, a *onrecord.Attribution, axis string) string {
	for _, e := range a.Evidence {
		if e.Axis == axis {
			return d.In(e.Span)
		}
	}
	return ""
}

var wish = regexp.MustCompile(`(\w+)=(\w*)(\(([^)]*)\))?`)

func TestAxes(t *testing.T) {
	typer := newTyper(t)
	for _, e := range readExamples(t) {
		t.Run(e.name, func(t *testing.T) {
			d := build(t, e)
			typer.Type(d)
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
			for _, line := range e.lines {
				if line[0] != "want" {
					continue
				}
				n, wishes, _ := strings.Cut(line[1], ":")
				i, _ := strconv.Atoi(n)
				a := &d.Attributions[i-1]
				got := axes(a)
				for _, w := range wish.FindAllStringSubmatch(wishes, -1) {
					if value, known := got[w[1]]; !known || value != w[2] {
						t.Errorf("attribution %d: %s is %q, want %q", i, w[1], value, w[2])
					}
					if words := shown(d, a, w[1]); w[3] != "" && words != w[4] {
						t.Errorf("attribution %d: %s is shown by %q, want %q", i, w[1], words, w[4])
					}
				}
			}
		})
	}
}

// TestTypeTwice makes sure that typing again changes nothing: no evidence is doubled, no value drifts.
func TestTypeTwice(t *testing.T) {
	typer := newTyper(t)
	for _, e := range readExamples(t) {
		d := build(t, e)
		typer.Type(d)
		once := fmt.Sprintf("%+v", d.Attributions)
		typer.Type(d)
		if twice := fmt.Sprintf("%+v", d.Attributions); once != twice {
			t.Errorf("%s: typing again gives\n%s\nnot\n%s", e.name, twice, once)
		}
	}
}
