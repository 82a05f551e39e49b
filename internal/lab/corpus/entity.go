package corpus

import (
	"fmt"

	"onrecord"
)

// EntityText is a text in which people marked every mention of everyone and everything, and tied them together.
type EntityText struct {
	ID        string
	Genre     string // "news", "interview", "speech", ...
	License   string
	Title     string
	Date      string
	Text      string
	Sentences []onrecord.Span
	Tokens    []onrecord.Span
	Mentions  []EntityMention // as in the pack, nested ones too
}

// EntityMention is one place where an entity is spoken of.
type EntityMention struct {
	onrecord.Span
	Entity   int    // the same number in a text means the same entity
	Type     string // "person", "organization", "place", "abstract", ...
	InfStat  string // information status: "new", "giv:act", "acc:inf", ...
	Link     string // what ties it to others: "coref", "ana", "appos", "pred", "cata", "disc", or "sgl" for none
	From, To int    // its tokens, To exclusive
	Heads    []int  // the tokens that head it
	Wiki     string // the title of its Wikipedia article, "" where none is given
}

// Entities reads the entities of a split ("train", "dev") of a pack; the pack is "gum" (Zeldes 2017, version 11).
func (d Dir) Entities(pack, split string) ([]EntityText, error) {
	if pack != "gum" {
		return nil, fmt.Errorf("%w: no entities in a pack %q", ErrAbsent, pack)
	}
	return collect(d, "gum/entities-"+split+".jsonl.gz", entityRecord.entities)
}

type entityRecord struct {
	ID        string          `json:"id"`
	Genre     string          `json:"genre"`
	License   string          `json:"license"`
	Title     string          `json:"title"`
	Date      string          `json:"date"`
	Text      string          `json:"text"`
	Sentences [][2]int        `json:"sentences"`
	Tokens    []tokenRecord   `json:"tokens"`
	Mentions  []mentionRecord `json:"mentions"`
}

type mentionRecord struct {
	B       int    `json:"b"`
	E       int    `json:"e"`
	Entity  int    `json:"entity"`
	Type    string `json:"type"`
	InfStat string `json:"infstat"`
	Link    string `json:"link"`
	Tok     [2]int `json:"tok"`
	Head    []int  `json:"head"`
	Wiki    string `json:"wiki"`
}

func (r entityRecord) entities() (EntityText, error) {
	t := EntityText{ID: r.ID, Genre: r.Genre, License: r.License, Title: r.Title, Date: r.Date, Text: r.Text}
	at := offsetsOf(r.Text)
	var err error
	if t.Sentences, err = at.spans(r.Sentences); err != nil {
		return t, fmt.Errorf("sentences of %s: %w", r.ID, err)
	}
	for i, tok := range r.Tokens {
		s, err := at.span(tok.B, tok.E)
		if err != nil {
			return t, fmt.Errorf("token %d of %s: %w", i+1, r.ID, err)
		}
		t.Tokens = append(t.Tokens, s)
	}
	for i, m := range r.Mentions {
		s, err := at.span(m.B, m.E)
		if err != nil {
			return t, fmt.Errorf("mention %d of %s: %w", i+1, r.ID, err)
		}
		if m.Tok[0] < 0 || m.Tok[1] <= m.Tok[0] || m.Tok[1] > len(t.Tokens) {
			return t, fmt.Errorf("mention %d of %s: tokens %v", i+1, r.ID, m.Tok)
		}
		t.Mentions = append(t.Mentions, EntityMention{Span: s, Entity: m.Entity, Type: m.Type, InfStat: m.InfStat,
			Link: m.Link, From: m.Tok[0], To: m.Tok[1], Heads: m.Head, Wiki: m.Wiki})
	}
	return t, nil
}
