// Package linear holds the learners behind the reading: sparse linear models over hashed features, trained as averaged
// perceptrons (Freund & Schapire 1999; Collins 2002) or as linear-chain conditional random fields (Lafferty, McCallum &
// Pereira 2001), and shipped as small integers that are added four lanes to a machine word.
//
// A feature is a 32-bit hash; no dictionary of feature names is kept. Training is single-threaded and seeded, so the
// same data give the same weights.
package linear

// Feature is the hash of a feature: what is looked at, and the value it has.
type Feature = uint32

// Word hashes a string to be used as a part of features. It is FNV-1a with a final stir; "" gives a fixed value.
func Word(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

// Join makes a feature from its template's number and up to three values. Different templates with the same values
// give different features; so do the same values in another order.
func Join(template, a, b, c uint32) Feature {
	h := uint64(a)*0x9e3779b97f4a7c15 ^ uint64(template+1)*0xd6e8feb86659fd93
	h = (h<<23 | h>>41) + uint64(b)*0xc2b2ae3d27d4eb4f
	h = (h<<29 | h>>35) ^ uint64(c)*0x165667b19e3779f9
	h ^= h >> 32
	h *= 0xff51afd7ed558ccd
	return uint32(h >> 32)
}
