// Package standing tells where actors stand over time: positions of many reports, by actor and issue, each stage compared with the one
// before. It is a view: worked out from evidence, the same whatever order it comes in, and every change shows both quotations and why it
// might be none.
package standing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// Evidence is one position of one report.
type Evidence struct {
	Report     string          `json:"report"` // digest of its text
	Outlet     string          `json:"outlet"`
	URL        string          `json:"url"`
	Title      string          `json:"title"`
	Day        string          `json:"day"`      // 2006-01-02; "" not known
	Origin     string          `json:"origin"`   // whose text it is: reports with one origin say it once
	Position   int             `json:"position"` // number in the report, from 1; 0 is what the actor denies or takes back
	Actor      Actor           `json:"actor"`
	Code       string          `json:"code"` // of event data, of the actor as this report has it: "PAKGOV"; "" unknown
	Issue      string          `json:"issue"`
	Topic      string          `json:"topic"`
	Stance     onrecord.Stance `json:"stance"`
	Firmness   *int            `json:"firmness,omitempty"` // none of a denial
	Conditions []string        `json:"conditions"`         // "until: a truce holds"
	Scope      []string        `json:"scope"`
	RedLine    bool            `json:"red_line"`
	TimeBound  string          `json:"time_bound"`
	OnWordOf   string          `json:"on_word_of"` // the chain of sources, outermost first; "" the outlet's own voice
	Authority  Authority       `json:"authority"`
	Recap      bool            `json:"recap"`  // told as what has long been so
	Denial     bool            `json:"denial"` // the actor says that it is not so, or takes it back; it takes no side
	Told       Change          `json:"told"`   // by the cue: clarified, retracted; "" for neither
	Quote      string          `json:"quote"`
	Span       onrecord.Span   `json:"-"` // bytes of the report's text
	Conf       float64         `json:"confidence"`
}

// Authority is how near a telling is to the actor.
type Authority int

// The steps of authority.
const (
	Anonymous Authority = iota + 1 // on the word of somebody unnamed
	Reported                       // in the outlet's voice, or on the word of another who is named
	Official                       // on the word of a named office holder or public body
	OwnWord                        // the actor itself says it
)

var authorities = map[Authority]string{Anonymous: "anonymous word", Reported: "reported", Official: "official word", OwnWord: "own word"}

// Name tells an authority in words.
func (a Authority) Name() string { return authorities[a] }

// MarshalText is the name.
func (a Authority) MarshalText() ([]byte, error) { return []byte(a.Name()), nil }

// UnmarshalText reads a name; one that is not known is an error.
func (a *Authority) UnmarshalText(name []byte) error {
	for k, v := range authorities {
		if v == string(name) {
			*a = k
			return nil
		}
	}
	return fmt.Errorf("read authority %q: not known", name)
}

// Change is how a stage differs from what stood before.
type Change string

// The changes. Whether a deed tests or crosses a red line is not told.
const (
	First            Change = "new"
	Restate          Change = "restate"
	Harden           Change = "harden"
	Soften           Change = "soften"
	ConditionAdded   Change = "condition added"
	ConditionDropped Change = "condition dropped"
	ConditionChanged Change = "condition reworded"
	ScopeNarrowed    Change = "scope narrowed"
	ScopeWidened     Change = "scope widened"
	Reverse          Change = "reverse"
	Mixed            Change = "mixed"
	PrivateVsPublic  Change = "private against public"
	RedLineSet       Change = "red line set"
	NotCompared      Change = "not compared" // what it is about is not told
	Denied           Change = "denied"
	Clarified        Change = "clarified"
	Retracted        Change = "retracted"
)

// Stage is a piece of evidence with how it differs from the one it is compared with.
type Stage struct {
	*Evidence
	Changes []Change `json:"changes"`
	From    int      `json:"from"`   // number of the stage it is compared with, from 1; 0 for none
	Doubts  []string `json:"doubts"` // why the change might be none
}

// Changed tells whether a stage is a change: neither the first nor the same again.
func (s *Stage) Changed() bool { return changed(s.Changes) }

func changed(changes []Change) bool {
	return !slices.Contains([]Change{First, Restate, NotCompared}, changes[0])
}

// Trajectory is where one actor stands on one matter.
type Trajectory struct {
	Actor     Actor      `json:"actor"`
	Matter    IssueGroup `json:"issue_group"`
	Issue     string     `json:"issue"` // the words of the latest stage
	Topic     string     `json:"topic"`
	Stages    []Stage    `json:"stages"`
	Current   int        `json:"current"` // number of the stage that holds now, from 1
	Why       string     `json:"why"`     // by which rule
	Origins   []string   `json:"origins"`
	First     string     `json:"first"` // days
	Last      string     `json:"last"`
	Anonymous bool       `json:"anonymous"`          // there is anonymous word only
	Silent    string     `json:"silent"`             // how long nothing was said that had been said again and again; "" where that is not so
	LeftOut   int        `json:"left_out,omitempty"` // so many stages, the first, are left out of a very long line; numbers of stages count them

	Former
	n      int64  // of the line
	listed string // line of the own list that the actor is; "" none
	now    int64  // the piece that holds
}

// Moved tells whether a line holds a change.
func (l *Trajectory) Moved() bool {
	return slices.ContainsFunc(l.Stages, func(s Stage) bool { return s.Changed() })
}

