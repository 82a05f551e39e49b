package desk

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/lists"
)

// listPages are the pages of the newsroom's own lists.
type listPages struct{ *base }

// listPage is a list with its log.
type listPage struct {
	Kind    lists.Kind
	Kinds   []listTab
	What    string
	Find    string // words that its lines have
	Rows    []listRow
	Columns []listColumn
	Total   int
	More    string // address of the next page; "" for none
	Form    []listColumn
	Was     string // key of the line that the form changes; "" of a new one
	Log     []answer.ListChanged
	Done    *answer.ListChanged // what was just done
	Told    string
	Wrong   string // why what the form asked for cannot be
	Refused []answer.Refusal
	Here    string
}

// listTab leads to one of the lists.
type listTab struct {
	Kind lists.Kind
	N    int
}

// listRow is a line of a list.
type listRow struct {
	Name  string // that it is known by
	Cells []string
	Edit  string
}

// listColumn is a column of a list, in the form with what stands in it.
type listColumn struct {
	Name, Words, Hint, Value string
	Choice                   bool // yes, no or nothing
}

// listWhat say what each list is for.
var listWhat = map[lists.Kind]string{
	lists.Actors:  "Who goes by which names, with the codes of event data and the offices that people held. All of them are one actor in the ledger, in claims and in tables, under the name that stands first.",
	lists.Issues:  "What positions are about. What is told in words that hold all words of one of a line’s wordings is of that line, whatever the dictionary calls it.",
	lists.Outlets: "What outlets are called, who owns them, and whose texts others print.",
	lists.Sources: "Names that are one source. However they are called, they are one origin.",
}

// listColumns say what stands in the columns of the files.
var listColumns = map[string]listColumn{
	"name":    {Words: "Name, as it is shown"},
	"aliases": {Words: "Other names", Hint: "Médecins Sans Frontières | MSF"},
	"codes":   {Words: "Codes", Hint: "NORGOV"},
	"offices": {Words: "Offices with their days", Hint: "Foreign Minister of Norway 2021-03-01/2024-05-02"},
	"words":   {Words: "Words that mean it", Hint: "closed airspace | no-fly zone"},
	"parent":  {Words: "Issue above it"},
	"domain":  {Words: "Domain", Hint: "gazette.example"},
	"owner":   {Words: "Owner"},
	"agency":  {Words: "An agency?", Choice: true},
	"same_as": {Words: "Names that are the same", Hint: "Médecins Sans Frontières | MSF"},
}

// How much a page of a list shows.
const (
	listShown    = 200
	listLogShown = 20
	mostListForm = 64 << 10
)

func (d *listPages) listsPage(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/lists/"+string(lists.Actors), http.StatusSeeOther)
	return nil
}

// listPage is the page of a list, or its file: /lists/actors, /lists/actors.tsv.
func (d *listPages) listPage(w http.ResponseWriter, r *http.Request) error {
	name, file := strings.CutSuffix(r.PathValue("kind"), ".tsv")
	kind, err := lists.ParseKind(name)
	if err != nil {
		return errNoPage
	}
	if file {
		var b bytes.Buffer
		if err := answer.WriteList(r.Context(), d.store, string(kind), &b); err != nil {
			return err
		}
		attach(w, "text/tab-separated-values; charset=utf-8", string(kind)+".tsv")
		_, err := w.Write(b.Bytes())
		return err
	}
	p := listPage{Kind: kind}
	if n, err := strconv.ParseInt(r.URL.Query().Get("done"), 10, 64); err == nil {
		log, _, err := answer.ListLog(r.Context(), d.store, n+1, 1)
		if err != nil {
			return err
		}
		if len(log) > 0 && log[0].N == n {
			p.Done = &log[0]
		}
	}
	return d.showList(w, r, http.StatusOK, p)
}

