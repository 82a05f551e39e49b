package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// watchPages are the pages of queries that are watched.
type watchPages struct{ *base }

// savedRow is a saved query with how much that fits it is new.
type savedRow struct {
	store.SavedQuery
	Link, Atom string
	New        int
	Capped     bool
	May        bool // whoever asks may drop it
	Slow       bool // it takes too long to be counted
}

// watch is the form that keeps the query of a page.
type watch struct{ Screen, Query, Name string }

func newWatch(screen string, v url.Values) watch {
	kept := url.Values{}
	for k, x := range v {
		if k != "after" {
			kept[k] = x
		}
	}
	return watch{screen, kept.Encode(), short(80, queryWords(kept))}
}

// savedPage lists what is watched.
type savedPage struct{ Saved []savedRow }

// mayDropAll tells whether somebody may drop what others keep: an admin, or anybody where the desk asks nobody who he is.
func (d *base) mayDropAll(ctx context.Context) bool {
	return !asked(ctx) || d.may(ctx, access.Admin)
}

// saved are the saved queries, each with what is new to the one who asks.
func (d *watchPages) saved(ctx context.Context, who string) ([]savedRow, error) {
	list, err := d.store.SavedQueries(ctx, who)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	inner, cancel := context.WithTimeout(ctx, store.Longest) // for all of them
	defer cancel()
	var out []savedRow
	for _, s := range list {
		v, err := url.ParseQuery(s.Query)
		if err != nil {
			continue // of another version
		}
		row := savedRow{SavedQuery: s, May: s.Who == who || d.mayDropAll(ctx), Link: with("/"+s.Screen, v), Atom: with("/explore.atom", v)}
		q, err := query(v)
		if err != nil {
			continue
		}
		if s.Screen == "ledger" {
			q.Kind = store.Position
			row.Atom = with("/explore.atom", v, "kind", "position")
		}
		q.Since = s.Seen
		x, err := d.store.Survey(inner, q.Query)
		switch {
		case errors.Is(err, store.ErrQuery), inner.Err() != nil && ctx.Err() == nil:
			row.Slow = true
		case err != nil:
			return nil, err
		}
		row.New, row.Capped = x.Total, x.Capped
		out = append(out, row)
	}
	return out, nil
}

func (d *watchPages) savedPage(w http.ResponseWriter, r *http.Request) error {
	list, err := d.saved(r.Context(), d.who(r))
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "saved", frame{Title: "Watched", Page: savedPage{list}})
}

// save keeps the query of a page under a name.
func (d *watchPages) save(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	v, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		return errForm
	}
	v.Del("after")
	if _, err := query(v); err != nil {
		return err
	}
	if _, err := d.store.SaveQuery(r.Context(), store.SavedQuery{Name: r.PostForm.Get("name"), Screen: r.PostForm.Get("screen"), Query: v.Encode(),
		Who: d.who(r)}); err != nil {
		return err
	}
	http.Redirect(w, r, "/saved", http.StatusSeeOther)
	return nil
}

// saw marks a saved query as seen, or takes it away; without a number it marks all.
func (d *watchPages) saw(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	list, err := d.store.SavedQueries(r.Context(), d.who(r))
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(r.PostForm.Get("n"), 10, 64)
	switch {
	case r.PostForm.Get("do") == "drop":
		err = d.store.DropQuery(r.Context(), n, d.who(r), d.mayDropAll(r.Context()))
	default:
		for _, s := range list {
			if err == nil && (n == 0 || s.N == n) {
				err = d.store.SeeQuery(r.Context(), s.N, d.who(r))
			}
		}
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/saved", http.StatusSeeOther)
	return nil
}

// form reads a small form of somebody who may change something.
func (d *base) form(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	return nil
}
