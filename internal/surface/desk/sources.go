package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// sourcesPage is whom the reports lean on.
type sourcesPage struct {
	Query   url.Values
	N       int
	Capped  bool
	Phrases []phraseRow
	More    int // phrases that the CSV has and the page does not
	Outlets []shareRow
	Unit    string     // of Times: day, week, month, year
	Times   []shareRow // newest first; those without statements are left out
	CSV     string
}

type phraseRow struct {
	store.Phrase
	Shown string // without the comma that may end it
	Link  string
}

type shareRow struct {
	store.VoiceShare
	Bar                       []barPart
	Named, Unnamed, Unsourced int
	Link                      string
}

func newShareRow(x store.VoiceShare, link string) shareRow {
	return shareRow{x, bar(x.By), x.By[store.VoiceNamed], x.By[store.VoiceUnnamed], x.By[store.VoiceNone], link}
}

// overTime adds days up to longer units of time where there are many, the newest first.
func overTime(days []store.VoiceShare, v url.Values) (string, []shareRow) {
	var times []time.Time
	var dated []store.VoiceShare
	for _, d := range days {
		if t, err := time.Parse(dayLayout, d.Of); err == nil {
			times, dated = append(times, t), append(dated, d)
		}
	}
	if len(dated) == 0 {
		return "", nil
	}
	unit, begin, next := span(times[0], times[len(times)-1])
	var out []shareRow
	for i := 0; i < len(dated); {
		from := begin(times[i])
		sum := store.VoiceShare{Of: barLabel(unit, from.Format(dayLayout)), By: map[store.Voice]int{}}
		for ; i < len(dated) && times[i].Before(next(from)); i++ {
			sum.Statements += dated[i].Statements
			for voice, n := range dated[i].By {
				sum.By[voice] += n
			}
		}
		out = append(out, newShareRow(sum, with("/explore", v, "kind", "statement", "from", from.Format(dayLayout),
			"to", next(from).AddDate(0, 0, -1).Format(dayLayout))))
	}
	slices.Reverse(out)
	return unit, out
}

// phrasesShown is how many phrases the page lists; the CSV has all.
const phrasesShown = 60

func (d *searchPages) sources(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r)
	q, err := query(v)
	if err != nil {
		return err
	}
	s, err := d.overSources(r.Context(), q.Query)
	if err != nil {
		return err
	}
	p := sourcesPage{Query: v, N: s.Statements, Capped: s.Capped, CSV: with("/sources.csv", v)}
	for _, x := range s.Phrases {
		if !standing.NamesNobody(x.Words) && len(p.Phrases) < phrasesShown {
			p.Phrases = append(p.Phrases, phraseRow{x, strings.TrimRight(x.Words, ",; "), with("/explore", v, "kind",
				"statement", "source", searchable(x.Words))})
		}
	}
	p.More = len(s.Phrases) - len(p.Phrases)
	for _, x := range s.Outlets {
		p.Outlets = append(p.Outlets, newShareRow(x, with("/sources", v, "outlet", x.Of)))
	}
	p.Unit, p.Times = overTime(s.Days, v)
	return d.show(w, r, http.StatusOK, "sources", frame{Title: "Sources", Page: p})
}

func (d *searchPages) overSources(ctx context.Context, q store.Query) (store.Sources, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return store.Sources{}, err
	}
	defer done()
	return d.store.Sources(ctx, q)
}

// searchable is a source's words as the search takes them: the marks of its language taken out.
func searchable(words string) string {
	list := strings.Fields(strings.NewReplacer(`"`, " ", "*", " ", "-", " ").Replace(words))
	return strings.Join(list[:min(len(list), store.MostWords)], " ")
}

func (d *searchPages) sourcesCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := query(canonical(r))
	if err != nil {
		return err
	}
	s, err := d.overSources(r.Context(), q.Query)
	if err != nil {
		return err
	}
	t := newTable(w, "sources.csv", []string{"source", "naming", "kind", "statements", "reports", "outlets", "first",
		"last"})
	for _, p := range s.Phrases {
		t.row(p.Words, p.Naming, p.Kind, p.Statements, p.Reports, strings.Join(p.Outlets, "; "), p.First, p.Last)
	}
	return t.close()
}
