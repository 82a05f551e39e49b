package export

import (
	"strings"

	"onrecord"
	"onrecord/internal/reading/plover"
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
	Decided      string  `parquet:"decided"`    // accepted, corrected, added, rejected; empty where nobody decided
	DecidedBy    string  `parquet:"decided_by"` // who and when
	AsRead       string  `parquet:"as_read"`    // of what is otherwise than it was read, what was read: an object of JSON by field
}

// EventRow is an event: who did what to whom, how far it is told as having happened, and on whose word.
type EventRow struct {
	Report          string   `parquet:"report"`
	ID              string   `parquet:"id"`
	Title           string   `parquet:"title"`
	Outlet          string   `parquet:"outlet"`
	URL             string   `parquet:"url"`
	Published       string   `parquet:"published"`
	Actor           string   `parquet:"actor"`
	ActorCode       string   `parquet:"actor_code"`
	Root            string   `parquet:"root"`
	Mode            string   `parquet:"mode"`
	Quad            int      `parquet:"quad"`
	Intensity       float64  `parquet:"intensity"`
	Recipient       string   `parquet:"recipient"`
	RecipientCode   string   `parquet:"recipient_code"`
	Trigger         string   `parquet:"trigger"`
	Date            string   `parquet:"date"`
	DateEnd         string   `parquet:"date_end"`
	Place           string   `parquet:"place"`
	PlaceCountry    string   `parquet:"place_country"`
	PlaceIsDateline bool     `parquet:"place_is_dateline"`
	Factuality      *float64 `parquet:"factuality"` // empty where it was not judged
	Modality        string   `parquet:"modality"`
	Polarity        string   `parquet:"polarity"`
	OnWordOf        string   `parquet:"on_word_of"` // outermost first, joined by " < "; empty is the outlet's own voice
	OnWordOfKind    string   `parquet:"on_word_of_kind"`
	Word            string   `parquet:"word"`
	Sentence        string   `parquet:"sentence"`
	TriggerStart    int      `parquet:"trigger_start"`
	TriggerEnd      int      `parquet:"trigger_end"`
	By              string   `parquet:"by"`
	Confidence      float64  `parquet:"confidence"`
	Decided         string   `parquet:"decided"`
	DecidedBy       string   `parquet:"decided_by"`
	AsRead          string   `parquet:"as_read"`
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
	Decided      string  `parquet:"decided"`
	DecidedBy    string  `parquet:"decided_by"`
	AsRead       string  `parquet:"as_read"`
}

// between joins the pieces of a finding's words; no report is likely to hold it, and the words stay as they are.
const between = " … "

// exact are the words of passages, byte for byte.
func exact[T interface{ Words() string }](list []T) string { return onrecord.Quotes(list, between) }

// StatementRows are the statements of a report.
func StatementRows(r *Report) []StatementRow {
	digest, title := onrecord.Digest(r.Text), r.Title()
	out := make([]StatementRow, 0, len(r.Attributions))
	for c := range r.cards(onrecord.KindStatement) {
		s := &r.Attributions[c.Place-1].Source
		row := StatementRow{Report: digest, ID: c.ID, Title: title, Outlet: r.Meta.Publisher, URL: r.Meta.URL, Published: r.Meta.Published,
			Source: exact(c.Speaker.Source), SourceName: c.Speaker.Name, SourceKind: string(s.Kind), Naming: string(s.Naming),
			Anonymity: string(s.Anonymity), Affiliation: string(s.Affiliation), Country: s.Country, Cue: c.Cue.Quote, Content: exact(c.Content),
			Type: string(c.Type), Form: string(c.Form), By: c.By, Confidence: rounded(c.Confidence)}
		if w := c.Word(); w != nil {
			row.Within = w.ID
		}
		if n := len(c.Content); n > 0 {
			row.ContentStart, row.ContentEnd = c.Content[0].Begin, c.Content[n-1].End
		}
		row.Decided, row.DecidedBy, row.AsRead = decidedCells(c.Decided)
		out = append(out, row)
	}
	return out
}

// EventRows are the events of a report.
func EventRows(r *Report) []EventRow {
	digest, title := onrecord.Digest(r.Text), r.Title()
	out := make([]EventRow, 0, len(r.Events))
	for c := range r.cards(onrecord.KindEvent) {
		row := EventRow{Report: digest, ID: c.ID, Title: title, Outlet: r.Meta.Publisher, URL: r.Meta.URL, Published: r.Meta.Published,
			Actor: exact(c.Actor), ActorCode: codeOf(c.Actor), Root: string(c.Root), Mode: c.Mode, Quad: int(c.Quad), Intensity: plover.Intensity(c.Root, c.Mode),
			Recipient: exact(c.Recipient), RecipientCode: codeOf(c.Recipient), Trigger: c.Trigger.Quote, Date: c.Day(), Factuality: c.Factuality,
			Modality: string(c.Modality), Polarity: string(c.Polarity), TriggerStart: c.Trigger.Begin, TriggerEnd: c.Trigger.End, By: c.By,
			Confidence: rounded(c.Confidence)}
		row.OnWordOf, row.OnWordOfKind, row.Word = onWord(&c)
		if c.When != nil {
			row.DateEnd = c.When.To
		}
		if c.Where != nil {
			row.Place, row.PlaceCountry, row.PlaceIsDateline = c.Where.Quote, c.Where.Country, c.Where.AtDateline
		}
		if s := r.SentenceAt(c.Trigger.Span.Start); s >= 0 {
			row.Sentence = r.In(r.Sentences[s].Span)
		}
		row.Decided, row.DecidedBy, row.AsRead = decidedCells(c.Decided)
		out = append(out, row)
	}
	return out
}

// PositionRows are the positions of a report.
func PositionRows(r *Report) []PositionRow {
	digest, title := onrecord.Digest(r.Text), r.Title()
	out := make([]PositionRow, 0, len(r.Positions))
	for c := range r.cards(onrecord.KindPosition) {
		row := PositionRow{Report: digest, ID: c.ID, Title: title, Outlet: r.Meta.Publisher, URL: r.Meta.URL, Published: r.Meta.Published,
			Actor: exact(c.Actor), ActorCode: codeOf(c.Actor), Issue: c.Issue, Topic: c.Topic, Stance: string(c.Stance), Firmness: *c.Firmness,
			FirmnessCues: exact(c.FirmnessCues), Conditions: onrecord.Provisos(c.Conditions), RedLine: c.RedLine, TimeBound: string(c.TimeBound),
			Quote: c.Quote, Start: c.Begin, End: c.End, By: c.By, Confidence: rounded(c.Confidence)}
		row.OnWordOf, row.OnWordOfKind, row.Word = onWord(&c)
		if len(c.Actor) > 0 {
			row.ActorName = c.Actor[0].Name
		}
		row.Decided, row.DecidedBy, row.AsRead = decidedCells(c.Decided)
		out = append(out, row)
	}
	return out
}

// codeOf are the different codes of parties, joined by "; ".
func codeOf(parties []onrecord.Party) string { return strings.Join(onrecord.Codes(parties), "; ") }

// onWord is on whose word something is told, outermost first, with kind and id of the innermost; "" is the outlet's own voice.
func onWord(c *onrecord.Card) (chain, kind, id string) {
	w := c.Word()
	if w == nil {
		return "", "", ""
	}
	return whose(c.Chain, " < "), string(w.Kind), w.ID
}

// whose are the sources of a chain in the report's words.
func whose(chain []onrecord.Voice, between string) string {
	out := make([]string, len(chain))
	for i := range chain {
		out[i] = chain[i].Who()
	}
	return strings.Join(out, between)
}
