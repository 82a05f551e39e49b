package newsroom

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"onrecord"
)

// speakers tells who speaks in a report, where, and on whose account.
type speakers struct {
	report
	order   []onrecord.AttributionID // by position
	surface []bool                   // per attribution: given on the outlet's own account, not inside another's words
	voices  []voice                  // in order of appearance
	voiceOf []int                    // per attribution: index into voices, -1 when nobody is given
}

// voice is one source with all that it is given for.
type voice struct {
	label  string
	entity onrecord.EntityID
	naming onrecord.Naming // the fullest naming it gets anywhere in the report
	kind   onrecord.SourceKind
	ids    []onrecord.AttributionID // by position
	shadow bool                     // nothing but a pronoun that was never tied to anyone: it may be any other voice
}

func speakersOf(d *onrecord.Document) *speakers {
	n := len(d.Attributions)
	sp := &speakers{report: report{d}, surface: make([]bool, n), voiceOf: make([]int, n)}
	sp.rank()
	sp.gather()
	return sp
}

// unnamed lists the voices whom the reader cannot identify and who speak on the outlet's own account, each cut down
// to the attributions that do.
func (sp *speakers) unnamed() []voice {
	var out []voice
	for _, v := range sp.surfaceVoices() {
		if v.anonymous() {
			out = append(out, v)
		}
	}
	return out
}

// surfaceVoices lists the voices that speak on the outlet's own account, each cut down to the attributions that do.
// The outlet's own reporter is none of them.
func (sp *speakers) surfaceVoices() []voice {
	var out []voice
	for _, v := range sp.voices {
		var own []onrecord.AttributionID
		for _, id := range v.ids {
			if sp.surface[id-1] {
				own = append(own, id)
			}
		}
		if v.ids = own; len(own) > 0 && v.kind != onrecord.SourceAuthor {
			out = append(out, v)
		}
	}
	return out
}

// distinct leaves out pronouns that may stand for any of the other voices; when all are such, it leaves them in.
func distinct(voices []voice) []voice {
	clear := slices.DeleteFunc(slices.Clone(voices), func(v voice) bool { return v.shadow })
	if len(clear) == 0 {
		return voices
	}
	return clear
}

// introduced is the first place that names the source of a voice.
func (sp *speakers) introduced(v voice) []onrecord.Span {
	for _, id := range v.ids {
		if len(sp.at(id).Source.Spans) > 0 {
			return sp.who(id)
		}
	}
	return sp.who(v.ids[0])
}

// each makes one sighting a voice out of the attributions that show something; see returns the words that show it.
func (sp *speakers) each(voices []voice, see func(onrecord.AttributionID) []onrecord.Span) []sighting {
	var out []sighting
	for _, v := range voices {
		var s sighting
		var words []onrecord.Span
		for _, id := range v.ids {
			if seen := see(id); len(seen) > 0 {
				s.ids = append(s.ids, id)
				s.spans = append(append(s.spans, sp.who(id)...), seen...)
				words = append(words, seen...)
			}
		}
		if len(s.ids) > 0 {
			s.fill = []string{"source", cite(v.label), "words", sp.cites(words), "count", many(len(s.ids), "statement")}
			out = append(out, s)
		}
	}
	return out
}

// rank puts the attributions in order.
func (sp *speakers) rank() {
	starts := make([]int, len(sp.d.Attributions))
	for i := range sp.d.Attributions {
		starts[i] = sp.d.Attributions[i].Extent().Start
		sp.order = append(sp.order, onrecord.AttributionID(i+1))
	}
	sort.SliceStable(sp.order, func(i, j int) bool { return starts[sp.order[i]-1] < starts[sp.order[j]-1] })
}

// gather ties the attributions to voices.
func (sp *speakers) gather() {
	known := map[string]int{}
	for _, id := range sp.order {
		a := sp.at(id)
		sp.voiceOf[id-1] = -1
		key := sp.key(&a.Source)
		if key == "" {
			continue
		}
		v, ok := known[key]
		if !ok {
			v = len(sp.voices)
			known[key] = v
			sp.voices = append(sp.voices, voice{entity: a.Source.Entity, shadow: sp.isShadow(&a.Source)})
		}
		sp.voiceOf[id-1] = v
		sp.voices[v].add(sp.report, id, &a.Source)
	}
	for i := range sp.d.Attributions {
		w := sp.d.Attributions[i].Within
		sp.surface[i] = w == 0 || int(w) <= i && sp.surface[w-1] && sp.ownWord(w)
	}
}

