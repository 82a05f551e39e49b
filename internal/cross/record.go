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

	"onrecord/internal/cross/collate"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
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
	actors   mend.Ties                      // what was decided of actors
	matters  map[string]string              // by decision, the matter of a wording
	sure     *book                          // begun when asked for, and kept up to date from there on
	all      *book                          // the same
}

// New is an empty view, to be filled by [View.Add] or [Across.Fill].
func New() *View {
	return &View{evidence: map[string][]standing.Evidence{}}
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

// told is what a report tells, of actors and on matters as they are by decision.
func (v *View) told(id string) []standing.Evidence {
	told := v.evidence[id]
	if len(v.actors.Is) == 0 && len(v.matters) == 0 || !slices.ContainsFunc(told, func(e standing.Evidence) bool { return v.decidedOn(&e, v.actors.Is, v.matters) != ([2]string{}) }) {
		return told
	}
	told = slices.Clone(told)
	for i := range told {
		e := &told[i]
		by := v.decidedOn(e, v.actors.Is, v.matters)
		if by[0] != "" {
			e.Actor.Key, e.Actor.Reason, e.Actor.Conf = by[0], "decision", 1
		}
		if by[1] != "" {
			e.Topic = by[1]
		}
	}
	return told
}

// decidedOn are the actor and the matter that a piece of evidence is of by decision; "" where nobody decided.
func (v *View) decidedOn(e *standing.Evidence, actors, matters map[string]string) (by [2]string) {
	by[0] = actors[e.Actor.Key]
	if len(matters) > 0 {
		by[1] = matters[standing.Wording(e.Issue, e.Topic)]
	}
	return by
}

// Decide applies what analysts decided on actors and matters: the whole log, each time. Reports that tell of nobody and nothing else than before
// stay as they are.
func (v *View) Decide(log []store.Decision) {
	actors, matters := v.actors, v.matters
	v.actors, v.matters = mend.TiesOf(log, mend.OfActor), mattersOf(mend.TiesOf(log, mend.OfIssue))
	if !maps.Equal(actors.Not, v.actors.Not) {
		for _, b := range []*book{v.sure, v.all} {
			if b != nil {
				b.keepApart(v.actors.Not)
			}
		}
	}
	if maps.Equal(actors.Is, v.actors.Is) && maps.Equal(matters, v.matters) {
		return
	}
	for id, told := range v.evidence {
		if slices.ContainsFunc(told, func(e standing.Evidence) bool {
			return v.decidedOn(&e, actors.Is, matters) != v.decidedOn(&e, v.actors.Is, v.matters)
		}) {
			v.put(id)
		}
	}
}

// mattersOf are the matters of wordings by decision. What is put together goes by the name of what stays, that itself too; what is put apart
// goes by its own words alone.
func mattersOf(t mend.Ties) map[string]string {
	out := map[string]string{}
	for pair := range t.Not {
		for _, x := range pair {
			if key := standing.Wording(x, ""); key != "" && out[key] == "" {
				out[key] = x
			}
		}
	}
	for goes, stays := range t.Is {
		for _, x := range []string{goes, stays} {
			out[x], out[standing.Wording(x, "")] = stays, stays
		}
	}
	delete(out, "")
	return out
}
