package answer

import (
	"github.com/google/jsonschema-go/jsonschema"
)

// Schema describes an [Asked] of some fields to assistants: words ("q") go by the name that says what they are in this question. Every field may
// be null, which is not set; those that are required may not.
func Schema(fields []string, words string, required ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, Required: required}
	for _, name := range fields {
		f := Named(name)
		if name == "q" && words != "" {
			name = words
		}
		p := &jsonschema.Schema{Description: f.What, Types: []string{string(f.Type), "null"}}
		for _, v := range f.Values() {
			p.Enum = append(p.Enum, v)
		}
		if p.Enum != nil {
			p.Enum = append(p.Enum, nil)
		}
		s.Properties[name] = p
		s.PropertyOrder = append(s.PropertyOrder, name)
	}
	return s
}
