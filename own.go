package onrecord

// Own is what the own lists of a newsroom or an analyst say of a report, in a document that has them laid over: who is called otherwise than the
// report calls them, and by which line. The reading itself has none: it never changes.
type Own struct {
	Entities map[EntityID]string // of those that go by a line's name, which line: "your list of actors, line “Ansel Ruud”"
	Codes    map[EntityID]bool   // of these, those whose codes are the line's
	Outlet   string              // by which line the outlet goes by its name; "" by none
	Owner    string              // of the outlet; "" not known
}

// By is the line by whose name an entity goes; "" for none.
func (o *Own) By(e EntityID) string {
	if o == nil {
		return ""
	}
	return o.Entities[e]
}
