// Package onrecord is the vocabulary of the record: what a news report is once it has been read, who said what in it,
// on whose word and how firmly, with every finding tied to the exact words.
//
// A position in a report is a byte offset into [Document.Text], which is valid UTF-8 and never changes; spans end
// exclusively. Code points (JSON Lines, brat) and UTF-16 units (browsers) are worked out where a document leaves the
// program, never here. A finding refers to another by number, not by pointer; numbers count from 1, so that zero
// means none or unknown. The empty string is the unknown value of every axis.
package onrecord

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"
	"time"
)

// Span is a stretch of a report: Text[Start:End], byte offsets, End exclusive. The zero Span means none.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Empty tells whether the span holds nothing; an empty span is no finding.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains tells whether t lies wholly inside s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps tells whether s and t share at least one byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Document is one report and the layers laid over it. A stage of the reading adds a layer and edits no other's.
type Document struct {
	ID     string  // the id the input gave, or else [Digest] of the text
	Meta   Meta    // what is known of the report from outside its text
	Text   string  // the report, valid UTF-8, never changed
	Origin []Piece // which raw bytes each run of Text came from; nil when Text is the raw bytes themselves; see [NoOrigin]
	Pages  Pages   // which page of the original each part of Text stands on; nil where the original has none, or they are not known

	Language Language // which language the text is in

	Blocks       []Block       // layer: layout
	Sentences    []Sentence    // layer: split
	Tokens       []Token       // layers: split (spans) and syntax (the rest)
	Frames       []Frame       // layer: what the learned reader sees as statements, events and positions
	Names        []Name        // layer: named entities, as mentioned
	Entities     []Entity      // layer: who and what is in the report
	Attributions []Attribution // layers: attribution (spans, nesting) and source (the axes)
	Places       []Location    // layer: mentions of places
	Dates        []Date        // layer: expressions of time
	Events       []Event       // layers: event, factuality (Fact) and actor (codes of the members)
	Positions    []Position    // layers: position, and actor (codes of the members)

	Warnings []Warning // what a reader should know about this reading, such as "not English"
	Made     Made      // versions of what made the layers

	Decided *Decided // what people decided, where that is laid over; nil in a reading
	Own     *Own     // what own lists say, where they are laid over and say something; nil in a reading
}

// Meta is what is known about a report from outside its running text.
type Meta struct {
	Title     string   `json:"title,omitempty"`     // as given by the input, not taken from the text
	Published string   `json:"published,omitempty"` // RFC 3339 date or time, with zone where known
	Publisher string   `json:"publisher,omitempty"` // the outlet
	URL       string   `json:"url,omitempty"`
	Author    string   `json:"author,omitempty"`                 // as the page's own data give it
	Policy    string   `json:"unnamed_sources_policy,omitempty"` // address of the outlet's policy on unnamed sources
	File      string   `json:"file,omitempty"`                   // the input it came from, for messages
	Charset   string   `json:"charset,omitempty"`                // of the raw bytes, when it was not UTF-8
	Byline    Span     `json:"-"`                                // the author's name in the text, filled by layout
	Dateline  Dateline `json:"-"`                                // filled by layout
}

// When is when a report was published; without a zone it is taken as UTC, and a day as its midnight. The zero time is not known.
func (m Meta) When() time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, m.Published); err == nil {
			return t
		}
	}
	if len(m.Published) < len(time.DateOnly) {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, m.Published[:len(time.DateOnly)])
	if err != nil {
		return time.Time{}
	}
	return t
}

// Day is the day of publication as the report gives it, 2006-01-02; "" where it is not known.
func (m Meta) Day() string {
	if m.When().IsZero() {
		return ""
	}
	return m.Published[:len(time.DateOnly)]
}

// Dateline is the place, date and agency that open a report ("ISLAMABAD:", "PARIS, June 3 (Agency) -").
// A dateline is a place; it never speaks.
type Dateline struct {
	Span   Span // the whole of it, with its closing mark
	Place  Span
	Date   Span
	Agency Span
}

// Piece says that Text[At:At+Len] came from the raw input's bytes Raw up to Raw+RawLen, exclusive. Pieces follow each
// other in the text; what lies between two of them came from no bytes that are known, such as the break between the
// paragraphs of a web page. Within a piece every character has as many raw bytes as the next.
type Piece struct{ At, Raw, Len, RawLen int }

// NoOrigin is the origin of a text no run of which came from raw bytes that are known, such as that of a PDF or of a mail: one empty piece.
func NoOrigin() []Piece { return []Piece{{}} }

// Page says that the text from byte At on, up to the next Page, stands on page Number of the original, as viewers count them, from 1. Numbers
// need not rise: notes at the foot of pages stand behind the text.
type Page struct{ At, Number int }

// Pages are those of an original, in the order of the text.
type Pages []Page

// At is the number of the page that the byte offset stands on; 0 where it is not known.
func (p Pages) At(offset int) int {
	i := sort.Search(len(p), func(i int) bool { return p[i].At > offset }) - 1
	if i < 0 {
		return 0
	}
	return p[i].Number
}

// Language is the outcome of looking at what language a text is in.
type Language struct {
	Code string  // ISO 639-3, "" when the text is too short to tell, "und" when it is in no language that is known
	Conf float64 // 0..1
}

// English is the code of the language that the stages of the reading know.
const English = "eng"

// Readable tells whether the document is in a language that is read: English, or too short to tell. Of another the text is kept, cut into
// sentences and words; nothing is found in it, and on whose word it stands is not known.
func (d *Document) Readable() bool { return d.Language.Code == "" || d.Language.Code == English }

// Warning is something that a reader should know about the reading of one report; it is not a failure.
type Warning struct {
	Code string `json:"code"` // "not_english", "no_words", ...
	Text string `json:"text"` // one clear line
}

