package desk

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/claim"
	"onrecord/internal/export/network"
	"onrecord/internal/store"
)

// shapes are the words that the shapes of a drawing tell, by their class.
func shapes(drawing, class string) (out []string) {
	for _, m := range regexp.MustCompile(`<title>([^<]*)</title><[a-z]+ class="([^"]*)"`).FindAllStringSubmatch(drawing, -1) {
		if slices.Contains(strings.Fields(m[2]), class) {
			out = append(out, html.UnescapeString(m[1]))
		}
	}
	return out
}

// pictureFile holds that a picture leaves as a file that other programs can read: XML, no names of colours, no links, no words lost.
func (b *bench) pictureFile(path string) string {
	b.Helper()
	a := b.get(path)
	b.want(a, 200, `xmlns="http://www.w3.org/2000/svg"`, "<style>", "<title>", "<desc>")
	if a.Header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		b.Errorf("%s: %v", path, a.Header)
	}
	for _, no := range []string{"var(", "href", "light-dark", "<a ", "</a>", "<script"} {
		if strings.Contains(a.body, no) {
			b.Errorf("%s holds %q", path, no)
		}
	}
	var any struct{ XMLName xml.Name }
	if err := xml.Unmarshal([]byte(a.body), &any); err != nil || any.XMLName.Local != "svg" {
		b.Errorf("%s is no SVG: %v", path, err)
	}
	return a.body
}

func (b *bench) rows(path string) [][]string {
	b.Helper()
	rows, err := csv.NewReader(strings.NewReader(b.get(path).body)).ReadAll()
	if err != nil {
		b.Fatalf("%s: %v", path, err)
	}
	return rows
}

func TestDrawTrends(t *testing.T) {
	x := answer.Trends{Unit: answer.ByDay, Periods: []answer.Period{{From: "2026-02-09", To: "2026-02-09", Statements: 3, Told: 2, Unnamed: 1},
		{From: "2026-02-10", To: "2026-02-10", Events: 1}, {From: "2026-02-11", To: "2026-02-11", Statements: 1, Told: 1}}}
	svg := string(drawTrends(&x, func(k store.Kind, p *answer.Period) string { return "/" + string(k) + "?a=1&b=" + p.From }))
	for class, want := range map[string][]string{"bar-s": {"9 Feb 2026: 3 statements", "11 Feb 2026: 1 statement"}, "bar-e": {"10 Feb 2026: 1 event"},
		"share": {"9 Feb 2026: 50 % unnamed, 1 of 2", "11 Feb 2026: 0 % unnamed, 0 of 1"}} {
		if got := shapes(svg, class); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", class, got, want)
		}
	}
	if m := regexp.MustCompile(`share-line" d="M[^ML]*M[^ML]*"`).FindString(svg); m == "" {
		t.Error("the line goes on over a day on which nothing is attributed")
	}
	if !strings.Contains(svg, `href="/statement?a=1&amp;b=2026-02-09"`) {
		t.Error("a bar does not lead to what it counts")
	}
	if drawTrends(&answer.Trends{}, nil) != "" {
		t.Error("nothing is drawn as something")
	}
}

// TestTrends counts what the pages of trends tell against the search.
func TestTrends(t *testing.T) {
	b := demo(t)
	b.want(b.get("/trends?by=day"), 200, "Share on unnamed word", "The same as a table", "/trends.svg?by=day", "<svg")
	b.want(b.get("/trends?by=fortnight"), 400, "by day, week, month or year")
	b.want(b.get("/trends?q=zeppelin"), 200, "Nothing fits")
	b.want(b.get("/trends.svg?q=zeppelin"), 404, "nothing to draw")
	b.pictureFile("/trends.svg?by=day")
	for _, q := range []string{"?by=day", "?by=week&q=truce", "?by=month&outlet=Harbour+Gazette", "?by=year&actor=Estovia"} {
		sum := map[string]int{}
		rows := b.rows("/trends.csv" + q)
		for _, r := range rows[1:] {
			for i, name := range rows[0] {
				n, _ := strconv.Atoi(r[i])
				sum[name] += n
			}
		}
		for name, kind := range map[string]string{"statements": "statement", "events": "event"} {
			if n := len(b.rows("/explore.csv"+q+"&kind="+kind)) - 1; n != sum[name] {
				t.Errorf("%s: %d %s, the search finds %d", q, sum[name], name, n)
			}
		}
		if sum["statements"] == 0 || sum["unnamed"] > sum["attributed"] || sum["attributed"] > sum["statements"] {
			t.Errorf("%s: %v", q, sum)
		}
	}
}

