package desk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
)

// mendForm is a form that puts a finding right, or adds one.
type mendForm struct {
	Report  string
	Finding string // a3, ev2, p1; of an addition its kind
	Name    string // "statement 3", "a statement"
	Adds    bool
	Begin   int // code point of the text where its words begin
	End     int
	Next    string // where a decision leads back to
	Fields  []mendField
	Done    []verdictLine // what stands
}

// mendField is a value in such a form, what stands there beside what is to.
type mendField struct {
	mend.Field
	Key     string // of the keyboard
	Now     string // in words
	Raw     string // what the control holds; a change is told by it
	At      string // places of words that are chosen already
	Options []fieldValueView
	Conds   []mendCond
}

// Words tells whether words of the report are chosen for it.
func (f mendField) Words() bool { return f.Chosen() }

// Hint is what may be typed into it.
func (f mendField) Hint() string {
	if f.Form == mend.Issue {
		return "words as they stand, or your own"
	}
	return "words as they stand"
}

// Stands is what words of the report stand for, where that can be given beside them: days, a state; "" for nothing.
func (f mendField) Stands() string {
	switch f.Form {
	case mend.When:
		return "days: 2026-03-01 or 2026-03-01/2026-03-04"
	case mend.Where:
		return "state: PAK"
	}
	return ""
}

// mendCond is a condition of a position in a form.
type mendCond struct {
	Kind  onrecord.ConditionKind
	Words string
	At    string
	Kinds []onrecord.ConditionKind
}

// mendKeys are the keys of fields in the form, by their names.
var mendKeys = map[string]string{"source": "s", "cue": "c", "content": "w", "source_kind": "k", "naming": "n", "type": "y", "parent": "p",
	"trigger": "t", "actor": "a", "recipient": "r", "root": "o", "status": "h", "modality": "m", "date": "d", "place": "l", "word": "u",
	"passage": "g", "issue": "i", "proposition": "q", "stance": "v", "firmness": "f", "conditions": "c", "topic": "b"}

// newMendForm is the form of a finding of a report, which must be there.
func newMendForm(r *reading, kind store.Kind, number int) (*mendForm, error) {
	d := r.both.Document
	id := onrecord.FindingID(kind, number)
	c, ok := d.Card(id)
	if !ok {
		return nil, errNoFinding
	}
	f := &mendForm{Report: onrecord.Digest(d.Text), Finding: id, Name: fmt.Sprintf("%s %d", kind, number), Begin: c.Begin, End: c.End, Done: verdictLines(r.verdicts, kind, number)}
	f.Next = "/r/" + f.Report + "#" + id
	for _, x := range mend.Fields(kind) {
		f.Fields = append(f.Fields, newMendField(d, kind, c.Place, x))
	}
	return f, nil
}

func newMendField(d *onrecord.Document, kind store.Kind, place int, x mend.Field) mendField {
	m := mendField{Field: x, Key: mendKeys[x.Name]}
	m.Now, _ = mend.ValueOf(d, kind, place, x.Name)
	switch x.Form {
	case mend.Choice:
		m.Raw = m.Now
		m.Now = fieldValueWords(x.Axis, m.Raw)
		m.choices(x.Values())
	case mend.Free:
		m.Raw = m.Now
	case mend.Told:
		m.Raw = m.Now
		m.statements(d)
	case mend.Conditions:
		if kind == store.Position && place > 0 {
			for _, k := range d.Positions[place-1].Conditions {
				m.Conds = append(m.Conds, mendCond{k.Kind, onrecord.OneLine(d.In(k.Span)), places(d, k.Span), mend.ConditionKinds})
			}
		}
		m.Raw = condsRaw(m.Conds)
		m.Conds = append(m.Conds, mendCond{Kinds: mend.ConditionKinds})
	}
	return m
}

func (m *mendField) choices(values []string) {
	if m.Raw == "" {
		m.Options = append(m.Options, fieldValueView{"", "not known", true})
	}
	for _, v := range values {
		m.Options = append(m.Options, fieldValueView{v, fieldValueWords(m.Axis, v), v == m.Raw})
	}
}

// statements are what something can be told in.
func (m *mendField) statements(d *onrecord.Document) {
	m.Options = []fieldValueView{{"", "the outlet’s own voice", m.Raw == ""}}
	for c := range d.Cards().All(store.Statement) {
		if c.Decided == nil || c.Decided.Verdict != onrecord.Rejected {
			m.Options = append(m.Options, fieldValueView{c.ID, short(60, c.ID+" "+c.Speaker.Who()+": "+onrecord.Lines(c.Content, " … ")), c.ID == m.Raw})
		}
	}
}

