package export

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"onrecord"
)

//go:embed templates
var templates embed.FS

// page is the template of the HTML format, read once: the files are part of the program and cannot fail.
var page = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"percent": percent, "number": Number, "naming": PlainNaming, "kind": PlainSource, "known": func(s onrecord.Severity) string { return known(s) },
	"sureStands": those(false, htmlStand.unsure), "unsureStands": those(true, htmlStand.unsure),
	"sureEvents": those(false, htmlEvent.unsure), "unsureEvents": those(true, htmlEvent.unsure),
}).ParseFS(templates, "templates/page.html"))

// those leaves of a list of cards the unsure ones, or the others.
func those[T any](unsure bool, is func(T) bool) func([]T) []T {
	return func(all []T) []T {
		return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return is(x) != unsure })
	}
}

// maxLinked is up to how many statements the page lights up a statement's words while its card is chosen: each takes a
// rule of style, which a browser weighs at every step.
const maxLinked = 400

// HTML writes one self-contained page without scripts: sourcing profile and findings, the report with the words of every
// statement marked, and beside it a card for each statement. Marks and cards lead to each other.
func HTML(w io.Writer, r *Report, _ Style) error {
	var b bytes.Buffer
	if err := page.Execute(&b, newPage(r)); err != nil {
		return fmt.Errorf("draw page of report %s: %w", r.ID, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// htmlPage is what the template draws.
type htmlPage struct {
	Lang     string
	Title    string
	Facts    []string
	URL      string
	Warnings []onrecord.Warning
	Style    template.CSS
	Verdict  string // the sourcing in one sentence
	Summary  string
	Shares   []slice
	BarLabel string
	Sourcing *onrecord.Sourcing
	Kinds    string
	Namings  string
	First    string
	Findings []htmlRule
	Blocks   []htmlBlock
	Cards    []htmlCard
	Events   []htmlEvent
	Stands   []htmlStand
	ID       string
	Made     onrecord.Made
}

// htmlRule is a rule with everything that was seen of it.
type htmlRule struct {
	onrecord.Alert // the first of them: rule, title, wording, reference, severity
	Seen           []htmlFinding
}

type htmlFinding struct {
	Message      string
	Quotes       string
	Attributions []int // their numbers
}

type htmlBlock struct {
	Span     onrecord.Span // bytes of the text; its segments follow each other and make it up
	Kind     onrecord.BlockKind
	Segments []segment
}

type htmlCard struct {
	ID        int // number of the statement
	Place     onrecord.AttributionID
	Depth     int
	Who       string
	StandsFor string
	Anonymous bool
	Cue       string
	Words     string
	Chain     []htmlLink // the statements that hold this one, outermost first
	Tags      []string
	Known     []axis
	Unknown   string
	Reason    string
	Evidence  []axis
	By        string
	Percent   int
}

type htmlLink struct {
	ID    int // number of the statement
	Label string
}

func newPage(r *Report) htmlPage {
	d := r.Document
	p := htmlPage{
		Lang: languageTag(r.Language.Code), Title: d.Title(), Facts: facts(onrecord.Meta{Publisher: r.Meta.Publisher, Published: r.Meta.Published}),
		URL: r.Meta.URL, Warnings: r.Warnings, Style: style(r.Document),
		Verdict: verdict(r.Document), Summary: summary(&r.Sourcing), Shares: wordShares(&r.Sourcing), Sourcing: numbered(d, &r.Sourcing),
		Kinds: listed(r.Sourcing.ByKind, kindName), Namings: listed(r.Sourcing.ByNaming, namingName),
		First: "none", ID: r.ID, Made: r.Made,
	}
	if r.Sourcing.FirstNamed != 0 {
		p.First = firstNamed(d, &r.Sourcing)
	}
	var spoken []string
	for _, s := range p.Shares {
		spoken = append(spoken, s.Label+" "+percent(s.Percent))
	}
	p.BarLabel = "Share of words: " + strings.Join(spoken, ", ")
	for _, group := range byRule(r.Findings) {
		x := htmlRule{Alert: group[0]}
		for _, f := range group {
			x.Seen = append(x.Seen, htmlFinding{f.Message, quotes(d, f.Spans), numbersOf(d, f.Attributions)})
		}
		p.Findings = append(p.Findings, x)
	}
	p.Blocks = htmlBlocks(d)
	cards := d.Cards()
	for _, id := range inOrder(d) {
		c := cards.Of(onrecord.KindStatement, int(id))
		p.Cards = append(p.Cards, newCard(d, &c))
	}
	p.Events, p.Stands = htmlEvents(d, cards), htmlStands(cards)
	return p
}

// htmlBlocks lays out the report. A text without blocks is laid out as lines of body.
func htmlBlocks(d *onrecord.Document) []htmlBlock {
	blocks := d.Blocks
	if len(blocks) == 0 {
		at := 0
		for line := range strings.Lines(d.Text) {
			if end := at + len(line); strings.TrimSpace(line) != "" {
				blocks = append(blocks, onrecord.Block{Span: onrecord.Span{Start: at, End: end}, Kind: onrecord.Body})
			}
			at += len(line)
		}
	}
	s := newSegmenter(d)
	var out []htmlBlock
	for _, b := range blocks {
		out = append(out, htmlBlock{b.Span, b.Kind, s.cut(b.Span)})
	}
	return out
}

func newCard(d *onrecord.Document, x *onrecord.Card) htmlCard {
	a := d.Attribution(x.Speaker.Place)
	c := htmlCard{
		ID: x.Number, Place: x.Speaker.Place, Depth: min(len(x.Chain), 3), Who: x.Speaker.Who(), StandsFor: x.Speaker.StandsFor(), Anonymous: a.Source.Anonymous(),
		Cue: cueWords(d, x), Words: onrecord.Lines(x.Content, between), Chain: chainLinks(x), Tags: append(tags(a), paged(x)...), By: x.By, Percent: inPercent(x.Confidence),
	}
	have, missing := axes(a)
	c.Known, c.Unknown = append(have, told(axis{"Named by", x.Speaker.ByList}, axis{"Decided", Decided(x.Decided)})...), strings.Join(missing, ", ")
	if s := a.Source.ReasonSpan; !s.Empty() {
		c.Reason = onrecord.OneLine(d.In(s))
	}
	for _, e := range a.Evidence {
		if !e.Span.Empty() {
			c.Evidence = append(c.Evidence, axis{strings.ReplaceAll(e.Axis, "_", " "), onrecord.OneLine(d.In(e.Span))})
		}
	}
	return c
}

// style is the page's style sheet, with a rule for each finding that lights up its words while its card is chosen.
func style(d *onrecord.Document) template.CSS {
	raw, _ := templates.ReadFile("templates/page.css")
	var b strings.Builder
	b.Write(raw)
	for _, k := range []findingKind{statementFinding, eventFinding, positionFinding} {
		light(&b, d, k)
	}
	return template.CSS(b.String())
}

// light writes the rules of the findings of one kind.
func light(b *strings.Builder, d *onrecord.Document, k findingKind) {
	n := d.Count(k.Kind)
	for place := 1; place <= n && n <= maxLinked; place++ {
		i := d.Decided.NumberOf(k.Kind, place)
		fmt.Fprintf(b, ":root:has(:is(#%[1]s,#%[2]s%[4]d):target) .%[3]s%[4]d,:root:has(#%[1]s:hover) .%[3]s%[4]d{background:var(--lit)}\n"+
			":root:has(#%[2]s%[4]d:target) #%[1]s{border-color:var(--cue);box-shadow:0 0 0 2px var(--cue)}\n", finding{k, i}.ID(), k.anchor, k.class, i)
	}
}

// languageTag is the tag that a browser knows a language by; "" when it is not known.
func languageTag(code string) string {
	if code == "eng" {
		return "en"
	}
	return code
}
