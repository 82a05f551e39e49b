package answer

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// Told is one thing that an alert tells of, as JSON has it in webhooks and as mails and feeds draw it. One of found, story and change is there.
type Told struct {
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Link      string     `json:"link"` // where its words stand: an address of the desk, whole where that is known
	Outlet    string     `json:"outlet,omitempty"`
	Published string     `json:"published,omitempty"`
	Found     *Hit       `json:"found,omitempty"`
	Story     *ToldStory `json:"story,omitempty"`
	Change    *ToldMove  `json:"change,omitempty"`
}

// ToldStory is a report that came into a story.
type ToldStory struct {
	Report  string `json:"report"`
	Origin  string `json:"origin"` // whose text it prints
	Copy    bool   `json:"copy"`   // it prints another's text: no further origin
	Title   string `json:"title"`  // of the story
	Reports int    `json:"reports"`
	Origins int    `json:"origins"`
}

// ToldMove is a change of where an actor is told to stand.
type ToldMove struct {
	Actor    string            `json:"actor"`
	ActorKey string            `json:"actor_key"`
	Issue    string            `json:"issue_group"`
	Changes  []standing.Change `json:"changes"`
	Doubts   []string          `json:"doubts,omitempty"` // why the change might be none
	Now      ToldStand         `json:"now"`
	Before   *ToldStand        `json:"before,omitempty"`
}

// ToldStand is one telling of where an actor stands.
type ToldStand struct {
	Report     string          `json:"report"`
	Finding    string          `json:"finding,omitempty"` // absent of a denial
	Outlet     string          `json:"outlet"`
	Day        string          `json:"day"`
	Stance     onrecord.Stance `json:"stance"`
	Firmness   *int            `json:"firmness,omitempty"`
	Conditions []string        `json:"conditions,omitempty"`
	RedLine    bool            `json:"red_line,omitempty"`
	OnWordOf   string          `json:"on_word_of,omitempty"` // absent for the outlet's own voice
	Authority  string          `json:"authority"`
	Quote      string          `json:"quote"`
}

// Short is a passage in a line, cut at a word after so many letters.
func Short(n int, s string) string {
	s = onrecord.OneLine(s)
	if len([]rune(s)) <= n {
		return s
	}
	s = string([]rune(s)[:n])
	if i := strings.LastIndexByte(s, ' '); i > n/2 {
		s = s[:i]
	}
	return s + " …"
}

// HitTitle is a hit in a line.
func HitTitle(h *store.Hit) string {
	who := h.Actor
	if who == "" {
		who = "not told who"
	}
	switch h.Kind {
	case store.Statement:
		return who + ": “" + Short(120, h.Quote) + "”"
	case store.Event:
		return strings.TrimSpace(who + " " + string(h.Root) + " " + h.Recipient)
	case store.Position:
		return who + " on " + Short(60, h.Issue) + ": " + export.Plain(h.Stance) + ", " + export.FirmnessName(h.Firmness)
	}
	return h.Title
}

// HitText is the words of a hit and on whose word they stand.
func HitText(h *store.Hit) string {
	out := "“" + h.Quote + "”"
	switch {
	case h.Kind == store.Report:
	case h.Source != "":
		out += "\nOn the word of " + onrecord.OneLine(h.Source) + " (" + export.PlainNaming(h.Naming) + ")"
	case h.Word != 0 || h.Kind == store.Statement || h.Naming == onrecord.NamingNone:
		out += "\nOn the word of someone not named"
	default:
		out += "\nIn the outlet’s own voice"
	}
	if h.Title != "" && h.Kind != store.Report { // whose title stands above
		out += "\n" + h.Title
	}
	return out
}

// ofHit tells of a hit.
func ofHit(h *store.Hit) store.Thing {
	found := NewHit(h)
	link := "/r/" + h.Report
	if h.Kind != store.Report {
		link += fmt.Sprintf("#c%d-%d", found.Span[0], found.Span[1]) // words stay where they are, whatever reads them
	}
	title := onrecord.OneLine(HitTitle(h))
	if title == "" {
		title = Short(120, h.Quote)
	}
	t := thing(h.Report, h.Kind, Told{Title: title, Text: HitText(h), Link: link, Outlet: h.Outlet, Published: h.Published, Found: &found})
	if h.Kind != store.Report {
		t.Span = h.Span
	}
	return t
}

