package store

import (
	"fmt"

	"onrecord"
)

// Wrap packs a report that is to be read later, perhaps by a program of another version: its text, what is known of it and the way back to
// its raw bytes, in the form of a reading.
func Wrap(d *onrecord.Document) ([]byte, error) {
	s := toStored(&onrecord.Document{ID: d.ID, Meta: d.Meta, Text: d.Text, Origin: d.Origin, Pages: d.Pages, Warnings: d.Warnings})
	s.HasText, s.Text = true, d.Text
	return s.pack()
}

// Unwrap is the way back. The error wraps [ErrNewerReading] where a newer program has packed it, and [ErrBroken] where it is damaged.
func Unwrap(raw []byte) (*onrecord.Document, error) {
	d, err := unpack(raw, "", layersToRead...)
	if err == nil && d.Text == "" {
		err = fmt.Errorf("unpack report: %w: it has no text", ErrBroken)
	}
	return d, err
}
