// Package position finds where actors stand on issues: who commits itself for or against what, how firmly, under which
// conditions, and on whose word that is told. The words that show it are a dictionary; docs/positions.md is the codebook.
package position

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/lexicon"
)

// Finder finds positions. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	words   map[string][]cue // by the words, a space between
	phrases []cue            // those of several words, and those that may stand anywhere in a clause
	verdict []cue            // what is said of a matter itself: "out of the question"
	sides   []cue            // where one stands by a preposition: "against"
	scopes  []cue            // what limits a position: "except", "in its current form"
	topics  topics
	agents  map[string]bool // nouns for those who can hold a position: "officials", "the army"
}

// cue is a line of the dictionary.
type cue struct {
	words, kind, stance, by string
	firmness                int
}

var kinds = map[string]bool{"verb": true, "adjective": true, "standing": true, "noun": true, "absolute": true, "stronger": true,
	"weaker": true, "bound": true, "modal": true, "condition": true, "owned": true, "lacked": true, "verdict": true, "act": true, "signed": true, "voluntary": true, "mandate": true, "side": true, "held": true, "holds": true, "duty": true, "linking": true, "scope": true}

// New reads the dictionary. A line of no known kind or firmness is an error that names file and line.
func New() (*Finder, error) {
	t, err := lexicon.Open("position_words.tsv")
	if err != nil {
		return nil, fmt.Errorf("open positions: %w", err)
	}
	f := &Finder{words: make(map[string][]cue, len(t.Rows))}
	for _, r := range t.Rows {
		n, err := strconv.Atoi(r.Get("firmness"))
		if err != nil || n < -1 || n > 5 || !kinds[r.Get("kind")] {
			return nil, r.Errorf("kind %q or firmness %q", r.Get("kind"), r.Get("firmness"))
		}
		c := cue{r.Cells[0], r.Get("kind"), r.Get("stance"), r.By(), n}
		f.words[c.words] = append(f.words[c.words], c)
		switch c.kind {
		case "absolute", "stronger", "weaker", "bound":
			f.phrases = append(f.phrases, c)
		case "verdict":
			f.verdict = append(f.verdict, c)
		case "side":
			f.sides = append(f.sides, c)
		case "scope":
			f.scopes = append(f.scopes, c)
		}
	}
	if f.topics, err = openTopics(); err != nil {
		return nil, err
	}
	if f.agents, err = lexicon.Agents(); err != nil {
		return nil, fmt.Errorf("open positions: %w", err)
	}
	return f, nil
}

func (f *Finder) find(words, kind string) (cue, bool) {
	for _, c := range f.words[words] {
		if c.kind == kind {
			return c, true
		}
	}
	return cue{}, false
}

// acts tells whether a word may hold a position: a pronoun for someone, a name, or a noun for those who can.
func (f *Finder) acts(x *view, i int) bool {
	t := &x.Doc.Tokens[i]
	if t.Tag == "PRON" {
		switch strings.ToLower(t.Lemma) {
		case "he", "she", "they", "we", "i":
			return true
		}
		return strings.EqualFold(t.Lemma, "it") && (x.EntityOf(i) != 0 || x.itself(i) != 0)
	}
	if t.Tag == "NUM" || t.Tag == "DET" { // "two of the parties"
		k := x.with(i, "of")
		return k >= 0 && f.acts(x, k)
	}
	e := x.Doc.Entity(x.EntityOf(i))
	switch {
	case e != nil && e.Kind == onrecord.DocumentKind:
		return false
	case t.Tag == "PROPN", f.agents[strings.ToLower(t.Lemma)]: // a named place that commits itself stands for its rulers
		return true
	}
	return e != nil && e.Kind != "" && e.Kind != onrecord.OtherKind && e.Kind != onrecord.Place
}

// How far actor, stance and firmness are right, by judgement: no gold has been used to fit it.
const (
	sureOfVerb  = 0.6
	sureOfModal = 0.5
	sureOfNoun  = 0.5
)

