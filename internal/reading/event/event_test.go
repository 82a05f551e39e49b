package event_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/reading/event"
	"onrecord/internal/reading/plover"
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

// frame is what the learned reader is taken to have seen, in words of the text; parties have "; " between.
type frame struct{ trigger, actor, recipient, root, status string }

// report is a text behind the stages before, with frames of events laid over it.
func report(t *testing.T, text string, frames ...frame) *onrecord.Document {
	t.Helper()
	return reportOf(t, text, nil, frames...)
}

// reportOf is report with statements.
func reportOf(t *testing.T, text string, said []onrecord.Attribution, frames ...frame) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: "2026-03-05"}}
	r.Lay(d, read.Layout|read.Entities|read.Places|read.Dates)
	d.Attributions = said
	for _, f := range frames {
		run := func(words string) (out []onrecord.Run) {
			for _, w := range strings.Split(words, "; ") {
				k := strings.Index(text, w)
				if w == "" || k < 0 {
					continue
				}
				from, to := d.TokensIn(onrecord.Span{Start: k, End: k + len(w)})
				out = append(out, onrecord.Run{From: from, To: to})
			}
			return out
		}
		d.Frames = append(d.Frames, onrecord.Frame{Layer: onrecord.FrameEvent, Anchor: run(f.trigger)[0], Conf: 0.9,
			Roles: map[string][]onrecord.Run{"actor": run(f.actor), "recipient": run(f.recipient)}, Classes: map[string]string{"root": f.root, "status": f.status}, Sure: map[string]float64{"root": 0.99}})
	}
	finder, err := event.New()
	if err != nil {
		t.Fatal(err)
	}
	finder.Find(d, func() bool { return false })
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestParties puts the parties of passives and joint deeds right, whatever the frame made of them.
func TestParties(t *testing.T) {
	for _, c := range []struct {
		text string
		f    frame
		want string
	}{
		{"Police arrested two journalists in the capital.", frame{"arrested", "Police", "two journalists", "COERCE", "happened"}, "Police > COERCE arrest (arrested) > two journalists"},
		{"Ukraine shelled by Russia, officials say", frame{"shelled", "Ukraine; Russia", "", "ASSAULT", "happened"}, "Russia > ASSAULT heavy-weapons (shelled) > Ukraine"},
		{"A journalist was shot dead by Mexican police on Monday.", frame{"was shot dead", "Mexican police", "", "ASSAULT", "happened"}, "Mexican police > ASSAULT firearms (was shot dead) > A journalist"},
		{"Iran was accused by France of arming rebels.", frame{"was accused", "", "Iran", "ACCUSE", "happened"}, "France > ACCUSE allege (was accused) > Iran"},
		{"India and Pakistan exchanged fire on Monday.", frame{"exchanged fire", "Pakistan", "", "ASSAULT", "happened"}, "India+Pakistan > ASSAULT (exchanged fire) > "},
		{"Russia's strikes on Ukraine continued on Monday.", frame{"strikes", "", "Ukraine", "ASSAULT", "ongoing"}, "Russia > ASSAULT (strikes) > Ukraine"},
		{"The army will withdraw from the town.", frame{"will withdraw", "The army", "", "RETREAT", "planned"}, "The army > CONCEDE (will withdraw) > "},
		{"Norway will hold talks with Sweden.", frame{"will hold talks", "Norway", "Sweden", "CONSULT", "planned"}, "Norway > AGREE (will hold talks) > Sweden"},
		{"Traders attacked new highs.", frame{"attacked", "Traders", "new highs", "ASSAULT", "happened"}, ""},
	} {
		if got := strings.Join(events(report(t, c.text, c.f)), "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestWhenWhere gives a deed the date and place that stand beside it, those of no other deed, and the dateline's place only
// where the sentence has none and the deed is of these days. Published on 5 March 2026.
func TestWhenWhere(t *testing.T) {
	for _, c := range []struct {
		text   string
		frames []frame
		want   string
	}{
		{"The army shelled a bakery in Aleppo on Tuesday.", []frame{{"shelled", "The army", "a bakery in Aleppo", "ASSAULT", ""}},
			"shelled: Aleppo 2026-03-03"},
		{"GENEVA (AP) — The army shelled a bakery in Aleppo on Tuesday.", []frame{{"shelled", "The army", "a bakery in Aleppo", "ASSAULT", ""}},
			"shelled: Aleppo 2026-03-03"},
		{"GENEVA (AP) — The army shelled a bakery on Tuesday.", []frame{{"shelled", "The army", "", "ASSAULT", ""}},
			"shelled: GENEVA 2026-03-03"},
		{"GENEVA (AP) — Rebels bombed Aleppo on Tuesday.", []frame{{"bombed", "Rebels", "Aleppo", "ASSAULT", ""}},
			"bombed: Aleppo 2026-03-03"},
		{"GENEVA (AP) — Rebels seized the airport of Aleppo in May 2019.", []frame{{"seized", "Rebels", "the airport of Aleppo", "COERCE", ""}},
			"seized: Aleppo 2019-05-01"},
		{"GENEVA (AP) — Police in Nairobi arrested three students.", []frame{{"arrested", "Police in Nairobi", "three students", "COERCE", ""}},
			"arrested: Nairobi "},
		{"GENEVA (AP) — The bishop condemned the killings in Aleppo on Tuesday.", []frame{{"condemned", "The bishop", "the killings in Aleppo", "ACCUSE", ""}},
			"condemned: GENEVA 2026-03-03"},
		{"GENEVA (AP) — The two have not met since the invasion of Kuwait by Iraq in August 1990.", []frame{{"invasion", "Iraq", "Kuwait", "ASSAULT", ""}},
			"invasion: Kuwait 1990-08-01"},
		{"GENEVA (AP) — Exports rose from 3 percent before Baghdad's invasion of Kuwait in August 1990.", []frame{{"invasion", "Baghdad", "Kuwait", "ASSAULT", ""}},
			"invasion: Kuwait 1990-08-01"},
		{"GENEVA (AP) — Sweden has no embassy there since the expulsion of its envoy in August 1990.", []frame{{"expulsion", "", "its envoy", "SANCTION", ""}},
			"expulsion:  1990-08-01"},
		{"Sweden suspended aid to Uganda on Tuesday after the arrest of a singer in Kampala in June 2019.",
			[]frame{{"suspended", "Sweden", "Uganda", "SANCTION", ""}, {"arrest", "", "a singer", "COERCE", ""}},
			"suspended:  2026-03-03; arrest: Kampala 2019-06-01"},
		{"Police arrested two men on Tuesday over the killing of a baker.",
			[]frame{{"arrested", "Police", "two men", "COERCE", ""}, {"killing", "", "a baker", "ASSAULT", ""}},
			"arrested:  2026-03-03; killing:  "},
		{"Drones struck a refinery in Ryazan, Russia, on Tuesday night.", []frame{{"struck", "Drones", "a refinery", "ASSAULT", ""}},
			"struck: Ryazan 2026-03-03"},
		{"Exports rose before the invasion of Kuwait.", []frame{{"Kuwait", "", "", "ASSAULT", ""}}, ""},
	} {
		d := report(t, c.text, c.frames...)
		var got []string
		for _, e := range d.Events {
			place, from := "", ""
			if p := d.Place(e.Place); p != nil {
				place = d.In(p.Span)
			}
			if x := d.Date(e.Date); x != nil {
				from = x.From
			}
			got = append(got, d.In(e.Trigger)+": "+place+" "+from)
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestPatient gives an attack the one it is done to where the frame has nobody.
func TestPatient(t *testing.T) {
	for _, c := range []struct {
		text string
		f    frame
		want string
	}{
		{"The army shelled a bakery in Aleppo.", frame{"shelled", "The army", "", "ASSAULT", ""}, "The army > ASSAULT heavy-weapons (shelled) > a bakery in Aleppo"},
		{"The attack on a convoy failed.", frame{"attack", "", "", "ASSAULT", ""}, " > ASSAULT (attack) > a convoy"},
		{"The two sides clashed in the hills.", frame{"clashed", "The two sides", "", "ASSAULT", ""}, "The two sides > ASSAULT (clashed) > "},
	} {
		if got := strings.Join(events(report(t, c.text, c.f)), "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestAccused gives a deed that one is accused of to the accused, not to the accuser.
func TestAccused(t *testing.T) {
	text := "Iran was accused by France of arming rebels."
	at := func(words string) onrecord.Span {
		k := strings.Index(text, words)
		return onrecord.Span{Start: k, End: k + len(words)}
	}
	said := onrecord.Attribution{Source: onrecord.Source{Spans: []onrecord.Span{at("France")}}, Cue: at("was accused"), Content: []onrecord.Span{at("of arming rebels")}, By: "test"}
	d := reportOf(t, text, []onrecord.Attribution{said}, frame{"was accused", "France", "Iran", "ACCUSE", "happened"}, frame{"arming", "France", "rebels", "AID", "possible"})
	if got, want := events(d)[1], "Iran > "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want the accused", got)
	}
}

// TestUnsureRoot asks the dictionary of deeds where the learned reader is not sure of a root.
func TestUnsureRoot(t *testing.T) {
	d := report(t, "Estovia turned down the patrols.", frame{"turned down", "Estovia", "the patrols", "CONCEDE", "happened"})
	if d.Events[0].Root != onrecord.RootConcede {
		t.Errorf("a sure root gives way: %s", d.Events[0].Root)
	}
	d.Frames[0].Sure["root"] = 0.4
	finder, err := event.New()
	if err != nil {
		t.Fatal(err)
	}
	finder.Find(d, func() bool { return false })
	if e := d.Events[0]; e.Root != onrecord.RootReject || !strings.Contains(e.By, "plover_deeds") {
		t.Errorf("an unsure root stands against the dictionary: %s by %s", e.Root, e.By)
	}
}

// TestReading reads plain reports by the learned reader as a whole.
func TestReading(t *testing.T) {
	for text, want := range map[string]string{
		"Journalists held\n\nPolice arrested two journalists in the capital on Monday, a lawyer said.\n":      "COERCE arrest (arrested) > two journalists",
		"Paris speaks\n\nFrance condemned Iran on Monday over the attack on the embassy in Beirut.\n":         "ACCUSE disapprove (condemned) > Iran",
		"March in Oslo\n\nThousands of students marched through Oslo on Friday against the new school law.\n": "PROTEST",
	} {
		if got := strings.Join(events(readText(t, text)), "; "); !strings.Contains(got, want) {
			t.Errorf("%s\n got %q\nwant %q in it", text, got, want)
		}
	}
	for _, text := range []string{"Rain\n\nRain fell on the hills all day and the rivers rose.\n", "Shares rise\n\nShares attacked new highs before noon and then fell back.\n"} {
		if got := events(readText(t, text)); len(got) != 0 {
			t.Errorf("%s gives %q", text, got)
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
	if len(d.Events) != 1 || d.Events[0].OnWordOf != 1 {
		t.Fatalf("got %+v with %d statements, want one event on the word of statement 1", d.Events, len(d.Attributions))
	}
	d = readText(t, "France condemned Iran on Monday.")
	if len(d.Events) != 1 || d.Events[0].OnWordOf != 0 {
		t.Fatalf("got %+v, want one event in the outlet's own voice", d.Events)
	}
}

// TestDictionaryExamples reads the example of every line with a frame of the line's root at the marked word: the event must have the
// line's mode.
func TestDictionaryExamples(t *testing.T) {
	table, err := lexicon.Open("plover_deeds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, row := range table.Rows {
		if row.Get("mode") == "" {
			continue
		}
		_, rest, _ := strings.Cut(row.Get("example"), "[")
		word, _, _ := strings.Cut(rest, "]")
		d := report(t, strings.NewReplacer("[", "", "]", "").Replace(row.Get("example")), frame{word, "", "", row.Get("root"), "happened"})
		if len(d.Events) != 1 || d.Events[0].Mode != row.Get("mode") {
			missed++
			t.Logf("%s: %s: got %q", row.By(), row.Get("example"), events(d))
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
		root, _, _ := strings.Cut(want, " ")
		d := report(t, text, frame{strings.Fields(text)[1], "Norway", "", root, "happened"})
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
