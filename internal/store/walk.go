package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strings"
)

// A search has two ways to something that is looked up elsewhere, such as words. It takes all that have it and sorts them, which costs by how many
// have it; or it walks from the newest row back and looks it up for each, until there are enough, which costs by how few have it. SQLite takes the
// first way by itself, however many there are: a word of every report took seconds at a hundred thousand. PostgreSQL weighs the two by figures
// that it has of common words alone, and walked by all reports for rare ones. So we count, as far as it matters, and say.

// sought is something that a search finds rows by: words, a value that may be rare, an outlet that printed them.
type sought struct {
	all  string // a query for the numbers of all that have it
	in   string // the condition that a row has it, found from all that have it
	one  string // the same, looked up in a row; "" where that would cost too much
	args []any  // of each of these
	own  bool   // it stands in the row itself, so that to look it up there costs next to nothing
	each bool   // it is looked up row by row
}

// match is the condition.
func (x *sought) match() (string, []any) {
	if x.each {
		return x.one, x.args
	}
	return x.in, x.args
}

// columnWords are words in a column of the words of findings.
type columnWords struct {
	column string
	terms  terms
}

// soughtIn is what a query finds findings by.
func (q *Query) soughtIn(d dialect) (out []sought) {
	var words []columnWords
	if t := parseTerms(q.Text); len(t.groups) > 0 {
		if q.Anywhere {
			out = append(out, d.reportMatch(t))
		} else {
			words = append(words, columnWords{"passage", t})
		}
	}
	for _, f := range []struct{ column, words string }{{"actor", q.Actor}, {"recipient", q.Recipient}, {"source", q.Source}} {
		if f.words != "" {
			words = append(words, columnWords{f.column, phrase(f.words)})
		}
	}
	if len(words) > 0 {
		out = append(out, d.findingMatch(words...))
	}
	if q.Issue != "" {
		out = append(out, onIssue(d, clean(q.Issue), d.findingMatch(columnWords{"issue", parseTerms(q.Issue)})))
	}
	if q.Country != "" {
		const all = "SELECT finding FROM parties WHERE country = ? AND country <> ''"
		out = append(out, sought{all: all, in: d.found("f.n", all), one: "EXISTS (SELECT 1 FROM parties p WHERE p.finding = f.n AND p.country = ?)", args: []any{strings.ToUpper(clean(q.Country))}})
	}
	return append(append(out, q.soughtValues(d)...), q.printed(d)...)
}

// onIssue are positions on an issue of such words, or on the topic of that name.
func onIssue(d dialect, name string, x sought) sought {
	x.all = "SELECT n FROM findings WHERE topic = ? AND topic <> '' UNION ALL " + x.all
	x.in = d.found("f.n", x.all)
	if x.one != "" {
		x.one = "(f.topic = ? OR " + x.one + ")"
	}
	x.args = append([]any{name}, x.args...)
	return x
}

// value is a value of findings that a query asks for, and those values of its column that so many findings have that they are met soon on any
// way: the index of the column leaves them out.
type value struct {
	column, value string
	many          []string
}

// met tells whether it is met soon.
func (v value) met() bool { return slices.Contains(v.many, v.value) }

// values are those that have an index, "" where a query does not ask for one.
func (q *Query) values() []value {
	return []value{{"place", strings.ToUpper(clean(q.Place)), []string{""}}, {"root", string(q.Root), []string{""}}, {"stance", string(q.Stance), []string{""}},
		{"modality", string(q.Modality), []string{"", "asserted"}}, {"naming", string(q.Naming), []string{"", "named", "none"}}, {"source_kind", string(q.SourceKind), []string{"", "none"}}}
}

// soughtValues are the values that findings are found by.
func (q *Query) soughtValues(d dialect) (out []sought) {
	has := func(column string, x any, indexed string) {
		cond := " = ? AND "
		out = append(out, sought{all: "SELECT n FROM findings WHERE " + column + cond + column + indexed, in: "f." + column + cond + "f." + column + indexed,
			one: d.passed("f."+column) + " = ?", args: []any{x}, own: true})
	}
	for _, v := range q.values() {
		switch {
		case v.met():
		case len(v.many) == 1: // as the index has it
			has(v.column, v.value, " <> ''")
		default:
			has(v.column, v.value, " NOT IN ('"+strings.Join(v.many, "', '")+"')")
		}
	}
	if f := q.Firmness; f != nil && f.Min == f.Max {
		has("firmness", f.Min, " IS NOT NULL")
	}
	return out
}

