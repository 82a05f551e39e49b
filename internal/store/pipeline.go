package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipeline holds statements of a transaction that give nothing back, until PostgreSQL is asked something or the transaction ends; then it gets
// them in one go. Most of what it costs to lay a report beside the others are ways to the database and back, the more so where that is on
// another machine. An error of such a statement comes with what is asked next, and nothing of the transaction stands then, as without it.
type pipeline struct {
	conn    *sql.Conn
	waiting *pgx.Batch
}

// mostWaiting is how many statements wait at most.
const mostWaiting = 256

// add lets a statement wait.
func (p *pipeline) add(ctx context.Context, query string, args []any) error {
	if p.waiting == nil {
		p.waiting = &pgx.Batch{}
	}
	if p.waiting.Queue(query, args...); p.waiting.Len() < mostWaiting {
		return nil
	}
	return p.send(ctx)
}

// send sends what waits. A nil pipeline has nothing waiting.
func (p *pipeline) send(ctx context.Context) error {
	if p == nil || p.waiting == nil {
		return nil
	}
	batch := p.waiting
	p.waiting = nil
	return p.conn.Raw(func(conn any) error {
		c, is := conn.(*stdlib.Conn)
		if !is {
			return errors.New("send statements: not a connection to PostgreSQL")
		}
		return c.Conn().SendBatch(ctx, batch).Close()
	})
}

// begin begins a transaction that writes. What is written stands once [writer.commit] has ended it; done is called in any case.
func (s *database) begin(ctx context.Context) (w writer, done func(), err error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return writer{}, nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return writer{}, nil, errors.Join(err, conn.Close())
	}
	w = newWriter(s.dialect, tx)
	if isPostgres(s.name) {
		w.behind = &pipeline{conn: conn}
	}
	return w, func() {
		tx.Rollback() //nolint:errcheck // no effect once committed
		conn.Close()  //nolint:errcheck // it goes back to the others
	}, nil
}

// asks is the transaction for a question, once what waits is sent: whoever asks sees what was written.
func (w writer) asks(ctx context.Context) (*sql.Tx, error) { return w.tx, w.behind.send(ctx) }

// commit ends the transaction of [database.begin].
func (w writer) commit(ctx context.Context) error {
	if err := w.behind.send(ctx); err != nil {
		return err
	}
	return w.tx.Commit()
}
