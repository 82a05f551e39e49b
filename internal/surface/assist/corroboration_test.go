package assist_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/surface/assist"
)

func TestWhoSaid(t *testing.T) {
	s := connect(t, open(t, fill(t)))
	out, text := ask[assist.Hits](t, s, "who_said", object{"words": "airspace", "limit": 100})
	if len(out.Hits) < 3 {
		t.Fatalf("%d statements on the airspace", len(out.Hits))
	}
	newTexts(s).check(t, out.Hits)
	for _, h := range out.Hits {
		content := ""
		for _, p := range h.Statement.Content {
			content += " " + strings.ToLower(p.Quote)
		}
		if !strings.Contains(content, "airspace") {
			t.Errorf("not said: %q", content)
		}
	}
	if !strings.Contains(text, "statement a") {
		t.Errorf("the text is %q", text)
	}
	var pages []assist.Finding
	after := ""
	for range 200 {
		page, _ := ask[assist.Hits](t, s, "who_said", object{"words": "AIRSPACE!", "limit": 2, "after": after})
		pages = append(pages, page.Hits...)
		if after = page.Next; after == "" {
			break
		}
	}
	if !slices.EqualFunc(pages, out.Hits, func(a, b assist.Finding) bool { return a.Report == b.Report && a.ID == b.ID }) {
		t.Errorf("%d hits in pages, %d in one", len(pages), len(out.Hits))
	}
	refused(t, s, "who_said", object{"words": "?!"})
	refused(t, s, "who_said", object{})
}

// TestCorroboration asks who else says that twelve people died, by words and by a statement.
func TestCorroboration(t *testing.T) {
	s := burnt(t)
	x := newTexts(s)
	for name, in := range map[string]object{"words": {"words": "twelve people died", "to": "2026-12-31"},
		"statement": {"report": onrecord.Digest(fire[0][2]), "statement": "a1"}} {
		out, text := ask[assist.CorroborationOutput](t, s, "corroboration", in)
		if len(out.Claims) != 1 || !out.Complete || out.Next != "" {
			t.Fatalf("%s: %d claims: %s", name, len(out.Claims), text)
		}
		c := out.Claims[0]
		var names []string
		for _, o := range c.Origins {
			names = append(names, o.Name+"/"+o.Kind)
		}
		if c.N != 5 || c.Independent != 3 || c.SingleSource || !slices.Contains(names, "pia lund/named source") || !slices.Contains(names, "reuters/outlet") {
			t.Errorf("%s: %d statements, %d origins %q", name, c.N, c.Independent, names)
		}
		if c.Disputed != 1 || len(c.Against) != 1 || c.Asked.Outlet != "Gazette" {
			t.Errorf("%s: %s contradicted by %d, %v", name, c.Asked.Outlet, c.Disputed, c.Against)
		}
		related := map[string]string{}
		for _, said := range c.Statements {
			related[said.Finding.Outlet] = said.Relation
			x.check(t, []assist.Finding{said.Finding})
		}
		if related["Star"] != "contradicts" || related["Ledger"] != "supports" || related["Herald"] != "supports" {
			t.Errorf("%s: %v", name, related)
		}
		if n := inPages(t, s, in); n != len(c.Statements) {
			t.Errorf("%s: %d statements in pages, %d in one", name, n, len(c.Statements))
		}
	}
}

// TestAlone asks for what one alone says, for a text that is not kept, and in vain.
func TestAlone(t *testing.T) {
	s := burnt(t)
	alone, text := ask[assist.CorroborationOutput](t, s, "corroboration", object{"words": "choir would sing"})
	if len(alone.Claims) != 1 || !alone.Claims[0].SingleSource || !strings.Contains(text, "SINGLE SOURCE") {
		t.Errorf("alone: %s", text)
	}
	read, _ := ask[assist.ReadReportOutput](t, s, "read_report", object{"text": "Firefighters said twelve people died in the fire at the Kessel mill.",
		"published": "2026-03-01"})
	fresh, _ := ask[assist.CorroborationOutput](t, s, "corroboration", object{"report": read.Report, "statement": read.Statements[0].ID})
	if len(fresh.Claims) != 1 || fresh.Claims[0].N != 6 {
		t.Errorf("a text that was read: %+v", fresh)
	}
	for _, in := range []object{{}, {"words": "?"}, {"words": "fire", "report": read.Report}, {"report": read.Report}, {"statement": "a1"},
		{"report": read.Report, "statement": "a99"}, {"report": read.Report, "statement": "a-1"}, {"report": read.Report, "statement": "1"}} {
		refused(t, s, "corroboration", in)
	}
}

// TestWhoFirst tells an assistant who came first with a claim, with days, and puts the sentence in quotation marks.
func TestWhoFirst(t *testing.T) {
	s := connect(t, open(t, fill(t)))
	out, text := ask[assist.CorroborationOutput](t, s, "corroboration", object{"words": "airspace"})
	dated := 0
	for _, c := range out.Claims {
		f := c.First
		if f.Words == "" || len(f.Travel) != c.N || len(f.Printed) == 0 && f.Undated < c.N || !strings.Contains(text, "who first: "+strconv.Quote(f.Words)) {
			t.Errorf("%d statements: %+v", c.N, f)
		}
		for _, step := range f.Travel {
			if step.Day != "" {
				dated++
			}
			if step.How == "" {
				t.Errorf("%+v does not tell how", step)
			}
		}
	}
	if dated == 0 {
		t.Error("no step has a day: the test has lost what it looks for")
	}
}
