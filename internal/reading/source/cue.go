package source

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// cueFinder finds the dictionary's entry for the words that attribute.
type cueFinder struct{ *text }

// openCues reads the cues: those of one word into a table, those of several into patterns.
func (t *Typer) openCues() error {
	rows, err := openTable("cues.tsv")
	if err != nil {
		return err
	}
	several := *rows
	several.Rows = nil
	t.cues = map[cueKey]lexicon.Row{}
	for _, row := range rows.Rows {
		if lemma := row.Get("lemma"); strings.ContainsAny(lemma, " -") {
			several.Rows = append(several.Rows, row)
		}
		key := cueKey{row.Get("lemma"), row.Get("pos"), row.Get("frame")}
		if _, twice := t.cues[key]; twice {
			return row.Errorf("%q stands there twice", key.lemma)
		}
		t.cues[key] = row
	}
	t.cueBook, err = newPhrasebook(&several, "lemma")
	return err
}

// cue is what the dictionary says of the words that attribute.
type cue struct {
	from, to int // the tokens of the entry
	top      int // the token of the cue on which the others hang
	row      lexicon.Row
}

// saying is i when it is a verb of saying, or -1.
func (cf *cueFinder) saying(i int) int {
	if i >= 0 {
		if row, ok := cf.rowOf(i, ""); ok && (row.Get("type") == string(onrecord.TypeAssertion) || row.Get("type") == string(onrecord.TypeDenial)) {
			return i
		}
	}
	return -1
}

// find finds the entry of a cue: the longest of several words, else the word on which the cue hangs, or, where that
// is a light verb or unknown, the words that hang on it, else any word that is there.
func (cf *cueFinder) find(a *onrecord.Attribution, first, end int) (cue, bool) {
	top := cf.topOf(first, end)
	if c, ok := cf.severalWords(a, first, end); ok {
		c.top = top
		return c, true
	}
	frame := cf.frame(a)
	if i, row, ok := cf.descend(top, first, end, frame, 0); ok {
		return cue{i, i + 1, top, row}, true
	}
	for _, pos := range []string{"VERB", "NOUN", "ADJ", "ADV", "ADP", "PUNCT"} {
		for i := first; i < end; i++ {
			if row, ok := cf.rowAs(i, pos, frame); ok && cuePos(cf.tag(i)) == pos {
				return cue{i, i + 1, top, row}, true
			}
		}
	}
	return cue{top: top}, false
}

// descend looks for an entry at token i, and below it when i is a light verb or unknown.
func (cf *cueFinder) descend(i, first, end int, frame string, depth int) (int, lexicon.Row, bool) {
	row, ok := cf.rowOf(i, frame)
	_, light := cf.dict.light[cf.words[i].lemma]
	if ok && !light {
		return i, row, true
	}
	if depth < 3 {
		for _, rels := range [][]string{{"xcomp", "ccomp"}, {"obj"}, {"obl", "nsubj", "conj", "advcl"}} {
			for _, k := range cf.kids[i] {
				if int(k) < first || int(k) >= end || !slices.Contains(rels, cf.rel(int(k))) {
					continue
				}
				if j, inner, found := cf.descend(int(k), first, end, frame, depth+1); found {
					return j, inner, true
				}
			}
		}
	}
	return i, row, ok
}

// skipped are the parts of speech that may stand between the words of an entry.
var skipped = []string{"DET", "ADV", "AUX", "PRON"}

// severalWords is the longest entry of several words that opens in the cue. Words of a refusal may go on behind it
// ("declined" | "to comment").
func (cf *cueFinder) severalWords(a *onrecord.Attribution, first, end int) (cue, bool) {
	best, size := cue{}, 0
	frame := cf.frame(a)
	limit := min(end+6, len(cf.words))
	for i := first; i < end; i++ {
		for _, key := range []string{cf.words[i].form, cf.words[i].lemma} {
			for _, ph := range cf.dict.cueBook.opening[key] {
				to := cf.loosely(ph.items, i, limit)
				refusal := ph.row.Get("type") == string(onrecord.TypeNonComment)
				if to < 0 || to > end && !refusal || len(ph.items) <= size || !cf.frameFits(ph.row, frame) {
					continue
				}
				best, size = cue{from: i, to: to, row: ph.row}, len(ph.items)
			}
		}
	}
	return best, size > 0
}

func (cf *cueFinder) frameFits(row lexicon.Row, frame string) bool {
	return row.Get("frame") == "" || row.Get("frame") == frame
}

