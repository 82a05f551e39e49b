package desk

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// rect is where words of the report stand in the window.
func (x *browser) rect(words string) (left, right, middle float64) {
	x.Helper()
	got := x.eval(`(() => { const t = [...document.querySelectorAll('#report [data-at]')]; for (const b of t) { const i = b.textContent.indexOf(` + strconv.Quote(words) + `); if (i < 0) continue;
		const at = +b.dataset.at + [...b.textContent.slice(0, i)].length, r = desk.passage(at, at + ` + strconv.Itoa(len([]rune(words))) + `);
		r.startContainer.parentElement.scrollIntoView({block: 'center'}); scrollBy(0, r.getBoundingClientRect().top - innerHeight * .3); const q = r.getClientRects(), a = q[0], z = q[q.length-1]; return [a.left, z.right, (a.top+a.bottom)/2, (z.top+z.bottom)/2].join(); } return ''; })()`)
	var end float64
	if _, err := fmt.Sscanf(strings.ReplaceAll(got, ",", " "), "%f %f %f %f", &left, &right, &middle, &end); err != nil {
		x.Fatalf("%q does not stand in the report: %q", words, got)
	}
	if end != middle {
		x.Fatalf("%q stands on two lines", words)
	}
	return left, right, middle
}

// drag chooses words with the mouse.
func (x *browser) drag(words string) {
	x.Helper()
	left, right, y := x.rect(words)
	held := func(p *input.DispatchMouseEventParams) {
		p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
	}
	x.do(chromedp.MouseEvent(chromedp.MousePressed, left+1, y, held), chromedp.MouseEvent(chromedp.MouseMoved, (left+right)/2, y, held),
		chromedp.MouseEvent(chromedp.MouseMoved, right-1, y, held), chromedp.MouseEvent(chromedp.MouseReleased, right-1, y, held))
}

// reading opens a report, and waits until words can be chosen.
func (x *browser) reading(path string) {
	x.Helper()
	x.open("/about") // from elsewhere, so that it is loaded
	x.open(path)
	x.mends()
}

func (x *browser) mends() {
	x.Helper()
	x.until(`document.querySelector('#report')?.dataset.mends`, "yes")
}

// press clicks what may have to be scrolled to; cards far from the window have no height of their own until then.
func (x *browser) press(css string) {
	x.Helper()
	// A page that was just opened may still move, and a click goes to a place on it.
	x.until(`(() => { const e = document.querySelector(`+strconv.Quote(css)+`); e.scrollIntoView({block: 'center', behavior: 'instant'})
		const r = e.getBoundingClientRect(), now = [r.x, r.y, r.width, scrollY, document.readyState].join(), still = window.pressing === now
		window.pressing = now
		return still && document.readyState === 'complete' && e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)) })()`, "true")
	x.do(chromedp.Click(chromedp.CSS(css)))
}

// mending is a desk to write to, over the sample reports.
func mending(t *testing.T) (*bench, string) {
	t.Helper()
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{Writable: true, Who: "ana"}, reports...)
	return b, b.sampleReport("Hallam: no relief flights without a truce")
}

// TestMendByMouse puts a source right with words chosen by the mouse, at both sizes and in both themes: the old value stands beside the new, it
// shows, survives a restart, and is undone.
func TestMendByMouse(t *testing.T) {
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
			was := x.eval(`document.querySelector('#a2 .source').textContent`)
			x.press("#a2 a.mend")
			x.do(chromedp.WaitVisible(chromedp.CSS("#mend .mendform")))
			x.until(`document.activeElement.id`, "mend-title")
			x.drag("Lena Hartog")
			x.until(`document.querySelector('#mend .mendpick').textContent`, "Chosen: “Lena Hartog”")
			x.press(`#mend .mendrow[data-field=source] .take`)
			x.until(`document.querySelector('#m-source').value + '|' + document.querySelector('.mendrow[data-field=source] .mendold q').textContent`, "Lena Hartog|"+was)
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the page is wider than %d px", c.wide)
			}
			x.shoot(fmt.Sprintf("mend-%d-%s.png", c.wide, c.theme), false)
			x.do(chromedp.SendKeys(chromedp.CSS(`#mend [name=why]`), "she says it herself"), chromedp.Click(chromedp.CSS(`#mend button.strong`)))
			verdict := `document.querySelector('#a2 .verdicts')?.textContent.includes('source corrected: Lena Hartog (was ` + was + `)')`
			x.until(verdict, "true")
			x.until(`document.querySelector('#a2 .source')?.textContent`, "Lena Hartog")
			if !strings.Contains(x.eval(`document.querySelector('#a2 .verdicts').textContent`), "she says it herself") {
				t.Error("why is not told")
			}
			again := reopen(b)
			y := surf(again)
			y.do(chromedp.EmulateViewport(c.wide, c.high))
			y.open("/r/" + report)
			y.until(verdict, "true")
			y.open("/r/" + report + "?as=read")
			y.until(`document.querySelector('#a2 .source')?.textContent`, was)
			y.open("/r/" + report)
			y.press("#a2 .verdicts button")
			y.until(`document.querySelector('#a2 .source')?.textContent + document.querySelector('#a2 .verdicts')`, was+"null")
		})
	}
}

