package petrarch

import (
	"slices"
	"strings"
)

// Event is who did what to whom, in the codes of the dictionaries; "---" stands for a party that is not told.
type Event struct{ Source, Target, Code string }

// item is a word, or an actor of several words, of a sentence that is being coded.
type item struct {
	word  string // "" for an actor
	code  string // of an actor
	agent string // code of an agent, "~GOV"
}

// Code codes one sentence of a report of a day (YYYYMMDD).
func (d *Dictionaries) Code(sentence, day string) []Event {
	words := tokens(sentence)
	if d.discarded(words) {
		return nil
	}
	for _, clause := range clauses(words) {
		if out := d.clause(d.items(clause, day)); len(out) > 0 {
			return out
		}
	}
	return nil
}

// tokens are the words in capitals, marks and possessives apart.
func tokens(s string) []string {
	var out []string
	for _, f := range strings.Fields(strings.NewReplacer("n't", " n't", "’", "'", "_", " ").Replace(s)) {
		f = strings.ToUpper(strings.Trim(f, "\"()`"))
		for strings.HasPrefix(f, "'") {
			f = f[1:]
		}
		tail := ""
		for f != "" && strings.ContainsAny(f[len(f)-1:], ",;:.") && !(strings.Count(f, ".") > 1) {
			tail, f = f[len(f)-1:], f[:len(f)-1]
		}
		if base, ok := strings.CutSuffix(f, "'S"); ok {
			out = append(out, base, "'S")
		} else if base, ok := strings.CutSuffix(f, "'"); ok {
			out = append(out, base, "'S")
		} else if f != "" {
			out = append(out, f)
		}
		if tail == "," || tail == ";" {
			out = append(out, ",")
		}
	}
	return out
}

func (d *Dictionaries) discarded(words []string) bool {
	for _, list := range [][][]string{d.sentence, d.story} {
		for _, w := range list {
			for i := range words {
				if startsWith(words[i:], w) {
					return true
				}
			}
		}
	}
	return false
}

func startsWith(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}

// How many words a stretch between commas may have to be left out, as TABARI's settings have it.
const leastClause, mostClause = 2, 8

// clauses are what a sentence is coded from, best first: the whole without the short stretches between commas, then the whole.
func clauses(words []string) [][]string {
	var parts [][]string
	from := 0
	for i := 0; i <= len(words); i++ {
		if i == len(words) || words[i] == "," {
			parts = append(parts, words[from:i])
			from = i + 1
		}
	}
	var kept []string
	for i, p := range parts {
		if i > 0 && len(p) >= leastClause && len(p) <= mostClause && !slices.Contains(p, "AND") {
			continue
		}
		if len(kept) > 0 {
			kept = append(kept, ",")
		}
		kept = append(kept, p...)
	}
	return [][]string{kept, words}
}

// items finds actors and agents, and gives agents to the actors that they belong to.
func (d *Dictionaries) items(words []string, day string) []item {
	var out []item
	for i := 0; i < len(words); {
		if p, ok := longest(d.actors, words[i:]); ok {
			if code := codeOn(p.value, day); code != "" {
				out = append(out, item{code: code})
				i += len(p.words)
				continue
			}
		}
		if p, ok := longest(d.agents, words[i:]); ok {
			out = append(out, item{word: words[i], agent: p.value})
			i += len(p.words)
			continue
		}
		out = append(out, item{word: words[i]})
		i++
	}
	return given(out)
}

// longest is the longest entry that begins a stretch of words.
func longest[T any](m map[string][]phrase[T], words []string) (phrase[T], bool) {
	for _, p := range m[words[0]] {
		if startsWith(words, p.words) {
			return p, true
		}
	}
	return phrase[T]{}, false
}

// codeOn is the code that holds on a day; codes without days hold where no dated one does.
func codeOn(codes []dated, day string) string {
	open := ""
	for _, c := range codes {
		switch {
		case c.from == "" && c.to == "":
			open = c.code
		case (c.from == "" || day >= c.from) && (c.to == "" || day <= c.to):
			return c.code
		}
	}
	return open
}

// given gives each agent to its actor: right behind it, or behind its possessive; right before it; or before "of", "from" or
// "in" and the actor.
func given(in []item) []item {
	actor := func(i int) bool { return i >= 0 && i < len(in) && in[i].code != "" }
	word := func(i int) string {
		if i < 0 || i >= len(in) || in[i].code != "" {
			return ""
		}
		return in[i].word
	}
	for i := range in {
		if in[i].agent == "" {
			continue
		}
		at := -1
		for back := 1; back <= 4 && at < 0; back++ { // adjectives may stand between
			if actor(i - back) {
				at = i - back
			} else if in[max(i-back, 0)].agent == "" && (word(i-back) == "" || stops[word(i-back)]) {
				break
			}
		}
		if at < 0 && (word(i+1) == "OF" || word(i+1) == "FROM" || word(i+1) == "IN") {
			if at = i + 2; word(at) == "THE" {
				at++
			}
		}
		if at < 0 && actor(i+1) {
			at = i + 1
		}
		if actor(at) {
			in[at].code = joined(in[at].code, in[i].agent)
		}
	}
	return in
}

// stops are words over which an agent does not reach back.
var stops = map[string]bool{"AND": true, "OR": true, "NOR": true, "OF": true, "FROM": true, "IN": true, "WITH": true, "TO": true, "BY": true,
	"ON": true, "AT": true, "FOR": true, "A": true, "AN": true, "THAT": true, "SAID": true, "WAS": true, "IS": true, "HAS": true, "HAVE": true, "WILL": true}

// joined puts an agent's code in front of or behind an actor's, unless it is there.
func joined(actor, agent string) string {
	if suffix, ok := strings.CutPrefix(agent, "~"); ok {
		if suffix = strings.TrimSpace(suffix); strings.HasSuffix(actor, suffix) {
			return actor
		}
		return actor + suffix
	}
	prefix := strings.TrimSpace(strings.TrimSuffix(agent, "~"))
	if strings.HasPrefix(actor, prefix) {
		return actor
	}
	return prefix + actor
}
