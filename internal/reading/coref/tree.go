package coref

import "onrecord"

// tree is the syntax of a document from the heads' side: who hangs on whom, and how far a word's phrase reaches.
// Indexes of tokens; -1 is none.
type tree struct {
	head        []int32
	first, next []int32 // first child, next sibling, in order of the text
	low, high   []int32 // reach of the whole phrase under a token
	sentence    []int32
}

// grow makes room for n of a kind, without keeping what was there.
func grow(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n, n+n/4)
	}
	return s[:n]
}

// build reads the heads of a document. A head that would close a circle or leave its sentence is left out.
func (t *tree) build(d *onrecord.Document) {
	n := len(d.Tokens)
	t.head, t.first, t.next = grow(t.head, n), grow(t.first, n), grow(t.next, n)
	t.low, t.high, t.sentence = grow(t.low, n), grow(t.high, n), grow(t.sentence, n)
	for i := range n {
		t.first[i], t.next[i], t.head[i] = -1, -1, -1
		t.low[i], t.high[i] = int32(i), int32(i)
	}
	for si := range d.Sentences {
		s := &d.Sentences[si]
		for i := s.To - 1; i >= s.From; i-- {
			t.sentence[i] = int32(si)
			if h := int(d.Tokens[i].Head) - 1; h >= s.From && h < s.To && h != i {
				t.head[i] = int32(h)
				t.next[i] = t.first[h]
				t.first[h] = int32(i)
			}
		}
	}
	for i := range n {
		if t.head[i] < 0 {
			t.reach(int32(i))
		}
	}
}

// reach works out low and high of all under root, children first, without recursion: texts may nest deeply.
func (t *tree) reach(root int32) {
	at := root
	for {
		for t.first[at] >= 0 {
			at = t.first[at]
		}
		for t.next[at] < 0 {
			if at == root {
				return
			}
			h := t.head[at]
			t.join(h, at)
			at = h
		}
		if at == root {
			return
		}
		t.join(t.head[at], at)
		at = t.next[at]
	}
}

func (t *tree) join(h, c int32) {
	t.low[h], t.high[h] = min(t.low[h], t.low[c]), max(t.high[h], t.high[c])
}

// under tells whether a hangs on b, through at most 40 steps.
func (t *tree) under(a, b int32) bool {
	for range 40 {
		if a < 0 {
			return false
		}
		if a == b {
			return true
		}
		a = t.head[a]
	}
	return false
}
