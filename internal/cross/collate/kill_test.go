package collate_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
)

// layingIn names the store in which a test started by another lays reports side by side, to be killed.
const layingIn = "ONRECORD_TEST_LAYING_IN"

// TestLaying is no test by itself: [TestKilled] starts it. It tells of each step by a line.
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
	fmt.Println("ready")
	for {
		step, err := collator.Update(t.Context(), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("step", step.Laid)
		if step.Done {
			return
		}
	}
}

// TestKilled: a program that is killed in the middle of a step leaves views that go on to be those of a recomputation. It is run on a file,
// and on PostgreSQL where there is a server.
func TestKilled(t *testing.T) {
	for name, at := range places(t) {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			s, err := store.Open(ctx, at)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			x := newShelf(ctx, t, s)
			draw := rand.New(rand.NewPCG(14, 9))
			var reports []item
			for i := range 260 {
				reports = append(reports, item{ID: fmt.Sprint(i), Title: "Ferry late", Outlet: fmt.Sprint("Outlet ", i%7), Published: day.AddDate(0, 0, draw.IntN(20)),
					Text: prose(uint64(draw.IntN(60)), 60) + fmt.Sprint(" Number ", i, ".")})
			}
			x.note(reports...)
			_, err = s.Put(ctx, docs(reports))
			x.must(err)
			between := 0
			for k := range 6 {
				killed(ctx, t, at, k%3, time.Duration(draw.IntN(60))*time.Millisecond)
				x.look(func(v *collate.View) error {
					state, err := v.State(ctx)
					waiting, err1 := v.Waiting(ctx, state)
					laid := 0
					for _, r := range reports {
						if _, err := v.Report(ctx, onrecord.Digest(r.Text)); err == nil {
							laid++
						}
					}
					if laid != int(state.Change) || laid != len(reports)-waiting {
						t.Errorf("%d reports are laid of %d, %d wait, and the views say that they are at change %d", laid, len(reports), waiting, state.Change)
					}
					if laid > 0 && laid < len(reports) {
						between++
					}
					x.must(err1)
					return err
				})
			}
			if between == 0 {
				t.Error("nobody was killed in between")
			}
			x.update()
			got := x.shown()
			x.again()
			if d := cmp.Diff(x.shown(), got); d != "" {
				t.Error(d)
			}
		})
	}
}

// killed starts a program that lays reports side by side and kills it a while after so many steps.
func killed(ctx context.Context, t *testing.T, at string, steps int, later time.Duration) {
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
	lines := bufio.NewScanner(out)
	for n := 0; n <= steps && lines.Scan(); n++ {
	}
	time.Sleep(later)
	_ = child.Process.Kill() // it may have come to its end
	_ = child.Wait()
}
