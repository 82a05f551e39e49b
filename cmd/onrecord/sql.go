package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// sqlOptions are the flags of sql.
type sqlOptions struct {
	store  string
	format string
	rows   int
	time   time.Duration
	views  bool
}

func newSQL(c console) *cobra.Command {
	o := sqlOptions{store: defaultStore, format: string(answer.SQLTable), rows: answer.UsualSQLRows, time: answer.UsualSQLTime}
	cmd := &cobra.Command{
		Use:   "sql [QUESTION|-]",
		Short: "Question a store in SQL: read-only, over documented views",
		Long: "Ask a store a question in SQL, one SELECT over the views of its reports, statements, events, positions, stories and decisions; --views lists\n" +
			"them with their columns. Nothing can be changed, and nothing but the views can be read. A question is stopped when it takes too long, and an\n" +
			"answer that is cut says so. The question is the argument, or what comes on standard input.",
		Example: "  onrecord sql --views\n" +
			"  onrecord sql \"SELECT outlet, count(*) FROM record_reports GROUP BY outlet\"\n" +
			"  onrecord sql --store news.db --format csv - < question.sql > answer.csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.views {
				return showViews(c.out)
			}
			if len(args) > 1 {
				return usagef(cmd, "sql takes one question, got %q: put it in quotation marks", args)
			}
			question, err := o.question(cmd, args, c)
			if err != nil {
				return err
			}
			return o.run(cmd, c, question)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.format, "format", o.format, "form of the answer: table, csv (for spreadsheets), json (an object a line)")
	f.IntVar(&o.rows, "limit", o.rows, "at most so many rows, up to 100000; that there are more is told")
	f.DurationVar(&o.time, "timeout", o.time, "stop the question after this time, up to 10m")
	f.BoolVar(&o.views, "views", false, "list the views that can be questioned, with their columns")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"table", "csv", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// mostQuestion is how many bytes of standard input are read for a question; the store takes fewer.
const mostQuestion = 1 << 20

func (o *sqlOptions) question(cmd *cobra.Command, args []string, c console) (string, error) {
	if len(args) == 1 && args[0] != "-" {
		return args[0], nil
	}
	if isTerminal(c.in) {
		return "", usagef(cmd, "no question: give it in quotation marks, or on standard input; --views lists what can be asked")
	}
	raw, err := io.ReadAll(io.LimitReader(c.in, mostQuestion))
	return string(raw), err
}

func (o *sqlOptions) run(cmd *cobra.Command, c console, question string) error {
	form := answer.SQLForm(o.format)
	if !slices.Contains(answer.SQLForms, form) {
		return usagef(cmd, "unknown format %q, want table, csv or json", o.format)
	}
	s, err := store.OpenToRead(cmd.Context(), o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	out := c.data()
	if form == answer.SQLTable {
		out = c.out
	}
	q := answer.SQL{Query: question, Rows: o.rows, Time: o.time}
	n, err := q.Write(cmd.Context(), s, form, out)
	switch {
	case errors.Is(err, store.ErrQuery):
		return usagef(cmd, "%w", err)
	case err != nil:
		return err
	case n.More:
		fmt.Fprintf(c.err, "onrecord: %s; there are more: --limit\n", answer.Several(n.Rows, "row"))
	}
	return nil
}

// showViews lists the views with their columns.
func showViews(w io.Writer) error {
	var b strings.Builder
	for i, v := range store.AskViews() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s: %s\n", v.Name, v.What)
		for _, col := range v.Columns {
			fmt.Fprintf(&b, "  %-14s %s\n", col.Name, col.What)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
