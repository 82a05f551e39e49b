package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// Noting is a note as somebody writes it, in the words that all surfaces have: on words of a report, on a finding, on the report as a whole, or
// in answer to another note. One without text only tags.
type Noting struct {
	Who     string
	Report  string // id of the report; of an answer none
	Finding string // a3, ev2, p1
	Words   string // as they stand in the report, or by their place in code points: 120-134
	Text    string
	Tags    []string
	Answers int64 // number of the note that is answered
}

// In keeps the note and gives it as it stands there. Errors wrap [store.ErrNote], [store.ErrNoNote], [store.ErrDecision], [store.ErrUnknown], or
// are those of the store.
func (x *Noting) In(ctx context.Context, s *store.Store) (Noted, error) {
	a := store.Annotation{Who: strings.TrimSpace(x.Who), Report: x.Report, Parent: x.Answers, Body: x.Text, Tags: x.Tags}
	if len(x.Who) > mostValue || !utf8.ValidString(x.Who) {
		return Noted{}, fmt.Errorf("%w: the name of who writes has %d bytes; it may have %d of UTF-8", store.ErrNote, len(x.Who), mostValue)
	}
	words := strings.TrimSpace(x.Words)
	switch {
	case x.Answers != 0 && (x.Report != "" || x.Finding != "" || words != ""):
		return Noted{}, fmt.Errorf("%w: an answer is on the note that it answers, and on nothing else", store.ErrNote)
	case x.Answers == 0 && !isDigest(x.Report):
		return Noted{}, fmt.Errorf("%w: %q is no report; one is named by the SHA-256 of its text", store.ErrNote, Short(80, x.Report))
	case len(words) > mostChosen || !utf8.ValidString(words):
		return Noted{}, fmt.Errorf("%w: the words have %d bytes; they may have %d of UTF-8", store.ErrNote, len(words), mostChosen)
	case words != "":
		list, err := chosen(words, false)
		if err != nil {
			return Noted{}, err
		}
		if len(list) != 1 {
			return Noted{}, fmt.Errorf("%w: a note is on one stretch of words", store.ErrNote)
		}
		a.Words = &list[0]
	}
	if x.Finding != "" {
		var ok bool
		if a.Kind, a.Number, ok = onrecord.ParseFindingID(x.Finding); !ok {
			return Noted{}, fmt.Errorf("%w: %q is no finding; they are written a1, ev1, p1", store.ErrNote, Short(40, x.Finding))
		}
	}
	made, err := s.AddNote(ctx, a)
	return NewNoted(&made), err
}

