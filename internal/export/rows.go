package export

import (
	"onrecord"
)

// The rows of the flat tables (CSV, Parquet): one finding each, its words byte for byte as they stand in the report. Offsets are code
// points of the report's text, the end exclusive. An empty cell is unknown. The names of the columns are the tags.

// StatementRow is a statement: who says what, on which kind of word.
type StatementRow struct {
	Report       string  `parquet:"report"` // digest of the text
	ID           string  `parquet:"id"`
	Title        string  `parquet:"title"`
	Outlet       string  `parquet:"outlet"`
	URL          string  `parquet:"url"`
	Published    string  `parquet:"published"`
	Source       string  `parquet:"source"` // the report's words; pieces joined by " … "
	SourceName   string  `parquet:"source_name"`
	SourceKind   string  `parquet:"source_kind"`
	Naming       string  `parquet:"naming"`
	Anonymity    string  `parquet:"anonymity"`
	Affiliation  string  `parquet:"affiliation"`
	Country      string  `parquet:"country"`
	Cue          string  `parquet:"cue"`
	Content      string  `parquet:"content"`
	Type         string  `parquet:"type"`
	Form         string  `parquet:"form"`
	Within       string  `parquet:"within"` // the statement whose content holds this one
	ContentStart int     `parquet:"content_start"`
	ContentEnd   int     `parquet:"content_end"`
	By           string  `parquet:"by"`
	Confidence   float64 `parquet:"confidence"`
}

// EventRow is an event: who did what to whom, how far it is told as having happened, and on whose word.
type EventRow struct {
	Report          string  `parquet:"report"`
	ID              string  `parquet:"id"`
	Title           string  `parquet:"title"`
	Outlet          string  `parquet:"outlet"`
	URL             string  `parquet:"url"`
	Published       string  `parquet:"published"`
	Actor           string  `parquet:"actor"`
	ActorCode       string  `parquet:"actor_code"`
	Root            string  `parquet:"root"`
	Mode            string  `parquet:"mode"`
	Quad            int     `parquet:"quad"`
	Intensity       float64 `parquet:"intensity"`
	Recipient       string  `parquet:"recipient"`
	RecipientCode   string  `parquet:"recipient_code"`
	Trigger         string  `parquet:"trigger"`
	Date            string  `parquet:"date"`
	DateEnd         string  `parquet:"date_end"`
	Place           string  `parquet:"place"`
	PlaceCountry    string  `parquet:"place_country"`
	PlaceIsDateline bool    `parquet:"place_is_dateline"`
	Factuality      float64 `parquet:"factuality"`
	Modality        string  `parquet:"modality"`
	Polarity        string  `parquet:"polarity"`
	OnWordOf        string  `parquet:"on_word_of"` // innermost first, joined by " < "; empty is the outlet's own voice
	OnWordOfKind    string  `parquet:"on_word_of_kind"`
	Word            string  `parquet:"word"`
	Sentence        string  `parquet:"sentence"`
	TriggerStart    int     `parquet:"trigger_start"`
	TriggerEnd      int     `parquet:"trigger_end"`
	By              string  `parquet:"by"`
	Confidence      float64 `parquet:"confidence"`
}

// PositionRow is a position: where an actor stands on an issue, how firmly, under which conditions, and on whose word.
type PositionRow struct {
	Report       string  `parquet:"report"`
	ID           string  `parquet:"id"`
	Title        string  `parquet:"title"`
	Outlet       string  `parquet:"outlet"`
	URL          string  `parquet:"url"`
	Published    string  `parquet:"published"`
	Actor        string  `parquet:"actor"`
	ActorName    string  `parquet:"actor_name"`
	ActorCode    string  `parquet:"actor_code"`
	Issue        string  `parquet:"issue"`
	Topic        string  `parquet:"topic"`
	Stance       string  `parquet:"stance"`
	Firmness     int     `parquet:"firmness"`
	FirmnessCues string  `parquet:"firmness_cues"`
	Conditions   string  `parquet:"conditions"` // "kind: words", joined by "; "
	RedLine      bool    `parquet:"red_line"`
	TimeBound    string  `parquet:"time_bound"`
	OnWordOf     string  `parquet:"on_word_of"`
	OnWordOfKind string  `parquet:"on_word_of_kind"`
	Word         string  `parquet:"word"`
	Quote        string  `parquet:"quote"`
	Start        int     `parquet:"start"`
	End          int     `parquet:"end"`
	By           string  `parquet:"by"`
	Confidence   float64 `parquet:"confidence"`
}

// between joins the pieces of a finding's words; no report is likely to hold it, and the words stay as they are.
const between = " … "

// exact are the words of spans, byte for byte.
func exact(d *onrecord.Document, spans []onrecord.Span) string {
	out := ""
	for i, s := range spans {
		if i > 0 {
			out += between
		}
		out += d.In(s)
	}
	return out
}