// Find fills Positions. It needs the tree, entities and attributions.
func (f *Finder) Find(d *onrecord.Document) {
	d.Positions = nil
	x := newView(d)
	for _, s := range d.Sentences {
		if !d.Blocks[s.Block].Read() {
			continue
		}
		x.Open(s)
		if x.asks() {
			continue
		}
		for i := s.From; i < s.To; i++ {
			if p, ok := f.at(x, i); ok {
				d.Positions = append(d.Positions, p)
			}
		}
	}
	f.byCues(x)
	group(d)
	strain(d)
}

// at is the position whose clause a word heads.
func (f *Finder) at(x *view, i int) (onrecord.Position, bool) {
	t := &x.Doc.Tokens[i]
	lemma := strings.ToLower(t.Lemma)
	if p, ok := f.byVerdict(x, i); ok {
		return p, ok
	}
	if p, ok := f.bySide(x, i); ok {
		return p, ok
	}
	switch t.Tag {
	case "VERB":
		if f.governed(x, i) {
			return onrecord.Position{}, false
		}
		if c, ok := f.disposed(x, i); ok { // "is prepared to", "was firmly opposed": told as passives
			return f.byVerb(x, i, c, -1)
		}
		if p, ok := f.byMandate(x, i); ok {
			return p, ok
		}
		if c, prep, ok := f.verb(x, i); ok {
			return f.byVerb(x, i, c, prep)
		}
		if c, prep, ok := f.act(x, i); ok {
			return f.byAct(x, i, c, prep)
		}
		if p, ok := f.byLack(x, i); ok {
			return p, ok
		}
		if p, ok := f.byHeld(x, i); ok {
			return p, ok
		}
		if p, ok := f.byDuty(x, i); ok {
			return p, ok
		}
		if p, ok := f.byThere(x, i); ok {
			return p, ok
		}
		return f.byModal(x, i)
	case "NOUN":
		if c, ok := f.find(lemma, "owned"); ok {
			return f.byNoun(x, i, c)
		}
	case "ADJ":
		if x.Child(i, "cop") < 0 && !f.linked(x, i) {
			return onrecord.Position{}, false
		}
		if c, ok := f.find(f.word(x, i), "standing"); ok {
			return f.byStanding(x, i, c)
		}
		if c, ok := f.find(lemma, "adjective"); ok {
			return f.byVerb(x, i, c, -1)
		}
	}
	return onrecord.Position{}, false
}

// governed tells whether a verb stands under one of commitment, which says it all: "refused to rule out".
func (f *Finder) governed(x *view, i int) bool {
	up := x.Above(i)
	if up < 0 || x.Doc.Tokens[i].Rel != "xcomp" {
		return false
	}
	_, _, ok := f.verb(x, up)
	return ok
}

// verb is the line of a verb of commitment, with its particle or preposition; prep is the word behind the preposition, -1
// for none.
func (f *Finder) verb(x *view, i int) (c cue, prep int, ok bool) {
	lemma := strings.ToLower(x.Doc.Tokens[i].Lemma)
	if k := x.Child(i, "compound:prt"); k >= 0 {
		lemma += " " + x.Doc.Tokens[k].Lemma
	}
	if c, prep, ok = f.behind(x, i, lemma, "verb"); ok {
		return c, prep, ok
	}
	c, ok = f.find(lemma, "verb")
	return c, -1, ok
}

// behind is the line of a verb with a preposition: "called for talks".
func (f *Finder) behind(x *view, i int, lemma, kind string) (cue, int, bool) {
	for _, k := range x.Below(i) {
		if rel := x.Doc.Tokens[k].Rel; !strings.HasPrefix(rel, "obl") && rel != "advcl" && rel != "nmod" {
			continue
		}
		for _, m := range x.Below(k) {
			if rel := x.Doc.Tokens[m].Rel; rel != "case" && rel != "mark" {
				continue
			}
			if c, ok := f.find(lemma+" "+strings.ToLower(x.Doc.In(x.Doc.Tokens[m].Span)), kind); ok {
				return c, k, true
			}
		}
	}
	return cue{}, -1, false
}

