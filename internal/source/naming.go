package source

import (
	"slices"

	"onrecord"
)

// typeNaming tells how far the reader can tell who it is.
func (r *reading) typeNaming(p *portrait, v voice, a *onrecord.Attribution) {
	if name := r.person(v); name != nil {
		p.put(naming, string(onrecord.Named), name.Span, "rule/person-name")
		return
	}
	if span, ok := r.nameElsewhere(a); ok && r.canBeNamed(p) {
		p.put(naming, string(onrecord.Named), span, "rule/named-elsewhere")
		return
	}
	h, ok := r.title(v)
	if name := r.nameAt(v); name != nil && name.Kind != onrecord.Group && (!ok || r.bodily(h)) {
		p.put(naming, string(onrecord.Named), name.Span, "rule/name")
		return
	}
	if ok {
		value, span, by := r.namingOf(v, h)
		p.put(naming, value, span, by)
		return
	}
	r.namingWithout(p, v)
}

// namingWithout is for nouns that no dictionary knows.
func (r *reading) namingWithout(p *portrait, v voice) {
	if v.head < 0 {
		return
	}
	span := r.one(v.head)
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourceGroup:
		p.put(naming, string(onrecord.NamingCollective), span, "rule/group")
	case onrecord.SourceDocument, onrecord.SourceDataset:
		p.put(naming, string(onrecord.NamingNone), span, "rule/document")
	case onrecord.SourceMedia, onrecord.SourceGovernment, onrecord.SourceOrganization:
		p.put(naming, string(onrecord.UnnamedIdentifiable), span, "rule/body")
	case onrecord.SourcePerson, onrecord.SourceOfficeHolder:
		if r.d.Tokens[v.head].Tag != "PRON" {
			p.put(naming, string(onrecord.UnnamedUnaffiliated), span, "rule/person")
		}
	default:
		if r.tag(v.head) == "PROPN" {
			p.put(naming, string(onrecord.Named), span, "rule/proper-noun")
		}
	}
}

// nameElsewhere is where the report names the source, when it does so in another place.
func (r *reading) nameElsewhere(a *onrecord.Attribution) (onrecord.Span, bool) {
	e := r.d.Entity(a.Source.Entity)
	if e == nil || e.Kind != onrecord.Person {
		return onrecord.Span{}, false
	}
	at := r.of(a.Source.Entity).named
	return at, !at.Empty()
}

// canBeNamed tells whether a source is such as bears a person's name.
func (r *reading) canBeNamed(p *portrait) bool {
	k := onrecord.SourceKind(p.get(kind))
	return k == onrecord.SourcePerson || k == onrecord.SourceOfficeHolder || k == ""
}

// bodily tells whether a noun calls a body, outlet or document, not a person.
func (r *reading) bodily(h hit) bool {
	switch h.row.Get("naming") {
	case "body", "media", "document":
		return true
	}
	return false
}

// namingOf is the naming of a source that is called by a noun of the dictionary.
func (r *reading) namingOf(v voice, h hit) (string, onrecord.Span, string) {
	span, by := r.span(h.from, h.to), h.by()
	value := onrecord.NamingNone
	switch h.row.Get("naming") {
	case "unique":
		value = r.byOffice(v, true)
	case "dept":
		value = r.byOffice(v, r.modified(v))
	case "spokes":
		return r.speaksFor(v, span, by)
	case "role":
		return r.byPost(v, span, by)
	case "loose":
		value = r.loose(v)
	case "collective":
		value = r.collective(v)
	case "body":
		value = r.body(v)
	case "media":
		value = r.outletNaming(v)
	case "document":
		if name := r.anyName(v); name != nil {
			return string(onrecord.UnnamedIdentifiable), name.Span, "rule/maker-named"
		}
	case "author":
		value = onrecord.UnnamedIdentifiable
	}
	return string(value), span, by
}

// byOffice is the naming of the holder of an office: who it is can be looked up, unless there are several of them.
func (r *reading) byOffice(v voice, unique bool) onrecord.Naming {
	if unique && !r.indefinite(v) && !r.many(v) && !r.formerly(v) {
		return onrecord.UnnamedIdentifiable
	}
	return onrecord.UnnamedAffiliated
}

// byPost is the naming by a post that many hold; "Foreign Ministry officials" speak for a named body as a whole.
func (r *reading) byPost(v voice, span onrecord.Span, by string) (string, onrecord.Span, string) {
	if name := r.namedBody(v); name != nil && r.wholeBody(v) {
		return string(onrecord.UnnamedIdentifiable), name.Span, "rule/named-body-speaks"
	}
	return string(onrecord.UnnamedAffiliated), span, by
}

// wholeBody tells whether the phrase is a bare plural: nothing picks out some of the people.
func (r *reading) wholeBody(v voice) bool {
	if v.quantity >= 0 || !r.plural(v.head) {
		return false
	}
	for _, k := range r.kids[v.head] {
		switch r.rel(int(k)) {
		case "amod", "nummod", "det", "acl":
			if inside(v.all, int(k)) && r.named[k] == 0 {
				return false
			}
		}
	}
	return true
}

