package lexicon

import "sync"

// Agents are the nouns, by lemma in small letters, for those who can act, be acted on and hold a position: "official",
// "army", "crowd". They are read once; the map is not to be changed. The error names the file.
func Agents() (map[string]bool, error) { return agents() }

var agents = sync.OnceValues(func() (map[string]bool, error) {
	out := map[string]bool{}
	for _, name := range []string{"event_agents.tsv", "source_heads.tsv"} {
		t, err := Open(name)
		if err != nil {
			return nil, err
		}
		for _, r := range t.Rows {
			switch r.Get("kind") { // what a head of sources is; a document or a news outlet does nothing
			case "", "person", "office_holder", "group", "organization", "government_body":
				out[r.Cells[0]] = true
			}
		}
	}
	return out, nil
})
