package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/read"
)

// api answers programs.
type api struct {
	*base
	*readings
	*storyPages
	described *huma.OpenAPI // once it is added
}

// operation is one call of the API as the page about it lists it.
type operation struct{ Method, Path, What string }

// add adds the API. Its description, /openapi.json, is made from the types below.
func (d *api) add(mux *http.ServeMux) {
	a := newAPI(mux, d.o.Users, d.o.UsersOnceThere, d.apiExporting)
	get := func(id, path, what, more string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: "/api/v1" + path, Summary: what,
			Description: more,
			Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity,
				http.StatusServiceUnavailable}}
	}
	huma.Register(a, get("count", "/counts", "How much the record holds", ""), d.apiCounts)
	huma.Register(a, asking(get("search", "/search", "Search the record",
		"Newest first. Words as one types them: word, \"words in a row\", begin*, -without, this OR that."), answer.Search),
		d.apiSearch)
	for _, kind := range store.Kinds {
		what := string(kind) + "s"
		huma.Register(a, asking(get("list-"+what, "/"+what, "List "+what+", newest first",
			"Takes the fields of search that "+what+" have."), findingFields), d.apiList(kind))
	}
	huma.Register(a, get("get-report", "/reports/{id}", "One report: where it appeared and how it is sourced", ""),
		d.apiReport)
	document := get("get-document", "/reports/{id}/document", "One report with every layer",
		"The JSON format of onrecord read: text, blocks, sentences, tokens, entities, attributions, events, positions, sourcing, alerts, as people decided unless asked otherwise. Offsets are code points.")
	document.Responses = documentResponse()
	huma.Register(a, document, d.apiDocument)
	for _, l := range [][2]string{{"statements", "attributions"}, {"events", "events"}, {"positions", "positions"}} {
		layer, format := l[0], l[1]
		op := get("get-report-"+layer, "/reports/{id}/"+layer, "The "+layer+" of one report",
			"The "+format+" format of onrecord read, as people decided unless asked otherwise. Offsets are code points.")
		op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
			"application/json": {Schema: layerSchema(a, format)}}}}
		huma.Register(a, op, d.apiLayer(format))
	}
	huma.Register(a, huma.Operation{OperationID: "read-text", Responses: documentResponse(), Method: http.MethodPost,
		Path: "/api/v1/read", Summary: "Read a text",
		Description:  "Reads a report and answers with every layer. Nothing is kept unless asked, and only where the desk may be written to.",
		MaxBodyBytes: 2*d.o.MaxBytes + 64<<10, Errors: []int{http.StatusBadRequest, http.StatusForbidden,
			http.StatusRequestEntityTooLarge,
			http.StatusUnprocessableEntity, http.StatusBadGateway, http.StatusServiceUnavailable}}, d.apiRead)
	d.apiAcross(a, get)
	d.apiOverview(a, get)
	(&decisionAPI{d}).add(a, get)
	(&noteAPI{d}).add(a, get)
	d.apiAlerts(a, get)
	d.apiExports(a, get)
	d.apiSQL(a, get)
	feedAPI{d}.apiFeeds(a, get)
	(&listAPI{d}).add(a, get)
	describeFiles(a)
	mux.HandleFunc("POST "+filesPath, d.bringFiles)
	d.described = a.OpenAPI()
}