// word is a word with those that hyphens join to it: "non-negotiable".
func (f *Finder) word(x *view, i int) string {
	from := i
	for from-2 >= x.Sentence.From && x.Doc.Tokens[from-1].XPOS == "HYPH" {
		from -= 2
	}
	return strings.ToLower(x.Doc.Text[x.Doc.Tokens[from].Start:x.Doc.Tokens[i].End])
}

// byVerb is a position that a verb or adjective of commitment shows: "opposes the plan", "refused to sign", "was rejected
// by the council"; prep is what stands behind its preposition.
func (f *Finder) byVerb(x *view, i int, c cue, prep int) (onrecord.Position, bool) {
	actor, matter, ok := f.parts(x, i, prep)
	if !ok || x.conditional(i) || c.words == "insist" && x.Doc.Tokens[matter].Rel == "ccomp" || c.words == "propose" && x.Doc.Tokens[matter].Rel != "xcomp" { // "insisted that" only says it, and proposals are many things
		return onrecord.Position{}, false
	}
	p := f.started(x, i, actor, matter, c, sureOfVerb)
	switch silent := comments(x, matter); {
	case c.stance == string(onrecord.StanceDeclines) && !silent: // "declined the offer" is a refusal
		p.Stance, p.Firmness = onrecord.StanceAgainst, 4
	case c.words == "refuse" && silent && x.Doc.Tokens[matter].Lemma != "discuss": // "refused to say"; who will not discuss pay is against talks
		p.Stance, p.Firmness = onrecord.StanceDeclines, 0
	}
	if (c.words == "refuse" || c.words == "decline") && x.Doc.Tokens[matter].Lemma == "rule" { // "refused to rule out"
		p.Stance, p.Firmness = onrecord.StanceNoSide, 1
	}
	negated := x.negation(i)
	if negated >= 0 && x.Doc.Tokens[negated].Lemma == "never" && x.past(i) && p.Stance != onrecord.StanceAgainst {
		return onrecord.Position{}, false // "never agreed to it" is a fact
	}
	if x.Doc.Tokens[matter].Rel == "xcomp" && x.negation(matter) >= 0 { // "resolved not to send"
		p.Stance = turned(p.Stance)
	}
	if negated >= 0 {
		f.negate(x, &p, c, negated)
	}
	f.finish(x, &p, i)
	return p, true
}

// parts are who commits itself by a verb or adjective, and to what.
func (f *Finder) parts(x *view, i, prep int) (actor, matter int, ok bool) {
	actor, passive := x.subject(i)
	if agent := x.agent(i); passive && (agent >= 0 || !f.isDisposed(x, i)) {
		return agent, actor, agent >= 0 && actor >= 0 && f.acts(x, agent)
	}
	if actor < 0 {
		actor = x.Child(i, "expl") // trees take "it has ruled that out" for "it is said"
	}
	it := actor >= 0 && x.Doc.Tokens[i].Tag == "VERB" && x.Doc.Tokens[actor].Lemma == "it"
	if actor < 0 || !it && !f.acts(x, actor) {
		return -1, -1, false
	}
	matter = prep
	for _, rel := range []string{"xcomp", "obj", "ccomp", "obl", "advcl"} {
		if matter < 0 {
			matter = x.Child(i, rel)
		}
	}
	if matter < 0 && strings.EqualFold(x.Doc.In(x.Doc.Tokens[i].Span), "opposed") {
		matter = i // "is firmly opposed": to what was told before
	}
	return actor, matter, matter >= 0
}

func comments(x *view, i int) bool {
	switch x.Doc.Tokens[i].Lemma {
	case "comment", "say", "answer", "discuss", "speak", "elaborate", "confirm":
		return true
	}
	return false
}

