// Package warc reads web archives (ISO 28500, WARC 1.0 and 1.1), packed or not: the pages that were fetched, with their addresses.
package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"onrecord/internal/fetch"
)

// What can be wrong with an archive. The records before the fault have been given.
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
// over. A record that is too large or cannot be unpacked is an error in its place, and the next one follows; a broken archive ends with
// an error that wraps [ErrBroken]. No body may be longer than limit bytes, packed or unpacked.
func Read(in io.Reader, limit int64) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		br := bufio.NewReaderSize(in, 1<<16)
		if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			z, err := gzip.NewReader(br) // members follow each other, one a record
			if err != nil {
				yield(Page{}, fmt.Errorf("%w: %w", ErrBroken, err))
				return
			}
			br = bufio.NewReaderSize(z, 1<<16)
		}
		for n := 1; ; n++ {
			h, err := header(br)
			if errors.Is(err, io.EOF) {
				return
			}
			var p Page
			skip := false
			if err == nil {
				p, skip, err = record(br, h, limit)
				p.Record = n
			}
			if skip && err == nil {
				continue
			}
			if !yield(p, err) || errors.Is(err, ErrBroken) {
				return
			}
		}
	}
}

// header reads the version and the named fields of a record, their names in lower case. At the end of the archive the error is io.EOF.
func header(br *bufio.Reader) (map[string]string, error) {
	version := ""
	for version == "" { // blank lines end the record before
		line, err := br.ReadString('\n')
		if version = strings.TrimSpace(line); err != nil {
			if version == "" && errors.Is(err, io.EOF) {
				return nil, io.EOF
			}
			return nil, cut(err)
		}
		if len(line) > 1<<16 {
			return nil, fmt.Errorf("%w: not a WARC file", ErrBroken)
		}
	}
	if !strings.HasPrefix(version, "WARC/") {
		return nil, fmt.Errorf("%w: a record begins with %.20q and not with WARC/", ErrBroken, version)
	}
	fields, last := map[string]string{}, ""
	for {
		line, err := br.ReadString('\n')
		if err != nil {
			return nil, cut(err)
		}
		line = strings.TrimRight(line, "\r\n")
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

func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it is cut short", ErrBroken)
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// record reads the block of a record; skip tells that it is no page.
func record(br *bufio.Reader, h map[string]string, limit int64) (p Page, skip bool, err error) {
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || length < 0 {
		return p, false, fmt.Errorf("%w: a record without its length", ErrBroken)
	}
	p = Page{URL: strings.Trim(h["warc-target-uri"], "<>"), Date: h["warc-date"], ContentType: h["content-type"]}
	kind := h["warc-type"]
	wanted := kind == "resource" || kind == "response" && strings.HasPrefix(strings.ToLower(p.ContentType), "application/http")
	if !wanted || length > limit+1<<16 {
		if _, err := io.CopyN(io.Discard, br, length); err != nil {
			return p, false, cut(err)
		}
		if wanted {
			return p, false, fmt.Errorf("%w: %s is over the limit of %d bytes", ErrTooLarge, p.URL, limit)
		}
		return p, true, nil
	}
	block := make([]byte, length)
	if _, err := io.ReadFull(br, block); err != nil {
		return p, false, cut(err)
	}
	if kind == "resource" {
		p.Body = block
		return p, int64(len(block)) > limit, nil
	}
	skip, err = p.answer(block, limit)
	return p, skip, err
}

// answer reads the answer of a server, chunked or packed as it was sent.
func (p *Page) answer(block []byte, limit int64) (skip bool, err error) {
	r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(block)), nil)
	if err != nil {
		return false, fmt.Errorf("read answer of %s: %w", p.URL, err)
	}
	defer r.Body.Close()
	if r.StatusCode < 200 || r.StatusCode > 299 {
		return true, nil
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil && len(raw) == 0 { // archives often keep a length that is not that of what was kept
		return false, fmt.Errorf("read answer of %s: %w", p.URL, err)
	}
	p.ContentType = r.Header.Get("Content-Type")
	if p.Body, err = fetch.Unpack(raw, r.Header.Get("Content-Encoding"), limit); err != nil {
		return false, fmt.Errorf("unpack %s: %w", p.URL, err)
	}
	if int64(len(p.Body)) > limit {
		return false, fmt.Errorf("%w: %s is over the limit of %d bytes", ErrTooLarge, p.URL, limit)
	}
	return len(p.Body) == 0, nil
}