// places are stretches as a value names them: "120-134,140-152".
func places(d *onrecord.Document, spans ...onrecord.Span) string {
	var out []string
	for _, s := range spans {
		begin, end := onrecord.Points(d.Text, s)
		out = append(out, fmt.Sprintf("%d-%d", begin, end))
	}
	return strings.Join(out, ",")
}

func condsRaw(list []mendCond) string {
	var out []string
	for _, c := range list {
		if c.Kind != "" && c.At != "" {
			out = append(out, string(c.Kind)+": "+c.At)
		}
	}
	return strings.Join(out, "; ")
}

// addForm is the form that adds a finding of a kind; at are the places of words that were chosen already.
func addForm(d *onrecord.Document, kind store.Kind, at string) *mendForm {
	f := &mendForm{Report: onrecord.Digest(d.Text), Finding: string(kind), Name: map[store.Kind]string{store.Statement: "a statement", store.Event: "an event", store.Position: "a position"}[kind],
		Adds: true}
	f.Next = "/r/" + f.Report
	main := map[store.Kind]string{store.Statement: "content", store.Event: "trigger", store.Position: "passage"}[kind]
	for _, x := range mend.Fields(kind) {
		m := newMendField(d, kind, 0, x)
		switch {
		case x.Name == main && at != "":
			m.At = at
			if s, err := (&mend.Selector{Start: first(at), End: last(at)}).Resolve(d.Text); err == nil {
				m.Now = onrecord.OneLine(d.In(s))
				f.Begin, f.End = onrecord.Points(d.Text, s)
			}
		case x.Form == mend.Choice && len(m.Options) > 0 && m.Options[0].Value != "":
			m.Options = append([]fieldValueView{{"", "not known", true}}, m.Options...)
		case x.Form == mend.Told:
			m.Options[0].Words = "by what holds its words"
		}
		f.Fields = append(f.Fields, m)
	}
	return f
}

// first and last are the ends of a stretch "120-134"; 0 for what is none.
func first(at string) int { from, _, _ := strings.Cut(at, "-"); n, _ := strconv.Atoi(from); return n }

func last(at string) int { _, to, _ := strings.Cut(at, "-"); n, _ := strconv.Atoi(to); return n }

// mendPart answers with the form of a finding alone, for the Reader to show beside the text.
func (d *reviewPages) mendPart(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	report, kept, err := d.report(r.Context(), r.PathValue("id"))
	if err == nil && !kept {
		err = errNotKept
	}
	if err != nil {
		return err
	}
	if on, is := strings.CutPrefix(r.PathValue("finding"), notePart); is {
		f, err := d.newNoteForm(r.Context(), report, strings.TrimPrefix(on, "-"), r.URL.Query().Get("at"))
		if err != nil {
			return err
		}
		return d.part(w, r, "write", "noteform", f)
	}
	f, err := formOf(report, r.PathValue("finding"), r.URL.Query().Get("at"))
	if err != nil {
		return err
	}
	return d.part(w, r, "review", "mendform", f)
}

// mendScript is the script of a page on which words are chosen.
func mendScript(mends bool) string {
	if mends {
		return "mend.js"
	}
	return ""
}

// formOf is the form of a finding by its id, or of an addition by its kind.
func formOf(r *reading, finding, at string) (*mendForm, error) {
	if kind, number, ok := onrecord.ParseFindingID(finding); ok {
		return newMendForm(r, kind, number)
	}
	if kind := store.Kind(finding); slices.Contains([]store.Kind{store.Statement, store.Event, store.Position}, kind) {
		return addForm(r.both.Document, kind, at), nil
	}
	return nil, errNoFinding
}

// addPage is a page that adds a finding, for those whose browser runs no scripts.
func (d *reviewPages) addPage(w http.ResponseWriter, r *http.Request) error {
	report, kept, err := d.report(r.Context(), r.PathValue("id"))
	if err == nil && !kept {
		err = errNotKept
	}
	if err != nil {
		return err
	}
	f, err := formOf(report, r.PathValue("kind"), r.URL.Query().Get("at"))
	if err != nil || !f.Adds {
		return cmp.Or(err, errNoFinding)
	}
	page := newReaderPage(report.decided, true)
	return d.show(w, r, http.StatusOK, "add", frame{Title: "Add " + f.Name, Here: "review", Script: mendScript(d.may(r.Context(), access.Analyst)), Page: struct {
		*mendForm
		Title  string
		Blocks []readerBlock
	}{f, page.Title, page.Blocks}})
}

