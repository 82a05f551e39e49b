package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/store/lists"
)

// The tables of views hold what is worked out from reports laid side by side. One writer at a time brings them up to the log of changes, in
// transactions that also say how far they are, so that a writer that is killed has done all of a step or nothing of it, and the next goes on
// there. Readers see what is committed.

// ViewState is how far the views of a store are, and by which rules they were worked out.
type ViewState struct {
	Version  int64 // of the rules; 0 where nothing was worked out yet
	Change   int64 // the last change of a report that they hold
	Decision int64 // the last decision
	Lists    int64 // the last change of the own lists
}

// Laid is a report as views compare it.
type Laid struct {
	N         int64 // number of the report
	ID        string
	Title     string
	Outlet    string
	Agency    string
	Place     int64
	Size      int64
	Cluster   int64
	Origin    string
	Story     int64
	Begun     int64
	Grade     int64
	Shown     int64
	Published string
	URL       string
	seal      string
}

const laidColumns = "l.report, l.id, l.title, l.outlet, l.agency, l.place, l.size, l.cluster, l.origin, l.story, l.begun, l.grade, l.shown, l.published, l.url, l.seal"

func (l *Laid) into() []any {
	return []any{&l.N, &l.ID, &l.Title, &l.Outlet, &l.Agency, &l.Place, &l.Size, &l.Cluster, &l.Origin, &l.Story, &l.Begun, &l.Grade, &l.Shown,
		&l.Published, &l.URL, &l.seal}
}

// sum is the checksum over what is shown of it.
func (l *Laid) sum() string {
	return seal(l.ID, clean(l.Title), clean(l.Outlet), clean(l.Published), clean(l.URL))
}

// scan reads it, and tells where it does not match.
func (l *Laid) scan(scan func(...any) error) error {
	err := scan(l.into()...)
	if err == nil && l.sum() != l.seal {
		err = broken(l.ID, "what views know of it")
	}
	return err
}

// Pair is two reports that share much of their words.
type Pair struct {
	Report, Other        int64
	Version, Alike, Copy bool
}

// Post is where a shingle stands.
type Post struct {
	Week, Hash, Report int64
}

// StoryRow is a story of two reports or more as lists show it.
type StoryRow struct {
	Story         int64
	ID            string // digest of the report with which it begins
	Title         string
	Terms         string // JSON
	Reports       int64
	Origins       int64
	First, Last   string
	Outlets, Told string
	Touched       int64
}

// Views are the views of a store within one transaction: a snapshot to read, or what the one writer works on.
type Views struct {
	*viewTx
	copyViews
	storyViews
	keyViews
	wordingViews
	pieceViews
}

// viewTx is the transaction that views are read or written in.
type viewTx struct {
	w     writer
	name  string
	store *database
	asked func(query string, args []any) // for tests: what is asked
}

// copyViews is by what copies are found, and which there are; storyViews the same of stories.
type (
	copyViews  struct{ *viewTx }
	storyViews struct{ *viewTx }
)

func newViews(s *database, w writer) *Views {
	v := &viewTx{w, s.name, s, nil}
	return &Views{v, copyViews{v}, storyViews{v}, keyViews{v}, wordingViews{v}, pieceViews{v}}
}

// prepared are the statements of a transaction that were asked more than once, so that their text need not be read each time. The zero value
// keeps none.
type prepared map[string]*sql.Stmt

// of is a statement that was asked before; nil where it is new or none are kept. It ends with the transaction.
func (p prepared) of(ctx context.Context, tx *sql.Tx, query string) (st *sql.Stmt, err error) {
	if p == nil {
		return nil, nil
	}
	st, before := p[query]
	if before && st == nil {
		st, err = tx.PrepareContext(ctx, query)
	}
	p[query] = st
	return st, err
}

// views gives the tables of views.
type views struct{ *database }