// newAPI describes the API and puts a mark on its answers. Where there may be users some day, naming one is described as free.
func newAPI(mux *http.ServeMux, users, perhaps bool, exporting func(http.Handler) http.Handler) huma.API {
	config := huma.DefaultConfig("onrecord", read.Version)
	config.Info.Description = "The record of who said and did what, on whose word. Positions in texts are Unicode code points, the end exclusive. " +
		"Lists are cut into pages: give the next of a page as after. Errors are problem+json (RFC 9457); answers carry an ETag."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	if users || perhaps {
		config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "A token of onrecord token add"},
			"basic": {Type: "http", Scheme: "basic", Description: "A user's name with a token as password"}}
		config.Security = []map[string][]string{{"token": {}}, {"basic": {}}}
		if !users {
			config.Security = append(config.Security, map[string][]string{})
		}
	}
	config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", nil
	inner := http.NewServeMux()
	a := humago.New(inner, config)
	answered, sent := marked(inner), exporting(inner)
	mux.Handle("/openapi.json", answered)
	mux.Handle("/openapi.yaml", answered)
	mux.Handle("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := inner.Handler(r); pattern == "" {
			problem(w, http.StatusNotFound, "there is no such operation; /openapi.json lists them")
			return
		}
		if strings.HasPrefix(r.URL.Path, exportsPath) { // too long to be held back for a mark
			sent.ServeHTTP(w, r)
			return
		}
		answered.ServeHTTP(w, r)
	}))
	return a
}

// problem answers as the library does where it is not asked.
func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(huma.ErrorModel{Title: http.StatusText(status), Status: status, Detail: detail})
}

// fault turns an error into a problem; what is no fault of the one who asks goes to the log instead.
func (d *api) fault(err error) error {
	if errors.Is(err, context.Canceled) {
		return huma.NewError(499, "the request was given up")
	}
	status, words, fault := toldWords(err)
	if fault {
		d.log.Error("request failed", "error", err)
	}
	problem := huma.NewError(status, words)
	if status == http.StatusServiceUnavailable {
		return huma.ErrorWithHeaders(problem, http.Header{"Retry-After": {strconv.Itoa(int(comeBack / time.Second))}})
	}
	return problem
}

// operations lists the calls for the page about them, in the order of their paths.
func (d *api) operations() []operation {
	var out []operation
	for path, item := range d.described.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "DELETE": item.Delete} {
			if op != nil {
				out = append(out, operation{method, path, op.Summary})
			}
		}
	}
	slices.SortFunc(out, func(x, y operation) int { return strings.Compare(x.Path+x.Method, y.Path+y.Method) })
	return out
}

// Hits is a page of hits.
type Hits struct {
	Hits []Hit  `json:"hits" nullable:"false"`
	Next string `json:"next,omitempty" doc:"Give it as after to have the next page; absent on the last"`
}

type hitsOutput struct{ Body Hits }

func (d *api) apiSearch(ctx context.Context, in *searchInput) (*hitsOutput, error) {
	if in.err != nil {
		return nil, d.fault(in.err)
	}
	return d.hits(ctx, in.Query)
}

func (d *api) apiList(kind store.Kind) func(context.Context, *listInput) (*hitsOutput, error) {
	return func(ctx context.Context, in *listInput) (*hitsOutput, error) {
		if in.err != nil {
			return nil, d.fault(in.err)
		}
		in.Kind = kind
		return d.hits(ctx, in.Query)
	}
}

func (d *api) hits(ctx context.Context, q answer.Query) (*hitsOutput, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, d.fault(err)
	}
	defer done() // the answer is held back until it is whole
	page, err := d.store.Search(ctx, q.Query)
	if err != nil {
		return nil, d.fault(err)
	}
	out := &hitsOutput{Hits{Hits: []Hit{}, Next: page.Next}}
	for i := range page.Hits {
		out.Body.Hits = append(out.Body.Hits, newHit(&page.Hits[i]))
	}
	return out, nil
}

// Counts is how much the record holds.
type Counts struct {
	Reports     int `json:"reports"`
	Appearances int `json:"appearances" doc:"Where the texts were met: one text may be printed by several outlets"`
	Statements  int `json:"statements"`
	Events      int `json:"events"`
	Positions   int `json:"positions"`
	Entities    int `json:"entities"`
}

type countsOutput struct{ Body Counts }

func (d *api) apiCounts(ctx context.Context, _ *struct{}) (*countsOutput, error) {
	c, err := d.store.Counts(ctx)
	if err != nil {
		return nil, d.fault(err)
	}
	return &countsOutput{Counts(c)}, nil
}

