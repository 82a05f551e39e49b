package event

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// modeOf is the mode of a request, refusal or threat by what is asked for, refused or threatened: the root of that deed, or its
// word in the dictionary; "" where neither tells. The codebook (PLOVER 0.8) has these modes by their object alone.
func (f *Finder) modeOf(x *view, e *onrecord.Event, verb int) string {
	modes := f.objects[e.Root]
	if modes == nil {
		return ""
	}
	for _, k := range x.objects(verb, int(e.Head)-1) {
		lemma := strings.ToLower(x.Doc.Tokens[k].Lemma)
		if mode, ok := modes[lemma]; ok {
			return mode
		}
		deed, ok := f.deeds.Find(lemma, x.Doc.Tokens[k].Tag)
		if !ok {
			continue
		}
		if mode, ok := modes[string(deed.Root)+" "+deed.Mode]; ok {
			return mode
		}
		if mode, ok := modes[string(deed.Root)]; ok {
			return mode
		}
	}
	return ""
}

// objects are the words that name what a deed of words is about, the likeliest first: the verb it governs, its object, what stands
// behind its preposition, and what hangs on its noun.
func (x *view) objects(verb, head int) []int {
	var out []int
	for _, at := range []int{verb, head} {
		for _, rel := range []string{"xcomp", "ccomp", "acl", "obj", "obl", "nmod", "advcl"} {
			for _, k := range x.Below(at) {
				if x.Doc.Tokens[k].Rel == rel && k != head && !slices.Contains(out, k) {
					out = append(out, k)
				}
			}
		}
	}
	for _, k := range slices.Clone(out) { // "the release of" stands behind "demanded", the soldiers behind it
		for _, m := range x.Below(k) {
			if rel := x.Doc.Tokens[m].Rel; rel == "xcomp" || rel == "obj" || rel == "nmod" {
				out = append(out, m)
			}
		}
	}
	return out
}

// modesOf are the modes of the codebook that a deed of words has by what it is about.
var modesOf = map[onrecord.Root][]string{
	onrecord.RootRequest:  {"assist", "change", "yield", "meet"},
	onrecord.RootReject:   {"assist", "change", "yield", "meet"},
	onrecord.RootThreaten: {"restrict", "arrest", "relations", "expel", "territory", "violence"},
}

// openObjects reads the dictionary of objects. A root or mode that the codebook has not is an error that names file and line.
func (f *Finder) openObjects() error {
	t, err := lexicon.Open("event_objects.tsv")
	if err != nil {
		return err
	}
	f.objects = map[onrecord.Root]map[string]string{}
	for _, r := range t.Rows {
		root, mode := onrecord.Root(r.Get("root")), r.Get("mode")
		if !slices.Contains(modesOf[root], mode) {
			return r.Errorf("the codebook has no mode %q of %q", mode, root)
		}
		if f.objects[root] == nil {
			f.objects[root] = map[string]string{}
		}
		f.objects[root][r.Cells[0]] = mode
	}
	return nil
}
