package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// handCase is a report of our own with what people and a program found in it. In ours «words» or «words@2» stand for their
// spans. The figures were worked out by hand and confirmed with score_gold.py; those left out are 0.
type handCase struct {
	name, text string
	gold       []string
	ours       string
	want       map[string]float64
}

const ferry = "Vel’s ferry stays, minister says\n\nThe minister said that the toll must fall if trade recovers. “She promised it,” Ruiz recalled. Dockers struck on Monday."

var ferryGold = []string{
	`{"statement": "s1", "source": "The minister", "cue": "said", "content": "that the toll must fall if trade recovers", "parent": "", "kind": "office_holder", "naming": "unnamed_identifiable", "type": "directive", "form": "indirect"}`,
	`{"statement": "s2", "source": "Ruiz", "cue": "recalled", "content": "“She promised it,”", "parent": "", "kind": "person", "naming": "named", "type": "knowledge", "form": "direct"}`,
	`{"statement": "s3", "source": "She", "cue": "promised", "content": "it", "parent": "s2", "refers": "The minister", "kind": "office_holder", "naming": "unnamed_identifiable", "type": "intention", "form": "act_only"}`,
	`{"event": "e1", "trigger": "struck", "actor": "Dockers", "recipient": [], "root": "PROTEST", "status": "happened", "word": ""}`,
	`{"event": "e2", "trigger": "promised", "actor": "She", "recipient": [], "root": "AGREE", "status": "happened", "word": "s2"}`,
	`{"position": "p1", "kind": "action", "actor": "The minister", "actor_is": "", "span": "the toll must fall", "issue": ["the toll", "fall"], "proposition": "The toll should fall", "stance": "for", "firmness": 4, "cues": ["must"], "conditions": [{"kind": "if", "text": "trade recovers"}], "red_line": false, "time_bound": "", "word": "s1"}`,
}

