package eval

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// placesGold is our own gold of places: where the opening of reports of the Wikinews pack says they play, by their ids, and
// sentences of our own with names that many places share.
//
//go:embed gold/places.jsonl
var placesGold []byte

// placedText is a line of the gold: the state that the first occurrence of a name lies in; "" says that the text does not
// tell.
type placedText struct {
	ID      string `json:"id"`   // of the Wikinews pack
	Text    string `json:"text"` // of our own
	Mention string `json:"mention"`
	Country string `json:"country"`
}

// places measures the states of stated places.
func (e *evaluation) places() error {
	var own, wiki []placedText
	for n, line := range bytes.Split(bytes.TrimSpace(placesGold), []byte("\n")) {
		var x placedText
		if err := json.Unmarshal(line, &x); err != nil {
			return fmt.Errorf("places.jsonl:%d: %w", n+1, err)
		}
		switch {
		case x.ID != "":
			wiki = append(wiki, x)
		case !strings.Contains(x.Text, x.Mention):
			return fmt.Errorf("places.jsonl:%d: %q is not in the text", n+1, x.Mention)
		default:
			own = append(own, x)
		}
	}
	if err := e.stated(wiki); err != nil {
		return err
	}
	return e.placed("own gold of places", "names that places share", own)
}

// stated fills in the texts of the Wikinews pack.
func (e *evaluation) stated(gold []placedText) error {
	const name, layer = "Wikinews", "places stated at the opening"
	texts := map[string]string{}
	for r, err := range e.dir.News(corpus.Wikinews) {
		if err != nil {
			return e.absent(err, name, layer)
		}
		texts[r.ID] = r.Text
	}
	for i := range gold {
		if gold[i].Text = texts[gold[i].ID]; !strings.Contains(gold[i].Text, gold[i].Mention) {
			return fmt.Errorf("places.jsonl: %s: %q is not in the text", gold[i].ID, gold[i].Mention)
		}
	}
	return e.placed(name, layer, gold)
}

func (e *evaluation) placed(name, layer string, gold []placedText) error {
	tally, err := e.readEach(len(gold), func(i int) *onrecord.Document { return &onrecord.Document{Text: gold[i].Text} },
		func(i int, d *onrecord.Document, s Sheet) { gold[i].score(d, s) })
	if err != nil {
		return err
	}
	e.rows(name, layer, "an accuracy", tally, []Measure{{Name: "state right"}, {Name: "place found"}, {Name: "state right where found"}})
	return nil
}

// score compares the first occurrence of the name; one that is not found gets no state, which is right where none is told.
func (x placedText) score(d *onrecord.Document, s Sheet) {
	at := strings.Index(x.Text, x.Mention)
	want := onrecord.Span{Start: at, End: at + len(x.Mention)}
	country, found := "", false
	for _, p := range d.Places {
		if p.Span.Overlaps(want) && !found {
			country, found = p.Country, true
		}
	}
	right := country == x.Country
	s.add(Measure{Name: "state right"}, counted(one(right), 1, 1))
	s.add(Measure{Name: "place found"}, counted(one(found), 1, 1))
	if found {
		s.add(Measure{Name: "state right where found"}, counted(one(right), 1, 1))
	}
}
