package export

import (
	"encoding/json"
	"io"
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
	d, p := r.Document, newPoints(r.Text)
	write := func(id string, at onrecord.Span, tags ...string) error {
		return e.Encode(newAnnotation(r, p, id, at, tags))
	}
	for i, a := range r.statements() {
		if err := write(*wordID(onrecord.AttributionID(i + 1)), a.Extent(), "statement", string(a.Type), "source: "+who(d, a), string(a.Source.Kind),
			string(a.Source.Naming)); err != nil {
			return err
		}
	}
	for i, x := range r.events() {
		if err := write(eventID(i), x.Span, "event", string(x.Root), x.Mode, string(x.Fact.Modality), "on the word of: "+chain(d, x.Word)); err != nil {
			return err
		}
	}
	for i, x := range r.positions() {
		if err := write(positionID(i), x.Span, "position", string(x.Stance), "firmness "+string(rune('0'+x.Firmness)), "issue: "+x.Issue,
			"on the word of: "+chain(d, x.Word)); err != nil {
			return err
		}
	}
	return nil
}

// quotedAround is how many bytes before and behind a quotation help to find it again.
const quotedAround = 32

func newAnnotation(r *Report, p points, id string, at onrecord.Span, tags []string) annotation {
	digest := "urn:sha256:" + onrecord.Digest(r.Text)
	source := r.Meta.URL
	if source == "" {
		source = digest
	}
	a := annotation{Context: annotationContext, ID: digest + "#" + id, Type: "Annotation", Motivation: "identifying",
		Creator: annotationMaker{"Software", "onrecord " + r.Made.Tool}, Target: annotationTarget{Source: source, Selector: []any{
			quoteSelector{"TextQuoteSelector", r.In(at), before(r.Text, at.Start), behind(r.Text, at.End)},
			positionSelector{"TextPositionSelector", p.at(at.Start), p.at(at.End)}}}}
	for _, t := range tags {
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
