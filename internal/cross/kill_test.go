package cross_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
)

// layingIn names the store in which a test started by another lays reports side by side, to be killed.
const layingIn = "ONRECORD_TEST_STANDING_IN"

// TestLaying is no test by itself: [TestKilled] starts it. It tells how far it is by lines.
func TestLaying(t *testing.T) {
	name := os.Getenv(layingIn)
	if name == "" {
		t.Skip("it is started by TestKilled")
	}
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := cross.Over(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Update(t.Context(), func(p cross.Progress) { fmt.Println("laid", p.Done) }, nil); err != nil {
		t.Fatal(err)
	}
}

// TestKilled: a program that is killed while it works views out leaves them so that they go on to be those of a recomputation, where everyone stands
// among them. It is run on a file, and on PostgreSQL where there is a server.
func TestKilled(t *testing.T) {
	places := map[string]string{"sqlite": filepath.Join(t.TempDir(), "a.db")}
	if server := storetest.Server(t); server != "" {
		places["postgres"] = storetest.Schema(t, server)
	}
	for name, at := range places {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			s, err := store.Open(ctx, at)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			draw := rand.New(rand.NewPCG(14, 15))
			g := &growth{draw: draw}
			var reports []*onrecord.Document
			for range 400 {
				reports = append(reports, g.next())
			}
			draw.Shuffle(len(reports), func(i, k int) { reports[i], reports[k] = reports[k], reports[i] })
			if _, err := s.Put(ctx, reports); err != nil {
				t.Fatal(err)
			}
			a, err := cross.Over(s)
			if err != nil {
				t.Fatal(err)
			}
			between := 0
			for range 5 {
				laidAndKilled(ctx, t, at, time.Duration(draw.IntN(80))*time.Millisecond)
				p, err := a.Progress(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if p.Done > 0 && !p.Ready {
					between++
				}
			}
			if between == 0 {
				t.Error("nobody was killed in between")
			}
			if _, err := a.Update(ctx, nil, nil); err != nil {
				t.Fatal(err)
			}
			got := lines(t, a)
			if _, err := a.Recompute(ctx, nil, nil); err != nil {
				t.Fatal(err)
			}
			if want := lines(t, a); len(want) == 0 || cmp.Diff(want, got, cmpopts.IgnoreUnexported(standing.Trajectory{})) != "" {
				t.Errorf("%d lines, %d when worked out again:\n%s", len(got), len(want), cmp.Diff(want, got, cmpopts.IgnoreUnexported(standing.Trajectory{})))
			}
		})
	}
}

// lines are all lines by their actor and issue.
func lines(t *testing.T, a *cross.Across) map[string]*standing.Trajectory {
	t.Helper()
	out := map[string]*standing.Trajectory{}
	standings(t, a, true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			out[x.Actor.Key+"\n"+x.Matter.Key] = x
			return true, nil
		})
	})
	return out
}

// laidAndKilled starts a program that lays reports side by side, and kills it a while after its first step.
func laidAndKilled(ctx context.Context, t *testing.T, at string, later time.Duration) {
	t.Helper()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestLaying$")
	child.Env = append(os.Environ(), layingIn+"="+at)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewScanner(out).Scan()
	time.Sleep(later)
	_ = child.Process.Kill() // it may have come to its end
	_ = child.Wait()
}
