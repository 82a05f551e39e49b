package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/reading/plover"
)

// The origins of the day of a row.
const (
	DayTold      = "told"             // the report tells it with the deed, in the words of date_words
	DayUnsettled = "told_not_settled" // it does, in words that cannot be settled to days
	DayPublished = "publication"      // it tells none, and the day of the report stands for it
)

// The origins of the place of an event.
const (
	PlaceTold     = "told"     // the words stand with the deed
	PlaceDateline = "dateline" // they are the dateline's, for the deed itself names no place
)

// betweenVoices joins the voices of a chain, outermost first.
const betweenVoices = " > "

// Columns are all columns of the table for researchers, in their order.
func Columns() []Column {
	var out []Column
	for _, list := range [][]Column{whichColumns(), partyColumns(), eventColumns(), positionColumns(), whenColumns(), whereColumns(), voiceColumns(),
		wordColumns(), citationColumns(), madeColumns()} {
		out = append(out, list...)
	}
	return out
}

func whichColumns() []Column {
	return []Column{
		{"kind", "", CellWords, "what the row is", texts(onrecord.KindEvent, onrecord.KindPosition), func(x *tableRow) any { return string(x.c.Kind) }},
		{"report", "", CellWords, "the report: SHA-256 of its text in hexadecimal", nil, func(x *tableRow) any { return x.digest }},
		{"finding", "", CellWords, "the finding in its report: ev2 is the second event, p1 the first position; the same on every surface", nil, func(x *tableRow) any { return x.c.ID }},
	}
}

func partyColumns() []Column {
	out := sideColumns("actor", "", "who acts, or whose position it is", func(c *onrecord.Card) []onrecord.Party { return c.Actor })
	return append(out, sideColumns("recipient", onrecord.KindEvent, "to whom it is done", func(c *onrecord.Card) []onrecord.Party { return c.Recipient })...)
}

func sideColumns(name string, of onrecord.Kind, what string, side func(*onrecord.Card) []onrecord.Party) []Column {
	codes := func(part func(onrecord.Code) string) func(*tableRow) any {
		return func(x *tableRow) any {
			var out []string
			for _, p := range side(x.c) {
				for _, c := range p.Codes {
					out = appendNew(out, part(c))
				}
			}
			return strings.Join(out, "; ")
		}
	}
	return []Column{
		{name, of, CellWords, what + ", in the report's words; several are joined by \"; \"", nil, func(x *tableRow) any { return onrecord.Quotes(side(x.c), "; ") }},
		{name + "_name", of, CellWords, "the same resolved: the fullest name the report gives, else the words of the mention that \"he\" or \"they\" stands for, else the words themselves; empty for a pronoun that stands for nobody known", nil,
			func(x *tableRow) any { return x.resolved(side(x.c)) }},
		{name + "_code", of, CellWords, "codes of event data (PAKMIL): state or known group, then sector; several are joined by \"; \"", nil, codes(onrecord.Code.String)},
		{name + "_country", of, CellWords, "states of these codes, ISO 3166-1 alpha-3", nil, codes(func(c onrecord.Code) string { return c.Country })},
		{name + "_sector", of, CellWords, "sectors of these codes (PLOVER 0.8)", nil, codes(func(c onrecord.Code) string { return string(c.Sector) })},
	}
}

