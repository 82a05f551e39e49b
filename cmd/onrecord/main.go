// Command onrecord reads news reports and keeps the record: who said what, on whose word; every entry leads back to the
// exact words.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// What the program ends with.
const (
	exitFine        = 0
	exitFailed      = 1   // some input failed; the others are done
	exitUsage       = 2   // the command line cannot be understood
	exitInterrupted = 130 // stopped by the user, as shells count it
)

var (
	// errReported ends a command whose failures have already been printed, one line each.
	errReported = errors.New("some input failed")
	// errInterrupted ends a command that the user stopped.
	errInterrupted = errors.New("interrupted")
)

// usageError is an error of the command line.
type usageError struct {
	command string // whose help to read
	err     error
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{cmd.CommandPath(), fmt.Errorf(format, args...)}
}

// console is where a run reads and writes. What is for people goes through [screen], what is for programs to [console.data].
type console struct {
	in       io.Reader
	out, err io.Writer
}

func main() { os.Exit(run(os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr})) }

// run runs one command line and returns what to exit with.
func run(args []string, c console) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	c.out, c.err = onScreen(c.out), onScreen(c.err)
	root := newRoot(c)
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	return exitCode(root.ExecuteContext(ctx), c.err)
}

// exitCode prints an error that has not been printed and says what to exit with.
func exitCode(err error, stderr io.Writer) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errReported):
		return exitFailed
	case errors.Is(err, errInterrupted):
		fmt.Fprintln(stderr, "onrecord:", err)
		return exitInterrupted
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "onrecord: %v\nSee '%s --help'.\n", err, usage.command)
		return exitUsage
	}
	fmt.Fprintln(stderr, "onrecord:", err)
	return exitFailed
}

func newRoot(c console) *cobra.Command {
	root := &cobra.Command{
		Use:   "onrecord",
		Short: "Read news reports and keep the record: who said what, on whose word",
		Long: "onrecord reads news reports and keeps the record: who said what, on whose word, and how it is sourced.\n" +
			"Every entry leads back to the exact words. It works offline.",
		Example: "  onrecord read --sample\n" +
			"  onrecord read report.txt\n" +
			"  onrecord read --format attributions reports.jsonl > statements.jsonl\n" +
			"  onrecord read --format html --out pages/ reports/",
		SilenceUsage:  true,
		SilenceErrors: true,

		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usagef(cmd, "%w", err) })
	root.AddCommand(newRead(c), newCode(c), newIngest(c), newWork(c), newQueue(c), newWatch(c), newFeeds(c), newSearch(c), newSQL(c), newServe(c), newMCP(c), newUser(c), newToken(c), newExport(c), newStories(c), newStanding(c), newTrends(c), newTimeline(c), newPlaces(c), newDecide(c), newNotes(c), newLists(c), newAlerts(c), newReread(c), newRecompute(c), newVersions(c), newBackup(c), newCheck(c), newVersion(), newTrain(), newEval())
	return root
}

// knownCommand catches a command that does not exist and names those that look like it.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return usagef(cmd, "unknown command %q; did you mean %q?", args[0], near[0])
	}
	return usagef(cmd, "unknown command %q", args[0])
}

// oneArg is for commands that take one argument.
func oneArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef(cmd, "%s takes one %s, got %q", cmd.Name(), what, args)
		}
		return nil
	}
}

// noArgs is for commands that take flags only.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(cmd, "%s takes no argument, got %q", cmd.Name(), args[0])
	}
	return nil
}
