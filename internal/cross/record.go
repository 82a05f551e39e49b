// Package cross lays the reports of a store side by side: which are copies of one text and whose, which tell of one happening, where
// actors stand over time, and who stands behind what is said.
//
// Copies and stories stand in the tables of views of a store, brought up to date as reports come ([collate]); a [View] of who stands where is
// worked out from reports and from what analysts decided.
package cross

import (
	"cmp"
	"strings"

	"onrecord/internal/cross/collate"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// ErrUnknown is at the root of the error about a report or story that a view does not have.
var ErrUnknown = collate.ErrUnknown

// Report is a report among others.
type Report struct {
	ID        string `json:"report"` // digest of the text
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Title     string `json:"title"` // headline, or the first words of the text
	URL       string `json:"url"`
}

// View is the positions of reports laid side by side. It is not safe for use by several goroutines at once; see [Live].
type View struct {
	evidence map[string][]standing.Evidence // by report
	actors   map[string]string              // keys of actors that are another's by decision
	origins  map[string]string              // whose texts reports print that print another's
	sure     *Ledger                        // worked out when asked for
	all      *Ledger                        // the same
}

// New is an empty view, to be filled by [View.Add] or [Across.Fill].
func New() *View {
	return &View{evidence: map[string][]standing.Evidence{}, actors: map[string]string{}, origins: map[string]string{}}
}

// Len is how many reports there are.
func (v *View) Len() int { return len(v.evidence) }

// Has tells whether a report is there.
func (v *View) Has(id string) bool { _, ok := v.evidence[id]; return ok }

// Add puts what a report tells of where actors stand into the view, in the place of what was there; origin is whose text it prints, "" its own.
func (v *View) Add(id, origin string, told []standing.Evidence) {
	v.evidence[id] = told
	if origin == "" {
		delete(v.origins, id)
	} else {
		v.origins[id] = origin
	}
	v.stale()
}

// stale forgets what was worked out.
func (v *View) stale() { v.sure, v.all = nil, nil }

// Decide applies what analysts decided on actors: the whole log, each time.
func (v *View) Decide(log []store.Decision) {
	v.actors = map[string]string{}
	for _, d := range log {
		if !d.Undone && d.Action == store.Merge && strings.Contains(d.Old, "/") {
			v.actors[d.Old] = d.New
		}
	}
	v.stale()
}

// Origin is whose text a report prints: the agency credited, else the earliest report of its group, else itself.
func (v *View) Origin(id string) string { return cmp.Or(v.origins[id], id) }
