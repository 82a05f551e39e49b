// Package factuality judges whether an event is told as having happened: it goes from the event's word up the tree of
// its sentence, collects the words that move it, each with its dictionary line, and works out a value by a
// regression over what it met.
package factuality

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// Judge judges events. It is safe for use by several goroutines at once, each with its own document.
type Judge struct {
	words     map[string]entry
	governors map[string]entry
	strength  map[verbFrame][2]int8
	classes   *wordclass.Classes
	model     *linear.Model
	sums      sync.Pool
	wikinews  []step
}

// entry is a line of a dictionary.
type entry struct {
	kind              string
	modality          onrecord.Modality
	positive, negated int // 1 happened, -1 did not, 0 open
	by                string
}

var signs = map[string]int{"+": 1, "-": -1, "0": 0}

// modalities are those that a dictionary may name; "" leaves it as it is.
var modalities = map[string]bool{"": true, string(onrecord.Possible): true, string(onrecord.Intended): true,
	string(onrecord.Required): true, string(onrecord.Hypothetical): true, string(onrecord.Expected): true,
	string(onrecord.Attempted): true}

func open(name, positive, negated string) (map[string]entry, error) {
	t, err := lexicon.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open factuality: %w", err)
	}
	out := make(map[string]entry, len(t.Rows))
	for _, r := range t.Rows {
		p, ok := signs[r.Get(positive)]
		n, also := signs[r.Get(negated)]
		if !ok || !also || !modalities[r.Get("modality")] {
			return nil, r.Errorf("no such sign or modality")
		}
		out[r.Cells[0]] = entry{r.Get("kind"), onrecord.Modality(r.Get("modality")), p, n, r.By()}
	}
	return out, nil
}

// lookEvery is after how many events the judge asks whether to stop.
const lookEvery = 100

// Judge fills status and factuality of the events. Once stop says so it ends early, with the others unjudged.
func (j *Judge) Judge(d *onrecord.Document, stop func() bool) {
	for i := range d.Events {
		if i%lookEvery == 0 && stop() {
			return
		}
		e := &d.Events[i]
		e.Fact = j.At(d, e.Head)
		if f := d.Frame(e.Frame); f != nil {
			Tell(e, onrecord.EventStatus(f.Classes["status"]))
		}
	}
}

// At judges the predicate whose head is the given word, as news does; a word that is not there gives the zero Factuality.
func (j *Judge) At(d *onrecord.Document, head onrecord.TokenID) onrecord.Factuality {
	return j.AtAs(d, head, News)
}

// AtAs is At by the habits of a corpus.
func (j *Judge) AtAs(d *onrecord.Document, head onrecord.TokenID, as Convention) onrecord.Factuality {
	w, ok := j.walkAt(d, head)
	if !ok {
		return onrecord.Factuality{}
	}
	path, f := w.judge(int(head) - 1)
	f.Value = j.value(w, path, &f, as)
	return f
}

func (j *Judge) walkAt(d *onrecord.Document, head onrecord.TokenID) (*walk, bool) {
	if head < 1 || int(head) > len(d.Tokens) {
		return nil, false
	}
	at := d.SentenceAt(d.Tokens[head-1].Start)
	if at < 0 {
		return nil, false
	}
	return &walk{j: j, d: d, s: d.Sentences[at]}, true
}

// longest is how far up a tree the words are looked at.
const longest = 12

// walk is the way from a predicate to the root of its sentence.
type walk struct {
	j    *Judge
	d    *onrecord.Document
	s    onrecord.Sentence
	cues []onrecord.FactCue
	mode onrecord.Modality // the innermost that is not plain
}

