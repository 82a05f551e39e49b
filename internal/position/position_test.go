package position_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
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

func TestPositions(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Officials said that Norway would not send ships to the strait until a truce holds.", "Norway: against 4 until(a truce holds) on send ships to the strait"},
		{"The Norwegian government opposes the plan.", "The Norwegian government: against 3 on the plan"},
		{"The Norwegian government firmly opposes the plan.", "The Norwegian government: against 4 on the plan"},
		{"Sweden could not, under any circumstances, take part in operations against Finland, sources said.", "Sweden: against 5 redline on take part in operations against Finland"},
		{"Norway will never sign the treaty.", "Norway: against 5 redline on sign the treaty"},
		{"Norway refused to sign the treaty.", "Norway: against 4 on sign the treaty"},
		{"Norway does not rule out the plan.", "Norway: neutral 1 on the plan"},
		{"Sweden does not plan to send troops.", "Sweden: against 2 now on send troops"},
		{"The ministry declined to comment.", "The ministry: declines_to_say 0 on comment"},
		{"Sweden is ready to talk if Norway leaves the strait.", "Sweden: for 2 if(Norway leaves the strait) on talk"},
		{"Norway is considering the offer.", "Norway: neutral 1 on the offer"},
		{"Officials stressed that Sweden's position was non-negotiable.", "Sweden: ambiguous 5 on Sweden's position"},
		{"Sweden will not sign the treaty for now.", "Sweden: against 3 now on sign the treaty"},
		{"Norway never opposed the treaty.", "Norway: neutral 1 on the treaty"},
		{"Sweden categorically rejects the plan.", "Sweden: against 5 on the plan"},
		// No position.
		{"Officials said that soldiers would not be sent to Finland.", ""},
		{"Norway denied that it would send ships.", ""},
		{"Officials said talks would end if Sweden refused to sign the treaty.", ""},
		{"The ferry sank on Monday.", ""},
		{"Norway beat Sweden in the final.", ""},
		{"Sweden won the match.", ""},
	} {
		if got := positions(readText(t, c.text)); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestStrain ties positions of one actor for and against one matter, both ways.
func TestStrain(t *testing.T) {
	d := readText(t, "Norway opposes the treaty. Norway supports the treaty.")
	if len(d.Positions) != 2 || len(d.Positions[0].Tension) != 1 || len(d.Positions[1].Tension) != 1 {
		t.Errorf("got %s with %+v, want two positions in tension", positions(d), d.Positions)
	}
}

func TestAnyTextLeavesAValidDocument(t *testing.T) {
	words := []string{"Norway", "it", "would", "not", "sign", "until", "unless", "if", "under", "any", "circumstances", "never", "is", "ready", "to", "position", "'s", "the", "opposes", "and", ",", ".", "declined"}
	rapid.Check(t, func(rt *rapid.T) {
		readText(rt, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(rt, "words"), " "))
	})
}
