package cross_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
)

// made is what so many reports tell, one position each, day by day: few actors and words tell much of it, many little, as in news.
func made(n int) (out []standing.Evidence) {
	r := rand.New(rand.NewPCG(1, 2))
	actors, matters, words := rand.NewZipf(r, 1.15, 2, 40_000), rand.NewZipf(r, 1.1, 5, 20_000), rand.NewZipf(r, 1.1, 20, 20_000)
	about := make([][]string, 20_001)
	for i := range about {
		for range 6 {
			about[i] = append(about[i], "w"+strconv.FormatUint(words.Uint64(), 36))
		}
	}
	day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		issue := []string{"w" + strconv.FormatUint(words.Uint64(), 36)}
		for _, w := range about[matters.Uint64()] {
			if r.IntN(2) == 0 {
				issue = append(issue, w)
			}
		}
		who, firmness := actors.Uint64(), r.IntN(5)
		e := standing.Evidence{Report: onrecord.Digest(strconv.Itoa(i)), Day: day.AddDate(0, 0, i*3650/n).Format(time.DateOnly), Position: 1, Issue: strings.Join(issue, " "),
			Firmness: &firmness, Stance: []onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}[r.IntN(2)], Authority: standing.Authority(1 + r.IntN(4)), Conf: 0.9}
		e.Origin, e.Denial = e.Report, r.IntN(50) == 0
		e.Actor = standing.Actor{Key: fmt.Sprintf("name/n%d m%d/", who, who%997), Name: fmt.Sprintf("N%d M%d", who, who%997), Reason: "name", Conf: 0.85}
		switch r.IntN(20) {
		case 0:
			e.Actor.Key = fmt.Sprintf("name/m%d//%s", who%997, e.Report)
		case 1, 2, 3, 4:
			e.Actor.Key += "NOR"
		}
		out = append(out, e)
	}
	return out
}

// TestLedgerSize measures what a ledger of ONRECORD_LEDGER positions costs, and what one report more does.
func TestLedgerSize(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("ONRECORD_LEDGER"))
	if err != nil {
		t.Skip("ONRECORD_LEDGER says of how many")
	}
	all := made(n + n/20)
	r := rand.New(rand.NewPCG(3, 4))
	late := map[int]bool{}
	for len(late) < 200 {
		late[r.IntN(n)] = true
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, begun := m.HeapAlloc, time.Now()
	v := cross.New()
	for i := range n {
		if !late[i] {
			v.Add(all[i].Report, "", all[i:i+1])
		}
	}
	put := time.Since(begun)
	lines := v.Ledger(false).Lines
	took := time.Since(begun)
	runtime.GC()
	runtime.ReadMemStats(&m)
	longest := 0
	for _, l := range lines {
		longest = max(longest, len(l.Stages))
	}
	fmt.Printf("%d positions: %.1f s to put in and %.1f s in all, %d lines, the longest of %d, %d bytes a position beside what is told\n", n, put.Seconds(), took.Seconds(),
		len(lines), longest, (m.HeapAlloc-before)/uint64(n))
	measure := func(what string, which []standing.Evidence) {
		var most, sum time.Duration
		for i := range which {
			at := time.Now()
			v.Add(which[i].Report, "", which[i:i+1])
			v.Ledger(false)
			one := time.Since(at)
			sum, most = sum+one, max(most, one)
		}
		fmt.Printf("  %s: %.2f ms each, %.1f ms at most\n", what, float64(sum.Microseconds())/1000/float64(len(which)), float64(most.Microseconds())/1000)
	}
	measure("a new one", all[n:n+min(n/20, 500)])
	var old []standing.Evidence
	for i := range late {
		old = append(old, all[i])
	}
	measure("one told long ago", old)
}
