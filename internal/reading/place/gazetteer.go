package place

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/cities.tsv.gz
var cities []byte

// ErrBadGazetteer is at the root of every error about the gazetteer's content.
var ErrBadGazetteer = errors.New("bad gazetteer")

// town is a line of the gazetteer.
type town struct {
	name, country, region string
	lat, lon              float64
	people, geonames      int
}

// gazetteer knows towns by their names, with and without accents.
type gazetteer struct {
	towns   []town
	named   map[string][]int32 // by name
	also    map[string][]int32 // by other names
	regions map[string]string  // regions that lines name, with their state
}

// towns is the embedded gazetteer, read once.
var towns = sync.OnceValues(func() (*gazetteer, error) { return readGazetteer(cities) })

// readGazetteer reads a gzipped table: name, others, country, region, lat, lon, people, geonames. A bad line is an error
// that wraps [ErrBadGazetteer] and names the line.
func readGazetteer(packed []byte) (*gazetteer, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read gazetteer: %w: %w", ErrBadGazetteer, err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("read gazetteer: %w: %w", ErrBadGazetteer, err)
	}
	text := string(raw)
	n := strings.Count(text, "\n")
	g := &gazetteer{make([]town, 0, n), make(map[string][]int32, 2*n), map[string][]int32{}, map[string]string{}}
	for at := 1; text != ""; at++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		if line == "" || line[0] == '#' {
			continue
		}
		if err := g.line(line); err != nil {
			return nil, fmt.Errorf("read gazetteer: %w: line %d: %w", ErrBadGazetteer, at, err)
		}
	}
	return g, nil
}

func (g *gazetteer) line(line string) error {
	var cells [8]string
	for i := range cells {
		var more bool
		cells[i], line, more = strings.Cut(line, "\t")
		if more == (i == len(cells)-1) {
			return errors.New("not eight cells")
		}
	}
	t := town{name: cells[0], country: cells[2], region: cells[3]}
	var errs [4]error
	t.lat, errs[0] = strconv.ParseFloat(cells[4], 64)
	t.lon, errs[1] = strconv.ParseFloat(cells[5], 64)
	t.people, errs[2] = strconv.Atoi(cells[6])
	t.geonames, errs[3] = strconv.Atoi(cells[7])
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if !(t.lat >= -90 && t.lat <= 90 && t.lon >= -180 && t.lon <= 180) || t.people < 0 || t.name == "" || len(t.country) != 3 {
		return errors.New("no such place on earth")
	}
	at := int32(len(g.towns))
	g.towns = append(g.towns, t)
	g.put(g.named, t.name, at)
	if cells[1] != "" {
		for other := range strings.SplitSeq(cells[1], "|") {
			g.put(g.also, other, at)
		}
	}
	if t.region != "" {
		g.regions[t.region] = t.country
	}
	return nil
}

// put files a town under a name and, where that differs, under the name without accents.
func (g *gazetteer) put(in map[string][]int32, name string, at int32) {
	in[name] = append(in[name], at)
	if p := unaccented(name); p != name {
		in[p] = append(in[p], at)
	}
}

// unaccented is a name without the accents of its letters; most names have none and are returned as they are.
func unaccented(name string) string {
	for i := 0; i < len(name); i++ {
		if name[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(name))
		}
	}
	return name
}
