package place

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"
)

func packed(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.Bytes()
}

func TestGazetteerTellsBadLines(t *testing.T) {
	good := "Bath\t\tGBR\t\t51.4\t-2.4\t94782\t2656173\n"
	if g, err := readGazetteer(packed("# what\n" + good)); err != nil || len(g.named["Bath"]) != 1 {
		t.Fatalf("a good line: %v", err)
	}
	for _, line := range []string{"Bath", good[:len(good)-1] + "\tmore", "Bath\t\tGBR\t\tx\t-2.4\t1\t1", "Bath\t\tGBR\t\t95\t-2.4\t1\t1",
		"Bath\t\tGB\t\t51.4\t-2.4\t1\t1", "\t\tGBR\t\t51.4\t-2.4\t1\t1", "Bath\t\tGBR\t\t51.4\tNaN\t1\t1"} {
		if _, err := readGazetteer(packed(good + line)); !errors.Is(err, ErrBadGazetteer) {
			t.Errorf("%q: %v", line, err)
		}
	}
	if _, err := readGazetteer([]byte("no gzip")); !errors.Is(err, ErrBadGazetteer) {
		t.Errorf("not gzip: %v", err)
	}
	whole := packed(good)
	if _, err := readGazetteer(whole[:len(whole)-4]); !errors.Is(err, ErrBadGazetteer) {
		t.Errorf("cut off: %v", err)
	}
}

func TestGazetteerIsWhole(t *testing.T) {
	g, err := towns()
	if err != nil {
		t.Fatal(err)
	}
	if len(g.towns) < 30000 || len(g.regions) < 50 || len(g.named["Zürich"]) == 0 || len(g.named["Zurich"]) == 0 {
		t.Errorf("%d towns, %d regions", len(g.towns), len(g.regions))
	}
}

func FuzzReadGazetteer(f *testing.F) {
	f.Add([]byte("Bath\t\tGBR\t\t51.4\t-2.4\t94782\t2656173\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := readGazetteer(packed(string(text)))
		if err != nil {
			return
		}
		for _, x := range g.towns {
			if x.name == "" || !(x.lat >= -90 && x.lat <= 90) {
				t.Fatalf("%+v", x)
			}
		}
	})
}
