package answer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"onrecord"
	"onrecord/internal/reading/actor"
	"onrecord/internal/reading/factuality"
	"onrecord/internal/reading/plover"
	"onrecord/internal/reading/position"
	"onrecord/internal/reading/source"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// follower works out what follows from words that somebody chose: what sort of source they are, whose codes they have, which topic. It is the
// dictionaries of the reading that tell, and nothing is guessed beyond them.
type follower struct {
	source *source.Typer
	actor  *actor.Coder
	topics *position.Topics
}

// following is loaded when somebody decides first.
var following = sync.OnceValues(func() (*follower, error) {
	f := &follower{}
	var err1, err2, err3 error
	f.source, err1 = source.New()
	f.actor, err2 = actor.New()
	f.topics, err3 = position.OpenTopics()
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("load dictionaries: %w", err)
	}
	return f, nil
})

// follow fills in what follows from the values of a decision; see [store.Follow].
func (f *follower) follow(laid *onrecord.Document, place int, d *store.Decision) {
	switch d.Kind {
	case store.Statement:
		f.statement(laid, place, d)
	case store.Event:
		f.event(laid, place, d)
	case store.Position:
		f.position(laid, place, d)
	}
}

// statement types the source and the cue anew where they are others.
func (f *follower) statement(laid *onrecord.Document, place int, d *store.Decision) {
	set := func(name string) *mend.Value {
		i := slices.IndexFunc(d.Values, func(v mend.Value) bool { return v.Field == name })
		if i < 0 {
			return nil
		}
		return &d.Values[i]
	}
	who, cue, content := set("source"), set("cue"), set("content")
	if who == nil && cue == nil && content == nil || !laid.Readable() {
		return
	}
	x := *laid
	x.Attributions = slices.Clone(laid.Attributions)
	a := &x.Attributions[place-1]
	a.Evidence = nil
	f.source.Type(&x)
	if who != nil && !who.None {
		who.Follows = mend.SourceAxes(a)
	}
	if cue != nil {
		cue.Follows = mend.CueAxes(a)
	}
	if content != nil && d.Action == store.Add {
		content.Follows = mend.CueAxes(a)
		if who == nil {
			for name, v := range mend.SourceAxes(a) {
				content.Follows[name] = v
			}
		}
	}
	if content != nil {
		if content.Follows == nil {
			content.Follows = map[string]string{}
		}
		content.Follows["form"] = string(a.Form)
	}
}

// event codes parties anew, and keeps class and factuality in line with what is said of them.
func (f *follower) event(laid *onrecord.Document, place int, d *store.Decision) {
	e := laid.Events[place-1]
	for i := range d.Values {
		v := &d.Values[i]
		switch {
		case v.None:
		case v.Field == "root":
			v.Follows = map[string]string{"quad": strconv.Itoa(int(plover.QuadOf(onrecord.Root(v.Text))))}
		case v.Field == "status":
			factuality.Tell(&e, onrecord.EventStatus(v.Text))
			v.Follows = mend.FollowStatus(&e.Fact)
		case v.Field == "actor":
			v.Codes = f.codes(laid, e.Actor)
		case v.Field == "recipient":
			v.Codes = f.codes(laid, e.Recipient)
		}
	}
}

// position codes holders anew, and finds the topic of the issue.
func (f *follower) position(laid *onrecord.Document, place int, d *store.Decision) {
	p := &laid.Positions[place-1]
	for i := range d.Values {
		v := &d.Values[i]
		switch {
		case v.None:
		case v.Field == "actor":
			v.Codes = f.codes(laid, p.Actor)
		case v.Field == "issue" && len(p.IssueSpans) > 0:
			v.Follows = map[string]string{"topic": f.topics.Of(laid, p.IssueSpans[0])}
		}
	}
}

// codes are those of some members, by their words and by whom they stand for.
func (f *follower) codes(laid *onrecord.Document, members []onrecord.Member) [][]mend.Code {
	x := *laid
	x.Positions = nil
	x.Events = []onrecord.Event{{Actor: slices.Clone(members)}}
	f.actor.CodeMembers(&x)
	out := make([][]mend.Code, len(members))
	for i := range members {
		out[i] = mend.CodesOf(x.Events[0].Actor[i].Codes)
	}
	return out
}