// speaksFor is the naming of spokespeople: of a named body, of some body, of nobody that the phrase names.
func (r *reading) speaksFor(v voice, span onrecord.Span, by string) (string, onrecord.Span, string) {
	if name := r.namedBody(v); name != nil {
		return string(onrecord.UnnamedIdentifiable), name.Span, "rule/speaks-for-named-body"
	}
	if poss := r.child(v.head, "nmod"); poss >= 0 && inside(v.core, poss) && r.isName(poss, onrecord.Person) {
		return string(onrecord.UnnamedIdentifiable), r.one(poss), "rule/speaks-for-named-person"
	}
	if _, at := r.sector(v); !at.span.Empty() && at.span != span {
		return string(onrecord.UnnamedAffiliated), at.span, at.by
	}
	return string(onrecord.UnnamedUnaffiliated), span, by
}

// loose is the naming by a word that says nothing: affiliated when a word beside it tells of what.
func (r *reading) loose(v voice) onrecord.Naming {
	if _, at := r.sector(v); !at.span.Empty() {
		return onrecord.UnnamedAffiliated
	}
	if r.namedBody(v) != nil || r.placed(v) {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedUnaffiliated
}

// collective is the naming by a word for a crowd, unless the phrase picks out one or a number of them.
func (r *reading) collective(v voice) onrecord.Naming {
	if r.row(v).Get("kind") == string(onrecord.SourceGroup) {
		return onrecord.NamingCollective
	}
	if r.many(v) && r.counted(v) == 0 {
		return onrecord.NamingCollective
	}
	return r.individual(v)
}

// individual is loose for words whose own sector does not make them affiliated ("one resident").
func (r *reading) individual(v voice) onrecord.Naming {
	if r.namedBody(v) != nil {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedUnaffiliated
}

// body is the naming of a body that is called by a common noun.
func (r *reading) body(v voice) onrecord.Naming {
	if r.indefinite(v) || r.many(v) && r.words[v.head].lemma != "police" && !r.definite(v) {
		return onrecord.UnnamedAffiliated
	}
	return onrecord.UnnamedIdentifiable
}

// outletNaming is the naming of "the newspaper" (which one can be told) and of "local media" (a crowd).
func (r *reading) outletNaming(v voice) onrecord.Naming {
	if r.definite(v) && !r.many(v) {
		return onrecord.UnnamedIdentifiable
	}
	return onrecord.NamingCollective
}

// anyName is a name of anyone in the phrase, or nil.
func (r *reading) anyName(v voice) *onrecord.Name {
	for _, i := range v.core {
		if r.named[i] > 0 && !r.isName(i, onrecord.Group) {
			return &r.d.Names[r.named[i]-1]
		}
	}
	return nil
}

// namedBody is the name of a body in the phrase, or nil. A country is no body.
func (r *reading) namedBody(v voice) *onrecord.Name {
	for _, i := range v.core {
		if i != v.head && r.isName(i, onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.Metonym) {
			return &r.d.Names[r.named[i]-1]
		}
	}
	return nil
}

// placed tells whether the phrase says of whom or what the people are ("Pakistani sources").
func (r *reading) placed(v voice) bool {
	for _, i := range v.core {
		if i != v.head && (r.isName(i, onrecord.Country, onrecord.Place) || r.isName(i, onrecord.Group) && r.rel(i) == "amod") {
			return true
		}
	}
	return false
}

func (r *reading) row(v voice) rowOf { h, _ := r.title(v); return rowOf{h} }

// rowOf lets a missing row be asked.
type rowOf struct{ hit }

// Get is the cell of a column, "" when there is no row.
func (h rowOf) Get(column string) string {
	if len(h.row.Cells) == 0 {
		return ""
	}
	return h.row.Get(column)
}

// determiner is the word in front that tells which ones are meant, or -1.
func (r *reading) determiner(v voice) int {
	for _, i := range v.core {
		if i >= v.head {
			break
		}
		if r.tag(i) == "DET" || r.words[i].form == "one" || r.words[i].form == "another" {
			return i
		}
	}
	return -1
}

// indefiniteWords pick out some of many.
var indefiniteWords = []string{"a", "an", "one", "some", "another", "any", "several", "many", "few", "other"}

func (r *reading) indefinite(v voice) bool {
	if v.quantity >= 0 {
		return true
	}
	i := r.determiner(v)
	return i >= 0 && slices.Contains(indefiniteWords, r.words[i].form)
}

func (r *reading) definite(v voice) bool {
	i := r.determiner(v)
	if i >= 0 {
		return slices.Contains([]string{"the", "this", "that", "these", "those", "its", "his", "her", "their"}, r.words[i].form)
	}
	poss := r.child(v.head, "nmod")
	return poss >= 0 && poss < v.head
}

// modified tells whether the office is told apart by its department or body ("trade minister", "head of the port").
func (r *reading) modified(v voice) bool {
	for _, k := range r.kids[v.head] {
		rel := r.rel(int(k))
		if inside(v.core, int(k)) && (rel == "compound" || rel == "nmod" || rel == "amod" && r.named[k] == 0 && r.sectorWord(int(k))) {
			return true
		}
	}
	return false
}

// sectorWord tells whether a word tells a sector ("naval").
func (r *reading) sectorWord(i int) bool {
	_, ok := r.t.sectors.at(r.words, i, i+1)
	return ok
}

// formerly tells whether the phrase says that the office is no longer held.
func (r *reading) formerly(v voice) bool {
	for _, i := range v.core {
		if row, ok := r.statusAt(i); ok && row.Get("status") == string(onrecord.StatusFormer) {
			return true
		}
	}
	return false
}
