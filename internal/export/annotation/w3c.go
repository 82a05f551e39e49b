package annotation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The context of Web Annotations, and what stands beside it for what this program alone knows.
const webContext = "http://www.w3.org/ns/anno.jsonld"

var ownContext = map[string]any{"onrecord": map[string]string{"@id": "urn:onrecord:note", "@type": "@json"}}

type collection struct {
	Context []any  `json:"@context"`
	ID      string `json:"id"`
	Type    string `json:"type"`
	Label   string `json:"label"`
	Total   int    `json:"total"`
	First   page   `json:"first"`
}

type page struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	StartIndex int       `json:"startIndex"`
	Items      []webNote `json:"items"`
}

type webNote struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	Motivation string     `json:"motivation"`
	Creator    *webPerson `json:"creator,omitempty"`
	Created    string     `json:"created,omitempty"`
	Modified   string     `json:"modified,omitempty"`
	Body       []webBody  `json:"body,omitempty"`
	Target     any        `json:"target"`
	Own        *extension `json:"onrecord,omitempty"`
}

type webPerson struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type webBody struct {
	Type    string `json:"type"`
	Value   string `json:"value"`
	Format  string `json:"format,omitempty"`
	Purpose string `json:"purpose"`
}

type webTarget struct {
	Source   string `json:"source"`
	Selector []any  `json:"selector,omitempty"`
}

// newCollection has all notes on its one page. Its id goes by theirs.
func newCollection(notes []Note) *collection {
	var ids strings.Builder
	items := make([]webNote, 0, len(notes))
	for i := range notes {
		ids.WriteString(notes[i].ID + "\n")
		items = append(items, newWebNote(&notes[i]))
	}
	id := Derived(ids.String())
	return &collection{Context: []any{webContext, ownContext}, ID: id, Type: "AnnotationCollection", Label: "Notes", Total: len(notes),
		First: page{id + "#1", "AnnotationPage", 0, items}}
}

func newWebNote(n *Note) webNote {
	x := webNote{ID: n.ID, Type: "Annotation", Motivation: "commenting", Created: stamped(n.Created), Modified: stamped(n.Changed),
		Target: webTarget{n.Source, writtenSelectors(n.Words)}, Own: newExtension(n)}
	x.Own.ID = ""
	if n.Who != "" {
		x.Creator = &webPerson{"Person", n.Who}
	}
	purpose := "commenting"
	switch {
	case len(n.Above) > 0:
		x.Motivation, purpose, x.Target = "replying", "replying", n.Above[len(n.Above)-1]
	case n.Text == "":
		x.Motivation = "tagging"
	}
	if n.Text != "" {
		x.Body = append(x.Body, webBody{"TextualBody", n.Text, "text/plain", purpose})
	}
	for _, t := range n.Tags {
		x.Body = append(x.Body, webBody{"TextualBody", t, "", "tagging"})
	}
	return x
}

func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// gotWeb is a Web Annotation as it may come: what may be one thing, a list or an address is read later.
type gotWeb struct {
	ID         string          `json:"id"`
	AtID       string          `json:"@id"`
	Motivation oneOrMore       `json:"motivation"`
	Creator    json.RawMessage `json:"creator"`
	Created    string          `json:"created"`
	Modified   string          `json:"modified"`
	Body       json.RawMessage `json:"body"`
	BodyValue  string          `json:"bodyValue"`
	Target     json.RawMessage `json:"target"`
	Own        extension       `json:"onrecord"`
}

// gotThing is a person, a body or a target: an object, of which no program writes all.
type gotThing struct {
	ID       string          `json:"id"`
	AtID     string          `json:"@id"`
	Name     string          `json:"name"`
	Nickname string          `json:"nickname"`
	Value    string          `json:"value"`
	Source   json.RawMessage `json:"source"`
	Purpose  oneOrMore       `json:"purpose"`
	Selector json.RawMessage `json:"selector"`
}

// address is the address of a thing: its own, or that of what it is a part of.
func (g *gotThing) address() string {
	var s string
	if json.Unmarshal(g.Source, &s) == nil && s != "" {
		return s
	}
	var of gotThing
	if json.Unmarshal(g.Source, &of) == nil && of.ID+of.AtID != "" {
		return of.ID + of.AtID
	}
	return g.ID + g.AtID
}

// things reads one thing or a list of them; an address is a thing that has nothing else.
func things(raw json.RawMessage) (out []gotThing) {
	var list []json.RawMessage
	if len(raw) == 0 {
		return nil
	}
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	for _, x := range list {
		var g gotThing
		if json.Unmarshal(x, &g.ID) == nil || json.Unmarshal(x, &g) == nil {
			out = append(out, g)
		}
	}
	return out
}

// readW3C reads a Web Annotation.
func readW3C(raw json.RawMessage) Item {
	var g gotWeb
	if err := json.Unmarshal(raw, &g); err != nil {
		return Item{Err: errors.New("no Web Annotation: " + told(err))}
	}
	n := Note{ID: g.ID + g.AtID, Report: g.Own.Report, Finding: g.Own.Finding, Above: g.Own.Above, Text: g.BodyValue}
	for _, p := range things(g.Creator) {
		if n.Who == "" {
			n.Who = firstOf(p.Name, p.Nickname, p.ID, p.AtID)
		}
	}
	var texts []string
	for _, b := range things(g.Body) {
		says := firstOf(b.Value, b.address())
		switch {
		case says == "":
		case b.Purpose.has("tagging"):
			n.Tags = append(n.Tags, says)
		default:
			texts = append(texts, says)
		}
	}
	if len(texts) > 0 {
		n.Text = strings.Join(texts, "\n\n")
	}
	if g.Motivation.has("tagging") && len(n.Tags) == 0 && n.Text != "" && !strings.Contains(n.Text, "\n") && len(n.Text) <= 100 { // a body without a purpose is for what the whole is for
		n.Tags, n.Text = []string{n.Text}, ""
	}
	targets := things(g.Target)
	if len(targets) == 0 {
		return Item{Err: errors.New("no Web Annotation: it has no target")}
	}
	n.Source = targets[0].address()
	selectors(targets[0].Selector, &n)
	if g.Motivation.has("replying") && len(n.Above) == 0 {
		n.Above = []string{n.Source}
	}
	var err1, err2 error
	n.Created, err1 = moment(g.Created)
	n.Changed, err2 = moment(g.Modified)
	if err := errors.Join(err1, err2); err != nil {
		return Item{Note: n, Err: fmt.Errorf("when it was written cannot be read: %w", err)}
	}
	if n.ID == "" {
		n.ID = workedOut(&n)
	}
	return Item{Note: n}
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
