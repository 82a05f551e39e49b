package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"onrecord/internal/answer"
)

// listeners are the pages that are told of what is new.
type listeners struct {
	*door
	listening *answer.Turns // as many as may be told
	closing   chan struct{} // closed when the server is to end
}

// liveMost is how many pages may be told of what is new at a time, liveEach how many of one client.
const liveMost, liveEach = 200, 10

// liveEvery is after what time a page hears something even if nothing is new, so that both sides know of each other.
const liveEvery = 20 * time.Second

// liveCounts is what a page is told.
type liveCounts struct {
	Reports    int  `json:"reports"`
	Statements int  `json:"statements"`
	Events     int  `json:"events"`
	Positions  int  `json:"positions"`
	Done       int  `json:"done"` // reports laid side by side
	Ready      bool `json:"ready"`
}

// stillMay tells whether whoever listens may still: a user may have been added or shut out since.
func (d *listeners) stillMay(w http.ResponseWriter, r *http.Request) bool {
	users, err := d.users(r.Context())
	if err == nil && users {
		_, err = d.asks(w, r)
	}
	return err == nil
}

// live tells a page, as server-sent events, how much the record holds, each time that it holds more.
func (d *listeners) live(w http.ResponseWriter, r *http.Request) error {
	who := d.clientIn(r.Context())
	if err := d.listening.Take(r.Context(), who, 0); err != nil {
		return err
	}
	defer d.listening.Give(who)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		if !d.stillMay(w, r) {
			return nil
		}
		told := d.record.Changed()
		c, err := d.store.Counts(r.Context())
		if err != nil {
			return nil // the page asks again
		}
		p := d.record.Reached()
		body, err := json.Marshal(liveCounts{c.Reports, c.Statements, c.Events, c.Positions, p.Done, p.Ready})
		if err != nil {
			return nil
		}
		_ = out.SetWriteDeadline(time.Now().Add(liveEvery))
		if _, err := fmt.Fprintf(w, "event: counts\ndata: %s\n\n", body); err != nil {
			return nil
		}
		if out.Flush() != nil {
			return nil
		}
		select {
		case <-told:
		case <-time.After(liveEvery):
		case <-r.Context().Done():
			return nil
		case <-d.closing:
			return nil
		}
	}
}
