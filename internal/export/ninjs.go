package export

import (
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// The parts of an item of ninjs 2.1 (IPTC) that a report fills.
type ninjs struct {
	URI           string        `json:"uri"`
	Standard      ninjsStandard `json:"standard"`
	Type          string        `json:"type"`
	Language      string        `json:"language,omitempty"`
	FirstCreated  string        `json:"firstcreated,omitempty"`
	Headlines     []ninjsText   `json:"headlines,omitempty"`
	By            string        `json:"by,omitempty"`
	Bodies        []ninjsBody   `json:"bodies"`
	People        []ninjsNamed  `json:"people,omitempty"`
	Organisations []ninjsNamed  `json:"organisations,omitempty"`
	Places        []ninjsNamed  `json:"places,omitempty"`
	Infosources   []ninjsNamed  `json:"infosources,omitempty"`
	Altids        []ninjsAltid  `json:"altids,omitempty"`
	Located       string        `json:"located,omitempty"`
}

type ninjsStandard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type ninjsText struct {
	Role  string `json:"role,omitempty"`
	Value string `json:"value"`
}

type ninjsBody struct {
	Role      string `json:"role"`
	Type      string `json:"contenttype"`
	CharCount int    `json:"charcount"`
	WordCount int    `json:"wordcount"`
	Value     string `json:"value"`
}

type ninjsNamed struct {
	Name string `json:"name"`
	Rel  string `json:"rel,omitempty"`
}

type ninjsAltid struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

// Ninjs writes a report as an item of ninjs 2.1 (IPTC), one a line: its words as they stand, and whom and where it names. People and
// organisations on whose word something is told have the relation "source".
func Ninjs(w io.Writer, r *Report, _ Style) error {
	d := r.Document
	digest := "urn:sha256:" + onrecord.Digest(r.Text)
	n := ninjs{URI: r.Meta.URL, Type: "text", Language: languageTag(r.Language.Code), FirstCreated: r.Meta.Published, By: r.Meta.Author,
		Standard: ninjsStandard{"ninjs", "2.1", "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"},
		Bodies:   []ninjsBody{{"main", "text/plain", utf8.RuneCountInString(r.Text), len(strings.Fields(r.Text)), r.Text}},
		Altids:   []ninjsAltid{{"sha256", onrecord.Digest(r.Text)}}, Located: d.In(r.Meta.Dateline.Place)}
	if n.URI == "" {
		n.URI = digest
	}
	if h := d.Title(); h != "" {
		n.Headlines = []ninjsText{{"main", h}}
	}
	if r.Meta.Publisher != "" {
		n.Infosources = []ninjsNamed{{r.Meta.Publisher, "publisher"}}
	}
	n.name(d)
	return json.NewEncoder(w).Encode(n)
}

// name fills in whom and where the report names, each once.
func (n *ninjs) name(d *onrecord.Document) {
	speaks := map[onrecord.EntityID]string{}
	for i := range d.Attributions {
		speaks[d.Attributions[i].Source.Entity] = "source"
	}
	delete(speaks, 0)
	for i := range d.Entities {
		e := &d.Entities[i]
		named := ninjsNamed{e.Name, speaks[onrecord.EntityID(i+1)]}
		switch {
		case e.Name == "":
		case e.Kind == onrecord.Person:
			n.People = append(n.People, named)
		case e.Kind == onrecord.Organization, e.Kind == onrecord.Government, e.Kind == onrecord.MediaOutlet:
			n.Organisations = append(n.Organisations, named)
		case e.Kind == onrecord.Place, e.Kind == onrecord.Country, e.Kind == onrecord.Metonym:
			n.Places = append(n.Places, named)
		}
	}
}
