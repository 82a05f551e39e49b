// Package position makes positions of the frames that the learned reader has laid over a report: who stands for or
// against what, how firmly, under which conditions, and on whose word that is told; docs/positions.md is the codebook.
package position

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// byFrames is what a position of the learned reader says of its finder.
const byFrames = "frames/position"

// Finder finds positions. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	joins    map[string]onrecord.ConditionKind // words that join a condition
	plain    map[string]bool                   // those of them that always do
	bounds   []bound                           // limits in time: "for now"
	lines    []string                          // words that draw a red line
	scopes   []bound                           // what limits a position: "except", "in its current form"
	topics   topics
	stances  map[string]stance // verbs that take a side: "support"
	manners  map[string]bool   // how a position is held: "non-negotiable"
	takes    map[string]bool   // verbs that are for what they lead to: "decide"
	stands   map[string]bool   // nouns for a position itself: "stance"
	denials  map[string]bool   // words that deny a verb behind them: "never"
	deciders map[string]bool   // nouns for those who can hold a position: "officials", "the army"
}

// bound is words of the dictionary and what they stand for.
type bound struct{ words, value string }

// New reads the dictionaries. A line of no known kind is an error that names file and line.
func New() (*Finder, error) {
	t, err := lexicon.Open("position_words.tsv")
	if err != nil {
		return nil, fmt.Errorf("open positions: %w", err)
	}
	f := &Finder{joins: map[string]onrecord.ConditionKind{}, plain: map[string]bool{}, stances: map[string]stance{}, manners: map[string]bool{}, takes: map[string]bool{}, stands: map[string]bool{}, denials: map[string]bool{}}
	for _, r := range t.Rows {
		words, value := r.Cells[0], r.Get("stance")
		firmness, err := strconv.Atoi(r.Get("firmness"))
		if err != nil {
			return nil, r.Errorf("firmness %q", r.Get("firmness"))
		}
		switch r.Get("kind") {
		case "condition", "loose":
			f.joins[words], f.plain[words] = onrecord.ConditionKind(value), r.Get("kind") == "condition"
		case "bound":
			f.bounds = append(f.bounds, bound{words, value})
		case "absolute":
			f.lines = append(f.lines, words)
		case "side":
			if value != string(onrecord.StanceFor) && value != string(onrecord.StanceAgainst) {
				return nil, r.Errorf("stance %q", value)
			}
			f.stances[words] = stance{onrecord.Stance(value), firmness}
		case "manner":
			f.manners[words] = true
		case "takes":
			f.takes[words] = true
		case "stand":
			f.stands[words] = true
		case "denial":
			f.denials[words] = true
		case "scope":
			f.scopes = append(f.scopes, bound{words, value})
		default:
			return nil, r.Errorf("kind %q", r.Get("kind"))
		}
	}
	if f.topics, err = openTopics(); err != nil {
		return nil, err
	}
	if f.deciders, err = lexicon.Agents(); err != nil {
		return nil, fmt.Errorf("open positions: %w", err)
	}
	return f, nil
}

// Find fills Positions. It needs frames, tokens with syntax, entities and attributions with their axes. Once stop says so it
// ends early, with the positions up to there.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Positions = nil
	x := newView(d)
	x.deciders = f.deciders
	s := 0
	for i := range d.Frames {
		if i%lookEvery == 0 && stop() {
			return
		}
		fr := &d.Frames[i]
		if fr.Layer != onrecord.FramePosition {
			continue
		}
		for d.Sentences[s].To <= fr.Anchor.From {
			s++
		}
		x.open(s)
		if p, ok := f.position(x, fr); ok {
			p.Frame = onrecord.FrameID(i + 1)
			keep(d, p)
		}
	}
	f.sides(x)
	group(d)
	strain(d)
}

// lookEvery is after how many frames the finder asks whether to stop.
const lookEvery = 200

