package store

import (
	"context"
	"strconv"
	"strings"
)

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

// HoldsOn is the latest piece of a line on an authority within times, that neither denies nor only recalls; nil for none.
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

// Scope is of what pieces are asked for: of one actor, group of issues or line, or of all.
type Scope int

// The scopes.
const (
	ScopeAll Scope = iota
	ScopeActor
	ScopeGroup
	ScopeLine
)

var standColumn = map[Scope]string{ScopeActor: "actor", ScopeGroup: "grp", ScopeLine: "line"}

// StandWhich chooses pieces.
type StandWhich struct {
	Of       Scope
	N        int64
	From, To int64 // in the order in which they were told, both inclusive
	Sure     bool  // only what is told with confidence
	Kinds    int64 // changes, as bits, of which one must be there; 0 asks for none
}

// Newest are pieces, the latest first, those before a place alone (0, 0: from the end), at most so many.
func (v pieceViews) Newest(ctx context.Context, w StandWhich, ord, n int64, most int) ([]StandPiece, error) {
	where, args := `ord >= ? AND ord <= ? AND sure >= ?`, []any{w.From, w.To, bit(w.Sure)}
	if w.Of != ScopeAll {
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
func (v pieceViews) LinesOf(ctx context.Context, of Scope, n int64, most int) ([]StandLine, error) {
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

// Earliest is when an actor was first told of, from a time on; 0 where it was not.
func (v pieceViews) Earliest(ctx context.Context, actor, from int64, sure bool) (int64, error) {
	return v.one(ctx, `SELECT ord FROM stand_pieces WHERE actor = ? AND ord >= ? AND sure >= ? ORDER BY ord, n LIMIT 1`, actor, from, bit(sure))
}
