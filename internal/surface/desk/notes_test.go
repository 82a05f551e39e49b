package desk

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
)

// TestNoteByMouse notes words that are chosen by the mouse, at both sizes and in both themes: the note stands beside them, survives a restart, is
// answered, changed and deleted, and says so where it was answered.
func TestNoteByMouse(t *testing.T) {
	for _, c := range []struct {
		wide, high int64
		theme      string
	}{{1280, 900, "light"}, {390, 844, "dark"}, {1280, 900, "dark"}, {390, 844, "light"}} {
		t.Run(fmt.Sprint(c.wide, c.theme), func(t *testing.T) {
			b, report := mending(t)
			x := surf(b)
			x.do(chromedp.EmulateViewport(c.wide, c.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + c.theme + `')`)
			x.reading("/r/" + report)
			x.drag("relief flights")
			x.until(`document.querySelector('#pickbar').hidden`, "false")
			x.do(chromedp.Click(chromedp.CSS("#pickbar [data-add=note]")))
			x.until(`document.activeElement.name`, "text")
			x.until(`document.querySelector('#mend blockquote').textContent`, "relief flights")
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the page is wider than %d px", c.wide)
			}
			x.do(chromedp.SendKeys(chromedp.CSS(`#mend textarea`), "Who flies? @ben"), chromedp.SendKeys(chromedp.CSS(`#mend [name=tags]`), "to check, memo"))
			x.shoot(fmt.Sprintf("note-%d-%s.png", c.wide, c.theme), false)
			x.do(chromedp.Click(chromedp.CSS(`#mend button.strong`)))
			x.until(`location.hash + document.querySelector('.card.note.at blockquote')?.textContent`, "#note1relief flights")
			x.until(`document.querySelector('#note1 .notetext').textContent`, "Who flies? @ben")
			x.until(`CSS.highlights.get('noted')?.size`, "1")

			// It is there after a restart, and is answered.
			again := reopen(b)
			y := surf(again)
			y.do(chromedp.EmulateViewport(c.wide, c.high))
			y.reading("/r/" + report)
			y.until(`document.querySelector('#note1 .notetext')?.textContent`, "Who flies? @ben")
			y.press(`#note1 .noteacts summary`)
			y.until(`document.querySelector('#note1 .noteacts details').open`, "true")
			y.eval(`document.querySelector('#note1 .noteacts textarea').focus()`)
			y.until(`document.activeElement.name`, "text")
			y.keys("The ministry.")
			y.press(`#note1 button[value=reply]`)
			y.until(`document.querySelector('#note1 #note2 .notetext')?.textContent`, "The ministry.")
			y.shoot(fmt.Sprintf("noted-%d-%s.png", c.wide, c.theme), false)
			y.press(`#note1 button[value=delete]`)
			y.until(`document.querySelector('#note1 .onenote')?.textContent.includes('was deleted')`, "true")
			y.until(`document.querySelector('#note2 .notetext').textContent`, "The ministry.")
			y.press(`#note2 button[value=delete]`)
			y.until(`document.querySelector('#report') && document.querySelector('#note1')`, "null")
			again.want(again.get("/notes/1"), 200, "Who flies? @ben", "deleted")
		})
	}
}

// TestNoteByKeys does the same by keys alone: on words, on a card, and on the report.
func TestNoteByKeys(t *testing.T) {
	for _, wide := range []int64{1280, 390} {
		t.Run(fmt.Sprint(wide), func(t *testing.T) {
			b, report := mending(t)
			x := surf(b)
			x.do(chromedp.EmulateViewport(wide, 850))
			x.reading("/r/" + report)
			x.keys("n")
			x.until(`document.querySelector('#pickbar').hidden`, "false")
			x.do(chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift)))
			x.until(`document.querySelector('#pickbar q').textContent.split(' ').length`, "2")
			words := x.eval(`document.querySelector('#pickbar q').textContent`)
			x.keys("4")
			x.until(`document.activeElement.name`, "text")
			x.keys("one 1jx")
			x.until(`document.activeElement.value`, "one 1jx")
			x.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
			x.until(`document.querySelector('.card.note.at blockquote')?.textContent`, words)
			x.mends()
			x.keys("a") // a note is nothing to be accepted
			x.keys("J")
			x.until(`document.querySelector('.card.at')?.classList.contains('statement')`, "true")
			on := x.eval(`document.querySelector('.card.at').id`)
			x.keys("N")
			x.until(`document.activeElement.name`, "text")
			x.until(`document.querySelector('#mend-title').textContent`, "Note on "+on)
			x.keys("two")
			x.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
			x.until(`document.querySelector('#`+on+` #note2 .notetext')?.textContent`, "two")
			x.reading("/r/" + report)
			x.keys("N")
			x.until(`document.activeElement.name`, "text")
			x.keys(kb.Escape)
			x.until(`document.activeElement.name || 'none'`, "none")
			x.keys(kb.Escape)
			x.until(`document.querySelector('#mend').hidden`, "true")
			x.keys("go")
			x.until(`location.pathname + document.querySelectorAll('.notelist .entry').length`, "/notes2")
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the page of notes is wider than %d px", wide)
			}
			x.shoot(fmt.Sprintf("notes-%d.png", wide), false)
			if n := b.decisions(); n != 0 {
				t.Errorf("%d decisions", n)
			}
		})
	}
}

