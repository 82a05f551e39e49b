package standing

import (
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	meanings "onrecord/internal/lang/meaning"
)

// Actor is an actor across reports. Two mentions are one actor only for a reason that can be said.
type Actor struct {
	Key    string  `json:"key"`
	Name   string  `json:"name"`       // as the report calls it
	Reason string  `json:"reason"`     // what made the key: "state", "code", "name", "words in one report", or a decision
	Conf   float64 `json:"confidence"` // that all who have the key are one, by judgement

	Also string `json:"also,omitempty"` // other names by the own list, " | " between

	Own string `json:"own_key,omitempty"` // the key by its report alone, where that is another: by it a decision can keep the two apart
}

// ActorOf is who holds a position, across reports. A state, its government, its capital and its people in office are one; a person or body
// that the report names goes by its full name, and with its state where that is known, so that namesakes stay apart; what is named by
// nouns goes by its code; and what has neither is an actor of its report alone.
func ActorOf(d *onrecord.Document, members []onrecord.Member) Actor {
	if len(members) == 0 {
		return Actor{}
	}
	m := members[0]
	a := Actor{Name: strings.Join(strings.Fields(d.In(m.Span)), " ")}
	var code onrecord.Code
	if len(m.Codes) > 0 {
		code = m.Codes[0]
	}
	e := d.Entity(m.Entity)
	if e != nil && e.Name != "" {
		a.Name = e.Name
	}
	switch {
	case code.Country != "" && code.Group == "" && (code.Sector == "" || code.Sector == onrecord.SectorGovernment) && (e == nil || e.Kind != onrecord.Person):
		a.Key, a.Reason = "state/"+code.Country, "state"
	case code.Group != "":
		a.Key, a.Reason = "group/"+code.Group, "code"
	case e != nil && e.Name != "" && named(e):
		name := lexicon.Untitled(strings.TrimPrefix(strings.TrimPrefix(strings.Join(strings.Fields(e.Name), " "), "the "), "The "))
		a.Key, a.Reason = "name/"+strings.ToLower(strings.ReplaceAll(name, "/", " "))+"/"+code.Country, "name"
		if e.Kind == onrecord.Person && !strings.Contains(name, " ") {
			a.Key, a.Reason = a.Key+"/"+onrecord.Digest(d.Text), "words in one report" // a surname alone
		}
	case code.Country != "" && code.Sector != "":
		a.Key, a.Reason = "code/"+code.String(), "code"
	default:
		a.Key, a.Reason = "words/"+strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(a.Name, "/", " ")), "the ")+"/"+onrecord.Digest(d.Text), "words in one report"
	}
	a.Conf = sureOf[a.Reason]
	return a
}

// sureOf is how far an actor's key holds, by judgement: names have namesakes, codes of sectors hold many.
var sureOf = map[string]float64{"state": 0.9, "code": 0.6, "name": 0.85, "words in one report": 0.7}

// named tells whether an entity has a proper name among its mentions.
func named(e *onrecord.Entity) bool {
	return slices.ContainsFunc(e.Mentions, func(m onrecord.Mention) bool { return m.Form == onrecord.NameForm })
}

// Reader takes the evidence out of reports. It is safe for use by several goroutines at once.
type Reader struct{ cues map[string]Change }

// New reads the dictionary of cues. A bad line is an error that names file and line.
func New() (*Reader, error) {
	t, err := lexicon.Open("standing_cues.tsv")
	if err != nil {
		return nil, fmt.Errorf("open cues of standings: %w", err)
	}
	if err := meanings.Check(); err != nil {
		return nil, err
	}
	if _, err := loadTurns(); err != nil {
		return nil, err
	}
	if _, err := lexicon.States(); err != nil {
		return nil, err
	}
	if _, err := lexicon.Titles(); err != nil {
		return nil, err
	}
	r := &Reader{map[string]Change{}}
	for _, row := range t.Rows {
		c := Change(row.Get("change"))
		if c != Clarified && c != Retracted {
			return nil, row.Errorf("change %q", c)
		}
		r.cues[row.Cells[0]] = c
	}
	return r, nil
}

// told is what the cue of an attribution tells of a position: that it is clarified or taken back; "" for neither.
func (r *Reader) told(d *onrecord.Document, a *onrecord.Attribution) Change {
	if a == nil {
		return ""
	}
	first, end := d.TokensIn(a.Cue)
	for _, t := range d.Tokens[first:end] {
		if c, ok := r.cues[strings.ToLower(t.Lemma)]; ok {
			return c
		}
	}
	return ""
}

// Sure is the confidence from which a position is told across reports unless one asks for all. See docs/scores.md for how many of these
// are right.
const Sure = 0.35

