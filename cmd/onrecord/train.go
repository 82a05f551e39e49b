package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/train"
)

func newTrain() *cobra.Command {
	var data, root string
	c := &cobra.Command{
		Use:   "train [MODEL]...",
		Short: "Train the models from the corpora",
		Long: "Trains the models that the reading is made of (" + strings.Join(train.Parts(), ", ") + "; all when none is named)\n" +
			"from the packs of corpora, and writes them into the source tree; the next build embeds them. Training is\n" +
			"seeded: the same corpora give the same bytes.",
		Example: "  onrecord train\n  onrecord train english --data ../shared/data",
		RunE: func(cmd *cobra.Command, args []string) error {
			start := time.Now()
			return train.Models(corpus.Dir(data), root, args, func(s string) {
				fmt.Fprintf(cmd.ErrOrStderr(), "%5s  %s\n", time.Since(start).Round(time.Second), s)
			})
		},
	}
	c.Flags().StringVar(&data, "data", "../shared/data", "folder of the packs of corpora")
	c.Flags().StringVar(&root, "root", ".", "source tree to write the models into")
	return c
}
