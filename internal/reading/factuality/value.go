package factuality

import (
	"embed"
	"fmt"
	"strconv"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

//go:embed model
var files embed.FS

const modelFile = "model/factuality.bin"

// Convention is by whose habits a value is given: the corpora differ in how much they call certain.
type Convention int

// The conventions, each of a corpus that the values were learned from.
const (
	News     Convention = iota // UW (Lee et al. 2015): what is told plainly is near 3; the reading of reports uses it
	Web                        // UDS-IH2 (Rudinger et al. 2018): judged sentence by sentence, spread over the scale
	Wikinews                   // MEANTIME (Minard et al. 2016): nearly all certain
)

// learned is how many of the conventions the regression has weights for; Wikinews is drawn from News.
const learned = 2

// Conventions lists the conventions.
var Conventions = []Convention{News, Web, Wikinews}

// New reads the dictionaries and the embedded weights. A bad line is an error that names file and line.
func New(classes *wordclass.Classes) (*Judge, error) {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return nil, fmt.Errorf("load factuality: %w", err)
	}
	return Open(raw, classes)
}

// Open makes a judge from the bytes that [Train] returned.
func Open(raw []byte, classes *wordclass.Classes) (*Judge, error) {
	j, err := bare(classes)
	if err != nil {
		return nil, err
	}
	b, err := linear.Open(raw)
	if err == nil {
		err = classes.Check(b)
	}
	if err != nil {
		return nil, fmt.Errorf("load factuality: %w", err)
	}
	m, err := b.Model("values")
	if err == nil {
		err = b.JSON("wikinews", &j.wikinews)
	}
	if err != nil {
		return nil, fmt.Errorf("load factuality: %w", err)
	}
	if m.Classes() != learned {
		return nil, fmt.Errorf("load factuality: %d conventions, want %d: %w", m.Classes(), learned, linear.ErrBundle)
	}
	j.use(m)
	return j, nil
}

func (j *Judge) use(m *linear.Model) {
	j.model = m
	j.sums.New = func() any { return m.NewSum() }
}

// bare is a judge without weights.
func bare(classes *wordclass.Classes) (*Judge, error) {
	words, err := open("fact_words.tsv", "sign", "sign")
	if err != nil {
		return nil, err
	}
	governors, err := open("fact_governors.tsv", "positive", "negated")
	if err != nil {
		return nil, err
	}
	strength, err := openStrengths()
	return &Judge{words: words, governors: governors, classes: classes, strength: strength}, err
}

// openStrengths reads what verbs let on about their complements, in tenths.
func openStrengths() (map[verbFrame][2]int8, error) {
	t, err := lexicon.Open("fact_verbs.tsv")
	if err != nil {
		return nil, fmt.Errorf("open factuality: %w", err)
	}
	out := make(map[verbFrame][2]int8, len(t.Rows))
	for _, r := range t.Rows {
		p, err1 := strconv.ParseFloat(r.Get("positive"), 64)
		n, err2 := strconv.ParseFloat(r.Get("negated"), 64)
		if err1 != nil || err2 != nil || p < -1 || p > 1 || n < -1 || n > 1 {
			return nil, r.Errorf("no such strength")
		}
		out[verbFrame{r.Cells[0], r.Get("frame")}] = [2]int8{int8(10 * p), int8(10 * n)}
	}
	return out, nil
}

func (j *Judge) drawing(w *walk) *drawing {
	return &drawing{w: w, classes: j.classes, strength: j.strength}
}

// value is the learned value of a predicate, kept on the side of the scale that the rules can show words for: what they
// find negated is never told as certain to have happened, and what they find plainly told is not called denied.
func (j *Judge) value(w *walk, path []int, f *onrecord.Factuality, as Convention) float64 {
	sum := j.sums.Get().(*linear.Sum)
	defer j.sums.Put(sum)
	j.model.Score(j.drawing(w).draw(path, f), sum)
	column := as
	if as == Wikinews {
		column = News
	}
	v := float64(j.model.Units(sum, int(column))) * float64(j.model.Scale())
	noun := w.d.Tokens[path[0]].Tag == "NOUN"
	switch {
	case f.Polarity == onrecord.Negated && !noun:
		v = min(v, floor)
	case f.Polarity == onrecord.Positive && f.Modality == onrecord.Asserted:
		v = max(v, -floor)
	}
	if v = max(-3, min(3, v)); as == Wikinews {
		return j.inWikinews(v)
	}
	return v
}

// inWikinews turns a value of News into one by the habits of MEANTIME.
func (j *Judge) inWikinews(v float64) float64 {
	out := v
	for i, s := range j.wikinews {
		if i == 0 || v >= s.From {
			out = s.To
		}
	}
	return out
}

// floor is the value nearest to open that still tells a denial from an assertion.
const floor = -0.1

// Version is the SHA-256 of the embedded weights.
func Version() string {
	raw, err := files.ReadFile(modelFile)
	if err != nil {
		return ""
	}
	return linear.SumOf(raw)
}
