package export_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/export"
)

// rowsOf reads the table of a report as a program does that knows nothing of us.
func rowsOf(t *testing.T, text string) []map[string]string {
	t.Helper()
	text, marked := strings.CutPrefix(text, "\ufeff")
	if !marked {
		t.Fatal("the table has no byte order mark")
	}
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		out = append(out, row)
	}
	return out
}

func wholeTable(t *testing.T, r *export.Report) []map[string]string {
	t.Helper()
	f, ok := export.Lookup("table")
	if !ok {
		t.Fatal("there is no table")
	}
	return rowsOf(t, f.Head+drawn(t, f.Stdout(), r, export.Style{}))
}

// TestTable holds the cells of the table to what the report says.
func TestTable(t *testing.T) {
	r := fixture(t)
	r.Events[0].OnWordOf = 1
	r.Events[1].Status = onrecord.EventHappened
	rows := wholeTable(t, r)
	if len(rows) != len(r.Events)+len(r.Positions) {
		t.Fatalf("%d rows", len(rows))
	}
	by := map[string]map[string]string{}
	runes := []rune(r.Text)
	at := -1
	for _, row := range rows {
		by[row["finding"]] = row
		var begin, end int
		for name, into := range map[string]*int{"begin_at": &begin, "end_at": &end} {
			if err := json.Unmarshal([]byte(row[name]), into); err != nil {
				t.Fatal(err)
			}
		}
		if got := string(runes[begin:end]); got != row["quotation"] {
			t.Errorf("%s: %q stands at its place, the quotation is %q", row["finding"], got, row["quotation"])
		}
		if begin < at {
			t.Errorf("%s comes before what stands before it", row["finding"])
		}
		at = begin
	}
	for id, want := range map[string]map[string]string{
		"ev1": {"kind": "event", "actor": "Estovia", "actor_name": "Estovia", "actor_code": "EST; ESTMIL", "actor_country": "EST", "actor_sector": "MIL", "recipient": "", "root": "COERCE",
			"mode": "restrict", "cameo": "172", "quad": "4", "status": "", "factuality": "0.5", "modality": "expected", "stance": "", "firmness": "", "red_line": "",
			"date": "", "date_origin": "", "place": "NORVIK", "place_origin": "dateline", "lat": "", "geonames": "", "voice": "attributed", "chain": "Well-informed sources",
			"chain_kinds": "group", "chain_naming": "unnamed_unaffiliated", "source": "Well-informed sources", "source_kind": "group", "statement": "a1", "statement_type": "assertion", "cue": "told",
			"outlet": "Harbour Gazette", "published_day": "2026-03-03", "report": onrecord.Digest(r.Text)},
		"ev2": {"recipient": "the ministry; its neighbours", "recipient_code": "ESTGOV", "date": "2026-03-02", "date_end": "2026-03-02", "date_origin": "told", "date_words": "on Monday", "date_by": "weekday",
			"date_confidence": "0.9", "place": "Zürich", "place_name": "Zürich", "place_origin": "told", "place_country": "CHE", "lat": "47.3667", "lon": "8.55", "geonames": "2657896", "voice": "outlet",
			"chain": "", "source": "", "naming": "", "statement": ""},
		"p1": {"kind": "position", "actor": "the ministry", "root": "", "quad": "", "intensity": "", "factuality": "", "issue": "patrols", "topic": "troop_deployment", "stance": "against", "firmness": "4",
			"red_line": "true", "implied": "false", "conditions": "until: a monitoring mission is in place", "time_bound": "at_this_stage", "date": "2026-03-03", "date_origin": "publication",
			"chain": "They (Well-informed sources) > the ministry", "chain_kinds": "group > government_body", "chain_naming": "unnamed_unaffiliated > unnamed_identifiable", "source": "the ministry"},
		"p2": {"chain": "one ranking figure", "implied": "true", "stance": "ambiguous"},
	} {
		for name, v := range want {
			if by[id][name] != v {
				t.Errorf("%s: %s is %q, want %q", id, name, by[id][name], v)
			}
		}
	}
	cite := by["ev2"]["citation"]
	for _, part := range []string{r.Title(), "Harbour Gazette", "2026-03-03", r.Meta.URL, onrecord.Digest(r.Text), "ev2", "characters " + by["ev2"]["begin_at"] + " to " + by["ev2"]["end_at"]} {
		if !strings.Contains(cite, part) {
			t.Errorf("the citation lacks %q: %s", part, cite)
		}
	}
}

