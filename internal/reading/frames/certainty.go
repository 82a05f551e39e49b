package frames

import (
	"math"

	"onrecord"
)

// anchorSure is the name under which a frame keeps how sure the reader is of its anchor.
const anchorSure = "anchor"

// certainties are, by layer, the roles and classes whose certainty counts beside the anchor's: what makes a finding right.
var certainties = map[onrecord.FrameLayer][2]string{onrecord.FrameStatement: {"content", "source"}, onrecord.FrameEvent: {"actor", "root"},
	onrecord.FramePosition: {"issue", "stance"}}

// Certainty is what the confidence of a frame is worked out from: 1, the logit of its anchor's probability, and the certainty of
// the two roles or classes that count most, 0.5 where there is none.
func Certainty(f *onrecord.Frame) []float64 {
	p := min(max(f.Sure[anchorSure], 0.001), 0.999)
	out := []float64{1, logit(p)}
	for _, name := range certainties[f.Layer] {
		s, ok := f.Sure[name]
		if !ok {
			s = 0.5
		}
		out = append(out, s)
	}
	return out
}

// logit is the logarithm of the odds, near enough: the power of two of the odds, and a straight line between powers, so that it is
// the same on every machine.
func logit(p float64) float64 {
	frac, e := math.Frexp(p / (1 - p))
	return float64(float64(e)+float64(2*frac)-2) * math.Ln2
}

// confidence is how often a frame of such certainty is right (fitted by train/calibrate.py on reports that nothing was learned
// from); the anchor's probability where nothing is fitted.
func (l *layer) confidence(f *onrecord.Frame) float64 {
	if l.Sure == [4]float64{} {
		return f.Sure[anchorSure]
	}
	z := 0.0
	for i, x := range Certainty(f) {
		z += float64(l.Sure[i] * x)
	}
	return float64(1 / (1 + exp(float32(-z))))
}
