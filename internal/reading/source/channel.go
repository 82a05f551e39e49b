package source

import (
	"slices"
	"strings"

	"onrecord"
)

// channelRules tell by which way the words reached the report.
type channelRules struct {
	*text
	own     *ownership
	wording *wording
	phrases *phraseParser
	outlet  ownOutlet
	values  []axisValues // of all attributions
}

// ownOutlet is what is known of the outlet that carries the report.
type ownOutlet struct {
	names    []string // in small letters, without "the"
	initials string   // of the outlet, in a by-line such as "HG Report"
}

func newOwnOutlet(d *onrecord.Document) ownOutlet {
	var o ownOutlet
	if n := plainName(d.Meta.Publisher); n != "" {
		o.names = append(o.names, n)
	}
	for _, s := range []onrecord.Span{d.Meta.Dateline.Agency, d.Meta.Byline} {
		if s.Empty() || s.Start < 0 || s.End > len(d.Text) {
			continue
		}
		text := d.Text[s.Start:s.End]
		o.names = append(o.names, plainName(text))
		if f := strings.Fields(text); len(f) > 0 && len(f[0]) <= 4 && f[0] == strings.ToUpper(f[0]) {
			o.initials = f[0]
		}
	}
	return o
}

func plainName(s string) string {
	s = strings.TrimSpace(strings.ToLower(s))
	return strings.TrimPrefix(s, "the ")
}

// is tells whether words name the report's own outlet.
func (o ownOutlet) is(text string) bool {
	n := plainName(text)
	for _, own := range o.names {
		if n != "" && own != "" && (n == own || strings.HasSuffix(own, " "+n) || strings.HasSuffix(n, " "+own)) {
			return true
		}
	}
	return o.initials != "" && initials(text) == o.initials
}

// initials are the first letters of the words of a name, without "the".
func initials(text string) string {
	var b strings.Builder
	for _, f := range strings.Fields(text) {
		if low := strings.ToLower(f); low != "the" && low != "of" {
			b.WriteString(strings.ToUpper(f[:1]))
		}
	}
	return b.String()
}

// ownWords are the words by which a report calls its own outlet.
var ownWords = []string{"us", "me", "this newspaper", "this paper", "this reporter", "this correspondent", "this magazine",
	"this publication", "this news organization", "this outlet"}

// typeChannel tells by which way the words reached the report.
func (ch *channelRules) typeChannel(i int, p *axisValues) {
	if p.isPaper() {
		p.replace(medium, string(onrecord.MediumWriting), p.traits[kind].span, "rule/document")
	}
	ch.toldOutlet(i, p)
	ch.outletBehind(i, p)
	for h := range ch.wording.channels.in(ch.own.around[i]) {
		if ch.channelFits(h, i) {
			span := ch.span(h.from, h.to)
			if h.row.Get("channel") != string(onrecord.ChannelUnspecified) {
				p.put(channel, h.row.Get("channel"), span, h.by())
			}
			if m := h.row.Get("medium"); m != "" && p.get(medium) != string(onrecord.MediumThought) {
				p.replace(medium, m, span, h.by())
			}
			break
		}
	}
	if p.get(kind) == string(onrecord.SourceDataset) && p.isPoll() {
		p.put(channel, string(onrecord.ChannelPoll), p.traits[kind].span, p.traits[kind].by)
	}
	p.or(channel, string(onrecord.ChannelUnspecified))
}

// channelFits tells whether wording of a channel stands where its dictionary line wants it.
func (ch *channelRules) channelFits(h hit, i int) bool {
	if h.row.Get("place") == "source" {
		return ch.own.inSource(h.from, i) && ch.heads(h, i)
	}
	return ch.within(h.from, []onrecord.Span{ch.d.Attributions[i].Cue}) || ch.own.belongs(h, i)
}

// heads tells whether the words hold the head of the source.
func (ch *channelRules) heads(h hit, i int) bool {
	np := ch.phrases.parse(ch.d.Attributions[i].Source.Spans)
	return h.from <= np.head && np.head < h.to
}

// toldOutlet reads "told the Gazette": to whom it was said is an outlet.
func (ch *channelRules) toldOutlet(i int, p *axisValues) {
	span := p.traits[addressee].span
	if span.Empty() {
		return
	}
	text := ch.d.Text[span.Start:span.End]
	switch {
	case ch.outlet.is(text) || slices.Contains(ownWords, strings.ToLower(text)):
		p.put(channel, string(onrecord.ChannelThisOutlet), span, "rule/told-own-outlet")
	case !ch.isOutlet(span):
	case len(ch.outlet.names) > 0 && ch.d.Meta.Publisher != "" || ch.isAgency(span):
		p.put(channel, string(onrecord.ChannelOtherOutlet), span, "rule/told-other-outlet")
	default: // a report that does not say whose it is tells what its own reporters were told
		p.put(channel, string(onrecord.ChannelThisOutlet), span, "rule/told-outlet")
	}
}

// isOutlet tells whether the words name an outlet: by name, or by a capital letter and a noun for outlets.
func (ch *channelRules) isOutlet(span onrecord.Span) bool {
	first, end := ch.tokens(span)
	for i := first; i < end; i++ {
		if ch.isName(i, onrecord.MediaOutlet) {
			return true
		}
	}
	return ch.isAgency(span)
}

func (ch *channelRules) isAgency(span onrecord.Span) bool {
	first, end := ch.tokens(span)
	for i := first; i < end; i++ {
		if _, ok := ch.dict.agencies.at(ch.words, i, end); ok && ch.tag(i) != "DET" {
			return true
		}
	}
	return false
}

// outletBehind marks what another outlet tells, as source or around the source.
func (ch *channelRules) outletBehind(i int, p *axisValues) {
	for j, steps := i, 0; j >= 0 && steps < maxDepth; j, steps = int(ch.d.Attributions[j].Within)-1, steps+1 {
		q := &ch.values[j]
		if q.get(kind) != string(onrecord.SourceMedia) {
			continue
		}
		at := q.traits[naming]
		if at.span.Empty() {
			at = q.traits[kind]
		}
		if !at.span.Empty() && !ch.outlet.is(ch.d.Text[at.span.Start:at.span.End]) {
			p.put(channel, string(onrecord.ChannelOtherOutlet), at.span, "rule/outlet-behind")
		}
		return
	}
}