func TestDrawTimeline(t *testing.T) {
	x := answer.Timeline{Entries: []answer.Entry{{Day: "2026-02-11", Role: answer.StoodNot, Quote: "never", Unnamed: true}, {Day: "2026-02-09", Role: answer.Said, Quote: "b"},
		{Day: "2026-02-09", Role: answer.Said, Quote: "a <b>", Unnamed: true}, {Role: answer.Did, Quote: "when?"}}}
	svg := string(drawTimeline(&x, func(from, to string) string { return from + "/" + to }))
	for class, want := range map[string][]string{"k-said": {"9 Feb 2026: said, 2, 1 on unnamed word: a <b>"}, "hollow": {"11 Feb 2026: stood against, 1, 1 on unnamed word: never"},
		"k-deed": nil} {
		if got := shapes(svg, class); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", class, got, want)
		}
	}
	if w := timelineWords(&x); !strings.Contains(w, "unknown day, not drawn: 1") {
		t.Errorf("what has no day is not told: %q", w)
	}
	if drawTimeline(&answer.Timeline{Entries: x.Entries[3:]}, nil) != "" {
		t.Error("what has no day is drawn")
	}
}

// TestTimeline compares the timeline of an actor with the search and with its dossier.
func TestTimeline(t *testing.T) {
	b := demo(t)
	b.want(b.get("/timeline"), 200, "Those of whom most", "/timeline?actor=Estovia")
	b.want(b.get("/timeline?actor=zeppelin"), 200, "Nothing fits")
	b.want(b.get("/timeline.svg?actor=zeppelin"), 404)
	b.want(b.get("/timeline.csv"), 400, "of one actor")
	b.want(b.get("/timeline?actor=Estovia"), 200, "stood against", "2026-02-06", "/timeline.csv?actor=Estovia")
	b.want(b.get("/dossier?who=name%2Festovia%2F&on=airspace"), 200, "/timeline?actor=Estovia")
	b.pictureFile("/timeline.svg?actor=Estovia")
	n := map[string]int{}
	for _, r := range b.rows("/timeline.csv?actor=Estovia&unsure=1")[1:] {
		n[r[1]]++
	}
	count := func(query string) int { return len(b.rows("/explore.csv?"+query)) - 1 }
	if want := count("kind=statement&actor=Estovia"); n["said"] != want {
		t.Errorf("%d statements, the search finds %d", n["said"], want)
	}
	if want := count("kind=event&actor=Estovia&happened=true"); n["did"] != want {
		t.Errorf("%d deeds, the search finds %d", n["did"], want)
	}
	if want := count("kind=event&recipient=Estovia&happened=true"); n["was done to it"] != want {
		t.Errorf("%d done to it, the search finds %d", n["was done to it"], want)
	}
	if n["stood against"] == 0 || n["stood for"] == 0 {
		t.Errorf("positions: %v", n)
	}
}

