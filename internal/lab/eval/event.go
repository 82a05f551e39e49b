package eval

import (
	"onrecord"
)

// events measures the coder of given pairs, then the events of whole sentences.
func (e *evaluation) events() error {
	if err := e.coding(); err != nil {
		return err
	}
	return e.wholeSentences()
}

// wholeSentences measures the events of whole sentences, without given spans, on the gold standard records of PLOVER: whether the
// trigger is found, and, where it is, root, actor and recipient. "extra" is the share of our events that meet no gold
// trigger; a record holds one event, so some of these are right.
func (e *evaluation) wholeSentences() error {
	const name, layer = "PLOVER gold standard records", "events, whole sentences"
	gold, err := e.dir.PloverRecords()
	if err != nil {
		return e.absent(err, name, layer)
	}
	tally, err := e.readEach(len(gold), func(i int) *onrecord.Document {
		return &onrecord.Document{ID: gold[i].ID, Text: gold[i].Text}
	}, func(i int, d *onrecord.Document, s Sheet) {
		g := &gold[i]
		scoreEvents(d, g.Trigger, g.Actor, g.Target, g.Root, s)
	})
	if err != nil {
		return err
	}
	e.rows(name, layer, "shares; root, actor and recipient of the triggers found", tally, []Measure{{Name: "trigger overlaps"},
		{Name: "root right"}, {Name: "actor overlaps"}, {Name: "recipient overlaps"}, {Name: "extra"}})
	return nil
}

func scoreEvents(d *onrecord.Document, trigger, actor, target []onrecord.Span, root onrecord.Root, s Sheet) {
	hit := func(name string, ok bool) { s.add(Measure{Name: name}, counted(one(ok), 1, 1)) }
	var best *onrecord.Event
	for i := range d.Events {
		x := &d.Events[i]
		meets := touches(trigger, x.Trigger)
		hit("extra", !meets)
		if meets && (best == nil || best.Root != root && x.Root == root) {
			best = x
		}
	}
	if len(trigger) == 0 {
		return
	}
	hit("trigger overlaps", best != nil)
	if best == nil {
		return
	}
	hit("root right", best.Root == root)
	if len(actor) > 0 {
		hit("actor overlaps", membersTouch(best.Actor, actor))
	}
	if len(target) > 0 {
		hit("recipient overlaps", membersTouch(best.Recipient, target))
	}
}

func touches(spans []onrecord.Span, s onrecord.Span) bool {
	for _, x := range spans {
		if x.Overlaps(s) {
			return true
		}
	}
	return false
}

func membersTouch(members []onrecord.Member, spans []onrecord.Span) bool {
	for _, m := range members {
		if touches(spans, m.Span) {
			return true
		}
	}
	return false
}
