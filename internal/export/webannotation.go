package export

import (
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"

	"onrecord"
)

// annotationContext is the context of W3C Web Annotations (2017).
const annotationContext = "http://www.w3.org/ns/anno.jsonld"

type annotation struct {
	Context    string           `json:"@context"`
	ID         string           `json:"id"`
	Type       string           `json:"type"`
	Motivation string           `json:"motivation"`
	Creator    annotationMaker  `json:"creator"`
	Body       []annotationBody `json:"body"`
	Target     annotationTarget `json:"target"`
}

type annotationMaker struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type annotationBody struct {
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
	Value   string `json:"value"`
}

type annotationTarget struct {
	Source   string `json:"source"`
	Selector []any  `json:"selector"`
}

type quoteSelector struct {
	Type   string `json:"type"`
	Exact  string `json:"exact"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
}

type positionSelector struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// WebAnnotation writes every statement, event and position as a W3C Web Annotation, one JSON-LD object a line. The target is the words
// that a finding stands on, by quotation and by position (code points, as the standard counts); tags tell what was found. A report without
// an address goes by the digest of its text.
func WebAnnotation(w io.Writer, r *Report, _ Style) error {
	e := json.NewEncoder(w) // with < and > escaped: such objects stand inside the script element of a page
	for _, kind := range []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition} {
		for c := range r.cards(kind) {
			if err := e.Encode(newAnnotation(r, &c)); err != nil {
				return err
			}
		}
	}
	return nil
}

// annotated are the tags of a finding.
func annotated(c *onrecord.Card) []string {
	word := "on the word of: " + whose(c.Chain, " < ")
	switch c.Kind {
	case onrecord.KindStatement:
		return []string{string(c.Kind), string(c.Type), "source: " + c.Speaker.Who(), string(c.Speaker.Kind), string(c.Speaker.Naming)}
	case onrecord.KindEvent:
		return []string{string(c.Kind), string(c.Root), c.Mode, string(c.Modality), word}
	}
	return []string{string(c.Kind), string(c.Stance), "firmness " + strconv.Itoa(*c.Firmness), "issue: " + c.Issue, word}
}

// quotedAround is how many bytes before and behind a quotation help to find it again.
const quotedAround = 32

func newAnnotation(r *Report, c *onrecord.Card) annotation {
	digest := "urn:sha256:" + onrecord.Digest(r.Text)
	source := r.Meta.URL
	if source == "" {
		source = digest
	}
	a := annotation{Context: annotationContext, ID: digest + "#" + c.ID, Type: "Annotation", Motivation: "identifying",
		Creator: annotationMaker{"Software", "onrecord " + r.Made.Tool}, Target: annotationTarget{Source: source, Selector: []any{
			quoteSelector{"TextQuoteSelector", c.Quote, before(r.Text, c.Span.Start), behind(r.Text, c.Span.End)},
			positionSelector{"TextPositionSelector", c.Begin, c.End}}}}
	for _, t := range append(annotated(c), Decided(c.Decided)) {
		if t != "" && t != "on the word of: " {
			a.Body = append(a.Body, annotationBody{"TextualBody", "tagging", t})
		}
	}
	return a
}

// before and behind are a few words around an offset, cut between characters.
func before(text string, at int) string {
	from := max(0, at-quotedAround)
	for from < at && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:at]
}

func behind(text string, at int) string {
	to := min(len(text), at+quotedAround)
	for to > at && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return text[at:to]
}