// chosenOf reads what a form of [mendForm] changes.
func chosenOf(f url.Values, kind store.Kind) (out []answer.Chosen, err error) {
	for _, x := range mend.Fields(kind) {
		c := answer.Chosen{Field: x.Name}
		value, was := strings.TrimSpace(f.Get("value."+x.Name)), f.Get("was."+x.Name)
		switch {
		case f.Get("none."+x.Name) != "":
			c.None = true
		case x.Form == mend.Conditions:
			given, err := condsOf(f)
			if err != nil {
				return nil, err
			}
			if given == was {
				continue
			}
			c.Value, c.None = given, given == ""
		case x.Form == mend.Told:
			if value == was {
				continue
			}
			c.Value, c.None = value, value == ""
		case x.Chosen():
			at, stands := strings.TrimSpace(f.Get("at."+x.Name)), strings.TrimSpace(f.Get("stands."+x.Name))
			switch {
			case at == "" && value == "" && stands == "":
				continue
			case stands == "" || at == "" && value == "":
				c.Value = cmp.Or(at, value, stands)
			case at == "": // words, and the days or the state that they stand for
				c.Words, c.Value = []mend.Selector{{Exact: value}}, stands
			default:
				if c.Words, err = selected(at); err != nil {
					return nil, err
				}
				c.Value = stands
			}
		case value == was || value == "":
			continue
		default:
			c.Value = value
		}
		out = append(out, c)
	}
	return out, nil
}

// selected are places "120-134,140-152" as selectors.
func selected(at string) (out []mend.Selector, err error) {
	for _, s := range strings.Split(at, ",") {
		x := mend.Selector{Start: first(strings.TrimSpace(s)), End: last(strings.TrimSpace(s))}
		if x.End <= x.Start {
			return nil, errForm
		}
		out = append(out, x)
	}
	return out, nil
}

// condsOf are the conditions of a form as a value has them.
func condsOf(f url.Values) (string, error) {
	kinds, at, words := f["cond.kind"], f["cond.at"], f["cond.words"]
	if len(kinds) != len(at) || len(kinds) != len(words) {
		return "", errForm
	}
	var out []string
	for i, kind := range kinds {
		if where := cmp.Or(at[i], strings.TrimSpace(words[i])); kind != "" && where != "" {
			out = append(out, kind+": "+where)
		}
	}
	return strings.Join(out, "; "), nil
}

// lostPage lists the decisions that stand and are not found again.
type lostPage struct {
	Rows   []lostRow
	N      int
	Report string
	Older  string
}

type lostRow struct {
	decisionRow
	Reason, Report string
}

func (d *reviewPages) lostPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // none is the first page
	report := q.Get("report")
	list, err := d.store.Lost(r.Context(), report, after, decisionsShown+1)
	if err != nil {
		return err
	}
	p := lostPage{Report: report}
	if p.N, err = d.store.CountLost(r.Context()); err != nil {
		return err
	}
	if len(list) > decisionsShown {
		list = list[:decisionsShown]
		p.Older = with("/decisions/lost", url.Values{}, "report", report, "after", strconv.FormatInt(list[len(list)-1].N, 10))
	}
	for i := range list {
		l := newVerdictLine(&list[i].Decision)
		l.Link = "/r/" + list[i].Report
		p.Rows = append(p.Rows, lostRow{decisionRow{l, list[i].Quote, false}, list[i].Reason, list[i].Report})
	}
	return d.show(w, r, http.StatusOK, "lost", frame{Title: "Decisions not found again", Here: "review", Page: p})
}

// bring takes a file of decisions, or of codings made elsewhere.
func (d *reviewPages) bring(w http.ResponseWriter, r *http.Request) error {
	if !d.may(r.Context(), access.Analyst) {
		return errReadOnly
	}
	file, head, err := sentFile(w, r, "file", mostImport)
	if err != nil {
		return err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return errors.Join(errForm, err)
	}
	got, err := (&answer.Importing{Store: d.store, Who: d.who(r)}).File(r.Context(), head.Filename, data, nil)
	if got.Added > 0 {
		d.grown(r.Context())
	}
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "decisions_brought", frame{Title: "Decisions brought in", Here: "review", Page: got})
}

// carry lays the decisions on another text of a page over this one.
func (d *reviewPages) carry(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	got, err := answer.Carry(r.Context(), d.store, r.PostForm.Get("from"), r.PathValue("id"), d.who(r))
	if got.Added > 0 {
		d.grown(r.Context())
	}
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "decisions_brought", frame{Title: "Decisions carried over", Here: "review", Page: got})
}
