package standing

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"onrecord/internal/lang/lexicon"
)

// Book is where everyone stands by the evidence of reports. It is kept up to date: a report that is put in, in the place of what it told before,
// or taken out touches only the lines of its actors, those of actors whose names it tells apart or as one, and those of matters whose wording it
// tells first; whatever was put in or taken out before and in whichever order, the lines are those of the evidence that is there. A book is not
// safe for use by several goroutines at once; lines that it gave are not changed any more.
type Book struct {
	reports map[string][]*piece
	aliases map[string]*alias
	names   names
	actors  map[string]*actor
	matters *matters
	lines   map[lineKey]*line
	on      map[string][]*line // by the key of the matter
	often   map[*line]bool     // told often enough to be silent one day
	denied  map[*piece][]*piece
	days    map[string]int // how many pieces are told of each day
	last    string         // the last of them

	moved  []*piece // what is to be worked out again
	seek   []*piece // denials of something else than before
	called map[*actor]bool
	stale  []*line
	told   string // up to which day silence is told
	gone   []*Trajectory
	fresh  map[*Trajectory]bool
}

type lineKey struct{ who, matter string }

// actor is somebody by all reports.
type actor struct {
	key       string
	name      string
	names     map[string]int // as reports call it
	positions inOrder
	denials   inOrder
	byWord    map[string]inOrder // positions by a word of their issue, once something is denied
	lines     []*line
}

// line is what one actor was told to hold on one matter.
type line struct {
	key    lineKey
	who    *actor
	pieces inOrder
	shown  *Trajectory // nil where that is no standing
	from   int         // number of the first stage that is to be worked out again, from 0
	stale  bool
	usual  time.Duration // between two days on which it was told; 0 for seldom
}

// NewBook is an empty book.
func NewBook() *Book {
	return &Book{reports: map[string][]*piece{}, aliases: map[string]*alias{}, names: newNames(), actors: map[string]*actor{}, matters: newMatters(),
		lines: map[lineKey]*line{}, on: map[string][]*line{}, often: map[*line]bool{}, denied: map[*piece][]*piece{}, days: map[string]int{},
		called: map[*actor]bool{}, fresh: map[*Trajectory]bool{}}
}

// KeepApart says which actors are not one whatever they are called, by pairs of their keys in both orders.
func (b *Book) KeepApart(pairs map[[2]string]bool) { b.names.keepApart(pairs) }

// Put puts what a report tells into the book, in the place of what it told before. It is kept, and is not to be changed.
func (b *Book) Put(report string, told []Evidence) {
	for _, p := range b.reports[report] {
		b.take(p)
	}
	delete(b.reports, report)
	if len(told) == 0 {
		return
	}
	list := make([]*piece, len(told))
	pieces := make([]piece, len(told))
	for i := range told {
		p := &pieces[i]
		p.told, p.at, list[i] = &told[i], i, p
		b.note(p)
	}
	b.reports[report] = list
}

// note puts a piece among those to be worked out.
func (b *Book) note(p *piece) {
	key := p.told.Actor.Key
	a := b.aliases[key]
	if a == nil {
		a = &alias{key: key}
		b.aliases[key] = a
		b.names.add(a)
	}
	p.as = a
	a.pieces.add(p)
	b.days[p.told.Day]++
	b.last = max(b.last, p.told.Day)
	b.move(p)
}

// take takes a piece out.
func (b *Book) take(p *piece) {
	p.gone = true
	if p.as.pieces.remove(p); len(p.as.pieces) == 0 {
		delete(b.aliases, p.as.key)
		b.names.remove(p.as)
	}
	day := p.told.Day
	if b.days[day]--; b.days[day] == 0 {
		if delete(b.days, day); day == b.last {
			b.last = ""
			for d := range b.days {
				b.last = max(b.last, d)
			}
		}
	}
	if p.words != nil {
		b.matters.remove(p)
	}
	b.leave(p)
	b.unline(p)
}

func (b *Book) move(p *piece) {
	if !p.moved {
		p.moved = true
		b.moved = append(b.moved, p)
	}
}

// leave takes a piece from its actor.
func (b *Book) leave(p *piece) {
	a := p.who
	if a == nil {
		return
	}
	p.who = nil
	b.called[a] = true
	if a.names[p.told.Actor.Name]--; a.names[p.told.Actor.Name] == 0 {
		delete(a.names, p.told.Actor.Name)
	}
	if p.told.Denial {
		a.denials.remove(p)
		b.hold(p, nil)
		return
	}
	a.positions.remove(p)
	a.unfile(p)
	for _, d := range slices.Clone(b.denied[p]) {
		b.hold(d, nil)
		b.seek = append(b.seek, d)
	}
}

// enter puts a piece to the actor that it is of.
func (b *Book) enter(p *piece) {
	key := p.as.who()
	a := b.actors[key]
	if p.who != nil && p.who == a {
		return
	}
	b.leave(p)
	if a == nil {
		a = &actor{key: key, names: map[string]int{}}
		b.actors[key] = a
	}
	p.who = a
	a.names[p.told.Actor.Name]++
	b.called[a] = true
	if p.told.Denial {
		a.denials.add(p)
		b.seek = append(b.seek, p)
		return
	}
	a.positions.add(p)
	a.file(p)
	if p.words == nil {
		b.matters.add(p)
	}
	at, _ := a.denials.find(p)
	for _, d := range a.denials[at:] {
		if (d.held == nil || d.held.before(p)) && sameIssue(p.told, d.told) {
			b.hold(d, p)
		}
	}
}