func eventColumns() []Column {
	of := onrecord.KindEvent
	return []Column{
		{"root", of, CellWords, "what was done (PLOVER 0.8)", onrecord.Values("root"), func(x *tableRow) any { return string(x.c.Root) }},
		{"mode", of, CellWords, "mode of that root, such as arrest", nil, func(x *tableRow) any { return x.c.Mode }},
		{"cameo", of, CellWords, "the CAMEO code nearest to root and mode, as text: its leading zero counts", nil, func(x *tableRow) any { return cameoCode(x.event) }},
		{"quad", of, CellWhole, "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict", []string{"1", "2", "3", "4"},
			func(x *tableRow) any { return measured(int(x.c.Quad), x.c.Quad != 0) }},
		{"intensity", of, CellNumber, "the codebook's score of root and mode, -10 to 10", nil,
			func(x *tableRow) any { return measured(intensity(x.event), plover.QuadOf(x.c.Root) != 0) }},
		{"trigger", of, CellWords, "the words that name the deed", nil, func(x *tableRow) any { return x.c.Trigger.Quote }},
		{"status", of, CellWords, "how it is told, in one word", texts(onrecord.EventHappened, onrecord.EventOngoing, onrecord.EventPlanned, onrecord.EventPossible,
			onrecord.EventHypothetical, onrecord.EventNotHappened), func(x *tableRow) any { return string(x.event.Status) }},
		{"factuality", of, CellNumber, "how far the report, or its source, commits itself to its having happened: -3 certainly not, 0 open, 3 certainly; empty where it was not judged", nil,
			func(x *tableRow) any {
				if x.c.Factuality == nil {
					return nil
				}
				return rounded(*x.c.Factuality)
			}},
		{"modality", of, CellWords, "in what mode it is told", onrecord.Values("modality"), func(x *tableRow) any { return string(x.c.Modality) }},
		{"polarity", of, CellWords, "whether the deed is told or denied", texts(onrecord.Positive, onrecord.Negated), func(x *tableRow) any { return string(x.c.Polarity) }},
	}
}

func positionColumns() []Column {
	of := onrecord.KindPosition
	truth := func(name, what string, is func(*onrecord.Card) bool) Column {
		return Column{name, of, CellTruth, what, nil, func(x *tableRow) any { return is(x.c) }}
	}
	return []Column{
		{"issue", of, CellWords, "the matter in the report's words", nil, func(x *tableRow) any { return x.c.Issue }},
		{"topic", of, CellWords, "the line of the lexicon of issues that fits", nil, func(x *tableRow) any { return x.c.Topic }},
		{"proposition", of, CellWords, "what the stance is relative to", nil, func(x *tableRow) any { return x.c.Proposition }},
		{"stance", of, CellWords, "direction", onrecord.Values("stance"), func(x *tableRow) any { return string(x.c.Stance) }},
		{"firmness", of, CellWhole, "how committed the actor is: 0 withheld, 1 open, 2 leaning, 3 declared, 4 categorical, 5 absolute", onrecord.Values("firmness"),
			func(x *tableRow) any { return measured(*x.c.Firmness, x.c.Stance != "") }},
		{"firmness_cues", of, CellWords, "the words that show it, joined by \" … \"", nil, func(x *tableRow) any { return exact(x.c.FirmnessCues) }},
		truth("implied", "no word shows the firmness; 3 stands for it", func(c *onrecord.Card) bool { return c.Implied }),
		truth("act", "a deed shows the position (a vote, a signature), not words", func(c *onrecord.Card) bool { return c.Act }),
		{"conditions", of, CellWords, "under what conditions the actor would move or harden: \"kind: words\", joined by \"; \"", nil, func(x *tableRow) any { return onrecord.Provisos(x.c.Conditions) }},
		truth("red_line", "a red line is drawn", func(c *onrecord.Card) bool { return c.RedLine }),
		{"time_bound", of, CellWords, "a limit in time that the position sets itself", texts(onrecord.BoundNow, onrecord.BoundStage, onrecord.BoundYet, onrecord.BoundUntil),
			func(x *tableRow) any { return string(x.c.TimeBound) }},
		{"scope", of, CellWords, "limits of what it covers, in the report's words, joined by \" … \"", nil, func(x *tableRow) any { return exact(x.c.Scope) }},
	}
}

