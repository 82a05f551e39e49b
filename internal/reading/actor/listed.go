package actor

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// listed are the names that outside lists know: bodies and armed groups, and holders of office with their dates.
type listed struct {
	bodies  map[string]onrecord.Code
	offices map[string][]office
}

// office is an office that somebody held from one day to another (YYYYMMDD, both inclusive).
type office struct {
	code     onrecord.Code
	from, to string
}

// open reads the lists. The error names file and line.
func (l *listed) open() error {
	l.bodies, l.offices = map[string]onrecord.Code{}, map[string][]office{}
	for _, name := range []string{"actor_armed.tsv", "actor_bodies_listed.tsv", "actor_leaders.tsv"} {
		t, err := lexicon.Open(name)
		if err != nil {
			return fmt.Errorf("open actors: %w", err)
		}
		for _, r := range t.Rows {
			code := onrecord.Code{Group: r.Get("group"), Sector: onrecord.Sector(r.Get("sector")), Country: r.Get("country"), By: r.By()}
			if len(code.Sector) != 3 {
				return r.Errorf("no sector %q", r.Get("sector"))
			}
			if name != "actor_leaders.tsv" {
				l.bodies[r.Cells[0]] = code
				continue
			}
			o := office{code, r.Get("from"), r.Get("to")}
			if len(o.from) != 8 || len(o.to) != 8 || o.from > o.to {
				return r.Errorf("no days %q to %q", o.from, o.to)
			}
			l.offices[r.Cells[0]] = append(l.offices[r.Cells[0]], o)
		}
	}
	return nil
}

// fromLists codes an entity that its own words leave without a sector: an organisation or group by its name, a person by
// the office held on the day of the report. A report without a date uses no office.
func (c *Coder) fromLists(d *onrecord.Document, e *onrecord.Entity) {
	for _, k := range e.Codes {
		if k.Sector != "" {
			return
		}
	}
	for _, m := range e.Mentions {
		if m.Form != onrecord.NameForm {
			continue
		}
		if codes := c.listedName(d, e.Kind, m.Span); len(codes) > 0 {
			e.Codes = better(e.Codes, codes)
			return
		}
	}
}

func (c *Coder) listedName(d *onrecord.Document, kind onrecord.EntityKind, s onrecord.Span) []onrecord.Code {
	name := strings.TrimPrefix(strings.ToLower(d.In(s)), "the ")
	switch kind {
	case onrecord.Person:
		return c.listed.held(name, d.Meta.Published, s)
	case onrecord.Organization, onrecord.Government, onrecord.Group, onrecord.MediaOutlet:
		if code, ok := c.listed.bodies[name]; ok {
			code.Span = s
			return []onrecord.Code{code}
		}
	}
	return nil
}

// held is the office that a person held on a day (RFC 3339); nothing where two states or sectors claim the name.
func (l *listed) held(name, published string, s onrecord.Span) []onrecord.Code {
	if len(published) < len("2006-01-02") {
		return nil
	}
	day := strings.ReplaceAll(published[:len("2006-01-02")], "-", "")
	var out []onrecord.Code
	for _, o := range l.offices[name] {
		if day < o.from || day > o.to {
			continue
		}
		if len(out) > 0 && (out[0].Country != o.code.Country || out[0].Sector != o.code.Sector) {
			return nil
		}
		code := o.code
		code.Span = s
		out = []onrecord.Code{code}
	}
	return out
}