func TestDrawFirsts(t *testing.T) {
	day := func(n int) *int { return &n }
	claims := []cross.Claim{{Quote: "the bridge is <down>", First: cross.First{
		Printed: []cross.Statement{{Report: "r1", ID: "a1", Outlet: "Ledger", Day: "2026-02-03"}},
		Said:    []cross.Statement{{Report: "r2", ID: "a4", Outlet: "Post", Source: "the mayor", Day: "2026-02-05", From: "2026-02-01", To: "2026-02-02", When: "at the weekend"}},
		Travel: []cross.Step{{Report: "r1", ID: "a1", Outlet: "Ledger", Day: "2026-02-03", By: claim.First}, {Report: "r2", ID: "a4", Outlet: "Post", Day: "2026-02-05", Days: day(2), By: claim.Other},
			{Report: "r3", ID: "a2", Outlet: "Copyist", Day: "2026-02-05", Days: day(2), By: claim.Copy, From: "r1", FromID: "a1"}, {Report: "r4", ID: "a9", Outlet: "Later", By: claim.Other}}}}}
	svg := string(drawFirsts(claims))
	for class, want := range map[string]int{"first": 1, "utter": 1, "step-mark": 3, "hollow": 1} {
		if got := shapes(svg, class); len(got) != want {
			t.Errorf("%s: %q, want %d", class, got, want)
		}
	}
	if got := shapes(svg, "utter"); len(got) != 1 || !strings.Contains(got[0], "the mayor, 2026-02-01 to 2026-02-02") {
		t.Errorf("the earliest utterance: %q", got)
	}
	if !strings.Contains(svg, "day not known") || strings.Count(svg, "step-line") != 1 {
		t.Error("what has no day has no place of its own, or the way back is not drawn")
	}
	claims[0].First.Printed = append(claims[0].First.Printed, cross.Statement{Report: "r2", ID: "a4"})
	if got := shapes(string(drawFirsts(claims)), "first"); len(got) != 2 || !strings.Contains(got[0], "in which order is not known") {
		t.Errorf("two that may be the first: %q", got)
	}
	if drawFirsts(nil) != "" {
		t.Error("no claims are drawn as something")
	}
}

func TestFirstsOfStory(t *testing.T) {
	b := demo(t)
	id := b.sampleReport("Hallam: no relief flights without a truce")
	a := b.get("/st/" + id)
	b.want(a, 200, "Who said it first", "first.svg")
	if n := len(shapes(a.body, "first")); n == 0 {
		t.Error("nobody is marked as the first")
	}
	b.pictureFile("/st/" + id + "/first.svg")
}

// TestOutlines holds what the map is drawn from: small, with its source in its head, every state once and in the picture.
func TestOutlines(t *testing.T) {
	raw, err := unpack(packedOutlines)
	if err != nil || len(packedOutlines) > 200<<10 || !strings.Contains(string(raw), "# source: generated by internal/lab/gen on 20") {
		t.Errorf("%d bytes of outlines, %v", len(packedOutlines), err)
	}
	states, err := outlines()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]outline{}
	for _, s := range states {
		if s.X < 0 || s.X > mapWide || s.Y < 0 || s.Y > mapHigh {
			t.Errorf("%s stands outside: %v %v", s.Code, s.X, s.Y)
		}
		if _, twice := at[s.Code]; twice && s.Code != "" {
			t.Errorf("%s stands there twice", s.Code)
		}
		at[s.Code] = s
	}
	for _, c := range []struct{ west, east string }{{"USA", "FRA"}, {"FRA", "IRQ"}, {"IRQ", "CHN"}, {"CHN", "JPN"}} {
		if at[c.west].X >= at[c.east].X || at[c.west].Path == "" {
			t.Errorf("%s does not lie west of %s", c.west, c.east)
		}
	}
	if at["NOR"].Y >= at["ITA"].Y || at["ITA"].Y >= at["ZAF"].Y {
		t.Error("north is not up")
	}
	if s := at["SGP"]; s.X == 0 || s.Path != "" {
		t.Errorf("Singapore: %+v", s)
	}
}

func TestDrawMap(t *testing.T) {
	states, err := outlines()
	if err != nil {
		t.Fatal(err)
	}
	x := answer.Places{Names: map[string]string{"IRQ": "Iraq", "SGP": "Singapore"}, Places: store.Places{Events: 16, States: []store.PlaceTally{{Country: "IRQ", Events: 8, Happened: 6},
		{Country: "", Events: 5}, {Country: "SGP", Events: 2, Unnamed: 2}, {Country: "ATA", Events: 1}}}}
	svg := string(drawMap(&x, states, func(code string) string { return "/" + code }))
	if got := shapes(svg, "event-mark"); !slices.Equal(got, []string{"Iraq: 8 events, 6 told as having happened, 0 on unnamed word", "Singapore: 2 events, 0 told as having happened, 2 on unnamed word"}) {
		t.Errorf("marks: %q", got)
	}
	if n := strings.Count(svg, `"land told"`); n != 1 {
		t.Errorf("%d states are drawn as told of, want Iraq alone", n)
	}
	if w := mapWords(&x); !strings.Contains(w, "11 events in 3 states") || !strings.Contains(w, "5 events no place is told") {
		t.Error(w)
	}
}

