package position_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/reading/plover"
	"onrecord/internal/reading/position"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func readText(t interface{ Fatal(...any) }, text string) *onrecord.Document {
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

// frame is what the learned reader is taken to have seen, in words of the text.
type frame struct {
	cue, actor, issue, condition string
	stance, firmness             string
}

// report is a text behind the stages before, with frames of positions laid over it; a statement is "source | cue | content", the
// first of them on top; "| accused" behind it is whom it accuses.
func report(t *testing.T, text string, statements []string, frames ...frame) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text}
	r.Lay(d, read.Entities)
	at := func(words string) onrecord.Span {
		k := strings.Index(text, words)
		if k < 0 {
			t.Fatalf("%q is not in the text", words)
		}
		return onrecord.Span{Start: k, End: k + len(words)}
	}
	for i, s := range statements {
		p := strings.Split(s, " | ")
		kind := onrecord.SourceOfficeHolder
		if strings.HasPrefix(p[0], "The study") {
			kind = onrecord.SourceDocument
		}
		if strings.HasPrefix(p[0], "Norvik News") {
			kind = onrecord.SourceMedia
		}
		entity := func(at onrecord.Span) onrecord.EntityID {
			for k := range d.Entities {
				for _, m := range d.Entities[k].Mentions {
					if m.Span == at {
						return onrecord.EntityID(k + 1)
					}
				}
			}
			return 0
		}
		a := onrecord.Attribution{Cue: at(p[1]), Content: []onrecord.Span{at(p[2])}, Within: onrecord.AttributionID(i), By: "test", Type: onrecord.TypeAssertion,
			Source: onrecord.Source{Spans: []onrecord.Span{at(p[0])}, Kind: kind}}
		if p[1] == "denied" || p[1] == "dismissed" {
			a.Type = onrecord.TypeDenial
		}
		a.Source.Entity = entity(a.Source.Spans[0])
		if len(p) > 3 {
			first, _ := d.TokensIn(a.Cue)
			d.Events = append(d.Events, onrecord.Event{Root: onrecord.RootAccuse, Quad: plover.QuadOf(onrecord.RootAccuse), Trigger: a.Cue, Span: a.Cue, Head: onrecord.TokenID(first + 1), By: "test",
				Recipient: []onrecord.Member{{Span: at(p[3]), Entity: entity(at(p[3]))}}})
		}
		d.Attributions = append(d.Attributions, a)
	}
	for _, f := range frames {
		run := func(words string) []onrecord.Run {
			var out []onrecord.Run
			for _, w := range strings.Split(words, " ... ") {
				if w != "" {
					from, to := d.TokensIn(at(w))
					out = append(out, onrecord.Run{From: from, To: to})
				}
			}
			return out
		}
		d.Frames = append(d.Frames, onrecord.Frame{Layer: onrecord.FramePosition, Anchor: run(f.cue)[0], Conf: 0.9,
			Roles:   map[string][]onrecord.Run{"actor": run(f.actor), "issue": run(f.issue), "condition": run(f.condition)},
			Classes: map[string]string{"stance": f.stance, "firmness": f.firmness, "pkind": "action"}})
	}
	finder, err := position.New()
	if err != nil {
		t.Fatal(err)
	}
	finder.Find(d, func() bool { return false })
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// positions lists a text's positions as "actor: stance firmness [marks] on issue".
func positions(d *onrecord.Document) string {
	var out []string
	for _, p := range d.Positions {
		s := fmt.Sprintf("%s: %s %d", d.In(p.Actor[0].Span), p.Stance, p.Firmness)
		for _, c := range p.Conditions {
			s += fmt.Sprintf(" %s(%s)", c.Kind, d.In(c.Span))
		}
		if p.RedLine {
			s += " redline"
		}
		if p.TimeBound != "" {
			s += " " + string(p.TimeBound)
		}
		out = append(out, s+" on "+p.Issue)
	}
	return strings.Join(out, "; ")
}

