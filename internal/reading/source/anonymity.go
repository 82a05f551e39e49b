package source

import (
	"slices"

	"onrecord"
)

// anonymityRules tell whether anonymity was given, on what terms and why.
type anonymityRules struct {
	*text
	own      *ownership
	wording  *wording
	entities *entityIndex
	values   []axisValues // of all attributions
}

// typeAnonymity tells whether anonymity was given, on what terms and why.
func (an *anonymityRules) typeAnonymity(i int, p *axisValues) {
	p.or(reason, string(onrecord.ReasonNone))
	p.or(groundRules, string(onrecord.RulesNotStated))
	if !p.canBeAnonymous() {
		if p.get(naming) != "" {
			p.or(anonymity, string(onrecord.AnonymityNotApplicable))
		}
		an.typeRules(i, p)
		return
	}
	grant, granted := an.grantOf(i, p)
	why, reasoned := an.reasonOf(i, grant, granted)
	switch {
	case reasoned:
		span := an.reasonSpan(why, i)
		p.replace(reason, why.row.Get("reason"), span, why.by())
		p.put(anonymity, string(onrecord.AnonymityWithReason), span, why.by())
	case granted:
		p.put(anonymity, string(onrecord.AnonymityNoReason), an.span(grant.from, grant.to), grant.by())
	case p.get(access) != "":
		p.put(anonymity, string(onrecord.AnonymityPresumed), p.traits[access].span, p.traits[access].by)
	default:
		p.put(anonymity, string(onrecord.AnonymityWithheld), p.traits[naming].span, p.traits[naming].by)
	}
	if granted && grant.row.Get("rules") != "" {
		p.replace(groundRules, grant.row.Get("rules"), an.span(grant.from, grant.to), grant.by())
	}
}

// typeRules is for sources that are not anonymous: "on the record".
func (an *anonymityRules) typeRules(i int, p *axisValues) {
	for h := range an.wording.grants.in(an.own.around[i]) {
		if h.row.Get("rules") != "" && an.own.belongs(h, i) {
			p.replace(groundRules, h.row.Get("rules"), an.span(h.from, h.to), h.by())
			return
		}
	}
}

// grantOf finds the wording of anonymity that belongs to attribution i, in its own sentence or in one beside it.
func (an *anonymityRules) grantOf(i int, p *axisValues) (hit, bool) {
	for h := range an.wording.grants.in(an.own.around[i]) {
		if h.row.Get("anonymity") != "" && an.own.belongs(h, i) {
			return h, true
		}
	}
	for h := range an.wording.grants.in(an.own.neighbours(i)) {
		if h.row.Get("anonymity") != "" && an.own.sameLevel(h.from, i) && an.nextTo(h, i, p) {
			return h, true
		}
	}
	return hit{}, false
}

// reasonOf finds the reason given: in the sentence of the grant, or, where the words are plain enough, without one.
func (an *anonymityRules) reasonOf(i int, grant hit, granted bool) (hit, bool) {
	best, found := hit{}, false
	near := an.own.around[i]
	if s := an.sentence(grant.from); granted && s >= 0 && !slices.Contains(near, s) {
		near = append(slices.Clone(near), s)
		slices.Sort(near)
	}
	for h := range an.wording.reasons.in(near) {
		alone := h.row.Get("alone") == "yes"
		switch {
		case granted && an.explains(h, grant):
		case alone && an.own.belongs(h, i):
		default:
			continue
		}
		if !found || weight(h) > weight(best) {
			best, found = h, true
		}
	}
	return best, found
}

// explains tells whether a reason stands with the wording of anonymity, in its sentence and level. A vague one ("to
// discuss the plan") must follow at once.
func (an *anonymityRules) explains(h, grant hit) bool {
	if an.sentence(h.from) != an.sentence(grant.from) || h.from < grant.from-2 {
		return false
	}
	if vague := h.row.Get("reason") == string(onrecord.ReasonOther); vague && (h.from > grant.to+1 || h.to <= grant.to) {
		return false
	}
	k := an.own.level[h.from]
	return k == an.own.level[grant.from] || an.own.sourceless(k) || k > 0 && an.own.cueing[grant.from] == k
}

