package export_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store/mend"
)

// mended is the fixture with statement 2 rejected, in which 3 lies, the source of statement 4 put right, position 1 taken firmer, event 1
// rejected and a statement added.
func mended(t testing.TB, keep bool) *export.Report {
	t.Helper()
	r := fixture(t)
	find := finder{t, r.Document}
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	words := func(s string) []mend.Selector { return mend.SelectAll(r.Text, find.all(s)) }
	log := []mend.Decision{
		{Action: mend.Reject, Kind: onrecord.KindStatement, Target: mend.Aim(r.Document, onrecord.KindStatement, 2)},
		{Action: mend.Correct, Kind: onrecord.KindStatement, Target: mend.Aim(r.Document, onrecord.KindStatement, 4),
			Values: []mend.Value{{Field: "source", Words: words("The envoy")}}},
		{Action: mend.Correct, Kind: onrecord.KindPosition, Target: mend.Aim(r.Document, onrecord.KindPosition, 1), Values: []mend.Value{{Field: "firmness", Text: "5"}}},
		{Action: mend.Reject, Kind: onrecord.KindEvent, Target: mend.Aim(r.Document, onrecord.KindEvent, 1)},
		{Action: mend.Add, Kind: onrecord.KindStatement, Values: []mend.Value{{Field: "content", Words: words("Estovia keeps its ports shut")}}},
	}
	log = append(log, mend.Decision{Action: mend.Correct, Kind: onrecord.KindEvent, Target: mend.Aim(r.Document, onrecord.KindEvent, 2), Values: []mend.Value{{Field: "root", Text: "ACCUSE"}}})
	for i := range log {
		log[i].N, log[i].Who, log[i].At = int64(i+1), "Ana <b>", at
	}
	d, outcomes := mend.Lay(r.Document, log, mend.Options{KeepRejected: keep})
	for _, o := range outcomes {
		if o.Lost != "" {
			t.Fatalf("decision %d: %s", o.N, o.Lost)
		}
	}
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	out := *r
	out.Document, out.Sourcing = d, newsroom.Summarize(d)
	return &out
}

var (
	idInJSON = regexp.MustCompile(`"id":"(a\d+|ev\d+|p\d+)"`)
	idCell   = regexp.MustCompile(`(?m)^[0-9a-f]{64},(a\d+|ev\d+|p\d+),`)
)

// TestDecidedInEveryFormat: what was decided shows in every format under the ids that findings have everywhere; what was rejected is nowhere
// unless both are asked for.
func TestDecidedInEveryFormat(t *testing.T) {
	r, both, plain := mended(t, false), mended(t, true), fixture(t)
	for _, f := range export.Formats() {
		for _, file := range f.Files {
			if file.Ext == ".txt" {
				continue
			}
			got, all := drawn(t, file.Write, r, export.Style{Width: 80, Unsure: true}), drawn(t, file.Write, both, export.Style{Width: 80, Unsure: true})
			if got == drawn(t, file.Write, plain, export.Style{Width: 80, Unsure: true}) && !slices.Contains([]string{"ninjs", "claimreview", "bibtex", "ris", "csl-json"}, f.Name) { // they have no findings
				t.Errorf("%s shows nothing of what was decided", f.Name)
			}
			if export.ShowsBoth(f.Name) && all == got && !strings.HasSuffix(f.Name, "positions") { // of which none is rejected
				t.Errorf("%s shows the same where both are asked for", f.Name)
			}
		}
	}
	ids := func(format, text string) []string {
		pattern := idInJSON
		if strings.HasPrefix(format, "csv") {
			pattern = idCell
		}
		var out []string
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for format, want := range map[string]struct{ has, not []string }{
		"csv-statements": {[]string{"a1", "a3", "a4", "a9", "a10"}, []string{"a2"}},
		"csv-events":     {[]string{"ev2"}, []string{"ev1"}},
		"attributions":   {[]string{"a1", "a3", "a4", "a9", "a10"}, []string{"a2"}},
		"json":           {[]string{"a1", "a3", "a10", "ev2", "p1"}, nil},
		"positions":      {[]string{"p1", "p2"}, nil},
	} {
		f, _ := export.Lookup(format)
		got := ids(format, drawn(t, f.Stdout(), r, export.Style{}))
		for _, id := range want.has {
			if !slices.Contains(got, id) {
				t.Errorf("%s lacks %s: %v", format, id, got)
			}
		}
		for _, id := range want.not {
			if slices.Contains(got, id) {
				t.Errorf("%s has %s: %v", format, id, got)
			}
		}
	}
	for format, want := range map[string][]string{
		"text":           {"corrected by Ana <b>, 2026-11-30: source was “one ranking figure”"},
		"markdown":       {"Decided: corrected by Ana", "source was “one ranking figure”"},
		"html":           {`id="a10"`, `href="#t10"`, "source was “one ranking figure”", "Ana &lt;b&gt;"},
		"csv-statements": {`corrected,Ana <b> 2026-11-30,"{""source"":""one ranking figure""}"`, "added,Ana <b> 2026-11-30,"},
		"csv-positions":  {`corrected,Ana <b> 2026-11-30,"{""firmness"":""`},
		"attributions":   {`"decided":{"verdict":"corrected","who":"Ana <b>","at":"2026-11-30T09:00:00Z","changed":[{"field":"source","read":"one ranking figure","now":"The envoy","decision":2`},
		"webannotation":  {"corrected by Ana", "source was “one ranking figure”"},
		"json":           {`"rejected":[{"id":"a2"`},
	} {
		f, _ := export.Lookup(format)
		got := drawn(t, f.Stdout(), r, export.Style{Width: 200, Unsure: true})
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s does not tell %q", format, w)
			}
		}
	}
	f, _ := export.Lookup("csv-statements")
	if got := drawn(t, f.Stdout(), both, export.Style{}); !regexp.MustCompile(`(?m),a2,.*,rejected,Ana <b> 2026-11-30,`).MatchString(got) {
		t.Error("both does not have what was rejected")
	}
	// What refers to a statement names it by its number.
	var doc struct {
		Attributions []struct {
			ID     string
			Parent *string
		}
		Sourcing struct {
			Sources []struct{ Attributions []string }
		}
	}
	f, _ = export.Lookup("json")
	if err := json.Unmarshal([]byte(drawn(t, f.Stdout(), r, export.Style{})), &doc); err != nil {
		t.Fatal(err)
	}
	for _, a := range doc.Attributions {
		if a.ID == "a7" && (a.Parent == nil || *a.Parent != "a6") || a.ID == "a3" && a.Parent != nil {
			t.Errorf("%s lies in %v", a.ID, a.Parent)
		}
	}
	for _, s := range doc.Sourcing.Sources {
		if slices.Contains(s.Attributions, "a2") {
			t.Error("the profile counts what was rejected")
		}
	}
}
