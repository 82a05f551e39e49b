package corpus

// StoryReport is a report of ECB+ (Cybulska and Vossen 2014) with the story it tells. Each topic holds two stories of like events,
// which only names, places and figures tell apart. It has no date.
type StoryReport struct {
	ID    string `json:"id"`
	Topic int    `json:"topic"`
	Story string `json:"story"`
	Split string `json:"split"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// StoryReports reads the reports of one part of ECB+ (clustering/ecbplus-docs.jsonl.gz): "train", or "dev", which are the topics 2, 5,
// 12, 18, 21, 23, 34 and 35.
func (d Dir) StoryReports(split string) ([]StoryReport, error) {
	all, err := collect(d, "clustering/ecbplus-docs.jsonl.gz", func(r StoryReport) (StoryReport, error) { return r, nil })
	var out []StoryReport
	for _, r := range all {
		if r.Split == split {
			out = append(out, r)
		}
	}
	return out, err
}
