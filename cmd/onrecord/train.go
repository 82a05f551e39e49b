package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func newTrain() *cobra.Command {
	return &cobra.Command{
		Use:     "train",
		Short:   "Train the models from the corpora",
		Example: "  onrecord train",
		RunE:    func(*cobra.Command, []string) error { return errors.New("train: not built in yet") },
	}
}
