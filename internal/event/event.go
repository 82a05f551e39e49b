// Package event finds who did what to whom.
package event

import (
	"onrecord"
	"onrecord/internal/wordclass"
)

// Finder finds events.
type Finder struct{}

// New reads dictionaries and weights.
func New(classes *wordclass.Classes) (*Finder, error) { return &Finder{}, nil }

// Find fills Events.
func (f *Finder) Find(d *onrecord.Document) {}
