package source

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lexicon"
)

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

// typeCue fills type, stance, medium, polarity, certainty, tense and commitment.
func (r *reading) typeCue(i int, p *portrait) {
	a := &r.d.Attributions[i]
	first, end := r.tokens(a.Cue)
	if first >= end {
		r.cueless(a, p)
		return
	}
	c, ok := r.cueOf(a, first, end)
	if ok {
		by, span := c.row.By(), r.span(c.from, c.to)
		p.put(attType, c.row.Get("type"), span, by)
		r.stanceAdverb(p, c, first, end)
		if a.Form == onrecord.FormTerm {
			p.put(stance, string(onrecord.StanceDistancing), a.Cue, "rule/term")
		}
		p.put(stance, c.row.Get("stance"), span, by)
		p.put(medium, c.row.Get("medium"), span, by)
		r.byFrame(a, p, c)
	} else {
		c.top, c.from, c.to = r.topOf(first, end), first, end
		if a.Form == onrecord.FormTerm {
			p.put(attType, string(onrecord.TypeAssertion), a.Cue, "rule/term")
			p.put(stance, string(onrecord.StanceDistancing), a.Cue, "rule/term")
		}
		r.stanceAdverb(p, c, first, end)
	}
	r.typePolarity(p, c, ok, first, end)
	r.typeCertainty(p, c, first, end)
	r.typeTense(p, c, first, end)
	r.typeCommitment(p, c, ok)
}

// cueless is a quotation that stands alone.
func (r *reading) cueless(a *onrecord.Attribution, p *portrait) {
	first, end := r.tokens(a.Content[0])
	for i := first; i < end; i++ {
		if r.quoted[i] {
			p.put(attType, string(onrecord.TypeAssertion), a.Content[0], "rule/bare-quotation")
			p.put(stance, string(onrecord.StanceNeutral), a.Content[0], "rule/bare-quotation")
			p.put(commitment, string(onrecord.CommitNeutral), a.Content[0], "rule/bare-quotation")
			p.put(polarity, string(onrecord.Positive), a.Content[0], "rule/bare-quotation")
			p.put(certainty, string(onrecord.CertaintyActual), a.Content[0], "rule/bare-quotation")
			return
		}
	}
}

// byFrame mends the type by what the dictionary's word alone cannot tell.
func (r *reading) byFrame(a *onrecord.Attribution, p *portrait, c cue) {
	lemma := r.words[c.from].lemma
	if (lemma == "decline" || lemma == "refuse") && p.get(attType) == string(onrecord.TypeIntention) {
		if said := r.saying(r.child(c.from, "xcomp")); said >= 0 {
			p.replace(attType, string(onrecord.TypeNonComment), r.span(c.from, said+1), "rule/refused-to-say")
			p.replace(stance, string(onrecord.StanceNeutral), r.span(c.from, said+1), "rule/refused-to-say")
		}
	}
	if p.get(attType) == string(onrecord.TypeNonComment) && r.frame(a) != "that" && a.Form == "" {
		p.put(form, string(onrecord.FormActOnly), p.traits[attType].span, "rule/non-comment")
	}
}

// saying is i when it is a verb of saying, or -1.
func (r *reading) saying(i int) int {
	if i >= 0 {
		if row, ok := r.rowOf(i, ""); ok && (row.Get("type") == string(onrecord.TypeAssertion) || row.Get("type") == string(onrecord.TypeDenial)) {
			return i
		}
	}
	return -1
}

// cueOf finds the entry of a cue: the longest of several words, else the word on which the cue hangs, or, where that
// is a light verb or unknown, the words that hang on it, else any word that is there.
func (r *reading) cueOf(a *onrecord.Attribution, first, end int) (cue, bool) {
	top := r.topOf(first, end)
	if c, ok := r.severalWords(a, first, end); ok {
		c.top = top
		return c, true
	}
	frame := r.frame(a)
	if i, row, ok := r.descend(top, first, end, frame, 0); ok {
		return cue{i, i + 1, top, row}, true
	}
	for _, pos := range []string{"VERB", "NOUN", "ADJ", "ADV", "ADP", "PUNCT"} {
		for i := first; i < end; i++ {
			if row, ok := r.rowAs(i, pos, frame); ok && cuePos(r.tag(i)) == pos {
				return cue{i, i + 1, top, row}, true
			}
		}
	}
	return cue{top: top}, false
}

