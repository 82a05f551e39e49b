// Package position finds where actors stand on issues.
package position

import "onrecord"

// Finder finds positions.
type Finder struct{}

// New reads the dictionaries.
func New() (*Finder, error) { return &Finder{}, nil }

// Find fills Positions.
func (f *Finder) Find(d *onrecord.Document) {}
