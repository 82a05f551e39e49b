package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/store/access"
)

// feedPages are the pages of the feeds that are watched.
type feedPages struct{ *base }

// feedsPage lists the feeds that are watched.
type feedsPage struct {
	Feeds   []feedRow
	Fine    int
	Failing int
	Idle    bool   // no feed was asked for long: perhaps nothing asks them
	Told    string // what was just done; "" nothing
	Refused []string
}

// feedRow is a feed with its times as a page shows them.
type feedRow struct {
	answer.FeedStatus
	Name               string
	Web                string // its address where it may be linked
	Checked, Next, New string
}

// idleAfter is after what time without any feed asked one may wonder whether anything asks them.
const idleAfter = time.Hour

func (d *feedPages) list(w http.ResponseWriter, r *http.Request, status int, told answer.Subscribed, words string) error {
	list, err := answer.Feeds(r.Context(), d.store)
	if err != nil {
		return err
	}
	p := feedsPage{Told: words, Refused: told.Refused, Idle: len(list) > 0}
	for _, f := range list {
		row := feedRow{FeedStatus: f, Name: f.Title, Web: webAddress(f.Address), Checked: minute(f.Checked), Next: minute(f.Next), New: minute(f.Changed)}
		if row.Name == "" {
			row.Name = f.Address
		}
		switch f.State {
		case "fine":
			p.Fine++
		case "failing":
			p.Failing++
		}
		if at, err := time.Parse(time.RFC3339, f.Checked); err == nil && time.Since(at) < idleAfter {
			p.Idle = false
		}
		p.Feeds = append(p.Feeds, row)
	}
	return d.show(w, r, status, "feeds", frame{Title: "Feeds", Page: p})
}

// minute is a time to the minute as pages show it, in UTC; "" is never.
func minute(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func (d *feedPages) feedsPage(w http.ResponseWriter, r *http.Request) error {
	return d.list(w, r, http.StatusOK, answer.Subscribed{}, "")
}

// addFeed has a feed watched, or the feeds of a list that is sent.
func (d *feedPages) addFeed(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return d.importFeeds(w, r)
	}
	if err := d.form(w, r); err != nil {
		return err
	}
	x := answer.Subscribe{Who: d.whoIn(r.Context()), Address: r.PostForm.Get("address"), Title: r.PostForm.Get("title"), Folder: r.PostForm.Get("folder")}
	f, added, err := x.In(r.Context(), d.store)
	if err != nil {
		return err
	}
	words := fmt.Sprintf("%s is watched already.", f.Address)
	if added {
		words = fmt.Sprintf("%s is watched from now on.", f.Address)
	}
	return d.list(w, r, http.StatusOK, answer.Subscribed{}, words)
}

// mostList is how large a list of feeds may be.
const mostList = 2 << 20

func (d *feedPages) importFeeds(w http.ResponseWriter, r *http.Request) error {
	file, _, err := sentFile(w, r, "opml", mostList)
	if err != nil {
		return err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	done, err := answer.SubscribeAll(r.Context(), d.store, d.whoIn(r.Context()), raw)
	if err != nil {
		return err
	}
	return d.list(w, r, http.StatusOK, done, fmt.Sprintf("%s added, %d watched already, %d refused.", answer.Several(done.Added, "feed"), done.Known, len(done.Refused)))
}

// changeFeed pauses a feed, resumes it, has it asked at once, or drops it.
func (d *feedPages) changeFeed(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil {
		return errNoPage
	}
	if err := answer.ChangeFeed(r.Context(), d.store, n, r.PostForm.Get("do")); err != nil {
		return err
	}
	http.Redirect(w, r, "/feeds", http.StatusSeeOther)
	return nil
}

func (d *feedPages) feedsOPML(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	if err := answer.WriteFeeds(r.Context(), d.store, &b); err != nil {
		return err
	}
	attach(w, "text/x-opml; charset=utf-8", "feeds.opml")
	_, err := w.Write(b.Bytes())
	return err
}

// feedAPI is the part of the API about feeds.
type feedAPI struct{ *api }

// apiFeeds adds the feeds that are watched.
func (d feedAPI) apiFeeds(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-feeds", "/feeds", "The feeds that are watched", "With when each was asked, what failed and why."), d.apiFeedList)
	add := get("add-feeds", "/feeds", "Have feeds watched", "One by its address, or those of a list (OPML). Only where the desk may be written to.")
	add.Method, add.MaxBodyBytes = http.MethodPost, mostList
	add.Errors = append(add.Errors, http.StatusForbidden)
	huma.Register(a, add, d.apiAddFeeds)
	change := get("change-feed", "/feeds/{n}", "Pause, resume, ask or remove a feed", "Only where the desk may be written to. Reports that came stay.")
	change.Method, change.DefaultStatus = http.MethodPost, http.StatusNoContent
	change.Errors = append(change.Errors, http.StatusForbidden)
	huma.Register(a, change, d.apiChangeFeed)
}

type feedList struct {
	Body struct {
		Feeds []answer.FeedStatus `json:"feeds" nullable:"false"`
	}
}

func (d feedAPI) apiFeedList(ctx context.Context, _ *struct{}) (*feedList, error) {
	list, err := answer.Feeds(ctx, d.store)
	if err != nil {
		return nil, d.fault(err)
	}
	out := &feedList{}
	out.Body.Feeds = list
	return out, nil
}

type addFeedsInput struct {
	Body struct {
		Address string `json:"address,omitempty" doc:"Of a feed or a sitemap" example:"https://example.org/feed.xml"`
		Title   string `json:"title,omitempty" doc:"What to call it, instead of what it calls itself"`
		Folder  string `json:"folder,omitempty"`
		OPML    string `json:"opml,omitempty" doc:"A list of feeds, instead of an address"`
	}
}

type addFeedsOutput struct{ Body answer.Subscribed }

func (d feedAPI) apiAddFeeds(ctx context.Context, in *addFeedsInput) (*addFeedsOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	b := &in.Body
	if b.OPML != "" {
		done, err := answer.SubscribeAll(ctx, d.store, d.whoIn(ctx), []byte(b.OPML))
		if err != nil {
			return nil, d.fault(err)
		}
		return &addFeedsOutput{done}, nil
	}
	_, added, err := (&answer.Subscribe{Who: d.whoIn(ctx), Address: b.Address, Title: b.Title, Folder: b.Folder}).In(ctx, d.store)
	if err != nil {
		return nil, d.fault(err)
	}
	out := &addFeedsOutput{answer.Subscribed{Refused: []string{}}}
	if added {
		out.Body.Added = 1
	} else {
		out.Body.Known = 1
	}
	return out, nil
}

type changeFeedInput struct {
	N    int64 `path:"n" doc:"Number of the feed"`
	Body struct {
		Do string `json:"do" enum:"pause,resume,ask,remove" doc:"ask has it asked at once, and pages that were given up tried again"`
	}
}

func (d feedAPI) apiChangeFeed(ctx context.Context, in *changeFeedInput) (*struct{}, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	if err := answer.ChangeFeed(ctx, d.store, in.N, in.Body.Do); err != nil {
		return nil, d.fault(err)
	}
	return &struct{}{}, nil
}
