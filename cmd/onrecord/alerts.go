package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/store"
	"onrecord/internal/tell"
	"onrecord/read"
)

// tellOptions are the flags of whatever delivers alerts. What is not given comes from the environment, the password of the mail server from
// there or from a file alone: a command line is seen by others.
type tellOptions struct {
	smtp, encryption, user, passwordFile, from string
	desk                                       string
	private                                    bool
	pause                                      time.Duration
}

// passwordVariable holds the password of the mail server.
const passwordVariable = "ONRECORD_SMTP_PASSWORD"

// flags gives a command the flags, and says which they are.
func (o *tellOptions) flags(cmd *cobra.Command) []string {
	f := cmd.Flags()
	f.StringVar(&o.smtp, "smtp", os.Getenv("ONRECORD_SMTP"), "mail server, host:port; or ONRECORD_SMTP. Without one mails wait for a program that knows one")
	f.StringVar(&o.encryption, "smtp-tls", os.Getenv("ONRECORD_SMTP_TLS"), "how the way to the mail server is encrypted: starttls, tls (on port 465 by itself) or none; or ONRECORD_SMTP_TLS")
	f.StringVar(&o.user, "smtp-user", os.Getenv("ONRECORD_SMTP_USER"), "user of the mail server; or ONRECORD_SMTP_USER. The password is in "+passwordVariable+" or in --smtp-password-file")
	f.StringVar(&o.passwordFile, "smtp-password-file", "", "file with the password of the mail server")
	f.StringVar(&o.from, "smtp-from", os.Getenv("ONRECORD_SMTP_FROM"), "address that mails come from; or ONRECORD_SMTP_FROM")
	f.StringVar(&o.desk, "desk-url", "", "address under which people reach the desk, for links, such as https://record.example.org")
	f.BoolVar(&o.private, "alerts-private", false, "webhooks may lead into private networks and to this machine")
	f.DurationVar(&o.pause, "alerts-pause", answer.FirstPause, "after what time a delivery that failed is tried again; it doubles with each try")
	return []string{"smtp", "smtp-tls", "smtp-user", "smtp-password-file", "smtp-from", "desk-url", "alerts-private", "alerts-pause"}
}

// agent is what the program calls itself to receivers.
func agent() string { return "onrecord/" + read.Version }

// delivery is how alerts are delivered; the store and the record are for whoever has them.
func (o *tellOptions) delivery(cmd *cobra.Command) (answer.TellerOptions, error) {
	out := answer.TellerOptions{Webhooks: tell.NewWebhooks(o.private, agent()), Desk: strings.TrimSuffix(o.desk, "/"), Pause: o.pause}
	if err := answer.CheckDesk(o.desk); err != nil {
		return out, usagef(cmd, "--desk-url: %w", err)
	}
	if o.pause < time.Millisecond {
		return out, usagef(cmd, "--alerts-pause must be at least 1ms")
	}
	if o.smtp == "" {
		return out, nil
	}
	password := os.Getenv(passwordVariable)
	if o.passwordFile != "" {
		raw, err := os.ReadFile(o.passwordFile)
		if err != nil {
			return out, fmt.Errorf("read password: %w", err)
		}
		password = strings.TrimRight(string(raw), "\r\n")
	}
	var err error
	out.Mails, err = tell.NewMails(tell.SMTP{Address: o.smtp, Encryption: tell.Encryption(o.encryption), User: o.user, Password: password, From: o.from}, agent())
	if err != nil {
		return out, usagef(cmd, "%w", err)
	}
	return out, nil
}

