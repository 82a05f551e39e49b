// Package calendar knows how news tells time: it settles expressions of time to days.
package calendar

import "onrecord"

// Finder finds expressions of time.
type Finder struct{}

// New reads the dictionary.
func New() (*Finder, error) { return &Finder{}, nil }

// Find fills Dates.
func (f *Finder) Find(d *onrecord.Document) {}
