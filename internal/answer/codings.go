package answer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/export/coding"
	"onrecord/internal/export/dna"
	"onrecord/internal/ingest/zipped"
	"onrecord/internal/store"
)

// MostCodings is how many bytes a file of decisions or codings may have.
const MostCodings = 64 << 20

// Importing brings in what people decided or coded elsewhere.
type Importing struct {
	Store *store.Store
	Who   string  // who brings it in; the author of what names none
	Keep  *Keeper // reads texts that were coded and are not in the store; nil leaves them out, and says so
}

// File brings in one file, known by what is in it: decisions as [WriteDecisions] writes them, a database of the Discourse Network Analyzer, a
// table of findings in CSV ([coding.Table]), a standoff file of brat whose text stands beside it, or a ZIP of such files. Beside gives the
// file of a name that lies beside this one; nil where none does. What cannot be taken is told of, and loses nothing else; the error is what keeps it
// from going on, and wraps [ErrInput] where the file is at fault.
func (im *Importing) File(ctx context.Context, name string, data []byte, beside func(name string) ([]byte, error)) (Imported, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return Imported{}, fmt.Errorf("%w: %s is empty", ErrInput, name)
	case bytes.HasPrefix(data, []byte("SQLite format 3\x00")):
		return im.database(ctx, data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return im.archive(ctx, data)
	case strings.HasSuffix(strings.ToLower(name), ".ann"):
		return im.brat(ctx, name, data, beside)
	case !utf8.Valid(data):
		return Imported{}, fmt.Errorf("%w: %s: %w", ErrInput, name, ErrNotText)
	}
	if bytes.TrimSpace(data)[0] == '{' {
		return ImportDecisions(ctx, im.Store, im.Who, bytes.NewReader(data))
	}
	texts, problems, err := coding.Table(data)
	if err != nil {
		if bytes.HasPrefix(data, []byte("T1\t")) {
			return Imported{}, fmt.Errorf("%w: %s: brat's offsets count in a text: send both files in a ZIP", ErrInput, name)
		}
		return Imported{}, fmt.Errorf("%w: %s: neither decisions (a line of JSON each) nor codings: %w", ErrInput, name, err)
	}
	return im.texts(ctx, texts, problems)
}

