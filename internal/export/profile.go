package export

import (
	"slices"
	"strconv"
	"strings"

	"onrecord"
)

// slice is one of the parts that the words of a report divide into: on whose word they stand.
type slice struct {
	Key     string // own, known, anonymous, none; unknown
	Label   string
	Fill    string // what draws it where there is no colour
	Words   int
	Percent float64
	From    float64 // where it begins, in percent
}

// wordShares divides the words of a report by on whose word they stand.
func wordShares(s *onrecord.Sourcing) []slice {
	out := []slice{
		{Key: "own", Label: "the outlet's own voice", Fill: "·", Words: s.OwnVoice},
		{Key: "known", Label: "named and other sources", Fill: "█", Words: max(0, s.Attributed-s.Anonymous-s.NoSource)},
		{Key: "anonymous", Label: "anonymous word", Fill: "▒", Words: s.Anonymous},
		{Key: "none", Label: "attributed, no source given", Fill: "░", Words: s.NoSource},
	}
	if s.Unknown > 0 {
		out = []slice{{Key: "unknown", Label: "not known: the report is in a language that is not read", Fill: "?", Words: s.Unknown}}
	}
	from := 0.0
	for i := range out {
		out[i].Percent = share(out[i].Words, s.Words)
		out[i].From = from
		from += out[i].Percent
	}
	return out
}

// cells divides width cells among the slices by largest remainder, so that they always fill it.
func cells(slices []slice, width int) []int {
	total := 0
	for _, s := range slices {
		total += s.Words
	}
	out := make([]int, len(slices))
	if total == 0 {
		return out
	}
	left := width
	for i, s := range slices {
		out[i] = s.Words * width / total
		left -= out[i]
	}
	for ; left > 0; left-- {
		best, most := 0, -1
		for i, s := range slices {
			if rest := s.Words*width - out[i]*total; rest > most {
				best, most = i, rest
			}
		}
		out[best]++
	}
	return out
}

// summary is the profile in one sentence.
func summary(s *onrecord.Sourcing) string {
	if s.Unknown > 0 {
		return counted(s.Words, "word") + ", not read"
	}
	out := counted(s.Words, "word") + ", " + counted(s.Statements, "statement")
	if s.Nested > 0 {
		out += " (" + Number(s.Nested) + " inside another's)"
	}
	return out + ", " + counted(len(s.Sources), "source")
}

// percent is a share as a reader likes it: "0 %", "under 1 %", "42 %".
func percent(x float64) string {
	switch {
	case x > 0 && x < 1:
		return "under 1 %"
	case x > 99 && x < 100:
		return "over 99 %"
	}
	return strconv.Itoa(int(x+0.5)) + " %"
}

// Number has a comma at every thousand.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// listed is the counts of an axis in one line: "person 4, document 1".
func listed(counts []onrecord.Count, name func(string) string) string {
	var out []string
	for _, c := range counts {
		out = append(out, name(c.Value)+" "+Number(c.Statements))
	}
	return strings.Join(out, ", ")
}

func kindName(v string) string   { return PlainSource(onrecord.SourceKind(v)) }
func namingName(v string) string { return PlainNaming(onrecord.Naming(v)) }

