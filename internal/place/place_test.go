package place_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/lexicon"
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
			told = told || p.Country == "USA" && p.Region == r.Get("region")
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