var handCases = []handCase{
	{"everything right", ferry, ferryGold, `{
		"attributions": [
			{"id": "a1", "source": [«The minister»], "cue": [«said»], "content": [«that the toll must fall if trade recovers»], "parent": null, "source_kind": "office_holder", "naming": "unnamed_identifiable", "type": "directive", "form": "indirect"},
			{"id": "a2", "source": [«Ruiz»], "cue": [«recalled»], "content": [«“She promised it,”»], "parent": null, "source_kind": "person", "naming": "named", "type": "knowledge", "form": "direct"},
			{"id": "a3", "source": [«She»], "cue": [«promised»], "content": [«it,»], "parent": "a2", "resolves_to": [«minister@2»], "source_kind": "office_holder", "naming": "unnamed_identifiable", "type": "intention", "form": "act_only"}],
		"events": [
			{"id": "ev1", "trigger": «struck», "actor": {"spans": [«Dockers»]}, "recipient": {"spans": []}, "root": "PROTEST", "factuality": {"value": 3, "polarity": "positive"}, "word": null},
			{"id": "ev2", "trigger": «promised», "actor": {"spans": [«She»]}, "recipient": {"spans": []}, "root": "AGREE", "factuality": {"value": 1.5, "polarity": "positive"}, "word": "a2"}],
		"positions": [
			{"id": "p1", "span": «toll must fall», "actor": {"spans": [«minister@2»]}, "issue": "the toll, fall", "issue_spans": [«the toll», «fall»], "stance": "conditional_for", "firmness": 3, "conditions": [{"span": «trade recovers»}]}]}`,
		all(1)},
	{"half right", ferry, ferryGold, `{
		"attributions": [
			{"id": "a1", "source": [], "cue": [«said»], "content": [«the toll must fall»], "parent": null, "resolves_to": [], "source_kind": "person", "naming": "unnamed_identifiable", "type": "assertion", "form": "indirect"},
			{"id": "a2", "source": [«Ruiz»], "cue": [«recalled»], "content": [«“She promised it,”»], "parent": null, "resolves_to": [], "source_kind": "person", "naming": "named", "type": "knowledge", "form": "direct"},
			{"id": "a3", "source": [«She»], "cue": [«promised»], "content": [«it,»], "parent": "a1", "resolves_to": [], "source_kind": "office_holder", "naming": "unknown", "type": "intention", "form": "act_only"},
			{"id": "a4", "source": [«Dockers»], "cue": [«struck»], "content": [«on Monday»], "parent": null, "resolves_to": [], "source_kind": "group", "naming": "collective", "type": "assertion", "form": "indirect"}],
		"events": [
			{"id": "ev1", "trigger": «struck», "actor": {"spans": [«Dockers»]}, "recipient": {"spans": []}, "root": "PROTEST", "factuality": {"value": 3}, "word": null},
			{"id": "ev2", "trigger": «promised it», "actor": {"spans": [«She»]}, "recipient": {"spans": [«Ruiz»]}, "root": "REQUEST", "factuality": {"value": 1.4999}, "word": "a2"},
			{"id": "ev3", "trigger": «struck on», "actor": {"spans": []}, "recipient": {"spans": []}, "root": "PROTEST", "factuality": {"value": 3}, "word": null}],
		"positions": [
			{"id": "p1", "span": «toll must fall», "actor": {"spans": [«The minister»]}, "issue": "toll", "issue_spans": [«toll»], "stance": "for", "firmness": 2, "conditions": [{"span": «trade»}]},
			{"id": "p2", "span": «struck on Monday», "actor": {"spans": [«Dockers»]}, "issue": "Monday", "issue_spans": [«Monday»], "stance": "against", "firmness": 3, "conditions": [{"span": «Monday»}]}]}`,
		map[string]float64{"statements": 6. / 7, "st_P": 3. / 4, "st_R": 1, "who": 2. / 3, "nested": 1, "kind": 2. / 3, "naming": 2. / 3, "type": 2. / 3, "form": 1,
			"events": 4. / 5, "ev_P": 2. / 3, "ev_R": 1, "root_actor": 2. / 5, "root": 1. / 2, "actor": 1, "recipient": 1. / 2, "status": 1. / 2, "word": 1,
			"positions": 2. / 3, "po_P": 1. / 2, "po_R": 1, "usable": 2. / 3, "issue": 1. / 2, "stance": 1, "conditions": 2. / 3}},
	{"other forms, ties and what has no source", "Trade is expected to recover. It opposed the toll and the tax, Ruiz said. The union did.", []string{
		`{"statement": "s1", "source": "", "cue": "is expected", "content": ["Trade", "to recover"], "kind": "none", "naming": "none", "type": "belief", "form": "indirect"}`,
		`{"event": "e1", "trigger": "opposed", "actor": [], "recipient": [], "root": "ACCUSE", "status": "not_happened", "word": ""}`,
		`{"event": "e2", "trigger": "opposed the", "actor": [], "recipient": [], "root": "ACCUSE", "status": "happened", "word": ""}`,
		`{"event": "e3", "trigger": "said", "actor": [], "recipient": [], "root": "CONSULT", "status": "planned", "word": "e1"}`,
		`{"position": "p1", "kind": "verdict", "actor": "It", "actor_is": "The union", "span": "It opposed the toll and the tax", "issue": "the toll", "proposition": "The toll is right", "stance": "against", "firmness": 3}`,
	}, `{
		"attributions": [{"id": "a1", "source": [], "cue": [], "content": [«Trade», «to recover»], "source_kind": "none", "naming": "none", "type": "belief", "form": "unknown"}],
		"events": [
			{"id": "ev1", "trigger": «opposed», "root": "REJECT", "status": "negated"},
			{"id": "ev2", "trigger": [«said»], "actor": {"spans": [«Ruiz»]}, "actor_text": [], "root": "CONSULT", "status": "denied", "factuality": {"value": 1}, "word": "a9"}],
		"positions": [
			{"id": "p1", "span": «opposed the», "actor": {"span": «The union»}, "issue": [«the toll»], "issue_spans": [«tax»], "stance": "unsure"},
			{"id": "p2", "span": «opposed the», "actor": {"span": «The union»}, "issue": [«tax»], "stance": "unsure"}]}`,
		map[string]float64{"statements": 1, "st_P": 1, "st_R": 1, "who": 1, "kind": 1, "naming": 1, "type": 1,
			"events": 4. / 5, "ev_P": 1, "ev_R": 2. / 3, "root_actor": 2. / 5, "root": 1. / 2, "actor": 1, "recipient": 1, "status": 1. / 2, "word": 1,
			"positions": 2. / 3, "po_P": 1. / 2, "po_R": 1, "issue": 1}},
	{"a third of the words of the shorter span", "The union opposed the toll and the tax on Vel as too high.", []string{
		`{"position": "p1", "kind": "verdict", "actor": "The union", "span": "The union opposed the toll and the", "issue": "the toll", "proposition": "The toll is right", "stance": "against", "firmness": 0}`,
		`{"position": "p2", "kind": "verdict", "actor": "The union", "span": "union opposed the toll and the", "issue": "the tax", "proposition": "The tax is right", "stance": "against", "firmness": 5}`,
	}, `{"positions": [
			{"id": "p1", "span": «and the tax on Vel as too», "actor": {"spans": [«The union»]}, "issue_spans": [«the tax»], "stance": "against", "firmness": 5},
			{"id": "p2", "span": «and the tax on Vel as too», "actor": {"spans": [«The union»]}, "issue_spans": [«the tax»], "stance": "against", "firmness": 5}]}`,
		map[string]float64{"positions": .5, "po_P": .5, "po_R": .5, "usable": .5, "issue": 1, "stance": 1, "firmness": 1}},
	{"nothing found", ferry, ferryGold, `{}`, nil},
}

