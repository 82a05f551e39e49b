package corpus

import (
	"encoding/json"
	"fmt"

	"onrecord"
)

// JudgedText is a sentence, or a few, with predicates that people judged: did it happen?
type JudgedText struct {
	Text    string // tokenised, one space between tokens
	Targets []Judged
}

// Judged is a predicate and the mean of the judgements on it.
type Judged struct {
	onrecord.Span
	Value float64 // -3 certainly did not happen ... 3 certainly did
}

// The corpora of factuality that [Dir.Factuality] reads.
const (
	UW             = "uw"       // news (Lee et al. 2015)
	UDSIH2         = "uds-ih2"  // the web (Rudinger et al. 2018)
	Meantime       = "meantime" // Wikinews (Minard et al. 2016)
	CommitmentBank = "commitmentbank"
	RossPavlick    = "ross-pavlick"
)

// Factuality reads one split of a corpus of factuality: "train" or "dev".
func (d Dir) Factuality(corpus, split string) ([]JudgedText, error) {
	return collect(d, "factuality/"+corpus+"-"+split+".jsonl.gz", judgedRecord.judged)
}

type judgedRecord struct {
	Text    string        `json:"text"`
	Targets []judgedTuple `json:"targets"`
}

// judgedTuple is [begin, end, value].
type judgedTuple struct {
	B, E  int
	Value float64
}

func (t *judgedTuple) UnmarshalJSON(raw []byte) error {
	to := []any{&t.B, &t.E, &t.Value}
	n := len(to)
	if err := json.Unmarshal(raw, &to); err != nil {
		return err
	}
	if len(to) != n {
		return fmt.Errorf("target of %d fields, not %d", len(to), n)
	}
	return nil
}

func (r judgedRecord) judged() (JudgedText, error) {
	out := JudgedText{Text: r.Text}
	at := offsetsOf(r.Text)
	for i, t := range r.Targets {
		s, err := at.span(t.B, t.E)
		if err != nil {
			return out, fmt.Errorf("target %d: %w", i+1, err)
		}
		out.Targets = append(out.Targets, Judged{Span: s, Value: t.Value})
	}
	return out, nil
}

// Document is the text as one paragraph, ready to be split and parsed.
func (t *JudgedText) Document(id string) *onrecord.Document {
	return &onrecord.Document{ID: id, Text: t.Text, Blocks: []onrecord.Block{{Span: onrecord.Span{End: len(t.Text)}, Kind: onrecord.Body}}}
}

// Head is the word of the document that begins the predicate; 0 where none does.
func (j *Judged) Head(d *onrecord.Document) onrecord.TokenID {
	first, _ := d.TokensIn(onrecord.Span{Start: j.Start, End: len(d.Text)})
	if first < len(d.Tokens) && d.Tokens[first].Overlaps(j.Span) {
		return onrecord.TokenID(first + 1)
	}
	return 0
}
