package onrecord_test

import (
	"strings"
	"testing"

	"onrecord"
)

// TestCodePoints counts from marks as from the beginning.
func TestCodePoints(t *testing.T) {
	for _, words := range []string{"naïve – 漢字 ", "plain ", "é"} {
		text := strings.Repeat(words, 300)
		p := onrecord.NewCodePoints(text)
		n := 0
		for at := range text {
			if got := p.At(at); got != n {
				t.Fatalf("before byte %d of %q: %d code points, want %d", at, words, got, n)
			}
			if got := p.Byte(n); got != at || onrecord.ByteOf(text, n) != at {
				t.Fatalf("code point %d of %q begins at byte %d, want %d", n, words, got, at)
			}
			n++
		}
		if got := p.Byte(n); got != len(text) || p.Byte(n+1) != -1 || p.Byte(-1) != -1 || onrecord.ByteOf(text, n+1) != -1 || onrecord.ByteOf(text, -1) != -1 {
			t.Errorf("%q ends at byte %d", words, got)
		}
		if got := p.At(len(text)); got != n {
			t.Errorf("%q has %d code points, want %d", words, got, n)
		}
	}
	if onrecord.NewCodePoints("").At(0) != 0 {
		t.Error("there is something in nothing")
	}
}
