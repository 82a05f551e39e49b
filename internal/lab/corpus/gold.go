package corpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// GoldReport is a real report with every statement, event and position that a person marked in it by the guide of
// docs/annotation.md. The id is that of the outlet's page where the heading gives one.
type GoldReport struct {
	ID, File, Published, Text string
	Digest                    string // SHA-256 of the file
	Statements                []GoldStatement
	Events                    []GoldEvent
	Positions                 []GoldPosition
}

// GoldStatement is who said what. Source and ResolvesTo may be empty, Content never is; Parent is "" for none.
type GoldStatement struct {
	ID, Parent                       string
	Source, Cue, Content, ResolvesTo []onrecord.Span
	Kind, Naming, Type, Form         string
	line                             int
}

// GoldEvent is who did what to whom; Word names the statement on whose word it is told.
type GoldEvent struct {
	ID, Root, Status, Word    string
	Trigger, Actor, Recipient []onrecord.Span
}

// GoldPosition is where an actor stands. ActorIs is the holder's fuller mention.
type GoldPosition struct {
	ID, Kind, Proposition, Stance, TimeBound, Word string
	Actor, ActorIs, Span, Issue, Cues              []onrecord.Span
	Firmness                                       int
	Conditions                                     []GoldCondition
	RedLine                                        bool
}

// GoldCondition is what a position hangs on.
type GoldCondition struct {
	Kind string
	Span []onrecord.Span
}

// The values that the guide allows.
var (
	goldKinds      = strings.Fields("person office_holder group organization government_body media_outlet document dataset_poll author none")
	goldNamings    = strings.Fields("named unnamed_identifiable unnamed_affiliated unnamed_unaffiliated collective none")
	goldTypes      = strings.Fields("assertion denial belief knowledge intention attitude directive decree evidence non_comment")
	goldForms      = strings.Fields("direct indirect mixed act_only term")
	goldRoots      = strings.Fields("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT")
	goldStatus     = strings.Fields("happened ongoing planned possible hypothetical not_happened")
	goldPositions  = strings.Fields("action verdict")
	goldStances    = strings.Fields("for against neutral ambiguous declines_to_say conditional_for conditional_against")
	goldConditions = strings.Fields("until unless if only_if provided as_long_as in_exchange_for without procedural other")
)

// maxFirmness is the highest step of firmness.
const maxFirmness = 5

// Gold reads the real reports of a split ("train", "dev") of the pack gold.
func (d Dir) Gold(split string) ([]GoldReport, error) {
	return ReadGold(os.DirFS(string(d)), path.Join("gold", split))
}

// ReadGold reads the reports of a folder by the names of their files. A folder without any wraps [ErrAbsent].
func ReadGold(files fs.FS, folder string) ([]GoldReport, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("read gold: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: no report in %s", ErrAbsent, folder)
	}
	var out []GoldReport
	seen := map[string]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read gold: %w", err)
		}
		r, err := ParseGold(name, raw)
		if err != nil {
			return nil, err
		}
		if first, twice := seen[r.ID]; twice {
			return nil, fmt.Errorf("%w: %s:1: id %s stands in %s too", ErrBadLine, name, r.ID, first)
		}
		seen[r.ID] = name
		out = append(out, r)
	}
	return out, nil
}

const (
	goldTextMark = "-- text --\n"
	goldMark     = "-- gold --\n"
)

// ParseGold reads one report: a heading, its text, and one finding a line. It tells every fault at once; each wraps
// [ErrBadLine] and names file and line.
func ParseGold(name string, raw []byte) (GoldReport, error) {
	p := goldParser{file: name, ids: map[string]bool{}}
	p.report.File = path.Base(name)
	sum := sha256.Sum256(raw)
	p.report.Digest = hex.EncodeToString(sum[:])
	if n := badByte(raw); n > 0 {
		p.fault(n, errors.New("not UTF-8"))
		return p.report, errors.Join(p.faults...)
	}
	page := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(raw))
	head, rest, ok := strings.Cut(page, goldTextMark)
	text, findings, also := strings.Cut(rest, goldMark)
	if !ok || !also {
		p.fault(1, errors.New(`no "-- text --" or no "-- gold --" behind it`))
		return p.report, errors.Join(p.faults...)
	}
	p.heading(head)
	p.report.Text = strings.TrimRight(text, "\n")
	p.findings(findings, strings.Count(page[:len(page)-len(findings)], "\n")+1)
	p.nesting()
	return p.report, errors.Join(p.faults...)
}

// badByte is the line of the first byte that is not UTF-8, 0 for none.
func badByte(raw []byte) int {
	if utf8.Valid(raw) {
		return 0
	}
	at := 0
	for r, n := utf8.DecodeRune(raw); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRune(raw[at:]) {
		at += n
	}
	return bytes.Count(raw[:at], []byte("\n")) + 1
}

type goldParser struct {
	file   string
	report GoldReport
	ids    map[string]bool
	faults []error
}

func (p *goldParser) fault(line int, err error) {
	p.faults = append(p.faults, fmt.Errorf("%w: %s:%d: %w", ErrBadLine, p.file, line, err))
}

