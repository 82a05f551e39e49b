package assist

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
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
	Actor      string  `json:"actor"`
	Recipient  string  `json:"recipient"`
	Root       string  `json:"root" jsonschema:"PLOVER root, such as REJECT"`
	Mode       string  `json:"mode,omitempty"`
	Trigger    Passage `json:"trigger" jsonschema:"the words that name the deed"`
	From       string  `json:"from,omitempty" jsonschema:"first day it can have been"`
	To         string  `json:"to,omitempty" jsonschema:"last day"`
	Place      string  `json:"place,omitempty"`
	Country    string  `json:"country,omitempty" jsonschema:"of the place, ISO 3166-1 alpha-3"`
	Factuality float64 `json:"factuality" jsonschema:"-3 certainly did not happen, 0 open, 3 certainly did: as the report tells it"`
	Modality   string  `json:"modality" jsonschema:"asserted, possible, intended, required, hypothetical, asked, expected or attempted"`
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

// found is a finding without what its kind adds. The id of a document is the digest of its text here, always.
func found(d *onrecord.Document, kind store.Kind, id string, span onrecord.Span, word onrecord.AttributionID, conf float64) Finding {
	f := Finding{Kind: string(kind), ID: id, Report: d.ID, Title: oneLine(d.Meta.Title), Outlet: d.Meta.Publisher,
		Published: d.Meta.Published, URL: d.Meta.URL, Passage: passage(d, span), Chain: []Voice{}, Confidence: conf}
	for _, up := range d.Chain(word) {
		f.Chain = append(f.Chain, voice(d, up))
	}
	return f
}

func voice(d *onrecord.Document, id onrecord.AttributionID) Voice {
	a := d.Attribution(id)
	v := Voice{Statement: "a" + strconv.Itoa(int(id)), Source: oneLine(words(d, a.Source.Spans)), SourceKind: string(a.Source.Kind),
		Naming: string(a.Source.Naming)}
	if e := d.Entity(a.Source.Entity); e != nil {
		v.Name = e.Name
	}
	if v.Name == "" {
		v.Name = oneLine(words(d, a.Source.ResolvesTo))
	}
	if v.Name == v.Source {
		v.Name = ""
	}
	return v
}

func statement(d *onrecord.Document, id onrecord.AttributionID) Finding {
	a := d.Attribution(id)
	v := voice(d, id)
	f := found(d, store.Statement, v.Statement, a.Extent(), a.Within, a.Conf)
	f.Statement = &Statement{Voice: v, Content: passages(d, a.Content), Type: string(a.Type), Form: string(a.Form)}
	if !a.Cue.Empty() {
		cue := passage(d, a.Cue)
		f.Statement.Cue = &cue
	}
	f.cite(words(d, a.Content), "said by "+v.who())
	return f
}

func event(d *onrecord.Document, id onrecord.EventID) Finding {
	e := d.Event(id)
	f := found(d, store.Event, "ev"+strconv.Itoa(int(id)), e.Span, e.Word, e.Conf)
	f.Event = &Event{Actor: members(d, e.Actor), Recipient: members(d, e.Recipient), Root: string(e.Root), Mode: e.Mode,
		Trigger: passage(d, e.Trigger), Factuality: e.Fact.Value, Modality: string(e.Fact.Modality)}
	if t := d.Date(e.Date); t != nil {
		f.Event.From, f.Event.To = t.From, t.To
	}
	if p := d.Place(e.Place); p != nil {
		f.Event.Place, f.Event.Country = oneLine(d.In(p.Span)), p.Country
	}
	f.cite(f.Quote, "told as "+export.Plain(e.Fact.Modality))
	return f
}

func position(d *onrecord.Document, id onrecord.PositionID) Finding {
	p := d.Position(id)
	f := found(d, store.Position, "p"+strconv.Itoa(int(id)), p.Span, p.Word, p.Conf)
	f.Position = &Position{Actor: members(d, p.Actor), Issue: oneLine(p.Issue), Topic: p.Topic, Proposition: oneLine(p.Proposition),
		Stance: string(p.Stance), Firmness: p.Firmness, FirmnessName: export.FirmnessName(p.Firmness), Conditions: []Condition{}, RedLine: p.RedLine}
	for _, c := range p.Conditions {
		f.Position.Conditions = append(f.Position.Conditions, Condition{string(c.Kind), passage(d, c.Span), string(c.Direction)})
	}
	f.cite(f.Quote, fmt.Sprintf("position of %s: %s, %s", cmp.Or(f.Position.Actor, "somebody not named"), export.Plain(p.Stance), f.Position.FirmnessName))
	return f
}

// finding is one finding of a report by its kind and its number there, which must exist.
func finding(d *onrecord.Document, kind store.Kind, number int) Finding {
	switch kind {
	case store.Statement:
		return statement(d, onrecord.AttributionID(number))
	case store.Event:
		return event(d, onrecord.EventID(number))
	}
	return position(d, onrecord.PositionID(number))
}

// count is how many findings of a kind a report has.
func count(d *onrecord.Document, kind store.Kind) int {
	switch kind {
	case store.Statement:
		return len(d.Attributions)
	case store.Event:
		return len(d.Events)
	}
	return len(d.Positions)
}

// some are findings of one kind in a report, in their order, behind the first few.
func some(d *onrecord.Document, kind store.Kind, behind, limit int) []Finding {
	out := []Finding{}
	for i := behind; i < min(behind+limit, count(d, kind)); i++ {
		out = append(out, finding(d, kind, i+1))
	}
	return out
}

// cite writes the citation: the words, what they are, on whose word, where they stand.
func (f *Finding) cite(quote, what string) {
	var b strings.Builder
	fmt.Fprintf(&b, "“%s”", shown(quote))
	if what != "" {
		fmt.Fprintf(&b, " (%s; %s)", shown(what), shown(f.onWhoseWord()))
	}
	for _, s := range []string{f.Title, f.Outlet, f.Published, f.URL} {
		if s != "" {
			fmt.Fprintf(&b, ", %s", shown(s))
		}
	}
	fmt.Fprintf(&b, ", text SHA-256 %s, characters %d to %d", f.Report, f.Begin, f.End)
	f.Citation = b.String()
}

// onWhoseWord is the chain in words, outermost first.
func (f *Finding) onWhoseWord() string {
	if len(f.Chain) == 0 {
		return "in the outlet's own voice"
	}
	var out []string
	for _, v := range f.Chain {
		out = append(out, v.who())
	}
	return "on the word of " + strings.Join(out, " › ")
}

// who is a source in the report's words, with whom they stand for.
func (v *Voice) who() string {
	switch {
	case v.Source == "":
		return "no source given"
	case v.Name != "" && !strings.Contains(strings.ToLower(v.Source), strings.ToLower(v.Name)):
		return v.Source + " (" + v.Name + ")"
	}
	return v.Source
}

func members(d *onrecord.Document, list []onrecord.Member) string {
	var out []string
	for _, m := range list {
		out = append(out, oneLine(d.In(m.Span)))
	}
	return strings.Join(out, "; ")
}

// words are the words of some spans, with an ellipsis where they are broken.
func words(d *onrecord.Document, spans []onrecord.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, d.In(s))
	}
	return strings.Join(out, " … ")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shown is a text on one line without characters that steer a terminal or turn the direction of writing.
func shown(s string) string {
	return oneLine(strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, s))
}
