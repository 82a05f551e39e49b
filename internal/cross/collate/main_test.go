package collate_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain has the properties drawn twenty times where nothing else is asked: each draw lays out several stores, seconds each with the race
// detector. "go test -rapid.checks=1000" draws more.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
