package desk

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
)

func TestReviewForms(t *testing.T) {
	b := demo(t)
	first, err := b.store.Uncertain(t.Context(), store.Query{}, 2)
	if err != nil || len(first) != 2 {
		t.Fatal(err)
	}
	id := onrecord.FindingID(first[0].Kind, first[0].Number)
	b.want(b.get("/review"), 200, `name="finding" value="`+id+`"`, first[0].Report, `data-key="a"`, "sure to")
	decide := func(form url.Values, status int) {
		t.Helper()
		b.want(b.post("/decide", form), status)
	}
	decide(url.Values{"report": {first[0].Report}, "finding": {id}, "action": {"reject"}, "why": {"<b>no</b> deed"}, "next": {"/review"}}, 303)
	b.want(b.get("/review"), 200, `name="finding" value="`+onrecord.FindingID(first[1].Kind, first[1].Number)+`"`, "Your last decision", `data-key="z"`)
	b.want(b.get("/r/"+first[0].Report), 200, "✗ rejected", "&lt;b&gt;no&lt;/b&gt; deed", "was-reject")
	b.want(b.get("/decisions"), 200, "rejected", "&lt;b&gt;no&lt;/b&gt; deed")
	report := b.sampleReport("Hallam: no relief flights without a truce")
	one := "/r/" + report + "/decide/a1"
	b.want(b.get(one), 200, "kind of source", `<option value="office_holder" selected>`, "Back to the report")
	decide(url.Values{"report": {report}, "finding": {"a1"}, "action": {"correct"}, "was.source_kind": {"office_holder"}, "value.source_kind": {"group"}, "was.naming": {"named"}, "value.naming": {"named"}}, 303)
	b.want(b.get(one), 200, `<option value="group" selected>`, "kind of source corrected: group (was office-holder)")
	decide(url.Values{"report": {report}, "finding": {"p1"}, "action": {"correct"}, "field": {"firmness"}, "value": {"4"}, "set": {"5"}}, 303)
	b.want(b.get("/r/"+report), 200, "✎ firmness corrected: 5 absolute (was 4 categorical)", "absolute (5)")

	// What is taken out is as people decided, and as the program read where that is asked for.
	for as, want := range map[string]string{"": "group", "?as=decided": "group", "?as=both": "group", "?as=read": "office_holder"} {
		var doc struct {
			Attributions []struct{ Source_kind string }
		}
		if err := json.Unmarshal([]byte(b.get("/api/v1/reports/"+report+"/document"+as).body), &doc); err != nil || doc.Attributions[0].Source_kind != want {
			t.Errorf("%s: %+v, %v", as, doc, err)
		}
	}
	b.want(b.get("/api/v1/reports/"+report+"/document?as=half"), 422)
	b.want(b.get("/r/"+report+"/export/csv-statements"), 200, `,"{""source_kind"":""office_holder""}"`)
	b.want(b.get("/r/"+report+"/export/petrarch?as=both"), 400, "has no place for both")
	b.want(b.get("/r/"+report+"?as=read"), 200, "As the program read it.", "As people decided")
	for _, form := range []url.Values{
		{"report": {report}, "finding": {"a1"}, "action": {"correct"}, "field": {"source_kind"}, "value": {"king"}},
		{"report": {report}, "finding": {"a1"}, "action": {"correct"}, "field": {"stance"}, "value": {"for"}},
		{"report": {report}, "finding": {"a999"}, "action": {"accept"}},
		{"report": {report}, "finding": {"x1"}, "action": {"accept"}},
		{"report": {report}, "finding": {"a1"}, "action": {"destroy"}},
		{"undo": {"x"}}, {"undo": {"99"}},
	} {
		decide(form, 400)
	}
	decide(url.Values{"report": {strings.Repeat("0", 64)}, "finding": {"a1"}, "action": {"accept"}}, 404)
	b.want(b.get("/r/"+report+"/decide/a999"), 404)
	b.want(b.do("POST", "/decide", "report="+report+"&finding=a1&action=reject", "Content-Type", "application/x-www-form-urlencoded",
		"Origin", "https://evil.example"), 403)
	if a := b.post("/decide", url.Values{"report": {report}, "finding": {"a2"}, "action": {"accept"}, "next": {"//evil.example/x"}}); a.Header.Get("Location") != "/review" {
		t.Errorf("leads to %q", a.Header.Get("Location"))
	}
	rows, err := csv.NewReader(strings.NewReader(b.get("/decisions.csv").body)).ReadAll()
	if lines := strings.Count(b.get("/decisions.jsonl").body, "\n"); err != nil || len(rows) != 5 || lines != 4 {
		t.Errorf("%d rows, %d lines, %v", len(rows)-1, lines, err)
	}
	b.desk.o.Writable = false
	decide(url.Values{"report": {report}, "finding": {"a1"}, "action": {"accept"}}, 403)
	if body := b.get("/review").body; strings.Contains(body, `action="/decide"`) {
		t.Error("a desk that is read-only offers to decide")
	}
}

