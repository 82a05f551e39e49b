package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Kind is what a search finds: a kind of finding, or whole reports.
type Kind = onrecord.Kind

// The kinds of hits.
const (
	Report    Kind = "report" // whole reports
	Statement      = onrecord.KindStatement
	Event          = onrecord.KindEvent
	Position       = onrecord.KindPosition
)

// Kinds are all kinds of hits.
var Kinds = []Kind{Report, Statement, Event, Position}

// Query is what to look for. Every field that is not empty must fit.
type Query struct {
	// Text is words as a user types them: word, "words in a row", begin*, -without, this OR that. They must stand in
	// title or text of a report, in the sentences of a finding. Words match by their stem.
	Text string
	// Anywhere lets the words of Text stand anywhere in the report of a finding.
	Anywhere bool
	// Kind is what to find. Without it whole reports are found, unless a field asks for findings.
	Kind Kind

	Actor      string // words of who speaks, acts or holds a position, or of its code ("PAKMIL")
	Recipient  string // words of to whom
	Source     string // words of the source on whose word it is told
	SourceKind onrecord.SourceKind
	Naming     onrecord.Naming
	Country    string // ISO 3166-1 alpha-3 of actor or recipient
	Place      string // the same of the state in which an event took place
	Root       onrecord.Root
	Stance     onrecord.Stance
	Firmness   *Range
	Modality   onrecord.Modality // of events: asserted, intended, ...
	Happened   *bool             // events told as having happened, or all others
	Voice      Telling           // whether on somebody's word or in the outlet's own voice
	Issue      string            // words of the issue, or its line in the lexicon of issues ("troop_deployment")

	Tag      string // of a note on the report, in full, without regard to case
	Outlet   string // in full, without regard to case; any outlet that printed the text
	From, To string // days of publication, 2006-01-02, both included

	Since int64 // only reports stored or read again after this change; see [Mark]
	Until int64 // and up to this one; 0 is any

	Limit int    // at most so many hits; 0 is [DefaultLimit]
	After string // [Page.Next] of the page before
}

// Telling says on whose word findings are to stand.
type Telling string

// The ways of telling.
const (
	Attributed Telling = "attributed" // on somebody's word, named or not
	Outlet     Telling = "outlet"     // in the outlet's own voice
)

// DefaultLimit is how many hits a page has where the query does not say.
const DefaultLimit = 20

// Range is a range of firmness, 0 (withheld) to 5 (absolute), both included.
type Range struct{ Min, Max int }

// ParseRange reads a range as people write it: "4", or "4-5". The error wraps [ErrQuery].
func ParseRange(s string) (*Range, error) {
	from, to, several := strings.Cut(s, "-")
	if !several {
		to = from
	}
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("%w: firmness is a step such as 4 or a range such as 4-5, got %q", ErrQuery, s)
	}
	return &Range{a, b}, nil
}

// Page is some hits, newest first.
type Page struct {
	Hits []Hit
	Next string // where the next page begins; "" when there is none
}

// Hit is one report, statement, event or position found, with the words that show it.
type Hit struct {
	Kind   Kind
	Number int    // of a finding among its kind in the report, from 1; 0 for a report
	Cursor string // a page after this hit begins here; see [Query.After]

	Report    string // its id: SHA-256 of the text
	Given     string // the id that the input gave
	Title     string
	Outlet    string
	URL       string
	Published string
	Language  string // of a report: ISO 639-3; "" is not told

	Span   onrecord.Span // bytes of the text
	Before int           // code points of the text before the span
	Quote  string        // the words of the span, unchanged
	Page   int           // of the original that the span begins on, from 1; 0 where it has none, or it is not known

	Actor      string // names joined by "; "
	Recipient  string
	Word       onrecord.AttributionID // the statement on whose word it is told; a statement's: that which holds it
	Source     string                 // who that is, in the report's words; of a statement its own source
	SourceKind onrecord.SourceKind
	Naming     onrecord.Naming

	Root       onrecord.Root // of an event, with its factuality
	Factuality *float64      // nil where nobody measured it: 0 is an open event
	Modality   onrecord.Modality

	Stance   onrecord.Stance // of a position, with its firmness; of another finding 0 means nothing
	Firmness int
	Issue    string
	Topic    string
	RedLine  bool

	Confidence float64
}

// ID is what the finding is called in its report; "" for a report. See [onrecord.FindingID].
func (h *Hit) ID() string { return onrecord.FindingID(h.Kind, h.Number) }

// WordID is the id of the statement on whose word it is told; "" is the outlet's own voice.
func (h *Hit) WordID() string { return onrecord.FindingID(Statement, h.Word) }

// Held is the firmness of a position; nil for what has none.
func (h Hit) Held() *int {
	if h.Kind != Position {
		return nil
	}
	return &h.Firmness
}

