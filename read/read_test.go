package read

import (
	"errors"
	"strings"
	"testing"

	"onrecord"
)

func TestCheckOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		stages []stage
		want   string
	}{
		{"in order", []stage{{name: "split", fills: Split}, {name: "parse", needs: Split, fills: Syntax}}, ""},
		{"out of order", []stage{{name: "parse", needs: Split, fills: Syntax}, {name: "split", fills: Split}}, "stage parse is out of order"},
		{"needs its own", []stage{{name: "parse", needs: Syntax, fills: Syntax}}, "stage parse is out of order"},
		{"two owners", []stage{{name: "split", fills: Split}, {name: "again", fills: Split | Syntax}}, "stage again fills a layer"},
	} {
		err := checkOrder(c.stages)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestNewIsInOrder(t *testing.T) {
	if _, err := New(); err != nil {
		t.Fatal(err)
	}
}

func TestReadNamesTheStageThatBrokeARule(t *testing.T) {
	bad := func(d *onrecord.Document, _ func() bool) {
		d.Blocks = []onrecord.Block{{Span: onrecord.Span{Start: 0, End: 99}}}
	}
	r := &Reader{stages: []stage{{name: "fine", run: short(func(*onrecord.Document) {})}, {name: "broken", run: bad}}}
	err := r.Read(&onrecord.Document{ID: "x", Text: "Sources said so."})
	if !errors.Is(err, onrecord.ErrInvalid) || !strings.Contains(err.Error(), "stage broken") {
		t.Fatalf("got %v, want a broken rule of stage broken", err)
	}
}
