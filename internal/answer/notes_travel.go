package answer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"onrecord/internal/export/annotation"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// Forms in which notes leave: those of package annotation, and a note a line as the API has it.
const (
	NotesJSON       = "json"
	NotesW3C        = string(annotation.W3C)
	NotesHypothesis = string(annotation.Hypothesis)
)

// NoteForms lists them.
var NoteForms = []string{NotesW3C, NotesHypothesis, NotesJSON}

// CheckNoteForm tells whether there is a form of that name. The error wraps [store.ErrQuery].
func CheckNoteForm(form string) error {
	if !slices.Contains(NoteForms, form) {
		return badNoteField("notes leave as %s, got %q", strings.Join(NoteForms, ", "), Short(40, form))
	}
	return nil
}

// mostTaken is how many notes leave at once.
const mostTaken = annotation.MostItems

// WriteNotes writes the notes that a query chooses in a form, the oldest first. Errors wrap [store.ErrQuery] or are those of the store.
func WriteNotes(ctx context.Context, s *store.Store, q store.NoteQuery, form string, w io.Writer) error {
	if err := CheckNoteForm(form); err != nil {
		return err
	}
	var all []store.Annotation
	whole := q.Limit == 0
	if whole {
		q.Limit = store.MostNotes
	}
	for {
		list, next, err := s.Notes(ctx, q)
		if err != nil {
			return err
		}
		all = append(all, list...)
		if next == 0 || !whole {
			break
		}
		if len(all) >= mostTaken {
			return badNoteField("more than %d notes fit: choose fewer", mostTaken)
		}
		q.After = next
	}
	slices.Reverse(all)
	if form == NotesJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for i := range all {
			if err := e.Encode(NewNoted(&all[i])); err != nil {
				return err
			}
		}
		return nil
	}
	out, err := leaving(ctx, s, all)
	if err != nil {
		return err
	}
	return annotation.Write(w, annotation.Form(form), out)
}

// leaving are notes as they travel.
func leaving(ctx context.Context, s *store.Store, all []store.Annotation) ([]annotation.Note, error) {
	known := map[int64]*store.Annotation{}
	for i := range all {
		known[all[i].N] = &all[i]
	}
	out := make([]annotation.Note, 0, len(all))
	for i := range all {
		a := &all[i]
		n := annotation.Note{ID: a.ID, Report: a.Report, Source: a.URL, Title: a.Title, Who: a.Who, Created: a.At, Changed: a.Changed, Text: a.Body, Tags: a.Tags}
		if n.Source == "" {
			n.Source = digestURN + a.Report
		}
		if on := a.On(); on != nil {
			n.Words = &annotation.Words{Exact: on.Exact, Prefix: on.Prefix, Suffix: on.Suffix, Start: on.Start, End: on.End}
		}
		if a.Target != nil {
			raw, err := json.Marshal(a.Target)
			if err != nil {
				return nil, fmt.Errorf("write note %d: %w", a.N, err)
			}
			n.Finding = raw
		}
		for up := a.Parent; up != 0; {
			x := known[up]
			if x == nil {
				one, err := s.Note(ctx, up)
				if err != nil {
					return nil, err
				}
				x = &one
				known[up] = x
			}
			n.Above, up = append(n.Above, x.ID), x.Parent
		}
		slices.Reverse(n.Above)
		out = append(out, n)
	}
	return out, nil
}

// digestURN is how a report goes that has no address.
const digestURN = "urn:sha256:"

// MostNotesFile is how many bytes of notes are taken at once.
const MostNotesFile = 32 << 20

// NotesImported tells what became of notes that were brought in.
type NotesImported struct {
	Added   int       `json:"added" doc:"Kept now"`
	Known   int       `json:"known" doc:"Here already, by their ids"`
	Lost    int       `json:"lost" doc:"Of those added, how many are on words or a finding that are not found in the report; they are listed"`
	Told    []Refusal `json:"told" nullable:"false" doc:"What is to be known of those that are here: what is not found, what differs"`
	Refused []Refusal `json:"refused" nullable:"false" doc:"What was not kept, and why"`
}

