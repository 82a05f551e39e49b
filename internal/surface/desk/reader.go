package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// reportPages are the pages of one report: its text with everything found in it, its citations, versions and exports.
type reportPages struct{ *readings }

// readerPage is one report with everything found in it.
type readerPage struct {
	export.View
	Report      string
	Kept        bool
	Web         string // the report's address where it may be linked
	Published   string
	Outlet      string
	Author      string
	Policy      string
	Blocks      []readerBlock
	Items       []item
	Appearances []store.Appearance
	Elsewhere   elsewhere
	Versions    int // texts printed at its address, where there are several
	Statements  int
	Events      int
	Positions   int
	RuleCount   int
	Unsure      int // events and positions that are likelier wrong than right
	Formats     []export.Format
	Voices      []voiceShare
	As          store.As
	Decided     bool // somebody decided something on it
	Mends       bool // whoever looks at it may put it right
	LostLines   []lostLine
	Notable     bool // whoever looks at it may write notes on it
	NoteCount   int
	Whole       []*threadView // notes on the report as a whole, and those on what is not found
	Flush       func() string // sends what is drawn so far
}

// voiceShare is one part of the sourcing bar in words of the report.
type voiceShare struct {
	Key, Label string
	Words      int
	From, Wide float64
}

// readerBlock is a block of the text, drawn, with how many code points stand before it.
type readerBlock struct {
	Kind onrecord.BlockKind
	At   int
	HTML template.HTML
}

// item is a card: exactly one of its three, or a note, is set. Those told inside a statement stand below its card, a step deeper.
type item struct {
	Statement *export.StatementCard
	Event     *export.EventCard
	Stand     *export.StandCard
	Report    string
	ID        string                 // of the card
	place     onrecord.AttributionID // of a statement
	Text      string                 // of its first mark in the text
	Depth     int
	Up        string // id of the card on whose word it is told; "" for none
	Search    string // address of everything by the same source
	Dossier   string
	Verdict   store.Action // accept or reject; "" for neither
	Decided   []verdictLine
	CanDecide bool
	Stance    onrecord.Stance
	RedLine   bool
	Note      *threadView   // on words of the report, in the place of a card
	Notes     []*threadView // on this finding
	CanNote   bool
	at        int // byte of the text that its words begin with
}

