package cross_test

import (
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/cross"
)

// TestFirstInWords says who came first in sentences, and says what is not known.
func TestFirstInWords(t *testing.T) {
	mill := " that twelve people died in the fire at the Kessel mill."
	type printed struct{ published, outlet, text string }
	for _, c := range []struct {
		reports []printed
		want    string
	}{
		{[]printed{{"2026-03-04", "Gazette", "Police said on Monday" + mill}, {"2026-03-05", "Ledger", "Pia Lund, the mayor of Kessel, said" + mill}},
			"First printed by Gazette (Police) on 2026-03-04. The earliest utterance that is told: Gazette (Police), 2026-03-02 (“Monday”). Of 1 statement it is not told when it was made. Then, within 1 day: 1 on another's word."},
		{[]printed{{"2026-03-04", "Gazette", "Police said" + mill}, {"2026-03-04", "Ledger", "Pia Lund, the mayor of Kessel, said" + mill}},
			"First printed on 2026-03-04 by one of 2 reports; in which order is not known: Gazette (Police); Ledger (Pia Lund). When it was said is not told."},
		{[]printed{{"", "Gazette", "Police said" + mill}, {"", "Ledger", "Pia Lund, the mayor of Kessel, said" + mill}},
			"Who printed it first is not known: no report has a day. When it was said is not told."},
		{[]printed{{"2026-03-04", "Gazette", "Police said" + mill}, {"", "Ledger", "Pia Lund, the mayor of Kessel, said" + mill}},
			"First printed by Gazette (Police) on 2026-03-04. When it was said is not told. 1 statement stands in reports without a day and may be earlier."},
	} {
		var docs []*onrecord.Document
		for _, r := range c.reports {
			docs = append(docs, report(t, r.published, r.outlet, "", r.text))
		}
		aside, err := cross.Aside(t.Context(), docs, nil)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := aside.Claims(t.Context(), docs)
		aside.Close()
		if err != nil || len(claims) != 1 {
			t.Fatalf("%d claims, %v", len(claims), err)
		}
		got := claims[0].First.Words
		if len(claims[0].First.Printed) == 2 { // in the order of their digests
			got = strings.Replace(got, "Ledger (Pia Lund); Gazette (Police)", "Gazette (Police); Ledger (Pia Lund)", 1)
		}
		if got != c.want {
			t.Errorf("%s\nwant\n%s", got, c.want)
		}
	}
}
