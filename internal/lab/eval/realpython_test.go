package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/lab/corpus"
	"onrecord/read"
)

// goldScorer is score_gold.py: named by ONRECORD_SCORE_GOLD, or in the folder shared beside the repository. The test is
// skipped where it or python3 is absent. goldtool.py, which reads the gold, lies beside it.
func goldScorer(t *testing.T) (scorer, tool string) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is absent: score_gold.py cannot run")
	}
	scorer = os.Getenv("ONRECORD_SCORE_GOLD")
	if scorer == "" {
		scorer = "../../../../shared/bin/score_gold.py"
	}
	tool = filepath.Join(filepath.Dir(scorer), "goldtool.py")
	for _, path := range []string{scorer, tool} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("%s is absent (ONRECORD_SCORE_GOLD names score_gold.py): nothing to compare with", path)
		}
	}
	return scorer, tool
}

func python(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("python3", args...)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	return out
}

// writeFile writes a file of a test's folder and returns its path.
func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// agree compares every figure and every count of ours with those of score_gold.py. The gold is read by goldtool.py from the
// files, the answers are JSON Lines.
func agree(t *testing.T, files []string, answers string, ours []realCounts) {
	t.Helper()
	scorer, tool := goldScorer(t)
	gold := writeFile(t, "gold.jsonl", python(t, append([]string{tool, "jsonl"}, files...)...))
	var want map[string]any
	if err := json.Unmarshal(python(t, scorer, gold, answers, "--json"), &want); err != nil {
		t.Fatal(err)
	}
	sum := realTotal(ours)
	for _, f := range realFigures {
		w, ok := want[f.name].(float64)
		if got := f.score(sum); !ok || math.Abs(got-w) > 1e-9 {
			t.Errorf("%s is %v, score_gold.py says %v", f.name, got, want[f.name])
		}
	}
	counts := want["counts"].(map[string]any)
	if len(want) != len(realFigures)+1 || len(counts) == 0 {
		t.Errorf("score_gold.py has %d figures, we have %d", len(want)-1, len(realFigures))
	}
	for name, n := range counts {
		if math.Abs(sum[name]-n.(float64)) > 1e-9 {
			t.Errorf("count %s is %v, score_gold.py says %v", name, sum[name], n)
		}
	}
}

// goldFiles are the reports of a folder of the source tree, and their paths.
func goldFiles(t *testing.T, folder string) ([]corpus.GoldReport, []string) {
	t.Helper()
	reports, err := corpus.ReadGold(os.DirFS("gold/reports"), folder)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, r := range reports {
		paths = append(paths, filepath.Join("gold/reports", folder, r.File))
	}
	return reports, paths
}

// TestRealAgreesOnReadings: what `onrecord read` writes of the real reports of the source tree scores the same.
func TestRealAgreesOnReadings(t *testing.T) {
	goldScorer(t)
	reader, err := read.New()
	if err != nil {
		t.Fatal(err)
	}
	reports, paths := goldFiles(t, "dev")
	lines := make([]bytes.Buffer, 3)
	var counts []realCounts
	for i := range reports {
		d := &onrecord.Document{ID: reports[i].ID, Text: reports[i].Text, Meta: onrecord.Meta{Published: reports[i].Published}}
		if err := reader.Read(d); err != nil {
			t.Fatal(err)
		}
		for k, name := range []string{"attributions", "events", "positions"} {
			format, ok := export.Lookup(name)
			if !ok {
				t.Fatal("no format", name)
			}
			if err := format.Stdout()(&lines[k], &export.Report{Document: d}, export.Style{}); err != nil {
				t.Fatal(err)
			}
		}
		a, err := exported(d)
		if err != nil {
			t.Fatal(err)
		}
		counts = append(counts, scoreReal(&reports[i], &a, func(string, ...any) {}))
	}
	answers := ""
	for k := range lines {
		if k > 0 {
			answers += "+"
		}
		answers += writeFile(t, "answers.jsonl", lines[k].Bytes())
	}
	agree(t, paths, answers, counts)
}

// TestRealAgreesByHand confirms the figures that were worked out by hand.
func TestRealAgreesByHand(t *testing.T) {
	goldScorer(t)
	for _, c := range handCases {
		t.Run(c.name, func(t *testing.T) {
			var line map[string]any
			if err := json.Unmarshal([]byte(c.line(t)), &line); err != nil {
				t.Fatal(err)
			}
			line["id"] = c.name
			raw, err := json.Marshal(line)
			if err != nil {
				t.Fatal(err)
			}
			agree(t, []string{writeFile(t, "hand.txtar", []byte(c.page()))}, writeFile(t, "ours.jsonl", raw), []realCounts{c.score(t)})
		})
	}
}

// TestRealAgreesOnSpoiltGold: the gold of the source tree, spoilt in every way in which an answer may differ from it and
// written in every form, scores the same.
func TestRealAgreesOnSpoiltGold(t *testing.T) {
	goldScorer(t)
	for _, folder := range []string{"dev", "train"} {
		reports, paths := goldFiles(t, folder)
		draw := &spoiler{rand.New(rand.NewPCG(11, 7))}
		var lines bytes.Buffer
		var counts []realCounts
		for i := range reports {
			raw, err := json.Marshal(draw.report(&reports[i]))
			if err != nil {
				t.Fatal(err)
			}
			var a answer
			if i%13 == 5 { // a report left out
				counts = append(counts, scoreReal(&reports[i], &a, func(string, ...any) {}))
				continue
			}
			lines.Write(append(raw, '\n'))
			if err := json.Unmarshal(raw, &a); err != nil {
				t.Fatal(err)
			}
			counts = append(counts, scoreReal(&reports[i], &a, func(string, ...any) {}))
		}
		agree(t, paths, writeFile(t, "spoilt.jsonl", lines.Bytes()), counts)
	}
}