// database brings in a database, which the library reads from a file alone.
func (im *Importing) database(ctx context.Context, data []byte) (Imported, error) {
	f, err := os.CreateTemp("", "codings-*.dna")
	if err != nil {
		return Imported{}, fmt.Errorf("read database: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return Imported{}, fmt.Errorf("read database: %w", err)
	}
	texts, problems, err := dna.Read(ctx, f.Name())
	if err != nil {
		return Imported{}, fmt.Errorf("%w: %w", ErrInput, err)
	}
	return im.texts(ctx, texts, problems)
}

// brat brings in a standoff file.
func (im *Importing) brat(ctx context.Context, name string, ann []byte, beside func(string) ([]byte, error)) (Imported, error) {
	text, err := []byte(nil), error(os.ErrNotExist)
	other := name[:len(name)-len(".ann")] + ".txt"
	if beside != nil {
		text, err = beside(other)
	}
	if err != nil {
		return Imported{}, fmt.Errorf("%w: %s: brat's offsets count in %s, which must lie beside it (or both in a ZIP): %w", ErrInput, path.Base(name), path.Base(other), err)
	}
	if !utf8.Valid(text) || !utf8.Valid(ann) {
		return Imported{}, fmt.Errorf("%w: %s: %w", ErrInput, name, ErrNotText)
	}
	findings, problems := coding.Brat(string(ann), string(text))
	return im.texts(ctx, []coding.Text{{Text: string(text), Findings: findings}}, problems)
}

// archive brings in the files of a ZIP.
func (im *Importing) archive(ctx context.Context, data []byte) (Imported, error) {
	z, err := zipped.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Imported{}, fmt.Errorf("%w: %w", ErrInput, err)
	}
	names, files, out, err := unpacked(z)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrInput, err)
	}
	for _, name := range names {
		if strings.HasSuffix(strings.ToLower(name), ".txt") {
			continue
		}
		if bytes.HasPrefix(files[name], []byte("PK\x03\x04")) {
			out.Refused = append(out.Refused, Refusal{File: name, Why: "an archive in an archive: bring it in alone"})
			continue
		}
		got, err := im.File(ctx, name, files[name], func(other string) ([]byte, error) {
			if text, ok := files[other]; ok {
				return text, nil
			}
			return nil, os.ErrNotExist
		})
		if errors.Is(err, ErrInput) {
			got.Refused, err = append(got.Refused, Refusal{Why: err.Error()}), nil
		}
		out.add(name, &got)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// unpacked are the files of an archive of codings, in their order; those that cannot be had are refused.
func unpacked(z *zip.Reader) (names []string, files map[string][]byte, out Imported, err error) {
	files = map[string][]byte{}
	budget := &zipped.Budget{Left: 4 * MostCodings}
	for m, err := range zipped.Members(z, budget) {
		if err == nil {
			var data []byte
			if data, err = io.ReadAll(m.In); err == nil {
				names, files[m.Name] = append(names, m.Name), data
				continue
			}
		}
		out.Refused = append(out.Refused, Refusal{File: m.Name, Why: err.Error()})
	}
	return names, files, out, nil
}

// add counts what became of a file beside what was before it.
func (x *Imported) add(file string, more *Imported) {
	x.Added, x.Known, x.Lost = x.Added+more.Added, x.Known+more.Known, x.Lost+more.Lost
	for _, list := range []struct{ to, from *[]Refusal }{{&x.Refused, &more.Refused}, {&x.Partly, &more.Partly}} {
		for _, r := range *list.from {
			if r.File == "" {
				r.File = file
			}
			*list.to = append(*list.to, r)
		}
	}
}

// texts brings in codings, text by text.
func (im *Importing) texts(ctx context.Context, texts []coding.Text, problems []coding.Problem) (out Imported, err error) {
	for _, p := range problems {
		list := &out.Refused
		if p.Aside {
			list = &out.Partly
		}
		*list = append(*list, Refusal{Line: p.Place, Why: p.Why})
	}
	for i := range texts {
		if len(texts[i].Findings) == 0 {
			continue
		}
		if err := im.text(ctx, &texts[i], &out); err != nil {
			return out, err
		}
	}
	slices.SortStableFunc(out.Refused, func(a, b Refusal) int { return cmp.Compare(a.Line, b.Line) })
	return out, nil
}

// text brings in the codings of one text.
func (im *Importing) text(ctx context.Context, t *coding.Text, out *Imported) error {
	report, why, err := im.reportOf(ctx, t)
	if err != nil {
		return err
	}
	if report == "" {
		for _, f := range t.Findings {
			out.Refused = append(out.Refused, Refusal{Line: f.Place, Why: why})
		}
		return nil
	}
	doc, err := im.Store.ReportAs(ctx, report, store.AsDecided)
	if err != nil {
		return err
	}
	log, err := im.Store.Decisions(ctx, report)
	if err != nil {
		return err
	}
	c, err := newCoded(t, doc, im.Who, log)
	if err != nil {
		return err
	}
	c.decide()
	out.add("", &c.out)
	return im.take(ctx, c.list, out)
}

// take makes the decisions of one report: at once, and where one of them cannot be made, each for itself.
func (im *Importing) take(ctx context.Context, list []coded, out *Imported) error {
	for some := range slices.Chunk(list, mostDecided/10) { // a coding corrects nine fields at most
		var all []Decide
		for i := range some {
			all = append(all, some[i].decide)
		}
		made, err := DecideAll(ctx, im.Store, all)
		switch {
		case err == nil:
			out.Added += len(made)
			continue
		case !errors.Is(err, store.ErrDecision):
			return err
		}
		for i := range some {
			made, err := DecideAll(ctx, im.Store, all[i:i+1])
			switch {
			case err == nil:
				out.Added += len(made)
			case errors.Is(err, store.ErrDecision):
				out.Refused = append(out.Refused, Refusal{Line: some[i].place, Why: err.Error()})
			default:
				return err
			}
		}
	}
	return nil
}

// reportOf is the report of a coded text: of the same text, else the latest of its address, else its text read now. "" and why is none.
func (im *Importing) reportOf(ctx context.Context, t *coding.Text) (report, why string, err error) {
	for _, id := range digestsOf(t) {
		if there, err := im.Store.Stored(ctx, id); err != nil || there {
			return id, "", err
		}
	}
	if t.URL != "" {
		list, err := im.Store.Versions(ctx, t.URL)
		if err != nil {
			return "", "", err
		}
		if len(list) > 0 {
			return list[len(list)-1].Report, "", nil
		}
	}
	switch {
	case t.Text == "":
		return "", "its report is not in the store", nil
	case im.Keep == nil:
		return "", "its text is not in the store, and is to be read first", nil
	}
	return im.read(ctx, t)
}

// read keeps a text that was coded.
func (im *Importing) read(ctx context.Context, t *coding.Text) (report, why string, err error) {
	g := Given{Text: t.Text, Title: t.Title, Outlet: t.Outlet, URL: t.URL, Published: t.Published}
	d, err := g.Document(MostCodings)
	if err == nil {
		err = im.Keep.Read(ctx, d)
	}
	switch {
	case err != nil && ctx.Err() == nil && (Unread(err) || errors.Is(err, ErrInput) || errors.Is(err, ErrNoText) || errors.Is(err, ErrNotText) || errors.Is(err, ErrTooLarge)):
		return "", "its text cannot be read: " + err.Error(), nil
	case err != nil:
		return "", "", err
	}
	_, err = im.Keep.Put(ctx, nil, d)
	return onrecord.Digest(d.Text), "", err
}

// digestsOf are the digests that the text may have in the store: as it is named, as it stands, and with the ends of its lines as most files have.
func digestsOf(t *coding.Text) (out []string) {
	if t.Digest != "" {
		out = append(out, t.Digest)
	}
	if t.Text == "" {
		return out
	}
	plain := strings.ReplaceAll(t.Text, "\r\n", "\n")
	for _, s := range []string{t.Text, plain, strings.TrimRight(plain, "\n"), strings.TrimSpace(plain)} {
		if id := onrecord.Digest(s); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
