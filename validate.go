package onrecord

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrInvalid is at the root of every error of [Document.Validate].
var ErrInvalid = errors.New("document breaks a rule")

// Validate is the one statement of the rules that a document keeps after every stage: the text is valid UTF-8, spans
// lie on character edges inside it, layers are in order, numbers lead somewhere, and a nested attribution lies inside
// the content of the one that holds it. It returns the first rule broken, wrapping [ErrInvalid].
func (d *Document) Validate() error {
	if !utf8.ValidString(d.Text) {
		return fmt.Errorf("%w: text is not valid UTF-8", ErrInvalid)
	}
	for _, check := range []func() error{d.checkBlocks, d.checkSentences, d.checkTokens, d.checkNames,
		d.checkEntities, d.checkAttributions, d.checkPlaces, d.checkDates, d.checkEvents, d.checkPositions} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return nil
}

func (d *Document) checkSpan(what string, i int, s Span) error {
	if s.Start < 0 || s.End > len(d.Text) || s.End <= s.Start {
		return fmt.Errorf("%s %d: span %d:%d is empty or outside the text of %d bytes", what, i+1, s.Start, s.End, len(d.Text))
	}
	if !utf8.RuneStart(d.Text[s.Start]) || (s.End < len(d.Text) && !utf8.RuneStart(d.Text[s.End])) {
		return fmt.Errorf("%s %d: span %d:%d cuts a character", what, i+1, s.Start, s.End)
	}
	return nil
}

func (d *Document) checkSpans(what string, i int, spans []Span) error {
	last := 0
	for _, s := range spans {
		if err := d.checkSpan(what, i, s); err != nil {
			return err
		}
		if s.Start < last {
			return fmt.Errorf("%s %d: spans overlap or are out of order", what, i+1)
		}
		last = s.End
	}
	return nil
}

func (d *Document) checkBlocks() error {
	last := 0
	for i, b := range d.Blocks {
		if err := d.checkSpan("block", i, b.Span); err != nil {
			return err
		}
		if b.Start < last {
			return fmt.Errorf("block %d: overlaps the one before", i+1)
		}
		last = b.End
	}
	return nil
}

func (d *Document) checkSentences() error {
	last, token := 0, 0
	for i, s := range d.Sentences {
		if err := d.checkSpan("sentence", i, s.Span); err != nil {
			return err
		}
		if s.Start < last {
			return fmt.Errorf("sentence %d: overlaps the one before", i+1)
		}
		if s.Block < 0 || s.Block >= len(d.Blocks) || !d.Blocks[s.Block].Contains(s.Span) {
			return fmt.Errorf("sentence %d: lies outside its block %d", i+1, s.Block)
		}
		if s.From != token || s.To <= s.From || s.To > len(d.Tokens) {
			return fmt.Errorf("sentence %d: tokens %d:%d do not follow on token %d of %d", i+1, s.From, s.To, token, len(d.Tokens))
		}
		last, token = s.End, s.To
	}
	if token != len(d.Tokens) {
		return fmt.Errorf("tokens %d to %d belong to no sentence", token, len(d.Tokens))
	}
	return nil
}

func (d *Document) checkTokens() error {
	rooted := make([]bool, len(d.Tokens))
	for si, s := range d.Sentences {
		last := s.Start
		for i := s.From; i < s.To; i++ {
			t := &d.Tokens[i]
			if err := d.checkSpan("token", i, t.Span); err != nil {
				return err
			}
			if t.Start < last || t.End > s.End {
				return fmt.Errorf("token %d: out of order or outside sentence %d", i+1, si+1)
			}
			last = t.End
			if h := int(t.Head); h != 0 && (h <= s.From || h > s.To || h == i+1) {
				return fmt.Errorf("token %d: head %d lies outside its sentence", i+1, h)
			}
		}
		if err := d.checkTree(s, rooted); err != nil {
			return fmt.Errorf("sentence %d: %w", si+1, err)
		}
	}
	return nil
}

