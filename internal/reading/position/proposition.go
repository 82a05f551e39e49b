package position

import (
	"strings"
	"unicode/utf8"

	"onrecord"
)

// proposition is one line for which one can be for or against, built of the report's words: what is to be done or what is
// judged. A matter that is a deed takes its doer, by name where the report gives one: "India: go on buying oil".
func (f *Finder) proposition(x *view, p *onrecord.Position, fr *onrecord.Frame) string {
	issue := p.Issue
	if fr.Classes["pkind"] == "verdict" || len(p.Actor) == 0 || len(p.IssueSpans) > 1 || !x.deed(p.IssueSpans[0]) {
		return capital(issue)
	}
	return capital(x.called(p.Actor[0])) + ": " + issue
}

// deed tells whether a matter begins with a bare verb, whose doer is the holder: "go on buying oil".
func (x *view) deed(s onrecord.Span) bool {
	first, end := x.Doc.TokensIn(s)
	for i := first; i < end; i++ {
		switch t := &x.Doc.Tokens[i]; {
		case t.Tag == "ADV" || t.Tag == "PART":
		default:
			return t.Tag == "VERB" || t.Tag == "AUX"
		}
	}
	return false
}

// called is the name of a holder: that of its entity where there is one, else its words.
func (x *view) called(m onrecord.Member) string {
	if e := x.Doc.Entity(m.Entity); e != nil && e.Name != "" {
		return e.Name
	}
	return onrecord.OneLine(x.Doc.In(m.Span))
}

func capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}