// printed is what reports that an outlet printed are found by, and their findings.
func (q *Query) printed(d dialect) []sought {
	if q.Outlet == "" {
		return nil
	}
	const all = "SELECT a.report FROM appearances a WHERE lower(a.outlet) = lower(?) AND a.outlet <> ''"
	return []sought{{all: all, in: d.found("r.n", all), one: "EXISTS (SELECT 1 FROM appearances a WHERE a.report = r.n AND lower(a.outlet) = lower(?))", args: []any{clean(q.Outlet)}}}
}

// soughtInReports is what a query finds whole reports by.
func (q *Query) soughtInReports(d dialect) (out []sought) {
	if t := parseTerms(q.Text); len(t.groups) > 0 {
		out = append(out, d.reportMatch(t))
	}
	return append(out, q.printed(d)...)
}

// leastCommon is how many have something at least that is common, in a store of any size.
const leastCommon = 3000

// commonFrom is from how many on, of so many, something is so common that it is quicker to walk until some are found that have it: to take one in
// that has it costs about as much as to walk by another.
func (s *searches) commonFrom(all, wanted int) int {
	return max(s.leastCommon, int(math.Sqrt(1.4*float64(all)*float64(wanted))))
}

// walked is how many a walk goes by before it is given up: four times as many as what is just common lets expect. Other conditions
// may leave few of those that have it.
func (s *searches) walked(all, wanted int) int {
	return max(3*s.leastCommon, 4*wanted*all/s.commonFrom(all, wanted))
}

// common tells whether all that is sought is so common among so many that a search for some had better walk, and notes of each what is. Where some of
// it is rare, a search goes by that.
func (s *searches) common(ctx context.Context, list []sought, all, wanted int) (bool, error) {
	walk := len(list) > 0
	for i := range list {
		x := &list[i]
		if x.each = x.one != ""; x.each {
			least, n := s.commonFrom(all, wanted), 0
			err := s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*) FROM (SELECT 1 FROM (`+x.all+`) AS x LIMIT ?) AS y`), append(slices.Clone(x.args), least)...).Scan(&n)
			if err != nil {
				return false, err
			}
			x.each = n == least
		}
		walk = walk && x.each
	}
	return walk, nil
}

// counted is how many reports and findings there are.
func (s *searches) counted(ctx context.Context) (reports, findings int, err error) {
	c, err := (&archive{s.database}).Counts(ctx)
	return c.Reports, c.Statements + c.Events + c.Positions, err
}

// rows are the rows of a table, under the name that conditions have for it.
type rows struct{ table, as string }

var (
	findingRows = rows{"findings", "f"}
	reportRows  = rows{"reports", "r"}
)

// walk answers a search for rows of which all that is sought is common from the newest alone, as long as these suffice. Answered tells whether they
// do; they also do where the walk came to the end.
func (s *searches) walk(ctx context.Context, of rows, q *Query, all int, search func(only where) (Page, error)) (page Page, answered bool, err error) {
	var passed, only where
	s.days(&passed, q, of.as)
	var day string
	var n int64
	key := of.as + ".day, " + of.as + ".n"
	err = s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT `+key+` FROM `+of.table+` `+of.as+passed.String()+` ORDER BY `+of.as+`.day DESC, `+of.as+`.n DESC LIMIT 1 OFFSET ?`),
		append(passed.args, s.walked(all, q.Limit+1))...).Scan(&day, &n)
	whole := errors.Is(err, sql.ErrNoRows)
	switch {
	case whole:
	case err != nil:
		return page, false, err
	default:
		only.add("("+key+") > (?, ?)", day, n)
	}
	page, err = search(only)
	return page, whole || len(page.Hits) > q.Limit, err
}

// weighed are conditions for which the database weighs the ways, as far as it does.
func (s *searches) weighed(list []sought) []sought {
	for i := range list {
		list[i].each = s.dialect.weighs() && list[i].one != ""
	}
	return list
}

// inOrder are conditions for rows that are gone through in an order of their own: a common value is looked up in each.
func (s *searches) inOrder(ctx context.Context, list []sought, all, wanted int) ([]sought, error) {
	if _, err := s.common(ctx, list, all, wanted); err != nil {
		return nil, err
	}
	for i := range list {
		x := &list[i]
		x.each = x.each && x.own || s.dialect.weighs()
	}
	return list, nil
}

// either searches rows the one way or the other.
func (s *searches) either(ctx context.Context, of rows, q *Query, list []sought, all int, some func(context.Context, *Query, []sought, where) (Page, error)) (Page, error) {
	walk, err := s.common(ctx, list, all, q.Limit+1)
	if err != nil {
		return Page{}, err
	}
	if walk {
		page, answered, err := s.walk(ctx, of, q, all, func(only where) (Page, error) { return some(ctx, q, list, only) })
		if answered || err != nil {
			return page, err
		}
		list = s.weighed(list)
	}
	return some(ctx, q, list, where{})
}
