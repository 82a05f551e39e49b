package cross

import (
	"context"
	"slices"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// Story is reports about one happening.
type Story struct {
	ID      string        `json:"id"` // digest of the report that was published first
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
	Likeness float64  `json:"likeness"`        // to the story's other reports, 0 to 1
	Shared   []string `json:"shared"`          // the words that count most for it
	Owner    string   `json:"owner,omitempty"` // of the outlet, by the own list; "" not known
}

// Claim is what several statements of a story say, with who stands behind it.
type Claim struct {
	Quote        string      `json:"quote"`
	Sources      []string    `json:"sources"`
	Origins      []string    `json:"origins"`     // independent ones
	CannotTell   bool        `json:"cannot_tell"` // unnamed sources among them may be one
	Said         []Statement `json:"said"`
	Contradicted []Statement `json:"contradicted,omitempty"`
	ByList       []string    `json:"by_list,omitempty"` // of sources that go by another name by the own lists, by which line
	First        First       `json:"first"`
}

// Statement is one statement of a claim.
type Statement struct {
	Report string        `json:"report"`
	ID     string        `json:"id"` // a3: the third of its report
	Outlet string        `json:"outlet"`
	Source string        `json:"source"`
	Quote  string        `json:"quote"`
	Day    string        `json:"day,omitempty"`       // of publication; "" not known
	From   string        `json:"said_from,omitempty"` // days on which it was said, as the report tells it; "" it does not
	To     string        `json:"said_to,omitempty"`
	When   string        `json:"said_words,omitempty"` // the report's words for that
	Span   onrecord.Span `json:"-"`                    // bytes of the report's text
}

func rounded(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

func claimsOf(read *claim.Reader, reports []*onrecord.Document, origins []string, own *lists.Lists) []Claim {
	var all []claim.Statement
	for i, d := range reports {
		all = append(all, read.From(d, origins[i])...)
	}
	claim.Unify(all, own)
	said := func(list []int) []Statement { return statementsOf(all, list) }
	var out []Claim
	for _, x := range claim.Claims(all, claim.Links(all)) {
		out = append(out, Claim{Quote: x.Quote, Sources: x.Sources, Origins: x.Origins, CannotTell: x.CannotTell, Said: said(x.Statements), Contradicted: said(x.Contradicted), ByList: x.ByList,
			First: FirstOf(all, x.Statements)})
	}
	return out
}

// StoryRow is a story as lists show it.
type StoryRow = collate.StoryRow

// storiesAtOnce is how many stories are gone through at a time.
const storiesAtOnce = 500

// EachStory gives the stories of two reports or more that were told on some days ("" is any), in an order, of so many that are gone through; 0
// is all there are.
func (a *Across) EachStory(ctx context.Context, by store.StoriesBy, from, to string, most int, each func(*StoryRow) error) error {
	var last *StoryRow
	for at := 0; most == 0 || at < most; at += storiesAtOnce {
		var list []StoryRow
		err := a.collator.Look(ctx, a.store, func(v *collate.View) (err error) {
			list, err = v.Stories(ctx, by, from, to, last, storiesAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for i := range list {
			last = &list[i]
			if err := each(last); err != nil {
				return err
			}
		}
		if len(list) < storiesAtOnce {
			break
		}
	}
	return nil
}

// StoryPage are the stories of two reports or more that were told on some days ("" is any), in an order, from a number of them on, at most so
// many, with how many there are in all, counted to so many.
func (a *Across) StoryPage(ctx context.Context, by store.StoriesBy, from, to string, skip, most, counted int) (out []StoryRow, n int, err error) {
	err = a.collator.Look(ctx, a.store, func(v *collate.View) (err error) {
		out, n, err = v.StoryPage(ctx, by, from, to, skip, most, counted)
		return err
	})
	return out, n, err
}

// Story is the story of a report. The error wraps [ErrUnknown] where the report is not there.
func (a *Across) Story(ctx context.Context, report string) (s Story, err error) {
	err = a.collator.Look(ctx, a.store, func(v *collate.View) error {
		x, err := v.Story(ctx, report)
		s = storyOf(&x)
		return err
	})
	if err != nil {
		return s, err
	}
	own, err := a.store.Lists(ctx)
	for i := range s.Reports {
		r := &s.Reports[i]
		if x := own.Outlet(r.Outlet, r.URL); x != nil {
			r.Owner = x.Owner
		}
	}
	return s, err
}

func storyOf(x *collate.Story) Story {
	s := Story{ID: x.ID, Title: x.Title, Terms: x.Terms}
	for _, m := range x.Reports {
		s.Reports = append(s.Reports, StoryReport{Report: Report(m.Report), Origin: m.Origin, Likeness: rounded(m.Likeness), Shared: m.Shared})
		if !slices.Contains(s.Origins, m.Origin) {
			s.Origins = append(s.Origins, m.Origin)
		}
	}
	return s
}

// Copies are the reports that print one text, the earliest first, with a report; none where it stands alone.
func (a *Across) Copies(ctx context.Context, report string) (out []Report, err error) {
	err = a.collator.Look(ctx, a.store, func(v *collate.View) error {
		g, err := v.Copies(ctx, report)
		if g != nil {
			for _, r := range g.Reports {
				out = append(out, Report(r))
			}
		}
		return err
	})
	return out, err
}

// Edges are the copies of a report, each from the longer one to the shorter. The error wraps [ErrUnknown] where the report is not there.
func (a *Across) Edges(ctx context.Context, report string) (out []collate.Edge, err error) {
	err = a.collator.Look(ctx, a.store, func(v *collate.View) error {
		out, err = v.Edges(ctx, report)
		return err
	})
	return out, err
}

// Report is a report by its digest. The error wraps [ErrUnknown] where it is not there.
func (a *Across) Report(ctx context.Context, id string) (r Report, err error) {
	err = a.collator.Look(ctx, a.store, func(v *collate.View) error {
		x, err := v.Report(ctx, id)
		r = Report(x)
		return err
	})
	return r, err
}

// Origins are whose texts some reports print, by their digests: the agency credited, else the earliest report of its group, else itself.
func (a *Across) Origins(ctx context.Context, reports []string) (map[string]string, error) {
	out := map[string]string{}
	err := a.collator.Look(ctx, a.store, func(v *collate.View) error {
		for _, id := range reports {
			origin, err := v.Origin(ctx, id)
			if err != nil {
				return err
			}
			out[id] = origin
		}
		return nil
	})
	return out, err
}

// Claims are what the statements of some reports say together, those with most independent origins first. What nothing relates to is left
// out.
func (a *Across) Claims(ctx context.Context, reports []*onrecord.Document) ([]Claim, error) {
	var ids []string
	for _, d := range reports {
		ids = append(ids, onrecord.Digest(d.Text))
	}
	of, err := a.Origins(ctx, ids)
	if err != nil {
		return nil, err
	}
	origins := make([]string, len(ids))
	for i, id := range ids {
		origins[i] = of[id]
	}
	own, err := a.store.Lists(ctx)
	if err != nil {
		return nil, err
	}
	return claimsOf(a.claims, reports, origins, own), nil
}
