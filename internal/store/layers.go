package store

import "onrecord"

// What follows is how a reading is kept. The names that stand in a store are the tags here and nothing else: a field of the vocabulary
// can be called anew, and one that is forgotten here fails a test. A tag is never changed and never given to something else without a
// new readingFormat; a new tag needs a new readingFeature (reading.go). Without regard to case they are the names of the readings that
// had no version, so that these are read by the same types.

// stored is a document by its layers.
type stored struct {
	storedReport
	Origin []storedPiece `json:"origin,omitzero"`
	Pages  []storedPage  `json:"pages,omitzero"`
	Blocks []storedBlock `json:"blocks,omitzero"`
	storedWords
	Frames       []storedFrame       `json:"frames,omitzero"`
	Names        []storedName        `json:"names,omitzero"`
	Entities     []storedEntity      `json:"entities,omitzero"`
	Attributions []storedAttribution `json:"attributions,omitzero"`
	Places       []storedLocation    `json:"places,omitzero"`
	Dates        []storedDate        `json:"dates,omitzero"`
	Events       []storedEvent       `json:"events,omitzero"`
	Positions    []storedPosition    `json:"positions,omitzero"`
}

// storedReport is what is known of a report beside its layers.
type storedReport struct {
	ID       string          `json:"id,omitzero"`
	Meta     storedMeta      `json:"meta,omitzero"`
	Byline   onrecord.Span   `json:"byline,omitzero"`
	Dateline storedDateline  `json:"dateline,omitzero"`
	File     []byte          `json:"file,omitzero"` // file names need not be UTF-8
	HasText  bool            `json:"hastext,omitzero"`
	Text     string          `json:"text,omitzero"` // only where the column of the text cannot hold it as it is
	Language storedLanguage  `json:"language,omitzero"`
	Warnings []storedWarning `json:"warnings,omitzero"`
	Made     storedMade      `json:"made,omitzero"`
}

type storedMeta struct {
	Title     string `json:"title,omitzero"`
	Published string `json:"published,omitzero"`
	Publisher string `json:"publisher,omitzero"`
	URL       string `json:"url,omitzero"`
	Author    string `json:"author,omitzero"`
	Policy    string `json:"unnamed_sources_policy,omitzero"`
	Charset   string `json:"charset,omitzero"`
}

type storedDateline struct {
	Span   onrecord.Span `json:"span,omitzero"`
	Place  onrecord.Span `json:"place,omitzero"`
	Date   onrecord.Span `json:"date,omitzero"`
	Agency onrecord.Span `json:"agency,omitzero"`
}

type storedLanguage struct {
	Code string  `json:"code,omitzero"`
	Conf float64 `json:"conf,omitzero"`
}

type storedWarning struct {
	Code string `json:"code,omitzero"`
	Text string `json:"text,omitzero"`
}

type storedMade struct {
	Tool    string `json:"tool,omitzero"`
	Lexicon string `json:"lexicon,omitzero"`
	Models  string `json:"models,omitzero"`
}

type storedPage struct {
	At     int `json:"at,omitzero"`
	Number int `json:"number,omitzero"`
}

type storedPiece struct {
	At     int `json:"at,omitzero"`
	Raw    int `json:"raw,omitzero"`
	Len    int `json:"len,omitzero"`
	RawLen int `json:"rawlen,omitzero"`
}

type storedBlock struct {
	onrecord.Span
	Kind      onrecord.BlockKind `json:"kind,omitzero"`
	Paragraph int                `json:"paragraph,omitzero"`
}

// storedWords are sentences and what they are made of, one layer.
type storedWords struct {
	Sentences []storedSentence `json:"sentences,omitzero"`
	Tokens    []storedToken    `json:"tokens,omitzero"`
}

type storedSentence struct {
	onrecord.Span
	Block int `json:"block,omitzero"`
	From  int `json:"from,omitzero"`
	To    int `json:"to,omitzero"`
}

type storedToken struct {
	onrecord.Span
	Lemma string           `json:"lemma,omitzero"`
	Tag   string           `json:"tag,omitzero"`
	XPOS  string           `json:"xpos,omitzero"`
	Head  onrecord.TokenID `json:"head,omitzero"`
	Rel   string           `json:"rel,omitzero"`
}

type storedRun struct {
	From int `json:"from,omitzero"`
	To   int `json:"to,omitzero"`
}

