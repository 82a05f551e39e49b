package store

import (
	"context"
	"strconv"
	"strings"
)

// Wordings are some wordings.
func (v wordingViews) Wordings(ctx context.Context, numbers ...int64) ([]StandWording, error) {
	return scannedAmong(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE n IN (%s)`, numbers)
}

// Followers are the other wordings of the group that one leads.
func (v wordingViews) Followers(ctx context.Context, leader int64) ([]StandWording, error) {
	return scanned(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE leader = ? AND n <> leader`, leader)
}

// Shortest is the wording of the shortest form among those of so many words that follow one, the earliest of several; nil for none.
func (v wordingViews) Shortest(ctx context.Context, leader, least int64) (*StandWording, error) {
	list, err := scanned(ctx, v.viewTx, (*StandWording).into, `SELECT `+wordingColumns+` FROM stand_wordings WHERE leader = ? AND (size >= ? OR n = leader) ORDER BY short_size, short_since LIMIT 1`, leader, least)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// SetWording writes a wording.
func (v wordingViews) SetWording(ctx context.Context, w *StandWording) error {
	return v.put(ctx, "stand_wordings", wordingColumns, w.values())
}

// DropWording takes a wording out, with the words it is found by.
func (v wordingViews) DropWording(ctx context.Context, n int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `DELETE FROM stand_words WHERE word = ? AND wording = ?`, clean(w), n); err != nil {
			return err
		}
	}
	return v.w.exec(ctx, `DELETE FROM stand_wordings WHERE n = ?`, n)
}

// WordingWords lets a wording be found by words.
func (v wordingViews) WordingWords(ctx context.Context, n int64, words []string) error {
	for _, w := range words {
		if err := v.w.exec(ctx, `INSERT INTO stand_words (word, wording) VALUES (?, ?) ON CONFLICT DO NOTHING`, clean(w), n); err != nil {
			return err
		}
	}
	return nil
}

// pairTable is where wordings are found by every two of their words: all, or those that lead.
func pairTable(leads bool) string {
	if leads {
		return "stand_leads"
	}
	return "stand_pairs"
}

// Post lets a wording be found by pairs of words.
func (v wordingViews) Post(ctx context.Context, leads bool, pairs []int64, since, n int64) error {
	rows := make([][]any, len(pairs))
	for i, p := range pairs {
		rows[i] = []any{p, since, n}
	}
	return v.w.insert(ctx, pairTable(leads)+" (pair, since, wording)", "?", rows)
}

// Unpost takes that back.
func (v wordingViews) Unpost(ctx context.Context, leads bool, pairs []int64, since, n int64) error {
	return v.takeOut(ctx, `DELETE FROM `+pairTable(leads)+` WHERE since = ? AND wording = ? AND pair IN (%s)`, []any{since, n}, pairs)
}

// Sharing are the wordings that have one of some pairs of words, told from one time on up to another, each once.
func (v wordingViews) Sharing(ctx context.Context, leads bool, pairs []int64, from, to int64) (out []int64, err error) {
	seen := map[int64]bool{}
	err = v.among(ctx, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
		return err
	}, `SELECT wording FROM `+pairTable(leads)+` WHERE since >= ? AND since <= ? AND pair IN (%s)`, []any{from, to}, pairs)
	return out, err
}

// Groups are some groups.
func (v wordingViews) Groups(ctx context.Context, numbers ...int64) ([]StandGroup, error) {
	return scannedAmong(ctx, v.viewTx, func(g *StandGroup) []any { return []any{&g.N, &g.Leader, &g.Name} }, `SELECT n, leader, name FROM stand_groups WHERE n IN (%s)`, numbers)
}

// LastGroup is the highest number of a group.
func (v wordingViews) LastGroup(ctx context.Context) (int64, error) {
	return v.one(ctx, `SELECT COALESCE(max(n), 0) FROM stand_groups`)
}

// SetGroup writes a group; one without a leader is taken out.
func (v wordingViews) SetGroup(ctx context.Context, g *StandGroup) error {
	if g.Leader == 0 {
		return v.w.exec(ctx, `DELETE FROM stand_groups WHERE n = ?`, g.N)
	}
	return v.put(ctx, "stand_groups", "n, leader, name", []any{g.N, g.Leader, clean(g.Name)})
}

// CountWorded is how many wordings have a word, counted to so many.
func (v wordingViews) CountWorded(ctx context.Context, word string, most int) (int64, error) {
	return v.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM stand_words WHERE word = ? LIMIT `+strconv.Itoa(most)+`) AS t`, clean(word))
}

// GroupsWorded are the groups with a wording that has one of some words, those of whose wordings most is told first, at most so many.
func (v wordingViews) GroupsWorded(ctx context.Context, words []string, most int) (out []int64, err error) {
	args := make([]any, 0, len(words)+1)
	for _, w := range words {
		args = append(args, clean(w))
	}
	err = v.query(ctx, func(scan func(...any) error) error {
		var g, n int64
		err := scan(&g, &n)
		out = append(out, g)
		return err
	}, `SELECT w.grp, max(w.pieces) AS n FROM stand_words x JOIN stand_wordings w ON w.n = x.wording WHERE x.word IN (?`+strings.Repeat(", ?", len(words)-1)+`)
		GROUP BY w.grp ORDER BY n DESC, w.grp LIMIT ?`, append(args, most)...)
	return out, err
}
