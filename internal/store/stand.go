package store

import (
	"context"
	"strconv"
	"strings"

	"onrecord/internal/store/mend"
)

// StandKey is a key that reports have for an actor, who that is by all reports, and what is told of the actor that has it.
type StandKey struct {
	N                   int64
	Key                 string
	Name, Last          string // in the key, and its last word where it has several; "" for others
	State               string
	Own                 bool // of one report alone
	Pieces              int64
	Joined              int64 // key that it is by names
	Actor               int64 // and by decision
	Reason              string
	Conf                float64
	Called              string
	Told, Every         int64 // positions with confidence, and all
	Groups, EveryGroups int64 // of issues that it is told to stand on, the same
}

// StandWording is the words of issues that tell the same.
type StandWording struct {
	N                     int64
	Topic, Words          string
	Size, Pieces          int64
	Since                 int64
	Short                 string
	ShortSize, ShortSince int64
	Leader, Group         int64
}

// StandPiece is a piece of evidence at its place: a position of one of its holders, or what somebody denies.
type StandPiece struct {
	N, Report, Ord      int64
	Key, Actor          int64
	Position            int64
	Denial, Recap, Sure bool
	Authority           int64
	Stance              string
	Firmness            int64 // -1 none
	RedLine             bool
	Code                string
	Origin              int64
	Wording, Held       int64
	Group, Line         int64
	From                int64
	Changes             string
	Kinds               int64
	Doubts              string
}

// StandLine is what one actor was told to hold on one group of issues, counted.
type StandLine struct {
	N, Actor, Group   int64
	Told, Every       int64
	Stages, Pieces    int64
	Named, EveryNamed int64
	Moved, EveryMoved int64
	Last              int64
	Current           int64
	Usual             int64
}

// StandGroup is a group of issues.
type StandGroup struct {
	N, Leader int64
	Name      string
}

// PiecesPerReport is how many pieces of evidence a report has numbers for: that of a piece is the report's times this and its place.
const PiecesPerReport = 4096

const (
	keyColumns     = "n, key, name, last, state, own, pieces, joined, actor, reason, conf, called, told, every, groups, every_groups"
	wordingColumns = "n, topic, words, size, pieces, since, short, short_size, short_since, leader, grp"
	pieceColumns   = "n, report, ord, key, actor, position, denial, recap, sure, authority, stance, firmness, red_line, code, origin, wording, held, grp, line, from_n, changes, kinds, doubts"
	lineColumns    = "n, actor, grp, told, every, stages, pieces, named, every_named, moved, every_moved, last, current, usual"
)

// yes reads a number as yes or no.
type yes struct{ to *bool }

// Scan is for [sql.Scanner].
func (f yes) Scan(x any) error {
	n, _ := x.(int64)
	*f.to = n != 0
	return nil
}

func (k *StandKey) into() []any {
	return []any{&k.N, &k.Key, &k.Name, &k.Last, &k.State, yes{&k.Own}, &k.Pieces, &k.Joined, &k.Actor, &k.Reason, &k.Conf, &k.Called, &k.Told, &k.Every, &k.Groups, &k.EveryGroups}
}

func (k *StandKey) values() []any {
	return []any{k.N, clean(k.Key), clean(k.Name), clean(k.Last), k.State, bit(k.Own), k.Pieces, k.Joined, k.Actor, k.Reason, k.Conf, clean(k.Called), k.Told, k.Every, k.Groups, k.EveryGroups}
}

func (w *StandWording) into() []any {
	return []any{&w.N, &w.Topic, &w.Words, &w.Size, &w.Pieces, &w.Since, &w.Short, &w.ShortSize, &w.ShortSince, &w.Leader, &w.Group}
}

func (w *StandWording) values() []any {
	return []any{w.N, w.Topic, clean(w.Words), w.Size, w.Pieces, w.Since, clean(w.Short), w.ShortSize, w.ShortSince, w.Leader, w.Group}
}