// showList draws a list; what was asked for stands in the page already.
func (d *listPages) showList(w http.ResponseWriter, r *http.Request, status int, p listPage) error {
	ctx, q := r.Context(), r.URL.Query()
	l, err := d.store.Lists(ctx)
	if err != nil {
		return err
	}
	for _, k := range lists.Kinds {
		p.Kinds = append(p.Kinds, listTab{k, len(l.Lines(k))})
	}
	for _, c := range lists.Columns(p.Kind) {
		x := listColumns[c]
		x.Name = c
		p.Columns = append(p.Columns, x)
	}
	p.What, p.Find, p.Here = listWhat[p.Kind], q.Get("q"), "/lists/"+string(p.Kind)
	after, _ := strconv.Atoi(q.Get("after")) // no number is the first page
	page, err := answer.ListLines(ctx, d.store, string(p.Kind), p.Find, after, listShown)
	if err != nil {
		return err
	}
	for i := range page.Lines {
		x := &page.Lines[i]
		name := cmp.Or(x.Domain, x.Name)
		p.Rows = append(p.Rows, listRow{name, x.Cells(), with(p.Here, url.Values{}, "edit", name)})
	}
	if p.Total = page.Total; page.Next > 0 {
		p.More = with(p.Here, url.Values{}, "q", p.Find, "after", strconv.Itoa(page.Next))
	}
	if p.Form == nil {
		p.Form = p.Columns
		if x := l.Line(p.Kind, q.Get("edit")); x != nil && q.Get("edit") != "" {
			p.Was, p.Form = cmp.Or(x.Domain, x.Name), filled(p.Kind, func(i int, _ string) string { return x.Cells()[i] })
		}
	}
	if p.Log, _, err = answer.ListLog(ctx, d.store, 0, listLogShown); err != nil {
		return err
	}
	return d.show(w, r, status, "lists", frame{Title: "Lists: " + string(p.Kind), Page: p})
}

// filled are the columns of a form with what stands in them.
func filled(k lists.Kind, value func(i int, column string) string) (out []listColumn) {
	for i, c := range lists.Columns(k) {
		x := listColumns[c]
		x.Name, x.Value = c, value(i, c)
		out = append(out, x)
	}
	return out
}

// changeList puts a line, takes one out, takes a change back, or brings a file in.
func (d *listPages) changeList(w http.ResponseWriter, r *http.Request) error {
	kind, err := lists.ParseKind(r.PathValue("kind"))
	switch {
	case err != nil:
		return errNoPage
	case !d.may(r.Context(), access.Analyst):
		return errReadOnly
	case strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data"):
		return d.bringList(w, r, kind)
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostListForm)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	f := r.PostForm
	c := answer.ListChange{Who: d.whoIn(r.Context()), Why: f.Get("why")}
	wrong := func(err error) error {
		if !errors.Is(err, store.ErrList) {
			return err
		}
		return d.showList(w, r, http.StatusBadRequest, listPage{Kind: kind, Wrong: strings.TrimPrefix(err.Error(), store.ErrList.Error()+": "), Was: f.Get("was"),
			Form: filled(kind, func(_ int, column string) string { return f.Get(column) })})
	}
	switch {
	case f.Get("undo") != "":
		if c.Undoes, err = strconv.ParseInt(f.Get("undo"), 10, 64); err != nil {
			return errForm
		}
	case f.Get("drop") != "":
		c.Drop = []answer.ListName{{Kind: string(kind), Name: f.Get("drop")}}
	default:
		x, err := lists.FromCells(kind, f.Get)
		if err != nil {
			return wrong(err)
		}
		c.Put = []lists.Line{x}
		if was := f.Get("was"); was != "" && lists.Plain(was) != x.Key() { // it goes by another name now
			c.Drop = []answer.ListName{{Kind: string(kind), Name: was}}
		}
	}
	made, err := c.In(r.Context(), d.store)
	if err != nil {
		return wrong(err)
	}
	d.grown(r.Context())
	if made.N == 0 {
		return d.showList(w, r, http.StatusOK, listPage{Kind: kind, Told: "Nothing changed: the list says so already."})
	}
	http.Redirect(w, r, fmt.Sprintf("/lists/%s?done=%d", kind, made.N), http.StatusSeeOther)
	return nil
}

// bringList brings the file of a list in.
func (d *listPages) bringList(w http.ResponseWriter, r *http.Request, kind lists.Kind) error {
	file, head, err := sentFile(w, r, "file", lists.MostBytes+mostListForm)
	if err != nil {
		return err
	}
	defer file.Close()
	f := answer.ListFile{Who: d.whoIn(r.Context()), Why: r.FormValue("why"), Kind: string(kind), Replace: r.FormValue("replace") != ""}
	got, err := f.In(r.Context(), d.store, file)
	if err != nil {
		return fmt.Errorf("%s: %w", short(80, head.Filename), err)
	}
	if got.Change != 0 {
		d.grown(r.Context())
	}
	return d.showList(w, r, http.StatusOK, listPage{Kind: kind, Told: short(80, head.Filename) + ": " + got.Words() + ".", Refused: got.Refused})
}
