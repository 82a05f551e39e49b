// Package actor knows who an actor is in the codes of event data: which state, which sector, which known body.
package actor

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Coder codes entities and the members of events and positions. It is safe for use by several goroutines at once, each with
// its own document.
type Coder struct {
	roles  map[string]role
	bodies map[string]onrecord.Code
	leads  map[string]bool // words for those who lead or speak for a group, by lemma
	listed listed
	states *lexicon.StateForms
}

type role struct {
	sector onrecord.Sector
	by     string
}

// New reads the dictionaries. The error names file and line.
func New() (*Coder, error) {
	states, err := lexicon.States()
	if err != nil {
		return nil, err
	}
	c := &Coder{roles: map[string]role{}, bodies: map[string]onrecord.Code{}, leads: map[string]bool{}, states: states}
	if err := c.listed.open(); err != nil {
		return nil, err
	}
	t, err := lexicon.Open("actor_roles.tsv")
	if err != nil {
		return nil, fmt.Errorf("open actors: %w", err)
	}
	for _, r := range t.Rows {
		if len(r.Get("sector")) != 3 {
			return nil, r.Errorf("no sector %q", r.Get("sector"))
		}
		c.roles[r.Cells[0]] = role{onrecord.Sector(r.Get("sector")), r.By()}
	}
	if t, err = lexicon.Open("actor_bodies.tsv"); err != nil {
		return nil, fmt.Errorf("open actors: %w", err)
	}
	for _, r := range t.Rows {
		c.bodies[r.Cells[0]] = onrecord.Code{Group: r.Get("group"), Sector: onrecord.Sector(r.Get("sector")), Country: r.Get("country"), By: r.By()}
	}
	if t, err = lexicon.Open("actor_leads.tsv"); err != nil {
		return nil, fmt.Errorf("open actors: %w", err)
	}
	for _, r := range t.Rows {
		c.leads[r.Cells[0]] = true
	}
	return c, nil
}

// Code fills the codes of the document's entities: of each mention the first that gives a code, names before nouns. What
// the report says of somebody ("the army chief") wins over the lists; an office from a list counts only within its days.
// Once stop says so it ends early, with the codes up to there.
func (c *Coder) Code(d *onrecord.Document, stop func() bool) {
	looked := 0
	for i := range d.Entities {
		e := &d.Entities[i]
		e.Codes = nil
		for _, form := range []onrecord.MentionForm{onrecord.NameForm, onrecord.NominalForm} {
			for _, m := range e.Mentions {
				if looked++; looked%lookEvery == 0 && stop() {
					return
				}
				if m.Form != form {
					continue
				}
				e.Codes = better(e.Codes, c.phrase(d, titled(d, m), m.Head, e))
			}
		}
		c.fromLists(d, e)
		c.byKind(d, e)
	}
}

// lookEvery is after how many mentions the coder asks whether to stop.
const lookEvery = 500

// titled is a mention with the titles that stand before it: "Foreign Minister Tomas Reval".
func titled(d *onrecord.Document, m onrecord.Mention) onrecord.Span {
	s := m.Span
	if m.Head < 1 {
		return s
	}
	for i := int(m.Head) - 2; i >= 0; i-- {
		t := &d.Tokens[i]
		if t.Head != m.Head || t.Rel != "compound" && t.Rel != "amod" {
			break
		}
		s.Start = min(s.Start, t.Start)
	}
	return s
}

// better prefers codes that know more: a sector beside a country.
func better(have, found []onrecord.Code) []onrecord.Code {
	know := func(codes []onrecord.Code) (n int) {
		for _, c := range codes {
			if c.Country != "" || c.Group != "" {
				n++
			}
			if c.Sector != "" {
				n++
			}
		}
		return n
	}
	if know(found) > know(have) {
		return found
	}
	return have
}

// byKind adds what the kind of an entity says: a capital that stands for its government is the government.
func (c *Coder) byKind(d *onrecord.Document, e *onrecord.Entity) {
	sector, own := onrecord.Sector(""), d.CountryOf(e)
	switch e.Kind {
	case onrecord.Metonym, onrecord.Government:
		sector = onrecord.SectorGovernment
	case onrecord.MediaOutlet:
		sector = onrecord.SectorMedia
	}
	if len(e.Codes) == 0 && (own != "" || sector != "") {
		e.Codes = []onrecord.Code{{Country: own, By: "actor/kind"}}
	}
	for i := range e.Codes {
		x := &e.Codes[i]
		if x.Country == "" && x.Group == "" {
			x.Country = own
		}
		if x.Sector == "" && x.Group == "" {
			x.Sector = sector
		}
	}
}

