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
	// Headline rows stand in a table of their own that opens the page; each holds one figure, which is F.
	Headline bool
	Before   *float64 // of headline rows: what an earlier program scored on the same articles; nil where not known
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

// Markdown writes the tables as a page; made says what was measured, such as versions.
func (r *Report) Markdown(made string) string {
	var b strings.Builder
	b.WriteString("# Scores\n\nWritten by `onrecord eval`. " + made + "\n\n")
	r.headline(&b)
	b.WriteString("P, R and F in per cent; N counts the gold; the interval is 95 % of F by bootstrap over the articles. Human is what one\n" +
		"annotator scores against another with the same scorer. A corpus that is absent reads \"not measured\".\n\n" +
		"| corpus | layer | slice | P | R | F | N | interval | human | note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, x := range r.Rows {
		if x.Headline {
			continue
		}
		if x.Missing {
			fmt.Fprintf(&b, "| %s | %s | | not measured | | | | | | corpus absent |\n", x.Corpus, x.Layer)
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.1f | %.1f | %.1f | %d | %s | %s | %s |\n", x.Corpus, x.Layer, x.Slice,
			100*x.P, 100*x.R, 100*x.F, x.N, x.interval(), x.human(), x.Note)
	}
	return b.String()
}

func (x *Row) interval() string {
	if x.High > 0 {
		return fmt.Sprintf("%.1f - %.1f", 100*x.Low, 100*x.High)
	}
	return ""
}

func (x *Row) human() string {
	if x.Human > 0 {
		return fmt.Sprintf("%.1f", 100*x.Human)
	}
	return ""
}

// headline writes the table of the real reports, which opens the page, where they were asked for.
func (r *Report) headline(b *strings.Builder) {
	first := true
	for _, x := range r.Rows {
		if !x.Headline {
			continue
		}
		if first {
			b.WriteString("## Real reports\n\n" +
				"Reports of outlets, every layer annotated by hand; nothing is learned from them. In per cent; [the guide](annotation.md#the-figures)\n" +
				"says what each figure is; the interval is 95 % by bootstrap over the reports. Beside each: what commit dc0c93e, the reader\n" +
				"of rules and word lists, scores on the same reports, and what two annotators score against each other on eleven others.\n" +
				"Of counts what the figure is a share of; for an F1, the gold's.\n\n" +
				"| reports | layer | figure | score | interval | dc0c93e | two annotators | of | note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
			first = false
		}
		score, before, of := "not measured", "", ""
		if !x.Missing {
			score, of = fmt.Sprintf("%.1f", 100*x.F), strconv.Itoa(x.N)
		}
		if x.Before != nil {
			before = fmt.Sprintf("%.1f", 100**x.Before)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", x.Corpus, x.Layer, x.Slice, score, x.interval(), before, x.human(), of, x.Note)
	}
	if !first {
		b.WriteString("\n## All corpora\n\n")
	}
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

// ParseMarkdown reads the tables back that [Report.Markdown] wrote, to the tenth of a point that stands there.
func ParseMarkdown(page string) (*Report, error) {
	r := &Report{}
	n := 0
	for line := range strings.Lines(page) {
		n++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		parse := map[int]func([]string) (Row, error){columns: parseRow, headlineColumns: parseHeadline}[len(cells)]
		if parse == nil || cells[0] == "corpus" || cells[0] == "reports" || strings.HasPrefix(cells[0], "---") {
			continue
		}
		x, err := parse(cells)
		if err != nil {
			return nil, fmt.Errorf("read scores: line %d: %w", n, err)
		}
		r.Rows = append(r.Rows, x)
	}
	return r, nil
}

// columns is how many the table of scores has, headlineColumns how many that of the real reports.
const (
	columns         = 10
	headlineColumns = 9
)

// percent is a figure as it stands in a cell.
type percent struct {
	to   *float64
	text string
}

// readPercents reads the cells that are not empty.
func readPercents(cells ...percent) error {
	for _, c := range cells {
		if c.text == "" {
			continue
		}
		v, err := strconv.ParseFloat(c.text, 64)
		if err != nil {
			return err
		}
		*c.to = v / 100
	}
	return nil
}

func parseRow(cells []string) (Row, error) {
	x := Row{Corpus: cells[0], Layer: cells[1], Slice: cells[2], Note: cells[9]}
	if cells[3] == "not measured" {
		return Row{Corpus: x.Corpus, Layer: x.Layer, Missing: true}, nil
	}
	low, high, _ := strings.Cut(cells[7], " - ")
	err := readPercents(percent{&x.P, cells[3]}, percent{&x.R, cells[4]}, percent{&x.F, cells[5]}, percent{&x.Low, low}, percent{&x.High, high}, percent{&x.Human, cells[8]})
	if err != nil {
		return x, err
	}
	x.N, err = strconv.Atoi(cells[6])
	return x, err
}

func parseHeadline(cells []string) (Row, error) {
	x := Row{Corpus: cells[0], Layer: cells[1], Slice: cells[2], Note: cells[8], Headline: true, Missing: cells[3] == "not measured"}
	if x.Missing {
		cells[3] = ""
	}
	var before float64
	if cells[5] != "" {
		x.Before = &before
	}
	low, high, _ := strings.Cut(cells[4], " - ")
	err := readPercents(percent{&x.F, cells[3]}, percent{&x.Low, low}, percent{&x.High, high}, percent{&before, cells[5]}, percent{&x.Human, cells[6]})
	if err != nil || x.Missing {
		return x, err
	}
	x.P, x.R = x.F, x.F
	x.N, err = strconv.Atoi(cells[7])
	return x, err
}
