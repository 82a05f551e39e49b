package onrecord

import "sort"

// PlaceID is the number of a place mention in its document: index + 1; 0 is none.
type PlaceID int

// Location is a mention of a place, settled to one place on earth as far as the report and a gazetteer allow.
type Location struct {
	Span     Span
	Kind     PlaceKind
	Name     string  // as in the gazetteer; "" when it knows none
	Country  string  // ISO 3166-1 alpha-3; "" when unknown or ambiguous
	Region   string  // a first-level division of it that settles the place, such as "Texas"; "" when unknown
	Known    bool    // whether Lat and Lon are given
	Lat, Lon float64 // degrees, WGS 84
	GeoNames int     // number in GeoNames; 0 is none
	Dateline bool    // the place of the report's dateline
	By       string
	Conf     float64 // a judgement of how far the words settle it, 0..1
}

// PlaceKind says how large a place is.
type PlaceKind string

// The kinds of place.
const (
	PlaceCountry PlaceKind = "country"
	PlaceRegion  PlaceKind = "region" // a province, a strait, a part of the world
	PlaceCity    PlaceKind = "city"
)

// PlaceAt is the mention of a place whose words a span is, or is a part of; nil where there is none. It needs Places in text order.
func (d *Document) PlaceAt(s Span) *Location {
	i := sort.Search(len(d.Places), func(i int) bool { return d.Places[i].Span.End >= s.End })
	if i < len(d.Places) && d.Places[i].Span.Contains(s) {
		return &d.Places[i]
	}
	return nil
}

// CountryOf is the state that an entity belongs to: of a state or place that of the place its name is settled to ("Georgia" in a report
// from Atlanta), else the entity's own.
func (d *Document) CountryOf(e *Entity) string {
	if e.Kind != Country && e.Kind != Place {
		return e.Country
	}
	for _, m := range e.Mentions {
		if p := d.PlaceAt(m.Span); p != nil && p.Span == m.Span {
			return p.Country
		}
	}
	return e.Country
}

// DateID is the number of a time expression in its document: index + 1; 0 is none.
type DateID int

// Date is an expression of time, settled to days against the day of publication or of the dateline. Both days belong to
// the interval. An open side is "" ("since Monday" has no end).
type Date struct {
	Span Span
	From string // 2006-01-02; both sides "" when the expression cannot be settled
	To   string
	By   string
	Conf float64
}
