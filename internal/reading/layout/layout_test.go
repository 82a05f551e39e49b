package layout_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/reading/layout"
)

func finder(tb testing.TB) *layout.Finder {
	tb.Helper()
	f, err := layout.New()
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// find gives the blocks of a text, one a line: kind, paragraph, words.
func find(tb testing.TB, d *onrecord.Document) string {
	tb.Helper()
	finder(tb).Find(d)
	if err := d.Validate(); err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	for _, x := range d.Blocks {
		fmt.Fprintf(&b, "%s %d %s\n", x.Kind, x.Paragraph, strings.Join(strings.Fields(d.In(x.Span)), " "))
	}
	return b.String()
}

// The body of the reports below: own text about an invented country.
const (
	lede   = "The harbour ministry of Estovia said on Tuesday that the port of Norvik would stay shut until the ferry crews return to work."
	second = "“We will not pay twice,” the minister, Ana Ruiz, told reporters outside the customs house after a night of talks with the union."
)

func TestFindBlocks(t *testing.T) {
	for _, c := range []struct{ name, title, text, want string }{
		{"newspaper", "", "Norvik port to stay shut as talks with crews fail\n\nHG Report\nNORVIK: " + lede + "\n" + second + "\n",
			"headline 0 Norvik port to stay shut as talks with crews fail\nbyline 1 HG Report\ndateline 2 NORVIK:\nbody 2 " + lede + "\nbody 3 " + second + "\n"},
		{"wire", "", "Norvik port to stay shut\n\nBy Ana Ruiz\n\nNORVIK, June 3 (Reuters) - " + lede + "\n\n" + second + "\n\n(Reporting by Ana Ruiz; Editing by Jo Hart)\n",
			"headline 0 Norvik port to stay shut\nbyline 1 By Ana Ruiz\ndateline 2 NORVIK, June 3 (Reuters) -\nbody 2 " + lede + "\nbody 3 " + second + "\nbyline 4 (Reporting by Ana Ruiz; Editing by Jo Hart)\n"},
		{"title given", "Port shut, and nobody knows for how long", "Port shut, and nobody knows for how long.\n\n" + lede + "\n\n" + second,
			"headline 0 Port shut, and nobody knows for how long.\nbody 1 " + lede + "\nbody 2 " + second + "\n"},
		{"title with full stop", "", "Estovia Minister Vows Port Will Stay Shut.\n\n" + lede + "\n\n" + second,
			"headline 0 Estovia Minister Vows Port Will Stay Shut.\nbody 1 " + lede + "\nbody 2 " + second + "\n"},
		{"standfirst", "", "Port of Norvik stays shut\n\nTalks broke down in the night. Nobody has set a date for more.\n\nAna Ruiz in Norvik\n\n" + lede,
			"headline 0 Port of Norvik stays shut\nstandfirst 1 Talks broke down in the night. Nobody has set a date for more.\nbyline 2 Ana Ruiz in Norvik\nbody 3 " + lede + "\n"},
		{"abstract", "", "Port of Norvik stays shut.\n\nABSTRACT.\n\nTalks broke down in the night.\n\nFULL TEXT.\n\n" + lede,
			"headline 0 Port of Norvik stays shut.\nfurniture 1 ABSTRACT.\nstandfirst 2 Talks broke down in the night.\nfurniture 3 FULL TEXT.\nbody 4 " + lede + "\n"},
		{"one paragraph has no headline", "", "Norvik port shut " + lede, "body 0 Norvik port shut " + lede + "\n"},
		{"date line and links", "", "Friday, January 4, 2019\n\n" + lede + "\n\nRead more: Ferry crews walk out\n\n" + second + "\n\nhttps://gazette.example/1\n\n* * *\n\nENDS",
			"furniture 0 Friday, January 4, 2019\nbody 1 " + lede + "\nfurniture 2 Read more: Ferry crews walk out\nbody 3 " + second + "\nfurniture 4 https://gazette.example/1\nfurniture 5 * * *\nfurniture 6 ENDS\n"},
		{"dateline on its own line", "", "PARIS (AP) —\n" + lede, "dateline 0 PARIS (AP) —\nbody 0 " + lede + "\n"},
		{"dateline at the very end", "", "Port shut for good, crews say\n\nPARIS (AP) —", "body 0 Port shut for good, crews say\ndateline 1 PARIS (AP) —\n"},
		{"no text", "", " \n\t\u2029\u00a0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &onrecord.Document{Text: c.text, Meta: onrecord.Meta{Title: c.title}}
			if diff := cmp.Diff(c.want, find(t, d)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestFindMeta(t *testing.T) {
	d := &onrecord.Document{Text: "Port shut\n\nBy Ana Ruiz and Jo Hart, Harbour Gazette\n\nCOSTA MESA, Calif., June 3 (Reuters) - " + lede}
	find(t, d)
	line := d.Meta.Dateline
	got := []string{d.In(d.Meta.Byline), d.In(line.Span), d.In(line.Place), d.In(line.Date), d.In(line.Agency)}
	want := []string{"Ana Ruiz and Jo Hart", "COSTA MESA, Calif., June 3 (Reuters) -", "COSTA MESA, Calif.", "June 3", "Reuters"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDatelines(t *testing.T) {
	for line, place := range map[string]string{
		"ISLAMABAD:": "ISLAMABAD", "PARIS —": "PARIS", "Paris —": "Paris", "WASHINGTON (AP) _": "WASHINGTON", "NEW YORK, April 2 -": "NEW YORK",
		"LOS ANGELES --": "LOS ANGELES", "Srinagar-": "Srinagar", "Doha:": "Doha", "CAIRO - 25 July 2022:": "CAIRO",
		"Nairobi, Jun 16 2022 (IPS) -": "Nairobi", "KUWAIT CITY, July 25:": "KUWAIT CITY", "LEON, GUANAJUATO.-": "LEON, GUANAJUATO.",
		"CONCORD, N.H. –": "CONCORD, N.H.", "Port-au-Prince (AFP) -": "Port-au-Prince", "SÃO PAULO —": "SÃO PAULO",
		"VELMAR (Calder News Agency) -": "VELMAR", "NORVIK —": "NORVIK", "NORVIK:": "NORVIK", "Aug 27 (Reuters) -": "", "SINGAPORE (May 6, 2021) —": "SINGAPORE", "AFP -": "",
		"LONDON\u00a0—": "LONDON", "Troy, N.C. —": "Troy, N.C.", "TARN, Democratic Republic of Congo (Reuters) -": "TARN, Democratic Republic of Congo",
		"TARN, Iraq and NORVIK (AP) —": "TARN, Iraq and NORVIK", "TARN, Texas/NORVIK, Mexico —": "TARN, Texas/NORVIK, Mexico",
	} {
		d := &onrecord.Document{Text: line + " " + lede + "\n\n" + second}
		find(t, d)
		if got := d.In(d.Meta.Dateline.Span); got != line || d.In(d.Meta.Dateline.Place) != place {
			t.Errorf("%s: found %q with place %q", line, got, d.In(d.Meta.Dateline.Place))
		}
	}
}

func TestNoDatelines(t *testing.T) {
	for name, text := range map[string]string{
		"speaker":           "SMITH: We will go when the union lets us, and not a day before that, as I said in the spring.\n\n" + lede,
		"speaker of a city": "WASHINGTON: I think we will go when the union lets us.\n\n" + lede,
		"several speakers":  "SMITH: The port stays shut for as long as the crews stay away from their ferries, which is all there is.\n\nHART: The crews stay away for as long as the port stays shut, which is all there is to it.\n\n" + lede,
		"question":          "Q: Is the port of Norvik to stay shut for as long as the ferry crews stay away from it or for longer?\n\n" + lede,
		"label":             "BREAKING: " + lede + "\n\n" + second,
		"member":            "SMITH (Norvik): The port stays shut for as long as the crews stay away from their ferries, which is all.\n\n" + lede,
		"list":              "Norway, Sweden and Denmark — the three kingdoms of the north — said on Tuesday that the port would stay shut.\n\n" + lede,
		"parenthesis":       "Estovia — once a kingdom — said on Tuesday that the port would stay shut.\n\n" + lede,
		"running text":      "The choice: Norvik or nothing, said the minister on Tuesday at the customs house.\n\n" + lede,
		"late":              strings.Repeat(lede+"\n\n", 5) + "NORVIK: " + lede,
	} {
		d := &onrecord.Document{Text: text}
		find(t, d)
		if got := d.Meta.Dateline.Span; !got.Empty() {
			t.Errorf("%s: took %q for a dateline", name, d.In(got))
		}
	}
}

func TestBylines(t *testing.T) {
	for line, name := range map[string]string{
		"By Ana Ruiz": "Ana Ruiz", "BY ANA RUIZ": "ANA RUIZ", "By Ana Ruiz, Reuters": "Ana Ruiz", "By Ana de la Ruiz | June 3, 2025": "Ana de la Ruiz",
		"Staff Reporter": "Staff Reporter", "Our Correspondent": "Our Correspondent", "Staff Correspondent in Norvik": "Staff Correspondent in Norvik",
		"MM Report": "MM Report", "Ana Ruiz in Norvik": "Ana Ruiz in Norvik", "Ana Ruiz": "Ana Ruiz", "Ana Ruiz, Staff Writer": "Ana Ruiz",
		"(Reuters)": "Reuters", "Reporting by Ana Ruiz": "Ana Ruiz", "Agencies": "Agencies",
	} {
		d := &onrecord.Document{Text: "Port of Norvik stays shut\n\n" + line + "\n\n" + lede}
		got := find(t, d)
		if d.In(d.Meta.Byline) != strings.TrimSuffix(name, " in Norvik") && d.In(d.Meta.Byline) != name || !strings.Contains(got, "byline 1 "+line) {
			t.Errorf("%s: name %q\n%s", line, d.In(d.Meta.Byline), got)
		}
	}
	for _, line := range []string{"By Monday, the crews had gone.", "By all accounts the port is shut.", "Reporting by the Gazette showed that the port had been shut for years.",
		"Ana Ruiz said so.", "Six months on, nothing has changed in Norvik."} {
		d := &onrecord.Document{Text: "Port of Norvik stays shut\n\n" + line + "\n\n" + lede}
		if got := find(t, d); strings.Contains(got, "byline") {
			t.Errorf("took for a by-line:\n%s", got)
		}
	}
}

func TestBodyIsNoFurniture(t *testing.T) {
	for _, p := range []string{
		"Copyright law will not change, the minister said.", "Follow the money, the minister told the union.",
		"“Click here,” the minister said, pointing at the map.", "Sign up numbers fell in June, officials said.",
		"Read more than one contract before you sign, the union said.", "Related companies said they would wait.",
		"Video shows the crews leaving the port.", "The port is a source: of pride, of work, of smoke.", "Reuters first reported the talks.",
		"April 7", "Photos by residents showed the empty quay.",
	} {
		if got := find(t, &onrecord.Document{Text: lede + "\n\n" + p + "\n\n" + second}); !strings.Contains(got, "body 1 "+p) {
			t.Errorf("lost:\n%s", got)
		}
	}
}

func TestWrappedLines(t *testing.T) {
	wrap := func(text string, indent string) string {
		var b strings.Builder
		column := len(indent)
		b.WriteString(indent)
		for i, w := range strings.Fields(text) {
			switch {
			case i > 0 && column+1+len(w) > 60:
				b.WriteString("\n")
				column = 0
			case i > 0:
				b.WriteString(" ")
				column++
			}
			b.WriteString(w)
			column += len(w)
		}
		return b.String()
	}
	want := "headline 0 NORVIK PORT SHUT\nbody 1 " + lede + "\nbody 2 " + second + "\nbody 3 " + lede + "\n"
	for name, text := range map[string]string{
		"indented": "NORVIK PORT SHUT\n" + wrap(lede, "    ") + "\n" + wrap(second, "    ") + "\n" + wrap(lede, "    "),
		"blank":    "NORVIK PORT SHUT\n\n" + wrap(lede, "") + "\n\n" + wrap(second, "") + "\n\n" + wrap(lede, ""),
		"windows":  strings.ReplaceAll("NORVIK PORT SHUT\n\n"+wrap(lede, "")+"\n\n"+wrap(second, "")+"\n\n"+wrap(lede, ""), "\n", "\r\n"),
	} {
		if diff := cmp.Diff(want, find(t, &onrecord.Document{Text: text})); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\n \t\n"} {
		want := "body 0 " + lede + "\nbody 1 " + second + "\n"
		if got := find(t, &onrecord.Document{Text: lede + end + second}); got != want {
			t.Errorf("%q: got\n%s", end, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ text, code, warning string }{
		{lede + "\n" + second, "eng", ""},
		{"The minister said that the port would stay shut.", "eng", ""},
		{"Norvik port shut", "", ""},
		{"El ministro de puertos dijo el martes que el puerto seguirá cerrado hasta que las tripulaciones vuelvan al trabajo, después de una noche de negociaciones con el sindicato.", "spa", "not_english"},
		{"Das Ministerium sagte am Dienstag, der Hafen bleibe geschlossen, bis die Besatzungen der Fähren wieder zur Arbeit kommen, und zwar ohne Lohn für die verlorenen Tage.", "deu", "not_english"},
		{"Norvik port shut as café and bistro owners protest in São Paulo and El Salvador", "", ""},
		{"Police hold man in Rio de Janeiro", "", ""},
		{"El Salvador mayor visits Los Angeles", "", ""},
		{"Regierung tritt nach Streik zurück", "deu", "not_english"},
		{"Der Hafen bleibt zu. \"Wir fahren nicht\", sagte die Sprecherin.", "deu", "not_english"},
		{"La ministra dijo que el puerto no abrirá. \"No vamos a ceder\", afirmó.", "spa", "not_english"},
		{"Gobierno dimite tras la huelga", "spa", "not_english"},
		{"Le port reste fermé, selon l'armateur", "fra", "not_english"},
		{"Il porto resta chiuso dopo lo sciopero", "ita", "not_english"},
		{"O porto continua fechado, disse a ministra na segunda-feira.", "por", "not_english"},
		{"De haven blijft dicht, zei de minister.", "nld", "not_english"},
		{"Port nie zostanie otwarty, powiedział minister.", "pol", "not_english"},
		{"Hamnen är stängd, säger ministern.", "swe", "not_english"},
		{"Liman grevin ardından kapalı kalacak", "tur", "not_english"},
		{"الميناء مغلق حتى الجمعة", "arb", "not_english"},
		{"港口仍然关闭", "cmn", "not_english"},
		{"Порт закрыт", "und", "not_english"},
		{"Министр сказал, что порт останется закрытым.", "rus", "not_english"},
		{"Shr 92 cts vs 83 cts\nNet 30.8 mln vs 27.5 mln\nSales 1.40 billion vs 1.32 billion\nYear\nShr 3.00 dlrs vs 2.57 dlrs\nNet 184 mln vs 154 mln", "", ""},
		{"* * *", "", "no_words"},
	} {
		d := &onrecord.Document{Text: c.text}
		find(t, d)
		warning := ""
		if len(d.Warnings) > 0 {
			warning = d.Warnings[0].Code
		}
		if d.Language.Code != c.code || warning != c.warning || len(d.Warnings) > 1 {
			t.Errorf("%.30q: %+v %v", c.text, d.Language, d.Warnings)
		}
	}
}

// TestFurnitureExamples runs the example of each line of the dictionary through the reader.
func TestFurnitureExamples(t *testing.T) {
	table, err := lexicon.Open("layout_furniture.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table.Rows {
		example := strings.NewReplacer("[", "", "]", "").Replace(row.Get("example"))
		got := find(t, &onrecord.Document{Text: lede + "\n\n" + second + "\n\n" + example})
		if !strings.Contains(got, "furniture 2 ") && !(row.Get("how") == "credit" && strings.Contains(got, "byline 2 ")) {
			t.Errorf("%v", row.Errorf("example is not found:\n%s", got))
		}
	}
}

// checkCover makes sure that blocks hold all that is not white space, and begin and end with it.
func checkCover(t interface {
	Helper()
	Fatalf(string, ...any)
}, d *onrecord.Document) {
	t.Helper()
	if err := d.Validate(); err != nil {
		t.Fatalf("%v", err)
	}
	at, last := 0, 0
	for i, b := range d.Blocks {
		if strings.TrimSpace(d.Text[at:b.Start]) != "" {
			t.Fatalf("%q lies in no block", d.Text[at:b.Start])
		}
		if s := d.In(b.Span); strings.TrimFunc(s, unicode.IsSpace) != s {
			t.Fatalf("block %d has white space around it: %q", i, s)
		}
		if b.Paragraph < last || b.Paragraph > i {
			t.Fatalf("block %d is of paragraph %d", i, b.Paragraph)
		}
		at, last = b.End, b.Paragraph
	}
	if strings.TrimSpace(d.Text[at:]) != "" {
		t.Fatalf("%q lies in no block", d.Text[at:])
	}
}

func TestCover(t *testing.T) {
	f := finder(t)
	parts := rapid.SampledFrom([]string{lede, second, "Port shut", "By Ana Ruiz", "PARIS, June 3 (AP) —", "SMITH:", "\n", "\n\n", "    ", "\r\n", "\u2029",
		"Read more:", "ENDS", "(Reuters)", "—", "June 3", ".", "“", "\u00a0", "é", "1"})
	rapid.Check(t, func(t *rapid.T) {
		d := &onrecord.Document{Text: strings.Join(rapid.SliceOfN(parts, 0, 20).Draw(t, "parts"), "")}
		d.Meta.Title = rapid.SampledFrom([]string{"", "Port shut"}).Draw(t, "title")
		f.Find(d)
		checkCover(t, d)
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "Port shut\n\nBy Ana Ruiz\n\nPARIS, June 3 (AP) — " + lede, "Q: Why?\nA: Because.", "\ufeffEdited by", "By\u2029By ", "(Reporting by É)",
		"A: - —", "PARIS -", "\x00", "İ: İİİİ", "©", "by a"} {
		f.Add(s)
	}
	finder := finder(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := &onrecord.Document{Text: strings.ToValidUTF8(text, "\uFFFD")}
		finder.Find(d)
		checkCover(t, d)
	})
}

func BenchmarkFind(b *testing.B) {
	f := finder(b)
	text := "Port of Norvik stays shut\n\nBy Ana Ruiz\n\nNORVIK, June 3 (Reuters) - " + strings.Repeat(lede+"\n\n"+second+"\n\n", 10)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		f.Find(&onrecord.Document{Text: text})
	}
}

// TestAttributionsAreKept runs over a corpus whose attributions people marked: none may lie in a block that is not
// read, and every report's first line is its title.
func TestAttributionsAreKept(t *testing.T) {
	f := finder(t)
	for _, s := range stories(t, "polnear/dev") {
		d := &onrecord.Document{Text: s.Text, Meta: onrecord.Meta{Title: s.Title}}
		f.Find(d)
		checkCover(t, d)
		if d.Blocks[0].Kind != onrecord.Headline {
			t.Errorf("%s: no headline", s.ID)
		}
		chars := []rune(s.Text)
		for _, b := range d.Blocks {
			if b.Read() {
				continue
			}
			start := len([]rune(d.Text[:b.Start]))
			end := start + len([]rune(d.In(b.Span)))
			for _, a := range s.Attributions {
				for _, span := range a.Content {
					if span[0] < end && start < span[1] {
						t.Errorf("%s: lost %q", s.ID, string(chars[start:end]))
					}
				}
			}
		}
	}
}
