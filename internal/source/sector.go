package source

import (
	"slices"
	"sort"
	"strings"

	"onrecord"
	"onrecord/internal/lexicon"
)

// typeSector fills affiliation and role from one phrase by which the source is called.
func (r *reading) typeSector(p *portrait, v voice) {
	h, ok := r.title(v)
	if r.points(v) || v.head < 0 || r.tag(v.head) == "VERB" && !ok {
		return
	}
	value, at := r.sector(v)
	p.put(affiliation, value, at.span, at.by)
	if ok {
		p.put(role, h.row.Get("role"), r.span(h.from, h.to), h.by())
	}
}

// sector is the affiliation that the phrase tells, with the words that do. The noun itself wins when it is one of a
// trade (judge, soldier); else words beside it ("customs official"), a name ("Pentagon official"), then the noun.
func (r *reading) sector(v voice) (string, trait) {
	h, ok := r.title(v)
	own := ""
	if ok {
		own = h.row.Get("affiliation")
	}
	general := own == "" || own == string(onrecord.AffGovernment) || own == string(onrecord.AffCitizen)
	if !general {
		return own, trait{own, r.span(h.from, h.to), h.by()}
	}
	if value, at := r.sectorBeside(v, h, own == ""); value != "" {
		return value, at
	}
	if value, at := r.sectorOfName(v, h); value != "" && own == "" {
		return value, at
	}
	if value, at := r.sectorOfOffice(v, h); value != "" && own == "" {
		return value, at
	}
	if own == "" {
		return r.sectorByDefault(v, h, ok)
	}
	return own, trait{own, r.span(h.from, h.to), h.by()}
}

// sectorOfOffice is the sector of whom the source speaks for: "a spokesman for President Berg".
func (r *reading) sectorOfOffice(v voice, h hit) (string, trait) {
	for _, run := range runs(v.core) {
		for _, o := range r.t.heads.within(r.words, run[0], run[1]) {
			public := o.row.Get("office") == "public" || o.row.Get("kind") == string(onrecord.SourceOfficeHolder)
			if o.from >= h.to && public && o.row.Get("affiliation") != "" {
				value := o.row.Get("affiliation")
				return value, trait{value, r.span(o.from, o.to), o.by()}
			}
		}
	}
	return "", trait{}
}

// sectorByDefault gives "officials" the government where no other words speak against it.
func (r *reading) sectorByDefault(v voice, h hit, ok bool) (string, trait) {
	if !ok {
		return "", trait{}
	}
	for _, i := range v.core {
		if r.isName(i, onrecord.Country, onrecord.Metonym, onrecord.Government, onrecord.Place) && h.row.Get("office") != "" {
			return string(onrecord.AffGovernment), trait{string(onrecord.AffGovernment), r.one(i), "rule/office-of-state"}
		}
	}
	return "", trait{}
}

// sectorBeside looks at the words beside the noun. Where the noun tells a sector of its own, only firm words count.
func (r *reading) sectorBeside(v voice, h hit, weak bool) (string, trait) {
	for _, run := range runs(v.core) {
		for _, s := range r.sectorHits(run[0], run[1]) {
			if s.from < h.to && h.from < s.to && h.to > h.from && s.to-s.from <= h.to-h.from {
				continue // inside the noun itself
			}
			if body := s.row.Get("naming") != ""; (weak || body || s.row.Get("firm") == "yes") && r.speaksOf(s, v) {
				value := s.row.Get("affiliation")
				return value, trait{value, r.span(s.from, s.to), s.by()}
			}
		}
	}
	return "", trait{}
}

