package train

import (
	"fmt"

	"onrecord"
	"onrecord/internal/corpus"
	"onrecord/internal/names"
	"onrecord/internal/wordclass"
)

// nameTypes maps the types of the corpora to what is learned.
var nameTypes = map[string]names.Type{
	"Person": names.PersonType, "PER": names.PersonType,
	"Organization": names.OrganizationType, "ORG": names.OrganizationType,
	"Location": names.LocationType, "LOC": names.LocationType,
	"NORP":     names.PeopleType,
	"Facility": names.OtherType, "Misc": names.OtherType, "Product": names.OtherType, "MISC": names.OtherType,
}

// Names learns proper names from the newswire pack (without its held-out tenth).
func Names(dir corpus.Dir, read Reading, classes *wordclass.Classes, seed uint64) ([]byte, error) {
	texts, err := dir.Names(corpus.WorldwideNewswire)
	if err != nil {
		return nil, fmt.Errorf("train names: %w", err)
	}
	var examples []names.Example
	for _, t := range texts {
		if !corpus.HeldOut(t.ID) {
			examples = append(examples, NamesExample(t, read))
		}
	}
	return names.Train(examples, classes, names.Options{Epochs: 12, MinCount: 2, Drop: 0.5, Keep: 0.02, Seed: seed})
}

// NamesExample reads a text up to its tags and takes over the names marked in it.
func NamesExample(t corpus.NamedText, read Reading) names.Example {
	d := &onrecord.Document{ID: t.ID, Text: t.Text}
	read(d)
	x := names.Example{Doc: d}
	for _, n := range t.Names {
		if typ, ok := nameTypes[n.Type]; ok && !n.Empty() {
			x.Names = append(x.Names, names.Marked{Span: n.Span, Type: typ})
		}
	}
	return x
}
