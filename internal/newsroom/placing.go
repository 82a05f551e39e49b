package newsroom

import (
	"slices"

	"onrecord"
)

// quotedBefore is how many quoted sentences may stand before the reader learns who speaks.
const quotedBefore = 2

// paragraph is the paragraph at an offset, -1 for none.
func (st *story) paragraph(offset int) int {
	if n := st.d.SentenceAt(offset); n >= 0 {
		return st.block(n).Paragraph
	}
	return -1
}

// speech is what one voice says in quotation marks in one paragraph.
type speech struct{ voice, paragraph int }

// speeches lists the quotations of the body on the outlet's own account, by paragraph and voice, in text order.
func (st *story) speeches(of func(*onrecord.Attribution) bool) (keys []speech, ids map[speech][]onrecord.AttributionID) {
	ids = map[speech][]onrecord.AttributionID{}
	for _, id := range st.order {
		a := st.at(id)
		if !st.surface[id-1] || st.voiceOf[id-1] < 0 || !of(a) || !st.inBody(a.Content[0].Start) {
			continue
		}
		k := speech{st.voiceOf[id-1], st.paragraph(a.Content[0].Start)}
		if ids[k] == nil {
			keys = append(keys, k)
		}
		ids[k] = append(ids[k], id)
	}
	return keys, ids
}

// lateSpeakers is S8: more than two quoted sentences of a paragraph before the words that say who speaks.
func (st *story) lateSpeakers() []sighting {
	var out []sighting
	keys, ids := st.speeches(quoted)
	for _, k := range keys {
		told := len(st.d.Text)
		for _, id := range ids[k] {
			for _, s := range st.at(id).Source.Spans {
				told = min(told, s.Start)
			}
		}
		early := st.quotedUpTo(ids[k], told)
		if told < len(st.d.Text) && len(early) > quotedBefore {
			out = append(out, sighting{spans: append(early, st.who(ids[k]...)...), ids: ids[k], fill: []string{
				"source", cite(st.voices[k.voice].label), "count", many(len(early), "sentence")}})
		}
	}
	return out
}

// quotedUpTo is what the attributions quote before an offset, a span for each sentence.
func (st *story) quotedUpTo(ids []onrecord.AttributionID, offset int) []onrecord.Span {
	seen := map[int]bool{}
	var out []onrecord.Span
	for _, id := range ids {
		for _, c := range st.at(id).Content {
			c.End = min(c.End, offset)
			for n := st.sentenceFrom(c.Start); n < len(st.d.Sentences) && st.d.Sentences[n].Overlaps(c); n++ {
				if s := st.d.Sentences[n].Span; !seen[n] {
					seen[n] = true
					out = append(out, onrecord.Span{Start: max(c.Start, s.Start), End: min(c.End, s.End)})
				}
			}
		}
	}
	return out
}

// runTogether is S8: two speakers in direct speech in one paragraph.
func (st *story) runTogether() []sighting {
	keys, ids := st.speeches(func(a *onrecord.Attribution) bool { return a.Form == onrecord.FormDirect })
	keys = slices.DeleteFunc(keys, func(k speech) bool { return st.voices[k.voice].shadow })
	var out []sighting
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].paragraph == keys[i].paragraph {
			j++
		}
		if j-i > 1 {
			out = append(out, st.together(keys[i:j], ids))
		}
		i = j
	}
	return out
}

func (st *story) together(keys []speech, ids map[speech][]onrecord.AttributionID) sighting {
	s := sighting{fill: []string{"source", cite(st.voices[keys[0].voice].label), "second", cite(st.voices[keys[1].voice].label)}}
	for _, k := range keys {
		s.ids = append(s.ids, ids[k]...)
		s.spans = append(s.spans, st.who(ids[k]...)...)
	}
	return s
}

// unattributed is S8: serious wrongdoing beside a name, or a judgement, told in the outlet's own voice, in a paragraph
// where nobody speaks, with no court, charge or hedge beside it. All of a report make one sighting.
func (st *story) unattributed() []sighting {
	spoken := map[int]bool{}
	for i := range st.d.Sentences {
		if st.ruled[i] {
			spoken[st.block(i).Paragraph] = true
		}
	}
	var words []onrecord.Span
	for i, s := range st.d.Sentences {
		b := st.block(i)
		if b.Kind != onrecord.Body || spoken[b.Paragraph] {
			continue
		}
		here := []onrecord.Span{s.Span}
		if len(st.marksIn(here, settled)) > 0 {
			continue
		}
		for _, m := range st.marksIn(here, allegation, evaluative) {
			if m.list == evaluative || st.namesSomeone(s.Span) {
				words = append(words, m.span)
			}
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []sighting{{spans: words, fill: []string{"words", st.cites(words)}}}
}

// namesSomeone tells whether a name of someone who can do wrong stands in a stretch.
func (st *story) namesSomeone(s onrecord.Span) bool {
	return slices.ContainsFunc(st.namesIn(s), func(n onrecord.Name) bool {
		return n.Kind != onrecord.Place && n.Kind != onrecord.DocumentKind && n.Kind != onrecord.OtherKind
	})
}

// carried is S9: statements whose words do not say who speaks.
func (st *story) carried() []sighting {
	return st.each(st.surfaceVoices(), func(id onrecord.AttributionID) []onrecord.Span {
		if a := st.at(id); a.Carried {
			return a.Content
		}
		return nil
	})
}

const (
	// laterShare is the share of a sentence's content words that a later attribution must hold to tell the same.
	laterShare = 0.6
	// laterWords is the number of content words below which a sentence is too short to compare.
	laterWords = 5
)

// attributedLater is S9: told first in the outlet's own voice, and only later on someone's word.
func (st *story) attributedLater() []sighting {
	var out []sighting
	for i, s := range st.d.Sentences {
		if st.ruled[i] || st.block(i).Kind != onrecord.Body {
			continue
		}
		words := st.bag([]onrecord.Span{s.Span})
		if len(words) < laterWords {
			continue
		}
		ids := slices.DeleteFunc(st.inOrder(st.alike(words, laterShare)), func(id onrecord.AttributionID) bool {
			return st.voiceOf[id-1] < 0 || st.at(id).Content[0].Start < s.End
		})
		if len(ids) > 0 {
			a := st.at(ids[0])
			out = append(out, sighting{spans: append([]onrecord.Span{s.Span}, a.Content...), ids: ids[:1],
				fill: []string{"source", cite(st.voices[st.voiceOf[ids[0]-1]].label)}})
		}
	}
	return out
}
