package standing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// The tables of where everyone stands are brought up to date report by report: what a report tells touches the lines of its actors, of names
// that it tells apart or as one, and of issues whose wording it tells first. All of it is a function of the set of evidence: in whichever
// order reports come, are read again or decided on, the same evidence gives the same lines.

// Touched is a report that was laid, read again, or given to another origin.
type Touched struct {
	N      int64  // of the report
	ID     string // digest of its text
	Origin string // whose text it prints; "" its own
	Read   bool   // it was read since, and Told is what it tells; else what is kept of it holds
	Told   []Evidence
}

// Update brings the tables up to some reports that were touched, and to what people decided of actors and matters.
func Update(ctx context.Context, v *store.Views, touched []Touched, said Said) error {
	w := newWork(ctx, v, said)
	for i := range touched {
		if err := w.report(&touched[i]); err != nil {
			return err
		}
	}
	for _, do := range []func() error{w.remerge, w.rejoin, w.reword, w.enter, w.sort, w.place, w.write, w.count} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// work is one step: what is loaded, and what is to be worked out again.
type work struct {
	ctx     context.Context
	v       *store.Views
	said    Said
	matters decidedMatters

	told   map[int64][]Evidence // by report
	pieces map[int64]*store.StandPiece
	gone   map[int64]bool // pieces that are taken out
	keys   map[int64]*key
	lines  map[int64]*line
	words  matters

	renamed map[string]bool // names of which more or fewer are told than before
	asking  map[int64]bool  // keys that may be another's, to be looked at
	called  map[int64]bool  // actors that more or fewer reports call by a name
	moved   map[int64]bool  // pieces that are to be put in their place anew
	came    map[int64]bool  // pieces that have come to an actor
	seek    map[int64]bool  // denials of something else than before, perhaps
	unsure  int64           // positions without confidence, more than before
}

// key is a key with whether it is to be written.
type key struct {
	store.StandKey
	dirty bool
}

func newWork(ctx context.Context, v *store.Views, said Said) *work {
	w := &work{ctx: ctx, v: v, said: said, matters: mattersOf(said.Matters), told: map[int64][]Evidence{}, pieces: map[int64]*store.StandPiece{}, gone: map[int64]bool{}, keys: map[int64]*key{},
		lines: map[int64]*line{}, renamed: map[string]bool{}, asking: map[int64]bool{}, called: map[int64]bool{}, moved: map[int64]bool{}, came: map[int64]bool{},
		seek: map[int64]bool{}}
	w.words = newMatters(w)
	return w
}

// number is that of a key, wording or line: by its words, so that it need not be asked for.
func number(parts ...string) int64 {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// The order in which evidence was told is one number: the day, those of an unknown day first, bits of the digest of the report, and the place
// among what the report tells. Whatever is worked out from evidence goes by it, so that the order in which reports came makes no difference.
const (
	placeBits  = 13
	digestBits = 32
	dayBits    = placeBits + digestBits
	firstDay   = 100_000 // days before 1970 that have a number
	lastOrd    = 1<<63 - 1
)

// dayNumber is the number of a day; 0 for one that is not known.
func dayNumber(day string) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return min(max(t.Unix()/(24*60*60)+firstDay, 1), 1<<18-1)
}

// OrdFrom is the first place of a day in the order in which evidence is told; "" is the first of all.
func OrdFrom(day string) int64 { return dayNumber(day) << dayBits }

// OrdTo is the last place of a day; "" is the last of all.
func OrdTo(day string) int64 {
	if n := dayNumber(day); n > 0 {
		return (n+1)<<dayBits - 1
	}
	return lastOrd
}

func ordOf(e *Evidence, place int) int64 {
	digest, err := strconv.ParseUint(e.Report[:min(len(e.Report), digestBits/4)], 16, 64)
	if err != nil {
		digest = uint64(number(e.Report)) >> 31
	}
	return dayNumber(e.Day)<<dayBits | int64(digest)<<placeBits | int64(min(place, 1<<placeBits-1))
}

// report puts what a report tells in the place of what it told.
func (w *work) report(x *Touched) error {
	kept, err := w.v.Told(w.ctx, []int64{x.N})
	if err != nil {
		return err
	}
	was, err := w.v.PiecesOf(w.ctx, x.N)
	if err != nil {
		return err
	}
	pieces := w.see(was)
	before := "[]"
	if len(kept) > 0 {
		before = string(kept[0].Told)
		if w.told[x.N], err = told(&kept[0]); err != nil {
			return err
		}
	}
	if x.Read {
		raw, err := asJSON(x.Told)
		if err != nil {
			return fmt.Errorf("keep positions of report %s: %w", x.ID, err)
		}
		if len(kept) == 0 || raw != before {
			if err := w.v.SetPositions(w.ctx, x.N, x.ID, []byte(raw)); err != nil {
				return err
			}
			return w.replace(x, pieces)
		}
	}
	return w.reorigin(x, pieces)
}

// replace takes out what a report told, and puts in what it tells.
func (w *work) replace(x *Touched, old []*store.StandPiece) error {
	w.unsure -= unsureAmong(w.told[x.N])
	for _, p := range old {
		if err := w.take(p); err != nil {
			return err
		}
	}
	list := slices.Clone(x.Told[:min(len(x.Told), store.PiecesPerReport)])
	for i := range list {
		list[i].Report, list[i].Origin = x.ID, cmp.Or(x.Origin, x.ID)
	}
	w.told[x.N] = list
	w.unsure += unsureAmong(list)
	places := placesOf(list)
	for i := range list {
		if err := w.add(pieceOf(x, i, &list[i], places[i]), &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// reorigin gives what a report tells to another origin.
func (w *work) reorigin(x *Touched, pieces []*store.StandPiece) error {
	origin := number(cmp.Or(x.Origin, x.ID))
	for _, p := range pieces {
		if p.Origin == origin {
			continue
		}
		p.Origin = origin
		if err := w.v.SetPiece(w.ctx, p); err != nil {
			return err
		}
		l, err := w.line(p.Line, p.Actor, p.Group)
		if err != nil {
			return err
		}
		l.touch(p)
	}
	return nil
}

// unsureAmong is how many positions are told without confidence.
func unsureAmong(told []Evidence) int64 {
	seen := map[int]bool{}
	for i := range told {
		if e := &told[i]; !e.Sure() {
			seen[e.Position] = true
		}
	}
	return int64(len(seen))
}

// Sure tells whether a piece of evidence is told with confidence; what is denied is.
func (e *Evidence) Sure() bool { return e.Denial || e.Conf >= Sure }

// placesOf is the place of each piece among what its report tells, by position and actor.
func placesOf(told []Evidence) []int {
	order := make([]int, len(told))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int {
		return cmp.Or(cmp.Compare(told[i].Position, told[k].Position), strings.Compare(told[i].Actor.Key, told[k].Actor.Key))
	})
	places := make([]int, len(told))
	for at, i := range order {
		places[i] = at
	}
	return places
}

func pieceOf(x *Touched, i int, e *Evidence, place int) *store.StandPiece {
	p := &store.StandPiece{N: x.N*store.PiecesPerReport + int64(i), Report: x.N, Ord: ordOf(e, place), Key: number(e.Actor.Key), Position: int64(e.Position), Denial: e.Denial,
		Recap: e.Recap, Sure: e.Sure(), Authority: int64(e.Authority), Stance: string(e.Stance), Firmness: -1, RedLine: e.RedLine, Code: e.Code,
		Origin: number(cmp.Or(x.Origin, x.ID))}
	if e.Firmness != nil {
		p.Firmness = int64(*e.Firmness)
	}
	return p
}

// toldAt is a piece of evidence as it is kept, with where its words stand.
type toldAt struct {
	Evidence
	Start, End int
}

func asJSON(list []Evidence) (string, error) {
	kept := []toldAt{}
	for _, e := range list {
		kept = append(kept, toldAt{e, e.Span.Start, e.Span.End})
	}
	raw, err := json.Marshal(kept)
	return string(raw), err
}

// told is what is kept of a report.
func told(s *store.Standing) ([]Evidence, error) {
	if string(s.Told) == "[]" {
		return nil, nil
	}
	var kept []toldAt
	if err := json.Unmarshal(s.Told, &kept); err != nil {
		return nil, fmt.Errorf("read positions of report %s: %w", s.ID, err)
	}
	out := make([]Evidence, len(kept))
	for i, k := range kept {
		k.Evidence.Span = onrecord.Span{Start: k.Start, End: k.End}
		out[i] = k.Evidence
		out[i].Report, out[i].Origin = s.ID, cmp.Or(s.Origin, s.ID)
	}
	return out, nil
}

// see takes pieces in that were loaded; one that was loaded before is as it was changed since.
func (w *work) see(list []store.StandPiece) []*store.StandPiece {
	out := make([]*store.StandPiece, 0, len(list))
	for i := range list {
		p := w.pieces[list[i].N]
		if p == nil {
			p = &list[i]
			w.pieces[p.N] = p
		}
		if !w.gone[p.N] {
			out = append(out, p)
		}
	}
	return out
}

// evidence is what a piece tells, as its report has it.
func (w *work) evidence(p *store.StandPiece) (*Evidence, error) {
	list, ok := w.told[p.Report]
	if !ok {
		kept, err := w.v.Told(w.ctx, []int64{p.Report})
		if err != nil {
			return nil, err
		}
		if len(kept) > 0 {
			if list, err = told(&kept[0]); err != nil {
				return nil, err
			}
		}
		w.told[p.Report] = list
	}
	i := int(p.N - p.Report*store.PiecesPerReport)
	if i >= len(list) {
		return nil, fmt.Errorf("positions of report number %d: %w", p.Report, store.ErrBroken)
	}
	return &list[i], nil
}

// add puts a piece in; its place is found when all are in.
func (w *work) add(p *store.StandPiece, e *Evidence) error {
	delete(w.gone, p.N)
	w.pieces[p.N] = p
	k, err := w.key(e.Actor.Key)
	if err != nil {
		return err
	}
	if k.Pieces, k.dirty = k.Pieces+1, true; k.Pieces == 1 {
		w.tell(k)
	}
	p.Actor = k.Actor
	w.moved[p.N], w.came[p.N] = true, true
	if p.Denial {
		w.seek[p.N] = true
	} else if err := w.words.add(p, e); err != nil {
		return err
	}
	if err := w.v.SetPiece(w.ctx, p); err != nil {
		return err
	}
	return w.belong(p, e, 1)
}

// take takes a piece out.
func (w *work) take(p *store.StandPiece) error {
	e, err := w.evidence(p)
	if err != nil {
		return err
	}
	if err := w.leave(p); err != nil {
		return err
	}
	if err := w.belong(p, e, -1); err != nil {
		return err
	}
	if p.Wording != 0 && p.Held == 0 {
		if err := w.words.remove(p, e); err != nil {
			return err
		}
	}
	k, err := w.key(e.Actor.Key)
	if err != nil {
		return err
	}
	if k.Pieces, k.dirty = k.Pieces-1, true; k.Pieces == 0 {
		w.tell(k)
	}
	w.gone[p.N] = true
	delete(w.moved, p.N)
	delete(w.came, p.N)
	delete(w.seek, p.N)
	if err := w.v.DropPiece(w.ctx, p.N); err != nil {
		return err
	}
	return w.shake(p)
}

// belong counts a piece for its actor, or takes it from there.
func (w *work) belong(p *store.StandPiece, e *Evidence, more int64) error {
	fresh, err := w.v.CountName(w.ctx, p.Actor, e.Actor.Name, more)
	if err != nil {
		return err
	}
	w.called[p.Actor] = true
	if fresh || more > 0 && e.Code != "" {
		words := Words(e.Code)
		if fresh {
			words = append(words, Words(e.Actor.Name)...)
		}
		if err := w.v.NameWords(w.ctx, p.Actor, words); err != nil {
			return err
		}
	}
	if p.Denial {
		return nil
	}
	a, err := w.keyNumber(p.Actor)
	if err != nil {
		return err
	}
	a.Every, a.dirty = a.Every+more, true
	if p.Sure {
		a.Told += more
	}
	return nil
}

// shake lets what an actor denied after a position be looked at again, where the position is, or was, near enough to be what is denied.
func (w *work) shake(p *store.StandPiece) error {
	if p.Denial {
		return nil
	}
	denying, err := w.v.Denying(w.ctx, p.N)
	if err != nil {
		return err
	}
	for _, d := range w.see(denying) {
		w.seek[d.N] = true
	}
	after, err := w.v.DenialsAfter(w.ctx, p.Actor, p.Ord, lastOrd)
	if err != nil || len(after) == 0 {
		return err
	}
	end, err := w.v.PositionAfter(w.ctx, p.Actor, p.Ord, mostDenied)
	if err != nil {
		return err
	}
	for _, d := range w.see(after) {
		if end == 0 || d.Ord <= end {
			w.seek[d.N] = true
		}
	}
	return nil
}

// mostDenied is among how many positions of an actor before it, the latest, what is denied is looked for.
const mostDenied = 256

// enter finds what is denied by pieces that have come to an actor, and of positions that have come to it.
func (w *work) enter() error {
	for _, n := range slices.Sorted(maps.Keys(w.came)) {
		p := w.pieces[n]
		if p.Denial {
			w.seek[n] = true
		} else if err := w.shake(p); err != nil {
			return err
		}
	}
	for _, n := range slices.Sorted(maps.Keys(w.seek)) {
		if !w.gone[n] {
			if err := w.look(w.pieces[n]); err != nil {
				return err
			}
		}
	}
	return nil
}

// look finds the position that a denial denies: the latest of its actor before it that shares words with it. Where there is none, the denial is of
// the issue of its own words.
func (w *work) look(d *store.StandPiece) error {
	e, err := w.evidence(d)
	if err != nil {
		return err
	}
	held, err := w.latest(d, e)
	if err != nil {
		return err
	}
	own := d.Held == 0 && d.Wording != 0
	switch {
	case held != nil && held.N == d.Held && held.Wording == d.Wording, held == nil && own:
		return nil
	case held != nil:
		if own {
			if err := w.words.remove(d, e); err != nil {
				return err
			}
		}
		d.Held, d.Wording = held.N, held.Wording
	default:
		if d.Held = 0; err == nil {
			err = w.words.add(d, e)
		}
	}
	if err != nil {
		return err
	}
	w.moved[d.N] = true
	return w.v.SetPiece(w.ctx, d)
}

// latest is the latest position of an actor before a denial that shares words with it; nil for none.
func (w *work) latest(d *store.StandPiece, e *Evidence) (*store.StandPiece, error) {
	const atOnce = 32
	for skip := 0; skip < mostDenied; skip += atOnce {
		list, err := w.v.PositionsBefore(w.ctx, d.Actor, d.Ord, skip, atOnce)
		if err != nil {
			return nil, err
		}
		for _, p := range w.see(list) {
			x, err := w.evidence(p)
			if err != nil {
				return nil, err
			}
			if sameIssue(x, e) {
				return p, nil
			}
		}
		if len(list) < atOnce {
			break
		}
	}
	return nil, nil
}

// count writes what was counted of keys, what actors are called, and how many positions are unsure.
func (w *work) count() error {
	for _, n := range slices.Sorted(maps.Keys(w.called)) {
		k, err := w.keyNumber(n)
		if err != nil {
			return err
		}
		name, err := w.v.Called(w.ctx, n)
		if err != nil {
			return err
		}
		if x := lineOf(w.said.Own.Now, k.Key); x != nil && name != "" {
			name = x.Name
		}
		if name = stateName(k.Key, name); name != k.Called {
			k.Called, k.dirty = name, true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(w.keys)) {
		k := w.keys[n]
		switch {
		case k.Pieces == 0 && k.Every == 0 && k.Called == "":
			if err := w.v.DropKey(w.ctx, n); err != nil {
				return err
			}
		case k.dirty:
			if err := w.v.SetKey(w.ctx, &k.StandKey); err != nil {
				return err
			}
		}
	}
	if w.unsure == 0 {
		return nil
	}
	return w.v.AddUnsure(w.ctx, w.unsure)
}
