package corpus_test

import (
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// packs writes files into a fresh folder and returns it; names that end in .gz are packed.
func packs(t *testing.T, files map[string]string) corpus.Dir {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			z := gzip.NewWriter(f)
			z.Write([]byte(text))
			z.Close()
		} else {
			f.WriteString(text)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return corpus.Dir(dir)
}

func TestAbsentPacks(t *testing.T) {
	d := packs(t, nil)
	for what, read := range map[string]func() error{
		"treebank":     func() error { _, err := d.CoNLLU("en_ewt-ud-dev.conllu.gz"); return err },
		"attributions": func() error { _, err := d.Attributions("polnear", "dev"); return err },
		"unknown pack": func() error { _, err := d.Attributions("nothing", "dev"); return err },
		"annotators":   func() error { _, err := d.Annotators("dev"); return err },
	} {
		if err := read(); !errors.Is(err, corpus.ErrAbsent) {
			t.Errorf("%s: error %v does not wrap ErrAbsent", what, err)
		}
	}
}

const treebank = `# newdoc id = harbour-1
# newpar id = harbour-1-p1
# sent_id = harbour-1-s1
# text = They don't “say” it.
1	They	they	PRON	PRP	_	4	nsubj	4:nsubj	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	5	aux	5:aux	_
3	n't	not	PART	RB	_	5	advmod	5:advmod	_
4	“	"	PUNCT	` + "``" + `	_	5	punct	5:punct	SpaceAfter=No
5	say	say	VERB	VB	_	0	root	0:root	SpaceAfter=No
6	”	"	PUNCT	''	_	5	punct	5:punct	_
7	it	it	PRON	PRP	_	5	obj	5:obj	SpaceAfter=No
7.1	left	leave	VERB	VBD	_	_	_	0:root	_
8	.	.	PUNCT	.	_	5	punct	5:punct	SpaceAfter=No|Odd=Yes

# sent_id = harbour-1-s2
1	wanna	want	VERB	VBP	_	0	root	0:root	_

# newpar
# sent_id = harbour-1-s3
1-2	cant	_	_	_	_	_	_	_	SpaceAfter=No
1	ca	can	AUX	MD	_	0	root	0:root	_
2	n't	not	PART	RB	_	1	advmod	1:advmod	_
3	!	!	PUNCT	.	_	1	punct	1:punct	_

# newdoc id = harbour-2
# sent_id = harbour-2-s1
1	Gone	go	VERB	VBN	_	0	root	0:root	_
`

func TestCoNLLU(t *testing.T) {
	d := packs(t, map[string]string{"ud/own.conllu.gz": treebank})
	got, err := d.CoNLLU("own.conllu.gz")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range got {
		texts = append(texts, s.Text)
		for i, w := range s.Words {
			if i > 0 && w.Start < s.Words[i-1].End || w.Empty() {
				t.Errorf("%s word %d: span %v", s.ID, i+1, w.Span)
			}
		}
	}
	want := []string{"They don't “say” it.", "wanna", "cant!", "Gone"}
	if d := cmp.Diff(want, texts); d != "" {
		t.Error(d)
	}
	s := got[0]
	if s.ID != "harbour-1-s1" || s.Doc != "harbour-1" || !s.NewDoc || !s.NewPar || len(s.Words) != 8 {
		t.Errorf("first sentence: %+v", s)
	}
	if got[1].NewPar || !got[2].NewPar || got[2].NewDoc || !got[3].NewDoc || !got[3].NewPar {
		t.Error("flags of documents and paragraphs are wrong")
	}
	not := corpus.Word{Span: onrecord.Span{Start: 7, End: 10}, Form: "n't", Lemma: "not", UPOS: "PART", XPOS: "RB",
		Head: 5, Rel: "advmod", SpaceAfter: true}
	if d := cmp.Diff(not, s.Words[2]); d != "" {
		t.Error(d)
	}
	if w := got[2].Words[1]; got[2].Text[w.Start:w.End] != "nt" || w.Form != "n't" {
		t.Errorf("second word of %q: %+v", got[2].Text, w)
	}
	if n := len(corpus.Documents(got)); n != 2 {
		t.Errorf("%d documents, want 2", n)
	}
}

func TestDocument(t *testing.T) {
	d := packs(t, map[string]string{"ud/own.conllu": treebank})
	all, err := d.CoNLLU("own.conllu.gz")
	if err != nil {
		t.Fatal(err)
	}
	doc := corpus.Document(corpus.Documents(all)[0], true)
	if err := doc.Validate(); err != nil {
		t.Fatal(err)
	}
	if want := "They don't “say” it.wanna\n\ncant!"; doc.Text != want {
		t.Errorf("text %q, want %q", doc.Text, want)
	}
	if len(doc.Blocks) != 2 || len(doc.Sentences) != 3 || len(doc.Tokens) != 12 || doc.ID != "harbour-1" {
		t.Errorf("%d blocks, %d sentences, %d tokens, id %s", len(doc.Blocks), len(doc.Sentences), len(doc.Tokens), doc.ID)
	}
	last := doc.Tokens[11]
	if doc.In(last.Span) != "!" || last.Head != 10 || last.Rel != "punct" {
		t.Errorf("last token %+v", last)
	}
	if bare := corpus.Document(all, false); bare.Tokens[1].Tag != "" || bare.Tokens[1].Head != 0 {
		t.Errorf("a document without answers has some: %+v", bare.Tokens[1])
	}
}

func TestBadTreebanks(t *testing.T) {
	row := "1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n"
	for name, text := range map[string]string{
		"own.conllu:2": row + "2\tnow\n",
		"own.conllu:1": "3" + row[1:],
		"head 7":       strings.Replace(row, "\t0\t", "\t7\t", 1),
		"multiword":    "1-3\tGoes\t_\t_\t_\t_\t_\t_\t_\t_\n" + row,
	} {
		_, err := packs(t, map[string]string{"ud/own.conllu": text}).CoNLLU("own.conllu")
		if !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not tell of %q", err, name)
		}
	}
}

