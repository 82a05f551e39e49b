package source

import (
	"slices"

	"onrecord"
)

// kindRules tell what sort of source it is.
type kindRules struct {
	*text
	affiliations *affiliationRules
	values       []axisValues // of all attributions
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

// typeKind tells what sort of source it is.
func (kr *kindRules) typeKind(p *axisValues, np nounPhrase, a *onrecord.Attribution) {
	h, ok := np.title()
	if name := np.person(); name != nil {
		if !ok {
			h, ok = kr.inFront(name.Span)
		}
		k := kr.office(h, ok, np)
		if k == string(onrecord.SourcePerson) {
			if body, serves := kr.serves(np, name.Span); serves {
				p.put(kind, string(onrecord.SourceOfficeHolder), kr.span(body.from, body.to), body.by())
				return
			}
		}
		p.put(kind, k, name.Span, "rule/person-name")
		return
	}
	if name := np.nameAt(); name != nil && (!ok || h.row.Get("kind") == "organization" || h.row.Get("kind") == "group") {
		if kr.kindByWord(p, np, *name) {
			return
		}
		p.put(kind, kindOfName[name.Kind], name.Span, "rule/"+string(name.Kind)+"-name")
	}
	if ok {
		span := kr.span(h.from, h.to)
		k := kr.office(h, ok, np)
		if k == string(onrecord.SourcePerson) && np.many() {
			k = string(onrecord.SourceGroup)
		}
		p.put(kind, k, span, h.by())
	}
	if e := kr.d.Entity(a.Source.Entity); e != nil && np.head >= 0 {
		p.put(kind, kindOfName[e.Kind], kr.one(np.head), "rule/"+string(e.Kind)+"-entity")
	}
	kr.kindByNumber(p, np)
	if np.head >= 0 && kr.child(np.head, "acl") >= 0 && np.relativeWho() {
		p.put(kind, string(onrecord.SourcePerson), kr.one(np.head), "rule/who")
	}
}

// office is the kind that a title gives its bearer: the holder of a public office, or a person, as one is again who has left it.
func (kr *kindRules) office(h hit, ok bool, np nounPhrase) string {
	if !ok {
		return string(onrecord.SourcePerson)
	}
	if k := kr.everHeld(h, np); k != string(onrecord.SourceOfficeHolder) || !np.formerly() {
		return k
	}
	return string(onrecord.SourcePerson)
}

// everHeld is the same whether the office is still held or not.
func (kr *kindRules) everHeld(h hit, np nounPhrase) string {
	switch h.row.Get("office") {
	case "":
		return h.row.Get("kind")
	case "borne":
		if h.to < len(kr.named) && kr.isName(h.to, onrecord.Person) { // the name can begin with the title
			return string(onrecord.SourceOfficeHolder)
		}
	}
	switch sector, _ := kr.affiliations.affiliationOf(np); onrecord.Affiliation(sector) {
	case onrecord.AffGovernment, onrecord.AffSecurity, onrecord.AffDiplomatic, onrecord.AffCourt, onrecord.AffIGO:
		return string(onrecord.SourceOfficeHolder)
	}
	return string(onrecord.SourcePerson)
}

// officeElsewhere makes an office holder of a person whom the report calls by the office in another place.
func (kr *kindRules) officeElsewhere(p *axisValues, others []nounPhrase) {
	if p.get(kind) != string(onrecord.SourcePerson) {
		return
	}
	for _, c := range others {
		if h, ok := c.title(); ok && !c.many() && kr.office(h, ok, c) == string(onrecord.SourceOfficeHolder) {
			p.replace(kind, string(onrecord.SourceOfficeHolder), kr.span(h.from, h.to), h.by())
			return
		}
	}
}

// serves is the public body that a person is said to be of or to lead, without a title: "Berg of the fisheries ministry", "Berg,
// who chairs the electoral commission".
func (kr *kindRules) serves(np nounPhrase, name onrecord.Span) (hit, bool) {
	_, behind := kr.tokens(name)
	for _, run := range runs(np.all) {
		for _, b := range kr.dict.heads.within(kr.words, run[0], run[1]) {
			if b.row.Get("kind") != string(onrecord.SourceGovernment) || b.from <= behind {
				continue
			}
			i := b.from - 1
			for i > behind && slices.Contains([]string{"DET", "ADJ", "NOUN", "PROPN", "PART"}, kr.tag(i)) {
				i--
			}
			if i == behind && slices.Contains([]string{"of", "from", "at"}, kr.words[i].form) || i > behind && kr.leads(i) {
				return b, true
			}
		}
	}
	return hit{}, false
}

func (kr *kindRules) leads(i int) bool {
	_, ok := kr.dict.leads.find(kr.words[i])
	return ok
}

// kindByNumber is for "some", "one", "Democrats": a bare count, or a people's name.
func (kr *kindRules) kindByNumber(p *axisValues, np nounPhrase) {
	if np.head < 0 || p.get(kind) != "" {
		return
	}
	row, counts := kr.dict.numbers.find(kr.words[np.head])
	switch {
	case counts && row.Get("of") != "" && row.Get("count") == "1":
		p.put(kind, string(onrecord.SourcePerson), kr.one(np.head), row.By())
	case counts && row.Get("of") != "", kr.d.Tokens[np.head].XPOS == "NNPS":
		p.put(kind, string(onrecord.SourceGroup), kr.one(np.head), "rule/plural")
	}
}

// kindByWord lets the noun inside the name of a body tell its kind ("Harbour Police", "Norvik Gazette").
func (kr *kindRules) kindByWord(p *axisValues, np nounPhrase, name onrecord.Name) bool {
	if name.Kind != onrecord.Organization && name.Kind != onrecord.OtherKind {
		return false
	}
	first, end := kr.tokens(name.Span)
	for _, h := range kr.dict.heads.within(kr.words, first, end) {
		k := onrecord.SourceKind(h.row.Get("kind"))
		if h.to == end && k != onrecord.SourcePerson && k != onrecord.SourceOfficeHolder && k != onrecord.SourceGroup {
			p.put(kind, string(k), kr.span(h.from, h.to), h.by())
			return true
		}
	}
	return false
}

// pointed fills the axes of a pronoun that nothing tells about.
func (kr *kindRules) pointed(i int, p *axisValues, np nounPhrase) {
	if np.head < 0 {
		return
	}
	span, form := kr.one(np.head), kr.words[np.head].form
	first := form == "i" || form == "we" || form == "me" || form == "my" || form == "our"
	if first && kr.quoted[np.head] {
		kr.sameAsSpeaker(i, p)
		return
	}
	switch form {
	case "i", "me", "my":
		if kr.d.Attributions[i].Within == 0 {
			p.put(kind, string(onrecord.SourceAuthor), span, "rule/first-person")
			p.put(affiliation, string(onrecord.AffMedia), span, "rule/first-person")
		}
	case "he", "she", "him", "her", "his", "who", "himself", "herself", "one", "another":
		p.put(kind, string(onrecord.SourcePerson), span, "rule/pronoun")
	case "they", "them", "these", "those", "both", "others", "some", "several", "many", "all":
		if np.quantity >= 0 && !np.many() { // "one of them"
			p.put(kind, string(onrecord.SourcePerson), span, "rule/pronoun")
			return
		}
		p.put(kind, string(onrecord.SourceGroup), span, "rule/pronoun")
	}
}

// sameAsSpeaker gives the "I" inside a quotation the values of the one who is quoted.
func (kr *kindRules) sameAsSpeaker(i int, p *axisValues) {
	outer := int(kr.d.Attributions[i].Within) - 1
	if outer < 0 || outer >= i {
		return
	}
	for _, x := range []axis{kind, naming, affiliation, country, role, status} {
		p.traits[x] = kr.values[outer].traits[x]
	}
}

// unsourced fills the axes of "is expected to": nobody speaks.
func (kr *kindRules) unsourced(i int, p *axisValues) {
	a := &kr.d.Attributions[i]
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

// refine draws what follows from the axes together.
func (kr *kindRules) refine(p *axisValues) {
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
	if p.get(kind) == string(onrecord.SourceOfficeHolder) && !p.impersonal() {
		p.put(status, string(onrecord.StatusCurrent), p.traits[role].span, "rule/called-by-office")
	}
	p.or(access, string(onrecord.AccessNone))
}
