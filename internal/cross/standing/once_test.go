package standing

import (
	"cmp"
	"slices"
	"strings"
)

// What follows works everything out at once, from all evidence in the order in which it was told: what the tables are held against.

func refLines(evidence []Evidence, said Said, all bool) []Trajectory {
	evidence = slices.Clone(evidence)
	last := int64(0)
	for _, e := range evidence {
		last = max(last, dayNumber(e.Day))
	}
	slices.SortStableFunc(evidence, func(a, b Evidence) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Report, b.Report), cmp.Compare(a.Position, b.Position),
			strings.Compare(a.Actor.Key, b.Actor.Key))
	})
	places := refPlaced(refJoin(evidence, said), mattersOf(said.Matters), said.Own)
	slices.SortStableFunc(places, func(a, b refPlace) int {
		return cmp.Or(strings.Compare(a.e.Actor.Key, b.e.Actor.Key), strings.Compare(a.matter.Key, b.matter.Key))
	})
	var out []Trajectory
	for _, one := range refRuns(places, func(p *refPlace) string { return p.e.Actor.Key }) {
		name := refCalled(one, said.Own)
		for _, part := range refRuns(one, func(p *refPlace) string { return p.matter.Key }) {
			told, sure := 0, 0
			for _, p := range part {
				if !p.e.Denial {
					told++
					if p.e.Sure() {
						sure++
					}
				}
			}
			if sure > 0 || all && told > 0 { // a denial of what was never told is no standing
				l := refLine(part, name, all, sure > 0, last)
				if x := lineOf(said.Own.Now, l.Actor.Key); x != nil {
					l.Actor.Also = strings.Join(x.Also, " | ")
				}
				out = append(out, l)
			}
		}
	}
	return out
}

func refRuns(all []refPlace, key func(*refPlace) string) (out [][]refPlace) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && key(&all[n]) == key(&all[0]) {
			n++
		}
		out, all = append(out, all[:n]), all[n:]
	}
	return out
}

type refPlace struct {
	e      *Evidence
	group  int
	matter IssueGroup
}

func refPlaced(evidence []Evidence, matters decidedMatters, own Own) []refPlace {
	all := make([]refPlace, len(evidence))
	for i := range evidence {
		all[i].e = &evidence[i]
	}
	m := newRefMatters(matters.sets)
	held := map[string][]refPlace{} // by actor
	for i := range all {
		p := &all[i]
		if p.group = -1; p.e.Denial {
			list := held[p.e.Actor.Key]
			for k := len(list) - 1; k >= 0 && p.group < 0; k-- {
				if sameIssue(list[k].e, p.e) {
					p.group = list[k].group
				}
			}
		}
		if p.group < 0 {
			by := matters.of[Wording(p.e.Issue, p.e.Topic)]
			if line := own.Issues.Of(p.e.Issue, p.e.Topic); by == "" && line != "" {
				by = cmp.Or(matters.of[line], line)
			}
			p.group = m.of(cmp.Or(by, p.e.Topic), p.e.Issue)
		}
		if !p.e.Denial {
			held[p.e.Actor.Key] = append(held[p.e.Actor.Key], *p)
		}
	}
	for i := range all {
		all[i].matter = m.matter(all[i].group)
		all[i].matter.list(own.Now)
	}
	return all
}

func refLine(evidence []refPlace, name string, all, sure bool, last int64) Trajectory {
	var whole []Stage // of all that is told
	numbers := map[int]int{}
	l := Trajectory{Matter: evidence[0].matter, Anonymous: true}
	for i, p := range evidence {
		e := *p.e
		stage := Stage{Evidence: &e, Changes: []Change{NotCompared}}
		if l.Matter.Key != Unnamed {
			from, again := refBefore(whole, &e)
			var s *Evidence
			if stage.From = from; from > 0 {
				s = whole[from-1].Evidence
			}
			stage.Changes, stage.Doubts = compare(s, again, &e)
			stage.Doubts = sureOfName(e.Actor.Key, stage.Doubts)
		}
		whole = append(whole, stage)
		if !all && !e.Sure() {
			continue
		}
		numbers[i+1] = len(l.Stages) + 1
		stage.From = numbers[stage.From]
		l.Stages = append(l.Stages, stage)
		l.Anonymous = l.Anonymous && e.Authority == Anonymous
		if !slices.Contains(l.Origins, e.Origin) {
			l.Origins = append(l.Origins, e.Origin)
		}
		if e.Topic != "" {
			l.Topic = e.Topic
		}
		l.Issue = e.Issue
	}
	slices.Sort(l.Origins)
	l.Actor = l.Stages[0].Actor
	l.Actor.Name, l.Actor.Own = name, ""
	l.First, l.Last = l.Stages[0].Day, l.Stages[len(l.Stages)-1].Day
	l.Current = numbers[refCurrent(whole, sure)]
	l.Why = l.Rule(whole[refCurrent(whole, sure)-1].Authority)
	l.Silent = refSilent(whole, sure, last)
	l.Former = Former{l.Matter, l.Stages}
	return l
}