// position makes a position of a frame; none without a holder, or a matter that a reader could tell.
func (f *Finder) position(x *view, fr *onrecord.Frame) (onrecord.Position, bool) {
	firmness, err := strconv.Atoi(fr.Classes["firmness"])
	if err != nil {
		return onrecord.Position{}, false
	}
	p := onrecord.Position{Stance: onrecord.Stance(fr.Classes["stance"]), Firmness: firmness, By: byFrames, Conf: fr.Conf}
	p.OnWordOf = x.wordOn(x.Doc.RunSpan(fr.Anchor))
	p.Actor = x.members(fr.Roles["actor"])
	x.holder(&p)
	x.voices(&p)
	p.IssueSpans = x.matter(fr, x.Doc.Positions)
	if len(p.Actor) == 0 || !x.tells(p.IssueSpans) || x.denied(&p) || f.ownStand(x, fr, p.IssueSpans) {
		return p, false
	}
	if p.Stance == onrecord.StanceAgainst && f.leadsTo(x, fr, p.IssueSpans) {
		p.Stance = onrecord.StanceFor
	}
	p.FirmnessCues = append([]onrecord.Span{x.Doc.RunSpan(fr.Anchor)}, x.spans(x.near(fr, "cue"))...)
	slices.SortFunc(p.FirmnessCues, func(a, b onrecord.Span) int { return a.Start - b.Start })
	p.FirmnessCues = apart(p.FirmnessCues)
	p.StanceCues = slices.Clone(p.FirmnessCues)
	p.Act = firmness == 5 && fr.Classes["pkind"] == "action"
	x.extend(&p)
	f.conditions(x, &p, fr)
	f.limit(x, &p)
	f.name(x, &p, fr)
	return p, true
}

// ownStand tells whether the matter is nothing but somebody's position, of which the words of stance say how it is held ("our position is
// clear"): that says how firm it is, not on what it is.
func (f *Finder) ownStand(x *view, fr *onrecord.Frame, issue []onrecord.Span) bool {
	if len(issue) != 1 {
		return false
	}
	first, end := x.Doc.TokensIn(issue[0])
	for i := fr.Anchor.From; i < fr.Anchor.To && first < end; i++ {
		if !f.manners[strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span))] {
			continue
		}
		return f.stands[x.Doc.Tokens[end-1].Lemma]
	}
	return false
}

// leadsTo tells whether the words of stance end in a verb that is for what it leads to, and the matter is that ("decided to leave the treaty"):
// of 281 such positions of the real reports annotated for training that nothing denies, 278 are for it.
func (f *Finder) leadsTo(x *view, fr *onrecord.Frame, issue []onrecord.Span) bool {
	if len(issue) == 0 {
		return false
	}
	from, _ := x.Doc.TokensIn(issue[0])
	to := func(i int) bool {
		return i < len(x.Doc.Tokens) && strings.EqualFold(x.Doc.In(x.Doc.Tokens[i].Span), "to")
	}
	for verb := fr.Anchor.From; verb < fr.Anchor.To; verb++ {
		t := &x.Doc.Tokens[verb]
		if t.Tag == "VERB" && f.takes[t.Lemma] && to(verb+1) && (from == verb+1 || from == verb+2) {
			return !f.denied(x, verb, from+2)
		}
	}
	return false
}

// denied tells whether a word in front of a verb or up to a place behind it denies it.
func (f *Finder) denied(x *view, verb, end int) bool {
	for i := max(x.Sentence.From, verb-deniedReach); i < min(end, x.Sentence.To); i++ {
		if f.denials[strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span))] {
			return true
		}
	}
	return false
}

// deniedReach is how many words before a verb may deny it.
const deniedReach = 12

// keep adds a position, unless the one before says the same of the same words; then the surer of both stays.
func keep(d *onrecord.Document, p onrecord.Position) {
	if n := len(d.Positions); n > 0 && same(&d.Positions[n-1], &p) {
		if p.Conf > d.Positions[n-1].Conf {
			d.Positions[n-1] = p
		}
		return
	}
	d.Positions = append(d.Positions, p)
}

// same tells whether two positions are one: holders and matters overlap.
func same(a, b *onrecord.Position) bool {
	meet := func(x, y []onrecord.Span) bool {
		return slices.ContainsFunc(x, func(s onrecord.Span) bool { return slices.ContainsFunc(y, s.Overlaps) })
	}
	return meet(a.IssueSpans, b.IssueSpans) && (len(a.Actor) == 0 && len(b.Actor) == 0 || meet(onrecord.MemberSpans(a.Actor), onrecord.MemberSpans(b.Actor)))
}

// name gives a position the words of its matter in one line, and what the stance is relative to.
func (f *Finder) name(x *view, p *onrecord.Position, fr *onrecord.Frame) {
	p.Issue = x.inLine(p.IssueSpans)
	p.Proposition = f.proposition(x, p, fr)
	for _, s := range p.IssueSpans {
		if p.Topic == "" {
			p.Topic = f.topics.of(x.Doc, s)
		}
	}
}
