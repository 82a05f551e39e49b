package desk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// puts puts lines into the lists of a desk.
func puts(t *testing.T, b *bench, lines ...lists.Line) {
	t.Helper()
	if _, err := (&answer.ListChange{Who: "Ana", Put: lines}).In(t.Context(), b.store); err != nil {
		t.Fatal(err)
	}
}

// TestListsAPI: programs put lines, take them out, take changes back, bring files in and out, and see the log; who may not is told so.
func TestListsAPI(t *testing.T) {
	b := open(t, Options{Writable: true, Who: "Ana"})
	post := func(path, body, kind string) answerOf { return b.do("POST", path, body, "Content-Type", kind) }
	const asJSON, asTSV = "application/json", "text/tab-separated-values"
	a := post("/api/v1/lists", `{"put":[{"kind":"sources","name":"Doctors Without Borders","also":["MSF"]},{"kind":"outlets","name":"Gazette","domain":"https://www.gazette.example/"}],"why":"one"}`, asJSON)
	if a.StatusCode != 200 || !strings.Contains(a.body, `"n":1`) || !strings.Contains(a.body, `outlets: “Gazette” added; sources: “Doctors Without Borders” added`) {
		t.Fatal(a.Status, a.body)
	}
	if a := post("/api/v1/lists", `{"put":[{"kind":"sources","name":"Doctors Without Borders","also":["MSF"]}]}`, asJSON); a.StatusCode != 200 || !strings.Contains(a.body, `"n":0`) {
		t.Error(a.Status, a.body)
	}
	file := b.get("/api/v1/lists/sources/file")
	if file.body != "name\tsame_as\nDoctors Without Borders\tMSF\n" {
		t.Errorf("%q", file.body)
	}
	a = post("/api/v1/lists/sources/file?why=more&replace=true", "name\tsame_as\nNordwire\tNorthern Wire\nBad\t\n", asTSV)
	var got answer.ListImported
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || got.Added != 1 || got.Kept != 1 || len(got.Refused) != 1 || got.Refused[0].Line != 3 {
		t.Error(a.Status, a.body)
	}
	if a := post("/api/v1/lists/sources/file?replace=true", file.body, asTSV); !strings.Contains(a.body, `"dropped":1`) || !strings.Contains(a.body, `"same":1`) {
		t.Error(a.Status, a.body)
	}
	if again := b.get("/api/v1/lists/sources/file"); again.body != file.body {
		t.Errorf("%q", again.body)
	}
	if a := post("/api/v1/lists", `{"undoes":3}`, asJSON); a.StatusCode != 200 || !strings.Contains(b.get("/api/v1/lists/sources").body, "Nordwire") {
		t.Error(a.Status, a.body)
	}
	if a := post("/api/v1/lists", `{"drop":[{"kind":"outlets","name":"gazette.example"}]}`, asJSON); a.StatusCode != 200 {
		t.Error(a.Status, a.body)
	}
	var log ListLog
	if err := json.Unmarshal([]byte(b.get("/api/v1/lists?limit=2").body), &log); err != nil || len(log.Changes) != 2 || log.Changes[0].N != 5 || log.Changes[1].Undoes != 3 || log.Next != 4 || log.Changes[0].Who != "Ana" {
		t.Errorf("%+v, %v", log, err)
	}
	for body, want := range map[string]string{
		`{"put":[{"kind":"actors","name":"A","codes":["Q"]}]}`:   "is no code",
		`{"put":[{"kind":"issues","name":"A","also":["that"]}]}`: "do not tell",
		`{"put":[{"kind":"sources","name":"X","also":["msf"]}]}`: "two lines",
		`{"drop":[{"kind":"sources","name":"Nobody"}]}`:          "has no line",
		`{"undoes":77}`: "no change 77",
		`{}`:            "no line is named",
		`{"undoes":1,"put":[{"kind":"sources","name":"X","also":["y"]}]}`: "changes no lines",
	} {
		if a := post("/api/v1/lists", body, asJSON); a.StatusCode != 400 || !strings.Contains(a.body, want) {
			t.Errorf("%s: %s %s", body, a.Status, a.body)
		}
	}
	if a := post("/api/v1/lists/actors/file", "colour\n", asTSV); a.StatusCode != 400 || !strings.Contains(a.body, "line 1") {
		t.Error(a.Status, a.body)
	}
	read := open(t, Options{})
	for path, kind := range map[string]string{"/api/v1/lists": asJSON, "/api/v1/lists/actors/file": asTSV, "/lists/actors": "application/x-www-form-urlencoded"} {
		body := map[string]string{asJSON: `{"undoes":1}`, asTSV: "name\nA\n"}[kind]
		if a := read.do("POST", path, body, "Content-Type", kind); a.StatusCode != 403 {
			t.Errorf("%s of a read-only desk: %s", path, a.Status)
		}
	}
	if a := read.get("/lists/actors"); a.StatusCode != 200 || strings.Contains(a.body, `method="post" action="/lists`) {
		t.Error(a.Status, "a read-only desk offers to change lists")
	}
	if a := read.get("/lists/dragons"); a.StatusCode != 404 {
		t.Error(a.Status)
	}
}

