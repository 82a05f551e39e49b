package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export"
)

// cite answers with a citation of one finding in plain text: quotation, speaker, on whose word, outlet, date, link and
// the hash of the text it was taken from.
func (d *reportPages) cite(w http.ResponseWriter, r *http.Request) error {
	report, _, err := d.report(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	text, err := citation(report.Document, r.PathValue("finding"), d.origin(r))
	if err != nil {
		return err
	}
	respond(w, r, "text/plain; charset=utf-8", http.StatusOK, []byte(text))
	return nil
}

// origin is where this desk is, as the one who asks calls it.
func (d *base) origin(r *http.Request) string {
	scheme := "http"
	if d.https(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// citation cites the finding of that id ("a3", "ev2", "p1").
func citation(d *onrecord.Document, id, origin string) (string, error) {
	letters := strings.TrimRight(id, "0123456789")
	n, _ := strconv.Atoi(id[len(letters):]) // not a number is 0: no finding
	var b strings.Builder
	var span onrecord.Span
	var word onrecord.AttributionID
	switch {
	case letters == "a" && d.Attribution(onrecord.AttributionID(n)) != nil:
		a := d.Attribution(onrecord.AttributionID(n))
		span = onrecord.Span{Start: a.Content[0].Start, End: a.Content[len(a.Content)-1].End}
		fmt.Fprintf(&b, "“%s”\nSaid by: %s\n", oneLine(join(d, a.Content)), speaker(d, a))
		word = a.Within
	case letters == "ev" && d.Event(onrecord.EventID(n)) != nil:
		e := d.Event(onrecord.EventID(n))
		span, word = e.Span, e.Word
		fmt.Fprintf(&b, "“%s”\nEvent: %s, told as %s\n", oneLine(d.In(span)), e.Root, export.Plain(e.Fact.Modality))
	case letters == "p" && d.Position(onrecord.PositionID(n)) != nil:
		p := d.Position(onrecord.PositionID(n))
		span, word = p.Span, p.Word
		who := "not told"
		if len(p.Actor) > 0 {
			who = oneLine(d.In(p.Actor[0].Span))
		}
		fmt.Fprintf(&b, "“%s”\nPosition of: %s; %s, %s (%d)\n", oneLine(d.In(span)), who, export.Plain(p.Stance),
			export.FirmnessName(p.Firmness), p.Firmness)
		for _, c := range p.Conditions {
			fmt.Fprintf(&b, "Condition: %s “%s”\n", export.Plain(c.Kind), oneLine(d.In(c.Span)))
		}
	default:
		return "", errNoFinding
	}
	var chain []string
	for _, up := range d.Chain(word) {
		chain = append(chain, speaker(d, d.Attribution(up)))
	}
	if len(chain) == 0 {
		chain = []string{"the outlet's own voice"}
	}
	if letters != "a" || word != 0 {
		fmt.Fprintf(&b, "On the word of: %s\n", strings.Join(chain, " › "))
	}
	b.WriteString(reference(d, span, id, origin))
	return b.String(), nil
}

// reference is where the words stand: report, outlet, day, links, hash.
func reference(d *onrecord.Document, span onrecord.Span, id, origin string) string {
	var b strings.Builder
	var where []string
	for _, s := range []string{oneLine(d.Meta.Title), oneLine(d.Meta.Publisher), day(d.Meta.Published)} {
		if s != "" {
			where = append(where, s)
		}
	}
	if len(where) > 0 {
		fmt.Fprintf(&b, "In: %s\n", strings.Join(where, ", "))
	}
	if d.Meta.URL != "" {
		fmt.Fprintf(&b, "Address: %s\n", oneLine(d.Meta.URL))
	}
	digest := onrecord.Digest(d.Text)
	from, to := onrecord.Points(d.Text, span)
	fmt.Fprintf(&b, "Record: %s/r/%s#%s\nText SHA-256: %s, characters %d to %d\n", origin, digest, id, digest, from, to)
	return b.String()
}

// speaker is a source in the report's words, with whom they stand for.
func speaker(d *onrecord.Document, a *onrecord.Attribution) string {
	who := oneLine(join(d, a.Source.Spans))
	if who == "" {
		return "no source given"
	}
	if len(a.Source.ResolvesTo) > 0 {
		return who + " (" + oneLine(join(d, a.Source.ResolvesTo)) + ")"
	}
	if e := d.Entity(a.Source.Entity); e != nil && e.Name != "" && !strings.Contains(strings.ToLower(who),
		strings.ToLower(e.Name)) {
		return who + " (" + e.Name + ")"
	}
	return who
}

// join is the words of some spans, with an ellipsis where they are broken.
func join(d *onrecord.Document, spans []onrecord.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, d.In(s))
	}
	return strings.Join(out, " … ")
}
