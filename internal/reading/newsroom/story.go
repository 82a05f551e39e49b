package newsroom

import "onrecord"

// story is a report as the rules look at it: each family of rules, over what it needs to know. What several need is
// worked out once.
type story struct {
	report
	opinions    opinions
	description description
	prominence  prominence
	numbers     numbers
	origins     origins
	quotations  quotations
	ownVoice    ownVoice
	parties     parties
}

func newStory(d *onrecord.Document, w wordlist) *story {
	sp, c := speakersOf(d), coverageOf(d)
	m, e := &marks{report: sp.report, coverage: c}, &echo{report: sp.report, speakers: sp}
	m.find(w)
	return &story{
		report:      sp.report,
		opinions:    opinions{sp, m},
		description: description{sp, c, m},
		prominence:  prominence{sp, c, e},
		numbers:     numbers{sp, e},
		origins:     origins{sp, &profile{sp, c}},
		quotations:  quotations{sp},
		ownVoice:    ownVoice{sp, c, m, e},
		parties:     parties{sp, m},
	}
}
