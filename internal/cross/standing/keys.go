package standing

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store"
)

// key is a key by its words; one that is new is nobody else's until that is looked at.
func (w *work) key(words string) (*key, error) {
	n := number(words)
	k, err := w.keyNumber(n)
	if err != nil || k.Key != "" {
		return k, err
	}
	name, state, own := nameOf(words)
	k.StandKey = store.StandKey{N: n, Key: words, Name: name, State: state, Own: own, Joined: n, Actor: n}
	if parts := strings.Fields(name); len(parts) > 1 {
		k.Last = parts[len(parts)-1]
	}
	k.dirty = true
	// Other keys are asked for by it, so it is there at once.
	if err := w.v.SetKey(w.ctx, &k.StandKey); err != nil {
		return nil, err
	}
	return k, w.v.NameWords(w.ctx, n, Words(words))
}

// keyNumber is a key by its number; empty where it is not there.
func (w *work) keyNumber(n int64) (*key, error) {
	if k := w.keys[n]; k != nil {
		return k, nil
	}
	list, err := w.v.Keys(w.ctx, n)
	if err != nil {
		return nil, err
	}
	k := &key{}
	if len(list) > 0 {
		k.StandKey = list[0]
	}
	w.keys[n] = k
	return k, nil
}

// seen takes keys in that were loaded; those that were loaded before are as they were changed since.
func (w *work) seen(list []store.StandKey) []*key {
	out := make([]*key, 0, len(list))
	for i := range list {
		k := w.keys[list[i].N]
		if k == nil {
			k = &key{StandKey: list[i]}
			w.keys[k.N] = k
		}
		out = append(out, k)
	}
	return out
}

// tell says that a key is there, or is not any more: others may be another's by it.
func (w *work) tell(k *key) {
	if w.said.Actors.Is[k.Key] != "" || w.said.Own.listed(k.Key) != nil {
		w.asking[k.N] = true
	}
	if k.Name == "" {
		return
	}
	if k.Own || k.State == "" {
		w.asking[k.N] = true
	}
	if k.Own {
		return
	}
	w.renamed[k.Name] = true
	if k.Last != "" {
		w.renamed[k.Last] = true
	}
}

// remerge lets keys be looked at whose actor is another's by decision, or that are kept apart by one, or are not any more.
func (w *work) remerge() error {
	if err := w.relist(); err != nil || !w.said.Anew {
		return err
	}
	list, err := w.v.MergedKeys(w.ctx)
	if err != nil {
		return err
	}
	for _, old := range w.said.Actors.Ever {
		n := number(old)
		joined, err := w.v.JoinedTo(w.ctx, n)
		if err != nil {
			return err
		}
		list = append(list, joined...)
		if strings.HasPrefix(old, listPrefix) {
			of, err := w.v.KeysOf(w.ctx, n)
			if err != nil {
				return err
			}
			list = append(list, of...)
		}
		w.asking[n] = true
		if name, _, _ := nameOf(old); name != "" {
			w.renamed[name] = true
		}
	}
	for _, k := range w.seen(list) {
		w.asking[k.N] = true
	}
	return nil
}

