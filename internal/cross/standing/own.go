package standing

import (
	"maps"
	"slices"
	"strings"

	"onrecord/internal/store/lists"
)

// Own is what the own lists of a newsroom or an analyst say of actors and issues: as they stand, and as they stood at the step before. A change of
// them touches the keys of the names and the wordings of the words that its lines have, and nothing else.
type Own struct {
	Now, Before *lists.Lists
	Issues      *Issues // of Now
}

// listPrefix begins the key of an actor that is told by a line of the list.
const listPrefix = "list/"

// ListKey is the key of the actor that a line of the list of actors tells.
func ListKey(x *lists.Line) string { return listPrefix + x.Key() }

// lineOf is the line of the list that the key of an actor is of; nil for none.
func lineOf(own *lists.Lists, key string) *lists.Line {
	name, ok := strings.CutPrefix(key, listPrefix)
	if !ok {
		return nil
	}
	return own.Line(lists.Actors, name)
}

// listed is the line of the list of actors that a key is of by its name, its state or its code; nil for none.
func (o *Own) listed(key string) *lists.Line {
	if o.Now.None(lists.Actors) {
		return nil
	}
	if x := o.Now.ActorKey(key); x != nil {
		return x
	}
	name, state, _ := nameOf(key)
	if name == "" {
		return nil
	}
	return o.Now.Actor(name, state)
}

// byList is the actor that a key is of by the list, by itself or by the name that it goes by, with why and how sure that is; "" where it is none.
func (s *Said) byList(key, to, reason string, conf float64) (list, why string, sure float64) {
	for _, one := range []string{key, to} {
		x := s.Own.listed(one)
		if x == nil || s.apart(key, ListKey(x)) {
			continue
		}
		if one == key {
			return ListKey(x), x.By(), 1
		}
		return ListKey(x), reason + "; " + x.By(), conf
	}
	return "", "", 0
}

// relist lets keys be looked at that lines of the list of actors name otherwise than at the step before.
func (w *work) relist() error {
	for _, x := range lists.Differing(lists.Actors, w.said.Own.Before, w.said.Own.Now) {
		n := number(ListKey(&x))
		w.called[n] = true
		keys, err := w.v.KeysOf(w.ctx, n)
		if err != nil {
			return err
		}
		for _, name := range lists.Found(&x) {
			for _, form := range []string{name, strings.ReplaceAll(name, "'", "’")} {
				more, err := w.v.KeysCalled(w.ctx, form)
				if err != nil {
					return err
				}
				keys = append(keys, more...)
				w.renamed[form] = true
				if at := strings.LastIndex(form, " "); at > 0 {
					w.renamed[form[at+1:]] = true
				}
			}
		}
		for _, k := range w.seen(keys) {
			w.asking[k.N] = true
		}
		for _, key := range lists.ExactKeys(&x) {
			w.asking[number(key)] = true
		}
	}
	return nil
}

// Issues is what the list of issues says: which line an issue is of by its words.
type Issues struct {
	byWord map[string][]ownWording // by each first word of meaning
}

// ownWording is words that mean an issue.
type ownWording struct {
	words []string
	line  string
}

// NewIssues reads the list of issues.
func NewIssues(l *lists.Lists) *Issues {
	x := &Issues{map[string][]ownWording{}}
	for _, line := range l.Lines(lists.Issues) {
		for _, words := range wordingsOf(&line) {
			x.byWord[words[0]] = append(x.byWord[words[0]], ownWording{words, line.Name})
		}
	}
	return x
}