// hold says which position a denial denies; nil is none.
func (b *Book) hold(d, p *piece) {
	if d.held != nil {
		takeOut(b.denied, d.held, d)
	}
	if d.held = p; p == nil {
		return
	}
	b.denied[p] = append(b.denied[p], d)
	if d.words != nil {
		b.matters.remove(d)
	}
	b.move(d)
}

// look finds the position that a denial denies: the latest of its actor before it that shares words with it. Where there is none, the denial
// has a matter by its own words.
func (b *Book) look(d *piece) {
	held := d.who.latest(d)
	if b.hold(d, held); held != nil {
		return
	}
	if d.words == nil {
		b.matters.add(d)
	}
	b.move(d)
}

// latest is the latest position before a denial that shares words with it; nil for none.
func (a *actor) latest(d *piece) (best *piece) {
	if a.byWord == nil {
		a.byWord = map[string]inOrder{}
		for _, p := range a.positions {
			a.file(p)
		}
	}
	for w := range issueWords(d.told.Issue) {
		list := a.byWord[w]
		at, _ := list.find(d)
		for i := at - 1; i >= 0 && (best == nil || best.before(list[i])); i-- {
			if sameIssue(list[i].told, d.told) {
				best = list[i]
			}
		}
	}
	return best
}

// file puts a position where it is found by its words, where positions of its actor are looked for.
func (a *actor) file(p *piece) {
	if a.byWord == nil {
		return
	}
	for w := range issueWords(p.told.Issue) {
		list := a.byWord[w]
		list.add(p)
		a.byWord[w] = list
	}
}

// unfile takes it out there.
func (a *actor) unfile(p *piece) {
	if a.byWord == nil {
		return
	}
	for w := range issueWords(p.told.Issue) {
		list := a.byWord[w]
		list.remove(p)
		a.byWord[w] = list
	}
}

// place puts a piece into the line that it is of.
func (b *Book) place(p *piece) {
	key := lineKey{p.who.key, p.group().key}
	if l := p.line; l != nil {
		if l.key == key {
			at, _ := l.pieces.find(p)
			b.again(l, at)
			return
		}
		b.unline(p)
	}
	l := b.lines[key]
	if l == nil {
		l = &line{key: key, who: p.who}
		b.lines[key] = l
		p.who.lines = append(p.who.lines, l)
		b.on[key.matter] = append(b.on[key.matter], l)
	}
	p.line = l
	b.again(l, l.pieces.add(p))
}

func (b *Book) unline(p *piece) {
	if l := p.line; l != nil {
		b.again(l, l.pieces.remove(p))
		p.line = nil
	}
}

// again says that a line is to be worked out again from a stage on.
func (b *Book) again(l *line, from int) {
	if !l.stale {
		l.stale, l.from = true, from
		b.stale = append(b.stale, l)
	}
	l.from = min(l.from, from)
}

// Changes brings the lines up to the evidence that is there, and gives those that are in the book no more and those that are new there, in
// their order, since it was last asked.
func (b *Book) Changes() (gone, fresh []*Trajectory) {
	b.names.rejoin(func(a *alias) {
		for _, p := range a.pieces {
			b.move(p)
		}
	})
	b.placed()
	b.rewrite()
	gone, fresh = slices.SortedFunc(slices.Values(b.gone), Order), slices.SortedFunc(maps.Keys(b.fresh), Order)
	b.gone, b.fresh = nil, map[*Trajectory]bool{}
	return gone, fresh
}

// Order is that of lines: by actor and matter.
func Order(a, b *Trajectory) int {
	return cmp.Or(strings.Compare(a.Actor.Key, b.Actor.Key), strings.Compare(a.Matter.Key, b.Matter.Key))
}

// placed finds the actor and the matter of each piece that has moved.
func (b *Book) placed() {
	b.moved = slices.DeleteFunc(b.moved, func(p *piece) bool { return p.gone })
	slices.SortFunc(b.moved, (*piece).order)
	for _, p := range b.moved { // what is held on the way moves as well
		b.enter(p)
	}
	for i := 0; i < len(b.seek); i++ {
		if d := b.seek[i]; !d.gone && d.who != nil {
			b.look(d)
		}
	}
	b.seek = nil
	regrouped, renamed := b.matters.sort()
	for _, w := range regrouped {
		for _, p := range w.pieces {
			b.move(p)
			for _, d := range b.denied[p] {
				b.move(d)
			}
		}
	}
	for _, p := range b.moved {
		if p.moved = false; !p.gone {
			b.place(p)
		}
	}
	b.moved = nil
	for _, w := range renamed {
		for _, l := range b.on[w.key] {
			b.again(l, len(l.pieces))
		}
	}
}

