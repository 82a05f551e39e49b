package main

import (
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/lab/eval"
	"onrecord/internal/lab/train"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/factuality"
	"onrecord/internal/reading/plover"
	"onrecord/read"
)

func newEval() *cobra.Command {
	var data, gold, out string
	var layers []string
	var misses bool
	c := &cobra.Command{
		Use:   "eval",
		Short: "Score the reading against the corpora",
		Long: "Reads the development parts of the corpora and compares with what people annotated. The tables go to\n" +
			"standard output, or to the file named with --out. A corpus that is absent reads \"not measured\".\n\n" +
			"The page opens with real reports, beside what an earlier program and two annotators score (--layer gold).\n" +
			"Those of Wikinews come with the source tree; with the pack gold in the folder of --data there are more.",
		Example: "  onrecord eval --out docs/scores.md\n  onrecord eval --layer attribution,nesting\n  onrecord eval --layer gold --misses 2>&1 >/dev/null | grep '^st '",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var miss func(string, ...any)
			if misses {
				miss = func(format string, args ...any) { fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...) }
			}
			page, err := scores(corpus.Dir(data), os.DirFS(gold), layers, miss, func(s string) { fmt.Fprintln(cmd.ErrOrStderr(), "measuring", s) })
			if err != nil {
				return err
			}
			if out == "" {
				_, err = fmt.Fprint(cmd.OutOrStdout(), page)
				return err
			}
			if err := os.WriteFile(out, []byte(page), 0o644); err != nil {
				return fmt.Errorf("write scores: %w", err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "../shared/data", "folder of the packs of corpora")
	c.Flags().StringVar(&gold, "gold", "internal/lab/eval/gold", "folder of the gold of the source tree: real reports in reports, reports of our own in dev and held")
	c.Flags().StringVar(&out, "out", "", "file to write the table to")
	c.Flags().BoolVar(&misses, "misses", false, "tell on standard error where the reading differs from the development halves of the gold; for real reports a line begins with st, ev, po or kind")
	c.Flags().StringSliceVar(&layers, "layer", eval.Layers, "what to measure: "+strings.Join(eval.Layers, ", "))
	return c
}

// scores measures the embedded models and returns the page.
func scores(dir corpus.Dir, gold fs.FS, layers []string, misses func(string, ...any), say func(string)) (string, error) {
	reader, err := read.New()
	if err != nil {
		return "", err
	}
	outermost, err := read.NewWith(read.Outermost())
	if err != nil {
		return "", err
	}
	fast, err := read.NewWith(read.By(read.Fast))
	if err != nil {
		return "", err
	}
	fastOutermost, err := read.NewWith(read.By(read.Fast), read.Outermost())
	if err != nil {
		return "", err
	}
	classes, err := wordclass.Load()
	if err != nil {
		return "", err
	}
	words, err := english.New(classes)
	if err != nil {
		return "", err
	}
	facts, err := factuality.New(classes)
	if err != nil {
		return "", err
	}
	code := func(coded, lessons []plover.Example, folds int) ([]plover.Coding, error) {
		return plover.CrossValidate(coded, lessons, classes, folds, train.Seed)
	}
	r, err := eval.Run(dir, eval.Pipeline{Read: reader.Read, Outermost: outermost.Read, Fast: fast.Read, FastOutermost: fastOutermost.Read, Split: words.Split, Parse: words.Parse, Judge: facts.AtAs, Misses: misses, Gold: gold, CrossCode: code}, layers, runtime.NumCPU(), say)
	if err != nil {
		return "", err
	}
	made := reader.Made()
	return r.Markdown(fmt.Sprintf("onrecord %s, dictionaries %s, models %s.", made.Tool, made.Lexicon, made.Models)), nil
}
