package export

import (
	"strconv"
	"strings"
	"unicode"

	"onrecord"
)

// Names calls the reports of one stream by names of which no two are alike: their ids, without blanks and strokes, and with a number
// where two have one. The zero value is ready.
type Names struct{ taken map[string]bool }

// For is the name of the next report.
func (n *Names) For(d *onrecord.Document) string {
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	first := calledBy(d)
	name := first
	for k := 2; n.taken[name]; k++ {
		name = first + "-" + strconv.Itoa(k)
	}
	n.taken[name] = true
	return name
}

// calledBy is a report's id as a name: letters, digits, "." and "_" stay, whatever else stands between them becomes one hyphen. The digest of
// the text is the name of a report whose id has none of these.
func calledBy(d *onrecord.Document) string {
	parts := strings.FieldsFunc(d.ID, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '.' && r != '_' && r != '-'
	})
	if name := strings.Trim(strings.Join(parts, "-"), "-"); name != "" {
		return name
	}
	return onrecord.Digest(d.Text)
}