// given tells which of some flags stand on the command line.
func given(cmd *cobra.Command, names []string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// tellerOf is what delivers the alerts of a store, for a program that has no desk.
func tellerOf(s *store.Store, o answer.TellerOptions, log *slog.Logger) (*answer.Teller, error) {
	live, err := cross.Follow(s, log)
	if err != nil {
		return nil, err
	}
	o.Store, o.Record, o.Log = s, live, log
	return answer.NewTeller(o), nil
}

// newAlerts is what somebody wants to be told of.
func newAlerts(c console) *cobra.Command {
	name := defaultStore
	cmd := &cobra.Command{
		Use:   "alerts",
		Short: "Be told of what comes: by a feed, a webhook or e-mail",
		Long: "Alerts on what a query finds, on what an actor says, does or has done to it, on an issue, on a story, and on changes of where actors stand. An\n" +
			"alert tells of what comes after it was made, each thing once. Webhooks are signed as Standard Webhooks has it\n" +
			"and tried again until they are received; e-mail comes at once or as a digest; every alert is a feed of the desk (/alerts/N.atom), too.\n" +
			"They are delivered by onrecord serve --alerts, work --alerts or alerts deliver; any number of them may run.",
		Example: "  onrecord alerts add \"Truce\" --words truce --kind statement --webhook https://receiver.example.org/hook\n" +
			"  onrecord alerts add --about change --actor Norway --email ana@example.org --digest \"07:00 Europe/Oslo\"\n" +
			"  onrecord alerts list --store news.db",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&name, "store", name, "file of the store, or postgres://...")
	cmd.AddCommand(newAlertsAdd(c, &name), newAlertsList(c, &name), newAlertsLog(c, &name),
		onAlert(c, &name, "remove", "Take an alert away, with what it still has to send", func(ctx context.Context, s *store.Store, n int64) (string, error) {
			return "alert %d is gone", s.DropAlert(ctx, n, "", true)
		}),
		onAlert(c, &name, "pause", "Look for nothing and send nothing until it goes on", func(ctx context.Context, s *store.Store, n int64) (string, error) {
			return "alert %d is paused", s.PauseAlert(ctx, n, "", true, "by "+orElse(userName(), "hand"))
		}),
		onAlert(c, &name, "resume", "Have a paused alert go on where it was: what came meanwhile is told", func(ctx context.Context, s *store.Store, n int64) (string, error) {
			return "alert %d goes on", s.PauseAlert(ctx, n, "", true, "")
		}),
		onAlert(c, &name, "retry", "Try at once what waits for its next try or was given up", func(ctx context.Context, s *store.Store, n int64) (string, error) {
			messages, err := s.RetryAlert(ctx, n, "", true)
			return "alert %d: " + answer.Several(int(messages), "message") + " to be tried again", err
		}),
		onAlert(c, &name, "secret", "Put another secret in the place of that of a webhook, and show it once", func(ctx context.Context, s *store.Store, n int64) (string, error) {
			secret := store.NewSecret()
			return "alert %d is signed by " + secret + " from now on; it is not shown again", s.NewAlertSecret(ctx, n, "", true, secret)
		}),
		newAlertsTest(c, &name), newAlertsDeliver(c, &name))
	return cmd
}

// onAlert is a command on one alert; do gives what to say of it by its number.
func onAlert(c console, name *string, verb, short string, do func(context.Context, *store.Store, int64) (string, error)) *cobra.Command {
	return &cobra.Command{Use: verb + " N", Short: short, Example: "  onrecord alerts " + verb + " 3 --store news.db", Args: oneArg("number of an alert"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := alertNumber(cmd, args)
			if err != nil {
				return err
			}
			return there(cmd.Context(), *name, func(ctx context.Context, s *store.Store) error {
				words, err := do(ctx, s, n)
				return said(c.out, err, words, n)
			})
		}}
}

func alertNumber(cmd *cobra.Command, args []string) (int64, error) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || n < 1 {
		return 0, usagef(cmd, "an alert has a number, which onrecord alerts list gives; got %q", args[0])
	}
	return n, nil
}

// there does something with a store that must be there.
func there(ctx context.Context, name string, do func(context.Context, *store.Store) error) error {
	s, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(ctx, s)
}

