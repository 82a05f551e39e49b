package lists

import (
	"cmp"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Lay is a document with the lists laid over it: its outlet and those who speak, act and hold positions in it are called as the lists call them,
// and have the codes that these give them. Its words stay as they are. It is the document itself where no line is about anything in it, else a
// copy, which says of what is by a list that it is ([onrecord.Document.Own]).
func (l *Lists) Lay(d *onrecord.Document) *onrecord.Document {
	d = l.LayOutlet(d)
	if l.None(Actors, Sources) {
		return d
	}
	day := d.Meta.Day()
	var out *laying
	for i := range d.Entities {
		actor, name := l.entity(d, &d.Entities[i], day)
		if name == nil {
			continue
		}
		if out == nil {
			out = own(d)
			out.Entities = slices.Clone(d.Entities)
		}
		e := &out.Entities[i]
		e.Name = name.Name
		out.Own.Entities[onrecord.EntityID(i+1)] = name.By()
		if codes := l.codes[actor]; actor != nil && len(codes) > 0 {
			e.Codes = codes
			if out.Own.Codes == nil {
				out.Own.Codes = map[onrecord.EntityID]bool{}
			}
			out.Own.Codes[onrecord.EntityID(i+1)] = true
		}
	}
	for i := range d.Attributions {
		id := onrecord.AttributionID(i + 1)
		s := &d.Attributions[i].Source
		if out != nil && out.Own.By(s.Entity) != "" {
			continue
		}
		by, ok := l.source(d, s)
		if !ok {
			continue
		}
		if out == nil {
			out = own(d)
		}
		if out.Own.Sources == nil {
			out.Own.Sources = map[onrecord.AttributionID]onrecord.OwnSource{}
		}
		out.Own.Sources[id] = by
	}
	if out == nil {
		return d
	}
	if out.Own.Codes != nil {
		out.code()
	}
	return out.Document
}

// source is who a source is whose words, as they stand, are a name of a line: "MSF", where the reading ties it to nobody or calls it otherwise. ok is
// false for none.
func (l *Lists) source(d *onrecord.Document, s *onrecord.Source) (out onrecord.OwnSource, ok bool) {
	if len(s.Spans) != 1 {
		return out, false
	}
	words, state := oneSpace(d.In(s.Spans[0])), s.Country
	if e := d.Entity(s.Entity); e != nil {
		state = cmp.Or(country(e), state)
	}
	actor := l.Actor(words, state)
	name := l.Source(words)
	if name == nil && actor != nil {
		name = cmp.Or(l.Source(actor.Name), actor)
	}
	if name == nil {
		return out, false
	}
	out = onrecord.OwnSource{Name: name.Name, By: name.By()}
	if actor != nil {
		out.Codes = l.codes[actor]
	}
	return out, true
}

// laying is a copy that is worked on.
type laying struct{ *onrecord.Document }

// own is a copy of a document that says what is by lists.
func own(d *onrecord.Document) *laying {
	c := *d
	o := onrecord.Own{Entities: map[onrecord.EntityID]string{}}
	if d.Own != nil {
		o.Outlet, o.Owner, o.Printed = d.Own.Outlet, d.Own.Owner, d.Own.Printed
	}
	c.Own = &o
	return &laying{&c}
}

// LayOutlet lays the list of outlets alone over a document.
func (l *Lists) LayOutlet(d *onrecord.Document) *onrecord.Document {
	x := l.Outlet(d.Meta.Publisher, d.Meta.URL)
	if x == nil || d.Own != nil {
		return d
	}
	c := own(d)
	c.Meta.Publisher = cmp.Or(x.Name, d.Meta.Publisher, x.Domain)
	c.Own.Outlet, c.Own.Owner, c.Own.Printed = x.By(), x.Owner, d.Meta.Publisher
	return c.Document
}

// entity is the line of actors that an entity of a report is of, if any, and the line by which it is called: that, or that of the sources that are
// one with it.
func (l *Lists) entity(d *onrecord.Document, e *onrecord.Entity, day string) (actor, name *Line) {
	names := NamesOf(d, e)
	for _, n := range names {
		if actor = l.Actor(n, country(e)); actor == nil {
			actor = l.Actor(lexicon.Untitled(n), country(e))
		}
		if actor != nil {
			break
		}
	}
	if actor == nil {
		for _, c := range e.Codes {
			if actor != nil {
				break
			}
			if c.Group != "" {
				actor = l.exact["group/"+c.Group]
			} else if c.Country != "" && e.Kind != onrecord.Person && (c.Sector == "" || c.Sector == onrecord.SectorGovernment) && e.Name != "" {
				if key := exactKey(e.Name); strings.HasPrefix(key, "state/") {
					actor = l.exact[key]
				}
			}
		}
	}
	if actor == nil && len(names) == 0 && e.Kind != onrecord.Organization {
		actor = l.holderIn(d, e, day)
	}
	if actor != nil {
		names = append(names, actor.Name)
	}
	for _, n := range names {
		if name = l.Source(n); name != nil {
			return actor, name
		}
	}
	return actor, actor
}

// holderIn is the line of who held on a day the office by which alone a report calls somebody; nil where it is none, or where the report itself
// names anybody in that office.
func (l *Lists) holderIn(d *onrecord.Document, e *onrecord.Entity, day string) *Line {
	for _, m := range e.Mentions {
		title := d.In(m.Span)
		if x := l.Holder(title, day); x != nil {
			if NamesHolder(d, title) {
				return nil
			}
			return x
		}
	}
	return nil
}

// country is the state of an entity; "" where it is not known.
func country(e *onrecord.Entity) string {
	for _, c := range e.Codes {
		if c.Country != "" {
			return c.Country
		}
	}
	return e.Country
}

// NamesOf are the names by which a report calls an entity, the fullest first; none where it has no name there.
func NamesOf(d *onrecord.Document, e *onrecord.Entity) (out []string) {
	add := func(n string) {
		if n = oneSpace(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	named := false
	for _, m := range e.Mentions {
		named = named || m.Form == onrecord.NameForm
	}
	if !named {
		return nil
	}
	add(e.Name)
	for _, m := range e.Mentions {
		if m.Form == onrecord.NameForm {
			add(d.In(m.Span))
		}
	}
	return out
}

// code gives those who act and hold positions the codes of their entities.
func (c *laying) code() {
	give := func(list []onrecord.Member) []onrecord.Member {
		out := slices.Clone(list)
		for i := range out {
			if c.Own.Codes[out[i].Entity] {
				out[i].Codes = c.Entities[out[i].Entity-1].Codes
			}
		}
		return out
	}
	c.Events, c.Positions = slices.Clone(c.Events), slices.Clone(c.Positions)
	for i := range c.Events {
		c.Events[i].Actor, c.Events[i].Recipient = give(c.Events[i].Actor), give(c.Events[i].Recipient)
	}
	for i := range c.Positions {
		c.Positions[i].Actor = give(c.Positions[i].Actor)
	}
}
