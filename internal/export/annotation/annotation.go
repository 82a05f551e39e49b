// Package annotation knows the two forms in which notes on reports leave and come in: the W3C Web Annotation Data Model (2017) as JSON-LD, and
// the JSON of Hypothesis, as its API gives and takes it and its client exports it. Both are read as they really come: what one program leaves
// out another writes, and what is none of a note is passed over.
package annotation

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Note is a note as it travels.
type Note struct {
	ID      string // an IRI
	Report  string // digest of the text that it is on; "" not told
	Source  string // address of the report, or "urn:sha256:" and the digest
	Title   string // of the report
	Who     string // "" not known
	Created time.Time
	Changed time.Time // zero: never
	Text    string
	Tags    []string
	Words   *Words          // that it is on; nil: a report as a whole, or another note
	Unread  string          // types of selectors of which no words could be read; "" where words were, or none was meant
	Finding json.RawMessage // the finding that it is on, as whoever wrote it down has it
	Above   []string        // ids of the notes above it, the one that it answers last
}

// Words are the words that a note is on, as a TextQuoteSelector and a TextPositionSelector together have them. Offsets are code points of the
// text, the end exclusive; no end behind the start is no place.
type Words struct {
	Exact, Prefix, Suffix string
	Start, End            int
}

// Form is a form of notes.
type Form string

// The forms.
const (
	W3C        Form = "w3c"        // an AnnotationCollection with one AnnotationPage, as JSON-LD
	Hypothesis Form = "hypothesis" // rows, as its API answers a search; each can be sent to it as it is
)

// Forms lists them.
var Forms = []Form{W3C, Hypothesis}

// Write writes notes in a form.
func Write(w io.Writer, form Form, notes []Note) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if form == Hypothesis {
		return e.Encode(hypothesisRows(notes))
	}
	return e.Encode(newCollection(notes))
}

// Extension is what only this program knows of a note: other programs keep it, or pass it over.
type extension struct {
	ID      string          `json:"id,omitempty"`
	Report  string          `json:"report,omitempty"`
	Finding json.RawMessage `json:"finding,omitempty"`
	Above   []string        `json:"above,omitempty"`
}

func newExtension(n *Note) *extension { return &extension{n.ID, n.Report, n.Finding, n.Above} }

// Item is what was read of a file: a note, or what is wrong with it.
type Item struct {
	Line int // which it is of the file, from 1
	Note Note
	Err  error
	Also string // another id that it goes by in this file; "" none
}

// What can be wrong with a file of notes.
var (
	// ErrForm is of a file that is in neither form.
	ErrForm = errors.New("neither W3C Web Annotations nor notes of Hypothesis")
	errMany = errors.New("more notes in one file than are taken")
)

// MostItems is how many notes are read of one file.
const MostItems = 100_000

// Read reads notes in either form: one, a list, a line each, a collection, a page, rows of the API, what the client of Hypothesis exports. What
// is wrong with one is told in its place. The error wraps [ErrForm] where the whole cannot be read.
func Read(raw []byte) ([]Item, error) {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))
	if len(raw) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrForm)
	}
	out, err := readAll(raw)
	if errors.Is(err, ErrForm) && bytes.Contains(raw, []byte("\n")) {
		out, err = readLines(raw, err)
	}
	for i := range out {
		out[i].Line = i + 1
	}
	return out, err
}

// readAll reads one value after the other.
func readAll(raw []byte) (out []Item, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	for {
		var v json.RawMessage
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: no JSON: %w", ErrForm, err)
		}
		if out, err = flat(out, v, 0); err != nil {
			return nil, err
		}
	}
}

// readLines reads lines of which some are broken: these are told, the others read. Where none can be read the error is that of the whole.
func readLines(raw []byte, whole error) (out []Item, err error) {
	good := false
	for line := range bytes.Lines(raw) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case line[0] != '{' || !json.Valid(line):
			out = append(out, Item{Err: errors.New("no JSON")})
		default:
			good = true
			if out, err = flat(out, line, 0); err != nil {
				return nil, err
			}
		}
	}
	if !good {
		return nil, whole
	}
	return out, nil
}

// container is what may hold notes.
type container struct {
	Type        oneOrMore       `json:"type"`
	AtType      oneOrMore       `json:"@type"`
	First       json.RawMessage `json:"first"`
	Items       json.RawMessage `json:"items"`
	Rows        json.RawMessage `json:"rows"`
	Replies     json.RawMessage `json:"replies"`
	Annotations json.RawMessage `json:"annotations"`
	Target      json.RawMessage `json:"target"`
	URI         json.RawMessage `json:"uri"`
}

// deepest is how deep lists and pages are looked into.
const deepest = 4