type reportInput struct {
	ID string `path:"id" doc:"SHA-256 of the text in hexadecimal" pattern:"^[0-9a-f]{64}$"`
}

type layerInput struct {
	ID string `path:"id" doc:"SHA-256 of the text in hexadecimal" pattern:"^[0-9a-f]{64}$"`
	As string `query:"as" enum:"decided,read,both" default:"decided" doc:"decided: as people decided; read: as the program read; both: as decided, with what was read beside it and what was rejected"`
}

// ReportCard is what is known of a report without its layers.
type ReportCard struct {
	ID          string           `json:"id"`
	Kept        bool             `json:"kept" doc:"false for one that was only read"`
	Title       string           `json:"title"`
	Outlet      string           `json:"outlet"`
	Author      string           `json:"author"`
	Published   string           `json:"published"`
	URL         string           `json:"url"`
	Characters  int              `json:"characters" doc:"Code points of the text"`
	Statements  int              `json:"statements"`
	Events      int              `json:"events"`
	Positions   int              `json:"positions"`
	Words       WordShares       `json:"words"`
	Rules       []Rule           `json:"rules" nullable:"false" doc:"Newsroom rules that the report may touch"`
	Appearances []AppearanceCard `json:"appearances" nullable:"false"`
	Link        string           `json:"link"`
}

// WordShares is on whose word the words of a report stand.
type WordShares struct {
	All       int `json:"all"`
	OwnVoice  int `json:"own_voice"`
	Anonymous int `json:"anonymous"`
	NoSource  int `json:"no_source"`
	Named     int `json:"named_and_other"`
	Unknown   int `json:"unknown" doc:"Of a report in another language than English, which is not read, all"`
}

// Rule is a newsroom rule that a report may touch, with the words.
type Rule struct {
	Rule     string   `json:"rule"`
	Title    string   `json:"title"`
	Message  string   `json:"message"`
	Severity string   `json:"severity"`
	Spans    [][2]int `json:"spans" nullable:"false"`
}

