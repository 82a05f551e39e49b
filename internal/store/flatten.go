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

// finding is a row of findings.
type finding struct {
	kind             Kind
	number           int
	span             onrecord.Span
	spans            map[string][]onrecord.Span
	actor, recipient string
	word             onrecord.AttributionID // whose source is the finding's; a statement's own number
	typ, form        string
	root, mode       string
	quad             any
	factuality       any
	modality         string
	place            string
	fromDay, toDay   string
	stance           string
	firmness         any
	topic, issue     string
	proposition      string
	conditions       string
	redLine          bool
	by               string
	conf             float64
}

// flat is what was found in a report, laid out as rows.
type flat struct {
	d                                  *onrecord.Document
	report                             int64
	day                                string
	points                             *codePoints
	findings, words, parties, entities [][]any
}

func flatten(report int64, d *onrecord.Document) *flat {
	f := &flat{d: d, report: report, day: d.Meta.Day(), points: pointsOf(d.Text)}
	for i := range d.Attributions {
		f.statement(i)
	}
	for i := range d.Events {
		f.event(i)
	}
	for i := range d.Positions {
		f.position(i)
	}
	for i := range d.Entities {
		f.entity(i)
	}
	return f
}

func (f *flat) statement(i int) {
	a := &f.d.Attributions[i]
	id := onrecord.AttributionID(i + 1)
	spans := map[string][]onrecord.Span{"source": a.Source.Spans, "content": a.Content}
	if !a.Cue.Empty() {
		spans["cue"] = []onrecord.Span{a.Cue}
	}
	if !a.Addressee.Empty() {
		spans["addressee"] = []onrecord.Span{a.Addressee}
	}
	x := finding{kind: Statement, number: i + 1, span: a.Extent(), spans: spans, actor: f.in(a.Source.Spans), word: id,
		typ: string(a.Type), form: string(a.Form), by: a.By, conf: a.Conf}
	if !a.Addressee.Empty() {
		x.recipient = line(f.d.In(a.Addressee))
	}
	n := f.add(&x, f.source(id), x.recipient)
	var codes []onrecord.Code
	if e := f.d.Entity(a.Source.Entity); e != nil {
		codes = e.Codes
	}
	if len(codes) == 0 && a.Source.Country != "" {
		codes = []onrecord.Code{{Country: a.Source.Country}}
	}
	if x.actor != "" {
		f.party(n, "actor", x.actor, a.Source.Entity, codes)
	}
}

func (f *flat) event(i int) {
	e := &f.d.Events[i]
	x := finding{kind: Event, number: i + 1, span: e.Span, spans: map[string][]onrecord.Span{"trigger": {e.Trigger},
		"actor": onrecord.MemberSpans(e.Actor), "recipient": onrecord.MemberSpans(e.Recipient)},
		actor: f.members(e.Actor), recipient: f.members(e.Recipient), word: e.Word,
		root: string(e.Root), mode: e.Mode, quad: int(e.Quad), factuality: e.Fact.Value, modality: string(e.Fact.Modality),
		by: e.By, conf: e.Conf}
	if p := f.d.Place(e.Place); p != nil {
		x.place = p.Country
	}
	if t := f.d.Date(e.Date); t != nil {
		x.fromDay, x.toDay = t.From, t.To
	}
	n := f.add(&x, f.called(e.Actor), f.called(e.Recipient))
	f.sides(n, "actor", e.Actor)
	f.sides(n, "recipient", e.Recipient)
}

func (f *flat) position(i int) {
	p := &f.d.Positions[i]
	x := finding{kind: Position, number: i + 1, span: p.Span, spans: map[string][]onrecord.Span{"actor": onrecord.MemberSpans(p.Actor),
		"issue": p.IssueSpans, "stance": p.StanceCues, "firmness": p.FirmnessCues, "scope": p.Scope},
		actor: f.members(p.Actor), word: p.Word, stance: string(p.Stance), firmness: p.Firmness, topic: p.Topic, issue: line(p.Issue),
		proposition: line(p.Proposition), conditions: f.conditions(p.Conditions), redLine: p.RedLine, by: p.By, conf: p.Conf}
	n := f.add(&x, f.called(p.Actor), "")
	f.sides(n, "actor", p.Actor)
}

