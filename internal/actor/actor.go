// Package actor knows who an actor is in the codes of event data: which state, which sector, which known body.
package actor

import "onrecord"

// Coder codes entities and the members of events and positions.
type Coder struct{}

// New reads the dictionaries.
func New() (*Coder, error) { return &Coder{}, nil }

// Code fills the codes of the document's entities.
func (c *Coder) Code(d *onrecord.Document) {}

// CodeMembers fills the codes of those who take part in events and hold positions.
func (c *Coder) CodeMembers(d *onrecord.Document) {}