// TestNotePages writes notes without scripts, lists, filters, pages, exports and brings them in; what cannot be says why.
func TestNotePages(t *testing.T) {
	b, report := mending(t)
	b.want(b.get("/r/"+report+"/note?finding=a2"), 200, "Note on a2", `name="finding" value="a2"`)
	b.want(b.get("/r/"+report+"/note?at=3-9"), 200, `name="at" value="3-9"`)
	b.want(b.get("/r/"+report+"/note"), 200, `name="words"`)
	for _, path := range []string{"/r/" + report + "/note?finding=a99", "/r/" + report + "/mend/note-x", "/notes/77", "/notes/x", "/notes/export/pdf"} {
		b.want(b.get(path), 404)
	}
	post := func(path string, status int, pairs ...string) {
		t.Helper()
		v := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		a := b.do("POST", path, v.Encode(), "Content-Type", form)
		if a.StatusCode != status {
			t.Errorf("%s %v: %d\n%.300s", path, pairs, a.StatusCode, a.body)
		}
	}
	post("/notes", 303, "report", report, "words", "relief flights", "text", "Who <b>flies</b>?\n@analyst", "tags", "a b, memo")
	post("/notes", 303, "report", report, "finding", "a2", "tags", "memo")
	post("/notes", 303, "report", report, "text", strings.Repeat("long ", 3000))
	post("/notes/1", 303, "do", "reply", "text", "Nobody.")
	post("/notes", 400, "report", report, "words", "dragons", "text", "x")
	post("/notes", 400, "report", report)
	post("/notes", 404, "report", strings.Repeat("0", 64), "text", "x")
	post("/notes/9", 404, "do", "reply", "text", "x")
	post("/notes/1", 400, "do", "dance")
	b.want(b.get("/r/"+report), 200, `class="card note"`, "Who &lt;b&gt;flies", `href="/notes?tag=a%20b"`, `id="note2"`, "Nobody.", "4 notes")
	b.want(b.get("/notes"), 200, "relief flights", "Nobody.", "long long")
	for query, n := range map[string]int{"": 4, "tag=MEMO": 2, "words=flying": 1, "mention=analyst": 1, "mention=me": 0, "author=ana": 4, "report=" + report: 4, "lost=true": 0, "since=2020-01-01": 4, "limit=2": 2} {
		if got := strings.Count(b.get("/notes?"+query).body, `<li class="entry"`); got != n {
			t.Errorf("%s: %d notes, want %d", query, got, n)
		}
	}
	b.want(b.get("/notes?limit=2"), 200, "/notes?after=3&amp;limit=2")
	b.want(b.get("/notes?tagg=x"), 400, "there are report, finding")
	b.want(b.get("/notes?since=soon"), 400)
	var feed struct {
		Entries []struct {
			ID string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(b.get("/notes.atom?tag=memo").body), &feed); err != nil || len(feed.Entries) != 2 || !strings.HasPrefix(feed.Entries[0].ID, "urn:uuid:") {
		t.Errorf("%+v, %v", feed, err)
	}
	b.want(b.get("/r/"+report+"/memo"), 200, `id="memo-notes"`, "Who &lt;b&gt;flies", "· a2")
	b.want(b.get("/explore?tag=memo"), 200, "<b>1</b> found", "Hallam: no relief flights")
	post("/notes/1", 303, "do", "change", "text", "Changed.", "tags", "new")
	post("/notes/2", 303, "do", "delete")
	b.want(b.get("/explore?tag=memo"), 200, "<b>0</b> found")
	post("/notes", 303, "report", report, "finding", "a2", "tags", "memo")
	b.want(b.get("/notes/1"), 200, "Changed.", "Who &lt;b&gt;flies", "Nobody.", "written")
	out := b.get("/notes/export/hypothesis").body
	var rows struct{ Total int }
	if err := json.Unmarshal([]byte(out), &rows); err != nil || rows.Total != 4 {
		t.Errorf("%+v, %v", rows, err)
	}
	b.want(b.get("/notes/export/w3c?tag=new"), 200, "AnnotationCollection", `"total": 1`)

	// They come into another desk, once.
	c, _ := mending(t)
	for _, want := range []string{"<b>4</b> kept", "<b>4</b> were here already"} {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		w, _ := m.CreateFormFile("file", "notes.json")
		_, _ = w.Write([]byte(out))
		m.Close()
		c.want(c.do("POST", "/notes/import", body.String(), "Content-Type", m.FormDataContentType()), 200, want)
	}
	c.want(c.get("/r/"+report), 200, "Changed.", "brought in by ana")
}

// TestNotesAreOnesOwn: only who wrote a note, or an admin, changes and deletes it, on pages and by the API; a reader reads.
func TestNotesAreOnesOwn(t *testing.T) {
	g := withUsers(t, Options{})
	report := g.sampleReport("Hallam: no relief flights without a truce")
	if err := g.store.AddUser(t.Context(), "ben", access.Analyst, ""); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"ben", "the analyst"} {
		if _, err := g.store.AddNote(t.Context(), store.Annotation{Report: report, Who: who, Body: "by " + who + " for @The Admin"}); err != nil {
			t.Fatal(err)
		}
	}
	do := func(method, path, body, kind string, role access.Role) int {
		return g.do(method, path, body, append(g.as(role), "Content-Type", kind)...).StatusCode
	}
	for _, c := range []struct {
		method, path, body, kind string
		role                     access.Role
		want                     int
	}{{"POST", "/notes", "report=" + report + "&text=x", form, access.Reader, 403}, {"POST", "/notes/1", "do=change&text=x", form, access.Analyst, 403}, {"POST", "/notes/2", "do=change&text=mine", form, access.Analyst, 303},
		{"POST", "/api/v1/notes/1", `{"text":"x"}`, "application/json", access.Analyst, 403}, {"DELETE", "/api/v1/notes/1", "", "application/json", access.Analyst, 403},
		{"DELETE", "/api/v1/notes/2", "", "application/json", access.Reader, 403}, {"POST", "/api/v1/notes/1", `{"text":"by root"}`, "application/json", access.Admin, 200},
		{"POST", "/api/v1/notes", `{"report":"` + report + `","text":"x"}`, "application/json", access.Reader, 403}, {"POST", "/api/v1/notes/import", "[]", "application/json", access.Reader, 403},
		{"DELETE", "/api/v1/notes/1", "", "application/json", access.Admin, 204}, {"GET", "/notes", "", form, access.Reader, 200}} {
		if got := do(c.method, c.path, c.body, c.kind, c.role); got != c.want {
			t.Errorf("%s %s as %s: %d, want %d", c.method, c.path, c.role, got, c.want)
		}
	}
	if _, err := g.store.AddNote(t.Context(), store.Annotation{Report: report, Who: "ben", Body: "Look, @The Admin."}); err != nil {
		t.Fatal(err)
	}
	g.want(g.get("/notes?mention=me", g.as(access.Admin)...), 200, "Look, @The Admin.", "Mentions of the admin")
	body := g.get("/r/"+report, g.as(access.Reader)...).body
	if strings.Contains(body, "<textarea") || strings.Contains(body, "Write a note") || !strings.Contains(body, "Look, @The Admin.") {
		t.Error("a reader is offered to write, or does not read")
	}
	if body := g.get("/r/"+report, g.as(access.Analyst)...).body; strings.Contains(body, `aria-label="Delete note 3"`) || !strings.Contains(body, `aria-label="Delete note 2"`) || !strings.Contains(body, "Reply") {
		t.Error("an analyst is offered what is another's, or not the own")
	}
}

