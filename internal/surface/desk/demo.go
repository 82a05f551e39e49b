package desk

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/read"
)

//go:embed demo/*.txt
var demoFiles embed.FS

// Demo is the sample reports: one story of our own over a month, with positions that harden, soften and turn, others
// beside it, and some of Wikinews. Each file says where it comes from.
func Demo() ([]*onrecord.Document, error) {
	entries, err := demoFiles.ReadDir("demo")
	if err != nil {
		return nil, err
	}
	var out []*onrecord.Document
	for _, e := range entries {
		raw, err := demoFiles.ReadFile("demo/" + e.Name())
		if err != nil {
			return nil, err
		}
		d, err := sample(string(raw))
		if err != nil {
			return nil, fmt.Errorf("sample report %s: %w", e.Name(), err)
		}
		out = append(out, d)
	}
	return out, nil
}

// sample reads a sample report: lines of "name: value", an empty line, the text.
func sample(raw string) (*onrecord.Document, error) {
	head, text, ok := strings.Cut(raw, "\n\n")
	if !ok {
		return nil, fmt.Errorf("no empty line ends the heading")
	}
	d := &onrecord.Document{Text: strings.TrimRight(text, "\n")}
	for i, line := range strings.Split(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "title":
			d.Meta.Title = value
		case "published":
			d.Meta.Published = value
		case "publisher":
			d.Meta.Publisher = value
		case "url":
			d.Meta.URL = value
		case "note":
		default:
			return nil, fmt.Errorf("line %d: unknown heading %q", i+1, name)
		}
	}
	d.ID = onrecord.Digest(d.Text)
	return d, nil
}

// FillDemo reads the sample reports into a store.
func FillDemo(ctx context.Context, s *store.Store, r *read.Reader) error {
	reports, err := Demo()
	if err != nil {
		return err
	}
	for _, d := range reports {
		if err := r.ReadContext(ctx, d); err != nil {
			return err
		}
	}
	_, err = s.Put(ctx, reports)
	return err
}
