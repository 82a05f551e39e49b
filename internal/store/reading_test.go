package store

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
)

var update = flag.Bool("update", false, "write the list of stored names of a new version")

// fill gives every field a value of its own, two elements to every list.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("é%d", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 3)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer: // what people decided is no part of a reading
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

func full() *onrecord.Document {
	var d onrecord.Document
	fill(reflect.ValueOf(&d).Elem(), new(int))
	return &d
}

// TestEveryFieldComesBack fails where the vocabulary has a field that is not kept.
func TestEveryFieldComesBack(t *testing.T) {
	zero, empty, bare := full(), &onrecord.Document{Tokens: []onrecord.Token{}, Events: []onrecord.Event{{Actor: []onrecord.Member{}}}}, full()
	zero.Text = "a\x00b"
	zero.Meta.File = "caf\xe9.txt"
	bare.Origin, bare.Frames = nil, nil
	for name, want := range map[string]*onrecord.Document{"full": full(), "zero byte": zero, "empty lists": empty, "no frames": bare} {
		raw, err := pack(want)
		if err != nil {
			t.Fatal(err)
		}
		for form, raw := range map[string][]byte{"sections": raw, "unversioned": Unversioned(want)} {
			got, err := unpack(raw, column(want.Text))
			if err != nil {
				t.Fatal(name, form, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s:\n%s", name, form, diff)
			}
		}
	}
}

// storedNames are the names that stand in the sections of a reading, with what sort of value each has.
func storedNames() (out []string) {
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer:
			walk(path, typ.Elem())
		case reflect.Slice:
			if typ.Elem().Kind() == reflect.Uint8 {
				out = append(out, path+" bytes")
				return
			}
			walk(path+"[]", typ.Elem())
		case reflect.Map:
			walk(path+"{}", typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if f.Anonymous && tag == "" {
					walk(path, f.Type)
				} else {
					walk(path+"."+tag, f.Type)
				}
			}
		default:
			out = append(out, path+" "+typ.Kind().String())
		}
	}
	for _, l := range layers {
		part, _ := (&stored{}).part(l)
		walk(string(l), reflect.TypeOf(part))
	}
	slices.Sort(out)
	return out
}

// TestStoredNamesAreThoseOfTheVersion fails when what stands in a store changes without a new version of readings. With -update the list
// of a version that has none yet is written; no list is ever written anew.
func TestStoredNamesAreThoseOfTheVersion(t *testing.T) {
	file := filepath.Join("testdata", fmt.Sprintf("reading-%d.%d.txt", readingFormat, readingFeature))
	names := storedNames()
	got := strings.Join(names, "\n") + "\n"
	if _, err := os.Stat(file); *update && errors.Is(err, os.ErrNotExist) {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("names that are stored have changed: raise readingFeature where some came, readingFormat where any went or means something else, and run with -update.\n%s", diff)
	}
	for feature := 1; feature < readingFeature; feature++ {
		old, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("reading-%d.%d.txt", readingFormat, feature)))
		if err != nil {
			continue // of a format before
		}
		for _, name := range strings.Split(strings.TrimSpace(string(old)), "\n") {
			if !slices.Contains(names, name) {
				t.Errorf("%s stood in feature %d of format %d: raise readingFormat", name, feature, readingFormat)
			}
		}
	}
}