type storedFrame struct {
	Layer   onrecord.FrameLayer    `json:"layer,omitzero"`
	Anchor  storedRun              `json:"anchor,omitzero"`
	Roles   map[string][]storedRun `json:"roles,omitzero"`
	Classes map[string]string      `json:"classes,omitzero"`
	Sure    map[string]float64     `json:"sure,omitzero"`
	Conf    float64                `json:"conf,omitzero"`
}

type storedName struct {
	onrecord.Span
	From int                 `json:"from,omitzero"`
	To   int                 `json:"to,omitzero"`
	Kind onrecord.EntityKind `json:"kind,omitzero"`
	By   string              `json:"by,omitzero"`
	Conf float64             `json:"conf,omitzero"`
}

type storedEntity struct {
	Name     string              `json:"name,omitzero"`
	Kind     onrecord.EntityKind `json:"kind,omitzero"`
	Country  string              `json:"country,omitzero"`
	Mentions []storedMention     `json:"mentions,omitzero"`
	Codes    []storedCode        `json:"codes,omitzero"`
}

type storedMention struct {
	onrecord.Span
	Head onrecord.TokenID     `json:"head,omitzero"`
	Form onrecord.MentionForm `json:"form,omitzero"`
	By   string               `json:"by,omitzero"`
	Conf float64              `json:"conf,omitzero"`
}

type storedCode struct {
	Country string          `json:"country,omitzero"`
	Sector  onrecord.Sector `json:"sector,omitzero"`
	Group   string          `json:"group,omitzero"`
	Span    onrecord.Span   `json:"span,omitzero"`
	By      string          `json:"by,omitzero"`
}

type storedMember struct {
	Span   onrecord.Span     `json:"span,omitzero"`
	Head   onrecord.TokenID  `json:"head,omitzero"`
	Entity onrecord.EntityID `json:"entity,omitzero"`
	Codes  []storedCode      `json:"codes,omitzero"`
}

type storedAttribution struct {
	Source     storedSource           `json:"source,omitzero"`
	Cue        onrecord.Span          `json:"cue,omitzero"`
	Content    []onrecord.Span        `json:"content,omitzero"`
	Form       onrecord.Form          `json:"form,omitzero"`
	Type       onrecord.Type          `json:"type,omitzero"`
	CueStance  onrecord.CueStance     `json:"cuestance,omitzero"`
	Polarity   onrecord.Polarity      `json:"polarity,omitzero"`
	Certainty  onrecord.Certainty     `json:"certainty,omitzero"`
	Tense      onrecord.Tense         `json:"tense,omitzero"`
	Commitment onrecord.Commitment    `json:"commitment,omitzero"`
	Medium     onrecord.Medium        `json:"medium,omitzero"`
	Addressee  onrecord.Span          `json:"addressee,omitzero"`
	Carried    bool                   `json:"carried,omitzero"`
	Within     onrecord.AttributionID `json:"within,omitzero"`
	Evidence   []storedEvidence       `json:"evidence,omitzero"`
	Frame      onrecord.FrameID       `json:"frame,omitzero"`
	By         string                 `json:"by,omitzero"`
	Conf       float64                `json:"conf,omitzero"`
}

type storedSource struct {
	Spans       []onrecord.Span      `json:"spans,omitzero"`
	Entity      onrecord.EntityID    `json:"entity,omitzero"`
	ResolvesTo  []onrecord.Span      `json:"resolvesto,omitzero"`
	Kind        onrecord.SourceKind  `json:"kind,omitzero"`
	Naming      onrecord.Naming      `json:"naming,omitzero"`
	Anonymity   onrecord.Anonymity   `json:"anonymity,omitzero"`
	Reason      onrecord.Reason      `json:"reason,omitzero"`
	ReasonSpan  onrecord.Span        `json:"reasonspan,omitzero"`
	Number      onrecord.Number      `json:"number,omitzero"`
	Count       int                  `json:"count,omitzero"`
	Access      onrecord.Access      `json:"access,omitzero"`
	Affiliation onrecord.Affiliation `json:"affiliation,omitzero"`
	Country     string               `json:"country,omitzero"`
	Role        onrecord.Role        `json:"role,omitzero"`
	Status      onrecord.Status      `json:"status,omitzero"`
	Channel     onrecord.Channel     `json:"channel,omitzero"`
	GroundRules onrecord.GroundRules `json:"groundrules,omitzero"`
}

type storedEvidence struct {
	Axis string        `json:"axis,omitzero"`
	Span onrecord.Span `json:"span,omitzero"`
	By   string        `json:"by,omitzero"`
}

