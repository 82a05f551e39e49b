package layout

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/lang/lexicon"
)

// Finder finds the parts of reports. It is safe for use by several goroutines.
type Finder struct {
	places    map[string]bool   // folded, without accents
	holders   map[string]bool   // states and regions, as datelines write them behind a town
	labels    map[string]bool   // folded words that open a paragraph and are no place
	credits   map[string]string // folded: desk, report, agency or role
	functions map[string]bool   // common English words
	tongues   []tongue          // other languages, with their common words
	loans     map[string]bool   // English words with accents
	marks     furnitureWords
}

// furnitureWords are the words of furniture by where in a paragraph they stand.
type furnitureWords struct {
	whole, label                map[string]bool
	start, end, prefix, credits []string
}

// New reads the dictionaries of the layout. A bad line is an error with file and line.
func New() (*Finder, error) {
	f := &Finder{places: map[string]bool{}, holders: map[string]bool{}, loans: map[string]bool{}, labels: map[string]bool{}, credits: map[string]string{},
		functions: map[string]bool{}, marks: furnitureWords{whole: map[string]bool{}, label: map[string]bool{}}}
	for _, file := range []struct {
		name string
		add  func(lexicon.Row) error
	}{
		{"layout_places.tsv", f.addPlace},
		{"place_regions.tsv", f.addRegion},
		{"place_divisions.tsv", f.addDivisions},
		{"layout_labels.tsv", func(r lexicon.Row) error { f.labels[fold(r.Get("words"))] = true; return nil }},
		{"layout_function_words.tsv", func(r lexicon.Row) error { f.functions[fold(r.Get("words"))] = true; return nil }},
		{"layout_languages.tsv", f.addTongue},
		{"layout_credits.tsv", f.addCredit},
		{"layout_furniture.tsv", f.addFurniture},
	} {
		table, err := lexicon.Open(file.name)
		if err != nil {
			return nil, err
		}
		for _, row := range table.Rows {
			if row.Cells[0] == "" {
				return nil, row.Errorf("the first column is empty")
			}
			if err := file.add(row); err != nil {
				return nil, err
			}
		}
	}
	states, err := lexicon.States()
	if err != nil {
		return nil, err
	}
	for _, x := range states.All() {
		if x.Kind == lexicon.StateName {
			f.holders[placeKey(x.Form)] = true
		}
	}
	return f, nil
}

func (f *Finder) addRegion(r lexicon.Row) error {
	f.holders[placeKey(r.Get("short"))], f.holders[placeKey(r.Get("region"))] = true, true
	return nil
}

func (f *Finder) addDivisions(r lexicon.Row) error {
	for name := range strings.SplitSeq(r.Get("names"), ";") {
		f.holders[placeKey(name)] = true
	}
	return nil
}

func (f *Finder) addTongue(r lexicon.Row) error {
	t := tongue{r.Get("language"), map[string]bool{}}
	if t.code == "eng" {
		t.words = f.loans
	}
	for w := range strings.FieldsSeq(r.Get("words")) {
		if f.functions[w] {
			return r.Errorf("word %q is a common English one", w)
		}
		t.words[w] = true
	}
	if t.code != "eng" {
		f.tongues = append(f.tongues, t)
	}
	return nil
}

func (f *Finder) addPlace(r lexicon.Row) error {
	if c := r.Get("country"); c != "" && len(c) != 3 {
		return r.Errorf("country %q is not an ISO 3166-1 alpha-3 code", c)
	}
	f.places[placeKey(r.Get("place"))] = true
	return nil
}

func (f *Finder) addCredit(r lexicon.Row) error {
	switch kind := r.Get("kind"); kind {
	case "desk", "report", "agency", "role":
		f.credits[fold(r.Get("words"))] = kind
		return nil
	default:
		return r.Errorf("kind %q is not desk, report, agency or role", kind)
	}
}

func (f *Finder) addFurniture(r lexicon.Row) error {
	words := fold(r.Get("words"))
	switch how := r.Get("how"); how {
	case "whole":
		f.marks.whole[words] = true
	case "label":
		f.marks.label[words] = true
	case "start":
		f.marks.start = append(f.marks.start, words)
	case "end":
		f.marks.end = append(f.marks.end, words)
	case "prefix":
		f.marks.prefix = append(f.marks.prefix, words)
	case "credit":
		f.marks.credits = append(f.marks.credits, words)
	default:
		return r.Errorf("how %q is not whole, label, start, end, prefix or credit", how)
	}
	return nil
}

// placeKey is a place name in small letters without accents and marks: "São Paulo" and "SAO PAULO" are one.
func placeKey(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.IsSpace(r) || r == '-':
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
