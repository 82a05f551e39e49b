package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/store/mend"
)

// Tally is what became of the reports handed to [Store.Put].
type Tally struct {
	Added    int // new in the store
	Replaced int // stored before, as read by another version
	Kept     int // stored before, as read by this version
}

// Put stores reports with all that was found in them, in one transaction: all of them or none. A report whose text is
// stored already as read by the same versions is kept as it is, and only where it appeared is added; so a report that
// the caller knows by [Store.Seen] need not be read again, and comes here with its text and meta alone. The reading of
// another version is replaced, but for one in a newer form than this program can read, which is kept.
func (s *archive) Put(ctx context.Context, reports []*onrecord.Document) (Tally, error) {
	return s.PutWith(ctx, reports, Writing{})
}

// Writing says how [Store.PutWith] stores reports.
type Writing struct {
	// KeepKnown keeps the reading of a report that is stored in a form that can be read, whichever version made it, so that programs of two
	// versions that meet the same text do not replace each other's readings.
	KeepKnown bool
	// Also is done in the same transaction, after the reports: it stands or falls with them.
	Also func(ctx context.Context, tx *sql.Tx) error
}

// PutWith stores reports as [Store.Put] does, and lets the caller say more about it.
func (s *archive) PutWith(ctx context.Context, reports []*onrecord.Document, how Writing) (Tally, error) {
	var tally Tally
	packs := make([][]byte, len(reports))
	for i, d := range reports {
		if d.Made == (onrecord.Made{}) {
			continue
		}
		var err error
		if packs[i], err = pack(s.warned(d)); err != nil {
			return tally, err
		}
	}
	w, done, err := s.begin(ctx)
	if err != nil {
		return tally, s.fail("write to store", err)
	}
	defer done()
	w.keepKnown = how.KeepKnown
	err = s.dialect.lock(ctx, w.tx)
	if err == nil {
		err = w.current(ctx)
	}
	for i, d := range reports {
		if err == nil {
			err = w.put(ctx, d, packs[i], &tally)
		}
	}
	if err == nil && how.Also != nil {
		var tx *sql.Tx
		if tx, err = w.asks(ctx); err == nil {
			err = how.Also(ctx, tx)
		}
	}
	if err == nil {
		err = w.commit(ctx)
	}
	if err != nil {
		return Tally{}, s.fail("write to store", err)
	}
	return tally, nil
}

// current fails where a newer program has changed the tables since this one opened them: it does not know all that it would have to write.
func (w writer) current(ctx context.Context) error {
	are, made, err := w.dialect.tables(ctx, w.tx)
	if err == nil && are > made {
		err = ErrNewer
	}
	return err
}

// warnedFrom is from how many bytes on a text may have more words than a search can hold.
const warnedFrom = 1 << 15

// warned is a report with a warning where this store cannot find all of its words.
func (s *archive) warned(d *onrecord.Document) *onrecord.Document {
	if len(d.Text) < warnedFrom {
		return d
	}
	told := s.dialect.notFound(new(stemmer).ofReport(d.Meta.Title, d.Text))
	if told == "" {
		return d
	}
	out := *d
	out.Warnings = append(slices.Clip(slices.Clone(d.Warnings)), onrecord.Warning{Code: "search_cut", Text: told})
	return &out
}

// writer writes within one transaction.
type writer struct {
	dialect dialect
	tx      *sql.Tx
	words   *stemmer

	prepared  prepared
	behind    *pipeline // nil for none: each statement is sent at once
	keepKnown bool      // see [Writing]
}

func newWriter(d dialect, tx *sql.Tx) writer {
	w := writer{dialect: d, tx: tx, words: &stemmer{}}
	if _, is := d.(sqliteDialect); is { // PostgreSQL's driver keeps them itself
		w.prepared = prepared{}
	}
	return w
}

// exec has a statement done that gives nothing back, or puts it into the pipeline.
func (w writer) exec(ctx context.Context, query string, args ...any) error {
	if w.behind != nil {
		return w.behind.add(ctx, w.dialect.bind(query), args)
	}
	st, err := w.prepared.of(ctx, w.tx, w.dialect.bind(query))
	if err != nil {
		return err
	}
	if st != nil {
		_, err = st.ExecContext(ctx, args...)
	} else {
		_, err = w.tx.ExecContext(ctx, w.dialect.bind(query), args...)
	}
	return err
}

