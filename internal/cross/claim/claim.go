// Package claim tells which statements of several reports say the same, which support each other on another's word, and which contradict
// each other; and how many independent origins stand behind what is said. It is careful: two statements are related only by words that are
// shown, and whether two unnamed sources are one cannot be told.
package claim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store/lists"
)

// Statement is one statement of a report as claims are compared.
type Statement struct {
	Report, Outlet string
	Origin         string // whose text the report is
	Number         int    // of the statement in its report, from 1
	Source         string // as the report calls it
	SourceKey      string // of a named source, the same in all reports; "" where it is not named
	Via            string // the outlet on whose word the report tells it: "as Reuters reported"
	Quote          string // the content
	Span           onrecord.Span
	Day            string    // of publication, 2006-01-02; "" not known
	When           time.Time // of publication, where its time is known, too
	Uttered        Uttered   // when it was said, as the report tells it

	Listed string // by which line of the own lists it is the source that SourceKey says; "" by none

	printed string   // what the report itself calls its outlet, whatever the own lists do
	known   identity // of a named source
	called  []string // all names by which the report calls the source, and its words for it
	titles  []string // of a source that is not called by name: what the report calls it, but for offices in which it names somebody
	country string   // of the source, ISO 3166-1 alpha-3; "" not known
	lemmas  map[string]bool
	names   map[string]bool
	figures map[string][]string // of what is counted, the figures
	negated map[string]bool     // words of which it says "not" or "no"
	denied  bool
}

// mostBeside is how many mentions of a source are looked at.
const mostBeside = 20

// leastWords is how many telling words a statement has at least to be compared.
const leastWords = 3

// Reader takes the statements out of reports. It is safe for use by several goroutines at once.
type Reader struct {
	spelled map[string]string // number words and their figures
	empty   map[string]bool   // words that tell too little
	caller  caller
}

// New reads the dictionaries. A bad line is an error that names file and line.
func New() (*Reader, error) {
	states, err := lexicon.States()
	if err != nil {
		return nil, fmt.Errorf("open states: %w", err)
	}
	r := &Reader{spelled: map[string]string{}, empty: map[string]bool{}, caller: caller{states}}
	numbers, err := lexicon.Open("numbers.tsv")
	if err != nil {
		return nil, fmt.Errorf("open numbers: %w", err)
	}
	for _, row := range numbers.Rows {
		if n := row.Get("count"); n != "" && n != "0" && row.Get("of") == "yes" && row.Cells[0] != "another" && row.Cells[0] != "either" { // "a" counts nothing
			r.spelled[row.Cells[0]] = n
		}
	}
	words, err := lexicon.Open("claim_empty.tsv")
	if err != nil {
		return nil, fmt.Errorf("open words of claims: %w", err)
	}
	for _, row := range words.Rows {
		r.empty[row.Cells[0]] = true
	}
	return r, nil
}

// From are the statements of a report that assert or deny something, or say what is to come. Origin is whose text it is; "" is the report itself.
func (r *Reader) From(d *onrecord.Document, origin string) []Statement {
	digest := onrecord.Digest(d.Text)
	if origin == "" {
		origin = digest
	}
	held := map[string]bool{} // by titles, which a report repeats
	named := func(title string) bool {
		is, there := held[title]
		if !there {
			is = lists.NamesHolder(d, title)
			held[title] = is
		}
		return is
	}
	var out []Statement
	for c := range d.Cards().All(onrecord.KindStatement) {
		a := &d.Attributions[c.Place-1]
		switch c.Type {
		case onrecord.TypeAssertion, onrecord.TypeDenial, onrecord.TypeKnowledge, onrecord.TypeEvidence, onrecord.TypeIntention: // what somebody will do is claimed too: "said it would cut 400 jobs"
		default:
			continue
		}
		if len(a.Content) == 0 {
			continue
		}
		s := Statement{Report: digest, Outlet: d.Meta.Publisher, Origin: origin, Number: c.Number, denied: c.Type == onrecord.TypeDenial,
			Span: onrecord.Span{Start: a.Content[0].Start, End: a.Content[len(a.Content)-1].End}, Quote: onrecord.Quotes(c.Content, " … ")}
		if strings.HasSuffix(strings.TrimRight(s.Quote, "\"'”’)"), "?") {
			continue // who asks says nothing
		}
		if s.printed = s.Outlet; d.Own != nil && d.Own.Outlet != "" {
			s.printed = d.Own.Printed
		}
		s.Day, s.Uttered = d.Meta.Day(), uttered(d, a)
		if strings.Contains(d.Meta.Published, ":") {
			s.When = d.Meta.When()
		}
		r.called(&s, d, a, &c, named)
		r.words(&s, d, a)
		if len(s.lemmas) >= leastWords {
			out = append(out, s)
		}
	}
	return out
}

