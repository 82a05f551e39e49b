package source

import (
	"slices"
	"sort"

	"onrecord"
)

// affiliationRules tell where the source belongs: affiliation and role, whether the office is still held, and country.
type affiliationRules struct {
	*text
	entities *entityIndex
}

// typeAffiliation fills affiliation and role from one phrase by which the source is called.
func (ar *affiliationRules) typeAffiliation(p *axisValues, np nounPhrase) {
	h, ok := np.title()
	if np.points() || np.head < 0 || ar.tag(np.head) == "VERB" && !ok {
		return
	}
	value, at := ar.affiliationOf(np)
	p.put(affiliation, value, at.span, at.by)
	if ok {
		p.put(role, h.row.Get("role"), ar.span(h.from, h.to), h.by())
	}
}

// affiliationOf is the affiliation that the phrase tells, with the words that do. The noun itself wins when it is one of a
// trade (judge, soldier); else words beside it ("customs official"), a name ("Pentagon official"), then the noun.
func (ar *affiliationRules) affiliationOf(np nounPhrase) (string, trait) {
	h, ok := np.title()
	own := ""
	if ok {
		own = h.row.Get("affiliation")
	}
	general := own == "" || own == string(onrecord.AffGovernment) || own == string(onrecord.AffCitizen)
	if !general {
		return own, trait{own, ar.span(h.from, h.to), h.by()}
	}
	if value, at := ar.sectorBeside(np, h, own == ""); value != "" {
		return value, at
	}
	if value, at := ar.sectorOfName(np, h); value != "" && own == "" {
		return value, at
	}
	if value, at := ar.sectorOfOffice(np, h); value != "" && own == "" {
		return value, at
	}
	if own == "" {
		return ar.sectorByDefault(np, h, ok)
	}
	return own, trait{own, ar.span(h.from, h.to), h.by()}
}

// sectorOfOffice is the sector of whom the source speaks for: "a spokesman for President Berg".
func (ar *affiliationRules) sectorOfOffice(np nounPhrase, h hit) (string, trait) {
	for _, run := range runs(np.core) {
		for _, o := range ar.dict.heads.within(ar.words, run[0], run[1]) {
			public := o.row.Get("office") != "" || o.row.Get("kind") == string(onrecord.SourceOfficeHolder)
			if o.from >= h.to && public && o.row.Get("affiliation") != "" {
				value := o.row.Get("affiliation")
				return value, trait{value, ar.span(o.from, o.to), o.by()}
			}
		}
	}
	return "", trait{}
}

// sectorByDefault gives "officials" the government where no other words speak against it.
func (ar *affiliationRules) sectorByDefault(np nounPhrase, h hit, ok bool) (string, trait) {
	if !ok {
		return "", trait{}
	}
	for _, i := range np.core {
		if ar.isName(i, onrecord.Country, onrecord.Metonym, onrecord.Government, onrecord.Place) && h.row.Get("office") != "" {
			return string(onrecord.AffGovernment), trait{string(onrecord.AffGovernment), ar.one(i), "rule/office-of-state"}
		}
	}
	return "", trait{}
}

// sectorBeside looks at the words beside the noun. Where the noun tells a sector of its own, only firm words count.
func (ar *affiliationRules) sectorBeside(np nounPhrase, h hit, weak bool) (string, trait) {
	for _, run := range runs(np.core) {
		for _, s := range ar.sectorHits(run[0], run[1]) {
			if s.from < h.to && h.from < s.to && h.to > h.from && s.to-s.from <= h.to-h.from {
				continue // inside the noun itself
			}
			if body := s.row.Get("naming") != ""; (weak || body || s.row.Get("firm") == "yes") && ar.speaksOf(s, np) {
				value := s.row.Get("affiliation")
				return value, trait{value, ar.span(s.from, s.to), s.by()}
			}
		}
	}
	return "", trait{}
}

// sectorHits are the words of sectors and the bodies in a stretch of tokens, the longest at each place.
func (ar *affiliationRules) sectorHits(from, end int) []hit {
	var out []hit
	for i := from; i < end; i++ {
		h, ok := ar.dict.sectors.at(ar.words, i, end)
		if ok && h.row.Cells[0] == "who" && ar.d.Text[ar.d.Tokens[i].Start:ar.d.Tokens[i].End] != "WHO" {
			ok = false
		}
		if b, isBody := ar.dict.heads.at(ar.words, i, end); isBody && b.to-b.from >= h.to-h.from {
			if n := b.row.Get("naming"); (n == "body" || n == "media") && b.row.Get("affiliation") != "" {
				if !ok || b.to-b.from > h.to-h.from {
					h, ok = hit{b.from, b.to, b.row}, true
				}
			}
		}
		if ok {
			out = append(out, h)
		}
	}
	sortHits(out)
	return out
}

