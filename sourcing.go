package onrecord

// Sourcing is the profile of a report's sourcing, worked out from its attributions and never stored in them.
// Words are counted as tokens that hold a letter or a digit, in headline, standfirst and body.
type Sourcing struct {
	Words      int // in all
	OwnVoice   int // outside every content: the outlet's own voice
	Attributed int // inside some content
	Anonymous  int // inside content whose outermost source is anonymous
	NoSource   int // inside content with no source
	Unknown    int // of a report that is not read, in another language than English: on whose word they stand is not known

	Statements  int             // attributions in all
	Nested      int             // of these, inside another's content
	ByKind      []Count         // per source kind, most first
	ByNaming    []Count         // per naming, most first
	Sources     []SourceSummary // distinct sources, in order of appearance
	FirstNamed  AttributionID   // the first attribution with a named source; 0 is none
	FirstSource AttributionID   // the first attribution with any source; 0 is none
}

// Count is how often a value of an axis stands, and how many words of content it carries.
type Count struct {
	Value      string
	Statements int
	Words      int
	Share      float64 // of all statements
}

// SourceSummary is one source of a report with what it is given for.
type SourceSummary struct {
	Label        string   // its fullest words in the report
	Entity       EntityID // 0 when its words were never tied to an entity
	Naming       Naming
	Kind         SourceKind
	Attributions []AttributionID
	Words        int
}

// Alert is a newsroom rule that a report may touch. It is always "possible": it points at words, it does not judge.
type Alert struct {
	Rule         string // "S1" .. "S18"
	Title        string
	Message      string // what was seen here, in one line
	Wording      string // what the standard asks, in our words
	Reference    string // where the standard is published
	Severity     Severity
	Spans        []Span
	Attributions []AttributionID
	By           string
}

// Severity is how much a house profile makes of a finding.
type Severity string

// The severities.
const (
	SeverityNote    Severity = "note"
	SeverityCheck   Severity = "check"
	SeverityWarning Severity = "warning"
)
