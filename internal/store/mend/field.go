package mend

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Form is what the value of a field looks like.
type Form string

// The forms.
const (
	Choice     Form = "choice"     // one of a closed list
	Free       Form = "free"       // any words
	Words      Form = "words"      // words of the report that are selected
	Issue      Form = "issue"      // words of the report, or any
	When       Form = "when"       // words of the report, or days: 2026-03-01, 2026-03-01/2026-03-04, with one side open 2026-03-01/
	Where      Form = "where"      // words of the report, or the code of a state (ISO 3166-1 alpha-3)
	Told       Form = "told"       // a statement of the report
	Conditions Form = "conditions" // of a position, each a kind with words of the report
)

// Field is a value of a finding that can be put right.
type Field struct {
	Name    string
	What    string // in words for people: "kind of source"
	Form    Form
	Several bool   // several stretches of words may be selected
	Needed  bool   // an addition must have it, and a correction cannot empty it
	Axis    string // of a choice: see [onrecord.Values]
}

// fields are what can be put right, by the kind of finding, in the order in which it is asked for.
var fields = map[onrecord.Kind][]Field{
	onrecord.KindStatement: {
		{Name: "source", What: "source", Form: Words, Several: true},
		{Name: "cue", What: "cue", Form: Words},
		{Name: "content", What: "what is said", Form: Words, Several: true, Needed: true},
		{Name: "source_kind", What: "kind of source", Form: Choice, Axis: "source_kind"},
		{Name: "naming", What: "naming", Form: Choice, Axis: "naming"},
		{Name: "type", What: "kind of statement", Form: Choice, Axis: "type"},
		{Name: "parent", What: "told in", Form: Told},
	},
	onrecord.KindEvent: {
		{Name: "trigger", What: "words for the deed", Form: Words, Needed: true},
		{Name: "actor", What: "who did it", Form: Words, Several: true},
		{Name: "recipient", What: "to whom", Form: Words, Several: true},
		{Name: "root", What: "what was done", Form: Choice, Axis: "root", Needed: true},
		{Name: "status", What: "whether it happened", Form: Choice, Axis: "status"},
		{Name: "modality", What: "told as", Form: Choice, Axis: "modality"},
		{Name: "date", What: "when", Form: When},
		{Name: "place", What: "where", Form: Where},
		{Name: "word", What: "on whose word", Form: Told},
	},
	onrecord.KindPosition: {
		{Name: "passage", What: "the passage", Form: Words, Needed: true},
		{Name: "actor", What: "whose position", Form: Words, Several: true},
		{Name: "issue", What: "on what", Form: Issue, Several: true},
		{Name: "proposition", What: "for or against what, in a sentence", Form: Free},
		{Name: "stance", What: "direction", Form: Choice, Axis: "stance", Needed: true},
		{Name: "firmness", What: "firmness", Form: Choice, Axis: "firmness"},
		{Name: "conditions", What: "conditions", Form: Conditions},
		{Name: "topic", What: "topic", Form: Free},
		{Name: "word", What: "on whose word", Form: Told},
	},
}

// Fields are what can be put right of findings of a kind.
func Fields(kind onrecord.Kind) []Field { return slices.Clone(fields[kind]) }

// Names are their names.
func Names(kind onrecord.Kind) []string {
	var out []string
	for _, f := range fields[kind] {
		out = append(out, f.Name)
	}
	return out
}

// FieldOf is the field of a name; nil where there is none.
func FieldOf(kind onrecord.Kind, name string) *Field {
	list := fields[kind]
	if i := slices.IndexFunc(list, func(f Field) bool { return f.Name == name }); i >= 0 {
		f := list[i]
		return &f
	}
	return nil
}

// Values are those that a choice has; nil for other forms.
func (f *Field) Values() []string {
	if f.Form != Choice {
		return nil
	}
	return onrecord.Values(f.Axis)
}

// Chosen tells whether words of the report can be its value.
func (f *Field) Chosen() bool {
	return f.Form == Words || f.Form == Issue || f.Form == When || f.Form == Where
}

