package answer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// Limits of decisions that are brought in.
const (
	MostImported = 100_000 // decisions of one file
	mostLine     = 1 << 20 // bytes of one
	atOnce       = 500     // decisions of one transaction
)

// Imported counts what became of decisions that were brought in.
type Imported struct {
	Added   int       `json:"added" doc:"In the log now"`
	Known   int       `json:"known" doc:"There already"`
	Lost    int       `json:"lost" doc:"Of those added, how many are about words that are not found in the report; they are listed"`
	Refused []Refusal `json:"refused" nullable:"false"`
	Partly  []Refusal `json:"partly,omitempty" doc:"Codings of which a part could not be taken; the rest was"`
}

// Refusal is a decision or a coding, or a part of one, that was not taken, and why.
type Refusal struct {
	File string `json:"file,omitempty" doc:"Of an archive, which file"`
	Line int    `json:"line" doc:"From 1; of a database the number of the statement; 0 is the whole file"`
	Why  string `json:"why"`
}

// WriteDecisions writes the log of a store, of one report by its digest or all of it for "", as it can be brought in elsewhere: a decision a
// line of JSON, the oldest first, each with the address of its report.
func WriteDecisions(ctx context.Context, s *store.Store, report string, w io.Writer) error {
	log, err := s.Decisions(ctx, report)
	if err != nil {
		return err
	}
	urls, texts := map[string]string{}, map[string]string{}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range log {
		d := NewDecided(&log[i])
		if d.Report != "" {
			url, known := urls[d.Report]
			if !known {
				if url, err = s.URL(ctx, d.Report); err != nil && !errors.Is(err, store.ErrUnknown) {
					return err
				}
				urls[d.Report] = url
			}
			d.URL = url
		}
		if d.Target == nil && d.Kind != "" && log[i].Action != store.Undo { // as versions before kept it
			text, known := texts[d.Report]
			if !known {
				doc, err := s.Report(ctx, d.Report)
				if err != nil {
					return err
				}
				text = doc.Text
				texts[d.Report] = text
			}
			if x := &log[i]; x.Start+len(x.Quote) <= len(text) {
				d.Target = &mend.Target{Kind: x.Kind, Words: mend.Select(text, onrecord.Span{Start: x.Start, End: x.Start + len(x.Quote)})}
			}
		}
		if err := e.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

// ImportDecisions reads what [WriteDecisions] writes and adds it to the log of a store, with who decided and when as they stand there. Where a store
// does not have the text of a report but another of the same address, the latest of these is taken. Lines that cannot be taken are told of,
// and lose nothing else; the error is what keeps it from going on.
func ImportDecisions(ctx context.Context, s *store.Store, who string, r io.Reader) (Imported, error) {
	b := &bringer{ctx: ctx, store: s, who: who, reports: map[string]string{}, numbers: map[int64]int64{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostLine)
	for lines.Scan() {
		b.line++
		if raw := bytes.TrimSpace(lines.Bytes()); len(raw) > 0 {
			if err := b.take(raw); err != nil {
				return b.out, err
			}
		}
		if len(b.list) >= atOnce {
			if err := b.put(); err != nil {
				return b.out, err
			}
		}
		if b.line > MostImported {
			return b.out, fmt.Errorf("%w: more than %d decisions in one file", ErrInput, MostImported)
		}
	}
	if err := lines.Err(); err != nil {
		return b.out, fmt.Errorf("%w: line %d: %w", ErrInput, b.line+1, err)
	}
	return b.out, b.put()
}

// bringer is decisions being brought in.
type bringer struct {
	ctx     context.Context
	store   *store.Store
	who     string
	line    int
	list    []store.Decision
	lines   []int
	reports map[string]string // here by those there; "" is not here
	numbers map[int64]int64   // of decisions here by those there
	out     Imported
}

func (b *bringer) refuse(line int, why string) {
	b.out.Refused = append(b.out.Refused, Refusal{Line: line, Why: why})
}

// take reads a line.
func (b *bringer) take(raw []byte) error {
	var d Decided
	if err := json.Unmarshal(raw, &d); err != nil {
		b.refuse(b.line, "no decision in JSON: "+err.Error())
		return nil
	}
	x := d.decision()
	if d.At != "" {
		at, err := time.Parse(time.RFC3339, d.At)
		if err != nil {
			b.refuse(b.line, "at is no time: "+err.Error())
			return nil
		}
		x.At = at
	}
	x.From = &mend.From{N: d.N, Who: b.who, At: time.Now().UTC().Truncate(time.Second)}
	if d.Report != "" {
		here, err := b.reportOf(&d)
		if err != nil {
			return err
		}
		if here != "" && here != d.Report {
			x.From.Report, x.Report = d.Report, here
			if x.Old == d.Report {
				x.Old = here
			}
		}
	}
	b.list, b.lines = append(b.list, x), append(b.lines, b.line)
	return nil
}

// reportOf is the report here of a decision: that of its text, else the latest text of its address; "" is none.
func (b *bringer) reportOf(d *Decided) (string, error) {
	if here, done := b.reports[d.Report]; done {
		return here, nil
	}
	there, err := b.store.Stored(b.ctx, d.Report)
	if err != nil {
		return "", err
	}
	here := d.Report
	if !there {
		here = ""
		if d.URL != "" {
			list, err := b.store.Versions(b.ctx, d.URL)
			if err != nil {
				return "", err
			}
			if len(list) > 0 {
				here = list[len(list)-1].Report
			}
		}
	}
	b.reports[d.Report] = here
	return here, nil
}

// put adds what was read.
func (b *bringer) put() error {
	made, err := b.store.Bring(b.ctx, b.list, b.numbers)
	if err != nil {
		return err
	}
	for i := range made {
		switch x := &made[i]; {
		case x.Refused != nil:
			b.refuse(b.lines[i], x.Refused.Error())
		case x.Known:
			b.out.Known++
		default:
			b.out.Added++
			if x.Lost != "" {
				b.out.Lost++
			}
		}
	}
	b.list, b.lines = nil, nil
	return nil
}

// decision is a decision of a file as the log has it.
func (d *Decided) decision() store.Decision {
	x := store.Decision{N: d.N, Who: d.Who, Action: store.Action(d.Action), Report: d.Report, Kind: store.Kind(d.Kind), Number: d.Number, Quote: d.Quote, Field: d.Field,
		Old: d.Old, New: d.New, Why: d.Why, Undoes: d.Undoes, Target: d.Target, Values: d.Values}
	if kind, n, ok := onrecord.ParseFindingID(d.Finding); ok && x.Kind == "" {
		x.Kind, x.Number = kind, n
	}
	return x
}

// Carry lays the decisions that stand on one text over another of the same report, as new decisions of those who made them: what they are
// about is found again by its words. What is not found stands in the log of the other text and is listed. Errors wrap [store.ErrDecision],
// [store.ErrUnknown] or those of the store.
func Carry(ctx context.Context, s *store.Store, from, to, who string) (Imported, error) {
	var out Imported
	for _, id := range []string{from, to} {
		there, err := s.Stored(ctx, id)
		if err == nil && !there {
			err = fmt.Errorf("report %q: %w", id, store.ErrUnknown)
		}
		if err != nil {
			return out, err
		}
	}
	if from == to {
		return out, mend.ErrorOf("decisions are carried from one text to another")
	}
	log, err := s.Decisions(ctx, from)
	if err != nil {
		return out, err
	}
	var list []store.Decision
	for _, d := range log {
		if d.Undone || !d.OnFinding() {
			continue
		}
		d.From = &mend.From{Report: from, N: d.N, Who: who, At: time.Now().UTC().Truncate(time.Second)}
		d.Report = to
		list = append(list, d)
	}
	made, err := s.Bring(ctx, list, map[int64]int64{})
	for i := range made {
		switch x := &made[i]; {
		case x.Refused != nil:
			out.Refused = append(out.Refused, Refusal{Line: i + 1, Why: x.Refused.Error()})
		case x.Known:
			out.Known++
		default:
			out.Added++
			if x.Lost != "" {
				out.Lost++
			}
		}
	}
	return out, err
}
