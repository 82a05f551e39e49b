package source

import (
	"slices"
	"strings"

	"onrecord"
)

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
func (r *reading) typeChannel(i int, p *portrait) {
	if r.isPaper(p) {
		p.replace(medium, string(onrecord.MediumWriting), p.traits[kind].span, "rule/document")
	}
	r.toldOutlet(i, p)
	r.outletBehind(i, p)
	for h := range r.channels.in(r.around[i]) {
		if r.channelFits(h, i) {
			span := r.span(h.from, h.to)
			if h.row.Get("channel") != string(onrecord.ChannelUnspecified) {
				p.put(channel, h.row.Get("channel"), span, h.by())
			}
			if m := h.row.Get("medium"); m != "" && p.get(medium) != string(onrecord.MediumThought) {
				p.replace(medium, m, span, h.by())
			}
			break
		}
	}
	if p.get(kind) == string(onrecord.SourceDataset) && r.isPoll(p) {
		p.put(channel, string(onrecord.ChannelPoll), p.traits[kind].span, p.traits[kind].by)
	}
	p.or(channel, string(onrecord.ChannelUnspecified))
}

func (r *reading) isPoll(p *portrait) bool {
	return p.head.lemma == "poll" || p.head.lemma == "survey"
}

// channelFits tells whether wording of a channel stands where its dictionary line wants it.
func (r *reading) channelFits(h hit, i int) bool {
	if h.row.Get("place") == "source" {
		return r.inSource(h.from, i) && r.heads(h, i)
	}
	return r.within(h.from, []onrecord.Span{r.d.Attributions[i].Cue}) || r.belongs(h, i)
}

// heads tells whether the words hold the head of the source.
func (r *reading) heads(h hit, i int) bool {
	v := r.hear(r.d.Attributions[i].Source.Spans)
	return h.from <= v.head && v.head < h.to
}

// toldOutlet reads "told the Gazette": to whom it was said is an outlet.
func (r *reading) toldOutlet(i int, p *portrait) {
	span := p.traits[addressee].span
	if span.Empty() {
		return
	}
	text := r.d.Text[span.Start:span.End]
	switch {
	case r.outlet.is(text) || slices.Contains(ownWords, strings.ToLower(text)):
		p.put(channel, string(onrecord.ChannelThisOutlet), span, "rule/told-own-outlet")
	case !r.isOutlet(span):
	case len(r.outlet.names) > 0 && r.d.Meta.Publisher != "" || r.isAgency(span):
		p.put(channel, string(onrecord.ChannelOtherOutlet), span, "rule/told-other-outlet")
	default: // a report that does not say whose it is tells what its own reporters were told
		p.put(channel, string(onrecord.ChannelThisOutlet), span, "rule/told-outlet")
	}
}

// isOutlet tells whether the words name an outlet: by name, or by a capital letter and a noun for outlets.
func (r *reading) isOutlet(span onrecord.Span) bool {
	first, end := r.tokens(span)
	for i := first; i < end; i++ {
		if r.isName(i, onrecord.MediaOutlet) {
			return true
		}
	}
	return r.isAgency(span)
}

func (r *reading) isAgency(span onrecord.Span) bool {
	first, end := r.tokens(span)
	for i := first; i < end; i++ {
		if _, ok := r.t.agencies.at(r.words, i, end); ok && r.tag(i) != "DET" {
			return true
		}
	}
	return false
}

// outletBehind marks what another outlet tells, as source or around the source.
func (r *reading) outletBehind(i int, p *portrait) {
	for j, steps := i, 0; j >= 0 && steps < maxDepth; j, steps = int(r.d.Attributions[j].Within)-1, steps+1 {
		q := &r.portraits[j]
		if q.get(kind) != string(onrecord.SourceMedia) {
			continue
		}
		at := q.traits[naming]
		if at.span.Empty() {
			at = q.traits[kind]
		}
		if !at.span.Empty() && !r.outlet.is(r.d.Text[at.span.Start:at.span.End]) {
			p.put(channel, string(onrecord.ChannelOtherOutlet), at.span, "rule/outlet-behind")
		}
		return
	}
}
