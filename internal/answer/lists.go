package answer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// ListChange is a change of the own lists as somebody asks for it, in the words that all surfaces have: lines that are put, each in the place of the
// line of its name (an outlet's of its domain) if there is one, and lines that are taken out; or a change before that is taken back.
type ListChange struct {
	Who    string
	Why    string
	Put    []lists.Line
	Drop   []ListName
	Undoes int64
}

// ListName names a line.
type ListName struct {
	Kind string `json:"kind" enum:"actors,issues,outlets,sources"`
	Name string `json:"name" doc:"Of an outlet its domain"`
}

// In makes the change in a store. One that changes nothing has no number. Errors wrap [store.ErrList] or those of the store.
func (c *ListChange) In(ctx context.Context, s *store.Store) (ListChanged, error) {
	if c.Undoes != 0 {
		if len(c.Put)+len(c.Drop) > 0 {
			return ListChanged{}, fmt.Errorf("%w: an undo changes no lines", store.ErrList)
		}
		made, err := s.UndoLists(ctx, c.Undoes, c.Who, c.Why)
		return NewListChanged(&made, mostEditsTold), err
	}
	if len(c.Put)+len(c.Drop) == 0 {
		return ListChanged{}, fmt.Errorf("%w: no line is named", store.ErrList)
	}
	made, err := s.ChangeLists(ctx, c.Who, c.Why, func(now *lists.Lists) (edits []lists.Edit, err error) {
		for _, x := range c.Put {
			x, err := lineToKeep(x)
			if err != nil {
				return nil, fmt.Errorf("%w: “%s”: %s", store.ErrList, x.Shown(), lists.Why(err))
			}
			edits = append(edits, lists.Edit{Line: x})
		}
		for _, x := range c.Drop {
			kind, err := lists.ParseKind(x.Kind)
			if err != nil {
				return nil, err
			}
			line := now.Line(kind, x.Name)
			if line == nil {
				return nil, fmt.Errorf("%w: the list of %s has no line “%s”", store.ErrList, kind, x.Name)
			}
			edits = append(edits, lists.Edit{Line: *line, Drop: true})
		}
		return edits, nil
	})
	return NewListChanged(&made, mostEditsTold), err
}

// lineToKeep is a line in one form, checked. The error wraps [store.ErrList].
func lineToKeep(x lists.Line) (lists.Line, error) {
	x, err := x.Tidied()
	if err != nil || x.Kind != lists.Issues {
		return x, err
	}
	for i, n := range x.Names() {
		if len(standing.Telling(n)) == 0 && (i > 0 || len(x.Also) == 0) {
			return x, fmt.Errorf("%w: the words “%s” do not tell what an issue is about", store.ErrList, n)
		}
	}
	return x, nil
}

// ListChanged is a change of the log as JSON has it.
type ListChanged struct {
	N      int64        `json:"n" doc:"Number in the log; 0 where nothing was changed"`
	At     string       `json:"at" doc:"RFC 3339, UTC"`
	Who    string       `json:"who"`
	Why    string       `json:"why,omitempty"`
	What   string       `json:"what" doc:"In words"`
	Undoes int64        `json:"undoes,omitempty" doc:"The change that this one takes back"`
	Undone bool         `json:"undone,omitempty" doc:"A later change took it back"`
	Edits  []lists.Edit `json:"edits" nullable:"false" doc:"The lines, the first of many"`
	Lines  int          `json:"lines" doc:"How many in all"`
}

// mostEditsTold is how many lines of a change are told with it.
const mostEditsTold = 50

// NewListChanged is a change of a store as JSON has it, with so many of its lines.
func NewListChanged(c *lists.Change, most int) ListChanged {
	out := ListChanged{N: c.N, At: c.At.Format(time.RFC3339), Who: c.Who, Why: c.Why, What: c.Said(), Undoes: c.Undoes, Undone: c.Undone, Lines: len(c.Edits),
		Edits: append([]lists.Edit{}, c.Edits[:min(len(c.Edits), most)]...)}
	if c.N == 0 {
		out.What = "nothing changed"
	}
	return out
}

// ListLog is the log of the lists, the newest change first, those before a number (0 is all), at most so many; next is the number to ask on from, 0
// for none.
func ListLog(ctx context.Context, s *store.Store, before int64, most int) (out []ListChanged, next int64, err error) {
	log, err := s.ListLog(ctx)
	if err != nil {
		return nil, 0, err
	}
	out = []ListChanged{}
	for _, c := range slices.Backward(log) {
		if before > 0 && c.N >= before {
			continue
		}
		if len(out) == most {
			return out, out[most-1].N, nil
		}
		out = append(out, NewListChanged(&c, mostEditsTold))
	}
	return out, 0, nil
}