// ReadViews lets somebody look at one snapshot of the views, which does not change meanwhile.
func (s *views) ReadViews(ctx context.Context, look func(*Views) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot()})
	if err != nil {
		return s.fail("read views of", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	return look(newViews(s.database, newWriter(s.dialect, tx)))
}

// WriteViews lets the one writer work on the views: all of what it does or nothing. Another writer, of this program or of another on another
// machine, waits until it is done.
func (s *views) WriteViews(ctx context.Context, do func(*Views) error) error {
	w, done, err := s.begin(ctx)
	if err != nil {
		return s.fail("write views of", err)
	}
	defer done()
	if err := s.dialect.lockViews(ctx, w.tx); err != nil {
		return s.fail("write views of", err)
	}
	if err := do(newViews(s.database, w)); err != nil {
		return s.fail("write views of", err)
	}
	return s.fail("write views of", w.commit(ctx))
}

// query goes through the rows of a query.
func (v *viewTx) query(ctx context.Context, each func(scan func(...any) error) error, query string, args ...any) error {
	if v.asked != nil {
		v.asked(query, args)
	}
	rows, err := v.ask(ctx, v.w.dialect.bind(query), args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (v *viewTx) ask(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	tx, err := v.w.asks(ctx)
	if err != nil {
		return nil, err
	}
	st, err := v.w.prepared.of(ctx, tx, query)
	if err != nil {
		return nil, err
	}
	if st != nil {
		return st.QueryContext(ctx, args...)
	}
	return tx.QueryContext(ctx, query, args...)
}

// among goes through the rows of a query for some numbers, a few hundred at a time, as the dialect lists them.
func (v *viewTx) among(ctx context.Context, each func(scan func(...any) error) error, query string, before []any, numbers []int64) error {
	for len(numbers) > 0 {
		text, args, left := v.w.dialect.numbers(query, before, numbers)
		if err := v.query(ctx, each, text, args...); err != nil {
			return err
		}
		numbers = left
	}
	return nil
}

// takeOut is [Views.among] for what gives no rows.
func (v *viewTx) takeOut(ctx context.Context, query string, before []any, numbers []int64) error {
	for len(numbers) > 0 {
		text, args, left := v.w.dialect.numbers(query, before, numbers)
		if err := v.w.exec(ctx, text, args...); err != nil {
			return err
		}
		numbers = left
	}
	return nil
}

// State tells how far the views are.
func (v *Views) State(ctx context.Context) (s ViewState, err error) {
	err = v.w.one(ctx, []any{&s.Version, &s.Change, &s.Decision, &s.Lists}, `SELECT version, change, decision, lists FROM views`)
	return s, err
}

// SetState says how far they are.
func (v *Views) SetState(ctx context.Context, s ViewState) error {
	return v.w.exec(ctx, `UPDATE views SET version = ?, change = ?, decision = ?, lists = ?`, s.Version, s.Change, s.Decision, s.Lists)
}

// Clear takes everything out of the views, to be worked out again.
func (v *Views) Clear(ctx context.Context) error {
	for _, table := range append(slices.Clone(standTables), "laid_positions", "laid_stories", "laid_terms", "laid_pairs", "laid_furniture", "laid_shingles", "laid") {
		if err := v.w.exec(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	if err := v.w.exec(ctx, `UPDATE views SET unsure = 0`); err != nil {
		return err
	}
	return v.SetState(ctx, ViewState{})
}

// ToLay is a report that was stored or read again.
type ToLay struct {
	Change int64
	N      int64
	Digest string // of its text
	Kept   string // the text as the table has it
	*onrecord.Document
	Outlet  *lists.Line // of its outlet in the own lists; nil for none
	Printed string      // its outlet as the report has it
	Broken  error       // it does not match its checksums, or cannot be read
}

// Changed gives the reports that were stored, read again or decided on after a change, at most so many, as people decided and
// under the names that the own lists give their outlets, each with what it can be compared by.
func (v *Views) Changed(ctx context.Context, after int64, most int) (out []ToLay, err error) {
	list, err := v.w.rows(ctx, `SELECT c.n, c.report, r.id, r.text, `+loadColumns+` FROM changes c JOIN reports r ON r.n = c.report
		WHERE c.n > ? ORDER BY c.n LIMIT ?`, after, most)
	for _, r := range list {
		x := ToLay{}
		x.Change, _ = r[0].(int64)
		x.N, _ = r[1].(int64)
		x.Digest, _ = r[2].(string)
		x.Kept, _ = r[3].(string)
		if x.Document, x.Broken = loadReport(r[4:], layersToCompare...); x.Broken != nil {
			x.Broken = fmt.Errorf("read store %s: %w", v.name, x.Broken)
		}
		out = append(out, x)
	}
	if err != nil {
		return nil, err
	}
	if err := v.decided(ctx, out); err != nil {
		return nil, err
	}
	own, err := v.Lists(ctx, -1)
	for i := range out {
		x := &out[i]
		if x.Broken != nil {
			continue
		}
		if x.Printed = x.Meta.Publisher; !own.None(lists.Outlets) {
			x.Outlet = own.Outlet(x.Printed, x.Meta.URL)
			x.Document = own.LayOutlet(x.Document)
		}
	}
	return out, err
}

// decided lays what people decided over reports that are to be laid.
func (v *viewTx) decided(ctx context.Context, list []ToLay) error {
	tx, err := v.w.asks(ctx)
	if err != nil {
		return err
	}
	any, err := anyDecided(ctx, tx)
	if err != nil || !any {
		return err
	}
	for i := range list {
		if list[i].Broken != nil {
			continue
		}
		log, err := v.w.log(ctx, list[i].Digest)
		if err != nil {
			return err
		}
		list[i].Document = laid(list[i].Document, log, AsDecided)
	}
	return nil
}

// LastDecision is the number of the last decision.
func (v *Views) LastDecision(ctx context.Context) (n int64, err error) {
	err = v.w.one(ctx, []any{&n}, `SELECT COALESCE(max(n), 0) FROM decisions`)
	return n, err
}

// LastChange is the number of the last change of a report.
func (v *Views) LastChange(ctx context.Context) (n int64, err error) {
	err = v.w.one(ctx, []any{&n}, `SELECT COALESCE(max(n), 0) FROM changes`)
	return n, err
}

// Together are the decisions that stand on two reports being of one story or of two, or (copies) one text or two, the oldest first, by the
// numbers of the reports.
func (v storyViews) Together(ctx context.Context, copies bool) (out []Pair, err error) {
	fields := `'', 'story'`
	if copies {
		fields = `'copy'`
	}
	err = v.query(ctx, func(scan func(...any) error) error {
		var p Pair
		var action string
		err := scan(&p.Report, &p.Other, &action)
		p.Copy = action == string(Merge)
		out = append(out, p)
		return err
	}, `SELECT a.n, b.n, d.action FROM decisions d JOIN reports a ON a.id = d.old JOIN reports b ON b.id = d.new
		WHERE d.action IN ('merge', 'split') AND d.field IN (`+fields+`) AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n) ORDER BY d.n`)
	return out, err
}

// Texts are the texts of some reports by their numbers.
func (v *Views) Texts(ctx context.Context, numbers []int64) (map[int64]string, error) {
	out := map[int64]string{}
	return out, v.among(ctx, func(scan func(...any) error) error {
		var n int64
		var text string
		err := scan(&n, &text)
		out[n] = text
		return err
	}, `SELECT n, text FROM reports WHERE n IN (%s)`, nil, numbers)
}

func (v *viewTx) laid(ctx context.Context, where string, args ...any) (out []Laid, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var l Laid
		err := l.scan(scan)
		out = append(out, l)
		return err
	}, `SELECT `+laidColumns+` FROM laid l WHERE `+where, args...)
	return out, err
}

// Laid are some reports by their numbers, in no order; those that are not laid are left out.
func (v *Views) Laid(ctx context.Context, numbers ...int64) (out []Laid, err error) {
	err = v.among(ctx, func(scan func(...any) error) error {
		var l Laid
		err := l.scan(scan)
		out = append(out, l)
		return err
	}, `SELECT `+laidColumns+` FROM laid l WHERE l.report IN (%s)`, nil, numbers)
	return out, err
}

// LaidID is a report by the digest of its text; the error is [ErrUnknown] where it is not laid.
func (v *Views) LaidID(ctx context.Context, id string) (Laid, error) {
	list, err := v.laid(ctx, `l.id = ?`, id)
	if err == nil && len(list) == 0 {
		err = ErrUnknown
	}
	if err != nil {
		return Laid{}, err
	}
	return list[0], nil
}

// Cluster are the reports that print one text, the earliest first, at most so many.
func (v copyViews) Cluster(ctx context.Context, cluster int64, most int) ([]Laid, error) {
	return v.laid(ctx, `l.cluster = ? AND l.cluster <> 0 ORDER BY l.place, l.report LIMIT `+strconv.Itoa(most), cluster)
}

// StoryMembers are the reports of a story as it is shown, the earliest first, at most so many.
func (v storyViews) StoryMembers(ctx context.Context, shown int64, most int) ([]Laid, error) {
	return v.laid(ctx, `l.shown = ? ORDER BY l.place, l.report LIMIT `+strconv.Itoa(most), shown)
}

// Standing is where actors are told to stand in a report, and whose text that is.
type Standing struct {
	N      int64
	ID     string
	Origin string // "" is its own
	Told   []byte // JSON
}

// SetPositions keeps where actors are told to stand in a report, in the place of what was kept.
func (v *Views) SetPositions(ctx context.Context, n int64, id string, told []byte) error {
	err := v.w.exec(ctx, `DELETE FROM laid_positions WHERE report = ?`, n)
	if err == nil {
		err = v.w.exec(ctx, `INSERT INTO laid_positions (report, told, seal) VALUES (?, ?, ?)`, n, string(told), seal(id, string(told)))
	}
	return err
}

// ChangedSince is how many reports were stored, read again or decided on after a change.
func (v *Views) ChangedSince(ctx context.Context, after int64) (n int, err error) {
	err = v.w.one(ctx, []any{&n}, `SELECT count(*) FROM changes WHERE n > ?`, after)
	return n, err
}

// LastPlace is the place of the report that was published last; 0 where there is none.
func (v *Views) LastPlace(ctx context.Context, below int64) (n int64, err error) {
	err = v.w.one(ctx, []any{&n}, `SELECT COALESCE(max(place), 0) FROM laid WHERE place < ?`, below)
	return n, err
}

// Lay adds a report to those that are compared.
func (v *Views) Lay(ctx context.Context, l *Laid, touched int64) error {
	return v.w.exec(ctx, `INSERT INTO laid (report, id, title, outlet, published, url, agency, place, size, cluster, origin, story, begun, grade, shown, touched, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, l.N, l.ID, clean(l.Title), clean(l.Outlet), clean(l.Published), clean(l.URL), l.Agency, l.Place, l.Size, l.Cluster, l.Origin,
		l.Story, l.Begun, l.Grade, l.Shown, touched, l.sum())
}

// Unlay takes a report out, with all that it is found by.
func (v *Views) Unlay(ctx context.Context, n int64, weeks, hashes, fortnights, terms []int64) error {
	for _, w := range weeks {
		if err := v.takeOut(ctx, `DELETE FROM laid_shingles WHERE week = ? AND report = ? AND hash IN (%s)`, []any{w, n}, hashes); err != nil {
			return err
		}
	}
	for _, f := range fortnights {
		if err := v.takeOut(ctx, `DELETE FROM laid_terms WHERE fortnight = ? AND report = ? AND term IN (%s)`, []any{f, n}, terms); err != nil {
			return err
		}
	}
	if err := v.w.exec(ctx, `DELETE FROM laid_pairs WHERE report = ?`, n); err != nil {
		return err
	}
	return v.w.exec(ctx, `DELETE FROM laid WHERE report = ?`, n)
}

// SetCluster says of which copies a report is, and whose text it prints.
func (v copyViews) SetCluster(ctx context.Context, n, cluster int64, origin string, touched int64) error {
	return v.w.exec(ctx, `UPDATE laid SET cluster = ?, origin = ?, touched = ? WHERE report = ?`, cluster, origin, touched, n)
}

// SetStory says of which story a report is by the rules.
func (v storyViews) SetStory(ctx context.Context, l *Laid, touched int64) error {
	return v.w.exec(ctx, `UPDATE laid SET story = ?, begun = ?, grade = ?, touched = ? WHERE report = ?`, l.Story, l.Begun, l.Grade, touched, l.N)
}

// Show says under which story the reports of a story are shown.
func (v storyViews) Show(ctx context.Context, story, shown int64) error {
	return v.w.exec(ctx, `UPDATE laid SET shown = ? WHERE story = ? AND shown <> ?`, shown, story, shown)
}

// Moved are the stories that are shown under another.
func (v storyViews) Moved(ctx context.Context) (out [][2]int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var m [2]int64
		err := scan(&m[0], &m[1])
		out = append(out, m)
		return err
	}, `SELECT DISTINCT story, shown FROM laid WHERE story <> shown`)
	return out, err
}

// Touch says that a report was read again and is compared by the same words and time; its address may be another.
func (v *Views) Touch(ctx context.Context, l *Laid, touched int64) error {
	return v.w.exec(ctx, `UPDATE laid SET published = ?, url = ?, touched = ?, seal = ? WHERE report = ?`, clean(l.Published), clean(l.URL), touched, l.sum(), l.N)
}

// PostShingles puts a report where its shingles are looked up.
func (v copyViews) PostShingles(ctx context.Context, week, report int64, hashes []int64) error {
	rows := make([][]any, len(hashes))
	for i, h := range hashes {
		rows[i] = []any{week, h, report}
	}
	return v.w.insert(ctx, "laid_shingles (week, hash, report)", "?", rows)
}

// Posts are the reports of a week that have some shingles.
func (v copyViews) Posts(ctx context.Context, week int64, hashes []int64) (out []Post, err error) {
	err = v.among(ctx, func(scan func(...any) error) error {
		p := Post{Week: week}
		err := scan(&p.Hash, &p.Report)
		out = append(out, p)
		return err
	}, `SELECT hash, report FROM laid_shingles WHERE week = ? AND hash IN (%s)`, []any{week}, hashes)
	return out, err
}

// Weeks are the weeks that there are shingles of.
func (v copyViews) Weeks(ctx context.Context) (out []int64, err error) {
	last, found := int64(-1<<62), true
	for found {
		err = v.w.one(ctx, []any{&last}, `SELECT week FROM laid_shingles WHERE week > ? ORDER BY week LIMIT 1`, last)
		if found = !errors.Is(err, sql.ErrNoRows); !found {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, last)
	}
	return out, nil
}

// Furniture is what is known of the shingles of a week: those that are furniture, and those that stand in too many reports to be looked at.
func (v copyViews) Furniture(ctx context.Context, week int64) (furniture, many map[int64]bool, err error) {
	furniture, many = map[int64]bool{}, map[int64]bool{}
	err = v.query(ctx, func(scan func(...any) error) error {
		var hash, is, much int64
		err := scan(&hash, &is, &much)
		if is == 1 {
			furniture[hash] = true
		}
		if much == 1 {
			many[hash] = true
		}
		return err
	}, `SELECT hash, is_furniture, many FROM laid_furniture WHERE week = ?`, week)
	return furniture, many, err
}

// SetFurniture says what is known of a shingle in a week.
func (v copyViews) SetFurniture(ctx context.Context, week, hash int64, furniture, many bool) error {
	return v.w.exec(ctx, `INSERT INTO laid_furniture (week, hash, is_furniture, many) VALUES (?, ?, ?, ?)
		ON CONFLICT (week, hash) DO UPDATE SET is_furniture = excluded.is_furniture, many = excluded.many`, week, hash, bit(furniture), bit(many))
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Decided are the reports that somebody put together or apart, whether that still stands or not.
func (v storyViews) Decided(ctx context.Context) (out []int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		out = append(out, n)
		return err
	}, `SELECT l.report FROM laid l WHERE l.id IN (SELECT old FROM decisions WHERE action IN ('merge', 'split') UNION SELECT new FROM decisions WHERE action IN ('merge', 'split'))`)
	return out, err
}

// SetPair says what two reports share, in the place of what was said.
func (v copyViews) SetPair(ctx context.Context, p Pair) error {
	return v.w.exec(ctx, `INSERT INTO laid_pairs (report, other, version, alike, copy) VALUES (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)
		ON CONFLICT (report, other) DO UPDATE SET version = excluded.version, alike = excluded.alike, copy = excluded.copy`,
		p.Report, p.Other, bit(p.Version), bit(p.Alike), bit(p.Copy), p.Other, p.Report, bit(p.Version), bit(p.Alike), bit(p.Copy))
}

// DropPairs takes out all pairs of a report.
func (v copyViews) DropPairs(ctx context.Context, report int64, others []int64) error {
	return v.takeOut(ctx, `DELETE FROM laid_pairs WHERE other = ? AND report IN (%s)`, []any{report}, others)
}

// Pairs are the pairs of some reports; copies leaves those alone that are copies.
func (v copyViews) Pairs(ctx context.Context, copies bool, reports []int64) (out []Pair, err error) {
	query := `SELECT report, other, version, alike, copy FROM laid_pairs WHERE report IN (%s)`
	if copies {
		query += ` AND copy = 1`
	}
	err = v.among(ctx, func(scan func(...any) error) error {
		var p Pair
		var version, alike, is int64
		err := scan(&p.Report, &p.Other, &version, &alike, &is)
		p.Version, p.Alike, p.Copy = version == 1, alike == 1, is == 1
		out = append(out, p)
		return err
	}, query, nil, reports)
	return out, err
}

// PostTerms puts a report where its terms are looked up.
func (v storyViews) PostTerms(ctx context.Context, fortnight, place, report int64, terms []int64) error {
	rows := make([][]any, len(terms))
	for i, t := range terms {
		rows[i] = []any{fortnight, t, place, report}
	}
	return v.w.insert(ctx, "laid_terms (fortnight, term, place, report)", "?", rows)
}

// termsAtOnce: terms are looked up by so many, twice so many and so on.
const termsAtOnce = 10

// Held is a report that holds a term, by its place.
type Held struct{ Place, Report int64 }

// Holding are the reports of a fortnight that hold each of some terms between two places, both exclusive, at most so many of each: the latest,
// or the earliest, the nearest first.
func (v storyViews) Holding(ctx context.Context, fortnight int64, terms []int64, from, to int64, latest bool, most int) (map[int64][]Held, error) {
	out := map[int64][]Held{}
	if len(terms) == 0 {
		return out, nil
	}
	order, sign := "place, report", 1
	if latest {
		order, sign = "place DESC, report DESC", -1
	}
	// SQLite reads a statement again where a number behind LIMIT is given anew.
	one := `SELECT * FROM (SELECT term, place, report FROM laid_terms WHERE fortnight = ? AND term = ? AND place > ? AND place < ? ORDER BY ` + order + ` LIMIT ` + strconv.Itoa(most) + `) AS t`
	var args []any
	for _, t := range terms {
		args = append(args, fortnight, t, from, to)
	}
	n := len(terms)
	for ; n%termsAtOnce != 0; n++ { // nothing lies there, but there are few different statements
		args = append(args, fortnight, 0, 0, 0)
	}
	err := v.query(ctx, func(scan func(...any) error) error {
		var term int64
		var h Held
		err := scan(&term, &h.Place, &h.Report)
		out[term] = append(out[term], h)
		return err
	}, one+strings.Repeat(" UNION ALL "+one, n-1), args...)
	for _, list := range out {
		slices.SortFunc(list, func(a, b Held) int {
			return sign * cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Report, b.Report))
		})
	}
	return out, err
}

// Members are the numbers of the reports of a story by the rules.
func (v storyViews) Members(ctx context.Context, story int64) (out []int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		out = append(out, n)
		return err
	}, `SELECT report FROM laid WHERE story = ?`, story)
	return out, err
}

// CountStory is how many reports a story has as it is shown, and whose texts they print.
func (v storyViews) CountStory(ctx context.Context, shown int64) (reports, origins int64, err error) {
	err = v.w.one(ctx, []any{&reports, &origins}, `SELECT count(*), count(DISTINCT CASE origin WHEN '' THEN id ELSE origin END) FROM laid WHERE shown = ?`, shown)
	return reports, origins, err
}

// SetStoryRow puts a story into lists, in the place of what stood there; one of fewer than two reports is taken out.
func (v storyViews) SetStoryRow(ctx context.Context, s *StoryRow) error {
	if err := v.w.exec(ctx, `DELETE FROM laid_stories WHERE story = ?`, s.Story); err != nil || s.Reports < 2 {
		return err
	}
	return v.w.exec(ctx, `INSERT INTO laid_stories (story, title, terms, reports, origins, first, last, outlets, told, touched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Story, clean(s.Title), clean(s.Terms), s.Reports, s.Origins, s.First, s.Last, clean(s.Outlets), clean(s.Told), s.Touched)
}

// StoriesBy are orders of a list of stories.
type StoriesBy int

// The orders: those told last first, and those of most reports.
const (
	ByLast StoriesBy = iota
	BySize
)

// Stories are stories of two reports or more in an order, between days, those after one of the list (nil: from its head), at most so many.
func (v storyViews) Stories(ctx context.Context, by StoriesBy, from, to string, after *StoryRow, most int) (out []StoryRow, err error) {
	where, args := told(from, to)
	if after != nil {
		where += " AND (s." + by.column() + ", s.story) < (?, ?)"
		args = append(args, map[bool]any{true: after.Last, false: after.Reports}[by == ByLast], after.Story)
	}
	return v.stories(ctx, where+` ORDER BY s.`+by.column()+` DESC, s.story DESC LIMIT ?`, append(args, most))
}

// StoryPage is [Views.Stories] from a number of them on, with how many there are in all, counted to so many.
func (v storyViews) StoryPage(ctx context.Context, by StoriesBy, from, to string, skip, most, counted int) (out []StoryRow, n int, err error) {
	where, args := told(from, to)
	err = v.query(ctx, func(scan func(...any) error) error { return scan(&n) },
		`SELECT count(*) FROM (SELECT 1 FROM laid_stories s WHERE `+where+` LIMIT ?) AS t`, append(slices.Clone(args), counted)...)
	if most = min(most, counted-skip); err != nil || most <= 0 {
		return nil, n, err
	}
	out, err = v.stories(ctx, where+` ORDER BY s.`+by.column()+` DESC, s.story DESC LIMIT ? OFFSET ?`, append(args, most, skip))
	return out, n, err
}

// told is the condition that a story was told between two days; "" is any.
func told(from, to string) (string, []any) {
	if to == "" {
		return "s.last >= ?", []any{from}
	}
	return "s.last >= ? AND s.first <> '' AND s.first <= ?", []any{from, to}
}

func (by StoriesBy) column() string {
	if by == BySize {
		return "reports"
	}
	return "last"
}

func (v storyViews) stories(ctx context.Context, where string, args []any) (out []StoryRow, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var s StoryRow
		err := scan(&s.Story, &s.ID, &s.Title, &s.Terms, &s.Reports, &s.Origins, &s.First, &s.Last, &s.Outlets, &s.Told, &s.Touched)
		out = append(out, s)
		return err
	}, `SELECT s.story, l.id, s.title, s.terms, s.reports, s.origins, s.first, s.last, s.outlets, s.told, s.touched
		FROM laid_stories s JOIN laid l ON l.report = s.story WHERE `+where, args...)
	return out, err
}

// OpenScratch opens an empty store in memory, for what is laid side by side away from any store.
func OpenScratch(ctx context.Context) (*Store, error) {
	db, err := sql.Open("sqlite", sqliteName(":memory:", "rwc"))
	if err != nil {
		return nil, fmt.Errorf("open store in memory: %w", err)
	}
	db.SetMaxOpenConns(1)
	s := &database{name: "in memory", db: db, dialect: sqliteDialect{}, longest: Longest, leastCommon: leastCommon}
	if err := s.dialect.migrate(ctx, db, true); err != nil {
		db.Close()
		return nil, fmt.Errorf("open store in memory: %w", err)
	}
	return newStore(s), nil
}