// wordingsOf are the words of meaning of each of the wordings of a line; those that tell nothing are left out.
func wordingsOf(line *lists.Line) (out [][]string) {
	for _, n := range line.Names() {
		if words := meaning(n); len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

// topicWords is what the dictionary calls an issue, in words.
func topicWords(topic string) string { return strings.ReplaceAll(topic, "_", " ") }

// Of is the name of the line that an issue is of: one of whose wordings has all of its words in it, or in what the dictionary calls the issue, the
// longest wording first; "" for none.
func (x *Issues) Of(issue, topic string) string {
	if x == nil || len(x.byWord) == 0 {
		return ""
	}
	best := ownWording{}
	for _, words := range [][]string{meaning(issue), meaning(topicWords(topic))} {
		for _, w := range words {
			for _, o := range x.byWord[w] {
				if slices.ContainsFunc(o.words, func(k string) bool { return !slices.Contains(words, k) }) {
					continue
				}
				if n := len(o.words) - len(best.words); n > 0 || n == 0 && o.line < best.line {
					best = o
				}
			}
		}
	}
	return best.line
}

// relistIssues gives the pieces to other wordings that lines of the list of issues mean otherwise than at the step before.
func (w *work) relistIssues() error {
	own := &w.said.Own
	again := map[int64]bool{}
	for _, x := range lists.Differing(lists.Issues, own.Before, own.Now) {
		again[wordingNumber(x.Name, "")] = true
		if by := w.matters.of[x.Name]; by != "" {
			again[wordingNumber(by, "")] = true
		}
		for _, words := range wordingsOf(&x) {
			list, err := w.rarest(words)
			if err != nil {
				return err
			}
			for _, n := range list {
				again[n] = true
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(again)) {
		if err := w.rewordAll(n); err != nil {
			return err
		}
	}
	if len(again) == 0 {
		return nil
	}
	return w.findAbove()
}

// inLists are the wordings of lines of the own list, or of what they are by decision, that may hold what is told in some words.
func (w *work) inLists(words string) (out []int64, err error) {
	if w.said.Own.Now.None(lists.Issues) {
		return nil, nil
	}
	list, err := w.rarest(meaning(topicWords(words)))
	if err != nil {
		return nil, err
	}
	for _, n := range list {
		x, err := w.words.wording(n)
		if err != nil {
			return nil, err
		}
		if x != nil && x.Topic != "" {
			out = append(out, n)
		}
	}
	return out, nil
}

// rarest are the wordings with the rarest of some words.
func (w *work) rarest(words []string) (out []int64, err error) {
	for i, word := range words {
		list, err := w.v.WordingsWorded(w.ctx, word)
		if err != nil {
			return nil, err
		}
		if i == 0 || len(list) < len(out) {
			out = list
		}
	}
	return out, nil
}

// findAbove lets issues be found by the words of those that stand above them since the list changed.
func (w *work) findAbove() error {
	own := &w.said.Own
	for _, x := range own.Now.Lines(lists.Issues) {
		above := own.Now.Above(x.Name)
		if slices.Equal(above, own.Before.Above(x.Name)) {
			continue
		}
		n := wordingNumber(x.Name, "")
		if there, err := w.words.wording(n); err != nil || there == nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := w.v.WordingWords(w.ctx, n, aboveWords(above)); err != nil {
			return err
		}
	}
	return nil
}

// aboveWords are the words by which one asks for issues above one.
func aboveWords(above []string) (out []string) {
	for _, a := range above {
		out = append(append(out, Words(a)...), meaning(a)...)
	}
	return out
}

// list fills in what the list says of a group of issues.
func (g *IssueGroup) list(own *lists.Lists) {
	if x := own.Line(lists.Issues, g.Key); x != nil && x.Name == g.Key {
		g.Reason, g.Parent = x.By(), strings.Join(own.Above(x.Name), " < ")
	}
}

// ActorListed is the line of the own list that the actor of a line is; "" where it is none.
func (l *Trajectory) ActorListed() string { return l.listed }

// Listed are the lines of own lists by which the actor and the issue of a line are what they are; none where no list says so.
func (l *Trajectory) Listed() (out []string) {
	if l.listed != "" {
		out = append(out, l.listed)
	}
	if l.Matter.Reason != "" {
		out = append(out, l.Matter.Reason)
	}
	return out
}

// sureOfName leaves out the doubt that an actor is called otherwise than before, where the own list says that it goes by both names.
func sureOfName(key string, doubts []string) []string {
	if !strings.HasPrefix(key, listPrefix) {
		return doubts
	}
	return slices.DeleteFunc(doubts, func(d string) bool { return strings.HasPrefix(d, calledOtherwise) })
}

// alsoNamed are the actors of lines whose names or codes have all of some words.
func (l *Ledger) alsoNamed(words []string) (out []int64) {
	for _, x := range l.own.ActorsWorded(words) {
		out = append(out, number(ListKey(x)))
	}
	return out
}

// ActorBy is the number of the actor that a key is of: its own, or that of whom it is by names, by decision or by the own list.
func (l *Ledger) ActorBy(key string) (int64, error) {
	n := number(key)
	list, err := l.v.Keys(l.ctx, n)
	if err != nil || len(list) == 0 {
		return n, err
	}
	return list[0].Actor, nil
}
