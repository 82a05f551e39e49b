package annotation

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// ownAuthority is the authority of names of this program in the addresses of accounts, and hypothesisNote what the ids of Hypothesis are
// addresses by.
const (
	ownAuthority   = "onrecord"
	hypothesisNote = "https://hypothes.is/a/"
	everybody      = "__world__"
)

type hypothesisPage struct {
	Total int               `json:"total"`
	Rows  []hypothesisNoted `json:"rows"`
}

// hypothesisNoted is a note as the API of Hypothesis gives and takes it.
type hypothesisNoted struct {
	ID          string              `json:"id"`
	Created     string              `json:"created,omitempty"`
	Updated     string              `json:"updated,omitempty"`
	User        string              `json:"user,omitempty"`
	UserInfo    *hypothesisUser     `json:"user_info,omitempty"`
	URI         string              `json:"uri"`
	Text        string              `json:"text"`
	Tags        []string            `json:"tags"`
	Group       string              `json:"group"`
	Permissions map[string][]string `json:"permissions,omitempty"`
	References  []string            `json:"references,omitempty"`
	Target      []hypothesisTarget  `json:"target"`
	Document    *hypothesisDocument `json:"document,omitempty"`
	Hidden      bool                `json:"hidden"`
	Flagged     bool                `json:"flagged"`
	Own         *extension          `json:"onrecord,omitempty"`
}

type hypothesisUser struct {
	Name string `json:"display_name"`
}

type hypothesisTarget struct {
	Source   string `json:"source"`
	Selector []any  `json:"selector,omitempty"`
}

type hypothesisDocument struct {
	Title []string `json:"title"`
}

func hypothesisRows(notes []Note) *hypothesisPage {
	p := &hypothesisPage{len(notes), make([]hypothesisNoted, 0, len(notes))}
	for i := range notes {
		p.Rows = append(p.Rows, newHypothesis(&notes[i]))
	}
	return p
}

// newHypothesis is a note for Hypothesis. Whoever sends it there shows it to nobody else, unless that is changed: what a newsroom notes is its own.
func newHypothesis(n *Note) hypothesisNoted {
	x := hypothesisNoted{ID: bare(n.ID), Created: micro(n.Created), Updated: micro(n.Created), User: account(n.Who), URI: n.Source, Text: n.Text, Tags: n.Tags, Group: everybody,
		Target: []hypothesisTarget{{n.Source, writtenSelectors(n.Words)}}, Own: newExtension(n)}
	x.Own.Above = nil
	if !n.Changed.IsZero() {
		x.Updated = micro(n.Changed)
	}
	if x.Tags == nil {
		x.Tags = []string{}
	}
	for _, id := range n.Above {
		x.References = append(x.References, bare(id))
	}
	if n.Title != "" {
		x.Document = &hypothesisDocument{[]string{n.Title}}
	}
	if x.User != "" {
		x.UserInfo = &hypothesisUser{n.Who}
		only := []string{x.User}
		x.Permissions = map[string][]string{"read": only, "update": only, "delete": only, "admin": only}
	}
	return x
}

// micro is a time as Hypothesis writes it; "" is not known.
func micro(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000-07:00")
}

// account is the address of an account (RFC 7565) by the name of who it is; "" of nobody. A name that has an authority keeps it.
func account(who string) string {
	switch {
	case who == "":
		return ""
	case strings.Contains(who, "@"):
		return "acct:" + who
	}
	return "acct:" + url.PathEscape(who) + "@" + ownAuthority
}

// named is who an account is: of this program the name, of others the name with its authority, so that nobody is taken for a namesake.
func named(account string) string {
	who := strings.TrimPrefix(account, "acct:")
	if own, ok := strings.CutSuffix(who, "@"+ownAuthority); ok {
		if name, err := url.PathUnescape(own); err == nil {
			return name
		}
	}
	return who
}

// bare is an id as Hypothesis has it, and whole is it as an IRI.
func bare(id string) string {
	return strings.TrimPrefix(strings.TrimPrefix(id, hypothesisNote), "urn:uuid:")
}

func whole(id string) string {
	switch {
	case id == "" || strings.Contains(id, ":"):
		return id
	case isUUID(id):
		return "urn:uuid:" + id
	}
	return hypothesisNote + id
}

func isUUID(s string) bool {
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}

// gotHypothesis is a note of Hypothesis as it may come.
type gotHypothesis struct {
	ID         string    `json:"id"`
	Created    string    `json:"created"`
	Updated    string    `json:"updated"`
	User       string    `json:"user"`
	URI        string    `json:"uri"`
	Text       string    `json:"text"`
	Tags       oneOrMore `json:"tags"`
	References oneOrMore `json:"references"`
	Target     []struct {
		Source   string          `json:"source"`
		Selector json.RawMessage `json:"selector"`
	} `json:"target"`
	Document struct {
		Title oneOrMore `json:"title"`
	} `json:"document"`
	Own extension `json:"onrecord"`
}

// readHypothesis reads a note of Hypothesis.
func readHypothesis(raw json.RawMessage) Item {
	var g gotHypothesis
	if err := json.Unmarshal(raw, &g); err != nil {
		return Item{Err: errors.New("no note of Hypothesis: " + told(err))}
	}
	n := Note{ID: whole(g.ID), Report: g.Own.Report, Finding: g.Own.Finding, Source: g.URI, Title: g.Document.Title.first(), Who: named(g.User), Text: g.Text, Tags: g.Tags}
	item := Item{}
	if g.Own.ID != "" && g.Own.ID != n.ID { // it was sent to Hypothesis, which gave it another
		item.Also, n.ID = n.ID, g.Own.ID
	}
	for _, id := range g.References {
		n.Above = append(n.Above, whole(id))
	}
	if len(g.Target) > 0 {
		n.Source = firstOf(n.Source, g.Target[0].Source)
		if len(n.Above) == 0 {
			selectors(g.Target[0].Selector, &n)
		}
	}
	var err1, err2 error
	n.Created, err1 = moment(g.Created)
	n.Changed, err2 = moment(g.Updated)
	if err := errors.Join(err1, err2); err != nil {
		item.Note, item.Err = n, fmt.Errorf("when it was written cannot be read: %w", err)
		return item
	}
	if n.Changed.Sub(n.Created) < time.Second { // Hypothesis dates the last change of every note
		n.Changed = time.Time{}
	}
	if n.Source == "" && n.Report == "" && len(n.Above) == 0 {
		item.Err = errors.New("no note of Hypothesis: it names no page")
	}
	if n.ID == "" {
		n.ID = workedOut(&n)
	}
	item.Note = n
	return item
}
