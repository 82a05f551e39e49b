package answer

import "onrecord/internal/store"

// Hit is what a search found, as JSON has it on every surface. Offsets are code points of the text, the end exclusive.
type Hit struct {
	Kind       string   `json:"kind" enum:"report,statement,event,position" doc:"What was found"`
	Report     string   `json:"report" doc:"Id of the report: SHA-256 of its text"`
	Finding    string   `json:"finding,omitempty" doc:"Which finding of the report: a3, ev2, p1"`
	Given      string   `json:"given" doc:"Id that the input gave the report"`
	Title      string   `json:"title"`
	Outlet     string   `json:"outlet"`
	URL        string   `json:"url"`
	Published  string   `json:"published" doc:"As the input gave it"`
	Language   string   `json:"language,omitempty" doc:"Of a report, ISO 639-3; absent where it is not told"`
	Span       [2]int   `json:"span" doc:"Code points of the text, end exclusive"`
	Quote      string   `json:"quote" doc:"The words of the span, unchanged"`
	Page       int      `json:"page,omitempty" doc:"Of the original, from 1, that the words begin on; absent where it has none"`
	Actor      string   `json:"actor,omitempty" doc:"Who speaks, acts or holds the position, in the report's words"`
	Recipient  string   `json:"recipient,omitempty"`
	OnWordOf   string   `json:"on_word_of_id,omitempty" doc:"The statement on whose word it is told; absent for the outlet's own voice"`
	Word       string   `json:"word,omitempty" deprecated:"true" doc:"What on_word_of_id was called before, for one version"`
	Source     string   `json:"source,omitempty" doc:"Who that is, in the report's words"`
	SourceKind string   `json:"source_kind,omitempty"`
	Naming     string   `json:"naming,omitempty"`
	Root       string   `json:"root,omitempty" doc:"PLOVER root of an event"`
	Factuality *float64 `json:"factuality,omitempty" doc:"Of an event, -3 certainly did not happen, 0 open, 3 certainly did; absent where there is none"`
	Modality   string   `json:"modality,omitempty"`
	Stance     string   `json:"stance,omitempty" doc:"Of a position"`
	Firmness   *int     `json:"firmness,omitempty" doc:"Of a position, 0 withheld to 5 absolute"`
	Issue      string   `json:"issue,omitempty"`
	RedLine    bool     `json:"red_line,omitempty"`
	Confidence float64  `json:"confidence"`
}

// NewHit is a hit of the store as JSON has it.
func NewHit(h *store.Hit) Hit {
	from, to := h.Points()
	return Hit{Kind: string(h.Kind), Report: h.Report, Finding: h.ID(), Given: h.Given, Title: h.Title, Outlet: h.Outlet, URL: h.URL,
		Published: h.Published, Language: h.Language, Span: [2]int{from, to}, Quote: h.Quote, Page: h.Page, Actor: h.Actor, Recipient: h.Recipient, OnWordOf: h.WordID(), Word: h.WordID(),
		Source: h.Source, SourceKind: string(h.SourceKind), Naming: string(h.Naming), Root: string(h.Root), Factuality: h.Factuality,
		Modality: string(h.Modality), Stance: string(h.Stance), Firmness: h.Held(), Issue: h.Issue, RedLine: h.RedLine, Confidence: h.Confidence}
}