type storedLocation struct {
	Span     onrecord.Span      `json:"span,omitzero"`
	Kind     onrecord.PlaceKind `json:"kind,omitzero"`
	Name     string             `json:"name,omitzero"`
	Country  string             `json:"country,omitzero"`
	Region   string             `json:"region,omitzero"`
	Known    bool               `json:"known,omitzero"`
	Lat      float64            `json:"lat,omitzero"`
	Lon      float64            `json:"lon,omitzero"`
	GeoNames int                `json:"geonames,omitzero"`
	Dateline bool               `json:"dateline,omitzero"`
	By       string             `json:"by,omitzero"`
	Conf     float64            `json:"conf,omitzero"`
}

type storedDate struct {
	Span onrecord.Span `json:"span,omitzero"`
	From string        `json:"from,omitzero"`
	To   string        `json:"to,omitzero"`
	By   string        `json:"by,omitzero"`
	Conf float64       `json:"conf,omitzero"`
}

type storedEvent struct {
	Span       onrecord.Span          `json:"span,omitzero"`
	Trigger    onrecord.Span          `json:"trigger,omitzero"`
	Head       onrecord.TokenID       `json:"head,omitzero"`
	Actor      []storedMember         `json:"actor,omitzero"`
	Recipient  []storedMember         `json:"recipient,omitzero"`
	Root       onrecord.Root          `json:"root,omitzero"`
	Mode       string                 `json:"mode,omitzero"`
	Quad       onrecord.Quad          `json:"quad,omitzero"`
	Place      onrecord.PlaceID       `json:"place,omitzero"`
	AtDateline bool                   `json:"atdateline,omitzero"`
	Date       onrecord.DateID        `json:"date,omitzero"`
	Status     onrecord.EventStatus   `json:"status,omitzero"`
	Fact       storedFactuality       `json:"fact,omitzero"`
	Word       onrecord.AttributionID `json:"word,omitzero"`
	Frame      onrecord.FrameID       `json:"frame,omitzero"`
	By         string                 `json:"by,omitzero"`
	Conf       float64                `json:"conf,omitzero"`
}

type storedFactuality struct {
	Value    float64           `json:"value,omitzero"`
	Polarity onrecord.Polarity `json:"polarity,omitzero"`
	Tense    onrecord.Tense    `json:"tense,omitzero"`
	Modality onrecord.Modality `json:"modality,omitzero"`
	Cues     []storedFactCue   `json:"cues,omitzero"`
	By       string            `json:"by,omitzero"`
}

type storedFactCue struct {
	Span onrecord.Span `json:"span,omitzero"`
	Kind string        `json:"kind,omitzero"`
	By   string        `json:"by,omitzero"`
}

type storedPosition struct {
	Span         onrecord.Span          `json:"span,omitzero"`
	Actor        []storedMember         `json:"actor,omitzero"`
	Issue        string                 `json:"issue,omitzero"`
	IssueSpans   []onrecord.Span        `json:"issuespans,omitzero"`
	Topic        string                 `json:"topic,omitzero"`
	Group        int                    `json:"group,omitzero"`
	Proposition  string                 `json:"proposition,omitzero"`
	Stance       onrecord.Stance        `json:"stance,omitzero"`
	StanceCues   []onrecord.Span        `json:"stancecues,omitzero"`
	Firmness     int                    `json:"firmness,omitzero"`
	FirmnessCues []onrecord.Span        `json:"firmnesscues,omitzero"`
	Implied      bool                   `json:"implied,omitzero"`
	Act          bool                   `json:"act,omitzero"`
	Conditions   []storedCondition      `json:"conditions,omitzero"`
	RedLine      bool                   `json:"redline,omitzero"`
	RedLineAt    onrecord.Span          `json:"redlineat,omitzero"`
	TimeBound    onrecord.TimeBound     `json:"timebound,omitzero"`
	TimeAt       onrecord.Span          `json:"timeat,omitzero"`
	Scope        []onrecord.Span        `json:"scope,omitzero"`
	Tension      []onrecord.PositionID  `json:"tension,omitzero"`
	Word         onrecord.AttributionID `json:"word,omitzero"`
	Frame        onrecord.FrameID       `json:"frame,omitzero"`
	By           string                 `json:"by,omitzero"`
	Conf         float64                `json:"conf,omitzero"`
}

type storedCondition struct {
	Kind      onrecord.ConditionKind `json:"kind,omitzero"`
	Span      onrecord.Span          `json:"span,omitzero"`
	Cue       onrecord.Span          `json:"cue,omitzero"`
	Direction onrecord.Direction     `json:"direction,omitzero"`
}