// ListPage is a part of a list.
type ListPage struct {
	Kind  lists.Kind   `json:"kind"`
	Lines []lists.Line `json:"lines" nullable:"false" doc:"By their names"`
	Total int          `json:"total" doc:"Lines that fit"`
	Next  int          `json:"next,omitempty" doc:"Give it as after to have the next page; absent on the last"`
}

// ListLines is a part of a list: the lines that have words in one of their parts ("" is any), those after so many, at most so many.
func ListLines(ctx context.Context, s *store.Store, kind, words string, after, most int) (ListPage, error) {
	k, err := lists.ParseKind(kind)
	if err != nil {
		return ListPage{}, err
	}
	l, err := s.Lists(ctx)
	if err != nil {
		return ListPage{}, err
	}
	p := ListPage{Kind: k, Lines: l.Lines(k)}
	if words = lists.Plain(words); words != "" {
		p.Lines = slices.DeleteFunc(p.Lines, func(x lists.Line) bool {
			return !slices.ContainsFunc(x.Cells(), func(c string) bool { return strings.Contains(strings.ToLower(c), words) })
		})
	}
	p.Total = len(p.Lines)
	p.Lines = p.Lines[min(max(after, 0), p.Total):]
	if len(p.Lines) > most {
		p.Lines, p.Next = p.Lines[:most], max(after, 0)+most
	}
	return p, nil
}

// WriteList writes a list as a file that [ListFile.In] reads.
func WriteList(ctx context.Context, s *store.Store, kind string, w io.Writer) error {
	k, err := lists.ParseKind(kind)
	if err != nil {
		return err
	}
	l, err := s.Lists(ctx)
	if err != nil {
		return err
	}
	return lists.Write(w, k, l.Lines(k))
}

// ListFile is the file of a list to be brought in. Its lines are put, each in the place of the line of its name; lines that the file does not have
// stay, unless it is to replace the list.
type ListFile struct {
	Who, Why string
	Kind     string
	Replace  bool // lines that the file does not have go, if no line of it is refused
}

// ListImported is what became of a file.
type ListImported struct {
	Change  int64     `json:"change,omitempty" doc:"Number of the change, which undo takes back; absent where nothing changed"`
	Added   int       `json:"added"`
	Changed int       `json:"changed"`
	Same    int       `json:"same" doc:"There already as they are"`
	Dropped int       `json:"dropped" doc:"Taken out: the file was to replace the list and does not have them"`
	Kept    int       `json:"kept,omitempty" doc:"Not taken out although the file was to replace the list, because lines of it were refused"`
	Refused []Refusal `json:"refused" nullable:"false"`
}

// Words say what became of a file.
func (x *ListImported) Words() string {
	out := fmt.Sprintf("%d added, %d changed, %d the same, %d taken out, %d refused", x.Added, x.Changed, x.Same, x.Dropped, len(x.Refused))
	if x.Kept > 0 {
		out += fmt.Sprintf("; %s stay that the file does not have, because lines of it were refused", Several(x.Kept, "line"))
	}
	return out
}

// mostConflicts is how many lines of a file may contradict others before the file is refused.
const mostConflicts = 100

// In brings the file in, in one change. Lines that cannot be taken are told of and lose nothing else. Errors wrap [store.ErrList] where the file is
// at fault, or those of the store.
func (f *ListFile) In(ctx context.Context, s *store.Store, r io.Reader) (ListImported, error) {
	out := ListImported{Refused: []Refusal{}}
	kind, err := lists.ParseKind(f.Kind)
	if err != nil {
		return out, err
	}
	read, bad, err := lists.Read(kind, r)
	if err != nil {
		return out, err
	}
	for _, b := range bad {
		out.Refused = append(out.Refused, Refusal{Line: b.At, Why: b.Why})
	}
	var good []lists.Numbered
	for _, x := range read {
		if x.Line, err = lineToKeep(x.Line); err != nil {
			out.Refused = append(out.Refused, Refusal{Line: x.At, Why: lists.Why(err)})
			continue
		}
		good = append(good, x)
	}
	var counted ListImported
	made, err := s.ChangeLists(ctx, f.Who, f.Why, func(now *lists.Lists) ([]lists.Edit, error) {
		var edits []lists.Edit
		var refused []Refusal
		edits, refused, counted, err = f.edits(kind, now, good, len(out.Refused) > 0)
		counted.Refused = refused
		return edits, err
	})
	counted.Change, counted.Refused = made.N, append(out.Refused, counted.Refused...)
	slices.SortFunc(counted.Refused, func(a, b Refusal) int { return a.Line - b.Line })
	return counted, err
}

