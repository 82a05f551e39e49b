package desk

import (
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"onrecord"
)

// plainWords is a paragraph in which nobody says anything.
const plainWords = "The road from the harbour to the old town is four kilometres long and passes two mills, a school and the ruin of a church. " +
	"In spring the river covers the lower meadows. Houses there stand on posts of oak, and boats lie in the yards. The market opens at six. " +
	"Fish comes from the bay, grain from the plain, and salt from the pans near the lighthouse. Winter is long and wet, with wind from the west."

// long is a report of some 20,000 words, made of passages of the sample reports in turn, with so many paragraphs in the
// outlet's own voice behind each: 7 make some 1,500 marks, none some 6,000.
func long(t testing.TB, between int) *onrecord.Document {
	t.Helper()
	reports, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for words, i := 0, 0; words < 20_000; i++ {
		text := reports[i%len(reports)].Text
		text += strings.Repeat("\n\n"+plainWords, between)
		words += len(strings.Fields(text))
		fmt.Fprintf(&b, "%s\n\nThis was passage %d.\n\n", text, i+1)
	}
	d := &onrecord.Document{Text: b.String(), Meta: onrecord.Meta{Title: "A very long report", Published: "2026-03-01"}}
	d.ID = onrecord.Digest(d.Text)
	r, err := theReader()
	if err == nil {
		err = r.Read(d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// spans counts the marks of a report.
func spans(d *onrecord.Document) int {
	n := len(d.Events)
	for i := range d.Attributions {
		a := &d.Attributions[i]
		n += len(a.Source.Spans) + len(a.Content)
		if !a.Cue.Empty() {
			n++
		}
	}
	for i := range d.Positions {
		n += len(d.Positions[i].FirmnessCues) + len(d.Positions[i].Conditions)
	}
	return n
}

// BenchmarkReaderPage is what the server does for the page of a report of 20,000 words; "known" is one that was looked
// at a moment ago.
func BenchmarkReaderPage(b *testing.B) {
	d := long(b, 7)
	desk := open(b, Options{}, d)
	for _, known := range []bool{true, false} {
		b.Run(map[bool]string{true: "known", false: "from the store"}[known], func(b *testing.B) {
			for b.Loop() {
				if !known {
					desk.desk.known.Forget(d.ID)
				}
				w := httptest.NewRecorder()
				desk.web.Config.Handler.ServeHTTP(w, httptest.NewRequest("GET", "/r/"+d.ID, nil))
				if w.Code != 200 {
					b.Fatal(w.Code)
				}
			}
			b.ReportMetric(float64(spans(d)), "spans")
		})
	}
}

// TestMeasureLongReport prints how long a long report takes in the browser; nothing is asserted. It runs with
// ONRECORD_MEASURE=1.
func TestMeasureLongReport(t *testing.T) {
	if os.Getenv("ONRECORD_MEASURE") == "" {
		t.Skip("prints figures; set ONRECORD_MEASURE=1 to have them")
	}
	for _, between := range []int{7, 0} {
		measure(t, long(t, between))
	}
}

func measure(t *testing.T, d *onrecord.Document) {
	x := surf(open(t, Options{}, d))
	x.do(chromedp.EmulateViewport(1280, 900))
	t.Logf("%d words, %d statements, %d events, %d positions, %d spans", len(strings.Fields(d.Text)),
		len(d.Attributions), len(d.Events), len(d.Positions), spans(d))
	var paints, moves []float64
	for range 7 {
		x.open("/r/" + d.ID)
		x.until(`performance.getEntriesByName('first-contentful-paint').length`, "1")
		v, _ := strconv.ParseFloat(x.eval(`performance.getEntriesByName('first-contentful-paint')[0].startTime`), 64)
		paints = append(paints, v)
		for range 10 {
			v, _ := strconv.ParseFloat(x.eval(`(() => { const t = performance.now();
				document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'J', bubbles: true}));
				document.body.offsetHeight; return (performance.now() - t); })()`), 64)
			moves = append(moves, v)
		}
	}
	slices.Sort(paints)
	slices.Sort(moves)
	t.Logf("first contentful paint: median %.0f ms of %v", paints[len(paints)/2], paints)
	t.Logf("J with layout: median %.1f ms, 90 %% %.1f ms, most %.1f ms", moves[len(moves)/2], moves[len(moves)*9/10],
		moves[len(moves)-1])
}
