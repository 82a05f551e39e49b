package newsroom

import (
	"slices"

	"onrecord"
)

// ownVoice are the rules on what the outlet tells without saying there on whose word (S8, S9).
type ownVoice struct {
	*speakers
	coverage *coverage
	marks    *marks
	echo     *echo
}

const (
	// laterShare is the share of a sentence's content words that a later attribution must hold to tell the same.
	laterShare = 0.6
	// laterWords is the number of content words below which a sentence is too short to compare.
	laterWords = 5
)

// unattributed is S8: serious wrongdoing beside a name, or a judgement, told in the outlet's own voice, in a paragraph
// where nobody speaks, with no court, charge or hedge beside it. All of a report make one sighting.
func (o ownVoice) unattributed() []sighting {
	spoken := map[int]bool{}
	for i := range o.d.Sentences {
		if o.coverage.ruled[i] {
			spoken[o.block(i).Paragraph] = true
		}
	}
	var words []onrecord.Span
	for i, s := range o.d.Sentences {
		b := o.block(i)
		if b.Kind != onrecord.Body || spoken[b.Paragraph] {
			continue
		}
		here := []onrecord.Span{s.Span}
		if len(o.marks.in(here, settled)) > 0 {
			continue
		}
		for _, m := range o.marks.in(here, allegation, evaluative) {
			if m.list == evaluative || o.namesSomeone(s.Span) {
				words = append(words, m.span)
			}
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []sighting{{spans: words, fill: []string{"words", o.cites(words)}}}
}

// carried is S9: statements whose words do not say who speaks.
func (o ownVoice) carried() []sighting {
	return o.each(o.surfaceVoices(), func(id onrecord.AttributionID) []onrecord.Span {
		if a := o.at(id); a.Carried {
			return a.Content
		}
		return nil
	})
}

// attributedLater is S9: told first in the outlet's own voice, and only later on someone's word.
func (o ownVoice) attributedLater() []sighting {
	var out []sighting
	for i, s := range o.d.Sentences {
		if o.coverage.ruled[i] || o.block(i).Kind != onrecord.Body {
			continue
		}
		words := o.contentWords([]onrecord.Span{s.Span})
		if len(words) < laterWords {
			continue
		}
		ids := slices.DeleteFunc(o.inOrder(o.echo.alike(words, laterShare)), func(id onrecord.AttributionID) bool {
			return o.voiceOf[id-1] < 0 || o.at(id).Content[0].Start < s.End
		})
		if len(ids) > 0 {
			a := o.at(ids[0])
			out = append(out, sighting{spans: append([]onrecord.Span{s.Span}, a.Content...), ids: ids[:1],
				fill: []string{"source", cite(o.voices[o.voiceOf[ids[0]-1]].label)}})
		}
	}
	return out
}