// rejoin works out again who goes by names of which more or fewer are told.
func (w *work) rejoin() error {
	for name := range w.renamed {
		list, err := w.v.NamedAlike(w.ctx, name)
		if err != nil {
			return err
		}
		for _, k := range w.seen(list) {
			w.asking[k.N] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(w.asking)) {
		k, err := w.keyNumber(n)
		if err != nil {
			return err
		}
		if k.Key == "" || k.Pieces == 0 {
			continue
		}
		if err := w.join(k); err != nil {
			return err
		}
	}
	return nil
}

// byDecision is the reason of an actor that is another's because somebody decided so.
const byDecision = "decision"

// join works out who a key is, by names, by the own list and by decision.
func (w *work) join(k *key) error {
	to, reason, conf := k.Key, "", 0.0
	for range 2 { // by its surname to its name, by its name to its state
		a, ok, err := w.joined(to, k.Key)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if to, reason = a.Key, a.Reason; conf == 0 || a.Conf < conf {
			conf = a.Conf
		}
	}
	joined := number(to)
	asked := []string{to, k.Key}
	if list, why, sure := w.said.byList(k.Key, to, reason, conf); list != "" {
		to, reason, conf = list, why, sure
		asked = []string{list, asked[0], k.Key}
	}
	for _, one := range asked {
		if other := w.said.Actors.Is[one]; other != "" && !w.said.apart(k.Key, other) {
			to, reason, conf = other, byDecision, 1
		}
	}
	actor, err := w.key(to)
	if err != nil {
		return err
	}
	if k.Joined != joined || k.Reason != reason || k.Conf != conf {
		k.Joined, k.Reason, k.Conf, k.dirty = joined, reason, conf, true
	}
	if k.Actor == actor.N {
		return nil
	}
	k.Actor, k.dirty = actor.N, true
	return w.reassign(k)
}

// reassign puts the pieces that have a key to its actor.
func (w *work) reassign(k *key) error {
	list, err := w.v.PiecesWithKey(w.ctx, k.N)
	if err != nil {
		return err
	}
	for _, p := range w.see(list) {
		e, err := w.evidence(p)
		if err != nil {
			return err
		}
		if err := w.belong(p, e, -1); err != nil {
			return err
		}
		if err := w.shake(p); err != nil {
			return err
		}
		p.Actor = k.Actor
		if err := w.v.SetPiece(w.ctx, p); err != nil {
			return err
		}
		if err := w.belong(p, e, 1); err != nil {
			return err
		}
		w.moved[p.N], w.came[p.N] = true, true
	}
	return nil
}

// mostAsked is how many keys of a name are asked for: one is told apart from two, and two with one without a state.
const mostAsked = 8

// joined is the actor that a key is of by what all reports tell together; as is the key that it is asked for, which may be its surname alone.
//
// A report that calls somebody "Ruud" or "Mr Ruud" alone means whoever the record knows by that surname, where that is one only. A name
// without a state means the one with a state, where there is one only. A name that one report takes for a surname and another for a body or
// a state is that. Each says so in its reason, and is less sure than a name told in full. Those that are not one by decision are not asked.
func (w *work) joined(words, as string) (Actor, bool, error) {
	name, state, own := nameOf(words)
	if name == "" || !own && state != "" {
		return Actor{}, false, nil
	}
	full, err := w.v.FullNames(w.ctx, name, mostAsked)
	if err != nil {
		return Actor{}, false, err
	}
	others := without(w.there(full), words)
	reason, sure := "the same name elsewhere", 0.7
	if !own {
		reason = "the only one of that name with a state"
		others = slices.DeleteFunc(others, func(k string) bool { _, s, _ := nameOf(k); return s == "" })
	} else if len(others) == 0 && strings.HasPrefix(words, "name/") {
		last, err := w.v.Surnames(w.ctx, name, mostAsked)
		if err != nil {
			return Actor{}, false, err
		}
		others, reason, sure = w.there(last), "the only one of that surname", 0.6
	}
	others = slices.DeleteFunc(others, func(k string) bool { return w.said.apart(words, k) || w.said.apart(as, k) })
	if len(others) == 2 { // one with its state and one without are one
		others = onlyWithState(others)
	}
	if len(others) != 1 {
		return Actor{}, false, nil
	}
	return Actor{Key: others[0], Reason: reason, Conf: sure}, true, nil
}

// there are the words of those keys that reports have.
func (w *work) there(list []store.StandKey) (out []string) {
	for _, k := range w.seen(list) {
		if k.Pieces > 0 {
			out = append(out, k.Key)
		}
	}
	return out
}

// stateName is the name of an actor across reports: of a state the usual one, else what most reports call it.
func stateName(words, called string) string {
	if country, ok := strings.CutPrefix(words, "state/"); ok {
		if s, err := lexicon.States(); err == nil { // a broken dictionary is told of when evidence is read
			if name := s.Name(country); name != "" && called != "" {
				return name
			}
		}
	}
	return called
}

// Words are the words of a text in small letters, without marks: those by which actors and issues are found, and asked for.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