// Former are names that JSON had for parts of a trajectory before, for one version.
type Former struct {
	OldMatter IssueGroup `json:"matter" deprecated:"true" doc:"What issue_group was called before"`
	OldStages []Stage    `json:"steps" deprecated:"true" doc:"What stages were called before"`
}

// What makes a stage comparable and current.
const (
	mixedWithin   = 3 * 24 * time.Hour
	currentWithin = 90 // days
)

// sameIssue tells whether two issues share half of the words of the shorter.
func sameIssue(a, b *Evidence) bool {
	x, y := issueWords(a.Issue), issueWords(b.Issue)
	shared := 0
	for w := range x {
		if y[w] {
			shared++
		}
	}
	return shared > 0 && 2*shared >= min(len(x), len(y))
}

func issueWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80 }) {
		if len(w) > 3 {
			out[strings.TrimSuffix(w, "s")] = true
		}
	}
	return out
}

// compare is how evidence differs from that it is compared with; nil is none, and again then tells whether there is other evidence before it.
func compare(s *Evidence, again bool, e *Evidence) (changes []Change, doubts []string) {
	switch {
	case s == nil && again:
		return []Change{Restate}, []string{"the same origin as before"}
	case s == nil && e.RedLine:
		return []Change{First, RedLineSet}, nil
	case s == nil:
		return []Change{First}, nil
	case e.Denial:
		return []Change{cmp.Or(e.Told, Denied)}, doubt(s, e)
	case e.Recap:
		return []Change{Restate}, []string{"told as what has long been so"}
	}
	opposed := s.Stance.Side() != 0 && e.Stance.Side()*turn(e.Issue) == -s.Stance.Side()*turn(s.Issue)
	switch {
	case opposed && (e.Authority == Anonymous) != (s.Authority == Anonymous):
		changes = append(changes, PrivateVsPublic)
	case opposed && near(s.Day, e.Day):
		changes = append(changes, Mixed)
	case opposed && *s.Firmness >= 2 && *e.Firmness >= 2:
		changes = append(changes, Reverse)
	case *e.Firmness >= *s.Firmness+2:
		changes = append(changes, Harden)
	case *e.Firmness <= *s.Firmness-2:
		changes = append(changes, Soften)
	}
	if e.Told != "" {
		changes = append(changes, e.Told)
	}
	changes = append(changes, conditionChange(s.Conditions, e.Conditions)...)
	changes = append(changes, scopeChange(s.Scope, e.Scope)...)
	if e.RedLine && !s.RedLine {
		changes = append(changes, RedLineSet)
	}
	if len(changes) == 0 {
		return []Change{Restate}, nil
	}
	return changes, doubt(s, e)
}

func near(a, b string) bool {
	x, err1 := time.Parse(time.DateOnly, a)
	y, err2 := time.Parse(time.DateOnly, b)
	return err1 == nil && err2 == nil && y.Sub(x).Abs() <= mixedWithin
}

func conditionChange(before, after []string) []Change {
	switch {
	case len(before) == 0 && len(after) > 0:
		return []Change{ConditionAdded}
	case len(before) > 0 && len(after) == 0:
		return []Change{ConditionDropped}
	case len(before) > 0 && !slices.Equal(lowered(before), lowered(after)):
		return []Change{ConditionChanged}
	}
	return nil
}

func scopeChange(before, after []string) []Change {
	switch {
	case len(after) > len(before):
		return []Change{ScopeNarrowed}
	case len(after) < len(before):
		return []Change{ScopeWidened}
	}
	return nil
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(strings.Join(strings.Fields(s), " "))
	}
	slices.Sort(out)
	return out
}

// doubt is why a change might be none.
func doubt(s, e *Evidence) []string {
	var out []string
	if s.Authority != e.Authority {
		out = append(out, "another authority: "+s.Authority.Name()+", then "+e.Authority.Name())
	}
	if e.Authority == Anonymous {
		out = append(out, "on anonymous word")
	}
	if s.Topic == "" || e.Topic == "" {
		out = append(out, "the issues are alike by their words only")
	} else if len(issueWords(s.Issue)) > 0 && !sameIssue(s, e) {
		out = append(out, "one topic, but other words: perhaps another matter")
	}
	if s.Day == "" || e.Day == "" {
		out = append(out, "a day is not known, so the order is not sure")
	}
	if s.Actor.Name != e.Actor.Name {
		out = append(out, calledOtherwise+s.Actor.Name+", then "+e.Actor.Name)
	}
	return out
}

// calledOtherwise begins the doubt whether two names are of one actor.
const calledOtherwise = "called otherwise: "

// whys say by which rule a stage holds, by its authority.
var whys = func() map[Authority]string {
	out := map[Authority]string{}
	for a, name := range authorities {
		out[a] = "the newest " + name + " within 90 days"
	}
	return out
}()

// What makes silence: something was said at least so often, at stages of about the same length, and not for three of these.
const (
	silentAfter  = 3
	silentStages = 4
)

// usual is how many days it usually takes until something is told again, by the days on which it was, the latest first; 0 where it is told too
// seldom to say.
func usual(days []int64) int64 {
	if len(days) < silentStages {
		return 0
	}
	gaps := make([]int64, len(days)-1)
	for i := range gaps {
		gaps[i] = days[i] - days[i+1]
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// silence tells how long nothing was said that had been said again and again, from a day up to a day, by their numbers.
func silence(usual, told, last int64) string {
	if usual == 0 || told == 0 || last-told < silentAfter*usual {
		return ""
	}
	return fmt.Sprintf("nothing for %d days; before that about every %d", last-told, usual)
}
