package source

import "onrecord"

// namingRules tell how far the reader can tell who it is.
type namingRules struct {
	*text
	entities     *entityIndex
	affiliations *affiliationRules
}

// typeNaming tells how far the reader can tell who it is.
func (nr *namingRules) typeNaming(p *axisValues, np nounPhrase, a *onrecord.Attribution) {
	if name := np.person(); name != nil {
		p.put(naming, string(onrecord.Named), name.Span, "rule/person-name")
		return
	}
	if span, ok := nr.entities.nameElsewhere(a); ok && p.canBeNamed() {
		p.put(naming, string(onrecord.Named), span, "rule/named-elsewhere")
		return
	}
	h, ok := np.title()
	if name := np.nameAt(); name != nil && name.Kind != onrecord.Group && (!ok || nr.bodily(h)) {
		p.put(naming, string(onrecord.Named), name.Span, "rule/name")
		return
	}
	if ok {
		value, span, by := nr.namingOf(np, h)
		p.put(naming, value, span, by)
		return
	}
	nr.namingWithout(p, np)
}

// namingWithout is for nouns that no dictionary knows.
func (nr *namingRules) namingWithout(p *axisValues, np nounPhrase) {
	if np.head < 0 {
		return
	}
	span := nr.one(np.head)
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceGroup:
		p.put(naming, string(onrecord.NamingCollective), span, "rule/group")
	case onrecord.SourceDocument, onrecord.SourceDataset:
		p.put(naming, string(onrecord.NamingNone), span, "rule/document")
	case onrecord.SourceMedia, onrecord.SourceGovernment, onrecord.SourceOrganization:
		p.put(naming, string(onrecord.UnnamedIdentifiable), span, "rule/body")
	case onrecord.SourcePerson, onrecord.SourceOfficeHolder:
		if nr.d.Tokens[np.head].Tag != "PRON" {
			p.put(naming, string(onrecord.UnnamedUnaffiliated), span, "rule/person")
		}
	default:
		if nr.tag(np.head) == "PROPN" {
			p.put(naming, string(onrecord.Named), span, "rule/proper-noun")
		}
	}
}

// bodily tells whether a noun calls a body, outlet or document, not a person.
func (nr *namingRules) bodily(h hit) bool {
	switch h.row.Get("naming") {
	case "body", "media", "document":
		return true
	}
	return false
}

// namingOf is the naming of a source that is called by a noun of the dictionary.
func (nr *namingRules) namingOf(np nounPhrase, h hit) (string, onrecord.Span, string) {
	span, by := nr.span(h.from, h.to), h.by()
	value := onrecord.NamingNone
	switch h.row.Get("naming") {
	case "unique":
		value = nr.byOffice(np, true)
	case "dept":
		value = nr.byOffice(np, np.modified())
	case "spokes":
		return nr.speaksFor(np, span, by)
	case "role":
		return nr.byPost(np, span, by)
	case "loose":
		value = nr.loose(np)
	case "collective":
		value = nr.collective(np)
	case "body":
		value = nr.body(np)
	case "media":
		value = nr.outletNaming(np)
	case "document":
		if name := np.anyName(); name != nil {
			return string(onrecord.UnnamedIdentifiable), name.Span, "rule/maker-named"
		}
	case "author":
		value = onrecord.UnnamedIdentifiable
	}
	return string(value), span, by
}

// byOffice is the naming of the holder of an office: who it is can be looked up, unless there are several of them.
func (nr *namingRules) byOffice(np nounPhrase, unique bool) onrecord.Naming {
	if unique && !np.indefinite() && !np.many() && !np.formerly() {
		return onrecord.UnnamedIdentifiable
	}
	return onrecord.UnnamedAffiliated
}

// byPost is the naming by a post that many hold; "Foreign Ministry officials" speak for a named body as a whole.
func (nr *namingRules) byPost(np nounPhrase, span onrecord.Span, by string) (string, onrecord.Span, string) {
	if name := np.namedBody(); name != nil && np.wholeBody() {
		return string(onrecord.UnnamedIdentifiable), name.Span, "rule/named-body-speaks"
	}
	return string(onrecord.UnnamedAffiliated), span, by
}

// speaksFor is the naming of spokespeople: of a named body, of some body, of nobody that the phrase names.
func (nr *namingRules) speaksFor(np nounPhrase, span onrecord.Span, by string) (string, onrecord.Span, string) {
	if name := np.namedBody(); name != nil {
		return string(onrecord.UnnamedIdentifiable), name.Span, "rule/speaks-for-named-body"
	}
	if poss := nr.child(np.head, "nmod"); poss >= 0 && inside(np.core, poss) && nr.isName(poss, onrecord.Person) {
		return string(onrecord.UnnamedIdentifiable), nr.one(poss), "rule/speaks-for-named-person"
	}
	if _, at := nr.affiliations.affiliationOf(np); !at.span.Empty() && at.span != span {
		return string(onrecord.UnnamedAffiliated), at.span, at.by
	}
	return string(onrecord.UnnamedUnaffiliated), span, by
}

// loose is the naming by a word that says nothing: affiliated when a word beside it tells of what.
func (nr *namingRules) loose(np nounPhrase) onrecord.Naming {
	if _, at := nr.affiliations.affiliationOf(np); !at.span.Empty() {
		return onrecord.UnnamedAffiliated
	}
	if np.namedBody() != nil || np.placed() {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedUnaffiliated
}

// collective is the naming by a word for a crowd, unless the phrase picks out one or a number of them.
func (nr *namingRules) collective(np nounPhrase) onrecord.Naming {
	if np.row().Get("kind") == string(onrecord.SourceGroup) {
		return onrecord.NamingCollective
	}
	if np.many() && np.counted() == 0 {
		return onrecord.NamingCollective
	}
	return nr.individual(np)
}

// individual is loose for words whose own sector does not make them affiliated ("one resident").
func (nr *namingRules) individual(np nounPhrase) onrecord.Naming {
	if np.namedBody() != nil {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedUnaffiliated
}

// body is the naming of a body that is called by a common noun.
func (nr *namingRules) body(np nounPhrase) onrecord.Naming {
	if np.indefinite() || np.many() && nr.words[np.head].lemma != "police" && !np.definite() {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedIdentifiable
}

// outletNaming is the naming of "the newspaper" (which one can be told) and of "local media" (a crowd).
func (nr *namingRules) outletNaming(np nounPhrase) onrecord.Naming {
	if np.definite() && !np.many() {
		return onrecord.UnnamedIdentifiable
	}
	return onrecord.NamingCollective
}
