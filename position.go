package onrecord

// PositionID is the number of a position in its document: index + 1; 0 is none.
type PositionID int

// Position is where an actor stands on an issue, as one passage of a report tells it. Stance (direction), firmness (how
// committed), Word (on whose word) and the factuality of events inside are never mixed.
type Position struct {
	Span  Span // the passage
	Actor []Member

	Issue       string // the matter in the report's own words: a noun phrase or a deed, "sending troops to the strait"
	IssueSpans  []Span // those words
	Topic       string // the line of the lexicon of issues that fits, such as "troop_deployment"; "" is none
	Group       int    // positions of one report on one matter share a number, from 1
	Proposition string // what the stance is relative to: "Estovia sends ships to the strait"

	Stance       Stance
	StanceCues   []Span
	Firmness     int    // 0 withheld, 1 open, 2 leaning, 3 declared, 4 categorical, 5 absolute
	FirmnessCues []Span // never empty unless Implied
	Implied      bool   // no cue word: firmness 3 by default
	Act          bool   // a deed shows it (a vote, a signature), not words

	Conditions []Condition
	RedLine    bool
	RedLineAt  Span      // the words that draw the line
	TimeBound  TimeBound // "at this stage", "until May"
	TimeAt     Span
	Scope      []Span // limits of what it covers: "combat units"

	Tension  []PositionID // others in the report, by the same actor on the same matter, that sit ill with it
	OnWordOf AttributionID
	Frame    FrameID // the frame it was made of; 0 where a rule found it
	By       string
	Conf     float64
}

// Stance is the direction of a position.
type Stance string

// The stances.
const (
	StanceFor                Stance = "for"
	StanceAgainst            Stance = "against"
	StanceConditionalFor     Stance = "conditional_for"
	StanceConditionalAgainst Stance = "conditional_against"
	StanceNoSide             Stance = "neutral"
	StanceAmbiguous          Stance = "ambiguous"
	StanceDeclines           Stance = "declines_to_say"
)

// Side is the direction of a stance: 1 for, -1 against, 0 neither.
func (s Stance) Side() int {
	switch s {
	case StanceFor, StanceConditionalFor:
		return 1
	case StanceAgainst, StanceConditionalAgainst:
		return -1
	}
	return 0
}

// TimeBound is a limit in time that a position sets itself.
type TimeBound string

// The time bounds; "" is none.
const (
	BoundNow   TimeBound = "now"
	BoundStage TimeBound = "at_this_stage"
	BoundYet   TimeBound = "yet"
	BoundUntil TimeBound = "until_date"
)

// Condition is under what condition an actor would move, or harden.
type Condition struct {
	Kind      ConditionKind
	Span      Span      // what must come about, without its conjunction
	Cue       Span      // "until", "provided that"; empty where no word joins it
	Direction Direction // which way the actor would go once it is met
}

// ConditionKind is by what sort of words a condition is set.
type ConditionKind string

// The kinds of condition.
const (
	CondUntil      ConditionKind = "until"
	CondUnless     ConditionKind = "unless"
	CondIf         ConditionKind = "if"
	CondOnlyIf     ConditionKind = "only_if"
	CondProvided   ConditionKind = "provided"
	CondAsLongAs   ConditionKind = "as_long_as"
	CondExchange   ConditionKind = "in_exchange_for"
	CondWithout    ConditionKind = "without"
	CondProcedural ConditionKind = "procedural" // "subject to parliament's approval"
)

// Direction is which way a condition works.
type Direction string

// The directions; "" is unknown.
const (
	WouldMove   Direction = "would_move"
	WouldHarden Direction = "would_harden"
)

// Position returns the position with that number, or nil for none.
func (d *Document) Position(id PositionID) *Position {
	if id < 1 || int(id) > len(d.Positions) {
		return nil
	}
	return &d.Positions[id-1]
}
