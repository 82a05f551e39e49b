package read

import (
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// BenchmarkStages is what each stage costs on the same articles: ms/article, articles/s and MB/s of the stage alone.
func BenchmarkStages(b *testing.B) {
	var texts []string
	for r, err := range corpus.Dir("../../shared/data").News(corpus.BBC) {
		if err != nil {
			b.Skip("the pack of news is absent: ", err)
		}
		if texts = append(texts, r.Text); len(texts) == 100 {
			break
		}
	}
	r, err := New()
	if err != nil {
		b.Fatal(err)
	}
	for k := range r.stages {
		b.Run(r.stages[k].name, func(b *testing.B) {
			b.ReportAllocs()
			var spent time.Duration
			n, bytes := 0, 0
			for b.Loop() {
				b.StopTimer()
				d := &onrecord.Document{Text: texts[n%len(texts)]}
				for _, before := range r.stages[:k] {
					before.run(d, never)
				}
				b.StartTimer()
				start := time.Now()
				r.stages[k].run(d, never)
				spent += time.Since(start)
				n++
				bytes += len(d.Text)
			}
			b.ReportMetric(float64(n)/spent.Seconds(), "articles/s")
			b.ReportMetric(float64(bytes)/1e6/spent.Seconds(), "MB/s")
		})
	}
}

func never() bool { return false }