// all is the same figure for everything.
func all(v float64) map[string]float64 {
	out := map[string]float64{}
	for _, f := range realFigures {
		out[f.name] = v
	}
	return out
}

// page is the report as a file of the gold.
func (c *handCase) page() string {
	return "id: " + c.name + "\n-- text --\n" + c.text + "\n-- gold --\n" + strings.Join(c.gold, "\n") + "\n"
}

var inQuotes = regexp.MustCompile(`«([^»]*)»`)

// line is what a program found, with spans for words.
func (c *handCase) line(t *testing.T) string {
	return inQuotes.ReplaceAllStringFunc(c.ours, func(m string) string {
		words := strings.Trim(m, "«»")
		r, err := corpus.ParseGold("hand.txtar", fmt.Appendf(nil, "-- text --\n%s\n-- gold --\n{\"event\": \"e\", \"trigger\": %q, \"root\": \"AID\", \"status\": \"planned\"}\n", c.text, words))
		if err != nil {
			t.Fatal(err)
		}
		s := r.Events[0].Trigger[0]
		b := len([]rune(r.Text[:s.Start]))
		return fmt.Sprintf("[%d,%d]", b, b+len([]rune(r.Text[s.Start:s.End])))
	})
}

func (c *handCase) score(t *testing.T) realCounts {
	t.Helper()
	g, a := c.parse(t)
	return scoreReal(&g, &a, func(string, ...any) {})
}

func (c *handCase) parse(t *testing.T) (g corpus.GoldReport, a answer) {
	t.Helper()
	g, err := corpus.ParseGold(c.name+".txtar", []byte(c.page()))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(c.line(t)), &a); err != nil {
		t.Fatal(err)
	}
	return g, a
}

