package assist_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord/internal/store"
	"onrecord/internal/surface/assist"
)

// TestDecideForAssistant: an assistant decides only where it may, under the name it was given; what it decides shows in all that it asks, with what
// was read beside it, and is undone. What somebody wrote stands in quotation marks.
func TestDecideForAssistant(t *testing.T) {
	file := fill(t)
	plain := connect(t, open(t, file))
	if res, err := plain.CallTool(t.Context(), &mcp.CallToolParams{Name: "decide", Arguments: object{"action": "note", "why": "x"}}); err == nil && !res.IsError {
		t.Fatal("an assistant decides where it may not")
	}
	d := assist.New(assist.Options{MaxBytes: 1 << 16, Decides: "Ana's assistant", Store: func(ctx context.Context) (*store.Store, error) { return openWhole(ctx, file) }})
	t.Cleanup(func() { d.Close() })
	s := connect(t, d)
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools.Tools {
		if tool.Annotations.ReadOnlyHint == (tool.Name == "decide" || tool.Name == "note" || tool.Name == "change_list") {
			t.Errorf("%s: only reads: %v", tool.Name, tool.Annotations.ReadOnlyHint)
		}
	}
	hits, _ := ask[assist.Hits](t, s, "search_record", object{"kind": "position", "actor": "Estovia", "limit": 1})
	f := hits.Hits[0]
	was := f.Position.Stance
	before, _ := ask[assist.PositionsOfOutput](t, s, "positions_of", object{"actor": "Estovia", "unsure": true})
	made, text := ask[assist.DecideOutput](t, s, "decide", object{"action": "correct", "report": f.Report, "finding": f.ID, "why": "end\" of\nit", "values": []object{{"field": "stance", "value": "ambiguous"}, {"field": "firmness", "value": "1"}}})
	if len(made.Decisions) != 2 || made.Decisions[0].Who != "Ana's assistant" || made.Decisions[0].Old != was || strings.Count(text, "\n") != 2 {
		t.Errorf("%+v\n%s", made, text)
	}
	read, text := ask[assist.ReadReportOutput](t, s, "read_report", object{"report": f.Report})
	i := slices.IndexFunc(read.Positions, func(x assist.Finding) bool { return x.ID == f.ID })
	if p := read.Positions[i]; p.Position.Stance != "ambiguous" || p.Decided == nil || p.Decided.Changed[0].Read != was || !strings.Contains(p.Citation, "corrected by Ana's assistant") ||
		!strings.Contains(text, `corrected by "Ana's assistant": stance was `+strconv.Quote(was)) {
		t.Errorf("%+v %+v\n%s", p.Position, p.Decided, text)
	}
	if read, _ := ask[assist.ReadReportOutput](t, s, "read_report", object{"report": f.Report, "as": "read"}); read.Positions[i].Position.Stance != was || read.Positions[i].Decided != nil {
		t.Errorf("as read: %+v", read.Positions[i])
	}
	added, _ := ask[assist.DecideOutput](t, s, "decide", object{"action": "add", "report": f.Report, "finding": "event", "values": []object{{"field": "trigger", "value": f.Quote}, {"field": "root", "value": "AID"}}})
	id := added.Decisions[0].Finding
	ask[assist.DecideOutput](t, s, "decide", object{"action": "reject", "report": f.Report, "finding": "ev1"})
	hits, _ = ask[assist.Hits](t, s, "search_record", object{"kind": "event", "root": "AID", "limit": 100})
	if i := slices.IndexFunc(hits.Hits, func(x assist.Finding) bool { return x.Report == f.Report && x.ID == id }); i < 0 || hits.Hits[i].Decided.Verdict != "added" {
		t.Errorf("%s is not found", id)
	}
	after, _ := ask[assist.PositionsOfOutput](t, s, "positions_of", object{"actor": "Estovia", "unsure": true})
	ambiguous := func(o assist.PositionsOfOutput) (n int) {
		for _, l := range o.Matters {
			for _, x := range l.Stages {
				if x.Finding.Position != nil && x.Finding.Position.Stance == "ambiguous" {
					n++
				}
			}
		}
		return n
	}
	if ambiguous(after) != ambiguous(before)+1 {
		t.Errorf("%d stages are ambiguous, before %d", ambiguous(after), ambiguous(before))
	}
	ask[assist.CorroborationOutput](t, s, "corroboration", object{"report": f.Report, "statement": read.Statements[0].ID})
	out, _ := ask[assist.ExportOutput](t, s, "export_record", object{"format": "csv-positions", "as": "both"})
	if !strings.Contains(out.Text, "corrected") {
		t.Error("the export has no correction")
	}
	log, text := ask[assist.DecisionsOutput](t, s, "decisions", object{"report": f.Report, "limit": 2})
	if len(log.Decisions) != 2 || log.Next == "" || log.Decisions[0].Action != "reject" || strings.Count(text, "\n") != 3 {
		t.Errorf("%+v", log)
	}
	rest, _ := ask[assist.DecisionsOutput](t, s, "decisions", object{"report": f.Report, "after": log.Next})
	if len(rest.Decisions) != 2 || rest.Decisions[1].N != made.Decisions[0].N {
		t.Errorf("%+v", rest)
	}
	for _, x := range append(rest.Decisions, log.Decisions...) {
		ask[assist.DecideOutput](t, s, "decide", object{"action": "undo", "undoes": x.N})
	}
	again, _ := ask[assist.ReadReportOutput](t, s, "read_report", object{"report": f.Report})
	if again.Positions[i].Position.Stance != was || again.Total.Events != read.Total.Events {
		t.Errorf("undone: %+v, %d events, before %d", again.Positions[i], again.Total.Events, read.Total.Events)
	}
	if lost, text := ask[assist.DecisionsOutput](t, s, "decisions", object{"lost": true}); len(lost.Decisions) != 0 || text == "" {
		t.Errorf("%+v", lost)
	}
	for _, in := range []object{{"action": "accept", "report": f.Report, "finding": "a999"}, {"action": "accept", "report": strings.Repeat("0", 64), "finding": "a1"}, {"action": "undo", "undoes": 99},
		{"action": "correct", "report": f.Report, "finding": f.ID, "field": "stance", "value": "maybe"}, {"action": "destroy"}} {
		if got := refused(t, s, "decide", in); strings.Contains(got, "in the log") {
			t.Errorf("%v: %q", in, got)
		}
	}
}

