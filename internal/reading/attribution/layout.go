package attribution

import "slices"

// How sure the rules of layout are is a judgement: PolNeAR's annotators left most speakers' turns unmarked.
const (
	sureOfTurn    = 0.7
	sureOfCarried = 0.5
)

// layout finds what the shape of the page attributes: speakers' turns ("RUIZ: We will go.") and quotations signed by a
// name on the next line. Such a turn takes the place of what the frames made of its words as a whole; what they found
// inside it stays, and lies within the turn.
func layout(v *view, all []*found) []*found {
	turns := append(v.turns(), v.signed()...)
	if len(turns) == 0 {
		return all
	}
	turn := make([]*found, len(v.token))
	for _, t := range turns {
		for _, at := range [][]int{t.source, t.cue, t.content} {
			for _, p := range at {
				turn[p] = t
			}
		}
	}
	kept := turns
	for _, a := range all {
		t := turn[a.cue[0]]
		switch {
		case t == nil:
			a.content = slices.DeleteFunc(a.content, func(p int) bool { return turn[p] != nil })
		case !has(t.content, a.cue[0]): // the frames have the turn as well
			continue
		default:
			a.content = slices.DeleteFunc(a.content, func(p int) bool { return turn[p] != t || !has(t.content, p) })
			a.source = slices.DeleteFunc(a.source, func(p int) bool { return turn[p] != t })
			if len(a.content) == len(t.content) {
				continue
			}
		}
		if len(a.content) > 0 {
			kept = append(kept, a)
		}
	}
	return kept
}

// paragraphs lists first word and end of each paragraph.
func (v *view) paragraphs() (out [][2]int) {
	for i := range v.token {
		if v.edge[i] == paragraphEdge {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

// fewestTurns is how many paragraphs must open with a speaker before a colon there means a turn.
const fewestTurns = 3

// turns finds paragraphs that open with their speaker's name and a colon, or with the name in double brackets as in
// Wikinews' interviews, where several do. A paragraph without a label that follows a turn goes on with it where the
// report is an interview.
func (v *view) turns() []*found {
	var out []*found
	plain := false // some label has double brackets, which stand for nothing else
	for _, p := range v.paragraphs() {
		if v.quotes.state[p[0]] == opening {
			p[0]++ // a transcript may quote every turn
		}
		source, cue, ok := v.label(p[0], p[1])
		if !ok || !v.speaks(cue[len(cue)-1]+1, p[1]) {
			continue
		}
		plain = plain || len(cue) == 2
		out = append(out, &found{source: source, cue: cue, by: "attribution/turn", conf: sureOfTurn,
			content: v.withoutStop(cue[len(cue)-1]+1, p[1])})
	}
	if len(out) < fewestTurns && !plain {
		return nil
	}
	return out
}

// label is the speaker's name at the start of a paragraph and the marks that end it: "RUIZ:", "((Ana Ruiz))".
func (v *view) label(from, to int) (source, cue []int, ok bool) {
	if from+3 < to && v.text(from) == "(" && v.text(from+1) == "(" {
		for i := from + 2; i+1 < min(to, from+10); i++ {
			if v.text(i) == ")" && v.text(i+1) == ")" {
				return stretch(from+2, i), stretch(i, i+2), i > from+2
			}
		}
		return nil, nil, false
	}
	colon := v.speakerColon(from, to)
	if colon < 0 {
		return nil, nil, false
	}
	return stretch(from, colon), stretch(colon, colon+1), true
}

// speaks tells whether the words behind a label may be speech, and not a figure in a table ("Ruiz: 547").
func (v *view) speaks(from, to int) bool {
	for i := from; i < to; i++ {
		if c := v.text(i)[0]; v.letters(i) && !(c >= '0' && c <= '9') {
			return true
		}
	}
	return false
}

// withoutStop lists words from..to without the last stop outside quotation marks.
func (v *view) withoutStop(from, to int) []int {
	if to-from > 1 && v.text(to-1) == "." {
		to--
	}
	return stretch(from, to)
}

// speakerColon is the place of the colon behind a speaker's name at the start of a paragraph, or -1.
func (v *view) speakerColon(from, to int) int {
	for i := from; i < min(to, from+6); i++ {
		w := v.text(i)
		if w == ":" {
			if i > from {
				return i
			}
			return -1
		}
		if c := w[0]; !(c >= 'A' && c <= 'Z') && w != "." && w != "-" && w != "'" && w != "’" && w != "(" && w != ")" {
			return -1
		}
	}
	return -1
}

// signed finds a quoted paragraph that is followed by a dash and a name.
func (v *view) signed() []*found {
	var out []*found
	ps := v.paragraphs()
	for k := 1; k < len(ps); k++ {
		quote, sign := ps[k-1], ps[k]
		dash := v.text(sign[0])
		if dash != "-" && dash != "–" && dash != "—" && dash != "--" && dash != "―" || sign[1]-sign[0] > 12 || sign[1]-sign[0] < 2 {
			continue
		}
		if v.quotes.state[quote[0]] != opening || !v.capital(sign[0]+1) {
			continue
		}
		out = append(out, &found{cue: []int{sign[0]}, by: "attribution/signed", conf: sureOfTurn,
			content: stretch(quote[0], quote[1]), source: v.withoutStop(sign[0]+1, sign[1])})
	}
	return out
}

func (v *view) capital(i int) bool {
	c := v.text(i)[0]
	return c >= 'A' && c <= 'Z'
}

// carry gives a quoted sentence that nobody is said to have said to the speaker of the sentence before it in its
// paragraph: newspapers name a speaker once.
func carry(v *view, all []*found) []*found {
	byContent(all)
	taken := make([]bool, len(v.starts))     // per sentence: something is attributed in it
	speaker := make([]*found, len(v.starts)) // per sentence: who spoke last in it
	for _, a := range all {
		for _, at := range [][]int{a.source, a.cue, a.content} {
			for _, p := range at {
				taken[v.sentence[p]] = true
				speaker[v.sentence[p]] = a
			}
		}
	}
	for s := 1; s+1 < len(v.starts); s++ {
		from, to := v.starts[s], v.starts[s+1]
		before := speaker[s-1]
		if v.edge[from] == paragraphEdge || taken[s] || before == nil || v.quotes.state[from] != opening || to-from < 4 || len(before.source) == 0 {
			continue
		}
		end := v.quotes.close[v.quotes.span[from]]
		if end+2 < to {
			continue
		}
		a := &found{source: before.source, by: "attribution/carried", conf: before.conf * sureOfCarried, carried: true, content: stretch(from, min(end+1, to))}
		speaker[s] = a
		all = append(all, a)
	}
	return all
}

func byContent(all []*found) {
	slices.SortStableFunc(all, func(a, b *found) int { return a.content[0] - b.content[0] })
}
