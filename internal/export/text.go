package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"onrecord"
)

// Text writes the page for a terminal: headline, sourcing profile, who says what, what was done, where the actors stand,
// and what to check.
func Text(w io.Writer, r *Report, s Style) error {
	t := newTerminal(w, s)
	textHead(t, r)
	textSourcing(t, &r.Sourcing, r.Document)
	if !r.Readable() { // the warning above says why
		t.blank()
		return t.err
	}
	textStatements(t, r.Document)
	textEvents(t, r.Document, s.Unsure)
	textPositions(t, r.Document, s.Unsure)
	textFindings(t, r)
	t.blank()
	return t.err
}

func textHead(t *terminal, r *Report) {
	t.rule("═")
	t.line("", "", inked{ink: boldInk, text: r.Title()})
	if f := facts(r.Meta); len(f) > 0 {
		t.line("", "", inked{ink: dimInk, text: strings.Join(f, " · ")})
	}
	t.rule("─")
	for _, warning := range r.Warnings {
		t.line("! ", "  ", inked{ink: warnInk, text: warning.Text})
	}
}

func textSourcing(t *terminal, s *onrecord.Sourcing, d *onrecord.Document) {
	t.line("", "", inked{ink: boldInk, text: "SOURCING"}, inked{ink: dimInk, text: summary(s)})
	if s.Words > 0 {
		t.line("  ", "  ", inked{text: verdict(d) + "."})
	}
	slices := wordShares(s)
	if s.Words > 0 {
		t.line("  ", "  ", bar(slices, min(t.width-4, 60)))
	}
	for _, x := range slices {
		if x.Words > 0 {
			t.line("  "+x.Fill+" ", "    ", inked{text: fmt.Sprintf("%s %s", percent(x.Percent), x.Label)})
		}
	}
	if len(s.ByKind) > 0 {
		t.line("  ", "    ", inked{ink: boldInk, text: "By kind:"}, inked{text: listed(s.ByKind, kindName)})
		t.line("  ", "    ", inked{ink: boldInk, text: "By naming:"}, inked{text: listed(s.ByNaming, namingName)})
	}
	if a := d.Attribution(s.FirstNamed); a != nil {
		t.line("  ", "    ", inked{ink: boldInk, text: "First named source:"}, inked{text: firstNamed(d, s)})
	} else if s.Statements > 0 {
		t.line("  ", "    ", inked{ink: boldInk, text: "First named source:"}, inked{text: "none"})
	}
}

func bar(slices []slice, width int) inked {
	var b strings.Builder
	for i, n := range cells(slices, width) {
		b.WriteString(strings.Repeat(slices[i].Fill, n))
	}
	return inked{text: b.String()}
}

func textStatements(t *terminal, d *onrecord.Document) {
	if len(d.Attributions) == 0 {
		t.heading("Who says what", "")
		t.line("  ", "  ", inked{text: "No statement on anyone's word was found."})
		return
	}
	t.heading("Who says what", "")
	digits := max(2, len(strconv.Itoa(len(d.Attributions))))
	cards := d.Cards()
	for i, id := range inOrder(d) {
		c := cards.Of(onrecord.KindStatement, int(id))
		if i > 0 && len(c.Chain) == 0 {
			t.blank()
		}
		textStatement(t, d, &c, digits)
	}
}

