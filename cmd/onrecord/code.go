package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/factuality"
	"onrecord/internal/reading/plover"
)

func newCode(c console) *cobra.Command {
	profile := string(plover.PLV)
	cmd := &cobra.Command{
		Use:   "code [FILE.tsv|-]...",
		Short: "Code pairs: what one marked party of a sentence did to another",
		Long: "Code sentences in which two parties are marked: what did the source do to the target?\n\n" +
			"Inputs are tab-separated files whose heading names at least the columns id, sentence, source_spans and\n" +
			"target_spans; spans are \"begin:end\" in code points, several joined by \";\", none where a party is not told.\n" +
			"Without an input, or for \"-\", standard input is read, and each line is answered as it comes.\n\n" +
			"The answer is tab-separated: id, root, quad (1 verbal cooperation, 2 material cooperation, 3 verbal conflict,\n" +
			"4 material conflict), confidence that the root is right, and polarity (whether the deed is told of as done or\n" +
			"denied: positive, negated, or unknown).\n\n" +
			"Profiles: plv has the 15 roots of the PLV sentences (Hu et al. 2024); plover-0.8 the 16 of the codebook.\n\n" +
			"Exit status: 0 fine; 1 some line or file failed, the others are done; 2 usage; 130 stopped by Ctrl-C.",
		Example: "  onrecord code pairs.tsv > codes.tsv\n" +
			"  onrecord code --profile plover-0.8 < pairs.tsv",
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if !slices.Contains(plover.Profiles, plover.Profile(profile)) {
				return usagef(cmd, "unknown profile %q; there are %s", profile, profileNames())
			}
			return code(cmd, inputs, plover.Profile(profile), c)
		},
	}
	cmd.Flags().StringVar(&profile, "profile", profile, "names of the roots: "+profileNames())
	_ = cmd.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(strings.Split(profileNames(), ", "), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func profileNames() string {
	var out []string
	for _, p := range plover.Profiles {
		out = append(out, string(p))
	}
	return strings.Join(out, ", ")
}

// shown names an input to the user.
func shown(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// pairCoder reads a sentence up to its tree and codes the pair in it.
type pairCoder struct {
	words *english.English
	coder *plover.Coder
	facts *factuality.Judge
	as    plover.Profile
}

func newPairCoder(as plover.Profile) (*pairCoder, error) {
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	p := &pairCoder{as: as}
	if p.words, err = english.New(classes); err != nil {
		return nil, err
	}
	if p.coder, err = plover.NewCoder(classes); err != nil {
		return nil, err
	}
	p.facts, err = factuality.New(classes)
	return p, err
}

func (p *pairCoder) row(x plover.Pair) string {
	d := x.Document()
	p.words.Split(d)
	p.words.Parse(d)
	c := p.coder.Code(d, x, p.as)
	polarity := "unknown"
	if c.Deed != 0 {
		polarity = string(p.facts.At(d, c.Deed).Polarity)
	}
	return fmt.Sprintf("%s\t%s\t%d\t%.3f\t%s\n", x.ID, c.Root, c.Quad, c.Conf, polarity)
}

func code(cmd *cobra.Command, inputs []string, as plover.Profile, c console) error {
	p, err := newPairCoder(as)
	if err != nil {
		return err
	}
	if len(inputs) == 0 {
		inputs = []string{"-"}
	}
	out := bufio.NewWriter(c.data())
	fmt.Fprint(out, "id\troot\tquad\tconfidence\tpolarity\n")
	failed := false
	for _, name := range inputs {
		if err := p.file(cmd, name, out, c, func(err error) {
			failed = true
			fmt.Fprintf(c.err, "onrecord: code %s: %v\n", shown(name), err)
		}); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write codes: %w", err)
	}
	if failed {
		return errReported
	}
	return nil
}

// file codes the pairs of a file; what fails is told and the rest is done. Its error ends the run.
func (p *pairCoder) file(cmd *cobra.Command, name string, out *bufio.Writer, c console, tell func(error)) error {
	in := io.NopCloser(c.in)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			tell(errors.Unwrap(err))
			return nil
		}
		in = f
	}
	defer in.Close()
	var end error
	err := plover.Pairs(in, func(x plover.Pair, err error) bool {
		if cmd.Context().Err() != nil {
			end = errInterrupted
			return false
		}
		if err != nil {
			tell(err)
			return true
		}
		if _, end = out.WriteString(p.row(x)); end == nil && name == "-" {
			end = out.Flush() // a filter answers each line as it comes
		}
		return end == nil
	})
	if err != nil {
		tell(err)
	}
	return end
}