// TestNotesByAPI writes, lists, answers, exports and brings in by the API.
func TestNotesByAPI(t *testing.T) {
	b, report := mending(t)
	send := func(method, path, body string, want int, into any) {
		t.Helper()
		a := b.do(method, "/api/v1"+path, body, "Content-Type", "application/json")
		if a.StatusCode != want {
			t.Fatalf("%s %s: %d %s", method, path, a.StatusCode, a.body)
		}
		if into != nil {
			if err := json.Unmarshal([]byte(a.body), into); err != nil {
				t.Fatal(err)
			}
		}
	}
	var n, r answer.Noted
	send("POST", "/notes", `{"report":"`+report+`","words":"relief flights","text":"Who?","tags":["a"]}`, 201, &n)
	send("POST", "/notes/1/reply", `{"text":"They."}`, 201, &r)
	if n.Words == nil || n.Words.Exact != "relief flights" || n.Who != "ana" || r.Answers != n.N || r.Report != report {
		t.Errorf("%+v, %+v", n, r)
	}
	send("POST", "/notes/1", `{"tags":["b"]}`, 200, &n)
	if n.Text != "Who?" || n.Tags[0] != "b" || n.Changed == "" {
		t.Errorf("%+v", n)
	}
	var page answer.NotePage
	send("GET", "/notes?tag=b", "", 200, &page)
	if len(page.Notes) != 1 {
		t.Errorf("%+v", page)
	}
	var thread answer.Thread
	send("GET", "/notes/2", "", 200, &thread)
	if thread.Note.N != 2 || len(thread.Thread) != 2 || len(thread.History) != 1 {
		t.Errorf("%+v", thread)
	}
	a := b.get("/api/v1/notes/export?format=w3c")
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/ld+json") || !strings.Contains(a.body, `"total": 2`) {
		t.Errorf("%s %s", a.Header.Get("Content-Type"), a.body)
	}
	var got answer.NotesImported
	send("POST", "/notes/import", a.body, 201, &got)
	if got.Known != 2 || got.Added != 0 {
		t.Errorf("%+v", got)
	}
	send("DELETE", "/notes/2", "", http.StatusNoContent, nil)
	for path, want := range map[string]int{"/notes?tagg=x": 400, "/notes?format=w3c": 400, "/notes/export?format=pdf": 400, "/notes/99": 404} {
		send("GET", path, "", want, nil)
	}
	send("POST", "/notes", `{"report":"`+report+`"}`, 400, nil)
	send("POST", "/notes/import", `nothing`, 400, nil)
}

