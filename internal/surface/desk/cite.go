package desk

import (
	"fmt"
	"net/http"
	"strings"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
)

// cite answers with a citation of one finding in plain text: quotation, speaker, on whose word, outlet, date, link and
// the hash of the text it was taken from.
func (d *reportPages) cite(w http.ResponseWriter, r *http.Request) error {
	report, _, err := d.report(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	text, err := citation(report.both.Document, r.PathValue("finding"), d.origin(r))
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
	c, ok := d.Card(id)
	if !ok {
		return "", errNoFinding
	}
	var b strings.Builder
	at := c.Passage
	switch c.Kind {
	case onrecord.KindStatement:
		last := c.Content[len(c.Content)-1]
		at = onrecord.Passage{Span: c.Content[0].Span, Begin: c.Content[0].Begin, End: last.End}
		fmt.Fprintf(&b, "“%s”\nSaid by: %s\n", onrecord.Lines(c.Content, " … "), c.Speaker.WhoInFull())
	case onrecord.KindEvent:
		fmt.Fprintf(&b, "“%s”\nEvent: %s, told as %s\n", c.Line(), c.Root, export.Plain(c.Modality))
	case onrecord.KindPosition:
		who := "not told"
		if len(c.Actor) > 0 {
			who = c.Actor[0].Line()
		}
		fmt.Fprintf(&b, "“%s”\nPosition of: %s; %s, %s (%d)\n", c.Line(), who, export.Plain(c.Stance), export.FirmnessName(*c.Firmness), *c.Firmness)
		for _, k := range c.Conditions {
			fmt.Fprintf(&b, "Condition: %s “%s”\n", export.Plain(k.Kind), k.Line())
		}
	}
	switch {
	case len(c.Chain) > 0:
		fmt.Fprintf(&b, "On the word of: %s\n", strings.Join(onrecord.InFull(c.Chain), " › "))
	case c.Kind != onrecord.KindStatement:
		b.WriteString("On the word of: the outlet's own voice\n")
	}
	b.WriteString(reference(d, at, id, origin))
	return b.String(), nil
}

// reference is where the words stand: report, outlet, day, links, hash.
func reference(d *onrecord.Document, at onrecord.Passage, id, origin string) string {
	var b strings.Builder
	var where []string
	for _, s := range []string{onrecord.OneLine(d.Meta.Title), onrecord.OneLine(d.Meta.Publisher), answer.Day(d.Meta.Published)} {
		if s != "" {
			where = append(where, s)
		}
	}
	if len(where) > 0 {
		fmt.Fprintf(&b, "In: %s\n", strings.Join(where, ", "))
	}
	if page := d.Pages.At(at.Span.Start); page > 0 {
		fmt.Fprintf(&b, "Page of the original: %d\n", page)
	}
	if d.Meta.URL != "" {
		fmt.Fprintf(&b, "Address: %s\n", onrecord.OneLine(d.Meta.URL))
	}
	digest := onrecord.Digest(d.Text)
	fmt.Fprintf(&b, "Record: %s/r/%s#%s\nText SHA-256: %s, characters %d to %d\n", origin, digest, id, digest, at.Begin, at.End)
	return b.String()
}

// join is the words of some spans, with an ellipsis where they are broken.
func join(d *onrecord.Document, spans []onrecord.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, d.In(s))
	}
	return strings.Join(out, " … ")
}
