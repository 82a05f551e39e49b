package store

import "context"

// KeysCalled are the keys of a name, of whichever state and report.
func (v keyViews) KeysCalled(ctx context.Context, name string) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE name = ? AND name <> '' ORDER BY n`, clean(name))
}

// KeysOf are the keys of an actor.
func (v keyViews) KeysOf(ctx context.Context, actor int64) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE actor = ? ORDER BY n`, actor)
}

// WordingsWorded are the numbers of the wordings that have a word.
func (v wordingViews) WordingsWorded(ctx context.Context, word string) (out []int64, err error) {
	err = v.query(ctx, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		out = append(out, n)
		return err
	}, `SELECT wording FROM stand_words WHERE word = ? ORDER BY wording`, clean(word))
	return out, err
}