// SplitTags reads tags as people type them, a comma between.
func SplitTags(s string) []string {
	out := []string{}
	for _, t := range strings.Split(s, ",") {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Noted is a note as JSON has it.
type Noted struct {
	N         int64          `json:"n"`
	ID        string         `json:"id" doc:"An IRI by which it is known in other stores and programs, too"`
	Report    string         `json:"report" doc:"Id of the report: SHA-256 of its text"`
	Title     string         `json:"title,omitempty" doc:"Of the report"`
	Outlet    string         `json:"outlet,omitempty"`
	URL       string         `json:"url,omitempty" doc:"Of the report"`
	Link      string         `json:"link" doc:"Where it stands on the desk"`
	Finding   string         `json:"finding,omitempty" doc:"That it is on, as it is known now: a3, ev2, p1"`
	Words     *mend.Selector `json:"words,omitempty" doc:"That it is on, of a finding too, as selectors of W3C Web Annotations have them; offsets are code points. Absent of a note on the report, and of an answer"`
	Who       string         `json:"who" doc:"Empty: not known"`
	At        string         `json:"at" doc:"RFC 3339, UTC"`
	Changed   string         `json:"changed,omitempty" doc:"When it was changed last"`
	Deleted   string         `json:"deleted,omitempty" doc:"When it was deleted; it is told only where others answer it"`
	Text      string         `json:"text"`
	Tags      []string       `json:"tags" nullable:"false"`
	Mentions  []string       `json:"mentions" nullable:"false" doc:"Users whom the text names with an @"`
	Answers   int64          `json:"answers,omitempty" doc:"Number of the note that it answers"`
	Thread    int64          `json:"thread" doc:"Number of the note that its thread begins with; its own where it begins one"`
	AnsweredN int            `json:"answered" doc:"How many notes answer it; of one that begins a thread, all of it"`
	Lost      string         `json:"lost,omitempty" doc:"Why what it is on is not found"`
	From      *mend.From     `json:"from,omitempty" doc:"Where it was brought in from"`
}

// NewNoted is a note of a store as JSON has it.
func NewNoted(a *store.Annotation) Noted {
	x := Noted{N: a.N, ID: a.ID, Report: a.Report, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Finding: a.Finding(), Words: a.On(), Who: a.Who, At: moment(a.At), Changed: moment(a.Changed),
		Deleted: moment(a.Deleted), Text: a.Body, Tags: append([]string{}, a.Tags...), Mentions: append([]string{}, a.Mentions...), Answers: a.Parent, Thread: a.Thread, AnsweredN: a.Answers,
		Lost: a.Lost, From: a.From}
	if x.Thread == 0 {
		x.Thread = a.N
	}
	x.Link = fmt.Sprintf("/r/%s#note%d", a.Report, a.N)
	return x
}

// NoteField is a field by which notes are chosen, by its name in an address, in JSON and as a flag.
type NoteField struct {
	Name, What string
	Type       Type
	set        func(*store.NoteQuery, string) error
}

// NoteFields are all of them.
var NoteFields = []NoteField{
	{"report", "id of a report: SHA-256 of its text", Text, func(q *store.NoteQuery, s string) error {
		if !isDigest(s) {
			return badNoteField("report is the SHA-256 of a text, got %q", Short(80, s))
		}
		q.Report = s
		return nil
	}},
	{"finding", "finding of that report: a3, ev2, p1", Text, func(q *store.NoteQuery, s string) (err error) {
		var ok bool
		if q.Kind, q.Number, ok = onrecord.ParseFindingID(s); !ok {
			err = badNoteField("findings are written a1, ev1, p1, got %q", Short(40, s))
		}
		return err
	}},
	{"tag", "a tag, in full; case does not matter", Text, func(q *store.NoteQuery, s string) error { q.Tag = s; return nil }},
	{"author", "who wrote it, in full", Text, func(q *store.NoteQuery, s string) error { q.Who = s; return nil }},
	{"mention", "user whom the text names with an @; me is who asks", Text, func(q *store.NoteQuery, s string) error { q.Mention = s; return nil }},
	{"words", "words that all stand in the text, in some form", Text, func(q *store.NoteQuery, s string) error { q.Words = s; return nil }},
	{"since", "written, changed or brought in since a day or a time: 2026-03-01, 2026-03-01T08:00:00Z", Text, func(q *store.NoteQuery, s string) (err error) {
		if q.Since, err = time.Parse(time.RFC3339, s); err != nil {
			if q.Since, err = time.Parse(time.DateOnly, s); err != nil {
				err = badNoteField("since is a day or a time: 2026-03-01, 2026-03-01T08:00:00Z, got %q", Short(40, s))
			}
		}
		return err
	}},
	{"thread", "number of the note that a thread begins with", Whole, func(q *store.NoteQuery, s string) (err error) { q.Thread, err = noteNumber("thread", s); return err }},
	{"lost", "those alone that are on something which is not found", Boolean, func(q *store.NoteQuery, s string) (err error) {
		if q.Lost, err = strconv.ParseBool(s); err != nil {
			err = badNoteField("lost is true or false, got %q", Short(40, s))
		}
		return err
	}},
	{"limit", fmt.Sprintf("at most so many, 1 to %d", store.MostNotes), Whole, func(q *store.NoteQuery, s string) error {
		n, err := noteNumber("limit", s)
		if err == nil && n > store.MostNotes {
			err = badNoteField("limit is 1 to %d, got %d", store.MostNotes, n)
		}
		q.Limit = int(n)
		return err
	}},
	{"after", "go on behind this place, which the page before names as next", Whole, func(q *store.NoteQuery, s string) (err error) { q.After, err = noteNumber("after", s); return err }},
}

func badNoteField(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{store.ErrQuery}, args...)...)
}

func noteNumber(name, s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, badNoteField("%s is a number from 1, got %q", name, Short(40, s))
	}
	return n, nil
}

// ParseNotes reads which notes are asked for, by the function that gives the value of a field; me is who asks. The error wraps [store.ErrQuery].
func ParseNotes(value func(name string) string, me string) (store.NoteQuery, error) {
	var q store.NoteQuery
	for i := range NoteFields {
		f := &NoteFields[i]
		v := strings.TrimSpace(value(f.Name))
		switch {
		case v == "":
			continue
		case len(v) > mostValue || !utf8.ValidString(v):
			return q, badNoteField("%s has %d bytes; it may have %d of UTF-8", f.Name, len(v), mostValue)
		}
		if f.Name == "mention" && v == "me" {
			v = me
		}
		if err := f.set(&q, v); err != nil {
			return q, err
		}
	}
	if q.Kind != "" && q.Report == "" {
		return q, badNoteField("finding goes with the report that it is of")
	}
	return q, nil
}

// NotesFromURL does so from an address; what it has besides is refused, but for some names of its page.
func NotesFromURL(v url.Values, me string, besides ...string) (store.NoteQuery, error) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !slices.Contains(besides, name) && !slices.Contains(NoteFieldNames(), name) {
			return store.NoteQuery{}, badNoteField("there is no field %q; there are %s", Short(40, name), strings.Join(NoteFieldNames(), ", "))
		}
	}
	return ParseNotes(v.Get, me)
}

// NoteFieldNames are the names of [NoteFields].
func NoteFieldNames() (out []string) {
	for i := range NoteFields {
		out = append(out, NoteFields[i].Name)
	}
	return out
}

