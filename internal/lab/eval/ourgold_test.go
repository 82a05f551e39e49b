package eval

import (
	"os"
	"testing"
)

// TestOurGoldReads: every report of our own gold can be read, and each half has what it is to have.
func TestOurGoldReads(t *testing.T) {
	for _, h := range goldHalves {
		reports, err := readGold(os.DirFS("gold"), h.folder)
		if err != nil {
			t.Fatal(err)
		}
		statements, positions := 0, 0
		for _, r := range reports {
			statements, positions = statements+len(r.statements), positions+len(r.positions)
		}
		if len(reports) < 20 || statements < 150 || positions < 50 {
			t.Errorf("%s: %d reports, %d statements, %d positions", h.name, len(reports), statements, positions)
		}
	}
}
