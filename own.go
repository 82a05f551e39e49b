package onrecord

// Own is what the own lists of a newsroom or an analyst say of a report, in a document that has them laid over: who is called otherwise than the
// report calls them, and by which line. The reading itself has none: it never changes.
type Own struct {
	Entities map[EntityID]string         // of those that go by a line's name, which line: "your list of actors, line “Ansel Ruud”"
	Codes    map[EntityID]bool           // of these, those whose codes are the line's
	Sources  map[AttributionID]OwnSource // of statements whose source the reading knows under no name that a line has, but whose words for it are one
	Outlet   string                      // by which line the outlet goes by its name; "" by none
	Owner    string                      // of the outlet; "" not known
	Printed  string                      // what the report itself calls the outlet that goes by a line; "" not known
}

// OwnSource is who a source is by a line, whose name its words are as they stand.
type OwnSource struct {
	Name  string
	Codes []Code // of the line; none where it has none
	By    string // which line
}

// By is the line by whose name an entity goes; "" for none.
func (o *Own) By(e EntityID) string {
	if o == nil {
		return ""
	}
	return o.Entities[e]
}

// Source is who the source of a statement is by a line that has its words; ok is false for none.
func (o *Own) Source(id AttributionID) (s OwnSource, ok bool) {
	if o == nil {
		return s, false
	}
	s, ok = o.Sources[id]
	return s, ok
}
