package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/store/mend"
)

// NoteQuery chooses notes. Every field that is set must fit.
type NoteQuery struct {
	Report  string // digest of the text
	Kind    Kind   // of the finding that notes are on, with its number
	Number  int
	Tag     string    // without case
	Who     string    // who wrote them
	Mention string    // the user whom they name
	Words   string    // all of these stand in the text, in some form
	Since   time.Time // written, changed or brought in since then
	Thread  int64     // the note that the thread begins with: it, and what answers it
	Lost    bool      // those alone that are on something which is not found
	Limit   int       // at most so many; 0 is 50
	After   int64     // those before this number: the last of the page before
}

// Limits of a page of notes.
const (
	UsualNotes = 50
	MostNotes  = 500
)

// noteColumns are what [scanNote] reads of [noteTables].
var noteColumns = `n.n, ` + of("n", noteRow) + `, n.seal, n.number, n.lost,
	(SELECT count(*) FROM notes c WHERE (c.thread = n.n AND c.thread <> 0 OR c.parent = n.n AND c.parent <> 0) AND c.deleted = ''),
	COALESCE(r.title, ''), COALESCE(r.outlet, ''), COALESCE(r.published, ''), COALESCE(r.url, '')`

const noteTables = ` FROM notes n LEFT JOIN reports r ON r.id = n.report`

func scanNote(scan func(...any) error) (Annotation, error) {
	var a Annotation
	var at, changed, deleted, more, sum string
	err := scan(&a.N, &a.ID, &a.Parent, &a.Thread, &a.Report, &a.Kind, &a.Who, &at, &changed, &deleted, &a.Body, &more, &sum, &a.Number, &a.Lost, &a.Answers,
		&a.Title, &a.Outlet, &a.Published, &a.URL)
	if err != nil {
		return a, err
	}
	if seal(a.ID, a.Parent, a.Thread, a.Report, string(a.Kind), a.Who, at, changed, deleted, a.Body, more) != sum {
		return a, broken(a.Report, fmt.Sprintf("note %d", a.N))
	}
	var m noteMore
	if err := json.Unmarshal([]byte(more), &m); err != nil {
		return a, broken(a.Report, fmt.Sprintf("note %d", a.N))
	}
	a.Words, a.Target, a.Tags, a.Mentions, a.From = m.Words, m.Target, m.Tags, m.Mentions, m.From
	for _, t := range []struct {
		s    string
		into *time.Time
	}{{at, &a.At}, {changed, &a.Changed}, {deleted, &a.Deleted}} {
		if err == nil {
			*t.into, err = readMoment(t.s)
		}
	}
	return a, err
}

// sql is the question that a query puts. It begins at what leaves fewest notes and goes by their numbers, so that it is never sorted.
func (q *NoteQuery) sql() (string, []any) {
	var keys [][2]string
	if q.Mention != "" {
		keys = append(keys, [2]string{keyMention, tagKey(clean(q.Mention))})
	}
	if q.Tag != "" {
		keys = append(keys, [2]string{keyTag, tagKey(clean(q.Tag))})
	}
	for _, stem := range (&stemmer{}).stems(clean(q.Words)) {
		keys = append(keys, [2]string{keyWord, stem})
	}
	from, number, where, args := noteTables, "n.n", []string{`n.deleted = ''`}, []any(nil)
	also := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	for i, k := range keys {
		if i == 0 {
			from, number = ` FROM note_keys k JOIN notes n ON n.n = k.note LEFT JOIN reports r ON r.id = n.report`, "k.note"
			also(`k.what = ? AND k.key = ?`, k[0], k[1])
			continue
		}
		also(`EXISTS (SELECT 1 FROM note_keys x WHERE x.what = ? AND x.key = ? AND x.note = n.n)`, k[0], k[1])
	}
	if q.Report != "" {
		also(`n.report = ?`, q.Report)
	}
	if q.Kind != "" {
		also(`n.kind = ? AND n.number = ?`, string(q.Kind), q.Number)
	}
	if q.Who != "" {
		also(`n.who = ?`, clean(q.Who))
	}
	if !q.Since.IsZero() {
		also(`n.touched >= ?`, stamp(q.Since))
	}
	if q.Thread != 0 {
		also(`n.n IN `+inThread, q.Thread, q.Thread)
	}
	if q.Lost {
		also(`n.lost <> ''`)
	}
	before := q.After
	if before <= 0 {
		before = math.MaxInt64 // said all the same, so that a plan shows by what it goes
	}
	also(number+` < ?`, before)
	return `SELECT ` + noteColumns + from + ` WHERE ` + strings.Join(where, " AND ") + ` ORDER BY ` + number + ` DESC LIMIT ?`, append(args, q.limit()+1)
}

