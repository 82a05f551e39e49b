package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"onrecord/read"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of the tool, its dictionaries and its models",
		Example: "  onrecord version",
		Args:    noArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			made := read.Made()
			models := made.Models
			if models == "" {
				models = "none"
			}
			fmt.Fprintf(cmd.OutOrStdout(), "onrecord %s%s\ngo       %s %s/%s\nlexicon  %s\nmodels   %s\n", made.Tool, revision(),
				runtime.Version(), runtime.GOOS, runtime.GOARCH, made.Lexicon, models)
		},
	}
}

// revision is the commit that the program was built from, where the build knows it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	if commit == "" {
		return ""
	}
	return " (" + commit + changed + ")"
}