// ImportNotes reads notes in either form and keeps them, with who wrote them and when; who is who brings them. Reports are found by the digest of
// their text, else by their address, words by quotation. What finds no report is told and loses nothing else; what finds no words is kept on
// its report and listed. The same twice adds nothing. The error wraps [ErrInput] where the file is none of notes.
func ImportNotes(ctx context.Context, s *store.Store, who string, r io.Reader) (NotesImported, error) {
	out := NotesImported{Told: []Refusal{}, Refused: []Refusal{}}
	if strings.TrimSpace(who) == "" {
		return out, fmt.Errorf("%w: nobody is named who brings them in", store.ErrNote)
	}
	raw, err := io.ReadAll(io.LimitReader(r, MostNotesFile+1))
	if err != nil {
		return out, err
	}
	if len(raw) > MostNotesFile {
		return out, fmt.Errorf("%w: notes of more than %d MB at once", ErrTooLarge, MostNotesFile>>20)
	}
	items, err := annotation.Read(raw)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrInput, err)
	}
	b := &noteBringer{ctx: ctx, store: s, who: who, out: &out, ids: map[string]string{}, at: map[string][]string{}, texts: map[string]string{}}
	if err := b.take(items); err != nil {
		return out, err
	}
	slices.SortStableFunc(out.Told, func(x, y Refusal) int { return x.Line - y.Line })
	slices.SortStableFunc(out.Refused, func(x, y Refusal) int { return x.Line - y.Line })
	return out, nil
}

// noteBringer is notes being brought in.
type noteBringer struct {
	ctx   context.Context
	store *store.Store
	who   string
	out   *NotesImported
	ids   map[string]string   // other ids of notes of the file, with theirs
	at    map[string][]string // reports here by address
	texts map[string]string   // of reports, by their digests
}

// atOnceNotes is how many notes are kept in one transaction.
const atOnceNotes = 500

// take keeps notes, those that are answered before those that answer them.
func (b *noteBringer) take(items []annotation.Item) error {
	waiting := map[string]bool{}
	for i := range items {
		if x := &items[i]; x.Err == nil {
			if waiting[x.Note.ID] = true; x.Also != "" {
				b.ids[x.Also] = x.Note.ID
			}
		}
	}
	var rest []*annotation.Item
	for i := range items {
		if x := &items[i]; x.Err != nil {
			b.out.Refused = append(b.out.Refused, Refusal{Line: x.Line, Why: x.Err.Error()})
		} else {
			for k, id := range x.Note.Above {
				if here := b.ids[id]; here != "" {
					x.Note.Above[k] = here
				}
			}
			rest = append(rest, x)
		}
	}
	for len(rest) > 0 {
		var now, later []*annotation.Item
		for _, x := range rest {
			if slices.ContainsFunc(x.Note.Above, func(id string) bool { return id != x.Note.ID && waiting[id] }) {
				later = append(later, x)
			} else {
				now = append(now, x)
			}
		}
		if len(now) == 0 { // they answer each other in a circle
			now, later = later, nil
		}
		for some := range slices.Chunk(now, atOnceNotes) {
			if err := b.put(some); err != nil {
				return err
			}
		}
		for _, x := range now {
			delete(waiting, x.Note.ID)
		}
		rest = later
	}
	return nil
}

