package assist

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// What is compared.
const (
	compared   = 300 // that one search finds
	widened    = 5   // of those asked for, for which others are searched
	muchLonger = 3   // times as long as the other a statement may be
	nearby     = 30 * 24 * time.Hour
)

// comparison is the statements of some reports laid side by side.
type comparison struct {
	read     *claim.Reader
	docs     map[string]*onrecord.Document
	asked    []said // the statements asked for
	from, to string // days that the question sets
	complete bool
	all      []claim.Statement
	at       map[said]int // where in all
}

// said is a statement by its report and the number by which it is known there.
type said struct {
	report string
	number int
}

func newComparison() (*comparison, error) {
	c := &comparison{docs: map[string]*onrecord.Document{}, at: map[said]int{}, complete: true}
	var err error
	c.read, err = claim.New()
	return c, err
}

// gather finds what is asked for and the reports to compare it with.
func (c *comparison) gather(ctx context.Context, d *Server, b *browse, in *CorroborationInput) error {
	c.from, c.to = in.From, in.To
	wanted := standing.Words(in.Words)
	switch {
	case (in.Words == "") == (in.Report == "" && in.Statement == ""):
		return fmt.Errorf("%w: give words, or report and statement", answer.ErrInput)
	case in.Words != "" && len(wanted) == 0:
		return fmt.Errorf("%w: words holds no word", answer.ErrInput)
	}
	if len(wanted) > 0 {
		if err := c.find(ctx, b, `"`+strings.Join(wanted, `" "`)+`"`, in.From, in.To, wanted); err != nil {
			return err
		}
	} else {
		doc, number, err := d.statementOf(ctx, in.Report, in.Statement)
		if err != nil {
			return err
		}
		c.docs[doc.ID], c.asked = doc, []said{{doc.ID, number}}
	}
	// What says the same, or the opposite, may say it in other words.
	for i, s := range c.asked {
		if i == widened {
			c.complete = false
			break
		}
		from, to := c.days(c.docs[s.report])
		if err := c.find(ctx, b, anyOf(c.docs[s.report], onrecord.AttributionID(placeOf(c.docs[s.report], store.Statement, s.number))), from, to, nil); err != nil {
			return err
		}
	}
	own, err := b.store.Lists(ctx)
	if err != nil {
		return err
	}
	return c.lay(ctx, own)
}

