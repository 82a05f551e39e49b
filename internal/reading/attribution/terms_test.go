package attribution_test

import "testing"

// TestTerms leaves the terms on which a source spoke out of what it said, and nothing that was said.
func TestTerms(t *testing.T) {
	for _, c := range []struct {
		text, source string
		content      []string
		want         string
	}{
		{"The gate stays shut, a clerk said, declining to be named because the talks go on. They left.", "a clerk", []string{"The gate stays shut", "declining to be named because the talks go on"},
			"a clerk | said | The gate stays shut"},
		{"A clerk said the gate stays shut, speaking on condition of anonymity as he may not brief the press. They left.", "A clerk",
			[]string{"the gate stays shut, speaking on condition of anonymity as he may not brief the press"}, "A clerk | said | the gate stays shut"},
		{"A clerk said the gate stays shut, speaking of a week of repairs.", "A clerk", []string{"the gate stays shut, speaking of a week of repairs"},
			"A clerk | said | the gate stays shut, speaking of a week of repairs"},
		{"A clerk said the gate is shut on Monday and asking to be named is no crime.", "A clerk", []string{"the gate is shut on Monday and asking to be named is no crime"},
			"A clerk | said | the gate is shut on Monday and asking to be named is no crime"},
		{"A clerk said “we are refusing to be named, refusing to be named at all”.", "A clerk", []string{"“we are refusing to be named, refusing to be named at all”"},
			"A clerk | said | “we are refusing to be named, refusing to be named at all”"},
	} {
		d := report(t, c.text)
		statement(t, d, c.source, "said", c.content...)
		same(t, d, c.want)
	}
}
