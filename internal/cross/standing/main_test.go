package standing

import (
	"flag"
	"os"
	"testing"
)

// TestMain has the properties drawn forty times where nothing else is asked: each draw fills a store. "go test -rapid.checks=5000" draws more.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", "40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
