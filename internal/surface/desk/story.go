package desk

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// storyPages are the pages of reports that tell of one happening.
type storyPages struct {
	*base
	claims   *memo[[]cross.Claim]
	claiming *answer.Turns // of who works out claims
}

// storiesPage lists reports by the happening that they tell of.
type storiesPage struct {
	Query   url.Values
	Stories []storyRow
	N       int
	Older   string
	Missing string
	CSV     string
}

type storyRow struct {
	cross.StoryRow
	Link string
}

// storiesShown is how many stories a page lists.
const storiesShown = 40

// storyFields are those of a query of stories: words of title and telling words, an outlet, days.
func storyFields(r *http.Request) url.Values {
	return fieldsOf(r, "q", "outlet", "from", "to", "by", "skip")
}

// chosen are the stories that fit a query: at most so many after some, and how many there are.
func (d *storyPages) chosen(ctx context.Context, q *answer.Query, by string, skip, most int) ([]cross.StoryRow, int, error) {
	order, err := answer.ParseOrder(by, answer.ByLast)
	if err != nil {
		return nil, 0, err
	}
	return answer.StoriesOf(ctx, d.record.Across, q, order, skip, most)
}

// stories are the stories that an address asks for.
func (d *storyPages) stories(ctx context.Context, v url.Values, skip, most int) ([]storyRow, int, error) {
	q, err := answer.FromURL(v, answer.Stories)
	if err != nil {
		return nil, 0, err
	}
	list, n, err := d.chosen(ctx, &q, v.Get("by"), skip, most)
	rows := make([]storyRow, 0, len(list))
	for _, s := range list {
		rows = append(rows, storyRow{s, "/st/" + s.ID})
	}
	return rows, n, err
}

func (d *storyPages) storiesPage(w http.ResponseWriter, r *http.Request) error {
	v := storyFields(r)
	skip := skipped(v)
	rows, n, err := d.stories(r.Context(), v, skip, storiesShown)
	if err != nil {
		return err
	}
	p := storiesPage{Query: v, Stories: rows, N: n, Missing: d.missing(), CSV: with("/stories.csv", v, "skip", ""), Older: older(skip+len(rows), n, "/stories", v)}
	return d.show(w, r, http.StatusOK, "stories", frame{Title: "Stories", Page: p})
}

// storiesCSV is a row for each report of each story that fits.
func (d *storyPages) storiesCSV(w http.ResponseWriter, r *http.Request) error {
	rows, _, err := d.stories(r.Context(), storyFields(r), 0, answer.MostStories)
	if err != nil {
		return err
	}
	t := newTable(w, "stories.csv", []string{"story", "story_title", "terms", "reports", "origins", "report", "outlet", "published", "title", "url",
		"origin", "likeness", "shared", "owner"})
	for _, row := range rows {
		s, err := d.record.Story(r.Context(), row.ID)
		if err != nil {
			return d.cut(r, err, t.close)
		}
		for _, x := range s.Reports {
			t.row(s.ID, s.Title, strings.Join(s.Terms, " "), len(s.Reports), len(s.Origins), x.ID, x.Outlet, x.Published, x.Title, x.URL,
				x.Origin, x.Likeness, strings.Join(x.Shared, " "), x.Owner)
		}
	}
	return t.close()
}

// storyPage is one story: who told it, whose texts these are, and what is said on how many origins.
type storyPage struct {
	*cross.Story
	First, Last string // days
	Outlets     []string
	Here        string // id of the report it was asked by
	Copies      int    // reports that print another's text
	Lanes       template.HTML
	Words       string // the same in a sentence
	Members     []memberRow
	Said        []claimRow
	Firsts      template.HTML // the ways of some claims by days
	Looked      int           // reports whose claims are compared; fewer than all where the story is very large
	Ties        []tieLine     // what was decided of its reports
	Choice      bool          // few enough to choose from
	Missing     string
	Tell        tellMe
}

// tieLine is a decision on two reports.
type tieLine struct {
	verdictLine
	Words string // of the other report, by its outlet
}

