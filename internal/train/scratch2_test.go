package train

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/attribution"
	"onrecord/internal/corpus"
	"onrecord/internal/english"
	"onrecord/internal/layout"
	"onrecord/internal/names"
	"onrecord/internal/wordclass"
)

func TestScratchAttr(t *testing.T) {
	if os.Getenv("SCRATCH") != "attr" {
		t.Skip()
	}
	dir := corpus.Dir("../../../shared/data")
	cl, _ := wordclass.Load()
	e, err := english.New(cl)
	if err != nil {
		t.Fatal(err)
	}
	nm, err := names.New(cl)
	if err != nil {
		t.Fatal(err)
	}
	lay, err := layout.New()
	if err != nil {
		t.Fatal(err)
	}
	read := func(d *onrecord.Document) { lay.Find(d); e.Split(d); e.Parse(d); nm.Find(d) }
	if os.Getenv("EVALONLY") == "" {
		t0 := time.Now()
		raw, err := Attribution(dir, read, cl, 1, func(s string) { fmt.Println(time.Since(t0).Round(time.Second), s) })
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("trained", time.Since(t0).Round(time.Second), len(raw))
		os.WriteFile("../attribution/model/attribution.bin", raw, 0o644)
		attribution.Override = raw
	}
	f, err := attribution.New(cl)
	if err != nil {
		t.Fatal(err)
	}
	arts, _ := dir.Attributions("polnear", "dev")
	out, _ := os.Create("/tmp/dev.out")
	var dur time.Duration
	words := 0
	for _, a := range arts {
		d := &onrecord.Document{ID: a.ID, Text: a.Text}
		read(d)
		t0 := time.Now()
		f.Find(d)
		dur += time.Since(t0)
		words += len(d.Tokens)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		cp := func(s onrecord.Span) [2]int {
			b := utf8.RuneCountInString(d.Text[:s.Start])
			return [2]int{b, b + utf8.RuneCountInString(d.Text[s.Start:s.End])}
		}
		type J struct {
			ID      string   `json:"id"`
			Source  [][2]int `json:"source"`
			Cue     [][2]int `json:"cue"`
			Content [][2]int `json:"content"`
		}
		var js []J
		for i, at := range d.Attributions {
			if at.Within != 0 {
				continue
			}
			j := J{ID: fmt.Sprint(i)}
			for _, s := range at.Source.Spans {
				j.Source = append(j.Source, cp(s))
			}
			if !at.Cue.Empty() {
				j.Cue = append(j.Cue, cp(at.Cue))
			}
			for _, s := range at.Content {
				j.Content = append(j.Content, cp(s))
			}
			js = append(js, j)
		}
		b, _ := json.Marshal(map[string]any{"id": a.ID, "attributions": js})
		out.Write(append(b, '\n'))
	}
	out.Close()
	fmt.Printf("find: %.0f tok/s\n", float64(words)/dur.Seconds())
}
