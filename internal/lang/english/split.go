package english

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/linear"
)

// longest is the most tokens a sentence may have; a longer run (a table, a text of marks only) is cut.
const longest = 400

const splitFeatures = 40

// edge is a place where a sentence may end: behind token at.
type edge struct {
	text   string
	tokens []onrecord.Span // of the block
	first  int             // first token of the sentence so far
	at     int
	term   int  // the token that ends it: a stop, or an abbreviation before closing marks; the last that is no closing mark
	quotes bool // a double quotation is open behind at
}

var closers = map[string]bool{"\"": true, "''": true, "”": true, "’": true, "'": true, ")": true, "]": true, "»": true}

// mayEnd tells whether a sentence may end behind token at: a stop, or closing marks behind one, or a line's end.
func (s *English) mayEnd(e *edge) bool {
	w := e.word(e.term)
	if w == "" || e.goesOn(w) {
		return false
	}
	last := w[len(w)-1]
	if strings.IndexByte(".!?;:", last) >= 0 || strings.HasSuffix(w, "…") {
		// closing marks that follow belong to this sentence
		return e.at+1 >= len(e.tokens) || !closers[e.word(e.at+1)] || e.gap(e.at) && opens(e, e.at+1)
	}
	return strings.Contains(e.between(e.at), "\n")
}

// opens tells whether a straight mark stands before a word and not behind one.
func opens(e *edge, i int) bool {
	return i+1 < len(e.tokens) && e.tokens[i].End == e.tokens[i+1].Start
}

// goesOn tells whether the word behind a stop shows that the sentence goes on: "Com. & Adm. of the port".
func (e *edge) goesOn(term string) bool {
	next := e.word(e.at + 1)
	abbreviated := term != "." && strings.HasSuffix(term, ".")
	return next == "&" || abbreviated && kind(next) == lowerKind && !strings.Contains(e.between(e.at), "\n")
}

func (e *edge) word(i int) string {
	if i < 0 || i >= len(e.tokens) {
		return ""
	}
	return e.text[e.tokens[i].Start:e.tokens[i].End]
}

func (e *edge) between(i int) string {
	if i+1 >= len(e.tokens) {
		return ""
	}
	return e.text[e.tokens[i].End:e.tokens[i+1].Start]
}

func (e *edge) gap(i int) bool { return e.between(i) != "" }

// lowerKind is what [kind] calls a word in small letters.
const lowerKind = 4

// kind names what a token looks like for the choice of an end.
func kind(w string) uint32 {
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case w == "":
		return 1
	case unicode.IsUpper(r):
		if len(w) > 1 && strings.ToUpper(w) == w {
			return 2
		}
		return 3
	case unicode.IsLower(r):
		return lowerKind
	case unicode.IsDigit(r):
		return 5
	case w == "“" || w == "``" || w == "\"" || w == "‘" || w == "'":
		return 6
	case w == "(" || w == "[":
		return 7
	case r == '-' || r == '–' || r == '—' || r == '•' || r == '*':
		return 8
	}
	return 9
}

func (s *English) lookEdge(e *edge, f []linear.Feature) []linear.Feature {
	t := uint32(500)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	term, next := e.word(e.term), e.word(e.at+1)
	var buf [96]byte
	stem := strings.TrimRight(term, ".")
	abbr := uint32(0)
	if stem != "" && strings.HasSuffix(term, ".") {
		abbr = 1
		if k := s.tokenizer.abbreviations[strings.ToLower(stem)]; k != "" {
			abbr = linear.Word(k)
		} else if len(stem) == 1 {
			abbr = 2
		}
	}
	mark := linear.Word(term)
	if stem != "" {
		mark = 1
	}
	gap := uint32(0)
	switch g := e.between(e.at); {
	case strings.Contains(g, "\n"):
		gap = 2
	case g != "":
		gap = 1
	}
	closed := uint32(min(e.at-e.term, 2))
	open := uint32(0)
	if e.quotes {
		open = 1
	}
	low, _ := normal(next, &buf)
	nextLow := hashBytes(low)
	nk, nk2 := kind(next), kind(e.word(e.at+2))
	before := e.word(e.term - 1)
	length := uint32(min(e.at-e.first, 6))
	lower := uint32(0)
	if fine, _ := s.classes.Of(next); fine != 0 {
		lower = uint32(fine)
	}
	add(mark, abbr, nk)
	add(mark, gap, nk)
	add(mark, closed, nk)
	add(mark, open, nk)
	add(mark, closed, open<<2|gap)
	add(abbr, nextLow, 0)
	add(mark, nextLow, 0)
	add(linear.Word(term), nk, 0)
	add(linear.Word(term), nextLow, 0)
	add(mark, nk, nk2)
	add(mark, kind(before), nk)
	add(mark, length, nk)
	add(mark, length, kind(before))
	add(abbr, lower, nk)
	add(mark, lower, closed)
	add(gap, nk, open)
	add(mark, linear.Word(strings.ToLower(before)), nk)
	add(uint32(min(len(before), 4)), kind(before), mark)
	add(mark, 0, 0)
	add(uint32(min(len(e.tokens)-1-e.at, 4)), mark, nk)
	return f
}

