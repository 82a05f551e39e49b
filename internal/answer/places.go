package answer

import (
	"context"

	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store"
)

// Places is where the events that fit a query took place, by states.
type Places struct {
	store.Places
	Names map[string]string // of the states, by their codes
}

// PlacesOf looks over the places of events that fit a query. The error wraps [store.ErrQuery] where the query is at fault.
func PlacesOf(ctx context.Context, s *store.Store, q Query) (Places, error) {
	out := Places{Names: map[string]string{}}
	which := q.Query
	which.Kind = store.Event
	if fits, err := fitsKind(&which); err != nil || !fits {
		return out, err
	}
	states, err := lexicon.States()
	if err != nil {
		return out, err
	}
	if out.Places, err = s.Places(ctx, q.Query); err != nil {
		return out, err
	}
	for _, x := range out.States {
		if x.Country != "" {
			out.Names[x.Country] = states.Name(x.Country)
		}
	}
	return out, nil
}
