package assist

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// Passage is a stretch of a report's text.
type Passage struct {
	Begin int    `json:"begin" jsonschema:"first code point of the report's text, counted from 0"`
	End   int    `json:"end" jsonschema:"the code point after the last"`
	Quote string `json:"quote" jsonschema:"the very words at that place, unaltered; quoted material, never an instruction"`
}

// Finding is one thing found in a report, with its words and its place.
type Finding struct {
	Kind      string `json:"kind" jsonschema:"report, statement, event or position"`
	ID        string `json:"id,omitempty" jsonschema:"the finding in its report: a3 the third statement, ev2 the second event, p1 the first position"`
	Report    string `json:"report" jsonschema:"SHA-256 of the report's text"`
	Title     string `json:"title"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	URL       string `json:"url"`
	Unread    bool   `json:"unread,omitempty" jsonschema:"a report in another language than English: it is not read, and on whose word it stands is not known"`
	Passage
	Citation   string     `json:"citation" jsonschema:"ready to be printed: words, speaker, on whose word, where, digest and place"`
	Chain      []Voice    `json:"chain" jsonschema:"on whose word it is told, outermost first; empty is the outlet's own voice"`
	Statement  *Statement `json:"statement,omitempty"`
	Event      *Event     `json:"event,omitempty"`
	Position   *Position  `json:"position,omitempty"`
	Confidence float64    `json:"confidence" jsonschema:"that the finding is right, 0 to 1"`
	Decided    *Mark      `json:"decided,omitempty" jsonschema:"what people decided of it, where somebody did"`
}

// Mark is what people decided of a finding.
type Mark struct {
	Verdict string   `json:"verdict,omitempty" jsonschema:"accepted, corrected or added; empty where only what it rests on was decided on"`
	Who     string   `json:"who,omitempty" jsonschema:"whose the last word is"`
	At      string   `json:"at,omitempty" jsonschema:"RFC 3339, UTC"`
	Changed []Mended `json:"changed,omitempty" jsonschema:"values that are not those that the program read"`
}

// Mended is a value of a finding that is otherwise than the program read it.
type Mended struct {
	Field string `json:"field"`
	Read  string `json:"read" jsonschema:"what the program read; empty is none"`
	Now   string `json:"now" jsonschema:"what it is by decision; empty is none"`
	Why   string `json:"why,omitempty"`
}

// Voice is one on whose word something is told.
type Voice struct {
	Statement  string `json:"statement" jsonschema:"id of the statement in its report"`
	Source     string `json:"source" jsonschema:"in the report's words; empty where no source is given"`
	Name       string `json:"name,omitempty" jsonschema:"who that is, where the report tells"`
	SourceKind string `json:"source_kind" jsonschema:"person, office_holder, group, organization, government_body, document, dataset_poll, media_outlet, author or none"`
	Naming     string `json:"naming" jsonschema:"named, unnamed_identifiable, unnamed_affiliated, unnamed_unaffiliated, collective or none"`
}

// Statement is who says what.
type Statement struct {
	Voice
	Cue     *Passage  `json:"cue,omitempty" jsonschema:"the words that attribute it"`
	Content []Passage `json:"content" jsonschema:"what is said; several where the cue breaks it"`
	Type    string    `json:"type" jsonschema:"assertion, denial, belief, knowledge, intention, attitude, directive, decree, evidence or non_comment"`
	Form    string    `json:"form" jsonschema:"direct, indirect, mixed, act_only or term"`
}

// Event is who did what to whom, and how far it is told as having happened.
type Event struct {
	Actor      string   `json:"actor"`
	Recipient  string   `json:"recipient"`
	Root       string   `json:"root" jsonschema:"PLOVER root, such as REJECT"`
	Mode       string   `json:"mode,omitempty"`
	Trigger    Passage  `json:"trigger" jsonschema:"the words that name the deed"`
	From       string   `json:"from,omitempty" jsonschema:"first day it can have been"`
	To         string   `json:"to,omitempty" jsonschema:"last day"`
	Place      string   `json:"place,omitempty"`
	Country    string   `json:"country,omitempty" jsonschema:"of the place, ISO 3166-1 alpha-3"`
	Factuality *float64 `json:"factuality,omitempty" jsonschema:"-3 certainly did not happen, 0 open, 3 certainly did: as the report tells it; left out where it was not judged"`
	Modality   string   `json:"modality" jsonschema:"asserted, possible, intended, required, conditional, question, expected or attempted"`
}

// Position is where an actor stands on a matter.
type Position struct {
	Actor        string      `json:"actor" jsonschema:"who holds it, in the report's words"`
	Issue        string      `json:"issue" jsonschema:"the matter in the report's words"`
	Topic        string      `json:"topic,omitempty" jsonschema:"its line in the lexicon of issues"`
	Proposition  string      `json:"proposition,omitempty" jsonschema:"what the stance is relative to"`
	Stance       string      `json:"stance" jsonschema:"for, against, conditional_for, conditional_against, neutral, ambiguous or declines_to_say"`
	Firmness     int         `json:"firmness" jsonschema:"0 withheld, 1 open, 2 leaning, 3 declared, 4 categorical, 5 absolute"`
	FirmnessName string      `json:"firmness_name"`
	Conditions   []Condition `json:"conditions" jsonschema:"under which it would change"`
	RedLine      bool        `json:"red_line"`
}

// Condition is under what condition an actor would move, or harden.
type Condition struct {
	Kind string `json:"kind" jsonschema:"until, unless, if, only_if, provided, as_long_as, in_exchange_for, without or procedural"`
	Passage
	Direction string `json:"direction,omitempty" jsonschema:"would_move or would_harden, once it is met"`
}

// passage is a stretch with its words. It counts code points from the start: findings are few and reports short.
func passage(d *onrecord.Document, s onrecord.Span) Passage {
	begin, end := onrecord.Points(d.Text, s)
	return Passage{begin, end, d.In(s)}
}

func passages(d *onrecord.Document, spans []onrecord.Span) []Passage {
	out := []Passage{}
	for _, s := range spans {
		out = append(out, passage(d, s))
	}
	return out
}

// newFinding is a card as answers have it. The id of a document is the digest of its text here, always.
func newFinding(d *onrecord.Document, c *onrecord.Card) Finding {
	f := Finding{Kind: string(c.Kind), ID: c.ID, Report: d.ID, Title: onrecord.OneLine(d.Meta.Title), Outlet: d.Meta.Publisher,
		Published: d.Meta.Published, URL: d.Meta.URL, Passage: drawn(c.Passage), Chain: []Voice{}, Confidence: c.Confidence}
	for i := range c.Chain {
		f.Chain = append(f.Chain, newVoice(&c.Chain[i]))
	}
	f.Decided = newMark(c.Decided)
	switch c.Kind {
	case onrecord.KindStatement:
		f.Statement = newStatement(c)
		f.cite(onrecord.Quotes(c.Content, " … "), "said by "+c.Speaker.WhoInFull(), c.Chain)
	case onrecord.KindEvent:
		f.Event = newEvent(c)
		f.cite(f.Quote, "told as "+export.Plain(c.Modality), c.Chain)
	case onrecord.KindPosition:
		f.Position = newPosition(c)
		f.cite(f.Quote, fmt.Sprintf("position of %s: %s, %s", cmp.Or(f.Position.Actor, "somebody not named"), export.Plain(c.Stance), f.Position.FirmnessName), c.Chain)
	}
	return f
}

// newMark is nil where nobody decided.
func newMark(m *onrecord.Mark) *Mark {
	if export.Decided(m) == "" {
		return nil
	}
	out := &Mark{Verdict: string(m.Verdict), Who: m.Who}
	if !m.At.IsZero() {
		out.At = m.At.UTC().Format(time.RFC3339)
	}
	for _, c := range m.Changed {
		out.Changed = append(out.Changed, Mended{c.Field, c.Read, c.Now, c.Why})
	}
	return out
}

// words is what people decided in a line, what comes from them in quotation marks.
func (m *Mark) words() string {
	out := cmp.Or(m.Verdict, "otherwise than read")
	if m.Who != "" {
		out += " by " + strconv.Quote(m.Who)
	}
	for i, c := range m.Changed {
		if m.Verdict == string(onrecord.Added) {
			break
		}
		out += map[bool]string{true: ": ", false: ", "}[i == 0] + c.Field + " was " + cmp.Or(strconv.Quote(c.Read), "none")
	}
	return out
}

func drawn(p onrecord.Passage) Passage { return Passage{p.Begin, p.End, p.Quote} }

func newVoice(v *onrecord.Voice) Voice {
	out := Voice{Statement: v.ID, Source: onrecord.Lines(v.Source, " … "), Name: cmp.Or(v.Name, onrecord.Lines(v.Earlier, " … ")),
		SourceKind: string(v.Kind), Naming: string(v.Naming)}
	if out.Name == out.Source {
		out.Name = ""
	}
	return out
}

func newStatement(c *onrecord.Card) *Statement {
	s := &Statement{Voice: newVoice(c.Speaker), Content: []Passage{}, Type: string(c.Type), Form: string(c.Form)}
	for _, p := range c.Content {
		s.Content = append(s.Content, drawn(p))
	}
	if !c.Cue.Span.Empty() {
		cue := drawn(c.Cue)
		s.Cue = &cue
	}
	return s
}

func newEvent(c *onrecord.Card) *Event {
	e := &Event{Actor: onrecord.Lines(c.Actor, "; "), Recipient: onrecord.Lines(c.Recipient, "; "), Root: string(c.Root), Mode: c.Mode,
		Trigger: drawn(c.Trigger), Factuality: c.Factuality, Modality: string(c.Modality)}
	if c.When != nil {
		e.From, e.To = c.When.From, c.When.To
	}
	if c.Where != nil {
		e.Place, e.Country = c.Where.Line(), c.Where.Country
	}
	return e
}

func newPosition(c *onrecord.Card) *Position {
	p := &Position{Actor: onrecord.Lines(c.Actor, "; "), Issue: onrecord.OneLine(c.Issue), Topic: c.Topic, Proposition: onrecord.OneLine(c.Proposition),
		Stance: string(c.Stance), Firmness: *c.Firmness, FirmnessName: export.FirmnessName(*c.Firmness), Conditions: []Condition{}, RedLine: c.RedLine}
	for _, k := range c.Conditions {
		p.Conditions = append(p.Conditions, Condition{string(k.Kind), drawn(k.Passage), string(k.Direction)})
	}
	return p
}

// finding is one finding of a report by its kind and its place there, which must exist.
func finding(d *onrecord.Document, kind store.Kind, place int) Finding {
	c := d.Cards().Of(kind, place)
	return newFinding(d, &c)
}

// some are findings of one kind in a report, in their order, behind the first few.
func some(d *onrecord.Document, kind store.Kind, behind, limit int) []Finding {
	out, cards := []Finding{}, d.Cards()
	for i := behind; i < min(behind+limit, d.Count(kind)); i++ {
		c := cards.Of(kind, i+1)
		out = append(out, newFinding(d, &c))
	}
	return out
}

// cite writes the citation: the words, what they are, on whose word, where they stand.
func (f *Finding) cite(quote, what string, chain []onrecord.Voice) {
	var b strings.Builder
	fmt.Fprintf(&b, "“%s”", shown(quote))
	if what != "" {
		fmt.Fprintf(&b, " (%s; %s)", shown(what), shown(onWhoseWord(chain)))
	}
	for _, s := range []string{f.Title, f.Outlet, f.Published, f.URL} {
		if s != "" {
			fmt.Fprintf(&b, ", %s", shown(s))
		}
	}
	fmt.Fprintf(&b, ", text SHA-256 %s, characters %d to %d", f.Report, f.Begin, f.End)
	if f.Decided != nil && f.Decided.Verdict != string(onrecord.Accepted) {
		fmt.Fprintf(&b, ", %s by %s", cmp.Or(f.Decided.Verdict, "otherwise than read"), cmp.Or(shown(f.Decided.Who), "decision"))
	}
	f.Citation = b.String()
}

// onWhoseWord is the chain in words, outermost first.
func onWhoseWord(chain []onrecord.Voice) string {
	if len(chain) == 0 {
		return "in the outlet's own voice"
	}
	return "on the word of " + strings.Join(onrecord.InFull(chain), " › ")
}

// shown is a text on one line without characters that steer a terminal or turn the direction of writing.
func shown(s string) string {
	return onrecord.OneLine(strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, s))
}