// judge is what the rules find, without a value, and the way on which they found it.
func (w *walk) judge(head int) ([]int, onrecord.Factuality) {
	path := w.path(head)
	status := 1
	if last := w.d.Tokens[w.s.To-1]; w.d.In(last.Span) == "?" && w.inMain(path) {
		status = 0
		w.cue(last.Span, "question", "factuality/question mark")
	}
	asked := status == 0
	modes := make([]onrecord.Modality, len(path))
	for k := len(path) - 1; k >= 0; k-- {
		if k+1 < len(path) {
			if w.anew(path[k]) { // what is said above says nothing of it
				status, asked, w.cues = 1, false, w.cues[:0]
				clear(modes[k+1:])
			} else {
				status = w.enter(path[k+1], path[k], status, &modes[k])
			}
		}
		status = w.local(path[k], status, &modes[k])
	}
	w.settle(modes, asked)
	slices.SortStableFunc(w.cues, func(a, b onrecord.FactCue) int { return a.Span.Start - b.Span.Start })
	f := onrecord.Factuality{Polarity: onrecord.Positive, Tense: w.tense(path[0]), Modality: w.mode, Cues: w.cues, By: "factuality/regression"}
	if w.negations(path[0]) || status < 0 {
		f.Polarity = onrecord.Negated
	}
	return path, f
}

// path is the words from a predicate to the root, itself first.
func (w *walk) path(head int) []int {
	out := []int{head}
	for len(out) < longest {
		up := int(w.d.Tokens[out[len(out)-1]].Head) - 1
		if up < w.s.From || up >= w.s.To || slices.Contains(out, up) {
			break
		}
		out = append(out, up)
	}
	return out
}

// inMain tells whether a question mark reaches a predicate: none of the steps up is a relative clause or the like.
func (w *walk) inMain(path []int) bool {
	for _, i := range path[:len(path)-1] {
		if rel := w.d.Tokens[i].Rel; rel == "acl:relcl" || rel == "advcl" || rel == "parataxis" {
			return false
		}
	}
	return true
}

// settle finds the modality: the innermost one on the way.
func (w *walk) settle(modes []onrecord.Modality, asked bool) {
	w.mode = onrecord.Asserted
	if asked {
		w.mode = onrecord.Asked
	}
	for _, m := range modes {
		if m != "" {
			w.mode = m
			return
		}
	}
}

func (w *walk) cue(s onrecord.Span, kind, by string) {
	w.cues = append(w.cues, onrecord.FactCue{Span: s, Kind: kind, By: by})
}

// anew tells whether a word is told by itself, whatever the words above it: in a relative clause, an aside, or a joined verb
// with a subject or a tense of its own.
func (w *walk) anew(i int) bool {
	switch w.d.Tokens[i].Rel {
	case "acl:relcl", "appos", "parataxis":
		return true
	case "conj":
		return w.finite(i)
	}
	return false
}

func (w *walk) finite(i int) bool {
	if tenseOf(w.d.Tokens[i].XPOS) != "" {
		return true
	}
	for c := w.s.From; c < w.s.To; c++ {
		if t := &w.d.Tokens[c]; int(t.Head)-1 == i && (strings.HasPrefix(t.Rel, "nsubj") || strings.HasPrefix(t.Rel, "aux")) {
			return true
		}
	}
	return false
}

// enter is the step from a governor down to what it governs.
func (w *walk) enter(gov, dep, status int, mode *onrecord.Modality) int {
	t := &w.d.Tokens[dep]
	rel := t.Rel
	switch {
	case rel == "advcl":
		if w.infinitive(dep) {
			*mode = onrecord.Intended
			return 0
		}
		return 1
	case rel == "conj":
		return status // "did not eat or drink"
	case !governed(rel):
		return 1
	}
	g, ok := w.j.governors[strings.ToLower(w.d.Tokens[gov].Lemma)]
	if !ok || w.d.Tokens[gov].Rel == "case" {
		if strings.HasPrefix(rel, "acl") && w.infinitive(dep) {
			*mode = onrecord.Intended
			return 0
		}
		return status
	}
	w.cue(w.d.Tokens[gov].Span, g.kind, g.by)
	*mode = g.modality
	switch {
	case status > 0:
		return g.positive
	case status < 0:
		return g.negated
	}
	return 0
}

