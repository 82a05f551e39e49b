// Package read is the whole of how a report is read: the stages, in order, in one table.
package read

import (
	"context"
	"fmt"

	"onrecord"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/lang/ner"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/actor"
	"onrecord/internal/reading/attribution"
	"onrecord/internal/reading/calendar"
	"onrecord/internal/reading/coref"
	"onrecord/internal/reading/event"
	"onrecord/internal/reading/factuality"
	"onrecord/internal/reading/frames"
	"onrecord/internal/reading/layout"
	"onrecord/internal/reading/place"
	"onrecord/internal/reading/plover"
	"onrecord/internal/reading/position"
	"onrecord/internal/reading/source"
)

// Version is the version of the tool, written into every document it has read.
const Version = "0.1.0"

// Layer is a set of layers of a document, as bits.
type Layer uint

// The layers, in the order in which they are laid.
const (
	Language     Layer = 1 << iota // Document.Language
	Layout                         // Document.Blocks, byline and dateline
	Split                          // Document.Sentences, Document.Tokens
	Syntax                         // lemma, tag, head and relation of the tokens
	Names                          // Document.Names
	Entities                       // Document.Entities
	Frames                         // Document.Frames
	Attributions                   // spans and nesting of Document.Attributions
	Axes                           // the axes of the attributions and their sources
	Codes                          // the codes of Document.Entities
	Places                         // Document.Places
	Dates                          // Document.Dates
	Events                         // Document.Events, without their factuality
	Facts                          // the factuality of the events
	Positions                      // Document.Positions
	Members                        // the codes of those who take part in events and hold positions
)

// The languages that stages read.
const (
	inAny     = ""               // the words make no difference
	inEnglish = onrecord.English // English, and what is too short to tell
)

// stage is one step of the reading: which languages it reads, what it needs to be there, and which layers it alone fills.
type stage struct {
	name  string
	reads string
	needs Layer
	fills Layer
	run   func(d *onrecord.Document, stop func() bool) // where stop is heeded, what is laid may be cut short
}

// lay runs a stage on a document in a language that it reads. On another it leaves its layers empty; [onrecord.Document.Readable] says so.
func (s *stage) lay(d *onrecord.Document, stop func() bool) {
	if s.reads == inAny || d.Readable() {
		s.run(d, stop)
	}
}

// short is a stage that takes no time to speak of.
func short(run func(*onrecord.Document)) func(*onrecord.Document, func() bool) {
	return func(d *onrecord.Document, _ func() bool) { run(d) }
}

// Reader reads reports. It is safe for use by several goroutines at once, each with its own document.
type Reader struct {
	stages []stage
	made   onrecord.Made
}

// Option changes how reports are read.
type Option func(*options)

type options struct {
	scheme frames.Scheme
	engine frames.Engine
}

// Outermost draws statements as the corpus PolNeAR does, the outermost alone, and not by our guide.
func Outermost() Option { return func(o *options) { o.scheme = frames.PolNeAR } }

// Engine is one of [Engines]: "default" reads as well as the program can; "fast" twice as quick, and errs more often (docs/scores.md).
type Engine = frames.Engine

// Fast is the small reader.
const Fast = frames.Fast

// Engines are all engines, the usual one first.
var Engines = frames.Engines

// By reads with an engine.
func By(e Engine) Option { return func(o *options) { o.engine = e } }

// New builds the reader: dictionaries and models are loaded here, and here only can they fail.
func New() (*Reader, error) { return NewWith() }

