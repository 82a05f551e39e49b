package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"onrecord"
)

// Brat writes the statements as brat standoff (https://brat.nlplab.org/standoff.html): text-bound Source, Cue, Content
// and Addressee, in order of attribution; relations SaidBy, CuedBy, ToldTo and Within from the content; the axes as
// attributes of the source (or of the content where there is no source) and of the content; finder and confidence as a
// note on the content. An axis that is not known has no attribute. The text goes beside it, as it is, in a .txt file.
func Brat(w io.Writer, r *Report, _ Style) error {
	b := &bratWriter{Writer: bufio.NewWriter(w), r: r, p: newPoints(r.Text)}
	for i := range r.Attributions {
		b.attribution(&r.Attributions[i])
	}
	return b.Flush()
}

// bratText writes the text that the annotation's offsets count in.
func bratText(w io.Writer, r *Report, _ Style) error {
	_, err := io.WriteString(w, r.Text)
	return err
}

// bratWriter numbers annotations of each sort in order, as brat does.
type bratWriter struct {
	*bufio.Writer
	r                             *Report
	p                             points
	texts, relations, attrs, note int
	contents                      []int // number of the content of each attribution so far
}

func (b *bratWriter) attribution(a *onrecord.Attribution) {
	source := b.text("Source", a.Source.Spans)
	cue := b.text("Cue", []onrecord.Span{a.Cue})
	addressee := b.text("Addressee", []onrecord.Span{a.Addressee})
	content := b.text("Content", a.Content)
	b.contents = append(b.contents, content)

	b.relation("SaidBy", content, source)
	b.relation("CuedBy", content, cue)
	b.relation("ToldTo", content, addressee)
	if a.Within != 0 {
		b.relation("Within", content, b.contents[a.Within-1])
	}
	who := source
	if who == 0 {
		who = content
	}
	s := &a.Source
	for _, x := range []struct {
		name  string
		on    int
		value string
	}{
		{"SourceKind", who, string(s.Kind)}, {"Naming", who, string(s.Naming)}, {"Anonymity", who, string(s.Anonymity)},
		{"Number", who, string(s.Number)}, {"Access", who, string(s.Access)}, {"Affiliation", who, string(s.Affiliation)},
		{"Type", content, string(a.Type)}, {"Form", content, string(a.Form)}, {"CueStance", content, string(a.CueStance)},
		{"Polarity", content, string(a.Polarity)}, {"Certainty", content, string(a.Certainty)},
		{"Tense", content, string(a.Tense)}, {"Commitment", content, string(a.Commitment)},
	} {
		b.attribute(x.name, x.on, x.value)
	}
	if a.Carried {
		b.attrs++
		fmt.Fprintf(b, "A%d\tCarried T%d\n", b.attrs, content)
	}
	b.note++
	fmt.Fprintf(b, "#%d\tAnnotatorNotes T%d\tby %s, confidence %.2f\n", b.note, content, onrecord.OneLine(a.By), a.Conf)
}

// text writes a text-bound annotation and returns its number, 0 when there are no words.
func (b *bratWriter) text(kind string, spans []onrecord.Span) int {
	var offsets, words []string
	for _, s := range b.fragments(spans) {
		offsets = append(offsets, fmt.Sprintf("%d %d", b.p.at(s.Start), b.p.at(s.End)))
		words = append(words, b.r.In(s))
	}
	if offsets == nil {
		return 0
	}
	b.texts++
	fmt.Fprintf(b, "T%d\t%s %s\t%s\n", b.texts, kind, strings.Join(offsets, ";"), strings.Join(words, " "))
	return b.texts
}

// fragments cuts spans at line ends, which a text-bound annotation must not hold.
func (b *bratWriter) fragments(spans []onrecord.Span) []onrecord.Span {
	var out []onrecord.Span
	for _, s := range spans {
		for at := s.Start; at < s.End; {
			n := strings.IndexAny(b.r.Text[at:s.End], "\r\n")
			if n < 0 {
				n = s.End - at
			}
			if n > 0 {
				out = append(out, onrecord.Span{Start: at, End: at + n})
			}
			at += n + 1
		}
	}
	return out
}

func (b *bratWriter) relation(name string, from, to int) {
	if from == 0 || to == 0 {
		return
	}
	b.relations++
	fmt.Fprintf(b, "R%d\t%s Arg1:T%d Arg2:T%d\n", b.relations, name, from, to)
}

func (b *bratWriter) attribute(name string, on int, value string) {
	if value == "" || on == 0 {
		return
	}
	b.attrs++
	fmt.Fprintf(b, "A%d\t%s T%d %s\n", b.attrs, name, on, value)
}
