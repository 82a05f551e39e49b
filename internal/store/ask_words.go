package store

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// mostSQL is how many bytes a question in SQL may have.
const mostSQL = 32 << 10

// sqlToken is a word, a mark or a value of a question in SQL.
type sqlToken struct {
	kind sqlKind
	text string // of a word in small letters; of a quoted one without its marks
}

type sqlKind int

const (
	sqlWord sqlKind = iota
	sqlQuoted
	sqlText
	sqlNumber
	sqlMark
)

// sqlFunctions may be called: they work on values alone, neither read anything nor make a little into much.
var sqlFunctions = wordSet(`abs age any_value array_agg array_length avg bool_and bool_or btrim cast ceil ceiling char_length character_length coalesce concat concat_ws corr count
	cume_dist date date_part date_trunc datetime dense_rank every exp extract first_value floor greatest group_concat hex ifnull iif initcap instr json_agg json_array
	json_array_elements json_array_elements_text json_array_length json_build_object json_each json_extract json_group_array json_group_object json_object json_object_agg
	json_tree json_type jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_object jsonb_object_agg julianday lag last_value lead least left
	length likely ln log log10 lower ltrim make_date max md5 min mod mode now nth_value ntile nullif octet_length overlay percent_rank percentile_cont percentile_disc position pow power
	rank regexp_count regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_table replace reverse right round row_number row_to_json rtrim sign split_part sqrt starts_with
	stddev stddev_pop stddev_samp strftime string_agg string_to_array strpos substr substring sum time to_char to_date to_json to_jsonb to_number to_timestamp total translate trim trunc
	typeof unicode unixepoch unlikely unnest upper var_pop var_samp variance width_bucket`)

// sqlBefore are words of the language that a bracket may follow.
var sqlBefore = wordSet(`all and any array as between bit by case char character cross cube decimal distinct else except exists filter float from full group having in inner intersect interval is
	join lateral like ilike limit materialized natural not numeric offset on or order outer over partition range recursive rollup row rows select set sets similar some then time timestamp union using values
	varchar when where window with within groups escape glob regexp collate`)

// sqlPlaces are the words and marks behind which a table may be named.
var sqlPlaces = wordSet(`from join in , ( only table lateral`)

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// checkAsked tells whether a question in SQL is one: one statement that only reads, calls none but known functions, and names no table or
// view that is hidden. It gives it back without the semicolon at its end. The error wraps [ErrQuery].
//
// It stands before what the database itself holds such a question to, and is strict: what it does not know it refuses.
func checkAsked(query string, brackets bool, hidden func(name string) bool) (string, error) {
	bad := func(format string, args ...any) (string, error) {
		return "", fmt.Errorf("%w: "+format, append([]any{ErrQuery}, args...)...)
	}
	query = strings.TrimSpace(query)
	for strings.HasSuffix(query, ";") {
		query = strings.TrimSpace(strings.TrimSuffix(query, ";"))
	}
	switch {
	case len(query) > mostSQL:
		return bad("the question has %d bytes; it may have %d", len(query), mostSQL)
	case !utf8.ValidString(query) || strings.ContainsRune(query, 0):
		return bad("the question is not valid UTF-8")
	}
	tokens, err := sqlTokens(strings.ReplaceAll(query, "\r\n", "\n"), brackets)
	if err != nil {
		return bad("%w", err)
	}
	if len(tokens) == 0 {
		return bad("there is no question")
	}
	if first := tokens[0]; first.kind != sqlWord || first.text != "select" && first.text != "with" && first.text != "values" {
		return bad("a question begins with SELECT, WITH or VALUES: nothing can be changed here")
	}
	depth := 0
	views := askable()
	for i, t := range tokens {
		next, before := at(tokens, i+1), at(tokens, i-1)
		opens := next.kind == sqlMark && next.text == "("
		switch {
		case t.kind == sqlMark && t.text == ";":
			return bad("one question at a time: there is a semicolon in it")
		case t.kind == sqlMark && t.text == "(":
			depth++
		case t.kind == sqlMark && t.text == ")":
			if depth--; depth < 0 {
				return bad("a bracket is closed that was not opened")
			}
		}
		if t.kind != sqlWord && t.kind != sqlQuoted {
			continue
		}
		name := strings.ToLower(t.text)
		if strings.HasPrefix(name, "pg_") || strings.HasPrefix(name, "sqlite_") || name == "information_schema" {
			return bad("%s may not be read; the views that may are %s", t.text, viewNames())
		}
		named := before.kind == sqlWord && (before.text == "as" || before.text == "with" || before.text == "recursive") // what is named here calls nothing
		if opens && !named && !(t.kind == sqlWord && sqlBefore[name]) && !sqlFunctions[name] {
			return bad("the function %s may not be called here", t.text)
		}
		if views[name] && (opens || next.kind == sqlWord && next.text == "as" && begins(tokens[i+2:])) {
			return bad("%s is the name of a view; call what you make by another", t.text)
		}
		if hidden(name) && !opens && placed(tokens, i) {
			return bad("%s may not be read, or is no good name for a column here; the views that may be read are %s", t.text, viewNames())
		}
	}
	if depth > 0 {
		return bad("a bracket is not closed")
	}
	return query, nil
}

