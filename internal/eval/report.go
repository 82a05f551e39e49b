package eval

import (
	"fmt"
	"strconv"
	"strings"
)

// Row is one figure of a table of scores.
type Row struct {
	Corpus, Layer, Slice string
	P, R, F              float64 // 0..1; for an accuracy all three are the same
	N                    int     // of the gold
	Low, High            float64 // 95 % interval of F; both 0 where none was worked out
	Human                float64 // what one annotator scores against another; 0 where not known
	Note                 string
	Missing              bool // the corpus is absent: not measured
}

// Report is a table of scores.
type Report struct{ Rows []Row }

func (r *Report) add(corpus, layer, slice string, c Counts) *Row {
	r.Rows = append(r.Rows, Row{Corpus: corpus, Layer: layer, Slice: slice, P: c.P(), R: c.R(), F: c.F(), N: c.Gold})
	return &r.Rows[len(r.Rows)-1]
}

func (r *Report) missing(corpus, layer string) {
	r.Rows = append(r.Rows, Row{Corpus: corpus, Layer: layer, Missing: true})
}

// Markdown writes the table as a page; made says what was measured, such as versions.
func (r *Report) Markdown(made string) string {
	var b strings.Builder
	b.WriteString("# Scores\n\nWritten by `onrecord eval`. " + made + "\n\n" +
		"P, R and F in per cent; N counts the gold; the interval is 95 % of F by bootstrap over the articles. Human is what one\n" +
		"annotator scores against another with the same scorer. A corpus that is absent reads \"not measured\".\n\n" +
		"| corpus | layer | slice | P | R | F | N | interval | human | note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, x := range r.Rows {
		if x.Missing {
			fmt.Fprintf(&b, "| %s | %s | | not measured | | | | | | corpus absent |\n", x.Corpus, x.Layer)
			continue
		}
		interval, human := "", ""
		if x.High > 0 {
			interval = fmt.Sprintf("%.1f - %.1f", 100*x.Low, 100*x.High)
		}
		if x.Human > 0 {
			human = fmt.Sprintf("%.1f", 100*x.Human)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.1f | %.1f | %.1f | %d | %s | %s | %s |\n", x.Corpus, x.Layer, x.Slice,
			100*x.P, 100*x.R, 100*x.F, x.N, interval, human, x.Note)
	}
	return b.String()
}

// Drops lists the figures that are lower than before by more than half a point.
func Drops(old, now *Report) []string {
	key := func(x Row) string { return x.Corpus + " / " + x.Layer + " / " + x.Slice }
	before := map[string]float64{}
	for _, x := range old.Rows {
		if !x.Missing {
			before[key(x)] = x.F
		}
	}
	var out []string
	for _, x := range now.Rows {
		if f, ok := before[key(x)]; ok && !x.Missing && x.F < f-0.005 {
			out = append(out, fmt.Sprintf("%s: %.1f, was %.1f", key(x), 100*x.F, 100*f))
		}
	}
	return out
}

// ParseMarkdown reads a table back that [Report.Markdown] wrote, to the tenth of a point that stands there.
func ParseMarkdown(page string) (*Report, error) {
	r := &Report{}
	n := 0
	for line := range strings.Lines(page) {
		n++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != columns || cells[0] == "corpus" || strings.HasPrefix(cells[0], "---") {
			continue
		}
		x, err := parseRow(cells)
		if err != nil {
			return nil, fmt.Errorf("read scores: line %d: %w", n, err)
		}
		r.Rows = append(r.Rows, x)
	}
	return r, nil
}

// columns is how many the table of scores has.
const columns = 10

func parseRow(cells []string) (Row, error) {
	x := Row{Corpus: cells[0], Layer: cells[1], Slice: cells[2], Note: cells[9]}
	if cells[3] == "not measured" {
		return Row{Corpus: x.Corpus, Layer: x.Layer, Missing: true}, nil
	}
	low, high, _ := strings.Cut(cells[7], " - ")
	for _, f := range []struct {
		to   *float64
		text string
	}{{&x.P, cells[3]}, {&x.R, cells[4]}, {&x.F, cells[5]}, {&x.Low, low}, {&x.High, high}, {&x.Human, cells[8]}} {
		if f.text == "" {
			continue
		}
		v, err := strconv.ParseFloat(f.text, 64)
		if err != nil {
			return x, err
		}
		*f.to = v / 100
	}
	var err error
	x.N, err = strconv.Atoi(cells[6])
	return x, err
}
