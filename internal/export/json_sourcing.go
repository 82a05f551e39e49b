package export

import "onrecord"

// sourcingJSON is the sourcing profile; words are counts of words, shares are of all statements.
type sourcingJSON struct {
	Words       int           `json:"words"`
	OwnVoice    int           `json:"own_voice_words"`
	Attributed  int           `json:"attributed_words"`
	Anonymous   int           `json:"anonymous_words"`
	NoSource    int           `json:"no_source_words"`
	Unknown     int           `json:"unknown_words,omitempty"`
	Statements  int           `json:"statements"`
	Nested      int           `json:"nested"`
	ByKind      []countJSON   `json:"by_kind"`
	ByNaming    []countJSON   `json:"by_naming"`
	Sources     []summaryJSON `json:"sources"`
	FirstNamed  *string       `json:"first_named"`
	FirstSource *string       `json:"first_source"`
}

type countJSON struct {
	Value      string  `json:"value"`
	Statements int     `json:"statements"`
	Words      int     `json:"words"`
	Share      float64 `json:"share"`
}

type summaryJSON struct {
	Label        string   `json:"label"`
	Entity       *string  `json:"entity"`
	Naming       string   `json:"naming"`
	Kind         string   `json:"kind"`
	Attributions []string `json:"attributions"`
	Words        int      `json:"words"`
}

func newSourcingJSON(d *onrecord.Document, s *onrecord.Sourcing) sourcingJSON {
	out := sourcingJSON{
		Words: s.Words, OwnVoice: s.OwnVoice, Attributed: s.Attributed, Anonymous: s.Anonymous, NoSource: s.NoSource, Unknown: s.Unknown,
		Statements: s.Statements, Nested: s.Nested,
		ByKind: countsJSON(s.ByKind), ByNaming: countsJSON(s.ByNaming),
		Sources:    make([]summaryJSON, 0, len(s.Sources)),
		FirstNamed: wordID(d, s.FirstNamed), FirstSource: wordID(d, s.FirstSource),
	}
	for _, x := range s.Sources {
		out.Sources = append(out.Sources, summaryJSON{x.Label, entityID(x.Entity), known(x.Naming), known(x.Kind),
			findingIDs(d, onrecord.KindStatement, x.Attributions), x.Words})
	}
	return out
}

func countsJSON(counts []onrecord.Count) []countJSON {
	out := make([]countJSON, 0, len(counts))
	for _, c := range counts {
		out = append(out, countJSON{known(c.Value), c.Statements, c.Words, rounded(c.Share)})
	}
	return out
}

type alertJSON struct {
	Rule         string   `json:"rule"`
	Title        string   `json:"title"`
	Message      string   `json:"message"`
	Wording      string   `json:"wording"`
	Reference    string   `json:"reference"`
	Severity     string   `json:"severity"`
	Spans        []pair   `json:"spans"`
	Attributions []string `json:"attributions"`
	By           string   `json:"by"`
}

func alertsJSON(p points, d *onrecord.Document, alerts []onrecord.Alert) []alertJSON {
	out := make([]alertJSON, 0, len(alerts))
	for _, f := range alerts {
		out = append(out, alertJSON{f.Rule, f.Title, f.Message, f.Wording, f.Reference, known(f.Severity),
			p.pairs(f.Spans), findingIDs(d, onrecord.KindStatement, f.Attributions), f.By})
	}
	return out
}
