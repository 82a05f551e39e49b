// Package cross lays the reports of a store side by side: which are copies of one text and whose, which tell of one happening, where
// actors stand over time, and who stands behind what is said.
//
// All of it stands in the tables of views of a store, brought up to date as reports come: copies and stories ([collate]), and who stands where
// ([standing]). Who asks reads one snapshot of them.
package cross

import (
	"onrecord/internal/cross/collate"
)

// ErrUnknown is at the root of the error about a report or story that a view does not have.
var ErrUnknown = collate.ErrUnknown

// Report is a report among others.
type Report struct {
	ID        string `json:"report"` // digest of the text
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Title     string `json:"title"` // headline, or the first words of the text
	URL       string `json:"url"`
}
