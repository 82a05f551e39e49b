package assist

import "onrecord"

// choices are the values that fields of questions are held to, by the name of the field.
var choices = map[string][]string{
	"kind":        {"report", "statement", "event", "position"},
	"source_kind": onrecord.Values("source_kind"), "naming": onrecord.Values("naming"), "root": onrecord.Values("root"), "stance": onrecord.Values("stance"),
}

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
