package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func newEval() *cobra.Command {
	return &cobra.Command{
		Use:     "eval",
		Short:   "Score the reading against the corpora",
		Example: "  onrecord eval",
		RunE:    func(*cobra.Command, []string) error { return errors.New("eval: not built in yet") },
	}
}
