package store_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// BenchmarkSearch asks a large store, whose name ONRECORD_BENCH_STORE gives, what people ask, and tells how long the slowest twentieth takes.
func BenchmarkSearch(b *testing.B) {
	name := os.Getenv("ONRECORD_BENCH_STORE")
	if name == "" {
		b.Skip("ONRECORD_BENCH_STORE names no store")
	}
	ctx := context.Background()
	s, err := store.OpenToRead(ctx, name)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	yes := true
	queries := []store.Query{
		{Text: "oil"}, {Text: "oil price OPEC"}, {Text: `"interest rate"`}, {Text: "elect*"}, {Text: "strike -miners"}, {Text: "said"}, {Text: "company OR bank"},
		{Kind: store.Event, Root: onrecord.RootReject}, {Kind: store.Event, Root: onrecord.RootConsult, Country: "JPN"}, {Kind: store.Event, Happened: &yes, Text: "protest"},
		{Kind: store.Position, Stance: onrecord.StanceAgainst}, {Kind: store.Position, Firmness: &store.Range{Min: 4, Max: 5}, Text: "tariff"},
		{Kind: store.Position, Actor: "government"}, {Kind: store.Position, Issue: "tax"}, {Kind: store.Statement, SourceKind: onrecord.SourceGovernment, Text: "trade"},
		{Kind: store.Statement, Source: "officials"}, {Kind: store.Statement, Naming: onrecord.UnnamedUnaffiliated}, {From: "1987-04-01", To: "1987-04-30", Text: "dollar"},
		{Kind: store.Event, Country: "IRN"}, {Kind: store.Event, Voice: store.Outlet, Text: "troops"},
		// What nearly all hold, what nearly none, and both at once.
		{Kind: store.Statement, Text: "minister"}, {Kind: store.Position, Issue: "nosuchissue"}, {Kind: store.Event, Place: "AND"}, {Kind: store.Statement, Outlet: "No Such Paper"},
		{Kind: store.Event, Text: "minister", Root: onrecord.RootProtest}, {Kind: store.Statement, Text: "minister", Source: "mayor"}, {Kind: store.Position, Text: "minister", Firmness: &store.Range{Min: 5, Max: 5}},
	}
	var took []time.Duration
	slowest := map[int]time.Duration{}
	for b.Loop() {
		for i, q := range queries {
			begun := time.Now()
			if _, err := s.Search(ctx, q); err != nil {
				b.Fatal(err)
			}
			d := time.Since(begun)
			took = append(took, d)
			slowest[i] = max(slowest[i], d)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
	for i, d := range slowest {
		if d > 50*time.Millisecond {
			b.Logf("%+v took up to %v", queries[i], d)
		}
	}
}