// weight orders reasons found for one source: those that are plain in themselves first, vague ones last.
func weight(h hit) int {
	switch {
	case h.row.Get("alone") != "":
		return 2
	case h.row.Get("reason") != string(onrecord.ReasonOther):
		return 1
	}
	return 0
}

// nextTo tells whether wording stands in the sentence before or after, of the same source ("He spoke on condition of
// anonymity because ...").
func (an *anonymityRules) nextTo(h hit, i int, p *axisValues) bool {
	at := an.anchor(&an.d.Attributions[i])
	if at < 0 {
		return false
	}
	away := an.sentence(h.from) - an.sentence(at)
	if away != 1 && away != -1 {
		return false
	}
	subject := an.subjectOf(h.from)
	if subject < 0 {
		return false
	}
	if e := an.entities.entityAt(subject, nil); e != 0 && an.d.Attributions[i].Source.Entity != 0 {
		return e == an.d.Attributions[i].Source.Entity
	}
	switch an.words[subject].form {
	case "he", "she", "they", "both", "all", "who":
		return away == 1 && an.own.alone(i)
	}
	return p.head.lemma != "" && an.words[subject].lemma == p.head.lemma
}

// reasonOpeners are the words with which a reason opens.
var reasonOpeners = []string{"because", "as", "since", "for", "citing", "given", "due", "owing", "out", "while", "in"}

// reasonSpan widens a reason to its clause: from the word that opens it to the next mark or words of another part.
func (an *anonymityRules) reasonSpan(h hit, i int) onrecord.Span {
	s := an.sentence(h.from)
	if s < 0 {
		return an.span(h.from, h.to)
	}
	low, high := an.d.Sentences[s].From, an.d.Sentences[s].To
	same := func(j int) bool {
		level := an.own.level[j] == an.own.level[h.from] || an.own.sourceless(an.own.level[j])
		return level && (an.own.cueing[j] == 0 || an.own.cueing[h.from] > 0 || an.own.sourceless(an.own.cueing[j])) && an.tag(j) != "PUNCT"
	}
	from, to := h.from, h.to
	for j := h.from - 1; j >= max(low, h.from-8) && same(j); j-- {
		if slices.Contains(reasonOpeners, an.words[j].form) {
			from = j
			break
		}
	}
	for to < min(high, h.to+20) && to < len(an.words) && same(to) {
		to++
	}
	return an.span(from, to)
}

// spread gives what one attribution tells about an unnamed source to the others of the same source.
func (an *anonymityRules) spread() {
	best := map[onrecord.EntityID]int{}
	for i := range an.d.Attributions {
		e := an.d.Attributions[i].Source.Entity
		if j, seen := best[e]; e != 0 && (!seen || an.rank(i) > an.rank(j)) {
			best[e] = i
		}
	}
	for i := range an.d.Attributions {
		j, ok := best[an.d.Attributions[i].Source.Entity]
		if !ok || an.rank(i) == 0 || an.rank(j) <= an.rank(i) {
			continue
		}
		for _, x := range []axis{anonymity, reason, groundRules, access} {
			if t := an.values[j].traits[x]; t.value != "" {
				an.values[i].traits[x] = t
			}
		}
	}
}

// rank orders what is told about anonymity; 0 where it does not apply.
func (an *anonymityRules) rank(i int) int {
	return slices.Index([]string{string(onrecord.AnonymityWithheld), string(onrecord.AnonymityPresumed),
		string(onrecord.AnonymityNoReason), string(onrecord.AnonymityWithReason)}, an.values[i].get(anonymity)) + 1
}
