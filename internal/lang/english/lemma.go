package english

import (
	"sort"
	"strings"

	"onrecord"
	"onrecord/internal/lang/wordclass"
)

// lemmatizer leads a word with its Penn tag to its lemma: known words by a list, others by the rule of the longest
// ending that the training words agree on; of several endings of a verb or noun it takes the one that gives a word
// which the news is known to use.
type lemmatizer struct {
	Words   map[string]string // "tag form" -> lemma, where the rules say otherwise
	Endings map[string]string // "tag ending" -> what replaces the ending
	classes *wordclass.Classes
}

// maxEnding is the longest ending that a rule looks at, in bytes.
const maxEnding = 5

func (l *lemmatizer) lemma(form, xpos string) string {
	form = strings.ReplaceAll(form, "’", "'")
	name := strings.HasPrefix(xpos, "NNP")
	key := form
	if !name {
		key = strings.ToLower(form)
	}
	if v, ok := l.Words[xpos+" "+key]; ok {
		return v
	}
	if !inflected[xpos] {
		return key
	}
	if v := l.choose(key, xpos); v != "" {
		return v
	}
	for n := min(maxEnding, len(key)-1); n >= 0; n-- {
		if v, ok := l.Endings[xpos+" "+key[len(key)-n:]]; ok {
			return key[:len(key)-n] + v
		}
	}
	return key
}

// inflected are the tags whose words may differ from their lemma by rule.
var inflected = map[string]bool{"NNS": true, "NNPS": true, "VBD": true, "VBG": true, "VBN": true, "VBZ": true,
	"JJR": true, "JJS": true, "RBR": true, "RBS": true}

// choose tries the base forms that English spelling allows and takes the one that is a known word; "" when none or
// more than one is, and the rules must tell.
func (l *lemmatizer) choose(word, xpos string) string {
	found := ""
	for _, base := range bases(word, xpos) {
		fine, _ := l.classes.Of(base)
		if fine == 0 {
			continue
		}
		if found != "" {
			return ""
		}
		found = base
	}
	return found
}

func bases(word, xpos string) []string {
	cut := func(ending string, with ...string) (out []string) {
		stem, ok := strings.CutSuffix(word, ending)
		if !ok || len(stem) < 2 {
			return nil
		}
		for _, w := range with {
			out = append(out, stem+w)
		}
		if n := len(stem); ending != "s" && n > 2 && stem[n-1] == stem[n-2] && stem[n-1] != 's' && stem[n-1] != 'l' {
			out = append(out, stem[:n-1])
		}
		return out
	}
	switch xpos {
	case "VBD", "VBN":
		if strings.HasSuffix(word, "ied") {
			return cut("ied", "y")
		}
		return cut("ed", "", "e")
	case "VBG":
		return cut("ing", "", "e")
	case "VBZ", "NNS":
		switch {
		case strings.HasSuffix(word, "ies"):
			return cut("ies", "y", "ie")
		case strings.HasSuffix(word, "es"):
			return cut("es", "", "e")
		}
		return cut("s", "")
	}
	return nil
}

// learnLemmas gathers rules and exceptions from gold tokens.
func learnLemmas(docs []*onrecord.Document, classes *wordclass.Classes) *lemmatizer {
	counts := map[string]map[string]int{} // "tag form" -> lemma -> times
	for _, d := range docs {
		for i := range d.Tokens {
			t := &d.Tokens[i]
			form := strings.ReplaceAll(d.In(t.Span), "’", "'")
			if !strings.HasPrefix(t.XPOS, "NNP") {
				form = strings.ToLower(form)
			}
			if t.Lemma == "" || t.Lemma == "_" {
				continue
			}
			k := t.XPOS + " " + form
			if counts[k] == nil {
				counts[k] = map[string]int{}
			}
			counts[k][t.Lemma]++
		}
	}
	best := map[string]string{}
	for k, c := range counts {
		best[k] = most(c)
	}
	l := &lemmatizer{Words: map[string]string{}, Endings: endings(best), classes: classes}
	for _, k := range sortedKeys(best) {
		tag, form, _ := strings.Cut(k, " ")
		if got := l.lemma(form, tag); got != best[k] {
			l.Words[k] = best[k]
		}
	}
	return l
}

// endings counts, for every ending of an inflected word, what has to replace it, and keeps the clear cases.
func endings(best map[string]string) map[string]string {
	votes := map[string]map[string]int{}
	for k, lemma := range best {
		tag, form, _ := strings.Cut(k, " ")
		if !inflected[tag] {
			continue
		}
		same := 0
		for same < len(form) && same < len(lemma) && form[same] == lemma[same] {
			same++
		}
		for n := len(form) - same; n <= min(maxEnding, len(form)-1); n++ {
			ending := tag + " " + form[len(form)-n:]
			if votes[ending] == nil {
				votes[ending] = map[string]int{}
			}
			votes[ending][lemma[len(form)-n:]]++
		}
	}
	out := map[string]string{}
	for ending, v := range votes {
		w := most(v)
		total := 0
		for _, n := range v {
			total += n
		}
		if v[w] >= 2 && 4*v[w] >= 3*total || strings.HasSuffix(ending, " ") {
			out[ending] = w
		}
	}
	return out
}

func most(counts map[string]int) string {
	best := ""
	for _, k := range sortedKeys(counts) {
		if best == "" || counts[k] > counts[best] {
			best = k
		}
	}
	return best
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
