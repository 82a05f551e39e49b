// Package attribution finds who is given as saying what: source, cue and content, as the corpus PolNeAR draws them
// (Newell, Margolin & Ruths, LREC 2018), and the attributions inside the content of others.
//
// A linear-chain CRF labels the words of a report; a linker ties the labelled runs together; the same two run once more
// over the content of each attribution for those inside it. Rules find what is a matter of layout and fixed phrases.
package attribution

import (
	"embed"
	"fmt"
	"sort"

	"onrecord"
	"onrecord/internal/linear"
	"onrecord/internal/wordclass"
)

//go:embed model
var files embed.FS

const modelFile = "model/attribution.bin"

// Finder finds attributions. It is safe for use by many goroutines.
type Finder struct {
	classes  *wordclass.Classes
	cues     map[uint32]uint8 // class of word -> how often it heads a cue, 1..5
	labeller *linear.CRF
	source   *linear.Model // ranks the sources of a cue
	link     *linear.Model // ranks the cues of a content
	bias     float32       // in favour of beginning a segment
	curve    curve
	phrases  *phrases
	Sum      string // SHA-256 of the weights
}

// New makes a finder from the embedded weights and dictionaries.
func New(classes *wordclass.Classes) (*Finder, error) {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return nil, fmt.Errorf("load attribution: %w", err)
	}
	return Open(raw, classes)
}

// Open makes a finder from the bytes that [Train] returned.
func Open(raw []byte, classes *wordclass.Classes) (*Finder, error) {
	b, err := linear.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("load attribution: %w", err)
	}
	if err := classes.Check(b); err != nil {
		return nil, fmt.Errorf("load attribution: %w", err)
	}
	f := &Finder{classes: classes, Sum: b.Sum}
	if f.phrases, err = loadPhrases(); err != nil {
		return nil, err
	}
	return f, f.load(b)
}

type settings struct {
	Bias  float32
	Curve curve
	Cues  [5][]uint32 // per share, the classes of words
}

func (f *Finder) bytes() []byte {
	b := linear.NewBundle()
	f.classes.Sign(b)
	s := settings{Bias: f.bias, Curve: f.curve}
	for k, share := range f.cues {
		s.Cues[share-1] = append(s.Cues[share-1], k)
	}
	for _, keys := range s.Cues {
		sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	}
	b.PutJSON("settings", s)
	b.PutCRF("labels", f.labeller)
	b.PutModel("sources", f.source)
	b.PutModel("links", f.link)
	return b.Bytes()
}

func (f *Finder) load(b *linear.Bundle) (err error) {
	var s settings
	if err = b.JSON("settings", &s); err != nil {
		return fmt.Errorf("load attribution: %w", err)
	}
	f.bias, f.curve, f.cues = s.Bias, s.Curve, map[uint32]uint8{}
	for share, keys := range s.Cues {
		for _, k := range keys {
			f.cues[k] = uint8(share + 1)
		}
	}
	if f.labeller, err = b.CRF("labels"); err != nil {
		return fmt.Errorf("load attribution: %w", err)
	}
	if len(f.labeller.Labels) != len(labels) {
		return fmt.Errorf("load attribution: other labels: %w", linear.ErrBundle)
	}
	if f.source, err = b.Model("sources"); err == nil {
		f.link, err = b.Model("links")
	}
	if err != nil {
		return fmt.Errorf("load attribution: %w", err)
	}
	return nil
}

// found is an attribution in positions of a view, with what its confidence is worked out from.
type found struct {
	source, cue []int32 // one run each, or none
	content     []int32
	by          string
	form        onrecord.Form
	carried     bool
	sure        evidence
	conf        float64
}

// label runs the labelling and the linker over a view.
func (f *Finder) label(v *view) []found {
	if len(v.token) == 0 {
		return nil
	}
	seq := linear.Sequence{Features: v.features(), Edge: v.edge}
	return f.decode(v, &seq, f.bias)
}