// negate turns a negated commitment: what is not ruled out is open; who does not want something leans against it.
func (f *Finder) negate(x *view, p *onrecord.Position, c cue, at int) {
	p.FirmnessCues = append([]onrecord.Span{x.Doc.Tokens[at].Span}, p.FirmnessCues...)
	switch {
	case p.Stance == onrecord.StanceAgainst:
		p.Stance, p.Firmness = onrecord.StanceNoSide, 1 // "did not rule out": no absolute word makes it firmer
	case c.words == "decide": // "has not decided"
		p.Stance, p.Firmness = onrecord.StanceAmbiguous, 1
	case p.Stance == onrecord.StanceFor && c.words == "plan":
		p.Stance, p.Firmness, p.TimeBound = onrecord.StanceAgainst, 2, onrecord.BoundNow
	case p.Stance == onrecord.StanceFor:
		p.Stance = onrecord.StanceAgainst
	}
}

func turned(s onrecord.Stance) onrecord.Stance {
	switch s {
	case onrecord.StanceFor:
		return onrecord.StanceAgainst
	case onrecord.StanceAgainst:
		return onrecord.StanceFor
	}
	return s
}

// byModal is a refusal in a modal clause: "would not send ships", "cannot take part"; without a negation only where someone
// is given as saying it.
func (f *Finder) byModal(x *view, i int) (onrecord.Position, bool) {
	aux := x.Child(i, "aux")
	if aux < 0 {
		return onrecord.Position{}, false
	}
	word := strings.ToLower(x.Doc.In(x.Doc.Tokens[aux].Span))
	if x.goingTo(i) {
		word = "will"
	}
	c, ok := f.find(word, "modal")
	actor, passive := x.subject(i)
	if !ok || actor < 0 || x.conditional(i) || x.denied(i) {
		return onrecord.Position{}, false
	}
	not := x.negation(i)
	able := c.words == "can" || c.words == "could" || c.words == "cannot" || c.words == "ca"
	if able {
		if _, chosen := f.find(strings.ToLower(x.Doc.Tokens[i].Lemma), "voluntary"); not >= 0 && !chosen {
			return onrecord.Position{}, false // "cannot reach them"
		}
	}
	if passive && !first(x, actor) || !f.acts(x, actor) {
		return f.bySpeaker(x, i, actor, aux, not, c, passive)
	}
	if c.stance = string(onrecord.StanceFor); able {
		c.firmness = 1
	}
	p := f.started(x, i, actor, i, c, sureOfModal)
	p.FirmnessCues = []onrecord.Span{x.Doc.Tokens[aux].Span}
	if vote, prep, ok := f.behind(x, i, strings.ToLower(x.Doc.Tokens[i].Lemma), "act"); ok { // "will vote against the bill"
		p.Stance = onrecord.Stance(vote.stance)
		p.IssueSpans[0] = x.matter(prep, f)
		p.Issue = oneLine(x.Doc.In(p.IssueSpans[0]))
	}
	if not < 0 {
		not = f.noneOf(x, i, &p)
	}
	if not >= 0 {
		p.Stance, p.Firmness = onrecord.StanceAgainst, 4
		p.FirmnessCues = append(p.FirmnessCues, x.Doc.Tokens[not].Span)
	}
	if not >= 0 && comments(x, i) && x.Doc.Tokens[i].Lemma != "discuss" { // "would not say who had asked"
		p.Stance, p.Firmness = onrecord.StanceDeclines, 0
	}
	f.finish(x, &p, i)
	return p, not >= 0 || !able && (p.Word != 0 || bargains(&p)) // else a forecast, or an ability
}

