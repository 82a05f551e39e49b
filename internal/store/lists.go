package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"onrecord"
	"onrecord/internal/store/lists"
)

// ErrList is at the root of the error about a change of the lists that cannot be made.
var ErrList = lists.ErrList

// ownLists keeps the own lists of a newsroom or an analyst, as a log of changes.
type ownLists struct{ *database }

// listCache holds the lists as they were after some changes: what a change made never changes.
type listCache struct {
	sync.Mutex
	after [2]*lists.Lists // the latest that were asked for
}

func (c *listCache) get(n int64) *lists.Lists {
	c.Lock()
	defer c.Unlock()
	for _, l := range c.after {
		if l != nil && l.N == n {
			return l
		}
	}
	return nil
}

func (c *listCache) put(l *lists.Lists) {
	c.Lock()
	defer c.Unlock()
	if c.after[0] == nil || l.N > c.after[0].N {
		c.after[1], c.after[0] = c.after[0], l
	} else if l.N != c.after[0].N {
		c.after[1] = l
	}
}

// lastList is the number of the last change of the lists.
func lastList(ctx context.Context, q querier) (n int64, err error) {
	rows, err := q.QueryContext(ctx, `SELECT COALESCE(max(n), 0) FROM list_changes`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&n)
	}
	if err == nil {
		err = rows.Err()
	}
	return n, err
}

// listsAfter are the lists as they were after a change; after the last one for -1.
func (s *database) listsAfter(ctx context.Context, q querier, n int64) (*lists.Lists, error) {
	if n < 0 {
		var err error
		if n, err = lastList(ctx, q); err != nil {
			return nil, err
		}
	}
	if l := s.lists.get(n); l != nil {
		return l, nil
	}
	log, err := listLog(ctx, q, s.dialect, n)
	if err != nil {
		return nil, err
	}
	l := lists.New(log)
	l.N = n
	s.lists.put(l)
	return l, nil
}

