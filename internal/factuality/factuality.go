// Package factuality judges whether an event is told as having happened.
package factuality

import "onrecord"

// Judge judges events.
type Judge struct{}

// New reads dictionaries and weights.
func New() (*Judge, error) { return &Judge{}, nil }

// Judge fills the factuality of the events.
func (j *Judge) Judge(d *onrecord.Document) {}
