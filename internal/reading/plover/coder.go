package plover

import (
	"embed"
	"fmt"
	"sync"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

//go:embed model
var files embed.FS

const modelFile = "model/plover.bin"

// Profile is a way of naming deeds.
type Profile string

// The label profiles: the codebook's own roots, and those of the PLV sentences (Hu et al. 2024), in which CONCEDE and
// RETREAT are one YIELD and sanctions are COERCE.
const (
	Plover08 Profile = "plover-0.8"
	PLV      Profile = "plv"
)

// Profiles lists the label profiles.
var Profiles = []Profile{Plover08, PLV}

// plvRoots are the roots of the label profile plv, in which the coder learns.
var plvRoots = []string{"ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST",
	"REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD"}

// Coding is what a coder makes of a pair.
type Coding struct {
	Root onrecord.Root
	Quad onrecord.Quad
	Conf float64          // how likely the root is right
	Deed onrecord.TokenID // the word that names the deed, as far as the tree tells; 0 for none
}

// Coder says what one marked party did to another. It is safe for use by many goroutines.
type Coder struct {
	classes *wordclass.Classes
	cameo   *cameo
	deeds   *Deeds
	profile map[[2]string]onrecord.Root // root in plv, lemma -> root in PLOVER 0.8
	model   *linear.Model
	heat    float64
	sums    sync.Pool
}

// NewCoder loads the embedded weights and the dictionaries.
func NewCoder(classes *wordclass.Classes) (*Coder, error) {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return nil, fmt.Errorf("load coder: %w", err)
	}
	return OpenCoder(raw, classes)
}

// OpenCoder makes a coder from the bytes that [Train] returned.
func OpenCoder(raw []byte, classes *wordclass.Classes) (*Coder, error) {
	b, err := linear.Open(raw)
	if err == nil {
		err = classes.Check(b)
	}
	if err != nil {
		return nil, fmt.Errorf("load coder: %w", err)
	}
	m, err := b.Model("roots")
	if err != nil {
		return nil, fmt.Errorf("load coder: %w", err)
	}
	var set calibration
	if err := b.JSON("calibration", &set); err != nil {
		return nil, fmt.Errorf("load coder: %w", err)
	}
	if m.Classes() != len(plvRoots) || set.Heat <= 0 {
		return nil, fmt.Errorf("load coder: %d classes, heat %g: %w", m.Classes(), set.Heat, linear.ErrBundle)
	}
	return bareCoder(m, set.Heat, classes)
}

// calibration is the heat that scores are divided by before they become probabilities.
type calibration struct{ Heat float64 }

func bareCoder(m *linear.Model, heat float64, classes *wordclass.Classes) (*Coder, error) {
	k, err := openCameo()
	if err != nil {
		return nil, err
	}
	c := &Coder{classes: classes, cameo: k, model: m, heat: heat, profile: map[[2]string]onrecord.Root{}}
	if c.deeds, err = Open(); err != nil {
		return nil, err
	}
	t, err := lexicon.Open("plover_profile.tsv")
	if err != nil {
		return nil, fmt.Errorf("open label profiles: %w", err)
	}
	for _, r := range t.Rows {
		c.profile[[2]string{r.Cells[0], r.Get("lemma")}] = onrecord.Root(r.Get("root"))
	}
	c.sums.New = func() any { return m.NewSum() }
	return c, nil
}

// Code says what the source of a pair did to its target. The document is the pair's text, read up to its trees.
func (c *Coder) Code(d *onrecord.Document, p Pair, as Profile) Coding {
	return c.CodeIn(d, 0, len(d.Tokens), p.Source, p.Target, as)
}

// CodeIn is Code on a stretch of tokens, such as a sentence of a report.
func (c *Coder) CodeIn(d *onrecord.Document, from, to int, source, target []onrecord.Span, as Profile) Coding {
	s := newScene(d, from, to, source, target, c.classes, c.cameo)
	best, conf := c.choose(s.draw())
	deed := s.deed(c.deeds)
	out := Coding{Root: onrecord.Root(plvRoots[best]), Conf: conf, Deed: onrecord.TokenID(deed + 1)}
	out.Quad = quadOfPLV(out.Root)
	if as == Plover08 {
		out.Root = c.in08(out.Root, s.lemma(deed))
		out.Quad = QuadOf(out.Root)
	}
	return out
}

// choose is the likeliest class and how likely it is.
func (c *Coder) choose(features []linear.Feature) (best int, conf float64) {
	sum := c.sums.Get().(*linear.Sum)
	defer c.sums.Put(sum)
	c.model.Score(features, sum)
	var weights [32]float32
	c.model.Weights(sum, weights[:len(plvRoots)])
	p := make([]float64, len(plvRoots))
	for i := range p {
		p[i] = float64(weights[i]) / c.heat
	}
	linear.Normalise(p)
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return best, p[best]
}

// in08 names a deed in PLOVER 0.8.
func (c *Coder) in08(root onrecord.Root, lemma string) onrecord.Root {
	for _, l := range []string{lemma, ""} {
		if r, ok := c.profile[[2]string{string(root), l}]; ok {
			return r
		}
	}
	return root
}

// quadOfPLV is the quad class of a root of the profile plv.
func quadOfPLV(r onrecord.Root) onrecord.Quad {
	if r == onrecord.RootYield {
		return QuadOf(onrecord.RootRetreat)
	}
	return QuadOf(r)
}

// deed is the word that names the deed: on the way from the source to the target, the first that the dictionary of deeds
// knows, else the verb over the source; -1 for none.
func (s *scene) deed(known *Deeds) int {
	up := s.chain(s.source)
	down := s.chain(s.target)
	for _, way := range [][]int{up, down} {
		for _, i := range way {
			t := &s.d.Tokens[i]
			if _, ok := known.Find(s.lemma(i), t.Tag); ok && s.party(i) == ofNone {
				return i
			}
		}
	}
	if v := s.verb(up); v >= 0 {
		return v
	}
	return s.verb(down)
}

// Version is the SHA-256 of the embedded weights.
func Version() string {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return ""
	}
	return linear.SumOf(raw)
}
