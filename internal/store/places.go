package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"onrecord"
)

// PlaceTally is what is told of events in one state.
type PlaceTally struct {
	Country     string // ISO 3166-1 alpha-3; "" where no place is told, or its state is not known
	Events      int
	Happened    int    // of these, told as having happened
	Unnamed     int    // of these, on the word of a source that stays unnamed
	First, Last string // days of publication; "" unknown
}

// Places is where the events that fit a query took place.
type Places struct {
	Events int // looked at: the newest [PlacesLimit] at most
	Capped bool
	States []PlaceTally // most events first
}

// PlacesLimit is over how many events, the newest, [Store.Places] looks.
const PlacesLimit = 50_000

// Places looks over the places of the events that fit a query, whatever its kind, limit and page.
func (s *searches) Places(ctx context.Context, q Query) (Places, error) {
	q.Kind, q.After = Event, ""
	if err := q.Check(); err != nil {
		return Places{}, err
	}
	var out Places
	err := s.timed(ctx, "look over store", func(ctx context.Context) (err error) {
		out, err = s.places(ctx, &q)
		return err
	})
	return out, err
}

func (s *searches) places(ctx context.Context, q *Query) (out Places, err error) {
	w := s.findingsWhere(q)
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(`SELECT f.day, f.place, f.modality, f.factuality, f.naming, f.source_kind
		FROM findings f JOIN reports r ON r.n = f.report`+w.String()+` ORDER BY f.day DESC, f.n DESC LIMIT ?`)), append(w.args, PlacesLimit+1)...)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	tallies := map[string]*PlaceTally{}
	for rows.Next() {
		if out.Events == PlacesLimit {
			out.Capped = true
			break
		}
		var day, place string
		var modality onrecord.Modality
		var factuality sql.NullFloat64
		var naming onrecord.Naming
		var kind onrecord.SourceKind
		if err := rows.Scan(&day, &place, &modality, &factuality, &naming, &kind); err != nil {
			return out, err
		}
		out.Events++
		t := tallies[place]
		if t == nil {
			t = &PlaceTally{Country: place}
			tallies[place] = t
		}
		t.Events++
		if modality == onrecord.Asserted && factuality.Valid && factuality.Float64 >= 1 {
			t.Happened++
		}
		if VoiceOf(naming, kind) == VoiceUnnamed {
			t.Unnamed++
		}
		if day != "" { // they come newest first
			t.First, t.Last = day, cmp.Or(t.Last, day)
		}
	}
	for _, t := range tallies {
		out.States = append(out.States, *t)
	}
	slices.SortFunc(out.States, func(a, b PlaceTally) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Country, b.Country))
	})
	return out, rows.Err()
}
