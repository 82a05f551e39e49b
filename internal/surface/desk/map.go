package desk

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	_ "embed" // outlines
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// packedOutlines is written by internal/lab/gen; its head says from what.
//
//go:embed outlines.tsv.gz
var packedOutlines []byte

// outline is a state on the map, in a picture 1000 wide.
type outline struct {
	Code string
	X, Y float64 // where its mark stands
	Path string  // of a picture twice as wide; "" where it is too small to be drawn
}

// outlines are the states of the map, unpacked once.
var outlines = sync.OnceValues(func() ([]outline, error) {
	raw, err := unpack(packedOutlines)
	if err != nil {
		return nil, fmt.Errorf("unpack outlines: %w", err)
	}
	var out []outline
	s := bufio.NewScanner(bytes.NewReader(raw))
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		c := strings.Split(s.Text(), "\t")
		if len(c) != 4 {
			return nil, fmt.Errorf("outlines.tsv:%d: %d columns", n, len(c))
		}
		x, err1 := strconv.Atoi(c[1])
		y, err2 := strconv.Atoi(c[2])
		if err := cmp.Or(err1, err2); err != nil {
			return nil, fmt.Errorf("outlines.tsv:%d: %w", n, err)
		}
		out = append(out, outline{c[0], float64(x) / 2, float64(y) / 2, c[3]})
	}
	return out, s.Err()
})

const mapWide, mapHigh = 1000.0, 446.0

// mapPage is where events took place.
type mapPage struct {
	answer.Places
	Query    url.Values
	Map      template.HTML
	Words    string
	Rows     []mapRow
	CSV, SVG string
}

type mapRow struct {
	store.PlaceTally
	Name  string
	Link  string // to its events; "" for none
	Drawn bool
}

func mapFields(r *http.Request) url.Values {
	v := canonical(r)
	v.Del("kind") // events alone have a place
	return v
}

func (d *seePages) placesOf(ctx context.Context, v url.Values) (answer.Places, error) {
	q, err := query(v)
	if err != nil {
		return answer.Places{}, err
	}
	done, err := d.turn(ctx)
	if err != nil {
		return answer.Places{}, err
	}
	defer done()
	return answer.PlacesOf(ctx, d.store, q)
}

func (d *seePages) mapPage(w http.ResponseWriter, r *http.Request) error {
	v := mapFields(r)
	x, err := d.placesOf(r.Context(), v)
	if err != nil {
		return err
	}
	states, err := outlines()
	if err != nil {
		return err
	}
	p := mapPage{Places: x, Query: v, CSV: with("/map.csv", v), SVG: with("/map.svg", v), Words: mapWords(&x)}
	p.Map = drawMap(&x, states, func(code string) string { return placeLink(v, code) })
	there := map[string]bool{}
	for i := range states {
		there[states[i].Code] = true
	}
	for _, t := range x.States {
		row := mapRow{PlaceTally: t, Name: placeName(&x, t.Country), Drawn: t.Country != "" && there[t.Country]}
		if t.Country != "" {
			row.Link = placeLink(v, t.Country)
		}
		p.Rows = append(p.Rows, row)
	}
	return d.show(w, r, http.StatusOK, "map", frame{Title: "Map of events", Here: "see", Page: p})
}

func placeLink(v url.Values, code string) string {
	return with("/explore", v, "kind", string(store.Event), "place", code)
}

func placeName(x *answer.Places, code string) string {
	if code == "" {
		return "no place told, or its state not known"
	}
	return cmp.Or(x.Names[code], code)
}

// mapWords are the places in a sentence.
func mapWords(x *answer.Places) string {
	if x.Events == 0 {
		return "No events fit."
	}
	known, unknown := 0, 0
	var most []string
	for i := range x.States {
		t := &x.States[i]
		if t.Country == "" {
			unknown = t.Events
			continue
		}
		if known++; len(most) < 3 {
			most = append(most, fmt.Sprintf("%s %d", placeName(x, t.Country), t.Events))
		}
	}
	out := fmt.Sprintf("%s in %s", plural(x.Events-unknown, "event"), plural(known, "state"))
	if len(most) > 0 {
		out += "; most: " + strings.Join(most, ", ")
	}
	out += "."
	if unknown > 0 {
		out += fmt.Sprintf(" Of %s no place is told, or its state is not known: they are not drawn.", plural(unknown, "event"))
	}
	return out
}

// drawMap draws the states and on each a circle, by its area as large as the events there are many; hollow where all of them stand on unnamed word.
func drawMap(x *answer.Places, states []outline, link func(code string) string) template.HTML {
	p := newPicture(mapWide, mapHigh)
	told := map[string]*store.PlaceTally{}
	most := 12 // a few events are small circles
	for i := range x.States {
		if t := &x.States[i]; t.Country != "" {
			told[t.Country], most = t, max(most, t.Events)
		}
	}
	p.put(`<g transform="scale(.5)">`)
	for i := range states {
		if s := &states[i]; s.Path != "" {
			class := "land"
			if told[s.Code] != nil {
				class = "land told"
			}
			p.put(`<path class="%s" d="%s"/>`, class, s.Path)
		}
	}
	p.put(`</g>`)
	at := map[string]*outline{}
	for i := range states {
		at[states[i].Code] = &states[i]
	}
	for i := range x.States { // most first, so that the small lie on the large
		t := &x.States[i]
		s := at[t.Country]
		if t.Country == "" || s == nil {
			continue
		}
		class := "event-mark"
		if t.Unnamed == t.Events {
			class += " hollow"
		}
		words := fmt.Sprintf("%s: %s, %d told as having happened, %d on unnamed word", placeName(x, t.Country), plural(t.Events, "event"), t.Happened, t.Unnamed)
		p.mark(link(t.Country), words, fmt.Sprintf(`<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"/>`, class, s.X, s.Y, max(3, 24*math.Sqrt(float64(t.Events)/float64(most)))))
	}
	labels := 0
	for i := range x.States {
		t := &x.States[i]
		if s := at[t.Country]; t.Country != "" && s != nil && labels < 10 {
			labels++
			p.text(s.X, s.Y+4, "middle", "count", strconv.Itoa(t.Events))
		}
	}
	return p.drawing("see-words")
}

func (d *seePages) mapSVG(w http.ResponseWriter, r *http.Request) error {
	x, err := d.placesOf(r.Context(), mapFields(r))
	if err != nil {
		return err
	}
	states, err := outlines()
	if err != nil {
		return err
	}
	return d.sendSVG(w, r, "map.svg", "Map of events", mapWords(&x)+" Outlines: Natural Earth, public domain.", drawMap(&x, states, func(string) string { return "" }))
}

// mapCSV is a row for each state, and one for the events of which it is not known.
func (d *seePages) mapCSV(w http.ResponseWriter, r *http.Request) error {
	x, err := d.placesOf(r.Context(), mapFields(r))
	if err != nil {
		return err
	}
	o := x.Overview()
	return sendOverview(w, "places.csv", &o)
}