func (d *reportPages) readerPage(w http.ResponseWriter, r *http.Request) error {
	report, kept, err := d.report(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	as, err := store.ParseAs(r.URL.Query().Get("as"))
	if err != nil {
		return err
	}
	p := shownAs(report, kept, as)
	p.Mends = kept && as != store.AsRead && d.may(r.Context(), access.Analyst) && report.Readable()
	if kept {
		if p.Appearances, err = d.store.Appearances(r.Context(), p.Report); err != nil {
			return err
		}
	}
	if p.Versions, err = d.versionsOf(r.Context(), report, kept); err != nil {
		return err
	}
	if p.Elsewhere, err = d.elsewhere(r.Context(), p.Report); err != nil {
		return err
	}
	if err := d.dossiers(r.Context(), &p, p.Mends); err != nil {
		return err
	}
	noted := int64(0)
	if kept {
		threads, err := d.notesOn(r.Context(), p.Report)
		if err == nil {
			noted, err = d.store.LastNoted(r.Context(), p.Report)
		}
		if err != nil {
			return err
		}
		p.Notable = d.may(r.Context(), access.Analyst)
		for i := range p.Items {
			p.Items[i].CanNote = p.Notable
		}
		p.notes(report.Text, threads)
	}
	madeOf := fmt.Append(nil, p.Report, kept, as, p.Mends, report.Made, report.Meta, p.Appearances, p.Elsewhere, p.Versions, report.last, noted, d.who(r), d.mayDropAll(r.Context()))
	for i := range p.Items {
		madeOf = append(madeOf, p.Items[i].Dossier...)
	}
	return d.stream(w, r, "reader", frame{Title: p.Title, Script: mendScript(p.Mends), Page: &p}, madeOf, &p.Flush)
}

// shownAs is a report as it is wanted: the cards and marks of all that was found, with what was rejected struck out, under a profile of what
// stands; or all as it was read.
func shownAs(r *reading, kept bool, as store.As) readerPage {
	if as == store.AsRead {
		p := newReaderPage(r.Report, kept)
		p.As, p.Decided = as, r.last > 0
		return p
	}
	p := newReaderPage(r.both, kept)
	if r.both != r.decided {
		p.standing(r.decided)
	}
	p.As, p.Decided = as, r.last > 0
	p.decided(r.verdicts)
	return p
}

// standing puts the profile and the rules of what stands in the place of those with what was rejected.
func (p *readerPage) standing(r *export.Report) {
	x := newReaderPage(r, p.Kept)
	p.Verdict, p.Summary, p.Shares, p.BarLabel, p.Sourcing = x.Verdict, x.Summary, x.Shares, x.BarLabel, x.Sourcing
	p.Kinds, p.Namings, p.First, p.Findings = x.Kinds, x.Namings, x.First, x.Findings
	p.Statements, p.Events, p.Positions, p.RuleCount, p.Unsure, p.Voices = x.Statements, x.Events, x.Positions, x.RuleCount, x.Unsure, x.Voices
}

// lostLine is a decision that is not found again in the reading that is shown.
type lostLine struct {
	verdictLine
	Quote, Reason string
}

// elsewhere is a report among others: the story it tells, and the reports that print one text with it.
type elsewhere struct {
	Story   string // address; "" for none
	Title   string
	Reports int
	Origins int
	Copies  []cross.Report // the others that print this text
	Whose   string         // agency that the text is credited to, or outlet that printed it first; "" for its own
}

func (d *reportPages) elsewhere(ctx context.Context, id string) (e elsewhere, err error) {
	s, err := d.record.Story(ctx, id)
	if errors.Is(err, cross.ErrUnknown) {
		return e, nil // not laid beside others yet
	}
	if err != nil {
		return e, err
	}
	if len(s.Reports) > 1 {
		e.Story, e.Title, e.Reports, e.Origins = "/st/"+id, s.Title, len(s.Reports), len(s.Origins)
	}
	copies, err := d.record.Copies(ctx, id)
	if err != nil || len(copies) == 0 {
		return e, err
	}
	for _, r := range copies {
		if r.ID != id {
			e.Copies = append(e.Copies, r)
		}
	}
	origins, err := d.record.Origins(ctx, []string{id})
	if err != nil {
		return e, err
	}
	if e.Whose = origins[id]; e.Whose == id {
		e.Whose = ""
		return e, nil
	}
	r, err := d.record.Report(ctx, e.Whose)
	switch {
	case errors.Is(err, cross.ErrUnknown): // an agency
		return e, nil
	case err == nil:
		e.Whose = cmp.Or(r.Outlet, r.Title)
	}
	return e, err
}

// decided sets beside each finding what was decided on it.
func (p *readerPage) decided(verdicts []store.Verdict) {
	if len(verdicts) == 0 {
		return
	}
	for i := range p.Items {
		x := &p.Items[i]
		kind, n, _ := onrecord.ParseFindingID(x.ID)
		x.Decided = verdictLines(verdicts, kind, n)
		for _, v := range verdicts {
			if v.Kind == kind && v.Number == n && v.Lost == "" {
				x.Verdict = v.Action
			}
		}
	}
	for _, v := range verdicts {
		if v.Lost == "" {
			continue
		}
		for i := range v.Decisions {
			p.LostLines = append(p.LostLines, lostLine{newVerdictLine(&v.Decisions[i]), v.Decisions[i].Quote, v.Lost})
		}
	}
}

// dossiers gives each position of a report the address of its actor's dossier, where it is laid beside others.
func (d *reportPages) dossiers(ctx context.Context, p *readerPage, decides bool) error {
	links := map[int]string{} // by the number of the position
	err := d.record.Standing(ctx, false, func(l *standing.Ledger) error {
		stages, err := l.StagesOf([]string{p.Report})
		for _, at := range slices.Backward(stages) { // of several holders the first
			links[at.Stage.Position] = dossierLink(at.Line.Actor.Key, at.Line.Matter.Key, nil)
		}
		return err
	})
	for i := range p.Items {
		x := &p.Items[i]
		x.CanDecide = decides
		if x.Stand != nil {
			x.Dossier = links[x.Stand.N]
		}
	}
	return err
}

func newReaderPage(r *export.Report, kept bool) readerPage {
	p := readerPage{View: export.NewView(r), Report: onrecord.Digest(r.Text), Kept: kept, Web: webAddress(r.Meta.URL),
		Published: r.Meta.Published,
		Outlet:    r.Meta.Publisher, Author: r.Meta.Author, Policy: webAddress(r.Meta.Policy),
		Statements: len(r.Attributions), Events: len(r.Events), Positions: len(r.Positions),
		RuleCount: len(r.Findings), Formats: export.Formats()}
	if r.Meta.Title != "" {
		p.Title = onrecord.OneLine(r.Meta.Title)
	}
	p.Blocks = drawBlocks(r.Document, &p.View)
	p.Items = items(r.Document, &p.View)
	for i := range p.Items {
		if x := &p.Items[i]; x.Event != nil && x.Event.Unsure || x.Stand != nil && x.Stand.Unsure {
			p.Unsure++
		}
	}
	for _, s := range p.View.Shares {
		if s.Words > 0 {
			p.Voices = append(p.Voices, voiceShare{s.Key, s.Label, s.Words, s.From, s.Percent})
		}
	}
	return p
}

// drawBlocks writes the text with its marks. It is written by hand, not by a template: a long report has thousands of
// segments. Every byte of the text goes through the escaper.
func drawBlocks(d *onrecord.Document, v *export.View) []readerBlock {
	out := make([]readerBlock, 0, len(v.Blocks))
	from, points := 0, 0 // code points of the text up to from
	for _, b := range v.Blocks {
		var html strings.Builder
		for i := range b.Segments {
			drawSegment(&html, &b.Segments[i])
		}
		points += utf8.RuneCountInString(d.Text[from:b.Span.Start])
		from = b.Span.Start
		out = append(out, readerBlock{b.Kind, points, template.HTML(html.String())})
	}
	return out
}

// cardID turns the classes of a segment's findings into the ids of their cards: "m3" is statement 3.
func cardID(class string) string {
	n, _ := strconv.Atoi(class[1:]) // no number is 0, which is no finding
	switch class[0] {
	case 'm':
		return onrecord.FindingID(onrecord.KindStatement, n)
	case 'n':
		return onrecord.FindingID(onrecord.KindEvent, n)
	case 'o':
		return onrecord.FindingID(onrecord.KindPosition, n)
	}
	return ""
}

// drawSegment writes one run of text: one element, however many findings hold it, so that long reports stay quick.
func drawSegment(b *strings.Builder, s *export.Segment) {
	for _, m := range s.Marks {
		if m.Anchor == "" {
			continue
		}
		// t3, x2 and q1 are the first marks of statement 3, event 2 and position 1.
		letter := map[byte]string{'t': "", 'x': "E", 'q': "P"}[m.Anchor[0]]
		fmt.Fprintf(b, `<sup class="n" id="%s" data-n="%s%s" role="img" aria-label="%s"></sup>`, m.Anchor, letter, m.Anchor[1:],
			template.HTMLEscapeString(m.What))
	}
	if len(s.Wraps) == 0 {
		template.HTMLEscape(b, []byte(s.Text))
		return
	}
	var classes, ids []string
	for _, w := range s.Wraps {
		for i, c := range strings.Fields(w) {
			id := ""
			if i > 0 {
				id = cardID(c)
			}
			switch {
			case id != "":
				ids = append(ids, id)
			case !slices.Contains(classes, c):
				classes = append(classes, c)
			}
		}
	}
	class, found := strings.Join(classes, " "), strings.Join(ids, " ")
	if strings.TrimSpace(s.Text) == "" { // a link without a word has no name
		fmt.Fprintf(b, `<span class="%s" data-m="%s">%s</span>`, class, found, s.Text)
		return
	}
	fmt.Fprintf(b, `<a class="%s" data-m="%s" href="#%s" tabindex="-1">`, class, found, ids[len(ids)-1])
	template.HTMLEscape(b, []byte(s.Text))
	b.WriteString("</a>")
}

// items lays out the cards in the order of the text, what is told in a statement below it.
func items(d *onrecord.Document, v *export.View) []item {
	report := onrecord.Digest(d.Text)
	at := func(id onrecord.AttributionID) int {
		if id == 0 {
			return 0
		}
		return d.Depth(id) + 1
	}
	under := make([][]placed, len(d.Attributions)+1)
	put := func(word onrecord.AttributionID, s onrecord.Span, x item) {
		x.Depth, x.Report, x.Up = min(at(word), 4), report, d.Decided.IDOf(onrecord.KindStatement, int(word))
		under[word] = append(under[word], placed{x, s.Start, s.End})
	}
	for i := range v.Cards {
		c := &v.Cards[i]
		a := d.Attribution(c.Place)
		n := strconv.Itoa(c.ID)
		x := item{Statement: c, place: c.Place, ID: onrecord.FindingID(onrecord.KindStatement, c.ID), Text: "t" + n}
		if len(a.Source.Spans) > 0 {
			x.Search = with("/explore", nil, "kind", "statement", "source", searchable(c.Who))
		}
		put(a.Within, a.Extent(), x)
	}
	for i := range v.Events {
		e := &d.Events[i]
		n := v.Events[i].N
		put(e.OnWordOf, e.Span, item{Event: &v.Events[i], ID: onrecord.FindingID(onrecord.KindEvent, n), Text: "x" + strconv.Itoa(n)})
	}
	for i := range v.Stands {
		p := &d.Positions[i]
		n := v.Stands[i].N
		put(p.OnWordOf, p.Span, item{Stand: &v.Stands[i], ID: onrecord.FindingID(onrecord.KindPosition, n), Text: "q" + strconv.Itoa(n), Stance: p.Stance, RedLine: p.RedLine})
	}
	return inTextOrder(under, 0, nil)
}

// placed is a card with where its words stand.
type placed struct {
	item
	start, end int
}

// inTextOrder adds what is told in a statement (0: by the outlet itself), each card with those below it.
func inTextOrder(under [][]placed, id onrecord.AttributionID, out []item) []item {
	list := under[id]
	slices.SortStableFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.start, b.start),
			cmp.Compare(b.end, a.end))
	})
	for _, x := range list {
		x.item.at = x.start
		out = append(out, x.item)
		if x.Statement != nil {
			out = inTextOrder(under, x.place, out)
		}
	}
	return out
}