// NotePage is a page of notes, the newest first.
type NotePage struct {
	Notes []Noted `json:"notes" nullable:"false"`
	Next  int64   `json:"next,omitempty" doc:"Give it as after to have the next page; absent on the last"`
}

// Notes are the notes that a query chooses.
func Notes(ctx context.Context, s *store.Store, q store.NoteQuery) (NotePage, error) {
	list, next, err := s.Notes(ctx, q)
	p := NotePage{Notes: []Noted{}, Next: next}
	for i := range list {
		p.Notes = append(p.Notes, NewNoted(&list[i]))
	}
	return p, err
}

// NoteChange is what became of a note once.
type NoteChange struct {
	At   string   `json:"at"`
	Who  string   `json:"who" doc:"Did it"`
	What string   `json:"what" enum:"add,change,delete,bring"`
	Text string   `json:"text" doc:"What it said from then on"`
	Tags []string `json:"tags" nullable:"false"`
}

// Thread is a note with the whole thread that it is of and what became of it.
type Thread struct {
	Note    Noted        `json:"note"`
	Thread  []Noted      `json:"thread" nullable:"false" doc:"The oldest first, also those that are deleted"`
	History []NoteChange `json:"history" nullable:"false" doc:"Of the note that was asked for, the oldest first"`
}

// ThreadOf is a note by its number, with its thread and its log. The error wraps [store.ErrNoNote] where there is none.
func ThreadOf(ctx context.Context, s *store.Store, n int64) (Thread, error) {
	t := Thread{Thread: []Noted{}, History: []NoteChange{}}
	list, err := s.Discussion(ctx, n)
	if err != nil {
		return t, err
	}
	for i := range list {
		x := NewNoted(&list[i])
		if t.Thread = append(t.Thread, x); x.N == n {
			t.Note = x
		}
	}
	log, err := s.History(ctx, n)
	for _, c := range log {
		t.History = append(t.History, NoteChange{moment(c.At), c.Who, c.What, c.Body, append([]string{}, c.Tags...)})
	}
	return t, err
}

// Reword is how a note is changed: nil leaves what is there.
type Reword struct {
	Text *string   `json:"text,omitempty"`
	Tags *[]string `json:"tags,omitempty"`
}

// ChangeNote changes a note: who wrote it may, and anybody with all. Errors are those of [store.Store.ChangeNote].
func ChangeNote(ctx context.Context, s *store.Store, n int64, who string, all bool, x Reword) (Noted, error) {
	if x.Text == nil && x.Tags == nil {
		return Noted{}, fmt.Errorf("%w: neither another text nor other tags are given", store.ErrNote)
	}
	a, err := s.ChangeNote(ctx, n, who, all, x.Text, x.Tags)
	return NewNoted(&a), err
}

// DeleteNote takes a note away: who wrote it may, and anybody with all.
func DeleteNote(ctx context.Context, s *store.Store, n int64, who string, all bool) error {
	return s.DeleteNote(ctx, n, who, all)
}

// NoteLine is a note in a line, for people.
func NoteLine(x *Noted) string {
	out := fmt.Sprintf("%d  %s  %s", x.N, strings.Replace(strings.TrimSuffix(x.At, "Z"), "T", " ", 1), onrecord.OneLine(orUnknown(x.Who)))
	switch {
	case x.Answers != 0:
		out += fmt.Sprintf("  in answer to %d", x.Answers)
	case x.Finding != "":
		out += "  on " + x.Finding
	}
	if x.Words != nil && x.Words.Exact != "" {
		out += "  “" + Short(80, onrecord.OneLine(x.Words.Exact)) + "”"
	}
	if x.Text != "" {
		out += "  " + onrecord.OneLine(x.Text)
	}
	for _, t := range x.Tags {
		out += "  #" + onrecord.OneLine(t)
	}
	if x.Lost != "" {
		out += "  (not found: " + x.Lost + ")"
	}
	return out + "  " + x.Report[:min(12, len(x.Report))]
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// targetOf is a finding as a note that travels has it; nil where it has none, or one that cannot be read.
func targetOf(raw json.RawMessage) *mend.Target {
	var t mend.Target
	if len(raw) == 0 || json.Unmarshal(raw, &t) != nil || !slices.Contains([]store.Kind{store.Statement, store.Event, store.Position}, t.Kind) {
		return nil
	}
	return &t
}

// memoTag is the tag of notes that stand in the memo of their report.
const memoTag = "memo"

// MemoNotes are the notes on a report that are for its memo, the oldest first.
func MemoNotes(ctx context.Context, s *store.Store, report string) ([]export.MemoNote, error) {
	list, _, err := s.Notes(ctx, store.NoteQuery{Report: report, Tag: memoTag, Limit: store.MostNotes})
	var out []export.MemoNote
	for i := range slices.Backward(list) {
		x := NewNoted(&list[i])
		n := export.MemoNote{Text: x.Text, Finding: x.Finding, Who: orUnknown(x.Who), Day: x.At[:len(time.DateOnly)]}
		if x.Words != nil {
			n.Words = x.Words.Exact
		}
		out = append(out, n)
	}
	return out, err
}
