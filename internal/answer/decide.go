package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// Decide is a decision as somebody asks for it, in the words that all surfaces have.
type Decide struct {
	Who     string
	Action  string // "remove" is another word for reject
	Report  string
	Finding string   // a3, ev2, p1; of an addition its kind: statement, event, position; "" is the report itself
	Field   string   // of a correction
	Value   string   // of a correction the right value, see [Chosen]; of a merge or split of actors or matters the one that stays
	Values  []Chosen // instead of field and value; of an addition all of its fields
	With    string   // of a merge or split the other report, or the key of the other actor or matter
	Of      string   // of a merge or split what of: story, copy, actor, issue; "" is story for reports and actor for keys
	Why     string
	Undoes  int64      // of an undo
	From    *mend.From // where it was brought in from; nil where it is made here
}

// Chosen is the value of a field as somebody chooses it: a word of a closed list, free words, or words of the report. These are given by
// their places in code points ("120-134", several with a comma between), or as they stand ("two diplomats", several with " … " between),
// which must be clear. Days are written 2026-03-01 or 2026-03-01/2026-03-04, a state by its code (ISO 3166-1 alpha-3), conditions with their
// kinds ("until: 120-134; if: a truce holds"), a statement by its id (a3).
type Chosen struct {
	Field string          `json:"field" doc:"What to set; which there are goes by the kind of finding"`
	Value string          `json:"value,omitempty" doc:"A word of a closed list, free words, or words of the report as they stand or by their places in code points: 120-134"`
	Words []mend.Selector `json:"words,omitempty" doc:"Words of the report by quotation and position, as selectors of W3C Web Annotations have them; offsets are code points"`
	None  bool            `json:"none,omitempty" doc:"There is none: the field is emptied"`
}

// between stands between the pieces of words that are given as they stand.
const between = " … "

// value is what was chosen, for a field of a kind of finding.
func (c *Chosen) value(kind store.Kind) (mend.Value, error) {
	v := mend.Value{Field: c.Field, Words: slices.Clone(c.Words), None: c.None}
	f := mend.FieldOf(kind, c.Field)
	text := strings.TrimSpace(c.Value)
	switch {
	case f == nil || c.None:
		return v, nil // told of by what checks the whole
	case len(c.Value) > mostValue && f.Form != mend.Words || len(c.Value) > mostChosen || !utf8.ValidString(c.Value):
		return v, mend.ErrorOf("the value of %s has %d bytes; it may have %d of UTF-8", c.Field, len(c.Value), mostValue)
	case text == "":
		return v, nil
	case f.Form == mend.Conditions:
		var err error
		v.Conditions, err = conditions(text)
		return v, err
	case f.Form == mend.When && isInterval(text), f.Form == mend.Where && isState(text), !f.Chosen():
		v.Text = text
		return v, nil
	}
	words, err := chosen(text, f.Several)
	if err != nil {
		return v, err
	}
	if f.Form == mend.Issue && len(words) > 0 && words[0].End == 0 { // free words may be meant
		v.Text = text
		return v, nil
	}
	v.Words = append(v.Words, words...)
	return v, nil
}

// mostChosen is how many bytes words of the report may have that are given as they stand.
const mostChosen = 20_000

// chosen reads words of the report: by their places, or as they stand.
func chosen(text string, several bool) (out []mend.Selector, err error) {
	if list := strings.Split(text, ","); isPlaces(list) {
		for _, s := range list {
			from, to, _ := strings.Cut(strings.TrimSpace(s), "-")
			start, _ := strconv.Atoi(from) // checked
			end, _ := strconv.Atoi(to)
			if end <= start {
				return nil, mend.ErrorOf("%s is no stretch of the text: it ends before it begins", s)
			}
			out = append(out, mend.Selector{Start: start, End: end})
		}
		return out, nil
	}
	pieces := []string{text}
	if several {
		pieces = strings.Split(text, between)
	}
	for _, s := range pieces {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, mend.Selector{Exact: s})
		}
	}
	return out, nil
}

// isPlaces tells whether all of a list are places in code points.
func isPlaces(list []string) bool {
	for _, s := range list {
		from, to, ok := strings.Cut(strings.TrimSpace(s), "-")
		if _, err := strconv.ParseUint(from, 10, 31); !ok || err != nil {
			return false
		}
		if _, err := strconv.ParseUint(to, 10, 31); err != nil {
			return false
		}
	}
	return true
}

func isInterval(s string) bool {
	from, to, several := strings.Cut(s, "/")
	if !several {
		return store.IsDay(from)
	}
	return (from == "" || store.IsDay(from)) && (to == "" || store.IsDay(to))
}

func isState(code string) bool {
	states, err := lexicon.States()
	return err == nil && len(code) == 3 && states.Name(code) != ""
}

