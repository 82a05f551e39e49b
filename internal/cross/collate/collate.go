// Package collate lays reports side by side: which are copies of one another and who wrote them first, and which tell of one
// happening.
//
// What it finds is kept in the tables of views of a store and brought up to date as reports come, by [Collator.Update]: every report is
// compared with those near it in time, found by what they share, and only what it touches is worked out again. Each view is a function of the
// set of reports: in whichever order they came, the same reports give the same copies and stories. Nothing here removes a report: a copy
// stays evidence that an outlet printed it, it only is no second origin.
package collate

import (
	"sync"
	"time"

	"onrecord/internal/store"
)

// Collator knows the dictionaries by which reports are laid side by side. It is safe for use by several goroutines at once.
type Collator struct {
	credits *Credits
	plain   map[string]bool // words that tell nothing of what a report is about
	silent  map[string]bool // stems that tell nobody what a story is about, however rare: "ms", "monday"
	counts  counts
	filed   filedReports

	updating sync.Mutex // of what follows
	posted   postings
}

// New reads the dictionaries. The error names file and line of a broken one.
func New() (*Collator, error) {
	c := &Collator{}
	var err error
	if c.credits, err = NewCredits(); err != nil {
		return nil, err
	}
	if c.plain, err = plainWords(); err != nil {
		return nil, err
	}
	if c.silent, err = silentWords(); err != nil {
		return nil, err
	}
	c.counts, err = loadCounts()
	return c, err
}

// The order of publication is one number: the seconds, then bits of the digest, so that it does not depend on which report came first.
const (
	digestBits  = 30
	beforeEpoch = 1 << 32 // seconds before 1970 that have a place
	latest      = 1<<33 - 2
	undated     = 1<<33 - 1 // reports without a time come last
)

// placeOf is the place of a report in the order of publication.
func placeOf(published time.Time, id string) int64 {
	at := int64(undated)
	if !published.IsZero() {
		at = min(max(published.Unix()+beforeEpoch, 0), latest)
	}
	return at<<digestBits | int64(hashOf(id)>>(64-digestBits))
}

// secondsOf is the time of a place, and whether it is known.
func secondsOf(place int64) (int64, bool) { return place >> digestBits, place>>digestBits != undated }

// periodOf is the number of the days, so many at a time, in which a place lies; reports without a time have one of their own.
func periodOf(place int64, days int64) int64 {
	at, known := secondsOf(place)
	if !known {
		return unknownPeriod
	}
	return at / (days * secondsOfDay)
}

const (
	secondsOfDay  = 24 * 60 * 60
	unknownPeriod = 1 << 40
)

// apart is how far two places are from each other; a time that is not known is near to all.
func apart(a, b int64) time.Duration {
	x, known := secondsOf(a)
	y, also := secondsOf(b)
	if !known || !also {
		return 0
	}
	return time.Duration(max(x-y, y-x)) * time.Second
}

// earlier puts reports in the order of publication.
func earlier(a, b *store.Laid) bool { return a.Place < b.Place || a.Place == b.Place && a.N < b.N }

func inOrder(a, b *store.Laid) int {
	switch {
	case earlier(a, b):
		return -1
	case earlier(b, a):
		return 1
	}
	return 0
}
