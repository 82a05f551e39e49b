package store

import (
	"encoding/json"
	"strings"

	"onrecord"
)

// perReport is how many numbers of findings a report has: that of a finding is the report's times this and a running
// number, so that a new reading gives the same numbers again as far as it finds the same.
const perReport = 1 << 20

// findingColumnsTo9 are what the checksum of a finding was over up to version 9 of the tables.
const findingColumnsTo9 = `n, report, kind, number, day, start_at, end_at, spans, actor, recipient, word, source, source_kind, naming,
	type, form, root, mode, quad, factuality, modality, place, from_day, to_day,
	stance, firmness, topic, issue, proposition, conditions, red_line, made_by, confidence`

// findingColumns are what it is over now.
const findingColumns = findingColumnsTo9 + ", quote, points"

// flat is what was found in a report, laid out as rows.
type flat struct {
	d                        *onrecord.Document
	report                   int64
	day                      string
	findings, words, parties [][]any
	decided                  []string // of each finding, what people made of it
}

func flatten(report int64, d *onrecord.Document) *flat {
	f, cards := &flat{d: d, report: report, day: d.Meta.Day()}, d.Cards()
	for _, kind := range []Kind{Statement, Event, Position} {
		for c := range cards.All(kind) {
			f.add(&c)
		}
	}
	return f
}

// entitiesOf are the rows of the entities of a report.
func entitiesOf(report int64, d *onrecord.Document) (out [][]any) {
	for i := range d.Entities {
		e := &d.Entities[i]
		spans := make([][2]int, 0, len(e.Mentions))
		for _, m := range e.Mentions {
			spans = append(spans, [2]int{m.Start, m.End})
		}
		code := ""
		if len(e.Codes) > 0 {
			code = e.Codes[0].String()
		}
		out = append(out, []any{report, i + 1, column(e.Name), string(e.Kind), e.Country, code, inJSON(spans), len(e.Mentions)})
	}
	return out
}

// number is that of the row of a finding. It stays while others are rejected or added.
func (f *flat) number(c *onrecord.Card) int64 {
	x := f.d.Decided
	if x == nil {
		return f.report*perReport + int64(len(f.findings))
	}
	at, read := 0, 0
	for _, kind := range []Kind{Statement, Event, Position} {
		if kind == c.Kind {
			at = read
		}
		read += x.Read[kind]
	}
	if c.Number <= x.Read[c.Kind] {
		return f.report*perReport + int64(at+c.Number-1)
	}
	added := c.Number - x.Read[c.Kind] - 1 // of three kinds, which take turns
	return f.report*perReport + int64(read+3*added+map[Kind]int{Statement: 0, Event: 1, Position: 2}[c.Kind])
}

// add adds a finding, the words it is found by, and its parties. The names of actor and recipient to be found by may be more than those
// shown: an actor "they" is found by what it stands for.
func (f *flat) add(c *onrecord.Card) {
	n := f.number(c)
	verdict := onrecord.Verdict("")
	if c.Decided != nil {
		verdict = c.Decided.Verdict
	}
	f.decided = append(f.decided, string(verdict))
	actor, recipient := onrecord.Lines(c.Actor, "; "), onrecord.Lines(c.Recipient, "; ")
	byActor, byRecipient, bySource := called(c.Actor), called(c.Recipient), ""
	var source onrecord.Voice
	word := 0
	if v := c.Source(); v != nil {
		source, bySource = *v, heard(v)
	}
	if v := c.Word(); v != nil {
		word = v.Number
	}
	if c.Speaker != nil {
		actor, recipient = onrecord.Lines(c.Speaker.Source, "; "), c.Addressee.Line()
		byActor, byRecipient = bySource, recipient
	}
	var quad any
	if c.Kind == Event {
		quad = int(c.Quad)
	}
	place, fromDay, toDay := "", "", ""
	if c.Where != nil {
		place = c.Where.Country
	}
	if c.When != nil {
		fromDay, toDay = c.When.From, c.When.To
	}
	redLine := 0
	if c.RedLine {
		redLine = 1
	}
	f.findings = append(f.findings, []any{n, f.report, string(c.Kind), c.Number, f.day, c.Span.Start, c.Span.End, spansJSON(f.spans(c)),
		column(actor), column(recipient), word, column(onrecord.Lines(source.Source, "; ")), string(source.Kind), string(source.Naming),
		string(c.Type), string(c.Form), string(c.Root), c.Mode, quad, measured(c.Factuality), string(c.Modality), place, fromDay, toDay,
		string(c.Stance), measured(c.Firmness), c.Topic, column(line(c.Issue)), column(line(c.Proposition)), conditions(c), redLine, c.By, c.Confidence,
		column(c.Quote), c.Begin})
	f.words = append(f.words, []any{n, column(f.passage(c.Span)), column(byActor), column(byRecipient), column(bySource),
		column(line(c.Issue) + " " + strings.ReplaceAll(c.Topic, "_", " "))})
	if c.Speaker != nil && actor != "" {
		f.party(n, "actor", actor, c.Speaker.Entity, c.Speaker.Codes)
	}
	f.sides(n, "actor", c.Actor)
	f.sides(n, "recipient", c.Recipient)
}