// TestConditions reads conditions that the frame has, and those that the words show where it has none.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		text string
		f    frame
		want string
	}{
		{"Norway will not sign until an independent, viable and lasting peace is made, officials said.", frame{cue: "will not", actor: "Norway", issue: "sign", condition: "until an independent, viable and lasting peace is made", stance: "against", firmness: "4"},
			"Norway: against 4 until(an independent, viable and lasting peace is made) on sign"},
		{"Sorrel offered to release the ship in exchange for fuel.", frame{cue: "offered", actor: "Sorrel", issue: "release the ship in exchange for fuel", stance: "for", firmness: "3"},
			"Sorrel: for 3 in_exchange_for(fuel) on release the ship"},
		{"The council backs the treaty, subject to a referendum.", frame{cue: "backs", actor: "The council", issue: "the treaty", stance: "for", firmness: "3"},
			"The council: for 3 procedural(a referendum) on the treaty"},
		{"Unless parliament agrees, Norway cannot send troops.", frame{cue: "cannot", actor: "Norway", issue: "send troops", stance: "against", firmness: "4"},
			"Norway: against 4 unless(parliament agrees) on send troops"},
		{"Norway will not decide if the pact is fair before Tuesday.", frame{cue: "will not", actor: "Norway", issue: "decide if the pact is fair", stance: "against", firmness: "4"},
			"Norway: against 4 on decide if the pact is fair"},
		{"Norway will not sign even if the war ends.", frame{cue: "will not", actor: "Norway", issue: "sign", stance: "against", firmness: "4"}, "Norway: against 4 on sign"},
		{"Norway will never sign the treaty.", frame{cue: "will never", actor: "Norway", issue: "sign the treaty", stance: "against", firmness: "5"}, "Norway: against 5 redline on sign the treaty"},
		{"Norway will not sign the treaty for now.", frame{cue: "will not", actor: "Norway", issue: "sign the treaty", stance: "against", firmness: "3"}, "Norway: against 3 on sign the treaty"},
	} {
		if got := positions(report(t, c.text, nil, c.f)); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestMatters takes the words of the sentence, and others only where these point.
func TestMatters(t *testing.T) {
	text := "The council debated the fish quota for hours. Ana Ruiz said she supports it."
	said := []string{"Ana Ruiz | said | she supports it"}
	f := frame{cue: "supports", actor: "she", issue: "it", stance: "for", firmness: "3"}
	if got, want := positions(report(t, text, said, f)), "she: for 3 on the fish quota"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f = frame{cue: "oppose", actor: "We", issue: "the canal ... the fish quota", stance: "against", firmness: "3"}
	text = "The fish quota rose. The fish died. It was known that the fish quota fell. “We oppose the canal,” Ana Ruiz said."
	if got, want := positions(report(t, text, []string{"Ana Ruiz | said | “We oppose the canal,”"}, f)), "We: against 3 on the canal"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if d := report(t, "They said that.", nil, frame{cue: "said", actor: "They", issue: "that", stance: "for", firmness: "3"}); len(d.Positions) != 0 {
		t.Errorf("a matter that nobody could tell gives %q", positions(d))
	}
}

// TestHolders gives a position without a holder to the one on whose word it is told, "we" to the one who speaks, and what is denied
// to nobody.
func TestHolders(t *testing.T) {
	f := frame{cue: "must not", issue: "Europe ... get caught up in crises", stance: "against", firmness: "4"}
	text := "The president said Europe must not get caught up in crises."
	d := report(t, text, []string{"The president | said | Europe must not get caught up in crises"}, f)
	if got, want := positions(d), "The president: against 4 on Europe get caught up in crises"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if topic := d.Positions[0].Topic; topic == "fisheries" {
		t.Error("who is caught up in crises is filed under fisheries")
	}
	text = "The study said Europe must not get caught up in crises."
	if d := report(t, text, []string{"The study | said | Europe must not get caught up in crises"}, f); len(d.Positions) != 0 {
		t.Errorf("a document holds a position: %q", positions(d))
	}
	text = "Ana Ruiz spoke. “We oppose the canal,” Ana Ruiz said."
	d = report(t, text, []string{"Ana Ruiz | said | “We oppose the canal,”"}, frame{cue: "oppose", actor: "We", issue: "the canal", stance: "against", firmness: "3"})
	if e := d.Entity(d.Positions[0].Actor[0].Entity); e == nil || e.Name != "Ana Ruiz" {
		t.Errorf("“We” is %+v, want Ana Ruiz", e)
	}
	text = "The ministry dismissed claims that the general wants to invade Norway."
	said := []string{"The ministry | dismissed | claims that the general wants to invade Norway", "the general | wants | to invade Norway"}
	if d := report(t, text, said, frame{cue: "wants", actor: "the general", issue: "invade Norway", stance: "for", firmness: "3"}); len(d.Positions) != 0 {
		t.Errorf("what is denied is held: %q", positions(d))
	}
}

// TestNotTheOneBefore keeps positions from those who do not hold them: who dismisses what another is said to want, who was named
// before a body said "it", who accuses another of a wish.
func TestNotTheOneBefore(t *testing.T) {
	text := "The palace dismissed claims that the general wants a war."
	f := frame{cue: "wants", actor: "The palace ... the general", issue: "a war", stance: "for", firmness: "3"}
	if d := report(t, text, []string{"The palace | dismissed | claims that the general wants a war"}, f); len(d.Positions) != 0 {
		t.Errorf("what one dismisses both hold: %q", positions(d))
	}
	text = "Estovia asked for the arrest. It would not take requests of this kind, Norvik News said."
	f = frame{cue: "would not", actor: "It", issue: "requests of this kind", stance: "against", firmness: "4"}
	d := report(t, text, []string{"Norvik News | said | It would not take requests of this kind"}, f)
	if e := d.Entity(d.Positions[0].Actor[0].Entity); e == nil || e.Name != "Norvik News" {
		t.Errorf("the \"it\" that opens what an outlet says is %+v", e)
	}
	text = "Orla Benning accused Tavo Merik of saying he wanted a ban."
	f = frame{cue: "wanted", actor: "he", issue: "a ban", stance: "for", firmness: "3"}
	d = report(t, text, []string{"Orla Benning | accused | Tavo Merik of saying he wanted a ban | Tavo Merik"}, f)
	if e := d.Entity(d.Positions[0].Actor[0].Entity); e == nil || e.Name != "Tavo Merik" {
		t.Errorf("\"he\" whom one accuses of a wish is %+v", e)
	}
}

// TestOnce keeps one of two frames that say the same.
func TestOnce(t *testing.T) {
	d := report(t, "Norway firmly opposes the plan.", nil, frame{cue: "firmly", actor: "Norway", issue: "the plan", stance: "against", firmness: "4"},
		frame{cue: "opposes", actor: "Norway", issue: "the plan", stance: "against", firmness: "3"})
	if len(d.Positions) != 1 {
		t.Errorf("got %q, want one position", positions(d))
	}
}

// TestProposition builds a line to be for or against.
func TestProposition(t *testing.T) {
	for _, c := range []struct {
		text string
		f    frame
		want string
	}{
		{"Norway will go on buying oil.", frame{cue: "will", actor: "Norway", issue: "go on buying oil", stance: "for", firmness: "4"}, "Norway: go on buying oil"},
		{"Norway opposes the new canal.", frame{cue: "opposes", actor: "Norway", issue: "the new canal", stance: "against", firmness: "3"}, "The new canal"},
	} {
		if got := report(t, c.text, nil, c.f).Positions[0].Proposition; got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestStrain ties positions of one actor for and against one matter, both ways.
func TestStrain(t *testing.T) {
	d := report(t, "Norway opposes the treaty. Norway supports the pact and the treaty too.", nil,
		frame{cue: "opposes", actor: "Norway", issue: "the treaty", stance: "against", firmness: "3"},
		frame{cue: "supports", actor: "Norway", issue: "the pact and the treaty too", stance: "for", firmness: "3"})
	if len(d.Positions) != 2 || len(d.Positions[0].Tension) != 1 || len(d.Positions[1].Tension) != 1 {
		t.Errorf("got %s with %+v, want two positions in tension", positions(d), d.Positions)
	}
}

// TestWordsExamples reads the example of each line of the words of positions with its frame: the line must show.
func TestWordsExamples(t *testing.T) {
	table, err := lexicon.Open("position_words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		if r.Get("kind") == "absolute" || r.Get("kind") == "loose" {
			continue // these count with others beside them
		}
		if showsStand(t, r) {
			continue
		}
		text := strings.NewReplacer("[", "", "]", "").Replace(r.Get("example"))
		if r.Get("kind") == "side" {
			verb := r.Get("words")
			d := report(t, "The board debated the plan. "+text, []string{"They | said | they " + verb + " it", "they | " + verb + " | it"})
			if len(d.Positions) != 1 || string(d.Positions[0].Stance) != r.Get("stance") {
				t.Errorf("line %d: side %s: %s: got %q", r.Line, verb, text, positions(d))
			}
			continue
		}
		f := frame{actor: "They", cue: strings.Fields(text)[1], stance: "against", firmness: "4"}
		f.issue = strings.TrimSuffix(strings.TrimPrefix(text, "They "+f.cue+" "), ".")
		if d := report(t, text, nil, f); !showsLine(d, r) {
			t.Errorf("line %d: %s %s: %s: got %q", r.Line, r.Get("kind"), r.Get("words"), r.Get("example"), positions(d))
		}
	}
}

// showsStand reads the example of a line that tells what is no matter, or which way a verb leads; false for other lines.
func showsStand(t *testing.T, r lexicon.Row) bool {
	t.Helper()
	text := strings.NewReplacer("[", "", "]", "").Replace(r.Get("example"))
	stance := func(text string, f frame, want onrecord.Stance) {
		t.Helper()
		if d := report(t, text, nil, f); len(d.Positions) != 1 || d.Positions[0].Stance != want {
			t.Errorf("line %d: %s: got %q, want one that is %s", r.Line, text, positions(d), want)
		}
	}
	none := func(text string, f frame) {
		t.Helper()
		if d := report(t, text, nil, f); len(d.Positions) > 0 {
			t.Errorf("line %d: %s: got %q", r.Line, text, positions(d))
		}
	}
	leaves := frame{cue: "agreed", actor: "They", issue: "leave the treaty", stance: "against", firmness: "4"}
	switch words := r.Get("words"); r.Get("kind") {
	case "manner", "stand":
		adjective := strings.TrimSuffix(text[strings.LastIndex(text, " ")+1:], ".")
		held := strings.TrimPrefix(text[:strings.Index(text, " is")], "Their ")
		f := frame{cue: adjective, actor: "Their", issue: "Their " + held, stance: "against", firmness: "4"}
		none(text, f)
		f.issue = "Their plan"
		stance(strings.Replace(text, held, "plan", 1), f, onrecord.StanceAgainst)
	case "takes":
		leaves.cue = strings.Fields(text)[1]
		stance(text, leaves, onrecord.StanceFor)
		stance(strings.Replace(text, "They ", "They never ", 1), leaves, onrecord.StanceAgainst)
	case "denial":
		stance(text, leaves, onrecord.StanceAgainst)
		stance(strings.Replace(text, words, "", 1), leaves, onrecord.StanceFor)
	default:
		return false
	}
	return true
}

func showsLine(d *onrecord.Document, r lexicon.Row) bool {
	for _, p := range d.Positions {
		switch r.Get("kind") {
		case "condition":
			for _, c := range p.Conditions {
				if string(c.Kind) == r.Get("stance") {
					return true
				}
			}
		case "bound":
			if string(p.TimeBound) == r.Get("stance") {
				return true
			}
		case "scope":
			if len(p.Scope) > 0 {
				return true
			}
		}
	}
	return false
}

// TestIssueExamples reads the example of each line of the lexicon of issues: a position on the marked words must have the line's topic.
func TestIssueExamples(t *testing.T) {
	table, err := lexicon.Open("issues.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, r := range table.Rows {
		_, rest, _ := strings.Cut(r.Get("example"), "[")
		words, _, _ := strings.Cut(rest, "]")
		text := strings.NewReplacer("[", "", "]", "").Replace(r.Get("example"))
		d := report(t, text, nil, frame{cue: strings.Fields(text)[0], actor: strings.Fields(text)[0], issue: words, stance: "against", firmness: "3"})
		if len(d.Positions) == 0 || d.Positions[0].Topic != r.Get("topic") {
			missed++
			t.Logf("line %d: %s %s", r.Line, r.Get("topic"), r.Get("example"))
		}
	}
	if missed > len(table.Rows)/20 {
		t.Errorf("%d of %d examples have not the topic of their line", missed, len(table.Rows))
	}
}

// TestReading reads plain sentences by the learned reader as a whole.
func TestReading(t *testing.T) {
	for text, want := range map[string]onrecord.Stance{
		"Oslo votes\n\nThe Norwegian government opposes the plan to build a new canal, the prime minister said on Monday.\n":  onrecord.StanceAgainst,
		"Oslo votes\n\nThe Norwegian government supports the plan to build a new canal, the prime minister said on Monday.\n": onrecord.StanceFor,
	} {
		d := readText(t, text)
		found := false
		for _, p := range d.Positions {
			found = found || p.Stance == want && strings.Contains(p.Issue, "canal")
		}
		if !found {
			t.Errorf("%s: got %q, want one that is %s", text, positions(d), want)
		}
	}
	if d := readText(t, "Boat sinks\n\nThe ferry sank on Monday in calm weather near the harbour.\n"); len(d.Positions) != 0 {
		t.Errorf("a ferry that sinks gives %q", positions(d))
	}
}

func TestAnyTextLeavesAValidDocument(t *testing.T) {
	words := []string{"Norway", "it", "would", "not", "sign", "until", "unless", "if", "under", "any", "circumstances", "never", "is", "ready", "to", "position", "'s", "the", "opposes", "and", ",", ".", "declined"}
	rapid.Check(t, func(rt *rapid.T) {
		readText(rt, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(rt, "words"), " "))
	})
}
