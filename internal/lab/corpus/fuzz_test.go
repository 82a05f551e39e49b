package corpus_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onrecord/internal/lab/corpus"
)

// FuzzCoNLLU holds that any file either gives a document that keeps the rules, or an error that names the file.
func FuzzCoNLLU(f *testing.F) {
	f.Add([]byte(treebank))
	f.Add([]byte("1-2\t\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\ta\tX\tX\t_\t0\troot\t_\t_\n2\tb\tb\tX\tX\t_\t1\tdep\t_\t_\n"))
	dir := f.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "ud"), 0o755); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, "ud", "f.conllu"), data, 0o644); err != nil {
			t.Fatal(err)
		}
		all, err := corpus.Dir(dir).CoNLLU("f.conllu")
		if err != nil {
			if !errors.Is(err, corpus.ErrBadLine) {
				t.Error(err)
			}
			return
		}
		if len(all) == 0 {
			return
		}
		if err := corpus.Document(all, true).Validate(); err != nil {
			t.Error(err)
		}
	})
}