// called fills in who says it. A body that the report names is named wherever it speaks: "the ministry".
// Named tells whether the report names somebody in an office by its title.
func (r *Reader) called(s *Statement, d *onrecord.Document, a *onrecord.Attribution, c *onrecord.Card, named func(title string) bool) {
	if len(a.Source.Spans) == 0 {
		return
	}
	s.Source = strings.Join(strings.Fields(d.In(a.Source.Spans[0])), " ")
	e := d.Entity(a.Source.Entity)
	s.called, s.country = []string{s.Source}, a.Source.Country
	title := func(words string) {
		if !slices.Contains(s.titles, words) && !named(words) {
			s.titles = append(s.titles, words)
		}
	}
	if e != nil {
		s.called = append(s.called, lists.NamesOf(d, e)...)
	}
	if len(s.called) == 1 {
		title(s.Source)
	}
	if e != nil {
		for _, m := range e.Mentions[:min(len(e.Mentions), mostBeside)] {
			if len(s.called) == 1 && m.Form == onrecord.NominalForm {
				title(d.In(m.Span))
			}
		}
		for _, c := range e.Codes {
			s.country = cmp.Or(s.country, c.Country)
		}
	}
	body := r.caller.body(d, a, e)
	switch {
	case e != nil && e.Name != "" && a.Source.Naming == onrecord.Named:
		s.Source = e.Name
		s.SourceKey = strings.ToLower(article(e.Name))
	case body != "":
		s.SourceKey = strings.ToLower(body)
	}
	switch {
	case s.SourceKey == "":
	case body != "":
		s.known = r.caller.ofBody(body, e)
	case e.Kind == onrecord.Person:
		s.known = ofPerson(e.Name)
	default:
		s.known = identity{forms: []string{"name/" + s.SourceKey}}
	}
	if a.Source.Kind == onrecord.SourceMedia {
		s.Via = s.Source
	}
	for i := range c.Chain {
		if v := &c.Chain[i]; v.Kind == onrecord.SourceMedia && len(v.Source) > 0 {
			s.Via = v.Source[0].Quote
		}
	}
}

// words gathers the words of a content that tell something.
func (r *Reader) words(s *Statement, d *onrecord.Document, a *onrecord.Attribution) {
	s.lemmas, s.names, s.figures, s.negated = map[string]bool{}, map[string]bool{}, map[string][]string{}, map[string]bool{}
	for _, c := range a.Content {
		first, end := d.TokensIn(c)
		for i := first; i < end; i++ {
			t := &d.Tokens[i]
			lemma := strings.ToLower(t.Lemma)
			switch {
			case lemma == "not" || lemma == "n't" || lemma == "never" || lemma == "no" && t.Rel == "det":
				if t.Head > 0 {
					s.negated[strings.ToLower(d.Tokens[t.Head-1].Lemma)] = true
				}
			case t.Tag == "NUM" || r.spelled[lemma] != "": // taggers take "twelve" for a verb
				k := i + 1
				for k < end && d.Tokens[k].Tag == "ADJ" {
					k++
				}
				if k < end && d.Tokens[k].Tag == "NOUN" {
					counted := strings.ToLower(d.Tokens[k].Lemma)
					s.figures[counted] = append(s.figures[counted], r.figure(lemma))
				}
			case t.Tag == "PROPN":
				s.names[lemma], s.lemmas[lemma] = true, true
			case t.Tag == "NOUN" || t.Tag == "VERB" || t.Tag == "ADJ":
				if !r.empty[lemma] {
					s.lemmas[lemma] = true
				}
			}
		}
	}
}

// figure is a number as it is compared, however it is written; "" for no number word.
func (r *Reader) figure(lemma string) string {
	if n, ok := r.spelled[lemma]; ok {
		return n
	}
	return strings.ReplaceAll(lemma, ",", "")
}

