package attribution

// mend sets right what the labelling gets wrong in a source: the "that" of a clause taken with the source inside it ("that
// police suspect"), and the subject of a passive without an agent, who says nothing ("he is understood to be weighing it").
func (f *Finder) mend(v *view, all []found) []found {
	for i := range all {
		a := &all[i]
		if n := len(a.source); n > 1 && v.low[a.source[0]] == wordThat && v.doc.Tokens[v.token[a.source[0]]].Tag == "SCONJ" {
			a.source = a.source[1:]
		}
		for _, p := range a.cue {
			if whole, ok := v.passive(p); ok && f.phrases.kind[v.lemma[p]] == passive && saysNothing(a, &whole) {
				a.source, a.content, a.by = nil, whole.content, whole.by
				break
			}
		}
	}
	return all
}

// saysNothing tells whether the source of an attribution is the subject of its passive, and its content what the passive opens; in
// "any such step, the ministry is said to have argued, would fail" the content goes beyond, and the ministry did argue.
func saysNothing(a, whole *found) bool {
	return len(a.source) > 0 && common(a.source, whole.content) == len(a.source) && common(a.content, whole.content) == len(a.content)
}