// checkTree makes sure that every token of a parsed sentence leads to a root. rooted has room for every token, and says of
// which it is known.
func (d *Document) checkTree(s Sentence, rooted []bool) error {
	for i := s.From; i < s.To; i++ {
		steps := 0
		for h := TokenID(i + 1); h != 0 && !rooted[h-1]; h = d.Tokens[h-1].Head {
			if steps++; steps > s.To-s.From {
				return fmt.Errorf("token %d: heads go round in a circle", i+1)
			}
		}
		for h := TokenID(i + 1); h != 0 && !rooted[h-1]; h = d.Tokens[h-1].Head {
			rooted[h-1] = true
		}
	}
	return nil
}

func (d *Document) checkNames() error {
	last := 0
	for i, n := range d.Names {
		if err := d.checkSpan("name", i, n.Span); err != nil {
			return err
		}
		if n.Start < last {
			return fmt.Errorf("name %d: overlaps the one before", i+1)
		}
		last = n.End
		if n.From < 0 || n.To > len(d.Tokens) || n.From >= n.To ||
			d.Tokens[n.From].Start != n.Start || d.Tokens[n.To-1].End != n.End {
			return fmt.Errorf("name %d: tokens %d:%d are not its words", i+1, n.From, n.To)
		}
	}
	return nil
}

func (d *Document) checkEntities() error {
	for i, e := range d.Entities {
		if len(e.Mentions) == 0 {
			return fmt.Errorf("entity %d: has no mention", i+1)
		}
		last := -1
		for _, m := range e.Mentions {
			if err := d.checkSpan("mention of entity", i, m.Span); err != nil {
				return err
			}
			if m.Start < last {
				return fmt.Errorf("entity %d: mentions out of order", i+1)
			}
			last = m.Start
			if m.Head < 0 || int(m.Head) > len(d.Tokens) {
				return fmt.Errorf("entity %d: mention's head %d is no token", i+1, m.Head)
			}
		}
	}
	return nil
}

func (d *Document) checkAttributions() error {
	for i := range d.Attributions {
		a := &d.Attributions[i]
		if len(a.Content) == 0 {
			return fmt.Errorf("attribution %d: has no content", i+1)
		}
		if err := d.checkSpans("content of attribution", i, a.Content); err != nil {
			return err
		}
		if err := d.checkSpans("source of attribution", i, a.Source.Spans); err != nil {
			return err
		}
		if err := d.checkSpans("resolution of attribution", i, a.Source.ResolvesTo); err != nil {
			return err
		}
		for _, s := range a.loneSpans() {
			if s != (Span{}) {
				if err := d.checkSpan("attribution", i, s); err != nil {
					return err
				}
			}
		}
		if a.By == "" || a.Conf < 0 || a.Conf > 1 {
			return fmt.Errorf("attribution %d: finder %q or confidence %g missing", i+1, a.By, a.Conf)
		}
		if e := a.Source.Entity; e < 0 || int(e) > len(d.Entities) {
			return fmt.Errorf("attribution %d: no entity %d", i+1, e)
		}
		if err := d.checkNesting(i); err != nil {
			return err
		}
	}
	return nil
}

// loneSpans lists the spans of an attribution that stand alone.
func (a *Attribution) loneSpans() []Span {
	out := []Span{a.Cue, a.Addressee, a.Source.ReasonSpan}
	for _, e := range a.Evidence {
		out = append(out, e.Span)
	}
	return out
}

func (d *Document) checkNesting(i int) error {
	a := &d.Attributions[i]
	if a.Within == 0 {
		return nil
	}
	if a.Within < 0 || int(a.Within) > i {
		return fmt.Errorf("attribution %d: lies within %d, which is not an earlier one", i+1, a.Within)
	}
	outer := d.Attributions[a.Within-1].Content
	for _, s := range a.Content {
		if !within(s, outer) {
			return fmt.Errorf("attribution %d: content %d:%d lies outside the content of attribution %d", i+1, s.Start, s.End, a.Within)
		}
	}
	return nil
}

func within(s Span, spans []Span) bool {
	for _, o := range spans {
		if o.Contains(s) {
			return true
		}
	}
	return false
}