// refBefore is the number of the stage that evidence is compared with.
func refBefore(stages []Stage, e *Evidence) (from int, again bool) {
	for _, unsure := range []bool{false, true} {
		if unsure && e.Sure() {
			break
		}
		anonymous := 0
		for i := len(stages) - 1; i >= 0; i-- {
			s := &stages[i]
			if s.Sure() == unsure {
				continue
			}
			again = true
			switch {
			case s.Origin == e.Origin || s.Recap || s.Denial:
			case s.Authority > Anonymous || e.Authority == Anonymous:
				return i + 1, true
			case anonymous == 0:
				anonymous = i + 1
			}
		}
		if anonymous > 0 {
			return anonymous, true
		}
	}
	return 0, again
}

// refCurrent is the number of the stage that holds: the newest of the highest authority within 90 days of the last.
func refCurrent(stages []Stage, sure bool) int {
	last, best := int64(0), 0
	for i := range stages {
		if stages[i].Sure() || !sure {
			last = dayNumber(stages[i].Day)
		}
	}
	for i := range stages {
		s := &stages[i]
		day := dayNumber(s.Day)
		if sure && !s.Sure() || day > 0 && last > 0 && last-day > currentWithin || (s.Recap || s.Denial) && best > 0 {
			continue
		}
		if best == 0 || s.Authority >= stages[best-1].Authority {
			best = i + 1
		}
	}
	return best
}

