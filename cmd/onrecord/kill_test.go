package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// program builds the program once for a test that kills it.
func program(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the program is not built in short tests")
	}
	name := filepath.Join(t.TempDir(), "onrecord")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return name
}

// manyReports writes reports of our own, each another text, and gives their digests.
func manyReports(t *testing.T, n int) (file string, digests map[string]bool) {
	t.Helper()
	var b strings.Builder
	digests = map[string]bool{}
	for i := range n {
		text := fmt.Sprintf("Officials said on Monday that Norway would send %d ships to the strait if the truce holds. Sweden rejected plan %d.", i, i)
		fmt.Fprintf(&b, "{\"id\":\"r%d\",\"text\":%q}\n", i, text)
		digests[onrecord.Digest(text)] = true
	}
	file = filepath.Join(t.TempDir(), "many.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, digests
}

// TestKilled kills the program ten times at random moments of an ingest: whatever it had stored stays, nothing is there twice, and the last
// run does the rest.
func TestKilled(t *testing.T) {
	bin := program(t)
	file, digests := manyReports(t, 5000)
	name := filepath.Join(t.TempDir(), "record.db")
	rng := rand.New(rand.NewPCG(7, uint64(time.Now().UnixNano())))
	held := func() map[string]bool {
		s, err := store.OpenToRead(context.Background(), name)
		if errors.Is(err, store.ErrNone) || errors.Is(err, store.ErrNotStore) {
			return map[string]bool{} // killed before there was one
		}
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Sound(context.Background()); err != nil {
			t.Fatal(err)
		}
		out := map[string]bool{}
		for d, err := range s.Reports(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			digest := onrecord.Digest(d.Text)
			if out[digest] || !digests[digest] {
				t.Fatalf("report %s is there twice, or was never given", d.ID)
			}
			out[digest] = true
		}
		return out
	}
	before := map[string]bool{}
	for i := range 10 {
		cmd := exec.Command(bin, "ingest", "--quiet", "--store", name, file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(300+rng.IntN(1500)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		now := held()
		for digest := range before {
			if !now[digest] {
				t.Fatalf("kill %d: a report that was stored is lost", i+1)
			}
		}
		before = now
	}
	t.Logf("%d of %d reports after ten kills", len(before), len(digests))
	if out, err := exec.Command(bin, "ingest", "--quiet", "--store", name, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := held(); len(got) != len(digests) {
		t.Errorf("%d reports, want %d", len(got), len(digests))
	}
}

// TestDiskFull ingests into a file system that has no room, and into one that takes no writing: a clear line, and what was stored is sound.
func TestDiskFull(t *testing.T) {
	bin := program(t)
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v: %s", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	file, _ := manyReports(t, 2000)
	name := filepath.Join(dir, "record.db")
	out, err := exec.Command(bin, "ingest", "--quiet", "--store", name, file).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the disk is full") {
		t.Errorf("full disk: %v\n%s", err, out)
	}
	s, err := store.OpenToRead(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := s.Counts(context.Background())
	if err = errors.Join(err, s.Sound(context.Background())); err != nil || counts.Reports == 0 {
		t.Errorf("after a full disk: %+v, %v", counts, err)
	}
	s.Close()
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("it cannot be mounted read-only: %v: %s", err, out)
	}
	out, err = exec.Command(bin, "ingest", "--quiet", "--store", name, file).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "read-only") {
		t.Errorf("read-only: %v\n%s", err, out)
	}
	if out, err := exec.Command(bin, "search", "--store", name, "Norway").CombinedOutput(); err != nil || !strings.Contains(string(out), "Norway") {
		t.Errorf("search on it: %v\n%s", err, out)
	}
}
