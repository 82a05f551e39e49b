package export

import (
	"io"
	"strings"

	"onrecord"
	"onrecord/internal/reading/plover"
)

// Plover writes a line of JSON for every event, in the interchange format of PLOVER 0.8, whatever its factuality. Beside
// the fields of the manual stand on_word_of (the sources, outermost first), factuality
// and the code points of trigger, actors and recipients: the manual allows further fields.
func Plover(w io.Writer, r *Report, _ Style) error {
	p := newPoints(r.Text)
	for c := range r.cards(onrecord.KindEvent) {
		if err := writeLine(w, newPloverJSON(p, r, &c)); err != nil {
			return err
		}
	}
	return nil
}

type ploverJSON struct {
	ID        string         `json:"id"`
	Date      string         `json:"date"`
	EndDate   string         `json:"enddate,omitempty"`
	Actor     []ploverEntity `json:"actor"`
	Recipient []ploverEntity `json:"recipient"`
	Event     []string       `json:"event"`
	EventText []string       `json:"event_text"`
	Mode      []string       `json:"mode,omitempty"`
	Quad      int            `json:"quad_code"`
	Scale     float64        `json:"event_scale"`
	Location  *ploverPlace   `json:"event_loc,omitempty"`
	Text      string         `json:"text"`
	TextInfo  ploverText     `json:"text_info"`
	Cite      ploverCite     `json:"cite_info"`
	Coder     string         `json:"coder"`

	OnWordOf   []string       `json:"on_word_of"`
	Factuality factualityJSON `json:"factuality"`
	Spans      ploverSpans    `json:"spans"`
	By         string         `json:"by"`
	Confidence float64        `json:"confidence"`
}

type ploverEntity struct {
	Code   string `json:"code"`
	Sector string `json:"sector"`
	Text   string `json:"entity_text"`
	Name   string `json:"identifier_text,omitempty"`
}

type ploverPlace struct {
	Extracted  string   `json:"extracted_place"`
	Resolved   string   `json:"resolved_place,omitempty"`
	GeoNames   int      `json:"geonameid,omitempty"`
	Lat        *float64 `json:"lat,omitempty"`
	Lon        *float64 `json:"lon,omitempty"`
	Country    string   `json:"country_code,omitempty"`
	Resolution string   `json:"resolution"` // "dateline" where the event itself names no place, else "text"
}

type ploverText struct {
	Sequence int    `json:"sequence"` // number of the sentence in the report, from 1
	Start    int    `json:"start"`    // of the sentence, in code points of the report
	End      int    `json:"end"`
	Story    string `json:"text_story"` // id of the report
}

type ploverCite struct {
	Corpus   string `json:"corpus,omitempty"`
	Citation string `json:"citation"`
	URL      string `json:"url,omitempty"`
	Title    string `json:"title,omitempty"`
	Language string `json:"language,omitempty"`
	Coder    string `json:"coder"`
	Codebook string `json:"codebook"`
	Version  string `json:"version"`
}

type ploverSpans struct {
	Trigger   pair   `json:"trigger"`
	Actor     []pair `json:"actor"`
	Recipient []pair `json:"recipient"`
}

func newPloverJSON(p points, r *Report, c *onrecord.Card) ploverJSON {
	d, e := r.Document, &r.Events[c.Place-1]
	sentence := d.Sentences[max(0, d.SentenceAt(e.Trigger.Start))]
	out := ploverJSON{
		ID: r.ID + "-" + c.ID, Date: eventDay(d, e), Actor: ploverParty(d, e.Actor), Recipient: ploverParty(d, e.Recipient),
		Event: []string{string(e.Root)}, EventText: []string{onrecord.OneLine(d.In(e.Trigger))}, Quad: int(e.Quad),
		Scale: plover.Intensity(e.Root, e.Mode), Location: newPloverPlace(d, e), Text: onrecord.OneLine(d.In(sentence.Span)),
		TextInfo: ploverText{Sequence: d.SentenceAt(e.Trigger.Start) + 1, Start: p.at(sentence.Start), End: p.at(sentence.End), Story: r.ID},
		Cite: ploverCite{Citation: strings.Join(facts(r.Meta), ", "), URL: r.Meta.URL, Title: d.Title(),
			Language: languageTag(r.Language.Code), Coder: "onrecord", Codebook: "PLOVER 0.8", Version: r.Made.Tool},
		Coder: "onrecord " + r.Made.Tool, OnWordOf: []string{}, Factuality: newFactualityJSON(p, &e.Fact),
		Spans: ploverSpans{p.pair(e.Trigger), memberPairs(p, e.Actor), memberPairs(p, e.Recipient)}, By: e.By, Confidence: rounded(e.Conf),
	}
	if t := d.Date(e.Date); t != nil && t.To != out.Date {
		out.EndDate = t.To
	}
	if e.Mode != "" {
		out.Mode = []string{e.Mode}
	}
	for i := range c.Chain {
		out.OnWordOf = append(out.OnWordOf, c.Chain[i].Who())
	}
	return out
}

func memberPairs(p points, members []onrecord.Member) []pair {
	out := make([]pair, 0, len(members))
	for _, m := range members {
		out = append(out, p.pair(m.Span))
	}
	return out
}

// ploverParty is one side of an event: a member with several codes is several entities with the same words.
func ploverParty(d *onrecord.Document, members []onrecord.Member) []ploverEntity {
	out := []ploverEntity{}
	for _, m := range members {
		x := ploverEntity{Text: onrecord.OneLine(d.In(m.Span))}
		if e := d.Entity(m.Entity); e != nil {
			x.Name = e.Name
		}
		for _, c := range m.Codes {
			x.Code, x.Sector = c.Country, string(c.Sector)
			if x.Code == "" {
				x.Code = c.Group
			}
			out = append(out, x)
		}
		if len(m.Codes) == 0 {
			out = append(out, x)
		}
	}
	return out
}

func newPloverPlace(d *onrecord.Document, e *onrecord.Event) *ploverPlace {
	x := d.Place(e.Place)
	if x == nil {
		return nil
	}
	out := &ploverPlace{Extracted: onrecord.OneLine(d.In(x.Span)), Resolved: x.Name, GeoNames: x.GeoNames, Country: x.Country, Resolution: "text"}
	if x.Known {
		lat, lon := rounded(x.Lat), rounded(x.Lon)
		out.Lat, out.Lon = &lat, &lon
	}
	if e.AtDateline || x.Dateline {
		out.Resolution = "dateline"
	}
	return out
}
