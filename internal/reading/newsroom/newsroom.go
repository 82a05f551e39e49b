// Package newsroom looks at how a report is sourced the way a standards editor does: [Summarize] counts who speaks
// for how much of it, and [Rules] points at the words where a published newsroom standard may be touched.
//
// Everything here is worked out from a finished [onrecord.Document] and stored nowhere. A finding is always
// "possible": it shows words and names the standard, it never says that a source lies or that a reporter erred.
package newsroom

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"onrecord"
)

// ErrUnknownHouse is returned when findings are asked for a house profile that does not exist.
var ErrUnknownHouse = errors.New("unknown house profile")

const (
	// DefaultHouse is the profile in which every rule is on.
	DefaultHouse = "all"
	// HouseOff is the profile in which no rule is on.
	HouseOff = "off"
)

// Rule is one newsroom standard: what it asks, in our words, and where it is published.
type Rule struct {
	ID        string // "S1" .. "S18"
	Title     string
	Asks      string
	Reference string // publication and public place; read the original before quoting it
	Needs     string // what a plain text lacks for the rule to be checked; "" when nothing

	severity map[string]onrecord.Severity
}

// Severity is how much a house profile makes of the rule; "" when the rule is off there.
func (r Rule) Severity(house string) onrecord.Severity { return r.severity[house] }

// Rules are the newsroom rules with the words they look for and the house profiles that weigh them.
// They are safe for use by several goroutines.
type Rules struct {
	rules    []Rule            // by number
	houses   []string          // as the data file lists them
	messages map[string]string // per check, such as "S6/lede"
	words    wordlist
}

// Houses lists the house profiles in the order of the data file, [HouseOff] last. A profile is our reading of what a
// house has published, not a statement of that house.
func (r *Rules) Houses() []string { return append(slices.Clone(r.houses), HouseOff) }

// List lists the rules by number, those that a plain text cannot show included.
func (r *Rules) List() []Rule { return slices.Clone(r.rules) }

// Check points at the words of a report where rules of a house profile may be touched, ordered by position, then by
// rule; none in a report that is not read. An empty house means [DefaultHouse]; an unknown one is an error wrapping [ErrUnknownHouse].
func (r *Rules) Check(d *onrecord.Document, house string) ([]onrecord.Alert, error) {
	if house == "" {
		house = DefaultHouse
	}
	if house == HouseOff {
		return nil, nil
	}
	if !slices.Contains(r.houses, house) {
		return nil, fmt.Errorf("check report: %w %q, want one of %s", ErrUnknownHouse, house, strings.Join(r.Houses(), ", "))
	}
	if !d.Readable() {
		return nil, nil // what is not read touches no rule that is known
	}
	st := newStory(d, r.words)
	var out []onrecord.Alert
	for _, rule := range r.rules {
		if rule.severity[house] == "" {
			continue
		}
		for _, c := range checksOf(rule.ID) {
			for _, s := range c.look(st) {
				out = append(out, r.finding(rule, house, c.name, s, st))
			}
		}
	}
	sortFindings(out)
	return out, nil
}

// finding puts what a check saw into the words of its rule.
func (r *Rules) finding(rule Rule, house, check string, s sighting, st *story) onrecord.Alert {
	message := r.messages[check]
	if len(s.fill) > 0 {
		message = strings.NewReplacer(braced(s.fill)...).Replace(message)
	}
	return onrecord.Alert{
		Rule: rule.ID, Title: rule.Title, Message: message, Wording: rule.Asks, Reference: rule.Reference,
		Severity: rule.severity[house], Spans: tidy(s.spans), Attributions: st.inOrder(s.ids), By: "rule/" + rule.ID,
	}
}

// braced turns name, value, name, value into {name}, value, ...
func braced(fill []string) []string {
	out := slices.Clone(fill)
	for i := 0; i < len(out); i += 2 {
		out[i] = "{" + out[i] + "}"
	}
	return out
}

func sortFindings(f []onrecord.Alert) {
	sort.SliceStable(f, func(i, j int) bool {
		if a, b := f[i].Spans[0].Start, f[j].Spans[0].Start; a != b {
			return a < b
		}
		return number(f[i].Rule) < number(f[j].Rule)
	})
}

// tidy puts spans in text order, drops empty ones and joins those that touch or overlap.
func tidy(spans []onrecord.Span) []onrecord.Span {
	in := slices.DeleteFunc(slices.Clone(spans), onrecord.Span.Empty)
	sort.Slice(in, func(i, j int) bool {
		return in[i].Start < in[j].Start || in[i].Start == in[j].Start && in[i].End < in[j].End
	})
	var out []onrecord.Span
	for _, s := range in {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
