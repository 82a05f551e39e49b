package cross

import (
	"context"
	"slices"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// Correction is a decision that stands on a finding, with the words it is about, as one learns from it. Offsets are code points of the
// report's text, the end exclusive.
type Correction struct {
	Decision  int64             `json:"decision"`
	At        string            `json:"at"` // RFC 3339, UTC
	Who       string            `json:"who"`
	Action    string            `json:"action"` // accept, reject, correct, note
	Why       string            `json:"why,omitempty"`
	Report    string            `json:"report"`
	Outlet    string            `json:"outlet"`
	Published string            `json:"published"`
	URL       string            `json:"url"`
	Kind      string            `json:"kind"`    // statement, event, position
	Finding   string            `json:"finding"` // a3, ev2, p1 in the reading that is stored now; "" where it has no such finding any more
	Span      [2]int            `json:"span"`
	Quote     string            `json:"quote"`
	Context   string            `json:"context"` // the sentences that the words stand in
	From      int               `json:"from"`    // where they begin
	Read      map[string]string `json:"read"`    // what the program read in the fields that can be corrected; none without a finding
	Field     string            `json:"field,omitempty"`
	Value     string            `json:"value,omitempty"` // what the field is by the correction
	Made      onrecord.Made     `json:"made"`            // what read it
}

// Corrections gives every decision on a finding that stands, by reports in the order of their first decision.
func Corrections(ctx context.Context, s *store.Store, each func(*Correction) error) error {
	log, err := s.Decisions(ctx, "")
	if err != nil {
		return err
	}
	var reports []string
	for _, d := range log {
		if d.Kind != "" && !slices.Contains(reports, d.Report) {
			reports = append(reports, d.Report)
		}
	}
	for _, id := range reports {
		doc, err := s.Report(ctx, id)
		if err != nil {
			return err
		}
		_, verdicts, err := s.Decided(ctx, id)
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			for i := range v.Decisions {
				if err := each(newCorrection(doc, &v, &v.Decisions[i])); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func newCorrection(doc *onrecord.Document, v *store.Verdict, d *store.Decision) *Correction {
	span := onrecord.Span{Start: d.Start, End: min(d.Start+len(d.Quote), len(doc.Text))}
	if found, ok := store.SpanOf(doc, v.Kind, v.Number); ok && !v.Lost {
		span = found
	}
	around := onrecord.Span{Start: span.Start, End: span.End}
	for _, x := range doc.Sentences {
		if x.Start < span.End && x.End > span.Start {
			around = onrecord.Span{Start: min(around.Start, x.Start), End: max(around.End, x.End)}
		}
	}
	c := &Correction{Decision: d.N, At: d.At.Format(time.RFC3339), Who: d.Who, Action: string(d.Action), Why: d.Why, Report: d.Report,
		Outlet: doc.Meta.Publisher, Published: doc.Meta.Published, URL: doc.Meta.URL, Kind: string(d.Kind), Quote: doc.In(span), Context: doc.In(around),
		Field: d.Field, Value: d.New, Made: doc.Made}
	c.Span[0], c.Span[1] = onrecord.Points(doc.Text, span)
	c.From, _ = onrecord.Points(doc.Text, around)
	if v.Lost {
		return c
	}
	c.Finding, c.Read = onrecord.FindingID(v.Kind, v.Number), map[string]string{}
	for _, name := range store.Fields[v.Kind] {
		c.Read[name], _ = store.FieldValue(doc, v.Kind, v.Number, name)
	}
	return c
}
