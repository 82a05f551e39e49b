package attribution

import (
	"slices"
	"strings"

	"onrecord"
)

// surelyCue is how often a class of word must head a cue before its place alone makes it one.
const surelyCue = 3

// inserted finds clauses of saying that stand between commas within what is said ("Any such step, officials noted, would
// fall outside the mandate.") or behind it ("The talks failed, two envoys told the Gazette on Monday."). The sentence around
// the clause is the content. What the labelling made of the same
// words gives way; it is found again inside the content.
func (f *Finder) inserted(v *view, all []found) []found {
	clause := make([]*found, len(v.starts)) // per sentence, the last one in it
	verb := make([]int32, len(v.starts))
	for i := range v.token {
		if v.quotes.state[i] != outside || max(v.lexed[i], f.pastOf(v, int32(i))) < surelyCue {
			continue
		}
		if a, ok := v.insertion(int32(i)); ok {
			clause[v.sentence[i]], verb[v.sentence[i]] = &a, int32(i)
		}
	}
	kept := all[:0]
	for _, b := range all {
		s := v.sentence[b.content[0]]
		if len(b.cue) > 0 {
			s = v.sentence[b.cue[0]]
		}
		a := clause[s]
		switch {
		case a == nil:
		case common(b.cue, []int32{verb[s]}) > 0: // the labelling has it, or saw only what follows
			if common(b.content, a.source) > 0 { // it took who speaks for what is said
				b.source, b.content, b.by = a.source, a.content, a.by
			}
			if b.content[0] > b.cue[0] && common(b.content, a.content) > 0 {
				b.content, b.by = a.content, a.by
			}
			clause[s] = nil
		case givesWay(&b, a):
			continue
		}
		kept = append(kept, b)
	}
	for _, a := range clause {
		if a != nil {
			kept = append(kept, *a)
		}
	}
	return kept
}

// pastOf is how often the verb whose past form a word in "-ed" may be heads a cue, whatever the tagger made of the word:
// taggers take "noted" between commas for an adjective.
func (f *Finder) pastOf(v *view, i int32) uint8 {
	low := strings.ToLower(v.text(int(i)))
	if len(low) < 4 || !strings.HasSuffix(low, "ed") {
		return 0
	}
	share := uint8(0)
	for _, lemma := range []string{low[:len(low)-2], low[:len(low)-1]} {
		share = max(share, f.cues[cueKey(&onrecord.Token{Lemma: lemma, XPOS: "VBD"})])
	}
	return share
}

// givesWay tells whether b shares the source with the clause a, or lies mostly inside its content.
func givesWay(b, a *found) bool {
	return common(b.source, a.source) > 0 || common(b.cue, a.content) > 0 && 2*common(b.content, a.content) > len(b.content)
}

// longestInsertion is the most words of an inserted clause before its verb.
const longestInsertion = 14

// insertion reads the clause whose verb is at i: a comma, a noun phrase, the verb, a comma, all within one sentence. It
// goes by tags and not by the tree, which such clauses often break.
func (v *view) insertion(i int32) (found, bool) {
	a := found{by: "attribution/inserted", conf: sureOfInserted}
	s := v.sentence[i]
	from, to := v.starts[s], v.starts[s+1]
	end, last := v.adjunct(i+1, to), false
	if end >= to || v.low[end] != wordComma || to-end < 3 {
		if end, last = v.lastly(i+1, to); !last {
			return a, false
		}
	}
	if !v.tagged(i, "VBD", "VBZ", "VBP", "VBN", "JJ") {
		return a, false
	}
	verb := i
	for verb > from+1 && v.tagged(verb-1, "MD", "VBD", "VBZ", "VBP", "RB", "VB") && v.low[verb-2] != wordComma {
		verb--
	}
	named := verb // where the source ends
	if verb > from+2 && v.low[verb-1] == wordComma && v.low[verb] != wordComma {
		named-- // "its foreign minister, Ansel Ruud, said": the comma before the verb ends an apposition
	}
	first, nominal := v.subject(from, named)
	if named < verb && nominal {
		if first <= from+1 || v.low[first-1] != wordComma {
			return a, false
		}
		renamed := v.proper(first, named) // one of the two has a name: else it is a list
		before, noun := v.subject(from, first-1)
		if !noun || verb-before > longestInsertion+2 || !renamed && !v.proper(before, first-1) {
			return a, false
		}
		first = before
	}
	if !nominal || first <= from+1 || v.low[first-1] != wordComma || v.tagged(verb-1, "HYPH") {
		return a, false
	}
	if last && !v.clause(from, first-1) {
		return a, false
	}
	if end+1 < to && v.quotes.state[end+1] == opening && v.quotes.state[first-2] == outside {
		return a, false // "In a statement, she said, “...”": what comes before is no part of what is said
	}
	a.source, a.cue = stretch(first, named), stretch(verb, end)
	a.content = v.trim(from, first-1)
	if !last {
		a.content = append(a.content, v.trim(end+1, to)...)
	}
	return a, len(a.content) > 2
}

