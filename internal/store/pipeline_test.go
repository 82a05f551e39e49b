package store_test

import (
	"errors"
	"testing"

	"onrecord/internal/store"
)

// TestStatementsWait: what a step writes is there for whoever asks in the same step, however much of it waits to be sent; a statement that fails
// fails the step, at the latest when it ends, and nothing of the step stands.
func TestStatementsWait(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := opened(t, db)
		const hash = `INSERT INTO laid_shingles (week, hash, report) VALUES (?, ?, ?)`
		posts := func(v *store.Views) int {
			list, err := v.Posts(ctx, 7, []int64{1, 2, 3})
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		err := s.WriteViews(ctx, func(v *store.Views) error {
			for i := range 1000 {
				if err := v.Exec(ctx, hash, 7, 1, i); err != nil {
					return err
				}
				if i%333 != 0 {
					continue
				}
				if n := posts(v); n != i+1 {
					t.Errorf("%d of %d rows are there in the step", n, i+1)
				}
			}
			for i := range 1000 {
				if err := v.Exec(ctx, hash, 7, 2, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		fails := map[string]func(v *store.Views) error{
			"a statement that fails": func(v *store.Views) error { return v.Exec(ctx, hash, 7, 1, 1) },
			"one that fails, and a question": func(v *store.Views) error {
				err := v.Exec(ctx, hash, 7, 1, 1)
				_, asked := v.Posts(ctx, 7, []int64{1})
				return errors.Join(err, asked)
			},
		}
		for what, do := range fails {
			err := s.WriteViews(ctx, func(v *store.Views) error {
				return errors.Join(v.Exec(ctx, hash, 7, 3, 1), do(v))
			})
			if err == nil {
				t.Errorf("%s: no error", what)
			}
		}
		err = s.ReadViews(ctx, func(v *store.Views) error {
			if n := posts(v); n != 2000 {
				t.Errorf("%d rows stand, of 2000", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
