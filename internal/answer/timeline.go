package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// Role is what an actor has to do with an entry of its timeline.
type Role string

// The parts, in the order in which they are shown.
const (
	Said      Role = "said"
	Did       Role = "did"                           // told as having happened
	DoneTo    Role = "was done to it"                // the same, to the actor
	NotDone   Role = "told as not, or not yet, done" // by the actor or to it: planned, called for, denied, uncertain
	StoodFor  Role = "stood for"
	StoodNot  Role = "stood against"
	StoodElse Role = "took no side"
)

// Roles lists them.
var Roles = []Role{Said, Did, DoneTo, NotDone, StoodFor, StoodNot, StoodElse}

// Timeline is what one actor said, did, had done to it and stood for, by the day of publication.
type Timeline struct {
	Actor   string  // the words by which it is looked for
	Entries []Entry // newest first, those of an unknown day at the end
	Cut     []Cut   // what there is more of than is looked at
}

// Cut tells that of some parts only the newest were looked at.
type Cut struct {
	Roles []Role
	Since string // the first day of which all was seen; "" where none is known
}

// Entry is one finding of a timeline.
type Entry struct {
	Day     string // of publication; "" unknown
	Role    Role
	Report  string
	ID      string // of the finding in its report; "" of a denial
	Outlet  string
	Title   string
	Quote   string
	What    string // of an event its root and how it is told, of a position what it is about and how firmly
	Other   string // to whom, or by whom; "" for nobody
	Source  string // on whose word; "" is the outlet's own voice, or a statement's own source that is not given
	Unnamed bool   // that source stays unnamed
}

// mostTimeline is how many findings of each sort, the newest, a timeline looks at.
const mostTimeline = 500

// TimelineOf is the timeline of the actor whose name or code has the words of a query. The error wraps [store.ErrQuery] where the query is at
// fault; a query without an actor is.
func TimelineOf(ctx context.Context, s *store.Store, a *cross.Across, q Query, turn func(context.Context) (func(), error)) (Timeline, error) {
	out := Timeline{Actor: q.Actor}
	if strings.TrimSpace(q.Actor) == "" {
		return out, fmt.Errorf("%w: a timeline is of one actor; name it", store.ErrQuery)
	}
	asks := []struct {
		kind  store.Kind
		to    bool
		parts []Role
	}{{store.Statement, false, []Role{Said}}, {store.Event, false, []Role{Did, NotDone}}, {store.Event, true, []Role{DoneTo, NotDone}}}
	for _, x := range asks {
		which := q.Query
		which.Kind, which.Recipient, which.After, which.Limit = x.kind, "", "", mostTimeline
		if x.to {
			which.Actor, which.Recipient = "", q.Actor
		}
		if fits, err := fitsKind(&which); err != nil {
			return out, err
		} else if !fits {
			continue
		}
		page, err := searched(ctx, s, which, turn)
		if err != nil {
			return out, err
		}
		for i := range page.Hits {
			out.Entries = append(out.Entries, entryOf(&page.Hits[i], x.to))
		}
		if page.Next != "" {
			out.Cut = append(out.Cut, Cut{x.parts, sinceDay(page.Hits)})
		}
	}
	if err := out.stood(ctx, s, a, q, turn); err != nil {
		return out, err
	}
	slices.SortStableFunc(out.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(slices.Index(Roles, a.Role), slices.Index(Roles, b.Role)))
	})
	return out, nil
}

func searched(ctx context.Context, s *store.Store, q store.Query, turn func(context.Context) (func(), error)) (store.Page, error) {
	if turn != nil {
		done, err := turn(ctx)
		if err != nil {
			return store.Page{}, err
		}
		defer done()
	}
	return s.Search(ctx, q)
}

// sinceDay is the first day of which a list of the newest hits has all.
func sinceDay(hits []store.Hit) string {
	if last := Day(hits[len(hits)-1].Published); last != "" {
		return nextDay(last)
	}
	return ""
}

func entryOf(h *store.Hit, to bool) Entry {
	e := Entry{Day: Day(h.Published), Role: Said, Report: h.Report, ID: h.ID(), Outlet: h.Outlet, Title: h.Title, Quote: h.Quote, Source: h.Source,
		Unnamed: store.VoiceOf(h.Naming, h.SourceKind) == store.VoiceUnnamed}
	if h.Kind != store.Event {
		return e
	}
	e.What, e.Other, e.Role = string(h.Root)+", "+strings.ReplaceAll(string(h.Modality), "_", " "), h.Recipient, Did
	if to {
		e.Other, e.Role = h.Actor, DoneTo
	}
	if h.Modality != onrecord.Asserted || h.Factuality == nil || *h.Factuality < 1 {
		e.Role = NotDone
	}
	return e
}

// stood adds the positions of an actor.
func (t *Timeline) stood(ctx context.Context, s *store.Store, a *cross.Across, q Query, turn func(context.Context) (func(), error)) error {
	f, err := NewFilter(ctx, s, q, turn)
	if err != nil {
		return err
	}
	return a.Standing(ctx, q.Unsure, func(l *standing.Ledger) error {
		n, last, more := 0, "", false
		cut, err := f.Newest(l, nil, func(at *standing.At) (bool, error) {
			if more = n == mostTimeline; more {
				return false, nil
			}
			n, last = n+1, at.Stage.Day
			t.Entries = append(t.Entries, entryOfStage(at))
			return true, nil
		})
		if cut || more {
			t.Cut = append(t.Cut, Cut{[]Role{StoodFor, StoodNot, StoodElse}, nextDay(last)})
		}
		return err
	})
}

func entryOfStage(at *standing.At) Entry {
	x := at.Stage
	e := Entry{Day: x.Day, Role: StoodElse, Report: x.Report, Outlet: x.Outlet, Title: x.Title, Quote: x.Quote, Source: x.OnWordOf,
		Unnamed: x.Authority == standing.Anonymous, What: "on " + at.Line.Matter.Name}
	if x.Position > 0 {
		e.ID = onrecord.FindingID(onrecord.KindPosition, x.Position)
	}
	if x.Denial {
		e.What += ", denied"
		return e
	}
	e.What += ", " + strings.ReplaceAll(string(x.Stance), "_", " ")
	if x.Firmness != nil {
		e.What += fmt.Sprintf(" %d of 5", *x.Firmness)
	}
	switch side := x.Stance.Side(); {
	case side > 0:
		e.Role = StoodFor
	case side < 0:
		e.Role = StoodNot
	}
	return e
}