// listLog are the changes up to one, the oldest first.
func listLog(ctx context.Context, q querier, d dialect, upTo int64) (out []lists.Change, err error) {
	rows, err := q.QueryContext(ctx, d.bind(`SELECT n, at, who, why, undoes, edits, seal FROM list_changes WHERE n <= ? ORDER BY n`), upTo)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := map[int64]int{}
	for rows.Next() {
		var c lists.Change
		var when, edits, sum string
		if err := rows.Scan(&c.N, &when, &c.Who, &c.Why, &c.Undoes, &edits, &sum); err != nil {
			return nil, err
		}
		if sum != seal(when, c.Who, c.Why, c.Undoes, edits) {
			return nil, fmt.Errorf("%w: change %d of the lists does not match its checksum", ErrBroken, c.N)
		}
		if c.At, err = time.Parse(time.RFC3339, when); err == nil {
			err = json.Unmarshal([]byte(edits), &c.Edits)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: change %d of the lists: %w", ErrBroken, c.N, err)
		}
		at[c.N] = len(out)
		if i, there := at[c.Undoes]; there {
			out[i].Undone = true
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Lists are the lists as they stand now.
func (s *ownLists) Lists(ctx context.Context) (*lists.Lists, error) {
	l, err := s.listsAfter(ctx, s.db, -1)
	return l, s.fail("look into store", err)
}

// OutletsAt are the names by which reports with an address at a domain, or below it, call their outlet, at most so many.
func (s *ownLists) OutletsAt(ctx context.Context, domain string, most int) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT DISTINCT outlet FROM reports WHERE (lower(url) LIKE ? OR lower(url) LIKE ? OR lower(url) LIKE ? OR lower(url) LIKE ?) AND outlet <> '' ORDER BY outlet LIMIT ?`),
		"%://"+domain, "%://"+domain+"/%", "%://%."+domain, "%://%."+domain+"/%", most)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, name)
	}
	return out, s.fail("look into store", rows.Err())
}

// ListLog is the log of the lists, the oldest change first.
func (s *ownLists) ListLog(ctx context.Context) ([]lists.Change, error) {
	out, err := listLog(ctx, s.db, s.dialect, 1<<62)
	return out, s.fail("look into store", err)
}

// ChangeLists makes one change of what somebody asks for, who sees the lists as they stand; edits that leave a line as it is are none, and without
// any nothing is written and the change has no number. Errors wrap [ErrList] or those of the store.
func (s *ownLists) ChangeLists(ctx context.Context, who, why string, edit func(now *lists.Lists) ([]lists.Edit, error)) (lists.Change, error) {
	return s.changeLists(ctx, who, why, func(w writer, c *lists.Change) error {
		now, err := s.listsAfter(ctx, w.tx, -1)
		if err != nil {
			return err
		}
		edits, err := edit(now)
		if err != nil {
			return err
		}
		if len(edits) > lists.MostEdits {
			return fmt.Errorf("%w: %d lines change at once; at most %d", ErrList, len(edits), lists.MostEdits)
		}
		for _, e := range edits {
			is := now.Line(e.Line.Kind, orDomain(&e.Line))
			if e.Drop && is == nil || !e.Drop && is != nil && is.Equal(&e.Line) {
				continue
			}
			if e.Was = nil; is != nil {
				was := *is
				e.Was = &was
				if e.Drop {
					e.Line, e.Was = was, nil
				}
			}
			c.Edits = append(c.Edits, e)
		}
		_, err = now.With(c.Edits)
		return err
	})
}

// orDomain is what a line is found by.
func orDomain(l *lists.Line) string {
	if l.Kind == lists.Outlets {
		return l.Domain
	}
	return l.Name
}

// UndoLists takes a change back: the lists are as if it had never been made. Errors are those of [Store.ChangeLists].
func (s *ownLists) UndoLists(ctx context.Context, n int64, who, why string) (lists.Change, error) {
	return s.changeLists(ctx, who, why, func(w writer, c *lists.Change) error {
		log, err := listLog(ctx, w.tx, s.dialect, 1<<62)
		if err != nil {
			return err
		}
		at := -1
		for i := range log {
			if log[i].N == n {
				at = i
			}
		}
		switch {
		case at < 0:
			return fmt.Errorf("%w: there is no change %d", ErrList, n)
		case log[at].Undone:
			return fmt.Errorf("%w: change %d is taken back already", ErrList, n)
		case log[at].Undoes != 0:
			return fmt.Errorf("%w: change %d takes another back itself; make what you want anew", ErrList, n)
		}
		c.Undoes = n
		then := lists.New(append(log, lists.Change{Undoes: n}))
		if _, err := then.With(nil); err != nil {
			return fmt.Errorf("%w: without change %d the lists would not hold together: %s", ErrList, n, lists.Why(err))
		}
		return nil
	})
}

// changeLists writes a change in one transaction, and has the reports looked at again whose outlets are called otherwise by it.
func (s *ownLists) changeLists(ctx context.Context, who, why string, fill func(writer, *lists.Change) error) (lists.Change, error) {
	c := lists.Change{At: time.Now().UTC().Truncate(time.Second), Who: strings.TrimSpace(clean(who)), Why: strings.TrimSpace(clean(why)), Edits: []lists.Edit{}}
	switch {
	case c.Who == "":
		return c, fmt.Errorf("%w: nobody is named who changes it", ErrList)
	case len(c.Why) > lists.MostWhy:
		return c, fmt.Errorf("%w: the reason has %d bytes; it may have %d", ErrList, len(c.Why), lists.MostWhy)
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return c, s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	if err := s.dialect.lock(ctx, tx); err != nil {
		return c, s.fail("write to store", err)
	}
	w := newWriter(s.dialect, tx)
	if err := w.current(ctx); err != nil {
		return c, s.fail("write to store", err)
	}
	err = fill(w, &c)
	if err == nil && (len(c.Edits) > 0 || c.Undoes != 0) {
		if err = s.keepChange(ctx, w, &c); err == nil {
			err = tx.Commit()
		}
	}
	if errors.Is(err, ErrList) {
		return c, err
	}
	return c, s.fail("write to store", err)
}

func (s *ownLists) keepChange(ctx context.Context, w writer, c *lists.Change) error {
	before, err := s.listsAfter(ctx, w.tx, -1)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(c.Edits)
	if err != nil {
		return fmt.Errorf("write change down: %w", err)
	}
	at := c.At.Format(time.RFC3339)
	err = w.tx.QueryRowContext(ctx, w.dialect.bind(`INSERT INTO list_changes (at, who, why, undoes, edits, seal) VALUES (?, ?, ?, ?, ?, ?) RETURNING n`),
		at, c.Who, c.Why, c.Undoes, string(raw), seal(at, c.Who, c.Why, c.Undoes, string(raw))).Scan(&c.N)
	if err != nil {
		return err
	}
	log, err := listLog(ctx, w.tx, s.dialect, c.N) // not kept: it may never be committed
	if err != nil {
		return err
	}
	return w.reprint(ctx, lists.Differing(lists.Outlets, before, lists.New(log)))
}

// reprint notes that reports of some outlets are to be laid beside others again.
func (w writer) reprint(ctx context.Context, outlets []lists.Line) error {
	seen := map[int64]bool{}
	for _, o := range outlets {
		name := lists.Plain(cmp.Or(o.Name, o.Domain))
		rows, err := w.rows(ctx, `SELECT n FROM reports WHERE lower(url) LIKE ? OR lower(url) LIKE ? OR lower(outlet) IN (?, ?, ?, ?) OR outlet = ? ORDER BY n`,
			"%://"+o.Domain+"%", "%."+o.Domain+"%", o.Domain, "www."+o.Domain, name, "the "+name, cmp.Or(o.Name, o.Domain))
		if err != nil {
			return err
		}
		for _, r := range rows {
			n, _ := r[0].(int64)
			if seen[n] {
				continue
			}
			seen[n] = true
			if err := w.changed(ctx, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// own lays the lists over a report as it is wanted.
func own(l *lists.Lists, d *onrecord.Document, as As) *onrecord.Document {
	if as == AsRead || l.None() {
		return d
	}
	return l.Lay(d)
}

// Lists are the lists as they were after a change.
func (v *Views) Lists(ctx context.Context, n int64) (*lists.Lists, error) {
	tx, err := v.w.asks(ctx)
	if err != nil {
		return nil, err
	}
	return v.store.listsAfter(ctx, tx, n)
}

// LastList is the number of the last change of the lists.
func (v *Views) LastList(ctx context.Context) (int64, error) {
	tx, err := v.w.asks(ctx)
	if err != nil {
		return 0, err
	}
	return lastList(ctx, tx)
}

// checkLists looks at the log of the lists.
func (s *archive) checkLists(ctx context.Context, report func(error)) error {
	_, err := listLog(ctx, s.db, s.dialect, 1<<62)
	if errors.Is(err, ErrBroken) {
		report(err)
		return nil
	}
	return s.fail("check store", err)
}
