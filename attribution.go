package onrecord

import (
	"iter"
	"slices"
)

// AttributionID is the number of an attribution in its document: index + 1; 0 is none.
type AttributionID int

// Attribution is a stretch of a report given on someone's word: source (who), cue (the words that attribute) and
// content (what is attributed), drawn as in PolNeAR (Newell, Margolin & Ruths, LREC 2018), and the axes that type it.
// The axes are independent of each other; "" is unknown.
type Attribution struct {
	Source  Source
	Cue     Span   // empty for a bare quotation
	Content []Span // in text order, never empty; more than one where the cue or another's words break it

	Form       Form
	Type       Type
	CueStance  CueStance
	Polarity   Polarity
	Certainty  Certainty
	Tense      Tense
	Commitment Commitment // what the reporter lets on about believing it
	Medium     Medium
	Addressee  Span // to whom it was said; empty when not told

	Carried bool          // taken on from the sentence before; the words here do not say who speaks
	Within  AttributionID // the attribution whose content holds this one; always an earlier number

	Evidence []Evidence // the words behind the axes, ordered by axis
	Frame    FrameID    // the frame it was made of; 0 where a rule found it
	By       string     // the rule or model that found it
	Conf     float64    // that source, cue and content are right: fitted for the model, a judgement for rules
}

// Source is the one on whose word something is reported.
type Source struct {
	Spans      []Span   // none: "is expected to announce"
	Entity     EntityID // who that is, where the report lets us know
	ResolvesTo []Span   // the earlier mention that "they" or "these sources" stands for

	Kind        SourceKind
	Naming      Naming
	Anonymity   Anonymity
	Reason      Reason // why anonymity was given
	ReasonSpan  Span   // the words that give the reason
	Number      Number
	Count       int // the number of sources, where Number is exactly_n
	Access      Access
	Affiliation Affiliation
	Country     string // ISO 3166-1 alpha-3
	Role        Role
	Status      Status
	Channel     Channel
	GroundRules GroundRules
}

// Evidence ties the value of one axis to the words that show it.
type Evidence struct {
	Axis string `json:"axis"` // "kind", "naming", "access", "type", ...
	Span Span   `json:"span"`
	By   string `json:"by"` // the dictionary line or rule
}

// SourceKind is what sort of source it is, whether named or not.
type SourceKind string

// The kinds of source.
const (
	SourcePerson       SourceKind = "person"
	SourceOfficeHolder SourceKind = "office_holder"
	SourceGroup        SourceKind = "group"
	SourceOrganization SourceKind = "organization"
	SourceGovernment   SourceKind = "government_body" // also a capital standing for its state
	SourceDocument     SourceKind = "document"
	SourceDataset      SourceKind = "dataset_poll"
	SourceMedia        SourceKind = "media_outlet"
	SourceAuthor       SourceKind = "author"
	SourceNone         SourceKind = "none"
)

// Naming is how far the reader can tell who the source is.
type Naming string

// The degrees of naming.
const (
	Named               Naming = "named"
	UnnamedIdentifiable Naming = "unnamed_identifiable" // a unique role, or the spokespeople of a named body
	UnnamedAffiliated   Naming = "unnamed_affiliated"   // "a senior customs official"
	UnnamedUnaffiliated Naming = "unnamed_unaffiliated" // "sources", "an insider"
	NamingCollective    Naming = "collective"           // "observers", "critics", "residents"
	NamingNone          Naming = "none"
)

// Anonymity is what the report says about a source's staying unnamed.
type Anonymity string

// The forms of anonymity.
const (
	AnonymityNotApplicable Anonymity = "not_applicable"
	AnonymityWithReason    Anonymity = "granted_with_reason"
	AnonymityNoReason      Anonymity = "granted_no_reason"
	AnonymityWithheld      Anonymity = "withheld_unstated" // unnamed, and nothing is said about it
	AnonymityPresumed      Anonymity = "presumed"          // wording of access: "familiar with", "who was in the room"
)

// Reason is why anonymity was given.
type Reason string

// The reasons for anonymity.
const (
	ReasonNotAuthorized Reason = "not_authorized"
	ReasonSensitivity   Reason = "sensitivity"
	ReasonSafety        Reason = "safety_retaliation"
	ReasonTalks         Reason = "ongoing_talks"
	ReasonLegal         Reason = "legal"
	ReasonOther         Reason = "other"
	ReasonNone          Reason = "none"
)

// Number is how many speak.
type Number string

// The numbers of sources.
const (
	NumberOne    Number = "one"
	NumberExact  Number = "exactly_n"
	NumberPlural Number = "plural_unspecified"
)

// Access is how the source comes to know.
type Access string

// The ways of access.
const (
	AccessWitness  Access = "witnessed_participant"
	AccessDirect   Access = "direct_knowledge"
	AccessBriefed  Access = "briefed_told"
	AccessFamiliar Access = "familiar_close"
	AccessDocument Access = "saw_document"
	AccessNone     Access = "none_stated"
)

// Affiliation is the sector a source belongs to.
type Affiliation string

// The affiliations.
const (
	AffGovernment Affiliation = "government"
	AffSecurity   Affiliation = "military_security_intelligence"
	AffDiplomatic Affiliation = "diplomatic"
	AffCourt      Affiliation = "court_police"
	AffParty      Affiliation = "party_campaign"
	AffIGO        Affiliation = "igo"
	AffNGO        Affiliation = "ngo_civil"
	AffCorporate  Affiliation = "corporate"
	AffIndustry   Affiliation = "industry_union"
	AffAcademic   Affiliation = "academic_thinktank"
	AffMedia      Affiliation = "media"
	AffReligious  Affiliation = "religious"
	AffArmed      Affiliation = "armed_group"
	AffCitizen    Affiliation = "citizen"
)

