package eval

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"onrecord"
)

// datesGold is our own gold of time expressions: sentences of our own, annotated without sight of the program by the
// conventions of docs/dates.md.
//
//go:embed gold/dates.jsonl
var datesGold []byte

// datedText is a line of the gold: the days that an expression stands for. An empty expression says that the text
// holds no date.
type datedText struct {
	Text      string `json:"text"`
	Published string `json:"published"`
	Expr      string `json:"expr"`
	Nth       int    `json:"nth"`
	From      string `json:"from"`
	To        string `json:"to"`
}

// dates measures which of the expressions of our own gold are settled to the right days, both ends; a text without a
// date counts as right when none is found in it.
func (e *evaluation) dates() error {
	var gold []datedText
	for n, line := range bytes.Split(bytes.TrimSpace(datesGold), []byte("\n")) {
		var x datedText
		if err := json.Unmarshal(line, &x); err != nil {
			return fmt.Errorf("dates.jsonl:%d: %w", n+1, err)
		}
		if _, ok := x.span(); !ok {
			return fmt.Errorf("dates.jsonl:%d: %q is not in the text", n+1, x.Expr)
		}
		gold = append(gold, x)
	}
	tally, err := e.readEach(len(gold), func(i int) *onrecord.Document {
		return &onrecord.Document{Text: gold[i].Text, Meta: onrecord.Meta{Published: gold[i].Published}}
	}, func(i int, d *onrecord.Document, s Sheet) { gold[i].score(d, s) })
	if err != nil {
		return err
	}
	e.rows("own gold of dates", "dates", "an accuracy; the sentences are our own", tally,
		[]Measure{{Name: "days right"}, {Name: "expression found"}, {Name: "texts without a date"}})
	return nil
}

// span is where the expression stands; the whole text for none.
func (x datedText) span() (onrecord.Span, bool) {
	at := 0
	for n := max(1, x.Nth); ; n-- {
		k := strings.Index(x.Text[at:], x.Expr)
		if k < 0 {
			return onrecord.Span{}, false
		}
		if at += k; n == 1 {
			return onrecord.Span{Start: at, End: at + len(x.Expr)}, true
		}
		at += max(1, len(x.Expr))
	}
}

func (x datedText) score(d *onrecord.Document, s Sheet) {
	if x.Expr == "" {
		s.add(Measure{Name: "texts without a date"}, counted(one(len(d.Dates) == 0), 1, 1))
		s.add(Measure{Name: "days right"}, counted(one(len(d.Dates) == 0), 1, 1))
		return
	}
	want, _ := x.span()
	found, right := false, false
	for _, t := range d.Dates {
		if t.Span.Overlaps(want) {
			found = true
			right = right || t.From == x.From && t.To == x.To
		}
	}
	s.add(Measure{Name: "expression found"}, counted(one(found), 1, 1))
	s.add(Measure{Name: "days right"}, counted(one(right), 1, 1))
}