// descend looks for an entry at token i, and below it when i is a light verb or unknown.
func (r *reading) descend(i, first, end int, frame string, depth int) (int, lexicon.Row, bool) {
	row, ok := r.rowOf(i, frame)
	_, light := r.t.light[r.words[i].lemma]
	if ok && !light {
		return i, row, true
	}
	if depth < 3 {
		for _, rels := range [][]string{{"xcomp", "ccomp"}, {"obj"}, {"obl", "nsubj", "conj", "advcl"}} {
			for _, k := range r.kids[i] {
				if int(k) < first || int(k) >= end || !slices.Contains(rels, r.rel(int(k))) {
					continue
				}
				if j, inner, found := r.descend(int(k), first, end, frame, depth+1); found {
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
func (r *reading) severalWords(a *onrecord.Attribution, first, end int) (cue, bool) {
	best, size := cue{}, 0
	frame := r.frame(a)
	limit := min(end+6, len(r.words))
	for i := first; i < end; i++ {
		for _, key := range []string{r.words[i].form, r.words[i].lemma} {
			for _, ph := range r.t.cueBook.opening[key] {
				to := r.loosely(ph.items, i, limit)
				refusal := ph.row.Get("type") == string(onrecord.TypeNonComment)
				if to < 0 || to > end && !refusal || len(ph.items) <= size || !r.frameFits(ph.row, frame) {
					continue
				}
				best, size = cue{from: i, to: to, row: ph.row}, len(ph.items)
			}
		}
	}
	return best, size > 0
}

func (r *reading) frameFits(row lexicon.Row, frame string) bool {
	return row.Get("frame") == "" || row.Get("frame") == frame
}

// loosely matches the words of an entry from token i on, with small words between them; a passive needs its participle.
func (r *reading) loosely(items []item, i, limit int) int {
	passive := items[0].any[0] == "be"
	at := i
	for n, it := range items {
		skips := 0
		for at < limit && !it.fits(r.words[at]) && n > 0 && skips < 4 && slices.Contains(skipped, r.tag(at)) {
			at, skips = at+1, skips+1
		}
		if at >= limit || !it.fits(r.words[at]) {
			return -1
		}
		if x := r.d.Tokens[at].XPOS; passive && n == 1 && r.tag(at) == "VERB" && x != "" && x != "VBN" && x != "VBD" {
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
func (r *reading) rowOf(i int, frame string) (lexicon.Row, bool) {
	own := cuePos(r.tag(i))
	if row, ok := r.rowAs(i, own, frame); ok {
		return row, true
	}
	for _, pos := range []string{"VERB", "NOUN", "ADJ"} {
		if own != "ADP" && own != "PRON" && own != "ADV" && own != "PUNCT" {
			if row, ok := r.rowAs(i, pos, frame); ok {
				return row, true
			}
		}
	}
	return lexicon.Row{}, false
}

// rowAs is the entry of a token as a part of speech: for its frame, for any, or the only ones there are.
func (r *reading) rowAs(i int, pos, frame string) (lexicon.Row, bool) {
	for _, f := range []string{frame, "", "that", "np", "to"} {
		for _, lemma := range basicForms(r.words[i]) {
			if row, ok := r.t.cues[cueKey{lemma, pos, f}]; ok {
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
func (r *reading) topOf(first, end int) int {
	top := first
	for i := first; i < end; i++ {
		if h := r.head(i); (h < first || h >= end) && r.tag(i) != "PUNCT" {
			if r.tag(top) == "PUNCT" || top == first && i > first && (r.head(first) >= first && r.head(first) < end) {
				top = i
			}
			if r.tag(i) == "VERB" {
				return i
			}
		}
	}
	return top
}

// questions are the words with which a clause opens.
var questions = []string{"that", "whether", "if", "how", "why", "what", "when", "where", "who", "which"}

// frame is what sort of words follow the cue: "that" for a clause or quotation, "to", "np".
func (r *reading) frame(a *onrecord.Attribution) string {
	for _, s := range a.Content {
		if s.Start < a.Cue.End {
			continue
		}
		first, end := r.tokens(s)
		if first < end {
			return r.frameOf(first, end)
		}
	}
	return "that"
}

func (r *reading) frameOf(first, end int) string {
	for first < end-1 && r.tag(first) == "PUNCT" {
		first++
	}
	switch w := r.words[first]; {
	case slices.Contains(questions, w.form) && r.tag(first) != "DET":
		return "that"
	case w.form == "to" && r.tag(first) == "PART":
		return "to"
	case r.quoted[first] && !r.shortQuote(first, end):
		return "that"
	}
	top := r.topOf(first, end)
	switch r.rel(top) {
	case "ccomp", "parataxis", "root":
		return "that"
	case "xcomp":
		if m := r.child(top, "mark"); m >= 0 && r.words[m].form == "to" {
			return "to"
		}
	}
	if r.tag(top) == "VERB" || r.child(top, "nsubj") >= 0 || r.child(top, "cop") >= 0 {
		return "that"
	}
	return "np"
}

// shortQuote tells whether a content is a quoted term rather than a quoted clause.
func (r *reading) shortQuote(first, end int) bool {
	for i := first; i < end; i++ {
		if r.tag(i) == "VERB" || r.tag(i) == "AUX" {
			return false
		}
	}
	return end-first < 8
}