// flat adds the notes that a value is or holds.
func flat(out []Item, raw json.RawMessage, depth int) ([]Item, error) {
	if depth > deepest {
		return nil, fmt.Errorf("%w: lists in lists", ErrForm)
	}
	if len(out) >= MostItems {
		return nil, fmt.Errorf("%w: %d", errMany, MostItems)
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		var err error
		for _, x := range list {
			if out, err = flat(out, x, depth+1); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	var c container
	if err := json.Unmarshal(raw, &c); err != nil {
		return append(out, Item{Err: errors.New("no note: " + told(err))}), nil
	}
	var page string
	switch held := [][]byte{c.First, c.Items, c.Rows, c.Replies, c.Annotations}; {
	case c.Target == nil && c.URI == nil && json.Unmarshal(c.First, &page) == nil && page != "":
		return append(out, Item{Err: fmt.Errorf("its page is at %s, and is not fetched: take the page itself", short(page))}), nil
	case c.Target == nil && c.URI == nil && len(bytes.Join(held, nil)) > 0:
		var err error
		for _, x := range held {
			if len(x) > 0 && !bytes.Equal(x, []byte("null")) {
				if out, err = flat(out, x, depth+1); err != nil {
					return nil, err
				}
			}
		}
		return out, nil
	case c.Target == nil && c.URI == nil && (c.Type.has("AnnotationCollection") || c.Type.has("AnnotationPage") || c.AtType.has("AnnotationCollection")):
		return out, nil // empty
	}
	return append(out, read(raw)), nil
}

// told is what is wrong with JSON, in one line.
func told(err error) string {
	var field *json.UnmarshalTypeError
	if errors.As(err, &field) {
		return fmt.Sprintf("%s cannot be %s", orWhole(field.Field), field.Value)
	}
	return err.Error()
}

func orWhole(field string) string {
	if field == "" {
		return "a note"
	}
	return field
}

func short(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// read reads one note, in the form that it has.
func read(raw json.RawMessage) Item {
	var is struct {
		URI    *json.RawMessage `json:"uri"`
		User   *json.RawMessage `json:"user"`
		Target *json.RawMessage `json:"target"`
	}
	_ = json.Unmarshal(raw, &is) // it is an object
	switch {
	case is.URI != nil || is.User != nil:
		return readHypothesis(raw)
	case is.Target != nil:
		return readW3C(raw)
	}
	return Item{Err: errors.New("no note: it names no report (uri of Hypothesis, target of W3C)")}
}

// oneOrMore is a word, or a list of words.
type oneOrMore []string

// UnmarshalJSON reads either; what is neither is none.
func (o *oneOrMore) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		for _, x := range list {
			if json.Unmarshal(x, &one) == nil {
				*o = append(*o, one)
			}
		}
	}
	return nil
}

func (o oneOrMore) has(s string) bool {
	for _, x := range o {
		if x == s || strings.HasSuffix(x, "#"+s) || strings.HasSuffix(x, ":"+s) {
			return true
		}
	}
	return false
}

func (o oneOrMore) first() string {
	if len(o) == 0 {
		return ""
	}
	return o[0]
}

// selector is one of those that are read; others have their type alone.
type selector struct {
	Type   oneOrMore `json:"type"`
	Exact  string    `json:"exact,omitempty"`
	Prefix string    `json:"prefix,omitempty"`
	Suffix string    `json:"suffix,omitempty"`
	Start  *int      `json:"start,omitempty"`
	End    *int      `json:"end,omitempty"`
}

// selectors reads the selectors of a target: an object, or a list.
func selectors(raw json.RawMessage, n *Note) {
	var list []json.RawMessage
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return
	}
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var w Words
	var other []string
	for _, x := range list {
		var s selector
		if json.Unmarshal(x, &s) != nil {
			other = append(other, s.Type.first())
			continue
		}
		switch {
		case s.Type.has("TextQuoteSelector") && w.Exact == "":
			w.Exact, w.Prefix, w.Suffix = s.Exact, s.Prefix, s.Suffix
		case s.Type.has("TextPositionSelector") && w.End == 0 && s.Start != nil && s.End != nil && *s.Start >= 0 && *s.End > *s.Start:
			w.Start, w.End = *s.Start, *s.End
		default:
			other = append(other, s.Type.first())
		}
	}
	switch {
	case w.Exact != "" || w.End > w.Start:
		n.Words = &w
	case len(other) > 0:
		n.Unread = short(strings.Join(other, ", "))
	}
}

// writtenSelectors are the words of a note as both forms have them.
func writtenSelectors(w *Words) (out []any) {
	if w == nil {
		return nil
	}
	if w.Exact != "" {
		out = append(out, struct {
			Type   string `json:"type"`
			Exact  string `json:"exact"`
			Prefix string `json:"prefix,omitempty"`
			Suffix string `json:"suffix,omitempty"`
		}{"TextQuoteSelector", w.Exact, w.Prefix, w.Suffix})
	}
	if w.End > w.Start {
		out = append(out, struct {
			Type  string `json:"type"`
			Start int    `json:"start"`
			End   int    `json:"end"`
		}{"TextPositionSelector", w.Start, w.End})
	}
	return out
}

// moment reads a time; "" is not known.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil && t.Year() > 0 && t.Year() < 10_000 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is no time", short(s))
}

// workedOut is an id for a note that has none, the same for the same note.
func workedOut(n *Note) string {
	parts, _ := json.Marshal([]any{n.Source, n.Who, n.Created, n.Text, n.Tags, n.Words, n.Above}) // of strings and numbers
	return Derived(string(parts))
}

// Derived is an id that goes by what it is made of: a UUID (RFC 9562, version 8) as a URN.
func Derived(from string) string {
	u := sha256.Sum256([]byte(from))
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
