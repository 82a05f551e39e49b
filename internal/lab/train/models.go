package train

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lab/corpus"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/ner"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/layout"
)

// Seed is what all training starts from.
const Seed = 1

// part is a model that can be trained. A part learns from text as the parts
// before it read it, so after a change upstream those downstream are trained anew.
type part struct {
	name  string
	train func(t *trainer) ([]byte, error)
}

var parts = []part{
	{"classes", func(t *trainer) ([]byte, error) { return WordClasses(t.dir) }},
	{"english", (*trainer).english},
	{"names", (*trainer).names},
	{"entity", (*trainer).entity},
	{"factuality", (*trainer).factuality},
	{"plover", (*trainer).plover},
}

// Parts lists the models in the order in which they are trained.
func Parts() []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.name
	}
	return out
}

type trainer struct {
	dir  corpus.Dir
	root string
	say  func(string)
}

// Models trains the named parts, or all for none, and writes them into the source tree under root. The next build
// embeds them.
func Models(dir corpus.Dir, root string, only []string, say func(string)) error {
	for _, name := range only {
		if !slices.Contains(Parts(), name) {
			return fmt.Errorf("train %q: no such model; there are %s", name, strings.Join(Parts(), ", "))
		}
	}
	t := &trainer{dir: dir, root: root, say: say}
	for _, p := range parts {
		if len(only) > 0 && !slices.Contains(only, p.name) {
			continue
		}
		say(p.name)
		raw, err := p.train(t)
		if err != nil {
			return err
		}
		path := filepath.Join(root, filepath.FromSlash(fileOf(p.name)))
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			return fmt.Errorf("write weights: %w (run it in the source tree, or name it with --root)", err)
		}
		say(fmt.Sprintf("%s: %d bytes, SHA-256 %s", fileOf(p.name), len(raw), onrecord.Digest(string(raw))))
	}
	return nil
}

// weights reads a file of weights of the tree, trained a moment ago or before.
func (t *trainer) weights(name string) ([]byte, error) {
	raw, err := os.ReadFile(filepath.Join(t.root, filepath.FromSlash(fileOf(name))))
	if err != nil {
		return nil, fmt.Errorf("read weights: %w (train %q first)", err, name)
	}
	return raw, nil
}

// fileOf is where a model stands in the source tree: the package that it is named for embeds it.
func fileOf(name string) string {
	switch name {
	case "classes":
		return "internal/lang/wordclass/model/classes.bin"
	case "entity":
		return "internal/reading/coref/model/pronouns.bin"
	}
	room := "internal/reading/" + name
	switch name {
	case "names":
		room = "internal/lang/ner"
	case "english":
		room = "internal/lang/english"
	}
	return room + "/model/" + name + ".bin"
}

func (t *trainer) classes() (*wordclass.Classes, error) {
	raw, err := t.weights("classes")
	if err != nil {
		return nil, err
	}
	return wordclass.Open(raw)
}

// syntax is the reading up to tags and trees, by the weights in the tree.
func (t *trainer) syntax() (*wordclass.Classes, *english.English, *layout.Finder, error) {
	classes, err := t.classes()
	if err != nil {
		return nil, nil, nil, err
	}
	raw, err := t.weights("english")
	if err != nil {
		return nil, nil, nil, err
	}
	words, err := english.Open(raw, classes)
	if err != nil {
		return nil, nil, nil, err
	}
	shape, err := layout.New()
	return classes, words, shape, err
}

func (t *trainer) english() ([]byte, error) {
	classes, err := t.classes()
	if err != nil {
		return nil, err
	}
	return English(t.dir, classes, Seed, t.say)
}

func (t *trainer) names() ([]byte, error) {
	classes, words, _, err := t.syntax()
	if err != nil {
		return nil, err
	}
	read := func(d *onrecord.Document) { Paragraphs(d); words.Split(d); words.Parse(d) }
	return Names(t.dir, read, classes, Seed)
}

// recognizer finds names by the weights in the tree.
func (t *trainer) recognizer(classes *wordclass.Classes) (*ner.Recognizer, error) {
	raw, err := t.weights("names")
	if err != nil {
		return nil, err
	}
	return ner.Open(raw, classes)
}
