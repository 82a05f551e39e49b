package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8/cwriter"

	"onrecord/internal/export"
	"onrecord/internal/ingest"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/read"
)

// sample is a report of our own, about countries that do not exist.
//
//go:embed sample.txt
var sample string

// readOptions are the flags of read.
type readOptions struct {
	engine   engine
	format   string
	out      string
	house    string
	jobs     int
	maxBytes int64
	charset  string
	sample   bool
	quiet    bool
	width    int
	colour   string
	date     string
	polnear  bool
	unsure   bool
}

func newRead(c console) *cobra.Command {
	var o readOptions
	cmd := &cobra.Command{
		Use:   "read [FILE|FOLDER|-]...",
		Short: "Read reports: who said what, on whose word, and how the report is sourced",
		Long: "Read reports and print what they say on whose word.\n\n" +
			"Inputs are plain text, JSON Lines ({\"id\",\"text\"}, and title, date, publisher, url if known), either gzipped or\n" +
			"not, saved pages, PDFs, Word files (.docx, .odt), mails (.eml), ZIP archives and folders of these, and \"-\" for\n" +
			"standard input, which is also read when no input is named.\n\n" +
			"Formats:\n" + formatHelp() + "\n" +
			"Exit status: 0 fine; 1 some input failed, the others are done; 2 usage; 130 stopped by Ctrl-C.",
		Example: "  onrecord read --sample\n" +
			"  onrecord read report.txt\n" +
			"  onrecord read statement.pdf letter.docx mail.eml\n" +
			"  pbpaste | onrecord read\n" +
			"  onrecord read --house bbc --format html --out report.html report.txt\n" +
			"  onrecord read --format attributions --jobs 4 reports.jsonl.gz > statements.jsonl\n" +
			"  onrecord read --format brat --out annotated/ reports/",
		RunE: func(cmd *cobra.Command, inputs []string) error { return o.run(cmd, inputs, c) },
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", "form of the output: "+strings.Join(formatNames(), ", "))
	f.StringVar(&o.out, "out", "", "file, or folder for a file per report, to write to instead of standard output")
	f.StringVar(&o.house, "house", newsroom.DefaultHouse, "newsroom standards to check against: ap, reuters, bbc, nyt, all, off")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many reports to read at the same time")
	f.Int64Var(&o.maxBytes, "max-bytes", ingest.DefaultMaxBytes, "limit on the size of one report in bytes")
	f.StringVar(&o.charset, "charset", "", "charset of plain texts that are not UTF-8 or UTF-16 (default windows-1252)")
	f.BoolVar(&o.sample, "sample", false, "read the sample report that comes with the program")
	f.BoolVar(&o.quiet, "quiet", false, "no progress on standard error; failures are still told")
	f.IntVar(&o.width, "width", 0, "columns of the text page (default: COLUMNS, else the terminal's, else 88)")
	f.StringVar(&o.colour, "color", "auto", "colour in the text page: auto, always, never; auto heeds NO_COLOR")
	f.StringVar(&o.date, "date", "", "day of publication (2006-01-02) of reports that give none, for \"on Tuesday\" and the like")
	o.engine.flag(cmd)
	f.BoolVar(&o.polnear, "outermost", false, "draw statements as the corpus PolNeAR does: the outermost alone")
	f.BoolVar(&o.unsure, "unsure", false, "show events and positions that are likelier wrong than right, too, on the text page and in Markdown")
	complete := func(flag string, values ...string) {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	complete("format", formatNames()...)
	complete("house", "ap", "reuters", "bbc", "nyt", "all", "off")
	complete("color", "auto", "always", "never")
	return cmd
}

func formatNames() []string {
	var out []string
	for _, f := range export.Formats() {
		out = append(out, f.Name)
	}
	return out
}

func formatHelp() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "  %-13s %s\n", f.Name, f.What)
	}
	return b.String()
}

// run checks the command line as far as it can before anything is loaded, and reads.
func (o *readOptions) run(cmd *cobra.Command, inputs []string, c console) error {
	format, err := o.check(cmd)
	if err != nil {
		return err
	}
	if inputs, err = o.inputs(cmd, inputs, c); err != nil {
		return err
	}
	rules, err := newsroom.New()
	if err != nil {
		return err
	}
	if !slices.Contains(rules.Houses(), o.house) {
		return usagef(cmd, "unknown house %q, want one of %s", o.house, strings.Join(rules.Houses(), ", "))
	}
	out, err := o.open(cmd, format, inputs, c)
	if err != nil {
		return err
	}
	var options []read.Option
	if o.polnear {
		options = append(options, read.Outermost())
	}
	reader, err := o.engine.reader(options...)
	if err != nil {
		return errors.Join(err, out.close())
	}
	p := &pipeline{options: o, format: format, reader: reader, rules: rules, style: o.style(c), stdin: c.in}
	bar := newProgress(o.quiet, o.out == "" && isTerminal(c.out), inputs, c)
	err = p.run(cmd.Context(), inputs, out, bar)
	bar.stop()
	return errors.Join(err, out.close())
}

