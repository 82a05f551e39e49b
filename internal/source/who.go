package source

import (
	"slices"
	"strings"

	"onrecord"
)

// typeSource fills the axes of the source of attribution i.
func (r *reading) typeSource(i int, p *portrait) {
	a := &r.d.Attributions[i]
	calls := r.calls(a)
	if len(calls) == 0 {
		r.unsourced(i, p)
		return
	}
	v := calls[0]
	if v.head >= 0 {
		p.head = r.words[v.head]
	}
	if r.points(v) {
		r.pointed(i, p, v)
	} else {
		r.typeKind(p, v, a)
		r.typeNaming(p, v, a)
		r.officeElsewhere(p, calls[1:])
	}
	r.learnedSource(i, p)
	for _, c := range calls {
		r.typeSector(p, c)
		r.typeStatus(p, c)
	}
	r.typeNumber(p, r.hear(a.Source.Spans), v)
	r.typeCountry(p, a, calls)
	r.typeAccess(i, p, calls)
	r.typeAnonymity(i, p)
	r.refine(p)
}

// officeElsewhere makes an office holder of a person whom the report calls by the office in another place.
func (r *reading) officeElsewhere(p *portrait, others []voice) {
	if p.get(kind) != string(onrecord.SourcePerson) {
		return
	}
	for _, c := range others {
		if h, ok := r.title(c); ok && !r.many(c) && r.office(h, ok, c) == string(onrecord.SourceOfficeHolder) {
			p.replace(kind, string(onrecord.SourceOfficeHolder), r.span(h.from, h.to), h.by())
			return
		}
	}
}

// unsourced is the portrait of "is expected to": nobody speaks.
func (r *reading) unsourced(i int, p *portrait) {
	a := &r.d.Attributions[i]
	if len(a.Source.Spans) > 0 || a.Source.Entity != 0 || len(a.Source.ResolvesTo) > 0 {
		return
	}
	by, span := "rule/no-source", a.Cue
	p.or(reason, string(onrecord.ReasonNone))
	p.or(groundRules, string(onrecord.RulesNotStated))
	p.put(kind, string(onrecord.SourceNone), span, by)
	p.put(naming, string(onrecord.NamingNone), span, by)
	p.or(anonymity, string(onrecord.AnonymityNotApplicable))
	p.or(access, string(onrecord.AccessNone))
}

// calls are the phrases by which the source is called, the one that tells most first: its own words; where these only
// point, the earlier words they stand for; then the other mentions of the same one.
func (r *reading) calls(a *onrecord.Attribution) []voice {
	var out []voice
	add := func(spans []onrecord.Span) {
		if v := r.hear(spans); len(v.core) > 0 {
			out = append(out, v)
		}
	}
	own := r.hear(a.Source.Spans)
	if len(own.core) > 0 && !r.points(own) {
		out = append(out, own)
	}
	if len(a.Source.ResolvesTo) > 0 && len(out) == 0 {
		add(a.Source.ResolvesTo)
		out = slices.DeleteFunc(out, r.points)
	}
	for _, s := range r.mentions(a.Source.Entity) {
		if len(a.Source.Spans) == 0 || s != a.Source.Spans[0] {
			add([]onrecord.Span{s})
		}
	}
	if ante := r.antecedent(own); len(out) == 0 && ante.head >= 0 {
		out = append(out, ante)
	}
	if len(out) == 0 && len(own.core) > 0 {
		out = append(out, own)
	}
	return out
}

// mostMentions bounds how many mentions of a source are looked at.
const mostMentions = 12

// mentions are the places where an entity is called by name or noun: the fullest name first, then in order.
func (r *reading) mentions(id onrecord.EntityID) []onrecord.Span {
	if k := r.of(id); k != nil {
		return k.calls
	}
	return nil
}

func (r *reading) callsOf(e *onrecord.Entity) []onrecord.Span {
	var names, nouns []onrecord.Span
	for _, m := range e.Mentions {
		switch m.Form {
		case onrecord.NameForm:
			names = append(names, r.phrase(m))
		case onrecord.NominalForm:
			nouns = append(nouns, m.Span)
		}
	}
	slices.SortStableFunc(names, func(a, b onrecord.Span) int { return b.Len() - a.Len() })
	out := append(names, nouns...)
	return out[:min(len(out), mostMentions)]
}

