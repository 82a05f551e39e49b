package annotation_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"onrecord/internal/export/annotation"
)

var written = []annotation.Note{
	{ID: "urn:uuid:0b7c9a51-4a1e-4c1e-8a52-1f5c6f0c2a11", Report: strings.Repeat("a", 64), Source: "https://gazette.example/harbour", Title: "Harbour shut", Who: "Ana Ruiz",
		Created: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), Changed: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Text: "Who says so?\nAsk <them>.", Tags: []string{"to check", "memo"},
		Words: &annotation.Words{Exact: "two “diplomats”", Prefix: "said ", Suffix: " told", Start: 12, End: 27}},
	{ID: "urn:uuid:0b7c9a51-4a1e-4c1e-8a52-1f5c6f0c2a12", Report: strings.Repeat("a", 64), Source: "https://gazette.example/harbour", Who: "ben@elsewhere.example",
		Created: time.Date(2026, 3, 1, 8, 5, 0, 0, time.UTC), Text: "They do.", Above: []string{"urn:uuid:0b7c9a51-4a1e-4c1e-8a52-1f5c6f0c2a11"}},
	{ID: "https://hypothes.is/a/Qx1Zr", Report: strings.Repeat("b", 64), Source: "urn:sha256:" + strings.Repeat("b", 64), Created: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
		Tags: []string{"x"}, Finding: json.RawMessage(`{"kind":"event","words":{"exact":"shut","start":1,"end":5}}`), Words: &annotation.Words{Exact: "shut", Start: 1, End: 5}},
}

// TestRoundTrip: what is written in either form is read again as it was.
func TestRoundTrip(t *testing.T) {
	for _, form := range annotation.Forms {
		var b bytes.Buffer
		if err := annotation.Write(&b, form, written); err != nil {
			t.Fatal(err)
		}
		got, err := annotation.Read(b.Bytes())
		if err != nil || len(got) != len(written) {
			t.Fatalf("%s: %+v, %v\n%s", form, got, err, b.String())
		}
		for i := range got {
			n := got[i].Note
			var compact bytes.Buffer
			if n.Finding != nil && json.Compact(&compact, n.Finding) == nil {
				n.Finding = compact.Bytes()
			}
			want := written[i]
			if form == annotation.W3C {
				if n.Title = want.Title; len(want.Above) > 0 { // the address is that of the note that is answered
					n.Source = want.Source
				}
			}
			if got[i].Err != nil || !reflect.DeepEqual(n, want) {
				t.Errorf("%s %d: %v\n%+v\n%+v", form, i, got[i].Err, n, want)
			}
		}
	}
}