func (f *flat) entity(i int) {
	e := &f.d.Entities[i]
	spans := make([][2]int, 0, len(e.Mentions))
	for _, m := range e.Mentions {
		spans = append(spans, [2]int{m.Start, m.End})
	}
	code := ""
	if len(e.Codes) > 0 {
		code = e.Codes[0].String()
	}
	f.entities = append(f.entities, []any{f.report, i + 1, column(e.Name), string(e.Kind), e.Country, code, inJSON(spans), len(e.Mentions)})
}

// add adds a finding and the words it is found by, and returns its number. The names of actor and recipient to be found
// by may be more than those shown: an actor "they" is found by what it stands for.
func (f *flat) add(x *finding, actor, recipient string) int64 {
	n := f.report*perReport + int64(len(f.findings))
	var kind onrecord.SourceKind
	naming, source := onrecord.Naming(""), ""
	if a := f.d.Attribution(x.word); a != nil {
		kind, naming, source = a.Source.Kind, a.Source.Naming, f.in(a.Source.Spans)
	}
	word := x.word
	if x.kind == Statement {
		word = f.d.Attributions[x.number-1].Within
	}
	redLine := 0
	if x.redLine {
		redLine = 1
	}
	f.findings = append(f.findings, []any{n, f.report, string(x.kind), x.number, f.day, x.span.Start, x.span.End, spansJSON(x.spans),
		column(x.actor), column(x.recipient), int(word), column(source), string(kind), string(naming), x.typ, x.form,
		x.root, x.mode, x.quad, x.factuality, x.modality, x.place, x.fromDay, x.toDay,
		x.stance, x.firmness, x.topic, column(x.issue), column(x.proposition), x.conditions, redLine, x.by, x.conf,
		column(f.d.In(x.span)), f.points.before(x.span.Start)})
	f.words = append(f.words, []any{n, column(f.passage(x.span)), column(actor), column(recipient), column(f.source(x.word)),
		column(x.issue + " " + strings.ReplaceAll(x.topic, "_", " "))})
	return n
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

// source is the words that the source of a statement is found by: its own, and what they stand for.
func (f *flat) source(id onrecord.AttributionID) string {
	a := f.d.Attribution(id)
	if a == nil {
		return ""
	}
	out := f.in(a.Source.Spans)
	if len(a.Source.ResolvesTo) > 0 {
		out += "; " + f.in(a.Source.ResolvesTo)
	}
	if e := f.d.Entity(a.Source.Entity); e != nil && e.Name != "" {
		out += "; " + e.Name
	}
	return out
}

// called is the words that members are found by: their own, the names of their entities, their codes.
func (f *flat) called(members []onrecord.Member) string {
	var out []string
	for _, m := range members {
		out = append(out, line(f.d.In(m.Span)))
		if e := f.d.Entity(m.Entity); e != nil && e.Name != "" {
			out = append(out, e.Name)
		}
		for _, c := range m.Codes {
			out = append(out, c.String())
		}
	}
	return strings.Join(out, "; ")
}

func (f *flat) members(members []onrecord.Member) string { return f.in(onrecord.MemberSpans(members)) }

func (f *flat) sides(n int64, side string, members []onrecord.Member) {
	for _, m := range members {
		f.party(n, side, line(f.d.In(m.Span)), m.Entity, m.Codes)
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

// in is the words of spans on one line: "Estovia; Harland".
func (f *flat) in(spans []onrecord.Span) string {
	out := make([]string, 0, len(spans))
	for _, s := range spans {
		out = append(out, line(f.d.In(s)))
	}
	return strings.Join(out, "; ")
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func (f *flat) conditions(conditions []onrecord.Condition) string {
	type row struct {
		Kind      string `json:"kind"`
		Text      string `json:"text"`
		Span      [2]int `json:"span"` // bytes
		Direction string `json:"direction"`
	}
	rows := make([]row, 0, len(conditions))
	for _, c := range conditions {
		rows = append(rows, row{string(c.Kind), line(f.d.In(c.Span)), [2]int{c.Span.Start, c.Span.End}, string(c.Direction)})
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
