// Package warc reads web archives (ISO 28500, WARC 1.0 and 1.1), packed or not: the pages that were fetched, with their addresses.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
)

// What can be wrong with an archive: each concerns one record, or a stretch between two.
var (
	ErrBroken   = errors.New("broken archive")
	ErrTooLarge = errors.New("too large")
)

// Page is a page of an archive: the body of an answer that was given with status 2xx, or a resource.
type Page struct {
	Record      int    // number in the archive, from 1
	URL         string // what was asked for
	Date        string // when it was fetched, RFC 3339
	ContentType string
	Body        []byte // unpacked
}

// Read goes through an archive. Requests, metadata, revisits (the same content fetched again) and answers that are no pages are passed
// over. A record whose stated length is not that of its block is read to where the next one begins. What cannot be read is an error in
// its place, and the next record that can be found follows. No body may be longer than limit bytes, packed or unpacked.
func Read(in io.Reader, limit int64) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		br := bufio.NewReaderSize(in, 1<<16)
		packed := &members{in: br}
		if magic, _ := br.Peek(2); bytes.Equal(magic, gzipMagic[:2]) {
			br = bufio.NewReaderSize(packed, 1<<16)
		}
		r := &reader{in: br, behind: &pushback{in: br}, limit: limit}
		told := 0
		for n := 1; ; n++ {
			p, skip, err := r.next()
			p.Record = n
			if packed.lost > told && !errors.Is(err, ErrBroken) {
				if !yield(Page{Record: n}, fmt.Errorf("%w: %d packed records are damaged and lost", ErrBroken, packed.lost-told)) {
					return
				}
			}
			told = packed.lost
			if errors.Is(err, io.EOF) {
				return
			}
			if (!skip || err != nil) && !yield(p, err) {
				return
			}
		}
	}
}

// reader is an archive while it is read.
type reader struct {
	in     *bufio.Reader
	behind *pushback // what in reads from, once something was put back
	limit  int64
	wasted int // bytes that were put back, in all
}

// pushback reads bytes that were put back, and then what follows.
type pushback struct {
	front []byte
	in    io.Reader
}

// Read reads what was put back first.
func (p *pushback) Read(b []byte) (int, error) {
	if len(p.front) == 0 {
		return p.in.Read(b)
	}
	n := copy(b, p.front)
	p.front = p.front[n:]
	return n, nil
}

// unread puts bytes back in front of what follows.
func (r *reader) unread(b []byte) {
	r.wasted += len(b)
	if r.in == r.behind.in {
		r.behind.front = append([]byte{}, b...)
	} else {
		held, _ := r.in.Peek(r.in.Buffered())
		r.behind.front = append(append(append([]byte{}, b...), held...), r.behind.front...)
	}
	r.in = bufio.NewReaderSize(r.behind, 1<<16)
}

// mostWasted is how many bytes may be put back before the lengths of an archive are not believed any more.
const mostWasted = 100_000_000

// next reads a record; skip tells that it is no page. At the end of the archive the error is io.EOF.
func (r *reader) next() (p Page, skip bool, err error) {
	h, err := r.header()
	if err != nil {
		return p, false, err
	}
	p = Page{URL: strings.Trim(h["warc-target-uri"], "<>"), Date: h["warc-date"], ContentType: h["content-type"]}
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || length < 0 {
		return p, false, fmt.Errorf("%w: a record without its length is lost%s", ErrBroken, r.toNext())
	}
	kind := h["warc-type"]
	wanted := kind == "resource" || kind == "response" && strings.HasPrefix(strings.ToLower(p.ContentType), "application/http")
	if length > r.limit+1<<16 {
		r.pass(length)
		if wanted {
			return p, false, fmt.Errorf("%w: %s is over the limit of %d bytes", ErrTooLarge, p.URL, r.limit)
		}
		return p, true, nil
	}
	block, whole := r.block(length)
	switch {
	case !wanted:
		return p, true, nil
	case kind == "resource":
		p.Body = block
		skip = int64(len(block)) > r.limit
	default:
		whole, skip, err = p.answer(block, whole, r.limit)
	}
	if !whole && err == nil {
		return p, false, fmt.Errorf("%w: it is cut short in the record of %s", ErrBroken, p.URL)
	}
	return p, skip, err
}

// version begins a record, and its first field follows.
var version = regexp.MustCompile(`(?:^|\n)(WARC/[01]\.\d+[ \t]*\r?\n[A-Za-z-]+[ \t]*:)`)