func (w writer) put(ctx context.Context, d *onrecord.Document, packed []byte, tally *Tally) error {
	id := onrecord.Digest(d.Text)
	var n int64
	var made onrecord.Made
	var format, feature sql.NullInt64 // of a listing that may be lost
	err := w.one(ctx, []any{&n, &made.Tool, &made.Lexicon, &made.Models, &format, &feature},
		`SELECT r.n, r.tool, r.lexicon, r.models, l.format, l.feature FROM reports r LEFT JOIN listings l ON l.report = r.n WHERE r.id = ?`, id)
	known := err == nil
	newer := format.Int64 > readingFormat
	same := made == d.Made && format.Int64 == readingFormat && feature.Int64 >= readingFeature ||
		w.keepKnown && format.Int64 >= leastFormat
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	case !known && packed == nil:
		return fmt.Errorf("report %s has not been read and is not stored", id)
	case known && (packed == nil || same || newer):
		tally.Kept++
		return w.appeared(ctx, n, d)
	case known:
		tally.Replaced++
		err = w.replace(ctx, n, d, packed)
	default:
		tally.Added++
		n, err = w.add(ctx, id, d, packed)
	}
	if err != nil {
		return err
	}
	if err := w.appeared(ctx, n, d); err != nil {
		return err
	}
	if err := w.changed(ctx, n); err != nil {
		return err
	}
	if err := w.paged(ctx, n, d); err != nil {
		return err
	}
	if err := w.reportWords(ctx, n, clean(d.Meta.Title), column(d.Text)); err != nil {
		return err
	}
	return w.findings(ctx, n, d)
}

// reportWords puts in what a report is found by, in the place of what there was.
func (w writer) reportWords(ctx context.Context, n int64, title, text string) error {
	err := w.exec(ctx, `DELETE FROM report_words WHERE rowid = ?`, n)
	if err == nil {
		err = w.insert(ctx, "report_words (rowid, words)", w.dialect.wordMark(), [][]any{{n, w.dialect.inRow(w.words.ofReport(title, text))}})
	}
	return err
}

// findingWords puts in what findings are found by.
func (w writer) findingWords(ctx context.Context, rows [][]any) error {
	for _, r := range rows {
		for i := range r[1:] {
			words, _ := r[1+i].(string)
			r[1+i] = w.dialect.inRow(w.words.stems(words))
		}
	}
	return w.insert(ctx, "finding_words (rowid, passage, actor, recipient, source, issue)", w.dialect.wordMark(), rows)
}

func (w writer) add(ctx context.Context, id string, d *onrecord.Document, packed []byte) (n int64, err error) {
	r := reportRow(id, d)
	err = w.one(ctx, []any{&n}, `INSERT INTO reports (`+reportColumns+`, seal, reading, reading_seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`, append(r, packed, seal(id, packed))...)
	if err == nil {
		err = w.list(ctx, n, r[:len(r)-1], packed)
	}
	return n, err
}

// reportRow is what is kept of a report in [reportColumns], and the checksum of that.
func reportRow(id string, d *onrecord.Document) []any {
	m := &d.Meta
	r := []any{id, clean(d.ID), clean(m.URL), clean(m.Publisher), clean(m.Title), clean(m.Published), m.Day(),
		d.Language.Code, d.Made.Tool, d.Made.Lexicon, d.Made.Models, column(d.Text)}
	return append(r, seal(r...))
}

