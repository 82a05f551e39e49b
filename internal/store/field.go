package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onrecord"
)

// field is a value of a finding that can be corrected.
type field struct {
	text   *string
	number *int
	valid  []string // nil for any
}

func (f field) get() (string, bool) {
	switch {
	case f.text != nil:
		return *f.text, true
	case f.number != nil:
		return strconv.Itoa(*f.number), true
	}
	return "", false
}

// set puts a value in; the error wraps [ErrDecision].
func (f field) set(value string) error {
	switch {
	case f.text != nil && (f.valid == nil || slices.Contains(f.valid, value)):
		*f.text = value
		return nil
	case f.number != nil:
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= 5 {
			*f.number = n
			return nil
		}
	}
	return fmt.Errorf("%w: there is no value %q; there are %s", ErrDecision, value, strings.Join(f.valid, ", "))
}

// fieldOf is a field of a finding, which must be there.
func fieldOf(d *onrecord.Document, kind Kind, number int, name string) field {
	i := number - 1
	switch kind {
	case Statement:
		a := &d.Attributions[i]
		switch name {
		case "source_kind":
			return field{text: (*string)(&a.Source.Kind), valid: onrecord.Values("source_kind")}
		case "naming":
			return field{text: (*string)(&a.Source.Naming), valid: onrecord.Values("naming")}
		case "type":
			return field{text: (*string)(&a.Type), valid: onrecord.Values("type")}
		}
	case Event:
		e := &d.Events[i]
		switch name {
		case "root":
			return field{text: (*string)(&e.Root), valid: onrecord.Values("root")}
		case "modality":
			return field{text: (*string)(&e.Fact.Modality), valid: onrecord.Values("modality")}
		}
	case Position:
		p := &d.Positions[i]
		switch name {
		case "stance":
			return field{text: (*string)(&p.Stance), valid: onrecord.Values("stance")}
		case "firmness":
			return field{number: &p.Firmness, valid: onrecord.Values("firmness")}
		case "topic":
			return field{text: &p.Topic}
		}
	}
	return field{}
}