// Made names what made the layers of a document, so that a store can tell what was read by an older version.
type Made struct {
	Tool    string `json:"tool"`
	Lexicon string `json:"lexicon"` // first 12 hex digits of SHA-256 over the dictionaries
	Models  string `json:"models"`  // the same over the models
}

// BlockKind says what part of a report a block of text is.
type BlockKind string

// The parts of a report. Only headline, standfirst and body are read for statements.
const (
	Headline   BlockKind = "headline"
	Standfirst BlockKind = "standfirst" // the summary under a headline
	Byline     BlockKind = "byline"     // "By Ana Ruiz", "Staff Reporter"
	DatelineOf BlockKind = "dateline"   // "ISLAMABAD:"; the paragraph goes on in the next block
	Body       BlockKind = "body"
	Furniture  BlockKind = "furniture" // credits, "Read more", sign-offs, links, captions' credits
)

// Block is a run of the text of one kind. Blocks are in order, do not overlap, and hold every character that is not
// white space. A dateline and the body text behind it share a Paragraph number.
type Block struct {
	Span
	Kind      BlockKind
	Paragraph int // counts from 0
}

// Read tells whether the words of the block belong to what the report tells (headline, standfirst, body).
func (b Block) Read() bool { return b.Kind == Headline || b.Kind == Standfirst || b.Kind == Body }

// Sentence is a sentence of one block: tokens From up to but not including To.
type Sentence struct {
	Span
	Block    int // index into Document.Blocks
	From, To int // indexes into Document.Tokens
}

// TokenID is the number of a token in its document: index + 1; 0 is none.
type TokenID int

// Token is a word or a mark, split as in Universal Dependencies v2 for English ("do" + "n't", "Pakistan" + "'s",
// "high" + "-" + "stakes").
type Token struct {
	Span
	Lemma string
	Tag   string  // Universal POS
	XPOS  string  // Penn Treebank tag
	Head  TokenID // 0 at the root of a sentence
	Rel   string  // Universal Dependencies v2 relation, "root" at the root
}

// EntityKind says what an entity is.
type EntityKind string

// The kinds of entity.
const (
	Person       EntityKind = "person"
	Organization EntityKind = "organization"
	Government   EntityKind = "government" // a government or a part of one: ministry, army, court, parliament
	Country      EntityKind = "country"
	Place        EntityKind = "place"
	Group        EntityKind = "group" // a people, a faith, a party's followers, "these sources"
	MediaOutlet  EntityKind = "media_outlet"
	DocumentKind EntityKind = "document" // a report, a letter, a law
	Metonym      EntityKind = "metonym"  // a capital or palace that stands for its government
	OtherKind    EntityKind = "other"    // named, but none of these (event, product, law)
)

// Name is a stretch of text recognised as a proper name, whoever it belongs to.
type Name struct {
	Span
	From, To int // tokens, To exclusive (indexes)
	Kind     EntityKind
	By       string
	Conf     float64
}

// EntityID is the number of an entity in its document: index + 1; 0 is none.
type EntityID int

// Entity is someone or something in the report, with every place that mentions it.
type Entity struct {
	Name     string     // the fullest name given; "" when none is
	Kind     EntityKind // "" is unknown
	Country  string     // ISO 3166-1 alpha-3, where the report or a dictionary lets us know
	Mentions []Mention  // in text order, never empty
	Codes    []Code     // filled by the actor stage; joint ones have several, the unknown none
}

// MentionForm says by what sort of words an entity is mentioned.
type MentionForm string

// The forms of a mention.
const (
	NameForm    MentionForm = "name"
	NominalForm MentionForm = "nominal" // "the official", "these sources"
	PronounForm MentionForm = "pronoun"
)

// Mention is one place where an entity is spoken of.
type Mention struct {
	Span
	Head TokenID
	Form MentionForm
	By   string  // what tied it to its entity
	Conf float64 // that the tie is right
}

// Digest is the SHA-256 of a text in hexadecimal: the same text is the same report.
func Digest(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// In is the text of a span.
func (d *Document) In(s Span) string { return d.Text[s.Start:s.End] }

// Entity returns the entity with that number, or nil for none.
func (d *Document) Entity(id EntityID) *Entity {
	if id < 1 || int(id) > len(d.Entities) {
		return nil
	}
	return &d.Entities[id-1]
}

// Attribution returns the attribution with that number, or nil for none.
func (d *Document) Attribution(id AttributionID) *Attribution {
	if id < 1 || int(id) > len(d.Attributions) {
		return nil
	}
	return &d.Attributions[id-1]
}

// Likely tells whether a finding with a confidence (0..1) is likelier right than wrong. Pages leave out events and positions that are
// not until they are asked for them, and say how many there are.
func Likely(confidence float64) bool { return confidence >= 0.5 }

// SentenceAt returns the index of the sentence that holds the byte offset, or -1.
func (d *Document) SentenceAt(offset int) int {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if d.Sentences[mid].End <= offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(d.Sentences) || d.Sentences[lo].Start > offset {
		return -1
	}
	return lo
}

// ParagraphAt returns the number of the paragraph that holds the byte offset (see Block.Paragraph), or -1 where no sentence of
// a block does.
func (d *Document) ParagraphAt(offset int) int {
	k := d.SentenceAt(offset)
	if k < 0 {
		return -1
	}
	if b := d.Sentences[k].Block; b >= 0 && b < len(d.Blocks) {
		return d.Blocks[b].Paragraph
	}
	return -1
}

// TokensIn returns the indexes of the tokens that lie inside s: first up to but not including end.
func (d *Document) TokensIn(s Span) (first, end int) {
	first = sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].Start >= s.Start })
	end = sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > s.End })
	return first, max(first, end)
}