func newAlertsAdd(c console, name *string) *cobra.Command {
	t := answer.Tell{Who: userName()}
	var webhook, email, secretFile, story, change string
	lines := false
	cmd := &cobra.Command{Use: "add [NAME]", Short: "Make an alert on what comes from now on",
		Long: "Make an alert. It is on what a query finds (the fields of onrecord search); --about actor is on whatever an actor says or does and on what is\n" +
			"done to it, --about issue on positions on an issue, --story on reports that come into the story of a report, --about change on changes of where\n" +
			"actors stand (the fields of onrecord standing, and --change). Without --webhook and --email it is a feed alone.",
		Example: "  onrecord alerts add \"Truce\" --words truce --kind statement --webhook https://receiver.example.org/hook\n" +
			"  onrecord alerts add --about actor --actor Norway --email ana@example.org\n" +
			"  onrecord alerts add --story DIGEST-OF-A-REPORT --email desk@example.org --digest 07:00",
		RunE: nil}
	f := cmd.Flags()
	query := answer.Flags(f, answer.Shown, nil)
	f.StringVar(&t.About, "about", "", "what it is on: query, actor, issue, story or change; by itself query, or what --story and --change say")
	f.StringVar(&story, "story", "", "digest of a report, for an alert on its story")
	f.StringVar(&change, "change", "", "for an alert on changes: the kind of change, such as reverse")
	f.StringVar(&webhook, "webhook", "", "address that is told each thing by a signed POST")
	f.StringVar(&email, "email", "", "address that mails go to")
	f.StringVar(&t.Digest, "digest", "", "with --email: the hour of one mail a day, \"07:00\" by the clock of UTC or \"07:00 Europe/Oslo\"; at once without it")
	f.StringVar(&secretFile, "secret-file", "", "with --webhook: file with the secret (whsec_...) to sign by; one is made and shown without it")
	f.StringVar(&t.Who, "by", t.Who, "who keeps it; your login without it")
	f.BoolVar(&lines, "json", false, "the alert as JSON")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		q, err := query()
		if err != nil {
			return usagef(cmd, "%w", err)
		}
		switch {
		case len(args) > 1:
			return usagef(cmd, "add takes one name, got %q", args)
		case webhook != "" && email != "":
			return usagef(cmd, "an alert goes one way: give --webhook or --email, and make two for both")
		case strings.TrimSpace(t.Who) == "":
			return usagef(cmd, "nobody is named who keeps it: give --by NAME")
		}
		t.Name, t.Query = strings.Join(args, ""), q.URL()
		if story != "" {
			t.Query.Set(answer.StoryField, story)
		}
		if change != "" {
			t.Query.Set(answer.ChangeField, change)
		}
		switch {
		case webhook != "":
			t.Channel, t.Target = string(store.Webhook), webhook
		case email != "":
			t.Channel, t.Target = string(store.Email), email
		default:
			t.Channel = string(store.ByFeed)
		}
		if t.About == "" {
			switch t.About = string(store.OfQuery); {
			case story != "":
				t.About = string(store.OfStory)
			case change != "":
				t.About = string(store.OfChange)
			}
		}
		if secretFile != "" {
			raw, err := os.ReadFile(secretFile)
			if err != nil {
				return fmt.Errorf("read secret: %w", err)
			}
			t.Secret = strings.TrimSpace(string(raw))
		}
		if _, err := t.Alert(); err != nil {
			return usagef(cmd, "%w", err)
		}
		return there(cmd.Context(), *name, func(ctx context.Context, s *store.Store) error {
			return addAlert(ctx, c.out, s, &t, lines)
		})
	}
	return cmd
}

func addAlert(ctx context.Context, out io.Writer, s *store.Store, t *answer.Tell, lines bool) error {
	a, secret, err := t.In(ctx, s)
	if err != nil {
		return err
	}
	state, err := answer.AlertOf(ctx, s, a.N, seesAll)
	if err != nil {
		return err
	}
	if t.Secret == "" {
		state.Secret = secret
	}
	if lines {
		return writeLine(out, state)
	}
	fmt.Fprintf(out, "alert %d: %s\n", a.N, onrecord.OneLine(state.Words))
	switch {
	case state.Secret != "":
		fmt.Fprintf(out, "it is signed by %s, which is not shown again\n", secret)
	case a.Channel == store.ByFeed:
		fmt.Fprintf(out, "its feed is /alerts/%d.atom of the desk\n", a.N)
		return nil
	}
	if state.State == answer.AlertWaiting && state.Why != "" {
		fmt.Fprintln(out, state.Why)
	}
	return nil
}

