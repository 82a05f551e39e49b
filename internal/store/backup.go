package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// partOld is after what time a partial copy that a stopped program left is taken away.
const partOld = time.Hour

// Backup writes a copy of a store in a file to another file, whole and consistent, while the store may be in use. The copy is written
// beside its place and checked, and gets its name when it is found to match; what a stopped program left never stands in the way. The file
// must not be there yet. A store in PostgreSQL is copied with its own pg_dump, and the error says so.
func (s *archive) Backup(ctx context.Context, file string) (Checked, error) {
	c, err := s.backup(ctx, file)
	if err != nil {
		return c, fmt.Errorf("back up store %s to %s: %w", s.name, file, s.dialect.explain(err))
	}
	return c, nil
}

func (s *archive) backup(ctx context.Context, file string) (c Checked, err error) {
	if isPostgres(s.name) {
		return c, errors.New("a database is copied with pg_dump")
	}
	if err := absent(file); err != nil {
		return c, err
	}
	pattern := "." + filepath.Base(file) + "-*.part"
	forgotten(filepath.Join(filepath.Dir(file), pattern))
	part, err := os.CreateTemp(filepath.Dir(file), pattern) // for its owner alone, as the store is
	if err != nil {
		return c, err
	}
	defer os.Remove(part.Name())
	defer part.Close()
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO ?`, part.Name()); err != nil {
		return c, err
	}
	if c, err = checkCopy(ctx, part.Name()); err != nil {
		return c, err
	}
	if err := errors.Join(part.Sync(), absent(file)); err != nil {
		return c, err
	}
	return c, os.Rename(part.Name(), file)
}

func absent(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return errors.New("it is there already")
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// forgotten takes partial copies away that no program can be writing any more.
func forgotten(pattern string) {
	list, _ := filepath.Glob(pattern) // only a bad pattern is an error
	for _, name := range list {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > partOld {
			_ = os.Remove(name)
		}
	}
}

// checkCopy checks a copy; one that does not match is an error that names the first that does not.
func checkCopy(ctx context.Context, file string) (c Checked, err error) {
	b, err := OpenToRead(ctx, file)
	if err != nil {
		return c, err
	}
	var first error
	c, err = b.Check(ctx, func(err error) {
		if first == nil {
			first = err
		}
	})
	return c, errors.Join(err, first, b.Close())
}
