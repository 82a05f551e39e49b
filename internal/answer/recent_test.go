package answer

import (
	"strings"
	"testing"
)

// TestRecent forgets what was asked for longest ago, and what is told to be forgotten.
func TestRecent(t *testing.T) {
	r := NewRecent(2, 10, func(s string) int { return len(s) })
	text := func(n int) string { return strings.Repeat("a", n) }
	has := func(id string) bool { _, ok := r.Get(id); return ok }
	r.Put("a", text(3))
	r.Put("b", text(3))
	has("a")
	r.Put("c", text(3))
	if has("b") || !has("a") || !has("c") {
		t.Error("not the one asked for longest ago was forgotten")
	}
	r.Put("d", text(9))
	if has("a") || has("c") || !has("d") || r.bytes != 9 {
		t.Errorf("too many bytes are held: %d", r.bytes)
	}
	r.Put("d", text(4))
	if r.bytes != 4 {
		t.Errorf("%d bytes of one that was put again", r.bytes)
	}
	r.Forget("d")
	if has("d") || r.bytes != 0 {
		t.Error("it is not forgotten")
	}
}
