package store

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"onrecord"
)

// A reading is packed in sections, one for each layer, behind a head:
//
//	magic     "OnRd", which no stream of deflate begins with
//	format    uint16, big-endian: can it be read at all
//	feature   uint16, big-endian: would it be better if the report were read again
//	sections  how many (uvarint), then of each its name (length as uvarint, bytes) and how many bytes it has (uvarint)
//
// The sections follow in the order of this table, each JSON packed by deflate on its own. A section that is not known is passed over. What
// stands before the sections never changes, so that every version can tell what it cannot read.
const (
	readingMagic = "OnRd"
	headLength   = len(readingMagic) + 4

	// readingFormat is what is written. It is raised when what is written cannot be read by programs before: a name is taken away, or means
	// something else. Format 1 had no head: one piece of JSON by the names of Go.
	readingFormat = 2
	// leastFormat is the oldest that can be read. A reading of one before is made again from the text by onrecord reread.
	leastFormat = 1
	// readingFeature is raised when a reading holds more than before: a section or a name is added. One of a lower feature can be read, and
	// onrecord reread makes it again. Readings without a head have feature 0.
	readingFeature = 2
)

// What can be wrong with the version of a reading.
var (
	// ErrNewerReading is at the root of the error about a reading that this program is too old for.
	ErrNewerReading = errors.New("its reading was written by a newer onrecord; update the program")
	// ErrOldReading is at the root of the error about a reading that this program is too new for.
	ErrOldReading = errors.New("its reading was written by an older onrecord and can be read no more; run onrecord reread")
)

// layer names a section of a reading.
type layer string

// The layers, in the order in which they are written.
const (
	layerReport       layer = "report" // what is known of the report, and the versions of what read it
	layerOrigin       layer = "origin"
	layerPages        layer = "pages"
	layerBlocks       layer = "blocks"
	layerWords        layer = "words" // sentences and tokens
	layerFrames       layer = "frames"
	layerNames        layer = "names"
	layerEntities     layer = "entities"
	layerAttributions layer = "attributions"
	layerPlaces       layer = "places"
	layerDates        layer = "dates"
	layerEvents       layer = "events"
	layerPositions    layer = "positions"
)

// layers are all of them; what is known of the report comes first, and is always unpacked.
var layers = []layer{layerReport, layerOrigin, layerPages, layerBlocks, layerWords, layerFrames, layerNames, layerEntities, layerAttributions, layerPlaces,
	layerDates, layerEvents, layerPositions}

// Layers that some readers can do with.
var (
	// layersToRead are what a report is read again from.
	layersToRead = []layer{layerReport, layerOrigin, layerPages}
	// layersToCompare are what reports are laid side by side by: all but what other layers were made of.
	layersToCompare = []layer{layerReport, layerBlocks, layerWords, layerEntities, layerAttributions, layerPlaces, layerDates, layerEvents, layerPositions}
)

// part is where a layer stands in a document that is kept, and whether there is none of it.
func (s *stored) part(l layer) (part any, none bool) {
	switch l {
	case layerReport:
		return &s.storedReport, false
	case layerOrigin:
		return &s.Origin, s.Origin == nil
	case layerPages:
		return &s.Pages, s.Pages == nil
	case layerBlocks:
		return &s.Blocks, s.Blocks == nil
	case layerWords:
		return &s.storedWords, s.Sentences == nil && s.Tokens == nil
	case layerFrames:
		return &s.Frames, s.Frames == nil
	case layerNames:
		return &s.Names, s.Names == nil
	case layerEntities:
		return &s.Entities, s.Entities == nil
	case layerAttributions:
		return &s.Attributions, s.Attributions == nil
	case layerPlaces:
		return &s.Places, s.Places == nil
	case layerDates:
		return &s.Dates, s.Dates == nil
	case layerEvents:
		return &s.Events, s.Events == nil
	case layerPositions:
		return &s.Positions, s.Positions == nil
	}
	return nil, true
}

// head is what versions a packed reading says it is of.
type head struct{ format, feature int }

// headOf reads the head of a reading; one without is of the first format.
func headOf(raw []byte) head {
	if len(raw) < headLength || string(raw[:len(readingMagic)]) != readingMagic {
		return head{format: 1}
	}
	return head{int(binary.BigEndian.Uint16(raw[len(readingMagic):])), int(binary.BigEndian.Uint16(raw[len(readingMagic)+2:]))}
}

