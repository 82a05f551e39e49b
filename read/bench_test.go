package read_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/read"
)

// BenchmarkRead is the whole reading over real articles on one core. One "article" is a report of the pack as it is;
// words/s lets packs of other lengths compare.
func BenchmarkRead(b *testing.B) {
	for _, engine := range read.Engines {
		b.Run(string(engine), func(b *testing.B) { benchmarkRead(b, engine) })
	}
}

func benchmarkRead(b *testing.B, engine read.Engine) {
	r, err := read.NewWith(read.By(engine))
	if err != nil {
		b.Fatal(err)
	}
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

// longTexts are texts of one kind throughout, each of which made some stage slow once: a report over and over, the same in one
// line and in a line each sentence, and marks and names without end.
func longTexts(b *testing.B) (names []string, units map[string]string) {
	reports, err := corpus.ReadGold(os.DirFS("../internal/lab/eval/gold"), "reports/dev")
	if err != nil || len(reports) == 0 {
		b.Skip("the real reports are absent: ", err)
	}
	longest := slices.MaxFunc(reports, func(a, b corpus.GoldReport) int { return len(a.Text) - len(b.Text) }).Text
	line := strings.Join(strings.Fields(longest), " ")
	var all strings.Builder
	for _, r := range reports {
		all.WriteString(r.Text + "\n\n")
	}
	for _, x := range [][2]string{
		{"report", longest + "\n\n"},
		{"reports", all.String()},
		{"line", line + " "},
		{"lines", strings.ReplaceAll(line, ". ", ".\n") + "\n"},
		{"onelines", line + "\n"},
		{"marks", "\""},
		{"brackets", "("},
		{"names", "Ann Smith "},
		{"said", "Mr Smith said "},
		{"quoted", "“We will go,” Mr Smith said. "},
		{"turns", "RUIZ: We will go.\n\n"},
		{"places", "Paris, France, "},
	} {
		names = append(names, x[0])
		if units == nil {
			units = map[string]string{}
		}
		units[x[0]] = x[1]
	}
	return names, units
}

// BenchmarkLong reads texts of each kind, each twice as long as the one before: MB/s must not fall.
func BenchmarkLong(b *testing.B) {
	r, err := reader()
	if err != nil {
		b.Fatal(err)
	}
	names, units := longTexts(b)
	for _, name := range names {
		for _, kB := range []int{50, 100, 200} {
			text := strings.ToValidUTF8(strings.Repeat(units[name], kB*1000/len(units[name])+1)[:kB*1000], "")
			b.Run(fmt.Sprintf("%s/%dkB", name, kB), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if err := r.Read(&onrecord.Document{Text: text}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
