package petrarch

import (
	"slices"
	"strings"
)

// clause codes by the first verb that gives an event.
func (d *Dictionaries) clause(items []item) []Event {
	for i := 0; i < len(items); i++ {
		if items[i].code != "" || items[i].word == "" {
			continue
		}
		if i > 0 && (items[i-1].word == "A" || items[i-1].word == "AN" || items[i-1].word == "THE") {
			continue // a noun
		}
		p, ok := longest(d.verbs, wordsFrom(items[i:]))
		if !ok {
			continue
		}
		if out := d.byVerb(items, i, i+len(p.words), p.value); len(out) > 0 {
			return out
		}
	}
	return nil
}

// wordsFrom are the words up to the next actor.
func wordsFrom(items []item) []string {
	var out []string
	for _, x := range items {
		if x.code != "" {
			break
		}
		out = append(out, x.word)
	}
	return out
}

// byVerb are the events of a verb that stands at from..to.
func (d *Dictionaries) byVerb(items []item, from, to int, b *block) []Event {
	code := b.code
	most := -1 // words of the pattern in force; the verb alone asks for none
	var source, target int = -1, -1
	for _, p := range b.patterns {
		n := len(p.before) + len(p.after)
		if n <= most {
			continue
		}
		if s, t, ok := d.fits(items, from, to, p); ok {
			code, most, source, target = p.code, n, s, t
		}
	}
	if code == "" {
		return nil
	}
	sources, targets := parties(items, from, to)
	if passive(items, from, to) {
		sources, targets = agentsBehind(items, to)
	}
	if source >= 0 {
		sources = []int{source}
	}
	if target >= 0 {
		targets = []int{target}
	}
	return paired(items, sources, targets, code)
}

// parties are the actors before a verb, from the first with those joined to it, and the first behind with those joined to it.
func parties(items []item, from, to int) (sources, targets []int) {
	for i := range from {
		if items[i].code != "" {
			sources = group(items, i, from)
			break
		}
	}
	for i := to; i < len(items); i++ {
		if items[i].code != "" && !(len(sources) > 0 && items[i].code == items[sources[0]].code) {
			targets = group(items, i, len(items))
			break
		}
	}
	return sources, targets
}

// farthest is how many words may stand between actors that "and" joins.
const farthest = 5

// group lists an actor and those that "and", "or" or "nor" joins to it.
func group(items []item, at, end int) []int {
	out := []int{at}
	for i := at + 1; i < end && i-out[len(out)-1] <= farthest; i++ {
		switch {
		case items[i].code != "" && joins(items[out[len(out)-1]+1:i]):
			out = append(out, i)
		case items[i].code != "":
			return out
		}
	}
	return out
}

func joins(between []item) bool {
	found := false
	for _, x := range between {
		switch x.word {
		case "AND", "OR", "NOR", ",":
			found = true
		case "OF", "FROM", "WITH", "TO", "BY", "IN", "ON", "FOR", "AGAINST", "THAT":
			return false
		}
	}
	return found
}

// passive tells whether a form of "be" stands before a verb and "by" soon behind it.
func passive(items []item, from, to int) bool {
	be := false
	for i := max(0, from-3); i < from; i++ {
		switch items[i].word {
		case "WAS", "WERE", "BEEN", "BEING", "IS", "ARE", "BE":
			be = true
		}
	}
	if !be {
		return false
	}
	for i := to; i < min(to+4, len(items)); i++ {
		if items[i].word == "BY" {
			return true
		}
	}
	return false
}

// agentsBehind are the parties of a passive: who stands behind "by", and who before the verb.
func agentsBehind(items []item, to int) (sources, targets []int) {
	by := slices.IndexFunc(items[to:], func(x item) bool { return x.word == "BY" })
	for i := to + max(by, 0); i < len(items); i++ {
		if items[i].code != "" {
			sources = group(items, i, len(items))
			break
		}
	}
	for i := range to {
		if items[i].code != "" {
			targets = group(items, i, to)
			break
		}
	}
	return sources, targets
}

// paired makes the events of all pairs; a code "a:b" gives the answer of the target too. Without a target there is none.
func paired(items []item, sources, targets []int, code string) []Event {
	there, back, both := strings.Cut(code, ":")
	var out []Event
	for _, s := range sources {
		for _, t := range targets {
			for a := range strings.SplitSeq(items[s].code, "/") { // a code may stand for several
				for b := range strings.SplitSeq(items[t].code, "/") {
					if a == b || a == "" || b == "" || discards(a) || discards(b) {
						continue
					}
					out = append(out, Event{a, b, there})
					if both {
						out = append(out, Event{b, a, back})
					}
				}
			}
		}
	}
	return out
}

// discards tells whether a code says that its bearer is not to be coded.
func discards(code string) bool {
	return strings.HasPrefix(code, "---") || strings.HasPrefix(code, "+++") || strings.HasPrefix(code, "###")
}

// fits tells whether a pattern's words stand around a verb, and which actors it names as source ($) and target (+).
func (d *Dictionaries) fits(items []item, from, to int, p pattern) (source, target int, ok bool) {
	source, target = -1, -1
	at := from
	for i := len(p.before) - 1; i >= 0; i-- { // backwards from the verb
		glued := i+1 < len(p.before) && strings.HasPrefix(p.before[i+1], "_")
		if at, ok = d.search(items, at-1, -1, -1, p.before[i], glued, &source, &target); !ok {
			return -1, -1, false
		}
	}
	at = to - 1
	for _, w := range p.after {
		if at, ok = d.search(items, at+1, len(items), 1, w, strings.HasPrefix(w, "_"), &source, &target); !ok {
			return -1, -1, false
		}
	}
	return source, target, true
}

// search looks for a pattern's word from a place on; glued ones must stand there.
func (d *Dictionaries) search(items []item, i, end, step int, want string, glued bool, source, target *int) (int, bool) {
	want = strings.TrimPrefix(want, "_")
	for ; i != end && i >= 0 && i < len(items); i += step {
		x := &items[i]
		switch {
		case want == "$" && x.code != "":
			*source = i
			return i, true
		case want == "+" && x.code != "":
			*target = i
			return i, true
		case (want == "^" || want == "%") && x.code != "":
			return i, true
		case strings.HasPrefix(want, "&") && x.code == "":
			for _, m := range d.sets[strings.Trim(want, "&_")] {
				if standsAt(items, i, m, step) {
					return i + step*(len(m)-1), true
				}
			}
		case x.code == "" && (x.word == want || x.word == want+"S"):
			return i, true
		}
		if glued {
			return i, false
		}
	}
	return i, false
}

// standsAt tells whether words stand from i on, or end at i when looked for backwards.
func standsAt(items []item, i int, words []string, step int) bool {
	if step < 0 {
		i -= len(words) - 1
	}
	for k, w := range words {
		if i+k < 0 || i+k >= len(items) || items[i+k].word != w && items[i+k].word != w+"S" {
			return false
		}
	}
	return true
}