func refSilent(stages []Stage, sure bool, last int64) string {
	var days []int64
	told := int64(0)
	for i := len(stages) - 1; i >= 0; i-- {
		day := dayNumber(stages[i].Day)
		told = max(told, day)
		if (stages[i].Sure() || !sure) && day > 0 && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return silence(usual(days), told, last)
}

func refCalled(evidence []refPlace, own Own) string {
	names, best := map[string]int{}, ""
	for _, p := range evidence {
		names[p.e.Actor.Name]++
	}
	for name, k := range names {
		if best == "" || k > names[best] || k == names[best] && (len(name) > len(best) || len(name) == len(best) && name < best) {
			best = name
		}
	}
	if x := lineOf(own.Now, evidence[0].e.Actor.Key); x != nil {
		return x.Name
	}
	return stateName(evidence[0].e.Actor.Key, best)
}

func refJoined(evidence []Evidence, said Said, asked string) map[string]Actor {
	full := map[string][]string{} // keys of names by the name without its state
	last := map[string][]string{} // by the last word of names of several words
	add := func(m map[string][]string, name, key string) {
		if !slices.Contains(m[name], key) {
			m[name] = append(m[name], key)
		}
	}
	for i := range evidence {
		name, _, own := nameOf(evidence[i].Actor.Key)
		if name == "" || own {
			continue
		}
		add(full, name, evidence[i].Actor.Key)
		if words := strings.Fields(name); len(words) > 1 {
			add(last, words[len(words)-1], evidence[i].Actor.Key)
		}
	}
	out := map[string]Actor{}
	for i := range evidence {
		a := evidence[i].Actor
		name, state, own := nameOf(a.Key)
		if _, done := out[a.Key]; done || name == "" || !own && state != "" {
			continue
		}
		others := without(full[name], a.Key)
		reason, sure := "the same name elsewhere", 0.7
		if !own {
			reason = "the only one of that name with a state"
			others = slices.DeleteFunc(others, func(k string) bool { _, s, _ := nameOf(k); return s == "" })
		} else if len(others) == 0 && strings.HasPrefix(a.Key, "name/") {
			others, reason, sure = slices.Clone(last[name]), "the only one of that surname", 0.6
		}
		others = slices.DeleteFunc(others, func(k string) bool {
			return said.Actors.Not[[2]string{a.Key, k}] || said.Actors.Not[[2]string{asked, k}]
		})
		if len(others) == 2 { // one with its state and one without are one
			others = onlyWithState(others)
		}
		if len(others) == 1 {
			out[a.Key] = Actor{Key: others[0], Name: a.Name, Reason: reason, Conf: sure}
		}
	}
	return out
}

func refJoin(evidence []Evidence, said Said) []Evidence {
	out := slices.Clone(evidence)
	for i := range out {
		a := &out[i].Actor
		own := a.Key
		to := refJoined(evidence, said, own)
		for range 2 { // by its surname to its name, by its name to its state
			if b, ok := to[a.Key]; ok {
				a.Key, a.Reason, a.Conf = b.Key, b.Reason, min(a.Conf, b.Conf)
			}
		}
		conf := a.Conf
		if a.Key == own {
			conf = 1
		}
		asked := []string{a.Key, own}
		if list, why, sure := said.byList(own, a.Key, a.Reason, conf); list != "" {
			asked = []string{list, a.Key, own}
			a.Key, a.Reason, a.Conf = list, why, sure
		}
		for _, key := range asked {
			if other := said.Actors.Is[key]; other != "" && !said.Actors.Not[[2]string{own, other}] {
				a.Key, a.Reason, a.Conf = other, byDecision, 1
			}
		}
		if a.Key != own {
			a.Own = own
		}
		if x := lineOf(said.Own.Now, a.Key); x != nil && len(x.Codes) > 0 {
			out[i].Code = x.Codes[0]
		}
	}
	return out
}

type refMatters struct {
	groups []*refGroup
	byWord map[string][]int // groups whose first wording has the word, in order
	topics map[string]int
	none   int // the group without words; -1 until there is one
	sets   map[string]string
}

type refGroup struct {
	topic string
	words []string
	sets  [][]string
	name  string
}

func newRefMatters(sets map[string]string) *refMatters {
	return &refMatters{byWord: map[string][]int{}, topics: map[string]int{}, none: -1, sets: sets}
}

func (m *refMatters) of(topic, issue string) int {
	words := meaning(issue)
	i := m.find(topic, words)
	if i < 0 {
		return m.add(topic, words, issue)
	}
	if g := m.groups[i]; g.topic == "" && len(issue) < len(g.name) && len(words) >= min(2, len(g.words)) {
		g.name = issue
	}
	return i
}

func (m *refMatters) find(topic string, words []string) int {
	if topic != "" {
		if i, ok := m.topics[topic]; ok {
			return i
		}
		return -1
	}
	if len(words) == 0 {
		return m.none
	}
	best := -1
	for _, w := range words {
		for _, i := range m.byWord[w] {
			if best >= 0 && i >= best {
				break
			}
			if slices.ContainsFunc(m.groups[i].sets, func(s []string) bool { return alike(words, s) }) {
				best = i
			}
		}
	}
	return best
}

func (m *refMatters) add(topic string, words []string, name string) int {
	i := len(m.groups)
	sets := [][]string{words}
	switch {
	case topic != "":
		name, m.topics[topic] = strings.ReplaceAll(topic, "_", " "), i
		sets = setsOf(m.sets[topic])
	case len(words) == 0:
		m.none = i
	}
	for _, s := range sets {
		for _, w := range s {
			m.byWord[w] = append(m.byWord[w], i)
		}
	}
	m.groups = append(m.groups, &refGroup{topic, words, sets, name})
	return i
}

func (m *refMatters) matter(i int) IssueGroup {
	g := m.groups[i]
	x := IssueGroup{Key: cmp.Or(g.topic, strings.Join(g.words, " ")), Name: strings.Trim(strings.Join(strings.Fields(g.name), " "), `"“”'‘’ `)}
	if x.Key == "" {
		return IssueGroup{Key: Unnamed, Name: "matter not named"}
	}
	return x
}
