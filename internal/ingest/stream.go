package ingest

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"onrecord/internal/ingest/decode"
	"onrecord/internal/ingest/feed"
	"onrecord/internal/ingest/page"
)

// stream reads one input: unpacks it when it is gzipped, and takes it as JSON Lines, JSON or plain text by its name,
// or by its first line when it has none.
func (r *reader) stream(name string, in io.Reader) bool {
	br := bufio.NewReaderSize(&stopper{r.ctx, in}, 64<<10)
	format := strings.ToLower(name)
	if strings.HasSuffix(strings.TrimSuffix(format, ".gz"), ".warc") {
		return r.archive(name, br)
	}
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) || strings.HasSuffix(format, ".gz") {
		z, err := gzip.NewReader(br)
		if err != nil {
			return r.fail(name, 0, broken(err))
		}
		defer z.Close()
		br = bufio.NewReaderSize(z, 64<<10)
		format = strings.TrimSuffix(format, ".gz")
	}
	if f := peekForm(format, br); f != noForm {
		return forms{r}.unpacked(name, f, br)
	}
	switch ext := filepath.Ext(format); {
	case ext == ".jsonl" || ext == ".ndjson":
		return r.jsonLines(name, br)
	case ext == ".json":
		return r.json(name, br)
	case ext == ".html" || ext == ".htm" || ext == ".xhtml":
		return r.page(name, br)
	case ext == ".xml" || ext == ".rss" || ext == ".atom":
		raw, err := r.whole(br)
		if err != nil {
			return r.failRead(name, 0, err)
		}
		return r.feed(name, "", raw, sitemapDepth)
	case name == "stdin":
		return r.sniffed(name, br)
	}
	return r.text(name, br)
}

// sniffed reads an input without a name: JSON Lines when its first line is a report in JSON, and plain text otherwise.
func (r *reader) sniffed(name string, in *bufio.Reader) bool {
	first, err := readLine(in, r.options.limit())
	if err != nil && !errors.Is(err, io.EOF) {
		return r.failRead(name, 0, err)
	}
	lines := bufio.NewReader(io.MultiReader(bytes.NewReader(first), in))
	blob := bytes.TrimSpace(bytes.TrimPrefix(first, decode.BOM))
	if bytes.HasPrefix(blob, []byte("{")) {
		if _, err := parseRecord(blob); err == nil {
			return r.jsonLines(name, lines)
		}
	}
	return r.text(name, lines)
}

// text reads a plain text.
func (r *reader) text(name string, in io.Reader) bool {
	raw, err := r.whole(in)
	if err != nil {
		return r.failRead(name, 0, err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return r.fail(name, 0, errEmpty())
	}
	d, err := plainText(raw, name, r.options)
	if err != nil {
		return r.fail(name, 0, err)
	}
	return r.give(d)
}

// page reads a web page that was saved.
func (r *reader) page(name string, in io.Reader) bool {
	raw, err := io.ReadAll(io.LimitReader(in, r.options.pageLimit()+1))
	if err != nil {
		return r.failRead(name, 0, err)
	}
	if what := decode.Foreign(raw); what != "" {
		return r.fail(name, 0, noReport(what))
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return r.fail(name, 0, errEmpty())
	}
	return r.webPage(name, raw, page.Options{}, feed.Item{}, "")
}

// whole reads an input to its end, but not beyond the limit.
func (r *reader) whole(in io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(in, r.options.limit()+1))
	if err == nil && int64(len(raw)) > r.options.limit() {
		err = ErrTooLarge
	}
	return raw, err
}

// failRead hands on a failure of reading, in words that fit the format.
func (r *reader) failRead(name string, line int, err error) bool {
	switch {
	case errors.Is(err, ErrTooLarge) && line == 0:
		err = r.options.tooLarge("the text")
	case errors.Is(err, ErrTooLarge):
		err = r.options.tooLarge("the line")
	default:
		err = broken(err)
	}
	return r.fail(name, line, err)
}

// broken puts an error of the gzip reader in words; other errors it leaves alone.
func broken(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%w: the file is cut short; fetch it again", ErrGzip)
	case errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("%w: not a gzip file; take .gz off its name or fetch it again", ErrGzip)
	case errors.Is(err, gzip.ErrChecksum):
		return fmt.Errorf("%w: the checksum does not match; fetch it again", ErrGzip)
	case errors.As(err, &corrupt):
		return fmt.Errorf("%w: the packed data are damaged; fetch it again", ErrGzip)
	}
	return err
}

// readLine reads up to and with the next line feed. A line over the limit is read to its end and dropped: it gives
// [ErrTooLarge] and no bytes. At the end of the input it gives io.EOF, with the bytes of a last line without line feed.
func readLine(in *bufio.Reader, limit int64) ([]byte, error) {
	var line []byte
	tooLarge := false
	for {
		part, err := in.ReadSlice('\n')
		if int64(len(line)+len(part)) > limit {
			tooLarge, line = true, nil
		}
		if !tooLarge {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLarge && (err == nil || errors.Is(err, io.EOF)):
			return nil, ErrTooLarge
		}
		return line, err
	}
}

// stopper ends a stream when its context ends, so that even a line of many gigabytes can be left.
type stopper struct {
	ctx context.Context
	in  io.Reader
}

// Read reads as long as the context lasts.
func (s *stopper) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}
