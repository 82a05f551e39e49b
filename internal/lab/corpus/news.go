package corpus

import (
	"iter"
)

// The collections of plain news that [Dir.News] reads.
const (
	Reuters  = "reuters21578"       // wire reports of 1987; many hold a headline only
	BBC      = "bbc-2004-2005"      // title and paragraphs run together
	Wikinews = "wikinews-2019-2020" // CC BY 2.5
)

// Report is a news report without any annotation.
type Report struct {
	ID       string `json:"id"`
	Date     string `json:"date"` // as the collection writes it
	Title    string `json:"title"`
	Author   string `json:"author"`
	Dateline string `json:"dateline"` // Reuters: not part of Text
	Category string `json:"category"` // BBC
	URL      string `json:"url"`
	License  string `json:"license"`
	Text     string `json:"text"` // "" where the report has a headline only
}

// News goes through a collection of the pack news without holding it in memory. It ends at the first error, which
// comes with an empty report.
func (d Dir) News(collection string) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		err := records(d, "news/"+collection+".jsonl.gz", func(r Report) error {
			if !yield(r, nil) {
				return errStop
			}
			return nil
		})
		if err != nil {
			yield(Report{}, err)
		}
	}
}
