package desk

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"onrecord/internal/store"
	"onrecord/internal/store/lists"
	"onrecord/internal/store/mend"
)

//go:embed testdata/axe.min.js.gz
var axePacked []byte // axe-core 4.14.1, unaltered; Mozilla Public License 2.0

var axe = sync.OnceValues(func() (string, error) {
	z, err := gzip.NewReader(bytes.NewReader(axePacked))
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(z)
	return string(raw), err
})

// barrier is what axe-core finds on a page.
type barrier struct{ ID, Impact, Help, HTML, Why string }

// barriers are the serious and critical findings of axe-core on the page that is open.
func (x *browser) barriers() (out []barrier) {
	x.Helper()
	script, err := axe()
	if err != nil {
		x.Fatal(err)
	}
	x.eval(`(() => {` + script + `
		window.barriers = ''; axe.run(document, {resultTypes: ['violations']}).then(r => window.barriers = JSON.stringify(r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
			.flatMap(v => v.nodes.map(n => ({ID: v.id, Impact: v.impact, Help: v.help, HTML: n.html, Why: n.failureSummary})))), e => window.barriers = JSON.stringify([{ID: 'axe', Why: String(e)}])); return ''; })()`)
	x.until(`window.barriers !== ''`, "true")
	if err := json.Unmarshal([]byte(x.eval(`window.barriers`)), &out); err != nil {
		x.Fatal(err)
	}
	return out
}

// TestNoBarriers has axe-core look at every screen, and at the forms that open in them, at both sizes and in both themes: nothing serious is found.
func TestNoBarriers(t *testing.T) {
	b := demo(t)
	report := b.sampleReport("Hallam: no relief flights without a truce")
	_, err := b.store.Decide(t.Context(), store.Decision{Who: "ana", Action: store.Correct, Report: report, Kind: store.Statement, Number: 1, Field: "naming", New: "collective", Why: "many"})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []store.Annotation{{Who: "ana", Report: report, Words: &mend.Selector{Exact: "relief flights"}, Body: "Who flies? @ben", Tags: []string{"to check"}},
		{Who: "ana", Report: report, Kind: store.Statement, Number: 2, Tags: []string{"memo"}}, {Who: "ana", Report: report, Body: "All of it."}, {Who: "ana", Parent: 1, Body: "They do."}} {
		if _, err := b.store.AddNote(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.store.DeleteNote(t.Context(), 1, "ana", false); err != nil {
		t.Fatal(err)
	}
	puts(t, b, lists.Line{Kind: lists.Actors, Name: "Dora Hallam", Also: []string{"Hallam of Velmar"}, Codes: []string{"NORGOV"}},
		lists.Line{Kind: lists.Outlets, Domain: "courier.example", Name: "Velmar Courier", Owner: "Quay", Agency: "no"})
	b.get("/") // whoever follows the store follows it
	if err := b.desk.record.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	x := surf(b)
	const mended, written = `document.querySelector('#a2 a.mend').click()`, `document.querySelector('#a2 a.tonote').click()`
	pages := []struct{ path, do, shown string }{{"/", "", ""}, {"/explore?kind=statement&q=truce", "", ""}, {"/ledger", "", ""}, {"/changes", "", ""},
		{"/dossier?who=name%2Festovia%2F&on=airspace", `document.querySelector('.tie summary').click()`, ".tie[open]"}, {"/stories", "", ""}, {"/st/" + report, "", ""},
		{"/r/" + report, "", ""}, {"/r/" + report, mended, "#mend .mendform"}, {"/r/" + report + "/add/event", "", ""}, {"/r/" + report + "/decide/a1", "", ""},
		{"/r/" + report + "?as=read", "", ""}, {"/r/" + report + "/versions", "", ""}, {"/review", "", ""}, {"/decisions", "", ""}, {"/decisions/lost", "", ""}, {"/saved", "", ""},
		{"/r/" + report, written, "#mend .noteform"}, {"/r/" + report, `document.querySelector('.noteacts details').open = true`, ".noteacts textarea"}, {"/r/" + report + "/note", "", ""}, {"/notes", "", ""}, {"/notes/1", "", ""},
		{"/alerts", "", ""}, {"/feeds", "", ""}, {"/lists/actors?edit=Dora+Hallam", "", ""}, {"/lists/outlets", "", ""}, {"/sources", "", ""}, {"/sql", "", ""}, {"/trends", "", ""}, {"/map", "", ""}, {"/network", "", ""}, {"/about", "", ""}}
	for _, c := range []struct {
		wide, high int64
		theme      string
	}{{1280, 900, "light"}, {390, 844, "dark"}, {1280, 900, "dark"}, {390, 844, "light"}} {
		x.do(chromedp.EmulateViewport(c.wide, c.high))
		x.open("/about")
		x.eval(`localStorage.setItem('onrecord.theme', '` + c.theme + `')`)
		for _, p := range pages {
			x.open("/about")
			x.open(p.path)
			if p.do != "" {
				if p.do == mended || p.do == written {
					x.mends()
				}
				x.eval(p.do)
				x.do(chromedp.WaitVisible(chromedp.CSS(p.shown)))
			}
			seen := []string{}
			for _, f := range x.barriers() {
				if slices.Contains(seen, f.ID) || len(seen) > 4 {
					continue
				}
				seen = append(seen, f.ID)
				t.Errorf("%s %d %s %s: %s (%s): %.200s\n%.400s", p.path, c.wide, c.theme, p.shown, f.ID, f.Help, f.HTML, f.Why)
			}
		}
	}
}
