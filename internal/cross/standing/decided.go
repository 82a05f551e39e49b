package standing

import (
	"maps"
	"slices"

	"onrecord/internal/store/mend"
)

// Said is what people decided of actors and matters: all that stands in the log.
type Said struct {
	Actors  mend.Ties // by their keys
	Matters mend.Ties // by topics, and by the words of issues
	Anew    bool      // something was decided since the step before
}

// apart tells whether two keys are not one, whatever their names are.
func (s *Said) apart(one, other string) bool { return s.Actors.Not[[2]string{one, other}] }

// mattersOf are the matters of wordings by decision. What is put together goes by the name of what stays, that itself too; what is put apart
// goes by its own words alone.
func mattersOf(t mend.Ties) map[string]string {
	out := map[string]string{}
	var parted []string
	for pair := range t.Not {
		parted = append(parted, pair[0])
	}
	slices.Sort(parted)
	for _, x := range parted {
		if key := Wording(x, ""); key != "" && out[key] == "" {
			out[key] = x
		}
	}
	for _, goes := range slices.Sorted(maps.Keys(t.Is)) {
		stays := t.Is[goes]
		for _, x := range []string{goes, stays} {
			out[x], out[Wording(x, "")] = stays, stays
		}
	}
	delete(out, "")
	return out
}

// reword gives the pieces to other wordings of whose matters something else was decided than before; what denies them follows.
func (w *work) reword() error {
	if !w.said.Anew {
		return nil
	}
	for _, x := range w.said.Matters.Ever {
		for _, n := range []int64{wordingNumber(x, ""), wordingNumber("", Wording(x, ""))} {
			if err := w.rewordAll(n); err != nil {
				return err
			}
		}
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
