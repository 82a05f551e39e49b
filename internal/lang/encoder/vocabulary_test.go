package encoder

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func uncasedVocabulary(t testing.TB) *Vocabulary {
	t.Helper()
	v, err := Uncased()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestPieces compares with what HuggingFace's tokenizers make of the same words (testdata/pieces.tsv). Where they leave
// nothing of a word, [UNK] stands here.
func TestPieces(t *testing.T) {
	v := uncasedVocabulary(t)
	raw, err := os.ReadFile("testdata/pieces.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		quoted, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		var word string
		if err := json.Unmarshal([]byte(quoted), &word); err != nil {
			t.Fatal(quoted, err)
		}
		if want == "" {
			want = fmt.Sprint(v.UNK)
		}
		if got := strings.Trim(fmt.Sprint(v.Pieces(nil, word)), "[]"); got != want {
			t.Errorf("%s: %s, want %s", quoted, got, want)
		}
	}
}

func TestPiecesAppends(t *testing.T) {
	v := uncasedVocabulary(t)
	got := v.Pieces([]int32{v.CLS}, "Rains")
	if want := []int32{101, v.first["rains"]}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if v.CLS != 101 || v.SEP != 102 || v.PAD != 0 || v.UNK != 100 || v.Size() != 30522 || v.Piece(101) != "[CLS]" || v.Piece(-1) != "" || v.Piece(30522) != "" {
		t.Error("the special pieces are not where BERT has them")
	}
	if got := v.Pieces(nil, ""); got != nil {
		t.Errorf("an empty word has pieces %v", got)
	}
}

func TestVocabularyWithoutSpecialPieces(t *testing.T) {
	if _, err := NewVocabulary([]byte("[PAD]\n[UNK]\n[CLS]\nthe\n")); err == nil || !strings.Contains(err.Error(), "[SEP]") {
		t.Errorf("error %v, want one that names [SEP]", err)
	}
}

func FuzzPieces(f *testing.F) {
	for _, s := range []string{"the", "Zürich", "e\u0301", "東京tower", "a\u00adb", "\xff\xfe", "\u200b", "[CLS]", "İ", strings.Repeat("é", 101)} {
		f.Add(s)
	}
	v := uncasedVocabulary(f)
	f.Fuzz(func(t *testing.T, word string) {
		got := v.Pieces(nil, word)
		if (len(got) == 0) != (word == "") {
			t.Errorf("%q: %d pieces", word, len(got))
		}
		for _, id := range got {
			if v.Piece(id) == "" && id != 0 {
				t.Errorf("%q: piece %d is none", word, id)
			}
		}
		if again := v.Pieces([]int32{7}, word); word != "" && !slices.Equal(again[1:], got) {
			t.Errorf("%q: %v, then %v", word, got, again)
		}
	})
}
