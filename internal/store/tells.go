package store

// Tells tells whether a text has the words of the query, as a search has it: all of them by stem, phrases in a row, none of those to leave
// out. Without words every text has.
func (q *Query) Tells(text string) bool {
	t := parseTerms(q.Text)
	var s stemmer
	has := func(any []term) bool { return !(terms{groups: [][]term{any}}).first(&s, text).Empty() }
	for _, g := range t.groups {
		if !has(g) {
			return false
		}
	}
	for _, x := range t.not {
		if has([]term{x}) {
			return false
		}
	}
	return true
}
