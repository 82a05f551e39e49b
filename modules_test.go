package onrecord_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestInstallable keeps go.mod free of what holds in the main module alone: with a replace or an exclude there,
// "go install <module>/cmd/onrecord@version" refuses the program. scripts/install.sh installs it.
func TestInstallable(t *testing.T) {
	raw, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct{ Path string }
		Replace []struct{ Old struct{ Path string } }
		Exclude []struct{ Path string }
	}
	if err := json.Unmarshal(raw, &mod); err != nil {
		t.Fatal(err)
	}
	if len(mod.Require) == 0 {
		t.Fatal("go.mod requires nothing")
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s: find another way", r.Old.Path)
	}
	for _, x := range mod.Exclude {
		t.Errorf("go.mod excludes %s: find another way", x.Path)
	}
	names := map[string]string{}
	for _, r := range mod.Require {
		name := forkOf.FindStringSubmatch(r.Path)[1]
		if other := names[name]; other != "" && other != r.Path {
			t.Errorf("go.mod requires two forks of one library, %s and %s", other, r.Path)
		}
		names[name] = r.Path
	}
}

// forkOf is the name of a library on GitHub without its owner and major version, and the whole path elsewhere.
var forkOf = regexp.MustCompile(`^(?:github\.com/[^/]+/)?(.*?)(?:/v\d+)?$`)

// TestNoticeNamesModules: NOTICE names every module that the program holds on some system, and no other.
func TestNoticeNamesModules(t *testing.T) {
	held := map[string]bool{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		c := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./cmd/onrecord")
		c.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		raw, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range strings.Fields(string(raw)) {
			held[m] = true
		}
	}
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(notice), "The program holds these Go modules")
	list, _, ends := strings.Cut(list, "Tests use more")
	if !found || !ends {
		t.Fatal("NOTICE has no list of modules")
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`[\w.-]+\.\w+/[\w./-]+\w`).FindAllString(list, -1) {
		named[m] = true
		if !held[m] {
			t.Errorf("NOTICE names %s, which the program does not hold", m)
		}
	}
	for m := range held {
		if !named[m] {
			t.Errorf("NOTICE does not name %s", m)
		}
	}
}
