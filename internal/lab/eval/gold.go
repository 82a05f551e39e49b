package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"onrecord"
)

// errBadGold is at the root of every error about what a report of the gold holds.
var errBadGold = errors.New("bad gold")

// goldReport is one report with what people marked in it.
type goldReport struct {
	name, published, text string
	statements            []goldStatement
	events                []goldEvent
	positions             []goldPosition
}

type goldStatement struct {
	ID      string   `json:"statement"`
	Source  string   `json:"source"`
	Cue     string   `json:"cue"`
	Content []string `json:"content"`
	Parent  string   `json:"parent"`
	Kind    string   `json:"kind"`
	Naming  string   `json:"naming"`
	Type    string   `json:"type"`
	Form    string   `json:"form"`

	source, cue, content []onrecord.Span
}

type goldEvent struct {
	ID        string   `json:"event"`
	Trigger   string   `json:"trigger"`
	Actor     []string `json:"actor"`
	Recipient []string `json:"recipient"`
	Root      string   `json:"root"`
	Word      string   `json:"word"`
	Status    string   `json:"status"`

	trigger, actor, recipient []onrecord.Span
}

type goldPosition struct {
	ID         string   `json:"position"`
	Actor      []string `json:"actor"`
	Issue      string   `json:"issue"`
	Stance     string   `json:"stance"`
	Firmness   int      `json:"firmness"`
	Cues       []string `json:"cues"`
	Conditions []struct {
		Kind string `json:"kind"`
		Text string `json:"text"`
	} `json:"conditions"`
	RedLine   bool   `json:"red_line"`
	TimeBound string `json:"time_bound"`
	Word      string `json:"word"`

	actor, issue, cues, conditions []onrecord.Span
}

