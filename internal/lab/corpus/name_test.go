package corpus_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

func shown(t corpus.NamedText) (out []string) {
	for _, n := range t.Names {
		out = append(out, n.Type+" "+t.Text[n.Start:n.End])
	}
	return out
}

func TestNames(t *testing.T) {
	d := packs(t, map[string]string{
		"ner/worldwide-newswire.jsonl.gz": `{"id":"w1","region":"Isles","text":"Añã Ruiz left Port Sel, Estovia.","tokens":[["Añã",0,3,"B-Person"],["Ruiz",4,8,"I-Person"],["left",9,13,"O"],["Prot",-1,-1,"B-Location"],["Sel",19,22,"I-Location"],[",",-1,-1,"O"],["Estovia",24,31,"B-Location"],["lost",-1,-1,"B-Misc"]]}`,
		"ner/wikigold.jsonl.gz":           `{"id":7,"tokens":["Estovian","Bank","Ruiz"],"tags":["I-ORG","I-ORG","I-PER"]}`,
		"ner/uner-ewt-dev.jsonl.gz":       `{"id":"s1","doc":"d1","text":"Ana's in Estovia.","tokens":["Ana","'s","in","Estovia","."],"tags":["B-PER","O","O","B-LOC","O"]}`,
		"ner/re3d.jsonl.gz":               `{"id":"r1","subset":"Own","text":"The é army of Estovia","entities":[[0,21,"Organisation",1.0],[14,21,"Location",0.5]]}`,
	})
	for _, c := range []struct {
		corpus, text string
		want         []string
	}{
		{corpus.WorldwideNewswire, "Añã Ruiz left Port Sel, Estovia.", []string{"Person Añã Ruiz", "Location Sel", "Location Estovia"}},
		{corpus.WikiGold, "Estovian Bank Ruiz", []string{"ORG Estovian Bank", "PER Ruiz"}},
		{corpus.UNERDev, "Ana's in Estovia.", []string{"PER Ana", "LOC Estovia"}},
		{corpus.RE3D, "The é army of Estovia", []string{"Organisation The é army of Estovia", "Location Estovia"}},
	} {
		got, err := d.Names(c.corpus)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Text != c.text {
			t.Fatalf("%s: %+v", c.corpus, got)
		}
		if d := cmp.Diff(c.want, shown(got[0])); d != "" {
			t.Errorf("%s: %s", c.corpus, d)
		}
	}
	got, _ := d.Names(corpus.WikiGold)
	if n := got[0].Names[0]; got[0].ID != "7" || n.From != 0 || n.To != 2 {
		t.Errorf("wikigold: %+v", got[0])
	}
}

func TestBadNames(t *testing.T) {
	for want, text := range map[string]string{
		"2 tokens but 1 tags": `{"id":1,"tokens":["a","b"],"tags":["O"]}`,
		":1":                  `[]`,
	} {
		_, err := packs(t, map[string]string{"ner/wikigold.jsonl": text}).Names(corpus.WikiGold)
		if !errors.Is(err, corpus.ErrBadLine) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not tell of %q", err, want)
		}
	}
	_, err := packs(t, map[string]string{"ner/re3d.jsonl": `{"id":"r","text":"a","entities":[[0,1,"X"]]}`}).Names(corpus.RE3D)
	if !errors.Is(err, corpus.ErrBadLine) {
		t.Errorf("an entity of three fields passes: %v", err)
	}
}

func TestEntities(t *testing.T) {
	line := `{"id":"G1","genre":"news","text":"Né spoke. She left.","sentences":[[0,9],[10,19]],` +
		`"tokens":[["Né",0,2],["spoke",3,8],[".",8,9],["She",10,13],["left",14,18],[".",18,19]],` +
		`"mentions":[{"b":0,"e":2,"entity":4,"type":"person","infstat":"new","link":"ana","tok":[0,1],"head":[0]},` +
		`{"b":10,"e":13,"entity":4,"type":"person","infstat":"giv:act","link":"ana","tok":[3,4],"head":[3],"wiki":"Né"}]}`
	d := packs(t, map[string]string{"gum/entities-dev.jsonl.gz": line})
	got, err := d.Entities("gum", "dev")
	if err != nil {
		t.Fatal(err)
	}
	m := got[0].Mentions[1]
	want := corpus.EntityMention{Span: onrecord.Span{Start: 11, End: 14}, Entity: 4, Type: "person", InfStat: "giv:act",
		Link: "ana", From: 3, To: 4, Heads: []int{3}, Wiki: "Né"}
	if d := cmp.Diff(want, m); d != "" {
		t.Error(d)
	}
	if s := got[0].Sentences[1]; got[0].Text[s.Start:s.End] != "She left." || len(got[0].Tokens) != 6 {
		t.Errorf("sentences %v, %d tokens", got[0].Sentences, len(got[0].Tokens))
	}
	bad := packs(t, map[string]string{"gum/entities-dev.jsonl": strings.Replace(line, `"tok":[3,4]`, `"tok":[3,9]`, 1)})
	if _, err := bad.Entities("gum", "dev"); !errors.Is(err, corpus.ErrBadLine) {
		t.Errorf("tokens outside the text pass: %v", err)
	}
}

func TestNews(t *testing.T) {
	d := packs(t, map[string]string{"news/wikinews-2019-2020.jsonl.gz": `{"id":"1","text":"a"}` + "\n" + `{"id":"2","title":"T"}` + "\n" + `{"id":3}`})
	var ids []string
	var last error
	for r, err := range d.News(corpus.Wikinews) {
		ids, last = append(ids, r.ID), err
	}
	if d := cmp.Diff([]string{"1", "2", ""}, ids); d != "" || !errors.Is(last, corpus.ErrBadLine) {
		t.Errorf("%s, last error %v", d, last)
	}
	for r, err := range d.News(corpus.Wikinews) {
		if r.ID != "1" || err != nil {
			t.Errorf("first report %v, %v", r, err)
		}
		break
	}
	for _, err := range d.News(corpus.Reuters) {
		if !errors.Is(err, corpus.ErrAbsent) {
			t.Errorf("error %v does not wrap ErrAbsent", err)
		}
	}
}
