package actor_test

import (
	"testing"

	"onrecord"
)

func TestOfficesHoldOnlyWithinTheirDays(t *testing.T) {
	for _, c := range []struct{ published, want string }{{"2013-05-01", "AFGGOV"}, {"2020-05-01", ""}, {"", ""}} {
		r, err := reader()
		if err != nil {
			t.Fatal(err)
		}
		d := &onrecord.Document{Text: "Hamid Karzai criticised the plan.", Meta: onrecord.Meta{Published: c.published}}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, e := range d.Entities {
			for _, k := range e.Codes {
				got += k.String()
			}
		}
		if got != c.want {
			t.Errorf("published %q: %q, want %q", c.published, got, c.want)
		}
	}
}
