// Package petrarch reads the dictionaries of PETRARCH and TABARI (actors, agents, verbs with patterns, discards) and codes
// sentences by them in their way: the first verb that has a code, the actor before it, the actor behind it. It is here to
// be measured against their unit tests and for users who have dictionaries of their own; the reading of reports does not
// use it.
package petrarch

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ErrBadEntry is at the root of every error about a dictionary's content.
var ErrBadEntry = errors.New("bad entry")

// Dictionaries are the four lists that a coder needs.
type Dictionaries struct {
	actors   map[string][]phrase[[]dated] // by first word
	agents   map[string][]phrase[string]
	verbs    map[string][]phrase[*block]
	sets     map[string][][]string
	sentence [][]string // discards
	story    [][]string
}

// phrase is an entry's words and what it stands for.
type phrase[T any] struct {
	words []string
	value T
}

// dated is a code with the days (YYYYMMDD) within which it holds; "" is open.
type dated struct{ code, from, to string }

// block is verbs that share patterns.
type block struct {
	code     string // of the verb alone; "" for none
	patterns []pattern
}

// pattern is words before and behind a verb, and the code of a clause that has them.
type pattern struct {
	before, after []string
	code          string
}

// Read reads the dictionaries from their texts. An error names the file's kind and the line and wraps [ErrBadEntry].
func Read(actors, agents, verbs, discards string) (*Dictionaries, error) {
	d := &Dictionaries{actors: map[string][]phrase[[]dated]{}, agents: map[string][]phrase[string]{}, verbs: map[string][]phrase[*block]{}, sets: map[string][][]string{}}
	for _, part := range []struct {
		kind, text string
		line       func() func(string) error
	}{{"actors", actors, d.actorLines}, {"agents", agents, d.agentLines}, {"verbs", verbs, d.verbLines}, {"discards", discards, d.discardLines}} {
		read := part.line()
		hidden := false
		for n, line := range strings.Split(part.text, "\n") {
			if strings.Contains(line, "<!--") {
				hidden = !strings.Contains(line, "-->")
				continue
			}
			if hidden {
				hidden = !strings.Contains(line, "-->")
				continue
			}
			line, _, _ = strings.Cut(line, "#")
			if err := read(strings.TrimRight(line, " \t\r")); err != nil {
				return nil, fmt.Errorf("read %s: line %d: %w: %w", part.kind, n+1, ErrBadEntry, err)
			}
		}
		if err := read("\x00"); err != nil { // the end closes what is open
			return nil, fmt.Errorf("read %s: at the end: %w: %w", part.kind, ErrBadEntry, err)
		}
	}
	longestFirst(d.actors)
	longestFirst(d.agents)
	longestFirst(d.verbs)
	return d, nil
}

func longestFirst[T any](m map[string][]phrase[T]) {
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b phrase[T]) int { return len(b.words) - len(a.words) })
	}
}

// wordsOf cuts an entry into its words; "_" joins like a space.
func wordsOf(s string) []string {
	return strings.Fields(strings.ToUpper(strings.ReplaceAll(s, "_", " ")))
}

var inBrackets = regexp.MustCompile(`\[([^\]]*)\]`)

// actorLines reads "NAME [CODE]", "+SYNONYM" and codes with days on lines of their own.
func (d *Dictionaries) actorLines() func(string) error {
	var names [][]string
	var codes []dated
	flush := func() {
		for _, n := range names {
			d.actors[n[0]] = append(d.actors[n[0]], phrase[[]dated]{n, codes})
		}
		names, codes = nil, nil
	}
	return func(line string) error {
		text := strings.TrimSpace(line)
		if text == "" {
			return nil
		}
		if own := line[0] != '+' && line[0] != '\t' && line[0] != ' ' && line[0] != '['; own {
			flush()
		}
		if line == "\x00" {
			return nil
		}
		if n := wordsOf(strings.TrimPrefix(inBrackets.ReplaceAllString(text, ""), "+")); len(n) > 0 {
			names = append(names, n)
		}
		for _, m := range inBrackets.FindAllStringSubmatch(text, -1) {
			c, err := datedCode(m[1])
			if err != nil {
				return err
			}
			codes = append(codes, c)
		}
		return nil
	}
}

// datedCode reads "HOB", "HOB < 950601", "HOB > 990816" and "HOB 19950601 - 19990815".
func datedCode(s string) (dated, error) {
	f := strings.Fields(s)
	switch {
	case len(f) == 1:
		return dated{code: f[0]}, nil
	case len(f) == 3 && f[1] == "<":
		return dated{f[0], "", day(f[2])}, nil
	case len(f) == 3 && f[1] == ">":
		return dated{f[0], day(f[2]), ""}, nil
	case len(f) == 4 && f[2] == "-":
		return dated{f[0], day(f[1]), day(f[3])}, nil
	case len(f) == 2 && strings.Contains(f[1], "-"):
		from, to, _ := strings.Cut(f[1], "-")
		return dated{f[0], day(from), day(to)}, nil
	case len(f) == 2 && (f[1][0] == '<' || f[1][0] == '>'):
		return datedCode(f[0] + " " + f[1][:1] + " " + f[1][1:])
	}
	return dated{}, fmt.Errorf("no code in %q", s)
}

// day writes a day with its century: six digits are of the twentieth.
func day(s string) string {
	if len(s) == 6 {
		return "19" + s
	}
	return s
}

// agentLines reads "NAME {PLURAL} [~CODE]" and sets "!X! = A, B" whose words stand for themselves in names.
func (d *Dictionaries) agentLines() func(string) error {
	sets := map[string][]string{}
	return func(line string) error {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line == "\x00":
			return nil
		case strings.HasPrefix(line, "!") && strings.Contains(line, "="):
			name, members, _ := strings.Cut(line, "=")
			for m := range strings.SplitSeq(members, ",") {
				sets[strings.TrimSpace(name)] = append(sets[strings.TrimSpace(name)], strings.TrimSpace(m))
			}
			return nil
		}
		m := inBrackets.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("no code in %q", line)
		}
		name, plural, given := strings.Cut(inBrackets.ReplaceAllString(line, ""), "{")
		names := []string{strings.TrimSpace(name)}
		switch p := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(plural), "}")); {
		case given && p != "":
			names = append(names, p)
		case !given:
			names = append(names, pluralOf(names[0]))
		}
		for set, members := range sets {
			var all []string
			for _, n := range names {
				if !strings.Contains(n, set) {
					all = append(all, n)
					continue
				}
				for _, x := range members {
					all = append(all, strings.ReplaceAll(n, set, x))
				}
			}
			names = all
		}
		code := strings.TrimSpace(m[1])
		for _, n := range names {
			if w := wordsOf(n); len(w) > 0 {
				d.agents[w[0]] = append(d.agents[w[0]], phrase[string]{w, code})
			}
		}
		return nil
	}
}

func pluralOf(n string) string {
	switch {
	case strings.HasSuffix(n, "Y"):
		return n[:len(n)-1] + "IES"
	case strings.HasSuffix(n, "S"):
		return n
	}
	return n + "S"
}

// discardLines reads words that end a sentence's coding, or with "+" a story's.
func (d *Dictionaries) discardLines() func(string) error {
	return func(line string) error {
		w := wordsOf(strings.TrimPrefix(strings.TrimSpace(line), "+"))
		switch {
		case len(w) == 0 || line == "\x00":
		case strings.HasPrefix(strings.TrimSpace(line), "+"):
			d.story = append(d.story, w)
		default:
			d.sentence = append(d.sentence, w)
		}
		return nil
	}
}