// TestListsInBrowser puts lines in by mouse and by keys, wide and narrow, light and dark, brings a file in, changes a line, takes one out and changes
// back, and sees the ledger follow each time; all of it is there after a restart.
func TestListsInBrowser(t *testing.T) {
	b := demo(t)
	b.get("/")
	if err := b.desk.record.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	x := surf(b)
	fits := func(what string) {
		t.Helper()
		if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
			t.Errorf("%s: the page is too wide", what)
		}
	}
	const notice = `document.querySelector('.notice p, p.notice')?.textContent`
	actors := `[...document.querySelectorAll('.grid tbody th')].map(h => h.textContent.trim()).join(' | ')`
	ledger := func(want string, is bool) {
		t.Helper()
		x.open("/ledger")
		if got := x.eval(actors + ` + ' || ' + [...document.querySelectorAll('.grid thead th')].map(h => h.textContent).join(' | ')`); strings.Contains(got, want) != is {
			t.Errorf("the ledger has %q: %v in %q", want, !is, got)
		}
		fits("the ledger")
	}

	// By mouse, wide and light.
	x.do(chromedp.EmulateViewport(1280, 900))
	x.open("/lists")
	x.until(`location.pathname`, "/lists/actors")
	fits("wide")
	if high := x.eval(`document.querySelector('.mast').offsetHeight < 64`); high != "true" {
		t.Error("the screens stand in more than one line, 1280 wide")
	}
	x.do(chromedp.SendKeys(chromedp.CSS("#line [name=name]"), "Republic of Estovia"), chromedp.SendKeys(chromedp.CSS("#line [name=aliases]"), "Estovia | Velmar"),
		chromedp.SendKeys(chromedp.CSS("#line [name=why]"), "its name"), chromedp.Click(chromedp.CSS("#line button")))
	x.until(notice, "Change 1: actors: “Republic of Estovia” added.")
	ledger("Republic of Estovia by your list", true)
	report := "/r/" + b.sampleReport("Hallam: no relief flights without a truce")
	if a := b.get(report); !strings.Contains(a.body, "your list of actors, line “Republic of Estovia”") {
		t.Error("the report does not say who is called so by list")
	}
	x.do(chromedp.Click(chromedp.CSS(".grid tbody th a")))
	x.until(`[...document.querySelectorAll('.bylist')].some(p => p.textContent.includes('your list of actors, line “Republic of Estovia”'))`, "true")
	x.open("/lists/actors")
	x.do(chromedp.Click(chromedp.CSS(`[aria-label="Undo change 1"]`)))
	x.until(notice, "Change 2: change 1 taken back.")
	ledger("Republic of Estovia", false)
	if a := b.get(report); strings.Contains(a.body, "your list of actors") {
		t.Error("the report still says that somebody is called so by list")
	}

	// A file by mouse: what is bad is told, what is good is there.
	file := filepath.Join(t.TempDir(), "issues.tsv")
	if err := os.WriteFile(file, []byte("name\twords\tparent\nOpen skies\tairspace\tRelief\nNothing\tthat\t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	x.open("/lists/issues")
	x.chooses([]string{file}, func() { x.do(chromedp.Click(chromedp.CSS("#file"))) })
	x.do(chromedp.Click(chromedp.CSS("#bring button")))
	x.until(notice, "issues.tsv: 1 added, 0 changed, 0 the same, 0 taken out, 1 refused.")
	x.until(`document.querySelector('.brought .warn')?.textContent.startsWith('line 3: ')`, "true")
	ledger("under Relief", true)

	// By keys, narrow and dark: g i leads here, n to the form, Enter puts in; a line is changed and taken out.
	x.do(chromedp.EmulateViewport(390, 844))
	x.open("/about")
	x.eval(`localStorage.setItem('onrecord.theme', 'dark')`)
	x.open("/about")
	x.keys("gi")
	x.until(`location.pathname`, "/lists/actors")
	fits("narrow")
	x.keys("n")
	x.until(`document.activeElement.name`, "name")
	x.eval(`document.activeElement.value = ''`) // the protocol sends the letter on its own, whatever the page did with the key
	x.do(chromedp.SendKeys(chromedp.CSS("#line [name=name]"), "Estovians"+kb.Tab), chromedp.SendKeys(chromedp.CSS("#line [name=aliases]"), "Estovia"+kb.Enter))
	x.until(notice, "Change 4: actors: “Estovians” added.")
	ledger("Estovians", true)
	x.open("/lists/actors")
	x.eval(`document.querySelector('.lists tbody th a').focus()`)
	x.keys(kb.Enter)
	x.until(`document.querySelector('#h-line')?.textContent`, "Change “Estovians”")
	fits("a line, narrow")
	x.eval(`document.querySelector('#line [name=name]').value = 'The Estovians at Velmar'`)
	x.do(chromedp.SendKeys(chromedp.CSS("#line [name=why]"), "in full"+kb.Enter))
	x.until(notice, "Change 5: actors: “The Estovians at Velmar” added; actors: “Estovians” taken out.")
	ledger("The Estovians at Velmar", true)

	// What goes out is what is there; it is there after a restart; a bad line stays in the form with why it cannot be.
	if got := x.get("/lists/actors.tsv").body; got != "name\taliases\tcodes\toffices\nThe Estovians at Velmar\tEstovia\t\t\n" {
		t.Errorf("%q", got)
	}
	a := x.bench.do("POST", "/lists/actors", "name=X&codes=nobody", "Content-Type", "application/x-www-form-urlencoded")
	if a.StatusCode != 400 || !strings.Contains(a.body, "is no code") || !strings.Contains(a.body, `value="nobody"`) {
		t.Error(a.Status, a.body)
	}
	again, err := store.OpenToRead(t.Context(), x.file)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	desk, err := New(again, b.desk.reader, b.desk.rules, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := desk.store.Lists(t.Context()); err != nil || l.Line(lists.Actors, "the estovians at velmar") == nil || l.Line(lists.Issues, "open skies") == nil {
		t.Errorf("after a restart: %+v, %v", l, err)
	}
	x.open("/lists/actors")
	x.do(chromedp.Click(chromedp.CSS(`[aria-label="Take out The Estovians at Velmar"]`)))
	x.until(notice, "Change 6: actors: “The Estovians at Velmar” taken out.")
	ledger("Estovians", false)
}