// textStatement writes one statement: number, who, cue, tags, and below it the words. A nested one is set in behind a bar.
func textStatement(t *terminal, d *onrecord.Document, c *onrecord.Card, digits int) {
	depth := min(len(c.Chain), 6)
	step := strings.Repeat("   ", depth)
	lead := fmt.Sprintf(" %*d  ", digits, c.Number) + step
	if depth > 0 {
		lead = fmt.Sprintf(" %*d  ", digits, c.Number) + step[3:] + "└─ "
	}
	under := strings.Repeat(" ", digits+3) + step + "    "
	runs := []inked{{ink: whoInk, text: c.Speaker.Who()}}
	if x := c.Speaker.StandsFor(); x != "" {
		runs = append(runs, inked{text: "(= " + x + ")"})
	}
	runs = append(runs, inked{ink: cueInk, text: cueWords(d, c), gap: 2},
		inked{ink: dimInk, text: "[" + strings.Join(append(tags(&d.Attributions[c.Place-1]), paged(c)...), ", ") + "]", gap: 3, keep: true})
	t.line(lead, under, runs...)
	t.line(under, under, inked{text: onrecord.Lines(c.Content, between)})
	textDecided(t, under, c)
}

// paged names the page of the original that the words of a finding begin on, where that has pages.
func paged(c *onrecord.Card) []string {
	if c.Page == 0 {
		return nil
	}
	return []string{fmt.Sprintf("p. %d", c.Page)}
}

// cueWords is the cue with whom it was said to.
func cueWords(d *onrecord.Document, c *onrecord.Card) string {
	cue, to := c.Cue.Line(), c.Addressee.Line()
	from, end := c.Cue.Span.End, c.Addressee.Span.Start
	switch {
	case to == "":
		return cue
	case cue != "" && end >= from && strings.TrimSpace(d.Text[from:end]) == "":
		return cue + " " + to
	}
	return strings.TrimSpace(cue + " (to " + to + ")")
}

// tags is a statement in brief: naming, number, form and type, and whatever makes it less than a plain statement.
func tags(a *onrecord.Attribution) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	s := &a.Source
	switch s.Kind {
	case onrecord.SourceNone, onrecord.SourceDocument, onrecord.SourceDataset, onrecord.SourceMedia, onrecord.SourceAuthor:
		add(PlainSource(s.Kind))
	default:
		add(PlainNaming(s.Naming))
	}
	switch s.Number {
	case onrecord.NumberPlural:
		add("2+")
	case onrecord.NumberExact:
		add(strconv.Itoa(s.Count))
	}
	if a.Form == onrecord.FormActOnly {
		add(plain(a.Type))
	} else {
		add(strings.TrimSpace(plain(a.Form) + " " + plain(a.Type)))
	}
	if a.Polarity == onrecord.Negated {
		add("negated")
	}
	if a.Certainty != onrecord.CertaintyActual {
		add(plain(a.Certainty))
	}
	if a.CueStance != onrecord.StanceNeutral {
		add(plain(a.CueStance))
	}
	if a.Carried {
		add("carried on")
	}
	if !onrecord.Likely(a.Conf) {
		add("unsure")
	}
	return out
}

// textFindings writes the findings by rule, the weightiest first: the title once, then what was seen with its words.
func textFindings(t *terminal, r *Report) {
	if len(r.Findings) == 0 {
		return
	}
	t.heading("What to check", "possible findings of newsroom standards; the judgement is yours")
	for _, group := range byRule(r.Findings) {
		f := group[0]
		mark, ink := severityMark(f.Severity)
		t.line("  "+mark+" ", "    ", inked{ink: ink, text: f.Rule + " " + f.Title})
		for _, f := range group {
			seen := []inked{{text: f.Message}}
			if where := statementNumbers(numbersOf(r.Document, f.Attributions)); where != "" {
				seen = append(seen, inked{ink: dimInk, text: "[" + where + "]"})
			}
			t.line("    ", "    ", seen...)
			if words := quotes(r.Document, f.Spans); words != "" {
				t.line("      > ", "        ", inked{ink: cueInk, text: words})
			}
		}
		if f.Reference != "" {
			t.line("    ", "    ", inked{ink: dimInk, text: f.Reference})
		}
	}
}

func severityMark(s onrecord.Severity) (string, ink) {
	switch s {
	case onrecord.SeverityWarning:
		return "!", warnInk
	case onrecord.SeverityCheck:
		return "?", checkInk
	}
	return "·", boldInk
}
