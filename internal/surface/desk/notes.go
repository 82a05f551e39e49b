package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
)

// notePages are the pages of what people note of reports.
type notePages struct{ *readings }

// noteView is a note as a page shows it.
type noteView struct {
	answer.Noted
	When   string // to the minute, UTC
	May    bool   // the one who asks may change it
	Reply  bool   // and answer it
	Next   string // where a form of it leads back to
	Inside bool   // it stands in its report
}

// threadView is a note with what answers it, the oldest first.
type threadView struct {
	noteView
	Answers []noteView
}

// noted is a note as the one who asks sees it.
func (d *base) noted(ctx context.Context, a *store.Annotation, next string) noteView {
	x := noteView{Noted: answer.NewNoted(a), Next: next}
	x.When = minute(x.At)
	writes := d.may(ctx, access.Analyst) && x.Deleted == ""
	x.Reply, x.May = writes, writes && (d.mayDropAll(ctx) || a.Who != "" && a.Who == d.whoIn(ctx))
	return x
}

// notesOn are the threads of notes on a report, in the order in which they were begun.
func (d *base) notesOn(ctx context.Context, report string) ([]*threadView, error) {
	list, err := d.store.NotesOn(ctx, report)
	if err != nil {
		return nil, err
	}
	var out []*threadView
	at := map[int64]*threadView{}
	for i := range list {
		x := d.noted(ctx, &list[i], "/r/"+report+fmt.Sprintf("#note%d", list[i].N))
		x.Inside = true
		if list[i].Thread != 0 && at[list[i].Thread] != nil {
			at[list[i].Thread].Answers = append(at[list[i].Thread].Answers, x)
			continue
		}
		t := &threadView{noteView: x}
		at[list[i].N], out = t, append(out, t)
	}
	return out, nil
}

// notes lays the notes on a report beside its words, on the cards of its findings, and, those on the whole and those not found, below.
func (p *readerPage) notes(text string, list []*threadView) {
	for _, t := range list {
		p.NoteCount += 1 + len(t.Answers)
		switch {
		case t.Lost != "":
			p.Whole = append(p.Whole, t)
		case t.Finding != "":
			if i := slices.IndexFunc(p.Items, func(x item) bool { return x.ID == t.Finding }); i >= 0 {
				p.Items[i].Notes = append(p.Items[i].Notes, t)
			} else {
				p.Whole = append(p.Whole, t)
			}
		case t.Words != nil:
			span, fit := t.Words.In(text)
			if fit == mend.Nowhere {
				p.Whole = append(p.Whole, t)
				continue
			}
			i := slices.IndexFunc(p.Items, func(x item) bool { return x.Depth == 0 && x.at > span.Start })
			if i < 0 {
				i = len(p.Items)
			}
			p.Items = slices.Insert(p.Items, i, item{Note: t, ID: fmt.Sprintf("note%d", t.N), Report: p.Report, at: span.Start})
		default:
			p.Whole = append(p.Whole, t)
		}
	}
}

// noteForm is a form in which a note is written.
type noteForm struct {
	Report, Title string
	Finding       string // a3
	At            string // places of chosen words
	Words         string // these, or those of the finding
	Begin, End    int    // code points of the words
	Next          string
	Tags          []string // that there are
}

// newNoteForm is the form of a note on a finding, on words by their place, or on the whole report.
func (d *base) newNoteForm(ctx context.Context, r *reading, finding, at string) (*noteForm, error) {
	doc := r.both.Document
	f := &noteForm{Report: onrecord.Digest(doc.Text), Finding: finding, Title: onrecord.OneLine(doc.Meta.Title)}
	f.Next = "/r/" + f.Report
	switch {
	case finding != "":
		c, ok := doc.Card(finding)
		if !ok {
			return nil, errNoFinding
		}
		f.Words, f.Begin, f.End = onrecord.OneLine(c.Quote), c.Begin, c.End
	case at != "":
		s, err := (&mend.Selector{Start: first(at), End: last(at)}).Resolve(doc.Text)
		if err != nil {
			return nil, err
		}
		f.Words = onrecord.OneLine(doc.In(s))
		f.Begin, f.End = onrecord.Points(doc.Text, s)
		f.At = fmt.Sprintf("%d-%d", f.Begin, f.End)
	}
	var err error
	f.Tags, err = d.store.NoteTags(ctx, tagsOffered)
	return f, err
}

