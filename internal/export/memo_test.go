package export_test

import (
	"fmt"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/export"
)

// TestMemo says in one line how the report is sourced, which standards were looked at, and what the page leaves out; Markdown and HTML say
// the same.
func TestMemo(t *testing.T) {
	r := fixture(t)
	r.House = ""
	m := export.NewMemo(r)
	if m.Checked() != "No newsroom standards were looked at." {
		t.Errorf("nothing was looked at: %q", m.Checked())
	}
	r.House = "ap"
	r.Findings = nil
	if m = export.NewMemo(r); m.Checked() != "No rule of the profile “ap” seems touched." || m.Left() != "" {
		t.Errorf("%q, left out %q", m.Checked(), m.Left())
	}
	for i := range 23 {
		r.Findings = append(r.Findings, onrecord.Alert{Rule: fmt.Sprintf("S%d", i%7+1), Title: "A rule", Message: "“Well-informed sources” says nothing.", Wording: "Describe <the> source.",
			Severity: []onrecord.Severity{onrecord.SeverityNote, onrecord.SeverityWarning}[i%7/4], Spans: []onrecord.Span{r.Blocks[2].Span}, Attributions: []onrecord.AttributionID{1}})
	}
	for i := range 12 {
		r.Sourcing.Sources = append(r.Sourcing.Sources, onrecord.SourceSummary{Label: fmt.Sprint("Source ", i), Words: i})
	}
	m = export.NewMemo(r)
	if m.Rules[0].Severity != "warning" || len(m.Rules) != 5 || m.MoreRules != 2 || len(m.Sources) != 8 || m.Sources[0].Label != "Well-informed sources" {
		t.Errorf("%+v", m)
	}
	shown := 0
	for _, x := range m.Rules {
		shown += len(x.Seen)
	}
	if want := "Left out of this page: 6 sources, 7 places, 2 rules."; m.Left() != want || m.Touched != 23 {
		t.Errorf("%q, want %q; %d touched, %d shown", m.Left(), want, m.Touched, shown)
	}
	page, text := drawn(t, export.MemoHTML, r, export.Style{}), drawn(t, export.MemoMarkdown, r, export.Style{})
	checkBalance(t, page)
	for _, outside := range []string{"<script", "src=", "@import", "<link", "<the>"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page holds %q", outside)
		}
	}
	for _, words := range []string{m.Verdict + ".", "A rule of the profile “ap” may be touched in 23 places.", m.Left(), m.Foot()} {
		if !strings.Contains(page, strings.ReplaceAll(words, "'", "&#39;")) || !strings.Contains(text, words) {
			t.Errorf("the page says %q: %v, Markdown: %v", words, strings.Contains(page, words), strings.Contains(text, words))
		}
	}
}