// TestCarryNotesOnDesk: where a text was edited, the page of what changed offers to bring the notes to it, once.
func TestCarryNotesOnDesk(t *testing.T) {
	reader, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	var docs []*onrecord.Document
	for _, text := range []string{"Norvik will not send ships, two diplomats said. The harbour stayed shut.", "Correction: a name.\n\nNorvik will not send ships, two diplomats said."} {
		d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Title: "Ships", URL: "https://gazette.example/ships", Published: fmt.Sprintf("2026-03-0%d", len(docs)+1)}}
		if err := reader.Read(d); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	b := open(t, Options{Writable: true, Who: "ana"}, docs...)
	older, newer := onrecord.Digest(docs[0].Text), onrecord.Digest(docs[1].Text)
	for _, words := range []string{"two diplomats", "harbour stayed"} {
		if _, err := b.store.AddNote(t.Context(), store.Annotation{Report: older, Who: "ben", Body: "on " + words, Words: &mend.Selector{Exact: words}}); err != nil {
			t.Fatal(err)
		}
	}
	b.want(b.get("/r/"+newer+"/versions"), 200, "2 notes stand on the text of")
	b.want(b.do("POST", "/r/"+newer+"/notes/carry", "from="+older, "Content-Type", form), 200, "<b>2</b> kept", "<b>1</b> of those kept")
	b.want(b.get("/r/"+newer), 200, "on two diplomats", "Notes on the report, and on what is not found in it", "do not stand in the report")
	if body := b.get("/r/" + newer + "/versions").body; strings.Contains(body, "on the text of") {
		t.Error("what was carried is offered again")
	}
	b.want(b.get("/notes?lost=true"), 200, "on harbour stayed")
}
