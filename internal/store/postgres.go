package store

import "errors"

// errNoPostgres is the answer to the name of a PostgreSQL database.
var errNoPostgres = errors.New("stores in PostgreSQL are not built yet: name a file")

func (s *Store) openPostgres(string) error { return errNoPostgres }
