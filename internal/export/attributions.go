package export

import (
	"encoding/json"
	"io"
	"math"

	"onrecord"
)

// Attributions writes the report's statements as one line of JSON: id and attributions, offsets in code points.
func Attributions(w io.Writer, r *Report, _ Style) error {
	p := newPoints(r.Text)
	line := struct {
		ID           string            `json:"id"`
		Attributions []attributionJSON `json:"attributions"`
	}{r.ID, make([]attributionJSON, 0, len(r.Attributions))}
	for i, a := range r.statements() {
		line.Attributions = append(line.Attributions, newAttributionJSON(p, r.Document, i, a))
	}
	return writeLine(w, line)
}

// attributionJSON is one statement as the attributions format has it. An axis that is not known reads "unknown".
type attributionJSON struct {
	ID      string `json:"id"`
	Source  []pair `json:"source"`
	Cue     []pair `json:"cue"`
	Content []pair `json:"content"`

	SourceKind  string `json:"source_kind"`
	Naming      string `json:"naming"`
	Anonymity   string `json:"anonymity"`
	Number      string `json:"number"`
	Access      string `json:"access"`
	Affiliation string `json:"affiliation"`

	Type      string `json:"type"`
	Form      string `json:"form"`
	CueStance string `json:"cue_stance"`
	Polarity  string `json:"polarity"`
	Certainty string `json:"certainty"`
	Tense     string `json:"tense"`

	Parent     *string `json:"parent"`
	ResolvesTo []pair  `json:"resolves_to"`
	Commitment string  `json:"commitment"`
	Carried    bool    `json:"carried"`
	By         string  `json:"by"`
	Confidence float64 `json:"confidence"`

	Decided *decidedJSON `json:"decided,omitempty"` // what people decided of it
}

func newAttributionJSON(p points, d *onrecord.Document, i int, a *onrecord.Attribution) attributionJSON {
	out := attributionJSON{
		ID:          d.Decided.IDOf(onrecord.KindStatement, i+1),
		Source:      p.pairs(a.Source.Spans),
		Cue:         p.pairs([]onrecord.Span{a.Cue}),
		Content:     p.pairs(a.Content),
		SourceKind:  known(a.Source.Kind),
		Naming:      known(a.Source.Naming),
		Anonymity:   known(a.Source.Anonymity),
		Number:      known(a.Source.Number),
		Access:      known(a.Source.Access),
		Affiliation: known(a.Source.Affiliation),
		Type:        known(a.Type),
		Form:        known(a.Form),
		CueStance:   known(a.CueStance),
		Polarity:    known(a.Polarity),
		Certainty:   known(a.Certainty),
		Tense:       known(a.Tense),
		Parent:      wordID(d, a.Within),
		ResolvesTo:  p.pairs(a.Source.ResolvesTo),
		Commitment:  known(a.Commitment),
		Carried:     a.Carried,
		By:          a.By,
		Confidence:  rounded(a.Conf),
		Decided:     newDecidedJSON(d.Decided.Mark(d.Decided.IDOf(onrecord.KindStatement, i+1))),
	}
	return out
}

// wordID names the statement on whose word something is told; nil, null in JSON, is the outlet's own voice.
func wordID(d *onrecord.Document, id onrecord.AttributionID) *string {
	s := d.Decided.IDOf(onrecord.KindStatement, int(id))
	if s == "" {
		return nil
	}
	return &s
}

// findingIDs name findings of one kind; never nil, so that none is written as an empty list.
func findingIDs[N ~int](d *onrecord.Document, kind onrecord.Kind, list []N) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = d.Decided.IDOf(kind, int(n))
	}
	return out
}

// known is the value of an axis, "unknown" where it is empty.
func known[T ~string](v T) string {
	if v == "" {
		return "unknown"
	}
	return string(v)
}

// rounded keeps four decimals: no more is meant, and the bytes are the same on every machine.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// writeLine writes v as one line of JSON, with <, > and & as they are.
func writeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
