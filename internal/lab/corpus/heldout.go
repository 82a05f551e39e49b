package corpus

import "hash/fnv"

// HeldOut tells whether an article is kept out of training, to be measured by: one in ten, picked by its id.
func HeldOut(id string) bool { return tenth(id) == 0 }

// tenth is the remainder by ten of the FNV-1a hash (32 bits) of an id.
func tenth(id string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32() % 10
}