// seesAll is for whoever has the store itself.
func seesAll(*store.Alert) bool { return true }

func writeLine(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func newAlertsList(c console, name *string) *cobra.Command {
	lines := false
	cmd := &cobra.Command{Use: "list", Short: "List the alerts with the last delivery, what failed and the next try", Example: "  onrecord alerts list --store news.db\n  onrecord alerts list --json", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.OpenToRead(cmd.Context(), *name)
			if err != nil {
				return err
			}
			defer s.Close()
			list, carried, err := answer.AlertsOf(cmd.Context(), s, seesAll)
			if err != nil {
				return err
			}
			for i := range list {
				if lines {
					if err := writeLine(c.data(), &list[i]); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(c.out, alertLine(&list[i]))
			}
			if !lines && len(list) > 0 && carried.Programs == 0 {
				fmt.Fprintln(c.err, answer.NobodyDelivers)
			}
			return nil
		}}
	cmd.Flags().BoolVar(&lines, "json", false, "one alert a line as JSON")
	return cmd
}

// alertLine is an alert with how it stands, in a line.
func alertLine(a *answer.AlertState) string {
	parts := []string{strconv.FormatInt(a.N, 10), onrecord.OneLine(a.Name)}
	if a.Words != a.Name {
		parts = append(parts, onrecord.OneLine(a.Words))
	}
	way := a.Channel
	if a.Target != "" {
		way += " to " + onrecord.OneLine(a.Target)
	}
	if a.Digest != "" {
		way += " at " + a.Digest
	}
	state := a.State
	if a.Why != "" && a.Why != answer.NobodyDelivers {
		state += ": " + onrecord.OneLine(a.Why)
	}
	parts = append(parts, way, "by "+onrecord.OneLine(a.Who), state, fmt.Sprintf("%d found", a.Found))
	if a.Channel != string(store.ByFeed) {
		sent := fmt.Sprintf("%d delivered", a.Delivered)
		if a.Last != "" {
			sent += ", last " + a.Last
		}
		parts = append(parts, sent)
	}
	for _, x := range []struct {
		n    int
		what string
	}{{a.Held, "for the next mail"}, {a.Waiting, "to be delivered"}, {a.Failing, "tried in vain"}, {a.GivenUp, "given up"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	if a.LastFailure != "" {
		parts = append(parts, "last failure "+a.FailedAt+" ("+onrecord.OneLine(a.LastFailure)+")")
	}
	if a.Next != "" {
		parts = append(parts, "next "+a.Next)
	}
	return strings.Join(parts, "  ")
}

func newAlertsLog(c console, name *string) *cobra.Command {
	lines, limit := false, 50
	cmd := &cobra.Command{Use: "log N", Short: "Show what an alert sent, the newest first, each with its id, its tries and how the last failed", Example: "  onrecord alerts log 3 --store news.db", Args: oneArg("number of an alert"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := alertNumber(cmd, args)
			if err != nil {
				return err
			}
			if limit < 1 {
				return usagef(cmd, "--limit must be at least 1")
			}
			s, err := store.OpenToRead(cmd.Context(), *name)
			if err != nil {
				return err
			}
			defer s.Close()
			if _, err := s.Alert(cmd.Context(), n); err != nil {
				return err
			}
			list, _, err := answer.Outbound(cmd.Context(), s, n, 0, limit)
			for i := range list {
				if lines {
					if err := writeLine(c.data(), &list[i]); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(c.out, sentLine(&list[i]))
			}
			return err
		}}
	cmd.Flags().BoolVar(&lines, "json", false, "one message a line as JSON")
	cmd.Flags().IntVar(&limit, "limit", limit, "how many at most")
	return cmd
}

// sentLine is a message in a line.
func sentLine(m *answer.Sent) string {
	what := answer.Several(m.Things, "thing")
	if m.Test {
		what = "test"
	}
	parts := []string{m.ID, m.At, what, strings.ReplaceAll(m.State, "_", " ")}
	if m.Delivered != "" {
		parts = append(parts, m.Delivered)
	}
	switch m.Tries {
	case 0:
	case 1:
		parts = append(parts, "1 try")
	default:
		parts = append(parts, fmt.Sprintf("%d tries", m.Tries))
	}
	if m.Failure != "" {
		parts = append(parts, "failed "+m.FailedAt+": "+onrecord.OneLine(m.Failure))
	}
	if m.Next != "" {
		parts = append(parts, "next "+m.Next)
	}
	return strings.Join(parts, "  ")
}

func newAlertsTest(c console, name *string) *cobra.Command {
	var o tellOptions
	cmd := &cobra.Command{Use: "test N", Short: "Send a test of an alert at once, and say how it ended", Example: "  onrecord alerts test 3 --store news.db\n  onrecord alerts test 4 --smtp mail.example.org --smtp-from record@example.org",
		Args: oneArg("number of an alert"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := alertNumber(cmd, args)
			if err != nil {
				return err
			}
			how, err := o.delivery(cmd)
			if err != nil {
				return err
			}
			return there(cmd.Context(), *name, func(ctx context.Context, s *store.Store) error {
				t, err := tellerOf(s, how, nil)
				if err != nil {
					return err
				}
				sent, err := t.Test(ctx, s, n, "", true)
				switch {
				case err != nil:
					return err
				case sent.State == "delivered":
					_, err = fmt.Fprintf(c.out, "the test of alert %d came through: %s\n", n, sent.ID)
					return err
				case sent.Failure != "":
					return fmt.Errorf("test of alert %d: %s", n, onrecord.OneLine(sent.Failure))
				}
				_, err = fmt.Fprintf(c.out, "the test of alert %d waits for a program that knows a mail server: %s\n", n, sent.ID)
				return err
			})
		}}
	o.flags(cmd)
	return cmd
}

func newAlertsDeliver(c console, name *string) *cobra.Command {
	var o tellOptions
	once, quiet := false, false
	cmd := &cobra.Command{Use: "deliver", Short: "Look for what alerts are on and deliver it, until it is stopped",
		Long: "Look for what is new in the store for every alert, and deliver it, as onrecord serve --alerts and work --alerts do beside their work. Any number of\n" +
			"programs may deliver the alerts of one store; each thing is found once, and each message sent by one of them. A message that a killed\n" +
			"program was sending is sent again after a minute and a half, under the same id. Ctrl-C ends it; what is under way has five seconds.",
		Example: "  onrecord alerts deliver --store news.db\n" +
			"  onrecord alerts deliver --once --smtp mail.example.org:587 --smtp-user record --smtp-from record@example.org --desk-url https://record.example.org",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			how, err := o.delivery(cmd)
			if err != nil {
				return err
			}
			level := slog.LevelInfo
			if quiet {
				level = slog.LevelWarn
			}
			log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
			return there(cmd.Context(), *name, func(ctx context.Context, s *store.Store) error {
				t, err := tellerOf(s, how, log)
				if err != nil {
					return err
				}
				if !once {
					if !quiet {
						fmt.Fprintf(c.err, "%s at work on alerts\n", time.Now().Format(time.DateTime))
					}
					t.Run(ctx)
					return nil
				}
				return deliverOnce(ctx, c, t)
			})
		}}
	cmd.Flags().BoolVar(&once, "once", false, "end when what is due now was tried")
	cmd.Flags().BoolVar(&quiet, "quiet", false, "warnings alone on standard error")
	o.flags(cmd)
	return cmd
}

// deliverOnce looks and delivers what is due, and says how much that was.
func deliverOnce(ctx context.Context, c console, t *answer.Teller) error {
	done, err := t.Once(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	fmt.Fprintf(c.out, "%s delivered, %s failed\n", answer.Several(done.Messages, "message"), tries(done.Failures))
	if done.Failures > 0 {
		return errReported
	}
	return nil
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}