// measured is a value for a column; what was not measured is NULL.
func measured[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

// spans are the stretches of a finding by the part they are of.
func (f *flat) spans(c *onrecord.Card) map[string][]onrecord.Span {
	switch c.Kind {
	case Statement:
		a := &f.d.Attributions[c.Place-1]
		return map[string][]onrecord.Span{"source": a.Source.Spans, "content": a.Content, "cue": given(a.Cue), "addressee": given(a.Addressee)}
	case Event:
		e := &f.d.Events[c.Place-1]
		return map[string][]onrecord.Span{"trigger": {e.Trigger}, "actor": onrecord.MemberSpans(e.Actor), "recipient": onrecord.MemberSpans(e.Recipient)}
	}
	p := &f.d.Positions[c.Place-1]
	return map[string][]onrecord.Span{"actor": onrecord.MemberSpans(p.Actor), "issue": p.IssueSpans, "stance": p.StanceCues,
		"firmness": p.FirmnessCues, "scope": p.Scope}
}

func given(s onrecord.Span) []onrecord.Span {
	if s.Empty() {
		return nil
	}
	return []onrecord.Span{s}
}

// passage is the sentences that a finding stands in, so that it is found by the words around it too.
func (f *flat) passage(s onrecord.Span) string {
	if i := f.d.SentenceAt(s.Start); i >= 0 {
		s.Start = f.d.Sentences[i].Start
	}
	if i := f.d.SentenceAt(s.End - 1); i >= 0 {
		s.End = f.d.Sentences[i].End
	}
	return f.d.In(s)
}

// heard is the words that the source of a statement is found by: its own, what they stand for, its name.
func heard(v *onrecord.Voice) string {
	out := onrecord.Lines(v.Source, "; ")
	for _, x := range []string{onrecord.Lines(v.Earlier, "; "), v.Name} {
		if x != "" {
			out += "; " + x
		}
	}
	return out
}

// called is the words that parties are found by: their own, the names of their entities, their codes.
func called(parties []onrecord.Party) string {
	var out []string
	for _, p := range parties {
		out = append(out, p.Line())
		if p.Name != "" {
			out = append(out, p.Name)
		}
		for _, c := range p.Codes {
			out = append(out, c.String())
		}
	}
	return strings.Join(out, "; ")
}

func (f *flat) sides(n int64, side string, parties []onrecord.Party) {
	for _, p := range parties {
		f.party(n, side, p.Line(), p.Entity, p.Codes)
	}
}

func (f *flat) party(n int64, side, name string, id onrecord.EntityID, codes []onrecord.Code) {
	if len(codes) == 0 {
		codes = []onrecord.Code{{}}
		if e := f.d.Entity(id); e != nil {
			codes[0].Country = e.Country
		}
	}
	for _, c := range codes {
		f.parties = append(f.parties, []any{n, side, column(name), int(id), c.Country, string(c.Sector), c.String()})
	}
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func conditions(c *onrecord.Card) string {
	if c.Kind != Position {
		return ""
	}
	type row struct {
		Kind      string `json:"kind"`
		Text      string `json:"text"`
		Span      [2]int `json:"span"` // bytes
		Direction string `json:"direction"`
	}
	rows := make([]row, 0, len(c.Conditions))
	for _, k := range c.Conditions {
		rows = append(rows, row{string(k.Kind), k.Line(), [2]int{k.Span.Start, k.Span.End}, string(k.Direction)})
	}
	return inJSON(rows)
}

// spansJSON writes spans by the part they are of; parts without any are left out.
func spansJSON(spans map[string][]onrecord.Span) string {
	out := map[string][][2]int{}
	for part, list := range spans {
		for _, s := range list {
			out[part] = append(out[part], [2]int{s.Start, s.End})
		}
	}
	return inJSON(out)
}

// inJSON writes what is made of lists, numbers and valid texts alone, which cannot fail. PostgreSQL takes no zero in
// JSON either, however it is written.
func inJSON(v any) string {
	b, _ := json.Marshal(v)
	return strings.ReplaceAll(string(b), `\u0000`, " ")
}
