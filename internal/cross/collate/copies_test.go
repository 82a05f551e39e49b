package collate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
)

var day = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// prose is n made-up words that nobody else has, from a seed.
func prose(seed uint64, n int) string {
	draw := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString([]string{" ", " ", " ", " ", ", ", ". "}[draw.IntN(6)])
		}
		for range 2 + draw.IntN(2) {
			b.WriteByte("bdfgklmnprst"[draw.IntN(12)])
			b.WriteByte("aeiou"[draw.IntN(5)])
		}
	}
	return b.String() + "."
}

// TestBulletins: reports of one form that tell of several happenings are no copies; a copy with an update or another place's day line is.
func TestBulletins(t *testing.T) {
	flood := func(place, level, hour, day, depth string) string {
		return "Flood warning for " + place + ": river at " + level + " metres\n\nThe river at " + place + " rose to " + level + " metres at " + hour +
			" on " + day + ", the water office said. The water stood " + depth + " centimetres above the mark, the office said. Those who live by the banks are asked to " +
			"move cars and cattle to higher ground, to keep away from bridges and to listen to the wireless until the office says that the danger is over, for " +
			"the water may rise again in the night after rain in the hills. Crews of the fire service stood ready with boats and sandbags and would bring the old and the sick to the school."
	}
	market := func(close, day, up, dollar, oil string) string {
		return "Shares close higher\n\nThe index closed at " + close + " on " + day + ", up " + up + " per cent. The dollar stood at " + dollar + " and a barrel of oil at " + oil + ". Brokers said that buyers from abroad " +
			"had come back after a week of thin trade and that banks and mills were sought most of all, while sellers held back until the board of the central bank meets to settle its rates, as it does each month."
	}
	for name, c := range map[string]struct {
		a, b   string
		copies bool
	}{
		"two places":   {flood("Osk", "5.1", "4", "Monday", "12"), flood("Tarn", "6.3", "9", "Wednesday", "40"), false},
		"two days":     {market("5,120", "Monday", "1.2", "0.92", "81"), market("5,184", "Thursday", "0.7", "0.94", "79"), false},
		"an update":    {flood("Osk", "5.1", "4", "Monday", "12"), flood("Osk", "5.3", "6", "Monday", "15"), true},
		"the same":     {flood("Osk", "5.1", "4", "Monday", "12"), "NORVIK (Reuters) - " + flood("Osk", "5.1", "4", "Monday", "12"), true},
		"another word": {flood("Osk", "5.1", "4", "Monday", "12"), strings.ReplaceAll(flood("Osk", "5.1", "4", "Monday", "12"), "Crews", "Men"), true},
	} {
		got := collection(t, item{ID: "a", Text: c.a, Published: day}, item{ID: "b", Text: c.b, Published: day.Add(time.Hour)})
		if copies := len(got.edges()) > 0; copies != c.copies {
			t.Errorf("%s: copies %v, want %v", name, copies, c.copies)
		}
	}
}

func TestTruncatedCopy(t *testing.T) {
	wire := prose(1, 300)
	short := prose(2, 20) + " " + wire[:len(wire)/3]
	c := collection(t,
		item{ID: "daily", Text: short, Published: day, Outlet: "Daily"},
		item{ID: "wire", Text: "LISBON (Reuters) - " + wire, Published: day.Add(time.Hour)},
		item{ID: "other", Text: prose(3, 200), Published: day})
	edges := c.edges()
	if len(edges) != 1 || edges[0].Long != "wire" || edges[0].Short != "daily" {
		t.Fatalf("edges %+v", edges)
	}
	e := edges[0]
	if e.Containment < .7 || e.Containment > .95 || e.Jaccard > .4 {
		t.Errorf("containment %.2f, Jaccard %.2f", e.Containment, e.Jaccard)
	}
	if len(e.Passages) != 1 {
		t.Fatalf("passages %+v", e.Passages)
	}
	long, cut := ("LISBON (Reuters) - " + wire)[e.Passages[0].Long.Start:e.Passages[0].Long.End], short[e.Passages[0].Short.Start:e.Passages[0].Short.End]
	if long != cut || len(cut) < len(wire)/3-20 {
		t.Errorf("passage %q is not %q", long, cut)
	}
	want := []group{{[]string{"daily", "wire"}, collate.Origin{Agency: "Reuters", Credited: []string{"wire"}, Earliest: "daily"}}}
	if d := cmp.Diff(want, c.groups()); d != "" {
		t.Error(d)
	}
}

