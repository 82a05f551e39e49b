package export

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"onrecord"
)

// Memo is a report on one page for an editor: the verdict on its sourcing in one line, the profile, and the rules it may touch with their
// words. What does not fit on the page is counted, never dropped in silence. Every memo is drawn from this: Markdown, the page of its own,
// the desk.
type Memo struct {
	Lang     string // of the report, for a browser; "" not known
	Title    string
	Facts    []string // outlet, author, day, address, as far as they are known
	Verdict  string   // without its full stop
	Warnings []string
	Summary  string
	Shares   []MemoShare
	Kinds    string // "person 4, document 1"; "" without statements
	Namings  string
	First    string // first named source; "none" where no source is named
	Sources  []MemoSource
	More     int // sources that are left out

	House     string // whose standards were looked at; "" where none were
	Touched   int    // places where a rule may be touched
	Rules     []MemoRule
	MoreRules int // rules that are left out, the lightest

	Notes     []MemoNote // that people wrote for it; none where nobody can tell
	MoreNotes int        // notes that are left out, the last

	Report string // digest of the text
	Made   onrecord.Made
}

// MemoShare is a part of the words of a report by on whose word they stand.
type MemoShare struct {
	Key, Label    string
	Words         int
	Percent, From float64
}

// MemoSource is one source with what it carries.
type MemoSource struct {
	Label, Naming, Kind string
	Statements          int
	Share               float64 // of the words of the report, in percent
}

// MemoRule is a rule that may be touched.
type MemoRule struct {
	Rule, Title, Severity, Wording, Reference string
	Seen                                      []MemoSeen
	More                                      int // places that are left out
}

// MemoSeen is a place where a rule may be touched.
type MemoSeen struct {
	Message, Words string
	Statements     string // "statement 3"; "" for none
}

// MemoNote is what somebody noted for the memo of a report.
type MemoNote struct {
	Words, Text string // the words that it is on, "" the report as a whole; what it says, "" it only tags
	Finding     string // "a3"; "" none
	Who, Day    string
}

// Noted puts notes into a memo, as many as have room.
func (m *Memo) Noted(list []MemoNote) {
	m.MoreNotes = max(0, len(list)-memoNotes)
	for _, n := range list[:len(list)-m.MoreNotes] {
		n.Words, n.Text, n.Who = cut(n.Words, memoWords), cut(n.Text, 2*memoWords), cut(n.Who, memoShort)
		m.Notes = append(m.Notes, n)
	}
}

// How much stands on one page.
const (
	memoSources = 8
	memoRules   = 5
	memoNotes   = 6
	memoSeen    = 2   // places of one rule
	memoWords   = 150 // characters of the words of a place
	memoShort   = 70  // characters of a reference, or of numbers of statements
	memoTitle   = 160
)

// NewMemo works a memo out.
func NewMemo(r *Report) *Memo {
	d, s := r.Document, &r.Sourcing
	m := &Memo{Lang: languageTag(r.Language.Code), Title: cut(d.Title(), memoTitle), Verdict: verdict(d), Summary: summary(s), First: "none", House: r.House,
		Report: onrecord.Digest(r.Text), Made: r.Made}
	for _, x := range []string{r.Meta.Publisher, cmp.Or(r.Meta.Author, r.In(r.Meta.Byline)), r.Meta.Published, r.Meta.URL} {
		if x = onrecord.OneLine(x); x != "" {
			m.Facts = append(m.Facts, cut(x, memoTitle))
		}
	}
	for _, w := range r.Warnings {
		m.Warnings = append(m.Warnings, w.Text)
	}
	for _, x := range wordShares(s) {
		m.Shares = append(m.Shares, MemoShare{x.Key, x.Label, x.Words, x.Percent, x.From})
	}
	m.Kinds, m.Namings = listed(s.ByKind, kindName), listed(s.ByNaming, namingName)
	if s.FirstNamed != 0 {
		m.First = firstNamed(d, s)
	}
	m.sources(s)
	m.rules(r)
	return m
}

// sources are those that carry most.
func (m *Memo) sources(s *onrecord.Sourcing) {
	list := slices.Clone(s.Sources)
	slices.SortStableFunc(list, func(a, b onrecord.SourceSummary) int { return cmp.Compare(b.Words, a.Words) })
	m.More = max(0, len(list)-memoSources)
	for _, x := range list[:len(list)-m.More] {
		m.Sources = append(m.Sources, MemoSource{cut(onrecord.OneLine(x.Label), memoTitle/2), PlainNaming(x.Naming), PlainSource(x.Kind), len(x.Attributions), share(x.Words, s.Words)})
	}
}

func (m *Memo) rules(r *Report) {
	groups := byRule(r.Findings)
	m.Touched, m.MoreRules = len(r.Findings), max(0, len(groups)-memoRules)
	for _, group := range groups[:len(groups)-m.MoreRules] {
		f := group[0]
		x := MemoRule{f.Rule, f.Title, known(f.Severity), f.Wording, cut(f.Reference, memoShort), nil, max(0, len(group)-memoSeen)}
		for _, f := range group[:len(group)-x.More] {
			x.Seen = append(x.Seen, MemoSeen{cut(f.Message, memoWords), cut(strings.Join(seenWords(r.Document, &f), " / "), memoWords), cut(statementNumbers(numbersOf(r.Document, f.Attributions)), memoShort)})
		}
		m.Rules = append(m.Rules, x)
	}
}