// tagsOffered is how many tags a form offers.
const tagsOffered = 100

// What the names of forms beside the text begin with that write a note: "note", "note-a3".
const notePart = "note"

// writeNote is a page on which a note is written, for those whose browser runs no scripts.
func (d *notePages) writeNote(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	report, kept, err := d.report(r.Context(), r.PathValue("id"))
	if err == nil && !kept {
		err = errNotKept
	}
	if err != nil {
		return err
	}
	f, err := d.newNoteForm(r.Context(), report, r.URL.Query().Get("finding"), r.URL.Query().Get("at"))
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "write", frame{Title: "Write a note", Here: "notes", Page: f})
}

// mostNoteForm is how many bytes a form with a note may have.
const mostNoteForm = 4 * store.MostNote

// written reads a form with a note.
func (d *notePages) written(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostNoteForm)
	if err := r.ParseForm(); err != nil {
		return errors.Join(errForm, err)
	}
	return nil
}

func (d *notePages) addNote(w http.ResponseWriter, r *http.Request) error {
	if err := d.written(w, r); err != nil {
		return err
	}
	f := r.PostForm
	x := answer.Noting{Who: d.who(r), Report: f.Get("report"), Finding: f.Get("finding"), Words: f.Get("words"), Text: f.Get("text"), Tags: answer.SplitTags(f.Get("tags"))}
	if at := f.Get("at"); at != "" {
		x.Words = at
	}
	n, err := x.In(r.Context(), d.store)
	if err != nil {
		return err
	}
	http.Redirect(w, r, n.Link, http.StatusSeeOther)
	return nil
}

// changeNote does to a note what a button says: answer, change, delete it.
func (d *notePages) changeNote(w http.ResponseWriter, r *http.Request) error {
	if err := d.written(w, r); err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil {
		return errNoPage
	}
	f, who, all := r.PostForm, d.who(r), d.mayDropAll(r.Context())
	next := f.Get("next")
	switch f.Get("do") {
	case "reply":
		var made answer.Noted
		x := answer.Noting{Who: who, Answers: n, Text: f.Get("text"), Tags: answer.SplitTags(f.Get("tags"))}
		if made, err = x.In(r.Context(), d.store); err == nil && !strings.HasPrefix(next, "/notes") {
			next = made.Link
		}
	case "change":
		text, tags := f.Get("text"), answer.SplitTags(f.Get("tags"))
		_, err = answer.ChangeNote(r.Context(), d.store, n, who, all, answer.Reword{Text: &text, Tags: &tags})
	case "delete":
		err = answer.DeleteNote(r.Context(), d.store, n, who, all)
	default:
		err = errForm
	}
	if err != nil {
		return err
	}
	if next == "" {
		next = "/notes"
	}
	http.Redirect(w, r, backTo(next), http.StatusSeeOther)
	return nil
}

// notesPage lists notes.
type notesPage struct {
	Query  url.Values
	Notes  []noteView
	Newer  bool // it does not begin with the newest
	Older  string
	Me     string
	Mine   string // address of the notes that mention the one who asks
	Tags   []string
	Forms  []noteFile
	Chosen bool // not all of them
}

// noteFile is a form in which notes leave.
type noteFile struct{ Name, Address string }

// notesShown is how many notes a page lists.
const notesShown = 40

// noteQuery reads which notes an address asks for, and how it is written without what is empty.
func (d *notePages) noteQuery(r *http.Request) (url.Values, store.NoteQuery, error) {
	v := fieldsOf(r, answer.NoteFieldNames()...)
	q, err := answer.NotesFromURL(r.URL.Query(), d.who(r))
	return v, q, err
}

func (d *notePages) notesPage(w http.ResponseWriter, r *http.Request) error {
	v, q, err := d.noteQuery(r)
	if err != nil {
		return err
	}
	if q.Limit == 0 {
		q.Limit = notesShown
	}
	list, next, err := d.store.Notes(r.Context(), q)
	if err != nil {
		return err
	}
	p := notesPage{Query: v, Newer: q.After > 0, Me: d.who(r), Mine: "/notes?mention=me"}
	here := with("/notes", v)
	for i := range list {
		p.Notes = append(p.Notes, d.noted(r.Context(), &list[i], here))
	}
	if next > 0 {
		p.Older = with("/notes", v, "after", strconv.FormatInt(next, 10))
	}
	if p.Tags, err = d.store.NoteTags(r.Context(), tagsOffered); err != nil {
		return err
	}
	chosen := with("", v, "after", "", "limit", "")
	p.Chosen = chosen != ""
	for _, f := range [][2]string{{answer.NotesW3C, "W3C"}, {answer.NotesHypothesis, "Hypothesis"}, {answer.NotesJSON, "JSON Lines"}} {
		p.Forms = append(p.Forms, noteFile{f[1], "/notes/export/" + f[0] + chosen})
	}
	return d.show(w, r, http.StatusOK, "notes", frame{Title: "Notes", Feed: "/notes.atom" + chosen, Page: p})
}

