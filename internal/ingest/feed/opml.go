package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ErrNoOPML says that a list of feeds is none.
var ErrNoOPML = errors.New("no list of feeds (OPML)")

// Outline is a feed of a list of feeds.
type Outline struct {
	Address string
	Title   string // "" not given
	Folder  string // names of the folders around it, "/" between; "" none
}

// mostOutlines is how many feeds of a list are read, deepestOutline how deep folders may stand in each other.
const (
	mostOutlines   = 20_000
	deepestOutline = 50
)

// ParseOPML reads a list of feeds (OPML 1.0 or 2.0), in its order, each address once. What has no address is passed over. The error wraps
// [ErrNoOPML].
func ParseOPML(raw []byte) ([]Outline, error) {
	raw, _ = plainXML(raw)
	var out []Outline
	var folders []string
	seen := map[string]bool{}
	d := decoder(bytes.NewReader(raw))
	known := false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if len(out) > 0 { // what is whole is taken
				break
			}
			return nil, fmt.Errorf("%w: it ends or breaks off; export it again", ErrNoOPML)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch name := strings.ToLower(t.Name.Local); {
			case name == "opml":
				known = true
			case name == "outline" && known:
				o := outline(t)
				if o.Address != "" && !seen[o.Address] && len(out) < mostOutlines {
					seen[o.Address] = true
					o.Folder = strings.Join(nonEmpty(folders), "/")
					out = append(out, o)
				}
				if folders = append(folders, o.Title); len(folders) > deepestOutline {
					return out, nil
				}
				if o.Address != "" {
					folders[len(folders)-1] = "" // a feed is no folder
				}
			}
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "outline") && len(folders) > 0 {
				folders = folders[:len(folders)-1]
			}
		}
	}
	if !known {
		return nil, fmt.Errorf("%w: readers of feeds export one as .opml", ErrNoOPML)
	}
	return out, nil
}

func nonEmpty(list []string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// outline is an element of a list.
func outline(e xml.StartElement) (o Outline) {
	text := ""
	for _, a := range e.Attr {
		value := strings.Join(strings.Fields(a.Value), " ")
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			o.Address = value
		case "title":
			o.Title = value
		case "text":
			text = value
		}
	}
	if o.Title == "" {
		o.Title = text
	}
	if o.Title == o.Address {
		o.Title = ""
	}
	return o
}

// WriteOPML writes a list of feeds (OPML 2.0), those of a folder together in the order in which they come.
func WriteOPML(w io.Writer, title string, made time.Time, list []Outline) error {
	type node struct {
		XMLName struct{} `xml:"outline"`
		Type    string   `xml:"type,attr,omitempty"`
		Text    string   `xml:"text,attr"`
		Title   string   `xml:"title,attr,omitempty"`
		Address string   `xml:"xmlUrl,attr,omitempty"`
		In      []*node
	}
	doc := struct {
		XMLName struct{} `xml:"opml"`
		Version string   `xml:"version,attr"`
		Title   string   `xml:"head>title"`
		Created string   `xml:"head>dateCreated"`
		Body    struct {
			In []*node
		} `xml:"body"`
	}{Version: "2.0", Title: title, Created: made.UTC().Format(time.RFC1123Z)}
	folders := map[string]*node{}
	for _, o := range list {
		feed := &node{Type: "rss", Text: o.Title, Title: o.Title, Address: o.Address}
		if feed.Text == "" {
			feed.Text = o.Address
		}
		if o.Folder == "" {
			doc.Body.In = append(doc.Body.In, feed)
			continue
		}
		f := folders[o.Folder]
		if f == nil {
			f = &node{Text: o.Folder}
			folders[o.Folder] = f
			doc.Body.In = append(doc.Body.In, f)
		}
		f.In = append(f.In, feed)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
