// Package source says what sort of source stands behind each attribution of a report, and what sort of attribution it
// is. It reads the words of source, cue and content and fills the axes of [onrecord.Attribution], each from words
// that it shows as evidence; where no words tell, an axis stays unknown.
package source

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Typer fills the axes of attributions. It is safe for use by several goroutines at once, each with its own document.
type Typer struct {
	cues     map[cueKey]lexicon.Row
	cueBook  *phrasebook // cues of several words
	light    table
	adverbs  table
	heads    *phrasebook
	sectors  *phrasebook
	access   *phrasebook
	grants   *phrasebook
	reasons  *phrasebook
	channels *phrasebook
	statuses table
	leads    table // "who chairs"
	numbers  table
	titles   table // "Mr", "President"
	agencies *phrasebook
}

// cueKey is what a cue of one word is looked up by.
type cueKey struct{ lemma, pos, frame string }

// New reads the dictionaries. A value that no axis has is an error that names file and line.
func New() (*Typer, error) {
	t := &Typer{}
	if err := t.openCues(); err != nil {
		return nil, fmt.Errorf("open cues: %w", err)
	}
	for _, b := range []struct {
		name string
		into **phrasebook
	}{
		{"source_heads.tsv", &t.heads}, {"affiliation_words.tsv", &t.sectors}, {"access.tsv", &t.access},
		{"anonymity.tsv", &t.grants}, {"reasons.tsv", &t.reasons}, {"channels.tsv", &t.channels}, {"agencies.tsv", &t.agencies},
	} {
		rows, err := openTable(b.name)
		if err != nil {
			return nil, err
		}
		if *b.into, err = newPhrasebook(rows, rows.Columns[0]); err != nil {
			return nil, err
		}
	}
	for _, b := range []struct {
		name string
		into *table
	}{
		{"light_verbs.tsv", &t.light}, {"cue_adverbs.tsv", &t.adverbs}, {"status.tsv", &t.statuses}, {"source_leads.tsv", &t.leads},
		{"numbers.tsv", &t.numbers},
	} {
		rows, err := openTable(b.name)
		if err != nil {
			return nil, err
		}
		*b.into = newTable(rows)
	}
	titles, err := lexicon.Open("titles.tsv") // of the names of persons; its columns are not ours
	if err != nil {
		return nil, err
	}
	t.titles = newTable(titles)
	return t, nil
}

// openTable reads a dictionary and checks that each cell with a fixed set of values holds one of them.
func openTable(name string) (*lexicon.Table, error) {
	t, err := lexicon.Open(name)
	if err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		for _, column := range t.Columns {
			allowed, fixed := values[column]
			if cell := row.Get(column); fixed && cell != "" && !allowed[cell] {
				return nil, row.Errorf("%s has no value %q", column, cell)
			}
		}
	}
	return t, nil
}

// Type fills the axes of every attribution. It needs tokens with syntax, names, entities, and the attributions' spans.
func (t *Typer) Type(d *onrecord.Document) { t.TypeUntil(d, never) }

func never() bool { return false }

// TypeUntil is Type that ends early, with the axes left as they are, once stop says so.
func (t *Typer) TypeUntil(d *onrecord.Document, stop func() bool) {
	r, ok := t.read(d, stop)
	if !ok {
		return
	}
	for i := range d.Attributions {
		if i%lookEvery == 0 && stop() {
			return
		}
		r.resolver.resolve(i)
	}
	r.speakers.tieAll()
	for i := range d.Attributions {
		if i%lookEvery == 0 && stop() {
			return
		}
		r.fill(i)
	}
	r.learned.agree()
	r.anonymity.spread()
	for i := range d.Attributions {
		r.write(i)
	}
}

// lookEvery is after how many attributions or sentences the typer asks whether to stop.
const lookEvery = 100

// set makes a set of the values of an axis.
func set[S ~string](all ...S) map[string]bool {
	out := map[string]bool{}
	for _, s := range all {
		out[string(s)] = true
	}
	return out
}

// values are the values that the columns of the dictionaries may hold.
var values = map[string]map[string]bool{
	"type": set(onrecord.TypeAssertion, onrecord.TypeDenial, onrecord.TypeBelief, onrecord.TypeKnowledge, onrecord.TypeIntention,
		onrecord.TypeAttitude, onrecord.TypeDirective, onrecord.TypeDecree, onrecord.TypeEvidence, onrecord.TypeNonComment),
	"stance": set(onrecord.StanceNeutral, onrecord.StanceFactive, onrecord.StanceDistancing, onrecord.StanceStrong, onrecord.StanceEvaluative),
	"medium": set(onrecord.MediumSpeech, onrecord.MediumWriting, onrecord.MediumThought),
	"kind": set(onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup, onrecord.SourceOrganization,
		onrecord.SourceGovernment, onrecord.SourceDocument, onrecord.SourceDataset, onrecord.SourceMedia, onrecord.SourceAuthor),
	"affiliation": set(onrecord.AffGovernment, onrecord.AffSecurity, onrecord.AffDiplomatic, onrecord.AffCourt, onrecord.AffParty,
		onrecord.AffIGO, onrecord.AffNGO, onrecord.AffCorporate, onrecord.AffIndustry, onrecord.AffAcademic, onrecord.AffMedia,
		onrecord.AffReligious, onrecord.AffArmed, onrecord.AffCitizen),
	"role":   set(onrecord.RoleDecisionMaker, onrecord.RoleParticipant, onrecord.RoleRepresentative, onrecord.RoleExpert, onrecord.RoleBystander),
	"status": set(onrecord.StatusCurrent, onrecord.StatusFormer, onrecord.StatusActing),
	"access": set(onrecord.AccessWitness, onrecord.AccessDirect, onrecord.AccessBriefed, onrecord.AccessFamiliar, onrecord.AccessDocument),
	"reason": set(onrecord.ReasonNotAuthorized, onrecord.ReasonSensitivity, onrecord.ReasonSafety, onrecord.ReasonTalks, onrecord.ReasonLegal, onrecord.ReasonOther),
	"rules":  set(onrecord.OnRecord, onrecord.OnBackground, onrecord.DeepBackground, onrecord.OffRecord),
	"channel": set(onrecord.ChannelThisOutlet, onrecord.ChannelPress, onrecord.ChannelStatement, onrecord.ChannelSpeech,
		onrecord.ChannelInterview, onrecord.ChannelSocial, onrecord.ChannelLeak, onrecord.ChannelCourt, onrecord.ChannelPoll,
		onrecord.ChannelOtherOutlet, onrecord.ChannelUnspecified),
	"naming":     set("unique", "dept", "spokes", "role", "loose", "collective", "body", "media", "document", "author", "none"),
	"commitment": set(onrecord.CommitEndorses, onrecord.CommitDistance),
	"frame":      set("to", "that", "np"),
	"to_whom":    set("obj", "to"),
	"polarity":   set(onrecord.Negated),
	"certainty":  set(onrecord.CertaintyPossible),
	"place":      set("near", "source"),
	"office":     set("public", "borne"),
	"alone":      set("yes"),
	"anonymity":  set("yes"),
}
