package attribution

import (
	"sort"

	"onrecord"
	"onrecord/internal/lexicon"
	"onrecord/internal/linear"
)

// phrases are the words that attribute by themselves, by kind.
type phrases struct{ kind map[uint32]string }

// kinds of phrase
const (
	hearsay = "hearsay" // "reportedly"
	passive = "passive" // "is reported to"
	term    = "term"    // "the alleged bribe", "the so-called pact"
	naming  = "naming"  // "what it termed a bribe"
)

func loadPhrases() (*phrases, error) {
	t, err := lexicon.Open("attribution_phrases.tsv")
	if err != nil {
		return nil, err
	}
	p := &phrases{kind: map[uint32]string{}}
	for _, r := range t.Rows {
		switch k := r.Get("kind"); k {
		case hearsay, passive, term, naming:
			p.kind[linear.Word(r.Get("lemma"))] = k
		default:
			return nil, r.Errorf("no kind %q", k)
		}
	}
	return p, nil
}

// How sure the rules are is a judgement and, unlike the model's figures, not fitted. PolNeAR's annotators left most terms
// and many agentless passives and speakers' turns unmarked, so it cannot judge these rules by itself.
const (
	sureOfHearsay  = 0.5
	sureOfPassive  = 0.4
	sureOfTerm     = 0.5
	sureOfTurn     = 0.7
	sureOfInserted = 0.8
	sureOfCarried  = 0.5
)

// fixed adds what fixed phrases attribute and the labelling has passed over, and marks terms among what it found.
func (f *Finder) fixed(v *view, all []found) []found {
	taken := make([]bool, len(v.token))
	inner := make([]bool, len(v.token))
	for k := range all {
		a := &all[k]
		for _, p := range a.cue {
			taken[p] = true
			switch f.phrases.kind[v.lemma[p]] {
			case naming:
				if v.asksWhat(p) {
					a.form = onrecord.FormTerm
				}
			case passive:
				if whole, ok := v.passive(p); ok && len(a.source) == 0 && len(whole.content) > 2*len(a.content) {
					a.content, a.by = whole.content, whole.by // the labelling saw only a part
				}
			}
		}
		for _, p := range a.content {
			inner[p] = true
		}
	}
	for i := range v.token {
		if taken[i] || inner[i] {
			continue
		}
		if a, ok := f.phrase(v, int32(i)); ok && len(a.content) > 0 {
			all = append(all, a)
			for _, p := range append(a.content, a.cue...) {
				inner[p] = true
			}
		}
	}
	return all
}

func (f *Finder) phrase(v *view, i int32) (found, bool) {
	switch f.phrases.kind[v.low[i]] {
	case hearsay:
		return v.hearsay(i), true
	case term:
		return v.term(i, i), true
	}
	if v.low[i] == wordCalled && i >= 2 && v.low[i-1] == wordHyphen && v.low[i-2] == wordSo {
		return v.term(i-2, i), true
	}
	switch f.phrases.kind[v.lemma[i]] {
	case passive:
		return v.passive(i)
	case naming:
		if v.asksWhat(i) {
			return v.naming(i)
		}
	}
	return found{}, false
}

var (
	wordCalled, wordHyphen, wordSo = linear.Word("called"), linear.Word("-"), linear.Word("so")
	wordWhat, wordAs, wordIt       = linear.Word("what"), linear.Word("as"), linear.Word("it")
	tagParticiple                  = linear.Word("VBN")
	relAgent, relConj              = linear.Word("obl:agent"), linear.Word("conj")
)

// subtree lists the positions from the first to the last word under top, without a closing stop or comma.
func (v *view) subtree(top int32) []int32 {
	return v.trim(v.low1[top], v.high1[top]+1)
}

// trim lists positions from..to, to exclusive, without marks at the ends that belong to the sentence.
func (v *view) trim(from, to int32) []int32 {
	for from < to && v.rel[from] == relPunct && v.quotes.state[from] != opening {
		from++
	}
	for from < to && v.rel[to-1] == relPunct && v.quotes.state[to-1] != closing {
		to--
	}
	return stretch(from, to)
}

func without(at []int32, from, to int32) []int32 {
	var out []int32
	for _, p := range at {
		if p < from || p > to {
			out = append(out, p)
		}
	}
	return out
}

