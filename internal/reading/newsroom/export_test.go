package newsroom

// Load is load, for tests of bad dictionaries.
var Load = load

// CheckNames lists the checks.
func CheckNames() []string {
	var out []string
	for _, c := range checks {
		out = append(out, c.name)
	}
	return out
}

// Marked lists the lists whose words stand in a sentence of plain words.
func (r *Rules) Marked(sentence, lemma string) []string {
	var run []piece
	for _, p := range pieces(sentence) {
		run = append(run, piece{form: p, lemma: p})
	}
	if l := pieces(lemma); len(l) == len(run) {
		for i := range run {
			run[i].lemma = l[i]
		}
	}
	var out []string
	for _, m := range r.words.find(run) {
		out = append(out, string(m.list))
	}
	return out
}
