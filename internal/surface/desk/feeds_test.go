package desk

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/answer"
	"onrecord/internal/ingest/feed"
	"onrecord/internal/store"
)

const listOfFeeds = `<opml version="2.0"><body><outline text="Agencies"><outline text="Wire &lt;One&gt;" xmlUrl="https://wire.example/atom"/></outline>
<outline xmlUrl="https://harbour.example/feed"/><outline xmlUrl="gopher://x.example"/></body></opml>`

// TestFeedsAPI: programs add feeds, see how they are, and pause, ask and remove them; who may not is told so.
func TestFeedsAPI(t *testing.T) {
	b := open(t, Options{Writable: true, Who: "Ana"})
	post := func(path, body string) answerOf { return b.do("POST", path, body, "Content-Type", "application/json") }
	if a := post("/api/v1/feeds", `{"address":"https://harbour.example/feed","folder":"Estovia"}`); a.StatusCode != 200 || !strings.Contains(a.body, `"added":1`) {
		t.Fatal(a.Status, a.body)
	}
	opml, _ := json.Marshal(map[string]string{"opml": listOfFeeds})
	if a := post("/api/v1/feeds", string(opml)); a.StatusCode != 200 || !strings.Contains(a.body, `"added":1,"known":1`) || !strings.Contains(a.body, "gopher://x.example") {
		t.Error(a.Status, a.body)
	}
	list := func() (out struct{ Feeds []answer.FeedStatus }) {
		if err := json.Unmarshal([]byte(b.get("/api/v1/feeds").body), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	got := list().Feeds
	if len(got) != 2 || got[0].Address != "https://harbour.example/feed" || got[0].State != "new" || got[0].Who != "Ana" || got[1].Title != "Wire <One>" || got[1].Folder != "Agencies" {
		// by folder: Agencies before Estovia
		if len(got) != 2 || got[1].Address != "https://harbour.example/feed" || got[0].Title != "Wire <One>" {
			t.Errorf("%+v", got)
		}
	}
	n := "/api/v1/feeds/1"
	for _, do := range []string{"pause", "ask", "resume", "remove"} {
		if a := post(n, `{"do":"`+do+`"}`); a.StatusCode != 204 {
			t.Errorf("%s: %s %s", do, a.Status, a.body)
		}
	}
	if got := list().Feeds; len(got) != 1 {
		t.Errorf("%+v", got)
	}
	for path, body := range map[string]string{"/api/v1/feeds": `{"address":"ftp://x"}`, "/api/v1/feeds?": `{"opml":"<rss/>"}`} {
		if a := post(path, body); a.StatusCode != 400 {
			t.Errorf("%s: %s %s", body, a.Status, a.body)
		}
	}
	if a := post(n, `{"do":"pause"}`); a.StatusCode != 404 {
		t.Error(a.Status)
	}
	read := open(t, Options{})
	for _, path := range []string{"/api/v1/feeds", "/api/v1/feeds/1"} {
		body := `{"address":"https://a.example/"}`
		if strings.HasSuffix(path, "1") {
			body = `{"do":"pause"}`
		}
		if a := read.do("POST", path, body, "Content-Type", "application/json"); a.StatusCode != 403 {
			t.Errorf("%s of a read-only desk: %s", path, a.Status)
		}
	}
	if a := read.get("/feeds"); a.StatusCode != 200 || strings.Contains(a.body, "<form method=\"post\" action=\"/feeds") {
		t.Error(a.Status, "a read-only desk offers to add feeds")
	}
}

// TestFeedsInBrowser adds a feed and a list by mouse and by keys, wide and narrow, light and dark; sees what failed and why; pauses and
// resumes; takes the list away; and finds it all again after a restart.
func TestFeedsInBrowser(t *testing.T) {
	x := surf(open(t, Options{Writable: true, Who: "Ana"}))
	fits := func(what string) {
		t.Helper()
		if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
			t.Errorf("%s: the page is too wide", what)
		}
	}
	states := `[...document.querySelectorAll('.feeds tbody tr')].map(r => r.querySelector('th a').textContent + ': ' + r.querySelector('[data-h=State]').firstChild.textContent.trim()).join(' | ')`

	x.do(chromedp.EmulateViewport(1280, 900))
	x.open("/feeds")
	x.do(chromedp.SendKeys(chromedp.CSS("[name=address]"), "https://harbour.example/feed"), chromedp.Click(chromedp.CSS("#h-add ~ form button")))
	x.until(`document.querySelector('.notice')?.textContent`, "https://harbour.example/feed is watched from now on.")
	file := filepath.Join(t.TempDir(), "list.opml")
	if err := os.WriteFile(file, []byte(listOfFeeds), 0o600); err != nil {
		t.Fatal(err)
	}
	x.chooses([]string{file}, func() { x.do(chromedp.Click(chromedp.CSS("#opml"))) })
	x.do(chromedp.Click(chromedp.CSS("#h-opml ~ form button")))
	x.until(`document.querySelector('.notice')?.textContent`, "1 feed added, 1 watched already, 1 refused.")
	x.until(`document.querySelector('.brought .warn')?.textContent.includes('gopher://x.example')`, "true")
	x.until(states, "https://harbour.example/feed: not asked yet | Wire <One>: not asked yet")
	fits("wide")

	// What the watcher noted is shown: a failure with its reason, a page that was given up.
	list, err := x.store.Feeds(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	now := time.Now().UTC()
	bad, good := list[0], list[1]
	if bad.Title != "" {
		bad, good = good, bad
	}
	bad.Ill(errors.New("no such host"), 0, now, time.Minute)
	good.Well(now, time.Minute)
	good.Changed, good.Reports = now, 12
	err = errors.Join(x.store.FeedAsked(t.Context(), bad), x.store.FeedAsked(t.Context(), good),
		x.store.FeedPageSeen(t.Context(), good.N, store.FeedPage{URL: "https://wire.example/b", At: now, Tries: 3, Error: "404 Not Found"}))
	if err != nil {
		t.Fatal(err)
	}

	// By keys, narrow and dark: g f leads here, n to the field, Enter adds.
	x.do(chromedp.EmulateViewport(390, 844))
	x.open("/about")
	x.eval(`localStorage.setItem('onrecord.theme', 'dark')`)
	x.keys("gf")
	x.until(`location.pathname`, "/feeds")
	x.until(states, "https://harbour.example/feed: failed 1 time: no such host | Wire <One>: fine")
	if got := x.eval(`document.querySelector('.feeds details').textContent`); !strings.Contains(got, "https://wire.example/b") || !strings.Contains(got, "given up: 404 Not Found") {
		t.Errorf("%q", got)
	}
	fits("narrow")
	x.keys("n")
	x.until(`document.activeElement.name`, "address")
	x.eval(`document.activeElement.value = ''`) // the protocol sends the letter on its own, whatever the page did with the key
	x.do(chromedp.SendKeys(chromedp.CSS("[name=address]"), "https://post.example/rss"+kb.Enter))
	x.until(`document.querySelector('.notice')?.textContent`, "https://post.example/rss is watched from now on.")

	// Paused by keys, resumed by mouse.
	x.eval(`document.querySelector('#feed` + "1" + ` button[value=pause]').focus()`)
	x.keys(kb.Enter)
	x.until(`document.querySelector('#feed1 [data-h=State]')?.textContent`, "paused")
	if f, err := x.store.Feed(t.Context(), 1); err != nil || !f.Paused {
		t.Errorf("%+v, %v", f, err)
	}
	x.do(chromedp.Click(chromedp.CSS("#feed1 button[value=resume]")))
	x.until(`document.querySelector('#feed1 [data-h=State]')?.textContent !== 'paused' && document.querySelector('#feed1 button[value=pause]') !== null`, "true")
	x.do(chromedp.Click(chromedp.CSS("#feed1 button[value=remove]")))
	x.until(`document.querySelector('.feeds tbody') && document.querySelector('#feed1')`, "null")

	// What goes out is what is watched, and what is refused is told.
	got, err := feed.ParseOPML([]byte(x.get("/feeds.opml").body))
	if err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if a := x.bench.do("POST", "/feeds", "address=ftp://x", "Content-Type", "application/x-www-form-urlencoded"); a.StatusCode != 400 || !strings.Contains(a.body, "is no address of a feed") {
		t.Error(a.Status)
	}
	again, err := store.OpenToRead(t.Context(), x.file)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if list, err := again.Feeds(t.Context()); err != nil || len(list) != 2 || list[0].Who != "Ana" {
		t.Errorf("after a restart: %+v, %v", list, err)
	}
}
