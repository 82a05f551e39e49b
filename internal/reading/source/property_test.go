package source_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
)

// oddWords are drawn from to make documents: words of the dictionaries among marks and letters of more than one byte.
var oddWords = []string{"said", "told", "the", "Gazette", "officials", "who", "was", "in", "the", "room", "not", "authorized", "to",
	"speak", "because", "of", "“", "”", "\"", "‘", "’", "'", "-", "ex-minister", "one", "two", "some", "no", "condition", "on",
	"anonymity", "I", "she", "they", "it", "Ana", "Ruiz", "é", "—", ".", ",", "may", "would", "have", "be", "is", "according",
	"declined", "comment", "statement", "letter", "seen", "by", "n't", "\u00a0", "10,000", "least", "at", "spokesman", "for"}

var (
	oddTags = []string{"", "NOUN", "PROPN", "VERB", "AUX", "PRON", "DET", "ADJ", "ADP", "PUNCT", "PART", "NUM", "X"}
	oddX    = []string{"", "NN", "NNS", "NNP", "NNPS", "VBD", "VBZ", "VBN", "MD", "POS", "``", "''"}
	oddRels = []string{"", "nsubj", "obj", "iobj", "obl", "acl:relcl", "appos", "conj", "compound", "nmod", "case", "xcomp", "ccomp", "root", "flat", "aux:pass"}
)

// oddDocument draws a document whose layers need not make sense: heads may go round in circles, spans may hold no
// tokens, sentences and entities may be missing.
func oddDocument(t *rapid.T) *onrecord.Document {
	d := &onrecord.Document{}
	words := rapid.SliceOfN(rapid.SampledFrom(oddWords), 0, 40).Draw(t, "words")
	var text strings.Builder
	for i, w := range words {
		start := text.Len()
		text.WriteString(w)
		d.Tokens = append(d.Tokens, onrecord.Token{Span: onrecord.Span{Start: start, End: text.Len()},
			Lemma: rapid.SampledFrom(append(oddWords[:8:8], "")).Draw(t, "lemma"), Tag: rapid.SampledFrom(oddTags).Draw(t, "tag"),
			XPOS: rapid.SampledFrom(oddX).Draw(t, "xpos"), Rel: rapid.SampledFrom(oddRels).Draw(t, "rel"),
			Head: onrecord.TokenID(rapid.IntRange(-2, len(words)+3).Draw(t, "head"))})
		if i%11 == 10 {
			text.WriteString("\n\n")
		}
		text.WriteString(" ")
	}
	d.Text = text.String() + "end"
	oddSentences(t, d)
	oddBlocks(t, d)
	oddNames(t, d)
	oddEntities(t, d)
	oddFrames(t, d)
	for i := range rapid.IntRange(0, 5).Draw(t, "attributions") {
		d.Attributions = append(d.Attributions, oddAttribution(t, d, i))
	}
	return d
}

// edge draws an offset between characters.
func edge(t *rapid.T, d *onrecord.Document) int {
	if len(d.Tokens) > 0 && rapid.Bool().Draw(t, "at a token") {
		tok := rapid.SampledFrom(d.Tokens).Draw(t, "token")
		return rapid.SampledFrom([]int{tok.Start, tok.End}).Draw(t, "end")
	}
	return len(d.Text) - rapid.IntRange(0, 3).Draw(t, "from the end")
}

func oddSpan(t *rapid.T, d *onrecord.Document) onrecord.Span {
	a, b := edge(t, d), edge(t, d)
	return onrecord.Span{Start: min(a, b), End: max(a, b)}
}

func oddSpans(t *rapid.T, d *onrecord.Document, least int) []onrecord.Span {
	var out []onrecord.Span
	for range rapid.IntRange(least, 2).Draw(t, "spans") {
		out = append(out, oddSpan(t, d))
	}
	return out
}

func oddSentences(t *rapid.T, d *onrecord.Document) {
	for from := 0; from < len(d.Tokens) && rapid.IntRange(0, 9).Draw(t, "sentences end") > 0; {
		to := min(len(d.Tokens), from+rapid.IntRange(1, 15).Draw(t, "length"))
		d.Sentences = append(d.Sentences, onrecord.Sentence{From: from, To: to,
			Span: onrecord.Span{Start: d.Tokens[from].Start, End: d.Tokens[to-1].End}})
		from = to
	}
}

// oddBlocks draws fewer blocks than the sentences ask for, or none.
func oddBlocks(t *rapid.T, d *onrecord.Document) {
	for range rapid.IntRange(0, 3).Draw(t, "blocks") {
		d.Blocks = append(d.Blocks, onrecord.Block{Span: onrecord.Span{End: len(d.Text)}, Paragraph: rapid.IntRange(0, 2).Draw(t, "paragraph")})
	}
	for i := range d.Sentences {
		d.Sentences[i].Block = rapid.IntRange(0, 2).Draw(t, "block")
	}
}

