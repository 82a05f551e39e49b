package source

import "onrecord"

// learned gives sources and attributions what the learned reader saw of them.
type learned struct {
	*text
	values []axisValues                             // of all attributions
	votes  map[onrecord.EntityID]map[string]float64 // what kind of source an entity is, by the tellings of it
}

// sureOfType is how sure the learned reader must be of a type or form for it to stand against what the dictionaries say.
const sureOfType = 0.35

// byFrames is what an axis that the learned reader has named says of its finder.
const byFrames = "frames/statement"

// How much a telling counts when the kind of one source is settled over the whole report: by a phrase that tells who it is, by a
// surname or a pronoun alone, and by the words of the dictionaries.
const (
	byPhrase  = 1.0
	byBare    = 0.6
	byWords   = 0.15
	byTitle   = 0.9 // where they name an office, or one writing
	byStatus  = 1.1 // where they say that the office is over or only sought
	fullWords = 3   // words from which a source tells who it is
)

// learnedSource gives the source the naming that the learned reader saw, and its kind where no other telling of the same one is at
// hand (see agree); words is how much the kind counts that the dictionaries' words gave it. A person whom the report names somewhere is named, whatever the reader says.
func (le *learned) learnedSource(i int, p *axisValues, words float64) {
	a := &le.d.Attributions[i]
	f := le.d.Frame(a.Frame)
	if f == nil || len(a.Source.Spans) == 0 {
		return
	}
	at := a.Source.Spans[0]
	if k := f.Classes["source_kind"]; k != string(onrecord.SourceNone) {
		le.vote(a.Source.Entity, p.get(kind), words)
		first, end := le.tokens(at)
		weight := byBare
		if end-first >= fullWords {
			weight = byPhrase
		}
		le.vote(a.Source.Entity, k, weight*f.Sure["source_kind"])
		p.take(kind, k, at)
	}
	n := f.Classes["naming"]
	if n == string(onrecord.NamingNone) && p.get(kind) != string(onrecord.SourceDocument) {
		return
	}
	if p.get(naming) == string(onrecord.Named) && anonymous[n] {
		return
	}
	p.take(naming, n, at)
}

// vote counts a telling of what kind an entity is as a source.
func (le *learned) vote(id onrecord.EntityID, kind string, weight float64) {
	if id == 0 || kind == "" {
		return
	}
	if le.votes == nil {
		le.votes = map[onrecord.EntityID]map[string]float64{}
	}
	if le.votes[id] == nil {
		le.votes[id] = map[string]float64{}
	}
	le.votes[id][kind] += weight
}

// agree gives all tellings of one source the kind that most of them speak for: "he" holds the office that the minister holds.
func (le *learned) agree() {
	for i := range le.d.Attributions {
		a := &le.d.Attributions[i]
		votes := le.votes[a.Source.Entity]
		best := ""
		for _, k := range kinds {
			if votes[k] > votes[best] {
				best = k
			}
		}
		if best != "" && le.d.Frame(a.Frame) != nil && len(a.Source.Spans) > 0 {
			le.values[i].take(kind, best, a.Source.Spans[0])
		}
	}
}

// kinds are the kinds of source that can be agreed on, in a fixed order.
var kinds = []string{string(onrecord.SourceOfficeHolder), string(onrecord.SourcePerson), string(onrecord.SourceGroup), string(onrecord.SourceOrganization),
	string(onrecord.SourceGovernment), string(onrecord.SourceMedia), string(onrecord.SourceDocument), string(onrecord.SourceDataset), string(onrecord.SourceAuthor)}

// anonymous are the namings that call for a reason.
var anonymous = map[string]bool{string(onrecord.UnnamedAffiliated): true, string(onrecord.UnnamedUnaffiliated): true}

// learnedCue gives the attribution the type that the learned reader saw, where it is sure.
func (le *learned) learnedCue(i int, p *axisValues) {
	a := &le.d.Attributions[i]
	f := le.d.Frame(a.Frame)
	if f == nil || a.Cue.Empty() {
		return
	}
	if p.get(attType) == "" || f.Sure["type"] >= sureOfType {
		p.take(attType, f.Classes["type"], a.Cue)
	}
	if form := f.Classes["form"]; form == string(onrecord.FormActOnly) || form == string(onrecord.FormTerm) {
		if f.Sure["form"] >= sureOfType {
			a.Form = onrecord.Form(form)
		}
	}
}

// take sets an axis to what the learned reader says; the words and line that show the same value stay.
func (p *axisValues) take(x axis, value string, at onrecord.Span) {
	if value != "" && p.get(x) != value {
		p.replace(x, value, at, byFrames)
	}
}
