package assist

import (
	"fmt"
	"maps"
	"strconv"

	"onrecord/internal/answer"
)

// window is the part of a list that an answer shows: behind the first few, up to a limit.
type window struct {
	from, limit int
	seen        int
	more        bool
}

// newWindow reads limit and after of a question.
func newWindow(limit, usual, most int, after string) (*window, error) {
	w := &window{limit: limit}
	switch {
	case limit == 0:
		w.limit = usual
	case limit < 0 || limit > most:
		return nil, fmt.Errorf("%w: limit is 1 to %d, got %d", answer.ErrInput, most, limit)
	}
	if after != "" {
		var err error
		if w.from, err = strconv.Atoi(after); err != nil || w.from < 0 || w.from > 1<<30 {
			return nil, fmt.Errorf("%w: after is the next of the answer before, got %q", answer.ErrInput, after)
		}
	}
	return w, nil
}

// placeIn takes the place where a list that is worked out goes on out of a question.
func placeIn(in answer.Asked) (after string, rest answer.Asked) {
	rest = maps.Clone(in)
	if v, ok := rest["after"]; ok && v != nil {
		after = fmt.Sprint(v)
	}
	delete(rest, "after")
	return after, rest
}

// take tells whether the next of the list is shown.
func (w *window) take() bool {
	w.seen++
	if w.seen > w.from+w.limit {
		w.more = true
	}
	return w.seen > w.from && !w.more
}

// next is what to ask for the rest with; "" when there is none.
func (w *window) next() string {
	if !w.more {
		return ""
	}
	return strconv.Itoa(w.from + w.limit)
}
