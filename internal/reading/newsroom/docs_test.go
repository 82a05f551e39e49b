package newsroom_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/reading/newsroom"
)

// docs/rules.md and the data file tell the same: rules, titles, wording, references, checks and severities.
func TestDocs(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	docs, r := string(raw), rules(t)
	var ids []string
	for _, rule := range r.List() {
		ids = append(ids, rule.ID)
		for _, want := range []string{"\n## " + rule.ID + " " + rule.Title + "\n", "\n**Asks.** " + rule.Asks + "\n",
			"\n**Published in.** " + rule.Reference + ".\n", severityRow(r, rule)} {
			if !strings.Contains(docs, want) {
				t.Errorf("docs/rules.md lacks %q", want)
			}
		}
	}
	if got := headings(docs, `(?m)^## (S\d+) `); !slices.Equal(got, ids) {
		t.Errorf("docs/rules.md tells of %v, the rules are %v", got, ids)
	}
	if got, want := headings(docs, "(?m)^- `(S\\d+/[a-z]+)`: "), newsroom.CheckNames(); !slices.Equal(got, want) {
		t.Errorf("docs/rules.md tells of the checks %v, they are %v", got, want)
	}
}

func severityRow(r *newsroom.Rules, rule newsroom.Rule) string {
	row := "\n| " + rule.ID + " |"
	for _, house := range r.Houses() {
		if house == newsroom.HouseOff {
			continue
		}
		s := string(rule.Severity(house))
		if s == "" {
			s = "off"
		}
		row += " " + s + " |"
	}
	return row + "\n"
}

func headings(docs, pattern string) []string {
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(docs, -1) {
		out = append(out, m[1])
	}
	return out
}