func TestNoCopies(t *testing.T) {
	chat := "Chat with us on our page. We are live every night and look forward to your view of the day's events, so do come and talk."
	note := prose(90, 60)
	body := func(seed uint64) string { return prose(seed, 40) + "\n\n" + note }
	wire := prose(5, 200)
	tests := []struct {
		name    string
		reports []item
	}{
		{"two short bodies of the house", []item{{ID: "a", Text: chat[:60]}, {ID: "b", Text: chat[:60] + " "}}},
		{"a house's note under short items", []item{
			{ID: "a", Title: "Ferry runs late", Text: body(11), Outlet: "Gazette"}, {ID: "b", Title: "Mayor resigns", Text: body(12), Outlet: "Gazette"},
			{ID: "c", Title: "Museum opens", Text: body(13), Outlet: "Gazette"}, {ID: "d", Title: "Storm nears", Text: body(14), Outlet: "Gazette"}}},
		{"a note in many places", []item{
			{ID: "a", Text: prose(21, 100) + note}, {ID: "b", Text: prose(22, 100) + note}, {ID: "c", Text: prose(23, 100) + note},
			{ID: "d", Text: prose(24, 100) + note}, {ID: "e", Text: prose(25, 100) + note}, {ID: "f", Text: prose(26, 100) + note}}},
		{"months apart", []item{{ID: "a", Text: wire, Published: day}, {ID: "b", Text: wire, Published: day.AddDate(0, 2, 0)}}},
		{"one quotation", []item{{ID: "a", Text: prose(31, 150) + wire[:200]}, {ID: "b", Text: wire[:200] + prose(32, 150)}}},
		{"empty", []item{{ID: "a"}, {ID: "b", Text: "."}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if edges := collection(t, tt.reports...).edges(); len(edges) != 0 {
				t.Errorf("edges %+v", edges)
			}
		})
	}
}

// Copies under a house's note stay copies, and the note is shown as furniture.
func TestFurniture(t *testing.T) {
	note, wire := prose(90, 60), prose(5, 120)
	var reports []item
	for i := range 5 {
		reports = append(reports, item{ID: fmt.Sprint(i), Title: prose(uint64(200+i), 3), Text: prose(uint64(50+i), 50) + "\n\n" + note, Outlet: "Gazette", Published: day})
	}
	reports = append(reports, item{ID: "wire", Text: wire, Published: day},
		item{ID: "copy", Title: "Ferry", Text: wire[:len(wire)/2] + "\n\n" + note, Outlet: "Gazette", Published: day})
	c := collection(t, reports...)
	if edges := c.edges(); len(edges) != 1 || edges[0].Short != "copy" || edges[0].Containment < .9 {
		t.Errorf("edges %+v", edges)
	}
	spans, err := c.furniture("3")
	if err != nil || len(spans) != 1 {
		t.Fatalf("furniture %v, error %v", spans, err)
	}
	if got := reports[3].Text[spans[0].Start:spans[0].End]; !strings.Contains(note, got) || len(got) < len(note)*8/10 {
		t.Errorf("furniture %q", got)
	}
	if _, err := c.furniture("nobody"); !errors.Is(err, collate.ErrUnknown) {
		t.Errorf("error %v", err)
	}
}

