// Package tell is how alerts leave the program: webhooks that are signed as Standard Webhooks has it (https://www.standardwebhooks.com), and
// e-mail. It knows nothing of what is told, and keeps nothing: what failed is told with what follows from it, and whoever has it sent tries
// again.
package tell

import (
	"strings"
	"time"

	"onrecord"
)

// Failure is why something was not delivered, in words for whoever wants to be told.
type Failure struct {
	Words string
	Final bool          // trying again is no use
	Gone  bool          // the receiver wants no more of this alert
	After time.Duration // the receiver asks not to be tried sooner; 0 does not
	cause error
}

// Error is the words.
func (f *Failure) Error() string { return f.Words }

// Unwrap is what lies behind it; nil where the receiver refused.
func (f *Failure) Unwrap() error { return f.cause }

// mostWords is how many bytes of a reason are kept.
const mostWords = 300

// oneLine is a reason in a line that is not too long. Servers may say anything.
func oneLine(s string) string {
	s = onrecord.OneLine(strings.ToValidUTF8(s, "?"))
	if len(s) <= mostWords {
		return s
	}
	return strings.ToValidUTF8(s[:mostWords], "") + " …"
}