// block reads the block of a record. Where what follows it is no record, its length is wrong: it ends where the next one begins. whole
// tells that the archive did not end before it.
func (r *reader) block(length int64) (block []byte, whole bool) {
	if r.wasted > mostWasted {
		return trimEnd(r.upToNext(length)), true
	}
	block = make([]byte, length)
	n, err := io.ReadFull(r.in, block)
	block = block[:n]
	if err == nil && r.atRecord() {
		return block, true
	}
	if at := version.FindSubmatchIndex(r.withNext(block)); at != nil && at[2] < n { // it is too long
		r.unread(block[at[2]:])
		return trimEnd(block[:at[2]]), true
	}
	if err != nil {
		return block, false
	}
	rest := r.upToNext(r.limit + 1<<16 - int64(n))
	return append(block, trimEnd(rest)...), true
}

// atRecord tells whether a record may end here: an empty line follows, or the next record, or the end of the archive.
func (r *reader) atRecord() bool {
	head, err := r.in.Peek(16)
	rest := bytes.TrimLeft(head, "\r\n")
	breaks := bytes.Count(head[:len(head)-len(rest)], []byte("\n"))
	return breaks >= 2 || bytes.HasPrefix(rest, []byte("WARC/")) || len(rest) == 0 && err != nil
}

// withNext is a block with some of what follows it.
func (r *reader) withNext(block []byte) []byte {
	more, _ := r.in.Peek(64)
	return append(block[:len(block):len(block)], more...)
}

// trimEnd takes off the empty lines that end a record.
func trimEnd(block []byte) []byte {
	for range 2 {
		block = bytes.TrimSuffix(bytes.TrimSuffix(block, []byte("\n")), []byte("\r"))
	}
	return block
}

// pass goes over a block that is too long to be read, but not over a record that begins in it: then its length is wrong.
func (r *reader) pass(length int64) {
	for length > 0 {
		line, err := r.in.ReadSlice('\n')
		if length -= int64(len(line)); err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, errDamaged) {
			return
		}
		if err == nil && r.recordFollows() {
			return
		}
	}
	r.upToNext(0)
}

// recordFollows tells whether a record begins here, at the beginning of a line.
func (r *reader) recordFollows() bool {
	head, _ := r.in.Peek(64)
	at := version.FindIndex(head)
	return at != nil && at[0] == 0 && head[0] == 'W'
}

// upToNext reads to where the next record begins, and gives the first bytes of it, as many as are wanted.
func (r *reader) upToNext(most int64) []byte {
	var out []byte
	for !r.recordFollows() {
		line, err := r.in.ReadSlice('\n')
		if room := most - int64(len(out)); room > 0 {
			out = append(out, line[:min(room, int64(len(line)))]...)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, errDamaged) {
			break
		}
	}
	return out
}

// toNext goes to where the next record begins, and says whether there is one.
func (r *reader) toNext() string {
	r.upToNext(0)
	if _, err := r.in.Peek(1); err != nil {
		return ", and no record follows"
	}
	return "; the next one is read"
}

// longestLine is how long a line of a header may be.
const longestLine = 1 << 16

// line reads a line without its end. At the end of the archive the error is io.EOF where the line is empty.
func (r *reader) line() (string, error) {
	line, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", fmt.Errorf("%w: a line of a header has no end", ErrBroken)
	}
	if err != nil && (len(line) > 0 || !errors.Is(err, io.EOF)) {
		return "", cut(err)
	}
	return strings.TrimRight(string(line), "\r\n"), err
}

// header reads the version and the named fields of a record, their names in lower case. At the end of the archive the error is io.EOF.
func (r *reader) header() (map[string]string, error) {
	first := ""
	for strings.TrimSpace(first) == "" { // blank lines end the record before
		line, err := r.line()
		if err != nil {
			return nil, r.lost(err)
		}
		first = line
	}
	if !strings.HasPrefix(first, "WARC/") {
		return nil, fmt.Errorf("%w: a record begins with %.20q and not with WARC/%s", ErrBroken, first, r.toNext())
	}
	fields, last := map[string]string{}, ""
	for {
		head, _ := r.in.Peek(5)
		if string(head) == "HTTP/" && len(fields) > 0 { // the empty line is missing
			return fields, nil
		}
		if string(head) == "WARC/" {
			return nil, fmt.Errorf("%w: the header of a record breaks off; the next one is read", ErrBroken)
		}
		line, err := r.line()
		if err != nil {
			return nil, r.lost(cut(err))
		}
		name, value, found := strings.Cut(line, ":")
		switch {
		case line == "":
			return fields, nil
		case line[0] == ' ' || line[0] == '\t': // goes on
			fields[last] += " " + strings.TrimSpace(line)
		case found:
			last = strings.ToLower(strings.TrimSpace(name))
			fields[last] = strings.TrimSpace(value)
		}
	}
}

// lost goes on to the next record behind an error.
func (r *reader) lost(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	r.upToNext(0)
	return err
}

func cut(err error) error {
	switch {
	case errors.Is(err, ErrBroken):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: it is cut short", ErrBroken)
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}
