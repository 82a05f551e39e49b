package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"onrecord"
)

// Versions of the tables that brought checksums, and words that are stemmed by the program.
const (
	sealsFrom = 7
	wordsFrom = 9
	// mendedFrom brought decisions that are laid over the rows of findings.
	mendedFrom = 13
)

// before7 are the columns that a checksum was over when the first were given.
func before7(table, columns string) string {
	if table == "findings" {
		return findingColumnsTo9
	}
	return columns
}

// filled fills in what a step to a version of the tables cannot say in SQL: the checksums of what was kept before there were any, and what
// reports and findings are found by. A report whose text is not that of its digest any more, or whose reading cannot be read, gets no
// checksum, and so does not match.
func filled(ctx context.Context, version int, d dialect, tx *sql.Tx) error {
	w := newWriter(d, tx)
	switch version {
	case sealsFrom:
		if err := w.each(ctx, w.sealReport); err != nil {
			return err
		}
		return w.sealDecisions(ctx)
	case wordsFrom:
		return w.each(ctx, w.findable)
	case listedFrom:
		return w.each(ctx, w.listable)
	case mendedFrom:
		return w.relayAll(ctx)
	}
	return nil
}

// relayAll lays what was decided over the rows of the findings it is about. Reports whose reading cannot be read stay as they are.
func (w writer) relayAll(ctx context.Context) error {
	list, err := w.rows(ctx, `SELECT DISTINCT d.report FROM decisions d JOIN reports r ON r.id = d.report WHERE d.kind <> ''`)
	for _, r := range list {
		id, _ := r[0].(string)
		n, d, bad := w.reading(ctx, id)
		if bad != nil {
			continue
		}
		log, bad := w.log(ctx, id)
		if bad != nil {
			continue
		}
		if err = w.relay(ctx, n, d, log); err == nil {
			err = w.changed(ctx, n)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// each does something with the number and the digest of every report.
func (w writer) each(ctx context.Context, do func(ctx context.Context, n int64, id string) error) error {
	for last := int64(0); ; {
		n, id, err := w.nextReport(ctx, last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			err = do(ctx, n, id)
		}
		if err != nil {
			return err
		}
		last = n
	}
}

// findable puts in what a report and its findings are found by. The findings of a report that does not match its checksums are not found.
func (w writer) findable(ctx context.Context, n int64, _ string) error {
	list, err := w.rows(ctx, `SELECT r.title, r.text, `+loadColumns+` FROM reports r WHERE r.n = ?`, n)
	if err != nil {
		return err
	}
	r := list[0]
	title, _ := r[0].(string)
	text, _ := r[1].(string)
	if err := w.reportWords(ctx, n, title, text); err != nil {
		return err
	}
	d, err := loadReport(r[2:])
	if err != nil {
		return nil
	}
	return w.findingWords(ctx, flatten(n, d).words)
}

func (w writer) nextReport(ctx context.Context, after int64) (n int64, id string, err error) {
	err = w.one(ctx, []any{&n, &id}, `SELECT n, id FROM reports WHERE n > ? ORDER BY n LIMIT 1`, after)
	return n, id, err
}

// sealReport gives a report and all rows of it their checksums.
func (w writer) sealReport(ctx context.Context, n int64, id string) error {
	list, err := w.rows(ctx, `SELECT `+of("r", reportColumns)+`, r.reading FROM reports r WHERE n = ?`, n)
	if err != nil {
		return err
	}
	r := list[0]
	text, _ := r[len(r)-2].(string)
	packed, _ := r[len(r)-1].([]byte)
	if d, err := unpack(packed, text); err != nil || onrecord.Digest(d.Text) != id {
		return nil
	}
	if err := w.exec(ctx, `UPDATE reports SET seal = ?, reading_seal = ? WHERE n = ?`, seal(r[:len(r)-1]...), seal(id, packed), n); err != nil {
		return err
	}
	for _, t := range rowsOf {
		columns := before7(t.table, t.columns)
		first, last := between(n, t.wide)
		list, err := w.rows(ctx, `SELECT `+columns+` FROM `+t.table+` WHERE `+t.number+` BETWEEN ? AND ?`, first, last)
		if err == nil {
			err = w.exec(ctx, `DELETE FROM `+t.table+` WHERE `+t.number+` BETWEEN ? AND ?`, first, last)
		}
		if err == nil {
			err = w.insert(ctx, t.table+" ("+columns+", "+sealColumn+")", "?", sealed(id, list))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w writer) sealDecisions(ctx context.Context) error {
	list, err := w.rows(ctx, `SELECT n, `+decisionRow+` FROM decisions`)
	for _, r := range list {
		if err == nil {
			err = w.exec(ctx, `UPDATE decisions SET seal = ? WHERE n = ?`, seal(r[1:]...), r[0])
		}
	}
	return err
}

// one reads the one row of a query; the error is [sql.ErrNoRows] where there is none.
func (w writer) one(ctx context.Context, into []any, query string, args ...any) error {
	tx, err := w.asks(ctx)
	if err != nil {
		return err
	}
	return tx.QueryRowContext(ctx, w.dialect.bind(query), args...).Scan(into...)
}

// rows are all rows of a query, as the database gives them.
func (w writer) rows(ctx context.Context, query string, args ...any) ([][]any, error) {
	tx, err := w.asks(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, w.dialect.bind(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]any
	for rows.Next() {
		r, err := readRow(rows, len(columns))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// countOf is how many columns a list of them names.
func countOf(columns string) int { return strings.Count(columns, ",") + 1 }
