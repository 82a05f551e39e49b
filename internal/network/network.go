// Package network makes discourse networks of positions, with the options of the Discourse Network Analyzer (Leifeld 2017): who shares
// which concepts with whom, in agreement or against each other.
package network

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// ErrOption is at the root of the error about options that do not fit together.
var ErrOption = errors.New("no such network")

// Coded is one coded statement: an actor agrees with a concept, or does not.
type Coded struct {
	Actor    string
	Concept  string
	Agree    bool
	Day      string // 2006-01-02; "" where not known
	Document string
}

// Options say which network is made of coded statements. The zero value is the two-mode network of all of them, agreement or not.
type Options struct {
	OneMode       bool   // actors tied by the concepts they share; else actors tied to concepts
	Qualifier     string // "" or ignore; one-mode: congruence, conflict, subtract; two-mode: combine, subtract
	Normalisation string // "" or no; one-mode: average, jaccard, cosine; two-mode: activity, prominence
	Duplicates    string // "" or include; document, week, month, year, acrossrange: what of one kind counts once in
	From, To      string // days; "" is open. Statements without a day are kept only where both are open
	Isolates      bool   // keep actors without a tie
}

// Network is a weighted network. Of a one-mode network Weight is symmetric with a zero diagonal and Columns are the Rows.
type Network struct {
	OneMode       bool
	Rows, Columns []string
	Weight        [][]float64
	Statements    map[string]int // of each node, statements that were counted
	Used, Left    int            // statements counted, and left out by window or as duplicates
}

var (
	oneModeQualifiers = []string{"", "ignore", "congruence", "conflict", "subtract"}
	twoModeQualifiers = []string{"", "ignore", "combine", "subtract"}
	oneModeNorms      = []string{"", "no", "average", "jaccard", "cosine"}
	twoModeNorms      = []string{"", "no", "activity", "prominence"}
	duplicates        = []string{"", "include", "document", "week", "month", "year", "acrossrange"}
)

// Check tells what does not fit; the error wraps [ErrOption].
func (o Options) Check() error {
	qualifiers, norms, mode := twoModeQualifiers, twoModeNorms, "two-mode"
	if o.OneMode {
		qualifiers, norms, mode = oneModeQualifiers, oneModeNorms, "one-mode"
	}
	switch {
	case !slices.Contains(qualifiers, o.Qualifier):
		return fmt.Errorf("%w: a %s network has no qualifier %q; there are %q", ErrOption, mode, o.Qualifier, qualifiers[1:])
	case !slices.Contains(norms, o.Normalisation):
		return fmt.Errorf("%w: a %s network has no normalisation %q; there are %q", ErrOption, mode, o.Normalisation, norms[1:])
	case !slices.Contains(duplicates, o.Duplicates):
		return fmt.Errorf("%w: no duplicates %q; there are %q", ErrOption, o.Duplicates, duplicates[1:])
	}
	return nil
}

// counts are how often each actor agrees and disagrees with each concept.
type counts struct {
	rows, columns   []string
	agree, disagree [][]float64
}

// Make makes the network of coded statements. The order of the statements makes no difference. The error wraps [ErrOption].
func Make(coded []Coded, o Options) (*Network, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	kept := o.keep(coded)
	c := count(kept)
	n := &Network{OneMode: o.OneMode, Rows: c.rows, Columns: c.columns, Statements: map[string]int{}, Used: len(kept), Left: len(coded) - len(kept)}
	for _, s := range kept {
		n.Statements[s.Actor]++
		if !o.OneMode {
			n.Statements[s.Concept]++
		}
	}
	if o.OneMode {
		n.Columns, n.Weight = c.rows, c.oneMode(o)
	} else {
		n.Weight = c.twoMode(o)
	}
	if !o.Isolates {
		n.dropIsolates()
	}
	return n, nil
}

