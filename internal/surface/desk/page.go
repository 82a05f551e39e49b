package desk

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/surface/httpguard"
	"onrecord/read"
)

//go:embed templates static
var files embed.FS

// assets are the style sheet and scripts, each under an address that changes with its content.
type assets map[string]asset

type asset struct {
	body        []byte
	contentType string
	version     string
}

func loadAssets() (assets, error) {
	out := assets{}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		body, err := files.ReadFile("static/" + e.Name())
		name, packed := strings.CutSuffix(e.Name(), ".gz") // the program is to stay small
		if err == nil && packed {
			body, err = unpack(body)
		}
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", e.Name(), err)
		}
		sum := sha256.Sum256(body)
		out[name] = asset{body, mime.TypeByExtension(path.Ext(name)), hex.EncodeToString(sum[:6])}
	}
	return out, nil
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func (a assets) url(name string) string { return "/static/" + name + "?v=" + a[name].version }

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x, ok := a[r.PathValue("file")]
	if !ok {
		httpguard.Answer(w, http.StatusNotFound, errNoPage.Error())
		return
	}
	if r.URL.Query().Get("v") == x.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	respond(w, r, x.contentType, http.StatusOK, x.body)
}

// all is a sum over everything that pages are drawn from.
func (a assets) all() string {
	sum := sha256.New()
	_ = fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error { // what is embedded can be read
		if err == nil && !e.IsDir() {
			raw, _ := files.ReadFile(path)
			sum.Write(raw)
		}
		return nil
	})
	return hex.EncodeToString(sum.Sum(nil))
}

// loadPages reads the templates; each page is one with the frame around it.
func loadPages(a assets) (map[string]*template.Template, error) {
	frame, err := template.New("frame.html").Funcs(template.FuncMap{
		"asset": a.url, "number": export.Number, "plain": export.Plain[string], "naming": export.PlainNaming, "kind": export.PlainSource,
		"firmness": export.FirmnessName, "dots": dots, "day": answer.Day, "web": webAddress, "short": short,
		"stance": stanceMark,
		"join":   strings.Join, "plural": plural, "percent": percent, "line": onrecord.OneLine, "voice": voiceWords, "rest": rest,
	}).ParseFS(files, "templates/frame.html", "templates/parts.html", "templates/cards.html", "templates/mend.html", "templates/noted.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, name := range []string{"front", "reader", "memo", "explore", "ledger", "dossier", "changes", "stories", "story", "saved", "alerts", "alert", "notes", "note", "notes_brought", "write", "review", "decisions", "lost", "decisions_brought", "add", "signin", "admin", "versions", "sources", "sql", "about", "error", "brought", "feeds", "lists",
		"trends", "timeline", "map", "network"} {
		t, err := frame.Clone()
		if err != nil {
			return nil, err
		}
		if out[name], err = t.ParseFS(files, "templates/"+name+".html"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// frame is what stands around every page.
type frame struct {
	Title    string
	Here     string // the entry of the navigation that is marked
	Find     string // what the box for searching holds
	Writable bool
	Who      string // the one who has signed in; "" for nobody
	Admin    bool
	Demo     bool
	Version  string
	Feed     string // address of this page as a feed; "" for none
	Script   string // a script of this page, beside those of all; "" for none
	Page     any
}

// handler answers a request or tells why not.
type handler func(http.ResponseWriter, *http.Request) error

// page turns the errors of a handler into pages.
func (d *base) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		status, words, fault := toldWords(err)
		if status == http.StatusServiceUnavailable {
			tryAgain(w, comeBack)
		}
		if fault {
			d.log.Error("request failed", "path", r.URL.Path, "error", err)
		}
		if err := d.show(w, r, status, "error", frame{Title: http.StatusText(status), Page: struct {
			Status int
			Name   string
			Words  string
		}{status, http.StatusText(status), words}}); err != nil {
			d.log.Error("error page failed", "error", err)
		}
	})
}

// framed fills in what stands around every page.
func (d *base) framed(r *http.Request, f *frame) {
	f.Writable, f.Demo, f.Version = d.may(r.Context(), access.Analyst), d.o.Demo, read.Version
	if asked(r.Context()) {
		f.Who, f.Admin = d.who(r), d.may(r.Context(), access.Admin)
	}
}

// show draws a page whole before anything is sent.
func (d *base) show(w http.ResponseWriter, r *http.Request, status int, name string, f frame) error {
	d.framed(r, &f)
	if f.Here == "" {
		f.Here = name
	}
	var b bytes.Buffer
	if err := d.pages[name].Execute(&b, f); err != nil {
		return fmt.Errorf("draw page %s: %w", name, err)
	}
	w.Header().Set("Vary", "HX-Request")
	respond(w, r, "text/html; charset=utf-8", status, b.Bytes())
	return nil
}

// part draws a part of a page alone, for a page that is open to show it.
func (d *base) part(w http.ResponseWriter, r *http.Request, page, name string, data any) error {
	var b bytes.Buffer
	if err := d.pages[page].ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("draw part %s: %w", name, err)
	}
	respond(w, r, "text/html; charset=utf-8", http.StatusOK, b.Bytes())
	return nil
}

// stream draws a page as it goes, for one so long that its beginning should be seen before its end is made. What it is
// made of stands for it in its mark. The page flushes where it calls .Flush.
func (d *base) stream(w http.ResponseWriter, r *http.Request, name string, f frame, madeOf []byte,
	flush *func() string) error {
	d.framed(r, &f)
	f.Here = cmp.Or(f.Here, name)
	made := fmt.Append(madeOf, f.Writable, f.Demo, f.Who, read.Made(), d.drawn)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if unchanged(w, r, made) {
		return nil
	}
	out := bufio.NewWriterSize(w, 32<<10)
	*flush = func() string {
		_ = out.Flush() // whoever asked has gone
		_ = http.NewResponseController(w).Flush()
		return ""
	}
	if err := d.pages[name].Execute(out, f); err != nil {
		d.log.Warn("page broken off", "page", name, "error", err)
		panic(http.ErrAbortHandler)
	}
	return out.Flush()
}

func (d *Desk) about(w http.ResponseWriter, r *http.Request) error {
	return d.show(w, r, http.StatusOK, "about", frame{Title: "Help", Page: d.operations()})
}

// plural is a number with its noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return export.Number(n) + " " + noun
}

func percent(part, whole int) string {
	if whole == 0 {
		return "0 %"
	}
	return strconv.Itoa((200*part+whole)/(2*whole)) + " %"
}

// dots draws firmness: "●●●○○".
func dots(step int) string {
	step = min(max(step, 0), 5)
	return strings.Repeat("●", step) + strings.Repeat("○", 5-step)
}

// webAddress is an address that may be linked; "" for what is not a page of the web, such as "javascript:".
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// short is a passage cut at a word for a list; the whole of it stands where it leads.
func short(n int, s string) string { return answer.Short(n, s) }

func voiceWords(v store.Voice) string {
	return map[store.Voice]string{store.VoiceNamed: "named", store.VoiceUnnamed: "unnamed",
		store.VoiceOther: "crowds, documents, unknown",
		store.VoiceNone:  "no source given"}[v]
}

// stanceMark is the sign of a stance beside its word, so that colour is never the only one.
func stanceMark(s onrecord.Stance) string {
	switch s {
	case onrecord.StanceFor, onrecord.StanceConditionalFor:
		return "▲"
	case onrecord.StanceAgainst, onrecord.StanceConditionalAgainst:
		return "▼"
	case onrecord.StanceDeclines:
		return "–"
	case onrecord.StanceAmbiguous:
		return "?"
	}
	return "◆"
}
