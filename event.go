package onrecord

import "sort"

// EventID is the number of an event in its document: index + 1; 0 is none.
type EventID int

// Root is what was done, in the 16 roots of PLOVER 0.8 (2021), or YIELD, which stands for CONCEDE and RETREAT together
// in the label profile of the PLV set (Hu et al., ACL 2024).
type Root string

// The roots.
const (
	RootAgree     Root = "AGREE"
	RootConsult   Root = "CONSULT"
	RootSupport   Root = "SUPPORT"
	RootConcede   Root = "CONCEDE"
	RootCooperate Root = "COOPERATE"
	RootAid       Root = "AID"
	RootRetreat   Root = "RETREAT"
	RootRequest   Root = "REQUEST"
	RootAccuse    Root = "ACCUSE"
	RootReject    Root = "REJECT"
	RootThreaten  Root = "THREATEN"
	RootProtest   Root = "PROTEST"
	RootSanction  Root = "SANCTION"
	RootMobilize  Root = "MOBILIZE"
	RootCoerce    Root = "COERCE"
	RootAssault   Root = "ASSAULT"
	RootYield     Root = "YIELD" // label profile plv only
)

// Quad is whether an event brings its parties together or apart, and in words or in deeds.
type Quad int

// The quad classes; 0 is unknown.
const (
	VerbalCooperation   Quad = 1
	MaterialCooperation Quad = 2
	VerbalConflict      Quad = 3
	MaterialConflict    Quad = 4
)

// String is the name of a quad class in lower case: "verbal cooperation".
func (q Quad) String() string {
	if q < VerbalCooperation || q > MaterialConflict {
		return ""
	}
	return [...]string{"verbal cooperation", "material cooperation", "verbal conflict", "material conflict"}[q-1]
}

// Event is one thing done by someone, often to someone, as a report tells it. Whether it happened is in Fact, on whose
// word it is told in Word; the two are independent.
type Event struct {
	Span      Span    // the smallest stretch of its sentence that holds trigger and parties
	Trigger   Span    // the words that name the deed: "rejected", "held talks", "the arrest"
	Head      TokenID // the head word of the trigger
	Actor     []Member
	Recipient []Member

	Root Root
	Mode string // PLOVER mode, such as "arrest"; "" is none or unknown
	Quad Quad

	Place PlaceID // where; 0 is not told
	// AtDateline tells that the event itself names no place and Place is the dateline's.
	AtDateline bool
	Date       DateID // when; 0 is not told

	Status   EventStatus // how it is told, in one word; Fact has it in detail
	Fact     Factuality
	OnWordOf AttributionID // the innermost attribution whose content holds the trigger; 0 is the outlet's own voice

	Frame FrameID // the frame it was made of; 0 where a rule found it
	By    string
	Conf  float64 // that trigger, parties and root are right
}

// EventStatus is how an event is told: "on the word of the minister, it happened". Whether the minister is right is not asked.
type EventStatus string

// The statuses; "" is unknown.
const (
	EventHappened     EventStatus = "happened"
	EventOngoing      EventStatus = "ongoing"
	EventPlanned      EventStatus = "planned"
	EventPossible     EventStatus = "possible"
	EventHypothetical EventStatus = "hypothetical"
	EventNotHappened  EventStatus = "not_happened"
)

// Factuality is how far a report commits itself (or, inside an attribution, its source) to an event's having happened,
// as in Saurí & Pustejovsky (FactBank, 2009) and Lee et al. (2015).
type Factuality struct {
	Value    float64 // -3 certainly did not happen ... 0 open ... 3 certainly did
	Polarity Polarity
	Tense    Tense
	Modality Modality
	Cues     []FactCue // the words behind it, in text order; none for a bare assertion
	By       string
}

// Modality is in what mode an event is told.
type Modality string

// The modalities. Asserted is the plain telling of a fact.
const (
	Asserted     Modality = "asserted"
	Possible     Modality = "possible"    // may, might, perhaps
	Intended     Modality = "intended"    // plans, agreed to, threatened to
	Required     Modality = "required"    // must, should, was ordered to
	Hypothetical Modality = "conditional" // if, unless, would have
	Asked        Modality = "question"
	Expected     Modality = "expected" // will, is expected to
	Attempted    Modality = "attempted"
)

// FactCue is a word or phrase that moves the factuality of an event.
type FactCue struct {
	Span Span
	Kind string // negation, modal, intention, condition, question, future, complement, reported, attempt
	By   string // the dictionary line or rule
}

// Event returns the event with that number, or nil for none.
func (d *Document) Event(id EventID) *Event {
	if id < 1 || int(id) > len(d.Events) {
		return nil
	}
	return &d.Events[id-1]
}

// Accusation returns the event of accusing that the cue of a statement tells, or nil: what such a statement tells is the deed of its
// recipient, not of its source. The events must stand in the order of their triggers.
func (d *Document) Accusation(a *Attribution) *Event {
	if a == nil || a.Cue.Empty() {
		return nil
	}
	first := sort.Search(len(d.Events), func(i int) bool { return d.Events[i].Trigger.Start >= a.Cue.Start-triggerReach })
	for i := first; i < len(d.Events) && d.Events[i].Trigger.Start < a.Cue.End; i++ {
		if e := &d.Events[i]; e.Root == RootAccuse && e.Trigger.Overlaps(a.Cue) {
			return e
		}
	}
	return nil
}

// triggerReach is the most bytes by which a trigger may open before a cue that it shares words with.
const triggerReach = 100

// Place returns the place mention with that number, or nil for none.
func (d *Document) Place(id PlaceID) *Location {
	if id < 1 || int(id) > len(d.Places) {
		return nil
	}
	return &d.Places[id-1]
}

// Date returns the time expression with that number, or nil for none.
func (d *Document) Date(id DateID) *Date {
	if id < 1 || int(id) > len(d.Dates) {
		return nil
	}
	return &d.Dates[id-1]
}

// Words looks through the attributions once and returns what tells on whose word a span is told: the innermost attribution
// whose content holds it. 0 is the outlet's own voice.
func (d *Document) Words() func(Span) AttributionID {
	near := make([][]AttributionID, len(d.Text)/stride+1) // by stretch of the text, the attributions with content there
	for i := range d.Attributions {
		id := AttributionID(i + 1)
		for _, s := range d.Attributions[i].Content {
			for k := s.Start / stride; k <= s.End/stride; k++ {
				if at := near[k]; len(at) == 0 || at[len(at)-1] != id {
					near[k] = append(at, id)
				}
			}
		}
	}
	return func(s Span) AttributionID { return d.wordOn(s, near[s.Start/stride]) }
}

// stride is how many bytes a stretch of the text has, for finding what is near.
const stride = 256

// wordOn is the innermost of some attributions whose content holds a span; of equals the shortest.
func (d *Document) wordOn(s Span, among []AttributionID) AttributionID {
	var found AttributionID
	depth := -1
	for _, id := range among {
		a := &d.Attributions[id-1]
		if !within(s, a.Content) {
			continue
		}
		if n := d.Depth(id); n > depth || n == depth && a.size() < d.Attributions[found-1].size() {
			found, depth = id, n
		}
	}
	return found
}

// size is how many bytes of content an attribution has.
func (a *Attribution) size() int {
	n := 0
	for _, s := range a.Content {
		n += s.Len()
	}
	return n
}
