package answer

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/export/coding"
	"onrecord/internal/export/dna"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// quay is a report with words beyond ASCII, so that bytes, code points and UTF-16 units differ.
const quay = "Ämter weigh the quay 🙂\n\nZÜRICH: Estovia will not open the quay until a truce holds, the minister, Ansel Ruud, told the “Gazette” on Monday.\n\n" +
	"“We support the truce,” Lena Hartog said. Two diplomats said that Norvik had sent ships to the strait."

// unreadIn is a store that has texts, their words and names, and nothing found in them.
func unreadIn(t testing.TB, texts ...string) *store.Store {
	t.Helper()
	s, err := store.OpenScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, text := range texts {
		r, err := reader()
		if err != nil {
			t.Fatal(err)
		}
		d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: "2026-03-03"}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		d.Attributions, d.Events, d.Positions = nil, nil, nil
		if _, err := s.Put(t.Context(), []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// form is an export of a store as a file.
func form(t *testing.T, s *store.Store, name string) []byte {
	t.Helper()
	f, err := FormOf(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := Export(t.Context(), s, f, Selected{}, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// outline is what of findings of a kind must come back: their essential words with offsets, and who, by words or by name.
func outline(t *testing.T, s *store.Store, kind onrecord.Kind, byName bool, texts ...string) (out []string) {
	t.Helper()
	for _, text := range texts {
		d, err := s.ReportAs(t.Context(), onrecord.Digest(text), store.AsDecided)
		if err != nil {
			t.Fatal(err)
		}
		for place := 1; place <= d.Count(kind); place++ {
			line := fmt.Sprint(onrecord.Digest(text)[:6])
			for _, name := range []string{essential[kind], "source", "actor", "recipient"} {
				if byName && name == "actor" {
					line += " " + strings.Join(calledNow(d, kind, place)[:1], "")
					continue
				}
				line += fmt.Sprint(" ", name, joined(d, mend.SpansOf(d, kind, place, name)))
			}
			for _, name := range []string{"naming", "type", "root", "stance"} {
				v, _ := mend.ValueOf(d, kind, place, name)
				line += " " + v
			}
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return out
}

// TestCodingsComeBack brings what one store exports into another that has the texts alone: the same findings with the same offsets. Brought
// in again, everything is known.
func TestCodingsComeBack(t *testing.T) {
	x := keep(t, harbour)
	x.put(quay)
	for _, c := range []struct {
		kind  onrecord.Kind
		forms []string
	}{
		{onrecord.KindStatement, []string{"csv-statements", "brat"}}, {onrecord.KindEvent, []string{"csv-events"}}, {onrecord.KindPosition, []string{"csv-positions", "dna-lossless", "dna"}},
	} {
		for _, name := range c.forms {
			byName := strings.HasPrefix(name, "dna") // the analyzer has names, not words
			want := outline(t, x.s, c.kind, byName, harbour, quay)
			if len(want) < 3 {
				t.Fatalf("%ss of the sample: %d", c.kind, len(want))
			}
			file := form(t, x.s, name)
			s := unreadIn(t, harbour, quay)
			im := &Importing{Store: s, Who: "ana"}
			got, err := im.File(t.Context(), "codings", file, nil)
			if err != nil || len(got.Refused) > 0 || got.Added != len(want) {
				t.Errorf("%s: %+v, %v; want %d", name, got, err, len(want))
			}
			if diff := cmp.Diff(want, outline(t, s, c.kind, byName, harbour, quay)); diff != "" {
				t.Errorf("%s (-want +got):\n%s\npartly %+v", name, diff, got.Partly)
			}
			if len(got.Partly) > 0 {
				t.Errorf("%s: partly %+v", name, got.Partly)
			}
			if got, err = im.File(t.Context(), "codings", file, nil); err != nil || got.Added != 0 || got.Known != len(want) {
				t.Errorf("%s, again: %+v, %v", name, got, err)
			}
			// In the store that it comes from, it is on record: accepted, and nothing put right or added.
			same, err := (&Importing{Store: x.s, Who: name}).File(t.Context(), "codings", file, nil)
			if err != nil || len(same.Refused) > 0 {
				t.Errorf("%s, where it comes from: %+v, %v", name, same, err)
			}
			log, err := x.s.Decisions(t.Context(), "")
			for _, d := range log {
				if author := map[bool]string{true: "onrecord", false: name}[strings.HasPrefix(name, "dna")]; d.Who == author && d.Action != store.Accept {
					t.Errorf("%s: %s of %s %d: %s, %s -> %s", name, d.Action, d.Kind, d.Number, d.Field, d.Old, d.New)
				}
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}

// TestCodingsDiffer puts right what a coder saw otherwise, adds what was missed, and keeps what cannot be taken out, by line.
func TestCodingsDiffer(t *testing.T) {
	x := keep(t, harbour)
	rows, err := csv.NewReader(bytes.NewReader(form(t, x.s, "csv-statements"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cell := func(row []string, name string) *string { return &row[slices.Index(rows[0], name)] }
	at := slices.IndexFunc(rows, func(r []string) bool { return strings.HasPrefix(*cell(r, "source"), "two diplomats") })
	if at < 0 {
		t.Fatal("no statement of two diplomats")
	}
	missed := slices.Clone(rows[at])
	*cell(rows[at], "naming") = "named"
	content := "send ships to the strait"
	begin := strings.LastIndex(harbour, content)
	*cell(missed, "content"), *cell(missed, "source"), *cell(missed, "cue") = content, "Norvik", "shut by nobody"
	*cell(missed, "content_start"), *cell(missed, "content_end") = fmt.Sprint(begin), fmt.Sprint(begin+len(content))
	nowhere, odd, unknown := slices.Clone(missed), slices.Clone(missed), slices.Clone(missed)
	*cell(nowhere, "content") = "Nobody ever printed these words anywhere"
	*cell(odd, "content_start") = "far"
	*cell(unknown, "report"), *cell(unknown, "url") = strings.Repeat("a", 64), ""
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.WriteAll([][]string{append(rows[0], "coder"), append(rows[at], "Eva"), append(missed, "Eva"), append(nowhere, "Eva"), append(odd, "Eva"), append(unknown, "Eva")})
	got, err := (&Importing{Store: x.s, Who: "ben"}).File(t.Context(), "eva.csv", file.Bytes(), nil)
	if err != nil || got.Added != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	var lines []int
	for _, r := range got.Refused {
		lines = append(lines, r.Line)
	}
	if !slices.Equal(lines, []int{4, 5, 6}) || len(got.Partly) != 1 || got.Partly[0].Line != 3 || !strings.Contains(got.Partly[0].Why, "cue") {
		t.Errorf("refused %v, partly %+v", got.Refused, got.Partly)
	}
	d := x.doc()
	var seen []string
	for c := range d.Cards().All(onrecord.KindStatement) {
		if m := d.Decided.Mark(c.ID); m != nil {
			seen = append(seen, fmt.Sprintf("%s by %s: %s, %s", m.Verdict, m.Who, onrecord.Quotes(c.Speaker.Source, "/"), c.Speaker.Naming))
		}
	}
	if want := []string{"corrected by Eva: two diplomats, named", "added by Eva: Norvik, " + string(naming(d, content))}; !slices.Equal(seen, want) {
		t.Errorf("%q, want %q", seen, want)
	}
	log, err := x.s.Decisions(t.Context(), x.id)
	if err != nil || log[0].From == nil || log[0].From.Who != "ben" {
		t.Errorf("%+v, %v", log, err)
	}
}

func naming(d *onrecord.Document, content string) onrecord.Naming {
	for i := range d.Attributions {
		if a := &d.Attributions[i]; len(a.Content) == 1 && d.In(a.Content[0]) == content {
			return a.Source.Naming
		}
	}
	return ""
}

// TestCodingsOfAnEditedText finds the words again where the text in the store has moved on, and reads texts that are not there when asked to.
func TestCodingsOfAnEditedText(t *testing.T) {
	x := keep(t, quay)
	file := form(t, x.s, "dna")
	edited := strings.Replace(quay, "Ämter weigh the quay 🙂", "Offices still weigh the old quay, after a week of talks", 1)
	s := unreadIn(t)
	if _, err := s.Put(t.Context(), []*onrecord.Document{{Text: edited, Made: onrecord.Made{Tool: "test"}, Meta: onrecord.Meta{URL: "https://gazette.example/ships"}}}); err != nil {
		t.Fatal(err)
	}
	want := len(outline(t, x.s, onrecord.KindPosition, true, quay))
	got, err := (&Importing{Store: s, Who: "ana"}).File(t.Context(), "x.dna", file, nil)
	if err != nil || got.Added != want || len(got.Refused) > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	d, err := s.ReportAs(t.Context(), onrecord.Digest(edited), store.AsDecided)
	if err != nil || !slices.ContainsFunc(d.Positions, func(p onrecord.Position) bool { return strings.Contains(d.In(p.Span), "will not open the quay") }) {
		t.Errorf("%+v, %v", d.Positions, err)
	}
	empty := unreadIn(t)
	if got, err := (&Importing{Store: empty, Who: "ana"}).File(t.Context(), "x.dna", file, nil); err != nil || got.Added != 0 || len(got.Refused) != want {
		t.Errorf("without reading: %+v, %v", got, err)
	}
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	im := &Importing{Store: empty, Who: "ana", Keep: &Keeper{Store: empty, Reader: r}}
	if got, err := im.File(t.Context(), "x.dna", file, nil); err != nil || got.Added < want || len(got.Refused) > 0 {
		t.Errorf("read: %+v, %v", got, err)
	}
}

// TestCodingsHostile takes files that are broken apart from files that are none, and loses nothing beside them.
func TestCodingsHostile(t *testing.T) {
	s := unreadIn(t, quay)
	im := &Importing{Store: s, Who: "ana"}
	zipped := func(files map[string]string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range files {
			w, err := z.Create(name)
			if err == nil {
				_, err = io.WriteString(w, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		z.Close()
		return b.Bytes()
	}
	for name, data := range map[string][]byte{
		"no table": []byte("some words\nand more"), "no findings": []byte("report,url\n" + onrecord.Digest(quay) + ",x\n"), "two kinds": []byte("report,content,trigger\n"),
		"bytes": {0xff, 0xfe, 1}, "half a database": []byte("SQLite format 3\x00 and nothing"), "half a zip": []byte("PK\x03\x04 and nothing"), "empty": []byte(" \n"), "heading.csv": []byte("report,content\n"), "brat by another name": []byte("T1\tContent 0 3\tabc\n"), "alone.ann": []byte("T1\tContent 0 3\tabc\n"),
	} {
		if got, err := im.File(t.Context(), name, data, nil); err == nil || got.Added != 0 || !strings.Contains(err.Error(), ErrInput.Error()) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	other := filepath.Join(t.TempDir(), "other.db") // a database, but none of the analyzer's
	o, err := store.Open(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	o.Close()
	raw, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.File(t.Context(), "other.db", raw, nil); err == nil || !strings.Contains(err.Error(), "Discourse Network Analyzer") {
		t.Error(err)
	}
	at := strings.Index(string([]rune(quay)), "We support")
	begin := len([]rune(quay[:at]))
	ann := fmt.Sprintf("T1\tContent %d %d\tWe support\n", begin, begin+10) + "T2\tSpeaker 0 5\tÄmter\nT4\tSource 0 5\tothers\nT3\tContent 9000 9001\tx\nR1\tSaidBy Arg1:T1 Arg2:T9\nE1\tAttack:T1\nbroken\n"
	got, err := im.File(t.Context(), "all.zip", zipped(map[string]string{"a/one.ann": ann, "a/one.txt": quay, "two.ann": ann, "notes.md": "words"}), nil)
	if err != nil || got.Added != 1 || len(got.Refused) != 8 {
		t.Errorf("%d: %+v, %v", len(got.Refused), got, err)
	}
	for _, r := range got.Refused {
		if r.File == "" {
			t.Errorf("%+v does not say in which file", r)
		}
	}
	bomb := zipped(map[string]string{"a.csv": strings.Repeat("report,content\n", 40_000_000)})
	if got, err := im.File(t.Context(), "bomb.zip", bomb, nil); err != nil || got.Added != 0 || len(got.Refused) == 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCodingsNotUnderstood: what is not understood is told, and never taken for agreement; what is not clear is not guessed; what was taken back stays so.
func TestCodingsNotUnderstood(t *testing.T) {
	const head = "report,quote,start,end,actor,stance,coder"
	at, end := 0, len("Norvik refuses to send ships")
	passage := fmt.Sprintf("%q,%d,%d", harbour[at:end], at, end)
	for _, c := range []struct {
		name, table            string
		added, known           int
		refused, partly, inLog string // words of what is told; actions in the log
	}{
		{"outside", head + "\nREPORT,,9000,9010,,for,", 0, 0, "the text has no characters 9000 to 9010", "", ""},
		{"column", "report,quote,start,end,stanse\nREPORT," + passage + ",for", 1, 0, "", `column "stanse" has no place`, "accept"},
		{"value", head + "\nREPORT," + passage + ",Norvik,nope,", 0, 0, `nothing is taken: stance: there is no "nope"`, "", ""},
		{"nobody", head + "\nREPORT," + passage + ",Nobody Known,against,", 0, 0, `actor: "Nobody Known" is not found`, "", ""},
		{"nobody, and more", head + "\nREPORT," + passage + ",Nobody Known,for,", 1, 0, "", `taken without actor: "Nobody Known" is not found`, "correct"},
		{"capitals", head + "\nREPORT," + passage + ",Norvik,Against,", 1, 0, "", "", "accept"},
		{"twice", head + "\nREPORT," + passage + ",Norvik,for,\nREPORT," + passage + ",Norvik,for,", 1, 1, "", "", "correct"},
		{"two coders", head + "\nREPORT," + passage + ",Norvik,for,A\nREPORT," + passage + ",Norvik,neutral,B", 1, 0, "line 2 says otherwise of the same words", "", "correct"},
		{"not clear", "report,quote,stance\nREPORT,Norvik,for", 0, 0, "stands several times in the report", "", ""},
		{"elsewhere", head + "\nREPORT," + fmt.Sprintf("%q,9000,9060", harbour[at:end]) + ",Norvik,against,", 1, 0, "", "does not stand at 9000 to 9060: taken at", "accept"},
		{"carriage returns", head + "\rREPORT," + passage + ",Norvik,against,\r", 1, 0, "", "", "accept"},
	} {
		x := keep(t, harbour)
		got, err := (&Importing{Store: x.s, Who: "ana"}).File(t.Context(), "coded.csv", []byte(strings.ReplaceAll(c.table, "REPORT", x.id)), nil)
		told := func(list []Refusal) string {
			var out []string
			for _, r := range list {
				out = append(out, r.Why)
			}
			return strings.Join(out, " | ")
		}
		log, err2 := x.s.Decisions(t.Context(), x.id)
		var actions []string
		for _, d := range log {
			actions = append(actions, string(d.Action))
		}
		if err != nil || err2 != nil || got.Added != c.added || got.Known != c.known || !strings.Contains(told(got.Refused), c.refused) || (c.refused == "") != (len(got.Refused) == 0) ||
			!strings.Contains(told(got.Partly), c.partly) || (c.partly == "") != (len(got.Partly) == 0) || strings.Join(actions, " ") != c.inLog {
			t.Errorf("%s: %+v, %v; log %q", c.name, got, err, actions)
		}
	}
	x := keep(t, harbour)
	table := []byte(head + "\n" + x.id + "," + passage + ",Norvik,for,\n" + x.id + `,"accused the ministry of waste",,,Lena Hartog,against,` + "\n")
	im := &Importing{Store: x.s, Who: "ana"}
	if got, err := im.File(t.Context(), "coded.csv", table, nil); err != nil || got.Added != 2 || len(got.Refused) > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	x.decide(Decide{Action: "undo", Undoes: 1})
	x.decide(Decide{Action: "undo", Undoes: 2})
	if got, err := im.File(t.Context(), "coded.csv", table, nil); err != nil || got.Added != 0 || got.Known != 2 {
		t.Errorf("what was taken back came again: %+v, %v", got, err)
	}
	// What follows from other words does not stand above what the file says.
	table = []byte("report,quote,start,end,issue,topic,stance\n" + x.id + "," + passage + ",the sending of ships,ceasefire,against\n")
	for k, want := range []int{2, 0} {
		got, err := im.File(t.Context(), "topic.csv", table, nil)
		if err != nil || got.Added != want || len(got.Refused) > 0 {
			t.Errorf("time %d: %+v, %v", k, got, err)
		}
	}
	if d := x.doc(); !slices.ContainsFunc(d.Positions, func(p onrecord.Position) bool { return p.Issue == "the sending of ships" && p.Topic == "ceasefire" }) {
		t.Errorf("%+v", d.Positions)
	}
}

// FuzzCodings lays whatever bytes come as codings beside a report: problems, refusals or decisions that can be read, never a panic.
func FuzzCodings(f *testing.F) {
	f.Add("report,content,content_start,content_end,source\n"+onrecord.Digest(quay)+",We support the truce,150,171,Lena Hartog\n", false)
	f.Add("url;kind;trigger;trigger_start;trigger_end;actor;root;date\nx;event;support;153;160;We;SUPPORT;2026-01-01\n", false)
	f.Add("T1\tContent 26 40\tx\nT2\tSource 0 5\tx\nR1\tSaidBy Arg1:T1 Arg2:T2\nA1\tNaming T2 named\n", true)
	r, err := reader()
	if err != nil {
		f.Fatal(err)
	}
	doc := &onrecord.Document{Text: quay, Meta: onrecord.Meta{Published: "2026-03-03"}}
	if err := r.Read(doc); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data string, ann bool) {
		texts := []coding.Text{{Text: quay}}
		if ann {
			texts[0].Findings, _ = coding.Brat(data, quay)
		} else {
			var err error
			if texts, _, err = coding.Table([]byte(data)); err != nil {
				return
			}
		}
		for i := range texts {
			c, err := newCoded(&texts[i], doc, "ana", nil)
			if err != nil {
				t.Fatal(err)
			}
			c.decide()
			for _, x := range c.list {
				for _, v := range x.decide.Values {
					for _, w := range v.Words {
						if s, fit := w.In(doc.Text); fit != mend.Same || s.Empty() {
							t.Errorf("%+v does not stand in the text", w)
						}
					}
				}
				_, _ = x.decide.Decisions()
			}
		}
	})
}

// TestDNAOffsets counts in UTF-16 units, as Java does.
func TestDNAOffsets(t *testing.T) {
	x := keep(t, quay)
	path := filepath.Join(t.TempDir(), "x.dna")
	if err := os.WriteFile(path, form(t, x.s, "dna"), 0o600); err != nil {
		t.Fatal(err)
	}
	texts, problems, err := dna.Read(t.Context(), path)
	if err != nil || len(problems) > 0 || len(texts) != 1 {
		t.Fatal(texts, problems, err)
	}
	for _, f := range texts[0].Findings {
		w := f.Of("passage").Words[0]
		if got := string([]rune(quay)[w.Begin:w.End]); got != w.Exact || !strings.Contains(quay, got) {
			t.Errorf("%q, at its offsets %q", w.Exact, got)
		}
	}
}
