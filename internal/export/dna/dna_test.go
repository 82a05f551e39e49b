package dna_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/export/dna"
)

// TestStatements codes the positions that take a side: the person is the one who says it, not who reports that it was said, and numbers are
// those of the report, whatever is left out.
func TestStatements(t *testing.T) {
	d := &onrecord.Document{Text: "The Gazette wrote that Mayor Holt said Estovia opposes the toll. Harland takes no side. Norvik supports the toll."}
	at := func(words string) onrecord.Span {
		i := strings.Index(d.Text, words)
		return onrecord.Span{Start: i, End: i + len(words)}
	}
	d.Entities = []onrecord.Entity{{Name: "Rana Holt", Kind: onrecord.Person}}
	d.Attributions = []onrecord.Attribution{
		{Source: onrecord.Source{Spans: []onrecord.Span{at("The Gazette")}, Kind: onrecord.SourceMedia}, Content: []onrecord.Span{at("that Mayor Holt said Estovia opposes the toll")}},
		{Source: onrecord.Source{Spans: []onrecord.Span{at("Mayor Holt")}, Entity: 1, Kind: onrecord.SourceOfficeHolder}, Content: []onrecord.Span{at("Estovia opposes the toll")}, Within: 1},
	}
	holder := func(words string) []onrecord.Member { return []onrecord.Member{{Span: at(words)}} }
	d.Positions = []onrecord.Position{
		{Span: at("Estovia opposes the toll"), Actor: holder("Estovia"), Issue: "the toll", Stance: onrecord.StanceAgainst, Firmness: 3, OnWordOf: 2},
		{Span: at("Harland takes no side"), Actor: holder("Harland"), Issue: "the toll", Stance: onrecord.StanceNoSide},
		{Span: at("Norvik supports the toll"), Actor: holder("Norvik"), Issue: "the toll", Topic: "tolls", Stance: onrecord.StanceFor, Firmness: 4},
	}
	first := dna.Statement{Person: "Rana Holt", Organization: "Estovia", Concept: "the toll", Start: 39, Stop: 63, Text: "Estovia opposes the toll", Stance: "against",
		Firmness: 3, Issue: "the toll", OnWordOf: "The Gazette < Rana Holt", Position: 1}
	third := dna.Statement{Organization: "Norvik", Concept: "tolls", Agree: true, Start: 88, Stop: 112, Text: "Norvik supports the toll", Stance: "for", Firmness: 4,
		Issue: "the toll", Position: 3}
	for _, c := range []struct {
		only map[string]bool
		want []dna.Statement
		left int
	}{{nil, []dna.Statement{first, third}, 1}, {map[string]bool{"p3": true}, []dna.Statement{third}, 0}, {map[string]bool{"a1": true}, nil, 0}} {
		got, left := dna.Statements(d, c.only)
		if diff := cmp.Diff(c.want, got); diff != "" || left != c.left {
			t.Errorf("only %v: %d left, want %d (-want +got):\n%s", c.only, left, c.left, diff)
		}
	}
}