// TestOneLayerIsUnpackedAlone breaks every section but one: that one can be read, and none of the others.
func TestOneLayerIsUnpackedAlone(t *testing.T) {
	want := full()
	raw, err := pack(want)
	if err != nil {
		t.Fatal(err)
	}
	list, err := sections(raw[headLength:])
	if err != nil || len(list) != len(layers) {
		t.Fatalf("%d sections, %v; want one for each of %d layers", len(list), err, len(layers))
	}
	for i, l := range layers {
		broken := slices.Clone(raw)
		at := len(broken)
		for k := len(list) - 1; k >= 0; k-- {
			at -= len(list[k].packed)
			if list[k].name != l && list[k].name != layerReport {
				for j := range list[k].packed {
					broken[at+j] = 0xff
				}
			}
		}
		got, err := unpack(broken, want.Text, layerReport, l)
		if err != nil {
			t.Errorf("%s: %v", l, err)
			continue
		}
		alone, _ := toStored(got).part(l)
		if all, _ := toStored(want).part(l); !reflect.DeepEqual(alone, all) {
			t.Errorf("%s is not as it was", l)
		}
		for k, other := range layers {
			if _, none := toStored(got).part(other); k != i && other != layerReport && !none {
				t.Errorf("with %s comes %s", l, other)
			}
		}
		if l != layerReport {
			if _, err := unpack(broken, want.Text); !errors.Is(err, ErrBroken) {
				t.Errorf("all with only %s sound: %v", l, err)
			}
		}
	}
}

// TestHeadsAreLookedAt reads what other versions and accidents leave.
func TestHeadsAreLookedAt(t *testing.T) {
	d := full()
	good, err := pack(d)
	if err != nil {
		t.Fatal(err)
	}
	// A section of tomorrow stands among those of today.
	list, err := sections(good[headLength:])
	if err != nil {
		t.Fatal(err)
	}
	more := append(slices.Clone(good[:headLength]), byte(len(list)+1))
	var body []byte
	for _, x := range append(list, section{"moods", []byte("of another packing")}) {
		more = append(append(more, byte(len(x.name))), x.name...)
		for n := len(x.packed); ; n >>= 7 {
			if n < 0x80 {
				more = append(more, byte(n))
				break
			}
			more = append(more, byte(n)|0x80)
		}
		body = append(body, x.packed...)
	}
	more = append(more, body...)
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"today":                {good, nil},
		"a section of later":   {more, nil},
		"a feature of later":   {Headed(d, readingFormat, 999), nil},
		"a format of later":    {Headed(d, readingFormat+1, 1), ErrNewerReading},
		"a later, odd format":  {[]byte("OnRd\xff\xff\x00\x00"), ErrNewerReading},
		"a format of before":   {Headed(d, leastFormat-1, 1), ErrOldReading},
		"nothing":              {nil, ErrBroken},
		"a head alone":         {good[:headLength], ErrBroken},
		"cut":                  {good[:len(good)-1], ErrBroken},
		"too long":             {append(slices.Clone(good), 0), ErrBroken},
		"cut within the table": {good[:headLength+9], ErrBroken},
		"no report":            {append(slices.Clone(good[:headLength]), 0), ErrBroken},
	} {
		got, err := unpack(c.raw, d.Text)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && !reflect.DeepEqual(got, d) {
			t.Errorf("%s: another report", name)
		}
	}
	if kind := readingMagic[0] >> 1 & 3; kind != 3 {
		t.Errorf("a stream of deflate may begin with %q", readingMagic)
	}
}

func FuzzUnpack(f *testing.F) {
	raw, err := pack(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(Unversioned(full()))
	f.Add([]byte("OnRd\x00\x02\x00\x01\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := unpack(raw, "text"); err != nil && !errors.Is(err, ErrBroken) && !errors.Is(err, ErrNewerReading) && !errors.Is(err, ErrOldReading) {
			t.Error(err)
		}
	})
}

// BenchmarkUnpack unpacks a reading whole and by layers.
func BenchmarkUnpack(b *testing.B) {
	d := full()
	for range 10 {
		d.Tokens, d.Frames = slices.Concat(d.Tokens, d.Tokens), append(d.Frames, d.Frames[0])
	}
	raw, err := pack(d)
	if err != nil {
		b.Fatal(err)
	}
	for name, wanted := range map[string][]layer{"all": layers, "positions": {layerReport, layerPositions}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, err := unpack(bytes.Clone(raw), d.Text, wanted...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