// Role is the part the source plays in what is told.
type Role string

// The roles.
const (
	RoleDecisionMaker  Role = "decision_maker"
	RoleParticipant    Role = "participant"
	RoleRepresentative Role = "representative"
	RoleExpert         Role = "informational_expert"
	RoleBystander      Role = "bystander"
)

// Status is whether the source holds the office it is named by.
type Status string

// The statuses.
const (
	StatusCurrent Status = "current"
	StatusFormer  Status = "former"
	StatusActing  Status = "acting"
)

// Channel is the way by which the words reached the report.
type Channel string

// The channels.
const (
	ChannelThisOutlet  Channel = "told_this_outlet"
	ChannelPress       Channel = "press_conference"
	ChannelStatement   Channel = "statement"
	ChannelSpeech      Channel = "speech_parliament"
	ChannelInterview   Channel = "interview_elsewhere"
	ChannelSocial      Channel = "social_post"
	ChannelLeak        Channel = "document_leak"
	ChannelCourt       Channel = "court_filing"
	ChannelPoll        Channel = "poll"
	ChannelOtherOutlet Channel = "via_other_outlet"
	ChannelUnspecified Channel = "unspecified"
)

// GroundRules are the terms on which the source spoke.
type GroundRules string

// The ground rules.
const (
	OnRecord       GroundRules = "on_record"
	OnBackground   GroundRules = "background"
	DeepBackground GroundRules = "deep_background"
	OffRecord      GroundRules = "off_record"
	RulesNotStated GroundRules = "not_stated"
)

// Form is how the words are given.
type Form string

// The forms.
const (
	FormDirect   Form = "direct"
	FormIndirect Form = "indirect"
	FormMixed    Form = "mixed"
	FormActOnly  Form = "act_only" // a speech act without a proposition
	FormTerm     Form = "term"     // "what it termed", "so-called"
)

// Type is what sort of attitude the source takes to the content.
type Type string

// The types.
const (
	TypeAssertion  Type = "assertion"
	TypeDenial     Type = "denial"
	TypeBelief     Type = "belief"
	TypeKnowledge  Type = "knowledge"
	TypeIntention  Type = "intention"
	TypeAttitude   Type = "attitude"
	TypeDirective  Type = "directive"
	TypeDecree     Type = "decree"
	TypeEvidence   Type = "evidence"
	TypeNonComment Type = "non_comment"
)

// CueStance is what the cue lets on about the truth of the content.
type CueStance string

// The stances of a cue.
const (
	StanceNeutral    CueStance = "neutral"
	StanceFactive    CueStance = "factive"
	StanceDistancing CueStance = "distancing"
	StanceStrong     CueStance = "strong"
	StanceEvaluative CueStance = "evaluative"
)

// Polarity tells whether the attribution itself is negated ("did not say").
type Polarity string

// The polarities.
const (
	Positive Polarity = "positive"
	Negated  Polarity = "negated"
)

// Certainty is how sure it is that the attribution took place.
type Certainty string

// The certainties.
const (
	CertaintyActual      Certainty = "actual"
	CertaintyConditional Certainty = "conditional"
	CertaintyPossible    Certainty = "possible"
)

// Tense is when the attribution takes place.
type Tense string

// The tenses.
const (
	TensePast    Tense = "past"
	TensePresent Tense = "present"
	TenseFuture  Tense = "future"
)

// Commitment is the reporter's own attitude to the content.
type Commitment string

// The commitments.
const (
	CommitEndorses Commitment = "endorses"
	CommitNeutral  Commitment = "neutral"
	CommitDistance Commitment = "keeps_distance"
)

// Medium is by what means it was put.
type Medium string

// The media.
const (
	MediumSpeech  Medium = "speech"
	MediumWriting Medium = "writing"
	MediumThought Medium = "thought"
)

// above goes from an attribution to those that hold it, itself first. It is the one walk along the chain of sources.
func above(d *Document, id AttributionID) iter.Seq2[AttributionID, *Attribution] {
	return func(yield func(AttributionID, *Attribution) bool) {
		for a := d.Attribution(id); a != nil && yield(id, a); a = d.Attribution(id) {
			id = a.Within
		}
	}
}

// Depth is how many attributions hold this one: 0 for what the report itself attributes.
func (d *Document) Depth(id AttributionID) int {
	n := 0
	for range above(d, id) {
		n++
	}
	return max(0, n-1)
}

// Chain lists on whose word an attribution stands, outermost first, itself last.
func (d *Document) Chain(id AttributionID) []AttributionID {
	var out []AttributionID
	for id := range above(d, id) {
		out = append(out, id)
	}
	slices.Reverse(out)
	return out
}

// Extent is the smallest span that holds source, cue and content.
func (a *Attribution) Extent() Span {
	e := a.Content[0]
	grow := func(s Span) {
		if !s.Empty() {
			e.Start, e.End = min(e.Start, s.Start), max(e.End, s.End)
		}
	}
	grow(a.Cue)
	for _, s := range a.Source.Spans {
		grow(s)
	}
	for _, s := range a.Content {
		grow(s)
	}
	return e
}

// Anonymous tells whether the source is unnamed in the sense of the newsroom rules on anonymous sources: a person or
// group that the reader cannot identify. Collectives ("observers"), documents and missing sources are not counted.
func (s *Source) Anonymous() bool {
	return s.Naming == UnnamedAffiliated || s.Naming == UnnamedUnaffiliated
}
