// Package network makes discourse networks of positions, with the options of the Discourse Network Analyzer (Leifeld 2017): who shares
// which concepts with whom, in agreement or against each other.
package network

import (
	"errors"
	"fmt"
	"maps"
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
	Weight        []map[int]float64 // of each row, the columns it has a tie to
	Statements    map[string]int    // of each node, statements that were counted
	Used, Left    int               // statements counted, and left out by window or as duplicates
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

// Qualifiers are those of a network of one mode or of two; the first is what holds where none is asked for.
func Qualifiers(oneMode bool) []string {
	if oneMode {
		return slices.Clone(oneModeQualifiers[1:])
	}
	return slices.Clone(twoModeQualifiers[1:])
}

// Normalisations are those of a network of one mode or of two, as [Qualifiers].
func Normalisations(oneMode bool) []string {
	if oneMode {
		return slices.Clone(oneModeNorms[1:])
	}
	return slices.Clone(twoModeNorms[1:])
}

// Duplicates are the ways of counting what is of one kind, the usual first.
func Duplicates() []string { return slices.Clone(duplicates[1:]) }

// counts are how often each actor agrees and disagrees with each concept: of each row, by column.
type counts struct {
	rows, columns   []string
	agree, disagree []map[int]float64
	total           []map[int]float64 // both together
	active          []float64         // statements of each row
	prominent       []float64         // and of each column
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
	c.agree, c.disagree, c.total = sparse(len(c.rows)), sparse(len(c.rows)), sparse(len(c.rows))
	c.active, c.prominent = make([]float64, len(c.rows)), make([]float64, len(c.columns))
	for _, s := range coded {
		i, _ := slices.BinarySearch(c.rows, s.Actor)
		j, _ := slices.BinarySearch(c.columns, s.Concept)
		if s.Agree {
			c.agree[i][j]++
		} else {
			c.disagree[i][j]++
		}
		c.total[i][j]++
		c.active[i]++
		c.prominent[j]++
	}
	return c
}

func sparse(rows int) []map[int]float64 {
	out := make([]map[int]float64, rows)
	for i := range out {
		out[i] = map[int]float64{}
	}
	return out
}

// twoMode is the weights of actors and concepts, by how active an actor, or how prominent a concept is where that is asked for.
func (c counts) twoMode(o Options) []map[int]float64 {
	out := sparse(len(c.rows))
	for i, row := range c.total {
		for j, both := range row {
			a, d := c.agree[i][j], c.disagree[i][j]
			w := both
			switch o.Qualifier {
			case "combine": // 1 agrees, 2 disagrees, 3 does both
				w = math.Min(a, 1) + 2*math.Min(d, 1)
			case "subtract":
				w = a - d
			}
			switch o.Normalisation {
			case "activity":
				w /= c.active[i]
			case "prominence":
				w /= c.prominent[j]
			}
			if w != 0 {
				out[i][j] = w
			}
		}
	}
	return out
}

// oneMode is the weights of actors by the concepts they share: the product of the counts, with a zero diagonal. Congruence counts
// concepts on which both agree or both disagree, conflict those on which they differ; the two make up the whole.
func (c counts) oneMode(o Options) []map[int]float64 {
	same, differ := sparse(len(c.rows)), sparse(len(c.rows))
	namedBy := make([][]int, len(c.columns))
	for i, row := range c.total {
		for j := range row {
			namedBy[j] = append(namedBy[j], i)
		}
	}
	for k, actors := range namedBy {
		for _, i := range actors {
			for _, j := range actors {
				if i != j {
					same[i][j] += c.agree[i][k]*c.agree[j][k] + c.disagree[i][k]*c.disagree[j][k]
					differ[i][j] += c.agree[i][k]*c.disagree[j][k] + c.disagree[i][k]*c.agree[j][k]
				}
			}
		}
	}
	out := sparse(len(c.rows))
	for i := range same {
		for j := range same[i] {
			w := same[i][j] + differ[i][j]
			switch o.Qualifier {
			case "congruence":
				w = same[i][j]
			case "conflict":
				w = differ[i][j]
			case "subtract":
				w = same[i][j] - differ[i][j]
			}
			if w != 0 {
				out[i][j] = w / c.shared(i, j, o.Normalisation)
			}
		}
	}
	return out
}

// shared is what the tie of two actors is divided by: the average of their statements, the concepts that either names, or the product of
// their lengths.
func (c counts) shared(i, j int, how string) float64 {
	switch how {
	case "average":
		return (c.active[i] + c.active[j]) / 2
	case "jaccard":
		either := len(c.total[j])
		for k := range c.total[i] {
			if c.total[j][k] == 0 {
				either++
			}
		}
		return float64(either)
	case "cosine":
		return math.Sqrt(square(c.total[i]) * square(c.total[j]))
	}
	return 1
}

// square is the square of a row's length; counts are whole numbers, so the order of adding makes no difference.
func square(row map[int]float64) float64 {
	sum := 0.0
	for _, x := range row {
		sum += x * x
	}
	return sum
}

// dropIsolates leaves out rows and columns without a tie.
func (n *Network) dropIsolates() {
	column := make([]int, len(n.Columns)) // its new number + 1; 0 has no tie
	for _, row := range n.Weight {
		for j := range row {
			column[j] = 1
		}
	}
	var columns []string
	for j, tied := range column {
		if tied > 0 {
			columns = append(columns, n.Columns[j])
			column[j] = len(columns)
		}
	}
	var rows []string
	var weight []map[int]float64
	for i, row := range n.Weight {
		if len(row) == 0 {
			continue
		}
		moved := make(map[int]float64, len(row))
		for j, w := range row {
			moved[column[j]-1] = w
		}
		rows, weight = append(rows, n.Rows[i]), append(weight, moved)
	}
	n.Rows, n.Columns, n.Weight = rows, columns, weight
}

// Tie is one weighted tie.
type Tie struct {
	From, To string
	Weight   float64
}

// Ties lists the ties, in the order of rows and columns; of a one-mode network each once.
func (n *Network) Ties() []Tie {
	var out []Tie
	for i, row := range n.Weight {
		for _, j := range slices.Sorted(maps.Keys(row)) {
			if !n.OneMode || i < j {
				out = append(out, Tie{n.Rows[i], n.Columns[j], row[j]})
			}
		}
	}
	return out
}

// Sum is the sum of all weights.
func (n *Network) Sum() float64 {
	sum := 0.0
	for _, t := range n.Ties() {
		if sum += t.Weight; n.OneMode {
			sum += t.Weight
		}
	}
	return sum
}
