package desk

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// noteAPI is what people note of reports.
type noteAPI struct{ *api }

// add adds notes.
func (d *noteAPI) add(a huma.API, get func(id, path, what, more string) huma.Operation) {
	change := func(method, id, path, what, more string) huma.Operation {
		op := get(id, path, what, more)
		op.Method = method
		op.Errors = append(op.Errors, http.StatusForbidden)
		return op
	}
	made := func(op huma.Operation) huma.Operation { op.DefaultStatus = http.StatusCreated; return op }
	choosing := func(op huma.Operation) huma.Operation {
		op.Parameters = append(op.Parameters, noteParameters()...)
		return op
	}
	huma.Register(a, choosing(get("list-notes", "/notes", "What people note of reports, the newest first",
		"On words, on findings, on reports as a whole, and in answer to each other. Notes are beside the record: they change no finding, and are no decisions.")), d.list)
	export := choosing(get("export-notes", "/notes/export", "Notes as W3C Web Annotations, or as Hypothesis has them",
		"The oldest first; all that fit, unless limit says otherwise."))
	export.Parameters = append(export.Parameters, &huma.Param{Name: "format", In: "query", Description: "w3c: an AnnotationCollection as JSON-LD; hypothesis: rows, as its API answers a search; json: a note a line",
		Schema: &huma.Schema{Type: "string", Enum: enumOf(answer.NoteForms), Default: answer.NotesW3C}})
	export.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/ld+json": {Schema: &huma.Schema{Type: "object"}}, "application/json": {Schema: &huma.Schema{Type: "object"}}, "application/jsonl": {Schema: &huma.Schema{Type: "string"}}}}}
	huma.Register(a, export, d.export)
	huma.Register(a, get("get-note", "/notes/{n}", "One note with its thread and what became of it", "Also one that is deleted: what it said stands in its history."), d.thread)
	huma.Register(a, made(change(http.MethodPost, "add-note", "/notes", "Write a note",
		"On words of a report, on a finding, or on the report as a whole. One without text only tags. Only where the desk may be written to.")), d.write)
	huma.Register(a, made(change(http.MethodPost, "reply-to-note", "/notes/{n}/reply", "Answer a note", "Only where the desk may be written to.")), d.reply)
	huma.Register(a, change(http.MethodPost, "change-note", "/notes/{n}", "Change a note", "Who wrote it, or an admin. What it said before stands in its history."), d.change)
	huma.Register(a, change(http.MethodDelete, "delete-note", "/notes/{n}", "Delete a note", "Who wrote it, or an admin. Its history keeps what it said; where others answer it, it says that it is deleted."), d.remove)
	bring := made(change(http.MethodPost, "import-notes", "/notes/import", "Bring in notes",
		"W3C Web Annotations or notes of Hypothesis, as one, a list, a collection, rows, or a line each. Reports are found by the digest of their text or their address, words by quotation; the same twice adds nothing."))
	bring.MaxBodyBytes, bring.SkipValidateBody = answer.MostNotesFile, true
	huma.Register(a, bring, d.bring)
	huma.Register(a, made(change(http.MethodPost, "carry-notes", "/notes/carry", "Carry notes from one text of a page to another", "As notes of those who wrote them. What they are on is found by its words; what is not found is kept on the report and listed.")), d.carry)
}

func enumOf(values []string) (out []any) {
	for _, v := range values {
		out = append(out, v)
	}
	return out
}

// noteParameters describe the fields by which notes are chosen.
func noteParameters() (out []*huma.Param) {
	for i := range answer.NoteFields {
		f := &answer.NoteFields[i]
		out = append(out, &huma.Param{Name: f.Name, In: "query", Description: f.What, Schema: &huma.Schema{Type: string(f.Type)}})
	}
	return out
}

// notesInput is which notes are asked for.
type notesInput struct {
	q      store.NoteQuery
	format string
	err    error
}

// Resolve reads the query.
func (in *notesInput) Resolve(c huma.Context) []error {
	u := c.URL()
	v := u.Query()
	if in.format = v.Get("format"); in.format == "" {
		in.format = answer.NotesW3C
	}
	besides := []string{"format"}
	if u.Path == "/api/v1/notes" {
		besides = nil
	}
	a, _ := c.Context().Value(askerKey{}).(asker)
	in.q, in.err = answer.NotesFromURL(v, a.name, besides...)
	return nil
}

type notesOutput struct{ Body answer.NotePage }

