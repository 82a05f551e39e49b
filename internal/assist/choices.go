package assist

import "onrecord"

// choices are the values that fields of questions are held to, by the name of the field.
var choices = map[string][]string{
	"kind": {"report", "statement", "event", "position"},
	"source_kind": texts(onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup, onrecord.SourceOrganization, onrecord.SourceGovernment,
		onrecord.SourceDocument, onrecord.SourceDataset, onrecord.SourceMedia, onrecord.SourceAuthor, onrecord.SourceNone),
	"naming": texts(onrecord.Named, onrecord.UnnamedIdentifiable, onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.NamingCollective,
		onrecord.NamingNone),
	"root": texts(onrecord.RootAgree, onrecord.RootConsult, onrecord.RootSupport, onrecord.RootCooperate, onrecord.RootAid, onrecord.RootConcede,
		onrecord.RootRetreat, onrecord.RootRequest, onrecord.RootAccuse, onrecord.RootReject, onrecord.RootThreaten, onrecord.RootProtest,
		onrecord.RootMobilize, onrecord.RootSanction, onrecord.RootCoerce, onrecord.RootAssault),
	"stance": texts(onrecord.StanceFor, onrecord.StanceAgainst, onrecord.StanceConditionalFor, onrecord.StanceConditionalAgainst, onrecord.StanceNoSide,
		onrecord.StanceAmbiguous, onrecord.StanceDeclines),
}

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
