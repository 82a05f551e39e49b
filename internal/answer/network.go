package answer

import (
	"context"
	"fmt"

	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/export/network"
	"onrecord/internal/store"
)

// Network is who stands for or against what, as a network of actors and issues as they are across reports.
type Network struct {
	*network.Network
	Looked int  // positions that take a side, the newest that fit
	Cut    bool // there are more
}

// mostCoded is how many positions, the newest, a network is made of.
const mostCoded = 5000

// NetworkOf makes the network of the positions that fit a query: an actor and the issue that its position is on, by all reports, agreement where it
// is for it. What takes no side is left out. The error wraps [store.ErrQuery] where query or options are at fault.
func NetworkOf(ctx context.Context, s *store.Store, a *cross.Across, q Query, o network.Options, turn func(context.Context) (func(), error)) (Network, error) {
	if err := o.Check(); err != nil {
		return Network{}, fmt.Errorf("%w: %w", store.ErrQuery, err)
	}
	f, err := NewFilter(ctx, s, q, turn)
	if err != nil {
		return Network{}, err
	}
	var out Network
	var coded []network.Coded
	err = a.Standing(ctx, q.Unsure, func(l *standing.Ledger) error {
		more := false
		cut, err := f.Newest(l, nil, func(at *standing.At) (bool, error) {
			side := at.Stage.Stance.Side()
			if at.Stage.Denial || side == 0 {
				return true, nil
			}
			if more = len(coded) == mostCoded; !more {
				coded = append(coded, network.Coded{Actor: at.Line.Actor.Name, Concept: at.Line.Matter.Name, Agree: side > 0, Day: at.Stage.Day, Document: at.Stage.Report})
			}
			return !more, nil
		})
		out.Cut = cut || more
		return err
	})
	if err != nil {
		return Network{}, err
	}
	out.Looked = len(coded)
	out.Network, err = network.Make(coded, o)
	return out, err
}
