package office

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"onrecord/internal/ingest/stated"
)

// openDocument reads an OpenDocument text.
func (f *file) openDocument() (*text, stated.Properties, error) {
	l := &lockWalker{}
	if err := f.walk("META-INF/manifest.xml", l); err == nil && l.locked {
		return nil, stated.Properties{}, fmt.Errorf("%w: it opens with a password only; save it without one", ErrEncrypted)
	}
	w := &openWalker{text: &text{notes: map[string][]paragraph{}}}
	if w.pages = f.countsPages("content.xml"); w.pages {
		w.page = 1
	}
	if err := f.walk("content.xml", w); err != nil {
		return nil, stated.Properties{}, err
	}
	var core coreWalker
	if err := f.walk("meta.xml", &core); err != nil {
		core = coreWalker{} // the text is whole
	}
	told := core.properties()
	if told.Made == "" {
		told.Made = core.told["date"]
	}
	told.Made, _, _ = strings.Cut(told.Made, ".") // a part of a second
	return w.text, told, nil
}

// lockWalker looks for what is encrypted.
type lockWalker struct{ locked bool }

func (w *lockWalker) start(e xml.StartElement) {
	w.locked = w.locked || e.Name.Local == "encryption-data"
}
func (w *lockWalker) end(string)   {}
func (w *lockWalker) chars(string) {}

// openWalker reads the text of an OpenDocument text.
type openWalker struct {
	*text
	pages bool // the document says where pages begin
	body  bool
	noted int // how many notes have begun
	main  *text
}

// notRead are elements whose content is no running text.
var notRead = map[string]bool{"annotation": true, "table-of-content": true, "illustration-index": true, "table-index": true, "alphabetical-index": true,
	"bibliography": true, "note-citation": true, "ruby-text": true, "hidden-text": true, "forms": true, "sequence-decls": true, "variable-decls": true,
	"event-listeners": true, "desc": true, "title": true, "script": true}

func (w *openWalker) start(e xml.StartElement) {
	name := e.Name.Local
	switch {
	case w.skip > 0:
		w.skip++
		return
	case name == "text" && strings.HasSuffix(e.Name.Space, "office:1.0"):
		w.body = true
		return
	case !w.body:
		return
	case notRead[name]:
		w.skip = 1
		return
	}
	switch name {
	case "tracked-changes":
		w.skip = 1
	case "change":
		w.struck++
	case "p", "h":
		w.begin()
	case "s":
		n, _ := strconv.Atoi(attr(e, "c"))
		w.add(strings.Repeat(" ", min(max(n, 1), 100)))
	case "tab":
		w.add("\t")
	case "line-break":
		w.add("\n")
	case "soft-page-break":
		if w.pages {
			w.page++
		}
	case "note":
		w.noted++
		w.cited = append(w.cited, cited{strconv.Itoa(w.noted), w.page})
		w.main, w.text = w.text, &text{}
	}
}

func (w *openWalker) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "p", "h":
		if w.body {
			w.finish()
		}
	case "note":
		if w.main != nil {
			w.main.notes[strconv.Itoa(w.noted)] = w.paras
			w.text, w.main = w.main, nil
		}
	}
}

func (w *openWalker) chars(s string) {
	if w.skip == 0 && w.body {
		w.add(s)
	}
}
