package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// notesOptions are the flags of all commands about notes.
type notesOptions struct {
	store, who, format string
	lines              bool
	chosen             map[string]*string
}

func newNotes(c console) *cobra.Command {
	o := &notesOptions{store: defaultStore, who: userName()}
	cmd := &cobra.Command{
		Use:   "notes",
		Short: "List what people note of reports; write, answer, change and delete notes, take them out and bring them in",
		Long: "List what people note of reports: on words, on findings, on reports as a whole, and in answer to each other, the newest first. Notes stand\n" +
			"beside the record: they change no finding, and are no decisions (onrecord decide). With --format they leave as W3C Web Annotations or as\n" +
			"Hypothesis has them, the oldest first.",
		Example: "  onrecord notes --store news.db --tag \"to check\"\n" +
			"  onrecord notes --store news.db --mention me --since 2026-03-01\n" +
			"  onrecord notes add --store news.db REPORT a3 --text \"Who are they? @ben\"\n" +
			"  onrecord notes --store news.db --format hypothesis > notes.json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := o.query()
			if err == nil && o.format != "" {
				err = answer.CheckNoteForm(o.format)
			}
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			return withStore(cmd.Context(), o.store, store.OpenToRead, func(s *store.Store) error { return o.list(cmd.Context(), c, s, q) })
		},
	}
	cmd.PersistentFlags().StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	cmd.PersistentFlags().StringVar(&o.who, "by", o.who, "who writes, answers, changes or brings in; your login without it")
	cmd.PersistentFlags().BoolVar(&o.lines, "json", false, "as JSON, a note a line")
	cmd.Flags().StringVar(&o.format, "format", "", "take them out: "+strings.Join(answer.NoteForms, ", "))
	o.chooses(cmd.Flags())
	cmd.AddCommand(o.newAdd(c), o.newReply(c), o.newChange(c), o.newDelete(c), o.newShow(c), o.newExport(c), o.newImport(c), o.newCarry(c))
	return cmd
}

// chooses gives a command the fields by which notes are chosen.
func (o *notesOptions) chooses(f *pflag.FlagSet) {
	if o.chosen == nil {
		o.chosen = map[string]*string{}
	}
	for i := range answer.NoteFields {
		x := &answer.NoteFields[i]
		if o.chosen[x.Name] == nil {
			o.chosen[x.Name] = new(string)
		}
		f.StringVar(o.chosen[x.Name], x.Name, "", x.What)
		if x.Type == answer.Boolean {
			f.Lookup(x.Name).NoOptDefVal = "true"
		}
	}
}

func (o *notesOptions) query() (store.NoteQuery, error) {
	return answer.ParseNotes(func(name string) string { return *o.chosen[name] }, o.who)
}

// list prints notes: in a form, all that fit; else a page of them.
func (o *notesOptions) list(ctx context.Context, c console, s *store.Store, q store.NoteQuery) error {
	if o.format != "" {
		return answer.WriteNotes(ctx, s, q, o.format, c.data())
	}
	page, err := answer.Notes(ctx, s, q)
	if err != nil {
		return err
	}
	for i := range page.Notes {
		if err := o.print(c, &page.Notes[i]); err != nil {
			return err
		}
	}
	if page.Next != 0 {
		fmt.Fprintf(c.err, "there are more: --after %d\n", page.Next)
	}
	return nil
}

func (o *notesOptions) print(c console, x *answer.Noted) error {
	if o.lines {
		e := json.NewEncoder(c.data())
		e.SetEscapeHTML(false)
		return e.Encode(x)
	}
	_, err := fmt.Fprintln(c.out, answer.NoteLine(x))
	return err
}

// writes does something with a note in the name of somebody, and prints it.
func (o *notesOptions) writes(cmd *cobra.Command, c console, do func(ctx context.Context, s *store.Store) (answer.Noted, error)) error {
	if strings.TrimSpace(o.who) == "" {
		return usagef(cmd, "nobody is named who writes: give --by NAME")
	}
	return withStore(cmd.Context(), o.store, openThere, func(s *store.Store) error {
		x, err := do(cmd.Context(), s)
		if err != nil {
			return err
		}
		return o.print(c, &x)
	})
}

