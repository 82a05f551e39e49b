package stated_test

import (
	"testing"

	"onrecord"
	"onrecord/internal/ingest/stated"
)

func TestTell(t *testing.T) {
	const text = "Harbour strike ends\n\nDockworkers in Port Varn ended a strike on Tuesday."
	for name, c := range map[string]struct {
		p    stated.Properties
		want onrecord.Meta
	}{
		"all":                 {stated.Properties{"HARBOUR STRIKE ENDS", "Ana Ruiz", "2026-03-03T18:20:00Z"}, onrecord.Meta{Title: "HARBOUR STRIKE ENDS", Author: "Ana Ruiz", Published: "2026-03-03T18:20:00Z"}},
		"a template's title":  {stated.Properties{Title: "Budget 2019"}, onrecord.Meta{}},
		"a file's name":       {stated.Properties{Title: "Microsoft Word - draft3.doc", Author: "C:\\Users\\ana ruiz"}, onrecord.Meta{}},
		"an account":          {stated.Properties{Author: "Microsoft Office User"}, onrecord.Meta{}},
		"a short name":        {stated.Properties{Author: "aruiz"}, onrecord.Meta{}},
		"before computers":    {stated.Properties{Made: "1601-01-01T00:00:00Z"}, onrecord.Meta{}},
		"after the last days": {stated.Properties{Made: "2999-01-01"}, onrecord.Meta{}},
		"no time":             {stated.Properties{Made: "yesterday"}, onrecord.Meta{}},
	} {
		d := &onrecord.Document{Text: text}
		c.p.Tell(d, "file")
		if d.Meta != c.want {
			t.Errorf("%s: %+v", name, d.Meta)
		}
		if (len(d.Warnings) == 1) != (c.want.Published != "") {
			t.Errorf("%s: %v", name, d.Warnings)
		}
	}
}