func (p *StandPiece) into() []any {
	return []any{&p.N, &p.Report, &p.Ord, &p.Key, &p.Actor, &p.Position, yes{&p.Denial}, yes{&p.Recap}, yes{&p.Sure}, &p.Authority, &p.Stance, &p.Firmness,
		yes{&p.RedLine}, &p.Code, &p.Origin, &p.Wording, &p.Held, &p.Group, &p.Line, &p.From, &p.Changes, &p.Kinds, &p.Doubts}
}

func (p *StandPiece) values() []any {
	return []any{p.N, p.Report, p.Ord, p.Key, p.Actor, p.Position, bit(p.Denial), bit(p.Recap), bit(p.Sure), p.Authority, p.Stance, p.Firmness,
		bit(p.RedLine), p.Code, p.Origin, p.Wording, p.Held, p.Group, p.Line, p.From, p.Changes, p.Kinds, p.Doubts}
}

func (l *StandLine) into() []any {
	return []any{&l.N, &l.Actor, &l.Group, &l.Told, &l.Every, &l.Stages, &l.Pieces, &l.Named, &l.EveryNamed, &l.Moved, &l.EveryMoved, &l.Last, &l.Current, &l.Usual}
}

func (l *StandLine) values() []any {
	return []any{l.N, l.Actor, l.Group, l.Told, l.Every, l.Stages, l.Pieces, l.Named, l.EveryNamed, l.Moved, l.EveryMoved, l.Last, l.Current, l.Usual}
}

// standViews are the tables of where everyone stands, in three parts: keys and what actors are called, wordings and their groups, and pieces with
// their lines.
type (
	keyViews     struct{ *viewTx }
	wordingViews struct{ *viewTx }
	pieceViews   struct{ *viewTx }
)

// standTables are emptied together.
var standTables = []string{"stand_lines", "stand_pieces", "stand_leads", "stand_pairs", "stand_words", "stand_groups", "stand_wordings", "stand_name_words",
	"stand_names", "stand_keys"}

// scanned is the rows of a query, each read into the columns of a value.
func scanned[T any](ctx context.Context, v *viewTx, into func(*T) []any, query string, args ...any) (out []T, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var x T
		err := scan(into(&x)...)
		out = append(out, x)
		return err
	}, query, args...)
	return out, err
}

// scannedAmong is the same for some numbers, a few hundred at a time, as [withNumbers] has them.
func scannedAmong[T any](ctx context.Context, v *viewTx, into func(*T) []any, query string, numbers []int64) (out []T, err error) {
	err = v.among(ctx, func(scan func(...any) error) error {
		var x T
		err := scan(into(&x)...)
		out = append(out, x)
		return err
	}, query, nil, numbers)
	return out, err
}

// one is a number that a query gives; 0 for no row.
func (v *viewTx) one(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error { return scan(&n) }, query, args...)
	return n, err
}

// put writes a row whose first column is its number, in the place of what was there.
func (v *viewTx) put(ctx context.Context, table, columns string, values []any) error {
	names := strings.Split(columns, ", ")
	sets := make([]string, 0, len(names))
	for _, c := range names[1:] {
		sets = append(sets, c+" = excluded."+c)
	}
	return v.w.exec(ctx, "INSERT INTO "+table+" ("+columns+") VALUES (?"+strings.Repeat(", ?", len(values)-1)+") ON CONFLICT (n) DO UPDATE SET "+strings.Join(sets, ", "), values...)
}

// Unsure is how many positions are told without confidence.
func (v *Views) Unsure(ctx context.Context) (int64, error) {
	return v.one(ctx, `SELECT unsure FROM views`)
}

// AddUnsure adds to that, or takes from it.
func (v *Views) AddUnsure(ctx context.Context, n int64) error {
	return v.w.exec(ctx, `UPDATE views SET unsure = unsure + ?`, n)
}