// readable tells why a reading of such versions cannot be read.
func (h head) readable() error {
	switch {
	case h.format > readingFormat:
		return ErrNewerReading
	case h.format < leastFormat:
		return ErrOldReading
	}
	return nil
}

var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.DefaultCompression) // only a bad level is an error
	return w
}}

// unpacker unpacks JSON; what it holds is used again.
type unpacker struct {
	r    io.ReadCloser
	body bytes.Buffer
}

var unpackers = sync.Pool{New: func() any { return &unpacker{r: flate.NewReader(bytes.NewReader(nil))} }}

// inflate reads packed JSON.
func inflate(packed []byte, into any) error {
	u := unpackers.Get().(*unpacker)
	defer unpackers.Put(u)
	u.body.Reset()
	if err := u.r.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
		return err
	}
	if _, err := u.body.ReadFrom(u.r); err != nil {
		return err
	}
	return json.Unmarshal(u.body.Bytes(), into)
}

// pack packs every layer of a document; the text stays out where the column of the text holds it whole.
func pack(d *onrecord.Document) ([]byte, error) {
	return toStored(d).pack()
}

// pack packs every layer.
func (s *stored) pack() ([]byte, error) {
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	var table, body bytes.Buffer
	n := 0
	for _, l := range layers {
		part, none := s.part(l)
		if none {
			continue
		}
		before := body.Len()
		w.Reset(&body)
		if err := errors.Join(json.NewEncoder(w).Encode(part), w.Close()); err != nil {
			return nil, fmt.Errorf("pack %s of report: %w", l, err)
		}
		n++
		table.Write(binary.AppendUvarint(nil, uint64(len(l))))
		table.WriteString(string(l))
		table.Write(binary.AppendUvarint(nil, uint64(body.Len()-before)))
	}
	out := append([]byte(nil), readingMagic...)
	out = binary.BigEndian.AppendUint16(out, readingFormat)
	out = binary.BigEndian.AppendUint16(out, readingFeature)
	out = binary.AppendUvarint(out, uint64(n))
	return slices.Concat(out, table.Bytes(), body.Bytes()), nil
}

// unpack is the way back, for some layers or, where none is named, for all. The error wraps [ErrNewerReading], [ErrOldReading] or
// [ErrBroken].
func unpack(raw []byte, text string, wanted ...layer) (*onrecord.Document, error) {
	if len(wanted) == 0 {
		wanted = layers
	}
	h := headOf(raw)
	if err := h.readable(); err != nil {
		return nil, err
	}
	var s *stored
	var err error
	if h.format == 1 {
		s, err = unpackUnversioned(raw)
	} else {
		s, err = unpackSections(raw[headLength:], wanted)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack report: %w: %w", ErrBroken, err)
	}
	return s.document(text, wanted), nil
}

// section is a line of the table of contents with what it points at.
type section struct {
	name   layer
	packed []byte
}

// sections reads the table of contents.
func sections(raw []byte) ([]section, error) {
	short := errors.New("its table of contents does not fit")
	number := func() (uint64, bool) {
		n, size := binary.Uvarint(raw)
		if size <= 0 {
			return 0, false
		}
		raw = raw[size:]
		return n, true
	}
	count, ok := number()
	if !ok || count > uint64(len(raw)) {
		return nil, short
	}
	out := make([]section, 0, count)
	lengths := make([]uint64, 0, count)
	for range count {
		n, ok := number()
		if !ok || n > uint64(len(raw)) {
			return nil, short
		}
		out = append(out, section{name: layer(raw[:n])})
		raw = raw[n:]
		size, ok := number()
		if !ok {
			return nil, short
		}
		lengths = append(lengths, size)
	}
	for i, n := range lengths {
		if n > uint64(len(raw)) {
			return nil, short
		}
		out[i].packed, raw = raw[:n], raw[n:]
	}
	if len(raw) > 0 {
		return nil, short
	}
	return out, nil
}

func unpackSections(raw []byte, wanted []layer) (*stored, error) {
	list, err := sections(raw)
	if err != nil {
		return nil, err
	}
	s, known := &stored{}, false
	for _, x := range list {
		if !slices.Contains(wanted, x.name) {
			continue
		}
		part, _ := s.part(x.name)
		if err := inflate(x.packed, part); err != nil {
			return nil, fmt.Errorf("%s: %w", x.name, err)
		}
		known = known || x.name == layerReport
	}
	if !known {
		return nil, errors.New("it is empty")
	}
	return s, nil
}

