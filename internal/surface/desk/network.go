package desk

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/export/network"
	"onrecord/internal/store"
)

// networkPage is who stands for or against what, or with whom, as a network.
type networkPage struct {
	Query                 url.Values
	OneMode, Isolates     bool
	Unsure                bool
	Missing               string
	Picture               template.HTML
	Words                 string
	Cut                   bool
	Looked, Left, Others  int // positions looked at; nodes that are not drawn; ties that the CSV has and the page does not
	Ties                  []network.Tie
	Qualifiers, Norms     []string
	Duplicates            []string
	CSV, SVG, GraphML     string
	Qualifier, Norm, Once string
}

const netWide, netHigh = 1000.0, 700.0

// netShown is how many nodes are drawn, those of most statements; netTies, how many ties the table of a page has.
const netShown, netTies = 60, 200

func networkFields(r *http.Request) url.Values {
	return fieldsOf(r, slices.Concat(answer.Positions, []string{"mode", "qualifier", "normalisation", "duplicates", "isolates"})...)
}

// networkOf is the network that an address asks for.
func (d *seePages) networkOf(ctx context.Context, v url.Values) (answer.Network, error) {
	q, err := query(v)
	if err != nil {
		return answer.Network{}, err
	}
	if m := v.Get("mode"); m != "" && m != "one" && m != "two" {
		return answer.Network{}, fmt.Errorf("%w: the modes of a network are one, two, got %q", store.ErrQuery, m)
	}
	return answer.NetworkOf(ctx, d.store, d.record.Across, q, network.Options{OneMode: v.Get("mode") == "one", Qualifier: v.Get("qualifier"),
		Normalisation: v.Get("normalisation"), Duplicates: v.Get("duplicates"), Isolates: v.Get("isolates") != ""}, d.turn)
}

func (d *seePages) networkPage(w http.ResponseWriter, r *http.Request) error {
	v := networkFields(r)
	n, err := d.networkOf(r.Context(), v)
	if err != nil {
		return err
	}
	l := layNetwork(n.Network, netShown)
	p := networkPage{Query: v, OneMode: n.OneMode, Isolates: v.Get("isolates") != "", Unsure: unsure(v), Missing: d.missing(), Cut: n.Cut, Looked: n.Looked, Left: l.Left,
		Qualifiers: network.Qualifiers(n.OneMode), Norms: network.Normalisations(n.OneMode), Duplicates: network.Duplicates(), Qualifier: v.Get("qualifier"),
		Norm: v.Get("normalisation"), Once: v.Get("duplicates"), CSV: with("/network.csv", v), SVG: with("/network.svg", v), GraphML: with("/network.graphml", v),
		Words: networkWords(&n, l), Picture: drawNetwork(l)}
	p.Ties = strongest(n.Ties())
	p.Others = len(p.Ties) - min(len(p.Ties), netTies)
	p.Ties = p.Ties[:len(p.Ties)-p.Others]
	return d.show(w, r, http.StatusOK, "network", frame{Title: "Network", Here: "see", Page: p})
}

