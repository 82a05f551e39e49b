// Package ner finds proper names and what they name: persons, organizations, governments, countries, places, peoples,
// media outlets, documents. A linear-chain CRF marks the names; dictionaries tell the finer kinds.
package ner

import (
	"embed"
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

//go:embed model
var files embed.FS

const modelFile = "model/names.bin"

// Type is what the labelling tells apart.
type Type string

// The types of name that are learned.
const (
	PersonType       Type = "person"
	OrganizationType Type = "organization"
	LocationType     Type = "location"
	PeopleType       Type = "people" // nationalities, faiths, political groups
	OtherType        Type = "other"
)

var types = []Type{PersonType, OrganizationType, LocationType, PeopleType, OtherType}

func labels() []string {
	out := []string{"O"}
	for _, t := range types {
		out = append(out, "B-"+string(t), "I-"+string(t))
	}
	return out
}

// Recognizer finds names. It is safe for use by many goroutines.
type Recognizer struct {
	classes  *wordclass.Classes
	words    *dictionary
	labeller *linear.CRF
	Sum      string // SHA-256 of the weights
}

// New makes a recognizer from the embedded weights and dictionaries.
func New(classes *wordclass.Classes) (*Recognizer, error) {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return nil, fmt.Errorf("load names: %w", err)
	}
	return Open(raw, classes)
}

// Open makes a recognizer from the bytes that [Train] returned.
func Open(raw []byte, classes *wordclass.Classes) (*Recognizer, error) {
	words, err := loadDictionary()
	if err != nil {
		return nil, err
	}
	b, err := linear.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("load names: %w", err)
	}
	if err := classes.Check(b); err != nil {
		return nil, fmt.Errorf("load names: %w", err)
	}
	r := &Recognizer{classes: classes, words: words, Sum: b.Sum}
	if r.labeller, err = b.CRF("names"); err != nil {
		return nil, fmt.Errorf("load names: %w", err)
	}
	if len(r.labeller.Labels) != len(labels()) {
		return nil, fmt.Errorf("load names: other labels: %w", linear.ErrBundle)
	}
	return r, nil
}

// Find fills Names: those of headline, standfirst and body. It needs Sentences and tagged Tokens.
func (r *Recognizer) Find(d *onrecord.Document) {
	r.FindUntil(d, func() bool { return false })
}

// atOnce is how many words have their features drawn and scored at a time.
const atOnce = 500

// FindUntil is Find that ends early, with no names, once stop says so.
func (r *Recognizer) FindUntil(d *onrecord.Document, stop func() bool) {
	d.Names = nil
	v := r.viewUntil(d, stop)
	if len(v.token) == 0 || stop() {
		return
	}
	seq := linear.Sequence{Edge: v.edge}
	l := r.labeller.NewLattice()
	l.Stop = stop
	for from := 0; from < len(v.token); from += atOnce {
		if stop() {
			return
		}
		r.labeller.EmitMore(v.featuresOf(from, min(from+atOnce, len(v.token))), l, 0)
	}
	path := append([]uint8(nil), r.labeller.Viterbi(&seq, l)...)
	if stop() {
		return
	}
	sure := r.labeller.Marginals(&seq, l)
	if stop() {
		return
	}
	n := len(r.labeller.Labels)
	for i := 0; i < len(path); {
		if path[i] == 0 {
			i++
			continue
		}
		j := i + 1
		for j < len(path) && path[j] == path[i]+1 && path[i]%2 == 1 {
			j++
		}
		least := 1.0
		for k := i; k < j; k++ {
			least = min(least, sure[k*n+int(path[k])])
		}
		r.add(d, int(v.token[i]), int(v.token[j-1])+1, types[(path[i]-1)/2], least)
		i = j
	}
}

func (r *Recognizer) add(d *onrecord.Document, from, to int, t Type, sure float64) {
	span := onrecord.Span{Start: d.Tokens[from].Start, End: d.Tokens[to-1].End}
	text := strings.Join(strings.Fields(d.In(span)), " ")
	d.Names = append(d.Names, onrecord.Name{Span: span, From: from, To: to, Kind: r.words.kindOf(text, t), By: "names/crf", Conf: min(sure, 1)})
}

// dictionary is the words that names are told apart by.
type dictionary struct {
	states *lexicon.StateForms
	given  map[uint32]bool
	titles map[uint32]bool
	heads  map[string]onrecord.EntityKind // lower-cased word -> kind of a name that ends with (or holds) it
	hints  map[uint32]uint32
}

func loadDictionary() (*dictionary, error) {
	d := &dictionary{given: map[uint32]bool{}, titles: map[uint32]bool{}, heads: map[string]onrecord.EntityKind{}, hints: map[uint32]uint32{}}
	var err error
	if d.states, err = lexicon.States(); err != nil {
		return nil, err
	}
	for name, set := range map[string]map[uint32]bool{"entity_given.tsv": d.given, "titles.tsv": d.titles} {
		t, err := lexicon.Open(name)
		if err != nil {
			return nil, err
		}
		for _, row := range t.Rows {
			set[linear.Word(strings.ToLower(row.Cells[0]))] = true
		}
	}
	t, err := lexicon.Open("names_heads.tsv")
	if err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		kind := onrecord.EntityKind(row.Get("kind"))
		switch kind {
		case onrecord.Government, onrecord.MediaOutlet, onrecord.DocumentKind, onrecord.Organization:
		default:
			return nil, row.Errorf("no kind %q", kind)
		}
		word := row.Get("word")
		d.heads[word] = kind
		d.hints[linear.Word(word)] = linear.Word(string(kind))
	}
	return d, nil
}

// kindOf is the finer kind of a name.
func (d *dictionary) kindOf(name string, t Type) onrecord.EntityKind {
	switch t {
	case PersonType:
		return onrecord.Person
	case PeopleType:
		return onrecord.Group
	case LocationType:
		if d.states.Is(name, lexicon.StateName) {
			return onrecord.Country
		}
		return onrecord.Place
	}
	words := strings.Fields(strings.ToLower(name))
	for i := len(words) - 1; i >= 0; i-- {
		if k, ok := d.heads[words[i]]; ok {
			return k
		}
	}
	if t == OrganizationType {
		if d.states.Is(name, lexicon.StateMetonym) {
			return onrecord.Government
		}
		return onrecord.Organization
	}
	return onrecord.OtherKind
}

// Version is the SHA-256 of the embedded weights, told without loading them; "" when there are none.
func Version() string {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return ""
	}
	return linear.SumOf(raw)
}
