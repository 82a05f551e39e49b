package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// newLists is the newsroom's own lists.
func newLists(c console) *cobra.Command {
	name, who := defaultStore, userName()
	cmd := &cobra.Command{
		Use:   "lists",
		Short: "Keep your own lists of actors, issues, outlets, and sources that are one",
		Long: "Your own lists stand beside the program's dictionaries: actors with their other names, codes and offices; issues with the words that mean\n" +
			"them and the issue above; outlets with name, owner and whether others print their texts; and names of sources that are one origin. They hold\n" +
			"at once in the ledger, dossiers, claims, stories, networks and exports, which say by which line it is so; what was read stays as it is.\n" +
			"Every change is in a log with who, when and why, and can be undone. docs/lists.md has the format of the files.",
		Example: "  onrecord lists import sources same.tsv --why \"one organisation\"\n" +
			"  onrecord lists put sources \"Doctors Without Borders\" --also \"Médecins Sans Frontières\" --also MSF\n" +
			"  onrecord lists put actors \"Jane Doe\" --code NORGOV --office \"Foreign Minister of Norway 2021-03-01/2024-05-02\"\n" +
			"  onrecord lists put outlets gazette.example --name \"Harbour Gazette\" --owner \"Quay Holdings\"\n" +
			"  onrecord lists export actors > actors.tsv\n" +
			"  onrecord lists undo 3",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	f := cmd.PersistentFlags()
	f.StringVar(&name, "store", name, "file of the store, or postgres://...")
	f.StringVar(&who, "by", who, "who changes it; your login without it")
	cmd.AddCommand(newListsShow(c, &name), newListsExport(c, &name), newListsImport(c, &name, &who), newListsPut(c, &name, &who), newListsDrop(c, &name, &who),
		newListsLog(c, &name), newListsUndo(c, &name, &who))
	return cmd
}

// listKind reads the kind that a command is given.
func listKind(cmd *cobra.Command, args []string, want int, what string) (lists.Kind, error) {
	if len(args) != want {
		return "", usagef(cmd, "%s", what)
	}
	k, err := lists.ParseKind(args[0])
	if err != nil {
		return "", usagef(cmd, "%s", lists.Why(err))
	}
	return k, nil
}

func newListsShow(c console, name *string) *cobra.Command {
	words, asJSON := "", false
	cmd := &cobra.Command{
		Use: "show KIND", Short: "Show the lines of a list", Example: "  onrecord lists show actors --store news.db --words ruud",
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := listKind(cmd, args, 1, "name one list: actors, issues, outlets or sources")
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), *name, store.OpenToRead, func(s *store.Store) error {
				p, err := answer.ListLines(cmd.Context(), s, string(kind), words, 0, lists.MostLines)
				if err != nil {
					return err
				}
				for i := range p.Lines {
					if asJSON {
						err = jsonLine(c.data(), p.Lines[i])
					} else {
						err = showListLine(c.out, &p.Lines[i])
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&words, "words", "", "only lines that hold these words")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, a line a line")
	return cmd
}

func jsonLine(out io.Writer, x any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(x)
}

// showListLine shows a line for people: its name, then what else it has.
func showListLine(out io.Writer, x *lists.Line) error {
	cells, columns := x.Cells(), lists.Columns(x.Kind)
	var b strings.Builder
	b.WriteString(cells[0] + "\n")
	for i := 1; i < len(cells); i++ {
		if cells[i] != "" {
			fmt.Fprintf(&b, "  %s: %s\n", columns[i], cells[i])
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func newListsExport(c console, name *string) *cobra.Command {
	return &cobra.Command{
		Use: "export KIND", Short: "Write a list as a file (TSV)", Example: "  onrecord lists export sources --store news.db > sources.tsv",
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := listKind(cmd, args, 1, "name one list: actors, issues, outlets or sources")
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), *name, store.OpenToRead, func(s *store.Store) error { return answer.WriteList(cmd.Context(), s, string(kind), c.data()) })
		},
	}
}

func newListsImport(c console, name, who *string) *cobra.Command {
	x, asJSON := answer.ListFile{}, false
	cmd := &cobra.Command{
		Use: "import KIND FILE.tsv|-", Short: "Bring the file of a list in, in one change",
		Long: "The lines of the file are put, each in the place of the line of its name (of an outlet of its domain); lines that the file does not have stay,\n" +
			"unless --replace takes them out. Lines that cannot be taken are told of with their number, and lose nothing else.",
		Example: "  onrecord lists import actors actors.tsv --store news.db --why \"from the foreign desk\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := listKind(cmd, args, 2, "name a list (actors, issues, outlets or sources) and its file, or - for standard input")
			if err != nil {
				return err
			}
			if strings.TrimSpace(*who) == "" {
				return usagef(cmd, "nobody is named who changes it: give --by NAME")
			}
			x.Kind, x.Who = string(kind), *who
			in := c.in
			if args[1] != "-" {
				f, err := os.Open(args[1])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			return withStore(cmd.Context(), *name, store.Open, func(s *store.Store) error {
				got, err := x.In(cmd.Context(), s, in)
				if err != nil {
					return fmt.Errorf("%s: %w", args[1], err)
				}
				for _, r := range got.Refused {
					fmt.Fprintf(c.err, "onrecord: %s: line %d: %s\n", args[1], r.Line, onrecord.OneLine(r.Why))
				}
				if asJSON {
					err = jsonLine(c.data(), got)
				} else if got.Change != 0 {
					_, err = fmt.Fprintf(c.out, "change %d: %s\n", got.Change, got.Words())
				} else {
					_, err = fmt.Fprintln(c.out, got.Words())
				}
				if err == nil && len(got.Refused) > 0 {
					err = errReported
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&x.Replace, "replace", false, "take out the lines that the file does not have, if none of it is refused")
	cmd.Flags().StringVar(&x.Why, "why", "", "why")
	cmd.Flags().BoolVar(&asJSON, "json", false, "tell what became of it as JSON")
	return cmd
}

func newListsPut(c console, name, who *string) *cobra.Command {
	var line lists.Line
	var offices []string
	why, shown := "", ""
	cmd := &cobra.Command{
		Use: "put KIND NAME", Short: "Put a line into a list, in the place of the line of that name",
		Long: "NAME is the name as it is shown; of an outlet its domain, and --name the name.",
		Example: "  onrecord lists put issues \"Closed airspace\" --also \"no-fly zone\" --parent Security\n" +
			"  onrecord lists put actors \"Doctors Without Borders\" --also MSF --code NGO",
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := listKind(cmd, args, 2, "name a list (actors, issues, outlets or sources) and a line")
			if err != nil {
				return err
			}
			x := line
			x.Kind, x.Name = kind, args[1]
			if kind == lists.Outlets {
				x.Name, x.Domain = shown, args[1]
			} else if shown != "" {
				return usagef(cmd, "--name is of outlets")
			}
			for _, o := range offices {
				office, err := lists.ParseOffice(o)
				if err != nil {
					return usagef(cmd, "%s", lists.Why(err))
				}
				x.Offices = append(x.Offices, office)
			}
			return changeLists(cmd, c, *name, answer.ListChange{Who: *who, Why: why, Put: []lists.Line{x}})
		},
	}
	f := cmd.Flags()
	f.StringVar(&shown, "name", "", "of an outlet its name")
	f.StringArrayVar(&line.Also, "also", nil, "another name of an actor; words that mean an issue; a name of the same source; may be given several times")
	f.StringArrayVar(&line.Codes, "code", nil, "of an actor: state and sector, such as NORGOV; may be given several times")
	f.StringArrayVar(&offices, "office", nil, "of an actor, with its days: \"Foreign Minister of Norway 2021-03-01/2024-05-02\"; may be given several times")
	f.StringVar(&line.Parent, "parent", "", "of an issue: the one above it")
	f.StringVar(&line.Owner, "owner", "", "of an outlet")
	f.StringVar(&line.Agency, "agency", "", "of an outlet: yes or no, whether others print its texts; as the program knows without it")
	f.StringVar(&why, "why", "", "why")
	return cmd
}

func newListsDrop(c console, name, who *string) *cobra.Command {
	why := ""
	cmd := &cobra.Command{
		Use: "drop KIND NAME", Short: "Take a line out of a list", Example: "  onrecord lists drop outlets gazette.example --store news.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := listKind(cmd, args, 2, "name a list (actors, issues, outlets or sources) and a line; of an outlet its domain")
			if err != nil {
				return err
			}
			return changeLists(cmd, c, *name, answer.ListChange{Who: *who, Why: why, Drop: []answer.ListName{{Kind: string(kind), Name: args[1]}}})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "why")
	return cmd
}

func newListsUndo(c console, name, who *string) *cobra.Command {
	why := ""
	cmd := &cobra.Command{
		Use: "undo N", Short: "Take a change back, by its number in the log", Example: "  onrecord lists undo 3 --store news.db --why \"another ministry\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := int64(0), error(nil)
			if len(args) == 1 {
				n, err = strconv.ParseInt(args[0], 10, 64)
			}
			if err != nil || n < 1 {
				return usagef(cmd, "name the number of a change; lists log shows them")
			}
			return changeLists(cmd, c, *name, answer.ListChange{Who: *who, Why: why, Undoes: n})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "why")
	return cmd
}

// changeLists makes a change and says so.
func changeLists(cmd *cobra.Command, c console, name string, x answer.ListChange) error {
	if strings.TrimSpace(x.Who) == "" {
		return usagef(cmd, "nobody is named who changes it: give --by NAME")
	}
	return withStore(cmd.Context(), name, store.Open, func(s *store.Store) error {
		made, err := x.In(cmd.Context(), s)
		switch {
		case errors.Is(err, store.ErrList):
			return fmt.Errorf("lists: %s", lists.Why(err))
		case err != nil:
			return err
		case made.N == 0:
			_, err = fmt.Fprintln(c.out, "nothing changed: the list says so already")
		default:
			_, err = fmt.Fprintf(c.out, "change %d: %s\n", made.N, onrecord.OneLine(made.What))
		}
		return err
	})
}

func newListsLog(c console, name *string) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use: "log", Short: "Show what was changed, the newest first", Example: "  onrecord lists log --store news.db", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStore(cmd.Context(), *name, store.OpenToRead, func(s *store.Store) error {
				for before := int64(0); ; {
					log, next, err := answer.ListLog(cmd.Context(), s, before, 500)
					if err != nil {
						return err
					}
					for i := range log {
						if asJSON {
							err = jsonLine(c.data(), log[i])
						} else {
							err = showListChange(c.out, &log[i])
						}
						if err != nil {
							return err
						}
					}
					if before = next; next == 0 {
						return nil
					}
				}
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, a change a line")
	return cmd
}

func showListChange(out io.Writer, x *answer.ListChanged) error {
	line := fmt.Sprintf("%d  %s  %s  %s", x.N, x.At, onrecord.OneLine(x.Who), onrecord.OneLine(x.What))
	if x.Why != "" {
		line += "  " + onrecord.OneLine(x.Why)
	}
	if x.Undone {
		line += "  (taken back)"
	}
	_, err := fmt.Fprintln(out, line)
	return err
}
