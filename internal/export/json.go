package export

import (
	"io"
	"strconv"

	"onrecord"
)

// JSON writes the whole document with every layer, its sourcing and its findings as one line; offsets are code points.
func JSON(w io.Writer, r *Report, _ Style) error {
	p := newPoints(r.Text)
	return writeLine(w, documentJSON{
		ID:           r.ID,
		Meta:         r.Meta,
		Text:         r.Text,
		Origin:       originJSON(p, r.Origin),
		Pages:        pagesJSON(p, r.Pages),
		Language:     newLanguageJSON(r.Language),
		Byline:       p.one(r.Meta.Byline),
		Dateline:     newDatelineJSON(p, r.Meta.Dateline),
		Blocks:       blocksJSON(p, r.Blocks),
		Sentences:    sentencesJSON(p, r.Sentences),
		Tokens:       tokensJSON(p, r.Tokens),
		Names:        namesJSON(p, r.Names),
		Entities:     entitiesJSON(p, r.Entities),
		Attributions: statementsJSON(p, r.Document),
		Places:       placesJSON(p, r.Document),
		Dates:        datesJSON(p, r.Document),
		Events:       eventsJSON(p, whole(r)),
		Positions:    positionsJSON(p, whole(r)),
		Sourcing:     newSourcingJSON(r.Document, &r.Sourcing),
		Alerts:       alertsJSON(p, r.Document, r.Findings),
		Findings:     alertsJSON(p, r.Document, r.Findings),
		Warnings:     append([]onrecord.Warning{}, r.Warnings...),
		Rejected:     rejectedOf(r.Document),
		Made:         r.Made,
	})
}

type documentJSON struct {
	ID           string             `json:"id"`
	Meta         onrecord.Meta      `json:"meta"`
	Text         string             `json:"text"`
	Origin       [][4]int           `json:"origin"` // code point, raw byte, code points, raw bytes
	Pages        [][2]int           `json:"pages"`  // code point from which on the text stands on a page of the original, and its number
	Language     languageJSON       `json:"language"`
	Byline       *pair              `json:"byline"`
	Dateline     *datelineJSON      `json:"dateline"`
	Blocks       []blockJSON        `json:"blocks"`
	Sentences    []sentenceJSON     `json:"sentences"`
	Tokens       []tokenJSON        `json:"tokens"`
	Names        []nameJSON         `json:"names"`
	Entities     []entityJSON       `json:"entities"`
	Attributions []statementJSON    `json:"attributions"`
	Places       []placeJSON        `json:"places"`
	Dates        []dateJSON         `json:"dates"`
	Events       []eventJSON        `json:"events"`
	Positions    []positionJSON     `json:"positions"`
	Sourcing     sourcingJSON       `json:"sourcing"`
	Alerts       []alertJSON        `json:"alerts"`
	Findings     []alertJSON        `json:"findings"` // what alerts were called before, for one version
	Warnings     []onrecord.Warning `json:"warnings"`
	Rejected     []rejectedJSON     `json:"rejected,omitempty"` // findings that people took out
	Made         onrecord.Made      `json:"made"`
}

type languageJSON struct {
	Code       string   `json:"code"`
	Confidence *float64 `json:"confidence"` // null where the language is not known
}

func newLanguageJSON(x onrecord.Language) languageJSON {
	out := languageJSON{Code: x.Code}
	if x.Code != "" {
		conf := rounded(x.Conf)
		out.Confidence = &conf
	}
	return out
}

type datelineJSON struct {
	Span   *pair `json:"span"`
	Place  *pair `json:"place"`
	Date   *pair `json:"date"`
	Agency *pair `json:"agency"`
}

func newDatelineJSON(p points, d onrecord.Dateline) *datelineJSON {
	if d.Span.Empty() {
		return nil
	}
	return &datelineJSON{p.one(d.Span), p.one(d.Place), p.one(d.Date), p.one(d.Agency)}
}

func originJSON(p points, pieces []onrecord.Piece) [][4]int {
	out := make([][4]int, 0, len(pieces))
	for _, x := range pieces {
		at := p.at(x.At)
		out = append(out, [4]int{at, x.Raw, p.at(x.At+x.Len) - at, x.RawLen})
	}
	return out
}

func pagesJSON(p points, pages []onrecord.Page) [][2]int {
	out := make([][2]int, 0, len(pages))
	for _, x := range pages {
		out = append(out, [2]int{p.at(x.At), x.Number})
	}
	return out
}

type blockJSON struct {
	Span      pair   `json:"span"`
	Kind      string `json:"kind"`
	Paragraph int    `json:"paragraph"`
}

func blocksJSON(p points, blocks []onrecord.Block) []blockJSON {
	out := make([]blockJSON, 0, len(blocks))
	for _, b := range blocks {
		out = append(out, blockJSON{p.pair(b.Span), known(b.Kind), b.Paragraph})
	}
	return out
}

type sentenceJSON struct {
	Span   pair   `json:"span"`
	Block  int    `json:"block"`  // index into blocks
	Tokens [2]int `json:"tokens"` // indexes into tokens, the second exclusive
}