func (o *readOptions) check(cmd *cobra.Command) (export.Format, error) {
	format, ok := export.Lookup(o.format)
	switch {
	case !ok:
		return format, usagef(cmd, "unknown format %q, want one of %s", o.format, strings.Join(formatNames(), ", "))
	case o.jobs < 1:
		return format, usagef(cmd, "--jobs must be at least 1, got %d", o.jobs)
	case o.maxBytes < 1:
		return format, usagef(cmd, "--max-bytes must be at least 1, got %d", o.maxBytes)
	case o.date != "" && !store.IsDay(o.date):
		return format, usagef(cmd, "--date must be a day such as 2006-01-02, got %q", o.date)
	case o.width < 0:
		return format, usagef(cmd, "--width must not be negative, got %d", o.width)
	case !slices.Contains([]string{"auto", "always", "never"}, o.colour):
		return format, usagef(cmd, "unknown --color %q, want auto, always or never", o.colour)
	}
	return format, nil
}

// inputs says what to read: the named inputs, the sample, or standard input where something is piped in.
func (o *readOptions) inputs(cmd *cobra.Command, inputs []string, c console) ([]string, error) {
	switch {
	case o.sample && len(inputs) > 0:
		return nil, usagef(cmd, "--sample takes no input, got %q", inputs[0])
	case o.sample:
		return []string{"-"}, nil
	case len(inputs) > 0:
		return inputs, nil
	case isTerminal(c.in):
		return nil, usagef(cmd, "no input: name a file, pipe a report in, or try --sample")
	}
	return []string{"-"}, nil
}

// open opens what the reports are written to: a folder, a file or standard output.
func (o *readOptions) open(cmd *cobra.Command, format export.Format, inputs []string, c console) (output, error) {
	info, err := os.Stat(o.out)
	exists := o.out != "" && err == nil
	switch {
	case exists && info.IsDir(), o.out != "" && os.IsPathSeparator(o.out[len(o.out)-1]), o.out != "" && !exists && len(format.Files) > 1:
		return newFolder(o.out, format)
	case !format.Stream && len(inputs) > 1:
		return nil, usagef(cmd, "%s is one file a report: give --out FOLDER/ for several inputs", format.Name)
	case o.out == "":
		w := c.data()
		if format.Name == export.Formats()[0].Name {
			w = behind(c.out) // the page takes out itself what a report must not do to a terminal
		}
		return &stream{w: w, format: format}, nil
	case exists && slices.ContainsFunc(inputs, func(in string) bool { return sameFile(in, info) }):
		return nil, usagef(cmd, "--out %s is one of the inputs", o.out)
	}
	f, err := os.Create(o.out)
	if err != nil {
		return nil, err
	}
	return &stream{w: f, closer: f, format: format}, nil
}

func sameFile(name string, info os.FileInfo) bool {
	other, err := os.Stat(name)
	return err == nil && os.SameFile(other, info)
}

// style is how the text page is drawn here.
func (o *readOptions) style(c console) export.Style {
	screen := o.out == "" && isTerminal(c.out)
	s := export.Style{Width: o.width, Colour: o.colour == "always", Unsure: o.unsure}
	if o.colour == "auto" {
		s.Colour = screen && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	if s.Width == 0 {
		s.Width, _ = strconv.Atoi(os.Getenv("COLUMNS"))
	}
	if f, ok := behind(c.out).(*os.File); ok && s.Width <= 0 && screen {
		width, _, err := cwriter.GetSize(int(f.Fd()))
		if err == nil {
			s.Width = min(width, 100)
		}
	}
	return s
}

func isTerminal(stream any) bool {
	if w, ok := stream.(io.Writer); ok {
		stream = behind(w)
	}
	f, ok := stream.(*os.File)
	return ok && cwriter.IsTerminal(int(f.Fd()))
}

// stem is a name for a report's files: the id that it was given, the name of the file it came from, or the first digits
// of its digest.
func stem(id, digest, file string) string {
	name := id
	if id == digest {
		name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if file == "" || file == "stdin" {
			name = digest[:16]
		}
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, name)
	name = strings.TrimLeft(name[:min(len(name), 100)], ".")
	if name == "" {
		return "report"
	}
	return name
}
