package store

// AskView is a view that may be read by questions in SQL; see [Store.Ask]. What is not known is NULL in it.
type AskView struct {
	Name, What string
	Columns    []AskColumn
}

// AskColumn is a column of such a view.
type AskColumn struct{ Name, What string }

// AskViews are all that questions in SQL may read. The views stand in step 14 of the schema; a test holds both to each other.
func AskViews() []AskView {
	report := AskColumn{"report", "the report: SHA-256 of its text"}
	day := AskColumn{"day", "day of publication of the report, 2006-01-02"}
	words := []AskColumn{{"quotation", "the very words"}, {"begin_at", "where they begin: code points of the report's text, from 0"}, {"end_at", "where they end, exclusive"},
		{"confidence", "how sure the reader is, 0 to 1"}, {"made_by", "what found it"}, {"decided", "what people made of it: accepted, corrected, added; its values are then theirs. NULL: nobody decided. What was rejected has no row"}}
	source := []AskColumn{{"source", "in the report's words"}, {"source_kind", "person, office_holder, group, ..."}, {"naming", "named, unnamed_affiliated, ..."}}
	onWord := append([]AskColumn{{"on_word_of", "the statement on whose word it is told, the innermost; NULL is the outlet's own voice"}}, source...)
	list := func(columns ...any) []AskColumn {
		var out []AskColumn
		for _, c := range columns {
			switch c := c.(type) {
			case AskColumn:
				out = append(out, c)
			case []AskColumn:
				out = append(out, c...)
			}
		}
		return out
	}
	return []AskView{
		{"record_reports", "a report a row", list(report, AskColumn{"title", "headline"}, AskColumn{"outlet", "who printed it"}, AskColumn{"published", "as the input gave it"}, AskColumn{"day", "day of that, 2006-01-02"},
			AskColumn{"url", "address"}, AskColumn{"language", "ISO 639-3"}, AskColumn{"text", "the text"}, AskColumn{"given", "the id that the input gave"}, AskColumn{"tool", "version of the program that read it"},
			AskColumn{"lexicon", "of its dictionaries"}, AskColumn{"models", "of its models"})},
		{"record_appearances", "where a text was met: one may be printed by several outlets", list(report, AskColumn{"outlet", ""}, AskColumn{"url", ""}, AskColumn{"published", ""}, AskColumn{"title", ""})},
		{"record_statements", "a statement a row", list(report, AskColumn{"finding", "a3"}, day, source, AskColumn{"type", "assertion, denial, ..."}, AskColumn{"form", "direct, indirect, ..."},
			AskColumn{"within", "the statement whose content holds it"}, AskColumn{"addressee", "to whom"}, AskColumn{"content", "what is said, from its first word to its last"}, words)},
		{"record_events", "an event a row", list(report, AskColumn{"finding", "ev2"}, day, AskColumn{"actor", "who, in the report's words"}, AskColumn{"recipient", "to whom"}, AskColumn{"root", "PLOVER root"},
			AskColumn{"mode", "its mode"}, AskColumn{"quad", "1 to 4: verbal and material cooperation, verbal and material conflict"}, AskColumn{"trigger", "the words that name the deed"},
			AskColumn{"factuality", "-3 did not happen, 0 open, 3 happened; NULL not judged"}, AskColumn{"modality", "asserted, possible, ..."}, AskColumn{"from_day", "first day of it, as told"}, AskColumn{"to_day", "last day, as told"},
			AskColumn{"place_country", "state of the place, ISO 3166-1 alpha-3"}, onWord, words)},
		{"record_positions", "a position a row", list(report, AskColumn{"finding", "p1"}, day, AskColumn{"actor", "whose, in the report's words"}, AskColumn{"stance", "for, against, ..."}, AskColumn{"firmness", "0 withheld to 5 absolute"},
			AskColumn{"topic", "line of the lexicon of issues"}, AskColumn{"issue", "the matter in the report's words"}, AskColumn{"proposition", "what the stance is relative to"}, AskColumn{"conditions", "JSON: kind, text, span, direction of each"},
			AskColumn{"red_line", "1 where one is drawn, else 0"}, onWord, words)},
		{"record_parties", "who takes part in a finding: a row for each code of each", list(report, AskColumn{"finding", "a3, ev2, p1"}, AskColumn{"side", "actor (of a statement who speaks), recipient"}, AskColumn{"name", "in the report's words"},
			AskColumn{"country", "ISO 3166-1 alpha-3"}, AskColumn{"sector", "PLOVER sector"}, AskColumn{"code", "both together"})},
		{"record_entities", "who and what is in a report", list(report, AskColumn{"entity", "e4"}, AskColumn{"name", "the fullest given"}, AskColumn{"kind", "person, organization, ..."}, AskColumn{"country", "ISO 3166-1 alpha-3"},
			AskColumn{"code", "of event data"}, AskColumn{"mentions", "how often it is mentioned"})},
		{"record_stories", "stories of two reports or more", list(AskColumn{"story", "the report it begins with"}, AskColumn{"title", ""}, AskColumn{"report_count", "reports"}, AskColumn{"origin_count", "whose texts they are"},
			AskColumn{"first_day", "first and last day of publication"}, AskColumn{"last_day", ""})},
		{"record_story_reports", "which report is of which story, and whose text it prints", list(AskColumn{"story", "the report it begins with; itself where it stands alone"}, report, AskColumn{"origin", "an agency, or the earliest report of that text"}, AskColumn{"own_text", "1 its own text, 0 a copy"})},
		{"record_decisions", "what analysts decided", list(AskColumn{"n", "number in the log"}, AskColumn{"at", "RFC 3339, UTC"}, AskColumn{"who", ""}, AskColumn{"action", "accept, reject, correct, add, merge, split, note, undo"}, report,
			AskColumn{"finding", "a3, ev2, p1 in the reading of then"}, AskColumn{"field", "of a correction"}, AskColumn{"old_value", ""}, AskColumn{"new_value", ""}, AskColumn{"why", ""}, AskColumn{"undoes", "the decision that is taken back"},
			AskColumn{"undone", "1 where a later one takes it back"})},
	}
}

// askable are the names of the views that may be read.
func askable() map[string]bool {
	out := map[string]bool{}
	for _, v := range AskViews() {
		out[v.Name] = true
	}
	return out
}