func (d *noteAPI) list(ctx context.Context, in *notesInput) (*notesOutput, error) {
	if in.err != nil {
		return nil, d.fault(in.err)
	}
	page, err := answer.Notes(ctx, d.store, in.q)
	if err != nil {
		return nil, d.fault(err)
	}
	return &notesOutput{page}, nil
}

// writtenOutput is a file.
type writtenOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (d *noteAPI) export(ctx context.Context, in *notesInput) (*writtenOutput, error) {
	var b bytes.Buffer
	err := in.err
	if err == nil {
		err = answer.WriteNotes(ctx, d.store, in.q, in.format, &b)
	}
	if err != nil {
		return nil, d.fault(err)
	}
	return &writtenOutput{noteTypes[in.format], b.Bytes()}, nil
}

// noteTypes are the types of the forms of notes.
var noteTypes = map[string]string{answer.NotesW3C: `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`, answer.NotesHypothesis: "application/json", answer.NotesJSON: "application/jsonl"}

type noteNumber struct {
	N int64 `path:"n" doc:"Number of the note" minimum:"1"`
}

type threadOutput struct{ Body answer.Thread }

func (d *noteAPI) thread(ctx context.Context, in *noteNumber) (*threadOutput, error) {
	t, err := answer.ThreadOf(ctx, d.store, in.N)
	if err != nil {
		return nil, d.fault(err)
	}
	return &threadOutput{t}, nil
}

// NoteRequest is a note to write.
type NoteRequest struct {
	Report  string   `json:"report" doc:"Id of the report"`
	Finding string   `json:"finding,omitempty" doc:"That it is on: a3, ev2, p1"`
	Words   string   `json:"words,omitempty" doc:"That it is on, as they stand in the report, or their place in code points: 120-134"`
	Text    string   `json:"text,omitempty" doc:"Plain text; @name mentions a user"`
	Tags    []string `json:"tags,omitempty"`
}

type writeNoteInput struct{ Body NoteRequest }

type noteOutput struct{ Body answer.Noted }

func (d *noteAPI) write(ctx context.Context, in *writeNoteInput) (*noteOutput, error) {
	b := &in.Body
	return d.noted(ctx, answer.Noting{Who: d.whoIn(ctx), Report: b.Report, Finding: b.Finding, Words: b.Words, Text: b.Text, Tags: b.Tags})
}

func (d *noteAPI) noted(ctx context.Context, x answer.Noting) (*noteOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	n, err := x.In(ctx, d.store)
	if err != nil {
		return nil, d.fault(err)
	}
	return &noteOutput{n}, nil
}

// ReplyRequest is an answer to a note.
type ReplyRequest struct {
	Text string   `json:"text,omitempty" doc:"Plain text; @name mentions a user"`
	Tags []string `json:"tags,omitempty"`
}

type replyInput struct {
	N    int64 `path:"n" doc:"Number of the note" minimum:"1"`
	Body ReplyRequest
}

func (d *noteAPI) reply(ctx context.Context, in *replyInput) (*noteOutput, error) {
	return d.noted(ctx, answer.Noting{Who: d.whoIn(ctx), Answers: in.N, Text: in.Body.Text, Tags: in.Body.Tags})
}

type rewordInput struct {
	N    int64 `path:"n" doc:"Number of the note" minimum:"1"`
	Body answer.Reword
}

func (d *noteAPI) change(ctx context.Context, in *rewordInput) (*noteOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	n, err := answer.ChangeNote(ctx, d.store, in.N, d.whoIn(ctx), d.mayDropAll(ctx), in.Body)
	if err != nil {
		return nil, d.fault(err)
	}
	return &noteOutput{n}, nil
}

func (d *noteAPI) remove(ctx context.Context, in *noteNumber) (*struct{}, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	if err := answer.DeleteNote(ctx, d.store, in.N, d.whoIn(ctx), d.mayDropAll(ctx)); err != nil {
		return nil, d.fault(err)
	}
	return nil, nil
}

type bringNotesInput struct {
	RawBody []byte `contentType:"application/json"`
}

type notesBroughtOutput struct{ Body answer.NotesImported }

func (d *noteAPI) bring(ctx context.Context, in *bringNotesInput) (*notesBroughtOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	got, err := answer.ImportNotes(ctx, d.store, d.whoIn(ctx), bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, d.fault(err)
	}
	return &notesBroughtOutput{got}, nil
}

func (d *noteAPI) carry(ctx context.Context, in *carryInput) (*notesBroughtOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	got, err := answer.CarryNotes(ctx, d.store, in.Body.From, in.Body.To, d.whoIn(ctx))
	if err != nil {
		return nil, d.fault(err)
	}
	return &notesBroughtOutput{got}, nil
}