// rewrite works the lines out that have changed, and how long they have been silent.
func (b *Book) rewrite() {
	for a := range b.called {
		name := a.called()
		if name != a.name {
			a.name = name
			for _, l := range a.lines {
				b.again(l, len(l.pieces))
			}
		}
		if len(a.names) == 0 {
			delete(b.actors, a.key)
		}
	}
	clear(b.called)
	for _, l := range b.stale {
		b.write(l)
	}
	b.stale = nil
	if b.told == b.last {
		return
	}
	b.told = b.last
	for l := range b.often {
		if silent := silence(l.usual, l.shown.Last, b.last); silent != l.shown.Silent {
			x := *l.shown
			x.Silent = silent
			b.show(l, &x)
		}
	}
}

// write works a line out.
func (b *Book) write(l *line) {
	l.stale = false
	if len(l.pieces) == 0 {
		b.show(l, nil)
		delete(b.lines, l.key)
		takeOut(b.on, l.key.matter, l)
		l.who.lines = slices.DeleteFunc(l.who.lines, func(x *line) bool { return x == l })
		return
	}
	if !slices.ContainsFunc(l.pieces, func(p *piece) bool { return !p.told.Denial }) { // a denial of what was never told is no standing
		b.show(l, nil)
		return
	}
	x := l.trajectory()
	l.usual = x.usual()
	x.Silent = silence(l.usual, x.Last, b.last)
	b.show(l, x)
}

// show puts a line up, in the place of what was there.
func (b *Book) show(l *line, x *Trajectory) {
	switch old := l.shown; {
	case b.fresh[old]:
		delete(b.fresh, old)
	case old != nil:
		b.gone = append(b.gone, old)
	}
	if l.shown = x; x != nil {
		b.fresh[x] = true
	}
	if x != nil && l.usual > 0 {
		b.often[l] = true
	} else {
		delete(b.often, l)
	}
}

// At is a stage of a line by its number, from 1.
type At struct {
	Line  *Trajectory
	Stage int
}

// Stages are the stages that a position of a report makes, one for each of its holders, as lines were last asked for.
func (b *Book) Stages(report string, position int) (out []At) {
	for _, p := range b.reports[report] {
		if p.told.Position == position && p.line != nil && p.line.shown != nil {
			at, _ := p.line.pieces.find(p)
			out = append(out, At{p.line.shown, at + 1})
		}
	}
	slices.SortStableFunc(out, func(a, b At) int { return Order(a.Line, b.Line) })
	return out
}

// called is the name of an actor across reports: of a state the usual one, else what most reports call it.
func (a *actor) called() string {
	if country, ok := strings.CutPrefix(a.key, "state/"); ok {
		if s, err := lexicon.States(); err == nil { // a broken dictionary is told of when evidence is read
			if name := s.Name(country); name != "" {
				return name
			}
		}
	}
	n, best := a.names, ""
	for name, k := range n {
		if best == "" || k > n[best] || k == n[best] && (len(name) > len(best) || len(name) == len(best) && name < best) {
			best = name
		}
	}
	return best
}

// trajectory is the line as it is now. Stages that stand before the first change are taken over.
func (l *line) trajectory() *Trajectory {
	first := l.pieces[0]
	x := &Trajectory{Actor: first.evidence().Actor, Matter: first.group().matter(), Anonymous: true, First: first.told.Day,
		Last: l.pieces[len(l.pieces)-1].told.Day}
	x.Actor.Name = l.who.name
	if l.shown != nil {
		switch n := len(l.shown.Stages); {
		case l.from >= n:
			x.Stages = l.shown.Stages // others read no further than they have
		default:
			x.Stages = slices.Clip(l.shown.Stages[:l.from])
		}
	}
	for _, p := range l.pieces[len(x.Stages):] {
		x.add(p.evidence())
	}
	origins := map[string]bool{}
	for i := range x.Stages {
		s := &x.Stages[i]
		origins[s.Origin] = true
		x.Anonymous = x.Anonymous && s.Authority == Anonymous
		if s.Topic != "" {
			x.Topic = s.Topic
		}
	}
	x.Issue = x.Stages[len(x.Stages)-1].Issue
	x.Origins = slices.AppendSeq(make([]string, 0, len(origins)), maps.Keys(origins))
	slices.Sort(x.Origins)
	x.Current, x.Why = x.current()
	x.Former = Former{x.Matter, x.Stages}
	return x
}

// add puts a stage behind the others.
func (l *Trajectory) add(e *Evidence) {
	s := Stage{Evidence: e, Changes: []Change{NotCompared}}
	if l.Matter.Key != Unnamed {
		s.From = l.before(e)
		s.Changes, s.Doubts = compare(l, s.From, e)
	}
	l.Stages = append(l.Stages, s)
}

// Lines works out where everyone stands, by actor and issue, in their order. Silence is counted up to the last day of all evidence.
func Lines(evidence []Evidence) []*Trajectory {
	by := map[string][]Evidence{}
	for _, e := range evidence {
		by[e.Report] = append(by[e.Report], e)
	}
	b := NewBook()
	for report, told := range by {
		b.Put(report, told)
	}
	_, lines := b.Changes()
	return lines
}
