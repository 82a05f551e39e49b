package onrecord_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is a line of the table of docs/architecture.md: packages in the order of their imports, and the rooms that they import from.
type room struct {
	name     string
	packages []string // import paths
	from     []string // names of rooms; "everything" for any
}

var inBackticks = regexp.MustCompile("`([^`]+)`")

func readRooms(t *testing.T) []room {
	t.Helper()
	raw, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(raw), "## Rooms")
	table, _, _ = strings.Cut(table, "\n## ")
	var out []room
	for _, line := range strings.Split(table, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !strings.Contains(cells[1], "`") {
			continue
		}
		r := room{name: backticked(cells[1])[0], from: backticked(cells[4])}
		if strings.Contains(cells[4], "everything") {
			r.from = []string{"everything"}
		}
		for _, p := range backticked(cells[2]) {
			r.packages = append(r.packages, r.path(p))
		}
		out = append(out, r)
	}
	return out
}

func backticked(cell string) (out []string) {
	for _, m := range inBackticks.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

// path is the import path of a package of the room; "." is the room itself.
func (r *room) path(p string) string {
	path := "onrecord/internal/" + r.name
	switch r.name {
	case "onrecord":
		return "onrecord"
	case "read", "train", "cmd":
		path = "onrecord/" + r.name
	}
	if p == "." {
		return path
	}
	return path + "/" + p
}

// TestImportsGoOneWay holds the imports to the table of docs/architecture.md, and the table to the packages there are.
func TestImportsGoOneWay(t *testing.T) {
	rooms := readRooms(t)
	if len(rooms) < 10 || len(rooms) > 25 {
		t.Fatalf("docs/architecture.md has %d rooms", len(rooms))
	}
	of, seen := map[string]*room{}, map[string]bool{}
	for i := range rooms {
		for _, p := range rooms[i].packages {
			of[p] = &rooms[i]
		}
	}
	eachFile(t, func(path, pkg string, imports []string) {
		mine := of[pkg]
		if mine == nil {
			t.Errorf("%s: package %s is in no room of docs/architecture.md", path, pkg)
			return
		}
		seen[pkg] = true
		for _, name := range imports {
			there := of[name]
			switch {
			case there == nil:
			case there == mine:
				if slices.Index(mine.packages, name) >= slices.Index(mine.packages, pkg) {
					t.Errorf("%s imports %s, which does not stand before it in its room", path, name)
				}
			case mine.from[0] != "everything" && !slices.Contains(mine.from, there.name):
				t.Errorf("%s imports %s: the room %s imports nothing from %s", path, name, mine.name, there.name)
			}
		}
	})
	for p := range of {
		if !seen[p] {
			t.Errorf("docs/architecture.md names %s, which does not exist", p)
		}
	}
	for i, r := range rooms { // no circles: a room imports from rooms above it
		for _, name := range r.from {
			if k := slices.IndexFunc(rooms, func(x room) bool { return x.name == name }); name != "everything" && (k < 0 || k >= i) {
				t.Errorf("docs/architecture.md: %s imports from %s, which does not stand above it", r.name, name)
			}
		}
	}
}

// eachFile goes through the files of the program outside tests, with what they import. Modules of their own are left out.
func eachFile(t *testing.T, do func(path, pkg string, imports []string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != "." {
			return filepath.SkipDir
		}
		if e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, name)
		}
		do(path, strings.TrimSuffix("onrecord/"+filepath.ToSlash(filepath.Dir(path)), "/."), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