// sectorHits are the words of sectors and the bodies in a stretch of tokens, the longest at each place.
func (r *reading) sectorHits(from, end int) []hit {
	var out []hit
	for i := from; i < end; i++ {
		h, ok := r.t.sectors.at(r.words, i, end)
		if ok && h.row.Cells[0] == "who" && r.d.Text[r.d.Tokens[i].Start:r.d.Tokens[i].End] != "WHO" {
			ok = false
		}
		if b, isBody := r.t.heads.at(r.words, i, end); isBody && b.to-b.from >= h.to-h.from {
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
func (r *reading) speaksOf(s hit, v voice) bool {
	if s.to <= v.head {
		return r.treeless(v.core) || r.belongsUp(s.to-1, v, []string{"compound", "flat", "appos", "amod", "nmod", "conj", "dep"})
	}
	return r.belongsUp(s.to-1, v, []string{"compound", "flat", "appos", "nmod", "conj"}) || r.behind(s, v)
}

// behind tells whether words follow the noun with nothing but "at" or the like between, whatever the tree says.
func (r *reading) behind(s hit, v voice) bool {
	if i := v.head + 1; i >= s.from || !slices.Contains([]string{"at", "of", "from", "in", "with", "for"}, r.words[i].form) {
		return false
	}
	for i := v.head + 2; i < s.from; i++ {
		if !slices.Contains([]string{"DET", "ADJ", "NOUN", "PROPN", "NUM"}, r.tag(i)) {
			return false
		}
	}
	return true
}

// belongsUp tells whether every step from a token up to the head of the phrase is one of the relations. Trees that lead
// past the head are not trusted in front of it.
func (r *reading) belongsUp(i int, v voice, rels []string) bool {
	ok := true
	met := r.climb(i, func(j int) bool {
		if j == v.head || slices.Contains(v.titles, j) {
			return true
		}
		ok = ok && slices.Contains(rels, r.rel(j))
		return !ok
	})
	return ok && met || !met && i < v.head
}

// sectorOfName is the sector of a name in the phrase.
func (r *reading) sectorOfName(v voice, h hit) (string, trait) {
	for _, i := range v.core {
		if r.named[i] == 0 {
			continue
		}
		name := r.d.Names[r.named[i]-1]
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
func (r *reading) typeStatus(p *portrait, v voice) {
	if p.get(status) != "" || r.points(v) || v.head < 0 {
		return
	}
	for _, i := range v.core {
		row, ok := r.statusAt(i)
		if ok && r.qualifies(i, v) {
			p.put(status, row.Get("status"), r.one(i), row.By())
			return
		}
	}
}

// statusAt is the entry of a word of status, or of a prefix ("ex-minister").
func (r *reading) statusAt(i int) (lexicon.Row, bool) {
	form := r.words[i].form
	if row, ok := r.t.statuses[form]; ok {
		return row, true
	}
	prefix, rest, ok := strings.Cut(form, "-")
	if !ok || rest == "" {
		return lexicon.Row{}, false
	}
	row, ok := r.t.statuses[prefix+"-"]
	return row, ok
}

// qualifies tells whether a word in front describes the source itself, not someone further down ("aide to the former
// minister").
func (r *reading) qualifies(i int, v voice) bool {
	h := r.head(i)
	if h < 0 || r.treeless(v.core) {
		return i < v.head
	}
	for steps := 0; h >= 0 && steps < 3; steps++ {
		for _, t := range v.titles {
			if h == t {
				return true
			}
		}
		h = r.head(h)
		if h >= 0 && r.rel(h) == "nmod" {
			return false
		}
	}
	return i == v.head
}

// impersonal tells whether the source is no person at all, or many of them.
func (r *reading) impersonal(p *portrait) bool {
	return p.get(naming) == string(onrecord.NamingCollective) || p.traits[role].span.Empty()
}

// typeCountry takes the country of the source's entity, or of one that its words mention.
func (r *reading) typeCountry(p *portrait, a *onrecord.Attribution, calls []voice) {
	if e := r.d.Entity(a.Source.Entity); e != nil && r.d.CountryOf(e) != "" && len(e.Mentions) > 0 {
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
		p.put(country, r.d.CountryOf(e), span, "rule/entity-country")
		return
	}
	for _, v := range calls[:1] {
		for _, i := range v.core {
			if code, span := r.countryAt(i); code != "" {
				p.put(country, code, span, "rule/country-beside")
				return
			}
		}
	}
}

// countryAt is the country of an entity that is mentioned at a token, with the words of the mention.
func (r *reading) countryAt(i int) (string, onrecord.Span) {
	at := r.d.Tokens[i].Span
	for _, l := range r.countries()[at.Start/stride] {
		if l.span.Contains(at) && l.span.Len() <= 4*at.Len()+16 {
			return l.country, l.span
		}
	}
	return "", onrecord.Span{}
}

// land is a mention of an entity that belongs to a country.
type land struct {
	country string
	span    onrecord.Span
}

// stride is how many bytes a stretch of the text has, for finding what is near.
const stride = 256

// countries are the mentions of entities that belong to a country, by stretch of the text.
func (r *reading) countries() [][]land {
	if r.lands != nil {
		return r.lands
	}
	r.lands = make([][]land, len(r.d.Text)/stride+1)
	for i := range r.d.Entities {
		e := &r.d.Entities[i]
		own := r.d.CountryOf(e)
		if own == "" {
			continue
		}
		for _, m := range e.Mentions {
			for k := m.Start / stride; k <= m.End/stride; k++ {
				r.lands[k] = append(r.lands[k], land{own, m.Span})
			}
		}
	}
	return r.lands
}
