package coref

// voice is whoever says "I" or "we": a speaker, or an unknown one in a stretch of the report.
type voice struct {
	chain  int32 // of the speaker, -1 unknown
	where  int32 // with no speaker: quotation + 1, or 0 for the report's own voice; questions have -1
	plural bool
}

// voices tie "I" and "we" to those who say it.
type voices struct {
	*coreference
	quotes *quotations
	turns  *turns
	known  map[voice]int32
}

// tieSpeakers ties "I" and "we" to whoever speaks there: the speaker of the quotation, else of the turn. Without a
// known speaker all of a quotation, or of the report's own words, are of one unknown voice.
func (vs *voices) tieSpeakers() {
	for i := range vs.mentions {
		m := &vs.mentions[i]
		if m.pronoun == nil || m.pronoun.person != '1' {
			continue
		}
		vs.tieVoice(int32(i), vs.voiceAt(m))
	}
}

func (vs *voices) voiceAt(m *mention) voice {
	v := voice{chain: -1, plural: m.pronoun.traits&many != 0}
	if q := vs.quotes.inQuote[m.head]; q != 0 {
		v.where = q
		if s := vs.quotes.all[q-1].speaker; s >= 0 {
			v.chain = vs.chainAt(s)
			if v.chain < 0 {
				v.where = q
			}
		}
		return v
	}
	t := &vs.turns.all[vs.d.Sentences[m.sentence].Block]
	if t.question {
		v.where = -1
	}
	if t.speaker >= 0 {
		v.chain = vs.chainAt(t.speaker)
	}
	return v
}

// chainAt is the chain of the mention that a token heads, or stands at the head of; -1 for none.
func (co *coreference) chainAt(token int32) int32 {
	if co.heads[token] == 0 {
		return -1
	}
	return co.chainOf(co.heads[token] - 1)
}

// tieVoice ties a first-person pronoun. "I" is the speaker, if that is one; "we" is the speaker, if that is several or a
// body; "we" of a single person are that person's people, another entity.
func (vs *voices) tieVoice(at int32, v voice) {
	if v.chain >= 0 {
		t := vs.chains[v.chain].traits
		if v.plural && t&many != 0 || !v.plural && t&one != 0 {
			vs.tie(at, v.chain, "pronoun/speaker", 0.9)
			return
		}
		v.where = 0
	}
	c, ok := vs.known[v]
	if !ok {
		kind := vs.mentions[at].kind
		c = vs.open(kind, vs.mentions[at].pronoun.traits)
		vs.known[v] = c
	}
	vs.tie(at, c, "pronoun/voice", 0.6)
}
