package store

import "context"

// OneConnection lets settings of a connection hold for all that follows.
func (s *Store) OneConnection() { s.db.SetMaxOpenConns(1) }

// Exec changes a store behind its back.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, s.dialect.bind(query), args...)
	return err
}

// Number is the first number of the first row of a query.
func (s *Store) Number(ctx context.Context, query string) (n int, err error) {
	var skip any
	err = s.db.QueryRowContext(ctx, query).Scan(&n, &skip, &skip)
	return n, err
}

// Timed runs a query as searches are run, and gives how many rows it had.
func (s *Store) Timed(ctx context.Context, query string) (n int, err error) {
	err = s.timed(ctx, "search store", func(ctx context.Context) error {
		rows, err := s.db.QueryContext(ctx, whole(query))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			n++
		}
		return rows.Err()
	})
	return n, err
}

// First are the words of a text that a search shows, between brackets.
func First(text, query string) string {
	at := parseTerms(query).first(&stemmer{}, text)
	return text[:at.Start] + "[" + text[at.Start:at.End] + "]" + text[at.End:]
}

// Stems are what the words of a text are found by.
func Stems(text string) []string { return (&stemmer{}).stems(text) }
