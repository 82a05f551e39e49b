package export

import "onrecord"

// deedKey is a root and one of its modes; "" is the root without a mode.
type deedKey struct {
	root onrecord.Root
	mode string
}

// cameo is the CAMEO code (1.1b3) nearest to a root and mode of PLOVER 0.8. PLOVER has no slot for CAMEO's purposes, so
// the code is the general one of its group wherever a purpose would have to be guessed.
var cameo = map[deedKey]string{
	{onrecord.RootAgree, ""}:                 "030",
	{onrecord.RootConsult, ""}:               "040",
	{onrecord.RootConsult, "phone"}:          "041",
	{onrecord.RootConsult, "visit"}:          "042",
	{onrecord.RootConsult, "third-party"}:    "045",
	{onrecord.RootConsult, "multilateral"}:   "046",
	{onrecord.RootSupport, ""}:               "050",
	{onrecord.RootCooperate, ""}:             "060",
	{onrecord.RootAid, ""}:                   "070",
	{onrecord.RootConcede, ""}:               "080",
	{onrecord.RootYield, ""}:                 "080",
	{onrecord.RootRetreat, ""}:               "080",
	{onrecord.RootRetreat, "release"}:        "084",
	{onrecord.RootRetreat, "access"}:         "086",
	{onrecord.RootRetreat, "ceasefire"}:      "0871",
	{onrecord.RootRetreat, "disarm"}:         "0873",
	{onrecord.RootRetreat, "withdraw"}:       "0874",
	{onrecord.RootRetreat, "resign"}:         "0831",
	{onrecord.RootRequest, ""}:               "100",
	{onrecord.RootRequest, "assist"}:         "101",
	{onrecord.RootRequest, "change"}:         "104",
	{onrecord.RootRequest, "yield"}:          "105",
	{onrecord.RootRequest, "meet"}:           "106",
	{onrecord.RootAccuse, ""}:                "110",
	{onrecord.RootAccuse, "disapprove"}:      "111",
	{onrecord.RootAccuse, "allege"}:          "112",
	{onrecord.RootAccuse, "investigate"}:     "090",
	{onrecord.RootReject, ""}:                "120",
	{onrecord.RootReject, "assist"}:          "121",
	{onrecord.RootReject, "change"}:          "123",
	{onrecord.RootReject, "yield"}:           "124",
	{onrecord.RootReject, "meet"}:            "125",
	{onrecord.RootThreaten, ""}:              "130",
	{onrecord.RootThreaten, "relations"}:     "131",
	{onrecord.RootThreaten, "expel"}:         "131",
	{onrecord.RootThreaten, "restrict"}:      "132",
	{onrecord.RootThreaten, "arrest"}:        "137",
	{onrecord.RootThreaten, "violence"}:      "138",
	{onrecord.RootThreaten, "territory"}:     "1382",
	{onrecord.RootProtest, ""}:               "140",
	{onrecord.RootProtest, "demo"}:           "141",
	{onrecord.RootProtest, "hunger"}:         "142",
	{onrecord.RootProtest, "strike"}:         "143",
	{onrecord.RootProtest, "boycott"}:        "143",
	{onrecord.RootProtest, "obstruct"}:       "144",
	{onrecord.RootProtest, "riot"}:           "145",
	{onrecord.RootProtest, "vandalize"}:      "145",
	{onrecord.RootMobilize, ""}:              "150",
	{onrecord.RootMobilize, "police"}:        "153",
	{onrecord.RootMobilize, "troops"}:        "154",
	{onrecord.RootMobilize, "weapons"}:       "154",
	{onrecord.RootMobilize, "militia"}:       "154",
	{onrecord.RootSanction, ""}:              "160",
	{onrecord.RootSanction, "convict"}:       "116",
	{onrecord.RootSanction, "discontinue"}:   "163",
	{onrecord.RootSanction, "expel"}:         "166",
	{onrecord.RootSanction, "withdraw"}:      "166",
	{onrecord.RootCoerce, ""}:                "170",
	{onrecord.RootCoerce, "seize"}:           "171",
	{onrecord.RootCoerce, "restrict"}:        "172",
	{onrecord.RootCoerce, "censor"}:          "1721",
	{onrecord.RootCoerce, "curfew"}:          "1723",
	{onrecord.RootCoerce, "martial-law"}:     "1724",
	{onrecord.RootCoerce, "arrest"}:          "173",
	{onrecord.RootCoerce, "deport"}:          "174",
	{onrecord.RootCoerce, "cyber"}:           "176",
	{onrecord.RootAssault, ""}:               "190",
	{onrecord.RootAssault, "abduct"}:         "181",
	{onrecord.RootAssault, "beat"}:           "182",
	{onrecord.RootAssault, "sexual"}:         "1821",
	{onrecord.RootAssault, "torture"}:        "1822",
	{onrecord.RootAssault, "explosives"}:     "183",
	{onrecord.RootAssault, "suicide-attack"}: "1831",
	{onrecord.RootAssault, "targeted"}:       "186",
	{onrecord.RootAssault, "firearms"}:       "193",
	{onrecord.RootAssault, "heavy-weapons"}:  "194",
	{onrecord.RootAssault, "aerial"}:         "195",
	{onrecord.RootAssault, "drone"}:          "1952",
	{onrecord.RootAssault, "unconventional"}: "204",
}

// cameoCode is the CAMEO code of an event; a mode without a code of its own gives that of the root.
func cameoCode(e *onrecord.Event) string {
	if code, ok := cameo[deedKey{e.Root, e.Mode}]; ok {
		return code
	}
	return cameo[deedKey{e.Root, ""}]
}