func whenColumns() []Column {
	return []Column{
		{"date", "", CellDay, "the first day of it; see date_origin", nil, func(x *tableRow) any { return x.when.from }},
		{"date_end", "", CellDay, "the last day of it, as told; empty where that is open", nil, func(x *tableRow) any { return x.when.to }},
		{"date_origin", "", CellWords, "where the day comes from: told, in the words of date_words; told_not_settled, in words that could not be settled to days; publication, the day of the report stands in because none is told with what happened or with the position. Empty: not known, also of deeds that are planned, possible or did not happen and are told without a day",
			[]string{DayTold, DayUnsettled, DayPublished}, func(x *tableRow) any { return x.when.origin }},
		{"date_words", "", CellWords, "the report's words for the time", nil, func(x *tableRow) any { return x.when.words }},
		{"date_by", "", CellWords, "the rule that settled them", nil, func(x *tableRow) any { return x.when.by }},
		{"date_confidence", "", CellNumber, "how far the words settle it, 0 to 1: 0.97 they name their own day, 0.9 they lean on the day of publication, 0.7 on another date of the text", nil,
			func(x *tableRow) any { return measured(rounded(x.when.conf), x.when.words != "") }},
	}
}

func whereColumns() []Column {
	of := onrecord.KindEvent
	place := func(f func(*onrecord.Location) any) func(*tableRow) any {
		return func(x *tableRow) any {
			if p := x.d.Place(x.event.Place); p != nil {
				return f(p)
			}
			return nil
		}
	}
	return []Column{
		{"place", of, CellWords, "where, in the report's words", nil, func(x *tableRow) any {
			if x.c.Where == nil {
				return nil
			}
			return x.c.Where.Quote
		}},
		{"place_name", of, CellWords, "its name in the gazetteer", nil, place(func(p *onrecord.Location) any { return p.Name })},
		{"place_origin", of, CellWords, "where the place comes from: told, with the deed; dateline, the report's dateline stands in because the deed names none", []string{PlaceTold, PlaceDateline},
			func(x *tableRow) any {
				switch {
				case x.c.Where == nil:
					return nil
				case x.c.Where.AtDateline:
					return PlaceDateline
				}
				return PlaceTold
			}},
		{"place_kind", of, CellWords, "how large it is", texts(onrecord.PlaceCountry, onrecord.PlaceRegion, onrecord.PlaceCity), place(func(p *onrecord.Location) any { return string(p.Kind) })},
		{"place_country", of, CellWords, "its state, ISO 3166-1 alpha-3", nil, place(func(p *onrecord.Location) any { return p.Country })},
		{"place_region", of, CellWords, "its first-level division, where the words settle it", nil, place(func(p *onrecord.Location) any { return p.Region })},
		{"lat", of, CellNumber, "latitude in degrees, WGS 84", nil, place(func(p *onrecord.Location) any { return measured(rounded(p.Lat), p.Known) })},
		{"lon", of, CellNumber, "longitude in degrees, WGS 84", nil, place(func(p *onrecord.Location) any { return measured(rounded(p.Lon), p.Known) })},
		{"geonames", of, CellWhole, "its number in GeoNames", nil, place(func(p *onrecord.Location) any { return measured(p.GeoNames, p.GeoNames != 0) })},
		{"place_by", of, CellWords, "the rule that settled the place", nil, place(func(p *onrecord.Location) any { return p.By })},
	}
}

