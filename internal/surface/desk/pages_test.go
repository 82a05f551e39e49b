package desk

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/reading/newsroom"
)

func TestScreens(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam: no relief flights without a truce")
	for _, c := range []struct {
		path  string
		words []string
	}{
		{"/", []string{"New reports", "Hallam opens the skies for ten days", "Where they stand",
			"Told otherwise than before", "Paste a report"}},
		{"/?outlet=wikinews", []string{"Iraqi Parliament votes"}},
		{"/r/" + report, []string{"Prime Minister Dora Hallam", "a truce is signed", "What to check", "SHA-256",
			`id="a1"`, `id="p1"`, `class="source anon`}},
		{"/explore?q=truce", []string{"found", "Calder Courier", "link to this query"}},
		{"/explore?kind=event&root=REJECT", []string{"REJECT", "told as"}},
		{"/ledger", []string{"Estovia", "airspace", "Δ", "until"}},
		{"/dossier?who=name%2Festovia%2F&on=airspace", []string{"What holds now", "<svg", "2026-02-06", "unnamed",
			"Conditions and red lines", "Told before"}},
		{"/sources", []string{"Harbour Gazette", "By outlet", "Over time", "Prime Minister Dora Hallam"}},
		{"/about", []string{"GET /api/v1/search", "POST /api/v1/read"}},
	} {
		b.want(b.get(c.path), 200, c.words...)
	}
	b.want(b.get("/nowhere"), 404, "There is no such page"[1:])
	b.want(b.get("/explore?from=yesterday"), 400, "days are written")
	b.want(b.get("/dossier?who=nobody"), 404)
	b.want(b.do("DELETE", "/r/"+report, ""), 405)
	if log := b.log.String(); strings.Contains(log, "truce") || strings.Contains(log, "yesterday") {
		t.Error("the log tells what was looked for:\n" + log)
	}
}

// TestSameBytes asks twice: the same record gives the same page, and one that is known is not sent again.
func TestSameBytes(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam opens the skies for ten days")
	for _, path := range []string{"/", "/r/" + report, "/explore?kind=position", "/ledger",
		"/dossier?who=name%2Festovia%2F&on=airspace", "/sources",
		"/openapi.json", "/api/v1/reports/" + report, "/api/v1/reports/" + report + "/document", "/static/desk.css"} {
		first, second := b.get(path), b.get(path)
		if first.body != second.body || first.StatusCode != 200 {
			t.Errorf("%s: two answers differ, or status %d", path, first.StatusCode)
		}
		tag := first.Header.Get("ETag")
		if again := b.get(path, "If-None-Match", tag); tag == "" || again.StatusCode != 304 || again.body != "" {
			t.Errorf("%s: tag %q, answer to a known one %d with %d bytes", path, tag, again.StatusCode, len(again.body))
		}
		if len(first.body) < 1400 {
			continue // goes out as it is
		}
		if zipped := b.get(path, "Accept-Encoding", "gzip"); zipped.Header.Get("Content-Encoding") != "gzip" ||
			len(zipped.body) >= len(first.body) {
			t.Errorf("%s is not packed: %d bytes of %d", path, len(zipped.body), len(first.body))
		}
	}
}

