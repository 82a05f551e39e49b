package cross

import (
	"slices"
	"strings"

	"onrecord"
)

// Rewording is a statement that two texts of one report give otherwise: the same words said, another cue, source, or naming of it.
type Rewording struct {
	Before, After onrecord.AttributionID
	What          []string // what differs, in words: "claimed" became "confirmed"
}

// Reworded finds the statements that an older and a newer text both give, and give otherwise: what a change of a few words does to who says
// it, and how firmly the outlet stands behind it. Statements are the same where most of the words said are.
func Reworded(before, after *onrecord.Document) []Rewording {
	old := make([][]string, len(before.Attributions))
	for i := range before.Attributions {
		old[i] = saidWords(before, &before.Attributions[i])
	}
	taken := make([]bool, len(old))
	var out []Rewording
	for i := range after.Attributions {
		b := &after.Attributions[i]
		words := saidWords(after, b)
		best, most := -1, 0.0
		for k := range old {
			if x := overlap(old[k], words); !taken[k] && x > most {
				best, most = k, x
			}
		}
		if best < 0 || most < sameWords {
			continue
		}
		taken[best] = true
		a := &before.Attributions[best]
		if what := differences(before, a, after, b); len(what) > 0 {
			out = append(out, Rewording{onrecord.AttributionID(best + 1), onrecord.AttributionID(i + 1), what})
		}
	}
	return out
}

// sameWords is how much of the words of two statements must be the same, by judgement.
const sameWords = 0.8

func saidWords(d *onrecord.Document, a *onrecord.Attribution) []string {
	var out []string
	for _, c := range a.Content {
		out = append(out, strings.FieldsFunc(strings.ToLower(d.In(c)), func(r rune) bool {
			return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= 0x80 && r != '“' && r != '”' && r != '’')
		})...)
	}
	slices.Sort(out)
	return out
}

// overlap is how many of the words of two sorted lists are in both, of the longer.
func overlap(a, b []string) float64 {
	n := 0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch c := strings.Compare(a[i], b[k]); {
		case c == 0:
			n, i, k = n+1, i+1, k+1
		case c < 0:
			i++
		default:
			k++
		}
	}
	return float64(n) / float64(max(len(a), len(b), 1))
}

// differences are what differs between two tellings of one statement.
func differences(x *onrecord.Document, a *onrecord.Attribution, y *onrecord.Document, b *onrecord.Attribution) []string {
	var out []string
	became := func(was, is, none string) {
		was, is = onrecord.OneLine(was), onrecord.OneLine(is)
		if strings.EqualFold(was, is) {
			return
		}
		for _, s := range []*string{&was, &is} {
			if *s == "" {
				*s = none
			} else {
				*s = "“" + *s + "”"
			}
		}
		out = append(out, was+" became "+is)
	}
	became(x.In(a.Cue), y.In(b.Cue), "no cue")
	became(sourceWords(x, a), sourceWords(y, b), "no source")
	if a.Source.Naming != b.Source.Naming {
		out = append(out, "naming: "+string(a.Source.Naming)+" became "+string(b.Source.Naming))
	}
	if a.Type != b.Type {
		out = append(out, "kind: "+string(a.Type)+" became "+string(b.Type))
	}
	return out
}

func sourceWords(d *onrecord.Document, a *onrecord.Attribution) string {
	var out []string
	for _, s := range a.Source.Spans {
		out = append(out, d.In(s))
	}
	return strings.Join(out, " … ")
}