// TestMendByKeys does the same by keys alone: takes up an entry, walks to words, puts them into a field and saves; adds an event, takes it out
// again, and undoes all.
func TestMendByKeys(t *testing.T) {
	for _, wide := range []int64{1280, 390} {
		t.Run(fmt.Sprint(wide), func(t *testing.T) {
			b, report := mending(t)
			x := surf(b)
			x.do(chromedp.EmulateViewport(wide, 850))
			x.reading("/r/" + report)
			x.keys("J")
			x.until(`document.querySelector('.card.at').id`, "a1")
			x.keys("m")
			x.until(`document.activeElement.id`, "mend-title")
			x.until(`document.querySelector('#mend .mendpick').hidden`, "false")
			first := x.eval(`document.querySelector('#mend .mendpick').textContent`)
			x.keys(kb.ArrowRight)
			x.until(`document.querySelector('#mend .mendpick').textContent !== `+strconv.Quote(first), "true")
			x.do(chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift)))
			x.until(`document.querySelector('#mend .mendpick').textContent.split(' ').length`, "3")
			chosen := strings.TrimSuffix(strings.TrimPrefix(x.eval(`document.querySelector('#mend .mendpick').textContent`), "Chosen: “"), "”")
			x.keys("c")
			x.until(`document.querySelector('#m-cue').value`, chosen)
			x.keys(kb.ArrowDown)
			x.until(`document.querySelector('#mend .mendpick').textContent !== `+strconv.Quote("Chosen: “"+chosen+"”"), "true")
			x.keys("n") // a closed list is led to
			x.until(`document.activeElement.id`, "m-naming")
			x.keys(kb.Escape)
			x.until(`document.activeElement.id`, "")
			x.keys(kb.Enter)
			x.until(`document.querySelector('#a1 .verdicts')?.textContent.includes('cue corrected: `+chosen+`')`, "true")
			x.until(`document.querySelector('#a1 .cue').textContent.startsWith(`+strconv.Quote(chosen)+`)`, "true")
			x.mends()

			// Add an event.
			x.keys("n")
			x.until(`document.querySelector('#pickbar').hidden`, "false")
			x.keys(kb.ArrowRight + kb.ArrowRight)
			deed := x.eval(`document.querySelector('#pickbar q').textContent`)
			x.keys("2")
			x.until(`document.activeElement.id`, "mend-title")
			x.until(`document.querySelector('#m-trigger').value`, deed)
			x.keys("o")
			x.until(`document.activeElement.id`, "m-root")
			x.do(chromedp.SetValue(chromedp.CSS("#m-root"), "CONSULT"))
			x.keys(kb.Escape)
			x.keys(kb.Enter)
			x.until(`location.hash.startsWith('#ev') && !!document.querySelector('.card.at .verdicts')?.textContent.includes('event added')`, "true")
			added := x.eval(`document.querySelector('.card.at').id`)
			x.until(`document.querySelector('.card.at .trigger').textContent.includes('CONSULT')`, "true")

			// Take it out by its key; it is struck out, and comes back.
			x.keys("x")
			x.until(`document.querySelector('#`+added+`')?.classList.contains('was-reject')`, "true")
			x.mends()
			x.press("#" + added + " .verdicts li:last-child button")
			x.until(`document.querySelector('#`+added+`')?.classList.contains('was-reject')`, "false")
			x.mends()
			x.press("#" + added + " .verdicts li button")
			x.until(`document.querySelector('#report') && document.querySelector('#`+added+`')`, "null")
			if n := b.decisions(); n != 5 {
				log, _ := b.store.Decisions(t.Context(), "")
				t.Errorf("%d decisions, want two, a rejection, and two undone: %+v", n, log)
			}
			// Esc lets go, one thing after the other.
			x.reading("/r/" + report + "#a1")
			x.keys("m")
			x.until(`document.activeElement.id`, "mend-title")
			x.keys(kb.Escape)
			x.until(`document.querySelector('#mend').hidden && document.querySelector('.card.at').id`, "a1")
			x.keys(kb.Escape)
			x.until(`document.querySelector('.card.at')`, "null")
		})
	}
}

