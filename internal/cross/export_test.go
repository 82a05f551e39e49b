package cross

// SetPartSize keeps so many stages together until the test ends.
func SetPartSize(t interface{ Cleanup(func()) }, n int) {
	was := partSize
	partSize = n
	t.Cleanup(func() { partSize = was })
}
