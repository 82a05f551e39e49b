package onrecord

// FrameLayer says what kind of finding a frame is of.
type FrameLayer string

// The layers of frames.
const (
	FrameStatement FrameLayer = "statement"
	FrameEvent     FrameLayer = "event"
	FramePosition  FrameLayer = "position"
)

// FrameID is the number of a frame in its document: index + 1; 0 is none.
type FrameID int

// Run is a run of words: tokens From up to but not including To, indexes into Document.Tokens.
type Run struct{ From, To int }

// Frame is what the learned reader sees as one statement, event or position: an anchor (the cue, the trigger, the words of
// stance), the stretches of words that fill its roles, and its classes, after the frames of Fillmore (1976) and the
// anchor-and-argument labelling of event extraction. Frames are the material of which attributions, events and
// positions are made; they are not findings themselves.
type Frame struct {
	Layer   FrameLayer
	Anchor  Run
	Roles   map[string][]Run   // by role: "cue", "source", "content"; "trigger", "actor", "recipient"; "cue", "actor", "issue", "condition"
	Classes map[string]string  // by class: "type", "source_kind", "naming", "form"; "root", "status"; "stance", "firmness", "pkind"
	Sure    map[string]float64 // how sure the reader is of each class, 0..1, of each role under its name, and of the "anchor"
	Conf    float64            // how likely the frame is right, 0..1: fitted on reports that nothing was learned from
}

// Frame returns the frame with that number, or nil for none.
func (d *Document) Frame(id FrameID) *Frame {
	if id < 1 || int(id) > len(d.Frames) {
		return nil
	}
	return &d.Frames[id-1]
}

// RunSpan is the stretch of the text from the first to the last word of a run; the zero Span for an empty one.
func (d *Document) RunSpan(r Run) Span {
	if r.From >= r.To {
		return Span{}
	}
	return Span{Start: d.Tokens[r.From].Start, End: d.Tokens[r.To-1].End}
}