// noteSays gives a command the flags of what a note says.
func noteSays(f *pflag.FlagSet) (text *string, tags *[]string) {
	text, tags = new(string), new([]string)
	f.StringVar(text, "text", "", "what it says, in plain text; @name mentions a user")
	f.StringArrayVar(tags, "tag", nil, "a tag; may be given several times")
	return text, tags
}

func (o *notesOptions) newAdd(c console) *cobra.Command {
	words := ""
	cmd := &cobra.Command{
		Use: "add REPORT [FINDING]", Short: "Write a note on words, on a finding, or on a report",
		Long: "Write a note. REPORT is the digest of its text, as search --json prints it; FINDING is a1, ev1 or p1, as the formats print them. A note\nwithout text only tags.",
		Example: "  onrecord notes add --store news.db REPORT --words \"two diplomats\" --text \"Who are they? @ben\" --tag \"to check\"\n" +
			"  onrecord notes add --store news.db REPORT a3 --tag memo",
	}
	text, tags := noteSays(cmd.Flags())
	cmd.Flags().StringVar(&words, "words", "", "the words it is on, as they stand, or their place in code points: 120-134")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) < 1 || len(args) > 2 {
			return usagef(cmd, "name a report, and where it is on one a finding")
		}
		x := answer.Noting{Who: o.who, Report: args[0], Words: words, Text: *text, Tags: *tags}
		if len(args) == 2 {
			x.Finding = args[1]
		}
		return o.writes(cmd, c, x.In)
	}
	return cmd
}

// number reads the number of a note.
func number(cmd *cobra.Command, args []string) (int64, error) {
	if len(args) != 1 {
		return 0, usagef(cmd, "name one note by its number; onrecord notes lists them")
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || n < 1 {
		return 0, usagef(cmd, "%q is no number of a note; onrecord notes lists them", args[0])
	}
	return n, nil
}

func (o *notesOptions) newReply(c console) *cobra.Command {
	cmd := &cobra.Command{Use: "reply NOTE", Short: "Answer a note", Example: "  onrecord notes reply --store news.db 3 --text \"The ministry.\""}
	text, tags := noteSays(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		n, err := number(cmd, args)
		if err != nil {
			return err
		}
		x := answer.Noting{Who: o.who, Answers: n, Text: *text, Tags: *tags}
		return o.writes(cmd, c, x.In)
	}
	return cmd
}

func (o *notesOptions) newChange(c console) *cobra.Command {
	cmd := &cobra.Command{Use: "change NOTE", Short: "Change what a note says; its history keeps what it said", Example: "  onrecord notes change --store news.db 3 --text \"The foreign ministry.\""}
	text, tags := noteSays(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		n, err := number(cmd, args)
		if err != nil {
			return err
		}
		var x answer.Reword
		if cmd.Flags().Changed("text") {
			x.Text = text
		}
		if cmd.Flags().Changed("tag") {
			x.Tags = tags
		}
		return o.writes(cmd, c, func(ctx context.Context, s *store.Store) (answer.Noted, error) {
			return answer.ChangeNote(ctx, s, n, o.who, true, x)
		})
	}
	return cmd
}

func (o *notesOptions) newDelete(c console) *cobra.Command {
	return &cobra.Command{
		Use: "delete NOTE", Short: "Delete a note; its history keeps what it said", Example: "  onrecord notes delete --store news.db 3",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := number(cmd, args)
			if err != nil {
				return err
			}
			if strings.TrimSpace(o.who) == "" {
				return usagef(cmd, "nobody is named who deletes: give --by NAME")
			}
			return withStore(cmd.Context(), o.store, openThere, func(s *store.Store) error {
				if err := answer.DeleteNote(cmd.Context(), s, n, o.who, true); err != nil {
					return err
				}
				_, err := fmt.Fprintf(c.out, "note %d is deleted\n", n)
				return err
			})
		},
	}
}

