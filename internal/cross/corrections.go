package cross

import (
	"context"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// Correction is a decision that stands on a finding, with the words it is about, as one learns from it. Offsets are code points of the
// report's text, the end exclusive.
type Correction struct {
	Decision  int64               `json:"decision"`
	At        string              `json:"at"` // RFC 3339, UTC
	Who       string              `json:"who"`
	Action    string              `json:"action"` // accept, reject, correct, add, note
	Why       string              `json:"why,omitempty"`
	Report    string              `json:"report"`
	Outlet    string              `json:"outlet"`
	Published string              `json:"published"`
	URL       string              `json:"url"`
	Kind      string              `json:"kind"`    // statement, event, position
	Finding   string              `json:"finding"` // a3, ev2, p1 as it is known now; "" where it is not found again
	Lost      string              `json:"lost,omitempty"`
	Span      [2]int              `json:"span"`
	Quote     string              `json:"quote"`
	Context   string              `json:"context"` // the sentences that the words stand in
	From      int                 `json:"from"`    // where they begin
	Read      map[string]string   `json:"read"`    // what the program read in the fields that can be corrected; none without a finding, or of one that was added
	ReadSpans map[string][][2]int `json:"read_spans,omitempty"`
	Field     string              `json:"field,omitempty"`
	Value     string              `json:"value,omitempty"`  // what the field is by the correction
	Spans     map[string][][2]int `json:"spans,omitempty"`  // of the words that were chosen, by field
	Values    map[string]string   `json:"values,omitempty"` // of an addition
	Made      onrecord.Made       `json:"made"`             // what read it
}

// Corrections gives every decision on a finding that stands, by reports in the order of their first decision.
func Corrections(ctx context.Context, s *store.Store, each func(*Correction) error) error {
	log, err := s.Decisions(ctx, "")
	if err != nil {
		return err
	}
	var reports []string
	of := map[string][]store.Decision{}
	for _, d := range log {
		if d.Report == "" {
			continue
		}
		if of[d.Report] == nil && d.Kind != "" {
			reports = append(reports, d.Report)
		}
		of[d.Report] = append(of[d.Report], d)
	}
	for _, id := range reports {
		doc, err := s.Report(ctx, id)
		if err != nil {
			return err
		}
		laid, outcomes := mend.Lay(doc, of[id], mend.Options{KeepRejected: true})
		for i := range outcomes {
			if err := each(newCorrection(doc, laid, &outcomes[i])); err != nil {
				return err
			}
		}
	}
	return nil
}

func newCorrection(doc, laid *onrecord.Document, o *mend.Outcome) *Correction {
	d := o.Decision
	span := onrecord.Span{Start: min(d.Start, len(doc.Text)), End: min(d.Start+len(d.Quote), len(doc.Text))}
	place := laid.Decided.PlaceOf(o.Kind, o.Number)
	if found, ok := mend.SpanOf(laid, o.Kind, place); ok {
		span = found
	}
	around := span
	for _, x := range doc.Sentences {
		if x.Start < span.End && x.End > span.Start {
			around = onrecord.Span{Start: min(around.Start, x.Start), End: max(around.End, x.End)}
		}
	}
	c := &Correction{Decision: d.N, At: d.At.Format(time.RFC3339), Who: d.Who, Action: string(d.Action), Why: d.Why, Report: d.Report, Lost: o.Lost,
		Outlet: doc.Meta.Publisher, Published: doc.Meta.Published, URL: doc.Meta.URL, Kind: string(d.Kind), Quote: doc.In(span), Context: doc.In(around), Made: doc.Made}
	c.Span[0], c.Span[1] = onrecord.Points(doc.Text, span)
	c.From, _ = onrecord.Points(doc.Text, around)
	c.values(d)
	if o.Lost != "" {
		return c
	}
	c.Finding = onrecord.FindingID(o.Kind, o.Number)
	if o.Number > doc.Count(o.Kind) {
		return c
	}
	c.Read, c.ReadSpans = map[string]string{}, map[string][][2]int{}
	for _, name := range mend.Names(o.Kind) {
		c.Read[name], _ = mend.ValueOf(doc, o.Kind, o.Number, name)
		for _, s := range mend.SpansOf(doc, o.Kind, o.Number, name) {
			begin, end := onrecord.Points(doc.Text, s)
			c.ReadSpans[name] = append(c.ReadSpans[name], [2]int{begin, end})
		}
	}
	return c
}

// values tells what a correction or an addition says.
func (c *Correction) values(d *store.Decision) {
	if d.Action == store.Correct {
		c.Field, c.Value = d.Field, d.New
	}
	c.Spans, c.Values = map[string][][2]int{}, map[string]string{}
	for i := range d.Values {
		v := &d.Values[i]
		words := v.Words
		for k := range v.Conditions {
			words = append(words, v.Conditions[k].Words)
		}
		for _, w := range words {
			c.Spans[v.Field] = append(c.Spans[v.Field], [2]int{w.Start, w.End})
		}
		if d.Action == store.Add {
			c.Values[v.Field] = v.InWords()
		}
	}
}
