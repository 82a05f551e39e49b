package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
)

func newReread(c console) *cobra.Command {
	name, jobs, quiet, perMinute := defaultStore, runtime.GOMAXPROCS(0), false, 0
	var by engine
	var queued enqueueOptions
	cmd := &cobra.Command{
		Use:   "reread",
		Short: "Read the reports of a store again that another version has read",
		Long: "Read stored reports again with this version: those that another version of the program, of its dictionaries or of its models has\n" +
			"read, and those whose reading is packed in a form that cannot be read any more or could\n" +
			"hold more. A run that was stopped goes on where it was. Decisions stay, and are found again by the words they stand on.",
		Example: "  onrecord reread --store news.db\n" +
			"  onrecord reread --enqueue --per-minute 600 --store postgres://onrecord@db/news",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if jobs < 1 || perMinute < 0 {
				return usagef(cmd, "--jobs must be at least 1, --per-minute not less than nothing")
			}
			if queued.on {
				return enqueueReread(cmd.Context(), name, by, perMinute, &queued, c)
			}
			if perMinute > 0 {
				return usagef(cmd, "--per-minute goes with --enqueue")
			}
			return reread(cmd.Context(), name, by, jobs, quiet, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "store", name, "file of the store, or postgres://...")
	f.IntVar(&jobs, "jobs", jobs, "how many reports to read at the same time")
	f.BoolVar(&quiet, "quiet", false, "no progress on standard error")
	queued.flags(cmd, "what is to be read again")
	f.IntVar(&perMinute, "per-minute", 0, "with --enqueue: how many reports a minute are read again at most, over all workers; 0 is as fast as they can")
	by.flag(cmd)
	return cmd
}

func reread(ctx context.Context, name string, by engine, jobs int, quiet bool, c console) error {
	s, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	reader, err := by.reader()
	if err != nil {
		return err
	}
	o := &readOptions{jobs: jobs, quiet: quiet}
	k := &keeper{Keeper: answer.Keeper{Store: s, Reader: reader, Again: true}, o: o, bar: newProgress(quiet, false, []string{"-"}, c), source: func(ctx context.Context) documents {
		return s.Outdated(ctx, reader.Made())
	}}
	return k.keep(ctx, nil, c)
}

// enqueueReread puts the reports that another version has read on the queue, for workers of this version alone. What waits there is not put
// in twice, and what was read again meanwhile is not outdated any more: so it can be stopped and started anew.
func enqueueReread(ctx context.Context, name string, by engine, perMinute int, how *enqueueOptions, c console) error {
	s, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	reader, err := by.reader()
	if err != nil {
		return err
	}
	q, err := queue.Open(ctx, s, how.most)
	if err != nil {
		return err
	}
	e := &enqueuer{queue: q, tell: func(line string) { fmt.Fprintln(c.err, line) }}
	pause, next, given := time.Duration(0), time.Now(), 0
	if perMinute > 0 {
		pause = time.Minute / time.Duration(perMinute)
		last, err := q.LastDue(ctx, reader.Made()) // of a run before: the pace is kept
		if err != nil {
			return err
		}
		if !last.IsZero() && last.Add(pause).After(next) {
			next = last.Add(pause)
		}
	}
	put := func(digests []string) error {
		given += len(digests)
		return e.add(ctx, func() (int, error) {
			n, last, err := q.AddReread(ctx, digests, reader.Made(), next, pause)
			if err == nil && n > 0 {
				next = last.Add(pause)
			}
			return n, err
		})
	}
	err = eachOutdated(ctx, s, reader.Made(), put)
	fmt.Fprintf(c.out, "%d put on the queue to be read again, %d waited there already\n", e.added, given-e.added)
	return err
}

// eachOutdated hands on the digests of reports that other versions have read, many at a time.
func eachOutdated(ctx context.Context, s *store.Store, made onrecord.Made, do func([]string) error) error {
	var batch []string
	var newer error
	for d, err := range s.Outdated(ctx, made) {
		if errors.Is(err, store.ErrNewerReading) { // the others first
			newer = err
			continue
		}
		if err != nil {
			return err
		}
		if batch = append(batch, onrecord.Digest(d.Text)); len(batch) == 500 {
			if err := do(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if len(batch) > 0 {
		if err := do(batch); err != nil {
			return err
		}
	}
	return newer
}

// openWhole opens a store that must be there already, to write to where it can be written: what looks at its views brings them up to date.
func openWhole(ctx context.Context, name string) (*store.Store, error) {
	s, err := openThere(ctx, name)
	if errors.Is(err, store.ErrReadOnly) {
		return store.OpenToRead(ctx, name)
	}
	return s, err
}

// openThere opens a store to write to that must be there already.
func openThere(ctx context.Context, name string) (*store.Store, error) {
	s, err := store.OpenToRead(ctx, name)
	if errors.Is(err, store.ErrNone) || errors.Is(err, store.ErrUnreached) {
		return nil, err
	}
	if err == nil {
		s.Close()
	}
	return store.Open(ctx, name)
}

func newVersions(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:     "versions URL",
		Short:   "Show the texts that were printed at an address, and what changed between them",
		Example: "  onrecord versions --store news.db https://example.org/story",
		Args:    oneArg("address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := store.OpenToRead(cmd.Context(), name)
			if err != nil {
				return err
			}
			defer s.Close()
			versions, err := s.Versions(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if len(versions) == 0 {
				return fmt.Errorf("the store has no report from %s", args[0])
			}
			return showVersions(c.out, versions)
		},
	}
	cmd.Flags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	return cmd
}

func showVersions(out io.Writer, versions []store.Version) error {
	for i, v := range versions {
		if _, err := fmt.Fprintf(out, "%d  %s  %s  %s\n", i+1, onrecord.OneLine(v.Published), v.Report[:min(12, len(v.Report))], onrecord.OneLine(v.Title)); err != nil {
			return err
		}
		for _, ch := range v.Changes {
			sign := "-"
			if ch.Added {
				sign = "+"
			}
			if _, err := fmt.Fprintf(out, "   %s %s\n", sign, onrecord.OneLine(ch.Words)); err != nil {
				return err
			}
		}
	}
	return nil
}

func newBackup(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:     "backup FILE",
		Short:   "Copy a store to a file, whole and sound, while it may be in use",
		Example: "  onrecord backup --store news.db copies/news-2026-03-01.db",
		Args:    oneArg("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := store.OpenToRead(cmd.Context(), name)
			if err != nil {
				return err
			}
			defer s.Close()
			counts, err := s.Backup(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.out, "%s copied to %s\n", answer.Several(counts.Reports, "report"), args[0])
			return err
		},
	}
	cmd.Flags().StringVar(&name, "store", name, "file of the store")
	return cmd
}

func newCheck(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Verify that all that a store holds is as it was kept",
		Long: "Verify a store: that the database holds together, that every text has its digest, and that texts, readings, findings,\n" +
			"appearances and decisions match their checksums. What does not is named, a line each; nothing is changed.\n\n" +
			"Exit status: 0 all matches; 1 something does not.",
		Example: "  onrecord check --store news.db",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.OpenToRead(cmd.Context(), name)
			if err != nil {
				return err
			}
			defer s.Close()
			found, err := s.Check(cmd.Context(), func(err error) { fmt.Fprintln(c.err, "onrecord:", err) })
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s, %s and %s checked: ", answer.Several(found.Reports, "report"), answer.Several(found.Findings, "finding"), answer.Several(found.Decisions, "decision"))
			if found.Notes > 0 {
				fmt.Fprintf(c.out, "%s too, ", answer.Several(found.Notes, "note"))
			}
			if found.Unread > 0 {
				fmt.Fprintf(c.out, "%s of another version that cannot be read (onrecord reread), ", answer.Several(found.Unread, "reading"))
			}
			if found.Broken > 0 {
				fmt.Fprintf(c.out, "%s\n", answer.Several(found.Broken, "fault"))
				return errReported
			}
			_, err = fmt.Fprintln(c.out, "all match")
			return err
		},
	}
	cmd.Flags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	return cmd
}
