package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
)

const ownTree = `# newdoc id = quay-1
# sent_id = quay-1-s1
1	Gulls	gull	NOUN	NNS	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	_
3	today	today	NOUN	NN	_	2	obl:unmarked	_	SpaceAfter=No
4	.	.	PUNCT	.	_	2	punct	_	_

# sent_id = quay-1-s2
1	Nobody	nobody	PRON	NN	_	2	nsubj	_	_
2	spoke	speak	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newdoc id = quay-2
# sent_id = quay-2-s1
1	Go	go	VERB	VB	_	0	root	_	_
`

// ownPacks is a folder with a treebank and a PolNeAR of one article each; everything else is absent.
func ownPacks(t *testing.T) corpus.Dir {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ud/en_ewt-ud-dev.conllu": ownTree,
		"polnear/dev.jsonl": `{"id":"p1","text":"Ruiz said gulls left.","attributions":[` +
			`{"source":[[0,4]],"cue":[[5,9]],"content":[[10,20]]}]}` + "\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return corpus.Dir(dir)
}

// reading makes the same slips every time: the first word is tagged X and hangs on nothing, a sentence end is missed.
func reading() eval.Pipeline {
	read := func(d *onrecord.Document) error {
		d.Attributions = []onrecord.Attribution{{Source: onrecord.Source{Spans: []onrecord.Span{{Start: 0, End: 4}}},
			Cue: onrecord.Span{Start: 5, End: 9}, Content: []onrecord.Span{{Start: 10, End: 20}}, By: "test"}}
		return nil
	}
	return eval.Pipeline{
		Read: read, Outermost: read,
		Split: func(d *onrecord.Document) {
			for _, b := range d.Blocks {
				d.Sentences = append(d.Sentences, onrecord.Sentence{Span: b.Span})
			}
			d.Tokens = []onrecord.Token{{Span: onrecord.Span{Start: 0, End: 2}}}
		},
		Parse: func(d *onrecord.Document) {
			for i := range d.Tokens {
				d.Tokens[i].Tag = map[string]string{"left": "VERB", "spoke": "VERB", "today": "NOUN", "Nobody": "PRON"}[d.In(d.Tokens[i].Span)]
				if d.In(d.Tokens[i].Span) == "today" {
					d.Tokens[i].Head, d.Tokens[i].Rel = 2, "obl"
				}
			}
		},
	}
}

func TestRun(t *testing.T) {
	dir := ownPacks(t)
	var pages []string
	for _, jobs := range []int{1, 4} {
		r, err := eval.Run(dir, reading(), eval.Layers, jobs, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, r.Markdown("Test."))
	}
	if pages[0] != pages[1] {
		t.Error("the table depends on the number of workers")
	}
	for _, want := range []string{
		"| UD EWT dev | syntax, gold words | UPOS | 50.0 | 50.0 | 50.0 | 8 |",
		"| UD EWT dev | syntax, gold words | UAS | 50.0 | 50.0 | 50.0 | 8 |",
		"| UD EWT dev | syntax, gold words | LAS | 12.5 | 12.5 | 12.5 | 8 |",
		"| UD EWT dev | syntax, gold words | LAS full | 0.0 | 0.0 | 0.0 | 8 |",
		"| UD EWT dev | splitting raw text | sentence ends | 100.0 | 66.7 | 80.0 | 3 |",
		"| UD EWT dev | splitting raw text | tokens | 50.0 | 12.5 | 20.0 | 8 |",
		"| PolNeAR dev | attribution, outermost | triple / all | 100.0 | 100.0 | 100.0 | 1 |",
		"| UD GUM dev | syntax, gold words | | not measured | | | | | | corpus absent |",
		"| WikiGold | names, exact | | not measured | | | | | | corpus absent |",
		"| GUM dev | attribution, nested | | not measured | | | | | | corpus absent |",
	} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("the table lacks %q:\n%s", want, pages[0])
		}
	}
}

func TestRunRefusesUnknownLayer(t *testing.T) {
	_, err := eval.Run(corpus.Dir(t.TempDir()), reading(), []string{"weather"}, 1, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "weather") || !strings.Contains(err.Error(), "nesting") {
		t.Errorf("error %v does not name the layer and those there are", err)
	}
}

func TestBrokenPackIsAnError(t *testing.T) {
	dir := ownPacks(t)
	if err := os.WriteFile(filepath.Join(string(dir), "polnear", "multi-annotator-dev.jsonl"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := eval.Run(dir, reading(), []string{"attribution"}, 1, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "multi-annotator-dev.jsonl") {
		t.Errorf("error %v does not name the broken file", err)
	}
}

func TestReportReadsBack(t *testing.T) {
	r := &eval.Report{Rows: []eval.Row{
		{Corpus: "Quay dev", Layer: "names", Slice: "all", P: .8, R: .9, F: .847, N: 12, Low: .8, High: .9, Human: .95, Note: "own"},
		{Corpus: "Quay dev", Layer: "names", Slice: "Person", P: .5, R: .5, F: .5, N: 4},
		{Corpus: "Pier", Layer: "names", Missing: true},
	}}
	back, err := eval.ParseMarkdown(r.Markdown("Test."))
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Rows) != 3 || !back.Rows[2].Missing {
		t.Fatalf("rows %+v", back.Rows)
	}
	if d := cmp.Diff(r.Markdown("Test."), back.Markdown("Test.")); d != "" {
		t.Error(d)
	}
	if _, err := eval.ParseMarkdown("| a | b | c | x | 1 | 1 | 1 | | | |"); err == nil {
		t.Error("a broken figure passes")
	}
	now := &eval.Report{Rows: []eval.Row{
		{Corpus: "Quay dev", Layer: "names", Slice: "all", F: .8425},
		{Corpus: "Quay dev", Layer: "names", Slice: "Person", F: .49},
		{Corpus: "Pier", Layer: "names", Missing: true},
	}}
	if d := cmp.Diff([]string{"Quay dev / names / Person: 49.0, was 50.0"}, eval.Drops(r, now)); d != "" {
		t.Error(d)
	}
}
