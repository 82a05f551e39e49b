package onrecord

// Sector is what sort of actor someone is, in the sectors of the PLOVER codebook (0.8, 2021).
type Sector string

// The sectors. The last seven are international.
const (
	SectorGovernment   Sector = "GOV" // the executive: governments, ministries, presidents
	SectorMilitary     Sector = "MIL"
	SectorLegislature  Sector = "LEG"
	SectorJudiciary    Sector = "JUD"
	SectorPolice       Sector = "COP"
	SectorSpies        Sector = "SPY" // intelligence services
	SectorParamilitary Sector = "PRM" // armed, on the side of the state
	SectorRebels       Sector = "REB" // armed opposition
	SectorUnidentified Sector = "UAF" // armed, nobody says for whom
	SectorUnknown      Sector = "UNK"
	SectorParty        Sector = "PTY" // political parties
	SectorOpposition   Sector = "OPP"
	SectorPartly       Sector = "PRE" // partly recognised entities
	SectorFarmers      Sector = "AGR"
	SectorBusiness     Sector = "BUS"
	SectorCriminals    Sector = "CRM"
	SectorCivilians    Sector = "CVL"
	SectorEducation    Sector = "EDU"
	SectorElites       Sector = "ELI" // former officials, notables
	SectorMedia        Sector = "JRN"
	SectorLabour       Sector = "LAB"
	SectorHealth       Sector = "MED"
	SectorRefugees     Sector = "REF"
	SectorReligious    Sector = "REL"
	SectorCivilSociety Sector = "SOC"
	SectorIGO          Sector = "IGO"
	SectorUN           Sector = "UNO"
	SectorEU           Sector = "EUR"
	SectorNGO          Sector = "NGO"
	SectorMovement     Sector = "ISM" // international movements without a state's territory
	SectorMilitants    Sector = "IMG" // international militant groups
	SectorCompany      Sector = "MNC" // multinational companies
)

// Code says who an actor is in the codes of event data: a state, a sector, and for well-known bodies and armed groups a
// code of their own. Every part may be unknown.
type Code struct {
	Country string // ISO 3166-1 alpha-3; "" for what belongs to no state, and for the unknown
	Sector  Sector
	Group   string // of a known body or group, such as "NATO"; "" for all others
	Span    Span   // the words that led to the code; empty when it came with the entity
	By      string // the dictionary line or rule
}

// String writes a code as event data do: country or group, then sector ("PAKMIL", "NATOIGO"); "" when all is unknown.
func (c Code) String() string {
	head := c.Country
	if head == "" {
		head = c.Group
	}
	if head == string(c.Sector) {
		return head
	}
	return head + string(c.Sector)
}

// Member is one who takes part in an event or holds a position, as worded there. Joint actors ("Estovia and Harland")
// are several members; one member may have several codes ("the civilian and military leadership": GOV and MIL).
type Member struct {
	Span   Span
	Head   TokenID
	Entity EntityID // 0 when the words were tied to none
	Codes  []Code   // filled by the actor stage; none is unknown
}

// MemberSpans are the words of each of several members, in their order.
func MemberSpans(members []Member) []Span {
	out := make([]Span, len(members))
	for i, m := range members {
		out[i] = m.Span
	}
	return out
}