// CodeMembers fills the codes of those who take part in events and hold positions: by their own words, and where these
// lack a state or sector, by their entity.
func (c *Coder) CodeMembers(d *onrecord.Document) {
	for i := range d.Events {
		c.members(d, d.Events[i].Actor)
		c.members(d, d.Events[i].Recipient)
	}
	for i := range d.Positions {
		c.members(d, d.Positions[i].Actor)
	}
}

func (c *Coder) members(d *onrecord.Document, members []onrecord.Member) {
	for i := range members {
		m := &members[i]
		e := d.Entity(m.Entity)
		m.Codes = c.phrase(d, m.Span, m.Head, e)
		if e != nil {
			m.Codes = better(m.Codes, e.Codes)
		}
	}
}

// phrase codes a noun phrase by its own words: a known body, the states that its names and adjectives belong to, and the
// sectors of its roles. Joint roles ("the civilian and military leadership") give a code each. Where the words stand for an entity, e is it.
func (c *Coder) phrase(d *onrecord.Document, s onrecord.Span, head onrecord.TokenID, e *onrecord.Entity) []onrecord.Code {
	if code, ok := c.body(d, s); ok {
		return []onrecord.Code{code}
	}
	country := c.country(d, s, e)
	sectors := c.sectors(d, s, head)
	if country.Country == "" && country.By == "" && !(len(sectors) > 0 && sectors[0].Sector == onrecord.SectorMilitary) {
		country = seated(d, s, head)
	}
	if len(sectors) == 0 {
		if country.Country == "" {
			return nil
		}
		return []onrecord.Code{country}
	}
	for i := range sectors {
		if sectors[i].Country == "" { // a known body has its own
			sectors[i].Country = country.Country
		}
	}
	return sectors
}

// body is a known body that the phrase names.
func (c *Coder) body(d *onrecord.Document, s onrecord.Span) (onrecord.Code, bool) {
	name := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(d.In(s), "the "), "The "))
	code, ok := c.bodies[name]
	code.Span = s
	return code, ok
}

// sectors are those of the roles in a phrase: the longest words that end at the head, and those joined to the words before
// it ("civilian and military leadership").
func (c *Coder) sectors(d *onrecord.Document, s onrecord.Span, head onrecord.TokenID) []onrecord.Code {
	first, end := d.TokensIn(s)
	last := end
	if h := int(head); h > first && h <= end {
		last = h
	}
	code, ok := c.ending(d, first, last)
	if group, led := c.against(d, first, last, end, code); led {
		code, ok = group, true
	}
	if ok {
		if at, was := former(d, first, last); was && code.Sector != onrecord.SectorElites {
			code.Sector, code.Span, code.By = onrecord.SectorElites, at, "actor/former"
		}
		return append(c.joint(d, first, last, code), code)
	}
	for i := last - 1; i > first; i-- { // a title before a name: "Foreign Minister Tomas Reval"
		if code, ok := c.ending(d, first, i); ok {
			return []onrecord.Code{code}
		}
	}
	return nil
}

// former is the word that says that an office is held no more, among the words of a phrase.
func former(d *onrecord.Document, first, end int) (onrecord.Span, bool) {
	for i := first; i < end; i++ {
		switch strings.ToLower(d.In(d.Tokens[i].Span)) {
		case "former", "ex", "onetime", "late":
			return d.Tokens[i].Span, true
		}
	}
	return onrecord.Span{}, false
}

// longestRole is the most words of a role.
const longestRole = 4

// ending is the role whose words end before a token, the longest first.
func (c *Coder) ending(d *onrecord.Document, first, end int) (onrecord.Code, bool) {
	for n := min(longestRole, end-first); n > 0; n-- {
		at := onrecord.Span{Start: d.Tokens[end-n].Start, End: d.Tokens[end-1].End}
		words := strings.ToLower(d.In(at))
		r, ok := c.roles[words]
		if !ok { // "opposition leaders"
			before := d.Text[at.Start:d.Tokens[end-1].Start]
			r, ok = c.roles[strings.ToLower(before+d.Tokens[end-1].Lemma)]
		}
		if ok {
			return onrecord.Code{Sector: r.sector, Span: at, By: r.by}, true
		}
	}
	return onrecord.Code{}, false
}

// joint are the further sectors of a head with joined adjectives: "civilian and military leadership".
func (c *Coder) joint(d *onrecord.Document, first, end int, have onrecord.Code) []onrecord.Code {
	noun := d.In(d.Tokens[end-1].Span)
	var out []onrecord.Code
	for i := first; i < end-1; i++ {
		if d.Tokens[i].Tag != "ADJ" {
			continue
		}
		r, ok := c.roles[strings.ToLower(d.In(d.Tokens[i].Span)+" "+noun)]
		if ok && r.sector != have.Sector {
			out = append(out, onrecord.Code{Sector: r.sector, Span: d.Tokens[i].Span, By: r.by})
		}
	}
	return out
}
