package standing

import (
	"maps"
	"slices"
	"strings"

	"onrecord/internal/store/mend"
)

// Said is what people decided of actors and matters: all that stands in the log.
type Said struct {
	Actors  mend.Ties // by their keys
	Matters mend.Ties // by topics, and by the words of issues
	Anew    bool      // something was decided since the step before
	Own     Own       // the own lists
}

// apart tells whether two keys are not one, whatever their names are.
func (s *Said) apart(one, other string) bool { return s.Actors.Not[[2]string{one, other}] }

// matters by decision: what is put together, and what is taken out of where its words would put it.
type decidedMatters struct {
	of   map[string]string // by wording, the matter that it is of
	sets map[string]string // by matter, the words of meaning of the wordings that are put together, a line each: what is like one of them is of it
}

// mattersOf are the matters by decision. What is put together goes by the name of what stays, that itself too, and what is told in words like
// theirs follows; what is put apart goes by its own words alone, and takes nothing along.
func mattersOf(t mend.Ties) decidedMatters {
	m := decidedMatters{map[string]string{}, map[string]string{}}
	for _, x := range t.Apart {
		if key := Wording(x, ""); key != "" && m.of[key] == "" {
			m.of[key] = x
		}
	}
	sets := map[string][]string{}
	for _, goes := range slices.Sorted(maps.Keys(t.Is)) {
		stays := t.Is[goes]
		for _, x := range []string{goes, stays} {
			key := Wording(x, "")
			m.of[x], m.of[key] = stays, stays
			sets[stays] = append(sets[stays], key)
		}
	}
	delete(m.of, "")
	for stays, list := range sets {
		slices.Sort(list)
		m.sets[stays] = strings.Trim(strings.Join(slices.Compact(list), "\n"), "\n")
	}
	return m
}

// reword gives the pieces to other wordings of whose matters something else was decided than before; what denies them follows, and so does what is
// told in words like theirs.
func (w *work) reword() error {
	if err := w.rewordDecided(); err != nil {
		return err
	}
	return w.relistIssues()
}

func (w *work) rewordDecided() error {
	if !w.said.Anew {
		return nil
	}
	for _, x := range w.said.Matters.Ever {
		again, err := w.inLists(x)
		if err != nil {
			return err
		}
		for _, n := range append(again, wordingNumber(x, ""), wordingNumber("", Wording(x, ""))) {
			if err := w.rewordAll(n); err != nil {
				return err
			}
		}
	}
	for _, x := range w.said.Matters.Ever {
		m, err := w.words.wording(wordingNumber(x, ""))
		if err != nil {
			return err
		}
		if m == nil || m.Words == w.matters.sets[x] {
			continue
		}
		if err := w.words.withdraw(m); err != nil {
			return err
		}
		m.Words, m.dirty = w.matters.sets[x], true
		m.sets = setsOf(m.Words)
	}
	return nil
}

// rewordAll gives those pieces of a wording to another that are of another now.
func (w *work) rewordAll(wording int64) error {
	list, err := w.v.PiecesWorded(w.ctx, wording)
	if err != nil {
		return err
	}
	for _, p := range w.see(list) {
		if p.Held != 0 { // goes with what it denies
			continue
		}
		e, err := w.evidence(p)
		if err != nil {
			return err
		}
		to, err := w.words.of(e)
		if err != nil {
			return err
		}
		if to.N == p.Wording {
			continue
		}
		if err := w.words.remove(p, e); err != nil {
			return err
		}
		if err := w.words.add(p, e); err != nil {
			return err
		}
		if err := w.v.SetPiece(w.ctx, p); err != nil {
			return err
		}
		w.moved[p.N] = true
		if err := w.shake(p); err != nil {
			return err
		}
	}
	return nil
}
