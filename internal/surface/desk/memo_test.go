package desk

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"onrecord/internal/export"
	"onrecord/internal/store"
)

// TestMemoPage has the memo of a report on the desk: what it says, in both themes and widths, and that it prints on one sheet, be the report
// ever so long. The page of its own that onrecord read writes does so too.
func TestMemoPage(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	many := long(t, 0)
	x := surf(open(t, Options{}, append(reports, many)...))
	sample := x.sampleReport("Hallam: no relief flights without a truce")
	x.want(x.get("/r/"+sample+"/memo"), 200, "Memo on sourcing", "What to check", "Text SHA-256 "+sample, "/r/"+sample+"/export/memo-html")
	x.want(x.get("/r/"+sample), 200, "/r/"+sample+"/memo")
	x.want(x.get("/r/"+strings.Repeat("0", 64)+"/memo"), 404)
	for _, size := range []struct{ wide, high int64 }{{1280, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			x.do(chromedp.EmulateViewport(size.wide, size.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)
			for name, id := range map[string]string{"memo": sample, "memo-long": many.ID} {
				x.open("/r/" + id + "/memo")
				if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
					t.Errorf("%s is wider than %d px", name, size.wide)
				}
				x.shoot(name+"-"+theme+"-"+map[bool]string{true: "390", false: "1280"}[size.wide == 390]+".png", true)
			}
		}
	}
	x.until(`document.querySelector('[data-print]').hidden`, "false")
	list, _, err := x.store.Glances(t.Context(), store.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range list {
		x.open("/r/" + g.Report + "/memo")
		if n := x.sheets("desk-" + g.Report[:8]); n != 1 {
			t.Errorf("%s prints on %d sheets", g.Title, n)
		}
	}
	r, err := x.desk.workOut(many)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := export.MemoHTML(&b, r, export.Style{}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "memo.html")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	x.do(chromedp.Navigate("file://" + file))
	if n := x.sheets("own"); n != 1 {
		t.Errorf("the page of its own prints on %d sheets", n)
	}
}

var printedPage = regexp.MustCompile(`/Type\s*/Page[^s]`)

// sheets is on how many the page prints. With ONRECORD_SHOTS it is left in that folder.
func (x *browser) sheets(name string) int {
	x.Helper()
	yes := true
	res, err := chromedp.Run(x.ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes})
		if err != nil {
			return nil, err
		}
		return res.Data, nil
	})
	if err != nil {
		x.Fatal(err)
	}
	if dir := os.Getenv("ONRECORD_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), res, 0o644); err != nil {
			x.Error(err)
		}
	}
	return len(printedPage.FindAll(res, -1))
}