// From is the evidence of one report: what several hold together each of them holds. Origin is whose text it is; "" is the report itself.
func (r *Reader) From(d *onrecord.Document, origin string) []Evidence {
	digest := onrecord.Digest(d.Text)
	if origin == "" {
		origin = digest
	}
	var out []Evidence
	for c := range d.Cards().All(onrecord.KindPosition) {
		p := &d.Positions[c.Place-1]
		if len(p.Actor) == 0 {
			continue
		}
		e := Evidence{Report: digest, Outlet: d.Meta.Publisher, URL: d.Meta.URL, Title: d.Meta.Title, Day: c.Published, Origin: origin, Position: c.Number,
			Issue: c.Issue, Topic: c.Topic, Stance: c.Stance, Firmness: c.Firmness, RedLine: c.RedLine, TimeBound: string(c.TimeBound),
			Quote: c.Quote, Span: c.Span, OnWordOf: strings.Join(onrecord.Called(c.Chain), " < "), Conf: c.Confidence}
		for _, k := range c.Conditions {
			e.Conditions = append(e.Conditions, k.String())
		}
		for _, s := range c.Scope {
			e.Scope = append(e.Scope, s.Quote)
		}
		e.Recap = recap(d, p)
		if told := r.told(d, d.Attribution(p.OnWordOf)); told == Clarified {
			e.Told = told
		}
		for k := range p.Actor {
			e.Actor = ActorOf(d, p.Actor[k:k+1])
			if NamesNobody(e.Actor.Name) || slices.ContainsFunc(out, func(x Evidence) bool { return x.Position == c.Number && x.Actor.Key == e.Actor.Key }) {
				continue
			}
			e.Authority = authority(d, p, k)
			if e.Code = ""; len(p.Actor[k].Codes) > 0 {
				e.Code = p.Actor[k].Codes[0].String()
			}
			out = append(out, e)
		}
	}
	return append(out, r.denials(d, digest, origin)...)
}

// denials are what actors of a report deny of their own or take back: "Norway denied the plan", "retracted its pledge". They take no side.
func (r *Reader) denials(d *onrecord.Document, digest, origin string) []Evidence {
	var out []Evidence
	for i := range d.Attributions {
		a := &d.Attributions[i]
		told := r.told(d, a)
		if a.Type != onrecord.TypeDenial && told != Retracted || len(a.Source.Spans) == 0 || len(a.Content) == 0 || told == "" && stands(d, a.Content[0]) {
			continue
		}
		m := onrecord.Member{Span: a.Source.Spans[0], Entity: a.Source.Entity}
		if e := d.Entity(a.Source.Entity); e != nil {
			m.Codes = e.Codes
		}
		issue := strings.Join(strings.Fields(d.In(a.Content[0])), " ")
		out = append(out, Evidence{Report: digest, Outlet: d.Meta.Publisher, URL: d.Meta.URL, Title: d.Meta.Title, Day: d.Meta.Day(), Origin: origin,
			Actor: ActorOf(d, []onrecord.Member{m}), Issue: issue, Stance: onrecord.StanceNoSide, Denial: true, Told: told, Authority: OwnWord, OnWordOf: d.In(m.Span),
			Quote: d.In(a.Extent()), Span: a.Extent(), Conf: a.Conf})
	}
	return out
}

// stands tells whether a position has its matter in a stretch already.
func stands(d *onrecord.Document, at onrecord.Span) bool {
	return slices.ContainsFunc(d.Positions, func(p onrecord.Position) bool { return at.Contains(p.Span) })
}

// authority is how near the word on which a position is told is to one of its holders.
func authority(d *onrecord.Document, p *onrecord.Position, holder int) Authority {
	a := d.Attribution(p.OnWordOf)
	switch {
	case a == nil:
		return Reported
	case a.Source.Entity != 0 && a.Source.Entity == p.Actor[holder].Entity && a.Source.Kind != onrecord.SourceNone, speaksFor(d, a, p.Actor[holder:holder+1]):
		return OwnWord
	case a.Source.Naming != onrecord.Named && a.Source.Naming != onrecord.UnnamedIdentifiable:
		return Anonymous
	case a.Source.Kind == onrecord.SourceGovernment || a.Source.Kind == onrecord.SourceOfficeHolder:
		return Official
	}
	return Reported
}

// speaksFor tells whether a source that is not hidden speaks for the state whose position it is: its government, ministry or officers.
func speaksFor(d *onrecord.Document, a *onrecord.Attribution, holder []onrecord.Member) bool {
	official := a.Source.Kind == onrecord.SourceGovernment || a.Source.Kind == onrecord.SourceOfficeHolder
	hidden := a.Source.Naming != onrecord.Named && a.Source.Naming != onrecord.UnnamedIdentifiable
	state := ActorOf(d, holder).Key
	e := d.Entity(a.Source.Entity)
	if !official || hidden || e == nil || !strings.HasPrefix(state, "state/") {
		return false
	}
	return slices.ContainsFunc(e.Codes, func(c onrecord.Code) bool {
		return "state/"+c.Country == state && (c.Sector == "" || c.Sector == onrecord.SectorGovernment)
	})
}

// recap tells whether a position is told as what has long been so: "has long maintained", "has repeatedly said".
func recap(d *onrecord.Document, p *onrecord.Position) bool {
	s := d.SentenceAt(p.Span.Start)
	if s < 0 {
		return false
	}
	for _, t := range d.Tokens[d.Sentences[s].From:d.Sentences[s].To] {
		switch strings.ToLower(d.In(t.Span)) {
		case "long", "always", "repeatedly", "traditionally", "historically", "previously":
			if t.Tag == "ADV" {
				return true
			}
		}
	}
	return false
}