// heading takes the id and the day from the first lines; without an id, the file's name stands for it.
func (p *goldParser) heading(head string) {
	for line := range strings.SplitSeq(head, "\n") {
		if id, ok := strings.CutPrefix(line, "id: "); ok && id != "" && p.report.ID == "" {
			p.report.ID = id
		}
		if day, ok := strings.CutPrefix(line, "published: "); ok {
			p.report.Published = strings.TrimSpace(day)
		}
	}
	if p.report.ID == "" {
		p.report.ID = strings.TrimSuffix(p.report.File, ".txtar")
	}
}

// findings reads the lines, the first of which stands in the given line of the file. Ids are known before any is named.
func (p *goldParser) findings(lines string, first int) {
	var all []goldLine
	n := first - 1
	for line := range strings.SplitSeq(lines, "\n") {
		n++
		if strings.TrimSpace(line) == "" {
			continue
		}
		l := goldLine{n: n, text: p.report.Text}
		if err := json.Unmarshal([]byte(line), &l.fields); err != nil {
			p.fault(n, fmt.Errorf("not a JSON object: %w", err))
			continue
		}
		all = append(all, l)
	}
	for i := range all {
		p.id(&all[i])
	}
	for i := range all {
		p.finding(&all[i])
		for _, err := range all[i].faults {
			p.fault(all[i].n, err)
		}
	}
}

// id notes what a line calls its finding.
func (p *goldParser) id(l *goldLine) {
	for _, k := range []string{"statement", "event", "position"} {
		if _, ok := l.fields[k]; !ok {
			continue
		}
		id := l.id(k)
		switch {
		case id == "":
			l.fault("%s without an id", k)
		case p.ids[id]:
			l.fault("%s twice", id)
		}
		p.ids[id] = true
	}
}

func (p *goldParser) finding(l *goldLine) {
	has := func(k string) bool { _, ok := l.fields[k]; return ok }
	switch {
	case has("note"):
	case has("statement"):
		p.statement(l)
	case has("event"):
		p.event(l)
	case has("position"):
		p.position(l)
	default:
		l.fault("neither statement, event, position nor note")
	}
}

func (p *goldParser) statement(l *goldLine) {
	s := GoldStatement{ID: l.id("statement"), Parent: p.ref(l, "parent"),
		Source: l.places("source"), Cue: l.places("cue"), Content: l.places("content"), ResolvesTo: l.places("refers"),
		Kind: l.one("kind", goldKinds), Naming: l.one("naming", goldNamings), Type: l.one("type", goldTypes), Form: l.one("form", goldForms), line: l.n}
	if len(s.Content) == 0 {
		l.fault("no content")
	}
	p.report.Statements = append(p.report.Statements, s)
}

func (p *goldParser) event(l *goldLine) {
	l.needs("trigger")
	p.report.Events = append(p.report.Events, GoldEvent{ID: l.id("event"), Root: l.one("root", goldRoots), Status: l.one("status", goldStatus),
		Word: p.ref(l, "word"), Trigger: l.places("trigger"), Actor: l.places("actor"), Recipient: l.places("recipient")})
}

func (p *goldParser) position(l *goldLine) {
	x := GoldPosition{ID: l.id("position"), Kind: l.one("kind", goldPositions), Stance: l.one("stance", goldStances), Firmness: l.firmness(),
		Word: p.ref(l, "word"), Proposition: l.words("proposition"), TimeBound: l.words("time_bound"), RedLine: l.yes("red_line"),
		Actor: l.places("actor"), ActorIs: l.places("actor_is"), Span: l.places("span"), Issue: l.places("issue"), Cues: l.places("cues"), Conditions: l.conditions()}
	if x.Proposition == "" {
		l.fault("no proposition")
	}
	if len(x.Issue) == 0 || len(x.Span) == 0 {
		l.fault("no issue or span")
	}
	p.report.Positions = append(p.report.Positions, x)
}

// ref is the finding that a line names, "" for none.
func (p *goldParser) ref(l *goldLine, key string) string {
	id := l.words(key)
	if id != "" && !p.ids[id] {
		l.fault("%s %s is no id", key, id)
	}
	return id
}

// nesting holds that a content lies inside that of its parent and that no statement is its own parent's parent.
func (p *goldParser) nesting() {
	byID := map[string]*GoldStatement{}
	for i := range p.report.Statements {
		byID[p.report.Statements[i].ID] = &p.report.Statements[i]
	}
	for i := range p.report.Statements {
		s := &p.report.Statements[i]
		if outer := byID[s.Parent]; s.Parent != "" && outer != nil && !within(s.Content, outer.Content) {
			p.fault(s.line, fmt.Errorf("%s: its content lies outside the content of its parent %s", s.ID, outer.ID))
		}
		seen := map[string]bool{}
		for at := s; at != nil && at.Parent != ""; at = byID[at.Parent] {
			if seen[at.ID] {
				p.fault(s.line, fmt.Errorf("%s: parents go in a circle", s.ID))
				break
			}
			seen[at.ID] = true
		}
	}
}