// put keeps some notes.
func (b *noteBringer) put(items []*annotation.Item) error {
	list := make([]store.ForeignNote, 0, len(items))
	for _, x := range items {
		f, err := b.foreign(&x.Note)
		if err != nil {
			return err
		}
		list = append(list, f)
	}
	made, err := b.store.BringNotes(b.ctx, list, b.who)
	if err != nil {
		return err
	}
	for i := range made {
		m, line := &made[i], items[i].Line
		tell := func(format string, args ...any) {
			b.out.Told = append(b.out.Told, Refusal{Line: line, Why: fmt.Sprintf(format, args...)})
		}
		switch {
		case errors.Is(m.Refused, store.ErrUnknown):
			b.out.Refused = append(b.out.Refused, Refusal{Line: line, Why: "no report here is of " + where(&items[i].Note)})
		case m.Refused != nil:
			b.out.Refused = append(b.out.Refused, Refusal{Line: line, Why: m.Refused.Error()})
		case m.Known:
			switch b.out.Known++; {
			case !m.Deleted.IsZero():
				tell("note %d was deleted here, and stays so", m.N)
			case m.Differs:
				tell("note %d is here already and says something else; it stays as it is", m.N)
			}
		default:
			b.out.Added++
			if m.Lost != "" {
				b.out.Lost++
				tell("note %d is kept, but what it is on is not found: %s", m.N, m.Lost)
			}
			if len(items[i].Note.Above) > 0 && m.Parent == 0 {
				tell("note %d is kept on its report: the note that it answers is not here", m.N)
			}
		}
	}
	return nil
}

// where is what a note is on, for people.
func where(n *annotation.Note) string {
	switch {
	case n.Source != "":
		return Short(200, n.Source)
	case n.Report != "":
		return "the text " + Short(64, n.Report)
	case len(n.Above) > 0:
		return "the note that it answers"
	}
	return "no address"
}

// foreign is a note that came, with the report that it is of here: "" where there is none.
func (b *noteBringer) foreign(n *annotation.Note) (store.ForeignNote, error) {
	f := store.ForeignNote{Annotation: store.Annotation{ID: n.ID, Who: strings.TrimSpace(n.Who), At: n.Created, Changed: n.Changed, Body: n.Text, Tags: n.Tags, Target: targetOf(n.Finding)}, Above: n.Above}
	if r := []rune(f.Who); len(r) > 100 {
		f.Who = string(r[:100])
	}
	for i, t := range f.Tags { // elsewhere they may have commas
		f.Tags[i] = strings.ReplaceAll(t, ",", " ")
	}
	if n.Words != nil {
		f.Words = &mend.Selector{Exact: n.Words.Exact, Prefix: n.Words.Prefix, Suffix: n.Words.Suffix, Start: n.Words.Start, End: n.Words.End}
	}
	if n.Unread != "" {
		f.Lost = "its words are pointed at by " + n.Unread + ", which cannot be read"
	}
	var err error
	var byText bool
	f.Report, byText, err = b.reportOf(n, f.Words)
	if f.Words != nil && f.Words.Exact == "" {
		switch {
		case !byText: // of the page, not of the text
			f.Words, f.Lost = nil, "it points at a place of a page, without the words"
		case err == nil && f.Report != "":
			text, bad := b.text(f.Report)
			if err = bad; err == nil {
				if span, bad := f.Words.Resolve(text); bad == nil {
					x := mend.Select(text, span)
					f.Words = &x
				}
			}
		}
	}
	return f, err
}

// reportOf is the report here that a note is of: that of its text, else of its address the latest text that has the words, else the latest; "" is
// none. It tells whether the text itself is here.
func (b *noteBringer) reportOf(n *annotation.Note, words *mend.Selector) (id string, byText bool, err error) {
	for _, digest := range []string{n.Report, strings.TrimPrefix(n.Source, digestURN), ofDesk(n.Source)} {
		if isDigest(digest) {
			if there, err := b.store.Stored(b.ctx, digest); err != nil || there {
				return digest, true, err
			}
		}
	}
	list, err := b.printed(n.Source)
	if err != nil || len(list) == 0 {
		return "", false, err
	}
	if words != nil && len(list) > 1 {
		for _, id := range slices.Backward(list) {
			text, err := b.text(id)
			if err != nil {
				return "", false, err
			}
			if _, fit := words.In(text); fit != mend.Nowhere {
				return id, false, nil
			}
		}
	}
	return list[len(list)-1], false, nil
}