// edits are what a file changes of the lists as they stand, without the lines that contradict others.
func (f *ListFile) edits(kind lists.Kind, now *lists.Lists, good []lists.Numbered, bad bool) (edits []lists.Edit, refused []Refusal, n ListImported, err error) {
	good = slices.Clone(good)
	for {
		edits, n = f.against(kind, now, good, bad)
		_, err := now.With(edits)
		var conflict *lists.Conflict
		if err == nil || !errors.As(err, &conflict) || len(refused) >= mostConflicts {
			return edits, refused, n, err
		}
		at := -1
		for i := range good { // of two lines of the file the later one
			if slices.ContainsFunc(conflict.Lines, func(x lists.Line) bool { return x.Key() == good[i].Key() }) {
				at = i
			}
		}
		if at < 0 {
			return edits, refused, n, err
		}
		refused = append(refused, Refusal{Line: good[at].At, Why: lists.Why(err)})
		good, bad = slices.Delete(good, at, at+1), true
	}
}

// against are the edits of a file, counted.
func (f *ListFile) against(kind lists.Kind, now *lists.Lists, good []lists.Numbered, bad bool) (edits []lists.Edit, n ListImported) {
	there := map[string]bool{}
	for i := range good {
		x := good[i].Line
		there[x.Key()] = true
		is := now.Line(kind, keyName(&x))
		switch {
		case is == nil:
			n.Added++
		case is.Equal(&x):
			n.Same++
			continue
		default:
			n.Changed++
		}
		edits = append(edits, lists.Edit{Line: x})
	}
	if !f.Replace {
		return edits, n
	}
	for _, x := range now.Lines(kind) {
		switch {
		case there[x.Key()]:
		case bad:
			n.Kept++
		default:
			n.Dropped++
			edits = append(edits, lists.Edit{Line: x, Drop: true})
		}
	}
	return edits, n
}

// keyName is what a line is asked for by.
func keyName(x *lists.Line) string {
	if x.Kind == lists.Outlets {
		return x.Domain
	}
	return x.Name
}

// OnlyListed says of the fields of a query by which what reports say is searched, where own lists alone know what is asked for, what to search for
// instead: "“NW AG” is a name of your list of outlets; reports print “Nordwire”: search for that". None where nothing is to be said.
func OnlyListed(ctx context.Context, s *store.Store, q *Query) (out []string, err error) {
	if q.Outlet == "" && q.Actor == "" && q.Recipient == "" && q.Source == "" && q.Issue == "" {
		return nil, nil
	}
	l, err := s.Lists(ctx)
	if err != nil || l.None() {
		return nil, err
	}
	say := func(kind lists.Kind, asked, others string) {
		if others == "" {
			others = "searches look for what reports say"
		}
		out = append(out, fmt.Sprintf("“%s” is a name of your list of %s; %s", asked, kind, others))
	}
	for _, x := range l.Lines(lists.Outlets) {
		if q.Outlet != "" && lists.Plain(x.Name) == lists.Plain(q.Outlet) && lists.Plain(x.Name) != lists.Plain(x.Domain) {
			printed, err := s.OutletsAt(ctx, x.Domain, mostNearest)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(printed, func(p string) bool { return strings.EqualFold(p, q.Outlet) }) {
				say(lists.Outlets, q.Outlet, insteadOf("reports print", printed))
			}
		}
	}
	for _, of := range []struct {
		asked string
		kinds []lists.Kind
	}{{q.Actor, []lists.Kind{lists.Actors}}, {q.Recipient, []lists.Kind{lists.Actors}}, {q.Source, []lists.Kind{lists.Sources, lists.Actors}}, {q.Issue, []lists.Kind{lists.Issues}}} {
		for _, kind := range of.kinds {
			if x := l.Line(kind, of.asked); of.asked != "" && x != nil {
				say(kind, of.asked, insteadOf("it is also", x.Also))
			}
		}
	}
	return out, nil
}

// insteadOf says what to search for in place of a name; "" where nothing is known.
func insteadOf(how string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return how + " “" + strings.Join(names[:min(len(names), mostNearest)], "”, “") + "”: search for that"
}
