package collate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onrecord/internal/cross/collate"
	"onrecord/internal/lab/corpus"
)

// BenchmarkGrowth shows what one more report costs when 5, 10, 20 and 50 thousand are there: the packs of news, 250 reports a day, and
// where they end, again with every seventh word changed by the round.
func BenchmarkGrowth(b *testing.B) {
	var texts []corpus.Report
	for _, pack := range []string{corpus.Wikinews, corpus.BBC, corpus.Reuters} {
		for r, err := range corpus.Dir("../../../../shared/data").News(pack) {
			if err != nil {
				b.Skip("the pack of news is absent: ", err)
			}
			if len(r.Text) > 200 {
				texts = append(texts, r)
			}
		}
	}
	for b.Loop() {
		copies, err := collate.NewCopies()
		if err != nil {
			b.Fatal(err)
		}
		stories, err := collate.NewStories()
		if err != nil {
			b.Fatal(err)
		}
		begun, last := time.Now(), 0
		for i := range 50_000 {
			r := texts[i%len(texts)]
			report := collate.Report{ID: fmt.Sprint(i), Title: r.Title, Text: r.Text, Outlet: fmt.Sprint("outlet ", i%40),
				Published: sunday.AddDate(0, 0, i/250)}
			if round := i / len(texts); round > 0 {
				words := strings.Fields(report.Text)
				for k := 0; k < len(words); k += 7 {
					words[k] += fmt.Sprint("x", round)
				}
				report.Text = strings.Join(words, " ")
			}
			if err := copies.Add(report); err != nil {
				b.Fatal(err)
			}
			if err := stories.Add(report); err != nil {
				b.Fatal(err)
			}
			switch n := i + 1; n {
			case 5000, 10_000, 20_000, 50_000:
				b.ReportMetric(float64(time.Since(begun).Microseconds())/float64(n-last), fmt.Sprintf("µs/report-to-%dk", n/1000))
				begun, last = time.Now(), n
			}
		}
	}
}