// conditions reads "until: words; if: 120-134".
func conditions(text string) (out []mend.Condition, err error) {
	for _, one := range strings.Split(text, ";") {
		kind, words, ok := strings.Cut(one, ":")
		list, err := chosen(strings.TrimSpace(words), false)
		if err != nil {
			return nil, err
		}
		if !ok || len(list) != 1 {
			return nil, mend.ErrorOf("a condition is a kind and words of the report, such as “until: a truce holds”, got %q", strings.TrimSpace(one))
		}
		out = append(out, mend.Condition{Kind: onrecord.ConditionKind(strings.TrimSpace(kind)), Words: list[0]})
	}
	return out, nil
}

// Decisions reads what is asked for: one decision, of corrections one for each field. The error wraps [store.ErrDecision].
func (d *Decide) Decisions() ([]store.Decision, error) {
	x := store.Decision{Who: strings.TrimSpace(d.Who), Action: store.Action(d.Action), Report: d.Report, Why: strings.TrimSpace(d.Why), From: d.From}
	if d.Action == "remove" {
		x.Action = store.Reject
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{{"name of who decides", d.Who, mostValue}, {"reason", d.Why, mostWhy}, {"other", d.With, mostValue}} {
		if len(f.value) > f.most || !utf8.ValidString(f.value) {
			return nil, mend.ErrorOf("the %s has %d bytes; it may have %d of UTF-8", f.name, len(f.value), f.most)
		}
	}
	joins := x.Action == store.Merge || x.Action == store.Split
	var err error
	switch {
	case x.Action == store.Undo:
		x.Undoes, x.Report = d.Undoes, ""
	case joins:
		err = d.joins(&x)
	default:
		err = d.onFinding(&x)
	}
	if err != nil {
		return nil, err
	}
	if x.Action == store.Undo || joins {
		return []store.Decision{x}, x.Check()
	}
	return d.set(x)
}

// onFinding reads which finding a decision is about, or of which kind it adds one.
func (d *Decide) onFinding(x *store.Decision) error {
	if x.Action == store.Add {
		if x.Kind = store.Kind(d.Finding); x.Kind != store.Statement && x.Kind != store.Event && x.Kind != store.Position {
			return mend.ErrorOf("what is added is a statement, an event or a position, got %q", d.Finding)
		}
		return nil
	}
	if d.Finding == "" {
		return nil
	}
	var ok bool
	if x.Kind, x.Number, ok = onrecord.ParseFindingID(d.Finding); !ok {
		return mend.ErrorOf("%q is no finding that can be decided on; they are written a1, ev1, p1", d.Finding)
	}
	return nil
}

// set reads the values, and makes a decision of each field that is corrected.
func (d *Decide) set(x store.Decision) (out []store.Decision, err error) {
	given := d.Values
	if d.Field != "" || d.Value != "" {
		given = append([]Chosen{{Field: d.Field, Value: d.Value}}, given...)
	}
	// In the order of the fields: what is chosen stands above what follows from other words, whichever was named first.
	names := mend.Names(x.Kind)
	given = slices.Clone(given)
	slices.SortStableFunc(given, func(a, b Chosen) int { return cmp.Compare(slices.Index(names, a.Field), slices.Index(names, b.Field)) })
	var values []mend.Value
	for i := range given {
		v, err := given[i].value(x.Kind)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	switch {
	case x.Action != store.Correct || len(values) == 0:
		x.Values = values
		out = append(out, x)
	default:
		for _, v := range values {
			x.Values = []mend.Value{v}
			out = append(out, x)
		}
	}
	for i := range out {
		if err := out[i].Check(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// joins reads what is put together or apart.
func (d *Decide) joins(x *store.Decision) error {
	if d.Finding != "" {
		return mend.ErrorOf("%q is no finding that can be decided on; a %s is of reports, actors or matters", d.Finding, d.Action)
	}
	if len(d.Value) > mostValue || !utf8.ValidString(d.Value) {
		return mend.ErrorOf("the value has %d bytes; it may have %d of UTF-8", len(d.Value), mostValue)
	}
	x.Field = d.Of
	switch {
	case d.Value != "": // two actors or matters
		x.Old, x.New = strings.TrimSpace(d.With), strings.TrimSpace(d.Value)
		if x.Field == "" {
			x.Field = mend.OfActor
		}
		if x.Field == mend.OfStory || x.Field == mend.OfCopy {
			return mend.ErrorOf("a %s of reports names the other report alone", x.Field)
		}
	case x.Field == mend.OfActor || x.Field == mend.OfIssue:
		return mend.ErrorOf("a %s of %ss names two: the one that goes, and the one that stays as the value", d.Action, x.Field)
	case !isDigest(d.With):
		return mend.ErrorOf("%q is no report to %s it with; a report is named by the SHA-256 of its text, two actors by their keys, one as the value that stays", d.With, d.Action)
	default:
		x.Old, x.New = d.Report, d.With
	}
	return nil
}

// isDigest tells whether a word can be the digest of a text.
func isDigest(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// In adds the decision to the log of a store and gives it as it stands there; of several corrections the last. Errors wrap
// [store.ErrDecision] or those of the store.
func (d *Decide) In(ctx context.Context, s *store.Store) (store.Decision, error) {
	list, err := DecideAll(ctx, s, []Decide{*d})
	if err != nil {
		return store.Decision{}, err
	}
	return list[len(list)-1], nil
}

// DecideAll adds decisions to the log of a store in their order, all of them or none, and gives them as they stand there. What follows from
// words that are chosen (the kind of a source, the codes of an actor) is worked out by the dictionaries of the reading and kept with them.
func DecideAll(ctx context.Context, s *store.Store, list []Decide) ([]store.Decision, error) {
	var all []store.Decision
	for i := range list {
		some, err := list[i].Decisions()
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	if len(all) == 0 {
		return nil, mend.ErrorOf("nothing is decided")
	}
	if len(all) > mostDecided {
		return nil, mend.ErrorOf("%d decisions at once; at most %d", len(all), mostDecided)
	}
	f, err := following()
	if err != nil {
		return nil, err
	}
	return s.DecideAll(ctx, all, f.follow)
}

// mostDecided is how many decisions are made at once.
const mostDecided = 500

// Decided is a decision of the log as JSON has it.
type Decided struct {
	N       int64        `json:"n"`
	At      string       `json:"at" doc:"RFC 3339, UTC"`
	Who     string       `json:"who"`
	Action  string       `json:"action" enum:"accept,reject,correct,add,merge,split,note,undo"`
	Report  string       `json:"report"`
	URL     string       `json:"url,omitempty" doc:"Address of the report, in a file of decisions"`
	Finding string       `json:"finding,omitempty" doc:"a3, ev2, p1 in the reading that was stored then"`
	Kind    string       `json:"kind,omitempty" doc:"Of the finding: statement, event or position"`
	Number  int          `json:"number,omitempty" doc:"Of the finding among its kind, from 1"`
	Quote   string       `json:"quote,omitempty" doc:"Its words, by which it is found again in another reading"`
	Field   string       `json:"field,omitempty" doc:"Of a correction; of a merge or split what of: story, copy, actor, issue"`
	Old     string       `json:"old,omitempty" doc:"In words: what stood there"`
	New     string       `json:"new,omitempty" doc:"In words: what stands there now"`
	Why     string       `json:"why,omitempty"`
	Undoes  int64        `json:"undoes,omitempty"`
	Undone  bool         `json:"undone,omitempty" doc:"A later decision took it back"`
	Lost    string       `json:"lost,omitempty" doc:"Where decisions that are not found again are listed: why"`
	Target  *mend.Target `json:"target,omitempty" doc:"The finding by the words of it and of its parts, as selectors of W3C Web Annotations have them"`
	Values  []mend.Value `json:"values,omitempty" doc:"What was chosen, by field"`
	From    *mend.From   `json:"from,omitempty" doc:"Where it was brought in from"`
}

// NewDecided is a decision of a store as JSON has it.
func NewDecided(x *store.Decision) Decided {
	c := Decided{N: x.N, At: x.At.Format(time.RFC3339), Who: x.Who, Action: string(x.Action), Report: x.Report, Kind: string(x.Kind), Number: x.Number,
		Quote: x.Quote, Field: x.Field, Old: x.Old, New: x.New, Why: x.Why, Undoes: x.Undoes, Undone: x.Undone, Target: x.Target, Values: x.Values, From: x.From}
	if x.Kind != "" {
		c.Finding = onrecord.FindingID(x.Kind, x.Number)
	}
	return c
}

// DecisionLine is a decision in a line, for people: what it does, without who and when.
func DecisionLine(x *store.Decision) string {
	what := string(x.Kind)
	switch x.Action {
	case store.Correct:
		name := x.Field
		if f := mend.FieldOf(x.Kind, x.Field); f != nil {
			name = f.What
		}
		return fmt.Sprintf("%s corrected: %s (was %s)", name, orNone(x.New), orNone(x.Old))
	case store.Add:
		return what + " added"
	case store.Undo:
		return fmt.Sprintf("decision %d taken back", x.Undoes)
	case store.Merge, store.Split:
		return togetherLine(x)
	}
	return map[store.Action]string{store.Accept: "accepted", store.Reject: "rejected", store.Note: "noted"}[x.Action]
}

func togetherLine(x *store.Decision) string {
	together := x.Action == store.Merge
	switch x.Of() {
	case mend.OfCopy:
		if together {
			return "one text: a copy"
		}
		return "no copy: two texts"
	case mend.OfActor:
		if together {
			return fmt.Sprintf("one actor: %s is %s", x.Old, x.New)
		}
		return fmt.Sprintf("two actors: %s is not %s", x.Old, x.New)
	case mend.OfIssue:
		if together {
			return fmt.Sprintf("one matter: %s is %s", x.Old, x.New)
		}
		return fmt.Sprintf("two matters: %s is not %s", x.Old, x.New)
	}
	if together {
		return "put together"
	}
	return "kept apart"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
