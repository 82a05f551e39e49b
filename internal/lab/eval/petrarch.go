package eval

import (
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/petrarch"
)

// petrarch measures our coder by PETRARCH's dictionaries on its unit tests: records whose events are all right, by category,
// and what is wrong with the others.
func (e *evaluation) petrarch() error {
	const name, layer = "PETRARCH unit tests", "coding by their dictionaries"
	cases, err := e.dir.CodingCases()
	if err != nil {
		return e.absent(err, name, layer)
	}
	var texts [4]string
	for i, kind := range []string{"actors", "agents", "verbs", "discards"} {
		if texts[i], err = e.dir.CodingDictionary(kind); err != nil {
			return e.absent(err, name, layer)
		}
	}
	d, err := petrarch.Read(texts[0], texts[1], texts[2], texts[3])
	if err != nil {
		return err
	}
	tally, shown := make(Tally, len(cases)), []Measure{{Name: "records fully right"}}
	faults := map[string]int{}
	for i, c := range cases {
		tally[i] = Sheet{}
		if c.Uncoded {
			continue
		}
		fault := faultOf(c, d.Code(c.Sentence, c.Date))
		faults[fault]++
		for _, m := range []Measure{{Name: "records fully right"}, {Name: "records fully right", Slice: c.Category}} {
			tally[i].add(m, counted(one(fault == ""), 1, 1))
			if !slices.Contains(shown, m) {
				shown = append(shown, m)
			}
		}
		if fault != "" && e.Misses != nil {
			e.Misses("%s %s: %s: want %v, got %v: %s", c.Category, c.ID, fault, wanted(c), d.Code(c.Sentence, c.Date), c.Sentence)
		}
	}
	e.rows(name, layer, "an accuracy", tally, shown)
	for _, f := range []string{"event missing", "event too many", "code wrong", "source wrong", "target wrong", "several wrong"} {
		e.out.add(name, layer, "fault: "+f, counted(faults[f], len(cases), len(cases)))
	}
	return nil
}

// wanted are the events of a record, with "---" for parties that are not told.
func wanted(c corpus.CodingCase) []petrarch.Event {
	told := func(s *string) string {
		if s == nil {
			return "---"
		}
		return *s
	}
	var out []petrarch.Event
	for _, x := range c.Events {
		out = append(out, petrarch.Event{Source: told(x.Source), Target: told(x.Target), Code: x.Code})
	}
	return out
}

// faultOf is what is wrong with the events of a record; "" where they are the same, in any order.
func faultOf(c corpus.CodingCase, got []petrarch.Event) string {
	want := wanted(c)
	byText := func(a, b petrarch.Event) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	want, got = slices.SortedFunc(slices.Values(want), byText), slices.SortedFunc(slices.Values(got), byText)
	switch {
	case slices.Equal(want, got):
		return ""
	case len(got) < len(want):
		return "event missing"
	case len(got) > len(want):
		return "event too many"
	}
	var source, target, code bool
	for i := range want {
		source = source || want[i].Source != got[i].Source
		target = target || want[i].Target != got[i].Target
		code = code || want[i].Code != got[i].Code
	}
	switch {
	case source && !target && !code:
		return "source wrong"
	case target && !source && !code:
		return "target wrong"
	case code && !source && !target:
		return "code wrong"
	}
	return "several wrong"
}
