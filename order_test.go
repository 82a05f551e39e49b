package onrecord_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// levels is the order of imports: a package imports only from lines above its own; those on one line do not know each
// other. Modules of their own, such as internal/gen, have no place in it.
var levels = [][]string{
	{"onrecord"},
	{"onrecord/internal/sheet"},
	{"onrecord/internal/lexicon", "onrecord/internal/linear", "onrecord/internal/encoder", "onrecord/internal/fetch", "onrecord/internal/decode", "onrecord/internal/petrarch", "onrecord/internal/corpus", "onrecord/internal/tree",
		"onrecord/internal/network", "onrecord/internal/access"},
	{"onrecord/internal/page", "onrecord/internal/wordclass", "onrecord/internal/newsroom", "onrecord/internal/layout", "onrecord/internal/source", "onrecord/internal/entity", "onrecord/internal/frames", "onrecord/internal/attribution", "onrecord/internal/position",
		"onrecord/internal/actor", "onrecord/internal/place", "onrecord/internal/calendar", "onrecord/internal/collate", "onrecord/internal/feed", "onrecord/internal/warc", "onrecord/internal/watch",
		"onrecord/internal/standing", "onrecord/internal/claim"},
	{"onrecord/internal/ingest", "onrecord/internal/english", "onrecord/internal/names", "onrecord/internal/plover",
		"onrecord/internal/factuality"},
	{"onrecord/internal/event"},
	{"onrecord/read", "onrecord/train/split", "onrecord/train/check", "onrecord/internal/train", "onrecord/internal/export", "onrecord/internal/store", "onrecord/internal/dna"},
	{"onrecord/train/dump", "onrecord/train/vectors", "onrecord/internal/record", "onrecord/internal/eval"},
	{"onrecord/internal/answer"},
	{"onrecord/internal/desk", "onrecord/internal/assist"},
	{"onrecord/cmd/onrecord"},
}

func TestImportsGoOneWay(t *testing.T) {
	level := map[string]int{}
	for i, line := range levels {
		for _, p := range line {
			level[p] = i
		}
	}
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != "." {
			return filepath.SkipDir // a module of its own
		}
		if e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		pkg := strings.TrimSuffix("onrecord/"+filepath.ToSlash(filepath.Dir(path)), "/.")
		mine, known := level[pkg]
		if !known {
			t.Errorf("%s: package %s has no place in the order of imports", path, pkg)
		}
		seen[pkg] = true
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			if l, ours := level[name]; ours && l >= mine {
				t.Errorf("%s imports %s, which does not stand above it", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range level {
		if !seen[p] {
			t.Errorf("the order names %s, which does not exist", p)
		}
	}
}
