package plover

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// cameo is the derived dictionary of CAMEO: what clauses with a verb and certain words beside it were coded as.
type cameo struct {
	groups map[string][]int // lemma -> groups
	alone  map[string]string
	with   [][]pattern // by group
	lists  map[string][]string
}

type pattern struct {
	words []string // lemmas or @lists
	code  string
}

// openCameo reads cameo_verbs.tsv and cameo_sets.tsv.
func openCameo() (*cameo, error) {
	t, err := lexicon.Open("cameo_verbs.tsv")
	if err != nil {
		return nil, fmt.Errorf("open codes of verbs: %w", err)
	}
	c := &cameo{groups: map[string][]int{}, alone: map[string]string{}, lists: map[string][]string{}}
	number := map[string]int{}
	for _, r := range t.Rows {
		g, ok := number[r.Cells[0]]
		if !ok {
			g = len(c.with)
			number[r.Cells[0]] = g
			c.with = append(c.with, nil)
		}
		if verb := r.Get("verb"); verb != "" {
			c.groups[verb] = append(c.groups[verb], g)
			if code := r.Get("code"); code != "" {
				c.alone[verb] = code
			}
			continue
		}
		c.with[g] = append(c.with[g], pattern{strings.Fields(r.Get("with")), r.Get("code")})
	}
	sets, err := lexicon.Open("cameo_sets.tsv")
	if err != nil {
		return nil, fmt.Errorf("open codes of verbs: %w", err)
	}
	for _, r := range sets.Rows {
		for w := range strings.SplitSeq(r.Get("words"), "|") {
			c.lists[w] = append(c.lists[w], "@"+r.Cells[0])
		}
	}
	return c, nil
}

// cameoRoots are the roots of PLOVER by the first two digits of a code of CAMEO; comments and appeals have none.
var cameoRoots = map[string]onrecord.Root{"03": onrecord.RootAgree, "04": onrecord.RootConsult, "05": onrecord.RootSupport,
	"06": onrecord.RootCooperate, "07": onrecord.RootAid, "09": onrecord.RootAccuse, "10": onrecord.RootRequest,
	"11": onrecord.RootAccuse, "12": onrecord.RootReject, "13": onrecord.RootThreaten, "14": onrecord.RootProtest,
	"15": onrecord.RootMobilize, "16": onrecord.RootSanction, "17": onrecord.RootCoerce, "18": onrecord.RootAssault,
	"19": onrecord.RootAssault, "20": onrecord.RootAssault}

// RootOfCAMEO is the root of PLOVER 0.8 for a code of CAMEO ("", for comments and appeals, which are no events).
func RootOfCAMEO(code string) onrecord.Root {
	if strings.HasPrefix(code, "08") {
		if len(code) > 2 && code[2] >= '4' {
			return onrecord.RootRetreat
		}
		return onrecord.RootConcede
	}
	if len(code) < 2 {
		return ""
	}
	return cameoRoots[code[:2]]
}

// best is the code of the pattern of a verb that asks for the most words, all of which are there; "" where none fits.
// there tells whether a word, or a word of a list (@name), is there.
func (c *cameo) best(verb string, there func(string) bool) (code string, words int) {
	for _, g := range c.groups[verb] {
		for _, p := range c.with[g] {
			if len(p.words) <= words {
				continue
			}
			all := true
			for _, w := range p.words {
				if all = there(w); !all {
					break
				}
			}
			if all {
				code, words = p.code, len(p.words)
			}
		}
	}
	return code, words
}