// ownWord tells whether an attribution leaves its content on the outlet's own account: "it is understood that ...".
func (sp *speakers) ownWord(id onrecord.AttributionID) bool {
	return sp.voiceOf[id-1] < 0 || sp.at(id).Source.Kind == onrecord.SourceAuthor
}

// key is what tells one source from another; "" when nobody is given.
func (sp *speakers) key(s *onrecord.Source) string {
	if e := sp.d.Entity(s.Entity); e != nil {
		return "\x00" + strconv.Itoa(int(s.Entity))
	}
	if len(s.ResolvesTo) > 0 {
		return plain(sp.wordsIn(s.ResolvesTo))
	}
	return plain(sp.wordsIn(s.Spans))
}

// isShadow tells whether a source is nothing but a pronoun that leads nowhere.
func (sp *speakers) isShadow(s *onrecord.Source) bool {
	if s.Entity != 0 || len(s.ResolvesTo) > 0 {
		return false
	}
	for _, span := range s.Spans {
		first, end := sp.d.TokensIn(span)
		for _, t := range sp.d.Tokens[first:end] {
			if t.Tag != "PRON" {
				return false
			}
		}
	}
	return true
}

// plain is the text of a source without what does not tell it from another: case, articles, a possessive.
func plain(text string) string {
	text = strings.ToLower(text)
	for _, tail := range []string{"'s", "\u2019s", "'", "\u2019"} {
		text = strings.TrimSuffix(text, tail)
	}
	for _, article := range []string{"the ", "a ", "an ", "these ", "those ", "this ", "that "} {
		if rest, ok := strings.CutPrefix(text, article); ok {
			return rest
		}
	}
	return text
}

// add gives an attribution to the voice; words and naming keep the fullest seen so far.
func (v *voice) add(r report, id onrecord.AttributionID, s *onrecord.Source) {
	v.ids = append(v.ids, id)
	for _, text := range []string{r.wordsIn(s.Spans), r.wordsIn(s.ResolvesTo)} {
		if len(text) > len(v.label) {
			v.label = text
		}
	}
	if e := r.d.Entity(v.entity); e != nil && e.Name != "" {
		v.label = e.Name
	}
	if fullness(s.Naming) > fullness(v.naming) {
		v.naming = s.Naming
	}
	if v.kind == "" {
		v.kind = s.Kind
	}
}

// fullness orders namings by how much they tell the reader.
func fullness(n onrecord.Naming) int {
	return slices.Index([]onrecord.Naming{"", onrecord.NamingNone, onrecord.NamingCollective, onrecord.UnnamedUnaffiliated,
		onrecord.UnnamedAffiliated, onrecord.UnnamedIdentifiable, onrecord.Named}, n)
}

// anonymous tells whether the reader cannot tell who the voice is, wherever in the report it speaks.
func (v *voice) anonymous() bool {
	return v.naming == onrecord.UnnamedAffiliated || v.naming == onrecord.UnnamedUnaffiliated
}

// first is the first attribution on the outlet's own account that has a source of the wanted sort.
func (sp *speakers) first(want func(*onrecord.Source) bool) onrecord.AttributionID {
	for _, id := range sp.order {
		if sp.surface[id-1] && sp.voiceOf[id-1] >= 0 && want(&sp.at(id).Source) {
			return id
		}
	}
	return 0
}

func hasAccess(s *onrecord.Source) bool { return s.Access != "" && s.Access != onrecord.AccessNone }

func hasReason(s *onrecord.Source) bool {
	return !s.ReasonSpan.Empty() || s.Anonymity == onrecord.AnonymityWithReason ||
		s.Reason != "" && s.Reason != onrecord.ReasonNone
}

// anyOf tells whether one of a voice's mentions as a source has what is asked for.
func (sp *speakers) anyOf(v voice, has func(*onrecord.Source) bool) bool {
	return slices.ContainsFunc(v.ids, func(id onrecord.AttributionID) bool { return has(&sp.at(id).Source) })
}
