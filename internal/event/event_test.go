package event_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lexicon"
	"onrecord/internal/plover"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func readText(t interface {
	Helper()
	Fatal(...any)
}, text string) *onrecord.Document {
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

// events lists a text's events as "actor > ROOT mode (trigger) > recipient".
func events(d *onrecord.Document) []string {
	words := func(members []onrecord.Member) string {
		var out []string
		for _, m := range members {
			out = append(out, d.In(m.Span))
		}
		return strings.Join(out, "+")
	}
	var out []string
	for _, e := range d.Events {
		out = append(out, words(e.Actor)+" > "+strings.TrimSpace(string(e.Root)+" "+e.Mode)+" ("+d.In(e.Trigger)+") > "+words(e.Recipient))
	}
	return out
}

func TestEvents(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"France condemned Iran on Monday.", "France > ACCUSE disapprove (condemned) > Iran"},
		{"Police arrested two journalists in the capital.", "Police > COERCE arrest (arrested) > two journalists"},
		{"Two journalists were arrested by police.", "police > COERCE arrest (arrested) > Two journalists"},
		{"Two protesters were killed.", " > ASSAULT (killed) > Two protesters"},
		{"Spain rejected the plan of Portugal.", "Spain > REJECT (rejected) > Portugal"},
		{"The rebels launched an attack on the army.", "The rebels > ASSAULT (launched an attack) > the army"},
		{"The arrest of the editor by police drew anger.", "police > COERCE arrest (arrest) > the editor"},
		{"Russia refused to visit Japan.", "Russia > REJECT meet (refused) > Japan"},
		{"Norway turned down Sweden.", "Norway > REJECT (turned down) > Sweden"},
		{"France and Germany condemned Iran.", "France+Germany > ACCUSE disapprove (condemned) > Iran"},
		{"The minister, who visited Japan last week, condemned Iran.", "The minister > CONSULT visit (visited) > Japan; The minister > ACCUSE disapprove (condemned) > Iran"},
		{"Rain fell on the hills all day.", ""},
		{"Shares attacked new highs before noon.", ""},
		{"The ministry declined to comment.", ""},
		{"France condemned the attack.", "France > ACCUSE disapprove (condemned) > the attack"},
		{"Norway demanded that Sweden withdraw.", "Norway > REQUEST yield (demanded) > Sweden; Sweden > RETREAT withdraw (withdraw) > "},
		{"Norway agreed to open its borders to Sweden.", "Norway > AGREE (agreed) > Sweden"},
		{"Norway refused to accept the plan.", "Norway > REJECT (refused) > the plan"},
		{"Norway will not meet Sweden.", "Norway > REJECT (meet) > Sweden"},
		{"The army will withdraw from the town.", "The army > CONCEDE (withdraw) > the town"},
		{"Norway will hold talks with Sweden next week.", "Norway > AGREE (hold talks) > Sweden"},
	} {
		if got := strings.Join(events(readText(t, c.text)), "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestNoEvent reads sentences in which the words of deeds name none: nature, sport, markets, the arts, plain facts.
func TestNoEvent(t *testing.T) {
	raw, err := os.ReadFile("testdata/no_event.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	var spurious []string
	for _, line := range lines {
		if found := events(readText(t, line)); len(found) > 0 {
			spurious = append(spurious, line+" "+strings.Join(found, "; "))
		}
	}
	if allowed := len(lines) / 7; len(spurious) > allowed {
		t.Errorf("%d of %d sentences give an event, more than %d:\n%s", len(spurious), len(lines), allowed, strings.Join(spurious, "\n"))
	}
}

// TestOnWhoseWord ties an event to the statement that holds it, and a deed of saying to the outlet's own voice.
func TestOnWhoseWord(t *testing.T) {
	d := readText(t, "Officials said that police arrested two journalists on Monday.")
	if len(d.Events) != 1 || d.Events[0].Word != 1 {
		t.Fatalf("got %+v with %d statements, want one event on the word of statement 1", d.Events, len(d.Attributions))
	}
	d = readText(t, "France condemned Iran on Monday.")
	if len(d.Events) != 1 || d.Events[0].Word != 0 {
		t.Fatalf("got %+v, want one event in the outlet's own voice", d.Events)
	}
}

// TestDictionaryExamples runs the example of every line: it must give an event of the line's root with its lemma in the
// trigger. Those that the tree or the tagging of a short sentence spoils are counted, and must stay few.
func TestDictionaryExamples(t *testing.T) {
	table, err := lexicon.Open("plover_deeds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, row := range table.Rows {
		d := readText(t, strings.NewReplacer("[", "", "]", "").Replace(row.Get("example")))
		found := false
		for _, e := range d.Events {
			found = found || string(e.Root) == row.Get("root") && strings.HasSuffix(strings.TrimSuffix(e.By, "+coder"), row.By())
		}
		if !found {
			missed++
			t.Logf("%s: %s", row.By(), row.Get("example"))
		}
	}
	if allowed := len(table.Rows) / 15; missed > allowed {
		t.Errorf("%d of %d examples give no event of their line, more than %d", missed, len(table.Rows), allowed)
	}
}

func TestAnyTextLeavesAValidDocument(t *testing.T) {
	words := []string{"France", "Iran", "condemned", "refused", "to", "attack", "the", "army", "and", "by", "of", "held", "talks", "with", "who", ",", ".", "arrest", "was", "it", "out", "turned"}
	rapid.Check(t, func(rt *rapid.T) {
		readText(rt, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(rt, "words"), " "))
	})
}

func TestCodebook(t *testing.T) {
	for root, want := range map[onrecord.Root]onrecord.Quad{onrecord.RootAid: 2, onrecord.RootReject: 3, onrecord.RootProtest: 4, onrecord.RootSupport: 1, "NONE": 0} {
		if got := plover.QuadOf(root); got != want {
			t.Errorf("quad of %s: %d, want %d", root, got, want)
		}
	}
	if got := plover.Intensity(onrecord.RootProtest, "riot"); got != -7 {
		t.Errorf("score of a riot: %g, want -7", got)
	}
	if got := plover.Intensity(onrecord.RootAssault, "firearms"); got != -9 {
		t.Errorf("score of a mode without its own: %g, want the root's -9", got)
	}
}

func TestModesByObject(t *testing.T) {
	for text, want := range map[string]string{
		"Norway asked Sweden for aid.":                                  "REQUEST assist",
		"Norway urged Sweden to withdraw its troops.":                   "REQUEST yield",
		"Norway called on Sweden to hold talks.":                        "REQUEST meet",
		"Norway urged Sweden to change the law.":                        "REQUEST change",
		"Norway refused to meet Sweden.":                                "REJECT meet",
		"Norway refused to release the hostages.":                       "REJECT yield",
		"Norway threatened to attack Sweden.":                           "THREATEN violence",
		"Norway threatened to expel the ambassador of Sweden.":          "THREATEN expel",
		"Norway threatened to impose sanctions on Sweden.":              "THREATEN relations",
		"Norway rejected the plan of Sweden.":                           "REJECT ",
		"Norway threatened Sweden with consequences, its envoy warned.": "THREATEN ",
	} {
		found := false
		d := readText(t, text)
		var got []string
		for _, e := range d.Events {
			got = append(got, string(e.Root)+" "+e.Mode)
			found = found || got[len(got)-1] == want
		}
		if !found {
			t.Errorf("%s: got %q, want %s", text, got, want)
		}
	}
}