// notePage is one note with its thread and what became of it.
type notePage struct {
	Thread  threadView
	N       int64
	History []answer.NoteChange
}

func (d *notePages) notePage(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil {
		return errNoPage
	}
	list, err := d.store.Discussion(r.Context(), n)
	if err != nil {
		return err
	}
	t, err := answer.ThreadOf(r.Context(), d.store, n)
	if err != nil {
		return err
	}
	p := notePage{N: n, History: t.History}
	for i := range list {
		x := d.noted(r.Context(), &list[i], fmt.Sprintf("/notes/%d", n))
		x.Inside = true
		if i == 0 {
			p.Thread.noteView = x
		} else {
			p.Thread.Answers = append(p.Thread.Answers, x)
		}
	}
	return d.show(w, r, http.StatusOK, "note", frame{Title: fmt.Sprintf("Note %d", n), Here: "notes", Page: p})
}

// notesAtom is the newest of the notes that an address asks for, as a feed.
func (d *notePages) notesAtom(w http.ResponseWriter, r *http.Request) error {
	v, q, err := d.noteQuery(r)
	if err != nil {
		return err
	}
	q.Limit = atomEntries
	list, _, err := d.store.Notes(r.Context(), q)
	if err != nil {
		return err
	}
	var entries []atomEntry
	for i := range list {
		a := &list[i]
		x := answer.NewNoted(a)
		title := x.Who + " on " + x.Title
		if x.Answers != 0 {
			title = x.Who + " in answer, on " + x.Title
		}
		text := x.Text
		if x.Words != nil && x.Words.Exact != "" {
			text = "“" + onrecord.OneLine(x.Words.Exact) + "”\n\n" + text
		}
		for _, t := range x.Tags {
			text += " #" + t
		}
		e := newEntry(a.Report, "", title, "", "", x.Link, strings.TrimSpace(text))
		e.ID, e.Author, e.Updated = x.ID, x.Who, a.At.Format(time.RFC3339)
		if e.Author == "" {
			e.Author = "not known"
		}
		if !a.Changed.IsZero() {
			e.Updated = a.Changed.Format(time.RFC3339)
		}
		entries = append(entries, e)
	}
	return d.feed(w, r, "onrecord: notes", with("/notes", v), entries)
}

// exportNotes writes notes in a form, to be kept as a file.
func (d *notePages) exportNotes(w http.ResponseWriter, r *http.Request) error {
	form := r.PathValue("format")
	if answer.CheckNoteForm(form) != nil {
		return errNoPage
	}
	_, q, err := d.noteQuery(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := answer.WriteNotes(r.Context(), d.store, q, form, &b); err != nil {
		return err
	}
	attach(w, noteTypes[form], map[string]string{answer.NotesW3C: "notes.jsonld", answer.NotesHypothesis: "notes-hypothesis.json", answer.NotesJSON: "notes.jsonl"}[form])
	_, _ = w.Write(b.Bytes())
	return nil
}

// bringNotes takes a file of notes.
func (d *notePages) bringNotes(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	file, _, err := sentFile(w, r, "file", answer.MostNotesFile+64<<10)
	if err != nil {
		return err
	}
	defer file.Close()
	got, err := answer.ImportNotes(r.Context(), d.store, d.who(r), file)
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "notes_brought", frame{Title: "Notes brought in", Here: "notes", Page: got})
}

// carryNotes brings the notes on another text of a page to this one.
func (d *notePages) carryNotes(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	got, err := answer.CarryNotes(r.Context(), d.store, r.PostForm.Get("from"), r.PathValue("id"), d.who(r))
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "notes_brought", frame{Title: "Notes carried over", Here: "notes", Page: got})
}
