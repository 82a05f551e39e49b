package desk

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/answer"
	"onrecord/internal/cross"
)

// storyOf is the story of a report by the API.
func (b *bench) storyOf(id string) (s cross.Story) {
	b.Helper()
	if err := json.Unmarshal([]byte(b.get("/api/v1/stories/"+id).body), &s); err != nil {
		b.Fatal(err)
	}
	return s
}

func (b *bench) decisions() int {
	b.Helper()
	log, err := b.store.Decisions(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	return len(log)
}

func TestStoryScreens(t *testing.T) {
	b := demo(t)
	named, copied := b.sampleReport("Hallam: no relief flights without a truce"), b.sampleReport("No flights without truce, says Hallam")
	s := b.storyOf(named)
	at := slices.IndexFunc(s.Reports, func(r cross.StoryReport) bool { return r.ID == copied })
	if at < 0 || s.Reports[at].Origin != named {
		t.Fatalf("the copy is not in the story, or no copy: %+v", s.Reports)
	}
	b.want(b.get("/stories"), 200, `href="/st/`+s.ID, "report", "origin")
	b.want(b.get("/st/"+copied), 200, s.Title, "○ a copy of", `<svg class="steps-chart lanes"`, "What is said", `href="/r/`+named)
	b.want(b.get("/r/"+copied), 200, "This is a copy of", "/st/"+copied, "no second origin")
	b.want(b.get("/st/"+strings.Repeat("0", 64)), 404)
	b.want(b.get("/stories?from=soon"), 400)
	b.want(b.get("/stories?q=zebra"), 200, "No story fits")
	rows, err := csv.NewReader(strings.NewReader(b.get("/stories.csv").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list StoryList
	if err := json.Unmarshal([]byte(b.get("/api/v1/stories?limit=500").body), &list); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range list.Stories {
		n += len(s.Reports)
	}
	if len(rows)-1 != n || n == 0 || !list.Across.Ready {
		t.Errorf("%d rows of CSV, %d reports by the API, %+v", len(rows)-1, n, list.Across)
	}
	claims, err := csv.NewReader(strings.NewReader(b.get("/st/" + named + "/claims.csv").body)).ReadAll()
	said := 0
	for _, c := range s.Claims {
		said += len(c.Said) + len(c.Contradicted)
	}
	if err != nil || len(claims)-1 != said || said == 0 {
		t.Errorf("%d rows of claims, %d by the API, %v", len(claims)-1, said, err)
	}
}

// TestStoryByHand takes a report out of a story and puts it back; both are decisions that can be undone.
func TestStoryByHand(t *testing.T) {
	b := demo(t)
	s := b.storyOf(b.sampleReport("Hallam: no relief flights without a truce"))
	other := s.Reports[len(s.Reports)-1].ID
	if other == s.ID {
		other = s.Reports[0].ID
	}
	in := func() bool {
		return slices.ContainsFunc(b.storyOf(s.ID).Reports, func(r cross.StoryReport) bool { return r.ID == other })
	}
	b.want(b.post("/st/"+s.ID+"/move", url.Values{"report": {other}, "move": {"apart"}}), 303)
	if in() || b.decisions() != 1 {
		t.Error("the report is still in the story")
	}
	b.want(b.post("/st/"+s.ID+"/move", url.Values{"report": {"http://desk/r/" + other + "#a1"}, "move": {"together"}}), 303)
	if !in() {
		t.Error("the report is not back")
	}
	for _, form := range []url.Values{{"report": {other}}, {"report": {"../x"}, "move": {"apart"}}, {"report": {s.ID}, "move": {"apart"}}} {
		b.want(b.post("/st/"+s.ID+"/move", form), 400)
	}
	b.want(b.post("/st/"+s.ID+"/move", url.Values{"report": {strings.Repeat("0", 64)}, "move": {"apart"}}), 404)
	b.want(b.do("POST", "/st/"+s.ID+"/move", "report="+other+"&move=apart", "Content-Type", "application/x-www-form-urlencoded",
		"Sec-Fetch-Site", "cross-site"), 403)
	if n := b.decisions(); n != 2 {
		t.Errorf("%d decisions", n)
	}
	b.desk.o.Writable = false
	b.want(b.post("/st/"+s.ID+"/move", url.Values{"report": {other}, "move": {"apart"}}), 403)
}

// TestAcrossNotReady: a desk that has not looked through its store says so, and shows at once what was worked out before.
func TestAcrossNotReady(t *testing.T) {
	b := demo(t)
	fresh, err := New(b.store, b.desk.reader, b.desk.rules, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if fresh.missing() == "" || fresh.across().Ready {
		t.Error("a desk that has looked at nothing calls itself ready")
	}
	if list, _, err := fresh.evidence(t.Context(), answer.Query{}, 10); err != nil || len(list) == 0 {
		t.Errorf("%d positions, %v", len(list), err)
	}
	if err := fresh.Catch(t.Context()); err != nil || fresh.missing() != "" {
		t.Errorf("not ready: %v", err)
	}
}