func strongest(ties []network.Tie) []network.Tie {
	slices.SortStableFunc(ties, func(a, b network.Tie) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return ties
}

// networkWords are a network in a sentence.
func networkWords(n *answer.Network, l *laid) string {
	ties := n.Ties()
	if len(ties) == 0 {
		return "No ties fit."
	}
	out := plural(len(n.Rows), "actor")
	if !n.OneMode {
		out += " and " + plural(len(n.Columns), "issue")
	}
	out += fmt.Sprintf(", %s, of %s", plural(len(ties), "tie"), plural(n.Used, "position"))
	if n.Left > 0 {
		out += fmt.Sprintf(" (%s counted once with others)", export.Number(n.Left))
	}
	t := strongest(ties)[0]
	out += fmt.Sprintf("; the strongest: %s, %s.", t.From, t.To)
	if l.Left > 0 {
		out += fmt.Sprintf(" Drawn are the actors and issues of most positions; %s more are in the CSV alone.", export.Number(l.Left))
	}
	return out
}

// laid is a network with places in a picture.
type laid struct {
	Nodes []netNode
	Ties  []netTie
	Left  int // nodes without a place
	most  float64
}

type netNode struct {
	Name       string
	Issue      bool
	Statements int
	X, Y       float64
}

type netTie struct {
	A, B   int // of the nodes
	Weight float64
}

// layNetwork gives places to the nodes of most statements, at most so many: nodes part, ties draw together (Fruchterman and Reingold 1991). It begins on a
// circle, in the order of the nodes, so that the same network always lies alike.
func layNetwork(n *network.Network, most int) *laid {
	l := &laid{}
	for _, r := range n.Rows {
		l.Nodes = append(l.Nodes, netNode{Name: r, Statements: n.Statements[r]})
	}
	if !n.OneMode {
		for _, c := range n.Columns {
			l.Nodes = append(l.Nodes, netNode{Name: c, Issue: true, Statements: n.Statements[c]})
		}
	}
	slices.SortStableFunc(l.Nodes, func(a, b netNode) int { return cmp.Compare(b.Statements, a.Statements) })
	l.Left = max(0, len(l.Nodes)-most)
	l.Nodes = l.Nodes[:len(l.Nodes)-l.Left]
	type key struct {
		name  string
		issue bool
	}
	at := map[key]int{}
	for i, x := range l.Nodes {
		at[key{x.Name, x.Issue}] = i
	}
	for _, t := range n.Ties() {
		a, ok1 := at[key{t.From, false}]
		b, ok2 := at[key{t.To, !n.OneMode}]
		if ok1 && ok2 {
			l.Ties = append(l.Ties, netTie{a, b, t.Weight})
			l.most = max(l.most, math.Abs(t.Weight))
		}
	}
	l.spread()
	return l
}

// spread moves the nodes to their places.
func (l *laid) spread() {
	n := len(l.Nodes)
	for i := range l.Nodes {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		l.Nodes[i].X, l.Nodes[i].Y = netWide/2+cos*netWide*.35, netHigh/2+sin*netHigh*.35
	}
	if n < 2 {
		return
	}
	k := .75 * math.Sqrt(netWide*netHigh/float64(n))
	const steps = 300
	dx, dy := make([]float64, n), make([]float64, n)
	for step := range steps {
		clear(dx)
		clear(dy)
		for i := range n {
			a := &l.Nodes[i]
			for j := range i {
				b := &l.Nodes[j]
				x, y := a.X-b.X, a.Y-b.Y
				d := max(1, math.Hypot(x, y))
				f := k * k / (d * d)
				dx[i], dy[i], dx[j], dy[j] = dx[i]+x*f, dy[i]+y*f, dx[j]-x*f, dy[j]-y*f
			}
			dx[i] -= (a.X - netWide/2) * 1.1 // parts without a tie to each other stay together
			dy[i] -= (a.Y - netHigh/2) * 1.6
		}
		for _, t := range l.Ties {
			a, b := &l.Nodes[t.A], &l.Nodes[t.B]
			x, y := a.X-b.X, a.Y-b.Y
			f := math.Hypot(x, y) / k * (.5 + .5*math.Abs(t.Weight)/l.most)
			dx[t.A], dy[t.A], dx[t.B], dy[t.B] = dx[t.A]-x*f, dy[t.A]-y*f, dx[t.B]+x*f, dy[t.B]+y*f
		}
		heat := netWide / 10 * (1 - float64(step)/steps)
		for i := range n {
			d := max(1, math.Hypot(dx[i], dy[i]))
			part := min(d, heat) / d
			l.Nodes[i].X += dx[i] * part
			l.Nodes[i].Y += dy[i] * part
		}
	}
	l.fit()
}

// fit stretches the network over the picture.
func (l *laid) fit() {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, x := range l.Nodes {
		low, high = [2]float64{min(low[0], x.X), min(low[1], x.Y)}, [2]float64{max(high[0], x.X), max(high[1], x.Y)}
	}
	over := func(x, low, high, from, to float64) float64 {
		if high-low < 1 {
			return (from + to) / 2
		}
		return from + (x-low)/(high-low)*(to-from)
	}
	for i := range l.Nodes {
		x := &l.Nodes[i]
		x.X, x.Y = over(x.X, low[0], high[0], 80, netWide-80), over(x.Y, low[1], high[1], 28, netHigh-40)
	}
}

// drawNetwork draws ties, the stronger the wider, whole where they are for and broken where they are against (a weight below 0), and nodes: circles are
// actors, squares issues, the larger the more is told.
func drawNetwork(l *laid) template.HTML {
	if len(l.Ties) == 0 {
		return ""
	}
	p := newPicture(netWide, netHigh)
	tied := make([]int, len(l.Nodes))
	for _, t := range l.Ties {
		tied[t.A]++
		tied[t.B]++
		a, b := &l.Nodes[t.A], &l.Nodes[t.B]
		sign := "plus"
		if t.Weight < 0 {
			sign = "minus"
		}
		p.put(`<line class="tie %s" data-a="%d" data-b="%d" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke-width="%.1f"><title>%s</title></line>`, sign, t.A, t.B, a.X, a.Y, b.X, b.Y,
			1+4*math.Abs(t.Weight)/l.most, escaped(fmt.Sprintf("%s, %s: %s", a.Name, b.Name, weight(t.Weight))))
	}
	for i := range l.Nodes {
		x := &l.Nodes[i]
		r := min(16, 4+2*math.Sqrt(float64(x.Statements)))
		what, shape := "actor", fmt.Sprintf(`<circle class="dot" r="%.1f"/>`, r)
		if x.Issue {
			what, shape = "issue", fmt.Sprintf(`<rect class="dot issue" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, -r*.9, -r*.9, 1.8*r, 1.8*r)
		}
		words := fmt.Sprintf("%s: %s, %s, %s", x.Name, what, plural(x.Statements, "position"), plural(tied[i], "tie"))
		p.put(`<g class="node" data-n="%d" data-x="%.1f" data-y="%.1f" transform="translate(%.1f %.1f)" tabindex="0" role="img" aria-label="%s"><title>%s</title>%s<text y="%.1f" text-anchor="middle">%s</text></g>`,
			i, x.X, x.Y, x.X, x.Y, escaped(words), escaped(words), shape, r+13, escaped(short(26, x.Name)))
	}
	return p.drawing("see-words")
}

func weight(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

func (d *seePages) networkSVG(w http.ResponseWriter, r *http.Request) error {
	n, err := d.networkOf(r.Context(), networkFields(r))
	if err != nil {
		return err
	}
	l := layNetwork(n.Network, netShown)
	drawing := drawNetwork(l)
	if drawing == "" {
		return errNothingDrawn
	}
	return d.sendSVG(w, r, "network.svg", "Network of actors and issues", networkWords(&n, l), drawing)
}

// networkCSV is a row for each tie.
func (d *seePages) networkCSV(w http.ResponseWriter, r *http.Request) error {
	n, err := d.networkOf(r.Context(), networkFields(r))
	if err != nil {
		return err
	}
	out := newTable(w, "ties.csv", []string{"from", "to", "weight", "from_positions", "to_positions"})
	for _, t := range n.Ties() {
		out.row(t.From, t.To, t.Weight, n.Statements[t.From], n.Statements[t.To])
	}
	return out.close()
}

func (d *seePages) networkGraphML(w http.ResponseWriter, r *http.Request) error {
	n, err := d.networkOf(r.Context(), networkFields(r))
	if err != nil {
		return err
	}
	attach(w, "application/graphml+xml", "network.graphml")
	if err := n.GraphML(w); err != nil {
		return http.ErrAbortHandler
	}
	return nil
}