// TestListsForAssistant: an assistant sees the lists and their log, and changes them where it may decide; what is refused says why.
func TestListsForAssistant(t *testing.T) {
	file := fill(t)
	plain := connect(t, open(t, file))
	if res, err := plain.CallTool(t.Context(), &mcp.CallToolParams{Name: "change_list", Arguments: object{"undoes": 1}}); err == nil && !res.IsError {
		t.Fatal("an assistant changes lists where it may not")
	}
	d := assist.New(assist.Options{Decides: "Ana's assistant", Store: func(ctx context.Context) (*store.Store, error) { return openWhole(ctx, file) }})
	t.Cleanup(func() { d.Close() })
	s := connect(t, d)
	if _, text := ask[assist.ListsOutput](t, s, "lists", object{}); !strings.Contains(text, "Nothing") {
		t.Error(text)
	}
	made, text := ask[assist.ChangeListOutput](t, s, "change_list", object{"why": "its \"name\"", "put": []object{{"kind": "actors", "name": "Republic of Estovia", "also": []string{"Estovia"}, "codes": []string{"NGO"},
		"offices": []string{"Prime Minister of Norway 2021-03-01/"}}, {"kind": "outlets", "name": "Gazette", "domain": "gazette.example", "agency": "no"}}})
	if made.Change.N != 1 || made.Change.Who != "Ana's assistant" || !strings.Contains(text, `why: "its \"name\""`) {
		t.Errorf("%+v\n%s", made, text)
	}
	got, text := ask[assist.ListsOutput](t, s, "lists", object{"kind": "actors", "words": "estovia"})
	if got.Total != 1 || got.Lines[0].Offices[0].From != "2021-03-01" || !strings.Contains(text, `name: "Republic of Estovia", aliases: "Estovia", codes: "NGO"`) {
		t.Errorf("%+v\n%s", got, text)
	}
	after, text := ask[assist.PositionsOfOutput](t, s, "positions_of", object{"actor": "Estovia", "unsure": true})
	if len(after.Matters) == 0 || after.Matters[0].Actor != "Republic of Estovia" || len(after.Matters[0].ByList) == 0 {
		t.Errorf("%+v\n%s", after, text)
	}
	for want, in := range map[string]object{"no list of": {"put": []object{{"kind": "dragons", "name": "x"}}}, "no office": {"put": []object{{"kind": "actors", "name": "x", "offices": []string{"King"}}}},
		"no line": {"drop": []object{{"kind": "actors", "name": "Nobody"}}}} {
		res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "change_list", Arguments: in})
		if err != nil || !res.IsError || !strings.Contains(res.Content[0].(*mcp.TextContent).Text, want) {
			t.Errorf("%v: %v %+v", in, err, res)
		}
	}
	if undone, _ := ask[assist.ChangeListOutput](t, s, "change_list", object{"undoes": 1}); undone.Change.N != 2 {
		t.Errorf("%+v", undone)
	}
	log, _ := ask[assist.ListsOutput](t, s, "lists", object{"limit": 1})
	if len(log.Changes) != 1 || log.Changes[0].N != 2 || log.Next == "" {
		t.Errorf("%+v", log)
	}
}
