
func BenchmarkRecordFormats(b *testing.B) {
	d := hostile(b, 1)
	e := &export.Entry{Report: &export.Report{Document: d}, Key: onrecord.Digest(d.Text), Appearances: []export.Appearance{{Outlet: "Gazette"}},
		Statements: []int{1, 2, 3}, Events: []int{1, 2, 3}, Positions: []int{1, 2, 3}}
	for _, f := range export.RecordFormats() {
		if f.Files {
			continue
		}
		for _, w := range f.Rows {
			b.Run(f.Name+"/"+string(w), func(b *testing.B) {
				s, err := f.Open(io.Discard, export.RecordOptions{What: w})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(d.Text)))
				for b.Loop() {
					if _, err := s.Put(e); err != nil {
						b.Fatal(err)
					}
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
