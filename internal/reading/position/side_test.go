package position_test

import "testing"

// TestSides reads a side off a verb where only a pronoun names the matter and the learned reader saw nothing: plain telling alone.
func TestSides(t *testing.T) {
	for _, c := range []struct {
		text string
		said []string
		want string
	}{
		{"The board debated the tram line until midnight. Rika Stoll said she opposes it.", []string{"Rika Stoll | said | she opposes it", "she | opposes | it"},
			"she: against 3 on the tram line"},
		{"The board debated the tram line until midnight. Rika Stoll said she would support it.", []string{"Rika Stoll | said | she would support it", "she | support | it"}, ""},
		{"The board debated the tram line until midnight. Rika Stoll said she does not support it.", []string{"Rika Stoll | said | she does not support it", "she | support | it"}, ""},
		{"The board debated the tram line until midnight. Rika Stoll said she heard it.", []string{"Rika Stoll | said | she heard it", "she | heard | it"}, ""},
	} {
		if got := positions(report(t, c.text, c.said)); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
	// What a position before is on comes before what the sentence before is about.
	f := frame{cue: "has asked", actor: "Norvik", issue: "join the pact", stance: "for", firmness: "3"}
	d := report(t, "Norvik has asked to join the pact. “We support that,” the envoy said.", []string{"the envoy | said | “We support that,”", "We | support | that"}, f)
	if got, want := positions(d), "Norvik: for 3 on join the pact; We: for 3 on join the pact"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUndergoer takes what a bare passive is done to into its matter.
func TestUndergoer(t *testing.T) {
	f := frame{cue: "should", issue: "be held in June", stance: "for", firmness: "3"}
	d := report(t, "The poll on the harbour was put off. The mayor said it should be held in June.", []string{"The mayor | said | it should be held in June"}, f)
	if got, want := positions(d), "The mayor: for 3 on The poll on the harbour be held in June"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f = frame{cue: "should", issue: "the poll be held in June", stance: "for", firmness: "3"}
	f.issue = "poll ... be held in June"
	d = report(t, "The harbour was dredged. The mayor said the poll should be held in June.", []string{"The mayor | said | the poll should be held in June"}, f)
	if got, want := positions(d), "The mayor: for 3 on poll be held in June"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPartedCondition takes a last piece of the matter behind a word of condition for the condition.
func TestPartedCondition(t *testing.T) {
	f := frame{cue: "will not", actor: "Norvik", issue: "open the border ... a written pledge", stance: "against", firmness: "4"}
	d := report(t, "Norvik will not open the border without a written pledge, the envoy said.", nil, f)
	if got, want := positions(d), "Norvik: against 4 without(a written pledge) on open the border"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.issue = "open the border ... the strait"
	d = report(t, "Norvik will not open the border or the strait, the envoy said.", nil, f)
	if got, want := positions(d), "Norvik: against 4 on open the border the strait"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
