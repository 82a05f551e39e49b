package onrecord

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