// Relation is what two statements are to each other.
type Relation string

// The relations.
const (
	Unrelated   Relation = ""
	Same        Relation = "same"        // the same source, or the same origin, says it again
	Supports    Relation = "supports"    // another source says it
	Contradicts Relation = "contradicts" // one says what the other denies, or gives another figure
)

// Link is two statements that have to do with each other.
type Link struct {
	A, B     int // indexes of the statements compared
	Relation Relation
	Score    float64  // share of the words that both have, 0 to 1
	Reasons  []string // in words
}

// What relates two statements.
const (
	leastShared = 3   // words that both have
	leastShare  = 0.6 // of the words of the shorter
)

// Relate compares two statements; it makes no difference which comes first.
func Relate(a, b *Statement) (Relation, float64, []string) {
	var both []string
	for w := range a.lemmas {
		if b.lemmas[w] {
			both = append(both, w)
		}
	}
	slices.Sort(both)
	score := float64(len(both)) / float64(max(1, min(len(a.lemmas), len(b.lemmas))))
	if len(both) < leastShared || score < leastShare || len(a.names) > 0 && len(b.names) > 0 && !meet(a.names, b.names) {
		return Unrelated, score, nil
	}
	reasons := []string{"both have: " + strings.Join(both, ", ")}
	if differ := differing(a, b); differ != "" {
		return Contradicts, score, append(reasons, differ)
	}
	opposed := slices.ContainsFunc(both, func(w string) bool { return a.negated[w] != b.negated[w] })
	if opposed != (a.denied != b.denied) {
		return Contradicts, score, append(reasons, "one denies it")
	}
	switch {
	case a.SourceKey != "" && a.SourceKey == b.SourceKey:
		reasons = append(reasons, "the same source: "+a.Source)
		if by := cmp.Or(a.Listed, b.Listed); by != "" && !strings.EqualFold(a.words(), b.words()) {
			reasons = append(reasons, "by "+by)
		}
		return Same, score, reasons
	case a.Origin == b.Origin && a.Report != b.Report:
		return Same, score, append(reasons, "one origin")
	case a.Report == b.Report && a.Source == b.Source:
		return Same, score, append(reasons, "the same source in one report")
	}
	return Supports, score, append(reasons, fmt.Sprintf("on another's word: %s, %s", shown(a), shown(b)))
}

func meet(a, b map[string]bool) bool {
	for w := range a {
		if b[w] {
			return true
		}
	}
	return false
}

// differing is where two statements count the same thing otherwise.
func differing(a, b *Statement) string {
	for _, what := range slices.Sorted(maps.Keys(a.figures)) {
		x, y := a.figures[what], b.figures[what]
		if len(y) > 0 && !slices.ContainsFunc(x, func(n string) bool { return slices.Contains(y, n) }) {
			pair := []string{strings.Join(x, "/"), strings.Join(y, "/")}
			slices.Sort(pair)
			return fmt.Sprintf("other figures of %s: %s and %s", what, pair[0], pair[1])
		}
	}
	return ""
}

// words are what the report calls the source of a statement.
func (s *Statement) words() string {
	if len(s.called) == 0 {
		return s.Source
	}
	return s.called[0]
}

func shown(s *Statement) string {
	if s.Source == "" {
		return "nobody named"
	}
	return s.Source
}

// Links compares the statements of a story, those alone that share a word which few have.
func Links(statements []Statement) []Link {
	holders := map[string][]int{}
	for i := range statements {
		for w := range statements[i].lemmas {
			holders[w] = append(holders[w], i)
		}
	}
	met := map[[2]int]int{}
	for _, at := range holders {
		if len(at) > 200 {
			continue // a word of the whole story
		}
		for k, i := range at {
			for _, j := range at[k+1:] {
				met[[2]int{i, j}]++
			}
		}
	}
	var out []Link
	for pair, n := range met {
		if n < leastShared-1 {
			continue
		}
		if a, b := &statements[pair[0]], &statements[pair[1]]; a.Report == b.Report && a.Span.Overlaps(b.Span) {
			continue // one stands inside the other
		}
		r, score, reasons := Relate(&statements[pair[0]], &statements[pair[1]])
		if r != Unrelated {
			out = append(out, Link{pair[0], pair[1], r, score, reasons})
		}
	}
	slices.SortFunc(out, func(a, b Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}
