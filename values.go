package onrecord

import "slices"

// values are the values that the axes with a closed list of values may have, by the name that formats and queries give the axis.
var values = map[string][]string{
	"source_kind": texts(SourcePerson, SourceOfficeHolder, SourceGroup, SourceOrganization, SourceGovernment, SourceMedia, SourceDocument, SourceDataset,
		SourceAuthor, SourceNone),
	"naming": texts(Named, UnnamedIdentifiable, UnnamedAffiliated, UnnamedUnaffiliated, NamingCollective, NamingNone),
	"type": texts(TypeAssertion, TypeDenial, TypeBelief, TypeKnowledge, TypeIntention, TypeAttitude, TypeDirective, TypeDecree, TypeEvidence,
		TypeNonComment),
	"root": texts(RootAgree, RootConsult, RootSupport, RootConcede, RootCooperate, RootAid, RootRetreat, RootRequest, RootAccuse, RootReject,
		RootThreaten, RootProtest, RootSanction, RootMobilize, RootCoerce, RootAssault),
	"modality": texts(Asserted, Possible, Intended, Required, Hypothetical, Asked, Expected, Attempted),
	"status":   texts(EventHappened, EventOngoing, EventPlanned, EventPossible, EventHypothetical, EventNotHappened),
	"stance": texts(StanceFor, StanceAgainst, StanceConditionalFor, StanceConditionalAgainst, StanceNoSide, StanceAmbiguous,
		StanceDeclines),
	"kind":     {"report", "statement", "event", "position"},
	"voice":    {"attributed", "outlet"},
	"firmness": {"0", "1", "2", "3", "4", "5"},
}

// Values lists the values that an axis may have, in the order in which they are shown: "source_kind", "naming", "type" of statements,
// "root" and "modality" of events, "stance" and "firmness" of positions, "kind" of what is found, "voice" in which findings are told; nil for what has no closed list.
func Values(axis string) []string { return slices.Clone(values[axis]) }

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
