package collate

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"onrecord"
	"onrecord/internal/store"
)

// ErrUnknown is at the root of the error about a report that is not laid beside others.
var ErrUnknown = errors.New("no such report")

// Report is a report among others.
type Report struct {
	ID        string // digest of the text
	Outlet    string
	Published string
	Title     string // headline, or the first words of the text
	URL       string
}

// Story is reports about one happening.
type Story struct {
	ID      string   // of the report that was published first
	Title   string   // of the report likest to all others
	Terms   []string // the words that tell it from other stories, the heaviest first
	Reports []Member // the earliest first
	N       int      // reports in all; more than are listed where there are very many
	Origins int
}

// Member is a report in its story, and why.
type Member struct {
	Report
	Origin   string   // whose text it prints: an agency, or the digest of the earliest report; its own where it is nobody's
	Likeness float64  // average likeness to the story's other reports, 0 to 1
	Shared   []string // the words that count most for it
}

// View is one snapshot of a store's reports laid side by side.
type View struct {
	c *Collator
	w *work
}

// Look lets somebody look at one snapshot.
func (c *Collator) Look(ctx context.Context, s *store.Store, look func(*View) error) error {
	return s.ReadViews(ctx, func(v *store.Views) error { return look(&View{c, newWork(c, v)}) })
}

// State is how far the snapshot is.
func (v *View) State(ctx context.Context) (store.ViewState, error) { return v.w.v.State(ctx) }

// Waiting is how many reports a snapshot that is so far does not hold as they are now: those that were stored, read again or decided on since.
func (v *View) Waiting(ctx context.Context, at store.ViewState) (int, error) {
	if at.Version != Version {
		at.Change = 0
	}
	return v.w.v.ChangedSince(ctx, at.Change)
}

func (v *View) laid(ctx context.Context, id string) (store.Laid, error) {
	l, err := v.w.v.LaidID(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		err = fmt.Errorf("find report %q: %w", id, ErrUnknown)
	}
	return l, err
}

func reportOf(l *store.Laid) Report { return Report{l.ID, l.Outlet, l.Published, l.Title, l.URL} }

// Report is a report by its digest. The error wraps [ErrUnknown] where it is not there.
func (v *View) Report(ctx context.Context, id string) (Report, error) {
	l, err := v.laid(ctx, id)
	return reportOf(&l), err
}

// Origin is whose text a report prints: the agency credited, else the earliest report of its group, else itself.
func (v *View) Origin(ctx context.Context, id string) (string, error) {
	l, err := v.laid(ctx, id)
	if errors.Is(err, ErrUnknown) {
		return id, nil
	}
	return cmp.Or(l.Origin, id), err
}

// Copies is the group of reports that print one text with this one; nil where it stands alone.
func (v *View) Copies(ctx context.Context, id string) (*Group, error) {
	l, err := v.laid(ctx, id)
	if err != nil || l.Cluster == 0 {
		if errors.Is(err, ErrUnknown) {
			err = nil
		}
		return nil, err
	}
	list, err := v.w.v.Cluster(ctx, l.Cluster, mostShown)
	if err != nil {
		return nil, err
	}
	g := &Group{}
	members := make([]*store.Laid, len(list))
	for i := range list {
		members[i] = &list[i]
		g.Reports = append(g.Reports, reportOf(&list[i]))
	}
	g.Origin = originOf(members)
	return g, nil
}