// TestAddByMouse adds a statement and a position from words chosen by the mouse.
func TestAddByMouse(t *testing.T) {
	b, report := mending(t)
	x := surf(b)
	x.do(chromedp.EmulateViewport(1280, 900))
	x.reading("/r/" + report)
	before := x.eval(`document.querySelectorAll('.card.statement').length`)
	x.drag("relief flights")
	x.until(`document.querySelector('#pickbar').hidden`, "false")
	x.do(chromedp.Click(chromedp.CSS("#pickbar [data-add=statement]")), chromedp.WaitVisible(chromedp.CSS("#mend .mendform")))
	x.drag("Lena Hartog")
	x.until(`document.querySelector('#mend .mendpick').textContent`, "Chosen: “Lena Hartog”")
	x.press(`#mend .mendrow[data-field=source] .take`)
	x.press("#mend button.strong")
	x.until(`document.querySelector('.card.at .verdicts')?.textContent.includes('statement added')`, "true")
	x.until(`document.querySelectorAll('.card.statement').length`, strconv.Itoa(atoi(before)+1))
	if who := x.eval(`document.querySelector('.card.at .source').textContent`); who != "Lena Hartog" {
		t.Errorf("said by %q", who)
	}
	x.mends()
	x.drag("relief flights")
	x.until(`document.querySelector('#pickbar').hidden`, "false")
	x.do(chromedp.Click(chromedp.CSS("#pickbar [data-add=position]")), chromedp.WaitVisible(chromedp.CSS("#mend .mendform")),
		chromedp.SetValue(chromedp.CSS("#m-stance"), "against"), chromedp.SetValue(chromedp.CSS("#m-firmness"), "5"),
		chromedp.SendKeys(chromedp.CSS("#m-actor"), "Lena Hartog"))
	x.press("#mend button.strong")
	x.until(`document.querySelector('.card.at .verdicts')?.textContent.includes('position added')`, "true")
	x.until(`document.querySelector('.card.at .dots')?.getAttribute('aria-label')`, "firmness 5 of 5")
	// It is in the search, in the exports and in the ledger.
	b.want(b.get("/explore?actor=Hartog&kind=position&stance=against"), 200, "Lena Hartog")
	b.want(b.get("/r/"+report+"/export/csv-positions"), 200, ",added,ana ")
	b.want(b.get("/ledger"), 200, "Hartog")
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

// TestMendForms mends without scripts: words are typed in; what cannot be says why.
func TestMendForms(t *testing.T) {
	b, report := mending(t)
	b.want(b.get("/r/"+report+"/decide/a2"), 200, `name="value.source"`, `placeholder="words as they stand"`, `name="none.cue"`, "<q>", `name="at.content"`)
	b.want(b.get("/r/"+report+"/mend/p1"), 200, `name="cond.kind"`, "for or against what")
	b.want(b.get("/r/"+report+"/mend/statement?at=3-9"), 200, `name="at.content" value="3-9"`, ">Add<")
	b.want(b.get("/r/"+report+"/add/event"), 200, "Add an event", `name="value.trigger"`)
	for _, path := range []string{"/mend/a999", "/mend/x1", "/add/a1", "/add/story"} {
		b.want(b.get("/r/"+report+path), 404)
	}
	post := func(status int, want string, pairs ...string) {
		t.Helper()
		f := url.Values{"report": {report}}
		for i := 0; i < len(pairs); i += 2 {
			f.Add(pairs[i], pairs[i+1])
		}
		a := b.post("/decide", f)
		if status == 303 {
			b.want(a, 303)
			return
		}
		b.want(a, status, want)
	}
	post(303, "", "finding", "a2", "action", "correct", "value.source", "Lena Hartog", "none.cue", "on", "was.naming", "named", "value.naming", "collective", "why", "so")
	b.want(b.get("/r/"+report), 200, "source corrected: Lena Hartog", "cue corrected: none", "naming corrected: collective", "so")
	post(400, "nothing was changed", "finding", "a2", "action", "correct", "was.naming", "named", "value.naming", "named")
	post(400, "does not stand in the report", "finding", "a2", "action", "correct", "value.source", "a dragon")
	post(400, "say which by the place", "finding", "statement", "action", "add", "value.content", "the")
	post(400, "needs its root", "finding", "event", "action", "add", "value.trigger", "truce")
	post(400, "cannot be understood", "finding", "p1", "action", "correct", "cond.kind", "if", "cond.at", "3-9")
	post(303, "", "finding", "p1", "action", "correct", "was.conditions", "", "cond.kind", "if", "cond.at", "", "cond.words", "relief flights")
	b.want(b.get("/r/"+report), 200, "conditions corrected: if: relief flights")
	post(303, "", "finding", "ev1", "action", "correct", "value.date", "", "stands.date", "2026-01-02/2026-01-03", "stands.place", "NOR")
	b.want(b.get("/r/"+report), 200, "when corrected: 2026-01-02/2026-01-03", "where corrected: NOR")
	log, err := b.store.Decisions(t.Context(), report)
	if err != nil || len(log) != 6 {
		t.Errorf("%d decisions, %v", len(log), err)
	}
	b.desk.o.Writable = false
	b.want(b.get("/r/"+report+"/mend/a1"), 403)
	if body := b.get("/r/" + report).body; strings.Contains(body, "data-part") || strings.Contains(body, "mend.js") {
		t.Error("a desk that is read-only offers to mend")
	}
}

// TestLostAndBroughtIn: decisions that a reading does not have are listed on a page of their own and beside the report; a file of decisions is
// brought in; those on another text of a page are carried over.
func TestLostAndBroughtIn(t *testing.T) {
	b, report := mending(t)
	if _, err := answer.DecideAll(t.Context(), b.store, []answer.Decide{{Who: "ana", Action: "reject", Report: report, Finding: "ev1", Why: "<i>no</i> deed"}, {Who: "ana", Action: "correct", Report: report,
		Finding: "a1", Field: "naming", Value: "collective"}}); err != nil {
		t.Fatal(err)
	}
	b.want(b.get("/decisions/lost"), 200, "Every decision that stands is found again.")
	file := b.get("/decisions.jsonl").body

	d, err := b.store.Report(t.Context(), report)
	if err != nil {
		t.Fatal(err)
	}
	d.Events, d.Made.Tool = nil, "next"
	if _, err := b.store.Put(t.Context(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	b.want(b.get("/decisions/lost"), 200, "<b>1</b> decision", "no such finding there", "&lt;i&gt;no&lt;/i&gt; deed")
	b.want(b.get("/decisions/lost?report="+report), 200, "no such finding there")
	b.want(b.get("/decisions"), 200, "1 decision is not found again")
	b.desk.known.Forget(report)
	b.want(b.get("/r/"+report), 200, "Decided, and not found again in this reading", "no such finding there")
	b.want(b.get("/api/v1/decisions/lost"), 200, `"lost":"the words stand in the text, but this reading has no such finding there"`)

	// The text of the page is edited.
	edited := &onrecord.Document{Text: "Update. " + d.Text, Meta: d.Meta}
	r, err := theReader()
	if err == nil {
		err = r.Read(edited)
	}
	if err == nil {
		_, err = b.store.Put(t.Context(), []*onrecord.Document{edited})
	}
	if err != nil {
		t.Fatal(err)
	}
	to := onrecord.Digest(edited.Text)
	if d.Meta.URL != "" {
		b.want(b.get("/r/"+to+"/versions"), 200, "2 decisions", "Carry them over")
	}
	b.want(b.post("/r/"+to+"/carry", url.Values{"from": {report}}), 200, "<b>2</b> added")
	b.want(b.get("/r/"+to), 200, "naming corrected: collective")

	other := open(t, Options{Writable: true, Who: "ben"})
	if _, err := other.store.Put(t.Context(), []*onrecord.Document{edited}); err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, _ := m.CreateFormFile("file", "decisions.jsonl")
	_, _ = w.Write([]byte(file + "no json\n"))
	m.Close()
	a := other.do(http.MethodPost, "/decisions/import", body.String(), "Content-Type", m.FormDataContentType())
	if d.Meta.URL != "" {
		other.want(a, 200, "<b>2</b> added", "<b>1</b> refused", "no decision in JSON")
	}
	other.want(other.do(http.MethodPost, "/api/v1/decisions/import", file, "Content-Type", "application/jsonl"), 201, `"known":2`)
	other.want(other.do(http.MethodPost, "/api/v1/decisions/batch", `{"decisions":[{"action":"note","report":"`+to+`","why":"one"},{"action":"accept","report":"`+to+`","finding":"a999"}]}`, "Content-Type", "application/json"), 400)
	other.want(other.do(http.MethodPost, "/api/v1/decisions/batch", `{"decisions":[{"action":"note","report":"`+to+`","why":"one"},{"action":"add","report":"`+to+
		`","finding":"event","values":[{"field":"trigger","words":[{"exact":"Update"}]},{"field":"root","value":"AID"}]}]}`, "Content-Type", "application/json"), 201, `"action":"add"`, `"exact":"Update"`)
	if log, err := other.store.Decisions(t.Context(), to); err != nil || len(log) != 4 || log[3].Action != store.Add {
		t.Errorf("%d decisions, %v", len(log), err)
	}
}

// TestCodingsBroughtIn takes a table and a database of codings by the form and by the API: what agrees is accepted in the name of its coder, what is
// of no report here is told by line.
func TestCodingsBroughtIn(t *testing.T) {
	b := demo(t)
	table := b.get("/api/v1/exports/csv-statements").body
	database := b.get("/api/v1/exports/dna").body
	head, rest, ok := strings.Cut(table, "\n")
	if !ok || !strings.HasPrefix(database, "SQLite format 3") {
		t.Fatalf("%.200q, %.20q", table, database)
	}
	sent := func(name, data string) answerOf {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		w, _ := m.CreateFormFile("file", name)
		_, _ = w.Write([]byte(data))
		m.Close()
		return b.do(http.MethodPost, "/decisions/import", body.String(), "Content-Type", m.FormDataContentType())
	}
	odd := head + "\n" + strings.Repeat("0", 64) + ",a1,,,,,nobody,,,,,,,said,words that nobody printed,assertion,,,1,5,,,,,\n"
	b.want(sent("coded.csv", odd), 200, "<b>0</b> added", "<b>1</b> refused", "its report is not in the store")
	b.want(sent("coded.csv", "a letter\n"), 400, "neither decisions")
	b.want(sent("coded.csv", head+"\n"+rest), 200, "<b>0</b> refused")
	b.want(b.do(http.MethodPost, "/api/v1/decisions/import", table, "Content-Type", "application/jsonl"), 201, `"added":0`, `"refused":[]`)
	b.want(b.do(http.MethodPost, "/api/v1/decisions/import", database, "Content-Type", "application/jsonl"), 201, `"refused":[]`)
	log, err := b.store.Decisions(t.Context(), "")
	n := map[string]int{}
	for _, d := range log {
		n[d.Who+" "+string(d.Action)]++
		if d.Action == store.Correct {
			t.Errorf("%s %s %d %q: %s, %s -> %s", d.Who, d.Kind, d.Number, d.Quote, d.Field, d.Old, d.New)
		}
	}
	if err != nil || n["onrecord accept"] < 5 || len(log) != n["onrecord accept"]+n["analyst accept"] || n["analyst accept"] < 15 {
		t.Errorf("%v, %v", n, err)
	}
}
