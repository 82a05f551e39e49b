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
			if whole, ok := v.passive(p); ok && f.phrases.kind[v.lemma[p]] == passive && common(a.source, whole.content) == len(a.source) && len(a.source) > 0 {
				a.source, a.content, a.by = nil, whole.content, whole.by
				break
			}
		}
	}
	return all
}