// noneOf is the word that denies a modal clause elsewhere than beside its verb, -1 for none: "will hold no talks", whose
// matter is the talks, or "will under no circumstances sign".
func (f *Finder) noneOf(x *view, i int, p *onrecord.Position) int {
	if k := x.Child(i, "obj"); k >= 0 && x.none(k) >= 0 {
		p.IssueSpans[0] = x.matter(k, f)
		p.Issue = oneLine(x.Doc.In(p.IssueSpans[0]))
		return x.none(k)
	}
	low, high := x.reach(i)
	for _, c := range f.phrases {
		if at, ok := x.phraseIn(low, high, c.words); ok && c.kind == "absolute" && strings.Contains(" "+c.words+" ", " no ") {
			first, _ := x.Doc.TokensIn(at)
			for x.Doc.Tokens[first].Lemma != "no" {
				first++
			}
			return first
		}
	}
	return -1
}

// bargains tells whether a position has a condition that only who commits itself sets: "provided that", "in exchange for".
func bargains(p *onrecord.Position) bool {
	for _, c := range p.Conditions {
		switch c.Kind {
		case onrecord.CondProvided, onrecord.CondOnlyIf, onrecord.CondExchange:
			return true
		}
	}
	return false
}

// first tells whether a word is the first person, who speaks even where something is done to them: "we will not be drawn
// in". Whoever else something is done to does not commit itself by it.
func first(x *view, i int) bool {
	switch strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span)) {
	case "i", "we", "us", "me", "our", "my":
		return true
	}
	return false
}

// byStanding is what is said of a position itself: "Estovia's position is non-negotiable".
func (f *Finder) byStanding(x *view, i int, c cue) (onrecord.Position, bool) {
	noun := x.Child(i, "nsubj")
	if noun < 0 {
		return onrecord.Position{}, false
	}
	n, ok := f.find(x.Doc.Tokens[noun].Lemma, "noun")
	owner := x.Child(noun, "nmod:poss")
	if !ok || owner < 0 {
		return onrecord.Position{}, false
	}
	c.stance = n.stance
	if c.stance == "" {
		c.stance = string(onrecord.StanceAmbiguous)
	}
	p := f.started(x, i, owner, noun, c, sureOfVerb)
	if not := x.negation(i); not >= 0 {
		p.Firmness, p.FirmnessCues = 1, append([]onrecord.Span{x.Doc.Tokens[not].Span}, p.FirmnessCues...)
	}
	f.finish(x, &p, i)
	return p, true
}

// started is a position with actor, matter, stance and firmness as the dictionary has them.
func (f *Finder) started(x *view, i, actor, matter int, c cue, conf float64) onrecord.Position {
	p := onrecord.Position{Stance: onrecord.Stance(c.stance), Firmness: c.firmness, By: c.by, Conf: conf,
		FirmnessCues: []onrecord.Span{x.Doc.Tokens[i].Span}}
	if who, ok := x.quoted(actor); ok {
		p.Actor = []onrecord.Member{who}
	} else {
		for _, k := range append([]int{actor}, x.Conjuncts(actor)...) {
			p.Actor = append(p.Actor, x.member(k))
		}
	}
	f.about(x, &p, i, matter)
	return p
}

// about gives a position that has its actor the word it stands on, and its matter.
func (f *Finder) about(x *view, p *onrecord.Position, i, matter int) {
	p.Word = x.Doc.WordOn(x.Doc.Tokens[i].Span)
	f.name(x, p, x.matter(matter, f), x.Doc.Tokens[i].Span)
}

// name gives a position the words of its matter; its cue's verb stands at verb.
func (f *Finder) name(x *view, p *onrecord.Position, at, verb onrecord.Span) {
	p.IssueSpans, p.Issue = []onrecord.Span{at}, oneLine(x.Doc.In(at))
	p.Proposition = oneLine(x.Doc.In(p.Actor[0].Span)) + ": " + p.Issue
	p.Span = onrecord.Span{Start: min(at.Start, verb.Start), End: max(at.End, verb.End)}
	if a := x.Doc.Attribution(p.Word); a == nil || !slices.Contains(a.Source.Spans, p.Actor[0].Span) { // a speaker stands outside what is said
		p.Span = onrecord.Span{Start: min(p.Actor[0].Span.Start, p.Span.Start), End: max(p.Actor[0].Span.End, p.Span.End)}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
