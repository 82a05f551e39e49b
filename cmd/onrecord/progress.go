package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress tells on standard error how far the reading is: counts and rate on a terminal, and failures always.
type progress struct {
	err    io.Writer
	bars   *mpb.Progress // nil where no bar is shown
	bar    *mpb.Bar
	total  int // reports to expect; 0 when not known beforehand
	begun  time.Time
	failed atomic.Int64
}

// newProgress shows a bar only where standard error is a terminal that a page does not go to (paged), and there is more than
// one report to expect.
func newProgress(quiet, paged bool, inputs []string, c console) *progress {
	p := &progress{err: c.err, begun: time.Now()}
	open := slices.ContainsFunc(inputs, holdsSeveral)
	if quiet || paged || len(inputs) < 2 && !open || !isTerminal(c.err) {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(behind(c.err)), mpb.WithWidth(40))
	tally := mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string { return p.tally(s.Current) }))
	if open {
		p.bar = p.bars.AddSpinner(0, tally)
		return p
	}
	p.total = len(inputs)
	p.bar = p.bars.AddBar(int64(p.total), tally)
	return p
}

// holdsSeveral tells whether an input may hold any number of reports.
func holdsSeveral(in string) bool {
	name := strings.TrimSuffix(strings.ToLower(in), ".gz")
	if info, err := os.Stat(in); err == nil && info.IsDir() {
		return true
	}
	return in == "-" || slices.Contains([]string{".jsonl", ".ndjson", ".json"}, filepath.Ext(name))
}

// tally is the line beside the bar: "120/400 reports, 38.2/s, 2 failed".
func (p *progress) tally(done int64) string {
	line := fmt.Sprintf(" %d", done)
	if p.total > 0 {
		line += fmt.Sprintf("/%d", p.total)
	}
	line += fmt.Sprintf(" reports, %.1f/s", float64(done)/max(time.Since(p.begun).Seconds(), 0.001))
	if n := p.failed.Load(); n > 0 {
		line += fmt.Sprintf(", %d failed", n)
	}
	return line
}

// count tells that one more report is done, and how many have failed so far.
func (p *progress) count(failed int) {
	p.failed.Store(int64(failed))
	if p.bar != nil {
		p.bar.Increment()
	}
}

// tell prints one line, above the bar where there is one.
func (p *progress) tell(line string) {
	if p.bars != nil {
		fmt.Fprintln(p.bars, harmless(line)) // the bar itself needs the terminal as it is
		return
	}
	fmt.Fprintln(p.err, line)
}

// stop leaves the last state of the bar on the screen.
func (p *progress) stop() {
	if p.bars == nil {
		return
	}
	p.bar.SetTotal(-1, true)
	p.bar.Abort(false)
	p.bars.Wait()
}
