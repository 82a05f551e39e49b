package store_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"onrecord"
	"onrecord/internal/store"
)

func TestStems(t *testing.T) {
	for text, want := range map[string]string{
		"Ministers' ministries":       "minist ministri",
		"generously GENEROUS":         "generous generous",
		"news, a country’s countries": "news a countri s countri",
		"café CAFE\u0301 Łódź":        "cafe cafe lodz",
		"Straße Ærø ﬁsh":              "strass aero fish",
		"F-16s in 2026":               "f 16s in 2026",
		"Åland; ÅLAND":                "aland aland",
		"Москва й":                    "москва й",
		"हिन्दी":                      "हिन्दी",
		"\u0301 – … ¶":                "",
		strings.Repeat("a", 3000):     strings.Repeat("a", 200),
	} {
		if got := strings.Join(store.Stems(text), " "); got != want {
			t.Errorf("%.40q: %.60q, want %.60q", text, got, want)
		}
	}
}

func TestWordsFoundAreThoseOfTheText(t *testing.T) {
	const text = "The Café’s owners — generously, it said — reopened. Owners of cafés paid 16-year-olds."
	for query, want := range map[string]string{
		"cafe":            "[Café]",
		"generous":        "[generously]",
		"owner":           "[owners]",
		`"owner of cafe"`: "[Owners of cafés]",
		`"16 year"`:       "[16-year]",
		"reop*":           "[reopened]",
		`"cafe s own"*`:   "[Café’s owners]",
		"paid OR said":    "[said]",
		"paid -said":      "[paid]",
		"nothing":         "[]The Café",
		`"said owners"`:   "[]The Café",
	} {
		if got := store.First(text, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func FuzzFirst(f *testing.F) {
	f.Add("The Café’s owners", "cafe* OR \"x y\"")
	f.Add("\xff\u0301ﷺ½²", "½ ﷺ*")
	f.Fuzz(func(t *testing.T, text, query string) {
		store.First(text, query)
		for _, s := range store.Stems(text) {
			if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) }) {
				t.Errorf("%q has %q, which is no word", text, s)
			}
		}
	})
}

// TestEveryStoreFindsTheSame asks what Porter's stems and Snowball's, and the ways of databases to tell words apart, answer differently.
func TestEveryStoreFindsTheSame(t *testing.T) { onEach(t, findsTheSame) }

func findsTheSame(t *testing.T, db database) {
	s := opened(t, db)
	texts := []string{
		"Generals were generously praised on the day of the fair. Skies cleared over Łódź.",
		"The 3.5-mile e-mail@tarn.example/path went to the news desk; ¶ it's 1e5 F-16s, the general said.",
		"Sailors were dying, the university said. The universe was not asked about the proceedings.",
	}
	for i, text := range texts {
		d := report(t, text, "", fmt.Sprintf("2026-04-%02d", i+1))
		d.Meta.Title = []string{"Fairly told", "The last word", "A year on"}[i]
		if _, err := s.Put(t.Context(), []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string][]int{
		"generous":                 {0}, // Porter: gener, with generals
		"general":                  {0, 1},
		"sky":                      {0}, // Porter: sky and ski
		"lodz":                     {0},
		"fairly":                   {0},
		"new":                      nil, // news is no new
		"news":                     {1},
		"die":                      {2}, // dying
		"university":               {2},
		"proceeding":               {2},
		`"3 5 mile"`:               {1},
		`"tarn example path went"`: {1},
		"1e5":                      {1},
		"16s":                      {1},
		`"word the 3"`:             nil, // across title and text
		`"last word"`:              {1},
		"gener*":                   {0, 1},
		"said -general":            {2},
		`"year on"`:                {2},
	} {
		page, err := s.Search(t.Context(), store.Query{Text: query})
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var got []int
		for _, h := range page.Hits {
			got = append(got, slices.IndexFunc(texts, func(x string) bool { return onrecord.Digest(x) == h.Report }))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: reports %v, want %v", query, got, want)
		}
	}
}

// older is a store that the program made before, by the version of its tables: 6, before it stemmed words itself; 9, with readings that
// have no version.
func older(t *testing.T, version int) string {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/version-%d.db.gz", version))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "older.db")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestOlderStoreIsFoundByNewStems opens a store of the program before: what it holds is found by the words of today, and is whole.
func TestOlderStoreIsFoundByNewStems(t *testing.T) {
	name := older(t, 6)
	if _, err := store.OpenToRead(t.Context(), name); err == nil || !strings.Contains(err.Error(), "open it once with onrecord ingest") {
		t.Errorf("opened to be read: %v", err)
	}
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	finds(t, s)
	if list := faults(t, s); len(list) > 0 {
		t.Errorf("faults: %v", list)
	}
}

// finds looks for what stands in the two sample reports, after one of them has been read again.
func finds(t *testing.T, s *store.Store) {
	t.Helper()
	look := func() {
		for _, c := range []struct {
			q    store.Query
			want string
		}{
			{store.Query{Text: "ship"}, "ships"},
			{store.Query{Text: `"minister were hurry"`}, "Officials"}, // the title
			{store.Query{Text: "arrests"}, "arrested"},
			{store.Query{Text: "cafe"}, "café"},
			{store.Query{Kind: store.Statement, Text: "ships", Source: "official"}, "ships"},
			{store.Query{Kind: store.Event, Recipient: "Iran"}, "France condemned Iran"},
			{store.Query{Kind: store.Position, Actor: "norway"}, "would not send ships"},
		} {
			page, err := s.Search(t.Context(), c.q)
			if err != nil || len(page.Hits) != 1 || !strings.Contains(page.Hits[0].Quote, c.want) {
				t.Errorf("%+v: %+v, %v, want %q", c.q, page.Hits, err, c.want)
			}
		}
	}
	look()
	again := report(t, first, "Harbour Gazette", "2026-03-01")
	again.Meta.Title, again.Made.Models = "Ministers were hurrying", "another"
	if tally, err := s.Put(t.Context(), []*onrecord.Document{again}); err != nil || tally.Replaced != 1 {
		t.Fatalf("%+v, %v", tally, err)
	}
	look()
}