// ofStory tells of a report that came into a story.
func ofStory(s *cross.Story, r *cross.StoryReport) store.Thing {
	is := &ToldStory{Report: r.ID, Origin: r.Origin, Copy: r.Origin != r.ID, Title: s.Title, Reports: len(s.Reports), Origins: len(s.Origins)}
	text := fmt.Sprintf("In the story “%s”: %s of %s.", onrecord.OneLine(s.Title), Several(is.Reports, "report"), Several(is.Origins, "origin"))
	if is.Copy {
		text += " It prints another’s text: no further origin."
	}
	return thing(r.ID, store.Report, Told{Title: onrecord.OneLine(r.Title), Text: text, Link: "/r/" + r.ID, Outlet: r.Outlet, Published: r.Published, Story: is})
}

// ofMove tells of a change of where an actor stands.
func ofMove(at *standing.At) store.Thing {
	s, l := at.Stage, at.Line
	move := &ToldMove{Actor: l.Actor.Name, ActorKey: l.Actor.Key, Issue: l.Matter.Name, Changes: s.Changes, Doubts: s.Doubts, Now: newToldStand(s.Evidence)}
	text := "Now" + move.Now.words()
	if at.Before != nil {
		before := newToldStand(at.Before)
		move.Before = &before
		text = "Before" + before.words() + "\n" + text
	}
	if len(s.Doubts) > 0 {
		text += "\nPerhaps no change: " + strings.Join(s.Doubts, "; ") + "."
	}
	var kinds []string
	for _, c := range s.Changes {
		kinds = append(kinds, string(c))
	}
	link := "/r/" + s.Report
	if move.Now.Finding != "" {
		link += "#" + move.Now.Finding
	}
	t := thing(s.Report, store.ChangeKind, Told{Title: onrecord.OneLine(l.Actor.Name+" on "+Short(60, l.Matter.Name)) + ": " + strings.Join(kinds, ", "), Text: text, Link: link,
		Outlet: s.Outlet, Published: s.Day, Change: move})
	t.Span = s.Span
	return t
}

func newToldStand(s *standing.Evidence) ToldStand {
	return ToldStand{Report: s.Report, Finding: onrecord.FindingID(onrecord.KindPosition, s.Position), Outlet: s.Outlet, Day: s.Day, Stance: s.Stance, Firmness: s.Firmness,
		Conditions: s.Conditions, RedLine: s.RedLine, OnWordOf: s.OnWordOf, Authority: s.Authority.Name(), Quote: s.Quote}
}

// words are where somebody stands in a line, and the quotation below.
func (s *ToldStand) words() string {
	var where []string
	for _, x := range []string{s.Day, onrecord.OneLine(s.Outlet)} {
		if x != "" {
			where = append(where, x)
		}
	}
	out := ": "
	if len(where) > 0 {
		out = " (" + strings.Join(where, ", ") + "): "
	}
	if s.Finding == "" {
		out += "denies it or takes it back"
	} else {
		out += export.Plain(s.Stance)
	}
	if s.Firmness != nil {
		out += fmt.Sprintf(", %s (%d)", export.FirmnessName(*s.Firmness), *s.Firmness)
	}
	for _, c := range s.Conditions {
		out += ", " + onrecord.OneLine(c)
	}
	if s.RedLine {
		out += ", red line"
	}
	return out + "; " + s.Authority + "\n“" + onrecord.OneLine(s.Quote) + "”"
}

func thing(report string, kind store.Kind, told Told) store.Thing {
	raw, _ := json.Marshal(told) // it is made of texts and numbers alone
	return store.Thing{Report: report, Kind: kind, What: string(raw)}
}

// ReadTold is a thing of the store as it is told. Of one that was told so long ago that its words are forgotten, the report is left.
func ReadTold(t *store.Thing) Told {
	var out Told
	if t.What == "" || json.Unmarshal([]byte(t.What), &out) != nil {
		return Told{Title: "told before " + t.At.Format(time.DateOnly), Link: "/r/" + t.Report}
	}
	return out
}

