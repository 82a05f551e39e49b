package store

import (
	"fmt"
	"slices"
	"strconv"

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
	return fmt.Errorf("%w: there is no value %q; there are %q", ErrDecision, value, f.valid)
}

// fieldOf is a field of a finding, which must be there.
func fieldOf(d *onrecord.Document, kind Kind, number int, name string) field {
	i := number - 1
	switch kind {
	case Statement:
		a := &d.Attributions[i]
		switch name {
		case "source_kind":
			return field{text: (*string)(&a.Source.Kind), valid: sourceKinds}
		case "naming":
			return field{text: (*string)(&a.Source.Naming), valid: namings}
		case "type":
			return field{text: (*string)(&a.Type), valid: types}
		}
	case Event:
		e := &d.Events[i]
		switch name {
		case "root":
			return field{text: (*string)(&e.Root), valid: roots}
		case "modality":
			return field{text: (*string)(&e.Fact.Modality), valid: modalities}
		}
	case Position:
		p := &d.Positions[i]
		switch name {
		case "stance":
			return field{text: (*string)(&p.Stance), valid: stances}
		case "firmness":
			return field{number: &p.Firmness, valid: []string{"0", "1", "2", "3", "4", "5"}}
		case "topic":
			return field{text: &p.Topic}
		}
	}
	return field{}
}

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// The values that corrections may give.
var (
	sourceKinds = texts(onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup, onrecord.SourceOrganization, onrecord.SourceGovernment,
		onrecord.SourceMedia, onrecord.SourceDocument, onrecord.SourceDataset, onrecord.SourceAuthor, onrecord.SourceNone)
	namings = texts(onrecord.Named, onrecord.UnnamedIdentifiable, onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.NamingCollective, onrecord.NamingNone)
	types   = texts(onrecord.TypeAssertion, onrecord.TypeDenial, onrecord.TypeBelief, onrecord.TypeKnowledge, onrecord.TypeIntention, onrecord.TypeAttitude,
		onrecord.TypeDirective, onrecord.TypeDecree, onrecord.TypeEvidence, onrecord.TypeNonComment)
	roots = texts(onrecord.RootAgree, onrecord.RootConsult, onrecord.RootSupport, onrecord.RootCooperate, onrecord.RootAid, onrecord.RootConcede, onrecord.RootRetreat,
		onrecord.RootRequest, onrecord.RootAccuse, onrecord.RootReject, onrecord.RootThreaten, onrecord.RootProtest, onrecord.RootMobilize, onrecord.RootSanction,
		onrecord.RootCoerce, onrecord.RootAssault)
	modalities = texts(onrecord.Asserted, onrecord.Possible, onrecord.Intended, onrecord.Required, onrecord.Hypothetical, onrecord.Asked, onrecord.Expected, onrecord.Attempted)
	stances    = texts(onrecord.StanceFor, onrecord.StanceAgainst, onrecord.StanceConditionalFor, onrecord.StanceConditionalAgainst, onrecord.StanceNoSide,
		onrecord.StanceAmbiguous, onrecord.StanceDeclines)
)