const attributed = `{"id":"a1","publisher":"Harbour Gazette","annotator":"x","text":"“Né,” said Ana. Nobody — was told.","attributions":[{"id":"E1","source":[[11,14]],"cue":[[6,10]],"content":[[0,5]]},{"source":[],"cue":[[29,33]],"content":[[16,22],[25,28]]}],"discard":[[23,24]]}

{"id":"a1","annotator":"y","text":"Plain","attributions":[],"chosen":true}
`

func TestAttributions(t *testing.T) {
	d := packs(t, map[string]string{"polnear/dev.jsonl.gz": attributed, "gum/attribution-dev.jsonl.gz": attributed})
	got, err := d.Attributions("polnear", "dev")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Publisher != "Harbour Gazette" || !got[1].Chosen {
		t.Fatalf("articles: %+v", got)
	}
	a := got[0]
	words := func(spans []onrecord.Span) (out []string) {
		for _, s := range spans {
			out = append(out, a.Text[s.Start:s.End])
		}
		return out
	}
	first, second := a.Attributions[0], a.Attributions[1]
	for _, c := range []struct {
		got  []onrecord.Span
		want []string
	}{
		{first.Source, []string{"Ana"}}, {first.Cue, []string{"said"}}, {first.Content, []string{"“Né,”"}},
		{second.Source, nil}, {second.Cue, []string{"told"}}, {second.Content, []string{"Nobody", "was"}},
		{a.Discard, []string{"—"}},
	} {
		if d := cmp.Diff(c.want, words(c.got)); d != "" {
			t.Error(d)
		}
	}
	if first.ID != "E1" || second.ID != "A2" {
		t.Errorf("ids %s, %s", first.ID, second.ID)
	}
	if gum, err := d.Attributions("gum", "dev"); err != nil || len(gum) != 2 {
		t.Errorf("gum: %d articles, %v", len(gum), err)
	}
}

func TestBadAttributions(t *testing.T) {
	for want, text := range map[string]string{
		"dev.jsonl.gz:2": "\n{\"id\":\n",
		"outside":        `{"id":"a","text":"né","attributions":[{"content":[[0,3]]}]}`,
		"twice":          `{"id":"a","text":"b"}` + "\n" + `{"id":"a","text":"c"}`,
		"without id":     `{"text":"b"}`,
	} {
		_, err := packs(t, map[string]string{"polnear/dev.jsonl": text}).Attributions("polnear", "dev")
		if !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not tell of %q", err, want)
		}
	}
}

func TestHeldOut(t *testing.T) {
	// FNV-1a, 32 bits: of "a" it is 0xe40c292c = 3826002220, of "" 2166136261 (the offset basis).
	if !corpus.HeldOut("a") || corpus.HeldOut("") {
		t.Error("held-out articles are picked by another hash")
	}
}
