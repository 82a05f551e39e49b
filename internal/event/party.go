package event

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/plover"
)

// verbParties reads actor and recipient of a verb: the subject (of a passive, the agent) acts, object or oblique receives.
func (f *Finder) verbParties(x *view, deed plover.Deed, verb, head int) (actor, recipient []onrecord.Member) {
	subject, passive := x.subject(verb)
	if passive {
		recipient = f.members(x, subject)
		if agent := x.oblique(verb, "by"); agent >= 0 {
			actor = f.members(x, agent)
		}
		return actor, recipient
	}
	actor = f.members(x, subject)
	for _, to := range deed.To {
		var at int
		if to == "obj" {
			at = x.Child(verb, "obj")
			if head != verb {
				continue
			}
		} else if at = x.oblique(verb, to); at < 0 && head != verb {
			at = x.oblique(head, to)
		}
		if recipient = f.recipients(x, at); len(recipient) > 0 {
			break
		}
	}
	if len(recipient) == 0 {
		recipient = apartFrom(f.farther(x, verb, head), actor)
	}
	if len(recipient) == 0 && asks[deed.Root] {
		recipient = apartFrom(f.asked(x, verb), actor)
	}
	actor, recipient = reciprocal(deed, actor, recipient)
	if len(recipient) == 0 && len(actor) > 0 {
		recipient = f.thing(x, deed, verb, head)
	}
	return actor, recipient
}

// asks are the deeds whose words say what someone is to do or has done: "demanded that Harland withdraw".
var asks = map[onrecord.Root]bool{onrecord.RootRequest: true, onrecord.RootAccuse: true, onrecord.RootThreaten: true}

// asked is the subject of what is demanded or alleged.
func (f *Finder) asked(x *view, verb int) []onrecord.Member {
	k := x.Child(verb, "ccomp")
	if k < 0 {
		return nil
	}
	for _, rel := range []string{"nsubj", "nsubj:pass"} {
		if s := x.Child(k, rel); s >= 0 {
			return f.recipients(x, s)
		}
	}
	return nil
}

// apartFrom leaves out those who are the actor: "agreed to open its borders".
func apartFrom(members, actor []onrecord.Member) []onrecord.Member {
	return slices.DeleteFunc(members, func(m onrecord.Member) bool {
		return slices.ContainsFunc(actor, func(a onrecord.Member) bool {
			return a.Span.Overlaps(m.Span) || a.Entity != 0 && a.Entity == m.Entity
		})
	})
}

// thing is what a deed is done to where no one is told: "condemned the attack". It stands where the dictionary looks for
// the recipient first.
func (f *Finder) thing(x *view, deed plover.Deed, verb, head int) []onrecord.Member {
	if len(deed.To) == 0 || deed.Root == onrecord.RootConsult {
		return nil
	}
	at := -1
	switch to := deed.To[0]; {
	case to == "obj" && head == verb:
		at = x.Child(verb, "obj")
		for k, n := x.Child(verb, "xcomp"), 0; at < 0 && k >= 0 && n < 3; k, n = x.Child(k, "xcomp"), n+1 {
			at = x.Child(k, "obj") // "refused to accept the plan"
		}
	case to != "obj":
		if at = x.oblique(verb, to); at < 0 && head != verb {
			at = x.oblique(head, to)
		}
	}
	if at < 0 || x.dated(at) {
		return nil
	}
	if tag := x.Doc.Tokens[at].Tag; tag != "NOUN" && tag != "PROPN" {
		return nil
	}
	return []onrecord.Member{{Span: x.phrase(at), Head: onrecord.TokenID(at + 1), Entity: x.EntityOf(at)}}
}

// obliques are the prepositions behind which a recipient is looked for where those of the dictionary have none.
var obliques = []string{"with", "against", "to", "on", "at", "of", "for", "from", "toward", "towards", "over"}

