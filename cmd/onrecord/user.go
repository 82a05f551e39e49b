package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"onrecord"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// newUser is who may open the desk.
func newUser(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:   "user",
		Short: "Say who may open the desk, and what each may do",
		Long: "Users of the desk of a store. As soon as there is one, onrecord serve lets nobody in who has not signed in. A reader reads\n" +
			"everything; an analyst also keeps reports, decides and saves queries; an admin also sees users, tokens and measures.",
		Example: "  onrecord user add ana --role analyst --store news.db\n" +
			"  onrecord user list --store news.db",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	role, noPassword := string(access.Reader), false
	add := &cobra.Command{Use: "add NAME", Short: "Add a user; the password is asked for, or read from standard input",
		Example: "  onrecord user add ana --role analyst\n  onrecord user add feeds --no-password", Args: oneArg("name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			hash := ""
			if !noPassword {
				var err error
				if hash, err = c.password(); err != nil {
					return err
				}
			}
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				return said(c.out, s.AddUser(ctx, args[0], access.Role(role), hash), "%s is a user now: %s", args[0], role)
			})
		}}
	add.Flags().StringVar(&role, "role", role, "reader, analyst or admin")
	add.Flags().BoolVar(&noPassword, "no-password", false, "a user who has tokens only, such as a program")
	setRole := &cobra.Command{Use: "role NAME ROLE", Short: "Give a user another role", Example: "  onrecord user role ana admin",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef(cmd, "role takes a name and a role: reader, analyst or admin")
			}
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				return said(c.out, s.SetRole(ctx, args[0], access.Role(args[1])), "%s is %s now", args[0], args[1])
			})
		}}
	password := &cobra.Command{Use: "password NAME", Short: "Give a user another password; all sessions end", Example: "  onrecord user password ana", Args: oneArg("name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			hash, err := c.password()
			if err != nil {
				return err
			}
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				return said(c.out, s.SetPassword(ctx, args[0], hash), "%s has another password now", args[0])
			})
		}}
	list := &cobra.Command{Use: "list", Short: "List the users", Example: "  onrecord user list", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				all, err := s.Users(ctx)
				for _, u := range all {
					note := ""
					if u.Disabled {
						note = "  disabled"
					}
					fmt.Fprintf(c.out, "%s  %s  since %s%s\n", u.Name, u.Role, u.Created.Format(time.DateOnly), note)
				}
				return err
			})
		}}
	cmd.AddCommand(add, setRole, password, list, disabling(c, &name, true), disabling(c, &name, false))
	return cmd
}

// disabling shuts a user out, or lets one in again.
func disabling(c console, name *string, off bool) *cobra.Command {
	verb, short := "enable", "Let a disabled user in again"
	if off {
		verb, short = "disable", "Shut a user out at once, with all sessions and tokens"
	}
	return &cobra.Command{Use: verb + " NAME", Short: short, Example: "  onrecord user " + verb + " ana", Args: oneArg("name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return users(cmd.Context(), *name, func(ctx context.Context, s *store.Store) error {
				return said(c.out, s.SetDisabled(ctx, args[0], off), "%s is %sd", args[0], verb)
			})
		}}
}

// newToken is what lets programs in.
func newToken(c console) *cobra.Command {
	name, label := defaultStore, ""
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Give programs access to the desk in a user's name",
		Long: "Tokens for the API and for feed readers: Authorization: Bearer TOKEN, or the user's name with the token as password. A token may\n" +
			"do what its user may, is shown once, and is kept only as its digest.",
		Example: "  onrecord token add feeds --label \"newsroom reader\" --store news.db\n  onrecord token revoke k3j9x2ab",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	add := &cobra.Command{Use: "add USER", Short: "Make a token of a user and show it once", Example: "  onrecord token add feeds --label \"newsroom reader\"", Args: oneArg("user"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				token, id, digest := access.NewToken()
				return said(c.out, s.AddToken(ctx, store.Token{ID: id, User: args[0], Label: label}, digest), "%s", token)
			})
		}}
	add.Flags().StringVar(&label, "label", "", "what it is for")
	list := &cobra.Command{Use: "list", Short: "List the tokens, without what lets in", Example: "  onrecord token list", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				all, err := s.Tokens(ctx)
				for _, t := range all {
					fmt.Fprintf(c.out, "%s  %s  since %s  %s%s\n", t.ID, t.User, t.Created.Format(time.DateOnly), lastUsed(&t), onrecord.OneLine(t.Label))
				}
				return err
			})
		}}
	revoke := &cobra.Command{Use: "revoke ID", Short: "Make a token worthless", Example: "  onrecord token revoke k3j9x2ab", Args: oneArg("id of a token"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return users(cmd.Context(), name, func(ctx context.Context, s *store.Store) error {
				return said(c.out, s.RevokeToken(ctx, args[0]), "%s is revoked", args[0])
			})
		}}
	cmd.AddCommand(add, list, revoke)
	return cmd
}

func lastUsed(t *store.Token) string {
	switch {
	case t.Revoked:
		return "revoked  "
	case t.Used == "":
		return "never used  "
	}
	return "used " + t.Used + "  "
}

// users does something with the store, which is made where there is none: users may be there before reports.
func users(ctx context.Context, name string, do func(context.Context, *store.Store) error) error {
	s, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(ctx, s)
}

// said tells what was done, where it was.
func said(out io.Writer, err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, format+"\n", args...)
	return err
}

// password asks for a password at a terminal, where it is not shown; else it is the first line of the input. It gives the hash.
func (c console) password() (string, error) {
	var line string
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(c.err, "Password: ")
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.err)
		if err != nil {
			return "", fmt.Errorf("read password: %w", err)
		}
		line = string(raw)
	} else {
		var err error
		if line, err = bufio.NewReader(c.in).ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read password: %w", err)
		}
		line = strings.TrimRight(line, "\r\n")
	}
	return access.HashPassword(line)
}