// Touched are the reports that a change touched, with whose text each is.
func (v *Views) Touched(ctx context.Context, change int64) (out []Standing, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var s Standing
		err := scan(&s.N, &s.ID, &s.Origin)
		out = append(out, s)
		return err
	}, `SELECT report, id, origin FROM laid WHERE touched = ? ORDER BY report`, change)
	return out, err
}

// Ties are what people decided of actors or matters: [mend.OfActor], [mend.OfIssue].
func (v *Views) Ties(ctx context.Context, of string) (mend.Ties, error) {
	var log []Decision
	err := v.query(ctx, func(scan func(...any) error) error {
		var d Decision
		err := scan(&d.Action, &d.Field, &d.Old, &d.New, &d.Undone)
		log = append(log, d)
		return err
	}, `SELECT d.action, d.field, d.old, d.new, EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n) FROM decisions d WHERE d.action IN ('merge', 'split') ORDER BY d.n`)
	return mend.TiesOf(log, of), err
}

// Told is what some reports tell of where actors stand, and whose text each is.
func (v *Views) Told(ctx context.Context, reports []int64) (out []Standing, err error) {
	err = v.among(ctx, func(scan func(...any) error) error {
		var s Standing
		var told, sum string
		err := scan(&s.N, &s.ID, &s.Origin, &told, &sum)
		if err == nil && sum != seal(s.ID, told) {
			err = broken(s.ID, "what views know of its positions")
		}
		s.Told = []byte(told)
		out = append(out, s)
		return err
	}, `SELECT l.report, l.id, l.origin, p.told, p.seal FROM laid l JOIN laid_positions p ON p.report = l.report WHERE l.report IN (%s)`, nil, reports)
	return out, err
}

// ByNumber are some keys.
func (v keyViews) Keys(ctx context.Context, numbers ...int64) ([]StandKey, error) {
	return scannedAmong(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE n IN (%s)`, numbers)
}

// NamedAlike are the keys of a name that may be another's.
func (v keyViews) NamedAlike(ctx context.Context, name string) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE name = ? AND name <> '' AND (own = 1 OR state = '') ORDER BY n`, clean(name))
}

// FullNames are keys of a name in full, at most so many.
func (v keyViews) FullNames(ctx context.Context, name string, most int) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE name = ? AND name <> '' AND own = 0 LIMIT `+strconv.Itoa(most), clean(name))
}

// Surnames are keys of names in full that end in a word, at most so many.
func (v keyViews) Surnames(ctx context.Context, last string, most int) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE last = ? AND last <> '' AND own = 0 LIMIT `+strconv.Itoa(most), clean(last))
}

// JoinedTo are keys that are another's by names.
func (v keyViews) JoinedTo(ctx context.Context, n int64) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE joined = ? AND joined <> n`, n)
}

// MergedKeys are the keys that are another's by decision.
func (v keyViews) MergedKeys(ctx context.Context) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE reason = 'decision'`)
}

// SetKey writes a key.
func (v keyViews) SetKey(ctx context.Context, k *StandKey) error {
	return v.put(ctx, "stand_keys", keyColumns, k.values())
}

// DropKey takes a key out.
func (v keyViews) DropKey(ctx context.Context, n int64) error {
	return v.w.exec(ctx, `DELETE FROM stand_keys WHERE n = ?`, n)
}

// CountName says that a report more, or one less, calls an actor by a name; fresh tells whether none did before.
func (v keyViews) CountName(ctx context.Context, actor int64, name string, more int64) (fresh bool, err error) {
	name = clean(name)
	if err := v.w.exec(ctx, `INSERT INTO stand_names (actor, name, many) VALUES (?, ?, ?) ON CONFLICT (actor, name) DO UPDATE SET many = stand_names.many + excluded.many`, actor, name, more); err != nil {
		return false, err
	}
	many, err := v.one(ctx, `SELECT many FROM stand_names WHERE actor = ? AND name = ?`, actor, name)
	if err == nil && many == 0 {
		err = v.w.exec(ctx, `DELETE FROM stand_names WHERE actor = ? AND name = ?`, actor, name)
	}
	return many == 1 && more > 0, err
}