// Edges lists the copies of a report, each from the longer one to the shorter; of two as long, from the earlier.
func (v *View) Edges(ctx context.Context, id string) (out []Edge, err error) {
	l, err := v.laid(ctx, id)
	if err != nil {
		return nil, err
	}
	pairs, err := v.w.v.Pairs(ctx, true, []int64{l.N})
	if err != nil {
		return nil, err
	}
	numbers := []int64{l.N}
	for _, p := range pairs {
		numbers = append(numbers, p.Other)
	}
	if err := v.w.load(ctx, numbers); err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if o := v.w.laid[p.Other]; o == nil || l.Cluster == 0 || o.Cluster != l.Cluster {
			continue // somebody said that they are two texts
		}
		e, err := v.edge(ctx, v.w.laid[l.N], v.w.laid[p.Other])
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (v *View) edge(ctx context.Context, long, short *store.Laid) (e Edge, err error) {
	x, err := v.w.own(ctx, long)
	if err != nil {
		return e, err
	}
	y, err := v.w.own(ctx, short)
	if err != nil {
		return e, err
	}
	if len(x) < len(y) || len(x) == len(y) && earlier(short, long) {
		long, short = short, long
	}
	f, err := v.w.filed(ctx, long)
	if err != nil {
		return e, err
	}
	g, err := v.w.filed(ctx, short)
	n := shared(x, y)
	return Edge{long.ID, short.ID, contained(n, x, y), jaccard(n, x, y), passages(f.text, g.text)}, err
}

// Furniture lists the stretches of a report that are repeated across many different reports, such as an outlet's address
// to its readers; they are no evidence of copying. Offsets are bytes of its text. The error wraps [ErrUnknown] where it is not there.
func (v *View) Furniture(ctx context.Context, id string) ([]onrecord.Span, error) {
	l, err := v.laid(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := v.w.filed(ctx, &l)
	if err != nil {
		return nil, err
	}
	k, err := v.w.week(ctx, periodOf(l.Place, copyDays))
	if err != nil {
		return nil, err
	}
	words := wordsOf(f.text)
	var out []onrecord.Span
	for at, is := range furnished(shinglesOf(words, shingleWords), k.furniture) {
		s := onrecord.Span{}
		if is {
			s = onrecord.Span{Start: words[at].Start, End: words[at+shingleWords-1].End}
		}
		if n := len(out); is && n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = s.End
		} else if is {
			out = append(out, s)
		}
	}
	return out, nil
}

// mostShown is how many reports of a story or of a group of copies are listed, and mostCompared to how many of a story, the earliest, each is
// compared to tell how like they are.
const (
	mostShown    = 500
	mostCompared = 60
)

// Story is the story of a report. The error wraps [ErrUnknown] where the report is not there.
func (v *View) Story(ctx context.Context, id string) (Story, error) {
	l, err := v.laid(ctx, id)
	if err != nil {
		return Story{}, err
	}
	return v.story(ctx, l.Shown)
}

func (v *View) story(ctx context.Context, shown int64) (Story, error) {
	n, origins, err := v.w.v.CountStory(ctx, shown)
	if err != nil {
		return Story{}, err
	}
	members, err := v.w.v.StoryMembers(ctx, shown, mostShown)
	if err != nil || len(members) == 0 {
		return Story{}, err
	}
	files, err := v.w.files(ctx, members)
	if err != nil {
		return Story{}, err
	}
	s := Story{ID: members[0].ID, N: int(n), Origins: int(origins)}
	first := min(len(members), namedBy)
	s.Title, s.Terms = v.c.named(members[:first], files[:first])
	for i := range members {
		m := Member{Report: reportOf(&members[i]), Origin: cmp.Or(members[i].Origin, members[i].ID)}
		m.Likeness, m.Shared = v.c.why(i, members, files)
		s.Reports = append(s.Reports, m)
	}
	return s, nil
}

// StoryRow is a story as lists show it.
type StoryRow struct {
	ID          string // of the report that was published first
	Title       string
	Terms       []string
	Reports     int
	Origins     int
	First, Last string // days; "" not known
	Outlets     []string
	Told        string // titles and terms in small letters
	row         store.StoryRow
}

// Stories are stories of two reports or more, of some days, in an order, those after one of the list (nil: from its head), at most so many.
func (v *View) Stories(ctx context.Context, by store.StoriesBy, from, to string, after *StoryRow, most int) (out []StoryRow, err error) {
	var behind *store.StoryRow
	if after != nil {
		behind = &after.row
	}
	list, err := v.w.v.Stories(ctx, by, from, to, behind, most)
	if err != nil {
		return nil, err
	}
	return rowsOf(list)
}

// StoryPage is [View.Stories] from a number of them on, with how many there are in all, counted to so many.
func (v *View) StoryPage(ctx context.Context, by store.StoriesBy, from, to string, skip, most, counted int) (out []StoryRow, n int, err error) {
	list, n, err := v.w.v.StoryPage(ctx, by, from, to, skip, most, counted)
	if err == nil {
		out, err = rowsOf(list)
	}
	return out, n, err
}

func rowsOf(list []store.StoryRow) (out []StoryRow, err error) {
	for i := range list {
		s := &list[i]
		row := StoryRow{ID: s.ID, Title: s.Title, Reports: int(s.Reports), Origins: int(s.Origins), First: s.First, Last: s.Last, Told: s.Told, row: *s}
		if err := json.Unmarshal([]byte(s.Terms), &row.Terms); err != nil {
			return nil, fmt.Errorf("read terms of story %s: %w", s.ID, err)
		}
		if err := json.Unmarshal([]byte(s.Outlets), &row.Outlets); err != nil {
			return nil, fmt.Errorf("read outlets of story %s: %w", s.ID, err)
		}
		out = append(out, row)
	}
	return out, nil
}

// storyWords is how many words name a story, and tell why a report is in it.
const storyWords = 8

// named is the title of the report likest to the others of a story, and the words that weigh most in all of them together.
func (c *Collator) named(members []store.Laid, files []*filed) (title string, terms []string) {
	best, weight := -1.0, map[string]float64{}
	for i := range files {
		if x := average(i, members, files); x > best && members[i].Title != "" {
			best, title = x, members[i].Title
		}
		for _, t := range files[i].terms {
			weight[t.stem] += float64(t.words + t.names)
		}
	}
	return title, c.words(weight)
}

// why is how like a report is to the others of its story, and the words that count most for it.
func (c *Collator) why(me int, members []store.Laid, files []*filed) (float64, []string) {
	weight := map[string]float64{}
	for i := range files[:min(len(files), mostCompared)] {
		if i != me {
			both(files[me].terms, files[i].terms, weight)
		}
	}
	return average(me, members, files), c.words(weight)
}

// average is how like a report is to others of a list, the earliest.
func average(me int, members []store.Laid, files []*filed) float64 {
	sum, n := 0.0, 0
	for i := range files[:min(len(files), mostCompared)] {
		if i != me {
			sum += likeness(&members[me], &members[i], files[me], files[i])
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// words are those with the greatest weights.
func (c *Collator) words(weight map[string]float64) []string {
	all := make([]string, 0, len(weight))
	for stem := range weight {
		all = append(all, stem)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b))
	})
	var out []string
	for _, stem := range all {
		if len(out) < storyWords && !c.silent[stem] {
			out = append(out, stem)
		}
	}
	return out
}