// loosely matches the words of an entry from token i on, with small words between them; a passive needs its participle.
func (cf *cueFinder) loosely(items []item, i, limit int) int {
	passive := items[0].any[0] == "be"
	at := i
	for n, it := range items {
		skips := 0
		for at < limit && !it.fits(cf.words[at]) && n > 0 && skips < 4 && slices.Contains(skipped, cf.tag(at)) {
			at, skips = at+1, skips+1
		}
		if at >= limit || !it.fits(cf.words[at]) {
			return -1
		}
		if x := cf.d.Tokens[at].XPOS; passive && n == 1 && cf.tag(at) == "VERB" && x != "" && x != "VBN" && x != "VBD" {
			return -1
		}
		at++
	}
	return at
}

// cuePos is the part of speech under which the dictionary has a token of a tag.
func cuePos(tag string) string {
	switch tag {
	case "AUX":
		return "VERB"
	case "PROPN":
		return "NOUN"
	case "SCONJ", "PART":
		return "ADP"
	}
	return tag
}

// rowOf is the entry of a token, first under its own part of speech.
func (cf *cueFinder) rowOf(i int, frame string) (lexicon.Row, bool) {
	own := cuePos(cf.tag(i))
	if row, ok := cf.rowAs(i, own, frame); ok {
		return row, true
	}
	for _, pos := range []string{"VERB", "NOUN", "ADJ"} {
		if own != "ADP" && own != "PRON" && own != "ADV" && own != "PUNCT" {
			if row, ok := cf.rowAs(i, pos, frame); ok {
				return row, true
			}
		}
	}
	return lexicon.Row{}, false
}

// rowAs is the entry of a token as a part of speech: for its frame, for any, or the only ones there are.
func (cf *cueFinder) rowAs(i int, pos, frame string) (lexicon.Row, bool) {
	for _, f := range []string{frame, "", "that", "np", "to"} {
		for _, lemma := range basicForms(cf.words[i]) {
			if row, ok := cf.dict.cues[cueKey{lemma, pos, f}]; ok {
				return row, true
			}
		}
	}
	return lexicon.Row{}, false
}

// basicForms are the forms under which a dictionary may have a word: its lemma, itself, and, since lemmas of rare words
// may be wrong, what is left without an ending.
func basicForms(w word) []string {
	out := []string{w.lemma, w.form}
	for _, ending := range []string{"ed", "ing", "es", "s"} {
		stem, ok := strings.CutSuffix(w.form, ending)
		if !ok || len(stem) < 3 {
			continue
		}
		out = append(out, stem, stem+"e")
		if n := len(stem); stem[n-1] == stem[n-2] {
			out = append(out, stem[:n-1])
		}
		if bare, ok := strings.CutSuffix(stem, "i"); ok {
			out = append(out, bare+"y")
		}
	}
	return out
}

// topOf is the token of a stretch on which the others hang: a verb rather than a mark.
func (cf *cueFinder) topOf(first, end int) int {
	top := first
	for i := first; i < end; i++ {
		if h := cf.governor(i); (h < first || h >= end) && cf.tag(i) != "PUNCT" {
			if cf.tag(top) == "PUNCT" || top == first && i > first && (cf.governor(first) >= first && cf.governor(first) < end) {
				top = i
			}
			if cf.tag(i) == "VERB" {
				return i
			}
		}
	}
	return top
}

// questions are the words with which a clause opens.
var questions = []string{"that", "whether", "if", "how", "why", "what", "when", "where", "who", "which"}

// frame is what sort of words follow the cue: "that" for a clause or quotation, "to", "np".
func (cf *cueFinder) frame(a *onrecord.Attribution) string {
	for _, s := range a.Content {
		if s.Start < a.Cue.End {
			continue
		}
		first, end := cf.tokens(s)
		if first < end {
			return cf.frameOf(first, end)
		}
	}
	return "that"
}

func (cf *cueFinder) frameOf(first, end int) string {
	for first < end-1 && cf.tag(first) == "PUNCT" {
		first++
	}
	switch w := cf.words[first]; {
	case slices.Contains(questions, w.form) && cf.tag(first) != "DET":
		return "that"
	case w.form == "to" && cf.tag(first) == "PART":
		return "to"
	case cf.quoted[first] && !cf.shortQuote(first, end):
		return "that"
	}
	top := cf.topOf(first, end)
	switch cf.rel(top) {
	case "ccomp", "parataxis", "root":
		return "that"
	case "xcomp":
		if m := cf.child(top, "mark"); m >= 0 && cf.words[m].form == "to" {
			return "to"
		}
	}
	if cf.tag(top) == "VERB" || cf.child(top, "nsubj") >= 0 || cf.child(top, "cop") >= 0 {
		return "that"
	}
	return "np"
}

// shortQuote tells whether a content is a quoted term rather than a quoted clause.
func (cf *cueFinder) shortQuote(first, end int) bool {
	for i := first; i < end; i++ {
		if cf.tag(i) == "VERB" || cf.tag(i) == "AUX" {
			return false
		}
	}
	return end-first < 8
}
