package attribution

type phrases struct{}

func loadPhrases() (*phrases, error) { return &phrases{}, nil }

func (f *Finder) layout(v *view, all []found) []found { return all }

func (f *Finder) fixed(v *view, all []found) []found { return all }