func sentencesJSON(p points, sentences []onrecord.Sentence) []sentenceJSON {
	out := make([]sentenceJSON, 0, len(sentences))
	for _, s := range sentences {
		out = append(out, sentenceJSON{p.pair(s.Span), s.Block, [2]int{s.From, s.To}})
	}
	return out
}

type tokenJSON struct {
	Span  pair   `json:"span"`
	Lemma string `json:"lemma"`
	Tag   string `json:"tag"`
	XPOS  string `json:"xpos"`
	Head  int    `json:"head"` // number of the head in the document, from 1; 0 at a root
	Rel   string `json:"rel"`
}

func tokensJSON(p points, tokens []onrecord.Token) []tokenJSON {
	out := make([]tokenJSON, 0, len(tokens))
	for _, t := range tokens {
		out = append(out, tokenJSON{p.pair(t.Span), t.Lemma, t.Tag, t.XPOS, int(t.Head), t.Rel})
	}
	return out
}

type nameJSON struct {
	Span       pair    `json:"span"`
	Tokens     [2]int  `json:"tokens"`
	Kind       string  `json:"kind"`
	By         string  `json:"by"`
	Confidence float64 `json:"confidence"`
}

func namesJSON(p points, names []onrecord.Name) []nameJSON {
	out := make([]nameJSON, 0, len(names))
	for _, n := range names {
		out = append(out, nameJSON{p.pair(n.Span), [2]int{n.From, n.To}, known(n.Kind), n.By, rounded(n.Conf)})
	}
	return out
}

type entityJSON struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind"`
	Country  string        `json:"country"`
	Codes    []codeJSON    `json:"codes"`
	Mentions []mentionJSON `json:"mentions"`
}

type mentionJSON struct {
	Span       pair    `json:"span"`
	Head       int     `json:"head"` // number of the head token, from 1; 0 when unknown
	Form       string  `json:"form"`
	By         string  `json:"by"`
	Confidence float64 `json:"confidence"`
}

func entitiesJSON(p points, entities []onrecord.Entity) []entityJSON {
	out := make([]entityJSON, 0, len(entities))
	for i, e := range entities {
		x := entityJSON{*entityID(onrecord.EntityID(i + 1)), e.Name, known(e.Kind), e.Country, codesJSON(p, e.Codes), make([]mentionJSON, 0, len(e.Mentions))}
		for _, m := range e.Mentions {
			x.Mentions = append(x.Mentions, mentionJSON{p.pair(m.Span), int(m.Head), known(m.Form), m.By, rounded(m.Conf)})
		}
		out = append(out, x)
	}
	return out
}

// entityID names an entity: "e1" is the first; none is nil, null in JSON.
func entityID(id onrecord.EntityID) *string {
	if id == 0 {
		return nil
	}
	s := "e" + strconv.Itoa(int(id))
	return &s
}

// statementJSON is an attribution with everything that is known of it.
type statementJSON struct {
	attributionJSON
	Entity          *string        `json:"entity"`
	AnonymityReason string         `json:"anonymity_reason"`
	ReasonSpan      *pair          `json:"reason_span"`
	Count           *int           `json:"count"` // null where the report tells no number
	Country         string         `json:"country"`
	Role            string         `json:"role"`
	Status          string         `json:"status"`
	Channel         string         `json:"channel"`
	GroundRules     string         `json:"ground_rules"`
	Medium          string         `json:"medium"`
	Addressee       *pair          `json:"addressee"`
	Evidence        []evidenceJSON `json:"evidence"`
}

type evidenceJSON struct {
	Axis string `json:"axis"`
	Span *pair  `json:"span"`
	By   string `json:"by"`
}

func statementsJSON(p points, d *onrecord.Document) []statementJSON {
	out := make([]statementJSON, 0, len(d.Attributions))
	for i := range d.Attributions {
		a := &d.Attributions[i]
		s := &a.Source
		x := statementJSON{
			attributionJSON: newAttributionJSON(p, d, i, a),
			Entity:          entityID(s.Entity),
			AnonymityReason: known(s.Reason),
			ReasonSpan:      p.one(s.ReasonSpan),
			Country:         s.Country,
			Role:            known(s.Role),
			Status:          known(s.Status),
			Channel:         known(s.Channel),
			GroundRules:     known(s.GroundRules),
			Medium:          known(a.Medium),
			Addressee:       p.one(a.Addressee),
			Evidence:        make([]evidenceJSON, 0, len(a.Evidence)),
		}
		if s.Count > 0 {
			x.Count = &s.Count
		}
		for _, e := range a.Evidence {
			x.Evidence = append(x.Evidence, evidenceJSON{e.Axis, p.one(e.Span), e.By})
		}
		out = append(out, x)
	}
	return out
}

// whole is a report with all its findings: the whole document leaves none out.
func whole(r *Report) *Report {
	all := *r
	all.Only = nil
	return &all
}
