package place_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func readText(t *testing.T, text string) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// places lists a text's places as "words kind STATE lat,lon", the point to whole degrees.
func places(t *testing.T, text string) string {
	t.Helper()
	d := readText(t, text)
	var out []string
	for _, p := range d.Places {
		s := d.In(p.Span) + " " + string(p.Kind) + " " + p.Country
		if p.Known {
			s += fmt.Sprintf(" %.0f,%.0f", p.Lat, p.Lon)
		}
		if p.Dateline {
			s += " dateline"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Envoys meet\n\nISLAMABAD: The envoys met on Monday, officials said.", "ISLAMABAD city PAK 34,73 dateline"},
		{"Two soldiers were killed in Afghanistan on Monday.", "Afghanistan country AFG"},
		{"The envoys met in Vienna on Monday.", "Vienna city AUT 48,16"},
		{"Rain fell all day.", ""},
		{"The minister arrived in Hyderabad, Pakistan, on Monday.", "Hyderabad city PAK 25,68; Pakistan country PAK"},
		{"The Indian minister arrived in Hyderabad on Monday. India is pleased.", "Hyderabad city IND 17,78; India country IND"},
		{"A fire broke out in Paris, Texas, on Monday.", "Paris city USA 34,-96; Texas region USA"},
		{"A fire broke out in Paris on Monday.", "Paris city FRA 49,2"},
		{"Protesters marched through Tbilisi, the capital of Georgia, on Monday.", "Tbilisi city GEO 42,45; Georgia country GEO"},
		{"A judge in Atlanta, Georgia, blocked the law on Monday.", "Atlanta city USA 34,-84; Georgia region USA"},
		{"Shells fell in northern Syria on Monday.", "northern Syria region SYR"},
		{"Libya's army shelled Tripoli on Monday.", "Libya country LBY; Tripoli city LBY 33,13"},
		{"Clashes broke out in Tripoli, Lebanon, on Monday.", "Tripoli city LBN 34,36; Lebanon country LBN"},
		{"The talks were held in Kiev on Monday.", "Kiev city UKR 50,31"},
		{"The march in Bogota drew thousands on Monday.", "Bogota city COL 5,-74"},
	} {
		if got := places(t, c.text); got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestSharedNames tells a state from the region, town or person of its name, and leaves the members of a list apart.
func TestSharedNames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Police in Georgia arrested two men in Atlanta on Monday.", "Georgia=USA Atlanta=USA"},
		{"A Georgia judge blocked the law on Monday.", "Georgia=USA"},
		{"State senators in Georgia passed the bill on Monday.", "Georgia=USA"},
		{"A county commission in Georgia rejected the rule on Monday.", "Georgia=USA"},
		{"Georgia Republicans rejected the rule on Monday.", "Georgia=USA"},
		{"The governor of Georgia signed the bill on Monday.", "Georgia=USA"},
		{"ATLANTA (AP) — Police in Georgia arrested two men.", "ATLANTA=USA Georgia=USA"},
		{"Georgia's parliament adopted the law on Monday.", "Georgia=GEO"},
		{"Georgia and Armenia signed a pact on Monday.", "Georgia=GEO Armenia=ARM"},
		{"The Georgian envoy left. Police in Georgia arrested two men.", "Georgia=GEO"},
		{"TBILISI (AP) — Police in Georgia arrested two men.", "TBILISI=GEO Georgia=GEO"},
		{"Police in Lebanon, Pennsylvania, arrested two men.", "Lebanon=USA Pennsylvania=USA"},
		{"Police in Peru, Indiana, arrested two men.", "Peru=USA Indiana=USA"},
		{"Police in Norway, Maine, arrested two men.", "Norway=USA Maine=USA"},
		{"Police in Cambridge, Massachusetts, arrested two men.", "Cambridge=USA Massachusetts=USA"},
		{"Police in Athens, Ga., arrested two men.", "Athens=USA"},
		{"Delegates from Canada, England, France and Germany met.", "Canada=CAN England=GBR France=FRA Germany=DEU"},
		{"Delegates from France, Scotland, Norway and Sweden met.", "France=FRA Scotland=GBR Norway=NOR Sweden=SWE"},
		{"Delegates from Lebanon, Jordan and Syria met.", "Lebanon=LBN Jordan=JOR Syria=SYR"},
		{"Talks were held in London, Paris, Berlin and Rome.", "London=GBR Paris=FRA Berlin=DEU Rome=ITA"},
		{"Jim Jordan rejected the plan. Jordan said the bill was dead.", ""},
		{"Senator Ana Jordan met the mayor on Monday. Jordan rejected the plan of the board.", ""},
		{"Troops marched into Jordan on Monday.", "Jordan=JOR"},
	} {
		d := readText(t, c.text)
		var got []string
		for _, p := range d.Places {
			got = append(got, d.In(p.Span)+"="+p.Country)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestDatelines settles the places of datelines: states and regions behind a comma, in full and short, old and new, and several
// cities.
func TestDatelines(t *testing.T) {
	for line, want := range map[string]string{
		"MOSUL, Iraq (AP) —":                               "MOSUL IRQ; Iraq IRQ",
		"MOSUL, IRAQ (Reuters) -":                          "MOSUL IRQ; IRAQ IRQ",
		"ATLANTA, Ga. —":                                   "ATLANTA USA Georgia; Ga. USA Georgia",
		"ATLANTA, GA (AP) —":                               "ATLANTA USA Georgia; GA USA Georgia",
		"SAVANNAH, Georgia —":                              "SAVANNAH USA Georgia; Georgia USA Georgia",
		"TBILISI, Georgia (AP) —":                          "TBILISI GEO; Georgia GEO",
		"CALDER, Tex. (AP) --":                             "CALDER USA Texas; Tex. USA Texas",
		"Calder, N.M. —":                                   "Calder USA New Mexico; N.M. USA New Mexico",
		"CHARLESTON, W. Va., June 3 —":                     "CHARLESTON USA West Virginia; W. Va. USA West Virginia",
		"PORTLAND, OR (AP) —":                              "PORTLAND USA Oregon; OR USA Oregon",
		"PORTLAND, Me. (AP) —":                             "PORTLAND USA Maine; Me. USA Maine",
		"MOSCOW, Idaho (AP) —":                             "MOSCOW USA Idaho; Idaho USA Idaho",
		"LEBANON, Penn. —":                                 "LEBANON USA Pennsylvania; Penn. USA Pennsylvania",
		"LONDON, Ont. —":                                   "LONDON CAN; Ont. CAN Ontario",
		"SYDNEY, New South Wales, Australia —":             "SYDNEY AUS; New South Wales AUS New South Wales; Australia AUS",
		"ST. PAUL, Minn. (AP) —":                           "ST. PAUL USA Minnesota; Minn. USA Minnesota",
		"SANTIAGO DE CUBA (Reuters) -":                     "SANTIAGO DE CUBA CUB",
		"PORT-AU-PRINCE, Haiti —":                          "PORT-AU-PRINCE HTI; Haiti HTI",
		"GOMA, Democratic Republic of Congo —":             "GOMA COD; Democratic Republic of Congo COD",
		"PORT OF SPAIN, Trinidad and Tobago —":             "PORT OF SPAIN TTO; Trinidad and Tobago TTO",
		"BAGHDAD/ERBIL, Iraq (Reuters) -":                  "BAGHDAD IRQ; ERBIL IRQ; Iraq IRQ",
		"BEIRUT/DAMASCUS (Reuters) -":                      "BEIRUT LBN; DAMASCUS SYR",
		"TEL AVIV, Israel and CAIRO (AP) —":                "TEL AVIV ISR; Israel ISR; CAIRO EGY",
		"EL PASO, Texas/CIUDAD JUAREZ, Mexico (Reuters) -": "EL PASO USA Texas; Texas USA Texas; CIUDAD JUAREZ MEX; Mexico MEX",
		"ABOARD THE FERRY (AP) —":                          "ABOARD THE FERRY",
	} {
		d := readText(t, "News of the day\n\n"+line+" Police arrested two men on Monday, a court said.\n\nThe court will hear them, the mayor said.\n")
		var got []string
		for _, p := range d.Places {
			if p.Dateline {
				got = append(got, strings.TrimSpace(d.In(p.Span)+" "+p.Country+" "+p.Region))
			}
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%s\n got %q\nwant %q", line, got, want)
		}
	}
}

// TestAmbiguousStaysUnknown: a name that several states share alike is settled to none.
func TestAmbiguousStaysUnknown(t *testing.T) {
	d := readText(t, "A bus crashed near Valencia on Monday, police said.")
	for _, p := range d.Places {
		if p.Country != "" || p.Known {
			t.Errorf("%s settled to %s by %s", d.In(p.Span), p.Country, p.By)
		}
	}
}

// TestShortRegions reads the example of each shortened region: it must tell where its town lies.
func TestShortRegions(t *testing.T) {
	table, err := lexicon.Open("place_regions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		text := strings.NewReplacer("[", "", "]", "").Replace(r.Get("example"))
		told := false
		for _, p := range readText(t, text).Places {
			told = told || p.Country != "" && p.Region == r.Get("region")
		}
		if !told {
			t.Errorf("line %d: %s", r.Line, r.Get("example"))
		}
	}
}

// TestPartExamples reads the example of each word that names a part of what stands beside it: the place must be found with it.
func TestPartExamples(t *testing.T) {
	table, err := lexicon.Open("place_parts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, r := range table.Rows {
		d := readText(t, strings.NewReplacer("[", "", "]", "").Replace(r.Get("example")))
		found := false
		for _, p := range d.Places {
			found = found || p.Country != ""
		}
		if !found {
			missed++
			t.Logf("line %d: %s", r.Line, r.Get("example"))
		}
	}
	if missed > len(table.Rows)/10 {
		t.Errorf("%d of %d examples give no state", missed, len(table.Rows))
	}
}
