package desk

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"onrecord/internal/store"
)

// counting has the desk count how hits divide only once it is let go on, as a frequent word takes on a large store.
func (b *bench) counting() (goOn func()) {
	held := make(chan struct{})
	b.desk.divisions.count = func(ctx context.Context, q store.Query) (store.Survey, error) {
		<-held
		return b.store.Survey(ctx, q)
	}
	return func() { close(held) }
}

// TestDivisionComesLater: the hits of a search are there before it is counted how all of them divide, and say so; the figures come after them,
// without a script by a link. What takes too long to count is said to.
func TestDivisionComesLater(t *testing.T) {
	b := demo(t)
	whole := b.get("/explore?kind=statement").body
	figures := []*regexp.Regexp{regexp.MustCompile(`<p class="count"[^>]*>(.*) found\.</p>`), regexp.MustCompile(`(?s)<div id="histogram">(.*?)</div>`), regexp.MustCompile(`(?s)<aside class="facets" id="facets"[^>]*>(.+?)</aside>`)}
	b.desk.divisions.kept, b.desk.divisions.soon = newMemo[store.Survey](1), time.Millisecond
	goOn := b.counting()
	page := b.get("/explore?kind=statement")
	b.want(page, 200, "are being counted", `hx-get="/explore/divided?kind=statement"`, `class="entry"`)
	for _, f := range figures {
		if x := f.FindString(page.body); x != "" {
			t.Errorf("the page tells what is not yet counted: %s", x)
		}
	}
	goOn()
	later := b.get("/explore/divided?kind=statement").body
	for _, f := range figures {
		if x := f.FindString(whole); x == "" || f.FindString(later) != x {
			t.Errorf("the figures are %q at first and %q later", x, f.FindString(later))
		}
	}
	b.want(b.get("/explore/divided?firmness=x"), 400)
	b.desk.divisions.kept = newMemo[store.Survey](1)
	b.desk.divisions.count = func(context.Context, store.Query) (store.Survey, error) {
		return store.Survey{}, fmt.Errorf("%w: the search took too long", store.ErrQuery)
	}
	b.want(b.get("/explore/divided?kind=statement"), 200, "takes too long", `class="entry"`)
}

// TestDivisionInBrowser opens a search of which it is not yet counted how all of it divides: the hits stay as they are when the figures come.
func TestDivisionInBrowser(t *testing.T) {
	x := surf(demo(t))
	x.desk.divisions.soon = time.Millisecond
	goOn := x.counting()
	x.open("/explore?kind=statement")
	x.until(`document.querySelector('#count').textContent.includes('are being counted') && document.querySelectorAll('.hits .entry').length > 0`, "true")
	x.eval(`window.first = document.querySelector('.hits .entry')`)
	goOn()
	x.until(`document.querySelectorAll('#facets section').length > 1 && document.querySelectorAll('#histogram .hbar').length > 1 && /^[0-9]+ found/.test(document.querySelector('#count').textContent)`, "true")
	x.until(`location.pathname + location.search + (window.first === document.querySelector('.hits .entry'))`, "/explore?kind=statementtrue")
}
