package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/store/mend"
)

// notes keeps what people note of reports: beside the evidence, which it never changes, and beside decisions, which it is none of.
type notes struct{ *database }

// What can be wrong with a note.
var (
	// ErrNote is at the root of the error about a note that cannot be made.
	ErrNote = errors.New("bad note")
	// ErrNoNote is at the root of the error about a note that is not there.
	ErrNoNote = errors.New("no such note")
	// ErrNotAuthor is at the root of the error about a note that another wrote.
	ErrNotAuthor = errors.New("only who wrote a note, or an admin, may change it")
)

// Annotation is a note that somebody wrote: on words of a report, on a finding, on the report as a whole, or in answer to another note. One
// without text only tags. It is an Annotation of the W3C Web Annotation Data Model (2017).
type Annotation struct {
	N      int64     // given by the store, from 1
	ID     string    // an IRI by which it is known elsewhere; given by the store where it has none
	Parent int64     // the note that it answers; 0 none
	Thread int64     // the note that its thread begins with; 0 it begins one
	Report string    // digest of the text
	Kind   Kind      // of the finding that it is on; "" it is on none
	Number int       // by which the finding is known now, see [onrecord.FindingID]; 0 it is on none, or it is not found
	Who    string    // "" not known, of one that was brought in
	At     time.Time // UTC, to the second, as the times below
	Body   string    // plain text

	Changed, Deleted time.Time // zero: never, not

	Words    *mend.Selector // the words that it is on
	Target   *mend.Target   // the finding, by its words, so that it is found again in another reading
	Tags     []string
	Mentions []string   // users that its text names with an @
	From     *mend.From // where it was brought in from; nil where it was written here

	Lost    string // why what it is on is not found; "" it is
	Answers int    // notes of its thread that answer it; of one that begins a thread all

	Title, Outlet, Published, URL string // of the report, as far as they are known
}

// Finding is the id of the finding that it is on, as it is known now; "" where it is on none, or it is not found.
func (a *Annotation) Finding() string {
	if a.Kind == "" || a.Number == 0 {
		return ""
	}
	return onrecord.FindingID(a.Kind, a.Number)
}

// On are the words that it is on, those of a finding too; nil where it is on a report as a whole, or answers another note.
func (a *Annotation) On() *mend.Selector {
	if a.Target != nil {
		return &a.Target.Words
	}
	return a.Words
}

// Limits of notes.
const (
	MostNote      = 20_000 // bytes of the text of one
	mostTags      = 30     // of one
	mostTag       = 100    // bytes of one
	mostOnReport  = 1000   // notes on one report, answers among them
	mostMentioned = 50     // users that one note names
	mostNoteID    = 500    // bytes
	mostKeyed     = 2000   // different words of one that it is found by
)

func noteErrorf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrNote}, args...)...)
}

// check looks at what somebody wrote and puts it into its form.
func (a *Annotation) check() error {
	a.Body = strings.TrimSpace(strings.ReplaceAll(a.Body, "\r\n", "\n"))
	var tags []string
	for _, t := range a.Tags {
		if t = strings.Join(strings.Fields(clean(t)), " "); t != "" && !slices.ContainsFunc(tags, func(x string) bool { return tagKey(x) == tagKey(t) }) {
			tags = append(tags, t)
		}
	}
	a.Tags = tags
	switch {
	case !utf8.ValidString(a.Body):
		return noteErrorf("the text is not valid UTF-8")
	case len(a.Body) > MostNote:
		return noteErrorf("the text has %d bytes; it may have %d", len(a.Body), MostNote)
	case len(tags) > mostTags:
		return noteErrorf("%d tags; there may be %d", len(tags), mostTags)
	case a.Body == "" && len(tags) == 0:
		return noteErrorf("it has neither text nor tags")
	case len(a.ID) > mostNoteID:
		return noteErrorf("its id has %d bytes; it may have %d", len(a.ID), mostNoteID)
	}
	for _, t := range tags {
		if len(t) > mostTag || strings.Contains(t, ",") {
			return noteErrorf("a tag has up to %d bytes, none of them a comma, got %.40q", mostTag, t)
		}
	}
	return nil
}

