package eval

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// The real reports are the headline: reports of outlets, annotated by hand. Those of Wikinews lie in the source tree, those
// of other newswire, which may not be handed on, in the pack gold.
const (
	realDev     = "real reports, dev"
	realDevOpen = "real reports, dev, Wikinews alone"
	realFolder  = "reports/dev"
)

// realReports are the reports of the source tree and those of the pack, each once, and whether the pack is there. Where both
// have a report, that of the source tree counts.
func (e *evaluation) realReports() (reports []corpus.GoldReport, whole bool, err error) {
	if e.Gold != nil {
		reports, err = corpus.ReadGold(e.Gold, realFolder)
		if err != nil && !errors.Is(err, corpus.ErrAbsent) {
			return nil, false, err
		}
	}
	known := map[string]bool{}
	for _, r := range reports {
		known[r.ID] = true
	}
	pack, err := e.dir.Gold("dev")
	if err != nil && !errors.Is(err, corpus.ErrAbsent) {
		return nil, false, err
	}
	for _, r := range pack {
		if !known[r.ID] {
			reports = append(reports, r)
		}
	}
	slices.SortFunc(reports, func(a, b corpus.GoldReport) int { return cmp.Compare(a.ID, b.ID) })
	return reports, len(pack) > 0, nil
}

// real measures the development half of the real reports.
func (e *evaluation) real() error {
	reports, whole, err := e.realReports()
	if err != nil {
		return err
	}
	name := realDev
	if !whole {
		e.out.Rows = append(e.out.Rows, Row{Corpus: realDev, Headline: true, Missing: true, Note: "the pack gold is absent"})
		name = realDevOpen
	}
	if len(reports) == 0 {
		return nil
	}
	counts, err := e.readReal(reports, e.Read, e.Misses)
	if err != nil {
		return err
	}
	before, human, err := e.beside(reports)
	if err != nil {
		return err
	}
	e.out.Rows = append(e.out.Rows, realRows(name, fmt.Sprintf("%d reports", len(reports)), counts, before, human)...)
	if e.Fast == nil {
		return nil
	}
	if counts, err = e.readReal(reports, e.Fast, nil); err != nil {
		return err
	}
	rows := realRows(name+", engine fast", fmt.Sprintf("%d reports", len(reports)), counts, before, nil)
	e.out.Rows = append(e.out.Rows, slices.DeleteFunc(rows, func(r Row) bool { return strings.HasSuffix(r.Layer, "by confidence") })...)
	return nil
}

// readReal reads the reports and counts, and tells the differences in the order of the reports.
func (e *evaluation) readReal(reports []corpus.GoldReport, read func(*onrecord.Document) error, misses func(string, ...any)) ([]realCounts, error) {
	counts, told := make([]realCounts, len(reports)), make([][]string, len(reports))
	err := e.each(len(reports), func(i int) error {
		g := &reports[i]
		d := &onrecord.Document{ID: g.ID, Text: g.Text, Meta: onrecord.Meta{Published: g.Published}}
		if err := read(d); err != nil {
			return fmt.Errorf("%s: %w", g.File, err)
		}
		a, err := exported(d)
		if err != nil {
			return err
		}
		say := func(string, ...any) {}
		if misses != nil {
			say = func(format string, args ...any) { told[i] = append(told[i], fmt.Sprintf(format, args...)) }
		}
		counts[i] = scoreReal(g, &a, say)
		return nil
	})
	for _, line := range slices.Concat(told...) {
		misses("%s", line)
	}
	return counts, err
}

// realTotal is the sum of the counts of reports.
func realTotal(counts []realCounts) realCounts {
	sum := realCounts{}
	for _, c := range counts {
		for name, n := range c {
			sum[name] += n
		}
	}
	return sum
}

// realRows are the figures of reports with their intervals, and what stands beside them. A figure that is a share of nothing
// is not measured.
func realRows(name, note string, counts []realCounts, before, human map[string]float64) []Row {
	sum := realTotal(counts)
	var out []Row
	for _, f := range slices.Concat(realFigures, reliability) {
		row := Row{Corpus: name, Layer: f.layer, Slice: f.name, Headline: true, Note: note, Human: human[f.name]}
		if strings.HasSuffix(f.layer, "by confidence") {
			if f.total(sum) == 0 {
				continue // none of that confidence
			}
			row.Note = fmt.Sprintf("%.0f said on average", 100*sum[f.of[0]+" said"]/f.total(sum))
		}
		if was, ok := before[f.name]; ok {
			row.Before = &was
		}
		if f.total(sum) == 0 {
			row.Missing = true
			out = append(out, row)
			continue
		}
		row.F = f.score(sum)
		row.P, row.R = row.F, row.F
		row.N = int(sum[f.of[len(f.of)-1]])
		row.Low, row.High = resampled(len(counts), 1, func(drawn []int) float64 {
			c := realCounts{}
			for _, i := range drawn {
				c[f.hits] += counts[i][f.hits]
				for _, name := range f.of {
					c[name] += counts[i][name]
				}
			}
			return f.score(c)
		})
		out = append(out, row)
	}
	return out
}

// realDigest names a set of reports and of what is marked in them, whatever their order.
func realDigest(reports []corpus.GoldReport) string {
	var lines []string
	for _, r := range reports {
		lines = append(lines, r.ID+"\t"+r.Digest+"\n")
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:6])
}

// beside are what an earlier program scored on these very reports, and what one annotator scores against another. Both are
// tables of the source tree; what is not there is not shown.
func (e *evaluation) beside(reports []corpus.GoldReport) (before, human map[string]float64, err error) {
	if e.Gold == nil {
		return nil, nil, nil
	}
	if before, err = besideTable(e.Gold, "reports/dc0c93e.tsv", realDigest(reports)); err != nil {
		return nil, nil, err
	}
	human, err = besideTable(e.Gold, "reports/annotators.tsv", "kept")
	return before, human, err
}

// besideTable reads the figures of one set of reports from lines "set, figure, score"; none where there is no such file.
func besideTable(files fs.FS, name, set string) (map[string]float64, error) {
	f, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	n := 0
	for line := range strings.Lines(string(raw)) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("%w: %s:%d: %d cells, want 3", errBadGold, name, n, len(cells))
		}
		score, err := strconv.ParseFloat(cells[2], 64)
		if err != nil || !slices.ContainsFunc(realFigures, func(f figure) bool { return f.name == cells[1] }) {
			return nil, fmt.Errorf("%w: %s:%d: no figure %q with a score %q", errBadGold, name, n, cells[1], cells[2])
		}
		if cells[0] == set {
			out[cells[1]] = score
		}
	}
	return out, nil
}
