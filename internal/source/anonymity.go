package source

import (
	"slices"

	"onrecord"
)

// typeAccess tells how the source comes to know, from words that hang on the source.
func (r *reading) typeAccess(i int, p *portrait, calls []voice) {
	a := &r.d.Attributions[i]
	paper := r.isPaper(p)
	for h := range r.accesses.in(r.around[i]) {
		if r.speaks(h, i) && r.accessFits(h, paper, calls) {
			p.put(access, h.row.Get("access"), r.span(h.from, h.to), h.by())
			return
		}
	}
	for _, v := range calls {
		for h := range r.accesses.in(r.sentencesOf(v)) {
			if (inside(v.all, h.from) || v.head >= 0 && r.hangs(h.from, v.head)) && !r.within(h.from, a.Content) && r.accessFits(h, paper, calls) {
				p.put(access, h.row.Get("access"), r.span(h.from, h.to), h.by())
				return
			}
		}
	}
}

// sentencesOf are the sentences of a phrase.
func (r *reading) sentencesOf(v voice) []int {
	var out []int
	for _, run := range runs(v.all) {
		out = r.stretch(out, run[0], run[1])
	}
	if v.head >= 0 {
		out = r.stretch(out, v.head, v.head+1)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hangs tells whether words hang on a noun as a clause or attribute of it, at its own level.
func (r *reading) hangs(i, noun int) bool {
	return r.level[i] == r.level[noun] && r.climb(i, func(j int) bool { return j == noun })
}

func (r *reading) isPaper(p *portrait) bool {
	k := onrecord.SourceKind(p.get(kind))
	return k == onrecord.SourceDocument || k == onrecord.SourceDataset
}

// accessFits keeps "seen by" to documents, and the rest to people; a lone noun ("witness") must head the phrase.
func (r *reading) accessFits(h hit, paper bool, calls []voice) bool {
	seen := h.row.Get("access") == string(onrecord.AccessDocument)
	if first := r.words[h.from].form; first == "who" || first == "that" {
		return !paper
	}
	if h.to-h.from == 1 && !seen {
		return slices.ContainsFunc(calls, func(v voice) bool { return v.head == h.from })
	}
	return seen == paper
}

// speaks tells whether words belong to the source of attribution i: they stand in it, or hang on it at its own level.
func (r *reading) speaks(h hit, i int) bool {
	if r.inSource(h.from, i) {
		return true
	}
	if !r.sameLevel(h.from, i) || !r.near(h.from, i) {
		return false
	}
	found := false
	r.climb(h.from, func(j int) bool {
		if r.speaking[j] > 0 && r.sameSource(r.speaking[j]-1, i) {
			found = true
		}
		return found || r.cueing[j] > 0 || r.speaking[j] > 0
	})
	return found
}

// belongs tells whether words belong to attribution i: to its source, to its cue, or to the sentence that is all its own.
func (r *reading) belongs(h hit, i int) bool {
	if r.inSource(h.from, i) {
		return true
	}
	if !r.sameLevel(h.from, i) || !r.near(h.from, i) {
		return false
	}
	owner := -1
	r.climb(h.from, func(j int) bool {
		if r.speaking[j] > 0 {
			owner = r.speaking[j] - 1
		} else if k := r.cueing[j]; k > 0 && !r.sourceless(k) {
			owner = k - 1
		}
		return owner >= 0
	})
	if owner < 0 {
		owner = r.nearest(h.from, i)
	}
	return owner == i || owner >= 0 && r.sameSource(owner, i)
}

// sourceless tells whether attribution number k has no source of its own ("asking for anonymity").
func (r *reading) sourceless(k int) bool {
	return k > 0 && len(r.d.Attributions[k-1].Source.Spans) == 0
}

// inSource tells whether a token stands in the source of attribution i.
func (r *reading) inSource(tok, i int) bool {
	return r.within(tok, r.d.Attributions[i].Source.Spans)
}

func (r *reading) within(tok int, spans []onrecord.Span) bool {
	for _, s := range spans {
		if s.Contains(r.d.Tokens[tok].Span) {
			return true
		}
	}
	return false
}

// sameLevel tells whether a token stands in the words that hold attribution i itself, outside all contents below.
func (r *reading) sameLevel(tok, i int) bool {
	return r.level[tok] == int(r.d.Attributions[i].Within)
}

// near tells whether a token stands in a sentence of the source or cue of attribution i.
func (r *reading) near(tok, i int) bool {
	a, s := &r.d.Attributions[i], r.sentence(tok)
	if s < 0 {
		return false
	}
	for _, span := range append([]onrecord.Span{a.Cue}, a.Source.Spans...) {
		if !span.Empty() && r.d.SentenceAt(span.Start) == s {
			return true
		}
	}
	return false
}

// nearest is the attribution of the same sentence and level whose source or cue stands nearest a token, or -1.
func (r *reading) nearest(tok, i int) int {
	best, far := -1, 1<<30
	s := r.sentence(tok)
	if s < 0 {
		return best
	}
	for _, j := range r.beginning[s] {
		b := &r.d.Attributions[j]
		if b.Within != r.d.Attributions[i].Within {
			continue
		}
		for _, s := range append([]onrecord.Span{b.Cue}, b.Source.Spans...) {
			if d := apart(s, r.d.Tokens[tok].Span); !s.Empty() && d < far {
				best, far = j, d
			}
		}
	}
	return best
}

// apart is how many bytes lie between two spans.
func apart(a, b onrecord.Span) int { return max(a.Start-b.End, b.Start-a.End, 0) }

// sameSource tells whether two attributions have the same source.
func (r *reading) sameSource(i, j int) bool {
	if i == j {
		return true
	}
	a, b := &r.d.Attributions[i].Source, &r.d.Attributions[j].Source
	if a.Entity != 0 && a.Entity == b.Entity {
		return true
	}
	return r.nouns[i] >= 0 && r.nouns[i] == r.nouns[j]
}

// typeAnonymity tells whether anonymity was given, on what terms and why.
func (r *reading) typeAnonymity(i int, p *portrait) {
	p.or(reason, string(onrecord.ReasonNone))
	p.or(groundRules, string(onrecord.RulesNotStated))
	if !r.canBeAnonymous(p) {
		if p.get(naming) != "" {
			p.or(anonymity, string(onrecord.AnonymityNotApplicable))
		}
		r.typeRules(i, p)
		return
	}
	grant, granted := r.grantOf(i, p)
	why, reasoned := r.reasonOf(i, grant, granted)
	switch {
	case reasoned:
		span := r.reasonSpan(why, i)
		p.replace(reason, why.row.Get("reason"), span, why.by())
		p.put(anonymity, string(onrecord.AnonymityWithReason), span, why.by())
	case granted:
		p.put(anonymity, string(onrecord.AnonymityNoReason), r.span(grant.from, grant.to), grant.by())
	case p.get(access) != "":
		p.put(anonymity, string(onrecord.AnonymityPresumed), p.traits[access].span, p.traits[access].by)
	default:
		p.put(anonymity, string(onrecord.AnonymityWithheld), p.traits[naming].span, p.traits[naming].by)
	}
	if granted && grant.row.Get("rules") != "" {
		p.replace(groundRules, grant.row.Get("rules"), r.span(grant.from, grant.to), grant.by())
	}
}

// typeRules is for sources that are not anonymous: "on the record".
func (r *reading) typeRules(i int, p *portrait) {
	for h := range r.grants.in(r.around[i]) {
		if h.row.Get("rules") != "" && r.belongs(h, i) {
			p.replace(groundRules, h.row.Get("rules"), r.span(h.from, h.to), h.by())
			return
		}
	}
}

// canBeAnonymous tells whether the source is a person or people that the reader is not told the name of.
func (r *reading) canBeAnonymous(p *portrait) bool {
	switch onrecord.Naming(p.get(naming)) {
	case onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.NamingCollective:
	default:
		return false
	}
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup:
		return true
	}
	return false
}

// grantOf finds the wording of anonymity that belongs to attribution i, in its own sentence or in one beside it.
func (r *reading) grantOf(i int, p *portrait) (hit, bool) {
	for h := range r.grants.in(r.around[i]) {
		if h.row.Get("anonymity") != "" && r.belongs(h, i) {
			return h, true
		}
	}
	for h := range r.grants.in(r.neighbours(i)) {
		if h.row.Get("anonymity") != "" && r.sameLevel(h.from, i) && r.nextTo(h, i, p) {
			return h, true
		}
	}
	return hit{}, false
}

// neighbours are the sentences before and behind that of attribution i.
func (r *reading) neighbours(i int) []int {
	at := r.sentence(r.anchor(&r.d.Attributions[i]))
	var out []int
	for _, s := range []int{at - 1, at + 1} {
		if at >= 0 && s >= 0 && s < len(r.d.Sentences) {
			out = append(out, s)
		}
	}
	return out
}

// reasonOf finds the reason given: in the sentence of the grant, or, where the words are plain enough, without one.
func (r *reading) reasonOf(i int, grant hit, granted bool) (hit, bool) {
	best, found := hit{}, false
	near := r.around[i]
	if s := r.sentence(grant.from); granted && s >= 0 && !slices.Contains(near, s) {
		near = append(slices.Clone(near), s)
		slices.Sort(near)
	}
	for h := range r.reasons.in(near) {
		alone := h.row.Get("alone") == "yes"
		switch {
		case granted && r.explains(h, grant):
		case alone && r.belongs(h, i):
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
func (r *reading) explains(h, grant hit) bool {
	if r.sentence(h.from) != r.sentence(grant.from) || h.from < grant.from-2 {
		return false
	}
	if vague := h.row.Get("reason") == string(onrecord.ReasonOther); vague && (h.from > grant.to+1 || h.to <= grant.to) {
		return false
	}
	k := r.level[h.from]
	return k == r.level[grant.from] || r.sourceless(k) || k > 0 && r.cueing[grant.from] == k
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
func (r *reading) nextTo(h hit, i int, p *portrait) bool {
	at := r.anchor(&r.d.Attributions[i])
	if at < 0 {
		return false
	}
	away := r.sentence(h.from) - r.sentence(at)
	if away != 1 && away != -1 {
		return false
	}
	subject := r.subjectOf(h.from)
	if subject < 0 {
		return false
	}
	if e := r.entityAt(subject, nil); e != 0 && r.d.Attributions[i].Source.Entity != 0 {
		return e == r.d.Attributions[i].Source.Entity
	}
	switch r.words[subject].form {
	case "he", "she", "they", "both", "all", "who":
		return away == 1 && r.alone(i)
	}
	return p.head.lemma != "" && r.words[subject].lemma == p.head.lemma
}

// alone tells whether attribution i is the last of its sentence at its level, so that a pronoun that follows is its source.
func (r *reading) alone(i int) bool {
	s := r.sentence(r.anchor(&r.d.Attributions[i]))
	if s < 0 {
		return true
	}
	for _, j := range r.anchored[s] {
		if j > i && r.d.Attributions[j].Within == r.d.Attributions[i].Within && !r.sameSource(i, j) {
			return false
		}
	}
	return true
}

// subjectOf is the subject of the clause that holds a token, or -1.
func (r *reading) subjectOf(i int) int {
	subject := -1
	r.climb(i, func(j int) bool {
		subject = r.child(j, "nsubj")
		return subject >= 0
	})
	return subject
}

// reasonOpeners are the words with which a reason opens.
var reasonOpeners = []string{"because", "as", "since", "for", "citing", "given", "due", "owing", "out", "while", "in"}

// reasonSpan widens a reason to its clause: from the word that opens it to the next mark or words of another part.
func (r *reading) reasonSpan(h hit, i int) onrecord.Span {
	s := r.sentence(h.from)
	if s < 0 {
		return r.span(h.from, h.to)
	}
	low, high := r.d.Sentences[s].From, r.d.Sentences[s].To
	same := func(j int) bool {
		level := r.level[j] == r.level[h.from] || r.sourceless(r.level[j])
		return level && (r.cueing[j] == 0 || r.cueing[h.from] > 0 || r.sourceless(r.cueing[j])) && r.tag(j) != "PUNCT"
	}
	from, to := h.from, h.to
	for j := h.from - 1; j >= max(low, h.from-8) && same(j); j-- {
		if slices.Contains(reasonOpeners, r.words[j].form) {
			from = j
			break
		}
	}
	for to < min(high, h.to+20) && to < len(r.words) && same(to) {
		to++
	}
	return r.span(from, to)
}

// spread gives what one attribution tells about an unnamed source to the others of the same source.
func (r *reading) spread() {
	best := map[onrecord.EntityID]int{}
	for i := range r.d.Attributions {
		e := r.d.Attributions[i].Source.Entity
		if j, seen := best[e]; e != 0 && (!seen || r.rank(i) > r.rank(j)) {
			best[e] = i
		}
	}
	for i := range r.d.Attributions {
		j, ok := best[r.d.Attributions[i].Source.Entity]
		if !ok || r.rank(i) == 0 || r.rank(j) <= r.rank(i) {
			continue
		}
		for _, x := range []axis{anonymity, reason, groundRules, access} {
			if t := r.portraits[j].traits[x]; t.value != "" {
				r.portraits[i].traits[x] = t
			}
		}
	}
}

// rank orders what is told about anonymity; 0 where it does not apply.
func (r *reading) rank(i int) int {
	return slices.Index([]string{string(onrecord.AnonymityWithheld), string(onrecord.AnonymityPresumed),
		string(onrecord.AnonymityNoReason), string(onrecord.AnonymityWithReason)}, r.portraits[i].get(anonymity)) + 1
}
