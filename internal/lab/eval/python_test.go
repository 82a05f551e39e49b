package eval_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

const (
	sharedData   = "../../../../shared/data"
	sharedScorer = "../../../../shared/bin/score_attribution.py"
)

// reference skips the test unless the reference scorer and the corpus file are there.
func reference(t *testing.T, file string) string {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is absent: the reference scorer cannot run")
	}
	for _, path := range []string{sharedScorer, filepath.Join(sharedData, file)} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("%s is absent: nothing to compare with", path)
		}
	}
	return filepath.Join(sharedData, file)
}

// raw is a record of an attribution file as it stands there, in code points.
type raw struct {
	ID           string   `json:"id"`
	Text         string   `json:"text"`
	Attributions []rawOne `json:"attributions"`
}

type rawOne struct {
	ID      string   `json:"id"`
	Source  [][2]int `json:"source"`
	Cue     [][2]int `json:"cue"`
	Content [][2]int `json:"content"`
}

// damage spoils a copy of the gold in every way that a reading may differ from it.
func damage(t *testing.T, gold, to string) {
	t.Helper()
	in, err := os.Open(gold)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	draw := rand.New(rand.NewPCG(7, 7))
	lines := bufio.NewReader(z)
	for n := 0; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			break
		}
		var r raw
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if n%17 == 3 {
			continue // an article left out
		}
		r.Attributions = spoil(draw, r.Attributions, len([]rune(r.Text)))
		if err := json.NewEncoder(out).Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func spoil(draw *rand.Rand, list []rawOne, n int) []rawOne {
	out := []rawOne{}
	shift := func(spans [][2]int) [][2]int {
		spans = slices.Clone(spans)
		for i, s := range spans {
			b, e := s[0]+draw.IntN(41)-20, s[1]+draw.IntN(41)-20
			if draw.IntN(3) == 0 && 0 <= b && b < e && e <= n {
				spans[i] = [2]int{b, e}
			}
		}
		return spans
	}
	for _, a := range list {
		a.Source, a.Cue, a.Content = shift(a.Source), shift(a.Cue), shift(a.Content)
		switch draw.IntN(9) {
		case 0:
			continue
		case 1:
			a.Source = [][2]int{}
		case 2:
			a.Cue = [][2]int{}
		case 3:
			if c := a.Content[0]; c[1]-c[0] > 30 {
				a.Content = append([][2]int{{c[0], c[0] + 12}, {c[1] - 12, c[1]}}, a.Content[1:]...)
			}
		case 4:
			if c := a.Content[0]; c[1]-c[0] > 60 {
				out = append(out, rawOne{Source: [][2]int{{c[0], c[0] + 6}}, Cue: [][2]int{{c[0] + 8, c[0] + 12}}, Content: [][2]int{{c[0] + 14, c[0] + 50}}})
			}
		case 5:
			b := draw.IntN(n - 1)
			out = append(out, rawOne{Cue: [][2]int{{b, b + 1}}, Content: [][2]int{{b, min(n, b+40)}}})
		}
		out = append(out, a)
	}
	return out
}

// pythonScores runs the reference scorer and returns its figures by name.
func pythonScores(t *testing.T, args ...string) map[string]struct {
	P, R, F1     float64
	Gold, System int
} {
	t.Helper()
	cmd := exec.Command("python3", append([]string{sharedScorer}, args...)...)
	cmd.Stderr = os.Stderr
	blob, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Scores map[string]struct {
			P, R, F1     float64
			Gold, System int
		} `json:"scores"`
	}
	if err := json.Unmarshal(blob, &got); err != nil {
		t.Fatal(err)
	}
	return got.Scores
}

func TestAgreesWithReferenceScorer(t *testing.T) {
	for _, pack := range []struct{ name, file string }{{"polnear", "polnear/dev.jsonl.gz"}, {"gum", "gum/attribution-dev.jsonl.gz"}} {
		for _, outermost := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s outermost %t", pack.name, outermost), func(t *testing.T) {
				goldFile := reference(t, pack.file)
				dir := t.TempDir()
				if err := os.Mkdir(filepath.Join(dir, "polnear"), 0o755); err != nil {
					t.Fatal(err)
				}
				spoilt := filepath.Join(dir, "polnear", "dev.jsonl")
				damage(t, goldFile, spoilt)
				args := []string{goldFile, spoilt, "--json", "-"}
				if outermost {
					args = append(args, "--outermost")
				}
				compare(t, pack.name, dir, outermost, pythonScores(t, args...))
			})
		}
	}
}

func compare(t *testing.T, pack, dir string, outermost bool, want map[string]struct {
	P, R, F1     float64
	Gold, System int
}) {
	t.Helper()
	gold, err := corpus.Dir(sharedData).Attributions(pack, "dev")
	if err != nil {
		t.Fatal(err)
	}
	spoilt, err := corpus.Dir(dir).Attributions("polnear", "dev")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]corpus.Attribution{}
	for _, a := range spoilt {
		found[a.ID] = a.Attributions
	}
	scorer := eval.NewAttributionScorer(gold)
	scorer.Outermost = outermost
	var tally eval.Tally
	for _, a := range gold {
		sheet, err := scorer.Score(a, found[a.ID])
		if err != nil {
			t.Fatal(err)
		}
		tally = append(tally, sheet)
	}
	sum, compared := tally.Total(), 0
	for _, m := range eval.AttributionMeasures() {
		w, ok := want[m.Name+"/"+m.Slice]
		if !ok {
			continue
		}
		compared++
		c := sum[m]
		if c.Gold != w.Gold || c.System != w.System || math.Abs(c.P()-w.P) > 1e-6 || math.Abs(c.R()-w.R) > 1e-6 || math.Abs(c.F()-w.F1) > 1e-6 {
			t.Errorf("%s: P %.6f R %.6f F %.6f of %d and %d, reference %+v", m, c.P(), c.R(), c.F(), c.Gold, c.System, w)
		}
	}
	if compared != len(want) || compared != 27 {
		t.Errorf("%d figures compared, the reference has %d", compared, len(want))
	}
}