// oddFrames draws statements of the learned reader: any kind of source, with roles or without.
func oddFrames(t *rapid.T, d *onrecord.Document) {
	kinds := []onrecord.SourceKind{"", onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup, onrecord.SourceDocument, onrecord.SourceMedia}
	for from := 0; from < len(d.Tokens) && rapid.Bool().Draw(t, "frame"); from++ {
		run := onrecord.Run{From: from, To: min(len(d.Tokens), from+rapid.IntRange(1, 4).Draw(t, "words"))}
		f := onrecord.Frame{Anchor: run, Classes: map[string]string{"source_kind": string(rapid.SampledFrom(kinds).Draw(t, "source kind"))}}
		if rapid.Bool().Draw(t, "roles") {
			f.Roles = map[string][]onrecord.Run{"cue": {run}, "source": {run}}
		}
		d.Frames = append(d.Frames, f)
	}
}

func oddNames(t *rapid.T, d *onrecord.Document) {
	kinds := []onrecord.EntityKind{"", onrecord.Person, onrecord.Organization, onrecord.Country, onrecord.MediaOutlet, onrecord.Group}
	for from := 0; from < len(d.Tokens) && rapid.Bool().Draw(t, "name"); {
		to := min(len(d.Tokens), from+rapid.IntRange(1, 3).Draw(t, "length"))
		d.Names = append(d.Names, onrecord.Name{From: from, To: to, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Span: onrecord.Span{Start: d.Tokens[from].Start, End: d.Tokens[to-1].End}})
		from = to + 1
	}
}

func oddEntities(t *rapid.T, d *onrecord.Document) {
	forms := []onrecord.MentionForm{onrecord.NameForm, onrecord.NominalForm, onrecord.PronounForm}
	for range rapid.IntRange(0, 3).Draw(t, "entities") {
		e := onrecord.Entity{Kind: onrecord.Person, Country: rapid.SampledFrom([]string{"", "PAK"}).Draw(t, "country")}
		for range rapid.IntRange(0, 3).Draw(t, "mentions") {
			e.Mentions = append(e.Mentions, onrecord.Mention{Span: oddSpan(t, d), Form: rapid.SampledFrom(forms).Draw(t, "form"),
				Head: onrecord.TokenID(rapid.IntRange(-1, len(d.Tokens)+2).Draw(t, "head"))})
		}
		d.Entities = append(d.Entities, e)
	}
}

func oddAttribution(t *rapid.T, d *onrecord.Document, i int) onrecord.Attribution {
	a := onrecord.Attribution{Content: oddSpans(t, d, 1), Cue: oddSpan(t, d), By: "test",
		Within: onrecord.AttributionID(rapid.IntRange(0, i).Draw(t, "within"))}
	a.Frame = onrecord.FrameID(rapid.IntRange(0, len(d.Frames)+1).Draw(t, "of frame"))
	a.Source.Spans = oddSpans(t, d, 0)
	a.Source.Entity = onrecord.EntityID(rapid.IntRange(0, len(d.Entities)+1).Draw(t, "entity"))
	if rapid.Bool().Draw(t, "resolved") {
		a.Source.ResolvesTo = oddSpans(t, d, 0)
	}
	return a
}

// TestNoPanic types documents that make no sense. Values must still be ones that the vocabulary has, and evidence must
// lie inside the text.
func TestNoPanic(t *testing.T) {
	typer := newTyper(t)
	rapid.Check(t, func(t *rapid.T) {
		d := oddDocument(t)
		typer.Type(d)
		for i := range d.Attributions {
			for _, e := range d.Attributions[i].Evidence {
				if e.Span.Empty() || e.Span.Start < 0 || e.Span.End > len(d.Text) || e.By == "" || axes(&d.Attributions[i])[e.Axis] == "" && e.Axis != "addressee" {
					t.Fatalf("evidence %+v is of no use", e)
				}
			}
		}
	})
}

// TestDeterministic makes sure that a document is typed the same way each time.
func TestDeterministic(t *testing.T) {
	typer := newTyper(t)
	for _, e := range readExamples(t) {
		first, second := build(t, e), build(t, e)
		typer.Type(first)
		typer.Type(second)
		if a, b := fmt.Sprint(first.Attributions), fmt.Sprint(second.Attributions); a != b {
			t.Errorf("%s: typed as %s and as %s", e.name, a, b)
		}
	}
}

func BenchmarkType(b *testing.B) {
	typer := newTyper(b)
	var docs []*onrecord.Document
	bytes := 0
	for _, e := range readExamples(b) {
		d := build(b, e)
		docs, bytes = append(docs, d), bytes+len(d.Text)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, d := range docs {
			typer.Type(d)
		}
	}
}