func voiceColumns() []Column {
	chain := func(one func(*onrecord.Voice) string) func(*tableRow) any {
		return func(x *tableRow) any {
			out := make([]string, len(x.c.Chain))
			for i := range x.c.Chain {
				out[i] = one(&x.c.Chain[i])
			}
			return strings.Join(out, betweenVoices)
		}
	}
	source := func(f func(*onrecord.Source) string) func(*tableRow) any {
		return func(x *tableRow) any {
			if x.word == nil {
				return nil
			}
			return f(&x.word.Source)
		}
	}
	word := func(f func(*onrecord.Voice) string) func(*tableRow) any {
		return func(x *tableRow) any {
			if v := x.c.Word(); v != nil {
				return f(v)
			}
			return nil
		}
	}
	return []Column{
		{"voice", "", CellWords, "attributed: told on somebody's word; outlet: in the outlet's own voice", onrecord.Values("voice"), func(x *tableRow) any {
			if x.word == nil {
				return "outlet"
			}
			return "attributed"
		}},
		{"chain", "", CellWords, "on whose word it is told, outermost to innermost, joined by \" > \": the report's words, with whom they stand for in brackets; \"no source given\" where the report names nobody", nil,
			chain((*onrecord.Voice).WhoInFull)},
		{"chain_names", "", CellWords, "the same by name where the report gives one", nil, chain(func(v *onrecord.Voice) string { return cmp.Or(sourceName(v), v.Who()) })},
		{"chain_kinds", "", CellWords, "their kinds in the same order; unknown where that is not known", nil, chain(func(v *onrecord.Voice) string { return known(v.Kind) })},
		{"chain_naming", "", CellWords, "how far each is named, in the same order", nil, chain(func(v *onrecord.Voice) string { return known(v.Naming) })},
		{"source", "", CellWords, "the innermost of them, in the report's words: on whose word it is told at last", nil, word(func(v *onrecord.Voice) string { return exact(v.Source) })},
		{"source_name", "", CellWords, "the same resolved: the fullest name the report gives, else the words of the mention that \"they\" stands for", nil, word(sourceName)},
		{"source_code", "", CellWords, "its codes of event data, joined by \"; \"", nil, word(func(v *onrecord.Voice) string {
			return strings.Join(onrecord.Codes([]onrecord.Party{{Codes: v.Codes}}), "; ")
		})},
		{"source_country", "", CellWords, "its state, ISO 3166-1 alpha-3, where the words tell it", nil, source(func(s *onrecord.Source) string { return s.Country })},
		{"source_kind", "", CellWords, "what sort of source it is", onrecord.Values("source_kind"), source(func(s *onrecord.Source) string { return string(s.Kind) })},
		{"naming", "", CellWords, "how far the reader can tell who it is", onrecord.Values("naming"), source(func(s *onrecord.Source) string { return string(s.Naming) })},
		{"anonymity", "", CellWords, "what the report says about its staying unnamed", texts(onrecord.AnonymityNotApplicable, onrecord.AnonymityWithReason, onrecord.AnonymityNoReason,
			onrecord.AnonymityWithheld, onrecord.AnonymityPresumed), source(func(s *onrecord.Source) string { return string(s.Anonymity) })},
		{"access", "", CellWords, "how it comes to know", texts(onrecord.AccessWitness, onrecord.AccessDirect, onrecord.AccessBriefed, onrecord.AccessFamiliar, onrecord.AccessDocument,
			onrecord.AccessNone), source(func(s *onrecord.Source) string { return string(s.Access) })},
		{"affiliation", "", CellWords, "the sector it belongs to, as the words tell it", nil, source(func(s *onrecord.Source) string { return string(s.Affiliation) })},
		{"statement", "", CellWords, "the statement of that source in the report (a3)", nil, word(func(v *onrecord.Voice) string { return v.ID })},
		{"statement_type", "", CellWords, "what sort of statement it is", onrecord.Values("type"), func(x *tableRow) any {
			if x.word == nil {
				return nil
			}
			return string(x.word.Type)
		}},
		{"cue", "", CellWords, "the words that attribute it", nil, func(x *tableRow) any {
			if x.word == nil {
				return nil
			}
			return x.d.In(x.word.Cue)
		}},
	}
}

