package desk

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// picture is a drawing under way: SVG without scripts and styles of its own. Its classes are those of see.css; what is told by colour is told by
// shape or words, too.
type picture struct {
	b          strings.Builder
	wide, high float64
}

func newPicture(wide, high float64) *picture { return &picture{wide: wide, high: high} }

// put writes a piece; words within it must have gone through [escaped].
func (p *picture) put(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }

// text writes words at a place; anchor is start, middle or end.
func (p *picture) text(x, y float64, anchor, class, words string) {
	p.put(`<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`, x, y, anchor, class, escaped(words))
}

func (p *picture) line(class string, x1, y1, x2, y2 float64) {
	p.put(`<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, class, x1, y1, x2, y2)
}

// mark is a shape that leads somewhere and tells its words when pointed at. It is passed over by the tabulator: the table beside has the same links.
func (p *picture) mark(link, words, shape string) {
	p.put(`<a href="%s" tabindex="-1"><title>%s</title>%s</a>`, escaped(link), escaped(words), shape)
}

// drawing is the whole. It is called by a heading of the page, told by another element of it.
func (p *picture) drawing(labelled string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="pic" viewBox="0 0 %.0f %.0f" role="group" aria-labelledby="%s">%s</svg>`, p.wide, p.high, labelled, p.b.String()))
}

// escaped is a text as SVG and HTML alike take it, without the letters that XML has no place for.
func escaped(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	return template.HTMLEscapeString(s)
}

// palette is how the style sheet's names of colours look on paper: the light ones, with the letters' families.
var (
	named    = regexp.MustCompile(`--([a-z0-9]+):(?:light-dark\(([^,()]+),[^()]+\)|([^;}]+))`)
	wanted   = regexp.MustCompile(`var\(--([a-z0-9]+)\)`)
	linked   = regexp.MustCompile(`<a href="[^"]*" tabindex="-1">`)
	viewport = regexp.MustCompile(`viewBox="([-0-9.]+) ([-0-9.]+) ([0-9.]+) ([0-9.]+)"`)
)

// errDrawing is of a picture that would be no file of SVG.
var errDrawing = errors.New("the picture is no well-formed SVG")

// svgFile is a picture as a file that stands by itself: its colours are written out for programs that know no names of them, links, which lead into this
// desk alone, are left out, and what it shows stands in its title and description.
func svgFile(a assets, title, what string, drawing template.HTML) ([]byte, error) {
	colours := map[string]string{}
	for _, m := range named.FindAllStringSubmatch(string(a["desk.css"].body), -1) {
		if colours[m[1]] == "" {
			colours[m[1]] = m[2] + m[3]
		}
	}
	style := wanted.ReplaceAllStringFunc(string(a["see.css"].body), func(s string) string { return colours[wanted.FindStringSubmatch(s)[1]] })
	m := viewport.FindStringSubmatch(string(drawing))
	if m == nil {
		return nil, errDrawing
	}
	body := strings.ReplaceAll(linked.ReplaceAllString(string(drawing), "<g>"), "</a>", "</g>")
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" `, m[3], m[4])
	body = strings.Replace(body, "<svg ", head, 1)
	body = strings.Replace(body, ">", fmt.Sprintf("><title>%s</title><desc>%s</desc><style>%s</style>", escaped(title), escaped(what), escaped(style)), 1)
	out := []byte(xml.Header + body + "\n")
	return out, wellFormed(out)
}

// wellFormed tells whether a file can be read as XML.
func wellFormed(file []byte) error {
	d := xml.NewDecoder(bytes.NewReader(file))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%w: %w", errDrawing, err)
		}
	}
}

// sendSVG sends a picture as a file.
func (d *seePages) sendSVG(w http.ResponseWriter, r *http.Request, name, title, what string, drawing template.HTML) error {
	file, err := svgFile(d.files, title, what, drawing)
	if err != nil {
		return err
	}
	attach(w, "image/svg+xml", name)
	respond(w, r, "image/svg+xml", http.StatusOK, file)
	return nil
}