// TestForms are what the two forms must have for others.
func TestForms(t *testing.T) {
	var web struct {
		Context []any `json:"@context"`
		Type    string
		Total   int
		First   struct {
			Type  string
			Items []struct {
				Type, Motivation string
				Creator          map[string]string
				Body             []map[string]string
				Target           any
			}
		}
	}
	var rows struct {
		Total int
		Rows  []map[string]any
	}
	for form, into := range map[annotation.Form]any{annotation.W3C: &web, annotation.Hypothesis: &rows} {
		var b bytes.Buffer
		if err := annotation.Write(&b, form, written); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
	if web.Context[0] != "http://www.w3.org/ns/anno.jsonld" || web.Type != "AnnotationCollection" || web.Total != 3 || web.First.Type != "AnnotationPage" {
		t.Errorf("%+v", web)
	}
	items := web.First.Items
	if items[0].Motivation != "commenting" || items[1].Motivation != "replying" || items[2].Motivation != "tagging" || items[1].Target != written[0].ID || items[0].Body[1]["purpose"] != "tagging" ||
		items[0].Body[0]["type"] != "TextualBody" || items[0].Target.(map[string]any)["source"] != written[0].Source {
		t.Errorf("%+v", items)
	}
	if rows.Total != 3 || rows.Rows[0]["user"] != "acct:Ana%20Ruiz@onrecord" || rows.Rows[0]["uri"] != written[0].Source || rows.Rows[1]["references"].([]any)[0] != "0b7c9a51-4a1e-4c1e-8a52-1f5c6f0c2a11" ||
		rows.Rows[0]["permissions"].(map[string]any)["read"].([]any)[0] != "acct:Ana%20Ruiz@onrecord" || rows.Rows[2]["id"] != "Qx1Zr" {
		t.Errorf("%+v", rows)
	}
}

// TestRead reads notes as other programs write them.
func TestRead(t *testing.T) {
	const hyp = `{"id":"kD6Y1PVEEe","created":"2019-01-03T19:46:09.334539+00:00","updated":"2019-01-03T19:46:09.334539+00:00","user":"acct:carl@hypothes.is","uri":"https://g.example/a","text":"why?",
		"tags":["q"],"group":"__world__","permissions":{"read":["group:__world__"],"admin":["acct:carl@hypothes.is"]},"target":[{"source":"https://g.example/a","selector":[
		{"type":"RangeSelector","endOffset":5,"startOffset":1,"endContainer":"/p[1]","startContainer":"/p[1]"},{"end":27,"type":"TextPositionSelector","start":12},
		{"type":"TextQuoteSelector","exact":"two diplomats","prefix":"said ","suffix":" told"}]}],"document":{"title":["On the harbour"]},"links":{"html":"https://hypothes.is/a/kD6Y1PVEEe"},
		"user_info":{"display_name":"Carl"},"flagged":false,"hidden":false}`
	words := &annotation.Words{Exact: "two diplomats", Prefix: "said ", Suffix: " told", Start: 12, End: 27}
	for name, c := range map[string]struct {
		in   string
		want annotation.Note
		err  string
	}{
		"Hypothesis": {in: hyp, want: annotation.Note{ID: "https://hypothes.is/a/kD6Y1PVEEe", Source: "https://g.example/a", Title: "On the harbour", Who: "carl@hypothes.is", Text: "why?", Tags: []string{"q"}, Words: words,
			Created: time.Date(2019, 1, 3, 19, 46, 9, 334539000, time.UTC)}},
		"a page note": {in: `{"id":"p","uri":"https://g.example/a","text":"x","tags":[],"target":[{"source":"https://g.example/a"}]}`, want: annotation.Note{ID: "https://hypothes.is/a/p", Source: "https://g.example/a", Text: "x"}},
		"sent and taken back": {in: `{"id":"new","uri":"u","text":"x","references":["old"],"onrecord":{"id":"urn:uuid:1","report":"r"}}`,
			want: annotation.Note{ID: "urn:uuid:1", Report: "r", Source: "u", Text: "x", Above: []string{"https://hypothes.is/a/old"}}},
		"W3C, the least": {in: `{"@context":"http://www.w3.org/ns/anno.jsonld","id":"http://e.org/a1","type":"Annotation","body":"http://e.org/post1","target":"http://e.org/page1"}`,
			want: annotation.Note{ID: "http://e.org/a1", Source: "http://e.org/page1", Text: "http://e.org/post1"}},
		"W3C, a value": {in: `{"id":"a","type":"Annotation","bodyValue":"Comment","target":{"id":"http://e.org/p"},"creator":{"id":"http://e.org/me","type":"Person","nickname":"pen"}}`,
			want: annotation.Note{ID: "a", Source: "http://e.org/p", Text: "Comment", Who: "pen"}},
		"W3C, one selector": {in: `{"id":"a","motivation":"tagging","created":"2015-10-13T13:00:00Z","body":{"type":"TextualBody","value":"t"},"target":{"source":{"id":"http://e.org/p"},"selector":{"type":"TextQuoteSelector","exact":"anotation","prefix":"this is an ","suffix":" that has"}}}`,
			want: annotation.Note{ID: "a", Source: "http://e.org/p", Tags: []string{"t"}, Created: time.Date(2015, 10, 13, 13, 0, 0, 0, time.UTC), Words: &annotation.Words{Exact: "anotation", Prefix: "this is an ", Suffix: " that has"}}},
		"W3C, words unread": {in: `{"id":"a","body":{"type":"TextualBody","value":"t"},"target":{"source":"s","selector":{"type":"XPathSelector","value":"/p"}}}`,
			want: annotation.Note{ID: "a", Source: "s", Text: "t", Unread: "XPathSelector"}},
		"a bad time": {in: `{"id":"a","created":"yesterday","bodyValue":"x","target":"s"}`, err: "yesterday is no time"},
		"no note":    {in: `{"title":"x"}`, err: "no note"},
		"a number":   {in: `7`, err: "no note"},
		"a page":     {in: `{"type":"AnnotationCollection","total":2,"first":"http://e.org/page1"}`, err: "not fetched"},
		"bad fields": {in: `{"uri":7,"text":"x"}`, err: "uri cannot be number"},
	} {
		got, err := annotation.Read([]byte(c.in))
		switch {
		case err != nil || len(got) != 1:
			t.Errorf("%s: %+v, %v", name, got, err)
		case c.err != "":
			if got[0].Err == nil || !strings.Contains(got[0].Err.Error(), c.err) {
				t.Errorf("%s: %v", name, got[0].Err)
			}
		case got[0].Err != nil || !reflect.DeepEqual(got[0].Note, c.want):
			t.Errorf("%s: %v\n%+v\n%+v", name, got[0].Err, got[0].Note, c.want)
		}
	}
	for name, c := range map[string]struct {
		in string
		n  int
	}{"rows with replies": {`{"total":1,"rows":[` + hyp + `],"replies":[` + hyp + `]}`, 2}, "an export of the client": {`{"export_date":"2026","export_userid":"acct:x@hypothes.is","client_version":"1","annotations":[` + hyp + `]}`, 1},
		"a list": {`[` + hyp + `,` + hyp + `]`, 2}, "lines": {strings.ReplaceAll(hyp, "\n", "") + "\n" + strings.ReplaceAll(hyp, "\n", "") + "\n", 2}, "a broken line": {strings.ReplaceAll(hyp, "\n", "") + "\n{\"id\":\n", 2},
		"an empty collection": {`{"type":"AnnotationCollection","total":0}`, 0}} {
		if got, err := annotation.Read([]byte(c.in)); err != nil || len(got) != c.n {
			t.Errorf("%s: %d, %v", name, len(got), err)
		}
	}
	for _, in := range []string{"", "  \n", "<html>", "{", "[[[[[[1]]]]]]"} {
		if _, err := annotation.Read([]byte(in)); !errors.Is(err, annotation.ErrForm) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// FuzzRead: whatever is read can be written, and is read again as it was.
func FuzzRead(f *testing.F) {
	for _, form := range annotation.Forms {
		var b bytes.Buffer
		if err := annotation.Write(&b, form, written); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add([]byte(`[{"uri":"u","target":[{"selector":{"type":"TextPositionSelector","start":1,"end":2}}]},{"target":[],"body":[7]}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := annotation.Read(raw)
		if err != nil {
			return
		}
		var notes []annotation.Note
		for _, x := range items {
			if x.Err == nil {
				notes = append(notes, x.Note)
			}
		}
		for _, form := range annotation.Forms {
			var b bytes.Buffer
			if err := annotation.Write(&b, form, notes); err != nil {
				t.Fatal(err)
			}
			again, err := annotation.Read(b.Bytes())
			if err != nil || len(again) != len(notes) {
				t.Fatalf("%s: %d of %d are read again: %v", form, len(again), len(notes), err)
			}
		}
	})
}