// ends tells whether the sentence ends behind e.at.
func (s *English) ends(e *edge, sum *linear.Sum, f []linear.Feature) bool {
	s.splitter.Score(s.lookEdge(e, f[:0]), sum)
	return s.splitter.Units(sum, 1) > s.splitter.Units(sum, 0)
}

// Split fills Sentences and Tokens (spans only): the words of every block, and where its sentences end.
func (s *English) Split(d *onrecord.Document) { s.SplitUntil(d, never) }

func never() bool { return false }

// lookEvery is after how many sentences or blocks a stage asks whether to stop.
const lookEvery = 20

// SplitUntil is Split that ends early, with the blocks up to there, once stop says so.
func (s *English) SplitUntil(d *onrecord.Document, stop func() bool) {
	var tokens []onrecord.Span
	sum := s.splitter.NewSum()
	f := make([]linear.Feature, 0, splitFeatures)
	asked, over := 0, false
	for b := range d.Blocks {
		if over || b%lookEvery == 0 && stop() {
			return
		}
		tokens = s.tokenizer.cut(d.Text, d.Blocks[b].Start, d.Blocks[b].End, tokens[:0], stop)
		s.eachEdge(d.Text, tokens, func(e *edge) bool {
			asked++
			over = over || asked%lookEvery == 0 && stop()
			return !over && s.ends(e, sum, f)
		}, func(from, to int) {
			asked++
			if over = over || asked%lookEvery == 0 && stop(); over {
				return
			}
			first := len(d.Tokens)
			for _, t := range tokens[from:to] {
				d.Tokens = append(d.Tokens, onrecord.Token{Span: t})
			}
			d.Sentences = append(d.Sentences, onrecord.Sentence{
				Span:  onrecord.Span{Start: tokens[from].Start, End: tokens[to-1].End},
				Block: b, From: first, To: len(d.Tokens),
			})
		})
	}
}

// eachEdge walks the tokens of a block, asks at every place where a sentence may end, and yields the sentences.
func (s *English) eachEdge(text string, tokens []onrecord.Span, ends func(*edge) bool, sentence func(from, to int)) {
	e := edge{text: text, tokens: tokens}
	for i := range tokens {
		e.at = i
		w := e.word(i)
		if i == e.first || !closers[w] {
			e.term = i
		}
		switch w {
		case "“", "``":
			e.quotes = true
		case "”", "''":
			e.quotes = false
		case "\"":
			e.quotes = !e.quotes
		}
		if i+1 == len(tokens) || i+1-e.first >= longest || (s.mayEnd(&e) && ends(&e)) {
			sentence(e.first, i+1)
			e.first = i + 1
		}
	}
}

// learnSplit trains the splitter on documents whose sentences are known. Blocks must be filled.
func (s *English) learnSplit(docs []*onrecord.Document, epochs int, seed uint64) *linear.Perceptron {
	type example struct {
		features []linear.Feature
		end      int
	}
	var data []example
	var tokens []onrecord.Span
	for _, d := range docs {
		goldEnd := map[int]bool{}
		for _, g := range d.Sentences {
			goldEnd[g.End] = true
		}
		for _, b := range d.Blocks {
			tokens = s.tokenizer.cut(d.Text, b.Start, b.End, tokens[:0], never)
			s.eachEdge(d.Text, tokens, func(e *edge) bool {
				end := goldEnd[e.tokens[e.at].End]
				x := example{features: s.lookEdge(e, nil)}
				if end {
					x.end = 1
				}
				data = append(data, x)
				return end
			}, func(int, int) {})
		}
	}
	p := linear.NewPerceptron(2)
	rng := rand.New(rand.NewPCG(seed, 3))
	scores := make([]float32, 2)
	for range epochs {
		for _, k := range rng.Perm(len(data)) {
			p.Step()
			p.Scores(data[k].features, scores)
			if g := highest(scores); g != data[k].end {
				p.Update(data[k].features, data[k].end, g, 1)
			}
		}
	}
	return p
}