// mostChoice is among how many reports of a story one chooses from a list.
const mostChoice = 60

type memberRow struct {
	cross.StoryReport
	Link    string
	Copy    bool   // prints another's text
	Whose   string // name of the origin
	Percent int    // likeness
	With    string // the report of which it is a copy, or which prints an agency's text as well; "" for none
}

type claimRow struct {
	Quote        string
	Origins      []string // names
	Single       bool
	CannotTell   bool
	Said         []saidRow
	Contradicted []saidRow
	First        string   // who came first, in words
	Listed       []string // sources that go by another name by the own lists
	Travel       []stepRow
}

// stepRow is a step of a claim's way.
type stepRow struct {
	cross.Step
	Link, How string
}

type saidRow struct {
	cross.Statement
	Link string
}

// story is the story of a report with its claims.
func (d *storyPages) story(ctx context.Context, id string) (s cross.Story, names map[string]string, err error) {
	if s, err = d.record.Story(ctx, id); err != nil {
		if errors.Is(err, cross.ErrUnknown) {
			err = errNoReport
		}
		return s, nil, err
	}
	if s.Claims, err = d.claimsIn(ctx, &s); err != nil {
		return s, nil, err
	}
	s.Compared = answer.Compared(&s)
	names = map[string]string{}
	for _, o := range s.Origins {
		r, err := d.record.Report(ctx, o)
		switch {
		case errors.Is(err, cross.ErrUnknown): // an agency
		case err != nil:
			return s, nil, err
		default:
			names[o] = cmp.Or(r.Outlet, short(40, r.Title))
		}
	}
	return s, names, nil
}

// claimsIn are the claims of a story.
func (d *storyPages) claimsIn(ctx context.Context, s *cross.Story) (claims []cross.Claim, err error) {
	mark := d.record.Mark()
	if claims, ok := d.claims.get(mark, s.ID); ok {
		return claims, nil
	}
	if err := d.claiming.Take(ctx, "", answer.UntilTurn); err != nil { // one story at a time: its reports are all in memory then
		return nil, err
	}
	defer d.claiming.Give("")
	if claims, ok := d.claims.get(mark, s.ID); ok {
		return claims, nil
	}
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	claims, err = answer.Claims(ctx, d.store, d.record.Across, s)
	if err == nil {
		d.claims.put(mark, s.ID, claims)
	}
	return claims, err
}

func (d *storyPages) storyPage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	s, names, err := d.story(r.Context(), id)
	if err != nil {
		return err
	}
	told := answer.NewStory(&s)
	p := storyPage{Story: &s, First: told.First, Last: told.Last, Outlets: told.Outlets, Here: id, Looked: s.Compared, Missing: d.missing(),
		Tell: newTellMe(store.OfStory, url.Values{answer.StoryField: {id}})}
	whose := func(origin string) string { return cmp.Or(names[origin], origin) }
	earliest := map[string]string{} // report by origin
	for _, x := range s.Reports {
		m := memberRow{x, "/r/" + x.ID, x.Origin != x.ID, whose(x.Origin), int(100*x.Likeness + .5), earliest[x.Origin]}
		if earliest[x.Origin] == "" {
			earliest[x.Origin] = x.ID
		}
		if m.Copy {
			p.Copies++
		}
		p.Members = append(p.Members, m)
	}
	p.Choice = len(p.Members) <= mostChoice
	if err := d.ties(r.Context(), &p); err != nil {
		return err
	}
	p.Lanes, p.Words = newLanes(p.Members, p.Origins, whose)
	for _, c := range s.Claims {
		row := claimRow{Quote: c.Quote, Single: len(c.Origins) == 1, CannotTell: c.CannotTell, Said: saidRows(c.Said),
			Contradicted: saidRows(c.Contradicted), First: c.First.Words, Listed: c.ByList}
		for i := range c.First.Travel {
			s := &c.First.Travel[i]
			row.Travel = append(row.Travel, stepRow{*s, "/r/" + s.Report + "#" + s.ID, c.First.How(s)})
		}
		for _, o := range c.Origins {
			row.Origins = append(row.Origins, whose(o))
		}
		p.Said = append(p.Said, row)
	}
	p.Firsts = drawFirsts(s.Claims)
	return d.show(w, r, http.StatusOK, "story", frame{Title: p.Title, Here: "stories", Page: p})
}

