package answer

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"onrecord/internal/store"
)

// sample is a value of every field.
var sample = map[string]string{"q": `"open again" OR truce`, "kind": "event", "actor": "foreign ministry", "recipient": "Lorne", "source": "two officials",
	"source_kind": "group", "naming": "unnamed_affiliated", "country": "NOR", "place": "IRQ", "root": "REJECT", "modality": "asserted", "happened": "false", "voice": "attributed",
	"stance": "against", "firmness": "2-4", "issue": "airspace", "outlet": "The Gazette", "tag": "to check", "from": "2026-01-02", "to": "2026-02-03", "anywhere": "true", "unsure": "true",
	"limit": "7", "after": "2026-01-02.5"}

func sampleURL() url.Values {
	v := url.Values{}
	for name, s := range sample {
		v.Set(name, s)
	}
	return v
}

// TestCodecs reads one query from an address, from flags and from JSON: it is the same, and every field of it is set.
func TestCodecs(t *testing.T) {
	want, err := FromURL(sampleURL(), All)
	if err != nil {
		t.Fatal(err)
	}
	if got := want.URL(); !reflect.DeepEqual(got, sampleURL()) {
		t.Errorf("written again: %v, want %v", got, sampleURL())
	}
	for i, v := 0, reflect.ValueOf(want.Query); i < v.NumField(); i++ {
		if name := v.Type().Field(i).Name; v.Field(i).IsZero() && name != "Since" && name != "Until" { // marks of the store, never asked for in words
			t.Errorf("no field sets %s", name)
		}
	}
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	read := Flags(fs, All, nil)
	var args []string
	asked := Asked{}
	for name, s := range sample {
		args = append(args, "--"+Named(name).Flag()+"="+s)
		asked[name] = s
	}
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	if got, err := read(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("flags: %+v, want %+v (%v)", got, want, err)
	}
	asked["limit"], asked["anywhere"], asked["unsure"], asked["happened"] = 7.0, true, true, false
	if got, err := asked.Query(All); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("JSON: %+v, want %+v (%v)", got, want, err)
	}
	for name := range sample {
		if s := Schema(All, "").Properties[name]; s == nil || s.Description == "" {
			t.Errorf("the schema does not describe %s", name)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	for _, c := range []struct{ name, value, told string }{{"root", "KILL", "ASSAULT"}, {"naming", "anonymous", "unnamed_affiliated"}, {"stance", "pro", "conditional_for"},
		{"country", "Pakistan", "PAK"}, {"happened", "perhaps", "true or false"}, {"limit", "0", "500"}, {"limit", "501", "500"}, {"limit", "ten", "500"}, {"firmness", "6", "0 to 5"},
		{"from", "yesterday", "2006-01-02"}, {"voice", "mine", "outlet"}, {"kind", "opinion", "opinion"}, {"modality", "hypothetic", "conditional"}} {
		_, err := FromURL(url.Values{c.name: {c.value}}, All)
		if !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), c.told) {
			t.Errorf("%s=%s: %v, want %q in it", c.name, c.value, err, c.told)
		}
	}
	for _, a := range []Asked{{"modus": "x"}, {"limit": 1.5}, {"actor": []any{"a"}}, {"unsure": "true"}} {
		if _, err := a.Query(Search); !errors.Is(err, store.ErrQuery) {
			t.Errorf("%v: %v", a, err)
		}
	}
	if q, err := (Asked{"query": "truce", "actor": nil, "limit": json.Number("3")}).Query(Search); err != nil || q.Text != "truce" || q.Limit != 3 || q.Actor != "" {
		t.Errorf("%+v, %v", q, err)
	}
	// Values are read without regard to how they are written, where the list allows no doubt.
	if q, err := FromURL(url.Values{"root": {"reject"}, "naming": {"Named"}}, All); err != nil || q.Root != "REJECT" || q.Naming != "named" {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestWho(t *testing.T) {
	for _, c := range []struct {
		asked, key string
		names      []string
		want       bool
	}{
		{"Norway", "state/NOR", []string{"Oslo"}, true}, {"nor", "name/norvik", []string{"Norvik"}, false}, {"norvik", "name/norvik", []string{"Norvik"}, true},
		{"Ada Holt", "name/ada holt", nil, true}, {"Holt", "name/ada holt", nil, true}, {"Ada Berg", "name/ada holt", []string{"Ada Holt"}, false},
		{"PAKMIL", "x", []string{"the army", "PAKMIL"}, true}, {"PAK", "x", []string{"the army", "PAKMIL"}, false}, {"", "anything", nil, true}, {"  ", "anything", nil, true},
		{"state/NOR", "state/NOR", nil, true},
	} {
		w, err := NewWho(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Is(c.key, c.names...); got != c.want {
			t.Errorf("%q is %s %v: %v", c.asked, c.key, c.names, got)
		}
	}
}

func TestAbout(t *testing.T) {
	for _, c := range []struct {
		asked string
		told  []string
		want  bool
	}{{"troops", []string{"sending troops abroad"}, true}, {"troop", []string{"sending troops abroad"}, true}, {"oil price", []string{"the price of oil"}, true},
		{"oil", []string{"turmoil"}, false}, {"", nil, true}, {"ban", []string{"banking"}, false}} {
		if got := NewAbout(c.asked).Is(c.told...); got != c.want {
			t.Errorf("%q about %q: %v", c.asked, c.told, got)
		}
	}
}

// FuzzParse reads any address: it fails with a reason or gives a query that says the same when it is written and read again.
func FuzzParse(f *testing.F) {
	f.Add(sampleURL().Encode())
	f.Add("q=a*&firmness=0-9&limit=-1&happened=on")
	f.Fuzz(func(t *testing.T, address string) {
		v, err := url.ParseQuery(address)
		if err != nil {
			return
		}
		q, err := FromURL(v, All)
		if err != nil {
			if !errors.Is(err, store.ErrQuery) {
				t.Fatal(err)
			}
			return
		}
		again, err := FromURL(q.URL(), All)
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Errorf("%q: %+v, then %+v (%v)", address, q, again, err)
		}
	})
}

func TestFormsAreToldApart(t *testing.T) {
	var names []string
	for _, f := range Forms() {
		if f.What == "" || f.Ext == "" || slices.Contains(names, f.Name) {
			t.Errorf("%+v", f)
		}
		names = append(names, f.Name)
	}
	if _, err := FormOf("xlsx"); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "csv-events") {
		t.Error(err)
	}
}
