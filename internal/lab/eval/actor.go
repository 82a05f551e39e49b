package eval

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"onrecord"
)

// actorsGold is our own gold of actors: a sentence with the actor in brackets, its states and its sectors, tab-separated.
//
//go:embed gold/actors.tsv
var actorsGold string

// codedActor is a line of the gold.
type codedActor struct {
	text               string
	span               onrecord.Span
	countries, sectors []string
}

// actors measures whose state and whose sector are right; what has none is right where none is given.
func (e *evaluation) actors() error {
	gold, err := parseActors(actorsGold)
	if err != nil {
		return err
	}
	tally, err := e.readEach(len(gold), func(i int) *onrecord.Document { return &onrecord.Document{Text: gold[i].text} },
		func(i int, d *onrecord.Document, s Sheet) {
			got := codesAt(d, gold[i].span)
			countries := parts(got, func(c onrecord.Code) string { return c.Country })
			sectors := parts(got, func(c onrecord.Code) string { return string(c.Sector) })
			state, sector := slices.Equal(countries, gold[i].countries), slices.Equal(sectors, gold[i].sectors)
			s.hit("state right", state)
			s.hit("sectors right", sector)
			s.hit("code right", state && sector)
			if !(state && sector) && e.Misses != nil {
				e.Misses("%s: %v %v, we say %v %v", gold[i].text, gold[i].countries, gold[i].sectors, countries, sectors)
			}
		})
	if err != nil {
		return err
	}
	e.rows("own gold of actors", "actors", "an accuracy; the sentences are our own", tally,
		[]Measure{{Name: "state right"}, {Name: "sectors right"}, {Name: "code right"}})
	return nil
}

func parseActors(text string) ([]codedActor, error) {
	var out []codedActor
	n := 0
	for line := range strings.Lines(text) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("actors.tsv:%d: %d cells, want 3", n, len(cells))
		}
		before, rest, ok := strings.Cut(cells[0], "[")
		actor, after, closed := strings.Cut(rest, "]")
		if !ok || !closed {
			return nil, fmt.Errorf("actors.tsv:%d: no actor in brackets", n)
		}
		out = append(out, codedActor{before + actor + after, onrecord.Span{Start: len(before), End: len(before) + len(actor)},
			listed(cells[1]), listed(cells[2])})
	}
	return out, nil
}

// listed are the values of a cell, sorted; "-" is none.
func listed(cell string) []string {
	if cell == "-" {
		return nil
	}
	return slices.Sorted(slices.Values(strings.Split(cell, "+")))
}

// codesAt are the codes of the parties of events that stand at a span, else of the entities mentioned there.
func codesAt(d *onrecord.Document, at onrecord.Span) []onrecord.Code {
	var out []onrecord.Code
	for i := range d.Events {
		for _, m := range slices.Concat(d.Events[i].Actor, d.Events[i].Recipient) {
			if m.Span.Overlaps(at) {
				out = append(out, m.Codes...)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for i := range d.Entities {
		for _, m := range d.Entities[i].Mentions {
			if m.Overlaps(at) && m.Len() >= at.Len()/2 {
				out = append(out, d.Entities[i].Codes...)
			}
		}
	}
	return out
}

// parts are the different values of a part of codes, sorted, without the empty one.
func parts(codes []onrecord.Code, part func(onrecord.Code) string) []string {
	var out []string
	for _, c := range codes {
		if p := part(c); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}
