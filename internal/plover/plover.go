// Package plover knows the codebook: roots, modes, quad classes, and which words name which deed.
package plover

import (
	"onrecord"
	"onrecord/internal/wordclass"
)

// Coder codes deeds.
type Coder struct{}

// Coding is how a deed is coded.
type Coding struct {
	Root     onrecord.Root // a root of the label profile asked for
	Mode     string
	Quad     onrecord.Quad
	Polarity onrecord.Polarity
	Trigger  onrecord.Span
	Head     onrecord.TokenID
	By       string
	Conf     float64
}

// New reads dictionaries and weights.
func New(classes *wordclass.Classes) (*Coder, error) { return &Coder{}, nil }

// QuadOf is the quad class of a root of PLOVER 0.8.
func QuadOf(r onrecord.Root) onrecord.Quad { return 0 }