// subject reads the noun phrase that ends before a word, back to a comma: where it begins, and whether it is one.
func (v *view) subject(from, end int32) (first int32, nominal bool) {
	first = end
	for first > from && end-first < longestInsertion && v.low[first-1] != wordComma {
		first--
		lone := first == end-1 && v.low[max(first-1, 0)] == wordComma                                       // "sources suggested": "sources" may pass for a verb
		reduced := v.tagged(first, "VBN", "VBD") && v.tagged(first+1, "IN") && first < end-1                // "two people briefed on the talks"
		hyphened := first+1 < end && v.tagged(first+1, "HYPH") || first > from && v.tagged(first-1, "HYPH") // "well-informed sources"
		if v.quotes.state[first] != outside || v.relative(first) || !lone && !reduced && !hyphened && !v.tagged(first, nounPhrase...) {
			return first, false
		}
		nominal = nominal || lone || v.tagged(first, "NN", "NNS", "NNP", "NNPS", "PRP")
	}
	return first, nominal
}

// proper tells whether a proper name stands among some words.
func (v *view) proper(from, to int32) bool {
	for i := from; i < to; i++ {
		if v.tagged(i, "NNP", "NNPS") {
			return true
		}
	}
	return false
}

// longestAdjunct is the most words of time or place behind the verb of an inserted clause: "said on Tuesday".
const longestAdjunct = 4

// adjunct is where the words of time or place that begin at i end; i itself when there are none.
func (v *view) adjunct(i, to int32) int32 {
	for end := i; end < min(to, i+longestAdjunct+1); end++ {
		if v.low[end] == wordComma {
			return end
		}
		if end == i && !v.tagged(end, "IN", "RB", "NNP", "JJ") || !v.tagged(end, "IN", "DT", "NN", "NNP", "RB", "CD", "JJ", "PRP$") {
			break
		}
	}
	return i
}

// longestLast is the most words behind the verb of a clause of saying that ends a sentence: "told the Gazette on Tuesday".
const longestLast = 8

// lastly is where the words behind the verb of a clause of saying end, when nothing follows them but the end of the
// sentence; false where something else does.
func (v *view) lastly(i, to int32) (end int32, ok bool) {
	for end = i; end < to && end < i+longestLast+1; end++ {
		if v.low[end] == wordComma || v.quotes.state[end] != outside {
			return end, false
		}
		if end == to-1 && v.tagged(end, ".") {
			return end, true
		}
		if !v.tagged(end, "IN", "DT", "NN", "NNS", "NNP", "NNPS", "RB", "CD", "JJ", "PRP$", "PRP", "POS", "TO") {
			return end, false
		}
	}
	return end, end == to && end > i
}

// clause tells whether some words hold a finite verb, and so may be what is said.
func (v *view) clause(from, to int32) bool {
	for i := from; i < to; i++ {
		if v.tagged(i, "VBD", "VBZ", "VBP", "MD") {
			return true
		}
	}
	return false
}

// nounPhrase are the tags that may stand in the subject of an inserted clause.
var nounPhrase = []string{"DT", "JJ", "JJS", "JJR", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "CD", "IN", "POS", "HYPH", "CC"}

// tagged tells whether a word has one of the Penn tags.
func (v *view) tagged(p int32, tags ...string) bool {
	return slices.Contains(tags, v.doc.Tokens[v.token[p]].XPOS)
}

// stretch lists positions from..to, to exclusive.
func stretch(from, to int32) []int32 { return run(segment{from: from, to: to}) }

// relative tells whether a word opens a relative clause ("which", "who", "as"), which is no insertion.
func (v *view) relative(p int32) bool {
	switch v.text(int(p)) {
	case "which", "who", "that", "as", "when", "while", "where", "and", "but", "if":
		return true
	}
	return false
}
