package desk

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/record"
	"onrecord/internal/standing"
)

// apiAcross adds what is told of many reports together.
func (d *Desk) apiAcross(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-stories", "/stories", "Stories of two reports or more, those told last first",
		"Reports about one happening, with whose text each prints. Claims come with one story."), d.apiStories)
	huma.Register(a, get("get-story", "/stories/{id}", "The story of a report, with its claims",
		"Who says what, on how many independent origins, and who contradicts it. Any report of the story names it."), d.apiStory)
	huma.Register(a, get("list-actors", "/actors", "Who holds positions, those told most first",
		"One actor across reports, with the reason why its mentions are one."), d.apiActors)
	huma.Register(a, get("list-standings", "/standings", "Where actors stand over time",
		"A line for each actor and matter: every step with its words, what changed, why that may be none, and which step holds now."),
		d.apiStandings)
}

// Across is how far the reports of the store are laid side by side.
type Across struct {
	Ready bool `json:"ready" doc:"false while the desk, newly opened, still lays reports side by side; then lists grow"`
	Done  int  `json:"done" doc:"Reports laid side by side"`
	Total int  `json:"total"`
}

func (d *Desk) across() Across {
	p := d.record.Look(func(*record.View) {})
	return Across{p.Ready, p.Done, p.Total}
}

// PageInput cuts a list into pages.
type PageInput struct {
	Limit int    `query:"limit" doc:"How many" minimum:"1" maximum:"500" default:"50"`
	After string `query:"after" doc:"The next of the page before" pattern:"^[0-9]*$"`
}

// cutPage is a part of a list and the cursor of the next.
func cutPage[T any](list []T, in *PageInput) ([]T, string) {
	from, _ := strconv.Atoi(in.After)
	from = min(from, len(list))
	to := min(from+in.Limit, len(list))
	next := ""
	if to < len(list) {
		next = strconv.Itoa(to)
	}
	return append([]T{}, list[from:to]...), next
}

type storiesInput struct {
	PageInput
	Q      string `query:"q" doc:"Words of titles and telling words, all of them"`
	Outlet string `query:"outlet" doc:"In full"`
	From   string `query:"from" doc:"Told on this day, 2006-01-02, or later"`
	To     string `query:"to" doc:"Told on this day or earlier"`
	By     string `query:"by" doc:"size: the largest first" enum:"size"`
}

// StoryList is a page of stories.
type StoryList struct {
	Stories []record.Story `json:"stories" nullable:"false"`
	Next    string         `json:"next,omitempty"`
	Across  Across         `json:"across"`
}

type storiesOutput struct{ Body StoryList }

func (d *Desk) apiStories(_ context.Context, in *storiesInput) (*storiesOutput, error) {
	rows, err := d.stories(url.Values{"q": {in.Q}, "outlet": {in.Outlet}, "from": {in.From}, "to": {in.To}, "by": {in.By}})
	if err != nil {
		return nil, d.fault(err)
	}
	out := &storiesOutput{StoryList{Across: d.across(), Stories: []record.Story{}}}
	rows, out.Body.Next = cutPage(rows, &in.PageInput)
	for _, r := range rows {
		out.Body.Stories = append(out.Body.Stories, *r.Story)
	}
	return out, nil
}

type storyOutput struct{ Body record.Story }

func (d *Desk) apiStory(ctx context.Context, in *reportInput) (*storyOutput, error) {
	s, _, err := d.story(ctx, in.ID)
	if err != nil {
		return nil, d.fault(err)
	}
	return &storyOutput{s}, nil
}

// ActorCard is an actor across reports.
type ActorCard struct {
	standing.Actor
	Matters int    `json:"matters"`
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
}

type actorsInput struct {
	PageInput
	Actor  string `query:"actor" doc:"Words of its name or key"`
	Unsure bool   `query:"unsure" doc:"Count positions that the reader is unsure of, too"`
}

type actorsOutput struct{ Body ActorList }

func (d *Desk) apiActors(_ context.Context, in *actorsInput) (*actorsOutput, error) {
	ledger, _ := d.record.Ledger(in.Unsure)
	var all []ActorCard
	at := map[string]int{}
	for i := range ledger.Lines {
		l := &ledger.Lines[i]
		if !l.Fits(in.Actor, "") {
			continue
		}
		k, ok := at[l.Actor.Key]
		if !ok {
			k = len(all)
			at[l.Actor.Key] = k
			all = append(all, ActorCard{Actor: l.Actor, Link: dossierLink(l.Actor.Key, "", nil)})
		}
		x := &all[k]
		x.Matters++
		x.Told += len(l.Steps)
		if l.First != "" && (x.First == "" || l.First < x.First) {
			x.First = l.First
		}
		x.Last = max(x.Last, l.Last)
	}
	slices.SortFunc(all, func(a, b ActorCard) int { return cmp.Or(cmp.Compare(b.Told, a.Told), cmp.Compare(a.Key, b.Key)) })
	out := &actorsOutput{ActorList{Across: d.across(), Held: ledger.Held}}
	out.Body.Actors, out.Body.Next = cutPage(all, &in.PageInput)
	return out, nil
}

// StandingList is a page of lines.
type StandingList struct {
	Standings []standing.Line `json:"standings" nullable:"false"`
	Next      string          `json:"next,omitempty"`
	Across    Across          `json:"across"`
	Held      int             `json:"held" doc:"Positions of the whole record that are left out as unsure; ?unsure=true takes them in"`
}

type standingsInput struct {
	PageInput
	Actor   string `query:"actor" doc:"Words of the actor's name or key"`
	Issue   string `query:"issue" doc:"Words of the matter"`
	Changed bool   `query:"changed" doc:"Only where something changed"`
	Unsure  bool   `query:"unsure" doc:"Take in positions that the reader is unsure of, too"`
}

type standingsOutput struct{ Body StandingList }

func (d *Desk) apiStandings(_ context.Context, in *standingsInput) (*standingsOutput, error) {
	ledger, _ := d.record.Ledger(in.Unsure)
	var all []standing.Line
	for i := range ledger.Lines {
		l := &ledger.Lines[i]
		if l.Fits(in.Actor, in.Issue) && (!in.Changed || record.Moved(l)) {
			all = append(all, *l)
		}
	}
	out := &standingsOutput{StandingList{Across: d.across(), Held: ledger.Held}}
	out.Body.Standings, out.Body.Next = cutPage(all, &in.PageInput)
	return out, nil
}
