package export

import (
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"time"

	"onrecord"
)

// gdeltCells is how many columns an event of GDELT 2.0 has, gdeltMentionCells a mention.
const (
	gdeltCells        = 61
	gdeltMentionCells = 16
)

// GDELT writes a line for every pair of actor and recipient of every event that is told as having happened, in the 61 columns of
// GDELT 2.0's event files, which have no heading. GLOBALEVENTID is made from the report's digest, so that the same report gives the same
// numbers and [GDELTMentions] joins to it. What is not known is empty, AvgTone too: tone is not measured. GoldsteinScale is PLOVER's
// score of the event, and quad classes are GDELT's.
func GDELT(w io.Writer, r *Report, _ Style) error {
	return writeGDELT(w, r, func(p gdeltPair) []string { return p.event() })
}

// GDELTMentions writes a line for every line of [GDELT], in the 16 columns of GDELT 2.0's mentions. Offsets are code points of the text.
func GDELTMentions(w io.Writer, r *Report, _ Style) error {
	p := newPoints(r.Text)
	return writeGDELT(w, r, func(x gdeltPair) []string { return x.mention(p) })
}

// gdeltPair is an event with one of its actors and one of its recipients; either may be none.
type gdeltPair struct {
	r        *Report
	e        *onrecord.Event
	number   int
	from, to onrecord.Member
}

func writeGDELT(w io.Writer, r *Report, cells func(gdeltPair) []string) error {
	var b strings.Builder
	for i, e := range r.events() {
		if !asserted(&e.Fact) {
			continue
		}
		number := 0
		for _, from := range orNone(e.Actor) {
			for _, to := range orNone(e.Recipient) {
				writeTabs(&b, cells(gdeltPair{r, e, i*100 + number, from, to}))
				number++
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// orNone gives a side without members one that is empty.
func orNone(members []onrecord.Member) []onrecord.Member {
	if len(members) == 0 {
		return []onrecord.Member{{}}
	}
	return members
}

// id is a number of 18 digits at most, as readers of GDELT expect one.
func (p gdeltPair) id() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", onrecord.Digest(p.r.Text), p.number)
	return strconv.FormatUint(h.Sum64()%1_000_000_000_000_000_000, 10)
}

func (p gdeltPair) event() []string {
	day := eventDay(p.r.Document, p.e)
	c := make([]string, 0, gdeltCells)
	c = append(c, p.id())
	c = append(c, gdeltDay(day)...)
	c = append(c, p.party(p.from)...)
	c = append(c, p.party(p.to)...)
	code := cameoCode(p.e)
	c = append(c, "1", code, code[:min(3, len(code))], code[:min(2, len(code))], strconv.Itoa(gdeltQuad(code)), plainNumber(intensity(p.e)), "1", "1", "1", "")
	c = append(c, make([]string, 16)...) // where each actor is at home is not known
	c = append(c, p.place()...)
	return append(c, digits(p.r.Meta.Published, 14), p.r.Meta.URL)
}

// gdeltDay is a day as YYYYMMDD, YYYYMM, YYYY and as a fraction of its year.
func gdeltDay(day string) []string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return make([]string, 4)
	}
	return []string{t.Format("20060102"), t.Format("200601"), t.Format("2006"), fmt.Sprintf("%.4f", float64(t.Year())+float64(t.YearDay()-1)/365)}
}

// party is the ten columns of an actor.
func (p gdeltPair) party(m onrecord.Member) []string {
	out := make([]string, 10)
	if m.Head == 0 {
		return out
	}
	out[1] = strings.ToUpper(memberName(p.r.Document, m))
	sectors := 0
	for i, c := range m.Codes {
		if i == 0 {
			out[0], out[2], out[3] = c.String(), c.Country, c.Group
		}
		if c.Sector != "" && sectors < 3 {
			out[7+sectors] = string(c.Sector)
			sectors++
		}
	}
	return out
}

// gdeltQuad is GDELT's class of a CAMEO code: 01-05 verbal and 06-09 material cooperation, 10-14 verbal and 15-20 material conflict.
func gdeltQuad(code string) int {
	root, _ := strconv.Atoi(code[:min(2, len(code))])
	switch {
	case root <= 5:
		return 1
	case root <= 9:
		return 2
	case root <= 14:
		return 3
	}
	return 4
}

// place is the eight columns of where the event took place.
func (p gdeltPair) place() []string {
	out := make([]string, 8)
	x := p.r.Place(p.e.Place)
	if x == nil {
		out[0] = "0"
		return out
	}
	out[0], out[1], out[2] = "1", p.r.In(x.Span), x.Country
	if x.Kind == onrecord.PlaceCity {
		out[0] = "4"
	}
	if x.Known {
		out[5], out[6] = plainNumber(rounded(x.Lat)), plainNumber(rounded(x.Lon))
	}
	if x.GeoNames != 0 {
		out[7] = strconv.Itoa(x.GeoNames)
	}
	return out
}

// digits are the figures of a time stamp, filled up with zeros to n; "" for none.
func digits(stamp string, n int) string {
	var b strings.Builder
	for _, r := range stamp {
		if r >= '0' && r <= '9' && b.Len() < n {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return b.String() + strings.Repeat("0", n-b.Len())
}

func (p gdeltPair) mention(at points) []string {
	d := p.r.Document
	c := make([]string, 0, gdeltMentionCells)
	c = append(c, p.id(), digits(eventDay(d, p.e), 14), digits(p.r.Meta.Published, 14), "1", p.r.Meta.Publisher, p.r.Meta.URL,
		strconv.Itoa(d.SentenceAt(p.e.Trigger.Start)+1), offset(at, p.from), offset(at, p.to), strconv.Itoa(at.at(p.e.Trigger.Start)), "1",
		strconv.Itoa(int(100*p.e.Conf)), strconv.Itoa(at.at(len(d.Text))), "", "", "")
	return c
}

// offset is where a party stands; -1 for none, as GDELT has it.
func offset(at points, m onrecord.Member) string {
	if m.Head == 0 {
		return "-1"
	}
	return strconv.Itoa(at.at(m.Span.Start))
}