// unpackUnversioned unpacks a reading of the first format, as version 0.1.0 wrote it.
func unpackUnversioned(raw []byte) (*stored, error) {
	var p struct {
		Document *stored        `json:"document"`
		Byline   onrecord.Span  `json:"byline"`
		Dateline storedDateline `json:"dateline"`
		File     []byte         `json:"file"`
		HasText  bool           `json:"hastext"`
	}
	if err := inflate(raw, &p); err != nil {
		return nil, err
	}
	if p.Document == nil {
		return nil, errors.New("it is empty")
	}
	s := p.Document
	s.Byline, s.Dateline, s.File, s.HasText = p.Byline, p.Dateline, p.File, p.HasText
	return s, nil
}

// toStored is a document as it is kept.
func toStored(d *onrecord.Document) *stored {
	m := &d.Meta
	s := &stored{
		storedReport: storedReport{ID: d.ID, Meta: storedMeta{m.Title, m.Published, m.Publisher, m.URL, m.Author, m.Policy, m.Charset}, Byline: m.Byline,
			Dateline: storedDateline(m.Dateline), File: []byte(m.File), HasText: column(d.Text) != d.Text, Language: storedLanguage(d.Language),
			Warnings: each(d.Warnings, storeWarning), Made: storedMade(d.Made)},
		Origin: each(d.Origin, storePiece), Pages: each(d.Pages, storePage), Blocks: each(d.Blocks, storeBlock),
		storedWords: storedWords{each(d.Sentences, storeSentence), each(d.Tokens, storeToken)},
		Frames:      each(d.Frames, storeFrame), Names: each(d.Names, storeName), Entities: each(d.Entities, storeEntity),
		Attributions: each(d.Attributions, storeAttribution), Places: each(d.Places, storeLocation), Dates: each(d.Dates, storeDate),
		Events: each(d.Events, storeEvent), Positions: each(d.Positions, storePosition),
	}
	if s.HasText {
		s.Text = d.Text
	}
	return s
}

// document is the way back, of some layers; text is what the column of the text holds.
func (s *stored) document(text string, wanted []layer) *onrecord.Document {
	m := &s.Meta
	d := &onrecord.Document{ID: s.ID, Meta: onrecord.Meta{Title: m.Title, Published: m.Published, Publisher: m.Publisher, URL: m.URL, Author: m.Author,
		Policy: m.Policy, File: string(s.File), Charset: m.Charset, Byline: s.Byline, Dateline: onrecord.Dateline(s.Dateline)},
		Text: text, Language: onrecord.Language(s.Language), Warnings: each(s.Warnings, warningOf), Made: onrecord.Made(s.Made)}
	if s.HasText {
		d.Text = s.Text
	}
	for _, l := range wanted {
		s.lay(l, d)
	}
	return d
}

// lay lays one layer over a document.
func (s *stored) lay(l layer, d *onrecord.Document) {
	switch l {
	case layerOrigin:
		d.Origin = each(s.Origin, pieceOf)
	case layerPages:
		d.Pages = each(s.Pages, pageOf)
	case layerBlocks:
		d.Blocks = each(s.Blocks, blockOf)
	case layerWords:
		d.Sentences, d.Tokens = each(s.Sentences, sentenceOf), each(s.Tokens, tokenOf)
	case layerFrames:
		d.Frames = each(s.Frames, frameOf)
	case layerNames:
		d.Names = each(s.Names, nameOf)
	case layerEntities:
		d.Entities = each(s.Entities, entityOf)
	case layerAttributions:
		d.Attributions = each(s.Attributions, attributionOf)
	case layerPlaces:
		d.Places = each(s.Places, locationOf)
	case layerDates:
		d.Dates = each(s.Dates, dateOf)
	case layerEvents:
		d.Events = each(s.Events, eventOf)
	case layerPositions:
		d.Positions = each(s.Positions, positionOf)
	}
}

// column is a text as a column can hold it, byte for byte as long: PostgreSQL takes no zero byte.
func column(s string) string { return strings.ReplaceAll(s, "\x00", " ") }