func viewNames() string {
	var out []string
	for _, v := range AskViews() {
		out = append(out, v.Name)
	}
	return strings.Join(out, ", ")
}

func at(tokens []sqlToken, i int) sqlToken {
	if i < 0 || i >= len(tokens) {
		return sqlToken{kind: sqlMark}
	}
	return tokens[i]
}

// begins tells whether tokens go on with a question in brackets: "(", "MATERIALIZED (".
func begins(tokens []sqlToken) bool {
	for len(tokens) > 0 && tokens[0].kind == sqlWord && (tokens[0].text == "not" || tokens[0].text == "materialized") {
		tokens = tokens[1:]
	}
	return len(tokens) > 0 && tokens[0].kind == sqlMark && tokens[0].text == "("
}

// placed tells whether a name stands where a table may be named, by itself or behind the name of a schema.
func placed(tokens []sqlToken, i int) bool {
	for i >= 2 && tokens[i-1].kind == sqlMark && tokens[i-1].text == "." {
		i -= 2
	}
	before := at(tokens, i-1)
	return (before.kind == sqlWord || before.kind == sqlMark) && sqlPlaces[before.text]
}

// sqlTokens cuts a question into tokens as both databases do. What they would cut differently is an error.
func sqlTokens(s string, brackets bool) (out []sqlToken, err error) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t':
			i++
		case c == '-' && strings.HasPrefix(s[i:], "--"):
			end := strings.IndexByte(s[i:], '\n')
			if end < 0 {
				end = len(s) - i
			}
			if strings.ContainsRune(s[i:i+end], '\r') {
				return nil, fmt.Errorf("a remark has a carriage return in it")
			}
			i += end
		case c == '/' && strings.HasPrefix(s[i:], "/*"):
			return nil, fmt.Errorf("remarks begin with -- here, and end with the line")
		case c == '\'' || c == '"':
			end, err := quotedEnd(s, i)
			if err != nil {
				return nil, err
			}
			kind := sqlText
			if c == '"' {
				kind = sqlQuoted
			}
			out = append(out, sqlToken{kind, strings.ReplaceAll(s[i+1:end-1], string(c)+string(c), string(c))})
			i = end
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			end := numberEnd(s, i)
			if end < len(s) && (inWord(s[end]) || s[end] == '.') {
				return nil, fmt.Errorf("%s is no number; leave a blank behind it", s[i:end+1])
			}
			out = append(out, sqlToken{sqlNumber, s[i:end]})
			i = end
		case inWord(c):
			end := i
			for end < len(s) && inWord(s[end]) {
				end++
			}
			if end < len(s) && (s[end] == '\'' || s[end] == '"' || s[end] == '&' && end+1 < len(s) && (s[end+1] == '\'' || s[end+1] == '"')) {
				return nil, fmt.Errorf("%s directly before a quotation mark means something else in other databases; leave a blank", s[i:end])
			}
			out = append(out, sqlToken{sqlWord, strings.ToLower(s[i:end])})
			i = end
		case strings.IndexByte("()*,.;+-/%<>=!|&~:@#?^", c) >= 0 || brackets && (c == '[' || c == ']'):
			out = append(out, sqlToken{sqlMark, string(c)})
			i++
		default:
			r, _ := utf8.DecodeRuneInString(s[i:])
			return nil, fmt.Errorf("%q has no place in a question", r)
		}
	}
	return out, nil
}

// inWord tells whether a byte may stand in a word: letters, digits, _, and all beyond ASCII.
func inWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

// quotedEnd is where what begins with a quotation mark ends; the mark doubled is the mark.
func quotedEnd(s string, i int) (int, error) {
	mark := s[i]
	for k := i + 1; k < len(s); k++ {
		if s[k] != mark {
			continue
		}
		if k+1 < len(s) && s[k+1] == mark {
			k++
			continue
		}
		return k + 1, nil
	}
	return 0, fmt.Errorf("a quotation mark %c is not closed", mark)
}

// numberEnd is where a number ends: digits, a point, an exponent.
func numberEnd(s string, i int) int {
	digits := func() {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		k := i + 1
		if k < len(s) && (s[k] == '+' || s[k] == '-') {
			k++
		}
		if k < len(s) && s[k] >= '0' && s[k] <= '9' {
			i = k
			digits()
		}
	}
	return i
}
