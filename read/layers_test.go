package read_test

import (
	"fmt"
	"strings"

	"onrecord"
)

// goldenLayers are the layers of findings as golden files have them, in the order in which they are read.
var goldenLayers = []struct {
	name     string
	describe func(*onrecord.Document) string
}{{"blocks", blocks}, {"entities", entities}, {"places", places}, {"dates", dates}, {"attributions", describe}, {"events", events}, {"positions", positions}}

// words are a span with its words on one line.
func words(d *onrecord.Document, s onrecord.Span) string {
	return fmt.Sprintf("%d:%d %s", s.Start, s.End, onrecord.OneLine(d.In(s)))
}

func blocks(d *onrecord.Document) string {
	var b strings.Builder
	for _, x := range d.Blocks {
		head := []rune(onrecord.OneLine(d.In(x.Span)))
		fmt.Fprintf(&b, "%d:%d %s %s\n", x.Start, x.End, x.Kind, string(head[:min(len(head), 40)]))
	}
	return b.String()
}

func entities(d *onrecord.Document) string {
	var b strings.Builder
	for i, e := range d.Entities {
		fmt.Fprintf(&b, "e%d %s", i+1, orDash(string(e.Kind)))
		if e.Country != "" {
			b.WriteString(" in " + e.Country)
		}
		for _, c := range e.Codes {
			b.WriteString(" " + c.String())
		}
		b.WriteString("\n")
		for _, m := range e.Mentions {
			fmt.Fprintf(&b, "  %s\n", words(d, m.Span))
		}
	}
	return b.String()
}

func places(d *onrecord.Document) string {
	var b strings.Builder
	for _, p := range d.Places {
		fmt.Fprintf(&b, "%s: %s %s\n", words(d, p.Span), orDash(p.Name), orDash(p.Country))
	}
	return b.String()
}

func dates(d *onrecord.Document) string {
	var b strings.Builder
	for _, x := range d.Dates {
		fmt.Fprintf(&b, "%s: %s to %s\n", words(d, x.Span), orDash(x.From), orDash(x.To))
	}
	return b.String()
}

func events(d *onrecord.Document) string {
	var b strings.Builder
	folded := 0
	for i := range d.Events {
		e := &d.Events[i]
		if !onrecord.Likely(e.Conf) {
			folded++
			continue
		}
		fmt.Fprintf(&b, "ev%d %s %s %s", i+1, strings.TrimSpace(string(e.Root)+" "+e.Mode), orDash(string(e.Status)), orDash(string(e.Fact.Modality)))
		if e.OnWordOf != 0 {
			fmt.Fprintf(&b, " on the word of %d", e.OnWordOf)
		}
		b.WriteString("\n")
		members(&b, d, "actor", e.Actor)
		fmt.Fprintf(&b, "  trigger  %s\n", words(d, e.Trigger))
		members(&b, d, "to", e.Recipient)
		if p := d.Place(e.Place); p != nil {
			fmt.Fprintf(&b, "  where    %s\n", words(d, p.Span))
		}
		if t := d.Date(e.Date); t != nil {
			fmt.Fprintf(&b, "  when     %s\n", words(d, t.Span))
		}
	}
	return b.String() + foldedAway(folded)
}

// foldedAway counts what is likelier wrong than right: pages fold it away, and so do golden files.
func foldedAway(n int) string { return fmt.Sprintf("folded away: %d\n", n) }

func members(b *strings.Builder, d *onrecord.Document, what string, list []onrecord.Member) {
	for _, m := range list {
		fmt.Fprintf(b, "  %-8s %s", what, words(d, m.Span))
		for _, c := range m.Codes {
			b.WriteString(" [" + c.String() + "]")
		}
		b.WriteString("\n")
	}
}

func positions(d *onrecord.Document) string {
	var b strings.Builder
	folded := 0
	for i := range d.Positions {
		p := &d.Positions[i]
		if !onrecord.Likely(p.Conf) {
			folded++
			continue
		}
		fmt.Fprintf(&b, "p%d %s %d on %s", i+1, p.Stance, p.Firmness, orDash(onrecord.OneLine(p.Issue)))
		if p.OnWordOf != 0 {
			fmt.Fprintf(&b, " on the word of %d", p.OnWordOf)
		}
		b.WriteString("\n")
		members(&b, d, "actor", p.Actor)
		fmt.Fprintf(&b, "  passage  %s\n", words(d, p.Span))
		for _, c := range p.Conditions {
			fmt.Fprintf(&b, "  %-8s %s\n", c.Kind, words(d, c.Span))
		}
		if p.RedLine {
			b.WriteString("  red line\n")
		}
	}
	return b.String() + foldedAway(folded)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
