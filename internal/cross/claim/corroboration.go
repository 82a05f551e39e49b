package claim

import (
	"cmp"
	"slices"
	"strings"

	"onrecord"
)

// Claim is what several statements say, with who stands behind it.
type Claim struct {
	Statements   []int    // indexes of the statements that say it, in their order
	Quote        string   // the words of the first
	Sources      []string // that say it, each once
	Origins      []string // independent ones, by name: a named source, or the text that a report goes back to
	CannotTell   bool     // several unnamed sources in several texts: they may be one
	Contradicted []int    // statements that contradict one of these
	ByList       []string // sources that are one by the own lists, each with its line: "MSF is Doctors Without Borders by your list of sources, ..."
}

// Claims gathers statements that say the same into claims and counts their independent origins: copies of one text are one origin, what
// reports tell "as X reported" goes back to X, and a named source is one however many reports quote it. Claims with the most origins come
// first; a statement that nothing relates to is a claim of its own and is left out.
func Claims(statements []Statement, links []Link) []Claim {
	of := make([]int, len(statements))
	for i := range of {
		of[i] = i
	}
	root := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	for _, l := range links {
		if l.Relation == Same || l.Relation == Supports {
			a, b := root(l.A), root(l.B)
			of[max(a, b)] = min(a, b)
		}
	}
	members := map[int][]int{}
	related := map[int]bool{}
	for _, l := range links {
		related[root(l.A)], related[root(l.B)] = true, true
	}
	for i := range statements {
		if related[root(i)] {
			members[root(i)] = append(members[root(i)], i)
		}
	}
	var out []Claim
	for _, m := range members {
		c := Behind(statements, m)
		for _, l := range links {
			if l.Relation != Contradicts {
				continue
			}
			for _, pair := range [][2]int{{l.A, l.B}, {l.B, l.A}} {
				if slices.Contains(m, pair[0]) && !slices.Contains(c.Contradicted, pair[1]) {
					c.Contradicted = append(c.Contradicted, pair[1])
				}
			}
		}
		slices.Sort(c.Contradicted)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(len(b.Origins), len(a.Origins)), cmp.Compare(len(b.Statements), len(a.Statements)), cmp.Compare(a.Statements[0], b.Statements[0]))
	})
	return out
}

// Behind tells who stands behind statements, by their indexes, as if they all said the same.
func Behind(statements []Statement, members []int) Claim {
	c := Claim{Statements: members, Quote: statements[members[0]].Quote}
	unnamed, via := map[string]bool{}, map[string]bool{}
	for _, i := range members {
		via[strings.ToLower(statements[i].Via)] = true
	}
	for _, i := range members {
		s := &statements[i]
		if s.Source != "" && !slices.Contains(c.Sources, s.Source) {
			c.Sources = append(c.Sources, s.Source)
		}
		if by := s.byList(); by != "" && !slices.Contains(c.ByList, by) {
			c.ByList = append(c.ByList, by)
		}
		origin, sure := s.Root()
		if outlet := strings.ToLower(s.Outlet); !sure && outlet != "" && via[outlet] {
			origin = outlet // the report that another tells it from
		}
		if !sure {
			unnamed[origin] = true
		}
		if !slices.Contains(c.Origins, origin) {
			c.Origins = append(c.Origins, origin)
		}
	}
	slices.Sort(c.Origins)
	c.CannotTell = len(unnamed) > 1
	return c
}

// byList says of a source that its report calls otherwise than the own lists who it is by them; "" of any other.
func (s *Statement) byList() string {
	if s.Listed == "" || len(s.called) == 0 || strings.EqualFold(article(s.called[0]), s.SourceKey) {
		return ""
	}
	return "“" + onrecord.OneLine(s.called[0]) + "”: " + s.Listed
}

// Root is the independent origin that a statement goes back to: the outlet that its report tells it from, else its source where that is
// named. Else it is the text it stands in, and nobody can be sure that another text has not the same source.
func (s *Statement) Root() (origin string, sure bool) {
	switch {
	case s.Via != "":
		return strings.ToLower(s.Via), true
	case s.SourceKey != "":
		return s.SourceKey, true
	}
	return strings.ToLower(s.Origin), false // agencies by name, as where they are told from
}
