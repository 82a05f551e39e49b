package entity

// voice is whoever says "I" or "we": a speaker, or an unknown one in a stretch of the report.
type voice struct {
	chain  int32 // of the speaker, -1 unknown
	where  int32 // with no speaker: quotation + 1, or 0 for the report's own voice; questions have -1
	plural bool
}

// tieSpeakers ties "I" and "we" to whoever speaks there: the speaker of the quotation, else of the turn. Without a
// known speaker all of a quotation, or of the report's own words, are of one unknown voice.
func (p *report) tieSpeakers() {
	for i := range p.mentions {
		m := &p.mentions[i]
		if m.pronoun == nil || m.pronoun.person != '1' {
			continue
		}
		p.tieVoice(int32(i), p.voiceAt(m))
	}
}

func (p *report) voiceAt(m *mention) voice {
	v := voice{chain: -1, plural: m.pronoun.traits&many != 0}
	if q := p.inQuote[m.head]; q != 0 {
		v.where = q
		if s := p.quotes[q-1].speaker; s >= 0 {
			v.chain = p.chainAt(s)
			if v.chain < 0 {
				v.where = q
			}
		}
		return v
	}
	t := &p.turns[p.d.Sentences[m.sentence].Block]
	if t.question {
		v.where = -1
	}
	if t.speaker >= 0 {
		v.chain = p.chainAt(t.speaker)
	}
	return v
}

// chainAt is the chain of the mention that a token heads, or stands at the head of; -1 for none.
func (p *report) chainAt(token int32) int32 {
	if p.heads[token] == 0 {
		return -1
	}
	return p.chainOf(p.heads[token] - 1)
}

// tieVoice ties a first-person pronoun. "I" is the speaker, if that is one; "we" is the speaker, if that is several or a
// body; "we" of a single person are that person's people, another entity.
func (p *report) tieVoice(at int32, v voice) {
	if v.chain >= 0 {
		t := p.chains[v.chain].traits
		if v.plural && t&many != 0 || !v.plural && t&one != 0 {
			p.tie(at, v.chain, "pronoun/speaker", 0.9)
			return
		}
		v.where = 0
	}
	c, ok := p.voices[v]
	if !ok {
		kind := p.mentions[at].kind
		c = p.newChain(kind, p.mentions[at].pronoun.traits)
		p.voices[v] = c
	}
	p.tie(at, c, "pronoun/voice", 0.6)
}
