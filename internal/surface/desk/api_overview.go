package desk

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
)

// The questions of the calls.
type (
	trendsInput struct {
		queried
		By string `query:"by" enum:"day,week,month,year" doc:"The unit; one that suits the length of time without it"`
	}
	timelineInput struct{ queried }
	placesInput   struct{ queried }
)

// Resolve reads the query.
func (in *trendsInput) Resolve(c huma.Context) []error {
	in.take(c, answer.ViewFields(answer.TrendsView), "by")
	return nil
}

// Resolve reads the query.
func (in *timelineInput) Resolve(c huma.Context) []error {
	in.take(c, answer.ViewFields(answer.TimelineView))
	return nil
}

// Resolve reads the query.
func (in *placesInput) Resolve(c huma.Context) []error {
	in.take(c, answer.ViewFields(answer.PlacesView))
	return nil
}

type overviewOutput struct{ Body answer.Overview }

// apiOverview adds what the pictures show.
func (d *api) apiOverview(a huma.API, get func(id, path, what, more string) huma.Operation) {
	const rows = " Rows as in the table beside the picture; notes say what they leave out."
	huma.Register(a, asking(get("get-trends", "/trends", "Trends: statements, events and the share on unnamed word over time", "By the day of publication."+rows),
		answer.ViewFields(answer.TrendsView)), func(ctx context.Context, in *trendsInput) (*overviewOutput, error) {
		return d.overview(ctx, answer.TrendsView, &in.queried, in.By)
	})
	timeline := asking(get("get-timeline", "/timeline", "The timeline of an actor", "What it said, did, had done to it and stood for, the newest first."+rows), answer.ViewFields(answer.TimelineView))
	for _, p := range timeline.Parameters {
		p.Required = p.Name == "actor"
	}
	huma.Register(a, timeline, func(ctx context.Context, in *timelineInput) (*overviewOutput, error) {
		return d.overview(ctx, answer.TimelineView, &in.queried, "")
	})
	huma.Register(a, asking(get("get-places", "/places", "Events by the state where they took place", "Those of which it is not known have a row without one."+rows),
		answer.ViewFields(answer.PlacesView)), func(ctx context.Context, in *placesInput) (*overviewOutput, error) {
		return d.overview(ctx, answer.PlacesView, &in.queried, "")
	})
}

func (d *api) overview(ctx context.Context, v answer.View, in *queried, by string) (*overviewOutput, error) {
	if in.err != nil {
		return nil, d.fault(in.err)
	}
	out, err := answer.OverviewOf(ctx, d.store, d.record.Across, v, in.Query, by, d.turn)
	if err != nil {
		return nil, d.fault(err)
	}
	return &overviewOutput{out}, nil
}