// spoiler makes answers out of gold.
type spoiler struct{ *rand.Rand }

func (r *spoiler) rarely() bool { return r.IntN(6) == 0 }

// spans are those of the gold in code points, some shifted, cut, left out, or drawn anew.
func (r *spoiler) spans(text string, spans []onrecord.Span) [][2]int {
	out := [][2]int{}
	n := len([]rune(text))
	for _, s := range spans {
		if r.rarely() {
			continue
		}
		b := len([]rune(text[:s.Start]))
		e := b + len([]rune(text[s.Start:s.End]))
		if r.rarely() {
			b, e = b+r.IntN(21)-10, e+r.IntN(31)-15
			b, e = max(b, 0), min(e, n)
		}
		if b < e {
			out = append(out, [2]int{b, e})
		}
	}
	if r.rarely() {
		b := r.IntN(n)
		out = append(out, [2]int{b, min(n, b+1+r.IntN(30))})
	}
	return out
}

// form writes spans in one of the ways in which formats do.
func (r *spoiler) form(spans [][2]int) any {
	switch {
	case len(spans) == 1 && r.IntN(3) == 0:
		return spans[0]
	case len(spans) == 1 && r.IntN(3) == 0:
		return map[string]any{"span": spans[0], "spans": [][2]int{}}
	case r.IntN(2) == 0:
		return map[string]any{"spans": spans}
	case len(spans) == 0:
		return []any{nil, ""}[r.IntN(2)]
	}
	return spans
}

func (r *spoiler) pick(right string, others ...string) string {
	if r.rarely() {
		return others[r.IntN(len(others))]
	}
	return right
}

func (r *spoiler) report(g *corpus.GoldReport) map[string]any {
	var statements, events, positions []map[string]any
	name := func(id string) any {
		if id == "" || r.rarely() {
			return nil
		}
		return r.pick("our-"+id, "nowhere")
	}
	for i := range g.Statements {
		s := &g.Statements[i]
		for range r.IntN(6) / 2 { // none, one or two
			statements = append(statements, map[string]any{"id": "our-" + s.ID, "parent": name(s.Parent),
				"source": r.form(r.spans(g.Text, s.Source)), "cue": r.form(r.spans(g.Text, s.Cue)), "content": r.form(r.spans(g.Text, s.Content)),
				"resolves_to": r.form(r.spans(g.Text, s.ResolvesTo)), "source_kind": r.pick(s.Kind, "unknown", "person"),
				"naming": r.pick(s.Naming, "unknown"), "type": r.pick(s.Type, "assertion"), "form": r.pick(s.Form, "direct")})
		}
	}
	for i := range g.Events {
		for range r.IntN(6) / 2 {
			events = append(events, r.event(g, &g.Events[i], name))
		}
	}
	for i := range g.Positions {
		for range r.IntN(6) / 2 {
			positions = append(positions, r.position(g, &g.Positions[i]))
		}
	}
	return map[string]any{"id": g.ID, "attributions": statements, "events": events, "positions": positions}
}

func (r *spoiler) event(g *corpus.GoldReport, e *corpus.GoldEvent, name func(string) any) map[string]any {
	out := map[string]any{"id": fmt.Sprint("e", r.IntN(99)), "trigger": r.form(r.spans(g.Text, e.Trigger)), "root": r.pick(e.Root, "AGREE", "COERCE"), "word": name(e.Word),
		"actor": r.form(r.spans(g.Text, e.Actor)), "recipient": r.form(r.spans(g.Text, e.Recipient))}
	if r.rarely() {
		out["actor_text"] = r.form(r.spans(g.Text, e.Actor))
		out["recipient_text"] = nil
	}
	switch r.IntN(4) {
	case 0:
		out["status"] = r.pick(e.Status, "negated", "denied", "gone")
	case 1:
		out["factuality"] = map[string]any{"value": []float64{-3, -1, -.9999, 0, 1.4999, 1.5, 3}[r.IntN(7)], "polarity": []string{"positive", "negated", "negative", "-", "neg"}[r.IntN(5)]}
	case 2:
		out["factuality"] = nil
	}
	return out
}

func (r *spoiler) position(g *corpus.GoldReport, p *corpus.GoldPosition) map[string]any {
	out := map[string]any{"span": r.form(r.spans(g.Text, p.Span)), "actor": r.form(r.spans(g.Text, p.Actor)), "stance": r.pick(p.Stance, "for", "against", "neutral", "unsure"),
		"firmness": max(0, p.Firmness+r.IntN(5)-2)}
	if r.rarely() {
		out["actor_text"] = r.form(r.spans(g.Text, p.ActorIs))
	}
	if r.rarely() {
		out["actor_is"] = r.form(r.spans(g.Text, p.ActorIs))
	}
	switch issue := r.spans(g.Text, p.Issue); r.IntN(3) {
	case 0:
		out["issue"] = issue
	case 1:
		out["issue"], out["issue_spans"] = "the matter", issue
	case 2:
		out["issue"], out["issue_spans"] = []int{}, issue
	}
	var conditions []map[string]any
	for _, c := range p.Conditions {
		conditions = append(conditions, map[string]any{"span": r.form(r.spans(g.Text, c.Span))})
	}
	if r.rarely() {
		conditions = append(conditions, map[string]any{"span": [2]int{0, 9}})
	}
	out["conditions"] = conditions
	return out
}
