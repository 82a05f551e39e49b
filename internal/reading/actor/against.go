package actor

import (
	"strings"

	"onrecord"
)

// apartFromState are the sectors of those who stand against a government or outside it: their leaders are none of the government's.
var apartFromState = map[onrecord.Sector]bool{onrecord.SectorOpposition: true, onrecord.SectorRebels: true, onrecord.SectorUnidentified: true,
	onrecord.SectorCriminals: true, onrecord.SectorParamilitary: true, onrecord.SectorMilitants: true, onrecord.SectorMovement: true}

// ofState are the sectors that a word for an office has by itself, and that give way to the group whose office it is.
var ofState = map[onrecord.Sector]bool{onrecord.SectorGovernment: true, onrecord.SectorMilitary: true, onrecord.SectorLegislature: true,
	onrecord.SectorParty: true}

// against is the sector of the opposition, rebels and the like whom the head of a phrase leads or speaks for: "Georgian opposition leaders",
// "the leader of the rebels", "a commander of Hamas". The phrase goes from first to end and its head stands before last; code is what
// the head has by itself.
func (c *Coder) against(d *onrecord.Document, first, last, end int, code onrecord.Code) (onrecord.Code, bool) {
	h := last - 1
	if h < first || !ofState[code.Sector] && !(code.Sector == "" && c.leads[strings.ToLower(d.Tokens[h].Lemma)]) {
		return onrecord.Code{}, false
	}
	for g := first; g < end; g++ {
		if g == h || !leadsGroup(d, g, h) {
			continue
		}
		if group, ok := c.group(d, first, g); ok {
			return group, true
		}
	}
	return onrecord.Code{}, false
}

// leadsGroup tells whether a noun or adjective says whom the head of a phrase leads: it stands before it ("rebel", "the opposition's") or
// behind "of".
func leadsGroup(d *onrecord.Document, g, h int) bool {
	t := &d.Tokens[g]
	if int(t.Head)-1 != h {
		return false
	}
	if g < h {
		return t.Rel == "compound" || t.Rel == "amod" || t.Rel == "nmod:poss" || t.Rel == "nmod"
	}
	if !strings.HasPrefix(t.Rel, "nmod") {
		return false
	}
	for k := h + 1; k < g; k++ {
		if int(d.Tokens[k].Head)-1 == g && d.Tokens[k].Rel == "case" {
			return strings.EqualFold(d.In(d.Tokens[k].Span), "of")
		}
	}
	return false
}

// group is the sector of a noun, by its role with the words before it or as a known body, else by a word that stands before it:
// "the opposition alliance".
func (c *Coder) group(d *onrecord.Document, first, g int) (onrecord.Code, bool) {
	if code, ok := c.ending(d, first, g+1); ok {
		return code, apartFromState[code.Sector]
	}
	for n := min(longestRole, g+1-first); n > 0; n-- {
		at := onrecord.Span{Start: d.Tokens[g+1-n].Start, End: d.Tokens[g].End}
		if code, ok := c.body(d, at); ok {
			return code, apartFromState[code.Sector]
		}
	}
	for k := first; k < g; k++ {
		if t := &d.Tokens[k]; int(t.Head)-1 == g && (t.Rel == "compound" || t.Rel == "amod") {
			if code, ok := c.ending(d, k, k+1); ok && apartFromState[code.Sector] {
				return code, true
			}
		}
	}
	return onrecord.Code{}, false
}
