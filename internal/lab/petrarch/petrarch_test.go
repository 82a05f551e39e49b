package petrarch_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/lab/petrarch"
)

const (
	actors = `<!-- a comment -->
NORWAY [NOR]
+OSLO
SWEDEN_  [SWE] # and a note
PORT SELM [FIN/EST]
OLA BERG
	[NORELI < 20200101]
	[NORGOV 20200101 - 20241231]
`
	agents = `!OFFICE! = MINISTER, MINISTRY
TRADE_!OFFICE! [~GOV]
SOLDIER [~MIL]
ARMED_FORCES {} [~MIL]
RELIEF_GROUP [NGO~]
`
	verbs = `&TIES
+RELATIONS
+TRADE TIES

--- CONDEMN [111] ---
CONDEMN
DENOUNCE {DENOUNCED DENOUNCES}
- FALSELY * [112]

--- MEET [---] ---
MEET {MET MEETS}
- * [040:041]
- NOT * [125]

--- CUT [---] ---
CUT
- * &TIES [161]
- * _OFF [162]
`
	discards = "CUP FINAL\n+BALLET\n"
)

func read(t *testing.T) *petrarch.Dictionaries {
	t.Helper()
	d, err := petrarch.Read(actors, agents, verbs, discards)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCode(t *testing.T) {
	d := read(t)
	for _, c := range []struct{ sentence, want string }{
		{"Norway condemned Sweden on Monday.", "[{NOR SWE 111}]"},
		{"Oslo denounced Sweden.", "[{NOR SWE 111}]"},
		{"Norway falsely condemned Sweden.", "[{NOR SWE 112}]"},
		{"Sweden was condemned by Norway.", "[{NOR SWE 111}]"},
		{"Norway's soldiers condemned the Swedes of Sweden.", "[{NORMIL SWE 111}]"},
		{"The trade ministry of Norway condemned Sweden.", "[{NORGOV SWE 111}]"},
		{"Relief group Norway condemned Sweden.", "[{NGONOR SWE 111}]"},
		{"Norway met Sweden.", "[{NOR SWE 040} {SWE NOR 041}]"},
		{"Norway did not meet Sweden.", "[{NOR SWE 125}]"},
		{"Norway cut relations with Sweden.", "[{NOR SWE 161}]"},
		{"Norway cut trade ties with Sweden.", "[{NOR SWE 161}]"},
		{"Norway cut off the gas of Sweden.", "[{NOR SWE 162}]"},
		{"Norway cut bread.", "[]"},
		{"Norway and Sweden condemned Port Selm.", "[{NOR FIN 111} {NOR EST 111} {SWE FIN 111} {SWE EST 111}]"},
		{"Ola Berg condemned Sweden.", "[{NORGOV SWE 111}]"},
		{"Norway condemned Sweden, a senior official said on Monday.", "[{NOR SWE 111}]"},
		{"Norway condemned Sweden after the cup final.", "[]"},
		{"Rain fell.", "[]"},
	} {
		if got := fmt.Sprint(d.Code(c.sentence, "20210305")); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sentence, got, c.want)
		}
	}
	if got := fmt.Sprint(d.Code("Ola Berg condemned Sweden.", "20190305")); got != "[{NORELI SWE 111}]" {
		t.Errorf("before the office: %s", got)
	}
}

func TestReadTellsBadLines(t *testing.T) {
	for _, c := range []struct{ actors, agents, verbs, want string }{
		{"NORWAY [NOR 1 2 3 4]", "", "", "read actors: line 1"},
		{"", "\nSOLDIER", "", "read agents: line 2"},
		{"", "", "CONDEMN", "read verbs: line 1"},
		{"", "", "--- A [1] ---\nA\n- NO VERB [2]", "read verbs: line 3"},
	} {
		_, err := petrarch.Read(c.actors, c.agents, c.verbs, "")
		if !errors.Is(err, petrarch.ErrBadEntry) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q %q %q: %v", c.actors, c.agents, c.verbs, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(actors, agents, verbs, discards, "Norway condemned Sweden.")
	f.Add("A [B", "A [~B]", "--- \n&X\n+Y\n- * &X [1]", "+", "a b , c")
	f.Fuzz(func(t *testing.T, actors, agents, verbs, discards, sentence string) {
		if d, err := petrarch.Read(actors, agents, verbs, discards); err == nil {
			for _, e := range d.Code(sentence, "20210305") {
				if e.Source == "" || e.Target == "" {
					t.Fatalf("an event without a party: %+v", e)
				}
			}
		}
	})
}
