package onrecord

import (
	"strconv"
	"strings"
)

// Kind is what sort of finding a finding is.
type Kind string

// The kinds of findings.
const (
	KindStatement Kind = "statement"
	KindEvent     Kind = "event"
	KindPosition  Kind = "position"
)

// letters open the ids of the findings of each kind.
var letters = map[Kind]string{KindStatement: "a", KindEvent: "ev", KindPosition: "p"}

// FindingID is how a finding is called in its report, wherever it is shown: "a3" is the third statement, "ev2" the second event, "p1" the
// first position; "" for what is none of these.
func FindingID[N ~int](kind Kind, n N) string {
	if letters[kind] == "" || n < 1 {
		return ""
	}
	return letters[kind] + strconv.Itoa(int(n))
}

// ParseFindingID reads what [FindingID] writes; false for anything else.
func ParseFindingID(id string) (kind Kind, n int, ok bool) {
	for kind, head := range letters {
		if digits, found := strings.CutPrefix(id, head); found {
			if n, err := strconv.Atoi(digits); err == nil && FindingID(kind, n) == id {
				return kind, n, true
			}
		}
	}
	return "", 0, false
}
