package store

import (
	"context"
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

// scannedAmong is the same for some numbers, a few hundred at a time, as the dialect lists them.
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