// tagKey is what a tag is looked for by: without case.
func tagKey(tag string) string { return strings.ToLower(strings.Join(strings.Fields(tag), " ")) }

// AddNote keeps a note and gives it back as it is kept. Its words are found in the report as [mend.Selector.Resolve] does, its finding by kind
// and number. Errors wrap [ErrNote], [ErrNoNote] of the note that is answered, [ErrUnknown] of the report, [ErrDecision] of words that are not
// clear, or those of the store.
func (s *notes) AddNote(ctx context.Context, a Annotation) (Annotation, error) {
	if err := a.check(); err != nil {
		return a, err
	}
	if strings.TrimSpace(a.Who) == "" {
		return a, noteErrorf("nobody is named who writes it")
	}
	a.ID, a.From, a.Lost = "", nil, ""
	err := s.noting(ctx, func(w *noting) error {
		if err := w.place(ctx, &a); err != nil {
			return err
		}
		a.ID, a.At = newNoteID(), w.now
		return w.add(ctx, &a, "add", a.Who)
	})
	if err != nil {
		return a, err
	}
	return s.Note(ctx, a.N)
}

// newNoteID is an id for a note that is written here: a UUID (RFC 9562, version 4) as a URN.
func newNoteID() string {
	var u [16]byte
	rand.Read(u[:]) //nolint:errcheck // it never fails
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// noting is notes being written in one transaction.
type noting struct {
	*deciding
	now   time.Time
	users []string // whom notes can mention; nil where the store has no users: then anybody
}

// noting writes notes in one transaction.
func (s *notes) noting(ctx context.Context, do func(*noting) error) error {
	return s.writing(ctx, func(w writer, now time.Time) error {
		if err := s.dialect.lock(ctx, w.tx); err != nil {
			return err
		}
		x := &noting{deciding: &deciding{writer: w, name: s.name, reports: map[string]*decidedOn{}}, now: now.Truncate(time.Second)}
		list, err := w.rows(ctx, `SELECT name FROM users WHERE disabled = 0`)
		if err != nil {
			return err
		}
		for _, r := range list {
			name, _ := r[0].(string)
			x.users = append(x.users, name)
		}
		return do(x)
	})
}

// place finds what a new note is on.
func (w *noting) place(ctx context.Context, a *Annotation) error {
	if a.Parent != 0 {
		up, err := w.note(ctx, a.Parent)
		if err != nil {
			return err
		}
		if !up.Deleted.IsZero() {
			return noteErrorf("note %d is deleted, and cannot be answered", up.N)
		}
		a.under(&up)
		return w.room(ctx, a.Report)
	}
	r, err := w.on(ctx, a.Report)
	if err != nil {
		return err
	}
	switch {
	case a.Kind != "" && a.Words != nil:
		return noteErrorf("a note is on words or on a finding, not on both")
	case a.Kind != "":
		now, _ := mend.Lay(r.read, r.log, mend.Options{KeepRejected: true})
		x := &aiming{decidedOn: r, d: &Decision{Report: a.Report, Kind: a.Kind, Number: a.Number}, now: now}
		if err := x.target(); err != nil {
			return err
		}
		a.Target = x.d.Target
	case a.Words != nil:
		span, err := a.Words.Resolve(r.read.Text)
		if err != nil {
			return err
		}
		x := mend.Select(r.read.Text, span)
		a.Words = &x
	}
	return w.room(ctx, a.Report)
}

// under makes a note an answer to another.
func (a *Annotation) under(up *Annotation) {
	a.Parent, a.Thread, a.Report, a.Kind, a.Number, a.Words, a.Target = up.N, up.Thread, up.Report, "", 0, nil, nil
	if a.Thread == 0 {
		a.Thread = up.N
	}
}

// room tells whether a report takes a note more.
func (w *noting) room(ctx context.Context, report string) error {
	var n int
	err := w.tx.QueryRowContext(ctx, w.dialect.bind(`SELECT count(*) FROM (SELECT 1 FROM notes WHERE report = ? LIMIT `+fmt.Sprint(mostOnReport)+`) x`), report).Scan(&n)
	if err == nil && n >= mostOnReport {
		err = noteErrorf("the report has %d notes already", n)
	}
	return err
}

// add writes a note that has its place, its id and its time.
func (w *noting) add(ctx context.Context, a *Annotation, what, by string) error {
	a.Who, a.Body = clean(a.Who), clean(a.Body)
	a.Mentions = mentioned(a.Body, w.users)
	row, err := sealedNote(a)
	if err != nil {
		return err
	}
	err = w.tx.QueryRowContext(ctx, w.dialect.bind(`INSERT INTO notes (`+noteRow+`, seal, touched, number, lost) VALUES (`+strings.Repeat("?, ", countOf(noteRow))+`?, ?, ?, ?) RETURNING n`),
		append(row, stamp(w.now), a.Number, a.Lost)...).Scan(&a.N)
	if err == nil {
		err = w.keyed(ctx, a)
	}
	if err == nil {
		err = w.logged(ctx, a, what, by)
	}
	return err
}

const noteRow = "id, parent, thread, report, kind, who, at, changed, deleted, body, more"

// noteMore is what a note has in JSON.
type noteMore struct {
	Words    *mend.Selector `json:"words,omitempty"`
	Target   *mend.Target   `json:"target,omitempty"`
	Tags     []string       `json:"tags,omitempty"`
	Mentions []string       `json:"mentions,omitempty"`
	From     *mend.From     `json:"from,omitempty"`
}

// sealedNote is a note as it is kept, its number left out, with its checksum.
func sealedNote(a *Annotation) ([]any, error) {
	more, err := inColumn(noteMore{a.Words, a.Target, a.Tags, a.Mentions, a.From})
	if err != nil {
		return nil, err
	}
	r := []any{clean(a.ID), a.Parent, a.Thread, a.Report, string(a.Kind), a.Who, stamp(a.At), stampOr(a.Changed), stampOr(a.Deleted), a.Body, more}
	return append(r, seal(r...)), nil
}

// inColumn is JSON as a column can hold it.
func inColumn(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write note down: %w", err)
	}
	return strings.ReplaceAll(string(raw), `\u0000`, " "), nil
}