func TestMap(t *testing.T) {
	b := demo(t)
	b.want(b.get("/map"), 200, "Iraq", "/explore?kind=event&amp;place=IRQ", "no place told")
	b.want(b.get("/map?q=zeppelin"), 200, "No events fit")
	b.want(b.get("/map?place=Iraq"), 400, "whose code is IRQ")
	b.pictureFile("/map.svg")
	n := 0
	for _, r := range b.rows("/map.csv")[1:] {
		events, _ := strconv.Atoi(r[2])
		n += events
		if r[0] == "" {
			continue
		}
		if found := len(b.rows("/explore.csv?kind=event&place="+r[0])) - 1; found != events {
			t.Errorf("%s: %d events, the search finds %d", r[0], events, found)
		}
	}
	if all := len(b.rows("/explore.csv?kind=event")) - 1; n != all {
		t.Errorf("%d events on the map and beside it, of %d", n, all)
	}
}

// TestPictureMoves moves the map by keys and by mouse, and lets it be.
func TestPictureMoves(t *testing.T) {
	x := surf(demo(t))
	x.do(chromedp.EmulateViewport(1280, 900))
	x.open("/map")
	box := `document.querySelector('.zoom svg').getAttribute('viewBox')`
	whole := x.eval(box)
	x.eval(`document.querySelector('.zoom').focus()`)
	x.keys("+")
	near := x.eval(box)
	x.keys(kb.ArrowRight)
	if moved := x.eval(box); near == whole || moved == near {
		t.Errorf("keys do not move the picture: %s, %s, %s", whole, near, moved)
	}
	x.keys("0")
	x.until(box, whole)
	x.do(chromedp.Click(chromedp.CSS(".zoombar button")))
	x.until(box, near)
	drag(x, ".zoom svg", 60, 20)
	if x.eval(box) == near {
		t.Error("the mouse does not drag the picture")
	}
	if at := x.eval("location.pathname"); at != "/map" {
		t.Errorf("a drag leads to %s", at)
	}
}

func TestLayNetwork(t *testing.T) {
	n, err := network.Make([]network.Coded{{Actor: "A", Concept: "x", Agree: true}, {Actor: "A", Concept: "x", Agree: true}, {Actor: "B", Concept: "x"}, {Actor: "C", Concept: "y", Agree: true}},
		network.Options{Qualifier: "subtract"})
	if err != nil {
		t.Fatal(err)
	}
	l := layNetwork(n, 4)
	if len(l.Nodes) != 4 || l.Left != 1 || len(l.Ties) != 2 {
		t.Fatalf("%d nodes, %d left out, %d ties", len(l.Nodes), l.Left, len(l.Ties))
	}
	for i, a := range l.Nodes {
		if a.X < 0 || a.X > netWide || a.Y < 0 || a.Y > netHigh {
			t.Errorf("%s lies outside: %v %v", a.Name, a.X, a.Y)
		}
		for _, b := range l.Nodes[:i] {
			if math.Hypot(a.X-b.X, a.Y-b.Y) < 20 {
				t.Errorf("%s lies on %s", a.Name, b.Name)
			}
		}
	}
	svg := string(drawNetwork(l))
	if svg != string(drawNetwork(layNetwork(n, 4))) {
		t.Error("the same network is drawn in two ways")
	}
	if strings.Count(svg, `class="tie minus"`) != 1 || strings.Count(svg, `class="tie plus"`) != 1 {
		t.Error("for and against are drawn alike")
	}
}

// TestNetwork compares the page with its files, and the files of the same network with each other.
func TestNetwork(t *testing.T) {
	b := demo(t)
	b.want(b.get("/network"), 200, "Estovia", "airspace", "The same as a table")
	b.want(b.get("/network?mode=one&qualifier=conflict"), 200, "Norvik")
	b.want(b.get("/network?qualifier=conflict"), 400, "two-mode network has no qualifier")
	b.want(b.get("/network?mode=three"), 400, "one, two")
	b.want(b.get("/network?issue=zeppelin"), 200, "No ties")
	for _, q := range []string{"?actor=Estovia", "?mode=one", "?actor=Norvik&qualifier=subtract&normalisation=activity&duplicates=week"} {
		svg := b.pictureFile("/network.svg" + q)
		rows := b.rows("/network.csv" + q)
		if n := strings.Count(svg, `class="tie `); n == 0 || n != len(rows)-1 {
			t.Errorf("%q: %d ties are drawn, %d in the CSV", q, n, len(rows)-1)
		}
		if n := strings.Count(b.get("/network.graphml"+q).body, "<edge "); n != len(rows)-1 {
			t.Errorf("%q: %d ties in GraphML, %d in the CSV", q, n, len(rows)-1)
		}
	}
}

