package standing

import (
	"slices"
	"strings"

	meanings "onrecord/internal/lang/meaning"
	"onrecord/internal/store"
)

// Named are actors that words name, one after the other, or by decision or dictionary a state's key ("" none): those told of most first, at most so
// many; more tells whether there are others.
func (l *Ledger) Named(words []string, state string, most int) (actors []int64, more bool, err error) {
	list, err := l.v.KeysWorded(l.ctx, words, most+1)
	if err != nil {
		return nil, false, err
	}
	actors = []int64{}
	if state != "" {
		n, err := l.ActorBy(state)
		if err != nil {
			return nil, false, err
		}
		actors = append(actors, n)
	}
	actors = append(actors, l.alsoNamed(words)...)
	for i := range list[:min(len(list), most)] {
		if l.keys[list[i].N] = &list[i]; !slices.Contains(actors, list[i].N) {
			actors = append(actors, list[i].N)
		}
	}
	return actors, len(list) > most, nil
}

// ActorNumber is the number of an actor by its key.
func ActorNumber(key string) int64 { return number(key) }

// About are groups of issues with a wording that has a word like one asked for; of several words the rarest decides. Nil is any: no word asked for
// tells anything. Those of which most is told come first, at most so many; more tells whether there are others.
func (l *Ledger) About(words []string, alike func(a, b string) bool, most int) (groups []int64, more bool, err error) {
	rarest, fewest := []string(nil), int64(-1)
	for _, w := range words {
		if meanings.TellsNothing(w) {
			continue
		}
		forms, err := l.forms(w, alike)
		if err != nil {
			return nil, false, err
		}
		n := int64(0)
		for _, f := range forms {
			k, err := l.v.CountWorded(l.ctx, f, 10*most)
			if err != nil {
				return nil, false, err
			}
			n += k
		}
		if fewest < 0 || n < fewest {
			rarest, fewest = forms, n
		}
	}
	switch {
	case fewest < 0:
		return nil, false, nil
	case len(rarest) == 0:
		return []int64{}, false, nil
	}
	groups, err = l.v.GroupsWorded(l.ctx, rarest, most+1)
	if more = len(groups) > most; more {
		groups = groups[:most]
	}
	return groups, more, err
}

// mostForms is how many words that begin alike are looked at.
const mostForms = 500

// forms are the words of issues that may be forms of a word: they begin alike.
func (l *Ledger) forms(word string, alike func(a, b string) bool) (out []string, err error) {
	begin := []rune(word)
	if len(begin) > 4 {
		begin = begin[:4]
	}
	list, err := l.v.WordsFrom(l.ctx, false, string(begin), string(begin)+"\U0010FFFF", mostForms)
	for _, w := range list {
		if alike(w, word) || strings.HasPrefix(word, w) {
			out = append(out, w)
		}
	}
	return out, err
}

// Actors are the actors of whom most is told, at most so many from a number of them on.
func (l *Ledger) Actors(skip, most int) ([]ActorSum, error) {
	list, err := l.v.KeysTold(l.ctx, l.all, skip, most)
	if err != nil {
		return nil, err
	}
	var out []ActorSum
	for i := range list {
		x, err := l.sum(&list[i])
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// ActorSum is an actor with how much is told of it.
type ActorSum struct {
	Actor
	Told, Groups int
	First, Last  string // days
}

// Sum is an actor by its number with how much is told of it; ok is false where there is none.
func (l *Ledger) Sum(n int64) (x ActorSum, ok bool, err error) {
	if err := l.loadKeys([]int64{n}); err != nil || l.keys[n] == nil {
		return x, false, err
	}
	x, err = l.sum(l.keys[n])
	return x, err == nil && x.Told > 0, err
}

func (l *Ledger) sum(k *store.StandKey) (ActorSum, error) {
	x := ActorSum{Actor: Actor{Key: k.Key, Name: k.Called}, Told: int(k.Told), Groups: int(k.Groups)}
	if l.all {
		x.Told, x.Groups = int(k.Every), int(k.EveryGroups)
	}
	which := store.StandWhich{Of: store.ScopeActor, N: k.N, To: lastOrd, Sure: !l.all}
	list, err := l.v.Newest(l.ctx, which, 0, 0, 1)
	if err != nil || len(list) == 0 {
		return x, err
	}
	x.Last = dayOf(list[0].Ord)
	first, err := l.v.Earliest(l.ctx, k.N, OrdFrom("0001-01-01"), !l.all)
	x.First = dayOf(first)
	if stages, err2 := l.Stages(list); err2 == nil && len(stages) > 0 {
		x.Reason, x.Conf = stages[0].Stage.Actor.Reason, stages[0].Stage.Actor.Conf
	}
	return x, err
}

// NamesLike are words of names that begin with a letter, by which names are found that are like one asked for; at most so many.
func (l *Ledger) NamesLike(first string, most int) ([]string, error) {
	return l.v.WordsFrom(l.ctx, true, first, first+"\U0010FFFF", most)
}

// NamesWith are the names of the actors of whom most is told that have a word in their name.
func (l *Ledger) NamesWith(word string, most int) (out []string, err error) {
	list, err := l.v.KeysWorded(l.ctx, []string{word}, most)
	for _, k := range list {
		out = append(out, k.Called)
	}
	return out, err
}
