package read

import (
	"testing"

	"onrecord"
)

// TestOtherLanguages reads nothing into a text in another language: it keeps sentences and words and says so.
func TestOtherLanguages(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text     string
		readable bool
	}{
		{"The harbour board said on Monday that the line would stay shut.", true},
		{"Norvik port shut", true},
		{"Der Hafen bleibt zu, sagte die Sprecherin am Montag. \"Wir fahren nicht\", erklärte sie in Berlin.", false},
		{"Gobierno dimite tras la huelga", false},
	} {
		d := &onrecord.Document{Text: c.text}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		if d.Readable() != c.readable || len(d.Warnings) > 0 == c.readable {
			t.Errorf("%q: readable %v, warnings %v", c.text, d.Readable(), d.Warnings)
		}
		found := len(d.Names) + len(d.Entities) + len(d.Frames) + len(d.Attributions) + len(d.Places) + len(d.Dates) + len(d.Events) + len(d.Positions)
		if !c.readable && (found > 0 || len(d.Sentences) == 0 || len(d.Tokens) == 0) {
			t.Errorf("%q: %d findings, %d sentences, %d tokens", c.text, found, len(d.Sentences), len(d.Tokens))
		}
	}
}