// phrase widens the mention of a name by the titles in front of it and an apposition behind it.
func (r *reading) phrase(m onrecord.Mention) onrecord.Span {
	first, end := r.tokens(m.Span)
	h := int(m.Head) - 1
	if h < first || h >= end {
		h = end - 1
	}
	if h < 0 || first >= end {
		return m.Span
	}
	for j, steps := r.head(h), 0; j >= 0 && steps < 3 && slices.Contains(besides, r.rel(h)) && !r.owns(h); j, steps = r.head(h), steps+1 {
		h = j // the name hangs on its title
	}
	lo, hi := min(first, h), max(end, h+1)
	for _, k := range r.kids[h] {
		rel := r.rel(int(k))
		if rel == "appos" || rel == "compound" || rel == "flat" || rel == "amod" || r.d.Tokens[k].Rel == "nmod:desc" {
			lo, hi = r.cover(int(k), lo, hi)
		}
	}
	return r.span(lo, hi)
}

// cover widens lo..hi by token i and all that hangs on it, without clauses.
func (r *reading) cover(i, lo, hi int) (int, int) {
	type step struct{ token, depth int }
	stack := []step{{i, 0}}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		lo, hi = min(lo, s.token), max(hi, s.token+1)
		for _, k := range r.kids[s.token] {
			if s.depth < 6 && !slices.Contains(opensClause, r.rel(int(k))) && r.tag(int(k)) != "PUNCT" {
				stack = append(stack, step{int(k), s.depth + 1})
			}
		}
	}
	return lo, hi
}

// antecedent is the noun phrase that a relative pronoun hangs behind.
func (r *reading) antecedent(v voice) voice {
	none := voice{head: -1}
	if v.head < 0 || !slices.Contains(relatives, r.words[v.head].form) {
		return none
	}
	noun := -1
	r.climb(v.head, func(j int) bool {
		if r.rel(j) == "acl" {
			noun = r.head(j)
		}
		return noun >= 0
	})
	if noun < 0 || noun > v.head {
		noun = r.nounBefore(v.head)
	}
	if noun < 0 {
		return none
	}
	lo, hi := r.cover(noun, noun, noun+1)
	return r.hear([]onrecord.Span{r.span(lo, min(hi, max(v.head, noun+1)))})
}

// nounBefore is the noun that a relative pronoun follows, whatever the tree says: the nearest one, or the person that
// it belongs to ("an official from the bank, who").
func (r *reading) nounBefore(i int) int {
	j := i - 1
	for j >= 0 && r.tag(j) == "PUNCT" && r.words[j].form == "," {
		j--
	}
	if j < 0 || r.sentence(j) != r.sentence(i) || r.tag(j) != "NOUN" && r.tag(j) != "PROPN" && !r.forPeople(j) {
		return -1
	}
	noun := j
	r.climb(j, func(k int) bool {
		if k < j && r.forPeople(k) {
			noun = k
		}
		return !slices.Contains([]string{"nmod", "compound", "flat", "appos"}, r.rel(k))
	})
	return noun
}

// pointed is the portrait of a pronoun that nothing tells about.
func (r *reading) pointed(i int, p *portrait, v voice) {
	if v.head < 0 {
		return
	}
	span, form := r.one(v.head), r.words[v.head].form
	first := form == "i" || form == "we" || form == "me" || form == "my" || form == "our"
	if first && r.quoted[v.head] {
		r.sameAsSpeaker(i, p)
		return
	}
	switch form {
	case "i", "me", "my":
		if r.d.Attributions[i].Within == 0 {
			p.put(kind, string(onrecord.SourceAuthor), span, "rule/first-person")
			p.put(affiliation, string(onrecord.AffMedia), span, "rule/first-person")
		}
	case "he", "she", "him", "her", "his", "who", "himself", "herself", "one", "another":
		p.put(kind, string(onrecord.SourcePerson), span, "rule/pronoun")
	case "they", "them", "these", "those", "both", "others", "some", "several", "many", "all":
		if v.quantity >= 0 && !r.many(v) { // "one of them"
			p.put(kind, string(onrecord.SourcePerson), span, "rule/pronoun")
			return
		}
		p.put(kind, string(onrecord.SourceGroup), span, "rule/pronoun")
	}
}

