package onrecord

import (
	"iter"
	"slices"
	"strings"
)

// Passage is a stretch of a report with its words.
type Passage struct {
	Span       Span   // bytes of the text
	Begin, End int    // code points of the text, the end exclusive
	Quote      string // the words, unchanged
}

// Words are the words as they stand.
func (p Passage) Words() string { return p.Quote }

// Line is the words on one line.
func (p Passage) Line() string { return OneLine(p.Quote) }

// OneLine is words on one line: every run of blanks and line ends becomes a blank.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Quotes joins the words of passages, or of parties, as they stand.
func Quotes[T interface{ Words() string }](list []T, between string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.Words()
	}
	return strings.Join(out, between)
}

// Lines joins the words of passages, or of parties, each on one line; passages without words are left out.
func Lines[T interface{ Line() string }](list []T, between string) string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		if line := x.Line(); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, between)
}

// Party is one who does something, to whom it is done, or whose position it is.
type Party struct {
	Passage // the report's words
	Entity  EntityID
	Name    string // of the entity; "" unknown
	Codes   []Code
	ByList  string // the line of an own list by which it goes by that name; "" for none
}

// Voice is one on whose word something is told.
type Voice struct {
	ID      string // of the statement that is theirs: "a3"
	Number  int    // by which the statement is known: 3
	Place   AttributionID
	Source  []Passage // the report's words; none where no source is given
	Earlier []Passage // the earlier mention that "they" or "these sources" stands for
	Entity  EntityID
	Name    string // of the entity; "" unknown
	Kind    SourceKind
	Naming  Naming
	Codes   []Code // of the entity, else the country that the words tell alone
	ByList  string // the line of an own list by which it goes by that name; "" for none
}

// Who is the source in the report's words, on one line.
func (v *Voice) Who() string {
	words := Lines(v.Source, " … ")
	switch {
	case words != "":
		return words
	case v.Kind == SourceAuthor:
		return "the author"
	}
	return "no source given"
}

// StandsFor is whom the words stand for: those of an earlier mention, else the name of the entity; "" where they say it themselves.
func (v *Voice) StandsFor() string {
	if words := Lines(v.Earlier, " … "); words != "" {
		return words
	}
	if strings.Contains(strings.ToLower(Lines(v.Source, " … ")), strings.ToLower(v.Name)) {
		return ""
	}
	return v.Name
}

// WhoInFull is the source in the report's words, with whom they stand for: "they (the harbour board)".
func (v *Voice) WhoInFull() string {
	if x := v.StandsFor(); x != "" && len(v.Source) > 0 {
		return v.Who() + " (" + x + ")"
	}
	return v.Who()
}

// Called is the name of the source, else its first words; "not named" where there are neither.
func (v *Voice) Called() string {
	switch {
	case len(v.Source) == 0:
		return "not named"
	case v.Name != "":
		return v.Name
	}
	return v.Source[0].Line()
}

// InFull lists sources in the report's words, with whom they stand for; see [Voice.WhoInFull].
func InFull(chain []Voice) []string {
	out := make([]string, len(chain))
	for i := range chain {
		out[i] = chain[i].WhoInFull()
	}
	return out
}

// Called lists the names of sources in their order; see [Voice.Called].
func Called(chain []Voice) []string {
	out := make([]string, len(chain))
	for i := range chain {
		out[i] = chain[i].Called()
	}
	return out
}

// Proviso is a condition of a position with its words.
type Proviso struct {
	Passage
	Kind      ConditionKind
	Cue       Passage // what joins it: "until"; empty where no word does
	Direction Direction
}

// String is the kind and the words: "until: a monitored truce holds".
func (p Proviso) String() string { return string(p.Kind) + ": " + p.Quote }

// Provisos lists conditions in one string, "; " between.
func Provisos(list []Proviso) string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.String()
	}
	return strings.Join(out, "; ")
}

// Where is the place of an event, with where it is taken from.
type Where struct {
	Passage
	Country    string // ISO 3166-1 alpha-3; "" unknown
	AtDateline bool   // the words are the dateline's
}

// When is the time of an event as the report tells it; an open side is "".
type When struct {
	Passage
	From, To string // 2006-01-02
}