// check looks at a value without the report.
func (f *Field) check(v *Value) error {
	switch {
	case v.None && f.Needed:
		return ErrorOf("%s cannot be taken out of a finding; reject it instead", f.Name)
	case v.None:
		return nil
	case len(v.Words) > 0 && !f.Chosen():
		return ErrorOf("%s is not said by words of the report", f.Name)
	case len(v.Words) > 1 && !f.Several:
		return ErrorOf("%s is one stretch of words", f.Name)
	case len(v.Words) > mostParts:
		return ErrorOf("%s has %d stretches of words; at most %d can be chosen", f.Name, len(v.Words), mostParts)
	}
	switch f.Form {
	case Choice:
		if !slices.Contains(f.Values(), v.Text) {
			return ErrorOf("there is no %s %q; there are %s", strings.ReplaceAll(f.Name, "_", " "), v.Text, strings.Join(f.Values(), ", "))
		}
	case Free:
		if strings.TrimSpace(v.Text) == "" {
			return ErrorOf("%s needs a value", f.Name)
		}
	case Words:
		if len(v.Words) == 0 {
			return ErrorOf("%s needs words of the report", f.Name)
		}
	case Issue:
		if len(v.Words) == 0 && strings.TrimSpace(v.Text) == "" {
			return ErrorOf("%s needs words", f.Name)
		}
	case When:
		if _, _, err := days(v.Text); err != nil || len(v.Words) == 0 && v.Text == "" {
			return ErrorOf("when it was is words of the report, or days written 2026-03-01 or 2026-03-01/2026-03-04, got %q", v.Text)
		}
	case Where:
		return f.checkPlace(v)
	case Told:
		if kind, _, ok := onrecord.ParseFindingID(v.Text); v.Finding == nil && !(ok && kind == onrecord.KindStatement) { // one by its id is looked for in the report
			return ErrorOf("%s is a statement of the report, such as a3, got %q", f.Name, v.Text)
		}
	case Conditions:
		return f.checkConditions(v)
	}
	return nil
}

func (f *Field) checkPlace(v *Value) error {
	if len(v.Words) == 0 && v.Text == "" {
		return ErrorOf("where it was is words of the report, or the code of a state")
	}
	if v.Text == "" {
		return nil
	}
	states, err := lexicon.States()
	if err != nil {
		return err
	}
	if states.Name(v.Text) == "" {
		return ErrorOf("a state is named by its code of three letters (ISO 3166-1), such as PAK, got %q", v.Text)
	}
	return nil
}

// Kinds of conditions and directions in which they work.
var (
	ConditionKinds = []onrecord.ConditionKind{onrecord.CondUntil, onrecord.CondUnless, onrecord.CondIf, onrecord.CondOnlyIf, onrecord.CondProvided,
		onrecord.CondAsLongAs, onrecord.CondExchange, onrecord.CondWithout, onrecord.CondProcedural}
	directions = []onrecord.Direction{"", onrecord.WouldMove, onrecord.WouldHarden}
)

func (f *Field) checkConditions(v *Value) error {
	if len(v.Conditions) == 0 {
		return ErrorOf("%s are a kind with words each", f.Name)
	}
	if len(v.Conditions) > mostParts {
		return ErrorOf("a position has at most %d conditions, got %d", mostParts, len(v.Conditions))
	}
	for _, c := range v.Conditions {
		if !slices.Contains(ConditionKinds, c.Kind) {
			var names []string
			for _, k := range ConditionKinds {
				names = append(names, string(k))
			}
			return ErrorOf("there is no kind of condition %q; there are %s", c.Kind, strings.Join(names, ", "))
		}
		if !slices.Contains(directions, c.Direction) {
			return ErrorOf("a condition would_move or would_harden, got %q", c.Direction)
		}
	}
	return nil
}

// days reads an interval; "" is both sides open.
func days(s string) (from, to string, err error) {
	if s == "" {
		return "", "", nil
	}
	from, to, several := strings.Cut(s, "/")
	if !several {
		to = from
	}
	for _, day := range []string{from, to} {
		if _, bad := time.Parse(time.DateOnly, day); day != "" && bad != nil {
			return "", "", ErrorOf("%q is no day", day)
		}
	}
	if from == "" && to == "" || from != "" && to != "" && from > to {
		return "", "", ErrorOf("%q are no days", s)
	}
	return from, to, nil
}

// ValueOf is the value of a field of a finding of a document in words, by its place; false where there is no such finding or field.
func ValueOf(d *onrecord.Document, kind onrecord.Kind, place int, name string) (string, bool) {
	if place < 1 || place > d.Count(kind) || FieldOf(kind, name) == nil {
		return "", false
	}
	switch kind {
	case onrecord.KindStatement:
		return ofStatement(d, &d.Attributions[place-1], name), true
	case onrecord.KindEvent:
		return ofEvent(d, &d.Events[place-1], name), true
	}
	return ofPosition(d, &d.Positions[place-1], name), true
}

