package store

import "context"

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
