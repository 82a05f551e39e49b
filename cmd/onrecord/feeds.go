package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

func newFeeds(c console) *cobra.Command {
	name, asJSON := defaultStore, false
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "List the feeds that are watched; add, pause and drop them",
		Long: "List the feeds and sitemaps that onrecord watch and onrecord serve --watch ask, with what was seen of each and what failed.\n" +
			"They stand in the store; what is changed here or on the page Feeds of the desk holds at once.",
		Example: "  onrecord feeds --store news.db\n" +
			"  onrecord feeds add --store news.db https://example.org/feed.xml\n" +
			"  onrecord feeds import --store news.db subscriptions.opml\n" +
			"  onrecord feeds pause --store news.db 3",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStore(cmd.Context(), name, store.OpenToRead, func(s *store.Store) error {
				if !asJSON {
					return showFeeds(cmd.Context(), c.out, s)
				}
				list, err := answer.Feeds(cmd.Context(), s)
				e := json.NewEncoder(c.data())
				for i := range list {
					if err == nil {
						err = e.Encode(list[i])
					}
				}
				return err
			})
		},
	}
	cmd.PersistentFlags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, a feed a line")
	cmd.AddCommand(newFeedsAdd(c, &name), newFeedsImport(c, &name), newFeedsExport(c, &name))
	for _, x := range [][2]string{{answer.FeedPause, "Ask feeds no more until they are resumed"}, {answer.FeedResume, "Ask feeds again"},
		{answer.FeedAsk, "Have feeds asked at once, and pages that were given up tried again"}, {answer.FeedRemove, "Watch feeds no more; reports that came stay"}} {
		cmd.AddCommand(newFeedsChange(c, &name, x[0], x[1]))
	}
	return cmd
}

// withStore opens a store for as long as something is done with it.
func withStore(ctx context.Context, name string, open func(context.Context, string) (*store.Store, error), do func(*store.Store) error) error {
	s, err := open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(s)
}

func newFeedsAdd(c console, name *string) *cobra.Command {
	x := answer.Subscribe{}
	cmd := &cobra.Command{
		Use: "add ADDRESS...", Short: "Have feeds or sitemaps watched", Example: "  onrecord feeds add --store news.db --folder Estovia https://example.org/feed.xml",
		RunE: func(cmd *cobra.Command, addresses []string) error {
			if len(addresses) == 0 || x.Title != "" && len(addresses) > 1 {
				return usagef(cmd, "name the address of a feed; --title goes with one")
			}
			for _, a := range addresses {
				if err := store.CheckFeed(&store.Feed{Address: a}); err != nil {
					return usagef(cmd, "%w", err)
				}
			}
			return withStore(cmd.Context(), *name, store.Open, func(s *store.Store) error {
				for _, a := range addresses {
					x.Who, x.Address = userName(), a
					f, added, err := x.In(cmd.Context(), s)
					if err != nil {
						return err
					}
					fmt.Fprintf(c.out, "%d %s: %s\n", f.N, f.Address, map[bool]string{true: "watched from now on", false: "watched already"}[added])
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&x.Title, "title", "", "what to call the feed, instead of what it calls itself")
	cmd.Flags().StringVar(&x.Folder, "folder", "", "in which folder it stands")
	return cmd
}

func newFeedsImport(c console, name *string) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE.opml|-", Short: "Have the feeds of a list (OPML) watched", Example: "  onrecord feeds import --store news.db subscriptions.opml",
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) != 1 {
				return usagef(cmd, "name one list of feeds, or - for standard input")
			}
			raw, err := readList(files[0], c.in)
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), *name, store.Open, func(s *store.Store) error {
				done, err := answer.SubscribeAll(cmd.Context(), s, userName(), raw)
				if err != nil {
					return fmt.Errorf("%s: %w", files[0], err)
				}
				fmt.Fprintf(c.out, "%s added, %d watched already, %d refused\n", answer.Several(done.Added, "feed"), done.Known, len(done.Refused))
				for _, x := range done.Refused {
					fmt.Fprintln(c.err, "onrecord: "+x)
				}
				if len(done.Refused) > 0 {
					return errReported
				}
				return nil
			})
		},
	}
}

// mostList is how large a list of feeds may be.
const mostList = 10 << 20

func readList(file string, in io.Reader) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(io.LimitReader(in, mostList))
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostList))
}

func newFeedsExport(c console, name *string) *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Write the feeds that are watched as a list (OPML)", Example: "  onrecord feeds export --store news.db > feeds.opml", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStore(cmd.Context(), *name, store.OpenToRead, func(s *store.Store) error { return answer.WriteFeeds(cmd.Context(), s, c.data()) })
		},
	}
}

// newFeedsChange makes a command that does something with feeds by their numbers.
func newFeedsChange(c console, name *string, what, short string) *cobra.Command {
	return &cobra.Command{
		Use: what + " NUMBER...", Short: short, Example: "  onrecord feeds " + what + " --store news.db 3",
		RunE: func(cmd *cobra.Command, args []string) error {
			var numbers []int64
			for _, a := range args {
				n, err := strconv.ParseInt(a, 10, 64)
				if err != nil {
					return usagef(cmd, "%q is no number of a feed; onrecord feeds shows them", a)
				}
				numbers = append(numbers, n)
			}
			if len(numbers) == 0 {
				return usagef(cmd, "name feeds by the numbers that onrecord feeds shows")
			}
			return withStore(cmd.Context(), *name, openThere, func(s *store.Store) error {
				for _, n := range numbers {
					if err := answer.ChangeFeed(cmd.Context(), s, n, what); err != nil {
						return err
					}
				}
				fmt.Fprintf(c.out, "%s: %s\n", answer.Several(len(numbers), "feed"), map[string]string{answer.FeedPause: "paused", answer.FeedResume: "resumed",
					answer.FeedAsk: "to be asked at once", answer.FeedRemove: "watched no more"}[what])
				return nil
			})
		},
	}
}