func (f *Finder) decode(v *view, seq *linear.Sequence, bias float32) []found {
	l := f.labeller.NewLattice()
	f.labeller.Emit(seq, l, bias)
	segs := segments(f.labeller.Viterbi(seq, l))
	if len(segs) == 0 {
		return nil
	}
	return f.tie(v.linker(segs), f.labeller.Marginals(seq, l))
}

// tie links segments into attributions. Contents without a cue in reach are dropped, and so are cues without content.
func (f *Finder) tie(l *linker, marginals []float64) []found {
	out := make([]found, len(l.of[cue]))
	sum := f.source.NewSum()
	score := func(m *linear.Model, fs []linear.Feature) float32 {
		m.Score(fs, sum)
		return float32(m.Units(sum, 0)) * m.Scale()
	}
	for c, x := range l.of[cue] {
		a := &out[c]
		a.by, a.cue = "attribution/crf", run(x)
		a.sure.cue = segmentSure(marginals, x)
		s, lead := choose(l.sourcesNear(x), func(i int) float32 { return score(f.source, l.askSource(x, i)) })
		a.sure.sourceLead = float64(lead)
		if s >= 0 {
			a.source = run(l.of[source][s])
			a.sure.source = segmentSure(marginals, l.of[source][s])
		} else {
			a.source = l.subject(x)
		}
	}
	for k, x := range l.of[content] {
		c, lead := choose(l.cuesNear(x), func(i int) float32 { return score(f.link, l.askCue(k, i)) })
		if c < 0 {
			continue
		}
		a := &out[c]
		sure := segmentSure(marginals, x)
		if len(a.content) == 0 || sure < a.sure.content {
			a.sure.content = sure
		}
		if len(a.content) == 0 || float64(lead) < a.sure.contentLead {
			a.sure.contentLead = float64(lead)
		}
		a.content = append(a.content, run(x)...)
	}
	kept := out[:0]
	for _, a := range out {
		if len(a.content) > 0 {
			a.sure.none, a.sure.words = len(a.source) == 0, len(a.content)
			a.conf = f.curve.of(a.sure)
			kept = append(kept, a)
		}
	}
	return kept
}

// longestSubject is the most words of a subject that is taken for a source the labelling has missed.
const longestSubject = 12

// subject is the grammatical subject of an active verb that heads a cue, when the labelling gave the cue no source: the
// words between the cue and it bear no other role.
func (l *linker) subject(c segment) []int32 {
	top := l.cueTop(c)
	for i := c.from; i < c.to; i++ {
		if l.rel[i] == relAuxPass {
			return nil
		}
	}
	for _, k := range l.kids[top] {
		if l.rel[k] != relSubj || l.low[k] == wordIt || l.low[k] == wordThere || l.high1[k] >= c.from || l.high1[k]-l.low1[k] >= longestSubject {
			continue
		}
		at := l.subtree(k)
		for _, p := range at {
			if l.on[content][p] >= 0 || l.on[cue][p] >= 0 {
				return nil
			}
		}
		return at
	}
	return nil
}

func run(s segment) []int32 {
	out := make([]int32, 0, s.to-s.from)
	for i := s.from; i < s.to; i++ {
		out = append(out, i)
	}
	return out
}

// segmentSure is how sure the labelling is of a run: the least of the probabilities that it begins where it does and
// that its words have its role.
func segmentSure(marginals []float64, s segment) float64 {
	n := len(labels)
	role := func(i int32, first bool) (p float64) {
		for k, r := range roleOf {
			if r == s.role && (!first || begins(uint8(k))) {
				p += marginals[int(i)*n+k]
			}
		}
		return p
	}
	sum := 0.0
	for i := s.from; i < s.to; i++ {
		sum += role(i, false)
	}
	return 0.5*role(s.from, true) + 0.5*sum/float64(s.to-s.from)
}

// Version is the SHA-256 of the embedded weights, told without loading them; "" when there are none.
func Version() string {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return ""
	}
	return linear.SumOf(raw)
}
