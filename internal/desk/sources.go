package desk

import (
	"net/http"
	"net/url"
	"strings"

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
	Chart   sharesChart
	CSV     string
	Voices  []store.Voice
}

type phraseRow struct {
	store.Phrase
	Link string
}

type shareRow struct {
	store.VoiceShare
	Bar                       []barPart
	Named, Unnamed, Unsourced int
	Link                      string
}

// phrasesShown is how many phrases the page lists; the CSV has all.
const phrasesShown = 60

func (d *Desk) sources(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r)
	q, err := query(v)
	if err != nil {
		return err
	}
	s, err := d.store.Sources(r.Context(), q)
	if err != nil {
		return err
	}
	p := sourcesPage{Query: v, N: s.Statements, Capped: s.Capped, More: max(0, len(s.Phrases)-phrasesShown), CSV: with("/sources.csv", v), Voices: store.Voices}
	for _, x := range s.Phrases[:min(len(s.Phrases), phrasesShown)] {
		p.Phrases = append(p.Phrases, phraseRow{x, with("/explore", v, "kind", "statement", "source", searchable(x.Words))})
	}
	for _, x := range s.Outlets {
		p.Outlets = append(p.Outlets, shareRow{x, bar(x.By), x.By[store.VoiceNamed], x.By[store.VoiceUnnamed], x.By[store.VoiceNone],
			with("/sources", v, "outlet", x.Of)})
	}
	p.Chart = newSharesChart(s.Days)
	return d.show(w, r, http.StatusOK, "sources", frame{Title: "Sources", Page: p})
}

// searchable is a source's words as the search takes them: the marks of its language taken out.
func searchable(words string) string {
	return oneLine(strings.NewReplacer(`"`, " ", "*", " ", "-", " ").Replace(words))
}

func (d *Desk) sourcesCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := query(canonical(r))
	if err != nil {
		return err
	}
	s, err := d.store.Sources(r.Context(), q)
	if err != nil {
		return err
	}
	t := newTable(w, "sources.csv", []string{"source", "naming", "kind", "statements", "reports", "outlets", "first", "last"})
	for _, p := range s.Phrases {
		t.row(p.Words, p.Naming, p.Kind, p.Statements, p.Reports, strings.Join(p.Outlets, "; "), p.First, p.Last)
	}
	return t.close()
}
