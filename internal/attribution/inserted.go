package attribution

// surelyCue is how often a class of word must head a cue before its place alone makes it one.
const surelyCue = 4

// sureOfInserted is how sure the rule for inserted clauses is.
const sureOfInserted = 0.85

// inserted finds clauses of saying that stand between commas within what is said: "Any such step, officials noted,
// would fall outside the mandate." The sentence around the clause is the content. What the labelling made of the same
// words gives way; it is found again inside the content.
func (f *Finder) inserted(v *view, all []found) []found {
	cueOf := map[int32]bool{}
	for _, a := range all {
		for _, p := range a.cue {
			cueOf[p] = true
		}
	}
	for i := range v.token {
		if v.lexed[i] < surelyCue || cueOf[int32(i)] || v.quotes.state[i] != outside {
			continue
		}
		if a, ok := v.insertion(int32(i)); ok {
			all = append(giveWay(all, a), a)
		}
	}
	return all
}

// giveWay drops the attributions that share the source with a, or whose words lie mostly inside its content.
func giveWay(all []found, a found) []found {
	kept := all[:0]
	for _, b := range all {
		if common(b.source, a.source) > 0 || common(b.cue, a.content) > 0 && 2*common(b.content, a.content) > len(b.content) {
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

// longestInsertion is the most words of an inserted clause before its verb.
const longestInsertion = 14

// insertion reads the clause whose verb is at i: a comma, the subject, the verb, a comma, all within one sentence.
func (v *view) insertion(i int32) (found, bool) {
	a := found{by: "attribution/inserted", conf: sureOfInserted}
	s := v.sentence[i]
	from, to := v.starts[s], v.starts[s+1]
	subject := int32(-1)
	for _, k := range v.kids[i] {
		switch {
		case v.rel[k] == relSubj && k < i:
			subject = k
		case v.rel[k] == relComp || v.rel[k] == relOpen || v.rel[k] == relObj:
			if k > i && k < i+3 {
				return a, false // its content follows it
			}
		}
	}
	if subject < 0 || i+1 >= to || v.low[i+1] != wordComma {
		return a, false
	}
	first := v.low1[subject]
	if i-first > longestInsertion || first <= from+1 || v.low[first-1] != wordComma || to-i < 4 {
		return a, false
	}
	for p := first; p < i; p++ {
		if v.low[p] == wordComma || v.quotes.state[p] != outside || v.relative(p) {
			return a, false
		}
		if p <= v.high1[subject] {
			a.source = append(a.source, p)
		} else {
			a.cue = append(a.cue, p)
		}
	}
	a.cue = append(a.cue, i)
	a.content = append(v.trim(from, first-1), v.trim(i+2, to)...)
	return a, len(a.source) > 0 && len(a.content) > 2
}

// relative tells whether a word opens a relative clause ("which", "who", "as"), which is no insertion.
func (v *view) relative(p int32) bool {
	switch v.text(int(p)) {
	case "which", "who", "that", "as", "when", "while", "where", "and", "but", "if":
		return true
	}
	return false
}
