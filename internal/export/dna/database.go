package dna

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	_ "modernc.org/sqlite" // the driver

	"onrecord"
)

// tables are those of the analyzer's third version, by their published names and columns.
//
//go:embed tables.sql
var tables string

// longestName is the most characters that the analyzer takes for a title or the value of a variable.
const longestName = 190

// Variables by their numbers. The last five are there in the lossless variant only.
const (
	varPerson = iota + 1
	varOrganization
	varConcept
	varAgreement
	varFirmness
	varStance
	varIssue
	varConditions
	varOnWordOf
)

// Database is a database of the analyzer at work. All of it is one transaction: a database that is not closed holds nothing.
type Database struct {
	db       *sql.DB
	tx       *sql.Tx
	lossless bool
	entities map[entity]int
	document int
	n        int
}

type entity struct {
	variable int
	value    string
}

// Create makes a database in a new file.
func Create(ctx context.Context, path string, lossless bool) (*Database, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, fmt.Errorf("create database %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	x := &Database{db: db, lossless: lossless, entities: map[entity]int{}}
	if _, err = db.ExecContext(ctx, tables); err == nil {
		if x.tx, err = db.BeginTx(ctx, nil); err == nil {
			err = x.variables(ctx)
		}
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("create database %s: %w", path, err)
	}
	return x, nil
}

func (x *Database) variables(ctx context.Context) error {
	list := []struct {
		id         int
		name, kind string
	}{{varPerson, "person", "short text"}, {varOrganization, "organization", "short text"}, {varConcept, "concept", "short text"}, {varAgreement, "agreement", "boolean"}}
	if x.lossless {
		list = append(list, []struct {
			id         int
			name, kind string
		}{{varFirmness, "firmness", "integer"}, {varStance, "stance", "long text"}, {varIssue, "issue", "long text"}, {varConditions, "conditions", "long text"},
			{varOnWordOf, "on_word_of", "long text"}}...)
	}
	for _, v := range list {
		if _, err := x.tx.ExecContext(ctx, `INSERT INTO VARIABLES (ID, Variable, DataType, StatementTypeId) VALUES (?, ?, ?, 1)`, v.id, v.name, v.kind); err != nil {
			return err
		}
	}
	return nil
}

// Add files a report and its statements. Names longer than the analyzer takes are cut in the compatible variant and in the values of
// variables; the whole words stand in the lossless variant's issue. Which statements, see [Statements].
func (x *Database) Add(ctx context.Context, d *onrecord.Document, only map[string]bool) error {
	x.document++
	date := int64(0)
	if t := d.Meta.When(); !t.IsZero() {
		date = t.Unix()
	}
	if _, err := x.tx.ExecContext(ctx, `INSERT INTO DOCUMENTS (ID, Title, Text, Coder, Author, Source, Section, Notes, Type, Date) VALUES (?, ?, ?, 1, ?, ?, '', ?, '', ?)`,
		x.document, cut(title(d)), d.Text, cut(d.Meta.Author), cut(d.Meta.Publisher), d.Meta.URL, date); err != nil {
		return fmt.Errorf("file report %s: %w", d.ID, err)
	}
	list, _ := Statements(d, only)
	for _, s := range list {
		if s.Start >= s.Stop {
			continue
		}
		if err := x.statement(ctx, s); err != nil {
			return fmt.Errorf("file report %s: %w", d.ID, err)
		}
	}
	return nil
}

func (x *Database) statement(ctx context.Context, s Statement) error {
	x.n++
	do := func(query string, args ...any) error {
		_, err := x.tx.ExecContext(ctx, query, args...)
		return err
	}
	if err := do(`INSERT INTO STATEMENTS (ID, StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, 1, ?, ?, ?, 1)`, x.n, x.document, s.Start, s.Stop); err != nil {
		return err
	}
	for variable, value := range []string{varPerson: s.Person, varOrganization: s.Organization, varConcept: s.Concept} {
		if variable == 0 {
			continue
		}
		id, err := x.entity(ctx, entity{variable, cut(value)})
		if err != nil {
			return err
		}
		if err := do(`INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)`, x.n, variable, id); err != nil {
			return err
		}
	}
	agree := 0
	if s.Agree {
		agree = 1
	}
	if err := do(`INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)`, x.n, varAgreement, agree); err != nil || !x.lossless {
		return err
	}
	if err := do(`INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (?, ?, ?)`, x.n, varFirmness, s.Firmness); err != nil {
		return err
	}
	for variable, value := range map[int]string{varStance: s.Stance, varIssue: s.Issue, varConditions: s.Conditions, varOnWordOf: s.OnWordOf} {
		if err := do(`INSERT INTO DATALONGTEXT (StatementId, VariableId, Value) VALUES (?, ?, ?)`, x.n, variable, value); err != nil {
			return err
		}
	}
	return nil
}

// entity is the number of a value of a variable.
func (x *Database) entity(ctx context.Context, e entity) (int, error) {
	if id, known := x.entities[e]; known {
		return id, nil
	}
	id := len(x.entities) + 1
	_, err := x.tx.ExecContext(ctx, `INSERT INTO ENTITIES (ID, VariableId, Value) VALUES (?, ?, ?)`, id, e.variable, e.value)
	x.entities[e] = id
	return id, err
}

// cut shortens a value to what the analyzer takes.
func cut(s string) string {
	n := 0
	for i := range s {
		if n == longestName {
			return s[:i]
		}
		n++
	}
	return s
}

// Close finishes the database, or throws it away where cause is not nil, and gives the cause back.
func (x *Database) Close(cause error) error {
	defer x.db.Close()
	if cause != nil {
		x.tx.Rollback()
		return cause
	}
	return x.tx.Commit()
}