func (o *notesOptions) newShow(c console) *cobra.Command {
	return &cobra.Command{
		Use: "show NOTE", Short: "Show a note with its thread and what became of it", Example: "  onrecord notes show --store news.db 3",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := number(cmd, args)
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), o.store, store.OpenToRead, func(s *store.Store) error {
				t, err := answer.ThreadOf(cmd.Context(), s, n)
				if err != nil {
					return err
				}
				if o.lines {
					e := json.NewEncoder(c.data())
					e.SetEscapeHTML(false)
					return e.Encode(t)
				}
				for i := range t.Thread {
					line := answer.NoteLine(&t.Thread[i])
					if t.Thread[i].Deleted != "" {
						line += "  (deleted)"
					}
					fmt.Fprintln(c.out, line)
				}
				fmt.Fprintln(c.out)
				for _, h := range t.History {
					fmt.Fprintf(c.out, "%s  %s  %s  %s", h.At, onrecord.OneLine(h.Who), h.What, onrecord.OneLine(h.Text))
					for _, tag := range h.Tags {
						fmt.Fprint(c.out, "  #"+onrecord.OneLine(tag))
					}
					fmt.Fprintln(c.out)
				}
				return nil
			})
		},
	}
}

func (o *notesOptions) newExport(c console) *cobra.Command {
	form := answer.NotesW3C
	cmd := &cobra.Command{
		Use: "export", Short: "Take notes out as W3C Web Annotations, as Hypothesis has them, or a line of JSON each", Args: noArgs,
		Example: "  onrecord notes export --store news.db > notes.jsonld\n  onrecord notes export --store news.db --format hypothesis --tag \"to check\" > notes.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := o.query()
			if err == nil {
				err = answer.CheckNoteForm(form)
			}
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			return withStore(cmd.Context(), o.store, store.OpenToRead, func(s *store.Store) error { return answer.WriteNotes(cmd.Context(), s, q, form, c.data()) })
		},
	}
	cmd.Flags().StringVar(&form, "format", form, strings.Join(answer.NoteForms, ", "))
	o.chooses(cmd.Flags())
	return cmd
}

func (o *notesOptions) newImport(c console) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE|-", Short: "Bring in notes: W3C Web Annotations, or as Hypothesis has them",
		Long: "Bring in notes as one, a list, a collection, rows of an answer of the API of Hypothesis, or a line each. Reports are found by the digest of\n" +
			"their text or by their address, words by quotation. What finds no report is told line by line; what finds no words is kept on its report\n" +
			"and listed (notes --lost). The same twice adds nothing.",
		Example: "  onrecord notes import --store news.db notes.jsonld\n  curl 'https://api.hypothes.is/api/search?url=ADDRESS' | onrecord notes import --store news.db -",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return usagef(cmd, "name one file of notes, or - for standard input")
			case strings.TrimSpace(o.who) == "":
				return usagef(cmd, "nobody is named who brings them in: give --by NAME")
			}
			in := io.Reader(c.in)
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			return withStore(cmd.Context(), o.store, openThere, func(s *store.Store) error {
				got, err := answer.ImportNotes(cmd.Context(), s, o.who, in)
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				return o.brought(c, &got)
			})
		},
	}
}

// brought tells what became of notes that were brought in.
func (o *notesOptions) brought(c console, got *answer.NotesImported) error {
	for _, r := range got.Told {
		fmt.Fprintf(c.err, "note %d of the file: %s\n", r.Line, onrecord.OneLine(r.Why))
	}
	for _, r := range got.Refused {
		fmt.Fprintf(c.err, "note %d of the file is not kept: %s\n", r.Line, onrecord.OneLine(r.Why))
	}
	if o.lines {
		if err := json.NewEncoder(c.data()).Encode(got); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(c.out, "%s kept, %d known already, %d not kept; of those kept %d are on what is not found (notes --lost lists them)\n", answer.Several(got.Added, "note"), got.Known, len(got.Refused), got.Lost)
	}
	if len(got.Refused) > 0 {
		return errReported
	}
	return nil
}

func (o *notesOptions) newCarry(c console) *cobra.Command {
	return &cobra.Command{
		Use: "carry FROM TO", Short: "Bring the notes on one text of a page to another", Example: "  onrecord notes carry --store news.db OLD-REPORT NEW-REPORT",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) != 2:
				return usagef(cmd, "name the report that the notes are on, and the one to which they go")
			case strings.TrimSpace(o.who) == "":
				return usagef(cmd, "nobody is named who carries them: give --by NAME")
			}
			return withStore(cmd.Context(), o.store, openThere, func(s *store.Store) error {
				got, err := answer.CarryNotes(cmd.Context(), s, args[0], args[1], o.who)
				if err != nil {
					return err
				}
				return o.brought(c, &got)
			})
		},
	}
}
