package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onrecord/internal/export"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"onrecord": main})
}

// TestProgram runs the program as a user does: one file of testdata for each part of its behaviour.
func TestProgram(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(e *testscript.Env) error {
			ingest, err := filepath.Abs("../../internal/ingest")
			e.Setenv("INGEST", ingest) // where files are that no script can hold
			return err
		},
	})
}

// exits runs a program as exec does and checks what it exits with: "exits 2 onrecord read --jobs 0".
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	status := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

// TestDocs fails when a command, a flag or a format is missing from the documentation.
func TestDocs(t *testing.T) {
	var docs strings.Builder
	for _, name := range []string{"read.md", "formats.md", "store.md", "export.md", "table.md", "sql.md", "ingest.md", "record.md", "desk.md", "mcp.md", "operations.md", "alerts.md", "notes.md", "lists.md"} {
		raw, err := os.ReadFile("../../docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		docs.Write(raw)
	}
	text := docs.String()
	for _, f := range export.Formats() {
		if !strings.Contains(text, "## "+f.Name+"\n") {
			t.Errorf("format %s has no section in docs/formats.md", f.Name)
		}
	}
	root := newRoot(console{})
	root.InitDefaultCompletionCmd("completion")
	var all func(cmd *cobra.Command) []*cobra.Command
	all = func(cmd *cobra.Command) (out []*cobra.Command) {
		for _, c := range cmd.Commands() {
			if c.Name() != "help" && cmd.Name() != "completion" {
				out = append(append(out, c), all(c)...)
			}
		}
		return out
	}
	for _, cmd := range all(root) {
		if !strings.Contains(text, "`"+cmd.CommandPath()) {
			t.Errorf("command %s is not in docs/", cmd.CommandPath())
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(text, "`--"+f.Name) {
				t.Errorf("flag --%s of %s is not in docs/", f.Name, cmd.Name())
			}
		})
	}
}

// TestHelpHasExamples keeps an example in the help of every command of ours.
func TestHelpHasExamples(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Name() != "help" && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(newRoot(console{}))
}

func TestSampleIsClean(t *testing.T) {
	if n := len(strings.Fields(sample)); n < 350 || n > 450 {
		t.Errorf("the sample has %d words", n)
	}
	if regexp.MustCompile(`[^\x20-\x7e\n]`).MatchString(sample) {
		t.Error("the sample holds characters that some terminals cannot show")
	}
}

func TestStem(t *testing.T) {
	const digest = "0123456789abcdef0123"
	for _, c := range []struct{ id, file, want string }{
		{"a/b:1", "x.jsonl", "a_b_1"},
		{digest, "dir/report.txt", "report"},
		{digest, "dir/report.txt.gz", "report.txt"},
		{digest, "stdin", "0123456789abcdef"},
		{"../..", "x", "_.."},
		{"...", "x", "report"},
		{strings.Repeat("é", 200), "x", strings.Repeat("_", 100)},
	} {
		if got := stem(c.id, digest, c.file); got != c.want {
			t.Errorf("stem(%q, %q) = %q, want %q", c.id, c.file, got, c.want)
		}
	}
}
