package page

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// publishedTags are the meta tags that give the day of publication, the surest first.
var publishedTags = []string{"article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "parsely-pub-date",
	"sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date",
	"published_time", "publishedat", "dateposted", "datecreated", "article.published", "article:publication_date", "article_date_original", "original-publish-date", "og:pubdate", "og:publish_date", "rnews:datepublished",
	"dc.date.issued", "dcterms.issued", "dc.date", "dc:date", "dcterms.date", "dcterms.created", "dc.date.created", "dc.created", "citation_publication_date", "citation_date",
	"bt:pubdate", "displaydate", "timestamp", "date", "created"}

// published is the day of publication, with time and zone where they are given; "" is unknown. It is looked for where it is said and
// nowhere else: in the page's data, in what is known from outside, in the article's own time element, in its address. A year of a
// copyright line, the address of a picture or a date in the text says nothing about it.
func (t *tree) published(o Options, f found, h head, a *article, address string) string {
	given := []string{f.published}
	for _, tag := range publishedTags {
		given = append(given, h.tags[tag])
	}
	given = append(given, o.Published)
	given = append(given, t.marked(a)...)
	for _, g := range given {
		if day := believed(g, o.Now); day != "" {
			return day
		}
	}
	if day := believed(t.ownTime(a, o.Now), o.Now); day != "" {
		return day
	}
	if day := believed(dayOfAddress(address), o.Now); day != "" {
		return day
	}
	return believed(dayOfAddress(o.URL), o.Now)
}

// earliest is the first year that a report of the web can be of.
const earliest = 1800

// believed is a date in the form in which it is kept; "" is no date, or one to come.
func believed(s string, now time.Time) string {
	if t, form, ok := ParseTime(s); ok && !t.After(now.Add(24*time.Hour)) {
		return t.Format(form)
	}
	return ""
}

// marked are the dates of elements that are marked as the day of publication, outside boxes.
func (t *tree) marked(a *article) []string {
	var out []string
	t.root.each(func(n *node) bool {
		if strings.EqualFold(n.get("itemprop"), "datePublished") && !(n.name == "meta" && inHead(n)) && a.owns(n) {
			out = append(out, n.get("content"), n.get("datetime"), t.textOf(n))
		}
		return len(out) < 9
	})
	return out
}

// ownTime is the day that the article's own time element gives: one that stands by itself above the text, or the only one
// behind it, outside what shows other reports. One inside a paragraph belongs to the story.
func (t *tree) ownTime(a *article, now time.Time) string {
	begun, ended := a.bounds()
	var best string
	bestRank := 0
	t.root.each(func(n *node) bool {
		if silent[n.name] || n.name != "time" && n.name != "abbr" {
			return !silent[n.name]
		}
		given := t.timeOf(n)
		if believed(given, now) == "" || !a.owns(n) {
			return true
		}
		rank := 0
		switch name := strings.ToLower(n.get("class") + " " + n.get("itemprop") + " " + n.parent.get("class")); {
		case n.name == "abbr" && !strings.Contains(name, "publish"), a.holds(n):
			return true
		case n.has("pubdate") || strings.Contains(name, "publish"):
			rank = 4
		case strings.Contains(name, "updat") || strings.Contains(name, "modif"):
			rank = 1
		case begun < 0 || n.at < begun:
			rank = 3
		case n.at > ended:
			rank = 2
		}
		if rank > bestRank {
			best, bestRank = given, rank
		}
		return true
	})
	if bestRank == 1 { // the day of a change is not that of publication
		return ""
	}
	return best
}

// timeOf is what a time element says.
func (t *tree) timeOf(n *node) string {
	switch {
	case n.get("datetime") != "":
		return n.get("datetime")
	case n.name == "abbr":
		return n.get("title")
	}
	return t.textOf(n)
}

// textOf is the text of a small element, in one line; "" of another.
func (t *tree) textOf(n *node) string {
	if !n.small() {
		return ""
	}
	var b strings.Builder
	for _, p := range t.paragraphs(n) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// addressDay finds the day in an address: /2024/05/17/, /2024-05-17-title, /20240517/, /2024/may/17/.
var addressDay = regexp.MustCompile(`(?i)[/_.-](19[89]\d|20\d\d)(?:([/_.-])(\d{1,2}|[a-z]{3,9})[/_.-](\d{1,2})|(\d{2})(\d{2}))(?:[/_.-]|$)`)

// dayOfAddress is the day that the address of a report gives.
func dayOfAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	m := addressDay.FindStringSubmatch(u.Path)
	if m == nil {
		return ""
	}
	year, _ := strconv.Atoi(m[1])
	month, day := monthOf(first(m[3], m[5])), 0
	day, _ = strconv.Atoi(first(m[4], m[6]))
	d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if month == 0 || d.Day() != day || d.Month() != month {
		return ""
	}
	return d.Format(time.DateOnly)
}

// monthOf reads a month in digits or by its English name; 0 is none.
func monthOf(s string) time.Month {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return time.Month(n)
		}
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) || strings.EqualFold(s, "sept") && m == time.September {
			return m
		}
	}
	return 0
}