// hearsay takes the clause that the adverb stands in.
func (v *view) hearsay(i int32) found {
	top := v.head[i]
	if top < 0 {
		top = i
	}
	content := v.subtree(top)
	for _, k := range v.kids[top] { // a second clause joined by "and" speaks for itself
		if k > i && (v.rel[k] == relConj || v.rel[k] == relPara) && v.low1[k] > top {
			content = v.trim(v.low1[top], v.low1[k])
			break
		}
	}
	return found{cue: []int32{i}, content: without(content, i, i), by: "attribution/hearsay", conf: sureOfHearsay}
}

// term takes the rest of the noun phrase behind the marking word.
func (v *view) term(from, to int32) found {
	top := v.head[to]
	if top < 0 || top <= to {
		top = v.head[from]
	}
	a := found{form: onrecord.FormTerm, by: "attribution/term", conf: sureOfTerm}
	if top <= to {
		return a
	}
	a.cue = stretch(from, to+1)
	a.content = v.trim(to+1, top+1)
	return a
}

// passive takes "X is reported to Y" and "it is reported that Y" without an agent.
func (v *view) passive(i int32) (found, bool) {
	a := found{by: "attribution/passive", conf: sureOfPassive}
	if v.xpos[i] != tagParticiple {
		return a, false
	}
	from := i
	var subject, clause int32 = -1, -1
	auxiliary := false
	for _, k := range v.kids[i] {
		switch v.rel[k] {
		case relAuxPass, relAux:
			auxiliary = auxiliary || v.rel[k] == relAuxPass
			from = min(from, k)
		case relPass, relSubj:
			subject = k
		case relOpen, relComp:
			clause = k
		case relAgent:
			return a, false
		}
	}
	if !auxiliary || clause < i {
		return a, false
	}
	for p := from; p <= i; p++ {
		if subject < p {
			a.cue = append(a.cue, p)
		}
	}
	if subject >= 0 && subject < from && v.low[subject] != wordIt {
		a.content = v.subtree(subject)
	}
	a.content = append(a.content, v.subtree(clause)...)
	return a, len(a.cue) > 0
}

// asksWhat tells whether a verb of naming has "what" for its object: "what it termed".
func (v *view) asksWhat(i int32) bool {
	for p := i - 1; p >= max(0, i-8) && v.edge[p+1] == noEdge; p-- {
		if v.low[p] == wordWhat {
			return true
		}
	}
	return false
}

// naming takes "what X termed Y".
func (v *view) naming(i int32) (found, bool) {
	a := found{form: onrecord.FormTerm, by: "attribution/term", conf: sureOfTerm}
	end := v.starts[v.sentence[i]+1]
	for _, k := range v.kids[i] {
		if v.rel[k] == relSubj && k < i {
			a.source = v.subtree(k)
		}
	}
	a.cue = []int32{i}
	from := i + 1
	if from < end && v.low[from] == wordAs {
		a.cue = append(a.cue, from)
		from++
	}
	to := from
	for _, k := range v.kids[i] {
		if k >= from && v.rel[k] != relPunct && v.rel[k] != relConj && v.rel[k] != relAdvClause {
			to = max(to, v.high1[k]+1)
		}
	}
	a.content = v.trim(from, min(to, end))
	return a, true
}

// layout finds what the shape of the page attributes: speakers' turns ("RUIZ: We will go.") and quotations signed by a
// name on the next line. Such a turn takes the place of what the labelling made of its words.
func (f *Finder) layout(v *view, all []found) []found {
	turns := append(v.turns(), v.signed()...)
	if len(turns) == 0 {
		return f.carry(v, all)
	}
	taken := make([]bool, len(v.token))
	for _, t := range turns {
		for _, p := range t.content {
			taken[p] = true
		}
		for _, p := range t.source {
			taken[p] = true
		}
	}
	kept := all[:0]
	for _, a := range all {
		if hit := overlap(a.content, taken); 2*hit < len(a.content) && !(len(a.source) > 0 && taken[a.source[0]]) {
			a.content = free(a.content, taken)
			if len(a.content) > 0 {
				kept = append(kept, a)
			}
		}
	}
	return f.carry(v, append(kept, turns...))
}

func overlap(at []int32, taken []bool) (n int) {
	for _, p := range at {
		if taken[p] {
			n++
		}
	}
	return n
}

