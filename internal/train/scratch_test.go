package train

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/corpus"
	"onrecord/internal/english"
	"onrecord/internal/wordclass"
)

func TestScratchEnglish(t *testing.T) {
	if os.Getenv("SCRATCH") != "english" {
		t.Skip()
	}
	dir := corpus.Dir("../../../shared/data")
	cl, err := wordclass.Load()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("EVALONLY") == "" {
		t0 := time.Now()
		raw, err := English(dir, cl, 1, func(s string) { fmt.Println(time.Since(t0).Round(time.Second), s) })
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("trained", time.Since(t0), len(raw))
		os.WriteFile("../english/model/english.bin", raw, 0o644)
		english.Override = raw
	}
	e, err := english.New(cl)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"en_ewt-ud-dev.conllu.gz", "en_gum-ud-dev.conllu.gz", "en_gum_permissive-ud-dev.conllu.gz"} {
		ss, err := dir.CoNLLU(name)
		if err != nil {
			t.Fatal(err)
		}
		var n, up, xp, ua, la, lf, lem int
		var sg, sp, sk, tg, tp, tk int
		var dur time.Duration
		for _, doc := range corpus.Documents(ss) {
			g := corpus.Document(doc, true)
			d := corpus.Document(doc, false)
			t0 := time.Now()
			e.Parse(d)
			dur += time.Since(t0)
			for i := range g.Tokens {
				a, b := &g.Tokens[i], &d.Tokens[i]
				n++
				if a.Tag == b.Tag {
					up++
				}
				if a.XPOS == b.XPOS {
					xp++
				}
				if a.Lemma == b.Lemma {
					lem++
				}
				if a.Head == b.Head {
					ua++
					if strings.Split(a.Rel, ":")[0] == strings.Split(b.Rel, ":")[0] {
						la++
					}
					if a.Rel == b.Rel {
						lf++
					}
				}
			}
			r := &onrecord.Document{Text: g.Text, Blocks: g.Blocks}
			e.Split(r)
			ge, gt := map[int]bool{}, map[onrecord.Span]bool{}
			for _, s := range g.Sentences {
				ge[s.End] = true
			}
			for _, s := range g.Tokens {
				gt[s.Span] = true
			}
			for _, s := range r.Sentences {
				if ge[s.End] {
					sk++
				}
			}
			for _, s := range r.Tokens {
				if gt[s.Span] {
					tk++
				} else if os.Getenv("SHOWTOK") != "" {
					fmt.Printf("[%s] ", r.In(s.Span))
				}
			}
			sg += len(ge)
			sp += len(r.Sentences)
			tg += len(gt)
			tp += len(r.Tokens)
		}
		f := func(k int) float64 { return 100 * float64(k) / float64(n) }
		fmt.Printf("%s UPOS %.2f XPOS %.2f lemma %.2f UAS %.2f LAS %.2f full %.2f  %.0f tok/s | sentences P %.4f R %.4f F %.4f | tokens F %.4f\n", name, f(up), f(xp), f(lem), f(ua), f(la), f(lf), float64(n)/dur.Seconds(),
			float64(sk)/float64(sp), float64(sk)/float64(sg), 2*float64(sk)/float64(sp+sg), 2*float64(tk)/float64(tp+tg))
	}
}
