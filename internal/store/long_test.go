package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

// TestLongText keeps texts that are too long for the full text of PostgreSQL (16,383 places, one megabyte of words): they are whole, found by
// what fits, and a warning says where that ends. SQLite finds all.
func TestLongText(t *testing.T) {
	long := func(from, n int) string {
		var b strings.Builder
		b.WriteString("Officials in Norwick said so. ")
		for i := range n {
			fmt.Fprintf(&b, "w%dx%d ", i%7, from+i)
		}
		return b.String() + "The last word is zymurgy."
	}
	onEach(t, func(t *testing.T, db database) {
		s := opened(t, db)
		many, huge := long(0, 20_000), long(1_000_000, 150_000)
		one := strings.Repeat("again and ", 200_000) + "again zymurgy"
		var docs []*onrecord.Document
		for i, text := range []string{many, huge, one} {
			docs = append(docs, &onrecord.Document{ID: fmt.Sprint("long", i), Text: text, Made: onrecord.Made{Tool: "t", Lexicon: "l", Models: "m"}})
		}
		if n, err := s.Put(context.Background(), docs); err != nil || n.Added != 3 {
			t.Fatalf("%+v, %v", n, err)
		}
		found := func(words string) int {
			p, err := s.Search(context.Background(), store.Query{Text: words})
			if err != nil {
				t.Fatal(words, err)
			}
			return len(p.Hits)
		}
		postgres := db.kind == "postgres"
		ends, inRow := 3, 3
		if postgres {
			ends, inRow = 1, 0 // the end of the second and the third is beyond a megabyte
		}
		for words, want := range map[string]int{"Norwick": 2, "w1x15": 1, `"w3x1000003 w4x1000004"`: 1, "zymurgy": ends} {
			if n := found(words); n != want {
				t.Errorf("%s: %d found, want %d", words, n, want)
			}
		}
		if n := found(`"word is zymurgy"`); !postgres && n != 2 || postgres && n != inRow {
			t.Errorf("words in a row at the end: %d found", n)
		}
		for i, text := range []string{many, huge, one} {
			d, err := s.Report(context.Background(), onrecord.Digest(text))
			if err != nil || d.Text != text {
				t.Fatalf("report %d is not whole: %v", i, err)
			}
			want := 0
			if postgres {
				want = 1
			}
			if len(d.Warnings) != want || postgres && d.Warnings[0].Code != "search_cut" {
				t.Errorf("report %d: %v", i, d.Warnings)
			}
			if postgres {
				t.Log(d.Warnings[0].Text)
			}
		}
	})
}
