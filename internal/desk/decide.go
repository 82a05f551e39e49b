package desk

import (
	"cmp"
	"context"
	"net/http"
)

// who decides what a request decides: it stands in the log of decisions.
func (d *Desk) who(r *http.Request) string { return d.whoIn(r.Context()) }

// whoIn is the same by the context of a request.
func (d *Desk) whoIn(context.Context) string { return cmp.Or(d.o.Who, "analyst") }