// Called is what most reports call an actor: of several names the longest, then the first by letters. "" where none does.
func (v keyViews) Called(ctx context.Context, actor int64) (name string, err error) {
	err = v.query(ctx, func(scan func(...any) error) error { return scan(&name) },
		`SELECT name FROM stand_names WHERE actor = ? ORDER BY many DESC, length(name) DESC, name LIMIT 1`, actor)
	return name, err
}

// NameWords lets an actor be found by words.
func (v keyViews) NameWords(ctx context.Context, actor int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `INSERT INTO stand_name_words (word, actor) VALUES (?, ?) ON CONFLICT DO NOTHING`, clean(w), actor); err != nil {
			return err
		}
	}
	return nil
}

// Wordings are some wordings.
func (v wordingViews) Wordings(ctx context.Context, numbers ...int64) ([]StandWording, error) {
	return scannedAmong(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE n IN (%s)`, numbers)
}

// Followers are the other wordings of the group that one leads.
func (v wordingViews) Followers(ctx context.Context, leader int64) ([]StandWording, error) {
	return scanned(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE leader = ? AND n <> leader`, leader)
}

// Shortest is the wording of the shortest form among those of so many words that follow one, the earliest of several; nil for none.
func (v wordingViews) Shortest(ctx context.Context, leader, least int64) (*StandWording, error) {
	list, err := scanned(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE leader = ? AND (size >= ? OR n = leader) ORDER BY short_size, short_since LIMIT 1`, leader, least)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// SetWording writes a wording.
func (v wordingViews) SetWording(ctx context.Context, w *StandWording) error {
	return v.put(ctx, "stand_wordings", wordingColumns, w.values())
}

// DropWording takes a wording out, with the words it is found by.
func (v wordingViews) DropWording(ctx context.Context, n int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `DELETE FROM stand_words WHERE word = ? AND wording = ?`, clean(w), n); err != nil {
			return err
		}
	}
	return v.w.exec(ctx, `DELETE FROM stand_wordings WHERE n = ?`, n)
}

// WordingWords lets a wording be found by words.
func (v wordingViews) WordingWords(ctx context.Context, n int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `INSERT INTO stand_words (word, wording) VALUES (?, ?) ON CONFLICT DO NOTHING`, clean(w), n); err != nil {
			return err
		}
	}
	return nil
}

// pairTable is where wordings are found by every two of their words: all, or those that lead.
func pairTable(leads bool) string {
	if leads {
		return "stand_leads"
	}
	return "stand_pairs"
}

// Post lets a wording be found by pairs of words.
func (v wordingViews) Post(ctx context.Context, leads bool, pairs []int64, since, n int64) error {
	rows := make([][]any, len(pairs))
	for i, p := range pairs {
		rows[i] = []any{p, since, n}
	}
	return v.w.insert(ctx, pairTable(leads)+" (pair, since, wording)", "?", rows)
}

// Unpost takes that back.
func (v wordingViews) Unpost(ctx context.Context, leads bool, pairs []int64, since, n int64) error {
	return v.takeOut(ctx, `DELETE FROM `+pairTable(leads)+` WHERE since = ? AND wording = ? AND pair IN (%s)`, []any{since, n}, pairs)
}

// Sharing are the wordings that have one of some pairs of words, told from one time on up to another, each once.
func (v wordingViews) Sharing(ctx context.Context, leads bool, pairs []int64, from, to int64) (out []int64, err error) {
	seen := map[int64]bool{}
	err = v.among(ctx, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
		return err
	}, `SELECT wording FROM `+pairTable(leads)+` WHERE since >= ? AND since <= ? AND pair IN (%s)`, []any{from, to}, pairs)
	return out, err
}

// Groups are some groups.
func (v wordingViews) Groups(ctx context.Context, numbers ...int64) ([]StandGroup, error) {
	return scannedAmong(ctx, v.viewTx, func(g *StandGroup) []any { return []any{&g.N, &g.Leader, &g.Name} }, `SELECT n, leader, name FROM stand_groups WHERE n IN (%s)`, numbers)
}

// LastGroup is the highest number of a group.
func (v wordingViews) LastGroup(ctx context.Context) (int64, error) {
	return v.one(ctx, `SELECT COALESCE(max(n), 0) FROM stand_groups`)
}

// SetGroup writes a group; one without a leader is taken out.
func (v wordingViews) SetGroup(ctx context.Context, g *StandGroup) error {
	if g.Leader == 0 {
		return v.w.exec(ctx, `DELETE FROM stand_groups WHERE n = ?`, g.N)
	}
	return v.put(ctx, "stand_groups", "n, leader, name", []any{g.N, g.Leader, clean(g.Name)})
}

func (v pieceViews) pieces(ctx context.Context, where string, args ...any) ([]StandPiece, error) {
	return scanned(ctx, v.viewTx, (*StandPiece).into, `SELECT `+pieceColumns+` FROM stand_pieces WHERE `+where, args...)
}

// Pieces are some pieces, in no order.
func (v pieceViews) Pieces(ctx context.Context, numbers ...int64) ([]StandPiece, error) {
	return scannedAmong(ctx, v.viewTx, (*StandPiece).into, `SELECT `+pieceColumns+` FROM stand_pieces WHERE n IN (%s)`, numbers)
}

// PiecesOf are the pieces of some reports.
func (v pieceViews) PiecesOf(ctx context.Context, reports ...int64) ([]StandPiece, error) {
	return scannedAmong(ctx, v.viewTx, (*StandPiece).into, `SELECT `+pieceColumns+` FROM stand_pieces WHERE report IN (%s)`, reports)
}

// PiecesWithKey are the pieces that have a key.
func (v pieceViews) PiecesWithKey(ctx context.Context, key int64) ([]StandPiece, error) {
	return v.pieces(ctx, `key = ?`, key)
}

// PiecesWorded are the pieces of a wording, with what denies them.
func (v pieceViews) PiecesWorded(ctx context.Context, wording int64) ([]StandPiece, error) {
	return v.pieces(ctx, `wording = ?`, wording)
}

// Denying are the pieces that deny some.
func (v pieceViews) Denying(ctx context.Context, held ...int64) ([]StandPiece, error) {
	return scannedAmong(ctx, v.viewTx, (*StandPiece).into, `SELECT `+pieceColumns+` FROM stand_pieces WHERE held <> 0 AND held IN (%s)`, held)
}

// ComparedWith are the pieces that are compared with some.
func (v pieceViews) ComparedWith(ctx context.Context, from ...int64) ([]StandPiece, error) {
	return scannedAmong(ctx, v.viewTx, (*StandPiece).into, `SELECT `+pieceColumns+` FROM stand_pieces WHERE from_n <> 0 AND from_n IN (%s)`, from)
}

// FirstWorded is when a wording was first told by itself, not by what denies another; 0 where it is not.
func (v pieceViews) FirstWorded(ctx context.Context, wording int64) (int64, error) {
	return v.one(ctx, `SELECT ord FROM stand_pieces WHERE wording = ? AND held = 0 ORDER BY ord LIMIT 1`, wording)
}

// DenialsAfter are what an actor denied after a time, and up to another.
func (v pieceViews) DenialsAfter(ctx context.Context, actor, after, to int64) ([]StandPiece, error) {
	return v.pieces(ctx, `denial = 1 AND actor = ? AND ord > ? AND ord <= ? ORDER BY ord, n`, actor, after, to)
}

// PositionsBefore are the positions of an actor before a time, the latest first, so many from one on.
func (v pieceViews) PositionsBefore(ctx context.Context, actor, ord int64, skip, most int) ([]StandPiece, error) {
	return v.pieces(ctx, `actor = ? AND ord < ? AND denial = 0 ORDER BY ord DESC, n DESC LIMIT `+strconv.Itoa(most)+` OFFSET `+strconv.Itoa(skip), actor, ord)
}

// PositionAfter is when the position that is so many after a time was told, of an actor; 0 where there are fewer.
func (v pieceViews) PositionAfter(ctx context.Context, actor, ord int64, skip int) (int64, error) {
	return v.one(ctx, `SELECT ord FROM stand_pieces WHERE actor = ? AND ord > ? AND denial = 0 ORDER BY ord, n LIMIT 1 OFFSET `+strconv.Itoa(skip), actor, ord)
}

// LineFrom are the pieces of a line from a place on, the earliest first, at most so many.
func (v pieceViews) LineFrom(ctx context.Context, line, ord, n int64, most int) ([]StandPiece, error) {
	return v.pieces(ctx, `line = ? AND (ord, n) >= (?, ?) ORDER BY ord, n LIMIT `+strconv.Itoa(most), line, ord, n)
}

// LineBefore are the pieces of a line before a place, the latest first, at most so many.
func (v pieceViews) LineBefore(ctx context.Context, line, ord, n int64, most int) ([]StandPiece, error) {
	return v.pieces(ctx, `line = ? AND (ord, n) < (?, ?) ORDER BY ord DESC, n DESC LIMIT `+strconv.Itoa(most), line, ord, n)
}

// Holding is the latest piece of a line on an authority within times, that neither denies nor only recalls; nil for none.
func (v pieceViews) HoldsOn(ctx context.Context, line, authority, from, to int64, sure bool) (*StandPiece, error) {
	list, err := v.pieces(ctx, `line = ? AND authority = ? AND denial = 0 AND recap = 0 AND ord >= ? AND ord <= ? AND sure >= ? ORDER BY ord DESC, n DESC LIMIT 1`,
		line, authority, from, to, bit(sure))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// LineEnd is the last piece of a line within times, or the first; nil for none.
func (v pieceViews) LineEnd(ctx context.Context, line, from, to int64, sure, last bool) (*StandPiece, error) {
	order := "ord, n"
	if last {
		order = "ord DESC, n DESC"
	}
	list, err := v.pieces(ctx, `line = ? AND ord >= ? AND ord <= ? AND sure >= ? ORDER BY `+order+` LIMIT 1`, line, from, to, bit(sure))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// LineTimes is when the last pieces of a line were told, the latest first, at most so many.
func (v pieceViews) LineTimes(ctx context.Context, line int64, sure bool, most int) (out []int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var ord int64
		err := scan(&ord)
		out = append(out, ord)
		return err
	}, `SELECT ord FROM stand_pieces WHERE line = ? AND sure >= ? ORDER BY ord DESC, n DESC LIMIT `+strconv.Itoa(most), line, bit(sure))
	return out, err
}

// SetPiece writes a piece.
func (v pieceViews) SetPiece(ctx context.Context, p *StandPiece) error {
	return v.put(ctx, "stand_pieces", pieceColumns, p.values())
}

// DropPiece takes a piece out.
func (v pieceViews) DropPiece(ctx context.Context, n int64) error {
	return v.w.exec(ctx, `DELETE FROM stand_pieces WHERE n = ?`, n)
}

// SetCompared says with what a piece is compared, and how it differs.
func (v pieceViews) SetCompared(ctx context.Context, p *StandPiece) error {
	return v.w.exec(ctx, `UPDATE stand_pieces SET from_n = ?, changes = ?, kinds = ?, doubts = ? WHERE n = ?`, p.From, p.Changes, p.Kinds, p.Doubts, p.N)
}

// Lines are some lines.
func (v pieceViews) Lines(ctx context.Context, numbers ...int64) ([]StandLine, error) {
	return scannedAmong(ctx, v.viewTx, (*StandLine).into, `SELECT `+lineColumns+` FROM stand_lines WHERE n IN (%s)`, numbers)
}

// SetLine writes a line; one without pieces is taken out.
func (v pieceViews) SetLine(ctx context.Context, l *StandLine) error {
	if l.Pieces == 0 {
		return v.w.exec(ctx, `DELETE FROM stand_lines WHERE n = ?`, l.N)
	}
	return v.put(ctx, "stand_lines", lineColumns, l.values())
}

// StandOf is what pieces are asked for by: of one actor, group of issues or line, or of all.
type StandOf int

// What pieces are of.
const (
	StandAll StandOf = iota
	StandActor
	StandGroupOf
	StandLineOf
)

var standColumn = map[StandOf]string{StandActor: "actor", StandGroupOf: "grp", StandLineOf: "line"}

// StandWhich chooses pieces.
type StandWhich struct {
	Of       StandOf
	N        int64
	From, To int64 // in the order in which they were told, both inclusive
	Sure     bool  // only what is told with confidence
	Kinds    int64 // changes, as bits, of which one must be there; 0 asks for none
}

// Newest are pieces, the latest first, those before a place alone (0, 0: from the end), at most so many.
func (v pieceViews) Newest(ctx context.Context, w StandWhich, ord, n int64, most int) ([]StandPiece, error) {
	where, args := `ord >= ? AND ord <= ? AND sure >= ?`, []any{w.From, w.To, bit(w.Sure)}
	if w.Of != StandAll {
		where, args = standColumn[w.Of]+` = ? AND `+where, append([]any{w.N}, args...)
	}
	if w.Kinds != 0 {
		where, args = where+` AND kinds <> 0 AND (kinds & ?) <> 0`, append(args, w.Kinds)
	}
	if ord != 0 || n != 0 {
		where, args = where+` AND (ord, n) < (?, ?)`, append(args, ord, n)
	}
	return v.pieces(ctx, where+` ORDER BY ord DESC, n DESC LIMIT `+strconv.Itoa(most), args...)
}

// PiecesFound are the pieces of reports by their digests.
func (v pieceViews) PiecesFound(ctx context.Context, ids []string) (out []StandPiece, err error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), numbersAtOnce)]
		ids = ids[len(some):]
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		list, err := v.pieces(ctx, `report IN (SELECT report FROM laid WHERE id IN (?`+strings.Repeat(", ?", len(some)-1)+`))`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// CountLine is how many pieces of a line come up to a place, it among them.
func (v pieceViews) CountLine(ctx context.Context, line, ord, n int64, sure bool) (int64, error) {
	return v.one(ctx, `SELECT count(*) FROM stand_pieces WHERE line = ? AND (ord, n) <= (?, ?) AND sure >= ?`, line, ord, n, bit(sure))
}

// LastTold is when a piece that has a day was told last.
func (v pieceViews) LastTold(ctx context.Context) (int64, error) {
	return v.one(ctx, `SELECT COALESCE(max(ord), 0) FROM stand_pieces`)
}

// LinesOf are lines of an actor or a group of issues, those told last first, at most so many.
func (v pieceViews) LinesOf(ctx context.Context, of StandOf, n int64, most int) ([]StandLine, error) {
	return scanned(ctx, v.viewTx, (*StandLine).into, `SELECT `+lineColumns+` FROM stand_lines WHERE `+standColumn[of]+` = ? ORDER BY last DESC, n DESC LIMIT `+strconv.Itoa(most), n)
}

// LinesLast are lines, those told last first, those after one alone (nil: from the first), at most so many.
func (v pieceViews) LinesLast(ctx context.Context, after *StandLine, most int) ([]StandLine, error) {
	last, n := int64(1<<63-1), int64(1<<63-1)
	if after != nil {
		last, n = after.Last, after.N
	}
	return scanned(ctx, v.viewTx, (*StandLine).into, `SELECT `+lineColumns+` FROM stand_lines WHERE (last, n) < (?, ?) ORDER BY last DESC, n DESC LIMIT `+strconv.Itoa(most), last, n)
}

// KeysWorded are actors that all of some words name, those told of most first, at most so many.
func (v keyViews) KeysWorded(ctx context.Context, words []string, most int) ([]StandKey, error) {
	query, args := `SELECT `+strings.ReplaceAll("k."+keyColumns, ", ", ", k.")+` FROM stand_name_words w0 JOIN stand_keys k ON k.n = w0.actor`, []any{}
	for i, w := range words[1:] {
		t := "w" + strconv.Itoa(i+1)
		query += ` JOIN stand_name_words ` + t + ` ON ` + t + `.actor = w0.actor AND ` + t + `.word = ?`
		args = append(args, clean(w))
	}
	return scanned(ctx, v.viewTx, (*StandKey).into, query+` WHERE w0.word = ? AND k.called <> '' ORDER BY k.every DESC, k.n LIMIT ?`, append(args, clean(words[0]), most)...)
}

// KeysTold are the actors of whom most is told, at most so many from a number of them on.
func (v keyViews) KeysTold(ctx context.Context, all bool, skip, most int) ([]StandKey, error) {
	by := "told"
	if all {
		by = "every"
	}
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE `+by+` > 0 ORDER BY `+by+` DESC, n DESC LIMIT ? OFFSET ?`, most, skip)
}

