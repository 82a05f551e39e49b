package desk

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"onrecord"
	"onrecord/internal/cross/standing"
)

// TestChangesScreen compares page, export and feed of the changes, the feed by a reader that is not ours.
func TestChangesScreen(t *testing.T) {
	b := demo(t)
	b.want(b.get("/changes"), 200, "Told otherwise than before", "Estovia", "reverse", "Perhaps no change", `type="application/atom+xml"`)
	b.want(b.get("/changes?change=reverse&actor=nobody"), 200, "No change fits")
	b.want(b.get("/changes?from=soon"), 400)
	rows, err := csv.NewReader(strings.NewReader(b.get("/changes.csv").body)).ReadAll()
	if err != nil || len(rows) < 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	a := b.get("/changes.atom")
	f, err := gofeed.NewParser().ParseString(a.body)
	if err != nil || len(f.Items) != len(rows)-1 || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%d entries, %d rows, %v", len(f.Items), len(rows)-1, err)
	}
	seen := map[string]bool{}
	for i, x := range f.Items {
		if x.GUID == "" || seen[x.GUID] || !strings.HasPrefix(x.Link, b.web.URL+"/r/") {
			t.Errorf("entry %d: id %q, link %q", i, x.GUID, x.Link)
		}
		seen[x.GUID] = true
		if quote := onrecord.OneLine(rows[i+1][12]); !strings.Contains(x.Content, quote) {
			t.Errorf("entry %d does not hold %q: %q", i, quote, x.Content)
		}
		b.want(b.get(strings.TrimPrefix(x.Link, b.web.URL)), 200)
	}
}

func TestExploreFeed(t *testing.T) {
	b := demo(t)
	for _, q := range []string{"q=truce", "kind=statement&q=truce", "kind=event", "kind=position&stance=against", ""} {
		f, err := gofeed.NewParser().ParseString(b.get("/explore.atom?" + q).body)
		if err != nil || len(f.Items) == 0 || f.Updated < "2019" {
			t.Errorf("%q: %v, %+v", q, err, f)
			continue
		}
		lines := strings.Count(b.get("/explore.jsonl?"+q).body, "\n")
		if want := min(lines, atomEntries); len(f.Items) != want {
			t.Errorf("%q: %d entries, want %d", q, len(f.Items), want)
		}
	}
	b.want(b.get("/explore.atom?firmness=x"), 400)
	hostile := open(t, Options{Writable: true}, mustRead(t, "Evil", "<script>alert(1)</script>]]> said <b>no</b>, the \x01envoy said."))
	if body := hostile.get("/explore.atom?kind=statement").body; strings.Contains(body, "<script") || strings.Contains(body, "<b>") {
		t.Error("words of a report stand in a feed as they are:\n" + body)
	}
}

func mustRead(t *testing.T, title, text string) *onrecord.Document {
	t.Helper()
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Title: title, Publisher: "Post", Published: "2026-04-01"}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWatchedQueries keeps a query, lets a report come in that fits it, and marks it as seen.
func TestWatchedQueries(t *testing.T) {
	b := demo(t)
	b.want(b.post("/saved", url.Values{"name": {"Truce <b>"}, "screen": {"explore"}, "query": {"q=truce&kind=statement&after=x"}}), 303)
	b.want(b.get("/saved"), 200, "Truce &lt;b&gt;", `href="/explore?kind=statement&amp;q=truce"`, `<td class="num" data-h="New">0</td>`)
	if _, err := b.store.Put(t.Context(), []*onrecord.Document{mustRead(t, "News", "A truce will hold, the envoy said on Monday.")}); err != nil {
		t.Fatal(err)
	}
	b.want(b.get("/saved"), 200, `<td class="num" data-h="New">1</td>`)
	b.want(b.get("/"), 200, "<b>1 new</b>")
	b.want(b.post("/saved/seen", url.Values{}), 303)
	b.want(b.get("/saved"), 200, `<td class="num" data-h="New">0</td>`)
	for _, form := range []url.Values{{"name": {""}, "screen": {"explore"}}, {"name": {"x"}, "screen": {"admin"}},
		{"name": {"x"}, "screen": {"explore"}, "query": {"firmness=9"}}} {
		b.want(b.post("/saved", form), 400)
	}
	b.want(b.post("/saved/seen", url.Values{"n": {"1"}, "do": {"drop"}}), 303)
	b.want(b.post("/saved/seen", url.Values{"n": {"1"}, "do": {"drop"}}), 404)
	b.want(b.get("/saved"), 200, "Nothing is watched yet")
	b.desk.o.Writable = false
	b.want(b.post("/saved", url.Values{"name": {"x"}, "screen": {"explore"}}), 403)
}

