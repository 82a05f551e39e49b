package read_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onrecord"
)

// TestReadContext gives a long text up in the middle: the reading must come back at once, though all of it takes a minute.
func TestReadContext(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("“We will go,” Ann Smith said on Friday. Norvik rejects the plan unless sanctions end, two officials said.\n\n", 9500)
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 3 * time.Second} {
		if after > time.Second && testing.Short() {
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		begun := time.Now()
		time.AfterFunc(after, cancel)
		err = r.ReadContext(ctx, &onrecord.Document{ID: "long", Text: text})
		took := time.Since(begun)
		cancel()
		if !errors.Is(err, context.Canceled) || err.Error() != "read report long: context canceled" {
			t.Errorf("after %v: got error %v", after, err)
		}
		if late := took - after; late > time.Second {
			t.Errorf("given up after %v, the reading went on for %v", after, late)
		} else {
			t.Logf("given up after %v, back after %v more", after, late)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.ReadContext(ctx, &onrecord.Document{ID: "short", Text: "Officials said so."}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before it began: got error %v", err)
	}
}
