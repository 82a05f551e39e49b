package petrarch

import (
	"fmt"
	"strings"
)

// verbLines reads blocks "--- NAME [CODE] ---" with their verbs, forms in braces, patterns "- WORDS * WORDS [CODE]", and lists
// "&NAME" of words.
func (d *Dictionaries) verbLines() func(string) error {
	var open *block
	set := ""
	return func(line string) error {
		text := strings.TrimSpace(line)
		switch {
		case text == "" || text == "\x00":
			set = ""
		case strings.HasPrefix(text, "---"):
			open, set = &block{code: code(text)}, ""
		case strings.HasPrefix(text, "&"):
			set = strings.Trim(strings.Fields(text)[0], "&_")
		case set != "" && strings.HasPrefix(text, "+"):
			d.sets[set] = append(d.sets[set], wordsOf(text[1:]))
		case strings.HasPrefix(text, "- "):
			if open == nil {
				return fmt.Errorf("a pattern outside a block: %q", text)
			}
			before, after, ok := strings.Cut(inBrackets.ReplaceAllString(text[2:], ""), "*")
			if !ok {
				return fmt.Errorf("a pattern without its verb: %q", text)
			}
			open.patterns = append(open.patterns, pattern{patternWords(before), patternWords(after), code(text)})
		default:
			if open == nil {
				return fmt.Errorf("a verb outside a block: %q", text)
			}
			d.verb(text, open)
		}
		return nil
	}
}

// code is the code in brackets; "" where there is none or it is "---".
func code(s string) string {
	all := inBrackets.FindAllStringSubmatch(s, -1)
	if len(all) == 0 {
		return ""
	}
	c := strings.TrimSpace(all[0][1])
	if c == "---" {
		return ""
	}
	return c
}

// patternWords cuts one side of a pattern; "_" before a word says that it follows at once.
func patternWords(s string) []string {
	var out []string
	for _, f := range strings.Fields(s) {
		f = strings.Trim(f, "(){}")
		for i, w := range strings.Split(f, "_") {
			if w == "" {
				continue
			}
			if i > 0 && len(out) > 0 {
				w = "_" + w
			}
			out = append(out, strings.ToUpper(w))
		}
	}
	return out
}

// verb files a verb under all its forms: those in braces, else the regular ones.
func (d *Dictionaries) verb(text string, of *block) {
	if c := code(text); c != "" {
		of = &block{c, of.patterns}
	}
	name, forms, given := strings.Cut(inBrackets.ReplaceAllString(text, ""), "{")
	name = strings.TrimSpace(strings.ReplaceAll(name, "+", ""))
	all := []string{name}
	if given {
		all = append(all, strings.Fields(strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(forms), "}"), "+", ""))...)
	} else {
		all = append(all, regular(strings.TrimSuffix(name, "_"))...)
	}
	for _, form := range all {
		if w := wordsOf(form); len(w) > 0 {
			d.verbs[w[0]] = append(d.verbs[w[0]], phrase[*block]{w, of})
		}
	}
}

// regular are the regular forms of a verb; of several words, those of the first.
func regular(verb string) []string {
	first, rest, several := strings.Cut(verb, " ")
	tail := ""
	if several {
		tail = " " + rest
	}
	var out []string
	switch {
	case strings.HasSuffix(first, "E"):
		out = []string{first + "S", first + "D", first[:len(first)-1] + "ING"}
	case strings.HasSuffix(first, "Y"):
		out = []string{first[:max(0, len(first)-1)] + "IES", first[:max(0, len(first)-1)] + "IED", first + "ING", first + "S", first + "ED"}
	case strings.HasSuffix(first, "SH") || strings.HasSuffix(first, "CH") || strings.HasSuffix(first, "S"):
		out = []string{first + "ES", first + "ED", first + "ING"}
	default:
		out = []string{first + "S", first + "ED", first + "ING"}
	}
	for i := range out {
		out[i] += tail
	}
	return out
}
