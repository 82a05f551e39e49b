package corpus

import (
	"encoding/json"
	"fmt"
	"strings"

	"onrecord"
)

// NamedText is a text in which people marked the named entities: a whole article, or a sentence where the corpus
// holds no more.
type NamedText struct {
	ID     string
	Doc    string // the document that a sentence belongs to, where known
	Group  string // "" or a part of the corpus: a region, a subset
	Text   string // for a corpus of bare tokens, these with a space between
	Tokens []NamedToken
	Names  []Named // in text order; nested ones only in re3d
}

// NamedToken is a word as the corpus splits it. Its span is empty where it could not be found in the text.
type NamedToken struct {
	onrecord.Span
	Form string
	Tag  string // "O", "B-Person", "I-Person", ...: the corpus's own types
}

// Named is a named entity.
type Named struct {
	onrecord.Span
	From, To   int    // its tokens, To exclusive; both 0 where the corpus has none
	Type       string // the corpus's own: "Person", "PER", "Organisation", ...
	Confidence float64
}

// The corpora of named entities that [Dir.Names] reads.
const (
	WorldwideNewswire = "worldwide-newswire" // whole articles of English newspapers outside the West
	WikiGold          = "wikigold"           // sentences of Wikipedia (Balasuriya et al. 2009)
	UNERDev           = "uner-ewt-dev"       // sentences of the English Web Treebank (Mayhew et al. 2024)
	UNERTrain         = "uner-ewt-train-v0"
	RE3D              = "re3d" // reports on a conflict, whole; descriptions are marked too
)

// Names reads a corpus of named entities from the pack ner.
func (d Dir) Names(corpus string) ([]NamedText, error) {
	name := "ner/" + corpus + ".jsonl.gz"
	switch corpus {
	case WorldwideNewswire:
		return collect(d, name, namedArticle.named)
	case RE3D:
		return collect(d, name, markedRecord.named)
	}
	return collect(d, name, taggedRecord.named)
}

// tokenRecord is a token [form, begin, end] or [form, begin, end, tag]; -1 means that it was not found in the text.
type tokenRecord struct {
	Form string
	B, E int
	Tag  string
}

func (t *tokenRecord) UnmarshalJSON(raw []byte) error {
	to := []any{&t.Form, &t.B, &t.E, &t.Tag}
	n := len(to)
	if err := json.Unmarshal(raw, &to); err != nil {
		return err
	}
	if len(to) != n && len(to) != n-1 {
		return fmt.Errorf("token of %d fields", len(to))
	}
	return nil
}

// namedArticle is a line of worldwide-newswire.
type namedArticle struct {
	ID     string        `json:"id"`
	Region string        `json:"region"`
	Text   string        `json:"text"`
	Tokens []tokenRecord `json:"tokens"`
}

func (r namedArticle) named() (NamedText, error) {
	t := NamedText{ID: r.ID, Doc: r.ID, Group: r.Region, Text: r.Text}
	at := offsetsOf(r.Text)
	for i, tok := range r.Tokens {
		n := NamedToken{Form: tok.Form, Tag: tok.Tag}
		if tok.B >= 0 {
			var err error
			if n.Span, err = at.span(tok.B, tok.E); err != nil {
				return t, fmt.Errorf("token %d of %s: %w", i+1, r.ID, err)
			}
		}
		t.Tokens = append(t.Tokens, n)
	}
	t.Names = namesOf(t.Tokens)
	return t, nil
}

// taggedRecord is a line of a corpus of sentences. Some number their sentences, some name them.
type taggedRecord struct {
	ID     json.RawMessage `json:"id"`
	Doc    string          `json:"doc"`
	Text   string          `json:"text"`
	Tokens []string        `json:"tokens"`
	Tags   []string        `json:"tags"`
}

func (r taggedRecord) named() (NamedText, error) {
	t := NamedText{ID: strings.Trim(string(r.ID), `"`), Doc: r.Doc, Text: r.Text}
	if len(r.Tokens) != len(r.Tags) {
		return t, fmt.Errorf("%d tokens but %d tags in %s", len(r.Tokens), len(r.Tags), t.ID)
	}
	spans, ok := findAll(r.Text, r.Tokens)
	if !ok {
		t.Text = strings.Join(r.Tokens, " ")
		spans, _ = findAll(t.Text, r.Tokens)
	}
	for i, form := range r.Tokens {
		t.Tokens = append(t.Tokens, NamedToken{Span: spans[i], Form: form, Tag: r.Tags[i]})
	}
	t.Names = namesOf(t.Tokens)
	return t, nil
}

// findAll finds the words in the text one behind the other; not ok when letters are left over or missing.
func findAll(text string, words []string) (spans []onrecord.Span, ok bool) {
	at := 0
	for _, w := range words {
		for at < len(text) && text[at] == ' ' && !strings.HasPrefix(w, " ") {
			at++
		}
		if w == "" || !strings.HasPrefix(text[at:], w) {
			return nil, false
		}
		spans = append(spans, onrecord.Span{Start: at, End: at + len(w)})
		at += len(w)
	}
	return spans, strings.TrimSpace(text[at:]) == ""
}

// namesOf reads names off the tags: B- opens one, I- of the same type goes on, and I- of another type opens one too.
// The words of a name that were not found in the text lend it no letters; a name of no other words is left out.
func namesOf(tokens []NamedToken) []Named {
	var out []Named
	open := ""
	for i, tok := range tokens {
		mark, kind, _ := strings.Cut(tok.Tag, "-")
		if kind == "" {
			open = ""
			continue
		}
		if mark == "B" || kind != open {
			out = append(out, Named{Span: tok.Span, From: i, To: i, Type: kind, Confidence: 1})
		}
		open = kind
		n := &out[len(out)-1]
		n.To = i + 1
		if n.Empty() {
			n.Span = tok.Span
		}
		if !tok.Empty() {
			n.End = tok.End
		}
	}
	kept := out[:0]
	for _, n := range out {
		if !n.Empty() {
			kept = append(kept, n)
		}
	}
	return kept
}

// markedRecord is a line of re3d: entities marked in the text, and no tokens.
type markedRecord struct {
	ID       string         `json:"id"`
	Subset   string         `json:"subset"`
	Text     string         `json:"text"`
	Entities []markedEntity `json:"entities"`
}

// markedEntity is [begin, end, type, confidence].
type markedEntity struct {
	B, E       int
	Type       string
	Confidence float64
}

func (m *markedEntity) UnmarshalJSON(raw []byte) error {
	to := []any{&m.B, &m.E, &m.Type, &m.Confidence}
	n := len(to)
	if err := json.Unmarshal(raw, &to); err != nil {
		return err
	}
	if len(to) != n {
		return fmt.Errorf("entity of %d fields, not %d", len(to), n)
	}
	return nil
}

func (r markedRecord) named() (NamedText, error) {
	t := NamedText{ID: r.ID, Doc: r.ID, Group: r.Subset, Text: r.Text}
	at := offsetsOf(r.Text)
	for i, e := range r.Entities {
		s, err := at.span(e.B, e.E)
		if err != nil {
			return t, fmt.Errorf("entity %d of %s: %w", i+1, r.ID, err)
		}
		if !s.Empty() {
			t.Names = append(t.Names, Named{Span: s, Type: e.Type, Confidence: e.Confidence})
		}
	}
	return t, nil
}
