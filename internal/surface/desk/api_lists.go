package desk

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/store/access"
	"onrecord/internal/store/lists"
)

// listAPI is the part of the API about own lists.
type listAPI struct{ *api }

// add adds the lists.
func (d *listAPI) add(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-changes", "/lists", "What was changed in the own lists, the newest first", "A log that is only added to: what was taken back stays in it."), d.log)
	huma.Register(a, get("get-list", "/lists/{kind}", "The lines of a list", "Of actors, issues, outlets, or sources that are one; docs/lists.md has the parts of each."), d.lines)
	file := get("export-list", "/lists/{kind}/file", "A list as a file (TSV)", "As the import takes it: the same list gives the same bytes.")
	file.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{"text/tab-separated-values": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(a, file, d.file)
	post := func(id, path, what, more string) huma.Operation {
		op := get(id, path, what, more+" Only where the desk may be written to.")
		op.Method = http.MethodPost
		op.Errors = append(op.Errors, http.StatusForbidden)
		return op
	}
	change := post("change-lists", "/lists", "Put lines into the own lists, take lines out, or take a change back",
		"All of it is one change, which shows at once in the ledger, claims, stories and exports. A line takes the place of the line of its name, an outlet’s of its domain.")
	change.MaxBodyBytes = 4 << 20
	huma.Register(a, change, d.change)
	bring := post("import-list", "/lists/{kind}/file", "Bring the file of a list in", "In one change. Lines that cannot be taken are told of and lose nothing else.")
	bring.MaxBodyBytes = lists.MostBytes
	huma.Register(a, bring, d.bring)
}

type listLogInput struct {
	Limit int   `query:"limit" doc:"How many" minimum:"1" maximum:"500" default:"50"`
	After int64 `query:"after" doc:"The next of the page before" minimum:"0"`
}

// ListLog is a page of the log of the lists.
type ListLog struct {
	Changes []answer.ListChanged `json:"changes" nullable:"false"`
	Next    int64                `json:"next,omitempty" doc:"Give it as after to have the next page; absent on the last"`
}

type listLogOutput struct{ Body ListLog }

func (d *listAPI) log(ctx context.Context, in *listLogInput) (*listLogOutput, error) {
	log, next, err := answer.ListLog(ctx, d.store, in.After, in.Limit)
	if err != nil {
		return nil, d.fault(err)
	}
	return &listLogOutput{ListLog{log, next}}, nil
}

type listLinesInput struct {
	Kind  string `path:"kind" enum:"actors,issues,outlets,sources"`
	Words string `query:"words" doc:"Only lines that hold these words" maxLength:"200"`
	Limit int    `query:"limit" doc:"How many" minimum:"1" maximum:"1000" default:"200"`
	After int    `query:"after" doc:"The next of the page before" minimum:"0"`
}

type listLinesOutput struct{ Body answer.ListPage }

func (d *listAPI) lines(ctx context.Context, in *listLinesInput) (*listLinesOutput, error) {
	p, err := answer.ListLines(ctx, d.store, in.Kind, in.Words, in.After, in.Limit)
	if err != nil {
		return nil, d.fault(err)
	}
	return &listLinesOutput{p}, nil
}

type listFileInput struct {
	Kind string `path:"kind" enum:"actors,issues,outlets,sources"`
}

type listFileOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (d *listAPI) file(ctx context.Context, in *listFileInput) (*listFileOutput, error) {
	var b bytes.Buffer
	if err := answer.WriteList(ctx, d.store, in.Kind, &b); err != nil {
		return nil, d.fault(err)
	}
	return &listFileOutput{"text/tab-separated-values; charset=utf-8", b.Bytes()}, nil
}

// ListsRequest is a change of the lists.
type ListsRequest struct {
	Put    []lists.Line      `json:"put,omitempty" maxItems:"1000" doc:"Lines to put"`
	Drop   []answer.ListName `json:"drop,omitempty" maxItems:"1000" doc:"Lines to take out"`
	Undoes int64             `json:"undoes,omitempty" doc:"The change to take back, instead"`
	Why    string            `json:"why,omitempty"`
}

type listsInput struct{ Body ListsRequest }

type listsOutput struct{ Body answer.ListChanged }

func (d *listAPI) change(ctx context.Context, in *listsInput) (*listsOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	c := answer.ListChange{Who: d.whoIn(ctx), Why: in.Body.Why, Put: in.Body.Put, Drop: in.Body.Drop, Undoes: in.Body.Undoes}
	made, err := c.In(ctx, d.store)
	if err != nil {
		return nil, d.fault(err)
	}
	d.grown(ctx)
	return &listsOutput{made}, nil
}

type bringListInput struct {
	Kind    string `path:"kind" enum:"actors,issues,outlets,sources"`
	Replace bool   `query:"replace" doc:"Take out the lines that the file does not have, if none of it is refused"`
	Why     string `query:"why" maxLength:"2000"`
	RawBody []byte `contentType:"text/tab-separated-values"`
}

type bringListOutput struct{ Body answer.ListImported }

func (d *listAPI) bring(ctx context.Context, in *bringListInput) (*bringListOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	f := answer.ListFile{Who: d.whoIn(ctx), Why: in.Why, Kind: in.Kind, Replace: in.Replace}
	got, err := f.In(ctx, d.store, bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, d.fault(err)
	}
	d.grown(ctx)
	return &bringListOutput{got}, nil
}
