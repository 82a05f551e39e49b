package eval

import (
	"onrecord"
	"onrecord/internal/lab/corpus"
)

// The types of names that every corpus is brought to.
const (
	typePerson       = "Person"
	typeOrganization = "Organization"
	typeLocation     = "Location"
	typePeople       = "people, faiths, followers"
	typeOther        = "other"
)

// typeOfKind maps what the reading calls a name; what is not here is other.
var typeOfKind = map[onrecord.EntityKind]string{
	onrecord.Person: typePerson, onrecord.Organization: typeOrganization, onrecord.Government: typeOrganization,
	onrecord.MediaOutlet: typeOrganization, onrecord.Country: typeLocation, onrecord.Place: typeLocation,
	onrecord.Metonym: typeLocation, onrecord.Group: typePeople,
}

// typeOfMark maps what the corpora call a name. Dates and sums of money are no names.
var typeOfMark = map[string]string{
	"Person": typePerson, "PER": typePerson, "Organization": typeOrganization, "ORG": typeOrganization,
	"Location": typeLocation, "LOC": typeLocation, "NORP": typePeople,
	"Misc": typeOther, "MISC": typeOther, "Facility": typeOther, "Product": typeOther,
}

// nameCorpus is a corpus of names and the types that are measured on it.
type nameCorpus struct {
	title, pack string
	keep        func(corpus.NamedText) bool
	types       []string
	note        string
}

// nameCorpora are what names are measured on. The two of sentences lack the types that their schemes draw otherwise.
func nameCorpora() []nameCorpus {
	all := func(corpus.NamedText) bool { return true }
	three := []string{typePerson, typeOrganization, typeLocation}
	return []nameCorpus{
		{"Worldwide newswire, held-out tenth", corpus.WorldwideNewswire, func(t corpus.NamedText) bool { return corpus.HeldOut(t.ID) },
			append(three[:3:3], typePeople, typeOther), ""},
		{"WikiGold", corpus.WikiGold, all, three, "single sentences of an encyclopedia, never trained on"},
		{"UNER EWT dev", corpus.UNERDev, all, three, "single sentences of the web, never trained on"},
	}
}

// names measures exact spans and types on whole texts. "all" is Person, Organization and Location; "any type, span
// alone" asks of these and the other types only that the words are found to be a name.
func (e *evaluation) names() error {
	for _, c := range nameCorpora() {
		if err := e.namesOf(c, "names, exact"); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) namesOf(c nameCorpus, layer string) error {
	all, err := e.dir.Names(c.pack)
	if err != nil {
		return e.absent(err, c.title, layer)
	}
	var kept []corpus.NamedText
	for _, t := range all {
		if c.keep(t) {
			kept = append(kept, t)
		}
	}
	tally := make(Tally, len(kept))
	if err := e.each(len(kept), func(i int) error {
		d := &onrecord.Document{ID: kept[i].ID, Text: kept[i].Text}
		err := e.Read(d)
		tally[i] = ScoreNames(kept[i].Names, d.Names)
		return err
	}); err != nil {
		return err
	}
	measures := []Measure{{Name: "all"}}
	for _, t := range c.types {
		measures = append(measures, Measure{Name: t})
	}
	if len(c.types) > 3 {
		measures = append(measures, Measure{Name: "any type, span alone"})
	}
	e.rows(c.title, layer, c.note, tally, measures)
	return nil
}

// ScoreNames compares the names found in a text with those marked in it: by type, over persons, organizations and
// locations together ("all"), and over all types by the span alone.
func ScoreNames(gold []corpus.Named, found []onrecord.Name) Sheet {
	marked := map[onrecord.Span]string{}
	s := Sheet{}
	count := func(kind string, c Counts) {
		s.add(Measure{Name: kind}, c)
		if kind == typePerson || kind == typeOrganization || kind == typeLocation {
			s.add(Measure{Name: "all"}, c)
		}
	}
	span := Measure{Name: "any type, span alone"}
	for _, n := range gold {
		if kind := typeOfMark[n.Type]; kind != "" {
			marked[n.Span] = kind
			count(kind, Counts{Gold: 1})
			s.add(span, Counts{Gold: 1})
		}
	}
	for _, n := range found {
		kind := typeOfKind[n.Kind]
		if kind == "" {
			kind = typeOther
		}
		right, there := one(marked[n.Span] == kind), one(marked[n.Span] != "")
		count(kind, Counts{FoundSystem: right, System: 1, FoundGold: right})
		s.add(span, Counts{FoundSystem: there, System: 1, FoundGold: there})
	}
	return s
}

// one is 1 for what holds, else 0.
func one(holds bool) int {
	if holds {
		return 1
	}
	return 0
}
