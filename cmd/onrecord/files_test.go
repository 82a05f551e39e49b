package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onrecord/internal/store"
)

// TestFilesOnAllSurfaces brings the same files in by the command, the API and the page: what is stored is the same.
func TestFilesOnAllSurfaces(t *testing.T) {
	var paths []string
	for _, f := range []string{"pdf/testdata/small-pages.pdf", "office/testdata/table.docx", "mail/testdata/passed-on.eml", "zipped/testdata/papers.zip"} {
		paths = append(paths, filepath.Join("../../internal/ingest", f))
	}
	command, api, page := openToWrite(t), openToWrite(t), openToWrite(t)
	command.says(append([]string{"ingest", "--quiet", "--store", command.file}, paths...)...) // a file of the archive cannot be read
	sendFiles(t, api.web+"/api/v1/files", paths)
	sendFiles(t, page.web+"/upload", paths)
	of := func(x *surfaces) (out []string) {
		list, err := x.s.Search(t.Context(), store.Query{Kind: store.Report, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range list.Hits {
			d, err := x.s.Report(t.Context(), h.Report)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprint(h.Report, d.Meta.Title, d.Meta.Author, d.Meta.Published, d.Pages, d.Warnings, len(d.Attributions), len(d.Events), len(d.Positions)))
		}
		slices.Sort(out)
		return out
	}
	before := len(of(openToWrite(t))) // what is in such a store already
	want := of(command)
	if len(want) != before+6 || !slices.Equal(of(api), want) || !slices.Equal(of(page), want) {
		t.Errorf("command %d, API %d, page %d reports; before %d", len(want), len(of(api)), len(of(page)), before)
	}
}

// sendFiles sends files as a form does.
func sendFiles(t *testing.T, to string, paths []string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("keep", "1")
	for _, p := range paths {
		raw, wrong := os.ReadFile(p)
		if wrong != nil {
			t.Fatal(wrong)
		}
		part, wrong := w.CreateFormFile("file", filepath.Base(p))
		if wrong != nil {
			t.Fatal(wrong)
		}
		if _, wrong = part.Write(raw); wrong != nil {
			err = wrong
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.Post(to, w.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err := io.ReadAll(r.Body); err != nil || r.StatusCode != 200 {
		t.Fatalf("%s %v %.300s", r.Status, err, body)
	}
}