// Unread tells whether the hit is a report in a language that is not read, so that nothing but its words is known.
func (h *Hit) Unread() bool { return h.Language != "" && h.Language != onrecord.English }

// Points is the span in code points, as exports count.
func (h *Hit) Points() (begin, end int) { return h.Before, h.Before + utf8.RuneCountInString(h.Quote) }

// OfFindings tells whether a field is set that only findings have.
func (q *Query) OfFindings() bool {
	return q.Actor != "" || q.Recipient != "" || q.Source != "" || q.SourceKind != "" || q.Naming != "" || q.Country != "" || q.Place != "" ||
		q.Root != "" || q.Modality != "" || q.Happened != nil || q.Voice != "" || q.Stance != "" || q.Firmness != nil || q.Issue != ""
}

// reports tells whether whole reports are to be found.
func (q *Query) reports() bool { return q.Kind == Report || q.Kind == "" && !q.OfFindings() }

// Check tells what is wrong with a query, wrapping [ErrQuery].
func (q *Query) Check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrQuery, fmt.Sprintf(format, args...))
	}
	if err := q.checkSize(); err != nil {
		return err
	}
	t := parseTerms(q.Text)
	switch {
	case q.Kind != "" && !slices.Contains(Kinds, q.Kind):
		return bad("unknown kind %q", q.Kind)
	case q.Kind == Report && q.OfFindings():
		return bad("reports have no actor, source, root, stance and the like; search for statements, events or positions")
	case len(t.groups) == 0 && len(t.not) > 0:
		return bad("only words to leave out; give one to look for")
	case len(t.groups) == 0 && strings.TrimSpace(q.Text) != "":
		return bad("%q holds no word", q.Text)
	case len(parseTerms(q.Issue).groups) == 0 && strings.TrimSpace(q.Issue) != "":
		return bad("the issue %q holds no word to look for", q.Issue)
	case q.Firmness != nil && (q.Firmness.Min < 0 || q.Firmness.Max > 5 || q.Firmness.Min > q.Firmness.Max):
		return bad("firmness goes from 0 to 5, got %d to %d", q.Firmness.Min, q.Firmness.Max)
	case q.Voice != "" && q.Voice != Attributed && q.Voice != Outlet:
		return bad("the voice is attributed or outlet, got %q", q.Voice)
	case q.Limit < 0:
		return bad("the limit must not be negative, got %d", q.Limit)
	case q.From != "" && !IsDay(q.From), q.To != "" && !IsDay(q.To):
		return bad("days are written 2006-01-02, got %q to %q", q.From, q.To)
	}
	for _, f := range []struct{ name, value string }{{"actor", q.Actor}, {"recipient", q.Recipient}, {"source", q.Source}, {"issue", q.Issue}} {
		if f.value != "" && len(phrase(f.value).groups) == 0 {
			return bad("the %s %q holds no word", f.name, f.value)
		}
	}
	for _, f := range []struct{ axis, value string }{{"root", string(q.Root)}, {"stance", string(q.Stance)}, {"naming", string(q.Naming)},
		{"source_kind", string(q.SourceKind)}, {"modality", string(q.Modality)}} {
		if known := onrecord.Values(f.axis); f.value != "" && !slices.Contains(known, f.value) {
			return bad("there is no %s %q; there are %s", strings.ReplaceAll(f.axis, "_", " "), f.value, strings.Join(known, ", "))
		}
	}
	for _, code := range []string{q.Country, q.Place} {
		if code == "" {
			continue
		}
		if err := checkCountry(code); err != nil {
			return err
		}
	}
	_, _, err := cursor(q.After)
	return err
}

// checkCountry tells whether a code is that of a state, and names the code where a state is named instead.
func checkCountry(code string) error {
	states, err := lexicon.States()
	if err != nil {
		return err
	}
	if states.Name(strings.ToUpper(code)) != "" {
		return nil
	}
	hint := ""
	_, first := utf8.DecodeRuneInString(code)
	if c := cmp.Or(states.Country(code), states.Country(strings.ToUpper(code[:first])+strings.ToLower(code[first:]))); c != "" {
		hint = ", whose code is " + c
	}
	return fmt.Errorf("%w: a country is a code of three letters (ISO 3166-1), such as PAK, got %q%s", ErrQuery, code, hint)
}

// IsDay tells whether a day is written 2006-01-02.
func IsDay(s string) bool {
	_, err := time.Parse("2006-01-02", s)
	return err == nil
}

// cursor reads a place in the order of hits: the day, empty where unknown, and the number.
func cursor(s string) (day string, n int64, err error) {
	if s == "" {
		return "", 0, nil
	}
	day, number, ok := strings.Cut(s, ".")
	n, err = strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || day != "" && !IsDay(day) {
		return "", 0, fmt.Errorf("%w: %q is not where a page ended", ErrQuery, s)
	}
	return day, n, nil
}

func writeCursor(day string, n int64) string { return day + "." + strconv.FormatInt(n, 10) }
