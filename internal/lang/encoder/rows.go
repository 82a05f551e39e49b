package encoder

// whole is the part of n that the kernels of a path do themselves; plain Go does the rest. Blocks of all lanes come first,
// so that what is left over begins at lane 0.
func whole(n int) int { return n / lanes * lanes }

func gelu(p *path, x []float32) {
	n := whole(len(x))
	p.gelu(x[:n])
	plainGelu(x[n:])
}

// normalise adds y to x and brings each row, as wide as the gain, to mean 0 and variance 1, then to gain and bias.
func normalise(p *path, x, y []float32, by gains) {
	h := len(by.gain)
	if h%lanes != 0 {
		p = &plain
	}
	for at := 0; at < len(x); at += h {
		p.normalise(x[at:at+h], y[at:at+h], by.gain, by.bias)
	}
}

// ReLU makes the numbers of x that are not above zero (NaN among them) zero.
func ReLU(x []float32) {
	n := whole(len(x))
	active.Load().relu(x[:n])
	plainRelu(x[n:])
}

// Dot is the sum of the products of a and b, which are of one length.
func Dot(a, b []float32) float32 {
	n := whole(len(a))
	sum := active.Load().dot(a[:n], b[:n])
	plainDot(&sum, a[n:], b[n:len(a)])
	return tree(&sum)
}

// Axpy adds a times x to y; x is at least as long as y.
func Axpy(y []float32, a float32, x []float32) {
	n := whole(len(y))
	active.Load().axpy(y[:n], a, x[:n])
	plainAxpy(y[n:], a, x[n:])
}
