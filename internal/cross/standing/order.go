package standing

import (
	"cmp"
	"slices"
	"strings"
)

// piece is a piece of evidence in a book.
type piece struct {
	told  *Evidence
	at    int      // among what its report tells
	as    *alias   // the key that the report has for its actor
	who   *actor   // who that is by all reports
	words *wording // by which its matter is found; nil of a denial that is of the matter of what it denies
	held  *piece   // the position that is denied; nil for none
	line  *line

	moved, gone bool // it is to be put in its place anew; it is out of the book
}

// order is the order in which evidence was told: by its day, those of an unknown day first, then by the digest of the report and the number of
// the position there. Whatever is worked out from evidence goes by it, so that the order in which reports came makes no difference.
func (p *piece) order(q *piece) int {
	a, b := p.told, q.told
	if c := strings.Compare(a.Day, b.Day); c != 0 {
		return c
	}
	if c := strings.Compare(a.Report, b.Report); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Position, b.Position), strings.Compare(a.Actor.Key, b.Actor.Key), cmp.Compare(p.at, q.at))
}

// before tells whether a piece was told before another.
func (p *piece) before(q *piece) bool { return p.order(q) < 0 }

// evidence is the piece with the actor that it is of by all reports.
func (p *piece) evidence() *Evidence {
	if len(p.as.joins) == 0 {
		return p.told
	}
	e := *p.told
	for _, a := range p.as.joins {
		e.Actor.Key, e.Actor.Reason, e.Actor.Conf = a.Key, a.Reason, min(e.Actor.Conf, a.Conf)
	}
	return &e
}

// group is the first wording of its matter.
func (p *piece) group() *wording {
	if p.words == nil {
		return p.held.words.leader
	}
	return p.words.leader
}

// inOrder are pieces in the order in which they were told.
type inOrder []*piece

func (o inOrder) find(p *piece) (int, bool) { return slices.BinarySearchFunc(o, p, (*piece).order) }

// add puts a piece in, and tells where.
func (o *inOrder) add(p *piece) int {
	i := len(*o)
	if i > 0 && p.before((*o)[i-1]) {
		i, _ = o.find(p)
	}
	*o = slices.Insert(*o, i, p)
	return i
}

// remove takes a piece out, and tells where it was.
func (o *inOrder) remove(p *piece) int {
	i, ok := o.find(p)
	if ok {
		*o = slices.Delete(*o, i, i+1)
	}
	return i
}
