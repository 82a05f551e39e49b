package encoder

func paths() []*path { return []*path{&plain} }