// StatementRows are the statements of a report.
func StatementRows(r *Report) []StatementRow {
	d, p := r.Document, newPoints(r.Text)
	out := make([]StatementRow, 0, len(d.Attributions))
	for i, a := range r.statements() {
		row := StatementRow{Report: onrecord.Digest(r.Text), ID: *wordID(onrecord.AttributionID(i + 1)), Title: d.Title(), Outlet: r.Meta.Publisher,
			URL: r.Meta.URL, Published: r.Meta.Published, Source: exact(d, a.Source.Spans), SourceName: nameOf(d, a.Source.Entity),
			SourceKind: string(a.Source.Kind), Naming: string(a.Source.Naming), Anonymity: string(a.Source.Anonymity),
			Affiliation: string(a.Source.Affiliation), Country: a.Source.Country, Cue: d.In(a.Cue), Content: exact(d, a.Content), Type: string(a.Type),
			Form: string(a.Form), By: a.By, Confidence: rounded(a.Conf)}
		if a.Within != 0 {
			row.Within = *wordID(a.Within)
		}
		if n := len(a.Content); n > 0 {
			row.ContentStart, row.ContentEnd = p.at(a.Content[0].Start), p.at(a.Content[n-1].End)
		}
		out = append(out, row)
	}
	return out
}

func nameOf(d *onrecord.Document, id onrecord.EntityID) string {
	if e := d.Entity(id); e != nil {
		return e.Name
	}
	return ""
}

// EventRows are the events of a report.
func EventRows(r *Report) []EventRow {
	d, p := r.Document, newPoints(r.Text)
	out := make([]EventRow, 0, len(d.Events))
	for i, e := range r.events() {
		row := EventRow{Report: onrecord.Digest(r.Text), ID: eventID(i), Title: d.Title(), Outlet: r.Meta.Publisher, URL: r.Meta.URL,
			Published: r.Meta.Published, Actor: exact(d, onrecord.MemberSpans(e.Actor)), ActorCode: codeOf(e.Actor), Root: string(e.Root), Mode: e.Mode,
			Quad: int(e.Quad), Intensity: intensity(e), Recipient: exact(d, onrecord.MemberSpans(e.Recipient)), RecipientCode: codeOf(e.Recipient),
			Trigger: d.In(e.Trigger), Date: eventDay(d, e), PlaceIsDateline: e.AtDateline, Factuality: e.Fact.Value, Modality: string(e.Fact.Modality),
			Polarity: string(e.Fact.Polarity), OnWordOf: chain(d, e.Word), OnWordOfKind: wordKind(d, e.Word), TriggerStart: p.at(e.Trigger.Start),
			TriggerEnd: p.at(e.Trigger.End), By: e.By, Confidence: rounded(e.Conf)}
		if t := d.Date(e.Date); t != nil {
			row.DateEnd = t.To
		}
		if x := d.Place(e.Place); x != nil {
			row.Place, row.PlaceCountry = d.In(x.Span), x.Country
		}
		if w := wordID(e.Word); w != nil {
			row.Word = *w
		}
		if s := d.SentenceAt(e.Trigger.Start); s >= 0 {
			row.Sentence = d.In(d.Sentences[s].Span)
		}
		out = append(out, row)
	}
	return out
}

// PositionRows are the positions of a report.
func PositionRows(r *Report) []PositionRow {
	d, p := r.Document, newPoints(r.Text)
	out := make([]PositionRow, 0, len(d.Positions))
	for i, x := range r.positions() {
		row := PositionRow{Report: onrecord.Digest(r.Text), ID: positionID(i), Title: d.Title(), Outlet: r.Meta.Publisher, URL: r.Meta.URL,
			Published: r.Meta.Published, Actor: exact(d, onrecord.MemberSpans(x.Actor)), ActorCode: codeOf(x.Actor), Issue: x.Issue, Topic: x.Topic,
			Stance: string(x.Stance), Firmness: x.Firmness, FirmnessCues: exact(d, x.FirmnessCues), RedLine: x.RedLine, TimeBound: string(x.TimeBound),
			OnWordOf: chain(d, x.Word), OnWordOfKind: wordKind(d, x.Word), Quote: d.In(x.Span), Start: p.at(x.Span.Start), End: p.at(x.Span.End),
			By: x.By, Confidence: rounded(x.Conf)}
		if len(x.Actor) > 0 {
			row.ActorName = nameOf(d, x.Actor[0].Entity)
		}
		for k, c := range x.Conditions {
			if k > 0 {
				row.Conditions += "; "
			}
			row.Conditions += string(c.Kind) + ": " + d.In(c.Span)
		}
		if w := wordID(x.Word); w != nil {
			row.Word = *w
		}
		out = append(out, row)
	}
	return out
}

// codeOf are the different codes of members, joined by "; ".
func codeOf(members []onrecord.Member) string {
	var codes []string
	for _, m := range members {
		for _, c := range m.Codes {
			codes = appendNew(codes, c.String())
		}
	}
	return joined(codes)
}

func joined(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += "; "
		}
		out += s
	}
	return out
}

// chain is on whose word something is told, innermost first; "" is the outlet's own voice.
func chain(d *onrecord.Document, word onrecord.AttributionID) string {
	out := ""
	for i, up := range d.Chain(word) {
		if i > 0 {
			out += " < "
		}
		out += who(d, d.Attribution(up))
	}
	return out
}

func wordKind(d *onrecord.Document, word onrecord.AttributionID) string {
	if a := d.Attribution(word); a != nil {
		return string(a.Source.Kind)
	}
	return ""
}