// TestLiveCounts hears of a report that comes in, and is let go when the server ends.
func TestLiveCounts(t *testing.T) {
	b := demo(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", b.web.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	lines := bufio.NewScanner(a.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		return ""
	}
	if got := next(); !strings.Contains(got, `"reports":14`) || !strings.Contains(got, `"ready":true`) {
		t.Errorf("at first %q", got)
	}
	if _, err := b.store.Put(t.Context(), []*onrecord.Document{mustRead(t, "News", "A truce will hold, the envoy said on Monday.")}); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := next(); !strings.Contains(got, `"reports":15`) {
		t.Errorf("then %q", got)
	}
	if err := b.web.Config.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if got := next(); got != "" {
		t.Errorf("after the end %q", got)
	}
}

// TestPasteAddress pastes the address of a page: it is fetched where the desk may, and nothing else is.
func TestPasteAddress(t *testing.T) {
	b := demo(t)
	b.want(b.post("/paste", url.Values{"text": {"https://post.example/a"}}), 403, "fetches no pages")
	var asked []string
	b.desk.o.Fetch = func(_ context.Context, address string) (*onrecord.Document, error) {
		asked = append(asked, address)
		if strings.HasSuffix(address, "/none") {
			return nil, errors.New("robots.txt forbids <it>")
		}
		return &onrecord.Document{Text: "Norvik will not go, its envoy said.", Meta: onrecord.Meta{Title: "No", Publisher: "Post", URL: address}}, nil
	}
	a := b.post("/paste", url.Values{"text": {" https://post.example/a\r\n"}})
	b.want(a, 303)
	b.want(b.get(a.Header.Get("Location")), 200, "Norvik will not go", "https://post.example/a", "Read, not kept")
	b.want(b.post("/paste", url.Values{"text": {"https://post.example/none"}}), 502, "robots.txt forbids &lt;it&gt;")
	b.want(b.do("POST", "/api/v1/read", `{"text":"https://post.example/b"}`, "Content-Type", "application/json"), 200, "Norvik will not go")
	for _, text := range []string{"https://post.example/a is down, the envoy said.", "javascript:alert(1)", "file:///etc/passwd"} {
		b.want(b.post("/paste", url.Values{"text": {text}}), 303)
	}
	if len(asked) != 3 {
		t.Errorf("asked for %q", asked)
	}
}

// TestRedLineTouched: later events of others with the words of a red line stand in the dossier, earlier ones and its holder's do not.
func TestRedLineTouched(t *testing.T) {
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	var reports []*onrecord.Document
	for _, x := range []struct{ day, title, text string }{
		{"2026-03-01", "before", "Harland shelled the northern corridor on Sunday."},
		{"2026-03-02", "line", "Estovia will never accept attacks on the northern corridor, its government said. \"That is a red line,\" it said."},
		{"2026-03-09", "after", "Harland attacked the northern corridor on Monday and killed two drivers."},
	} {
		d := &onrecord.Document{Text: x.text, Meta: onrecord.Meta{Title: x.title, Publisher: "Post", Published: x.day}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, d)
	}
	b := open(t, Options{}, reports...)
	var stages []standing.At
	err = b.desk.record.Standing(t.Context(), false, func(l *standing.Ledger) error {
		return l.Newest(standing.Which{}, func(at *standing.At) (bool, error) { stages = append(stages, *at); return true, nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range stages {
		l := stages[i].Line
		if !stages[i].Stage.RedLine {
			continue
		}
		got, err := b.desk.touched(t.Context(), []*evidence{{At: stages[i]}})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range got {
			for _, h := range x.Hits {
				if h.Title != "after" {
					t.Errorf("%q touches %q", h.Quote, x.Line)
				}
			}
			if len(x.Hits) > 0 {
				b.want(b.get(dossierLink(l.Actor.Key, l.Matter.Key, nil)), 200, "What may touch the red line", "attacked")
				return
			}
		}
	}
	t.Errorf("nothing touches a red line: %+v", stages)
}

// TestVersionsScreen: a report that was edited says so, and what the edit did to who says what.
func TestVersionsScreen(t *testing.T) {
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	b := open(t, Options{})
	for _, x := range []struct{ at, text string }{
		{"2026-03-02T08:00:00Z", "The army claimed that two villages had been taken.\n\nThe road is <b>open</b>."},
		{"2026-03-02T18:00:00Z", "The army confirmed that two villages had been taken.\n\nThe road is shut."},
	} {
		d := &onrecord.Document{Text: x.text, Meta: onrecord.Meta{Title: "Villages", Publisher: "Post", Published: x.at, URL: "https://post.example/villages"}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.Put(t.Context(), []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, onrecord.Digest(d.Text))
	}
	b.want(b.get("/r/"+ids[0]), 200, "/r/"+ids[0]+"/versions", "2 texts were printed at this address")
	b.want(b.get("/r/"+ids[1]+"/versions"), 200, "“claimed” became “confirmed”", "The road is &lt;b&gt;open&lt;/b&gt;.", "The road is shut.", "the one you read", "/r/"+ids[0]+"#a1")
	b.want(b.get("/r/"+strings.Repeat("0", 64)+"/versions"), 404)
}
