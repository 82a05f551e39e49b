package desk

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/answer"
)

// TestSQLOnTheDesk asks in SQL by the page, its file and the API: the same answer; what cannot be asked is told.
func TestSQLOnTheDesk(t *testing.T) {
	b := demo(t)
	q := url.Values{"query": {"SELECT outlet, count(*) AS n, max(url) AS \"=url\", NULL AS gap FROM record_reports GROUP BY outlet ORDER BY outlet"}}.Encode()
	var page struct {
		Columns []string
		Rows    [][]any
		More    bool
	}
	if err := json.Unmarshal([]byte(b.get("/api/v1/sql?"+q).body), &page); err != nil || len(page.Rows) < 3 || page.More || page.Rows[0][3] != nil {
		t.Fatalf("%+v, %v: %s", page, err, b.get("/api/v1/sql?"+q).body)
	}
	rows, err := csv.NewReader(strings.NewReader(b.get("/sql.csv?" + q).body)).ReadAll()
	if err != nil || len(rows) != len(page.Rows)+1 || rows[0][2] != "=url" || rows[1][0] != page.Rows[0][0] || rows[1][3] != "" {
		t.Errorf("%q, %v", rows, err)
	}
	b.want(b.get("/sql?"+q), 200, page.Rows[0][0].(string), "not known", "/sql.csv?query=")
	b.want(b.get("/sql"), 200, "record_story_reports", answer.WorkedSQLs()[9].Asks)
	for _, query := range []string{"SELECT * FROM users", "DELETE FROM reports", "SELECT <script>"} {
		q := "?" + url.Values{"query": {query}}.Encode()
		b.want(b.get("/sql"+q), 400, "It cannot be answered")
		b.want(b.get("/sql.csv"+q), 400)
		b.want(b.get("/api/v1/sql"+q), 400, "bad query")
	}
	if err := json.Unmarshal([]byte(b.get("/api/v1/sql?limit=1&"+q).body), &page); err != nil || len(page.Rows) != 1 || !page.More {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestSQLInTheBrowser asks by keys and by mouse, in both widths and themes.
func TestSQLInTheBrowser(t *testing.T) {
	x := surf(demo(t))
	for _, size := range []struct{ wide, high int64 }{{1280, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			x.do(chromedp.EmulateViewport(size.wide, size.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)
			x.open("/sql")
			x.do(chromedp.SendKeys(chromedp.CSS(".sqlbox textarea"), "SELECT outlet, title, text FROM record_reports ORDER BY title LIMIT 3"+kb.Tab+kb.Enter), chromedp.WaitVisible(chromedp.CSS(".answer")))
			x.until(`document.querySelectorAll('.answer tbody tr').length`, "3")
			if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("the answer makes the page wider than %d px", size.wide)
			}
			x.shoot("sql-"+theme+"-"+map[bool]string{true: "390", false: "1280"}[size.wide == 390]+".png", true)
			x.do(chromedp.Click(chromedp.CSS(".worked li:nth-child(2) a")), chromedp.WaitVisible(chromedp.CSS(".answer")))
			x.until(`document.querySelector('.answer th').textContent`, "source")
		}
	}
}
