package network_test

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/export/network"
)

// coded is a small set worked out by hand: rows A, B, C, columns x, y, z.
//
//	      x        y        z
//	A   2 agree  1 against
//	B   1 agree  1 agree
//	C   1 against         1 agree
var coded = []network.Coded{
	{"A", "x", true, "2026-01-05", "d1"}, {"A", "x", true, "2026-01-06", "d2"}, {"A", "y", false, "2026-01-06", "d2"},
	{"B", "x", true, "2026-01-07", "d3"}, {"B", "y", true, "2026-02-01", "d4"},
	{"C", "x", false, "2026-02-02", "d5"}, {"C", "z", true, "", "d6"},
}

func made(t *testing.T, o network.Options) *network.Network {
	t.Helper()
	n, err := network.Make(coded, o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestProperties are the four that the Discourse Network Analyzer's own sample is tested by.
func TestProperties(t *testing.T) {
	two := made(t, network.Options{})
	if two.Sum() != float64(len(coded)) || len(two.Rows) != 3 || len(two.Columns) != 3 || len(two.Ties()) != 6 {
		t.Errorf("two-mode: sum %g, %d x %d, %d ties; want 7, 3 x 3, 6", two.Sum(), len(two.Rows), len(two.Columns), len(two.Ties()))
	}
	// A·B = 2·1 + 1·1 = 3; A·C = 2·1 = 2; B·C = 1·1 = 1; both ways.
	all := made(t, network.Options{OneMode: true})
	if all.Sum() != 12 || all.Weight[0][1] != 3 || all.Weight[0][2] != 2 || all.Weight[1][2] != 1 {
		t.Errorf("one-mode: %v", all.Weight)
	}
	for i := range all.Weight {
		if all.Weight[i][i] != 0 {
			t.Errorf("diagonal %d is %g", i, all.Weight[i][i])
		}
	}
	congruence := made(t, network.Options{OneMode: true, Qualifier: "congruence", Isolates: true})
	conflict := made(t, network.Options{OneMode: true, Qualifier: "conflict", Isolates: true})
	if congruence.Sum() != 4 || conflict.Sum() != 8 || congruence.Sum()+conflict.Sum() != all.Sum() {
		t.Errorf("congruence %g, conflict %g, want 4 and 8", congruence.Sum(), conflict.Sum())
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o        network.Options
		from, to string
		want     float64
	}{
		{network.Options{Qualifier: "subtract"}, "A", "y", -1},
		{network.Options{Qualifier: "combine"}, "C", "x", 2},
		{network.Options{Normalisation: "activity"}, "A", "x", 2.0 / 3},
		{network.Options{Normalisation: "prominence"}, "A", "x", 0.5},
		{network.Options{OneMode: true, Qualifier: "subtract"}, "A", "B", 1},
		{network.Options{OneMode: true, Normalisation: "average"}, "A", "B", 3 / 2.5},
		{network.Options{OneMode: true, Normalisation: "jaccard"}, "A", "B", 1.5},
		{network.Options{OneMode: true, Normalisation: "cosine"}, "A", "B", 3 / math.Sqrt(5*2)},
		{network.Options{Duplicates: "week"}, "A", "x", 1},
		{network.Options{Duplicates: "document"}, "A", "x", 2},
		{network.Options{From: "2026-01-06", To: "2026-01-31"}, "A", "x", 1},
	} {
		n := made(t, c.o)
		got := math.NaN()
		for _, tie := range n.Ties() {
			if tie.From == c.from && tie.To == c.to {
				got = tie.Weight
			}
		}
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %s-%s is %g, want %g", c.o, c.from, c.to, got, c.want)
		}
	}
	for _, o := range []network.Options{{Qualifier: "congruence"}, {OneMode: true, Qualifier: "combine"}, {Normalisation: "cosine"}, {Duplicates: "day"}} {
		if _, err := network.Make(coded, o); !errors.Is(err, network.ErrOption) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestFiles reads the files back by other means.
func TestFiles(t *testing.T) {
	n := made(t, network.Options{})
	var graphml, gexf, table strings.Builder
	for _, err := range []error{n.GraphML(&graphml), n.GEXF(&gexf), n.CSV(&table)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"graphml": graphml.String(), "gexf": gexf.String()} {
		nodes, edges := 0, 0
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			tok, err := d.Token()
			if tok == nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v", name, err)
				}
				break
			}
			if s, ok := tok.(xml.StartElement); ok {
				switch s.Name.Local {
				case "node":
					nodes++
				case "edge":
					edges++
				}
			}
		}
		if nodes != 6 || edges != 6 {
			t.Errorf("%s: %d nodes, %d edges, want 6 and 6", name, nodes, edges)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][0] != "A" || rows[1][1] != "2" {
		t.Errorf("matrix %q, %v", rows, err)
	}
}

func TestWholeIsCongruenceAndConflict(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		letters := rapid.SampledFrom([]string{"A", "B", "C", "D"})
		var all []network.Coded
		for range rapid.IntRange(0, 20).Draw(rt, "statements") {
			all = append(all, network.Coded{Actor: letters.Draw(rt, "actor"), Concept: letters.Draw(rt, "concept"), Agree: rapid.Bool().Draw(rt, "agree")})
		}
		sum := func(qualifier string) float64 {
			n, err := network.Make(all, network.Options{OneMode: true, Qualifier: qualifier})
			if err != nil {
				rt.Fatal(err)
			}
			return n.Sum()
		}
		if sum("congruence")+sum("conflict") != sum("ignore") || sum("congruence")-sum("conflict") != sum("subtract") {
			rt.Fatalf("%g + %g, %g", sum("congruence"), sum("conflict"), sum("ignore"))
		}
	})
}
