//go:build purego || (!amd64 && !arm64)

package encoder

func paths() []*path { return []*path{&plain} }

// packed is nothing: plain Go takes weights as they are.
type packed struct{}
