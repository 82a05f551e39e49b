package main

import (
	"github.com/spf13/cobra"

	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
)

// webOptions are the flags of what is fetched.
type webOptions struct {
	fetch    fetch.Options
	maxPages int
}

func (o *webOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Float64Var(&o.fetch.Rate, "rate", fetch.DefaultRate, "requests a second to one host at most")
	f.DurationVar(&o.fetch.Timeout, "timeout", fetch.DefaultTimeout, "longest time for one page, redirects included")
	f.StringVar(&o.fetch.UserAgent, "user-agent", fetch.DefaultAgent, "what we call ourselves, and what robots.txt is asked about")
	f.BoolVar(&o.fetch.AllowPrivate, "allow-private", false, "also fetch from this machine and private networks")
	f.IntVar(&o.maxPages, "max-pages", ingest.DefaultMaxPages, "pages of one feed or sitemap at most")
}

func (o *webOptions) check(cmd *cobra.Command) error {
	if o.fetch.Rate <= 0 || o.fetch.Timeout <= 0 || o.maxPages < 1 {
		return usagef(cmd, "--rate, --timeout and --max-pages must be more than nothing")
	}
	return nil
}