// WordsFrom are words between two, the second exclusive: of names, or of issues, each once, at most so many.
func (v keyViews) WordsFrom(ctx context.Context, names bool, from, to string, most int) (out []string, err error) {
	table := "stand_words"
	if names {
		table = "stand_name_words"
	}
	last := from
	for op := ">="; len(out) < most; op = ">" { // from one to the next, however often each stands there
		word := ""
		err := v.query(ctx, func(scan func(...any) error) error { return scan(&word) }, `SELECT word FROM `+table+` WHERE word `+op+` ? AND word < ? ORDER BY word LIMIT 1`, clean(last), clean(to))
		if err != nil || word == "" {
			return out, err
		}
		out, last = append(out, word), word
	}
	return out, nil
}

// CountWorded is how many wordings have a word, counted to so many.
func (v wordingViews) CountWorded(ctx context.Context, word string, most int) (int64, error) {
	return v.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM stand_words WHERE word = ? LIMIT `+strconv.Itoa(most)+`) AS t`, clean(word))
}

// GroupsWorded are the groups with a wording that has one of some words, those of whose wordings most is told first, at most so many.
func (v wordingViews) GroupsWorded(ctx context.Context, words []string, most int) (out []int64, err error) {
	args := make([]any, 0, len(words)+1)
	for _, w := range words {
		args = append(args, clean(w))
	}
	err = v.query(ctx, func(scan func(...any) error) error {
		var g, n int64
		err := scan(&g, &n)
		out = append(out, g)
		return err
	}, `SELECT w.grp, max(w.pieces) AS n FROM stand_words x JOIN stand_wordings w ON w.n = x.wording WHERE x.word IN (?`+strings.Repeat(", ?", len(words)-1)+`)
		GROUP BY w.grp ORDER BY n DESC, w.grp LIMIT ?`, append(args, most)...)
	return out, err
}

// Earliest is when an actor was first told of, from a time on; 0 where it was not.
func (v pieceViews) Earliest(ctx context.Context, actor, from int64, sure bool) (int64, error) {
	return v.one(ctx, `SELECT ord FROM stand_pieces WHERE actor = ? AND ord >= ? AND sure >= ? ORDER BY ord, n LIMIT 1`, actor, from, bit(sure))
}
