// Package frames is the learned reader: one pass of a pretrained encoder over a report, and on top of it, for statements,
// events and positions alike, an anchor (the cue, the trigger, the words of stance), the stretches of words that fill its
// roles, and its classes. A linear-chain CRF (Lafferty et al., 2001) reads the roles of each anchor, so that nesting needs
// nothing extra: every cue has its own content.
package frames

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"onrecord"
	"onrecord/internal/lang/encoder"
	"onrecord/internal/lang/lexicon"
)

//go:embed model/frames.safetensors
var weights []byte

// fastWeights are those of the small reader; it has the words' vectors of the whole one.
//
//go:embed model/fast.safetensors
var fastWeights []byte

// Engine is one of the readers there are: the same code with weights of its own.
type Engine string

// The engines.
const (
	Default Engine = "default" // twelve layers: what is measured first
	Fast    Engine = "fast"    // three layers, trained on what the twelve see (train/distil.py): twice as quick, and errs more often
)

// Engines are all engines, the usual one first.
var Engines = []Engine{Default, Fast}

// Scheme is a convention of annotation that the encoder was trained on; it draws statements as the convention does.
type Scheme int

// The schemes.
const (
	PolNeAR Scheme = iota // outermost statements alone, as in PolNeAR (Newell, Margolin & Ruths, LREC 2018)
	Guide                 // our own guide, docs/annotation.md: nested as they come
)

// Reader lays frames over reports. It is safe for use by many goroutines.
type Reader struct {
	encoder *encoder.Encoder
	words   *encoder.Vocabulary
	layers  []*layer
	scheme  Scheme
	saying  map[string]bool // words that attribute nearly always
	spare   sync.Pool       // of *work
}

// New makes a reader from the embedded weights of an engine.
func New(s Scheme, e Engine) (*Reader, error) {
	if e != Fast {
		return Open(weights, s)
	}
	base, err := encoder.Open(weights)
	if err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	w, err := encoder.Open(fastWeights)
	if err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	return open(w.On(base), s)
}

// Open makes a reader from the bytes that train/export.py wrote.
func Open(raw []byte, s Scheme) (*Reader, error) {
	w, err := encoder.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	return open(w, s)
}

func open(w *encoder.Weights, s Scheme) (*Reader, error) {
	r := &Reader{scheme: s, saying: map[string]bool{}}
	words, err := lexicon.Open("saying.tsv")
	if err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	for _, row := range words.Rows {
		r.saying[row.Cells[0]] = true
	}
	if r.encoder, err = encoder.New(w); err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	if r.words, err = encoder.Uncased(); err != nil {
		return nil, fmt.Errorf("load frames: %w", err)
	}
	var roles, classes map[string][]string
	var settings map[string]settings
	for key, to := range map[string]any{"roles": &roles, "classes": &classes, "settings": &settings} {
		if err := json.Unmarshal([]byte(w.Text(key)), to); err != nil {
			return nil, fmt.Errorf("load frames: %s: %w", key, err)
		}
	}
	for _, k := range kinds {
		l, err := openLayer(w, k, roles[k.name], classes, r.encoder.Hidden)
		if err != nil {
			return nil, fmt.Errorf("load frames: %w", err)
		}
		l.settings = settings[k.name]
		r.layers = append(r.layers, l)
	}
	r.spare.New = func() any { return new(work) }
	return r, nil
}

// Version is the SHA-256 of the embedded weights of an engine.
func Version(e Engine) string {
	if e == Fast {
		return fastVersion()
	}
	return version()
}

var (
	version     = sync.OnceValue(func() string { return sum(weights) })
	fastVersion = sync.OnceValue(func() string { return sum(weights, fastWeights) })
)

func sum(files ...[]byte) string {
	h := sha256.New()
	for _, f := range files {
		h.Write(f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Find fills Frames. It needs Sentences and Tokens; frames whose anchor stands in furniture, by-lines and datelines are left out.
// Once stop says so it ends early, with the frames up to there.
func (r *Reader) Find(d *onrecord.Document, stop func() bool) {
	d.Frames = nil
	t := r.cut(d)
	w := r.spare.Get().(*work)
	defer r.spare.Put(w)
	for _, win := range t.windows() {
		r.read(d, t, win, w, stop)
		if stop() {
			return
		}
	}
	order(d.Frames)
}

// Vectors are what the encoder makes of each word of a document, row after row, as the frames are read from; a smaller reader is
// trained on them (train/distil.py). It needs Sentences and Tokens.
func (r *Reader) Vectors(d *onrecord.Document) []float32 {
	t, h := r.cut(d), r.encoder.Hidden
	w := r.spare.Get().(*work)
	defer r.spare.Put(w)
	out := make([]float32, 0, len(d.Tokens)*h)
	for _, win := range t.windows() {
		out = append(out, r.states(t, win, w)[(win.core-win.from)*h:]...)
	}
	return out
}

// read lays the frames of one window over the document.
func (r *Reader) read(d *onrecord.Document, t *text, win window, w *work, stop func() bool) {
	hw := r.states(t, win, w)
	for _, l := range r.layers {
		for _, a := range l.anchors(hw, t, win, w) {
			if stop() {
				break
			}
			if t.told[win.from+a.from] {
				f := l.frame(hw, win, a, w)
				f.Conf = l.confidence(&f)
				d.Frames = append(d.Frames, f)
			}
		}
		w.forget()
	}
}

// states are the vectors of a window's words, each that of its first piece.
func (r *Reader) states(t *text, win window, w *work) []float32 {
	h := r.encoder.Hidden
	in := t.input(r.words, win, w)
	in.Scheme = int(r.scheme)
	w.pieces = room(w.pieces, len(in.Pieces)*h)
	r.encoder.Encode(w.pieces, in, &w.scratch)
	n := win.to - win.from
	w.words = room(w.words, n*h)
	for i, p := range w.first[:n] {
		copy(w.words[i*h:(i+1)*h], w.pieces[p*h:(p+1)*h])
	}
	return w.words
}