func wordColumns() []Column {
	of := onrecord.KindEvent
	return []Column{
		{"quotation", "", CellWords, "the words of the finding, byte for byte as they stand in the report", nil, func(x *tableRow) any { return x.c.Quote }},
		{"begin_at", "", CellWhole, "where they begin: code points of the report's text, from 0, as Python counts them", nil, func(x *tableRow) any { return x.c.Begin }},
		{"end_at", "", CellWhole, "where they end, exclusive", nil, func(x *tableRow) any { return x.c.End }},
		{"trigger_begin_at", of, CellWhole, "where the words of trigger begin", nil, func(x *tableRow) any { return x.c.Trigger.Begin }},
		{"trigger_end_at", of, CellWhole, "where they end, exclusive", nil, func(x *tableRow) any { return x.c.Trigger.End }},
		{"sentence", "", CellWords, "the sentence in which the finding begins", nil, func(x *tableRow) any {
			if k := x.d.SentenceAt(x.c.Span.Start); k >= 0 {
				return x.d.In(x.d.Sentences[k].Span)
			}
			return nil
		}},
	}
}

func citationColumns() []Column {
	return []Column{
		{"title", "", CellWords, "headline of the report", nil, func(x *tableRow) any { return x.title }},
		{"outlet", "", CellWords, "who printed it", nil, func(x *tableRow) any { return x.d.Meta.Publisher }},
		{"outlet_owner", "", CellWords, "who owns it, by your own list of outlets", nil, (*tableRow).owner},
		{"author", "", CellWords, "its author, as the page gives it", nil, func(x *tableRow) any { return x.d.Meta.Author }},
		{"published", "", CellWords, "when it was published, as the input gives it: a day or a time (RFC 3339)", nil, func(x *tableRow) any { return x.d.Meta.Published }},
		{"published_day", "", CellDay, "the day of that", nil, func(x *tableRow) any { return x.c.Published }},
		{"url", "", CellWords, "its address", nil, func(x *tableRow) any { return x.d.Meta.URL }},
		{"language", "", CellWords, "its language, ISO 639-3", nil, func(x *tableRow) any { return x.d.Language.Code }},
		{"given", "", CellWords, "the id that the input gave the report", nil, func(x *tableRow) any { return x.d.ID }},
		{"citation", "", CellWords, "a line to cite it by: title, outlet, day, address, digest of the text, finding, place in the text", nil, (*tableRow).citation},
	}
}

func madeColumns() []Column {
	return []Column{
		{"confidence", "", CellNumber, "how sure the reader is of the finding, 0 to 1; pages leave out what is under 0.5", nil, func(x *tableRow) any { return rounded(x.c.Confidence) }},
		{"made_by", "", CellWords, "what found it", nil, func(x *tableRow) any { return x.c.By }},
		{"decided", "", CellWords, "what people decided of the finding, which the row has as they decided; empty where nobody did; rejected findings are there with --as both alone",
			texts(onrecord.Accepted, onrecord.Corrected, onrecord.Added, onrecord.Rejected), func(x *tableRow) any { return x.decided(0) }},
		{"decided_by", "", CellWords, "whose the last word is, and the day of it", nil, func(x *tableRow) any { return x.decided(1) }},
		{"as_read", "", CellWords, "what the program had read where that is otherwise: an object of JSON, by field", nil, func(x *tableRow) any { return x.decided(2) }},
		{"own_lists", "", CellWords, "which names, codes and outlets of the row are by your own lists, and by which line; empty where none is", nil, (*tableRow).listed},
		{"tool", "", CellWords, "version of the program that read the report", nil, func(x *tableRow) any { return x.d.Made.Tool }},
		{"lexicon", "", CellWords, "version of its dictionaries", nil, func(x *tableRow) any { return x.d.Made.Lexicon }},
		{"models", "", CellWords, "version of its models", nil, func(x *tableRow) any { return x.d.Made.Models }},
	}
}

// decided is one of the cells about what people decided.
func (x *tableRow) decided(cell int) string {
	verdict, by, read := decidedCells(x.c.Decided)
	return [...]string{verdict, by, read}[cell]
}

