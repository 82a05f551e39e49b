package corpus

import (
	"fmt"

	"onrecord"
)

// Article is a text with the attributions that an annotator marked in it.
type Article struct {
	ID           string
	Publisher    string
	Genre        string // GUM only: "news", "interview", ...
	Title        string
	Date         string
	Annotator    string
	Chosen       bool // in a file of several annotators: the annotation that the split keeps
	Text         string
	Attributions []Attribution
	Discard      []onrecord.Span // regions that no reading is judged by: by-lines, embedded posts, editors' notes
}

// Attribution is who said what by which words, as an annotator drew it. Source and Cue may be empty, Content never is.
type Attribution struct {
	ID       string
	Source   []onrecord.Span
	Cue      []onrecord.Span
	Content  []onrecord.Span
	Polarity string // GUM only: "positive" or "negative"
	Quoted   bool   // GUM only
}

// Attributions reads the attributions of a split ("train", "dev") of a pack: "polnear" (Newell, Margolin & Ruths, LREC
// 2018: the outermost attributions only) or "gum" (eRST attribution relations, nested ones too).
func (d Dir) Attributions(pack, split string) ([]Article, error) {
	switch pack {
	case "polnear":
		return d.articles("polnear/" + split + ".jsonl.gz")
	case "gum":
		return d.articles("gum/attribution-" + split + ".jsonl.gz")
	}
	return nil, fmt.Errorf("%w: no attributions in a pack %q", ErrAbsent, pack)
}

// Annotators reads the articles of a split of PolNeAR that several people annotated: the same ID comes once for each.
func (d Dir) Annotators(split string) ([]Article, error) {
	return d.articles("polnear/multi-annotator-" + split + ".jsonl.gz")
}

func (d Dir) articles(path string) ([]Article, error) {
	seen := map[[2]string]bool{}
	return collect(d, path, func(r articleRecord) (Article, error) {
		key := [2]string{r.ID, r.Annotator}
		if seen[key] {
			return Article{}, fmt.Errorf("id %s twice", r.ID)
		}
		seen[key] = true
		return r.article()
	})
}

// articleRecord is a line of an attribution file; positions are code points.
type articleRecord struct {
	ID           string              `json:"id"`
	Publisher    string              `json:"publisher"`
	Genre        string              `json:"genre"`
	Title        string              `json:"title"`
	Date         string              `json:"date"`
	Annotator    string              `json:"annotator"`
	Chosen       bool                `json:"chosen"`
	Text         string              `json:"text"`
	Attributions []attributionRecord `json:"attributions"`
	Discard      [][2]int            `json:"discard"`
}

type attributionRecord struct {
	ID       string   `json:"id"`
	Source   [][2]int `json:"source"`
	Cue      [][2]int `json:"cue"`
	Content  [][2]int `json:"content"`
	Polarity string   `json:"polarity"`
	Quoted   bool     `json:"quoted"`
}

func (r *articleRecord) article() (Article, error) {
	a := Article{ID: r.ID, Publisher: r.Publisher, Genre: r.Genre, Title: r.Title, Date: r.Date,
		Annotator: r.Annotator, Chosen: r.Chosen, Text: r.Text}
	if r.ID == "" {
		return a, fmt.Errorf("article without id")
	}
	at := offsetsOf(r.Text)
	var err error
	if a.Discard, err = at.spans(r.Discard); err != nil {
		return a, fmt.Errorf("discard of %s: %w", r.ID, err)
	}
	for i, ar := range r.Attributions {
		one, err := ar.attribution(at)
		if err != nil {
			return a, fmt.Errorf("attribution %d of %s: %w", i+1, r.ID, err)
		}
		if one.ID == "" {
			one.ID = fmt.Sprintf("A%d", i+1)
		}
		a.Attributions = append(a.Attributions, one)
	}
	return a, nil
}

func (r *attributionRecord) attribution(at offsets) (Attribution, error) {
	a := Attribution{ID: r.ID, Polarity: r.Polarity, Quoted: r.Quoted}
	for _, role := range []struct {
		to   *[]onrecord.Span
		from [][2]int
	}{{&a.Source, r.Source}, {&a.Cue, r.Cue}, {&a.Content, r.Content}} {
		spans, err := at.spans(role.from)
		if err != nil {
			return a, err
		}
		*role.to = spans
	}
	return a, nil
}
