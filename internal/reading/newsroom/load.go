package newsroom

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// The dictionaries of the newsroom rules.
const (
	rulesFile  = "newsroom_rules.tsv"
	checksFile = "newsroom_checks.tsv"
	wordsFile  = "newsroom_words.tsv"
)

// fixedColumns are the columns of the rules that are no house profile.
var fixedColumns = []string{"rule", "title", "asks", "reference", "needs"}

// placeholders are the names that a message may hold in braces.
var placeholders = []string{"source", "second", "words", "cue", "count", "reason", "score", "missing", "named",
	"anonymous", "other", "access", "reasons", "share", "sources"}

var inBraces = regexp.MustCompile(`\{([^}]*)\}`)

// New reads the rules, their messages, their words and the house profiles. A bad line is an error that names file and
// line and wraps [lexicon.ErrBadLine].
func New() (*Rules, error) {
	var tables [3]*lexicon.Table
	for i, name := range []string{rulesFile, checksFile, wordsFile} {
		t, err := lexicon.Open(name)
		if err != nil {
			return nil, err
		}
		tables[i] = t
	}
	return load(tables[0], tables[1], tables[2])
}

func load(rules, messages, words *lexicon.Table) (*Rules, error) {
	r := &Rules{messages: map[string]string{}}
	if err := r.loadRules(rules); err != nil {
		return nil, err
	}
	if err := r.loadMessages(messages); err != nil {
		return nil, err
	}
	var err error
	r.words, err = loadWords(words)
	return r, err
}

func (r *Rules) loadRules(t *lexicon.Table) error {
	for _, c := range t.Columns {
		if !slices.Contains(fixedColumns, c) {
			r.houses = append(r.houses, c)
		}
	}
	if !slices.Contains(r.houses, DefaultHouse) || slices.Contains(r.houses, HouseOff) {
		return fmt.Errorf("%s: columns must hold a house %q and none %q: %w", t.Name, DefaultHouse, HouseOff, lexicon.ErrBadLine)
	}
	seen := map[string]bool{}
	for _, row := range t.Rows {
		rule, err := readRule(row, r.houses)
		if err != nil {
			return err
		}
		if seen[rule.ID] {
			return row.Errorf("rule %s stands twice", rule.ID)
		}
		seen[rule.ID] = true
		r.rules = append(r.rules, rule)
	}
	sort.Slice(r.rules, func(i, j int) bool { return number(r.rules[i].ID) < number(r.rules[j].ID) })
	return nil
}

func readRule(row lexicon.Row, houses []string) (Rule, error) {
	rule := Rule{ID: row.Get("rule"), Title: row.Get("title"), Asks: row.Get("asks"), Reference: row.Get("reference"),
		Needs: row.Get("needs"), severity: map[string]onrecord.Severity{}}
	if rule.Needs == "-" {
		rule.Needs = ""
	}
	if number(rule.ID) == 0 {
		return rule, row.Errorf("rule %q is not S and a number", rule.ID)
	}
	if rule.Title == "" || rule.Asks == "" || rule.Reference == "" {
		return rule, row.Errorf("rule %s lacks title, wording or reference", rule.ID)
	}
	if (rule.Needs == "") != (len(checksOf(rule.ID)) > 0) {
		return rule, row.Errorf("rule %s must have either a check or a need", rule.ID)
	}
	for _, h := range houses {
		switch s := onrecord.Severity(row.Get(h)); s {
		case onrecord.SeverityNote, onrecord.SeverityCheck, onrecord.SeverityWarning:
			rule.severity[h] = s
		case HouseOff:
		default:
			return rule, row.Errorf("severity %q of %s in house %s is none of off, note, check, warning", s, rule.ID, h)
		}
	}
	return rule, nil
}

// number is the number of a rule: 12 of "S12"; 0 when the name is no rule's.
func number(id string) int {
	digits, ok := strings.CutPrefix(id, "S")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || digits != strconv.Itoa(n) {
		return 0
	}
	return n
}

func (r *Rules) loadMessages(t *lexicon.Table) error {
	for _, row := range t.Rows {
		name, message := row.Get("check"), row.Get("message")
		if !slices.ContainsFunc(checks, func(c check) bool { return c.name == name }) {
			return row.Errorf("no check is called %q", name)
		}
		for _, m := range inBraces.FindAllStringSubmatch(message, -1) {
			if !slices.Contains(placeholders, m[1]) {
				return row.Errorf("message of %s holds unknown {%s}", name, m[1])
			}
		}
		if _, twice := r.messages[name]; twice || message == "" {
			return row.Errorf("check %s stands twice or has no message", name)
		}
		r.messages[name] = message
	}
	for _, c := range checks {
		if _, ok := r.messages[c.name]; !ok {
			return fmt.Errorf("%s: check %s has no message: %w", t.Name, c.name, lexicon.ErrBadLine)
		}
	}
	return nil
}
