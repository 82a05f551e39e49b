package export

import (
	"io"

	"onrecord"
)

// Events writes the report's events as one line of JSON: id and events, offsets in code points.
func Events(w io.Writer, r *Report, _ Style) error {
	return writeLine(w, struct {
		ID     string      `json:"id"`
		Events []eventJSON `json:"events"`
	}{r.ID, eventsJSON(newPoints(r.Text), r)})
}

// eventJSON is one event as the events format has it.
type eventJSON struct {
	ID         string         `json:"id"`
	Span       pair           `json:"span"`
	Trigger    pair           `json:"trigger"`
	Actor      partyJSON      `json:"actor"`
	Recipient  partyJSON      `json:"recipient"`
	Root       string         `json:"root"`
	Mode       string         `json:"mode"`
	Quad       int            `json:"quad"`
	Place      *placeJSON     `json:"place"`
	Date       *dateJSON      `json:"date"`
	Status     string         `json:"status"`
	Factuality factualityJSON `json:"factuality"`
	OnWordOf   *string        `json:"on_word_of_id"`
	Word       *string        `json:"word"` // what on_word_of_id was called before, for one version
	By         string         `json:"by"`
	Confidence float64        `json:"confidence"`
	Decided    *decidedJSON   `json:"decided,omitempty"` // what people decided of it
}

// partyJSON is one side of an event or the holder of a position. Joint ones have several spans and codes; code, country
// and sector are those of the first code.
type partyJSON struct {
	Spans    []pair     `json:"spans"`
	Text     string     `json:"text"`
	Entities []string   `json:"entities"`
	Code     string     `json:"code"`
	Country  string     `json:"country"`
	Sector   string     `json:"sector"`
	Codes    []codeJSON `json:"codes"`
}

type codeJSON struct {
	Code    string `json:"code"`
	Country string `json:"country"`
	Sector  string `json:"sector"`
	Group   string `json:"group"`
	Span    *pair  `json:"span"`
	By      string `json:"by"`
}

type placeJSON struct {
	Span       pair     `json:"span"`
	Text       string   `json:"text"`
	Kind       string   `json:"kind"`
	Name       string   `json:"name"`
	Country    string   `json:"country"`
	Region     string   `json:"region"`
	Lat        *float64 `json:"lat"`
	Lon        *float64 `json:"lon"`
	GeoNames   int      `json:"geonames"`
	Dateline   bool     `json:"dateline"`
	By         string   `json:"by"`
	Confidence float64  `json:"confidence"`
}

type dateJSON struct {
	Span       pair    `json:"span"`
	Text       string  `json:"text"`
	From       string  `json:"from"`
	To         string  `json:"to"`
	By         string  `json:"by"`
	Confidence float64 `json:"confidence"`
}

type factualityJSON struct {
	Value    *float64      `json:"value"` // null where it was not judged
	Polarity string        `json:"polarity"`
	Tense    string        `json:"tense"`
	Modality string        `json:"modality"`
	Cues     []pair        `json:"cues"`
	CueKinds []factCueJSON `json:"cue_kinds"`
	By       string        `json:"by"`
}

type factCueJSON struct {
	Kind string `json:"kind"`
	By   string `json:"by"`
}

func eventsJSON(p points, r *Report) []eventJSON {
	d := r.Document
	out := make([]eventJSON, 0, len(d.Events))
	for c := range r.cards(onrecord.KindEvent) {
		e := &d.Events[c.Place-1]
		out = append(out, eventJSON{
			ID: c.ID, Span: pair{c.Begin, c.End}, Trigger: pair{c.Trigger.Begin, c.Trigger.End},
			Actor: newPartyJSON(p, c.Actor), Recipient: newPartyJSON(p, c.Recipient),
			Root: string(e.Root), Mode: e.Mode, Quad: int(e.Quad),
			Place: eventPlace(p, d, e), Date: eventDate(p, d, e),
			Status: known(e.Status), Factuality: newFactualityJSON(p, &e.Fact), OnWordOf: wordID(d, e.OnWordOf), Word: wordID(d, e.OnWordOf), By: e.By, Confidence: rounded(e.Conf),
			Decided: newDecidedJSON(c.Decided),
		})
	}
	return out
}