// TestExportsAreComplete compares what a page counts with the rows of its exports and with the pages of the API.
func TestExportsAreComplete(t *testing.T) {
	b := demo(t)
	count := regexp.MustCompile(`<b>([0-9,]+)</b> found`)
	for _, query := range []string{"kind=statement", "kind=position&stance=against", "kind=event", "q=truce",
		"kind=statement&outlet=Wikinews", "kind=report"} {
		m := count.FindStringSubmatch(b.get("/explore?" + query).body)
		if m == nil {
			t.Errorf("%s: no count on the page", query)
			continue
		}
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		rows, err := csv.NewReader(strings.NewReader(b.get("/explore.csv?" + query).body)).ReadAll()
		if err != nil || len(rows)-1 != n {
			t.Errorf("%s: %d rows of CSV, %d on the page, %v", query, len(rows)-1, n, err)
		}
		if lines := strings.Count(b.get("/explore.jsonl?"+query).body, "\n"); lines != n {
			t.Errorf("%s: %d lines of JSON, %d on the page", query, lines, n)
		}
		if n == 0 {
			t.Errorf("%s finds nothing: the test proves nothing", query)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(b.get("/explore.csv?kind=statement").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	reports, _ := samples()
	text := map[string]string{}
	for _, d := range reports {
		text[onrecord.Digest(d.Text)] = d.Text
	}
	for _, r := range rows[1:] {
		begin, _ := strconv.Atoi(r[7])
		end, _ := strconv.Atoi(r[8])
		if got := string([]rune(text[r[1]])[begin:end]); got != r[9] {
			t.Errorf("characters %d to %d of the report are %q, the row says %q", begin, end, got, r[9])
		}
	}
}

func TestReportExports(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam opens the skies for ten days")
	for _, f := range export.Formats() {
		a := b.get("/r/" + report + "/export/" + f.Name)
		b.want(a, 200)
		if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") ||
			a.Header.Get("Content-Type") != "application/octet-stream" ||
			a.body == "" && f.Name != "petrarch" && f.Name != "phoenix" /* countries that do not exist have no codes */ {
			t.Errorf("%s: %v, %d bytes", f.Name, a.Header, len(a.body))
		}
	}
	b.want(b.get("/r/"+report+"/export/passwd"), 404)
}

func TestCitation(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam: no relief flights without a truce")
	b.want(b.get("/r/"+report+"/cite/a2"), 200, "“\"We will not send a single aircraft", "Said by: Ms Hallam",
		"In: Hallam: no relief flights without a truce, Harbour Gazette, 2026-02-09",
		"Address: https://gazette.example/2026/02/09/hallam", "/r/"+report+"#a2", "Text SHA-256: "+report)
	b.want(b.get("/r/"+report+"/cite/p1"), 200, "Position of: Estovia; against, categorical (4)",
		"Condition: unless “a truce is signed”", "On the word of: Prime Minister Dora Hallam")
	for _, page := range []string{"/", "/explore?kind=event", "/dossier?who=name%2Festovia%2F&on=airspace"} {
		m := regexp.MustCompile(`<a class="cite[^"]*" href="([^"]+)"`).FindStringSubmatch(b.get(page).body)
		if m == nil {
			t.Errorf("%s offers no citation", page)
			continue
		}
		b.want(b.get(m[1]), 200, "Text SHA-256: ")
	}
	for _, id := range []string{"a99", "a0", "x1", "p", "a-1", "a1e9", "%00"} {
		b.want(b.get("/r/"+report+"/cite/"+id), 404)
	}
}

func TestPasteReadKeep(t *testing.T) {
	b := open(t, Options{Writable: true})
	a := b.post("/paste", url.Values{"text": {"Norvik will not send ships,\r\ntwo diplomats said."},
		"title": {"Ships"}, "published": {"2026-03-01"}})
	b.want(a, 303)
	page := a.Header.Get("Location")
	if want := "/r/" + onrecord.Digest("Norvik will not send ships,\ntwo diplomats said."); page != want {
		t.Errorf("read at %s, want %s: the line ends that a form makes are not the report's", page, want)
	}
	b.want(b.get(page), 200, "Read, not kept", "Keep it", "two diplomats")
	b.want(b.get("/"), 200, `<b data-count="reports">0</b> reports`, "Nothing is kept yet")
	b.want(b.post(page+"/keep", nil), 303)
	if strings.Contains(b.get(page).body, "Read, not kept") {
		t.Error("a kept report is told not to be")
	}
	b.want(b.get("/"), 200, "Ships", `<b data-count="reports">1</b> reports`)
	for _, c := range []struct {
		form   url.Values
		status int
	}{
		{url.Values{"text": {"  \n"}}, 400},
		{url.Values{"text": {"x \xff"}}, 400},
		{url.Values{"text": {"x"}, "published": {"last week"}}, 400},
		{url.Values{"text": {strings.Repeat("a ", answer.MostText)}}, 413},
		{url.Values{"text": {strings.Repeat("a ", 3*answer.MostText)}}, 413},
	} {
		b.want(b.post("/paste", c.form), c.status)
	}
}

// TestTextIsWhole draws reports and takes the marks away again: no letter may be lost, added or run together.
func TestTextIsWhole(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(reports, hostile(t)) {
		checkDrawn(t, d)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

func checkDrawn(t *testing.T, d *onrecord.Document) {
	t.Helper()
	p := newReaderPage(&export.Report{Document: d, Sourcing: newsroom.Summarize(d)}, true)
	for i, b := range p.Blocks {
		words := html.UnescapeString(tags.ReplaceAllString(string(b.HTML), ""))
		want := ""
		for _, s := range p.View.Blocks[i].Segments {
			want += s.Text
		}
		if strings.ReplaceAll(want, "\x00", "\uFFFD") != words {
			t.Errorf("block %d reads %q, want %q", i, words, want)
		}
		if runes := []rune(d.Text); !strings.HasPrefix(string(runes[b.At:]), want) {
			t.Errorf("block %d does not begin at character %d", i, b.At)
		}
	}
}

// doubtedSamples are the sample reports, of whose positions the reader is unsure.
func doubtedSamples(t *testing.T) []*onrecord.Document {
	t.Helper()
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	doubted := make([]*onrecord.Document, len(reports))
	for i, d := range reports {
		x := *d
		x.Positions = slices.Clone(d.Positions)
		for k := range x.Positions {
			x.Positions[k].Conf = 0.1
		}
		doubted[i] = &x
	}
	return doubted
}

// TestUnsure leaves out of the pages across reports what the reader is unsure of, says how much, and shows it on demand; the page of
// a report folds it away.
func TestUnsure(t *testing.T) {
	doubted := doubtedSamples(t)
	b := open(t, Options{}, doubted...)
	for _, path := range []string{"/ledger", "/changes"} {
		b.want(b.get(path), 200, "of the record are left out as unsure", path+"?unsure=1")
		all := b.get(path + "?unsure=1")
		b.want(all, 200, "Shown with what the reader is unsure of", `name="unsure" value="1"`)
		if strings.Contains(b.get(path).body, "stand-entry") || strings.Contains(b.get(path).body, `class="cell`) {
			t.Errorf("%s shows what is left out", path)
		}
	}
	b.want(b.get("/ledger?unsure=1"), 200, "Estovia", "airspace", "/dossier?", "unsure=1")
	var few, all StandingList
	for path, to := range map[string]*StandingList{"/api/v1/standings": &few, "/api/v1/standings?unsure=true": &all} {
		if err := json.Unmarshal([]byte(b.get(path).body), to); err != nil {
			t.Fatal(err)
		}
	}
	positions := func(list StandingList) (n int) {
		for _, l := range list.Standings {
			for _, s := range l.Stages {
				if !s.Denial {
					n++
				}
			}
		}
		return n
	}
	if few.Held == 0 || positions(few) != 0 || all.Held != 0 || positions(all) == 0 {
		t.Errorf("%d positions and %d held back; with all %d and %d", positions(few), few.Held, positions(all), all.Held)
	}
	key := url.QueryEscape(all.Standings[0].Actor.Key)
	if page := b.get("/dossier?who=" + key); page.StatusCode != 303 || page.Header.Get("Location") != "/dossier?unsure=1&who="+key {
		t.Errorf("a dossier of nothing but unsure positions answers %d, to %q", page.StatusCode, page.Header.Get("Location"))
	}
	b.want(b.get("/dossier?unsure=1&who="+key), 200, "Shown with what the reader is unsure of", `href="/ledger?unsure=1"`)
	b.want(b.get("/dossier?who=nobody"), 404)
	b.want(b.get("/ledger?unsure=0"), 200, "of the record are left out as unsure")
	b.want(b.get("/r/"+onrecord.Digest(doubted[0].Text)), 200, `id="show-unsure"`, `class="card position unsure`)
}

func FuzzPaste(f *testing.F) {
	f.Add("Norvik will not go, two diplomats said.")
	f.Add("<b>A & B</b> “said” 😀\n\nC\x00D: \"no\".")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := (&answer.Given{Text: text}).Document(600)
		if err != nil {
			return
		}
		r, err := theReader()
		if err == nil {
			err = r.Read(d)
		}
		if err != nil {
			t.Fatal(err)
		}
		checkDrawn(t, d)
		for i := range d.Attributions {
			if _, err := citation(d, "a"+strconv.Itoa(i+1), "http://desk"); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestWebAddress(t *testing.T) {
	for in, want := range map[string]string{"https://a.example/x?y": "https://a.example/x?y",
		"javascript:alert(1)": "", "JAVASCRIPT://x/%0aalert(1)": "",
		"data:text/html,x": "", "//a.example": "", "/etc/passwd": "", " http://a.example ": "http://a.example",
		"http:a": "", "vbscript:x": ""} {
		if got := webAddress(in); got != want {
			t.Errorf("webAddress(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestFormsKeepTheQuery submits no field less than the address has: what a form does not show it takes along.
func TestFormsKeepTheQuery(t *testing.T) {
	b := demo(t)
	v := url.Values{"q": {"airspace"}, "actor": {"Estovia"}, "naming": {"named"}, "voice": {"attributed"}, "stance": {"for"}, "outlet": {"Harbour Gazette"}, "from": {"2020-01-02"}}
	for _, path := range []string{"/explore", "/ledger", "/changes", "/sources"} {
		page := b.get(path + "?" + v.Encode()).body
		form := page[strings.LastIndex(page, `action="`+path+`"`):] // the first may be the search in the head of the page
		form = form[:strings.Index(form, "</form>")]
		for name, x := range v {
			input := strings.Count(form, `name="`+name+`"`)
			if input != 1 || !strings.Contains(form, `value="`+x[0]+`"`) {
				t.Errorf("%s: %d inputs of %s", path, input, name)
			}
		}
	}
}
