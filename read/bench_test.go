package read_test

import (
	"testing"

	"onrecord"
	"onrecord/internal/corpus"
)

// BenchmarkRead is the whole reading over real articles on one core. One "article" is a report of the pack as it is;
// words/s lets packs of other lengths compare.
func BenchmarkRead(b *testing.B) {
	for _, pack := range []string{corpus.BBC, corpus.Wikinews} {
		b.Run(pack, func(b *testing.B) {
			var texts []string
			bytes := 0
			for r, err := range corpus.Dir("../../shared/data").News(pack) {
				if err != nil {
					b.Skip("the pack of news is absent: ", err)
				}
				if len(texts) == 200 {
					break
				}
				texts = append(texts, r.Text)
				bytes += len(r.Text)
			}
			r, err := reader()
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(bytes / len(texts)))
			b.ReportAllocs()
			words, k := 0, 0
			for b.Loop() {
				d := &onrecord.Document{Text: texts[k%len(texts)]}
				if err := r.Read(d); err != nil {
					b.Fatal(err)
				}
				words += len(d.Tokens)
				k++
			}
			b.ReportMetric(float64(k)/b.Elapsed().Seconds(), "articles/s")
			b.ReportMetric(float64(words)/600/b.Elapsed().Seconds(), "600-words/s")
		})
	}
}