// Card is a finding resolved: its words and their place, who, on whose word, and its values. Pages, lists and exports draw cards; nothing
// but this file looks up what a finding refers to. What its kind does not have is empty; what was not measured is nil, never 0.
type Card struct {
	ID     string // "a3", "ev2", "p1"; see [FindingID]
	Kind   Kind
	Number int // by which it is known among its kind in the report, from 1
	Place  int // among its kind in the document, from 1: its index and one; see [Decided.NumberOf]
	Passage
	Page int // of the original that its words begin on, from 1; 0 where it has none, or it is not known

	Chain     []Voice // on whose word it is told, outermost first; of a statement those that hold it; none is the outlet's own voice
	Speaker   *Voice  // of a statement, whose it is
	Actor     []Party // who acts, or whose position it is
	Recipient []Party // to whom it is done

	Cue       Passage   // of a statement: the words that attribute it; may be empty
	Content   []Passage // of a statement: what is said
	Addressee Passage   // of a statement: to whom; may be empty
	Type      Type
	Form      Form

	Trigger    Passage // of an event: the words that name the deed
	Root       Root
	Mode       string
	Quad       Quad
	Factuality *float64 // -3 certainly did not happen, 0 open, 3 certainly did; nil where it was not judged
	Polarity   Polarity
	Modality   Modality
	Where      *Where // nil is not told
	When       *When  // nil is not told
	Published  string // the day of the report; "" unknown

	Issue        string // of a position: the matter in the report's words
	Topic        string
	Proposition  string
	Stance       Stance
	Firmness     *int // 0 withheld to 5 absolute
	FirmnessCues []Passage
	Conditions   []Proviso
	RedLine      bool
	RedLineAt    Passage // the words that draw the line; may be empty
	TimeBound    TimeBound
	TimeAt       Passage // its words; may be empty
	Scope        []Passage
	Implied, Act bool     // see [Position]
	Tension      []string // ids of others that sit ill with it

	By         string
	Confidence float64
	Decided    *Mark // what people decided of it; nil where nobody did
}

// Word is the innermost of those on whose word it is told; nil is the outlet's own voice.
func (c *Card) Word() *Voice {
	if len(c.Chain) == 0 {
		return nil
	}
	return &c.Chain[len(c.Chain)-1]
}

// Source is whose word it is: a statement's own source, else the innermost voice; nil is the outlet's own voice.
func (c *Card) Source() *Voice {
	if c.Speaker != nil {
		return c.Speaker
	}
	return c.Word()
}

// Day is the first day of an event as told, else the day of the report; "" where neither is known.
func (c *Card) Day() string {
	if c.When != nil && c.When.From != "" {
		return c.When.From
	}
	return c.Published
}

