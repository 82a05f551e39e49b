package answer

import (
	"errors"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

// partStore is a store of three reports without findings.
func partStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.OpenScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var reports []*onrecord.Document
	for i, text := range []string{"The first report.", "The second report.", "The third report."} {
		reports = append(reports, &onrecord.Document{ID: text, Text: text, Meta: onrecord.Meta{Publisher: []string{"Gazette", "Ledger", "Gazette"}[i], Published: "2026-03-0" + string(rune('1'+i))},
			Made: onrecord.Made{Tool: "test"}})
	}
	if _, err := s.Put(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestExportPart gives an export in parts of whole reports; what is no text, or does not fit, is refused.
func TestExportPart(t *testing.T) {
	s := partStore(t)
	f, err := FormOf("json")
	if err != nil {
		t.Fatal(err)
	}
	var whole strings.Builder
	if _, err := Export(t.Context(), s, f, Selected{}, &whole); err != nil {
		t.Fatal(err)
	}
	together, skip := "", 0
	for i := 0; i == 0 || skip > 0; i++ {
		p, err := ExportPart(t.Context(), s, f, Selected{}, skip, whole.Len()*2/5)
		if err != nil || p.Written != 1 || i > 2 {
			t.Fatalf("part %d: %+v, %v", i, p, err)
		}
		together, skip = together+p.Text, p.Next
	}
	if together != whole.String() {
		t.Errorf("the parts make up\n%s\nthe whole is\n%s", together, whole.String())
	}
	if p, err := ExportPart(t.Context(), s, f, Selected{Query: Query{Query: store.Query{Outlet: "Gazette"}}}, 1, 1<<20); err != nil || p.Written != 1 || p.Left != 1 || !strings.Contains(p.Text, "third") {
		t.Errorf("%+v, %v", p, err)
	}
	for form, most := range map[string]int{"json": 10, "dossier": 1, "parquet-table": 1 << 20, "brat": 1 << 20} {
		f, err := FormOf(form)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := ExportPart(t.Context(), s, f, Selected{}, 0, most); !errors.Is(err, store.ErrQuery) {
			t.Errorf("%s in %d bytes: %+v, %v", form, most, p, err)
		}
	}
}

// TestColumnsAreChecked refuses columns of a form that has none to choose, and those that there are not.
func TestColumnsAreChecked(t *testing.T) {
	for _, form := range []string{"json", "table"} {
		f, err := FormOf(form)
		if err != nil {
			t.Fatal(err)
		}
		s := Selected{Columns: []string{"date_orgin"}}
		if err := s.Check(f); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), map[string]string{"json": "parquet-table", "table": "date_origin"}[form]) {
			t.Errorf("%s: %v", form, err)
		}
	}
	if got := ParseColumns(" kind, root\n,stance"); strings.Join(got, "|") != "kind|root|stance" {
		t.Errorf("%q", got)
	}
}
