package store

import (
	"context"
	"strconv"
	"strings"
)

// Keys are some keys.
func (v keyViews) Keys(ctx context.Context, numbers ...int64) ([]StandKey, error) {
	return scannedAmong(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE n IN (%s)`, numbers)
}

// NamedAlike are the keys of a name that may be another's.
func (v keyViews) NamedAlike(ctx context.Context, name string) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE name = ? AND name <> '' AND (own = 1 OR state = '') ORDER BY n`, clean(name))
}

// FullNames are keys of a name in full, at most so many.
func (v keyViews) FullNames(ctx context.Context, name string, most int) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE name = ? AND name <> '' AND own = 0 LIMIT `+strconv.Itoa(most), clean(name))
}

// Surnames are keys of names in full that end in a word, at most so many.
func (v keyViews) Surnames(ctx context.Context, last string, most int) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE last = ? AND last <> '' AND own = 0 LIMIT `+strconv.Itoa(most), clean(last))
}

// JoinedTo are keys that are another's by names.
func (v keyViews) JoinedTo(ctx context.Context, n int64) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE joined = ? AND joined <> n`, n)
}

// MergedKeys are the keys that are another's by decision.
func (v keyViews) MergedKeys(ctx context.Context) ([]StandKey, error) {
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE reason = 'decision'`)
}

// SetKey writes a key.
func (v keyViews) SetKey(ctx context.Context, k *StandKey) error {
	return v.put(ctx, "stand_keys", keyColumns, k.values())
}

// DropKey takes a key out.
func (v keyViews) DropKey(ctx context.Context, n int64) error {
	return v.w.exec(ctx, `DELETE FROM stand_keys WHERE n = ?`, n)
}

// CountName says that a report more, or one less, calls an actor by a name; fresh tells whether none did before.
func (v keyViews) CountName(ctx context.Context, actor int64, name string, more int64) (fresh bool, err error) {
	name = clean(name)
	if err := v.w.exec(ctx, `INSERT INTO stand_names (actor, name, many) VALUES (?, ?, ?) ON CONFLICT (actor, name) DO UPDATE SET many = stand_names.many + excluded.many`, actor, name, more); err != nil {
		return false, err
	}
	many, err := v.one(ctx, `SELECT many FROM stand_names WHERE actor = ? AND name = ?`, actor, name)
	if err == nil && many == 0 {
		err = v.w.exec(ctx, `DELETE FROM stand_names WHERE actor = ? AND name = ?`, actor, name)
	}
	return many == 1 && more > 0, err
}

// Called is what most reports call an actor: of several names the longest, then the first by letters. "" where none does.
func (v keyViews) Called(ctx context.Context, actor int64) (name string, err error) {
	err = v.query(ctx, func(scan func(...any) error) error { return scan(&name) },
		`SELECT name FROM stand_names WHERE actor = ? ORDER BY many DESC, length(name) DESC, name LIMIT 1`, actor)
	return name, err
}

// NameWords lets an actor be found by words.
func (v keyViews) NameWords(ctx context.Context, actor int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `INSERT INTO stand_name_words (word, actor) VALUES (?, ?) ON CONFLICT DO NOTHING`, clean(w), actor); err != nil {
			return err
		}
	}
	return nil
}

// KeysWorded are actors that all of some words name, those told of most first, at most so many.
func (v keyViews) KeysWorded(ctx context.Context, words []string, most int) ([]StandKey, error) {
	query, args := `SELECT `+strings.ReplaceAll("k."+keyColumns, ", ", ", k.")+` FROM stand_name_words w0 JOIN stand_keys k ON k.n = w0.actor`, []any{}
	for i, w := range words[1:] {
		t := "w" + strconv.Itoa(i+1)
		query += ` JOIN stand_name_words ` + t + ` ON ` + t + `.actor = w0.actor AND ` + t + `.word = ?`
		args = append(args, clean(w))
	}
	return scanned(ctx, v.viewTx, (*StandKey).into, query+` WHERE w0.word = ? AND k.called <> '' ORDER BY k.every DESC, k.n LIMIT ?`, append(args, clean(words[0]), most)...)
}

// KeysTold are the actors of whom most is told, at most so many from a number of them on.
func (v keyViews) KeysTold(ctx context.Context, all bool, skip, most int) ([]StandKey, error) {
	by := "told"
	if all {
		by = "every"
	}
	return scanned(ctx, v.viewTx, (*StandKey).into, `SELECT `+keyColumns+` FROM stand_keys WHERE `+by+` > 0 ORDER BY `+by+` DESC, n DESC LIMIT ? OFFSET ?`, most, skip)
}

// WordsFrom are words between two, the second exclusive: of names, or of issues, each once, at most so many.
func (v keyViews) WordsFrom(ctx context.Context, names bool, from, to string, most int) (out []string, err error) {
	table := "stand_words"
	if names {
		table = "stand_name_words"
	}
	last := from
	for op := ">="; len(out) < most; op = ">" { // from one to the next, however often each stands there
		word := ""
		err := v.query(ctx, func(scan func(...any) error) error { return scan(&word) }, `SELECT word FROM `+table+` WHERE word `+op+` ? AND word < ? ORDER BY word LIMIT 1`, clean(last), clean(to))
		if err != nil || word == "" {
			return out, err
		}
		out, last = append(out, word), word
	}
	return out, nil
}
