// Package cross lays the reports of a store side by side: which are copies of one text and whose, which tell of one happening, where
// actors stand over time, and who stands behind what is said.
//
// A [View] is worked out from reports and from what analysts decided; nothing of it is stored, so that it never disagrees with either.
package cross

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/collate"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// ErrUnknown is at the root of the error about a report or story that a view does not have.
var ErrUnknown = errors.New("no such report or story")

// Report is what a view keeps of a report.
type Report struct {
	ID        string `json:"report"` // digest of the text
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Title     string `json:"title"` // headline, or the first words of the text
	URL       string `json:"url"`
}

// View is reports laid side by side. It is not safe for use by several goroutines at once; see [Live].
type View struct {
	reports  map[string]Report
	evidence map[string][]standing.Evidence // by report
	copies   *collate.Copies
	stories  *collate.Stories // nil where stories are not asked for
	read     *standing.Reader
	claims   *claim.Reader
	filling  bool              // no story is told of before [View.Again]
	actors   map[string]string // keys of actors that are another's by decision
	byHand   map[[2]string]bool
	origins  map[string]string         // worked out when asked for
	sure     *Ledger                   // the same
	all      *Ledger                   // the same
	groups   map[string]*collate.Group // the same
	told     []Story                   // the same
}

// New is an empty view, to be filled by [View.Add] and then sorted by [View.Again]; what is added later finds its story at once. Without
// stories it is made four times as fast. The error names file and line of a broken dictionary.
func New(stories bool) (*View, error) {
	v := &View{filling: true, reports: map[string]Report{}, evidence: map[string][]standing.Evidence{}, actors: map[string]string{}, byHand: map[[2]string]bool{}}
	var err error
	if v.copies, err = collate.NewCopies(); err != nil {
		return nil, err
	}
	if stories {
		if v.stories, err = collate.NewStories(); err != nil {
			return nil, err
		}
	}
	if v.read, err = standing.New(); err != nil {
		return nil, err
	}
	v.claims, err = claim.New()
	return v, err
}

// Len is how many reports there are.
func (v *View) Len() int { return len(v.reports) }

// Has tells whether a report is there.
func (v *View) Has(id string) bool { _, ok := v.reports[id]; return ok }

// Report is a report by its digest.
func (v *View) Report(id string) (Report, error) {
	r, ok := v.reports[id]
	if !ok {
		return r, fmt.Errorf("find report %q: %w", id, ErrUnknown)
	}
	return r, nil
}

// Add puts a report into the view; one that is there has what was found in it replaced, for another version may have read it.
func (v *View) Add(d *onrecord.Document) error {
	r := Report{onrecord.Digest(d.Text), d.Meta.Publisher, d.Meta.Published, d.Title(), d.Meta.URL}
	if !v.Has(r.ID) {
		x := collate.Report{ID: r.ID, Title: r.Title, Text: d.Text, Outlet: r.Outlet, Published: d.Meta.When()}
		if err := v.copies.Add(x); err != nil {
			return err
		}
		if v.stories != nil {
			file := v.stories.Add
			if v.filling {
				file = v.stories.File
			}
			if err := file(x); err != nil {
				return err
			}
		}
	}
	v.reports[r.ID] = r
	v.evidence[r.ID] = v.read.From(d, "")
	v.stale()
	return nil
}

// Again sorts all reports into stories from the start, by the words of all: better than as they came, and slower.
func (v *View) Again() {
	if v.stories != nil {
		v.stories.Again()
	}
	v.filling = false
	v.stale()
}

// stale forgets what was worked out.
func (v *View) stale() {
	v.origins, v.sure, v.all, v.groups, v.told = nil, nil, nil, nil, nil
}

// Decide applies what analysts decided on stories and actors: the whole log, each time. Decisions on reports that are not there wait
// until they are.
func (v *View) Decide(log []store.Decision) error {
	actors, byHand := map[string]string{}, map[[2]string]bool{}
	for _, d := range log {
		switch {
		case d.Undone:
		case d.Action == store.Merge && strings.Contains(d.Old, "/"):
			actors[d.Old] = d.New
		case (d.Action == store.Merge || d.Action == store.Split) && v.Has(d.Old) && v.Has(d.New):
			byHand[[2]string{min(d.Old, d.New), max(d.Old, d.New)}] = d.Action == store.Merge
		}
	}
	v.actors = actors
	v.stale()
	if v.stories == nil {
		return nil
	}
	for pair := range v.byHand {
		if _, still := byHand[pair]; !still {
			if err := v.stories.Forget(pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	for _, pair := range slices.SortedFunc(maps.Keys(byHand), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if old, ok := v.byHand[pair]; ok && old == byHand[pair] {
			continue
		}
		say := v.stories.Part
		if byHand[pair] {
			say = v.stories.Join
		}
		if err := say(pair[0], pair[1]); err != nil {
			return err
		}
	}
	v.byHand = byHand
	return nil
}

// Origin is whose text a report prints: the agency credited, else the earliest report of its group, else itself.
func (v *View) Origin(id string) string {
	v.workOut()
	return cmp.Or(v.origins[id], id)
}

// Copies is the group of reports that print one text with this one; nil where it stands alone.
func (v *View) Copies(id string) *collate.Group {
	v.workOut()
	return v.groups[id]
}

func (v *View) workOut() {
	if v.origins != nil {
		return
	}
	v.origins, v.groups = map[string]string{}, map[string]*collate.Group{}
	for _, g := range v.copies.Groups() {
		for _, id := range g.Reports {
			v.groups[id] = &g
			v.origins[id] = cmp.Or(g.Origin.Agency, g.Origin.Earliest)
		}
	}
}
