package train

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lang/ner"
	"onrecord/internal/lang/wordclass"
)

// nameTypes maps the types of the corpora to what is learned.
var nameTypes = map[string]ner.Type{
	"Person": ner.PersonType, "PER": ner.PersonType,
	"Organization": ner.OrganizationType, "ORG": ner.OrganizationType,
	"Location": ner.LocationType, "LOC": ner.LocationType,
	"NORP":     ner.PeopleType,
	"Facility": ner.OtherType, "Misc": ner.OtherType, "Product": ner.OtherType, "MISC": ner.OtherType,
}

// Names learns proper names from the newswire pack (without its held-out tenth).
func Names(dir corpus.Dir, read Reading, classes *wordclass.Classes, seed uint64) ([]byte, error) {
	texts, err := dir.Names(corpus.WorldwideNewswire)
	if err != nil {
		return nil, fmt.Errorf("train names: %w", err)
	}
	var examples []ner.Example
	for _, t := range texts {
		if !corpus.HeldOut(t.ID) {
			examples = append(examples, NamesExample(t, read))
		}
	}
	return ner.Train(examples, classes, ner.Options{Epochs: 12, MinCount: 2, Drop: 0.5, Keep: 0.02, Seed: seed})
}

// NamesExample reads a text up to its tags and takes over the names marked in it.
func NamesExample(t corpus.NamedText, read Reading) ner.Example {
	d := &onrecord.Document{ID: t.ID, Text: t.Text}
	read(d)
	x := ner.Example{Doc: d}
	for _, n := range t.Names {
		if typ, ok := nameTypes[n.Type]; ok && !n.Empty() {
			x.Names = append(x.Names, ner.Marked{Span: n.Span, Type: typ})
		}
	}
	return x
}