// governed tells whether a governor decides on what hangs on it by that relation.
func governed(rel string) bool {
	switch rel {
	case "xcomp", "ccomp", "csubj", "obj", "acl", "nsubj:pass", "csubj:pass", "nmod", "obl":
		return true
	}
	return false
}

func (w *walk) infinitive(i int) bool {
	for c := w.s.From; c < i; c++ {
		if int(w.d.Tokens[c].Head)-1 == i && w.d.Tokens[c].XPOS == "TO" {
			return true
		}
	}
	return false
}

// local applies the words that hang on a predicate.
func (w *walk) local(i, status int, mode *onrecord.Modality) int {
	for c := w.s.From; c < w.s.To; c++ {
		if int(w.d.Tokens[c].Head)-1 != i {
			continue
		}
		e, at, ok := w.word(c)
		if !ok {
			continue
		}
		w.cue(w.d.Tokens[at].Span, e.kind, e.by)
		status *= e.positive
		if e.modality != "" {
			*mode = e.modality
		}
	}
	return status
}

// word looks up a word beside a predicate and tells where the cue stands; "not only" is no negation.
func (w *walk) word(c int) (e entry, at int, ok bool) {
	t := &w.d.Tokens[c]
	switch t.Rel {
	case "aux", "advmod", "mark", "det", "cc", "aux:pass", "cc:preconj", "case":
	case "nsubj", "nsubj:pass":
		return w.subject(c)
	default:
		return entry{}, c, false
	}
	e, ok = w.j.words[strings.ToLower(w.d.In(t.Span))]
	if ok && e.kind == "negation" && c+1 < w.s.To && strings.EqualFold(w.d.In(w.d.Tokens[c+1].Span), "only") {
		return entry{}, c, false
	}
	return e, c, ok
}

// subject looks for a negation in a subject: "nobody came", "no ship came".
func (w *walk) subject(c int) (e entry, at int, ok bool) {
	if e, ok = w.j.words[strings.ToLower(w.d.In(w.d.Tokens[c].Span))]; ok && e.kind == "negation" {
		return e, c, true
	}
	for k := w.s.From; k < c; k++ {
		if int(w.d.Tokens[k].Head)-1 == c && w.d.Tokens[k].Rel == "det" {
			if e, ok = w.j.words[strings.ToLower(w.d.In(w.d.Tokens[k].Span))]; ok && e.kind == "negation" {
				return e, k, true
			}
		}
	}
	return entry{}, c, false
}

// negations tells whether the predicate itself has an odd number of negations.
func (w *walk) negations(i int) bool {
	odd := false
	for c := w.s.From; c < w.s.To; c++ {
		if int(w.d.Tokens[c].Head)-1 == i {
			if e, _, ok := w.word(c); ok && e.kind == "negation" {
				odd = !odd
			}
		}
	}
	return odd
}

// tense reads the tense off the verb and its auxiliaries; nouns have none.
func (w *walk) tense(i int) onrecord.Tense {
	out := tenseOf(w.d.Tokens[i].XPOS)
	for c := w.s.From; c < i; c++ {
		t := &w.d.Tokens[c]
		if int(t.Head)-1 != i || !strings.HasPrefix(t.Rel, "aux") {
			continue
		}
		if e, ok := w.j.words[strings.ToLower(w.d.In(t.Span))]; ok && e.kind == "future" {
			return onrecord.TenseFuture
		}
		if x := tenseOf(t.XPOS); x != "" {
			return x
		}
	}
	return out
}

func tenseOf(xpos string) onrecord.Tense {
	switch xpos {
	case "VBD":
		return onrecord.TensePast
	case "VBZ", "VBP":
		return onrecord.TensePresent
	}
	return ""
}
