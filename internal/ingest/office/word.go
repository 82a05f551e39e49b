package office

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"onrecord/internal/ingest/stated"
	"onrecord/internal/ingest/zipped"
)

// mainPart is the part that holds the text of a Word document, as the file itself says; "" where it says none.
func mainPart(z *zip.Reader) string {
	for _, f := range z.File {
		if f.Name != "_rels/.rels" {
			continue
		}
		in, err := zipped.OpenMember(f, zipped.NewBudget())
		if err != nil {
			return ""
		}
		defer in.Close()
		var rels struct {
			Relationship []struct {
				Type   string `xml:",attr"`
				Target string `xml:",attr"`
			}
		}
		d := xml.NewDecoder(io.LimitReader(in, mostOfHead))
		d.Strict = false
		if d.Decode(&rels) != nil {
			return ""
		}
		for _, r := range rels.Relationship {
			if target := strings.TrimPrefix(r.Target, "/"); strings.HasSuffix(r.Type, "/officeDocument") && strings.HasPrefix(path.Base(target), "document") {
				return target
			}
		}
	}
	return ""
}

// word reads a Word document.
func (f *file) word() (*text, stated.Properties, error) {
	name := mainPart(f.zip)
	if name == "" {
		name = "word/document.xml"
	}
	w := &wordWalker{text: &text{notes: map[string][]paragraph{}}, pages: f.countsPages(name)}
	if w.pages {
		w.page = 1
	}
	if err := f.walk(name, w); err != nil {
		return nil, stated.Properties{}, err
	}
	for _, kind := range []string{"footnote", "endnote"} {
		n := &wordWalker{text: &text{}, note: kind, into: w.notes}
		if err := f.walk(path.Join(path.Dir(name), kind+"s.xml"), n); err != nil {
			return nil, stated.Properties{}, err
		}
	}
	var p coreWalker
	if err := f.walk("docProps/core.xml", &p); err != nil {
		p = coreWalker{} // the text is whole
	}
	return w.text, p.properties(), nil
}

// countsPages tells whether a part says where pages began when it was laid out the last time. The number of pages in the properties is not
// believed: templates have one, too.
func (f *file) countsPages(name string) bool {
	p := &pageWalker{}
	_ = f.walk(name, p) // what is wrong with it is told when it is read
	return p.breaks > 0
}

// pageWalker looks for where pages begin.
type pageWalker struct{ breaks int }

func (w *pageWalker) start(e xml.StartElement) {
	if name := e.Name.Local; name == "lastRenderedPageBreak" || name == "soft-page-break" {
		w.breaks++
	}
}
func (w *pageWalker) end(string)   {}
func (w *pageWalker) chars(string) {}

// wordWalker reads the text of a Word document, or its notes.
type wordWalker struct {
	*text
	pages   bool // the document says where pages begin
	path    []string
	hidden  bool // what stands in the run is not shown
	verbal  bool // the characters that come are words
	note    string
	id      string // of the note
	into    map[string][]paragraph
	holders []bool // of the content controls around: whether they hold a prompt only
}

// leftOut are elements whose content is not read.
var leftOut = map[string]bool{"del": true, "moveFrom": true, "delText": true, "instrText": true, "delInstrText": true, "Fallback": true, "rPrChange": true,
	"pPrChange": true, "sectPr": true, "tblPrChange": true, "docPartObj": false, "comment": true, "ruby": false, "rt": true}

func (w *wordWalker) inside(name string) bool {
	return len(w.path) > 1 && w.path[len(w.path)-2] == name
}

func (w *wordWalker) start(e xml.StartElement) {
	name := e.Name.Local
	w.path = append(w.path, name)
	if w.skip > 0 {
		w.skip++
		return
	}
	if w.inside("rPr") {
		w.runProperty(e)
		return
	}
	if leftOut[name] {
		w.skip = 1
		if (name == "del" || name == "moveFrom") && !w.inside("trPr") {
			w.struck++
		}
		return
	}
	w.element(e)
}

// runProperty takes up what is said of the words of a run, or of the end of a paragraph.
func (w *wordWalker) runProperty(e xml.StartElement) {
	inMark := len(w.path) > 2 && w.path[len(w.path)-3] == "pPr"
	switch name := e.Name.Local; {
	case inMark && (name == "del" || name == "moveFrom"):
		if p := w.at(); p != nil {
			p.lost = true
		}
	case !inMark && (name == "vanish" || name == "webHidden") && !isOff(attr(e, "val")):
		w.hidden = true
	}
}

func isOff(val string) bool { return val == "0" || val == "false" || val == "off" }

func (w *wordWalker) element(e xml.StartElement) {
	switch e.Name.Local {
	case w.note:
		w.id = ""
		if t := attr(e, "type"); t == "" || t == "normal" {
			w.id = w.note + attr(e, "id")
		}
		w.text = &text{}
	case "p":
		w.begin()
	case "pStyle":
		if p := w.at(); p != nil && w.inside("pPr") {
			p.style = attr(e, "val")
			p.gone = strings.HasPrefix(strings.ToUpper(p.style), "TOC")
		}
	case "r":
		w.hidden = false
	case "t":
		w.verbal = !w.hidden
	case "tab", "ptab":
		if w.inside("r") {
			w.add("\t")
		}
	case "br", "cr":
		if kind := attr(e, "type"); kind == "" || kind == "textWrapping" {
			w.add("\n")
		} else {
			w.add(" ")
		}
	case "noBreakHyphen":
		w.add("-")
	case "lastRenderedPageBreak":
		if w.pages {
			w.page++
		}
	case "footnoteReference", "endnoteReference":
		w.cited = append(w.cited, cited{strings.TrimSuffix(e.Name.Local, "Reference") + attr(e, "id"), w.page})
	case "sdt":
		w.holders = append(w.holders, false)
	case "showingPlcHdr":
		if n := len(w.holders); n > 0 && !isOff(attr(e, "val")) {
			w.holders[n-1] = true
		}
	case "sdtContent":
		if n := len(w.holders); n > 0 && w.holders[n-1] {
			w.skip = 1
		}
	}
}

func (w *wordWalker) end(name string) {
	if n := len(w.path); n > 0 {
		w.path = w.path[:n-1]
	}
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t":
		w.verbal = false
	case "r":
		w.hidden = false
	case "p":
		w.finish()
	case "sdt":
		if n := len(w.holders); n > 0 {
			w.holders = w.holders[:n-1]
		}
	case w.note:
		if w.id != "" && w.into != nil {
			w.into[w.id] = w.paras
		}
	}
}

func (w *wordWalker) chars(s string) {
	if w.skip == 0 && w.verbal {
		w.add(s)
	}
}

// coreWalker reads the core properties (Dublin Core), of both kinds of documents.
type coreWalker struct {
	in   string
	told map[string]string
}

func (w *coreWalker) start(e xml.StartElement) { w.in = e.Name.Local }
func (w *coreWalker) end(string)               { w.in = "" }
func (w *coreWalker) chars(s string) {
	if w.told == nil {
		w.told = map[string]string{}
	}
	const most = 4000
	if s = strings.TrimSpace(s); s != "" && len(w.told[w.in])+len(s) < most {
		w.told[w.in] += s
	}
}

// properties are what is told; a document is of the day on which it was saved last, for a template was made long before.
func (w *coreWalker) properties() stated.Properties {
	p := stated.Properties{Title: w.told["title"], Author: w.told["creator"], Made: w.told["modified"]}
	if p.Made == "" {
		p.Made = w.told["created"]
	}
	return p
}