// replace puts a new reading in the place of an old one. The number stays, so that whatever points at it still does.
func (w writer) replace(ctx context.Context, n int64, d *onrecord.Document, packed []byte) error {
	id := onrecord.Digest(d.Text)
	r := reportRow(id, d)
	text := len(r) - 2 // which stays, and may have changed in the file only
	err := w.list(ctx, n, r[:len(r)-1], packed)
	if err != nil {
		return err
	}
	err = w.exec(ctx, `UPDATE reports SET given = ?, url = ?, outlet = ?, title = ?, published = ?, day = ?,
		language = ?, tool = ?, lexicon = ?, models = ?, seal = ?, reading = ?, reading_seal = ? WHERE n = ?`,
		append(slices.Delete(r, text, text+1)[1:], packed, seal(id, packed), n)...)
	if err == nil {
		err = w.dropFindings(ctx, n)
	}
	if err == nil {
		err = w.exec(ctx, `DELETE FROM entities WHERE report = ?`, n)
	}
	return err
}

// dropFindings takes the rows of the findings of a report out.
func (w writer) dropFindings(ctx context.Context, n int64) error {
	first, last := between(n, true)
	for _, table := range []string{"findings WHERE n", "finding_words WHERE rowid", "parties WHERE finding"} {
		if err := w.exec(ctx, `DELETE FROM `+table+` BETWEEN ? AND ?`, first, last); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) appeared(ctx context.Context, n int64, d *onrecord.Document) error {
	m := &d.Meta
	r := [][]any{{n, clean(m.Publisher), clean(m.URL), clean(m.Published), clean(m.Title), clean(d.ID)}}
	return w.exec(ctx, `INSERT INTO appearances (`+appearanceColumns+`, seal) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, sealed(onrecord.Digest(d.Text), r)[0]...)
}

// findings puts in the rows of what was found in a report, with what people decided of it laid over.
func (w writer) findings(ctx context.Context, n int64, d *onrecord.Document) error {
	id := onrecord.Digest(d.Text)
	log, err := w.log(ctx, id)
	if err != nil {
		return err
	}
	if err := w.insert(ctx, "entities ("+entityColumns+", seal)", "?", sealed(id, entitiesOf(n, d))); err != nil {
		return err
	}
	if err := w.layFindings(ctx, n, d, log); err != nil {
		return err
	}
	return w.aimNotes(ctx, id, d, log)
}

// layFindings puts in the rows of the findings of a report as its log leaves them, and notes which decisions are not found again.
func (w writer) layFindings(ctx context.Context, n int64, read *onrecord.Document, log []Decision) error {
	d, outcomes := mend.Lay(read, log, mend.Options{})
	f, id := flatten(n, d), onrecord.Digest(d.Text)
	if len(f.findings) > perReport || d.Decided != nil && len(log) > perReport/4 {
		return fmt.Errorf("report %s has more than %d findings", d.ID, perReport)
	}
	rows := sealed(id, f.findings)
	for i := range rows {
		rows[i] = append(rows[i], f.decided[i])
	}
	if err := w.insert(ctx, "findings ("+findingColumns+", seal, decided)", "?", rows); err != nil {
		return err
	}
	if err := w.insert(ctx, "parties ("+partyColumns+", seal)", "?", sealed(id, f.parties)); err != nil {
		return err
	}
	if err := w.findingWords(ctx, f.words); err != nil || len(log) == 0 {
		return err
	}
	if err := w.exec(ctx, `DELETE FROM decisions_lost WHERE report = ?`, id); err != nil {
		return err
	}
	var lost [][]any
	for _, o := range outcomes {
		if o.Lost != "" {
			lost = append(lost, []any{o.N, id, o.Lost})
		}
	}
	return w.insert(ctx, "decisions_lost (n, report, why)", "?", lost)
}

// insert adds rows, several with one statement; mark is that of all columns but the first.
func (w writer) insert(ctx context.Context, into, mark string, rows [][]any) error {
	const atOnce = 32
	for len(rows) > 0 {
		some := rows[:min(atOnce, len(rows))]
		rows = rows[len(some):]
		one := "(?" + strings.Repeat(", "+mark, len(some[0])-1) + ")"
		args := make([]any, 0, len(some)*len(some[0]))
		for _, r := range some {
			args = append(args, r...)
		}
		if err := w.exec(ctx, "INSERT INTO "+into+" VALUES "+one+strings.Repeat(", "+one, len(some)-1), args...); err != nil {
			return err
		}
	}
	return nil
}

// clean is a text from outside as a column can hold it.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return column(s)
}
