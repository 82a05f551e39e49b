package desk

import (
	"cmp"
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
)

// apiAcross adds what is told of many reports together.
func (d *api) apiAcross(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, asking(get("list-stories", "/stories", "Stories of two reports or more, those told last first",
		"Reports about one happening, with whose text each prints. Claims come with one story."), answer.Stories), d.apiStories)
	huma.Register(a, get("get-story", "/stories/{id}", "The story of a report, with its claims",
		"Who says what, on how many independent origins, and who contradicts it. Any report of the story names it."), d.apiStory)
	huma.Register(a, asking(get("list-actors", "/actors", "Who holds positions, those told most first",
		"One actor across reports, with the reason why its mentions are one."), ledgerFields), d.apiActors)
	huma.Register(a, asking(get("list-standings", "/standings", "Where actors stand over time",
		"A line for each actor and matter: every stage with its words, what changed, why that may be none, and which stage holds now."), ledgerFields),
		d.apiStandings)
}

// Across is how far the reports of the store are laid side by side.
type Across struct {
	Ready bool `json:"ready" doc:"false while the desk, newly opened, still lays reports side by side; then lists grow"`
	Done  int  `json:"done" doc:"Reports laid side by side"`
	Total int  `json:"total"`
}

func (d *api) across() Across {
	p := d.record.Reached()
	return Across{p.Ready, p.Done, p.Total}
}

// usualList is how long a page of a list is where the query does not say.
const usualList = 50

// StoryList is a page of stories.
type StoryList struct {
	Stories []cross.Story `json:"stories" nullable:"false"`
	Next    string        `json:"next,omitempty"`
	Across  Across        `json:"across"`
}

type storiesOutput struct{ Body StoryList }

func (d *api) apiStories(ctx context.Context, in *storiesInput) (*storiesOutput, error) {
	if in.err != nil {
		return nil, d.fault(in.err)
	}
	rows, n, err := d.chosen(ctx, &in.Query, in.By, in.At, cmp.Or(in.Limit, usualList))
	if err != nil {
		return nil, d.fault(err)
	}
	out := &storiesOutput{StoryList{Across: d.across(), Stories: []cross.Story{}}}
	if end := in.At + len(rows); len(rows) > 0 && end < n {
		out.Body.Next = strconv.Itoa(end)
	}
	for _, r := range rows {
		s, err := d.record.Story(ctx, r.ID)
		if err != nil {
			return nil, d.fault(err)
		}
		out.Body.Stories = append(out.Body.Stories, s)
	}
	return out, nil
}

type storyOutput struct{ Body cross.Story }

func (d *api) apiStory(ctx context.Context, in *reportInput) (*storyOutput, error) {
	s, _, err := d.story(ctx, in.ID)
	if err != nil {
		return nil, d.fault(err)
	}
	return &storyOutput{s}, nil
}

// ActorCard is an actor across reports.
type ActorCard struct {
	standing.Actor
	Groups  int    `json:"issue_groups" doc:"Groups of issues that it holds positions on"`
	Matters int    `json:"matters" deprecated:"true" doc:"What issue_groups was called before, for one version"`
	Told    int    `json:"told" doc:"Positions of it"`
	First   string `json:"first" doc:"Days; empty where not known"`
	Last    string `json:"last"`
	Link    string `json:"link"`
}

// ActorList is a page of actors.
type ActorList struct {
	Actors []ActorCard `json:"actors" nullable:"false"`
	Next   string      `json:"next,omitempty"`
	Across Across      `json:"across"`
	Held   int         `json:"held" doc:"Positions of the whole record that are left out as unsure; ?unsure=true takes them in"`

	Unknown *Unknown `json:"unknown,omitempty" doc:"Set where the record knows no such actor"`
}

type actorsOutput struct{ Body ActorList }

func (d *api) apiActors(ctx context.Context, in *actorsInput) (*actorsOutput, error) {
	out := &actorsOutput{ActorList{Across: d.across(), Actors: []ActorCard{}}}
	err := d.stands(ctx, &in.queried, func(l *standing.Ledger, f *answer.Filter, x told) error {
		out.Body.Held, out.Body.Unknown = x.held, x.unknown
		most := cmp.Or(in.Limit, usualList)
		list, more, err := f.Actors(l, in.At, most)
		for _, a := range list {
			out.Body.Actors = append(out.Body.Actors, ActorCard{Actor: a.Actor, Groups: a.Groups, Matters: a.Groups, Told: a.Told, First: a.First, Last: a.Last,
				Link: dossierLink(a.Key, "", nil)})
		}
		if more {
			out.Body.Next = strconv.Itoa(in.At + most)
		}
		return err
	})
	if err != nil {
		return nil, d.fault(err)
	}
	return out, nil
}

// told is what every answer from the ledger tells beside what was asked for.
type told struct {
	held    int      // positions that the ledger leaves out as unsure
	unknown *Unknown // set where the question asks for an actor that the record does not know
}

// Unknown is an actor that was asked for and that the record does not know.
type Unknown struct {
	Actor   string   `json:"actor" doc:"As it was asked for"`
	Nearest []string `json:"nearest" nullable:"false" doc:"Names of the record that come nearest"`
}

// stands opens the ledger for a question.
func (d *api) stands(ctx context.Context, in *queried, look func(*standing.Ledger, *answer.Filter, told) error) error {
	if in.err != nil {
		return in.err
	}
	f, err := answer.NewFilter(ctx, d.store, in.Query, d.turn)
	if err != nil {
		return err
	}
	return d.record.Standing(ctx, in.Unsure, func(l *standing.Ledger) error {
		var x told
		if x.held, err = l.Held(); err != nil {
			return err
		}
		nearest, unknown, err := f.Unknown(l)
		if err != nil {
			return err
		}
		if unknown {
			x.unknown = &Unknown{in.Actor, append([]string{}, nearest...)}
		}
		return look(l, f, x)
	})
}

// StandingList is a page of lines.
type StandingList struct {
	Standings []*standing.Trajectory `json:"standings" nullable:"false"`
	Next      string                 `json:"next,omitempty"`
	Across    Across                 `json:"across"`
	Held      int                    `json:"held" doc:"Positions of the whole record that are left out as unsure; ?unsure=true takes them in"`

	Unknown *Unknown `json:"unknown,omitempty" doc:"Set where the record knows no such actor"`
}

type standingsOutput struct{ Body StandingList }

func (d *api) apiStandings(ctx context.Context, in *standingsInput) (*standingsOutput, error) {
	out := &standingsOutput{StandingList{Across: d.across(), Standings: []*standing.Trajectory{}}}
	err := d.stands(ctx, &in.queried, func(l *standing.Ledger, f *answer.Filter, x told) error {
		out.Body.Held, out.Body.Unknown = x.held, x.unknown
		most, n := cmp.Or(in.Limit, usualList), 0
		_, err := f.Lines(l, in.Changed, false, func(x *standing.Trajectory) (bool, error) {
			if n++; n <= in.At {
				return true, nil
			}
			if len(out.Body.Standings) == most {
				out.Body.Next = strconv.Itoa(in.At + most)
				return false, nil
			}
			out.Body.Standings = append(out.Body.Standings, x)
			return true, nil
		})
		return err
	})
	if err != nil {
		return nil, d.fault(err)
	}
	return out, nil
}
