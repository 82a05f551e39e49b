package corpus

import (
	"fmt"
	"io"
)

// CodingCase is a record of PETRARCH's unit tests: a sentence and the events that its dictionaries make of it.
type CodingCase struct {
	ID       string `json:"id"`
	Date     string `json:"date"` // YYYYMMDD
	Category string `json:"category"`
	Sentence string `json:"sentence"`
	Events   []struct {
		Source *string `json:"source"` // nil where no party of the dictionaries is told
		Target *string `json:"target"`
		Code   string  `json:"code"`
	} `json:"events"`
	Uncoded bool `json:"uncoded"` // says nothing of events
}

// CodingCases reads PETRARCH's unit tests (petrarch/unit-tests.jsonl).
func (d Dir) CodingCases() ([]CodingCase, error) {
	return collect(d, "petrarch/unit-tests.jsonl", func(c CodingCase) (CodingCase, error) { return c, nil })
}

// CodingDictionary reads one of the dictionaries of the unit tests: "actors", "agents", "verbs" or "discards".
func (d Dir) CodingDictionary(name string) (string, error) {
	f, err := d.Open("petrarch/dict/PETR.Validate." + name + ".txt")
	if err != nil {
		return "", err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return "", fmt.Errorf("read dictionary: %w", err)
	}
	return string(raw), nil
}