// find takes in the reports of statements that a search finds.
func (c *comparison) find(ctx context.Context, b *browse, text, from, to string, wanted []string) error {
	q := store.Query{Text: text, Kind: store.Statement, From: from, To: to, Limit: 100}
	for n := 0; text != ""; n += q.Limit {
		if n == compared {
			c.complete = false
			break
		}
		page, err := b.store.Search(ctx, q)
		if err != nil {
			return err
		}
		if err := c.take(ctx, b, page.Hits, wanted); err != nil {
			return err
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	return nil
}

// take takes in the reports of hits, and as asked for the statements that say all words; none are wanted where one statement is.
func (c *comparison) take(ctx context.Context, b *browse, hits []store.Hit, wanted []string) error {
	for i := range hits {
		h := &hits[i]
		doc := c.docs[h.Report]
		if doc == nil {
			var err error
			if doc, _, err = b.holding(ctx, h); err != nil {
				return err
			}
			c.docs[h.Report] = doc
		}
		if place := placeOf(doc, h.Kind, h.Number); len(wanted) > 0 && place > 0 && says(doc, onrecord.AttributionID(place), wanted) {
			c.asked = append(c.asked, said{h.Report, h.Number})
		}
	}
	return nil
}

// statementOf is a statement by its id.
func (d *Server) statementOf(ctx context.Context, report, id string) (*onrecord.Document, int, error) {
	doc, err := d.known(ctx, report, store.AsDecided)
	if err != nil {
		return nil, 0, err
	}
	kind, n, ok := onrecord.ParseFindingID(id)
	if !ok || kind != onrecord.KindStatement || placeOf(doc, kind, n) == 0 {
		return nil, 0, fmt.Errorf("%w: %q", errFinding, id)
	}
	return doc, n, nil
}

// anyOf asks for statements that may say the same as one: with one of its names, where it has any, and one of its other words. How many
// words two statements must share is told by comparing them.
func anyOf(d *onrecord.Document, id onrecord.AttributionID) string {
	var names, others []string
	for _, span := range d.Attribution(id).Content {
		first, end := d.TokensIn(span)
		for _, t := range d.Tokens[first:end] {
			for _, w := range standing.Words(d.In(t.Span)) {
				switch w = `"` + w + `"`; {
				case slices.Contains(names, w) || slices.Contains(others, w):
				case t.Tag == "PROPN":
					names = append(names, w)
				case t.Tag == "NOUN" || t.Tag == "VERB" || t.Tag == "ADJ":
					others = append(others, w)
				}
			}
		}
	}
	names = names[:min(len(names), store.MostWords/3)]
	others = others[:min(len(others), store.MostWords-len(names))]
	if len(names) > 0 && len(others) > 0 {
		return strings.Join(names, " OR ") + " " + strings.Join(others, " OR ")
	}
	return strings.Join(append(names, others...), " OR ")
}

// lay lays the reports side by side, so that copies of one text are one origin, and takes their statements out.
func (c *comparison) lay(ctx context.Context, own *lists.Lists) error {
	docs := make([]*onrecord.Document, 0, len(c.docs))
	for _, doc := range c.docs {
		docs = append(docs, doc)
	}
	slices.SortFunc(docs, func(x, y *onrecord.Document) int {
		return cmp.Or(strings.Compare(x.Meta.Day(), y.Meta.Day()), strings.Compare(x.ID, y.ID))
	})
	aside, err := cross.Aside(ctx, docs, own)
	if err != nil {
		return err
	}
	defer aside.Close()
	var ids []string
	for _, doc := range docs {
		ids = append(ids, onrecord.Digest(doc.Text))
	}
	origins, err := aside.Origins(ctx, ids)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		for _, s := range c.read.From(doc, origins[onrecord.Digest(doc.Text)]) {
			c.at[said{doc.ID, s.Number}] = len(c.all)
			c.all = append(c.all, s)
		}
	}
	claim.Unify(c.all, own)
	return nil
}

// comparable are the statements asked for, earliest first, and how many of them are too short to be compared.
func (c *comparison) comparable() (asked []int, short int) {
	for _, s := range c.asked {
		if k, ok := c.at[s]; ok {
			asked = append(asked, k)
		} else {
			short++
		}
	}
	slices.Sort(asked)
	return asked, short
}

// related is a statement with those that say the same or contradict it. Each is compared with the one asked for, not with each other: over
// a whole record, what is like something that is like it soon is everything.
type related struct {
	claim.Claim
	asked int
	links map[int]claim.Link // by the other
}

func (c *comparison) around(asked int) related {
	x := related{asked: asked, links: map[int]claim.Link{}}
	same, against := []int{asked}, []int(nil)
	a := &c.all[asked]
	for k := range c.all {
		b := &c.all[k]
		if k == asked || a.Report == b.Report && a.Span.Overlaps(b.Span) || !c.near(a, b) || !alikeInLength(a, b) {
			continue
		}
		relation, score, reasons := claim.Relate(a, b)
		switch relation {
		case claim.Unrelated:
			continue
		case claim.Contradicts:
			against = append(against, k)
		default:
			same = append(same, k)
		}
		x.links[k] = claim.Link{A: asked, B: k, Relation: relation, Score: score, Reasons: reasons}
	}
	slices.Sort(same)
	x.Claim = claim.Behind(c.all, same)
	x.Contradicted = against
	return x
}

// alikeInLength tells whether neither statement is many times as long as the other: a long one shares words with everything.
func alikeInLength(a, b *claim.Statement) bool {
	x, y := len(strings.Fields(a.Quote)), len(strings.Fields(b.Quote))
	return max(x, y) <= muchLonger*min(x, y)
}

// near tells whether two statements were published so near each other that they can speak of one thing; days that the question sets
// come before that.
func (c *comparison) near(a, b *claim.Statement) bool {
	from, to := c.days(c.docs[a.Report])
	day := c.docs[b.Report].Meta.Day()
	return day >= from && (to == "" || day != "" && day <= to)
}

// days are the days that a report is compared with: those that the question sets, else some weeks around it; "" for any.
func (c *comparison) days(d *onrecord.Document) (from, to string) {
	if c.from != "" || c.to != "" {
		return c.from, c.to
	}
	day, err := time.Parse(time.DateOnly, d.Meta.Day())
	if err != nil {
		return "", ""
	}
	return day.Add(-nearby).Format(time.DateOnly), day.Add(nearby).Format(time.DateOnly)
}
