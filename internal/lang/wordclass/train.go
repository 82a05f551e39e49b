package wordclass

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Options says how classes are learned. The zero value gives the defaults.
type Options struct {
	Fine     int // fine classes; 512
	Coarse   int // coarse classes; 64
	MinCount int // words seen fewer times have no class; 4
	Rounds   int // the most rounds of the exchange; 20
	Progress func(round, moved int)
}

func (o Options) filled() Options {
	o.Fine, o.Coarse = cmp.Or(o.Fine, 512), cmp.Or(o.Coarse, 64)
	o.MinCount, o.Rounds = cmp.Or(o.MinCount, 4), cmp.Or(o.Rounds, 20)
	return o
}

// Train learns classes from sentences of words, split as in Universal Dependencies. It goes through the sentences
// once; nothing is drawn by chance, so the same sentences in the same order give the same classes.
func Train(sentences iter.Seq[[]string], o Options) *Classes {
	o = o.filled()
	t := readText(sentences)
	names, b := t.vocabulary(o.MinCount)
	fine := exchange(b, o.Fine, o)
	coarse := exchange(fine.classes(), o.Coarse, o)
	return build(arrange(names, fine, coarse))
}

// exchange clusters words 1, 2, ... into classes 1 to k. At first the k most frequent words have a class of their own
// and the others are dealt out in turn.
func exchange(b bigrams, k int, o Options) *exchanger {
	class := make([]int32, len(b.count))
	for w := 1; w < len(class); w++ {
		class[w] = int32((w-1)%k) + 1
	}
	x := newExchanger(b, k+1, class)
	x.run(o.Rounds, o.Progress)
	return x
}

// arrange lists the words of the classes. Classes without words are left out, and the others numbered by how often
// their words occur; pseudo-words for what is rare are left out too.
func arrange(names []string, fine, coarse *exchanger) stored {
	lists := make([][]string, fine.k)
	for w := 1; w < len(names); w++ {
		if !strings.HasPrefix(names[w], rareMark) {
			c := fine.class[w]
			lists[c] = append(lists[c], names[w])
		}
	}
	var s stored
	number := map[int32]uint16{}
	for _, c := range byCount(fine.total) {
		if len(lists[c]) == 0 {
			continue
		}
		g := coarse.class[c]
		if number[g] == 0 {
			number[g] = uint16(len(number) + 1)
		}
		s.Words = append(s.Words, strings.Join(lists[c], " "))
		s.Coarse = append(s.Coarse, number[g])
	}
	return s
}

// byCount lists numbers from 1 on, the highest count first.
func byCount(count []int32) []int32 {
	order := make([]int32, 0, len(count))
	for c := 1; c < len(count); c++ {
		order = append(order, int32(c))
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(count[b], count[a]) })
	return order
}

// text is what classes are learned from: the numbers of the forms, -1 at the end of a sentence.
type text struct {
	forms []string
	run   []int32
	mid   []int32 // per form: how often it stands where no sentence or quotation opens
	all   []int32
	ids   map[string]int32
}

func readText(sentences iter.Seq[[]string]) *text {
	t := &text{ids: map[string]int32{}}
	for words := range sentences {
		loud, opening := shouted(words), true
		for _, w := range words {
			if w = written(w); loud {
				w = strings.ToLower(w)
			}
			id := t.form(w)
			t.run = append(t.run, id)
			t.all[id]++
			if !opening && !loud {
				t.mid[id]++
			}
			opening = w == "\"" || w == ":" || w == "'" || opening && !strings.ContainsFunc(w, unicode.IsLetter)
		}
		t.run = append(t.run, -1)
	}
	return t
}

func (t *text) form(w string) int32 {
	id, ok := t.ids[w]
	if !ok {
		id = int32(len(t.forms))
		w = strings.Clone(w)
		t.ids[w] = id
		t.forms = append(t.forms, w)
		t.mid = append(t.mid, 0)
		t.all = append(t.all, 0)
	}
	return id
}

// shouted tells whether a sentence is all in capitals, so that they mean nothing.
func shouted(words []string) bool {
	long, upper := 0, 0
	for _, w := range words {
		if utf8.RuneCountInString(w) > 3 && strings.ToLower(w) != strings.ToUpper(w) {
			long++
			if w == strings.ToUpper(w) {
				upper++
			}
		}
	}
	return long > 2 && upper*10 > long*8
}

// vocabulary decides which word each form counts as, and counts the bigrams of words.
func (t *text) vocabulary(minCount int) (names []string, b bigrams) {
	as := t.resolve(minCount)
	count := make([]int32, len(t.forms))
	for _, id := range t.run {
		if id >= 0 {
			count[as[id]]++
		}
	}
	var order []int32
	for id, n := range count {
		if n > 0 {
			order = append(order, int32(id))
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		return cmp.Or(cmp.Compare(count[j], count[i]), cmp.Compare(t.forms[i], t.forms[j]))
	})
	names = []string{""}
	number := make([]int32, len(t.forms))
	for _, id := range order {
		number[id] = int32(len(names))
		names = append(names, t.forms[id])
	}
	return names, t.bigrams(len(names), func(id int32) int32 { return number[as[id]] })
}

// resolve maps each form to the form it counts as: itself, the same word in small letters, or a pseudo-word that
// stands for all rare words of its make. A capitalised form is a word of its own when it is not just the small one
// in a headline: it makes up at least a tenth of its uses, counted inside sentences.
func (t *text) resolve(minCount int) []int32 {
	known := len(t.forms)
	as := make([]int32, known, known+8)
	total := slices.Clone(t.all)
	for id := range known {
		as[id] = int32(id)
		low, ok := t.ids[strings.ToLower(t.forms[id])]
		if ok && int(low) != id && (int(t.mid[id]) < minCount || t.mid[id]*10 < t.all[low]) {
			as[id] = low
			total[low] += t.all[id]
		}
	}
	for id := range known {
		if as[id] == int32(id) && int(total[id]) < minCount {
			as[id] = t.form(rareMark + makeOf(t.forms[id]))
		}
	}
	for id := range known {
		if int(as[id]) < known {
			as[id] = as[as[id]]
		}
	}
	for id := known; id < len(t.forms); id++ {
		as = append(as, int32(id))
	}
	return as
}

const rareMark = "\x00"

// makeOf says how a rare word is made up.
func makeOf(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case strings.ContainsRune(w, '0'):
		return "digit"
	case !unicode.IsLetter(r):
		return "mark"
	case n < len(w) && w == strings.ToUpper(w):
		return "capitals"
	case unicode.IsUpper(r):
		return "name"
	}
	return "small"
}

func (t *text) bigrams(words int, word func(id int32) int32) bigrams {
	b := bigrams{count: make([]int32, words), follow: make([][]pair, words), before: make([][]pair, words)}
	runs := make([]uint64, 0, len(t.run)+1)
	last := int32(0)
	for _, id := range t.run {
		w := int32(0)
		if id >= 0 {
			w = word(id)
		}
		b.count[w]++
		runs = append(runs, uint64(last)<<32|uint64(w))
		last = w
	}
	slices.Sort(runs)
	for i := 0; i < len(runs); {
		j := i
		for j < len(runs) && runs[j] == runs[i] {
			j++
		}
		first, second := int32(runs[i]>>32), int32(uint32(runs[i]))
		b.follow[first] = append(b.follow[first], pair{second, int32(j - i)})
		b.before[second] = append(b.before[second], pair{first, int32(j - i)})
		i = j
	}
	return b
}