func (q *NoteQuery) limit() int {
	if q.Limit <= 0 {
		return UsualNotes
	}
	return min(q.Limit, MostNotes)
}

// Notes lists the notes that a query chooses, the newest first, and where the next page goes on; 0 on the last. Those that are deleted are not
// among them.
func (s *notes) Notes(ctx context.Context, q NoteQuery) (list []Annotation, next int64, err error) {
	if len((&stemmer{}).stems(q.Words)) == 0 && strings.TrimSpace(q.Words) != "" {
		return nil, 0, nil // no word that could stand anywhere
	}
	query, args := q.sql()
	if list, err = s.list(ctx, query, args...); err == nil && len(list) > q.limit() {
		list = list[:q.limit()]
		next = list[len(list)-1].N
	}
	return list, next, err
}

func (s *notes) list(ctx context.Context, query string, args ...any) ([]Annotation, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(query), args...)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Annotation
	for rows.Next() {
		a, err := scanNote(rows.Scan)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, a)
	}
	return out, s.fail("look into store", rows.Err())
}

// remains is a condition: a note is there, or is deleted and others answer it.
const remains = `(n.deleted = '' OR EXISTS (SELECT 1 FROM notes c WHERE c.parent = n.n AND c.parent <> 0 AND c.deleted = '')
	OR EXISTS (SELECT 1 FROM notes c WHERE c.thread = n.n AND c.thread <> 0 AND c.deleted = ''))`

const notesOnReport = ` WHERE n.report = ? AND ` + remains + ` ORDER BY n.n LIMIT ?`

// inThread are the notes of a thread by the one that it begins with.
const inThread = `(SELECT t.n FROM notes t WHERE t.n = ? UNION ALL SELECT t.n FROM notes t WHERE t.thread = ? AND t.thread <> 0)`

const notesOfThread = ` WHERE n.n IN ` + inThread + ` ORDER BY n.n LIMIT ?`

// NotesOn are all notes on a report by its digest, the oldest first: also those that are deleted and that others answer.
func (s *notes) NotesOn(ctx context.Context, report string) ([]Annotation, error) {
	return s.list(ctx, `SELECT `+noteColumns+noteTables+notesOnReport, report, mostOnReport)
}

// Discussion is the whole thread that a note is of, the oldest first, also what is deleted. The error wraps [ErrNoNote] where there is none.
func (s *notes) Discussion(ctx context.Context, n int64) ([]Annotation, error) {
	a, err := s.Note(ctx, n)
	if err != nil {
		return nil, err
	}
	if a.Thread != 0 {
		n = a.Thread
	}
	return s.list(ctx, `SELECT `+noteColumns+noteTables+notesOfThread, n, n, mostOnReport)
}

// Note is a note by its number, also one that is deleted. The error wraps [ErrNoNote] where there is none.
func (s *notes) Note(ctx context.Context, n int64) (Annotation, error) {
	list, err := s.list(ctx, `SELECT `+noteColumns+noteTables+` WHERE n.n = ?`, n)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("find note %d: %w", n, ErrNoNote)
	}
	if err != nil {
		return Annotation{}, err
	}
	return list[0], nil
}

// NoteChange is what became of a note once, with what it said from then on; of a deletion nothing.
type NoteChange struct {
	N    int64
	At   time.Time
	Who  string // did it
	What string // add, change, delete, bring
	Body string
	Tags []string
}

// History is the log of a note, the oldest first.
func (s *notes) History(ctx context.Context, n int64) ([]NoteChange, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(noteHistory), n, mostOnReport)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []NoteChange
	for rows.Next() {
		var c NoteChange
		var report, at, tags, sum string
		if err := rows.Scan(&c.N, &report, &at, &c.Who, &c.What, &c.Body, &tags, &sum); err != nil {
			return nil, s.fail("look into store", err)
		}
		if seal(n, report, at, c.Who, c.What, c.Body, tags) != sum || json.Unmarshal([]byte(tags), &c.Tags) != nil {
			return nil, s.fail("look into store", broken(report, fmt.Sprintf("the log of note %d", n)))
		}
		if c.At, err = readMoment(at); err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, c)
	}
	return out, s.fail("look into store", rows.Err())
}

