package export

import (
	"slices"
	"strings"

	"onrecord"
)

// byLists are the lines of own lists by which some parties go by their names, each once.
func byLists(sides ...[]onrecord.Party) string {
	var out []string
	for _, p := range slices.Concat(sides...) {
		if p.ByList != "" {
			out = appendNew(out, onrecord.OneLine(p.ByList))
		}
	}
	return strings.Join(out, "; ")
}

// listed says of a row what in it is by own lists: "source: your list of sources, line “MSF”; outlet: ...".
func (x *tableRow) listed() any {
	var out []string
	add := func(what, by string) {
		if by != "" {
			out = append(out, what+": "+by)
		}
	}
	for i := range x.c.Chain {
		add("source", onrecord.OneLine(x.c.Chain[i].ByList))
	}
	add("actor", byLists(x.c.Actor))
	add("recipient", byLists(x.c.Recipient))
	if x.d.Own != nil {
		add("outlet", onrecord.OneLine(x.d.Own.Outlet))
	}
	return strings.Join(out, "; ")
}

// owner is who owns the outlet by the own list.
func (x *tableRow) owner() any {
	if x.d.Own == nil {
		return ""
	}
	return x.d.Own.Owner
}
