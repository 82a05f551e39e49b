package answer

import (
	"strings"

	"github.com/spf13/pflag"
)

// Flags gives a command the flags of some fields and returns what reads them once the command line is taken in. Words ("q") have no flag
// where they are what the command is given (words).
func Flags(fs *pflag.FlagSet, fields []string, words func() string) func() (Query, error) {
	set := map[string]*string{}
	for _, name := range fields {
		f := Named(name)
		if name == "q" && words != nil {
			continue
		}
		what := f.What
		if v := f.Values(); v != nil && !strings.Contains(what, ":") {
			what += ": " + strings.Join(v, ", ")
		}
		set[name] = new(string)
		fs.StringVar(set[name], f.Flag(), "", what)
		if f.Type == Boolean {
			fs.Lookup(f.Flag()).NoOptDefVal = "true"
		}
	}
	return func() (Query, error) {
		return Parse(fields, func(name string) string {
			switch v := set[name]; {
			case v != nil:
				return *v
			case name == "q" && words != nil:
				return words()
			}
			return ""
		})
	}
}

// Flag is the name of the field's flag: "source-kind"; words are "words".
func (f *Field) Flag() string {
	if f.Name == "q" {
		return "words"
	}
	return strings.ReplaceAll(f.Name, "_", "-")
}
