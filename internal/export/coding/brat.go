package coding

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onrecord"
)

// bratFields are the attributes of brat that say a field, of a source or of a content.
var bratFields = map[string]string{"SourceKind": "source_kind", "Naming": "naming", "Type": "type"}

// bratAttributes are those that an export of ours has; of others it is told that they are passed over.
var bratAttributes = strings.Fields("SourceKind Naming Type Anonymity Number Access Affiliation Form CueStance Polarity Certainty Tense Commitment Carried")

// Brat reads a standoff file of brat (https://brat.nlplab.org/standoff.html) about a text: a statement for each Content, with the Source and
// the Cue that the relations SaidBy and CuedBy lead to, the attributes SourceKind, Naming and Type, and notes. Offsets are code points, as
// brat counts. Lines that have no place in a statement (other types, events, normalizations) are told of, and those that an export of ours
// has besides (Addressee, further attributes) are passed over.
func Brat(ann, text string) ([]Finding, []Problem) {
	b := &brat{text: text, points: onrecord.NewCodePoints(text), texts: map[string]*bound{}, attributes: map[string]map[string]string{}, notes: map[string]string{}}
	for i, line := range strings.Split(ann, "\n") {
		b.at = i + 1
		b.line(strings.TrimRight(line, "\r"))
	}
	out := b.findings()
	slices.SortStableFunc(b.problems, func(x, y Problem) int { return cmp.Compare(x.Place, y.Place) })
	return out, b.problems
}

// bound is a text-bound annotation.
type bound struct {
	kind  string
	words []Words
	place int
}

type relation struct {
	name, from, to string
	place          int
}

type brat struct {
	text       string
	points     onrecord.CodePoints
	at         int
	texts      map[string]*bound
	order      []string // contents as they come
	relations  []relation
	attributes map[string]map[string]string // by what they are on
	notes      map[string]string
	problems   []Problem
}

func (b *brat) problem(place int, format string, args ...any) {
	b.problems = append(b.problems, Problem{Place: place, Why: fmt.Sprintf(format, args...)})
}

// line reads a line by its first letter.
func (b *brat) line(line string) {
	id, rest, ok := strings.Cut(line, "\t")
	switch {
	case strings.TrimSpace(line) == "":
	case !ok || id == "":
		b.problem(b.at, "no line of brat: it has no tab")
	case id[0] == 'T':
		b.bound(id, rest)
	case id[0] == 'R':
		f := strings.Fields(rest)
		if len(f) != 3 || !strings.HasPrefix(f[1], "Arg1:") || !strings.HasPrefix(f[2], "Arg2:") {
			b.problem(b.at, "a relation is a name, Arg1 and Arg2")
			return
		}
		b.relations = append(b.relations, relation{f[0], f[1][len("Arg1:"):], f[2][len("Arg2:"):], b.at})
	case id[0] == 'A' || id[0] == 'M':
		f := strings.Fields(rest)
		if len(f) < 2 {
			b.problem(b.at, "an attribute is a name, what it is on, and a value")
			return
		}
		if !slices.Contains(bratAttributes, f[0]) {
			b.problems = append(b.problems, Problem{b.at, fmt.Sprintf("%s: the attribute %s has no place in a statement and is passed over", id, f[0]), true})
			return
		}
		if b.attributes[f[1]] == nil {
			b.attributes[f[1]] = map[string]string{}
		}
		b.attributes[f[1]][f[0]] = strings.Join(f[2:], " ")
	case id[0] == '#':
		what, words, _ := strings.Cut(rest, "\t")
		if f := strings.Fields(what); len(f) == 2 {
			b.notes[f[1]] = words
		}
	case id == "*": // of the same things: nothing of a statement
	default:
		b.problem(b.at, "%s has no place in a statement: it is made of Source, Cue and Content, with SaidBy and CuedBy between", id)
	}
}

// bound reads an annotation of words.
func (b *brat) bound(id, rest string) {
	head, told, _ := strings.Cut(rest, "\t")
	kind, places, _ := strings.Cut(head, " ")
	x := &bound{kind: kind, place: b.at}
	for _, piece := range strings.Split(places, ";") {
		first, last, _ := strings.Cut(strings.TrimSpace(piece), " ")
		begin, err1 := strconv.Atoi(first)
		end, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil {
			b.problem(b.at, "%s: %q is no stretch of the text, such as 12 34", id, piece)
			return
		}
		from, until := b.points.Byte(begin), b.points.Byte(end)
		if from < 0 || until <= from {
			b.problem(b.at, "%s: the text has no characters %d to %d", id, begin, end)
			return
		}
		x.words = append(x.words, Words{b.text[from:until], begin, end})
	}
	if words := exactly(x.words); strings.Join(strings.Fields(told), " ") != words {
		b.problem(b.at, "%s: its place has the words %q, its line says %q: is it of another text?", id, onrecord.OneLine(words), onrecord.OneLine(told))
		return
	}
	switch kind {
	case "Content":
		b.order = append(b.order, id)
	case "Source", "Cue", "Addressee":
	default:
		b.problem(b.at, "%s: a %s has no place in a statement: it is made of Source, Cue and Content", id, kind)
		return
	}
	b.texts[id] = x
}

// exactly are the words of some stretches with one blank between any two.
func exactly(list []Words) string {
	var out []string
	for _, w := range list {
		out = append(out, strings.Fields(w.Exact)...)
	}
	return strings.Join(out, " ")
}

// findings puts statements together.
func (b *brat) findings() (out []Finding) {
	where := map[string]int{}
	for _, id := range b.order {
		c := b.texts[id]
		f := Finding{Place: c.place, Kind: onrecord.KindStatement, Note: b.notes[id]}
		f.set(Value{Field: "content", Words: c.words})
		b.attribute(&f, id)
		out = append(out, f)
		where[id] = len(out) - 1
	}
	for _, r := range b.relations {
		field := map[string]string{"SaidBy": "source", "CuedBy": "cue"}[r.name]
		i, ok := where[r.from]
		to := b.texts[r.to]
		switch {
		case field == "": // within follows from the words; ToldTo has no field
		case !ok:
			b.problem(r.place, "%s begins at %s, which is no Content", r.name, r.from)
		case to == nil:
			b.problem(r.place, "%s leads to %s, which is not there", r.name, r.to)
		default:
			b.part(&out[i], field, to)
			b.attribute(&out[i], r.to)
		}
	}
	return out
}

// part sets the source or the cue; a second source stands beside the first.
func (b *brat) part(f *Finding, field string, to *bound) {
	if v := f.Of(field); v != nil {
		v.Words = append(v.Words, to.words...)
		return
	}
	f.set(Value{Field: field, Words: slices.Clone(to.words)})
}

// attribute sets what attributes say.
func (b *brat) attribute(f *Finding, id string) {
	for _, name := range []string{"SourceKind", "Naming", "Type"} {
		if v := b.attributes[id][name]; v != "" && f.Of(bratFields[name]) == nil {
			f.set(Value{Field: bratFields[name], Text: v})
		}
	}
}