// The forms in which a date is kept.
const (
	zonedForm = time.RFC3339
	localForm = "2006-01-02T15:04:05"
)

// forms are the ways in which data about pages write a date, once white space, fractions of seconds and names of days are gone.
var forms = []struct{ layout, form string }{
	{time.RFC3339, zonedForm}, {"2006-01-02T15:04:05Z0700", zonedForm}, {"2006-01-02T15:04:05Z07", zonedForm}, {"2006-01-02T15:04Z07:00", zonedForm},
	{"2006-01-02T15:04Z0700", zonedForm}, {"2006-01-02 15:04:05Z07:00", zonedForm}, {"2006-01-02 15:04:05Z0700", zonedForm}, {"2006-01-02 15:04:05Z07", zonedForm},
	{"2006-01-02 15:04:05 -0700", zonedForm}, {"2006-01-02 15:04:05 -07:00", zonedForm}, {"2006-01-02 15:04 -0700", zonedForm}, {"2006-01-02 15:04 -07:00", zonedForm},
	{"2006-01-02T15:04:05 -0700", zonedForm}, {"2006-01-02T15:04:05 -07:00", zonedForm}, {"2 Jan 2006 15:04:05 -0700", zonedForm}, {"2 Jan 2006 15:04 -0700", zonedForm},
	{"Jan 2 2006 15:04:05 -0700", zonedForm}, {"Jan 2 15:04:05 -0700 2006", zonedForm}, {"20060102T150405Z0700", zonedForm},
	{localForm, localForm}, {"2006-01-02 15:04:05", localForm}, {"2006-01-02T15:04", localForm}, {"2006-01-02 15:04", localForm}, {"20060102T150405", localForm},
	{"2006/01/02 15:04:05", localForm}, {"2006/01/02 15:04", localForm},
	{"2 Jan 2006 15:04:05", localForm}, {"2 Jan 2006 15:04", localForm}, {"2 January 2006 15:04", localForm}, {"Jan 2 2006 15:04:05", localForm}, {"Jan 2 2006 15:04", localForm},
	{"January 2 2006 15:04", localForm}, {"Jan 2 2006 3:04 PM", localForm}, {"January 2 2006 3:04 PM", localForm}, {"2 January 2006 3:04 PM", localForm}, {"2 Jan 2006 3:04 PM", localForm},
	{time.DateOnly, time.DateOnly}, {"2006-1-2", time.DateOnly}, {"20060102", time.DateOnly}, {"2006/01/02", time.DateOnly}, {"2006/1/2", time.DateOnly}, {"2006.01.02", time.DateOnly},
	{"2 Jan 2006", time.DateOnly}, {"2 January 2006", time.DateOnly}, {"Jan 2 2006", time.DateOnly}, {"January 2 2006", time.DateOnly}, {"02.01.2006", time.DateOnly}, {"2.1.2006", time.DateOnly},
}

var (
	fraction  = regexp.MustCompile(`(:\d\d)[.,]\d+`)
	ordinal   = regexp.MustCompile(`(?i)\b(\d{1,2})(st|nd|rd|th)\b`)
	weekday   = regexp.MustCompile(`(?i)^(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?\.?,?\s+`)
	halfDay   = regexp.MustCompile(`(?i)\s*\b([ap])\.?m\b\.?`)
	nearMonth = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.`)
	epoch     = regexp.MustCompile(`^1\d{9}(\d{3})?$`)
)

// ParseTime reads a date as data about pages give it, and tells in which form it can be written without adding what was
// not said: with time and zone, with time, or the day alone.
func ParseTime(s string) (t time.Time, form string, ok bool) {
	if len(s) > 80 {
		return time.Time{}, "", false
	}
	s = strings.Join(strings.Fields(s), " ")
	if epoch.MatchString(s) {
		n, _ := strconv.ParseInt(s[:10], 10, 64)
		return time.Unix(n, 0).UTC(), zonedForm, true
	}
	s, _, _ = strings.Cut(s, "[") // a zone by its name, behind its offset
	s = fraction.ReplaceAllString(s, "$1")
	s = weekday.ReplaceAllString(s, "")
	s = ordinal.ReplaceAllString(s, "$1")
	s = nearMonth.ReplaceAllString(s, "$1")
	s = halfDay.ReplaceAllStringFunc(s, func(x string) string {
		return " " + strings.ToUpper(strings.TrimFunc(x, func(r rune) bool { return !unicode.IsLetter(r) })[:1]) + "M"
	})
	s = strings.NewReplacer(",", " ", " at ", " ", " - ", " ", " | ", " ", "Sept ", "Sep ").Replace(s)
	for _, zone := range []string{" UTC", " GMT", " Z"} {
		if head, found := strings.CutSuffix(s, zone); found {
			s = head + " +0000"
		}
	}
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "T24:00:00", "T00:00:00")
	for _, l := range forms {
		if t, err := time.Parse(l.layout, s); err == nil && t.Year() >= earliest {
			return t, l.form, true
		}
	}
	return time.Time{}, "", false
}