// tableRow is a finding as the columns see it.
type tableRow struct {
	d             *onrecord.Document
	c             *onrecord.Card
	event         *onrecord.Event       // of an event
	word          *onrecord.Attribution // on whose word it is told; nil is the outlet's own voice
	when          tableDay
	digest, title string
}

// tableDay is the time of a row with where it comes from.
type tableDay struct {
	from, to, origin, words, by string
	conf                        float64
}

// tableRows are the events and positions of a report that tables have, in the order of their words.
func tableRows(r *Report) []tableRow {
	digest, title := onrecord.Digest(r.Text), r.Title()
	var out []tableRow
	for _, kind := range []onrecord.Kind{onrecord.KindEvent, onrecord.KindPosition} {
		for c := range r.cards(kind) {
			x := tableRow{d: r.Document, c: &c, digest: digest, title: title}
			if kind == onrecord.KindEvent {
				x.event = &r.Events[c.Place-1]
			}
			if v := c.Word(); v != nil {
				x.word = r.Attribution(v.Place)
			}
			x.when = x.day()
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b tableRow) int { return cmp.Compare(a.c.Begin, b.c.Begin) })
	return out
}

// day is the time of a row. The day of the report stands in for one that is not told only where the thing is told as having come about.
func (x *tableRow) day() tableDay {
	if x.event != nil {
		if t := x.d.Date(x.event.Date); t != nil {
			out := tableDay{t.From, t.To, DayTold, onrecord.OneLine(x.d.In(t.Span)), t.By, t.Conf}
			if t.From == "" && t.To == "" {
				out.origin = DayUnsettled
			}
			return out
		}
		if x.event.Status != onrecord.EventHappened && x.event.Status != onrecord.EventOngoing {
			return tableDay{}
		}
	}
	if x.c.Published == "" {
		return tableDay{}
	}
	return tableDay{from: x.c.Published, to: x.c.Published, origin: DayPublished}
}

// resolved are parties by the fullest name that the report gives, each else by the mention it stands for, else by its own words.
func (x *tableRow) resolved(parties []onrecord.Party) string {
	var out []string
	for _, p := range parties {
		out = appendNew(out, cmp.Or(onrecord.OneLine(p.Name), x.standsFor(p)))
	}
	return strings.Join(out, "; ")
}

// standsFor is what a party stands for: its own words, of a pronoun those of the first mention that is none; "" for one that stands for
// nobody known.
func (x *tableRow) standsFor(p onrecord.Party) string {
	first, end := x.d.TokensIn(p.Span)
	pronoun, stands := end == first+1 && x.d.Tokens[first].Tag == "PRON", ""
	if e := x.d.Entity(p.Entity); e != nil {
		for _, m := range e.Mentions {
			switch {
			case m.Form == onrecord.PronounForm:
				pronoun = pronoun || m.Span == p.Span
			case stands == "":
				stands = onrecord.OneLine(x.d.In(m.Span))
			}
		}
	}
	if pronoun {
		return stands
	}
	return p.Line()
}

// sourceName is a source by the fullest name that the report gives, else by the mention that it stands for; "" where there is neither.
func sourceName(v *onrecord.Voice) string {
	return cmp.Or(onrecord.OneLine(v.Name), onrecord.Lines(v.Earlier, " … "))
}

// citation is a line by which a row can be cited.
func (x *tableRow) citation() any {
	parts := []string{"“" + x.title + "”"}
	for _, s := range []string{onrecord.OneLine(x.d.Meta.Publisher), x.c.Published, onrecord.OneLine(x.d.Meta.URL)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(append(parts, "text SHA-256 "+x.digest, x.c.ID, fmt.Sprintf("characters %d to %d", x.c.Begin, x.c.End)), ", ")
}

// measured is a value for a cell; what was not measured is nil.
func measured[T any](v T, is bool) any {
	if !is {
		return nil
	}
	return v
}

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
