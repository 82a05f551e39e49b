package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

func TestScreen(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain – “words”, 北, é\n\tnext\n", "plain – “words”, 北, é\n\tnext\n"},
		{"a\x1b[2Jb", `a\u001b[2Jb`},
		{"a\x1b]0;title\x07b", `a\u001b]0;title\u0007b`},
		{"a\rb\x08c\x7f", `a\u000db\u0008c\u007f`},
		{"a\u009b2Jb", `a\u009b2Jb`},
		{"a\x9b2Jb", `a\x9b2Jb`},
		{"a\u202eb\u2066c\u2028", `a\u202eb\u2066c\u2028`},
		{"\uFFFD is a character", "\uFFFD is a character"},
	} {
		for cut := range len(c.in) + 1 { // wherever a writer cuts it
			var b bytes.Buffer
			w := onScreen(&b)
			for _, part := range []string{c.in[:cut], c.in[cut:]} {
				if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatal(n, err)
				}
			}
			if b.String() != c.want {
				t.Errorf("%q cut at %d: %q, want %q", c.in, cut, b.String(), c.want)
			}
		}
	}
	var told bytes.Buffer
	e := json.NewEncoder(onScreen(&told))
	in := "x\x1b\u009b\u202e\x7fy"
	if err := e.Encode(in); err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal(told.Bytes(), &back); err != nil || back != in || strings.ContainsFunc(told.String(), obeyed) {
		t.Errorf("JSON %q comes back as %q, %v", told.String(), back, err)
	}
}

// nasty is what a report, a note or a label would like a terminal to do.
const nasty = "\x1b[2J\x1b]0;owned\x07\u009b31m\u202e\rforged\u2028"

// TestNothingReachesTheTerminal prints everything that is stored in every listing: nothing of it is anything but words, and no listing has
// lines that a title or a name has brought along.
func TestNothingReachesTheTerminal(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "news.db")
	line := func(title, text, day string) string {
		raw, _ := json.Marshal(map[string]string{"id": "1" + nasty + day, "title": title + nasty + "\nFORGED", "text": text, "publisher": "Gazette" + nasty + "\nFORGED",
			"url": "https://g.example/1", "date": day})
		return string(raw) + "\n"
	}
	told := "Estovia will not send ships to the strait" + nasty + " until a truce holds, Anna Reval" + nasty + " said on Monday. France condemned Iran."
	reports := filepath.Join(dir, "r.jsonl")
	if err := os.WriteFile(reports, []byte(line("A", told, "2026-03-01")+line("A", told+"\n\nSweden "+nasty+" joined.", "2026-03-02")), 0o600); err != nil {
		t.Fatal(err)
	}
	all := ""
	onrecord := func(stdin string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		run(append(args, "--store", name), console{strings.NewReader(stdin), &out, &errs})
		if i := strings.IndexFunc(out.String()+errs.String(), obeyed); i >= 0 {
			t.Errorf("%v: %q reaches the terminal", args, (out.String() + errs.String())[max(0, i-20):])
		}
		if regexp.MustCompile(`(?m)^FORGED`).MatchString(out.String()) {
			t.Errorf("%v: a line is forged:\n%s", args, out.String())
		}
		all += out.String() + errs.String()
		return out.String()
	}
	onrecord("", "ingest", "--quiet", reports)
	id := regexp.MustCompile(`"report":"([0-9a-f]{64})"`).FindStringSubmatch(onrecord("", "search", "--json", "ships"))
	if id == nil {
		t.Fatal("nothing is found")
	}
	onrecord("", "decide", "--who", "ana"+nasty+"\nFORGED", "--why", "so"+nasty+"\nFORGED", id[1], "note")
	onrecord("", "decide", "--who", "ana", "--why", "x", id[1], "merge", "--with", "x"+nasty+"\nFORGED/y")
	onrecord("a long password", "user", "add", "ana")
	onrecord("", "user", "add", "ana"+nasty, "--no-password")
	onrecord("", "token", "add", "ana", "--label", "for"+nasty+"\nFORGED")
	for _, args := range [][]string{{"search", "ships"}, {"search", "--kind", "statement"}, {"search", "--kind", "event"}, {"search", "--kind", "position"},
		{"search", "--json", "--kind", "position"}, {"search", nasty}, {"search", "--kind", nasty}, {"stories", "--least", "2", "--claims"}, {"stories", "--json"},
		{"standing", "--unsure"}, {"standing", "--unsure", "--json"}, {"versions", "https://g.example/1"}, {"versions", nasty}, {"decide", "--list"},
		{"decide", "--list", "--json"}, {"decide", "--list", nasty}, {"token", "list"}, {"token", "revoke", nasty}, {"user", "list"}, {"user", "role", nasty, "reader"},
		{"check"}, {"backup", filepath.Join(dir, "no"+nasty, "x")}, {"ingest", filepath.Join(dir, nasty)}, {nasty}} {
		onrecord("", args...)
	}
	for _, want := range []string{`\u001b[2J`, `\u009b31m`, `\u202e`, `ana\u001b`, `for\u001b`, `so\u001b`, `Gazette\u001b`} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is shown nowhere: the test has lost what it looks for", want)
		}
	}
	if strings.ContainsFunc(strings.NewReplacer("\n", "", "\t", "").Replace(all), unicode.IsControl) {
		t.Error("a control character is left")
	}
}

// TestDataStaysAsItIs: formats for programs are the bytes of the store, whatever they are.
func TestDataStaysAsItIs(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(report, []byte("Estovia will not go\x1b[2J, two diplomats said."), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"read", "--format", "csv-statements", report}, console{strings.NewReader(""), &out, &errs}); status != 0 || !strings.Contains(out.String(), "\x1b[2J") {
		t.Errorf("status %d, %q, %s", status, out.String(), errs.String())
	}
	out.Reset()
	if status := run([]string{"read", report}, console{strings.NewReader(""), &out, &errs}); status != 0 || strings.ContainsFunc(out.String(), obeyed) {
		t.Errorf("status %d, %q, %s", status, out.String(), errs.String())
	}
}
