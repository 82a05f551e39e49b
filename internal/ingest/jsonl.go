package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/ingest/decode"
)

// record is a report as one line of JSON Lines gives it.
type record struct {
	ID, Text, Title, Date, Publisher, URL string
}

// jsonLines reads one report a line. A bad line is a failure of its own.
func (r *reader) jsonLines(name string, in *bufio.Reader) bool {
	for line := 1; ; line++ {
		raw, err := readLine(in, r.options.limit())
		atEnd := errors.Is(err, io.EOF)
		if line == 1 {
			raw = bytes.TrimPrefix(raw, decode.BOM)
		}
		switch {
		case errors.Is(err, ErrTooLarge):
			if !r.failRead(name, line, err) {
				return false
			}
			continue
		case err != nil && !atEnd:
			return r.failRead(name, line, err)
		}
		if raw = bytes.TrimSpace(raw); len(raw) > 0 && !r.jsonLine(name, line, raw) {
			return false
		}
		if atEnd {
			return true
		}
	}
}

func (r *reader) jsonLine(name string, line int, raw []byte) bool {
	rec, err := parseRecord(raw)
	if err != nil {
		return r.fail(name, line, err)
	}
	d := rec.document(fmt.Sprintf("%s:%d", name, line))
	d.Warnings = append(d.Warnings, doubts(raw, d.Text, "", r.options)...)
	return r.give(d)
}

// json reads a file that holds one report, an array of reports, or after all one report a line.
func (r *reader) json(name string, in io.Reader) bool {
	raw, err := r.whole(in)
	if err != nil {
		return r.failRead(name, 0, err)
	}
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, decode.BOM))
	var many []json.RawMessage
	switch {
	case json.Unmarshal(raw, &many) == nil:
	case json.Valid(raw):
		many = []json.RawMessage{raw}
	default:
		return r.jsonLines(name, bufio.NewReader(bytes.NewReader(raw)))
	}
	for i, one := range many {
		rec, err := parseRecord(one)
		goOn := false
		if err != nil {
			goOn = r.fail(name, 0, fmt.Errorf("report %d: %w", i+1, err))
		} else {
			goOn = r.give(rec.document(name))
		}
		if !goOn {
			return false
		}
	}
	return true
}

// parseRecord reads one report in JSON: an object with the string "text". Fields that it does not know it passes over.
func parseRecord(raw []byte) (record, error) {
	var rec record
	raw, err := utf8Line(raw)
	if err != nil {
		return rec, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return rec, fmt.Errorf(`%w: not a JSON object with "text": %s`, ErrBadLine, jsonTrouble(raw, err))
	}
	for _, f := range []struct {
		name, also string // also is what our own API and other tools call it; the first that is there counts
		into       *string
	}{{"id", "", &rec.ID}, {"text", "", &rec.Text}, {"title", "", &rec.Title}, {"date", "published", &rec.Date},
		{"publisher", "outlet", &rec.Publisher}, {"url", "", &rec.URL}} {
		name := f.name
		if _, ok := fields[name]; !ok && f.also != "" {
			name = f.also
		}
		if *f.into, err = stringField(fields[name]); err != nil {
			return rec, fmt.Errorf("%w: %q %w", ErrBadLine, name, err)
		}
	}
	if value, ok := fields["text"]; !ok || value[0] != '"' {
		return rec, fmt.Errorf(`%w: the object has no string "text"`, ErrBadLine)
	}
	if looksBinary([]byte(rec.Text)) {
		return rec, fmt.Errorf(`%w: the "text" is full of control characters`, ErrBinary)
	}
	return rec, nil
}

// stringField reads a string; a number stands for its digits, null and nothing for the empty string.
func stringField(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return "", nil
	}
	if c := raw[0]; c == '-' || '0' <= c && c <= '9' {
		return string(raw), nil
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", errors.New("is not a string")
	}
	return s, nil
}

// utf8Line gives a line as valid UTF-8. A line with a few broken bytes is mended, one in another charset is an error,
// since JSON has no other.
func utf8Line(raw []byte) ([]byte, error) {
	if utf8.Valid(raw) {
		return raw, nil
	}
	text, _, charset, err := Text(raw, Options{MaxBytes: max(int64(len(raw)), 1)})
	switch {
	case errors.Is(err, ErrBinary):
		return nil, fmt.Errorf("%w: %w", ErrBadLine, err)
	case err != nil || charset != "":
		return nil, fmt.Errorf("%w: JSON must be UTF-8; convert the file", ErrCharset)
	}
	return []byte(text), nil
}

// jsonTrouble says in one clause why the bytes are no JSON object.
func jsonTrouble(raw []byte, err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(raw)):
		return "it ends too early"
	case errors.As(err, &syntax):
		return fmt.Sprintf("%s (byte %d)", syntax.Error(), syntax.Offset)
	}
	return "it is another kind of value"
}

// document makes a document of a record found at the place named.
func (rec record) document(place string) *onrecord.Document {
	d := document(rec.Text, onrecord.Meta{Title: rec.Title, Published: rec.Date, Publisher: rec.Publisher,
		URL: rec.URL, File: place})
	if rec.ID != "" {
		d.ID = rec.ID
	}
	return d
}
