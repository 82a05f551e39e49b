package encoder

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGeneratedKernels reads the assembly: no path multiplies and adds in one instruction, which rounds once where others
// round twice, and AVX2 does without the registers that only AVX-512 has.
func TestGeneratedKernels(t *testing.T) {
	young := regexp.MustCompile(`\b(Z[0-9]+|K[0-7]|[XY](1[6-9]|2[0-9]|3[01]))\b`)
	for _, name := range []string{"kernels_amd64.s", "kernels_arm64.s"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		function := ""
		for line := range strings.Lines(string(raw)) {
			if text, ok := strings.CutPrefix(line, "TEXT ·"); ok {
				function, _, _ = strings.Cut(text, "(")
			}
			if strings.Contains(line, "FMADD") || strings.Contains(line, "FNMADD") || strings.Contains(line, "FMSUB") || strings.Contains(line, "FMLA") {
				t.Errorf("%s: %s fuses: %s", name, function, line)
			}
			if strings.HasSuffix(function, "256") && young.MatchString(line) {
				t.Errorf("%s: %s needs AVX-512: %s", name, function, line)
			}
		}
	}
}
