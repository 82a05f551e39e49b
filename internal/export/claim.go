package export

import (
	"cmp"
	"encoding/json"
	"io"

	"onrecord"
)

// schemaContext is the context of schema.org.
const schemaContext = "https://schema.org"

type article struct {
	Type      string       `json:"@type"`
	ID        string       `json:"@id"` // by the digest of its text
	URL       string       `json:"url,omitempty"`
	Headline  string       `json:"headline,omitempty"`
	Published string       `json:"datePublished,omitempty"`
	Publisher *schemaThing `json:"publisher,omitempty"`
	Author    *schemaThing `json:"author,omitempty"`
}

type schemaThing struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type claim struct {
	Context    string       `json:"@context,omitempty"`
	Type       string       `json:"@type"`
	ID         string       `json:"@id"`
	Text       string       `json:"text"`
	Author     *schemaThing `json:"author,omitempty"`            // who made the claim
	Speaker    *schemaThing `json:"spokenByCharacter,omitempty"` // of a quotation
	Appearance *article     `json:"appearance,omitempty"`        // of a claim
	IsPartOf   *article     `json:"isPartOf,omitempty"`          // of a quotation
}

type claimReview struct {
	Context  string `json:"@context"`
	Type     string `json:"@type"`
	ID       string `json:"@id"`
	Claimed  string `json:"claimReviewed"`
	Reviewed claim  `json:"itemReviewed"`
}

// Quotations writes the direct and mixed quotations of a report as Quotation of schema.org, one JSON-LD object a line.
func Quotations(w io.Writer, r *Report, _ Style) error {
	return eachStatement(w, r, func(c *onrecord.Card, id string) any {
		if c.Form != onrecord.FormDirect && c.Form != onrecord.FormMixed {
			return nil
		}
		return claim{Context: schemaContext, Type: "Quotation", ID: id, Text: exact(c.Content), Speaker: speaker(c.Speaker), IsPartOf: newArticle(r)}
	})
}

// ClaimReviews writes what the report's sources assert or deny as ClaimReview of schema.org, one JSON-LD object a line, each a sheet for a
// fact-checker to fill: who made the claim, in which words, where. There is no rating; that is the reviewer's.
func ClaimReviews(w io.Writer, r *Report, _ Style) error {
	return eachStatement(w, r, func(c *onrecord.Card, id string) any {
		switch c.Type {
		case onrecord.TypeAssertion, onrecord.TypeDenial, onrecord.TypeKnowledge, onrecord.TypeEvidence:
		default:
			return nil
		}
		words := exact(c.Content)
		return claimReview{Context: schemaContext, Type: "ClaimReview", ID: id + "-review", Claimed: words,
			Reviewed: claim{Type: "Claim", ID: id, Text: words, Author: speaker(c.Speaker), Appearance: newArticle(r)}}
	})
}

func eachStatement(w io.Writer, r *Report, form func(c *onrecord.Card, id string) any) error {
	e := json.NewEncoder(w) // with < and > escaped: such objects stand inside the script element of a page
	digest := onrecord.Digest(r.Text)
	for c := range r.cards(onrecord.KindStatement) {
		if x := form(&c, "urn:sha256:"+digest+"#"+c.ID); x != nil {
			if err := e.Encode(x); err != nil {
				return err
			}
		}
	}
	return nil
}

// speaker is the source as a thing of schema.org; nil where there is none.
func speaker(v *onrecord.Voice) *schemaThing {
	if len(v.Source) == 0 {
		return nil
	}
	kind := "Thing"
	switch v.Kind {
	case onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceAuthor:
		kind = "Person"
	case onrecord.SourceOrganization, onrecord.SourceGroup:
		kind = "Organization"
	case onrecord.SourceGovernment:
		kind = "GovernmentOrganization"
	case onrecord.SourceMedia:
		kind = "NewsMediaOrganization"
	case onrecord.SourceDocument, onrecord.SourceDataset:
		kind = "CreativeWork"
	}
	return &schemaThing{kind, cmp.Or(v.Name, exact(v.Source))}
}

func newArticle(r *Report) *article {
	a := &article{Type: "NewsArticle", ID: "urn:sha256:" + onrecord.Digest(r.Text), URL: r.Meta.URL, Headline: r.Title(), Published: r.Meta.Published}
	if r.Meta.Publisher != "" {
		a.Publisher = &schemaThing{"NewsMediaOrganization", r.Meta.Publisher}
	}
	if r.Meta.Author != "" {
		a.Author = &schemaThing{"Person", r.Meta.Author}
	}
	return a
}