// seenWords are the words that an alert points at, each once, without those that its message has.
func seenWords(d *onrecord.Document, f *onrecord.Alert) (out []string) {
	for _, s := range f.Spans {
		words := onrecord.OneLine(d.In(s))
		if !slices.Contains(out, words) && !strings.Contains(f.Message, words) {
			out = append(out, words)
		}
	}
	return out
}

// cut is words on one line, at most so many characters, cut at a blank where there is one near.
func cut(s string, most int) string {
	s = onrecord.OneLine(s)
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	s = string(runes[:most])
	if i := strings.LastIndexByte(s, ' '); i > len(s)/2 {
		s = s[:i]
	}
	return s + " …"
}

// BarLabel is the shares in words.
func (m *Memo) BarLabel() string {
	var out []string
	for _, x := range m.Shares {
		out = append(out, x.Label+" "+percent(x.Percent))
	}
	return "Share of words: " + strings.Join(out, ", ")
}

// Checked says in a sentence which standards were looked at.
func (m *Memo) Checked() string {
	switch {
	case m.House == "":
		return "No newsroom standards were looked at."
	case m.Touched == 0:
		return "No rule of the profile “" + m.House + "” seems touched."
	}
	return "A rule of the profile “" + m.House + "” may be touched in " + counted(m.Touched, "place") + ". Possible findings; the judgement is the editor’s."
}

// Left says in a sentence what the page leaves out; "" for nothing.
func (m *Memo) Left() string {
	var out []string
	if m.More > 0 {
		out = append(out, counted(m.More, "source"))
	}
	places := 0
	for _, r := range m.Rules {
		places += r.More
	}
	if places > 0 {
		out = append(out, counted(places, "place"))
	}
	if m.MoreRules > 0 {
		out = append(out, counted(m.MoreRules, "rule"))
	}
	if m.MoreNotes > 0 {
		out = append(out, counted(m.MoreNotes, "note"))
	}
	if out == nil {
		return ""
	}
	return "Left out of this page: " + strings.Join(out, ", ") + "."
}

// MemoMarkdown writes the memo of a report in CommonMark.
func MemoMarkdown(w io.Writer, r *Report, _ Style) error {
	m := NewMemo(r)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s\n", escaped(m.Title))
	if len(m.Facts) > 0 {
		var facts []string
		for _, f := range m.Facts {
			facts = append(facts, escaped(f))
		}
		line("%s\n", strings.Join(facts, " · "))
	}
	for _, x := range m.Warnings {
		line("**Warning:** %s\n", escaped(x))
	}
	line("**%s.**\n", m.Verdict)
	line("## Sourcing\n\n%s. First named source: %s.\n\n| On whose word | Words | Share |\n| --- | ---: | ---: |", m.Summary, escaped(m.First))
	for _, x := range m.Shares {
		line("| %s | %s | %s |", x.Label, Number(x.Words), percent(x.Percent))
	}
	if len(m.Sources) > 0 {
		line("\n| Source | Naming | Kind | Statements | Share of words |\n| --- | --- | --- | ---: | ---: |")
		for _, x := range m.Sources {
			line("| %s | %s | %s | %s | %s |", escaped(x.Label), x.Naming, x.Kind, Number(x.Statements), percent(x.Share))
		}
		line("\nBy kind: %s. By naming: %s.", m.Kinds, m.Namings)
	}
	line("\n## What to check\n\n%s", m.Checked())
	for _, x := range m.Rules {
		line("\n**%s %s** (%s). %s", escaped(x.Rule), escaped(x.Title), x.Severity, escaped(x.Wording))
		if x.Reference != "" {
			line("*%s*", escaped(x.Reference))
		}
		line("")
		for _, y := range x.Seen {
			where := ""
			if y.Statements != "" {
				where = " (" + y.Statements + ")"
			}
			line("- %s%s", escaped(y.Message), where)
			if y.Words != "" {
				line("  > %s", escaped(y.Words))
			}
		}
	}
	if left := m.Left(); left != "" {
		line("\n%s", left)
	}
	line("\n---\n\n%s\n", m.foot())
	_, err := io.WriteString(w, b.String())
	return err
}

// foot says which text was read, and by what.
func (m *Memo) foot() string {
	return fmt.Sprintf("Text SHA-256 %s. Read by onrecord %s, dictionaries %s, models %s.", m.Report, m.Made.Tool, cmp.Or(m.Made.Lexicon, "unknown"), cmp.Or(m.Made.Models, "unknown"))
}

// Foot is what stands below the memo: which text was read, and by what.
func (m *Memo) Foot() string { return m.foot() }

// memoPage is the template of the memo, read once: the files are part of the program and cannot fail.
var memoPage = template.Must(template.New("memo.html").Funcs(template.FuncMap{"percent": percent, "number": Number}).ParseFS(templates, "templates/memo.html"))

// HTML is the memo as a part of a page, without its style. Every word of the report is escaped.
func (m *Memo) HTML() (template.HTML, error) {
	var b bytes.Buffer
	err := memoPage.ExecuteTemplate(&b, "memo", m)
	return template.HTML(b.String()), err
}

// MemoHTML writes the memo of a report as one self-contained page that prints on one sheet.
func MemoHTML(w io.Writer, r *Report, _ Style) error {
	style, _ := templates.ReadFile("templates/memo.css")
	var b bytes.Buffer
	if err := memoPage.Execute(&b, struct {
		*Memo
		Style template.CSS
	}{NewMemo(r), template.CSS(style)}); err != nil {
		return fmt.Errorf("draw memo of report %s: %w", r.ID, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}
