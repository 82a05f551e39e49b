package export_test

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/reading/plover"
)

// decoded is what a format of JSON writes of a report.
func decoded(t *testing.T, format string, r *export.Report) map[string]any {
	t.Helper()
	f, ok := export.Lookup(format)
	if !ok {
		t.Fatal(format)
	}
	var out map[string]any
	if err := json.NewDecoder(strings.NewReader(drawn(t, f.Stdout(), r, export.Style{}))).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFormerNames: what JSON called otherwise before has both names for one version, and both say the same.
func TestFormerNames(t *testing.T) {
	r := fixture(t)
	r.Events[0].OnWordOf = 1
	same := func(where string, x map[string]any, now, before string) {
		t.Helper()
		a, there := x[now]
		b, still := x[before]
		if !there || !still || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %s is %v, %s %v", where, now, a, before, b)
		}
	}
	whole := decoded(t, "json", r)
	same("document", whole, "alerts", "findings")
	if len(whole["alerts"].([]any)) == 0 {
		t.Error("no alert to compare")
	}
	told := 0
	for _, list := range []any{whole["events"], whole["positions"], decoded(t, "events", r)["events"], decoded(t, "positions", r)["positions"]} {
		for _, x := range list.([]any) {
			same("finding", x.(map[string]any), "on_word_of_id", "word")
			if x.(map[string]any)["word"] != nil {
				told++
			}
		}
	}
	if told == 0 {
		t.Error("nothing on somebody's word to compare")
	}
}

// TestNotMeasuredIsNeverZero: an event that was not judged, a number and a language that are not told have no value in any form.
func TestNotMeasuredIsNeverZero(t *testing.T) {
	r := fixture(t)
	r.Events[0].Fact = onrecord.Factuality{}
	r.Language = onrecord.Language{}
	whole := decoded(t, "json", r)
	for format, list := range map[string]any{"json": whole["events"], "events": decoded(t, "events", r)["events"], "plover": []any{decoded(t, "plover", r)}} {
		if v, there := list.([]any)[0].(map[string]any)["factuality"].(map[string]any)["value"]; !there || v != nil {
			t.Errorf("%s: factuality %v", format, v)
		}
	}
	if c := whole["language"].(map[string]any)["confidence"]; c != nil {
		t.Errorf("language: confidence %v", c)
	}
	if n := whole["attributions"].([]any)[0].(map[string]any)["count"]; n != nil {
		t.Errorf("count of sources: %v", n)
	}
	if rows := export.EventRows(r); rows[0].Factuality != nil {
		t.Errorf("Parquet: factuality %v", *rows[0].Factuality)
	}
	f, _ := export.Lookup("csv-events")
	rows, err := csv.NewReader(strings.NewReader(f.Head + drawn(t, f.Stdout(), r, export.Style{}))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(rows, err)
	}
	for i, name := range rows[0] {
		if name == "factuality" && rows[1][i] != "" {
			t.Errorf("CSV: factuality %q", rows[1][i])
		}
	}
	for _, f := range export.Formats() {
		for _, file := range f.Files {
			if out := drawn(t, file.Write, r, export.Style{Width: 80}); strings.Contains(out, "0.0 of -3 to 3") {
				t.Errorf("%s tells a factuality of 0", f.Name)
			}
		}
	}
}

// TestEveryRootIsRated: the codebook has class and score of every root (that of REQUEST is 0), so that no event has 0 for want of them.
func TestEveryRootIsRated(t *testing.T) {
	for _, root := range onrecord.Values("root") {
		if plover.QuadOf(onrecord.Root(root)) == 0 {
			t.Errorf("%s is not in the codebook", root)
		}
	}
}
