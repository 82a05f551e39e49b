package desk

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/store"
)

// browser opens a page in headless Chromium. Requests that leave this machine and what the policy refuses are failures.
type browser struct {
	*bench
	ctx     context.Context
	mu      sync.Mutex
	strange []string
}

func surf(b *bench) *browser {
	b.Helper()
	found := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			found = path
			break
		}
	}
	if found == "" {
		b.Skip("no Chromium on this machine: install Debian's package chromium to test pages in a browser")
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.NoSandbox, chromedp.Headless,
		chromedp.DisableGPU)
	b.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	b.Cleanup(cancel)
	x := &browser{bench: b, ctx: ctx}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		b.Fatal(err)
	}
	err := chromedp.Listen(ctx, func(ev any) {
		switch e := ev.(type) {
		case *network.EventRequestWillBeSent:
			u, _ := url.Parse(e.Request.URL)
			if u != nil && (u.Scheme == "http" || u.Scheme == "https") && "http://"+u.Host != b.web.URL {
				x.note("request to " + e.Request.URL)
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "404") {
				x.note("the browser complains: " + e.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			x.note("a script broke: " + e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, s := range x.strange {
			b.Error(s)
		}
	})
	return x
}

func (x *browser) note(s string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.strange = append(x.strange, s)
}

// patience is how long the browser, and what it waits for, may take before a test fails: reports are read meanwhile, by a program under the
// race detector, on whatever machine. Nothing is measured by it.
const patience = 2 * time.Minute

func (x *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		x.Fatal(err)
	}
}

// open goes to a page and asks the browser to tell what its policy refuses.
func (x *browser) open(path string) {
	x.Helper()
	x.do(chromedp.Navigate(x.web.URL + path))
}

func (x *browser) keys(keys string) {
	x.Helper()
	x.do(chromedp.KeyEvent(keys))
}

// eval is the value of an expression on the page as text.
func (x *browser) eval(expression string) string {
	x.Helper()
	v, err := x.tryEval(expression)
	if err != nil {
		x.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (x *browser) tryEval(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
}

// until waits for an expression to become a value, and for the whole of the page on which it does.
func (x *browser) until(expression, want string) {
	x.Helper()
	got, err := "", error(nil)
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(50 * time.Millisecond) {
		if got, err = x.tryEval(expression); got == want && err == nil {
			if state, err := x.tryEval("document.readyState"); err == nil && state != "loading" {
				return
			}
		}
	}
	x.Errorf("%s is %q, want %q (%v)", expression, got, want, err) // an error is that of a page just being left, for a moment
}

// sampleReport is the id of the sample report with the title.
func (b *bench) sampleReport(title string) string {
	b.Helper()
	list, _, err := b.store.Glances(b.Context(), store.Query{Limit: 100})
	if err != nil {
		b.Fatal(err)
	}
	for _, g := range list {
		if g.Title == title {
			return g.Report
		}
	}
	b.Fatalf("no sample report is titled %q", title)
	return ""
}

// TestDayAtTheDesk is what an analyst does: paste, read, walk by keys, follow a chain, keep, search, look at the ledger
// and a dossier.
func TestDayAtTheDesk(t *testing.T) {
	x := surf(demo(t))
	x.open("/")
	x.do(chromedp.SendKeys(chromedp.CSS("#text"),
		"Norvik will not send ships, two diplomats told the Calder Courier. They said its minister, Ansel Ruud, had called the plan a trap."),
		chromedp.Click(chromedp.CSS(".pastebox button")), chromedp.WaitVisible(chromedp.CSS(".keepbox")))
	x.keys("j")
	x.until(`document.querySelector('.card.at').id`, "a1")
	if n := x.eval(`document.querySelectorAll('#report a.lit').length`); n == "0" {
		t.Error("the words of the statement do not light up")
	}
	x.do(chromedp.Click(chromedp.CSS(".keepbox button")), chromedp.WaitNotPresent(chromedp.CSS(".keepbox")))

	// A nested statement and up its chain.
	x.open("/r/" + x.sampleReport("Hallam: no relief flights without a truce") + "#p1")
	x.until(`document.querySelector('.card.at')?.id`, "p1")
	x.keys("p")
	x.until(`document.querySelector('.card.at').id`, "a1")
	x.keys("J")
	x.until(`document.querySelector('.card.at').classList.contains('statement') && document.querySelector('.card.at').id !== 'a1'`, "true")
	x.keys(kb.Escape)
	x.until(`document.querySelector('.card.at')`, "null")

	// The keys are told, and can be turned off.
	x.keys("?")
	x.until(`document.querySelector('#keys').open`, "true")
	x.do(chromedp.Click(chromedp.CSS("#keys-on")), chromedp.Click(chromedp.CSS("#keys form button")))
	x.keys("j")
	x.until(`document.querySelector('.card.at')`, "null")
	x.eval(`localStorage.removeItem('onrecord.keys')`)

	// Search goes on without a new page, and the address says the whole query.
	x.open("/explore")
	x.do(chromedp.SendKeys(chromedp.CSS(".query input[name=q]"), "truce"+kb.Enter))
	x.until(`location.pathname + location.search`, "/explore?q=truce")
	x.until(`document.querySelectorAll('#results .hits tbody tr').length > 0 && document.querySelector('.chosen b').textContent`, "truce")

	// A query is kept, and stands with the others.
	x.do(chromedp.Click(chromedp.CSS(".watch summary")), chromedp.Click(chromedp.CSS(".watch button")))
	x.until(`location.pathname`, "/saved")
	x.until(`document.querySelector('tbody .open').textContent + document.querySelector('tbody .open').search`, "words truce?q=truce")

	// From the ledger into a dossier by keys.
	x.open("/ledger")
	x.keys("jo")
	x.until(`location.pathname`, "/dossier")
}

// TestPassageInAddress opens an address that names a passage in code points, behind letters of several bytes.
func TestPassageInAddress(t *testing.T) {
	b := demo(t)
	a := b.post("/paste", url.Values{"text": {"Žižkov — 😀 Estovia will not go, Lena Hartog said.\n\nÉtoile “later”, she said."}})
	x := surf(b)
	for _, c := range []struct{ at, want string }{{"c11-18", "Estovia"}, {"c51-57", "Étoile"}} {
		x.open(a.Header.Get("Location") + "#" + c.at)
		x.until(`[...CSS.highlights.get('passage') ?? []].map(r => r.toString()).join()`, c.want)
	}
}

// TestPagesKeepToThemselves opens every screen: nothing is asked for elsewhere, nothing is refused by the policy, nothing
// is wider than the window. With ONRECORD_SHOTS a picture of each is left in that folder.
func TestPagesKeepToThemselves(t *testing.T) {
	x := surf(demo(t))
	pages := map[string]string{
		"desk": "/", "explore": "/explore?kind=statement&q=truce", "positions": "/explore?kind=position",
		"ledger": "/ledger", "sources": "/sources", "about": "/about",
		"reader":  "/r/" + x.sampleReport("Hallam: no relief flights without a truce"),
		"focus":   "/r/" + x.sampleReport("Hallam: no relief flights without a truce") + "#p1",
		"dossier": "/dossier?who=name%2Festovia%2F&on=airspace",
		"changes": "/changes", "stories": "/stories", "saved": "/saved", "review": "/review", "decisions": "/decisions",
		"story":   "/st/" + x.sampleReport("Hallam: no relief flights without a truce"),
		"missing": "/nowhere", "feeds": "/feeds",
	}
	for _, size := range []struct{ wide, high int64 }{{1280, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			x.do(chromedp.EmulateViewport(size.wide, size.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)
			for name, path := range pages {
				x.open(path)
				if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
					t.Errorf("%s is wider than %d px", name, size.wide)
				}
				x.shoot(fmt.Sprintf("%s-%d-%s.png", name, size.wide, theme), name != "focus")
			}
		}
	}
}

// TestPictures takes the pictures of the docs, in the folder that ONRECORD_PICTURES names; without it nothing is done.
func TestPictures(t *testing.T) {
	dir := os.Getenv("ONRECORD_PICTURES")
	if dir == "" {
		t.Skip("ONRECORD_PICTURES names no folder for pictures")
	}
	t.Setenv("ONRECORD_SHOTS", dir)
	x := surf(demo(t))
	x.do(chromedp.EmulateViewport(1280, 800))
	report := "/r/" + x.sampleReport("Hallam: no relief flights without a truce")
	for _, p := range []struct{ name, path string }{{"desk", "/"}, {"reader", report + "#p1"}, {"ledger", "/ledger"},
		{"dossier", "/dossier?who=name%2Festovia%2F&on=airspace"}, {"story", "/st/" + strings.TrimPrefix(report, "/r/")}, {"changes", "/changes"},
		{"explore", "/explore?kind=position&stance=against"}, {"sources", "/sources"}, {"review", "/review"}} {
		x.open(p.path)
		x.shoot(p.name+".png", false)
	}
}

func (x *browser) shoot(name string, full bool) {
	x.Helper()
	dir := os.Getenv("ONRECORD_SHOTS")
	if dir == "" {
		return
	}
	action := chromedp.FullScreenshot(100)
	if !full {
		action = chromedp.CaptureScreenshot()
	}
	raw, err := chromedp.Run(x.ctx, action)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), raw, 0o644)
	}
	if err != nil {
		x.Error(err)
	}
}

// TestUnsureCards keeps the cards of what the reader is unsure of away until the switch is set, or their words are chosen.
func TestUnsureCards(t *testing.T) {
	x := surf(open(t, Options{}, doubtedSamples(t)...))
	x.do(chromedp.EmulateViewport(1280, 900)) // text and cards side by side
	x.open("/r/" + x.sampleReport("Hallam: no relief flights without a truce"))
	shown := `[...document.querySelectorAll('.card.position')].filter(c => getComputedStyle(c).display !== 'none').length`
	if n := x.eval(shown); n != "0" {
		t.Errorf("%s positions are shown though the reader is unsure of all", n)
	}
	x.do(chromedp.Click(chromedp.CSS(`#report a[href="#p1"]`)))
	if n := x.eval(shown); n != "1" {
		t.Errorf("%s positions are shown where the words of one are chosen", n)
	}
	x.do(chromedp.Click(chromedp.CSS("#show-unsure")))
	all := x.eval(`document.querySelectorAll('.card.position').length`)
	if n := x.eval(shown); n != all || n == "1" || n == "0" {
		t.Errorf("%s positions of %s are shown with the switch set", n, all)
	}
}
