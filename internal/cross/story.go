package cross

import (
	"fmt"
	"slices"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/collate"
)

// Story is reports about one happening.
type Story struct {
	ID      string        `json:"id"` // digest of the report that was filed first among them
	Title   string        `json:"title"`
	Terms   []string      `json:"terms"`   // the words that tell it from other stories
	Origins []string      `json:"origins"` // whose texts its reports are: agencies by name, reports by digest
	Reports []StoryReport `json:"reports"` // the earliest first
	Claims  []Claim       `json:"claims,omitempty"`

	Compared int `json:"compared,omitempty"` // reports, the earliest, whose statements the claims are of; 0 where claims are not told
}

// StoryReport is a report in its story.
type StoryReport struct {
	Report
	Origin   string   `json:"origin"`
	Likeness float64  `json:"likeness"` // to the story's other reports, 0 to 1
	Shared   []string `json:"shared"`   // the words that count most for it
}

// Claim is what several statements of a story say, with who stands behind it.
type Claim struct {
	Quote        string      `json:"quote"`
	Sources      []string    `json:"sources"`
	Origins      []string    `json:"origins"`     // independent ones
	CannotTell   bool        `json:"cannot_tell"` // unnamed sources among them may be one
	Said         []Statement `json:"said"`
	Contradicted []Statement `json:"contradicted,omitempty"`
}

// Statement is one statement of a claim.
type Statement struct {
	Report string        `json:"report"`
	ID     string        `json:"id"` // a3: the third of its report
	Outlet string        `json:"outlet"`
	Source string        `json:"source"`
	Quote  string        `json:"quote"`
	Span   onrecord.Span `json:"-"` // bytes of the report's text
}

// Stories are the stories of two reports or more, those of most reports first.
func (v *View) Stories() ([]Story, error) {
	if v.told != nil || v.stories == nil {
		return v.told, nil
	}
	var out []Story
	for _, s := range v.stories.Stories() {
		if len(s.Reports) < 2 {
			break
		}
		x, err := v.story(s)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	v.told = out
	return out, nil
}

// Story is the story of a report. The error wraps [ErrUnknown] where the report is not there.
func (v *View) Story(report string) (Story, error) {
	if v.stories == nil || !v.Has(report) {
		return Story{}, fmt.Errorf("find story of report %q: %w", report, ErrUnknown)
	}
	s, err := v.stories.Of(report)
	if err != nil {
		return Story{}, err
	}
	return v.story(s)
}

func (v *View) story(s collate.Story) (Story, error) {
	x := Story{ID: s.ID, Title: s.Title, Terms: s.Terms}
	for _, id := range s.Reports {
		why, err := v.stories.Why(id)
		if err != nil {
			return x, err
		}
		origin := v.Origin(id)
		x.Reports = append(x.Reports, StoryReport{v.reports[id], origin, rounded(why.Likeness), why.Shared})
		if !slices.Contains(x.Origins, origin) {
			x.Origins = append(x.Origins, origin)
		}
	}
	return x, nil
}

func rounded(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

// Claims are what the statements of some reports say together, those with most independent origins first. What nothing relates to is left
// out.
func (v *View) Claims(reports []*onrecord.Document) []Claim { return v.ClaimsLater(reports)() }

// ClaimsLater is the same, worked out when it is called: it needs the view no more, so that others may look meanwhile.
func (v *View) ClaimsLater(reports []*onrecord.Document) func() []Claim {
	origins := make([]string, len(reports))
	for i, d := range reports {
		origins[i] = v.Origin(onrecord.Digest(d.Text))
	}
	return func() []Claim { return claimsOf(v.claims, reports, origins) }
}

func claimsOf(read *claim.Reader, reports []*onrecord.Document, origins []string) []Claim {
	var all []claim.Statement
	for i, d := range reports {
		all = append(all, read.From(d, origins[i])...)
	}
	claim.Unify(all)
	said := func(list []int) []Statement {
		var out []Statement
		for _, i := range list {
			x := &all[i]
			out = append(out, Statement{x.Report, onrecord.FindingID(onrecord.KindStatement, x.Number), x.Outlet, x.Source, x.Quote, x.Span})
		}
		return out
	}
	var out []Claim
	for _, x := range claim.Claims(all, claim.Links(all)) {
		out = append(out, Claim{x.Quote, x.Sources, x.Origins, x.CannotTell, said(x.Statements), said(x.Contradicted)})
	}
	return out
}
