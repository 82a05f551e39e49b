package desk

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/answer"
)

// What Atom (RFC 4287) has of a feed. All text is plain: nothing of a report is ever taken for a page.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []atomLink `xml:"link"`
	Content atomText   `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// atomEntries is how many entries a feed has; its page and its exports have all.
const atomEntries = 50

// feed answers with a feed; page is the address of the same query for people. Its time is that of its newest entry, so that the same
// record gives the same bytes.
func (d *base) feed(w http.ResponseWriter, r *http.Request, title, page string, entries []atomEntry) error {
	at := d.origin(r)
	f := atomFeed{ID: at + page, Title: title, Author: "onrecord", Entries: entries, Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", at + r.URL.RequestURI()}, {"alternate", at + page}}}
	for i := range entries {
		f.Updated = max(f.Updated, entries[i].Updated)
		entries[i].Links[0].Href = at + entries[i].Links[0].Href
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	respond(w, r, "application/atom+xml; charset=utf-8", http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}

// newEntry is an entry about words of a report. id is what it is of there; link leads to the words.
func newEntry(report, id, title, outlet, day, link, text string) atomEntry {
	t := published(day)
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	if outlet == "" {
		outlet = "outlet not known"
	}
	return atomEntry{ID: "urn:onrecord:" + report + ":" + id, Title: onrecord.OneLine(title), Updated: t.UTC().Format(time.RFC3339), Author: outlet,
		Links: []atomLink{{"alternate", link}}, Content: atomText{"text", text}}
}

// exploreAtom is the newest of what a query finds.
func (d *searchPages) exploreAtom(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r)
	q, err := query(v)
	if err != nil {
		return err
	}
	done, err := d.turn(r.Context())
	if err != nil {
		return err
	}
	q.Limit = atomEntries
	page, err := d.store.Search(r.Context(), q.Query)
	done()
	if err != nil {
		return err
	}
	var entries []atomEntry
	for i := range page.Hits {
		h := &page.Hits[i]
		entries = append(entries, newEntry(h.Report, h.ID(), answer.HitTitle(h), h.Outlet, h.Published, link(h), answer.HitText(h)))
	}
	return d.feed(w, r, "onrecord: "+queryWords(v), with("/explore", v), entries)
}

// queryWords is a query in words, for the title of a feed or a page.
func queryWords(v url.Values) string {
	var out []string
	for _, f := range answer.Shown {
		if x := v.Get(f); x != "" {
			out = append(out, fieldWords(f)+" "+valueWords(f, x))
		}
	}
	if len(out) == 0 {
		return "all reports"
	}
	return strings.Join(out, ", ")
}

// changesAtom is the newest changes that fit.
func (d *standingPages) changesAtom(w http.ResponseWriter, r *http.Request) error {
	v := changeFields(r)
	v.Del("skip")
	rows, _, err := d.changes(r.Context(), v, atomEntries)
	if err != nil {
		return err
	}
	var entries []atomEntry
	for _, c := range rows[:min(len(rows), atomEntries)] {
		text := "Now (" + c.Published + ", " + c.Outlet + "): " + standLine(c.PositionHit) + "\n“" + onrecord.OneLine(c.Quote) + "”"
		if c.Before != nil {
			text = "Before (" + c.Before.Published + ", " + c.Before.Outlet + "): " + standLine(c.Before) + "\n“" + onrecord.OneLine(c.Before.Quote) + "”\n" + text
		}
		if len(c.Stage.Doubts) > 0 {
			text += "\nPerhaps no change: " + strings.Join(c.Stage.Doubts, "; ")
		}
		entries = append(entries, newEntry(c.Report, fmt.Sprintf("%s:%s:%s", onrecord.FindingID(onrecord.KindPosition, c.Stage.Position), url.PathEscape(c.Key), url.PathEscape(c.Kinds)),
			c.Actor+" on "+short(60, c.Matter)+": "+c.Kinds, c.Outlet, c.Published, c.Link, text))
	}
	return d.feed(w, r, "onrecord: changes", with("/changes", v), entries)
}
