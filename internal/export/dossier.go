package export

import (
	"cmp"
	"fmt"
	"io"
	"onrecord"
	"slices"
	"strings"
)

// Dossier writes where actors stand over time as Markdown: a section for each actor, a list by issue in the order of publication, each
// position with its conditions and on whose word, and every quotation as a footnote with outlet, day, source phrase, address and digest.
func Dossier(w io.Writer, rows []PositionRow) error {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b PositionRow) int {
		return cmp.Or(strings.Compare(actorOf(a), actorOf(b)), strings.Compare(topicOf(a), topicOf(b)), strings.Compare(a.Published, b.Published),
			strings.Compare(a.Report, b.Report), cmp.Compare(a.Start, b.Start))
	})
	var b strings.Builder
	fmt.Fprintf(&b, "# Where they stand\n\n%s\n", counted(len(rows), "position"))
	actor, topic := "", ""
	for i, r := range rows {
		if a := actorOf(r); a != actor || i == 0 {
			actor, topic = a, "\x00"
			fmt.Fprintf(&b, "\n## %s\n", escaped(a))
		}
		if t := topicOf(r); t != topic {
			topic = t
			fmt.Fprintf(&b, "\n### %s\n\n", escaped(t))
		}
		fmt.Fprintf(&b, "- %s: **%s, %s**", dayOf(r), plain(r.Stance), firmnessWords(r))
		if r.Conditions != "" {
			fmt.Fprintf(&b, "; %s", escaped(onrecord.OneLine(r.Conditions)))
		}
		if r.RedLine {
			b.WriteString("; red line")
		}
		fmt.Fprintf(&b, " - on %s; %s [^%d]\n", escaped(onrecord.OneLine(r.Issue)), escaped(wordOf(r)), i+1)
	}
	b.WriteString("\n")
	for i, r := range rows {
		fmt.Fprintf(&b, "[^%d]: \"%s\" - %s\n", i+1, escaped(onrecord.OneLine(r.Quote)), escaped(citation(r)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func actorOf(r PositionRow) string {
	if r.ActorName != "" {
		return onrecord.OneLine(r.ActorName)
	}
	return onrecord.OneLine(r.Actor)
}

func topicOf(r PositionRow) string {
	if r.Topic != "" {
		return strings.ReplaceAll(r.Topic, "_", " ")
	}
	return onrecord.OneLine(r.Issue)
}

func dayOf(r PositionRow) string {
	if len(r.Published) >= len("2006-01-02") {
		return r.Published[:len("2006-01-02")]
	}
	return "no date"
}

func firmnessWords(r PositionRow) string {
	if r.Firmness < 0 || r.Firmness >= len(firmnessNames) {
		return "firmness unknown"
	}
	return fmt.Sprintf("%s (%d)", firmnessNames[r.Firmness], r.Firmness)
}

func wordOf(r PositionRow) string {
	if r.OnWordOf == "" {
		return "in the outlet's own voice"
	}
	return "on the word of " + r.OnWordOf
}

// citation is where a quotation stands.
func citation(r PositionRow) string {
	parts := []string{}
	for _, s := range []string{r.Outlet, onrecord.OneLine(r.Title), dayOf(r), wordOf(r), r.URL, "sha256 " + r.Report} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