// memoPage is a report on one page for an editor, to be printed.
func (d *reportPages) memoPage(w http.ResponseWriter, r *http.Request) error {
	report, _, err := d.report(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	m := export.NewMemo(report.decided)
	notes, err := answer.MemoNotes(r.Context(), d.store, m.Report)
	if err != nil {
		return err
	}
	m.Noted(notes)
	drawn, err := m.HTML()
	if err != nil {
		return fmt.Errorf("draw memo of report %s: %w", m.Report, err)
	}
	return d.show(w, r, http.StatusOK, "memo", frame{Title: "Memo: " + m.Title, Here: "memo", Page: struct {
		Report string
		Memo   template.HTML
	}{m.Report, drawn}})
}

// exportReport writes one report in one of the formats of onrecord read, to be kept as a file.
func (d *reportPages) exportReport(w http.ResponseWriter, r *http.Request) error {
	report, _, err := d.report(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	f, ok := export.Lookup(r.PathValue("format"))
	if !ok {
		return errNoPage
	}
	as, err := store.ParseAs(r.URL.Query().Get("as"))
	if err == nil {
		err = (&answer.Selected{As: as}).CheckAs(f.Name)
	}
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(f.Head)
	if err := f.Stdout()(&b, report.as(as), export.Style{}); err != nil {
		return err
	}
	// As a file, never as a page: nothing of a report is drawn outside our own frame.
	attach(w, "application/octet-stream", onrecord.Digest(report.Text)[:16]+f.Files[len(f.Files)-1].Ext)
	_, _ = w.Write([]byte(b.String()))
	return nil
}