func free(at []int32, taken []bool) (out []int32) {
	for _, p := range at {
		if !taken[p] {
			out = append(out, p)
		}
	}
	return out
}

// paragraphs lists first position and end of each paragraph.
func (v *view) paragraphs() (out [][2]int32) {
	for i := range v.token {
		if v.edge[i] == paragraphEdge {
			out = append(out, [2]int32{int32(i), int32(i)})
		}
		out[len(out)-1][1] = int32(i) + 1
	}
	return out
}

// fewestTurns is how many paragraphs must open with a speaker before a colon there means a turn.
const fewestTurns = 3

// turns finds paragraphs that open with their speaker's name and a colon, where several do.
func (v *view) turns() []found {
	var out []found
	for _, p := range v.paragraphs() {
		if v.quotes.state[p[0]] == opening {
			p[0]++ // a transcript may quote every turn
		}
		colon := v.speakerColon(p[0], p[1])
		if colon < 0 || !v.speaks(colon+1, p[1]) {
			continue
		}
		a := found{source: stretch(p[0], colon), cue: []int32{colon}, by: "attribution/turn", conf: sureOfTurn}
		a.content = v.withoutStop(colon+1, p[1])
		out = append(out, a)
	}
	if len(out) < fewestTurns {
		return nil
	}
	return out
}

// speaks tells whether the words behind a colon may be speech, and not a figure in a table ("Ruiz: 547").
func (v *view) speaks(from, to int32) bool {
	for i := from; i < to; i++ {
		if v.rel[i] != relPunct && !v.tagged(i, "CD") {
			return true
		}
	}
	return false
}

// withoutStop lists positions from..to without the last stop outside quotation marks.
func (v *view) withoutStop(from, to int32) []int32 {
	if to-from > 1 && v.text(int(to-1)) == "." {
		to--
	}
	return stretch(from, to)
}

// speakerColon is the position of the colon behind a speaker's name at the start of a paragraph, or -1.
func (v *view) speakerColon(from, to int32) int32 {
	for i := from; i < min(to, from+6); i++ {
		w := v.text(int(i))
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
func (v *view) signed() []found {
	var out []found
	ps := v.paragraphs()
	for k := 1; k < len(ps); k++ {
		quote, sign := ps[k-1], ps[k]
		dash := v.text(int(sign[0]))
		if dash != "-" && dash != "–" && dash != "—" && dash != "--" || sign[1]-sign[0] > 12 || sign[1]-sign[0] < 2 {
			continue
		}
		if v.quotes.state[quote[0]] != opening || !v.capital(sign[0]+1) {
			continue
		}
		a := found{cue: []int32{sign[0]}, by: "attribution/signed", conf: sureOfTurn}
		a.content = stretch(quote[0], quote[1])
		a.source = v.withoutStop(sign[0]+1, sign[1])
		out = append(out, a)
	}
	return out
}

func (v *view) capital(i int32) bool {
	c := v.text(int(i))[0]
	return c >= 'A' && c <= 'Z'
}

// carry gives a quoted sentence that nobody is said to have said to the speaker of the sentence before it in its
// paragraph: newspapers name a speaker once.
func (f *Finder) carry(v *view, all []found) []found {
	if len(all) == 0 {
		return all
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].content[0] < all[j].content[0] })
	taken := make([]bool, len(v.token))
	speaker := make([]int32, len(v.starts)) // per sentence: the attribution that ends last in it, + 1
	for k, a := range all {
		for _, list := range [][]int32{a.source, a.cue, a.content} {
			for _, p := range list {
				taken[p] = true
				speaker[v.sentence[p]] = int32(k) + 1
			}
		}
	}
	added := all
	for s := 1; s+1 < len(v.starts); s++ {
		from, to := v.starts[s], v.starts[s+1]
		if v.edge[from] == paragraphEdge || speaker[s] != 0 || speaker[s-1] == 0 || v.quotes.state[from] != opening || to-from < 4 {
			continue
		}
		end := v.quotes.close[v.quotes.span[from]]
		if end+2 < to {
			continue
		}
		before := all[speaker[s-1]-1]
		if len(before.source) == 0 {
			continue
		}
		a := found{source: before.source, by: "attribution/carried", conf: before.conf * sureOfCarried, carried: true}
		a.content = stretch(from, min(end+1, to))
		speaker[s] = int32(len(added)) + 1
		added = append(added, a)
		all = added
	}
	return added
}
