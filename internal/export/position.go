package export

import (
	"io"

	"onrecord"
)

// Positions writes where the actors of a report stand as one line of JSON: id and positions, offsets in code points.
func Positions(w io.Writer, r *Report, _ Style) error {
	return writeLine(w, struct {
		ID        string         `json:"id"`
		Positions []positionJSON `json:"positions"`
	}{r.ID, positionsJSON(newPoints(r.Text), r)})
}

// positionJSON is one position as the positions format has it.
type positionJSON struct {
	ID           string          `json:"id"`
	Span         pair            `json:"span"`
	Actor        partyJSON       `json:"actor"`
	Issue        string          `json:"issue"`
	IssueSpans   []pair          `json:"issue_spans"`
	Topic        string          `json:"topic"`
	Group        int             `json:"group"`
	Proposition  string          `json:"proposition"`
	Stance       string          `json:"stance"`
	StanceCues   []pair          `json:"stance_cues"`
	Firmness     int             `json:"firmness"`
	FirmnessCues []pair          `json:"firmness_cues"`
	Implied      bool            `json:"implied"`
	Act          bool            `json:"act"`
	Conditions   []conditionJSON `json:"conditions"`
	RedLine      bool            `json:"red_line"`
	RedLineSpan  *pair           `json:"red_line_span"`
	TimeBound    string          `json:"time_bound"`
	TimeSpan     *pair           `json:"time_span"`
	Scope        []pair          `json:"scope"`
	Tension      []string        `json:"tension"`
	OnWordOf     *string         `json:"on_word_of_id"`
	Word         *string         `json:"word"` // what on_word_of_id was called before, for one version
	By           string          `json:"by"`
	Confidence   float64         `json:"confidence"`
	Decided      *decidedJSON    `json:"decided,omitempty"` // what people decided of it
}

type conditionJSON struct {
	Kind      string `json:"kind"`
	Span      pair   `json:"span"`
	Text      string `json:"text"`
	Cue       *pair  `json:"cue"`
	Direction string `json:"direction"`
}

func positionsJSON(p points, r *Report) []positionJSON {
	d := r.Document
	out := make([]positionJSON, 0, len(d.Positions))
	for c := range r.cards(onrecord.KindPosition) {
		x := &d.Positions[c.Place-1]
		out = append(out, positionJSON{
			ID: c.ID, Span: pair{c.Begin, c.End}, Actor: newPartyJSON(p, c.Actor),
			Issue: x.Issue, IssueSpans: p.pairs(x.IssueSpans), Topic: x.Topic, Group: x.Group, Proposition: x.Proposition,
			Stance: known(x.Stance), StanceCues: p.pairs(x.StanceCues),
			Firmness: x.Firmness, FirmnessCues: p.pairs(x.FirmnessCues), Implied: x.Implied, Act: x.Act,
			Conditions: conditionsJSON(p, d, x.Conditions), RedLine: x.RedLine, RedLineSpan: p.one(x.RedLineAt),
			TimeBound: string(x.TimeBound), TimeSpan: p.one(x.TimeAt), Scope: p.pairs(x.Scope),
			Tension: findingIDs(d, onrecord.KindPosition, x.Tension), OnWordOf: wordID(d, x.OnWordOf), Word: wordID(d, x.OnWordOf), By: x.By, Confidence: rounded(x.Conf),
			Decided: newDecidedJSON(c.Decided),
		})
	}
	return out
}

func conditionsJSON(p points, d *onrecord.Document, conditions []onrecord.Condition) []conditionJSON {
	out := make([]conditionJSON, 0, len(conditions))
	for _, c := range conditions {
		out = append(out, conditionJSON{known(c.Kind), p.pair(c.Span), onrecord.OneLine(d.In(c.Span)), p.one(c.Cue), known(c.Direction)})
	}
	return out
}
