package standing

import (
	"slices"
	"testing"
)

func TestMatters(t *testing.T) {
	s := NewShelf(t)
	defer s.Close()
	var told []Evidence
	for i, issue := range []string{"open its airspace", "keeping its airspace open", "close its airspace", "a truce", "renew the truce", "that", "it",
		"the relief flights", "relief flights to Tavas", "accept a lower share", "accept it", "airspace"} {
		told = append(told, Evidence{Position: i + 1, Issue: issue, Firmness: new(int), Authority: Reported, Actor: Actor{Key: "state/NOR", Name: "Norway"}})
	}
	s.Put("r", "", told)
	var got []string
	s.Ledger(true, func(l *Ledger) error {
		at, err := l.StagesOf([]string{Digest("r")})
		for i := range at {
			got = append(got, at[i].Line.Matter.Key)
		}
		return err
	})
	want := []string{"airspace open", "airspace open", "airspace close", "truce", "truce", "-", "-", "flight relief",
		"flight relief", "accept lower share", "accept", "airspace open"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