// readGold reads the reports of a folder of the gold, "dev" or "held".
func readGold(files fs.FS, half string) ([]goldReport, error) {
	names, err := fs.Glob(files, path.Join(half, "*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("read gold: %w", err)
	}
	var out []goldReport
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read gold: %w", err)
		}
		r, err := parseGold(path.Base(name), raw)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

const (
	textMark = "\n-- text --\n"
	goldMark = "\n-- gold --\n"
)

// parseGold reads one report: a heading, its text, and one finding a line. Its errors wrap errBadGold and name file and
// line.
func parseGold(name string, raw []byte) (goldReport, error) {
	r := goldReport{name: name}
	head, rest, ok := bytes.Cut(raw, []byte(textMark))
	text, findings, also := bytes.Cut(rest, []byte(goldMark))
	if !ok || !also {
		return r, fmt.Errorf("%s: %w: no text or no gold part", name, errBadGold)
	}
	for line := range strings.Lines(string(head)) {
		if day, found := strings.CutPrefix(line, "published: "); found {
			r.published = strings.TrimSpace(day)
		}
	}
	r.text = string(text)
	at := bytes.Count(raw[:len(raw)-len(findings)], []byte("\n")) + 1
	for n, line := range bytes.Split(findings, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := r.add(line); err != nil {
			return r, fmt.Errorf("%s:%d: %w: %w", name, at+n, errBadGold, err)
		}
	}
	return r, r.check()
}

func (r *goldReport) add(line []byte) error {
	var kind map[string]any
	if err := json.Unmarshal(line, &kind); err != nil {
		return err
	}
	switch {
	case kind["statement"] != nil:
		var s goldStatement
		err := json.Unmarshal(line, &s)
		s.source, s.cue, s.content = r.spans(&err, s.Source), r.spans(&err, s.Cue), r.spans(&err, s.Content...)
		r.statements = append(r.statements, s)
		return err
	case kind["event"] != nil:
		var e goldEvent
		err := json.Unmarshal(line, &e)
		e.trigger, e.actor, e.recipient = r.spans(&err, e.Trigger), r.spans(&err, e.Actor...), r.spans(&err, e.Recipient...)
		r.events = append(r.events, e)
		return err
	case kind["position"] != nil:
		var p goldPosition
		err := json.Unmarshal(line, &p)
		p.actor, p.issue, p.cues = r.spans(&err, p.Actor...), r.spans(&err, p.Issue), r.spans(&err, p.Cues...)
		for _, c := range p.Conditions {
			p.conditions = append(p.conditions, r.spans(&err, c.Text)...)
		}
		r.positions = append(r.positions, p)
		return err
	}
	return errors.New("neither statement, event nor position")
}

// check makes sure that the statements which others name are there.
func (r *goldReport) check() error {
	known := map[string]bool{"": true}
	for _, s := range r.statements {
		known[s.ID] = true
	}
	for _, s := range r.statements {
		if !known[s.Parent] {
			return fmt.Errorf("%s: %w: statement %s: no statement %q", r.name, errBadGold, s.ID, s.Parent)
		}
	}
	for _, e := range r.events {
		if !known[e.Word] {
			return fmt.Errorf("%s: %w: event %s: no statement %q", r.name, errBadGold, e.ID, e.Word)
		}
	}
	for _, p := range r.positions {
		if !known[p.Word] {
			return fmt.Errorf("%s: %w: position %s: no statement %q", r.name, errBadGold, p.ID, p.Word)
		}
	}
	return nil
}

// spans finds the words of the gold in the text; "" stands for none. The first failure goes to err.
func (r *goldReport) spans(err *error, texts ...string) []onrecord.Span {
	var out []onrecord.Span
	for _, t := range texts {
		if t == "" {
			continue
		}
		s, ok := locate(r.text, t)
		if !ok && *err == nil {
			*err = fmt.Errorf("%q is not in the text", t)
		}
		out = append(out, s)
	}
	return out
}

// locate finds words in a text: "start ... end" is the stretch from one to the other, "word@2" the second place.
func locate(text, words string) (onrecord.Span, bool) {
	if from, to, ok := strings.Cut(words, " ... "); ok {
		a, found := locate(text, from)
		if !found {
			return a, false
		}
		b := strings.Index(text[a.End:], to)
		return onrecord.Span{Start: a.Start, End: a.End + b + len(to)}, b >= 0
	}
	nth := 1
	if k := strings.LastIndexByte(words, '@'); k > 0 {
		if n, err := strconv.Atoi(words[k+1:]); err == nil && n > 0 {
			words, nth = words[:k], n
		}
	}
	at := 0
	for {
		k := strings.Index(text[at:], words)
		if k < 0 {
			return onrecord.Span{}, false
		}
		if nth--; nth == 0 {
			return onrecord.Span{Start: at + k, End: at + k + len(words)}, true
		}
		at += k + len(words)
	}
}

// goldHalves are the halves, by folder, as the table names them.
var goldHalves = []struct{ folder, name string }{{"dev", "own reports, development half"}, {"held", "own reports, held-back half"}}

// gold measures the real reports and both halves of our own gold of reports.
// They are no part of the program, which is to stay small, and the held-back half has no business in it.
func (e *evaluation) gold() error {
	if err := e.real(); err != nil {
		return err
	}
	for _, h := range goldHalves {
		if e.Gold == nil {
			e.out.missing(h.name, "statements")
			continue
		}
		reports, err := readGold(e.Gold, h.folder)
		if err != nil {
			return err
		}
		if len(reports) == 0 {
			e.out.missing(h.name, "statements")
			continue
		}
		say := func(string, ...any) {}
		if e.Misses != nil && h.folder == "dev" { // the held-back half is not to be looked at
			say = e.Misses
		}
		firm := make([][]firmnessPair, len(reports))
		tally, err := e.readEach(len(reports), func(i int) *onrecord.Document {
			return &onrecord.Document{ID: reports[i].name, Text: reports[i].text, Meta: onrecord.Meta{Published: reports[i].published}}
		}, func(i int, d *onrecord.Document, s Sheet) { firm[i] = scoreGold(&reports[i], d, s, say) })
		if err != nil {
			return err
		}
		note := fmt.Sprintf("%d reports; one annotator", len(reports))
		e.goldRows(h.name, note, tally)
		all := slices.Concat(firm...)
		k := kappa(all)
		e.out.Rows = append(e.out.Rows, Row{Corpus: h.name, Layer: "positions", Slice: "firmness, weighted kappa", P: k, R: k, F: k, N: len(all), Note: note})
	}
	return nil
}

// goldRows adds the rows of one half.
func (e *evaluation) goldRows(name, note string, tally Tally) {
	for _, layer := range []struct {
		name     string
		measures []string
	}{
		{"statements", []string{"found", "nested found", "nested found in the right one", "source kind", "source naming", "no source kept so"}},
		{"events", []string{"trigger", "root and actor", "recipient of the matched", "root of the matched", "on whose word", "status"}},
		{"positions", []string{"actor and place", "stance and actor", "firmness within one step", "firmness exact", "conditions", "red line", "on whose word, positions"}},
	} {
		var ms []Measure
		for _, m := range layer.measures {
			ms = append(ms, Measure{Name: m})
		}
		e.rows(name, layer.name, note, tally, ms)
	}
}
