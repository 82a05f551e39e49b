package standing

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord"
)

// drawn is what a report tells, drawn at random from few actors and words, so that much of it meets.
func drawn(t *rapid.T, report string) (out []Evidence) {
	actors := []string{"state/NOR", "name/ruud//" + report, "name/ansel ruud/", "name/ansel ruud/NOR", "name/ida ruud/SWE", "words/harland/" + report,
		"name/harland/", "name/harland/EST", "name/harland//" + report}
	words := []string{"truce", "border", "troops", "convoy", "strait", "oil", "embargo", "that"}
	day := rapid.SampledFrom([]string{"", "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-09", "2026-05-01", "2026-09-01"}).Draw(t, "day")
	origin := rapid.SampledFrom([]string{report, report, "wire"}).Draw(t, "origin")
	for i := range rapid.IntRange(0, 3).Draw(t, "pieces") {
		firmness := rapid.IntRange(0, 4).Draw(t, "firmness")
		e := Evidence{Report: report, Day: day, Origin: origin, Position: i + 1, Firmness: &firmness, Quote: fmt.Sprint(report, i),
			Stance:    rapid.SampledFrom([]onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst, onrecord.StanceDeclines}).Draw(t, "stance"),
			Authority: Authority(rapid.IntRange(1, 4).Draw(t, "authority")), Recap: rapid.IntRange(0, 5).Draw(t, "recap") == 0,
			Topic: rapid.SampledFrom([]string{"", "", "", "", "oil", "border_troops"}).Draw(t, "topic"),
			Issue: strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 5).Draw(t, "issue"), " ")}
		key := rapid.SampledFrom(actors).Draw(t, "actor")
		e.Actor = Actor{Key: key, Name: rapid.SampledFrom([]string{key, "A", "B"}).Draw(t, "name"), Reason: "name", Conf: 0.9}
		if rapid.IntRange(0, 4).Draw(t, "denial") == 0 {
			e.Denial, e.Firmness, e.Position = true, nil, 0
		}
		out = append(out, e)
	}
	return out
}

// TestBookIsItsEvidence puts reports in, again and out at random: the lines are those worked out at once from what is there, whatever was there
// before, and lines that were given stay as they were.
func TestBookIsItsEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, told, shown := NewBook(), map[string][]Evidence{}, map[*Trajectory]string{}
		for range rapid.IntRange(1, 12).Draw(t, "times") {
			for range rapid.IntRange(1, 6).Draw(t, "reports") {
				report := fmt.Sprintf("r%02d", rapid.IntRange(0, 15).Draw(t, "report"))
				told[report] = drawn(t, report)
				b.Put(report, told[report])
			}
			gone, fresh := b.Changes()
			for x, was := range shown {
				if asText(t, x) != was {
					t.Fatalf("a line that was given has changed from %s to %s", was, asText(t, x))
				}
			}
			for _, x := range gone {
				delete(shown, x)
			}
			for _, x := range fresh {
				shown[x] = asText(t, x)
			}
			var got []Trajectory
			for _, x := range slices.SortedFunc(maps.Keys(shown), Order) {
				got = append(got, *x)
			}
			if diff := cmp.Diff(refLines(slices.Concat(slices.Collect(maps.Values(told))...)), got); diff != "" {
				t.Fatal(diff)
			}
			for _, x := range got {
				for k, s := range x.Stages {
					if !slices.ContainsFunc(b.Stages(s.Report, s.Position), func(a At) bool { return a.Stage == k+1 && Order(a.Line, &x) == 0 }) {
						t.Fatalf("stage %d of %s on %s is not found by its position", k+1, x.Actor.Key, x.Matter.Key)
					}
				}
			}
		}
	})
}

func asText(t *rapid.T, x *Trajectory) string {
	raw, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
