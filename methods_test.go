package onrecord_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mostMethods is how many methods a type may have. One with more knows more than one thing.
const mostMethods = 40

// overgrown are the types that have more methods still. The list only shrinks: a type that has been split leaves it.
var overgrown = map[string]bool{
	"internal/calendar.reader": true,
	"internal/desk.Desk":       true,
}

func TestTypesKnowOneThing(t *testing.T) {
	methods := countMethods(t)
	for name, n := range methods {
		if n > mostMethods && !overgrown[name] {
			t.Errorf("%s has %d methods, more than %d: split it into types that know one thing each", name, n, mostMethods)
		}
	}
	for name := range overgrown {
		if methods[name] <= mostMethods {
			t.Errorf("%s has %d methods: take it off the list of the overgrown", name, methods[name])
		}
	}
}

// countMethods counts the methods of every type of the repository outside tests, by folder and name.
func countMethods(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := filepath.WalkDir(".", func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
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
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
				out[filepath.ToSlash(filepath.Dir(path))+"."+receiver(fn.Recv.List[0].Type)]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// receiver is the name of the type that a method is of.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.ParenExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