// TestNetworkMoves moves a node by mouse and by keys; its ties go with it, and what it is tied to lights up.
func TestNetworkMoves(t *testing.T) {
	x := surf(demo(t))
	x.do(chromedp.EmulateViewport(1280, 1000))
	x.open("/network")
	x.eval(`document.querySelector('.node').scrollIntoView({block: 'center'})`)
	at := `document.querySelector('.node').getAttribute('transform')`
	tie := `(n => [...document.querySelectorAll('.tie')].filter(t => t.dataset.a === n || t.dataset.b === n).map(t => t.outerHTML).join())(document.querySelector('.node').dataset.n)`
	was, tied := x.eval(at), x.eval(tie)
	drag(x, ".node .dot", 40, 30)
	moved := x.eval(at)
	if moved == was || x.eval(tie) == tied {
		t.Errorf("the mouse does not move a node with its ties: %s, %s", was, moved)
	}
	x.eval(`document.querySelector('.node').focus()`)
	x.until(`document.querySelectorAll('.tie.lit').length > 0`, "true")
	x.eval(`document.querySelector('.node').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', shiftKey: true, bubbles: true}))`)
	if x.eval(at) == moved {
		t.Error("keys do not move a node")
	}
}

// drag takes hold of the middle of something and moves it by some pixels.
func drag(x *browser, what string, dx, dy float64) {
	x.Helper()
	var px, py float64
	if _, err := fmt.Sscan(x.eval(`(r => (r.x + r.width / 2) + ' ' + (r.y + r.height / 2))(document.querySelector('`+what+`').getBoundingClientRect())`), &px, &py); err != nil {
		x.Fatal(err)
	}
	x.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, px, py, chromedp.Button("left"), chromedp.ClickCount(1)), chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, px+dx/2, py+dy/2, chromedp.Button("left")),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, px+dx, py+dy, chromedp.Button("left")), chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, px+dx, py+dy, chromedp.Button("left"), chromedp.ClickCount(1)))
}

// pictures are the pages with pictures.
func pictures(b *bench) map[string]string {
	return map[string]string{"trends": "/trends?by=day", "timeline": "/timeline?actor=Estovia", "map": "/map", "network": "/network",
		"story": "/st/" + b.sampleReport("Hallam: no relief flights without a truce")}
}

// TestPicturesKeepToThemselves opens each page with a picture, small and large, light and dark: nothing is wider than the window, every drawing is
// called something, its shapes are seen against what is behind them, and a table says the same.
func TestPicturesKeepToThemselves(t *testing.T) {
	x := surf(demo(t))
	for _, size := range []struct{ wide, high int64 }{{1280, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			x.do(chromedp.EmulateViewport(size.wide, size.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)
			for name, path := range pictures(x.bench) {
				x.open(path)
				for what, want := range map[string]string{
					`document.documentElement.scrollWidth > innerWidth`:    "false",
					`document.querySelectorAll('main svg.pic').length > 0`: "true",
					`[...document.querySelectorAll('svg.pic')].every(s => document.getElementById(s.getAttribute('aria-labelledby'))?.textContent.trim())`: "true",
					`document.querySelectorAll('main table tbody tr').length > 0`:                                                                          "true",
					`[...document.querySelectorAll('main .scroll')].every(s => s.tabIndex === 0 && s.getAttribute('aria-label'))`:                          "true",
					`[...document.querySelectorAll('main input, main select')].every(s => s.type === 'hidden' || s.labels.length > 0)`:                     "true",
				} {
					if got := x.eval(what); got != want {
						t.Errorf("%s at %d, %s: %s is %s", name, size.wide, theme, what, got)
					}
				}
				x.shoot(fmt.Sprintf("see-%s-%d-%s.png", name, size.wide, theme), true)
			}
		}
	}
}
