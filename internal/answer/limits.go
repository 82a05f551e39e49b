package answer

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"onrecord/internal/store"
)

// How much may be asked for and given at once, whoever asks and wherever. The limits of one search are those of the store.
const (
	MostHits    = 500       // hits of one page
	MostText    = 512 << 10 // bytes of a text that is pasted or sent to be read, where nothing else is set: some 80,000 words
	MostClaimed = 60        // reports of a story, the earliest, whose statements are compared
	mostTitle   = 1000      // bytes of what is told of a text
	mostOutlet  = 500
	mostURL     = 4000
	mostWhy     = 2000 // bytes of what is told of a decision
	mostValue   = 500
)

// How long one waits for a turn: to question the store, whose searches take [store.Longest] at most, and to have a text read.
const (
	UntilTurn = 2 * store.Longest
	UntilRead = 10 * time.Second
)

// AtOnce is how many may question the store at once, and how many of them one client.
func AtOnce() (all, each int) { return 2 * runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(0) }

// What can be wrong with what is asked or given. The words are for the one who asks.
var (
	ErrInput    = errors.New("bad input")
	ErrNoText   = errors.New("there is no text to read")
	ErrNotText  = errors.New("the text is not valid UTF-8")
	ErrTooLarge = errors.New("the text is too large")
	ErrBusy     = errors.New("too many questions are being answered at this moment; try again")
	ErrReading  = errors.New("too many texts are being read at this moment; try again")
)

// TooLarge is [ErrTooLarge] with the limit.
func TooLarge(most int64) error {
	if most%1024 == 0 {
		return fmt.Errorf("%w: at most %d kB are read at once", ErrTooLarge, most/1024)
	}
	return fmt.Errorf("%w: at most %d bytes are read at once", ErrTooLarge, most)
}

// Several is a number with its noun: "1 report", "2 reports".
func Several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
