package standing

import (
	"slices"

	meanings "onrecord/internal/lang/meaning"
)

// alike tells whether two sets of words speak of the same.
func alike(a, b []string) bool {
	shared := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			shared++
		}
	}
	switch least := min(len(a), len(b)); least {
	case 1:
		return shared == 1 && max(len(a), len(b)) <= 2
	default:
		return shared >= 2 && 2*shared >= least
	}
}

// Telling are the words of an issue that tell what it is about, without their endings, each once and sorted.
func Telling(issue string) []string { return meaning(issue) }

// meaning is the words of an issue that mean something, without their endings, each once and sorted.
func meaning(issue string) []string { return meanings.Of(issue) }
