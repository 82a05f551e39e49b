package newsroom

import (
	"slices"

	"onrecord"
)

// quotations are the rules on direct speech and its speaker (S8).
type quotations struct{ *speakers }

// quotedBefore is how many quoted sentences may stand before the reader learns who speaks.
const quotedBefore = 2

// speech is what one voice says in quotation marks in one paragraph.
type speech struct{ voice, paragraph int }

// speeches lists the quotations of the body on the outlet's own account, by paragraph and voice, in text order.
func (q quotations) speeches(of func(*onrecord.Attribution) bool) (keys []speech, ids map[speech][]onrecord.AttributionID) {
	ids = map[speech][]onrecord.AttributionID{}
	for _, id := range q.order {
		a := q.at(id)
		if !q.surface[id-1] || q.voiceOf[id-1] < 0 || !of(a) || !q.inBody(a.Content[0].Start) {
			continue
		}
		k := speech{q.voiceOf[id-1], q.paragraph(a.Content[0].Start)}
		if ids[k] == nil {
			keys = append(keys, k)
		}
		ids[k] = append(ids[k], id)
	}
	return keys, ids
}

// lateSpeakers is S8: more than two quoted sentences of a paragraph before the words that say who speaks.
func (q quotations) lateSpeakers() []sighting {
	var out []sighting
	keys, ids := q.speeches(quoted)
	for _, k := range keys {
		told := len(q.d.Text)
		for _, id := range ids[k] {
			for _, s := range q.at(id).Source.Spans {
				told = min(told, s.Start)
			}
		}
		early := q.quotedUpTo(ids[k], told)
		if told < len(q.d.Text) && len(early) > quotedBefore {
			out = append(out, sighting{spans: append(early, q.who(ids[k]...)...), ids: ids[k], fill: []string{
				"source", cite(q.voices[k.voice].label), "count", many(len(early), "sentence")}})
		}
	}
	return out
}

// quotedUpTo is what the attributions quote before an offset, a span for each sentence.
func (q quotations) quotedUpTo(ids []onrecord.AttributionID, offset int) []onrecord.Span {
	seen := map[int]bool{}
	var out []onrecord.Span
	for _, id := range ids {
		for _, c := range q.at(id).Content {
			c.End = min(c.End, offset)
			for n := q.sentenceFrom(c.Start); n < len(q.d.Sentences) && q.d.Sentences[n].Overlaps(c); n++ {
				if s := q.d.Sentences[n].Span; !seen[n] {
					seen[n] = true
					out = append(out, onrecord.Span{Start: max(c.Start, s.Start), End: min(c.End, s.End)})
				}
			}
		}
	}
	return out
}

// runTogether is S8: two speakers in direct speech in one paragraph.
func (q quotations) runTogether() []sighting {
	keys, ids := q.speeches(func(a *onrecord.Attribution) bool { return a.Form == onrecord.FormDirect })
	keys = slices.DeleteFunc(keys, func(k speech) bool { return q.voices[k.voice].shadow })
	var out []sighting
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].paragraph == keys[i].paragraph {
			j++
		}
		if j-i > 1 {
			out = append(out, q.together(keys[i:j], ids))
		}
		i = j
	}
	return out
}

func (q quotations) together(keys []speech, ids map[speech][]onrecord.AttributionID) sighting {
	s := sighting{fill: []string{"source", cite(q.voices[keys[0].voice].label), "second", cite(q.voices[keys[1].voice].label)}}
	for _, k := range keys {
		s.ids = append(s.ids, ids[k]...)
		s.spans = append(s.spans, q.who(ids[k]...)...)
	}
	return s
}
