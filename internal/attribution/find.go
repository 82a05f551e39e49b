package attribution

import (
	"sort"

	"onrecord"
)

// deepest is how far attributions inside attributions are followed.
const deepest = 3

// shortest is the fewest words of content that are searched for attributions inside.
const shortest = 4

// node is an attribution with those inside its content.
type node struct {
	onrecord.Attribution
	inside []*node
}

// Find fills Attributions: source, cue, content, nesting and confidence; the axes are left to the source stage. It
// needs Sentences, Tokens with their syntax, and Names.
func (f *Finder) Find(d *onrecord.Document) {
	v := f.whole(d)
	top := f.layout(v, f.mend(v, f.inserted(v, f.label(v))))
	top = f.fixed(v, top)
	nodes := f.nodes(v, top, 0)
	sort.SliceStable(nodes, func(i, j int) bool { return nodes[i].Extent().Start < nodes[j].Extent().Start })
	d.Attributions = nil
	for _, n := range nodes {
		n.write(d, 0)
	}
}

// write appends a node and, behind it, those inside it: an outer attribution always has the lower number.
func (n *node) write(d *onrecord.Document, within onrecord.AttributionID) {
	n.Within = within
	d.Attributions = append(d.Attributions, n.Attribution)
	id := onrecord.AttributionID(len(d.Attributions))
	for _, k := range n.inside {
		k.write(d, id)
	}
}

func (f *Finder) nodes(v *view, all []found, depth int) []*node {
	var out []*node
	for _, a := range all {
		n := &node{Attribution: onrecord.Attribution{
			Source: onrecord.Source{Spans: v.spans(a.source)}, Content: v.spans(a.content), By: a.by, Conf: a.conf,
			Carried: a.carried, Form: a.form,
		}}
		if cue := v.spans(a.cue); len(cue) > 0 {
			n.Cue = onrecord.Span{Start: cue[0].Start, End: cue[len(cue)-1].End}
		}
		if depth < deepest && len(a.content) >= shortest {
			n.inside = f.inside(v, a, depth+1)
		}
		out = append(out, n)
	}
	return out
}

// inside searches the content of an attribution, without its quotation marks.
func (f *Finder) inside(v *view, a found, depth int) []*node {
	var tokens []int32
	first, last := a.content[0], a.content[len(a.content)-1]
	for _, p := range a.content {
		q := v.quotes.state[p]
		whole := q == opening || q == closing
		if s := v.quotes.span[p]; whole && s >= 0 && v.quotes.open[s] >= first-1 && v.quotes.close[s] <= last+1 {
			// a quotation that makes up the content loses its marks; one that is part of it keeps them
			if v.quotes.open[s] == first || v.quotes.close[s] == last || v.edge[v.quotes.open[s]] != noEdge {
				continue
			}
		}
		tokens = append(tokens, v.token[p])
	}
	if len(tokens) < shortest {
		return nil
	}
	sub := f.view(v.doc, tokens)
	got := f.fixed(sub, f.mend(sub, f.inserted(sub, f.label(sub))))
	kept := got[:0]
	for _, g := range got {
		if g.conf >= nestedFloor && len(g.content) < len(a.content) {
			kept = append(kept, g)
		}
	}
	nodes := f.nodes(sub, kept, depth)
	sort.SliceStable(nodes, func(i, j int) bool { return nodes[i].Extent().Start < nodes[j].Extent().Start })
	return nodes
}

// nestedFloor is the confidence below which an attribution inside another is not reported.
const nestedFloor = 0.2

// spans are the stretches of text that positions cover: one a run of neighbouring words within a paragraph.
func (v *view) spans(at []int32) []onrecord.Span {
	var out []onrecord.Span
	tokens := v.doc.Tokens
	for k, p := range at {
		t := tokens[v.token[p]].Span
		if k > 0 {
			before := at[k-1]
			if v.token[p] == v.token[before]+1 && v.paragraph[p] == v.paragraph[before] {
				out[len(out)-1].End = t.End
				continue
			}
		}
		out = append(out, t)
	}
	return out
}