// AppearanceCard is one place where a text was met.
type AppearanceCard struct {
	Outlet    string `json:"outlet"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Title     string `json:"title"`
}

type reportOutput struct{ Body ReportCard }

func (d *api) apiReport(ctx context.Context, in *reportInput) (*reportOutput, error) {
	known, kept, err := d.report(ctx, in.ID)
	if err != nil {
		return nil, d.fault(err)
	}
	r := known.decided
	s := &r.Sourcing
	c := ReportCard{ID: in.ID, Kept: kept, Title: r.Meta.Title, Outlet: r.Meta.Publisher, Author: r.Meta.Author,
		Published: r.Meta.Published,
		URL:       r.Meta.URL, Statements: len(r.Attributions), Events: len(r.Events), Positions: len(r.Positions),
		Link:  "/r/" + in.ID,
		Words: WordShares{s.Words, s.OwnVoice, s.Anonymous, s.NoSource, max(0, s.Attributed-s.Anonymous-s.NoSource), s.Unknown},
		Rules: []Rule{}, Appearances: []AppearanceCard{}}
	_, c.Characters = onrecord.Points(r.Text, onrecord.Span{End: len(r.Text)})
	for _, f := range r.Findings {
		x := Rule{f.Rule, f.Title, f.Message, string(f.Severity), [][2]int{}}
		for _, s := range f.Spans {
			from, to := onrecord.Points(r.Text, s)
			x.Spans = append(x.Spans, [2]int{from, to})
		}
		c.Rules = append(c.Rules, x)
	}
	met, err := d.store.Appearances(ctx, in.ID)
	if err != nil {
		return nil, d.fault(err)
	}
	for _, m := range met {
		c.Appearances = append(c.Appearances, AppearanceCard(m))
	}
	return &reportOutput{c}, nil
}

// rawOutput is JSON that a format has written.
type rawOutput struct{ Body json.RawMessage }

func (d *api) apiDocument(ctx context.Context, in *layerInput) (*rawOutput, error) {
	return d.apiLayer("json")(ctx, in)
}

func (d *api) apiLayer(format string) func(context.Context, *layerInput) (*rawOutput, error) {
	return func(ctx context.Context, in *layerInput) (*rawOutput, error) {
		r, _, err := d.report(ctx, in.ID)
		if err != nil {
			return nil, d.fault(err)
		}
		return d.raw(r.as(store.As(in.As)), format)
	}
}

func (d *api) raw(r *export.Report, format string) (*rawOutput, error) {
	f, ok := export.Lookup(format)
	if !ok {
		return nil, d.fault(fmt.Errorf("no format %s", format))
	}
	var b bytes.Buffer
	if err := f.Stdout()(&b, r, export.Style{}); err != nil {
		return nil, d.fault(err)
	}
	return &rawOutput{b.Bytes()}, nil
}

// layerSchema describes the line of a format: the report's id and its rows.
func layerSchema(a huma.API, format string) *huma.Schema {
	registry := a.OpenAPI().Components.Schemas
	row := export.Shape(format)
	rows := registry.Schema(reflect.SliceOf(row), true, format)
	described := registry.SchemaFromRef(rows.Items.Ref)
	for i := range row.NumField() {
		f := row.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.Type.Kind() == reflect.Pointer &&
			f.Type.Elem().Kind() == reflect.Struct {
			// What is not told is null; the library says so of plain values only.
			part := *registry.SchemaFromRef(described.Properties[name].Ref)
			part.Nullable = true
			described.Properties[name] = &part
		}
	}
	return &huma.Schema{Type: huma.TypeObject, Required: []string{"id", format},
		Properties: map[string]*huma.Schema{"id": {Type: huma.TypeString}, format: rows}}
}

// documentResponse describes a whole document as far as a client must know; docs/formats.md has every part.
func documentResponse() map[string]*huma.Response {
	list := func(what string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeArray, Description: what, Items: &huma.Schema{}}
	}
	text := &huma.Schema{Type: huma.TypeString}
	return map[string]*huma.Response{"200": {Description: "OK",
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"id", "text", "attributions", "events",
				"positions", "sourcing", "alerts", "findings"},
			Properties: map[string]*huma.Schema{"id": text, "text": text, "attributions": list("statements"),
				"events":    list("events"),
				"positions": list("positions"), "alerts": list("newsroom rules that may be touched"), "findings": list("what alerts were called before, for one version"),
				"sourcing": {Type: huma.TypeObject, AdditionalProperties: true}}}}}}}
}

// ReadRequest is a report to read.
type ReadRequest struct {
	Text      string `json:"text" doc:"The report, or the address of its page where the desk may fetch it" example:"Estovia will not open its airspace, two diplomats said on Monday."`
	Title     string `json:"title,omitempty"`
	Outlet    string `json:"outlet,omitempty"`
	Published string `json:"published,omitempty" doc:"2006-01-02 or RFC 3339" example:"2026-02-09"`
	URL       string `json:"url,omitempty"`
	Keep      bool   `json:"keep,omitempty" doc:"Keep it in the record"`
}

type readInput struct{ Body ReadRequest }

func (d *api) apiRead(ctx context.Context, in *readInput) (*rawOutput, error) {
	b := &in.Body
	if b.Keep && !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	doc, err := d.given(ctx, &answer.Given{Text: b.Text, Title: b.Title, Outlet: b.Outlet, Published: b.Published, URL: b.URL})
	if err == nil {
		err = d.read(ctx, doc)
	}
	if err == nil && b.Keep {
		err = d.putAway(ctx, doc)
	}
	if err != nil {
		return nil, d.fault(err)
	}
	r, _, err := d.report(ctx, doc.ID)
	if err != nil {
		return nil, d.fault(err)
	}
	return d.raw(r.Report, "json")
}
