// Package place knows where places are: it settles mentions of places to states and points.
package place

import "onrecord"

// Finder finds mentions of places.
type Finder struct{}

// New reads the gazetteer.
func New() (*Finder, error) { return &Finder{}, nil }

// Find fills Places.
func (f *Finder) Find(d *onrecord.Document) {}
