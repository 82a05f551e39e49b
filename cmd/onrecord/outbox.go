package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// outboxOptions are the flags of export that write the log of changes.
type outboxOptions struct {
	follow, once bool
	after        int64
	cursor       string
	every        time.Duration
}

func (o *outboxOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.follow, "follow", false, "write every report that is stored or read again, in that order, as JSON Lines with its number in the log, and go on")
	f.Int64Var(&o.after, "after", 0, "with --follow: begin behind the change of that number (seq)")
	f.StringVar(&o.cursor, "cursor", "", "with --follow: file where it is kept how far was written, and from where a restart goes on")
	f.DurationVar(&o.every, "every", time.Second, "with --follow: how often the store is asked for more")
	f.BoolVar(&o.once, "once", false, "with --follow: end when all is written that is there now")
}

// check refuses what does not go together.
func (o *outboxOptions) check(cmd *cobra.Command) error {
	var others []string
	for _, name := range []string{"after", "cursor", "every", "once"} {
		if !o.follow && cmd.Flags().Changed(name) {
			return usagef(cmd, "--%s goes with --follow", name)
		}
	}
	if !o.follow {
		return nil
	}
	own := map[string]bool{"follow": true, "after": true, "cursor": true, "every": true, "once": true, "store": true, "quiet": true}
	for _, name := range changed(cmd) {
		if !own[name] {
			others = append(others, "--"+name)
		}
	}
	switch {
	case len(others) > 0:
		return usagef(cmd, "--follow writes all that changes: leave %s out", strings.Join(others, " and "))
	case o.cursor != "" && cmd.Flags().Changed("after"):
		return usagef(cmd, "--cursor and --after both say where to begin: give one of them")
	case o.after < 0 || o.every <= 0:
		return usagef(cmd, "--after must not be less than nothing, --every more")
	}
	return nil
}

// run writes the outbox to standard output.
func (o *outboxOptions) run(ctx context.Context, name string, c console) error {
	s, err := store.OpenToRead(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	if o.cursor != "" {
		if o.after, err = readCursor(o.cursor); err != nil {
			return err
		}
	}
	out := bufio.NewWriterSize(c.data(), 1<<16)
	for told := false; ; {
		n, err := o.some(ctx, s, out, c.err)
		switch {
		case ctx.Err() != nil:
			return nil // stopped by hand: that is how it ends
		case err != nil && (!errors.Is(err, store.ErrUnreached) || o.once):
			return err
		case err != nil && !told:
			fmt.Fprintln(c.err, "onrecord: waiting:", err)
			told = true
		case err == nil:
			told = false
		}
		if err == nil && n > 0 {
			continue
		}
		if o.once {
			return nil
		}
		rest(ctx, o.every)
	}
}

// atOnceOut is how many changes are written before it is noted how far that is.
const atOnceOut = 100

// some writes the next changes, and notes how far that is when they are written.
func (o *outboxOptions) some(ctx context.Context, s *store.Store, out *bufio.Writer, warn io.Writer) (int, error) {
	m, err := answer.Outbox(ctx, s, o.after, atOnceOut)
	if err != nil || m.N == 0 {
		return 0, err
	}
	for _, broken := range m.Broken {
		fmt.Fprintln(warn, "onrecord: left out:", onrecord.OneLine(broken.Error()))
	}
	for _, line := range m.Lines {
		out.Write(line)
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		return 0, fmt.Errorf("write outbox: %w", err)
	}
	o.after = m.Last
	if o.cursor == "" {
		return m.N, nil
	}
	return m.N, writeCursor(o.cursor, o.after)
}

// readCursor is the number in a file; 0 where there is none yet.
func readCursor(file string) (int64, error) {
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read cursor: %w", err)
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read cursor: %s holds no number of a change; take it away to begin anew", file)
	}
	return n, nil
}

// writeCursor replaces the file as a whole.
func writeCursor(file string, n int64) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err == nil {
		_, err = fmt.Fprintln(f, n)
		err = errors.Join(err, f.Sync(), f.Close())
		if err == nil {
			err = os.Rename(f.Name(), file)
		}
		if err != nil {
			os.Remove(f.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("write cursor: %w", err)
	}
	return nil
}

// changed are the flags that were given.
func changed(cmd *cobra.Command) (out []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) { out = append(out, f.Name) })
	return out
}