// The versions that one outlet prints of one report are copies, not furniture.
func TestVersionsOfOneReport(t *testing.T) {
	wire := prose(5, 200)
	var reports []item
	for i := range 6 {
		reports = append(reports, item{ID: fmt.Sprint(i), Title: fmt.Sprintf("Ferry late, update %d", i), Outlet: "Gazette",
			Text: prose(uint64(60+i), 50) + "\n\n" + wire, Published: day.Add(time.Duration(i) * time.Hour)})
	}
	groups := collection(t, reports...).groups()
	if len(groups) != 1 || len(groups[0].Reports) != 6 {
		t.Errorf("groups %+v", groups)
	}
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Passages are stretches of the same words, inside their texts and apart from each other in the shorter one.
func FuzzCopies(f *testing.F) {
	f.Add(prose(1, 60), prose(1, 40))
	f.Add("It isn’t so\xff\x00 "+prose(2, 40), strings.ToUpper(prose(2, 40)))
	f.Fuzz(func(t *testing.T, a, b string) {
		if a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?"); a == b {
			return
		}
		c := collection(t, item{ID: "a", Text: a}, item{ID: "b", Text: b})
		for _, e := range c.edges() {
			if e.Containment < .5 || e.Containment > 1 || e.Jaccard > e.Containment {
				t.Errorf("edge %+v", e)
			}
			last := 0
			for _, p := range e.Passages {
				long, short := c.texts[e.Long][p.Long.Start:p.Long.End], c.texts[e.Short][p.Short.Start:p.Short.End]
				if long == "" || short == "" || p.Short.Start < last {
					t.Errorf("passage %+v of %q and %q", p, long, short)
				}
				last = p.Short.End
			}
		}
		for _, id := range []string{"a", "b"} {
			if _, err := c.furniture(id); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestCopiesOfManyOutlets(t *testing.T) {
	wire := prose(5, 200)
	var reports []item
	for i := range 40 {
		reports = append(reports, item{ID: fmt.Sprintf("%02d", i), Outlet: fmt.Sprint("Outlet ", i), Title: prose(uint64(300+i), 4),
			Text: prose(uint64(60+i), 20) + "\n\n" + wire[:len(wire)*(60+i)/100], Published: day.Add(time.Duration(i) * time.Hour)})
	}
	groups := collection(t, reports...).groups()
	if len(groups) != 1 || len(groups[0].Reports) != 40 || groups[0].Reports[0] != "00" || groups[0].Origin.Earliest != "00" {
		t.Errorf("groups %+v", groups)
	}
	if !slices.IsSorted(groups[0].Reports) {
		t.Errorf("reports out of order: %v", groups[0].Reports)
	}
}

// TestCopiesByDecision: two reports that somebody says print one text are one group, and those of which somebody says that they do not are two,
// with the copies of each; taken back, all is as before.
func TestCopiesByDecision(t *testing.T) {
	text := prose(1, 120)
	x := collection(t,
		item{ID: "wire", Text: text + " One.", Outlet: "Gazette", Published: day},
		item{ID: "copy", Text: text + " Two.", Outlet: "Post", Published: day.Add(time.Hour)},
		item{ID: "third", Text: text + " Three.", Outlet: "Echo", Published: day.Add(2 * time.Hour)},
		item{ID: "other", Text: prose(2, 120), Outlet: "Star", Published: day.Add(3 * time.Hour)})
	groups := func() string {
		t.Helper()
		var out []string
		for _, g := range x.groups() {
			out = append(out, strings.Join(g.Reports, "+")+" of "+g.Origin.Earliest)
		}
		got := strings.Join(out, "; ")
		x.again() // worked out at once it is the same
		out = nil
		for _, g := range x.groups() {
			out = append(out, strings.Join(g.Reports, "+")+" of "+g.Origin.Earliest)
		}
		if again := strings.Join(out, "; "); again != got {
			t.Errorf("%s, at once %s", got, again)
		}
		return got
	}
	want := func(w string) {
		t.Helper()
		if got := groups(); got != w {
			t.Errorf("%q, want %q", got, w)
		}
	}
	want("wire+copy+third of wire")
	joined := x.decideOf("copy", store.Merge, "other", "copy")
	want("wire+copy+third+other of wire")
	parted := x.decideOf("copy", store.Split, "copy", "wire")
	want("copy+other of copy; wire+third of wire")
	for _, e := range x.edges() {
		if e.Long == "wire" && e.Short == "copy" || e.Long == "copy" && e.Short == "wire" {
			t.Errorf("an edge is left: %+v", e)
		}
	}
	x.undo(joined)
	want("wire+third of wire")
	x.put(item{ID: "late", Text: text + " Four.", Outlet: "Star", Published: day.Add(4 * time.Hour)})
	want("wire+third+late of wire")
	x.undo(parted)
	want("wire+copy+third+late of wire")
}