// eventPlace is where an event took place; a place taken from the dateline says so.
func eventPlace(p points, d *onrecord.Document, e *onrecord.Event) *placeJSON {
	x := d.Place(e.Place)
	if x == nil {
		return nil
	}
	out := newPlaceJSON(p, d, x)
	out.Dateline = x.Dateline || e.AtDateline
	return &out
}

func eventDate(p points, d *onrecord.Document, e *onrecord.Event) *dateJSON {
	x := d.Date(e.Date)
	if x == nil {
		return nil
	}
	out := newDateJSON(p, d, x)
	return &out
}

func newPlaceJSON(p points, d *onrecord.Document, x *onrecord.Location) placeJSON {
	out := placeJSON{Span: p.pair(x.Span), Text: onrecord.OneLine(d.In(x.Span)), Kind: known(x.Kind), Name: x.Name, Country: x.Country, Region: x.Region,
		GeoNames: x.GeoNames, Dateline: x.Dateline, By: x.By, Confidence: rounded(x.Conf)}
	if x.Known {
		lat, lon := rounded(x.Lat), rounded(x.Lon)
		out.Lat, out.Lon = &lat, &lon
	}
	return out
}

func newDateJSON(p points, d *onrecord.Document, x *onrecord.Date) dateJSON {
	return dateJSON{p.pair(x.Span), onrecord.OneLine(d.In(x.Span)), x.From, x.To, x.By, rounded(x.Conf)}
}

func newPartyJSON(p points, parties []onrecord.Party) partyJSON {
	out := partyJSON{Spans: []pair{}, Text: party(parties), Entities: []string{}, Codes: []codeJSON{}}
	for _, m := range parties {
		out.Spans = append(out.Spans, pair{m.Begin, m.End})
		if id := entityID(m.Entity); id != nil {
			out.Entities = append(out.Entities, *id)
		}
		out.Codes = append(out.Codes, codesJSON(p, m.Codes)...)
	}
	if len(out.Codes) > 0 {
		out.Code, out.Country, out.Sector = out.Codes[0].Code, out.Codes[0].Country, out.Codes[0].Sector
	}
	return out
}

func codesJSON(p points, codes []onrecord.Code) []codeJSON {
	out := make([]codeJSON, 0, len(codes))
	for _, c := range codes {
		out = append(out, codeJSON{c.String(), c.Country, string(c.Sector), c.Group, p.one(c.Span), c.By})
	}
	return out
}

func newFactualityJSON(p points, f *onrecord.Factuality) factualityJSON {
	out := factualityJSON{Polarity: known(f.Polarity), Tense: known(f.Tense),
		Modality: known(f.Modality), Cues: []pair{}, CueKinds: []factCueJSON{}, By: f.By}
	if f.Modality != "" {
		value := rounded(f.Value)
		out.Value = &value
	}
	for _, c := range f.Cues {
		out.Cues = append(out.Cues, p.pair(c.Span))
		out.CueKinds = append(out.CueKinds, factCueJSON{c.Kind, c.By})
	}
	return out
}

func placesJSON(p points, d *onrecord.Document) []placeJSON {
	out := make([]placeJSON, 0, len(d.Places))
	for i := range d.Places {
		out = append(out, newPlaceJSON(p, d, &d.Places[i]))
	}
	return out
}

func datesJSON(p points, d *onrecord.Document) []dateJSON {
	out := make([]dateJSON, 0, len(d.Dates))
	for i := range d.Dates {
		out = append(out, newDateJSON(p, d, &d.Dates[i]))
	}
	return out
}
