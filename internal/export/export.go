// Package export draws a finished report in the forms in which it leaves the program: JSON Lines for programs, brat and
// CoNLL-U for linguists, the tables of event data for researchers, HTML, Markdown and a terminal page for an editor.
//
// Inside, positions are byte offsets; every format that prints positions prints Unicode code points, end exclusive,
// and they are worked out here. The same report gives the same bytes.
package export

import (
	"io"
	"iter"

	"onrecord"
)

// Report is a document that has been read, with what is worked out from it.
type Report struct {
	*onrecord.Document
	Sourcing onrecord.Sourcing
	Findings []onrecord.Alert // possible findings of newsroom rules; none when no house profile was asked for
	House    string           // the profile by which they were looked for; "" where none was
	Name     string           // what it is called among the reports of a stream, by [Names]; "" is by its id alone
	Only     map[string]bool  // ids of the findings ("a3", "ev2", "p1") that tables and lists have; nil for all
}

// cards are the findings of a kind that tables and lists have, resolved.
func (r *Report) cards(kind onrecord.Kind) iter.Seq[onrecord.Card] {
	return func(yield func(onrecord.Card) bool) {
		x := r.Cards()
		for n := 1; n <= r.Count(kind); n++ {
			if (r.Only == nil || r.Only[r.Decided.IDOf(kind, n)]) && !yield(x.Of(kind, n)) {
				return
			}
		}
	}
}

// statements are those that tables and lists have, with their index.
func (r *Report) statements() iter.Seq2[int, *onrecord.Attribution] {
	return left(r, onrecord.KindStatement, r.Attributions)
}

// events are those that tables and lists have, with their index.
func (r *Report) events() iter.Seq2[int, *onrecord.Event] {
	return left(r, onrecord.KindEvent, r.Events)
}

func left[T any](r *Report, kind onrecord.Kind, list []T) iter.Seq2[int, *T] {
	return func(yield func(int, *T) bool) {
		for i := range list {
			if (r.Only == nil || r.Only[r.Decided.IDOf(kind, i+1)]) && !yield(i, &list[i]) {
				return
			}
		}
	}
}

// Style is how a page is drawn. Formats for programs take no notice of it.
type Style struct {
	Width  int  // columns of the terminal page; 0 is [DefaultWidth]
	Colour bool // of the terminal page
	Unsure bool // terminal page and Markdown show events and positions that are not [onrecord.Likely], too
}

// DefaultWidth is the width of the terminal page where nothing is known about the terminal.
const DefaultWidth = 88

// Writer writes one report in one form. It fails only when w does.
type Writer func(w io.Writer, r *Report, s Style) error

// File is one of the files that a format makes of a report.
type File struct {
	Ext   string // with its dot
	Write Writer
}

// Format is a form in which reports can be written.
type Format struct {
	Name   string
	What   string // one line for the help
	Files  []File // what one report becomes in a folder; the last one is what standard output gets
	Stream bool   // several reports can follow each other in one stream
	Head   string // heading of a table: opens a stream or file, before the first report
}

// Formats lists every format, the default first.
func Formats() []Format {
	return []Format{
		{"text", "a page for the terminal", []File{{".page.txt", Text}}, true, ""},
		{"attributions", "JSON Lines: who said what, one report a line", []File{{".jsonl", Attributions}}, true, ""},
		{"events", "JSON Lines: who did what to whom, one report a line", []File{{".events.jsonl", Events}}, true, ""},
		{"positions", "JSON Lines: where everyone stands, one report a line", []File{{".positions.jsonl", Positions}}, true, ""},
		{"json", "JSON Lines: the whole document with every layer, one report a line", []File{{".json", JSON}}, true, ""},
		{"html", "one self-contained page: the report, its statements, events, positions and findings", []File{{".html", HTML}}, false, ""},
		{"markdown", "a dossier: sourcing profile, statements with quotations, events, positions, findings", []File{{".md", Markdown}}, true, ""},
		{"memo", "Markdown: a memo of one page for an editor: verdict, sourcing profile, rules that may be touched with their words", []File{{".memo.md", MemoMarkdown}}, true, ""},
		{"memo-html", "the same as a page that prints on one sheet", []File{{".memo.html", MemoHTML}}, false, ""},
		{"brat", "brat standoff annotation", []File{{".txt", bratText}, {".ann", Brat}}, false, ""},
		{"conllu", "CoNLL-U (UD v2), attributions in MISC", []File{{".conllu", CoNLLU}}, true, ""},
		{"plover", "JSON Lines: events in the interchange format of PLOVER 0.8, one event a line", []File{{".plover.jsonl", Plover}}, true, ""},
		{"petrarch", "tab-separated events as PETRARCH2 writes them, CAMEO codes", []File{{".petrarch.tsv", Petrarch}}, true, ""},
		{"polecat", "tab-separated events in the 40 columns of POLECAT", []File{{".polecat.tsv", Polecat}}, true, polecatHead},
		{"icews", "tab-separated events in the 20 columns of ICEWS", []File{{".icews.tsv", ICEWS}}, true, icewsHead},
		{"gdelt", "tab-separated events in the 61 columns of GDELT 2.0, without a heading", []File{{".gdelt.CSV", GDELT}}, true, ""},
		{"gdelt-mentions", "tab-separated mentions in the 16 columns of GDELT 2.0", []File{{".mentions.CSV", GDELTMentions}}, true, ""},
		{"phoenix", "tab-separated events in the 26 columns of Phoenix", []File{{".phoenix.tsv", Phoenix}}, true, ""},
		{"csv-statements", "CSV: a statement a row", []File{{".statements.csv", CSVStatements}}, true, csvHead[StatementRow]()},
		{"csv-events", "CSV: an event a row", []File{{".events.csv", CSVEvents}}, true, csvHead[EventRow]()},
		{"csv-positions", "CSV: a position a row", []File{{".positions.csv", CSVPositions}}, true, csvHead[PositionRow]()},
		{"table", "CSV: events and positions a row, with everything a researcher asks of them; for spreadsheets, too", []File{{".table.csv", WholeTable}}, true, wholeTableHead()},
		{"webannotation", "JSON Lines: every finding as a W3C Web Annotation", []File{{".annotations.jsonl", WebAnnotation}}, true, ""},
		{"quotation", "JSON Lines: quotations as Quotation of schema.org", []File{{".quotations.jsonl", Quotations}}, true, ""},
		{"claimreview", "JSON Lines: claims as ClaimReview of schema.org, to be rated by a reviewer", []File{{".claims.jsonl", ClaimReviews}}, true, ""},
		{"bibtex", "BibTeX: the report as an entry of a bibliography", []File{{".bib", BibTeX}}, true, ""},
		{"ris", "RIS: the report as a reference, for Zotero, EndNote, Mendeley", []File{{".ris", RIS}}, true, ""},
		{"csl-json", "CSL-JSON: the report as an array of one reference, for Zotero, pandoc, citeproc", []File{{".csl.json", CSLJSON}}, false, ""},
		{"ninjs", "JSON Lines: the report as an item of ninjs 2.1 (IPTC)", []File{{".ninjs.jsonl", Ninjs}}, true, ""},
	}
}

// Lookup finds a format by name.
func Lookup(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Stdout is the writer of the file that standard output gets.
func (f Format) Stdout() Writer { return f.Files[len(f.Files)-1].Write }