// facts is the line below the headline: outlet, date, address.
func facts(m onrecord.Meta) []string {
	var out []string
	for _, s := range []string{m.Publisher, m.Published, m.URL} {
		if s = onrecord.OneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// label is who speaks with its number: "Mr Reval (4)".
func label(v *onrecord.Voice) string {
	name := v.Who()
	if len(v.Earlier) > 0 { // "its" tells nobody who that is
		name = v.Earlier[0].Line()
	}
	return name + " (" + strconv.Itoa(v.Number) + ")"
}

// firstNamed is the first source with a name, which there must be.
func firstNamed(d *onrecord.Document, s *onrecord.Sourcing) string {
	v := d.Cards().Voice(s.FirstNamed)
	return label(&v)
}

// numbersOf are the numbers by which statements are known, in order.
func numbersOf(d *onrecord.Document, places []onrecord.AttributionID) []int {
	out := make([]int, len(places))
	for i, p := range places {
		out[i] = d.Decided.NumberOf(onrecord.KindStatement, int(p))
	}
	slices.Sort(out)
	return out
}

// numbered is a profile with the numbers by which its statements are known for their places.
func numbered(d *onrecord.Document, s *onrecord.Sourcing) *onrecord.Sourcing {
	if d.Decided == nil {
		return s
	}
	out := *s
	known := func(id onrecord.AttributionID) onrecord.AttributionID {
		return onrecord.AttributionID(d.Decided.NumberOf(onrecord.KindStatement, int(id)))
	}
	out.FirstNamed, out.FirstSource = known(s.FirstNamed), known(s.FirstSource)
	out.Sources = slices.Clone(s.Sources)
	for i := range out.Sources {
		list := slices.Clone(out.Sources[i].Attributions)
		for k := range list {
			list[k] = known(list[k])
		}
		out.Sources[i].Attributions = list
	}
	return &out
}

// statementNumbers lists statements in words: "statement 3", "statements 3, 5-7"; "" for none.
func statementNumbers(ids []int) string {
	if len(ids) == 0 {
		return ""
	}
	var out []string
	for i := 0; i < len(ids); {
		j := i
		for j+1 < len(ids) && ids[j+1] == ids[j]+1 {
			j++
		}
		out = append(out, strconv.Itoa(ids[i]))
		switch {
		case j == i+1:
			out = append(out, strconv.Itoa(ids[j]))
		case j > i:
			out[len(out)-1] += "-" + strconv.Itoa(ids[j])
		}
		i = j + 1
	}
	if len(ids) == 1 {
		return "statement " + out[0]
	}
	return "statements " + strings.Join(out, ", ")
}

// byRule groups findings by their rule and how much is made of them: what weighs most first, else as they came.
func byRule(findings []onrecord.Alert) [][]onrecord.Alert {
	var out [][]onrecord.Alert
	for _, severity := range []onrecord.Severity{onrecord.SeverityWarning, onrecord.SeverityCheck, onrecord.SeverityNote, ""} {
		at := map[string]int{}
		for _, f := range findings {
			if f.Severity != severity {
				continue
			}
			i, ok := at[f.Rule]
			if !ok {
				i = len(out)
				at[f.Rule] = i
				out = append(out, nil)
			}
			out[i] = append(out[i], f)
		}
	}
	return out
}

// maxQuotes is how many places a finding quotes: what touches the whole report would quote the whole report.
const maxQuotes = 4

// quotes is the words that a finding points at in one line.
func quotes(d *onrecord.Document, spans []onrecord.Span) string {
	var out []string
	for _, s := range spans[:min(len(spans), maxQuotes)] {
		out = append(out, onrecord.OneLine(d.In(s)))
	}
	line := strings.Join(out, " / ")
	if more := len(spans) - maxQuotes; more > 0 {
		line += " / and " + Number(more) + " more"
	}
	return line
}

// axis is one axis of a statement with its value in words.
type axis struct {
	Name, Value string
}

// axes lists what is known of a statement in words, and the names of the axes of which nothing is known.
func axes(a *onrecord.Attribution) (known []axis, unknown []string) {
	s := &a.Source
	main := []axis{
		{"Kind of source", plain(s.Kind)}, {"Naming", plain(s.Naming)}, {"Anonymity", plain(s.Anonymity)},
		{"Number", numberOf(s)}, {"Access", plain(s.Access)}, {"Affiliation", plain(s.Affiliation)},
		{"Type", plain(a.Type)}, {"Form", plain(a.Form)}, {"Cue", plain(a.CueStance)},
		{"Polarity", plain(a.Polarity)}, {"Certainty", plain(a.Certainty)}, {"Tense", plain(a.Tense)},
		{"Reporter", plain(a.Commitment)},
	}
	for _, x := range main {
		if x.Value == "" {
			unknown = append(unknown, strings.ToLower(x.Name))
		} else {
			known = append(known, x)
		}
	}
	for _, x := range []axis{
		{"Reason", plain(s.Reason)}, {"Country", s.Country}, {"Role", plain(s.Role)}, {"Status", plain(s.Status)},
		{"Channel", plain(s.Channel)}, {"Ground rules", plain(s.GroundRules)}, {"Medium", plain(a.Medium)},
	} {
		if x.Value != "" {
			known = append(known, x)
		}
	}
	return known, unknown
}

func numberOf(s *onrecord.Source) string {
	if s.Number == onrecord.NumberExact && s.Count > 0 {
		return strconv.Itoa(s.Count)
	}
	return plain(s.Number)
}

// verdict is the sourcing of a report in one sentence: how much rests on anonymous word, and whether its opening does.
func verdict(d *onrecord.Document) string {
	if !d.Readable() {
		return "On whose word it stands is not known: the report is in a language that is not read"
	}
	if len(d.Attributions) == 0 {
		return "Everything stands in the outlet's own voice"
	}
	n, opening, at := 0, 0, lede(d)
	for i := range d.Attributions {
		a := &d.Attributions[i]
		unnamed := slices.ContainsFunc(d.Chain(onrecord.AttributionID(i+1)), func(up onrecord.AttributionID) bool {
			return d.Attribution(up).Source.Anonymous()
		})
		if unnamed {
			n++
		}
		if at.Start <= a.Cue.Start && a.Cue.End <= at.End {
			opening = max(opening, 1)
			if unnamed {
				opening = 2
			}
		}
	}
	out := "No statement rests on anonymous word"
	if n > 0 {
		out = Number(n) + " of " + counted(len(d.Attributions), "statement") + map[bool]string{true: " rests", false: " rest"}[n == 1] + " on anonymous word"
	}
	switch {
	case opening == 0:
		return out + "; the lede names no source"
	case n == 0:
		return out
	case opening == 2:
		return out + "; the lede does"
	}
	return out + "; the lede does not"
}

// lede is the first paragraph of the body, or what comes nearest to one.
func lede(d *onrecord.Document) onrecord.Span {
	for _, kind := range []onrecord.BlockKind{onrecord.Body, onrecord.Standfirst, onrecord.Headline} {
		for i := range d.Blocks {
			if d.Blocks[i].Kind == kind {
				return d.Blocks[i].Span
			}
		}
	}
	return onrecord.Span{}
}