// NewWith is [New] with options.
func NewWith(opts ...Option) (*Reader, error) {
	o := options{scheme: frames.Guide, engine: frames.Default}
	for _, set := range opts {
		set(&o)
	}
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	shape, err := layout.New()
	if err != nil {
		return nil, err
	}
	words, err := english.New(classes)
	if err != nil {
		return nil, err
	}
	proper, err := ner.New(classes)
	if err != nil {
		return nil, err
	}
	who, err := coref.New()
	if err != nil {
		return nil, err
	}
	learned, err := frames.New(o.scheme, o.engine)
	if err != nil {
		return nil, err
	}
	said, err := attribution.New()
	if err != nil {
		return nil, err
	}
	typed, err := source.New()
	if err != nil {
		return nil, err
	}
	coder, err := actor.New()
	if err != nil {
		return nil, err
	}
	where, err := place.New()
	if err != nil {
		return nil, err
	}
	when, err := calendar.New()
	if err != nil {
		return nil, err
	}
	done, err := event.New()
	if err != nil {
		return nil, err
	}
	facts, err := factuality.New(classes)
	if err != nil {
		return nil, err
	}
	stand, err := position.New()
	if err != nil {
		return nil, err
	}
	stages := []stage{
		// name, languages, needs, fills, run
		{"layout", inAny, 0, Language | Layout, shape.FindUntil},
		{"split", inAny, Layout, Split, words.SplitUntil},
		{"parse", inEnglish, Split, Syntax, words.ParseUntil},
		{"names", inEnglish, Syntax, Names, proper.FindUntil},
		{"entity", inEnglish, Syntax | Names, Entities, who.ResolveUntil},
		{"frames", inEnglish, Split, Frames, learned.Find},
		{"attribution", inEnglish, Syntax | Frames, Attributions, said.Find},
		{"place", inEnglish, Entities, Places, where.Find},
		{"source", inEnglish, Entities | Attributions | Places, Axes, typed.TypeUntil},
		{"actor", inEnglish, Entities | Axes | Places, Codes, coder.Code},
		{"calendar", inEnglish, Syntax, Dates, when.Find},
		{"event", inEnglish, Frames | Codes | Attributions | Places | Dates, Events, done.Find},
		{"factuality", inEnglish, Events | Attributions, Facts, facts.Judge},
		{"position", inEnglish, Frames | Codes | Axes | Dates, Positions, stand.Find},
		{"member", inEnglish, Events | Positions, Members, short(coder.CodeMembers)},
	}
	if err := checkOrder(stages); err != nil {
		return nil, err
	}
	return &Reader{stages: stages, made: MadeBy(o.engine)}, nil
}

// Made names the versions of what reads here. It loads no model, so that asking is cheap.
func Made() onrecord.Made { return MadeBy(frames.Default) }

// MadeBy is the same of an engine: readings of another engine are of another version.
func MadeBy(e Engine) onrecord.Made {
	models := wordclass.Version() + english.Version() + ner.Version() + coref.Version() + frames.Version(e) + factuality.Version() + plover.Version()
	return onrecord.Made{Tool: Version, Lexicon: lexicon.Version(), Models: onrecord.Digest(models)[:12]}
}

// Read lays every layer over the document. Text and Meta must be there; reading a valid text cannot fail, so an error
// is a fault of the program: it names the stage that broke a rule and wraps [onrecord.ErrInvalid].
func (r *Reader) Read(d *onrecord.Document) error { return r.ReadContext(context.Background(), d) }

// ReadContext is Read that gives up when ctx ends: it returns the context's error within a fraction of a second, whatever
// the length of the text, and leaves a document whose layers are not to be used.
func (r *Reader) ReadContext(ctx context.Context, d *onrecord.Document) error {
	stop := func() bool { return ctx.Err() != nil }
	if err := d.Validate(); err != nil {
		return fmt.Errorf("read report %s: %w", d.ID, err)
	}
	for _, s := range r.stages {
		if !stop() {
			s.lay(d, stop)
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read report %s: %w", d.ID, err)
		}
		if err := d.Validate(); err != nil {
			return fmt.Errorf("read report %s: stage %s: %w", d.ID, s.name, err)
		}
	}
	d.Made = r.made
	return nil
}

// Lay lays the wanted layers and those that they need, and no others: what a stage that is worked on stands on.
func (r *Reader) Lay(d *onrecord.Document, want Layer) {
	run := make([]bool, len(r.stages))
	for i := len(r.stages) - 1; i >= 0; i-- {
		if s := &r.stages[i]; s.fills&want != 0 {
			run[i], want = true, want|s.needs
		}
	}
	for i := range r.stages {
		if run[i] {
			r.stages[i].lay(d, func() bool { return false })
		}
	}
}

// checkOrder makes sure that what a stage needs was filled by an earlier one, and that each layer has one owner.
func checkOrder(stages []stage) error {
	var filled Layer
	for _, s := range stages {
		if s.needs&^filled != 0 {
			return fmt.Errorf("stage %s is out of order: it needs a layer that no earlier stage fills", s.name)
		}
		if s.fills&filled != 0 {
			return fmt.Errorf("stage %s fills a layer that an earlier stage owns", s.name)
		}
		filled |= s.fills
	}
	return nil
}

// Made names the versions of the tool, its dictionaries and its models.
func (r *Reader) Made() onrecord.Made { return r.made }
