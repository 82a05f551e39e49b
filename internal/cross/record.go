// Package cross lays the reports of a store side by side: which are copies of one text and whose, which tell of one happening, where
// actors stand over time, and who stands behind what is said.
//
// Copies and stories stand in the tables of views of a store, brought up to date as reports come ([collate]); a [View] of who stands where is
// worked out from reports and from what analysts decided.
package cross

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
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
	sure     *book                          // begun when asked for, and kept up to date from there on
	all      *book                          // the same
}

// New is an empty view, to be filled by [View.Add] or [Across.Fill].
func New() *View {
	return &View{evidence: map[string][]standing.Evidence{}, actors: map[string]string{}}
}

// Len is how many reports there are.
func (v *View) Len() int { return len(v.evidence) }

// Has tells whether a report is there.
func (v *View) Has(id string) bool { _, ok := v.evidence[id]; return ok }

// Add puts what a report tells of where actors stand into the view, in the place of what was there; origin is whose text it prints, "" its own.
// What is told is kept, and is not to be changed.
func (v *View) Add(id, origin string, told []standing.Evidence) {
	for i := range told {
		told[i].Origin = cmp.Or(origin, id)
	}
	old, ok := v.evidence[id]
	if ok && reflect.DeepEqual(old, told) {
		return
	}
	v.evidence[id] = told
	v.put(id)
}

// put puts what a report tells into the books that are kept.
func (v *View) put(id string) {
	for _, b := range []*book{v.sure, v.all} {
		if b != nil {
			b.put(id, v.told(id))
		}
	}
}

// told is what a report tells, of actors as they are by decision.
func (v *View) told(id string) []standing.Evidence {
	told := v.evidence[id]
	merged := func(e standing.Evidence) bool { _, ok := v.actors[e.Actor.Key]; return ok }
	if len(v.actors) == 0 || !slices.ContainsFunc(told, merged) {
		return told
	}
	told = slices.Clone(told)
	for i := range told {
		if a := &told[i].Actor; merged(told[i]) {
			a.Key, a.Reason, a.Conf = v.actors[a.Key], "decision", 1
		}
	}
	return told
}

// Decide applies what analysts decided on actors: the whole log, each time. Reports that tell of nobody else than before stay as they are.
func (v *View) Decide(log []store.Decision) {
	before := v.actors
	v.actors = map[string]string{}
	for _, d := range log {
		if !d.Undone && d.Action == store.Merge && strings.Contains(d.Old, "/") {
			v.actors[d.Old] = d.New
		}
	}
	if maps.Equal(before, v.actors) {
		return
	}
	for id, told := range v.evidence {
		if slices.ContainsFunc(told, func(e standing.Evidence) bool { return before[e.Actor.Key] != v.actors[e.Actor.Key] }) {
			v.put(id)
		}
	}
}
