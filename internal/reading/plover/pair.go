package plover

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// ErrBadPair is at the root of every error about a line of pairs.
var ErrBadPair = errors.New("bad pair")

// Pair is a sentence with two parties marked in it: what did the one do to the other? Spans are byte offsets into Text.
type Pair struct {
	ID     string
	Text   string
	Source []onrecord.Span // who did it; none where it is not told
	Target []onrecord.Span // to whom; none where it is not told
	Root   string          // what people coded, where the file tells it
	Quad   onrecord.Quad   // likewise; 0 where it does not
	Line   int             // in the file
}

// Pairs reads a tab-separated file of pairs: a heading line that names the columns, of which id, sentence, source_spans
// and target_spans must be there and gold_root and gold_quad may; spans are "begin:end", several joined by ";", in code
// points, end exclusive. Each line gives a pair or an error that wraps [ErrBadPair] and names the line; reading goes on
// after a bad line unless yield says stop.
func Pairs(r io.Reader, yield func(Pair, error) bool) error {
	in := bufio.NewReaderSize(r, 1<<16)
	columns := map[string]int{}
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("read pairs: %w", err)
		}
		last := err == io.EOF
		line = strings.TrimRight(line, "\r\n")
		switch {
		case n == 1:
			for i, c := range strings.Split(strings.TrimPrefix(line, "\ufeff"), "\t") {
				columns[strings.TrimSpace(c)] = i
			}
			for _, c := range []string{"id", "sentence", "source_spans", "target_spans"} {
				if _, ok := columns[c]; !ok {
					return fmt.Errorf("%w, line 1: no column %q in the heading (id, sentence, source_spans, target_spans are needed)", ErrBadPair, c)
				}
			}
		case line != "":
			p, err := pairOf(columns, strings.Split(line, "\t"))
			p.Line = n
			if err != nil {
				err = fmt.Errorf("%w, line %d: %w", ErrBadPair, n, err)
			}
			if !yield(p, err) {
				return nil
			}
		}
		if last {
			return nil
		}
	}
}

// AllPairs reads a file of pairs as [Pairs] does; the first bad line is the error.
func AllPairs(r io.Reader) ([]Pair, error) {
	var out []Pair
	var bad error
	err := Pairs(r, func(p Pair, err error) bool {
		out, bad = append(out, p), err
		return err == nil
	})
	return out, errors.Join(err, bad)
}

// Document is the text of a pair as one paragraph, ready to be split and parsed.
func (p *Pair) Document() *onrecord.Document {
	d := &onrecord.Document{ID: p.ID, Text: p.Text}
	if from, to := len(p.Text)-len(strings.TrimLeft(p.Text, " \t")), len(strings.TrimRight(p.Text, " \t")); from < to {
		d.Blocks = []onrecord.Block{{Span: onrecord.Span{Start: from, End: to}, Kind: onrecord.Body}}
	}
	return d
}

func pairOf(columns map[string]int, cells []string) (Pair, error) {
	get := func(name string) string {
		if i, ok := columns[name]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	p := Pair{ID: get("id"), Text: get("sentence"), Root: get("gold_root")}
	if len(cells) <= max(columns["id"], columns["sentence"], columns["source_spans"], columns["target_spans"]) {
		return p, fmt.Errorf("%d cells, the heading has %d columns", len(cells), len(columns))
	}
	if !utf8.ValidString(p.Text) {
		return p, errors.New("the sentence is not UTF-8")
	}
	if strings.TrimSpace(p.Text) == "" {
		return p, errors.New("no sentence")
	}
	if q, err := strconv.Atoi(get("gold_quad")); err == nil {
		p.Quad = onrecord.Quad(q)
	}
	var err error
	if p.Source, err = spansOf(p.Text, get("source_spans")); err == nil {
		p.Target, err = spansOf(p.Text, get("target_spans"))
	}
	return p, err
}

// spansOf turns "b:e;b:e" in code points into byte spans.
func spansOf(text, cell string) ([]onrecord.Span, error) {
	var out []onrecord.Span
	for part := range strings.SplitSeq(cell, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, ok := strings.Cut(part, ":")
		b, err1 := strconv.Atoi(from)
		e, err2 := strconv.Atoi(to)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("span %q: not begin:end", part)
		}
		s := onrecord.Span{Start: onrecord.ByteOf(text, b), End: onrecord.ByteOf(text, e)}
		if b < 0 || e <= b || s.End < 0 {
			return nil, fmt.Errorf("span %q: not within the sentence", part)
		}
		out = append(out, s)
	}
	return out, nil
}