// TestDecisionsByAPI decides and undoes by the API, and pages through the log.
func TestDecisionsByAPI(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam: no relief flights without a truce")
	post := func(body string, status int) (c answer.Decided) {
		t.Helper()
		a := b.do("POST", "/api/v1/decisions", body, "Content-Type", "application/json")
		b.want(a, status)
		if status == 201 {
			if err := json.Unmarshal([]byte(a.body), &c); err != nil {
				t.Fatal(err)
			}
		}
		return c
	}
	at := `"report":"` + report + `","finding":"a1"`
	c := post(`{"action":"correct",`+at+`,"field":"naming","value":"collective"}`, 201)
	if c.Old != "named" || c.New != "collective" || c.Quote == "" || c.Who == "" {
		t.Errorf("%+v", c)
	}
	post(`{"action":"undo","undoes":1}`, 201)
	post(`{"action":"undo","undoes":1}`, 400)
	post(`{"action":"accept",`+at+`}`, 201)
	post(`{"action":"correct",`+at+`,"field":"naming","value":"king"}`, 400)
	post(`{"action":"merge",`+at+`}`, 400)
	post(`{"action":"accept","report":"`+report+`"}`, 400)
	seen, after := 0, ""
	for pages := 0; pages < 9; pages++ {
		var l DecisionList
		if err := json.Unmarshal([]byte(b.get("/api/v1/decisions?limit=1&after="+after).body), &l); err != nil {
			t.Fatal(err)
		}
		seen += len(l.Decisions)
		if after = l.Next; after == "" {
			break
		}
	}
	if seen != 3 {
		t.Errorf("%d decisions by pages of one", seen)
	}
	b.desk.o.Writable = false
	post(`{"action":"accept",`+at+`}`, 403)
}

// TestReviewByKeys walks the queue in a browser, corrects a source's kind in the reader, sees it stay after a restart, and undoes it.
func TestReviewByKeys(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{Writable: true, Who: "ana"}, reports...)
	x := surf(b)
	x.open("/review")
	shown := func() string {
		return x.eval(`document.querySelector('.card.at') && [document.querySelector('.verdictform [name=report]')?.value, document.querySelector('.verdictform [name=finding]')?.value].join('#')`)
	}
	// another waits until the page shows another finding.
	another := func(than string) string {
		t.Helper()
		for begun := time.Now(); time.Since(begun) < patience; time.Sleep(50 * time.Millisecond) {
			if now := shown(); len(now) > 65 && now != than {
				return now
			}
		}
		t.Fatalf("the page still shows %s", than)
		return ""
	}
	first := another("")
	x.until(`document.querySelectorAll('#report a.lit').length > 0`, "true")
	x.keys("a")
	second := another(first)
	x.keys("x")
	third := another(second)
	x.keys(".")
	another(third)
	x.keys("z")
	x.until(`document.querySelector('.lastone a')?.textContent`, "accepted")
	if n := b.decisions(); n != 3 {
		t.Errorf("%d decisions, want accept, reject, undo", n)
	}

	report := b.sampleReport("Hallam: no relief flights without a truce")
	x.open("/r/" + report + "#a1")
	x.until(`document.querySelector('.card.at')?.id`, "a1")
	x.keys("e")
	x.until(`location.pathname`, "/r/"+report+"/decide/a1")
	x.do(chromedp.SetValue(chromedp.CSS("#m-source_kind"), "group"), chromedp.Click(chromedp.CSS(".mendform button.strong")))
	x.until(`location.pathname + location.hash`, "/r/"+report+"#a1")
	verdict := `document.querySelector('#a1 .verdicts')?.textContent.includes('kind of source corrected: group')`
	x.until(verdict, "true")

	// After a restart it stands, and can be undone.
	again := reopen(b)
	y := surf(again)
	y.open("/r/" + report + "#a1")
	y.until(verdict, "true")
	y.until(`document.querySelector('#a1 dl').textContent.includes('group')`, "true")
	y.open("/decisions")
	y.do(chromedp.Click(chromedp.CSS("tbody tr:first-child button")))
	y.until(`document.querySelector('tbody tr:first-child .open')?.textContent.includes('taken back')`, "true")
	y.open("/r/" + report)
	y.until(`document.querySelector('#a1 .verdicts')`, "null")
}

// reopen is another desk over the same store, as after a restart.
func reopen(b *bench) *bench {
	b.Helper()
	name := b.file
	b.web.Close()
	if err := b.store.Close(); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	rules, err := newsroom.New()
	if err != nil {
		b.Fatal(err)
	}
	return serving(b.TB, s, filepath.Clean(name), rules, b.desk.o)
}
