// Package plover knows the codebook: roots, modes, quad classes, and which words name which deed.
package plover

import "onrecord"

// QuadOf is the quad class of a root of PLOVER 0.8.
func QuadOf(r onrecord.Root) onrecord.Quad { return 0 }