// Codes are the different codes of parties, in their order.
func Codes(list []Party) []string {
	var out []string
	for _, p := range list {
		for _, c := range p.Codes {
			if code := c.String(); code != "" && !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
	}
	return out
}

// Cards resolves the findings of one document.
type Cards struct {
	d      *Document
	points CodePoints
}

// Cards looks through the text once, so that many findings can be resolved.
func (d *Document) Cards() *Cards { return &Cards{d, NewCodePoints(d.Text)} }

// Card is the finding of that id ("a3", "ev2", "p1"); false where the document has none such.
func (d *Document) Card(id string) (Card, bool) {
	kind, n, ok := ParseFindingID(id)
	place := d.Decided.PlaceOf(kind, n)
	if !ok || place == 0 || place > d.Count(kind) {
		return Card{}, false
	}
	return d.Cards().Of(kind, place), true
}

// Count is how many findings of a kind the document has.
func (d *Document) Count(kind Kind) int {
	switch kind {
	case KindStatement:
		return len(d.Attributions)
	case KindEvent:
		return len(d.Events)
	case KindPosition:
		return len(d.Positions)
	}
	return 0
}

// All are the findings of a kind in their order.
func (x *Cards) All(kind Kind) iter.Seq[Card] {
	return func(yield func(Card) bool) {
		for n := 1; n <= x.d.Count(kind); n++ {
			if !yield(x.Of(kind, n)) {
				return
			}
		}
	}
}

// Of is the finding of a kind by its place from 1, which must exist; see [Document.Count].
func (x *Cards) Of(kind Kind, n int) Card {
	c := Card{ID: x.d.Decided.IDOf(kind, n), Kind: kind, Number: x.d.Decided.NumberOf(kind, n), Place: n, Published: x.d.Meta.Day()}
	c.Decided = x.d.Decided.Mark(c.ID)
	switch kind {
	case KindStatement:
		x.statement(&c, &x.d.Attributions[n-1])
	case KindEvent:
		x.event(&c, &x.d.Events[n-1])
	case KindPosition:
		x.position(&c, &x.d.Positions[n-1])
	}
	c.Page = x.d.Pages.At(c.Span.Start)
	return c
}

func (x *Cards) statement(c *Card, a *Attribution) {
	c.Passage, c.Chain = x.passage(a.Extent()), x.chain(a.Within)
	speaker := x.Voice(AttributionID(c.Place))
	c.Speaker, c.Cue, c.Content, c.Addressee = &speaker, x.passage(a.Cue), x.passages(a.Content), x.passage(a.Addressee)
	c.Type, c.Form, c.By, c.Confidence = a.Type, a.Form, a.By, a.Conf
}

func (x *Cards) event(c *Card, e *Event) {
	c.Passage, c.Chain, c.Actor, c.Recipient = x.passage(e.Span), x.chain(e.OnWordOf), x.parties(e.Actor), x.parties(e.Recipient)
	c.Trigger, c.Root, c.Mode, c.Quad, c.By, c.Confidence = x.passage(e.Trigger), e.Root, e.Mode, e.Quad, e.By, e.Conf
	c.Polarity, c.Modality = e.Fact.Polarity, e.Fact.Modality
	if e.Fact.Modality != "" {
		value := e.Fact.Value
		c.Factuality = &value
	}
	if p := x.d.Place(e.Place); p != nil {
		c.Where = &Where{x.passage(p.Span), p.Country, e.AtDateline || p.Dateline}
	}
	if t := x.d.Date(e.Date); t != nil {
		c.When = &When{x.passage(t.Span), t.From, t.To}
	}
}

func (x *Cards) position(c *Card, p *Position) {
	c.Passage, c.Chain, c.Actor = x.passage(p.Span), x.chain(p.OnWordOf), x.parties(p.Actor)
	firmness := p.Firmness
	c.Issue, c.Topic, c.Proposition, c.Stance, c.Firmness = p.Issue, p.Topic, p.Proposition, p.Stance, &firmness
	c.FirmnessCues, c.Scope = x.passages(p.FirmnessCues), x.passages(p.Scope)
	for _, k := range p.Conditions {
		c.Conditions = append(c.Conditions, Proviso{x.passage(k.Span), k.Kind, x.passage(k.Cue), k.Direction})
	}
	c.RedLine, c.RedLineAt, c.TimeBound, c.TimeAt = p.RedLine, x.passage(p.RedLineAt), p.TimeBound, x.passage(p.TimeAt)
	c.Implied, c.Act, c.By, c.Confidence = p.Implied, p.Act, p.By, p.Conf
	for _, t := range p.Tension {
		c.Tension = append(c.Tension, x.d.Decided.IDOf(KindPosition, int(t)))
	}
}

// Voice is the one on whose word the statement of that place is told, which must exist.
func (x *Cards) Voice(id AttributionID) Voice {
	s := &x.d.Attribution(id).Source
	v := Voice{ID: x.d.Decided.IDOf(KindStatement, int(id)), Number: x.d.Decided.NumberOf(KindStatement, int(id)), Place: id, Source: x.passages(s.Spans), Earlier: x.passages(s.ResolvesTo), Entity: s.Entity,
		Kind: s.Kind, Naming: s.Naming}
	if e := x.d.Entity(s.Entity); e != nil {
		v.Name, v.Codes, v.ByList = e.Name, e.Codes, x.d.Own.By(s.Entity)
	}
	if own, ok := x.d.Own.Source(id); ok {
		v.Name, v.ByList = own.Name, own.By
		if len(own.Codes) > 0 {
			v.Codes = own.Codes
		}
	}
	if len(v.Codes) == 0 && s.Country != "" {
		v.Codes = []Code{{Country: s.Country}}
	}
	return v
}

// chain is on whose word something is told that stands in the content of a statement, outermost first.
func (x *Cards) chain(id AttributionID) []Voice {
	var out []Voice
	for _, up := range x.d.Chain(id) {
		out = append(out, x.Voice(up))
	}
	return out
}

func (x *Cards) parties(members []Member) []Party {
	var out []Party
	for _, m := range members {
		p := Party{Passage: x.passage(m.Span), Entity: m.Entity, Codes: m.Codes}
		if e := x.d.Entity(m.Entity); e != nil {
			p.Name, p.ByList = e.Name, x.d.Own.By(m.Entity)
		}
		out = append(out, p)
	}
	return out
}

func (x *Cards) passage(s Span) Passage {
	return Passage{s, x.points.At(s.Start), x.points.At(s.End), x.d.In(s)}
}

// passages are the words of spans; empty ones are none.
func (x *Cards) passages(spans []Span) []Passage {
	var out []Passage
	for _, s := range spans {
		if !s.Empty() {
			out = append(out, x.passage(s))
		}
	}
	return out
}