// Telling is the body of a webhook.
type Telling struct {
	Type      string      `json:"type"`      // alert.found, alert.story, alert.change, alert.test
	Timestamp string      `json:"timestamp"` // when it was found
	Data      TellingData `json:"data"`
}

// TellingData is what is told, and of which alert.
type TellingData struct {
	Alert TellingOf `json:"alert"`
	Told
}

// TellingOf is the alert that tells.
type TellingOf struct {
	N     int64  `json:"n"`
	Name  string `json:"name"`
	About string `json:"about"`
	Query string `json:"query"`
}

// testWords are what a test tells.
const testWords = "This is a test of the way here. Nothing was found."

// webhookBody is the body of a message.
func webhookBody(a *store.Alert, m *store.Message, things []store.Thing, desk string) ([]byte, error) {
	x := Telling{Type: "alert.test", Timestamp: whenIs(m.At), Data: TellingData{Alert: TellingOf{a.N, a.Name, string(a.About), a.Query}, Told: Told{Title: "A test of " + a.Name,
		Text: testWords, Link: "/alerts/" + strconv.FormatInt(a.N, 10)}}}
	if !m.Test && len(things) > 0 {
		x.Data.Told, x.Timestamp = ReadTold(&things[0]), whenIs(things[0].At)
		switch {
		case x.Data.Story != nil:
			x.Type = "alert.story"
		case x.Data.Change != nil:
			x.Type = "alert.change"
		default:
			x.Type = "alert.found"
		}
	}
	x.Data.Link = whole(desk, x.Data.Link)
	return json.Marshal(x)
}

// whole is an address of the desk, whole where it is known under which address people reach that.
func whole(desk, link string) string { return strings.TrimSuffix(desk, "/") + link }

// mostInMail is how many things a mail lists.
const mostInMail = 100

// mailWords are the subject and the text of a message.
func mailWords(a *store.Alert, m *store.Message, things []store.Thing, desk string) (subject, text string) {
	subject = "onrecord: " + a.Name
	page := "/alerts/" + strconv.FormatInt(a.N, 10)
	var b strings.Builder
	switch {
	case m.Test:
		subject += ": a test"
		fmt.Fprintf(&b, "%s\n", testWords)
	case len(things) == 1 && m.Things == 1:
		subject += ": " + Short(100, ReadTold(&things[0]).Title)
	default:
		subject += fmt.Sprintf(": %d new", m.Things)
		fmt.Fprintf(&b, "%s: %d new.\n", a.Name, m.Things)
	}
	for i := range things {
		t := ReadTold(&things[i])
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		if len(things) > 1 {
			fmt.Fprintf(&b, "%d. ", i+1)
		}
		b.WriteString(t.Title + "\n")
		if where := strings.TrimSpace(onrecord.OneLine(t.Outlet) + " " + Day(t.Published)); where != "" {
			b.WriteString("   " + where + "\n")
		}
		for line := range strings.Lines(t.Text) {
			b.WriteString("   " + strings.TrimRight(line, "\r\n") + "\n")
		}
		if desk != "" {
			b.WriteString("   " + whole(desk, t.Link) + "\n")
		}
	}
	if n := m.Things - len(things); n > 0 {
		fmt.Fprintf(&b, "\nAnd %d more, which %s lists.\n", n, onDesk(desk, page))
	}
	fmt.Fprintf(&b, "\n-- \nYou are told because %s keeps alert %d of onrecord, on %s.\n", a.Who, a.N, AlertWords(a))
	if desk != "" {
		fmt.Fprintf(&b, "%s\n", whole(desk, page))
	}
	return subject, b.String()
}

// onDesk is the page of an alert, in words where no address of it is known.
func onDesk(desk, page string) string {
	if desk == "" {
		return "the page of the alert"
	}
	return whole(desk, page)
}

// CheckDesk tells whether an address can be that of the desk. The error wraps [ErrInput].
func CheckDesk(address string) error {
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "") {
		return fmt.Errorf("%w: the desk has an address such as https://record.example.org, got %q", ErrInput, address)
	}
	return nil
}
