package export

import (
	"strings"
	"testing"

	"onrecord"
)

// TestVerdict says in one sentence how much rests on anonymous word, and whether the lede does.
func TestVerdict(t *testing.T) {
	const text = "Head\n\nLede words here, one said.\n\nMore words, two said."
	lede := onrecord.Span{Start: strings.Index(text, "Lede"), End: strings.Index(text, "\n\nMore")}
	body := onrecord.Span{Start: strings.Index(text, "More"), End: len(text)}
	in, behind := onrecord.Span{Start: lede.End - 5, End: lede.End - 1}, onrecord.Span{Start: body.End - 5, End: body.End - 1}
	unnamed, named := onrecord.Source{Naming: onrecord.UnnamedAffiliated}, onrecord.Source{Naming: onrecord.Named}
	for _, c := range []struct {
		said []onrecord.Attribution
		want string
	}{
		{nil, "Everything stands in the outlet's own voice"},
		{[]onrecord.Attribution{{Cue: in, Source: unnamed}, {Cue: behind, Source: named}}, "1 of 2 statements rests on anonymous word; the lede does"},
		{[]onrecord.Attribution{{Cue: in, Source: named}, {Cue: behind, Source: unnamed}, {Cue: behind, Source: named, Within: 2}}, "2 of 3 statements rest on anonymous word; the lede does not"},
		{[]onrecord.Attribution{{Cue: behind, Source: unnamed}}, "1 of 1 statement rests on anonymous word; the lede names no source"},
		{[]onrecord.Attribution{{Cue: in, Source: named}}, "No statement rests on anonymous word"},
		{[]onrecord.Attribution{{Cue: behind, Source: named}}, "No statement rests on anonymous word; the lede names no source"},
	} {
		d := &onrecord.Document{Text: text, Blocks: []onrecord.Block{{Span: onrecord.Span{End: 4}, Kind: onrecord.Headline}, {Span: lede, Kind: onrecord.Body, Paragraph: 1},
			{Span: body, Kind: onrecord.Body, Paragraph: 2}}, Attributions: c.said}
		if got := verdict(d); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