// within tells whether all spans lie between the first start and the last end of the others.
func within(inner, outer []onrecord.Span) bool {
	if len(outer) == 0 {
		return true // a fault that has been told
	}
	low, high := outer[0].Start, outer[0].End
	for _, o := range outer {
		low, high = min(low, o.Start), max(high, o.End)
	}
	return !slices.ContainsFunc(inner, func(s onrecord.Span) bool { return s.Start < low || s.End > high })
}

// goldLine is a finding as it stands in its line, with what is wrong with it.
type goldLine struct {
	n      int
	text   string
	fields map[string]any
	faults []error
}

func (l *goldLine) fault(format string, args ...any) {
	l.faults = append(l.faults, fmt.Errorf(format, args...))
}

func (l *goldLine) needs(key string) {
	if _, ok := l.fields[key]; !ok {
		l.fault("no %s", key)
	}
}

// words is a field that is a string; "" where it is absent or null.
func (l *goldLine) words(key string) string {
	switch v := l.fields[key].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		l.fault("%s is no string", key)
		return ""
	}
}

// id is what a line calls its finding; what is wrong with it has been told.
func (l *goldLine) id(key string) string {
	id, _ := l.fields[key].(string)
	return id
}

func (l *goldLine) yes(key string) bool {
	switch v := l.fields[key].(type) {
	case nil:
		return false
	case bool:
		return v
	default:
		l.fault("%s is neither true nor false", key)
		return false
	}
}

// one is a field that must be one of the values.
func (l *goldLine) one(key string, allowed []string) string {
	v, _ := l.fields[key].(string)
	if !slices.Contains(allowed, v) {
		l.fault("%s %#v is not one of %s", key, l.fields[key], strings.Join(allowed, " "))
	}
	return v
}

func (l *goldLine) firmness() int {
	v, ok := l.fields["firmness"].(float64)
	if !ok || v != float64(int(v)) || v < 0 || v > maxFirmness {
		l.fault("firmness is not 0 to %d", maxFirmness)
		return 0
	}
	return int(v)
}

func (l *goldLine) conditions() []GoldCondition {
	list, ok := l.fields["conditions"].([]any)
	if !ok && l.fields["conditions"] != nil {
		l.fault("conditions are no list")
	}
	var out []GoldCondition
	for _, x := range list {
		fields, ok := x.(map[string]any)
		if !ok {
			l.fault("condition %v is no object", x)
			continue
		}
		c := goldLine{text: l.text, fields: fields}
		c.needs("text")
		out = append(out, GoldCondition{c.one("kind", goldConditions), c.places("text")})
		for _, err := range c.faults {
			l.fault("condition: %w", err)
		}
	}
	return out
}

// places are where the words of a field stand: a string or a list of them; none for "" and [].
func (l *goldLine) places(key string) []onrecord.Span {
	var out []onrecord.Span
	put := func(words string) {
		s, err := place(l.text, words)
		if err != nil {
			l.fault("%s: %w", key, err)
			return
		}
		out = append(out, s)
	}
	switch v := l.fields[key].(type) {
	case nil:
	case string:
		if v != "" {
			put(v)
		}
	case []any:
		for _, x := range v {
			words, ok := x.(string)
			if !ok {
				l.fault("%s: %v is no string", key, x)
				continue
			}
			put(words)
		}
	default:
		l.fault("%s is neither words nor a list of them", key)
	}
	return out
}

var atPlace = regexp.MustCompile(`@([0-9]+)$`)

// place finds words in a text: "words", "words@2" for the second place, overlapping ones counted, or "first ... last" from
// the first of these stretches to the next place of the second behind it. Words that stand in the text with their three
// dots are those words.
func place(text, words string) (onrecord.Span, error) {
	nth := 1
	if m := atPlace.FindStringSubmatch(words); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 {
			return onrecord.Span{}, fmt.Errorf("no place %s: %q", m[1], words)
		}
		words, nth = strings.TrimSuffix(words, m[0]), n
	}
	if first, last, ok := strings.Cut(words, " ... "); ok && !strings.Contains(text, words) {
		i := nthIndex(text, first, nth)
		if i < 0 {
			return onrecord.Span{}, fmt.Errorf("not in the text: %q (place %d)", first, nth)
		}
		behind := i + len(first)
		j := strings.Index(text[behind:], last)
		if j < 0 {
			return onrecord.Span{}, fmt.Errorf("not in the text behind %q: %q", first, last)
		}
		return onrecord.Span{Start: i, End: behind + j + len(last)}, nil
	}
	i := nthIndex(text, words, nth)
	if i < 0 {
		return onrecord.Span{}, fmt.Errorf("not in the text: %q (place %d)", words, nth)
	}
	return onrecord.Span{Start: i, End: i + len(words)}, nil
}

// nthIndex is where words stand for the nth time, -1 for nowhere. The search goes on one character behind the last find.
func nthIndex(text, words string, nth int) int {
	at := 0
	for {
		k := strings.Index(text[at:], words)
		if k < 0 {
			return -1
		}
		at += k
		if nth--; nth == 0 {
			return at
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		if n == 0 {
			return -1
		}
		at += n
	}
}
