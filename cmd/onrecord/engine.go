package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/read"
)

// engine is the flag --engine: which reader reads.
type engine read.Engine

// String, Set and Type make it a flag.
func (e *engine) String() string { return string(*e) }

// Set takes one of the engines there are.
func (e *engine) Set(s string) error {
	if !slices.Contains(read.Engines, read.Engine(s)) {
		return fmt.Errorf("there is no engine %q; there are %s", s, engineNames())
	}
	*e = engine(s)
	return nil
}

// Type is what help calls the value.
func (e *engine) Type() string { return "engine" }

func engineNames() string {
	var out []string
	for _, e := range read.Engines {
		out = append(out, string(e))
	}
	return strings.Join(out, ", ")
}

// flag adds --engine to a command that reads.
func (e *engine) flag(cmd *cobra.Command) {
	*e = engine(read.Engines[0])
	cmd.Flags().Var(e, "engine", "what reads: default, or fast, which is twice as quick and errs more often")
	_ = cmd.RegisterFlagCompletionFunc("engine", cobra.FixedCompletions(strings.Split(engineNames(), ", "), cobra.ShellCompDirectiveNoFileComp))
}

// reader is the reader of the engine.
func (e engine) reader(options ...read.Option) (*read.Reader, error) {
	return read.NewWith(append(options, read.By(read.Engine(e)))...)
}
