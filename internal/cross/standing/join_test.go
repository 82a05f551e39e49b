package standing

import (
	"testing"

	"onrecord/internal/lang/lexicon"
)

func TestJoin(t *testing.T) {
	named := func(keys ...string) (out []Evidence) {
		for _, k := range keys {
			out = append(out, Evidence{Position: 1, Firmness: new(int), Issue: "a truce", Authority: Reported, Actor: Actor{Key: k, Reason: "name", Conf: 0.9}})
		}
		return out
	}
	for name, c := range map[string]struct {
		keys []string
		want string // key of the first
		why  string
	}{
		"alone":                    {[]string{"name/ruud//x"}, "name/ruud//x", "name"},
		"the only one":             {[]string{"name/ruud//x", "name/ansel ruud/"}, "name/ansel ruud/", "the only one of that surname"},
		"one of two":               {[]string{"name/ruud//x", "name/ansel ruud/", "name/ida ruud/"}, "name/ruud//x", "name"},
		"with its state":           {[]string{"name/ruud//x", "name/ansel ruud/", "name/ansel ruud/NOR"}, "name/ansel ruud/NOR", "the only one of that surname"},
		"a body elsewhere":         {[]string{"name/estovia//x", "name/estovia/"}, "name/estovia/", "the same name elsewhere"},
		"name with a state":        {[]string{"name/ana ruiz/", "name/ana ruiz/ESP"}, "name/ana ruiz/ESP", "the only one of that name with a state"},
		"namesakes of two states":  {[]string{"name/ana ruiz/", "name/ana ruiz/ESP", "name/ana ruiz/PER"}, "name/ana ruiz/", "name"},
		"states stay apart":        {[]string{"name/ana ruiz/ESP", "name/ana ruiz/PER"}, "name/ana ruiz/ESP", "name"},
		"words that are a name":    {[]string{"words/harland/x", "name/harland/"}, "name/harland/", "the same name elsewhere"},
		"words are no surname":     {[]string{"words/ruud/x", "name/ansel ruud/"}, "words/ruud/x", "name"},
		"no name":                  {[]string{"words/the crews/x", "words/the crews/y"}, "words/the crews/x", "name"},
		"surname of another state": {[]string{"name/ruud//x", "name/ansel ruud/NOR", "name/bo ruud/SWE"}, "name/ruud//x", "name"},
	} {
		s := NewShelf(t)
		told := named(c.keys...)
		s.Put("r", "", told)
		var got Actor
		s.Ledger(true, func(l *Ledger) error {
			at, err := l.StagesOf([]string{Digest("r")})
			if err == nil {
				got = at[0].Stage.Actor
			}
			return err
		})
		s.Close()
		if got.Key != c.want || got.Reason != c.why || (got.Key != c.keys[0]) != (got.Conf < 0.9) {
			t.Errorf("%s: %+v, want %s by %q", name, got, c.want, c.why)
		}
	}
	for name, want := range map[string]string{"Mr Ruud": "Ruud", "Prime Minister": "Prime Minister", "Ansel Ruud": "Ansel Ruud", "Gen. Ruud": "Ruud", "Ms": "Ms"} {
		if got := lexicon.Untitled(name); got != want {
			t.Errorf("untitled(%q) = %q", name, got)
		}
	}
}
