package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/surface/assist"
	"onrecord/read"
)

type mcpOptions struct {
	engine    engine
	store     string
	listen    string
	tokenFile string
	hosts     []string
	maxBytes  int64
	quiet     bool
	decide    string
}

func newMCP(c console) *cobra.Command {
	o := mcpOptions{store: defaultStore, maxBytes: answer.MostText}
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let assistants question the record (Model Context Protocol)",
		Long: "Answer an assistant over the Model Context Protocol: read a report, search the record, who said it, where an actor stands,\n" +
			"how far something is corroborated - with exact words, offsets and citations. It only reads, and fetches nothing;\n" +
			"with --decide it also decides on findings, under the name given there.\n\n" +
			"Without --listen it speaks over standard input and output, as assistants start programs. With --listen it answers over\n" +
			"HTTP at /mcp; at an address or by a name that others can reach it wants a token.",
		Example: "  onrecord mcp --store news.db\n" +
			"  onrecord mcp --store news.db --listen 127.0.0.1:8018\n" +
			"  onrecord mcp --store news.db --listen 0.0.0.0:8018 --token-file token.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noArgs(cmd, args); err != nil {
				return err
			}
			switch {
			case o.maxBytes < 1:
				return usagef(cmd, "--max-bytes must be at least 1, got %d", o.maxBytes)
			case cmd.Flags().Changed("decide") && strings.TrimSpace(o.decide) == "":
				return usagef(cmd, "--decide names who decides")
			case o.listen == "" && (o.tokenFile != "" || len(o.hosts) > 0):
				return usagef(cmd, "--token-file and --host are for --listen")
			}
			return o.run(cmd, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...; it is only read, but for views and decisions")
	f.StringVar(&o.listen, "listen", "", "answer over HTTP at this address and port; port 0 takes a free one")
	f.StringVar(&o.tokenFile, "token-file", "", "file with the token that requests must bear; needed where others can reach the address")
	f.StringArrayVar(&o.hosts, "host", nil, "host name that requests may ask for, for a proxy before it; may be given several times; one that others know needs --token-file")
	f.Int64Var(&o.maxBytes, "max-bytes", o.maxBytes, "limit on the size of one text to read in bytes")
	o.engine.flag(cmd)
	f.StringVar(&o.decide, "decide", "", "let assistants decide on findings, under this name: accept, reject, correct, add, undo; without it they only read")
	f.BoolVar(&o.quiet, "quiet", false, "no log of questions on standard error; warnings are still told")
	return cmd
}

func (o *mcpOptions) run(cmd *cobra.Command, c console) error {
	ctx := cmd.Context()
	level := slog.LevelInfo
	if o.quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
	who, listener, err := o.access(cmd)
	if err != nil {
		return err
	}
	desk := assist.New(assist.Options{MaxBytes: o.maxBytes, Reader: func() (*read.Reader, error) { return o.engine.reader() }, Log: log, Decides: strings.TrimSpace(o.decide),
		Store: func(ctx context.Context) (*store.Store, error) { return openWhole(ctx, o.store) }})
	defer desk.Close()
	switch err := desk.Look(ctx); {
	case errors.Is(err, store.ErrNone):
		log.Warn("there is no store: only texts can be read", "store", o.store)
	case err != nil:
		return err
	}
	if listener == nil {
		if err := desk.Talk(ctx, c.in, behind(c.out)); err != nil {
			return fmt.Errorf("talk to assistant: %w", err)
		}
		return nil
	}
	defer listener.Close()
	fmt.Fprintf(c.out, "assistants can ask at http://%s%s\n", listener.Addr(), assist.Path)
	return serve(ctx, desk.HTTPServer(who), listener)
}

// access is who may ask over HTTP, and where; there is no listener where the assistant asks over standard input.
func (o *mcpOptions) access(cmd *cobra.Command) (a assist.Access, l net.Listener, err error) {
	if o.listen == "" {
		return a, nil, nil
	}
	if o.tokenFile != "" {
		if a.Token, err = readToken(o.tokenFile); err != nil {
			return a, nil, err
		}
	}
	if l, err = listenOn(o.listen); err != nil {
		return a, nil, err
	}
	loopback := onLoopback(l.Addr())
	a.Hosts, err = (&serveOptions{listen: o.listen, hosts: o.hosts}).names(loopback)
	switch public := slices.IndexFunc(a.Hosts.Names, access.Public); {
	case err != nil:
		err = usagef(cmd, "%w", err)
	case a.Token != "":
	case !loopback:
		err = usagef(cmd, "others can reach %s: give --token-file", o.listen)
	case public >= 0: // a proxy brings others here by that name
		err = usagef(cmd, "others can reach %s: give --token-file", a.Hosts.Names[public])
	}
	if err != nil {
		l.Close()
		return a, nil, err
	}
	return a, l, nil
}

// leastToken is how many bytes a token has at least: fewer can be guessed.
const leastToken = 16

func readToken(file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read token: %w", err)
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) < leastToken || bytes.ContainsAny(raw, " \t\r\n") {
		return "", fmt.Errorf("read token: %s must hold one word of at least %d characters", file, leastToken)
	}
	return string(raw), nil
}
