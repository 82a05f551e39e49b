package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"onrecord"
)

// Markdown writes a dossier in CommonMark with tables: the sourcing profile, every statement with its words and the chain
// on whose word it stands, events, positions, and the findings.
func Markdown(w io.Writer, r *Report, s Style) error {
	m := &markdown{bufio.NewWriter(w), r, s.Unsure}
	m.head()
	m.sourcing()
	if !r.Readable() { // a warning says why
		return m.Flush()
	}
	m.statements()
	m.events()
	m.positions()
	m.findings()
	return m.Flush()
}

type markdown struct {
	*bufio.Writer
	r   *Report
	all bool // unsure ones, too
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

func (m *markdown) head() {
	m.printf("# %s\n\n", escaped(m.r.Title()))
	var f []string
	for _, s := range facts(m.r.Meta) {
		f = append(f, escaped(s))
	}
	if len(f) > 0 {
		m.printf("%s\n\n", strings.Join(f, ", "))
	}
	for _, x := range m.r.Warnings {
		m.printf("**Warning:** %s\n\n", escaped(x.Text))
	}
}

func (m *markdown) sourcing() {
	s := &m.r.Sourcing
	m.printf("## Sourcing\n\n%s.\n\n%s.\n\n| On whose word | Words | Share |\n| --- | ---: | ---: |\n", verdict(m.r.Document), summary(s))
	for _, x := range wordShares(s) {
		m.printf("| %s | %s | %s |\n", x.Label, Number(x.Words), percent(x.Percent))
	}
	m.printf("\n")
	if len(s.Sources) == 0 {
		return
	}
	m.printf("| Source | Naming | Kind | Statements | Words |\n| --- | --- | --- | --- | ---: |\n")
	for _, x := range s.Sources {
		var ids []string
		for _, id := range numbersOf(m.r.Document, x.Attributions) {
			ids = append(ids, strconv.Itoa(id))
		}
		m.printf("| %s | %s | %s | %s | %s |\n", escaped(onrecord.OneLine(x.Label)), PlainNaming(x.Naming), PlainSource(x.Kind),
			strings.Join(ids, ", "), Number(x.Words))
	}
	m.printf("\n")
}

func (m *markdown) statements() {
	m.printf("## Statements\n\n")
	if len(m.r.Attributions) == 0 {
		m.printf("No statement on anyone's word was found.\n\n")
	}
	cards := m.r.Cards()
	for _, id := range inOrder(m.r.Document) {
		c := cards.Of(onrecord.KindStatement, int(id))
		m.statement(&c)
	}
}

func (m *markdown) statement(c *onrecord.Card) {
	d, a := m.r.Document, m.r.Attribution(c.Speaker.Place)
	title := escaped(c.Speaker.Who())
	if cue := cueWords(d, c); cue != "" {
		title += " – *" + escaped(cue) + "*"
	}
	m.printf("### %d. %s\n\n> %s\n\n", c.Number, title, escaped(onrecord.Lines(c.Content, between)))
	if len(c.Chain) > 0 {
		var up []string
		for i := range c.Chain {
			up = append(up, escaped(label(&c.Chain[i])))
		}
		m.printf("- On the word of: %s\n", strings.Join(append(up, escaped(label(c.Speaker))), " › "))
	}
	if x := c.Speaker.StandsFor(); x != "" {
		m.printf("- Stands for: %s\n", escaped(x))
	}
	have, missing := axes(a)
	var values []string
	for _, x := range have {
		values = append(values, strings.ToLower(x.Name)+": "+escaped(x.Value))
	}
	if len(values) > 0 {
		m.printf("- Known: %s\n", strings.Join(values, "; "))
	}
	if !a.Source.ReasonSpan.Empty() {
		m.printf("- Reason in words: “%s”\n", escaped(onrecord.OneLine(d.In(a.Source.ReasonSpan))))
	}
	if len(missing) > 0 {
		m.printf("- Not known: %s\n", strings.Join(missing, ", "))
	}
	m.page(c)
	m.decided(c)
	m.printf("- Found by: %s, confidence %.2f\n\n", escaped(c.By), c.Confidence)
}

// page says where in the original the words stand.
func (m *markdown) page(c *onrecord.Card) {
	if c.Page > 0 {
		m.printf("- In the original: p. %d\n", c.Page)
	}
}

// decided tells what people decided of a finding.
func (m *markdown) decided(c *onrecord.Card) {
	if line := Decided(c.Decided); line != "" {
		m.printf("- Decided: %s\n", escaped(line))
	}
}

func (m *markdown) findings() {
	if len(m.r.Findings) == 0 {
		return
	}
	m.printf("## What to check\n\nPossible findings of newsroom standards; the judgement is yours.\n\n")
	for _, group := range byRule(m.r.Findings) {
		m.group(group)
	}
}

func (m *markdown) group(group []onrecord.Alert) {
	f := group[0]
	m.printf("### %s %s (%s)\n\n", escaped(f.Rule), escaped(f.Title), known(f.Severity))
	for _, f := range group {
		m.printf("- %s", escaped(f.Message))
		if where := statementNumbers(numbersOf(m.r.Document, f.Attributions)); where != "" {
			m.printf(" (%s)", where)
		}
		if words := quotes(m.r.Document, f.Spans); words != "" {
			m.printf("\n  > %s\n", escaped(words))
		}
		m.printf("\n")
	}
	if f.Wording != "" {
		m.printf("\nThe standard: %s\n", escaped(f.Wording))
	}
	if f.Reference != "" {
		m.printf("\nReference: %s\n", escaped(f.Reference))
	}
	m.printf("\n")
}

// escaped is text that Markdown shows as it is, on one line.
func escaped(s string) string {
	s = onrecord.OneLine(s)
	var b strings.Builder
	for i, r := range s {
		lead := i == 0 && strings.ContainsRune("-+=", r) ||
			(r == '.' || r == ')') && i > 0 && strings.TrimLeftFunc(s[:i], unicode.IsDigit) == ""
		if lead || strings.ContainsRune("\\`*_[]<>|#~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