func stampOr(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// What notes are found by.
const (
	keyTag     = "tag"
	keyMention = "mention"
	keyWord    = "word"
)

// keyed puts in what a note is found by, in the place of what there was.
func (w *noting) keyed(ctx context.Context, a *Annotation) error {
	if err := w.exec(ctx, `DELETE FROM note_keys WHERE note = ?`, a.N); err != nil || !a.Deleted.IsZero() {
		return err
	}
	keys := map[[2]string]bool{}
	var rows [][]any
	put := func(what, key string) {
		if x := [2]string{what, key}; key != "" && !keys[x] && len(rows) < mostKeyed {
			keys[x] = true
			rows = append(rows, []any{what, key, a.N})
		}
	}
	for _, t := range a.Tags {
		put(keyTag, tagKey(t))
	}
	for _, m := range a.Mentions {
		put(keyMention, tagKey(m))
	}
	for _, stem := range w.words.stems(a.Body) {
		put(keyWord, stem)
	}
	return w.insert(ctx, "note_keys (what, key, note)", "?", rows)
}

// logged notes what became of a note, with what it says.
func (w *noting) logged(ctx context.Context, a *Annotation, what, by string) error {
	tags, err := inColumn(a.Tags)
	if err != nil {
		return err
	}
	r := []any{a.N, a.Report, stamp(w.now), clean(by), what, a.Body, tags}
	return w.exec(ctx, `INSERT INTO note_log (note, report, at, who, what, body, tags, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, append(r, seal(r...))...)
}

// note is a note by its number. The error wraps [ErrNoNote] where there is none.
func (w *noting) note(ctx context.Context, n int64) (Annotation, error) {
	a, err := scanNote(w.tx.QueryRowContext(ctx, w.dialect.bind(`SELECT `+noteColumns+noteTables+` WHERE n.n = ?`), n).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("find note %d: %w", n, ErrNoNote)
	}
	return a, err
}

// own is a note that somebody may change: who wrote it, or anybody with all. One that is deleted is not there.
func (w *noting) own(ctx context.Context, n int64, who string, all bool) (Annotation, error) {
	a, err := w.note(ctx, n)
	switch {
	case err != nil:
	case !a.Deleted.IsZero():
		err = fmt.Errorf("note %d is deleted: %w", n, ErrNoNote)
	case !all && (a.Who == "" || a.Who != clean(who)):
		err = fmt.Errorf("note %d: %w: %s did", n, ErrNotAuthor, a.Who)
	}
	return a, err
}

// rewrite puts what a note says now in the place of what it said.
func (w *noting) rewrite(ctx context.Context, a *Annotation, what, by string) error {
	a.Body = clean(a.Body)
	a.Mentions = mentioned(a.Body, w.users)
	row, err := sealedNote(a)
	if err != nil {
		return err
	}
	sum := row[len(row)-1]
	err = w.exec(ctx, `UPDATE notes SET changed = ?, deleted = ?, body = ?, more = ?, seal = ?, touched = ?, lost = ? WHERE n = ?`,
		stampOr(a.Changed), stampOr(a.Deleted), a.Body, row[len(row)-2], sum, stamp(w.now), a.Lost, a.N)
	if err == nil {
		err = w.keyed(ctx, a)
	}
	if err == nil {
		err = w.logged(ctx, a, what, by)
	}
	return err
}

// ChangeNote gives a note another text and other tags; nil leaves what is there. Who wrote it may, and anybody with all. What it said before
// stands in its log. Errors wrap [ErrNote], [ErrNoNote], [ErrNotAuthor] or those of the store.
func (s *notes) ChangeNote(ctx context.Context, n int64, who string, all bool, body *string, tags *[]string) (Annotation, error) {
	err := s.noting(ctx, func(w *noting) error {
		a, err := w.own(ctx, n, who, all)
		if err != nil {
			return err
		}
		was, had := a.Body, a.Tags
		if body != nil {
			a.Body = *body
		}
		if tags != nil {
			a.Tags = *tags
		}
		if err := a.check(); err != nil {
			return err
		}
		if a.Body == was && slices.Equal(a.Tags, had) {
			return nil
		}
		a.Changed = w.now
		return w.rewrite(ctx, &a, "change", who)
	})
	if err != nil {
		return Annotation{}, err
	}
	return s.Note(ctx, n)
}

// DeleteNote takes a note away: who wrote it may, and anybody with all. What it said stands in its log alone; where others answer it, it says
// that it is deleted. Errors wrap [ErrNoNote], [ErrNotAuthor] or those of the store.
func (s *notes) DeleteNote(ctx context.Context, n int64, who string, all bool) error {
	return s.noting(ctx, func(w *noting) error {
		a, err := w.own(ctx, n, who, all)
		if err != nil {
			return err
		}
		gone := a
		gone.Body, gone.Tags, gone.Lost, gone.Deleted = "", nil, "", w.now
		return w.rewrite(ctx, &gone, "delete", who)
	})
}

// mentioned are those whom a text names with an @: of some users the longest name that stands there; of none whatever word stands there.
func mentioned(text string, users []string) (out []string) {
	for at := 0; len(out) < mostMentioned; {
		i := strings.IndexByte(text[at:], '@')
		if i < 0 {
			break
		}
		i += at
		at = i + 1
		if r, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '_') {
			continue // an address of e-mail
		}
		name := ""
		if users == nil {
			name = strings.TrimRight(text[at:at+wordEnd(text[at:])], ".-_")
		}
		for _, u := range users {
			rest := text[at:]
			if len(u) > len(name) && len(rest) >= len(u) && strings.EqualFold(rest[:len(u)], u) && wordEnd(rest[len(u):]) == 0 {
				name = u
			}
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// wordEnd is where a name without blanks that begins a text ends, a stop at its end left out.
func wordEnd(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
	})
	if end < 0 {
		end = len(text)
	}
	return len(strings.TrimRight(text[:min(end, 100)], ".-_"))
}