// ofDesk is the report of an address of a desk; "" for another.
func ofDesk(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	id, ok := strings.CutPrefix(u.Path, "/r/")
	if !ok {
		return ""
	}
	return id
}

// printed are the reports here of an address, also where it is written a little otherwise.
func (b *noteBringer) printed(address string) ([]string, error) {
	if address == "" {
		return nil, nil
	}
	if list, done := b.at[address]; done {
		return list, nil
	}
	for _, a := range alikeAddresses(address) {
		list, err := b.store.PrintedAt(b.ctx, a)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			b.at[address] = list
			return list, nil
		}
	}
	b.at[address] = nil
	return nil, nil
}

// alikeAddresses are an address, it without its fragment, and both with the other of http and https and with and without a slash at the end.
func alikeAddresses(address string) []string {
	out := []string{address}
	bare, _, _ := strings.Cut(address, "#")
	for _, a := range []string{bare, strings.TrimSuffix(bare, "/"), bare + "/"} {
		other := a
		if rest, ok := strings.CutPrefix(a, "http://"); ok {
			other = "https://" + rest
		} else if rest, ok := strings.CutPrefix(a, "https://"); ok {
			other = "http://" + rest
		}
		for _, x := range []string{a, other} {
			if x != "" && !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}

// text is the text of a report; some are held.
func (b *noteBringer) text(id string) (string, error) {
	if t, ok := b.texts[id]; ok {
		return t, nil
	}
	d, err := b.store.ToRead(b.ctx, id)
	if err != nil {
		return "", err
	}
	if len(b.texts) >= 50 {
		clear(b.texts)
	}
	b.texts[id] = d.Text
	return d.Text, nil
}

// CarryNotes brings the notes on one text to another of the same report, as notes of those who wrote them; who is who does so. What they are on is
// found by its words; what is not found is kept on the report, and listed. Twice adds nothing. Errors wrap [store.ErrNote], [store.ErrUnknown] or are
// those of the store.
func CarryNotes(ctx context.Context, s *store.Store, from, to, who string) (NotesImported, error) {
	out := NotesImported{Told: []Refusal{}, Refused: []Refusal{}}
	for _, id := range []string{from, to} {
		there, err := s.Stored(ctx, id)
		if err == nil && !there {
			err = fmt.Errorf("report %q: %w", Short(80, id), store.ErrUnknown)
		}
		if err != nil {
			return out, err
		}
	}
	if from == to {
		return out, fmt.Errorf("%w: notes are carried from one text to another", store.ErrNote)
	}
	all, err := s.NotesOn(ctx, from)
	if err != nil {
		return out, err
	}
	carried := func(id string) string { return annotation.Derived(id + " on " + to) }
	ids := map[int64]string{}
	var list []store.ForeignNote
	for _, a := range all {
		ids[a.N] = carried(a.ID)
		if !a.Deleted.IsZero() {
			continue
		}
		f := store.ForeignNote{Annotation: a}
		f.ID, f.Report, f.Lost, f.From = ids[a.N], to, "", &mend.From{Report: from, N: a.N, Who: who, At: time.Now().UTC().Truncate(time.Second)}
		if a.Parent != 0 {
			f.Above = []string{ids[a.Thread], ids[a.Parent]}
		}
		f.Parent, f.Thread = 0, 0
		list = append(list, f)
	}
	made, err := s.BringNotes(ctx, list, who)
	for i := range made {
		switch m := &made[i]; {
		case m.Refused != nil:
			out.Refused = append(out.Refused, Refusal{Line: i + 1, Why: m.Refused.Error()})
		case m.Known:
			out.Known++
		default:
			if out.Added++; m.Lost != "" {
				out.Lost++
				out.Told = append(out.Told, Refusal{Line: i + 1, Why: fmt.Sprintf("note %d is kept, but what it is on is not found: %s", m.N, m.Lost)})
			}
		}
	}
	return out, err
}