// farther looks for a recipient where the dictionary does not say: an object, any oblique, and the same of the verb that
// this one governs ("agreed to cooperate with Harland").
func (f *Finder) farther(x *view, verb, head int) []onrecord.Member {
	at := []int{verb}
	if head != verb {
		at = append(at, head)
	}
	for k, n := x.Child(verb, "xcomp"), 0; k >= 0 && n < 3; k, n = x.Child(k, "xcomp"), n+1 {
		at = append(at, k)
	}
	for _, i := range at {
		if i != head || i == verb {
			if out := f.recipients(x, x.Child(i, "obj")); len(out) > 0 {
				return out
			}
		}
		for _, p := range obliques {
			if out := f.recipients(x, x.oblique(i, p)); len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// reciprocal makes the first of those who met the actor and the others whom it met, where no other is named.
func reciprocal(deed plover.Deed, actor, recipient []onrecord.Member) (_, _ []onrecord.Member) {
	if deed.Root == onrecord.RootConsult && len(actor) > 1 && len(recipient) == 0 {
		return actor[:1], actor[1:]
	}
	return actor, recipient
}

// recipients are the parties at an object: itself if it can be acted on, else whom it belongs to ("the plan of Harland",
// "Harland's plan").
func (f *Finder) recipients(x *view, at int) []onrecord.Member {
	if at < 0 {
		return nil
	}
	if out := f.members(x, at); len(out) > 0 {
		return out
	}
	if e := x.Doc.Entity(x.EntityOf(at)); e != nil && e.Kind == onrecord.Place { // a town stands for those in it
		return []onrecord.Member{{Span: x.phrase(at), Head: onrecord.TokenID(at + 1), Entity: x.EntityOf(at)}}
	}
	if owner := x.Child(at, "nmod:poss"); owner >= 0 {
		return f.members(x, owner)
	}
	for _, p := range []string{"of", "by", "from", "on", "against", "to", "with"} {
		if owner := x.oblique(at, p); owner >= 0 {
			if out := f.members(x, owner); len(out) > 0 {
				return out
			}
		}
	}
	return f.marked(x, at)
}

// marked is the state or body that an adjective or noun before another names: "the Israeli plan", "NATO bases".
func (f *Finder) marked(x *view, at int) []onrecord.Member {
	for _, k := range x.Below(at) {
		if rel := x.Doc.Tokens[k].Rel; rel != "amod" && rel != "compound" {
			continue
		}
		if e := x.Doc.Entity(x.EntityOf(k)); e != nil && slices.Contains(actingKinds, e.Kind) {
			return []onrecord.Member{{Span: x.phrase(k), Head: onrecord.TokenID(k + 1), Entity: x.EntityOf(k)}}
		}
	}
	return nil
}

// nounParties reads the parties off a noun: "the arrest of X by Y", "Y's attack on X", "talks between X and Y".
func (f *Finder) nounParties(x *view, deed plover.Deed, noun int) (actor, recipient []onrecord.Member) {
	if by := x.oblique(noun, "by"); by >= 0 {
		actor = f.members(x, by)
	} else if owner := x.Child(noun, "nmod:poss"); owner >= 0 {
		actor = f.members(x, owner)
	} else {
		actor = f.marked(x, noun)
	}
	for _, to := range deed.To {
		at := x.oblique(noun, to)
		if recipient = f.recipients(x, at); len(recipient) > 0 {
			if by := x.oblique(at, "by"); by >= 0 && len(actor) == 0 { // the tree may hang "by Y" on X
				actor = f.members(x, by)
			}
			if to == "between" && len(recipient) > 1 {
				return recipient[:1], recipient[1:]
			}
			break
		}
	}
	return actor, recipient
}

// members lists a party and those joined to it by "and"; none where it cannot act.
func (f *Finder) members(x *view, at int) []onrecord.Member {
	if at < 0 {
		return nil
	}
	var out []onrecord.Member
	for _, i := range append([]int{at}, x.Conjuncts(at)...) {
		if m, ok := f.member(x, i); ok {
			out = append(out, m)
		}
	}
	return out
}

func (f *Finder) member(x *view, i int) (onrecord.Member, bool) {
	i = x.antecedent(i)
	t := &x.Doc.Tokens[i]
	id := x.EntityOf(i)
	if !f.acts(x, i, id) {
		return onrecord.Member{}, false
	}
	return onrecord.Member{Span: x.phrase(i), Head: onrecord.TokenID(i + 1), Entity: id}, t.Tag != "PUNCT"
}

// acts tells whether a word can be a party: someone, a body, a state, a crowd, or a pronoun that may stand for one.
func (f *Finder) acts(x *view, i int, id onrecord.EntityID) bool {
	t := &x.Doc.Tokens[i]
	if t.Tag == "PRON" {
		switch strings.ToLower(t.Lemma) {
		case "he", "she", "they", "we", "i":
			return true
		case "it":
			return id != 0
		}
		return false
	}
	e := x.Doc.Entity(id)
	if e != nil && slices.Contains(actingKinds, e.Kind) {
		return t.Tag == "PROPN" || t.Tag == "NOUN" || t.Tag == "ADJ"
	}
	if t.Tag == "PROPN" && (e == nil || e.Kind == "" || e.Kind == onrecord.OtherKind || e.Kind == onrecord.Place && strings.HasPrefix(t.Rel, "nsubj")) {
		return !x.dated(i) // a name of unknown kind, or a place that does something
	}
	return t.Tag == "NOUN" && f.agents[strings.ToLower(t.Lemma)]
}

var actingKinds = []onrecord.EntityKind{onrecord.Person, onrecord.Organization, onrecord.Government, onrecord.Country,
	onrecord.Group, onrecord.MediaOutlet, onrecord.Metonym}