// TestDayOfTheReport stands for a day that is not told only of what came about, and is called so.
func TestDayOfTheReport(t *testing.T) {
	for _, c := range []struct {
		status           onrecord.EventStatus
		published        string
		date             onrecord.Date
		told             bool
		day, end, origin string
	}{
		{status: onrecord.EventHappened, published: "2026-03-03", day: "2026-03-03", end: "2026-03-03", origin: "publication"},
		{status: onrecord.EventOngoing, published: "2026-03-03T10:00:00Z", day: "2026-03-03", end: "2026-03-03", origin: "publication"},
		{status: onrecord.EventPlanned, published: "2026-03-03"},
		{status: onrecord.EventNotHappened, published: "2026-03-03"},
		{published: "2026-03-03"},
		{status: onrecord.EventHappened},
		{status: onrecord.EventHappened, published: "2026-03-03", told: true, day: "", end: "", origin: "told_not_settled"},
		{status: onrecord.EventPlanned, published: "2026-03-03", told: true, date: onrecord.Date{To: "2026-03-09"}, end: "2026-03-09", origin: "told"},
	} {
		r := fixture(t)
		r.Meta.Published = c.published
		e := &r.Events[1]
		e.Status, e.Date = c.status, 0
		if c.told {
			c.date.Span = r.Dates[0].Span
			r.Dates[0], e.Date = c.date, 1
		}
		for _, row := range wholeTable(t, r) {
			if row["finding"] == "ev2" && (row["date"] != c.day || row["date_end"] != c.end || row["date_origin"] != c.origin) {
				t.Errorf("%+v: %s to %s, %s", c, row["date"], row["date_end"], row["date_origin"])
			}
		}
	}
}

// TestTableNames resolves a pronoun to the mention it stands for, and leaves one that stands for nobody empty.
func TestTableNames(t *testing.T) {
	r := fixture(t)
	e := &r.Events[1]
	they := r.Entities[0].Mentions[1].Span
	e.Actor = []onrecord.Member{{Span: they, Head: e.Actor[0].Head, Entity: 1}}
	named := func() string {
		for _, row := range wholeTable(t, r) {
			if row["finding"] == "ev2" {
				if row["actor"] != "They" {
					t.Errorf("actor is %q", row["actor"])
				}
				return row["actor_name"]
			}
		}
		return "no row"
	}
	if got := named(); got != "Well-informed sources" {
		t.Errorf("they are %q", got)
	}
	r.Entities[0].Name = "The Sources"
	if got := named(); got != "The Sources" {
		t.Errorf("they are %q", got)
	}
	r.Entities[0].Name, r.Entities[0].Mentions = "", r.Entities[0].Mentions[1:]
	if got := named(); got != "" {
		t.Errorf("they are %q, nobody known", got)
	}
	e.Actor[0].Entity = 0
	first, _ := r.TokensIn(they)
	r.Tokens[first].Tag = "PRON"
	if got := named(); got != "" {
		t.Errorf("they are %q, nobody known", got)
	}
}

// TestDictionary has the dictionary, the schema and the documentation name the columns of the table, every one with what it means.
func TestDictionary(t *testing.T) {
	whole, err := export.NewTable(nil)
	if err != nil {
		t.Fatal(err)
	}
	heading, rows := whole.Dictionary()
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
		for i, cell := range row[:4] {
			if cell == "" {
				t.Errorf("%s has no %s", row[0], heading[i])
			}
		}
	}
	if !slices.Equal(names, whole.Heading()) || len(names) < 80 {
		t.Errorf("%d columns, the dictionary has %q", len(whole.Columns), names)
	}
	var b strings.Builder
	if err := whole.WriteSchema(&b); err != nil {
		t.Fatal(err)
	}
	var schema struct{ Fields []struct{ Name, Type string } }
	if err := json.Unmarshal([]byte(b.String()), &schema); err != nil || len(schema.Fields) != len(names) {
		t.Errorf("schema: %d fields, %v", len(schema.Fields), err)
	}
	docs := "| column | type | rows | meaning |\n| --- | --- | --- | --- |\n"
	for i, row := range rows {
		if schema.Fields[i].Name != row[0] || schema.Fields[i].Type != row[1] {
			t.Errorf("field %d of the schema is %+v, the column %s %s", i, schema.Fields[i], row[0], row[1])
		}
		values := ""
		if row[4] != "" && row[1] == "string" {
			values = " (`" + strings.ReplaceAll(row[4], ", ", "`, `") + "`)"
		}
		docs += "| `" + row[0] + "` | " + row[1] + " | " + row[2] + " | " + row[3] + values + " |\n"
	}
	const page = "../../docs/table.md"
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(raw), "| column | type |")
	_, after, more := strings.Cut(after, "\n\n")
	if *update {
		if err := os.WriteFile(page, []byte(before+docs+"\n"+after), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if !found || !more || !strings.Contains(string(raw), docs) {
		t.Errorf("%s does not have the dictionary as it is; go test ./internal/export -run Dictionary -update", page)
	}
}

// TestChosenColumns writes the columns that are chosen, in their order; others are refused with those there are.
func TestChosenColumns(t *testing.T) {
	chosen, err := export.NewTable([]string{"stance", "finding", "quad"})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := chosen.CSV(&b, fixture(t)); err != nil {
		t.Fatal(err)
	}
	if got, want := chosen.Head()+b.String(), "\ufeffstance,finding,quad\r\n,ev1,4\r\nagainst,p1,\r\nambiguous,p2,\r\n,ev2,3\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, names := range [][]string{{"stanze"}, {"stance", "stance"}} {
		if _, err := export.NewTable(names); err == nil || !strings.Contains(err.Error(), "stan") {
			t.Errorf("%q: %v", names, err)
		}
	}
	one, err := export.NewTable([]string{"mode"})
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := one.CSV(&b, fixture(t)); err != nil {
		t.Fatal(err)
	}
	if rows := rowsOf(t, one.Head()+b.String()); len(rows) != 4 {
		t.Errorf("%d rows of one column that is mostly empty", len(rows))
	}
}