// sameAsSpeaker gives the "I" inside a quotation the portrait of the one who is quoted.
func (r *reading) sameAsSpeaker(i int, p *portrait) {
	outer := int(r.d.Attributions[i].Within) - 1
	if outer < 0 || outer >= i {
		return
	}
	for _, x := range []axis{kind, naming, affiliation, country, role, status} {
		p.traits[x] = r.portraits[outer].traits[x]
	}
}

// typeKind tells what sort of source it is.
func (r *reading) typeKind(p *portrait, v voice, a *onrecord.Attribution) {
	h, ok := r.title(v)
	if name := r.person(v); name != nil {
		k := r.office(h, ok, v)
		if k == string(onrecord.SourcePerson) {
			if body, serves := r.serves(v, name.Span); serves {
				p.put(kind, string(onrecord.SourceOfficeHolder), r.span(body.from, body.to), body.by())
				return
			}
		}
		p.put(kind, k, name.Span, "rule/person-name")
		return
	}
	if name := r.nameAt(v); name != nil && (!ok || h.row.Get("kind") == "organization" || h.row.Get("kind") == "group") {
		if r.kindByWord(p, v, *name) {
			return
		}
		p.put(kind, kindOfName[name.Kind], name.Span, "rule/"+string(name.Kind)+"-name")
	}
	if ok {
		span := r.span(h.from, h.to)
		k := r.office(h, ok, v)
		if k == string(onrecord.SourcePerson) && r.many(v) {
			k = string(onrecord.SourceGroup)
		}
		p.put(kind, k, span, h.by())
	}
	if e := r.d.Entity(a.Source.Entity); e != nil && v.head >= 0 {
		p.put(kind, kindOfName[e.Kind], r.one(v.head), "rule/"+string(e.Kind)+"-entity")
	}
	r.kindByNumber(p, v)
	if v.head >= 0 && r.child(v.head, "acl") >= 0 && r.relativeWho(v) {
		p.put(kind, string(onrecord.SourcePerson), r.one(v.head), "rule/who")
	}
}

// serves is the public body that a person is said to be of or to lead, without a title: "Berg of the fisheries ministry", "Berg,
// who chairs the electoral commission".
func (r *reading) serves(v voice, name onrecord.Span) (hit, bool) {
	_, behind := r.tokens(name)
	for _, run := range runs(v.all) {
		for _, b := range r.t.heads.within(r.words, run[0], run[1]) {
			if b.row.Get("kind") != string(onrecord.SourceGovernment) || b.from <= behind {
				continue
			}
			i := b.from - 1
			for i > behind && slices.Contains([]string{"DET", "ADJ", "NOUN", "PROPN", "PART"}, r.tag(i)) {
				i--
			}
			if i == behind && slices.Contains([]string{"of", "from", "at"}, r.words[i].form) || i > behind && r.leads(i) {
				return b, true
			}
		}
	}
	return hit{}, false
}

func (r *reading) leads(i int) bool {
	_, ok := r.t.leads.find(r.words[i])
	return ok
}

// kindByNumber is for "some", "one", "Democrats": a bare count, or a people's name.
func (r *reading) kindByNumber(p *portrait, v voice) {
	if v.head < 0 || p.get(kind) != "" {
		return
	}
	row, counts := r.t.numbers.find(r.words[v.head])
	switch {
	case counts && row.Get("of") != "" && row.Get("count") == "1":
		p.put(kind, string(onrecord.SourcePerson), r.one(v.head), row.By())
	case counts && row.Get("of") != "", r.d.Tokens[v.head].XPOS == "NNPS":
		p.put(kind, string(onrecord.SourceGroup), r.one(v.head), "rule/plural")
	}
}