// TestReliability counts what is right among the findings of each confidence: of statements the right mouths, of events root and actor,
// of positions the usable ones.
func TestReliability(t *testing.T) {
	g, a := handCases[1].parse(t)
	for k, c := range []float64{.9, .95, .3, 1} {
		a.Attributions[k].Confidence = c
	}
	for k, c := range []float64{.2, .39, .1} {
		a.Events[k].Confidence = c
	}
	counts := scoreReal(&g, &a, func(string, ...any) {})
	got := map[string]string{}
	for _, f := range reliability {
		if n := f.total(counts); n > 0 {
			got[f.layer+" "+f.name] = fmt.Sprintf("%v of %v, said %.2f", counts[f.hits], n, counts[f.of[0]+" said"]/n)
		}
	}
	want := map[string]string{"statements, by confidence 0.8 to 1.0": "1 of 3, said 0.95", "statements, by confidence 0.2 to 0.4": "1 of 1, said 0.30",
		"events, by confidence 0.2 to 0.4": "1 of 2, said 0.30", "events, by confidence 0.0 to 0.2": "0 of 1, said 0.10",
		"positions, by confidence 0.0 to 0.2": "1 of 2, said 0.00"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRealScoresByHand(t *testing.T) {
	for _, c := range handCases {
		t.Run(c.name, func(t *testing.T) {
			counts := c.score(t)
			for _, f := range realFigures {
				if got := f.score(counts); math.Abs(got-c.want[f.name]) > 1e-12 {
					t.Errorf("%s is %v, want %v: %v", f.name, got, c.want[f.name], counts)
				}
			}
		})
	}
}

func TestPiecesInAllForms(t *testing.T) {
	for raw, want := range map[string]pieces{
		`[1,2]`: {{1, 2}}, `[[1,2],[4,7]]`: {{1, 2}, {4, 7}}, `[[1,2],null,[]]`: {{1, 2}}, `{"spans":[[1,2]],"span":[4,7]}`: {{1, 2}},
		`{"spans":[],"span":[4,7]}`: {{4, 7}}, `{"text":"quay"}`: nil, `null`: nil, `[]`: nil, `""`: nil,
	} {
		var got pieces
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", raw, d)
		}
	}
	for _, raw := range []string{`[1]`, `[[1,2,3]]`, `"quay"`, `7`, `[[1,"a"]]`} {
		var got pieces
		if err := json.Unmarshal([]byte(raw), &got); err == nil {
			t.Errorf("%s passes as %v", raw, got)
		}
	}
}

// TestRealReportsMayBeHandedOn: the reports of the source tree are there, and all are of Wikinews.
func TestRealReportsMayBeHandedOn(t *testing.T) {
	for folder, want := range map[string]int{"gold/reports/train": 104, "gold/reports/dev": 14} {
		reports, err := corpus.ReadGold(os.DirFS("."), folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(reports) != want {
			t.Errorf("%s: %d reports, want %d", folder, len(reports), want)
		}
		for _, r := range reports {
			raw, err := os.ReadFile(folder + "/" + r.File)
			if err != nil {
				t.Fatal(err)
			}
			head, _, _ := strings.Cut(string(raw), "-- text --")
			if !strings.Contains(head, "\nWikinews, CC BY 2.5: ") || !strings.Contains(head, "https://en.wikinews.org/wiki/") {
				t.Errorf("%s is not of Wikinews, or does not say so", r.File)
			}
		}
	}
}

// TestEarlierFiguresAreOfTheseReports: what stands beside the figures was measured on the reports as they are, those of the
// source tree, and all where the pack is there.
func TestEarlierFiguresAreOfTheseReports(t *testing.T) {
	for _, dir := range []string{t.TempDir(), "../../../../shared/data"} {
		e := &evaluation{Pipeline: Pipeline{Gold: os.DirFS("gold")}, dir: corpus.Dir(dir)}
		reports, whole, err := e.realReports()
		if err != nil {
			t.Fatal(err)
		}
		before, human, err := e.beside(reports)
		if err != nil {
			t.Fatal(err)
		}
		if len(before) != len(realFigures) || len(human) == 0 {
			t.Errorf("pack there %t: %d figures of dc0c93e for reports %s, %d of annotators", whole, len(before), realDigest(reports), len(human))
		}
	}
}

func TestBesideTableTellsFileAndLine(t *testing.T) {
	for table, want := range map[string]string{"# head\nkept\tkind\n": "x.tsv:2: 2 cells", "kept\tkind\tmuch\n": `x.tsv:1: no figure "kind"`, "kept\tgulls\t.5\n": `x.tsv:1: no figure "gulls"`} {
		_, err := besideTable(fstest.MapFS{"x.tsv": {Data: []byte(table)}}, "x.tsv", "kept")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestRealRows runs the layer over a source tree and a pack of our own: the page opens with them, and reads back.
func TestRealRows(t *testing.T) {
	tree := fstest.MapFS{"reports/dev/a.txtar": {Data: []byte(handCases[0].page())},
		"reports/annotators.tsv": {Data: []byte("kept\tkind\t0.985\n")}}
	own := &evaluation{Pipeline: Pipeline{Gold: tree, Read: func(*onrecord.Document) error { return nil }}, dir: corpus.Dir(t.TempDir()), jobs: 2, out: &Report{}}
	reports, _, err := own.realReports()
	if err != nil {
		t.Fatal(err)
	}
	tree["reports/dc0c93e.tsv"] = &fstest.MapFile{Data: []byte("# digest figure score\n" + realDigest(reports) + "\tkind\t0.25\nother\ttype\t0.5\n")}
	var told []string
	own.Misses = func(format string, args ...any) { told = append(told, fmt.Sprintf(format, args...)) }
	if err := own.gold(); err != nil {
		t.Fatal(err)
	}
	if len(told) != 6 || !strings.HasPrefix(told[0], "st a.txtar: missed s1: The minister | said | that the toll") || !strings.HasPrefix(told[5], "po a.txtar: missed p1: for 4") {
		t.Errorf("told %q", told)
	}
	page := own.out.Markdown("Test.")
	for _, want := range []string{"Test.\n\n## Real reports\n",
		"| real reports, dev |  |  | not measured |  |  |  |  | the pack gold is absent |\n",
		"| real reports, dev, Wikinews alone | statements | statements | 0.0 |  |  |  | 3 | 1 reports |\n",
		"| real reports, dev, Wikinews alone | statements | kind | not measured |  | 25.0 | 98.5 |  | 1 reports |\n",
		"| own reports, development half | statements | | not measured |"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	back, err := ParseMarkdown(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(page, back.Markdown("Test.")); d != "" {
		t.Error(d)
	}

	pack := t.TempDir()
	if err := os.MkdirAll(pack+"/gold/dev", 0o755); err != nil {
		t.Fatal(err)
	}
	for i, c := range handCases[:3] {
		if err := os.WriteFile(fmt.Sprintf("%s/gold/dev/%d.txtar", pack, i), []byte(c.page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	both := &evaluation{Pipeline: Pipeline{Gold: tree, Read: own.Read}, dir: corpus.Dir(pack), jobs: 2, out: &Report{}}
	if err := both.gold(); err != nil {
		t.Fatal(err)
	}
	page = both.out.Markdown("Test.")
	if !strings.Contains(page, "| real reports, dev | statements | statements | 0.0 |  |  |  | 7 | 3 reports |\n") || strings.Contains(page, "alone") || strings.Contains(page, "25.0") {
		t.Errorf("with the pack:\n%s", page)
	}
}

func TestMatchTakesTheFirstOfEquals(t *testing.T) {
	like := [][]float64{{1, 2, 2}, {2.5, 2, 0}, {2, 2, 2}}
	if d := cmp.Diff([]int{1, 0, 2}, match(3, 3, func(g, o int) float64 { return like[g][o] })); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{0, -1}, match(2, 1, func(g, o int) int { return 1 })); d != "" {
		t.Error(d)
	}
}