// speaksOf tells whether words of a sector belong to the source: they stand in front of the noun, or tell of what it is
// behind "of" or "at"; what someone is "familiar with" is not theirs.
func (ar *affiliationRules) speaksOf(s hit, np nounPhrase) bool {
	if s.to <= np.head {
		return ar.treeless(np.core) || ar.belongsUp(s.to-1, np, []string{"compound", "flat", "appos", "amod", "nmod", "conj", "dep"})
	}
	return ar.belongsUp(s.to-1, np, []string{"compound", "flat", "appos", "nmod", "conj"}) || ar.behind(s, np)
}

// behind tells whether words follow the noun with nothing but "at" or the like between, whatever the tree says.
func (ar *affiliationRules) behind(s hit, np nounPhrase) bool {
	if i := np.head + 1; i >= s.from || !slices.Contains([]string{"at", "of", "from", "in", "with", "for"}, ar.words[i].form) {
		return false
	}
	for i := np.head + 2; i < s.from; i++ {
		if !slices.Contains([]string{"DET", "ADJ", "NOUN", "PROPN", "NUM"}, ar.tag(i)) {
			return false
		}
	}
	return true
}

// belongsUp tells whether every step from a token up to the head of the phrase is one of the relations. Trees that lead
// past the head are not trusted in front of it.
func (ar *affiliationRules) belongsUp(i int, np nounPhrase, rels []string) bool {
	ok := true
	met := ar.climb(i, func(j int) bool {
		if j == np.head || slices.Contains(np.titles, j) {
			return true
		}
		ok = ok && slices.Contains(rels, ar.rel(j))
		return !ok
	})
	return ok && met || !met && i < np.head
}

// sectorOfName is the sector of a name in the phrase.
func (ar *affiliationRules) sectorOfName(np nounPhrase, h hit) (string, trait) {
	for _, i := range np.core {
		if ar.named[i] == 0 {
			continue
		}
		name := ar.d.Names[ar.named[i]-1]
		value := ""
		switch {
		case name.Kind == onrecord.Government || name.Kind == onrecord.Metonym:
			value = string(onrecord.AffGovernment)
		case name.Kind == onrecord.MediaOutlet:
			value = string(onrecord.AffMedia)
		case name.Kind == onrecord.Country && h.to == 0:
			value = string(onrecord.AffGovernment)
		}
		if value != "" {
			return value, trait{value, name.Span, "rule/" + string(name.Kind) + "-name"}
		}
	}
	return "", trait{}
}

// typeStatus tells whether the office is held still.
func (ar *affiliationRules) typeStatus(p *axisValues, np nounPhrase) {
	if p.get(status) != "" || np.points() || np.head < 0 {
		return
	}
	for _, i := range np.core {
		row, ok := ar.statusAt(i)
		if ok && np.qualifies(i) {
			p.put(status, row.Get("status"), ar.one(i), row.By())
			return
		}
	}
}

// typeCountry takes the country of the source's entity, or of one that its words mention.
func (ar *affiliationRules) typeCountry(p *axisValues, a *onrecord.Attribution, calls []nounPhrase) {
	if e := ar.d.Entity(a.Source.Entity); e != nil && ar.d.CountryOf(e) != "" && len(e.Mentions) > 0 {
		span := e.Mentions[0].Span
		if len(a.Source.Spans) > 0 {
			within := a.Source.Spans[0]
			from := sort.Search(len(e.Mentions), func(i int) bool { return e.Mentions[i].Start >= within.Start })
			for _, m := range e.Mentions[from:] {
				if m.Start >= within.End {
					break
				}
				if within.Contains(m.Span) {
					span = m.Span
				}
			}
		}
		p.put(country, ar.d.CountryOf(e), span, "rule/entity-country")
		return
	}
	for _, np := range calls[:1] {
		for _, i := range np.core {
			if code, span := ar.entities.countryAt(i); code != "" {
				p.put(country, code, span, "rule/country-beside")
				return
			}
		}
	}
}
