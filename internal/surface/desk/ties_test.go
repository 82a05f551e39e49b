package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
)

// undo takes the last decision back.
func (b *bench) undo(next string) {
	b.Helper()
	log, err := b.store.Decisions(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.want(b.post("/decide", url.Values{"undo": {strconv.FormatInt(log[len(log)-1].N, 10)}, "next": {next}}), 303)
}

// TestCopiesByHand says of a copy that it is none, and that it is one; both show on the page of the story, and are taken back.
func TestCopiesByHand(t *testing.T) {
	b := demo(t)
	var copied cross.StoryReport
	var story string
	for _, title := range []string{"Hallam: no relief flights without a truce", "Hallam opens the skies for ten days"} {
		s := b.storyOf(b.sampleReport(title))
		if i := slices.IndexFunc(s.Reports, func(r cross.StoryReport) bool { return r.Origin != r.ID && len(r.Origin) == 64 }); i >= 0 {
			copied, story = s.Reports[i], s.ID
		}
	}
	if story == "" {
		t.Fatal("no sample is a copy")
	}
	origin := func() string {
		s := b.storyOf(copied.ID)
		return s.Reports[slices.IndexFunc(s.Reports, func(r cross.StoryReport) bool { return r.ID == copied.ID })].Origin
	}
	page := "/st/" + story
	b.want(b.get(page), 200, "a copy of", "No copy", "prints the text of")
	b.want(b.post(page+"/move", url.Values{"report": {copied.ID}, "with": {copied.Origin}, "move": {"own text"}, "why": {"rewritten"}}), 303)
	if origin() != copied.ID {
		t.Error("the report prints another's text still")
	}
	b.want(b.get(page), 200, "no copy: two texts", "rewritten")
	b.undo(page)
	if origin() != copied.Origin {
		t.Error("what was taken back holds")
	}
	b.want(b.post(page+"/move", url.Values{"report": {copied.ID}, "with": {"http://desk/r/" + copied.Origin}, "move": {"own text"}}), 303)
	b.want(b.post(page+"/move", url.Values{"report": {copied.ID}, "with": {copied.Origin}, "move": {"copy"}}), 303)
	if origin() != copied.Origin {
		t.Error("what was put together is apart")
	}
	b.want(b.post(page+"/move", url.Values{"report": {copied.ID}, "with": {copied.ID}, "move": {"copy"}}), 400)
	b.want(b.post(page+"/move", url.Values{"report": {copied.ID}, "with": {strings.Repeat("0", 64)}, "move": {"copy"}}), 404)
}

// lines are the actors and matters of the ledger that are told of an actor's name.
func (b *bench) lines(name string) (out []string) {
	b.Helper()
	err := b.desk.record.Standing(b.Context(), true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			if x.Actor.Name == name {
				out = append(out, x.Actor.Key+" "+x.Matter.Key)
			}
			return true, nil
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestDossierByHand puts two matters together and takes one out, puts two actors together by name and apart; each shows on the page, and is taken back.
func TestDossierByHand(t *testing.T) {
	b := demo(t)
	const page = "/dossier?who=name%2Festovia%2F&on=airspace&unsure=1"
	decide := func(do string, form url.Values, status int) answerOf {
		t.Helper()
		for k, v := range map[string]string{"who": "name/estovia/", "on": "airspace", "unsure": "1", "do": do} {
			if form.Get(k) == "" {
				form.Set(k, v)
			}
		}
		a := b.post("/dossier", form)
		b.want(a, status)
		return a
	}
	before := b.lines("Estovia")
	if !slices.Contains(before, "name/estovia/ airspace") || len(before) < 2 {
		t.Fatal(before)
	}
	var other, actor string
	err := b.desk.record.Standing(t.Context(), true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			if x.Actor.Key == "name/estovia/" && x.Matter.Key != "airspace" && x.Matter.Key != standing.Unnamed {
				other = x.Matter.Name
			}
			if x.Actor.Key != "name/estovia/" {
				actor = x.Actor.Name
			}
			return true, nil
		})
	})
	if err != nil || other == "" || actor == "" {
		t.Fatal(other, err)
	}
	a := decide("same matter", url.Values{"matter": {other}, "why": {"one thing"}}, 303)
	if after := b.lines("Estovia"); len(after) != len(before)-1 {
		t.Errorf("%q put together with airspace: %q, before %q", other, after, before)
	}
	b.want(b.get(a.Header.Get("Location")), 200, "one matter: airspace is", "one thing", "Undo")
	for range b.decisions() {
		log, err := b.store.Joins(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(log) > 0 {
			b.want(b.post("/decide", url.Values{"undo": {strconv.FormatInt(log[0].N, 10)}, "next": {page}}), 303)
		}
	}
	if after := b.lines("Estovia"); !slices.Equal(after, before) {
		t.Errorf("taken back: %q, before %q", after, before)
	}
	// One wording of another matter.
	decide("same matter", url.Values{"issue": {"the ports of the north"}, "matter": {"airspace"}}, 303)
	b.undo(page)
	decide("another matter", url.Values{"issue": {"the ports of the north"}}, 303)
	b.undo(page)
	// Actors.
	decide("same actor", url.Values{"actor": {actor}}, 303)
	if after := b.lines("Estovia"); slices.ContainsFunc(after, func(l string) bool { return strings.HasPrefix(l, "name/estovia/ ") }) {
		t.Errorf("Estovia is %s, but %q", actor, after)
	}
	b.undo(page)
	if after := b.lines("Estovia"); !slices.Equal(after, before) {
		t.Errorf("taken back: %q, before %q", after, before)
	}
	b.want(decide("same actor", url.Values{"actor": {"Nobody at all"}}, 400), 400, "no actor")
	decide("another actor", url.Values{"own": {"name/estovia/"}}, 400) // names itself
	decide("nothing", url.Values{}, 400)
	b.desk.o.Writable = false
	decide("same actor", url.Values{"actor": {actor}}, 403)
	if strings.Contains(b.get(page).body, `action="/dossier"`) {
		t.Error("who may not decide is offered it")
	}
}

// TestTiesInBrowser puts a matter together with another by the mouse on a wide screen and by keys on a narrow one, and takes it back.
func TestTiesInBrowser(t *testing.T) {
	for _, c := range []struct {
		wide, high int64
		theme      string
		keys       bool
	}{{1280, 900, "light", false}, {390, 844, "dark", true}} {
		t.Run(fmt.Sprint(c.wide, c.theme), func(t *testing.T) {
			b := demo(t)
			x := surf(b)
			x.do(chromedp.EmulateViewport(c.wide, c.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + c.theme + `')`)
			x.open("/dossier?who=name%2Festovia%2F&on=airspace&unsure=1")
			before := x.eval(`document.querySelectorAll('.stand-entry').length`)
			field := `#h-ties ~ form:has([name=matter]) [name=matter]`
			if c.keys {
				x.eval(`document.querySelector('` + field + `').focus()`)
				x.do(chromedp.KeyEvent("airspace closed"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("by keys"), chromedp.KeyEvent(kb.Enter))
			} else {
				x.press(field)
				x.do(chromedp.SendKeys(chromedp.CSS(field), "airspace closed"))
				x.press(`#h-ties ~ form:has([name=matter]) button`)
			}
			x.until(`document.querySelector('.on')?.textContent`, "on airspace closed")
			x.until(`document.querySelectorAll('.stand-entry').length`, before)
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the page is wider than %d px", c.wide)
			}
			x.shoot(fmt.Sprintf("ties-%d-%s.png", c.wide, c.theme), true)
			if c.keys {
				x.eval(`document.querySelector('#h-ties ~ ul button').focus()`)
				x.do(chromedp.KeyEvent(kb.Enter))
			} else {
				x.press(`#h-ties ~ ul button`)
			}
			x.until(`document.querySelector('.on')`, "null")
			x.open("/dossier?who=name%2Festovia%2F&on=airspace&unsure=1")
			x.until(`document.querySelectorAll('.stand-entry').length`, before)
			x.press(".tie summary")
			x.do(chromedp.WaitVisible(chromedp.CSS(".tie[open] [name=matter]")))
		})
	}
}

// TestStoryFormsInBrowser says of a copy that it is none and takes a report out of a story, by the mouse on a wide screen and by keys on a narrow one;
// both hold after a restart, and are taken back.
func TestStoryFormsInBrowser(t *testing.T) {
	for _, c := range []struct {
		wide, high int64
		theme      string
		keys       bool
	}{{1280, 900, "light", false}, {390, 844, "dark", true}} {
		t.Run(fmt.Sprint(c.wide, c.theme), func(t *testing.T) {
			b := demo(t)
			var story cross.Story
			for _, title := range []string{"Hallam: no relief flights without a truce", "Hallam opens the skies for ten days"} {
				if s := b.storyOf(b.sampleReport(title)); slices.ContainsFunc(s.Reports, func(r cross.StoryReport) bool { return r.Origin != r.ID && len(r.Origin) == 64 }) {
					story = s
				}
			}
			x := surf(b)
			see := func(x *browser) {
				x.do(chromedp.EmulateViewport(c.wide, c.high))
				x.open("/about")
				x.eval(`localStorage.setItem('onrecord.theme', '` + c.theme + `')`)
				x.open("/st/" + story.ID)
			}
			use := func(x *browser, button string) {
				if c.keys {
					x.eval(`document.querySelector('` + button + `').focus()`)
					x.do(chromedp.KeyEvent(kb.Enter))
				} else {
					x.press(button)
				}
			}
			members := `document.querySelectorAll('section[aria-labelledby=h-members] tbody tr').length`
			copies := `[...document.querySelectorAll('td[data-h="Whose text"]')].filter(e => e.textContent.startsWith('○')).length`
			ties := `document.querySelectorAll('section[aria-labelledby=h-members] > ul.limits > li').length`
			see(x)
			before, copied := x.eval(members), x.eval(copies)
			use(x, `button[value="own text"]`)
			x.until(ties, "1")
			if got := x.eval(copies); got == copied {
				t.Errorf("%s copies before and after one is none", got)
			}
			out := x.eval(`(() => { const f = [...document.querySelectorAll('button[value=apart]')].pop().form; f.id = 'out'; return f.elements.report.value; })()`)
			use(x, `#out button`)
			x.until(ties, "2")
			fewer := x.eval(members)
			if fewer == before || strings.Contains(x.eval(`document.querySelector('section[aria-labelledby=h-members] tbody').innerHTML`), out) {
				t.Errorf("%s reports before and after one is taken out", before)
			}
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the page is wider than %d px", c.wide)
			}
			x.shoot(fmt.Sprintf("story-forms-%d-%s.png", c.wide, c.theme), true)
			y := surf(reopen(b))
			see(y)
			y.until(ties+` + ' ' + `+members, "2 "+fewer)
			for range 2 {
				n := y.eval(ties)
				use(y, `section[aria-labelledby=h-members] > ul.limits button[name=undo]`)
				y.until(ties+` < `+n, "true")
			}
			y.until(members+` + ' ' + `+copies, before+" "+copied)
		})
	}
}
