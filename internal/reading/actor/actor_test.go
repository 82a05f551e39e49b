package actor_test

import (
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

func readText(t *testing.T, text string) *onrecord.Document {
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

func codes(members []onrecord.Member) string {
	var out []string
	for _, m := range members {
		for _, c := range m.Codes {
			out = append(out, c.String())
		}
	}
	return strings.Join(out, "+")
}

func TestMembers(t *testing.T) {
	for _, c := range []struct{ text, actor, recipient string }{
		{"French police arrested two Italian journalists.", "FRACOP", "ITAJRN"},
		{"The Polish army attacked the rebels.", "POLMIL", "REB"},
		{"NATO condemned Iran.", "NATOIGO", "IRN"},
		{"Hamas attacked Israel.", "PSEREB", "ISR"},
		{"The European Union condemned Iran.", "EUR", "IRN"},
		{"Pakistan's civilian and military leadership rejected the plan.", "PAKGOV+PAKMIL", ""},
		{"Gunmen kidnapped the bishop.", "UAF", "REL"},
	} {
		d := readText(t, c.text)
		if len(d.Events) != 1 {
			t.Errorf("%s: %d events", c.text, len(d.Events))
			continue
		}
		if got := codes(d.Events[0].Actor); got != c.actor {
			t.Errorf("%s: actor %s, want %s", c.text, got, c.actor)
		}
		if got := codes(d.Events[0].Recipient); got != c.recipient {
			t.Errorf("%s: recipient %s, want %s", c.text, got, c.recipient)
		}
	}
}

// TestActors codes whoever rejects something: leaders of an opposition or of rebels are none of the government's; a judge of Savannah is of
// the United States; a person's name is no state.
func TestActors(t *testing.T) {
	for actor, want := range map[string]string{
		"Georgian opposition leaders":          "GEOOPP",
		"Opposition leaders in Kenya":          "KENOPP",
		"Leaders of the opposition in Belarus": "BLROPP",
		"The leader of Peru's opposition":      "PEROPP",
		"The Polish opposition's leaders":      "POLOPP",
		"The president of the opposition bloc": "OPP",
		"The opposition party leader in India": "INDOPP",
		"Opposition lawmakers in Kenya":        "KENOPP",
		"Rebel leaders":                        "REB",
		"Leaders of the Syrian rebels":         "SYRREB",
		"Leaders of rebel groups in Mali":      "MLIREB",
		"The Sudanese rebel commander":         "SDNREB",
		"The head of the Chadian rebels":       "TCDREB",
		"Leaders of Hamas":                     "PSEREB",
		"Gang leaders in Haiti":                "HTICRM",
		"Militia leaders in Iraq":              "IRQPRM",
		"Union leaders in France":              "FRALAB",
		"Turkish leaders":                      "TURGOV",
		"The leaders of Norway":                "NORGOV",
		"The French army commander":            "FRAMIL",
		"A judge in Savannah, Georgia,":        "USAJUD",
		"A Georgia judge":                      "USAJUD",
		"State senators in Georgia":            "USALEG",
		"Georgia's prime minister":             "GEOGOV",
		"A judge in Tbilisi, Georgia,":         "GEOJUD",
		"Police in Lebanon, Pennsylvania,":     "USACOP",
		"Police in Moscow, Idaho,":             "USACOP",
		"Police in London, Ontario,":           "CANCOP",
		"Police in New Mexico":                 "USACOP",
		"A judge in Nairobi":                   "KENJUD",
		"Senator Ana Jordan":                   "LEG",
		"Jordan's king":                        "JORGOV",
	} {
		d := readText(t, actor+" rejected the plan.")
		if len(d.Events) != 1 {
			t.Errorf("%s: %d events", actor, len(d.Events))
			continue
		}
		if got := codes(d.Events[0].Actor); got != want {
			t.Errorf("%s: %s, want %s", actor, got, want)
		}
	}
}

// TestEveryCodeLeadsToALine makes sure that a code names a line that is there, or a rule.
func TestEveryCodeLeadsToALine(t *testing.T) {
	lines := map[string]bool{"actor/kind": true}
	for _, name := range []string{"actor_roles.tsv", "actor_bodies.tsv"} {
		table, err := lexicon.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			lines[row.By()] = true
		}
	}
	d := readText(t, "French police arrested two Italian journalists. Moscow rejected the NATO plan, the White House said. The BBC's editor criticised President Anna Holm of Sweden.")
	for _, e := range d.Entities {
		for _, c := range e.Codes {
			if !lines[c.By] && !strings.HasPrefix(c.By, "states/") {
				t.Errorf("%s: code %s by %q, which is no line", e.Name, c, c.By)
			}
		}
	}
}