func saidRows(list []cross.Statement) (out []saidRow) {
	for _, s := range list {
		out = append(out, saidRow{s, "/r/" + s.Report + "#" + s.ID})
	}
	return out
}

// claimsCSV is a row for each statement of each claim of a story.
func (d *storyPages) claimsCSV(w http.ResponseWriter, r *http.Request) error {
	s, names, err := d.story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	t := newTable(w, "claims.csv", []string{"claim", "origins", "origin_names", "cannot_tell", "relation", "report", "finding", "outlet", "source", "quote",
		"day", "said_from", "said_to", "said_words", "by", "days_after_first", "from_report", "from_finding", "who_first", "by_list"})
	for i, c := range s.Claims {
		var whose []string
		for _, o := range c.Origins {
			whose = append(whose, cmp.Or(names[o], o))
		}
		way := map[[2]string]cross.Step{}
		for _, s := range c.First.Travel {
			way[[2]string{s.Report, s.ID}] = s
		}
		row := func(relation string, list []cross.Statement) {
			for _, x := range list {
				s, first := way[[2]string{x.Report, x.ID}], c.First.Words
				if relation != "says" {
					s, first = cross.Step{}, ""
				}
				t.row(i+1, len(c.Origins), strings.Join(whose, "; "), c.CannotTell, relation, x.Report, x.ID, x.Outlet, x.Source, x.Quote, x.Day, x.From, x.To, x.When,
					s.By, s.Days, s.From, s.FromID, first, strings.Join(c.ByList, "; "))
			}
		}
		row("says", c.Said)
		row("contradicts", c.Contradicted)
	}
	return t.close()
}

// ties are the decisions that stand on two reports, one of them of the story.
func (d *storyPages) ties(ctx context.Context, p *storyPage) error {
	log, err := d.store.Joins(ctx)
	if err != nil {
		return err
	}
	called := map[string]string{}
	for i := range p.Members {
		called[p.Members[i].ID] = cmp.Or(p.Members[i].Outlet, short(40, p.Members[i].Title))
	}
	for i := range log {
		x := &log[i]
		if of := x.Of(); of != mend.OfStory && of != mend.OfCopy || called[x.Old] == "" && called[x.New] == "" {
			continue
		}
		l := tieLine{verdictLine: newVerdictLine(x)}
		for _, id := range []string{x.Old, x.New} {
			if called[id] == "" {
				if r, err := d.record.Report(ctx, id); err == nil {
					called[id] = cmp.Or(r.Outlet, short(40, r.Title))
				}
			}
		}
		l.Words = cmp.Or(called[x.Old], x.Old[:8]) + ", " + cmp.Or(called[x.New], x.New[:8])
		p.Ties = append(p.Ties, l)
	}
	return nil
}

// moveStory keeps two reports together or apart by a decision: the report named in the form, and the one of the address. Or it says of one named in
// the form that it prints the text of another, or does not.
func (d *storyPages) moveStory(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	id, other := r.PathValue("id"), digestIn(r.PostForm.Get("report")) // the address of a report or story does as well
	x := answer.Decide{Who: d.who(r), Action: string(store.Split), Report: id, With: other, Why: r.PostForm.Get("why")}
	switch r.PostForm.Get("move") {
	case "apart":
	case "together":
		x.Action = string(store.Merge)
	case "own text":
		x.Of, x.Report, x.With = mend.OfCopy, other, digestIn(r.PostForm.Get("with"))
	case "copy":
		x.Of, x.Report, x.With, x.Action = mend.OfCopy, other, digestIn(r.PostForm.Get("with")), string(store.Merge)
	default:
		return errForm
	}
	if _, err := d.decided(r.Context(), x); err != nil {
		return err
	}
	http.Redirect(w, r, "/st/"+id, http.StatusSeeOther)
	return nil
}