// keep are the statements of the window, duplicates once.
func (o Options) keep(coded []Coded) []Coded {
	type once struct {
		actor, concept, in string
		agree              bool
	}
	seen := map[once]bool{}
	var out []Coded
	for _, s := range coded {
		if (o.From != "" || o.To != "") && (s.Day == "" || s.Day < o.From || o.To != "" && s.Day > o.To) {
			continue
		}
		if o.Duplicates != "" && o.Duplicates != "include" {
			key := once{s.Actor, s.Concept, o.span(s), s.Agree}
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		out = append(out, s)
	}
	return out
}

// span is the stretch in which a statement counts once.
func (o Options) span(s Coded) string {
	day, err := time.Parse(time.DateOnly, s.Day)
	switch {
	case o.Duplicates == "document":
		return s.Document
	case o.Duplicates == "acrossrange" || err != nil:
		return ""
	case o.Duplicates == "week":
		year, week := day.ISOWeek()
		return fmt.Sprint(year, "-", week)
	case o.Duplicates == "month":
		return s.Day[:7]
	}
	return s.Day[:4]
}

func count(coded []Coded) counts {
	var c counts
	for _, s := range coded {
		c.rows, c.columns = append(c.rows, s.Actor), append(c.columns, s.Concept)
	}
	slices.Sort(c.rows)
	slices.Sort(c.columns)
	c.rows, c.columns = slices.Compact(c.rows), slices.Compact(c.columns)
	c.agree, c.disagree = matrix(len(c.rows), len(c.columns)), matrix(len(c.rows), len(c.columns))
	for _, s := range coded {
		i, _ := slices.BinarySearch(c.rows, s.Actor)
		j, _ := slices.BinarySearch(c.columns, s.Concept)
		if s.Agree {
			c.agree[i][j]++
		} else {
			c.disagree[i][j]++
		}
	}
	return c
}

func matrix(rows, columns int) [][]float64 {
	out := make([][]float64, rows)
	for i := range out {
		out[i] = make([]float64, columns)
	}
	return out
}

// twoMode is the weights of actors and concepts.
func (c counts) twoMode(o Options) [][]float64 {
	out := matrix(len(c.rows), len(c.columns))
	for i := range out {
		for j := range out[i] {
			a, d := c.agree[i][j], c.disagree[i][j]
			switch o.Qualifier {
			case "combine": // 1 agrees, 2 disagrees, 3 does both
				out[i][j] = math.Min(a, 1) + 2*math.Min(d, 1)
			case "subtract":
				out[i][j] = a - d
			default:
				out[i][j] = a + d
			}
		}
	}
	return c.normaliseTwo(out, o.Normalisation)
}

// normaliseTwo divides by how active an actor, or how prominent a concept is.
func (c counts) normaliseTwo(w [][]float64, how string) [][]float64 {
	for i := range w {
		for j := range w[i] {
			by := 1.0
			switch how {
			case "activity":
				by = c.active(i)
			case "prominence":
				by = 0
				for k := range c.rows {
					by += c.agree[k][j] + c.disagree[k][j]
				}
			}
			w[i][j] /= math.Max(by, 1e-300)
		}
	}
	return w
}

// active is how many statements of an actor are counted.
func (c counts) active(i int) float64 {
	sum := 0.0
	for j := range c.columns {
		sum += c.agree[i][j] + c.disagree[i][j]
	}
	return sum
}

// oneMode is the weights of actors by the concepts they share: the product of the counts, with a zero diagonal. Congruence counts
// concepts on which both agree or both disagree, conflict those on which they differ; the two make up the whole.
func (c counts) oneMode(o Options) [][]float64 {
	out := matrix(len(c.rows), len(c.rows))
	for i := range out {
		for j := range out {
			if i == j {
				continue
			}
			same, differ := 0.0, 0.0
			for k := range c.columns {
				same += c.agree[i][k]*c.agree[j][k] + c.disagree[i][k]*c.disagree[j][k]
				differ += c.agree[i][k]*c.disagree[j][k] + c.disagree[i][k]*c.agree[j][k]
			}
			switch o.Qualifier {
			case "congruence":
				out[i][j] = same
			case "conflict":
				out[i][j] = differ
			case "subtract":
				out[i][j] = same - differ
			default:
				out[i][j] = same + differ
			}
			out[i][j] /= c.normaliseOne(i, j, o.Normalisation)
		}
	}
	return out
}

// normaliseOne is what the tie of two actors is divided by: the average of their statements, the concepts that either names, or the
// product of their lengths.
func (c counts) normaliseOne(i, j int, how string) float64 {
	either, x, y := 0.0, 0.0, 0.0
	for k := range c.columns {
		a, b := c.agree[i][k]+c.disagree[i][k], c.agree[j][k]+c.disagree[j][k]
		if a > 0 || b > 0 {
			either++
		}
		x += a * a
		y += b * b
	}
	switch how {
	case "average":
		return math.Max((c.active(i)+c.active(j))/2, 1e-300)
	case "jaccard":
		return math.Max(either, 1)
	case "cosine":
		return math.Max(math.Sqrt(x*y), 1e-300)
	}
	return 1
}

// dropIsolates leaves out rows and columns without a tie.
func (n *Network) dropIsolates() {
	rows, columns := make([]bool, len(n.Rows)), make([]bool, len(n.Columns))
	for i := range n.Weight {
		for j, w := range n.Weight[i] {
			rows[i], columns[j] = rows[i] || w != 0, columns[j] || w != 0
		}
	}
	var weight [][]float64
	for i, keep := range rows {
		if keep {
			weight = append(weight, kept(n.Weight[i], columns))
		}
	}
	n.Weight, n.Rows, n.Columns = weight, kept(n.Rows, rows), kept(n.Columns, columns)
}

func kept[T any](list []T, keep []bool) []T {
	var out []T
	for i, x := range list {
		if keep[i] {
			out = append(out, x)
		}
	}
	return out
}

// Tie is one weighted tie.
type Tie struct {
	From, To string
	Weight   float64
}

// Ties lists the ties that are not zero, in the order of rows and columns; of a one-mode network each once.
func (n *Network) Ties() []Tie {
	var out []Tie
	for i := range n.Weight {
		for j, w := range n.Weight[i] {
			if w != 0 && (!n.OneMode || i < j) {
				out = append(out, Tie{n.Rows[i], n.Columns[j], w})
			}
		}
	}
	return out
}

// Sum is the sum of all weights.
func (n *Network) Sum() float64 {
	sum := 0.0
	for _, row := range n.Weight {
		for _, w := range row {
			sum += w
		}
	}
	return sum
}