// SpansOf are the stretches of a field that is said by words of the report; nil for others.
func SpansOf(d *onrecord.Document, kind onrecord.Kind, place int, name string) []onrecord.Span {
	if place < 1 || place > d.Count(kind) {
		return nil
	}
	switch kind {
	case onrecord.KindStatement:
		a := &d.Attributions[place-1]
		return map[string][]onrecord.Span{"source": a.Source.Spans, "cue": given(a.Cue), "content": a.Content}[name]
	case onrecord.KindEvent:
		e := &d.Events[place-1]
		out := map[string][]onrecord.Span{"trigger": given(e.Trigger), "actor": onrecord.MemberSpans(e.Actor), "recipient": onrecord.MemberSpans(e.Recipient)}
		if t := d.Date(e.Date); t != nil {
			out["date"] = given(t.Span)
		}
		if p := d.Place(e.Place); p != nil {
			out["place"] = given(p.Span)
		}
		return out[name]
	}
	p := &d.Positions[place-1]
	out := map[string][]onrecord.Span{"passage": given(p.Span), "actor": onrecord.MemberSpans(p.Actor), "issue": p.IssueSpans}
	for _, c := range p.Conditions {
		out["conditions"] = append(out["conditions"], c.Span)
	}
	return out[name]
}

// between joins the pieces of words.
const between = " … "

func inWords(d *onrecord.Document, spans ...onrecord.Span) string {
	var out []string
	for _, s := range spans {
		if !s.Empty() {
			out = append(out, onrecord.OneLine(d.In(s)))
		}
	}
	return strings.Join(out, between)
}

func ofStatement(d *onrecord.Document, a *onrecord.Attribution, name string) string {
	switch name {
	case "source":
		return inWords(d, a.Source.Spans...)
	case "cue":
		return inWords(d, a.Cue)
	case "content":
		return inWords(d, a.Content...)
	case "source_kind":
		return string(a.Source.Kind)
	case "naming":
		return string(a.Source.Naming)
	case "type":
		return string(a.Type)
	}
	return d.Decided.IDOf(onrecord.KindStatement, int(a.Within)) // parent
}

func ofEvent(d *onrecord.Document, e *onrecord.Event, name string) string {
	switch name {
	case "trigger":
		return inWords(d, e.Trigger)
	case "actor":
		return inWords(d, onrecord.MemberSpans(e.Actor)...)
	case "recipient":
		return inWords(d, onrecord.MemberSpans(e.Recipient)...)
	case "root":
		return string(e.Root)
	case "status":
		return string(e.Status)
	case "modality":
		return string(e.Fact.Modality)
	case "date":
		if t := d.Date(e.Date); t != nil {
			return withNote(inWords(d, t.Span), interval(t.From, t.To))
		}
		return ""
	case "place":
		if p := d.Place(e.Place); p != nil {
			return withNote(inWords(d, p.Span), p.Country)
		}
		return ""
	}
	return d.Decided.IDOf(onrecord.KindStatement, int(e.OnWordOf)) // word
}

func ofPosition(d *onrecord.Document, p *onrecord.Position, name string) string {
	switch name {
	case "passage":
		return inWords(d, p.Span)
	case "actor":
		return inWords(d, onrecord.MemberSpans(p.Actor)...)
	case "issue":
		return onrecord.OneLine(p.Issue)
	case "proposition":
		return onrecord.OneLine(p.Proposition)
	case "stance":
		return string(p.Stance)
	case "firmness":
		return strconv.Itoa(p.Firmness)
	case "topic":
		return p.Topic
	case "conditions":
		var out []string
		for _, c := range p.Conditions {
			out = append(out, string(c.Kind)+": "+inWords(d, c.Span))
		}
		return strings.Join(out, "; ")
	}
	return d.Decided.IDOf(onrecord.KindStatement, int(p.OnWordOf)) // word
}

func withNote(words, note string) string {
	switch {
	case note == "":
		return words
	case words == "":
		return note
	}
	return words + " (" + note + ")"
}

// interval is two days as they are written in a value.
func interval(from, to string) string {
	if from == to {
		return from
	}
	return from + "/" + to
}