// kindByWord lets the noun inside the name of a body tell its kind ("Harbour Police", "Norvik Gazette").
func (r *reading) kindByWord(p *portrait, v voice, name onrecord.Name) bool {
	if name.Kind != onrecord.Organization && name.Kind != onrecord.OtherKind {
		return false
	}
	first, end := r.tokens(name.Span)
	for _, h := range r.t.heads.within(r.words, first, end) {
		k := onrecord.SourceKind(h.row.Get("kind"))
		if h.to == end && k != onrecord.SourcePerson && k != onrecord.SourceOfficeHolder && k != onrecord.SourceGroup {
			p.put(kind, string(k), r.span(h.from, h.to), h.by())
			return true
		}
	}
	return false
}

// relativeWho tells whether the phrase goes on with "who".
func (r *reading) relativeWho(v voice) bool {
	return slices.ContainsFunc(v.all, func(i int) bool { return r.words[i].form == "who" })
}

// kindOfName is what kind of source the bearer of a name is.
var kindOfName = map[onrecord.EntityKind]string{
	onrecord.Person:       string(onrecord.SourcePerson),
	onrecord.Organization: string(onrecord.SourceOrganization),
	onrecord.Government:   string(onrecord.SourceGovernment),
	onrecord.Country:      string(onrecord.SourceGovernment),
	onrecord.Metonym:      string(onrecord.SourceGovernment),
	onrecord.Place:        string(onrecord.SourceGovernment),
	onrecord.Group:        string(onrecord.SourceGroup),
	onrecord.MediaOutlet:  string(onrecord.SourceMedia),
	onrecord.DocumentKind: string(onrecord.SourceDocument),
}

// nameAt is the name at the head of the phrase that is no person's, or nil.
func (r *reading) nameAt(v voice) *onrecord.Name {
	if v.head < 0 || r.named[v.head] == 0 {
		return nil
	}
	return &r.d.Names[r.named[v.head]-1]
}

// office is the kind that a title gives its bearer: the holder of a public office, or a person.
func (r *reading) office(h hit, ok bool, v voice) string {
	if !ok {
		return string(onrecord.SourcePerson)
	}
	if h.row.Get("office") != "public" {
		return h.row.Get("kind")
	}
	switch sector, _ := r.sector(v); onrecord.Affiliation(sector) {
	case onrecord.AffGovernment, onrecord.AffSecurity, onrecord.AffDiplomatic, onrecord.AffCourt, onrecord.AffIGO:
		return string(onrecord.SourceOfficeHolder)
	}
	return string(onrecord.SourcePerson)
}

// many tells whether the phrase names more than one.
func (r *reading) many(v voice) bool {
	if v.quantity >= 0 {
		row, _ := r.t.numbers.find(r.words[v.quantity])
		return row.Get("count") != "1"
	}
	return v.head >= 0 && r.plural(v.head)
}

// plural tells whether a noun stands in the plural.
func (r *reading) plural(i int) bool {
	switch w := r.words[i]; r.d.Tokens[i].XPOS {
	case "NNS", "NNPS":
		return true
	case "NN", "NNP":
		return false
	default: // untagged, or taken for a verb
		return w.form != w.lemma && strings.HasSuffix(w.form, "s")
	}
}

// refine draws what follows from the axes together.
func (r *reading) refine(p *portrait) {
	if p.get(kind) == string(onrecord.SourceGovernment) && p.get(affiliation) == string(onrecord.AffIGO) {
		p.replace(kind, string(onrecord.SourceOrganization), p.traits[affiliation].span, "rule/between-states") // "the UN refugee agency"
	}
	if p.get(kind) == string(onrecord.SourceGovernment) {
		p.put(affiliation, string(onrecord.AffGovernment), p.traits[kind].span, p.traits[kind].by)
	}
	if p.get(kind) == string(onrecord.SourceMedia) {
		p.put(affiliation, string(onrecord.AffMedia), p.traits[kind].span, p.traits[kind].by)
	}
	if p.get(kind) == string(onrecord.SourceOfficeHolder) && p.get(status) == string(onrecord.StatusFormer) {
		p.replace(kind, string(onrecord.SourcePerson), p.traits[status].span, "rule/office-left")
	}
	if p.get(kind) == string(onrecord.SourceOfficeHolder) && !r.impersonal(p) {
		p.put(status, string(onrecord.StatusCurrent), p.traits[role].span, "rule/called-by-office")
	}
	p.or(access, string(onrecord.AccessNone))
}
