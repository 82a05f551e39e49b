package coref

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// traits says what a mention may be, as sets: a bit each for one, many; male, female, thing.
type traits uint8

const (
	one traits = 1 << iota
	many
	male
	female
	thing

	anyNumber = one | many
	anyGender = male | female | thing
	human     = male | female
)

// agree tells whether there is a number and a gender that both may have. Of many, gender says nothing.
func (t traits) agree(u traits) bool {
	both := t & u
	return both&anyNumber != 0 && (both&many != 0 && both&one == 0 || both&anyGender != 0)
}

// meet is what both may be; where they clash in one respect, t stays as it was there.
func (t traits) meet(u traits) traits {
	out := t & u
	if out&anyNumber == 0 {
		out |= t & anyNumber
	}
	if out&anyGender == 0 {
		out |= t & anyGender
	}
	return out
}

// head is what the dictionary knows of a noun that heads mentions.
type head struct {
	kind   onrecord.EntityKind
	time   bool // names a time, no entity
	traits traits
}

// pronoun is what the dictionary knows of a pronoun.
type pronoun struct {
	person byte // '1', '2', '3', 'r' for relative
	traits traits
	reflex bool
	class  uint32 // number of its set of forms: he/him/his/himself share one
}

type act uint8

const (
	actSpeech act = iota + 1
	actMind
	actDecide
	actNoun
)

// words are the dictionaries of this stage.
type words struct {
	heads    map[string]head
	pronouns map[string]pronoun
	given    map[string]traits
	titles   map[string]title
	verbs    map[string]act // lemmas of verbs
	nouns    map[string]act // lemmas of nouns
	states   *lexicon.StateForms
}

// title is what the dictionary knows of a word before a name.
type title struct {
	gender traits
	office bool
}

func loadWords() (*words, error) {
	w := &words{heads: map[string]head{}, pronouns: map[string]pronoun{}, given: map[string]traits{},
		titles: map[string]title{}, verbs: map[string]act{}, nouns: map[string]act{}}
	for _, f := range []struct {
		name string
		row  func(lexicon.Row) error
	}{{"entity_heads.tsv", w.addHead}, {"entity_pronouns.tsv", w.addPronoun}, {"entity_given.tsv", w.addGiven},
		{"titles.tsv", w.addTitle}, {"entity_acts.tsv", w.addAct}} {
		t, err := lexicon.Open(f.name)
		if err != nil {
			return nil, fmt.Errorf("load words of entities: %w", err)
		}
		for _, row := range t.Rows {
			if err := f.row(row); err != nil {
				return nil, fmt.Errorf("load words of entities: %w", err)
			}
		}
	}
	var err error
	if w.states, err = lexicon.States(); err != nil {
		return nil, fmt.Errorf("load words of entities: %w", err)
	}
	return w, nil
}

var headKinds = map[string]onrecord.EntityKind{
	"person": onrecord.Person, "group": onrecord.Group, "organization": onrecord.Organization,
	"government": onrecord.Government, "media_outlet": onrecord.MediaOutlet, "document": onrecord.DocumentKind,
	"place": onrecord.Place, "time": onrecord.OtherKind,
}

var genders = map[string]traits{"": human, "m": male, "f": female, "n": thing}

var numbers = map[string]traits{"one": one, "many": many, "either": anyNumber}

func (w *words) addHead(row lexicon.Row) error {
	kind, ok1 := headKinds[row.Get("kind")]
	gender, ok2 := genders[row.Get("gender")]
	number, ok3 := numbers[row.Get("number")]
	if !ok1 || !ok2 || !ok3 {
		return row.Errorf("kind %q, gender %q or number %q", row.Get("kind"), row.Get("gender"), row.Get("number"))
	}
	if kind != onrecord.Person {
		gender = thing
	}
	if kind == onrecord.Group {
		gender = anyGender
	}
	w.heads[row.Cells[0]] = head{kind: kind, time: row.Get("kind") == "time", traits: number | gender}
	return nil
}

func (w *words) addPronoun(row lexicon.Row) error {
	gender, ok1 := genders[row.Get("gender")]
	number, ok2 := numbers[row.Get("number")]
	person := row.Get("person")
	if !ok1 || !ok2 || (person != "1" && person != "2" && person != "3" && person != "relative") {
		return row.Errorf("person %q, gender %q or number %q", person, row.Get("gender"), row.Get("number"))
	}
	if row.Get("number") != "one" {
		gender = anyGender
	}
	p := pronoun{person: person[0], traits: number | gender, reflex: row.Get("case") == "reflexive"}
	p.class = uint32(p.person)<<8 | uint32(p.traits)
	w.pronouns[row.Cells[0]] = p
	return nil
}

func (w *words) addGiven(row lexicon.Row) error {
	g := genders[row.Get("gender")]
	if g != male && g != female {
		return row.Errorf("gender %q", row.Get("gender"))
	}
	w.given[row.Cells[0]] = g
	return nil
}

func (w *words) addTitle(row lexicon.Row) error {
	g, ok := genders[row.Get("gender")]
	if o := row.Get("office"); !ok || (o != "" && o != "office") {
		return row.Errorf("gender %q or office %q", row.Get("gender"), o)
	}
	t := title{g, row.Get("office") != ""}
	w.titles[row.Cells[0]] = t
	if t.office {
		w.titles[strings.ToLower(row.Cells[0])] = t
	}
	return nil
}

var acts = map[string]act{"speech": actSpeech, "mind": actMind, "decide": actDecide, "act": actNoun}

func (w *words) addAct(row lexicon.Row) error {
	lemma, pos, _ := strings.Cut(row.Cells[0], "/")
	a := acts[row.Get("class")]
	switch {
	case a == actNoun && pos == "NOUN":
		w.nouns[lemma] = a
	case a != 0 && a != actNoun && pos == "VERB":
		w.verbs[lemma] = a
	default:
		return row.Errorf("class %q of a word %q", row.Get("class"), row.Cells[0])
	}
	return nil
}

// lower is strings.ToLower without an allocation for what is lower case already, which most words are.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// shouted tells whether a word is written in capitals throughout ("ACM", "U.N.").
func shouted(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}
