package english

import (
	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// Options says how the models are trained.
type Options struct {
	TagEpochs, TreeEpochs int
	Folds                 int // the parser learns from tags that the tagger gave to text it was not trained on
	Seed                  uint64
	Progress              func(string)
}

// Train learns splitter, tagger, lemmatizer and parser from treebank documents and returns the file of weights. The
// documents hold gold Blocks, Sentences and Tokens; the splitter learns from those of splitting alone.
func Train(treebanks, splitting []*onrecord.Document, classes *wordclass.Classes, o Options) ([]byte, error) {
	e, err := bare(classes)
	if err != nil {
		return nil, err
	}
	say := o.Progress
	b := linear.NewBundle()
	classes.Sign(b)
	say("sentence ends")
	b.PutModel("splitter", e.learnSplit(splitting, 12, o.Seed).Averaged(2, splitFeatures))
	say("lemmas")
	b.PutJSON("lemmas", learnLemmas(treebanks, classes))

	t := gather(treebanks, classes)
	b.PutJSON("tags", t.tags)
	b.PutJSON("relations", t.relations)
	say("tags")
	b.PutModel("tagger", learnTags(t.sentences, t.tagged, len(t.tags), o.TagEpochs, o.Seed).Averaged(2, tagFeatures))
	say("tags of unseen text")
	t.jackknife(o)
	say("trees")
	move, label := learnTrees(t.sentences, t.trees, len(t.relations), o.TreeEpochs, o.Seed)
	b.PutModel("moves", move.Averaged(3, moveFeatures))
	b.PutModel("labels", label.Averaged(2, labelFeatures))
	return b.Bytes(), nil
}

// material is a treebank as the learners see it.
type material struct {
	sentences []*words
	tagged    [][]uint32
	trees     []tree
	tags      []tagPair
	relations []string
}

func gather(docs []*onrecord.Document, classes *wordclass.Classes) *material {
	m := &material{}
	tagID, relID := map[tagPair]uint32{}, map[string]int32{}
	for _, d := range docs {
		for _, s := range d.Sentences {
			tokens := d.Tokens[s.From:s.To]
			w := &words{}
			w.load(d.Text, tokens, classes)
			gold := make([]uint32, w.n)
			t := tree{head: make([]int32, w.n), label: make([]int32, w.n)}
			t.head[0] = -1
			for i, tok := range tokens {
				p := tagPair{tok.Tag, tok.XPOS}
				if _, ok := tagID[p]; !ok {
					tagID[p] = uint32(len(m.tags))
					m.tags = append(m.tags, p)
				}
				if _, ok := relID[tok.Rel]; !ok {
					relID[tok.Rel] = int32(len(m.relations))
					m.relations = append(m.relations, tok.Rel)
				}
				gold[i+1] = tagID[p]
				t.label[i+1] = relID[tok.Rel]
				if tok.Head != 0 {
					t.head[i+1] = int32(int(tok.Head) - s.From)
				}
			}
			m.sentences = append(m.sentences, w)
			m.tagged = append(m.tagged, gold)
			m.trees = append(m.trees, t)
		}
	}
	return m
}

// jackknife tags every sentence by a tagger that has not seen it.
func (m *material) jackknife(o Options) {
	tags := make([][]uint32, len(m.sentences))
	for fold := range o.Folds {
		var w []*words
		var gold [][]uint32
		for i := range m.sentences {
			if i%o.Folds != fold {
				w, gold = append(w, m.sentences[i]), append(gold, m.tagged[i])
			}
		}
		model := learnTags(w, gold, len(m.tags), max(o.TagEpochs-2, 1), o.Seed+uint64(fold)+1).Averaged(2, tagFeatures)
		e := &English{tagger: model, tags: m.tags}
		for i := fold; i < len(m.sentences); i += o.Folds {
			s := m.sentences[i]
			s.tagSum = model.NewSum()
			e.tag(s)
			tags[i] = append([]uint32(nil), s.tag...)
		}
	}
	for i, s := range m.sentences {
		copy(s.tag, tags[i])
	}
}
