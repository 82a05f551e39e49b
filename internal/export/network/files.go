package network

import (
	"encoding/csv"
	"encoding/xml"
	"io"
	"strconv"

	"onrecord/internal/export/sheet"
)

// node and edge of both file formats.
type node struct{ id, label, mode string }

// nodes are the nodes with ids that no two share: a word may be an actor and a concept.
func (n *Network) nodes() ([]node, map[string]string, map[string]string) {
	var out []node
	actors, concepts := map[string]string{}, map[string]string{}
	for i, r := range n.Rows {
		actors[r] = "a" + strconv.Itoa(i)
		out = append(out, node{actors[r], r, "actor"})
	}
	if n.OneMode {
		return out, actors, actors
	}
	for i, c := range n.Columns {
		concepts[c] = "c" + strconv.Itoa(i)
		out = append(out, node{concepts[c], c, "concept"})
	}
	return out, actors, concepts
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

type graphml struct {
	XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []graphmlKey `xml:"key"`
	Graph   struct {
		ID      string        `xml:"id,attr"`
		Default string        `xml:"edgedefault,attr"`
		Nodes   []graphmlNode `xml:"node"`
		Edges   []graphmlEdge `xml:"edge"`
	} `xml:"graph"`
}

type graphmlKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphmlNode struct {
	ID   string        `xml:"id,attr"`
	Data []graphmlData `xml:"data"`
}

type graphmlEdge struct {
	Source string        `xml:"source,attr"`
	Target string        `xml:"target,attr"`
	Data   []graphmlData `xml:"data"`
}

type graphmlData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

// GraphML writes a network as GraphML: nodes with label, mode ("actor", "concept") and statements, undirected edges with weight.
func (n *Network) GraphML(w io.Writer) error {
	var g graphml
	g.XMLName.Space = "http://graphml.graphdrawing.org/xmlns"
	g.Keys = []graphmlKey{{"label", "node", "label", "string"}, {"mode", "node", "mode", "string"}, {"statements", "node", "statements", "int"},
		{"weight", "edge", "weight", "double"}}
	g.Graph.ID, g.Graph.Default = "positions", "undirected"
	nodes, from, to := n.nodes()
	for _, x := range nodes {
		g.Graph.Nodes = append(g.Graph.Nodes, graphmlNode{x.id, []graphmlData{{"label", x.label}, {"mode", x.mode},
			{"statements", strconv.Itoa(n.Statements[x.label])}}})
	}
	for _, t := range n.Ties() {
		g.Graph.Edges = append(g.Graph.Edges, graphmlEdge{from[t.From], to[t.To], []graphmlData{{"weight", number(t.Weight)}}})
	}
	return writeXML(w, g)
}

type gexf struct {
	XMLName xml.Name `xml:"http://gexf.net/1.3 gexf"`
	Version string   `xml:"version,attr"`
	Graph   struct {
		Default    string `xml:"defaultedgetype,attr"`
		Attributes struct {
			Class string          `xml:"class,attr"`
			List  []gexfAttribute `xml:"attribute"`
		} `xml:"attributes"`
		Nodes []gexfNode `xml:"nodes>node"`
		Edges []gexfEdge `xml:"edges>edge"`
	} `xml:"graph"`
}

type gexfAttribute struct {
	ID    string `xml:"id,attr"`
	Title string `xml:"title,attr"`
	Type  string `xml:"type,attr"`
}

type gexfNode struct {
	ID     string      `xml:"id,attr"`
	Label  string      `xml:"label,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

type gexfEdge struct {
	ID     string `xml:"id,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Weight string `xml:"weight,attr"`
}

// GEXF writes a network as GEXF 1.3, as Gephi reads it.
func (n *Network) GEXF(w io.Writer) error {
	var g gexf
	g.Version, g.Graph.Default = "1.3", "undirected"
	g.Graph.Attributes.Class = "node"
	g.Graph.Attributes.List = []gexfAttribute{{"mode", "mode", "string"}, {"statements", "statements", "integer"}}
	nodes, from, to := n.nodes()
	for _, x := range nodes {
		g.Graph.Nodes = append(g.Graph.Nodes, gexfNode{x.id, x.label, []gexfValue{{"mode", x.mode}, {"statements", strconv.Itoa(n.Statements[x.label])}}})
	}
	for i, t := range n.Ties() {
		g.Graph.Edges = append(g.Graph.Edges, gexfEdge{strconv.Itoa(i), from[t.From], to[t.To], number(t.Weight)})
	}
	return writeXML(w, g)
}

func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// CSV writes the matrix with its names as the first row and column.
func (n *Network) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	head := []string{""}
	for _, name := range n.Columns {
		head = append(head, sheet.Words(name))
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for i, r := range n.Rows {
		row := []string{sheet.Words(r)}
		for j := range n.Columns {
			row = append(row, number(n.Weight[i][j]))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