const noteHistory = `SELECT n, report, at, who, what, body, tags, seal FROM note_log WHERE note = ? ORDER BY n LIMIT ?`

// LastNoted is a number that grows with whatever is noted on a report; 0 where nothing was.
func (s *notes) LastNoted(ctx context.Context, report string) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT COALESCE(max(n), 0) FROM note_log WHERE report = ?`), report).Scan(&n)
	return n, s.fail("look into store", err)
}

// NoteTags are the tags of notes as they are looked for, the commonest first, at most so many.
func (s *notes) NoteTags(ctx context.Context, most int) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(noteTags), most)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	for rows.Next() {
		var tag string
		if err := rows.Scan(&tag); err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, tag)
	}
	return out, s.fail("look into store", rows.Err())
}

const noteTags = `SELECT key FROM note_keys WHERE what = 'tag' GROUP BY key ORDER BY count(*) DESC, key LIMIT ?`

// aimNotes finds what the notes of a report are on again, once it was read anew or something was decided on it. What is not found is noted.
func (w writer) aimNotes(ctx context.Context, report string, read *onrecord.Document, log []Decision) error {
	rows, err := w.rows(ctx, `SELECT n, kind, number, lost, more FROM notes WHERE report = ? AND kind <> '' AND deleted = ''`, report)
	if err != nil || len(rows) == 0 {
		return err
	}
	const pretended = int64(1) << 40 // numbers that no decision has
	all := slices.Clone(log)
	for i, r := range rows {
		var m noteMore
		kind, _ := r[1].(string)
		more, _ := r[4].(string)
		if err := json.Unmarshal([]byte(more), &m); err != nil || m.Target == nil {
			continue // told of by [Store.Check]
		}
		all = append(all, Decision{N: pretended + int64(i), Action: mend.Note, Kind: Kind(kind), Target: m.Target, Who: "note", Why: "note"})
	}
	laid, outcomes := mend.Lay(read, all, mend.Options{KeepRejected: true})
	for _, o := range outcomes {
		if o.N < pretended {
			continue
		}
		if o.Lost != "" && o.Target.On == 0 { // it may have been added by hand
			if at := o.Target.In(laid); at.Place > 0 {
				o.Number, o.Lost = laid.Decided.NumberOf(o.Kind, at.Place), ""
			}
		}
		r := rows[o.N-pretended]
		if number, _ := r[2].(int64); number == int64(o.Number) && r[3] == o.Lost {
			continue
		}
		if err := w.exec(ctx, `UPDATE notes SET number = ?, lost = ? WHERE n = ?`, o.Number, o.Lost, r[0]); err != nil {
			return err
		}
	}
	return nil
}

// BroughtNote is what became of a note that was brought in from elsewhere.
type BroughtNote struct {
	Annotation       // as it stands here; as it came where it was refused
	Known      bool  // it was there already
	Differs    bool  // and says something else here
	Refused    error // it is not kept: wraps [ErrNote] or [ErrUnknown]
}

// ForeignNote is a note that comes from elsewhere: what it is on is found by its words, and what it answers by ids.
type ForeignNote struct {
	Annotation
	Above []string // ids of the notes above it, the one that it answers last
}

// wordsGone is why a note is on a report as a whole though it came with words.
const wordsGone = "its words do not stand in the report"

// BringNotes keeps notes that were written elsewhere, with who wrote them and when, all of them or none; by is who brings them. One whose id
// is here already is not kept again. One whose words are not found is kept on the report, and listed as lost; so is one whose finding is not.
// An answer to a note that is not here is kept below the nearest above it that is, else as a note on its report.
func (s *notes) BringNotes(ctx context.Context, list []ForeignNote, by string) ([]BroughtNote, error) {
	var out []BroughtNote
	err := s.noting(ctx, func(w *noting) error {
		aims := map[string]bool{}
		for i := range list {
			b, err := w.bring(ctx, &list[i], by)
			if err != nil {
				return err
			}
			if b.Refused == nil && !b.Known && b.Target != nil {
				aims[b.Report] = true
			}
			out = append(out, b)
		}
		for report := range aims {
			r, err := w.on(ctx, report)
			if err == nil {
				err = w.aimNotes(ctx, report, r.read, r.log)
			}
			if err != nil {
				return err
			}
		}
		for i := range out {
			if b := &out[i]; b.Refused == nil {
				kept, err := w.note(ctx, b.N)
				if err != nil {
					return err
				}
				b.Annotation = kept
			}
		}
		return nil
	})
	return out, err
}

func (w *noting) bring(ctx context.Context, f *ForeignNote, by string) (BroughtNote, error) {
	a := f.Annotation
	refused := func(err error) (BroughtNote, error) { return BroughtNote{Annotation: f.Annotation, Refused: err}, nil }
	if err := a.check(); err != nil {
		return refused(err)
	}
	if a.ID != "" {
		known, err := w.byID(ctx, a.ID)
		if err == nil {
			return BroughtNote{Annotation: known, Known: true, Differs: known.Body != clean(a.Body) || !slices.Equal(known.Tags, a.Tags)}, nil
		}
		if !errors.Is(err, ErrNoNote) {
			return BroughtNote{}, err
		}
	} else {
		a.ID = newNoteID()
	}
	up, err := w.above(ctx, f.Above)
	switch {
	case err != nil:
		return BroughtNote{}, err
	case up != nil:
		a.under(up)
	default:
		if err := w.found(ctx, &a); errors.Is(err, ErrUnknown) {
			return refused(err)
		} else if err != nil {
			return BroughtNote{}, err
		}
	}
	if err := w.room(ctx, a.Report); errors.Is(err, ErrNote) {
		return refused(err)
	} else if err != nil {
		return BroughtNote{}, err
	}
	a.At, a.Changed, a.Deleted = a.At.UTC().Truncate(time.Second), a.Changed.UTC().Truncate(time.Second), time.Time{}
	if a.At.IsZero() {
		a.At = w.now
	}
	if f.Changed.IsZero() || !a.Changed.After(a.At) {
		a.Changed = time.Time{}
	}
	from := mend.From{}
	if a.From != nil {
		from = *a.From
	}
	from.Who, from.At = by, w.now
	a.From = &from
	err = w.add(ctx, &a, "bring", by)
	return BroughtNote{Annotation: a}, err
}

// above is the nearest of some notes that is here; nil where none is.
func (w *noting) above(ctx context.Context, ids []string) (*Annotation, error) {
	for _, id := range slices.Backward(ids) {
		a, err := w.byID(ctx, id)
		if err == nil {
			return &a, nil
		}
		if !errors.Is(err, ErrNoNote) {
			return nil, err
		}
	}
	return nil, nil
}

func (w *noting) byID(ctx context.Context, id string) (Annotation, error) {
	a, err := scanNote(w.tx.QueryRowContext(ctx, w.dialect.bind(`SELECT `+noteColumns+noteTables+` WHERE n.id = ?`), clean(id)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("find note %s: %w", id, ErrNoNote)
	}
	return a, err
}

// found finds the words that a note came with in its report.
func (w *noting) found(ctx context.Context, a *Annotation) error {
	r, err := w.on(ctx, a.Report)
	if err != nil {
		return err
	}
	switch {
	case a.Target != nil:
		t := *a.Target
		t.On, a.Target, a.Kind, a.Number, a.Words = 0, &t, t.Kind, 0, nil
	case a.Words != nil:
		if span, fit := a.Words.In(r.read.Text); fit != mend.Nowhere {
			x := mend.Select(r.read.Text, span)
			a.Words = &x
		} else {
			a.Lost = wordsGone
		}
	}
	return nil
}

// checkNotes looks at the notes and their log.
func (s *archive) checkNotes(ctx context.Context, c *Checked, report func(error)) error {
	for _, t := range []struct{ table, columns, what string }{{"notes", noteRow, "note"}, {"note_log", "note, report, at, who, what, body, tags", "the log of note"}} {
		rows, err := s.db.QueryContext(ctx, `SELECT n, `+t.columns+`, seal FROM `+t.table+` ORDER BY n`)
		if err != nil {
			return s.fail("check store", err)
		}
		defer rows.Close()
		for rows.Next() {
			r, err := readRow(rows, countOf(t.columns)+2)
			if err != nil {
				return s.fail("check store", err)
			}
			which, at := r[0], 4
			if t.table == "note_log" {
				which, at = r[1], 2
			} else {
				c.Notes++
			}
			if !r[1:].matches() {
				id, _ := r[at].(string)
				report(broken(id, fmt.Sprintf("%s %v", t.what, which)))
			}
		}
		if err := rows.Err(); err != nil {
			return s.fail("check store", err)
		}
	}
	return nil
}
