package source

import "onrecord"

// reading is one document while its attributions are typed: what the rules share, and the rules for each sort of axis.
type reading struct {
	*text
	values []axisValues // of all attributions

	phrases      *phraseParser
	resolver     *resolver
	speakers     *speakers
	kinds        *kindRules
	naming       *namingRules
	affiliations *affiliationRules
	numbers      *numberRules
	access       *accessRules
	anonymity    *anonymityRules
	cues         *cueRules
	addressees   *addresseeRules
	channels     *channelRules
	forms        *formRules
	learned      *learned
}

// read prepares a document for its rules. It tells false where it was stopped.
func (t *Typer) read(d *onrecord.Document, stop func() bool) (*reading, bool) {
	x, ok := newText(t, d, stop)
	if !ok {
		return nil, false
	}
	w, ok := newWording(x, stop)
	if !ok {
		return nil, false
	}
	return newReading(x, newOwnership(x), w), true
}

func newReading(x *text, own *ownership, w *wording) *reading {
	values := make([]axisValues, len(x.d.Attributions))
	phrases, entities, cues := &phraseParser{x}, &entityIndex{text: x}, &cueFinder{x}
	affiliations := &affiliationRules{x, entities}
	tied := &resolver{x, phrases, entities, own}
	return &reading{
		text: x, values: values, phrases: phrases, affiliations: affiliations, resolver: tied,
		speakers:   &speakers{x, phrases, entities, tied},
		kinds:      &kindRules{x, affiliations, values},
		naming:     &namingRules{x, entities, affiliations},
		numbers:    &numberRules{x},
		access:     &accessRules{x, own, w},
		anonymity:  &anonymityRules{x, own, w, entities, values},
		cues:       &cueRules{x, cues, own},
		addressees: &addresseeRules{x, cues, own},
		channels:   &channelRules{x, own, w, phrases, newOwnOutlet(x.d), values},
		forms:      &formRules{x},
		learned:    &learned{text: x, values: values},
	}
}

// fill works out the axes of one attribution. Those it lies within come earlier and are known.
func (r *reading) fill(i int) {
	p := &r.values[i]
	r.typeSource(i, p)
	r.cues.typeCue(i, p)
	r.learned.learnedCue(i, p)
	r.addressees.typeAddressee(i, p)
	r.channels.typeChannel(i, p)
	r.forms.typeForm(i, p)
}

// typeSource fills the axes of the source of attribution i.
func (r *reading) typeSource(i int, p *axisValues) {
	a := &r.d.Attributions[i]
	calls := r.resolver.calls(a)
	if len(calls) == 0 {
		r.kinds.unsourced(i, p)
		return
	}
	np := calls[0]
	if np.head >= 0 {
		p.head = r.words[np.head]
	}
	if np.points() {
		r.kinds.pointed(i, p, np)
	} else {
		r.kinds.typeKind(p, np, a)
		r.naming.typeNaming(p, np, a)
		r.kinds.officeElsewhere(p, calls[1:])
	}
	r.learned.learnedSource(i, p, r.kinds.weight(p, a, calls))
	for _, c := range calls {
		r.affiliations.typeAffiliation(p, c)
		r.affiliations.typeStatus(p, c)
	}
	r.numbers.typeNumber(p, r.phrases.parse(a.Source.Spans), np)
	r.affiliations.typeCountry(p, a, calls)
	r.access.typeAccess(i, p, calls)
	r.anonymity.typeAnonymity(i, p)
	r.kinds.refine(p)
}

// write writes the values of an attribution into the document.
func (r *reading) write(i int) {
	a, p := &r.d.Attributions[i], &r.values[i]
	s := &a.Source
	s.Kind = onrecord.SourceKind(p.get(kind))
	s.Naming = onrecord.Naming(p.get(naming))
	s.Anonymity = onrecord.Anonymity(p.get(anonymity))
	s.Reason = onrecord.Reason(p.get(reason))
	s.ReasonSpan = p.traits[reason].span
	s.Number, s.Count = onrecord.Number(p.get(number)), p.count
	s.Access = onrecord.Access(p.get(access))
	s.Affiliation = onrecord.Affiliation(p.get(affiliation))
	s.Country = p.get(country)
	s.Role = onrecord.Role(p.get(role))
	s.Status = onrecord.Status(p.get(status))
	s.Channel = onrecord.Channel(p.get(channel))
	s.GroundRules = onrecord.GroundRules(p.get(groundRules))
	a.Form = onrecord.Form(p.get(form))
	a.Type = onrecord.Type(p.get(attType))
	a.CueStance = onrecord.CueStance(p.get(stance))
	a.Polarity = onrecord.Polarity(p.get(polarity))
	a.Certainty = onrecord.Certainty(p.get(certainty))
	a.Tense = onrecord.Tense(p.get(tense))
	a.Commitment = onrecord.Commitment(p.get(commitment))
	a.Medium = onrecord.Medium(p.get(medium))
	if a.Addressee.Empty() {
		a.Addressee = p.traits[addressee].span
	}
	a.Evidence = p.evidence(a.Evidence)
}
