package newsroom_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/reading/newsroom"
)

func rules(t *testing.T) *newsroom.Rules {
	t.Helper()
	r, err := newsroom.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func check(t *testing.T, d *onrecord.Document, house string) []onrecord.Alert {
	t.Helper()
	f, err := rules(t).Check(d, house)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const gazette = "Sources told the Gazette that the ferry line would close."

// Each case says which rule fires, with a part of its message, or (no) that it keeps silent.
func TestRules(t *testing.T) {
	cases := []struct {
		name, rule, want string // want "" means silent
		b                *builder
	}{
		{"belief of observers", "S1", "\u201cbelieve\u201d", report(t, "Observers believe the offer is hollow.").
			say("Observers", "believe", "the offer is hollow", crowd, typed(onrecord.TypeBelief))},
		{"judging word of the unnamed", "S1", "\u201chollow\u201d", report(t, "A customs official said the offer is hollow.").
			say("A customs official", "said", "the offer is hollow", official)},
		{"judging word of the named", "S1", "", report(t, "Ana Ruiz said the offer is hollow.").
			say("Ana Ruiz", "said", "the offer is hollow", named)},
		{"judging word passed on from another", "S1", "", report(t, "A customs official said Ana Ruiz called the offer hollow.").
			say("A customs official", "said", "Ana Ruiz called the offer hollow", official).
			say("Ana Ruiz", "called", "the offer hollow", named, within(1))},
		{"plain fact of the unnamed", "S1", "", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},

		{"bare source", "S2", "nothing says who", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},
		{"praised source", "S2", "\u201cWell-informed\u201d praises", report(t, "Well-informed sources told us that the ferry line would close.").
			say("Well-informed sources", "told", "that the ferry line would close", loose)},
		{"described source", "S2", "", report(t, "Two harbour sources said that the ferry line would close.").
			say("Two harbour sources", "said", "that the ferry line would close", loose)},
		{"source with access", "S2", "", report(t, gazette).
			say("Sources", "told", "that the ferry line would close", loose, access(onrecord.AccessWitness))},
		{"source with a sector", "S2", "", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose,
			src(func(s *onrecord.Source) { s.Affiliation = onrecord.AffDiplomatic }))},

		{"no reason", "S3", "1 statement", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},
		{"a reason", "S3", "", report(t, "A clerk, who feared for his post, said the line would close.").
			say("A clerk", "said", "the line would close", official, reason(onrecord.ReasonSafety, "feared for his post"))},
		{"a crowd needs no reason", "S3", "", report(t, "Residents said the line would close.").
			say("Residents", "said", "the line would close", crowd)},
		{"named elsewhere in the report", "S3", "", report(t, "Ana Ruiz spoke. An official said the line would close.").person("Ana Ruiz").
			say("Ana Ruiz", "", "spoke", named, entity(1)).say("An official", "said", "the line would close", official, entity(1))},

		{"rote reason", "S4", "\u201cnot authorized to speak\u201d", report(t, "A clerk, not authorized to speak, said the line would close.").
			say("A clerk", "said", "the line would close", official, reason(onrecord.ReasonNotAuthorized, "not authorized to speak"))},
		{"telling reason", "S4", "", report(t, "A clerk, who feared for his post, said the line would close.").
			say("A clerk", "said", "the line would close", official, reason(onrecord.ReasonSafety, "feared for his post"))},

		{"nothing given", "S5", "0 of 3", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},
		{"reason and interest", "S5", "2 of 3 given; missing: how it knows", report(t, "A clerk, critical of the sale, who feared for his post, said the line would close.").
			say("A clerk, critical of the sale, who feared for his post,", "said", "the line would close", official, reason(onrecord.ReasonSafety, "feared for his post"))},
		{"all given", "S5", "", report(t, "A clerk at the table, critical of the sale, who feared for his post, said the line would close.").
			say("A clerk at the table, critical of the sale, who feared for his post,", "said", "the line would close", official,
				reason(onrecord.ReasonSafety, "feared for his post"), access(onrecord.AccessWitness))},

		{"headline on unnamed word below", "S6", "headline", report(t, "# Ferry line closes before winter", "The port was calm.",
			"A customs official said the ferry line closes before winter.").
			say("A customs official", "said", "the ferry line closes before winter", official)},
		{"headline that the report tells itself", "S6", "", report(t, "# Ferry line closes before winter", "The port was calm.",
			"The ferry line closes before winter. A customs official said crews knew.").
			say("A customs official", "said", "crews knew", official)},
		{"lede on unnamed word", "S6", "opening", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},
		{"lede on named word too", "S6", "", report(t, "Sources and Ana Ruiz said the line would close, and it would be sold.").
			say("Sources", "said", "the line would close", loose).say("Ana Ruiz", "", "it would be sold", named)},
		{"unnamed in quotation marks", "S6", "direct speech", report(t, "The port was calm.", "\"It is over,\" a customs official said.").
			say("a customs official", "said", "\"It is over,\"", official, form(onrecord.FormDirect))},

		{"plural turns singular", "S7", "several sources, or one?", report(t, gazette, "One ranking figure added that crews knew.").
			say("Sources", "told", "that the ferry line would close", loose, number(onrecord.NumberPlural)).
			say("One ranking figure", "added", "that crews knew", loose, number(onrecord.NumberOne))},
		{"plural not counted", "S7", "how many", report(t, gazette).
			say("Sources", "told", "that the ferry line would close", loose, number(onrecord.NumberPlural))},
		{"single and supported", "S7", "", report(t, "A customs official said the ferry line closes before winter.",
			"Ana Ruiz confirmed the ferry line closes this winter.").
			say("A customs official", "said", "the ferry line closes before winter", official, number(onrecord.NumberOne)).
			say("Ana Ruiz", "confirmed", "the ferry line closes this winter", named, number(onrecord.NumberOne))},
		{"counted plural", "S7", "", report(t, "Two customs officials said the line would close.").
			say("Two customs officials", "said", "the line would close", official,
				src(func(s *onrecord.Source) { s.Number, s.Count = onrecord.NumberExact, 2 }))},

		{"late speaker", "S8", "3 sentences quoted", report(t, "\"It is over. Crews knew. We wept,\" Ana Ruiz said.").
			say("Ana Ruiz", "said", "\"It is over. Crews knew. We wept,\"", named, form(onrecord.FormDirect))},
		{"early speaker", "S8", "", report(t, "\"It is over,\" Ana Ruiz said. \"Crews knew. We wept.\"").
			say("Ana Ruiz", "said", "\"It is over,\" | \"Crews knew. We wept.\"", named, form(onrecord.FormDirect))},
		{"two speakers in a paragraph", "S8", "one paragraph quotes", report(t, "\"It is over,\" Ana Ruiz said. \"Never,\" Bo Lind said.").
			say("Ana Ruiz", "said", "\"It is over,\"", named, form(onrecord.FormDirect)).
			say("Bo Lind", "said", "\"Never,\"", named, form(onrecord.FormDirect))},
		{"two speakers in two paragraphs", "S8", "", report(t, "\"It is over,\" Ana Ruiz said.", "\"Never,\" Bo Lind said.").
			say("Ana Ruiz", "said", "\"It is over,\"", named, form(onrecord.FormDirect)).
			say("Bo Lind", "said", "\"Never,\"", named, form(onrecord.FormDirect))},
		{"own allegation", "S8", "\u201cembezzlement\u201d", report(t, "Bo Lind paid for his villa by embezzlement.").person("Bo Lind")},
		{"wrongdoing of nobody", "S8", "", report(t, "Embezzlement is a theme of the novel.")},
		{"a speaker and a pronoun", "S8", "", report(t, "\"It is over,\" Ana Ruiz said. \"Never again,\" she said.").
			say("Ana Ruiz", "said", "\"It is over,\"", named, form(onrecord.FormDirect)).
			say("she", "said", "\"Never again,\"", named, form(onrecord.FormDirect))},
		{"own allegation with a court", "S8", "", report(t, "The court heard how Bo Lind lived by embezzlement.").person("Bo Lind")},

		{"carried", "S9", "1 statement given without", report(t, "Ana Ruiz said the line would close. Crews knew.").
			say("Ana Ruiz", "said", "the line would close", named).
			say("", "", "Crews knew", named, carried, func(b *builder, a *onrecord.Attribution) {
				a.Source.ResolvesTo = []onrecord.Span{b.at("Ana Ruiz")}
			})},
		{"attributed later", "S9", "attributed later to \u201cAna Ruiz\u201d", report(t, "The northern ferry company closes before winter.",
			"Ana Ruiz said the ferry company closes before winter storms.").
			say("Ana Ruiz", "said", "the ferry company closes before winter storms", named)},
		{"attributed at once", "S9", "", report(t, "Ana Ruiz said the ferry company closes before winter.").
			say("Ana Ruiz", "said", "the ferry company closes before winter", named)},

		{"refusal and unnamed of the same body", "S10", "would not comment", report(t, "The customs ministry declined to comment. A customs official said the line would close.").
			say("The customs ministry", "declined", "to comment", naming(onrecord.UnnamedIdentifiable), typed(onrecord.TypeNonComment)).
			say("A customs official", "said", "the line would close", official)},
		{"refusal and unnamed of another body", "S10", "", report(t, "The customs ministry declined to comment. A navy official said the line would close.").
			say("The customs ministry", "declined", "to comment", naming(onrecord.UnnamedIdentifiable), typed(onrecord.TypeNonComment)).
			say("A navy official", "said", "the line would close", official)},

		{"one source", "S11", "one source", report(t, "Ana Ruiz said the line would close. She said crews knew.").person("Ana Ruiz").
			say("Ana Ruiz", "said", "the line would close", named, entity(1)).say("She", "said", "crews knew", named, entity(1))},
		{"two named sources", "S11", "", report(t, "Ana Ruiz said the line would close. Bo Lind said crews knew.").
			say("Ana Ruiz", "said", "the line would close", named).say("Bo Lind", "said", "crews knew", named)},
		{"only unnamed sources", "S11", "perhaps of one origin", report(t, "Sources said the line would close. One insider said crews knew.").
			say("Sources", "said", "the line would close", loose).say("One insider", "said", "crews knew", loose)},
		{"own report with one aside", "S11", "", report(t, "The port is old. Its cranes stand idle and its sheds are empty and the wind is cold. Ana Ruiz said no.").
			say("Ana Ruiz", "said", "no", named)},

		{"allegation, no answer", "S12", "no answer of those accused and no word on support", report(t, "A customs official said Bo Lind took part in embezzlement.").
			say("A customs official", "said", "Bo Lind took part in embezzlement", official, number(onrecord.NumberOne))},
		{"allegation, checked, no answer", "S12", "no answer of those accused", report(t, "A customs official said Bo Lind took part in embezzlement. We could not independently verify it.").
			say("A customs official", "said", "Bo Lind took part in embezzlement", official, number(onrecord.NumberOne))},
		{"allegation, answered", "S12", "", report(t, "A customs official said Bo Lind took part in embezzlement. Lind could not be reached.").
			say("A customs official", "said", "Bo Lind took part in embezzlement", official, number(onrecord.NumberOne))},
		{"allegation, denied", "S12", "", report(t, "A customs official said Bo Lind took part in embezzlement. Lind called that untrue.").person("Bo Lind").
			say("A customs official", "said", "Bo Lind took part in embezzlement", official, number(onrecord.NumberOne)).
			say("Lind", "called", "untrue", named, entity(1), typed(onrecord.TypeDenial))},
		{"allegation by several", "S12", "", report(t, "Two officials said Bo Lind took part in embezzlement.").
			say("Two officials", "said", "Bo Lind took part in embezzlement", official, number(onrecord.NumberPlural))},

		{"judgement of a person", "S13", "judgement of \u201cBo Lind\u201d", report(t, "A customs official said Bo Lind was incompetent.").person("Bo Lind").
			say("A customs official", "said", "Bo Lind was incompetent", official)},
		{"judgement of a thing", "S13", "", report(t, "A customs official said the plan was absurd.").
			say("A customs official", "said", "the plan was absurd", official)},
		{"first quotation unnamed", "S13", "first words quoted", report(t, "\"It is over,\" a customs official said. \"Never,\" Ana Ruiz said.").
			say("a customs official", "said", "\"It is over,\"", official, form(onrecord.FormDirect)).
			say("Ana Ruiz", "said", "\"Never,\"", named, form(onrecord.FormDirect))},
		{"first quotation named", "S13", "", report(t, "\"Never,\" Ana Ruiz said. \"It is over,\" a customs official said.").
			say("Ana Ruiz", "said", "\"Never,\"", named, form(onrecord.FormDirect)).
			say("a customs official", "said", "\"It is over,\"", official, form(onrecord.FormDirect))},

		{"attack", "S14", "hard words", report(t, "A customs official said Bo Lind was a liar.").
			say("A customs official", "said", "Bo Lind was a liar", official)},
		{"attack by the named", "S14", "", report(t, "Ana Ruiz said Bo Lind was a liar.").
			say("Ana Ruiz", "said", "Bo Lind was a liar", named)},
		{"trifle", "S14", "trifle", report(t, "A customs official said the envoy had a haircut.").
			say("A customs official", "said", "the envoy had a haircut", official)},
		{"hearsay", "S14", "second hand", report(t, "An official briefed on the talks said crews knew.").
			say("An official briefed on the talks", "said", "crews knew", official, access(onrecord.AccessBriefed))},
		{"eyewitness", "S14", "", report(t, "An official in the room said crews knew.").
			say("An official in the room", "said", "crews knew", official, access(onrecord.AccessWitness))},

		{"another outlet", "S15", "no independent support", report(t, "The Harbour Post reported that crews knew.").
			say("The Harbour Post", "reported", "that crews knew", named, src(func(s *onrecord.Source) { s.Kind = onrecord.SourceMedia }))},
		{"told another outlet", "S15", "no independent support", report(t, "Ana Ruiz told the Post that crews knew.").
			say("Ana Ruiz", "told", "that crews knew", named, src(func(s *onrecord.Source) { s.Channel = onrecord.ChannelOtherOutlet }))},
		{"told this outlet", "S15", "", report(t, "Ana Ruiz told us that crews knew.").
			say("Ana Ruiz", "told", "that crews knew", named, src(func(s *onrecord.Source) { s.Channel = onrecord.ChannelThisOutlet }))},

		{"policy is not in plain text", "S16", "", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},

		{"summary", "S17", "2 statements on 2 sources: 1 named, 1 unnamed, 0 other", report(t, "Ana Ruiz said crews knew.", gazette).
			say("Ana Ruiz", "said", "crews knew", named).say("Sources", "told", "that the ferry line would close", loose)},
		{"summary of nothing", "S17", "", report(t, "The port was calm.")},
		{"rating", "S18", "F6", report(t, gazette).say("Sources", "told", "that the ferry line would close", loose)},
		{"no rating of nothing", "S18", "", report(t, "The port was calm.")},
	}
	for _, c := range cases {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			d := c.b.done()
			var got []string
			for _, f := range check(t, d, "all") {
				wellFormed(t, d, f)
				if f.Rule == c.rule {
					got = append(got, f.Message)
				}
			}
			all := strings.Join(got, "\n")
			if c.want == "" && len(got) > 0 {
				t.Errorf("fires: %s", all)
			}
			if c.want != "" && !strings.Contains(all, c.want) {
				t.Errorf("got %q, want a message with %q", all, c.want)
			}
		})
	}
}

// wellFormed tells what every finding must carry.
func wellFormed(t *testing.T, d *onrecord.Document, f onrecord.Alert) {
	t.Helper()
	if f.Rule == "" || f.Title == "" || f.Message == "" || f.Wording == "" || f.Reference == "" || f.Severity == "" ||
		f.By != "rule/"+f.Rule || len(f.Spans) == 0 || strings.ContainsAny(f.Message, "{}") {
		t.Errorf("finding lacks something: %+v", f)
	}
	last := -1
	for _, s := range f.Spans {
		if s.Start <= last || s.Empty() || s.End > len(d.Text) {
			t.Errorf("%s: spans out of order or outside the text: %v", f.Rule, f.Spans)
		}
		last = s.End
	}
	for _, id := range f.Attributions {
		if d.Attribution(id) == nil {
			t.Errorf("%s: no attribution %d", f.Rule, id)
		}
	}
}

func TestExactWords(t *testing.T) {
	d := report(t, "Sources said crews knew.", "The sources said the captain was a liar.").
		say("Sources", "said", "crews knew", loose).
		say("The sources", "said", "the captain was a liar", loose).done()
	for _, f := range check(t, d, "all") {
		var words []string
		for _, s := range f.Spans {
			words = append(words, d.In(s))
		}
		got := strings.Join(words, "|")
		switch want := map[string]string{"S3": "Sources|The sources", "S14": "The sources|liar"}[f.Rule]; {
		case want != "" && got != want:
			t.Errorf("%s points at %q, want %q", f.Rule, got, want)
		case f.Rule == "S3" && !slices.Equal(f.Attributions, []onrecord.AttributionID{1, 2}):
			t.Errorf("S3: the two mentions of one source are not one finding: %v", f.Attributions)
		}
	}
}

func TestHouses(t *testing.T) {
	r := rules(t)
	if want := []string{"ap", "reuters", "bbc", "nyt", "all", "off"}; !slices.Equal(r.Houses(), want) {
		t.Errorf("houses %v, want %v", r.Houses(), want)
	}
	d := report(t, gazette).say("Sources", "told", "that the ferry line would close", loose).done()
	for house, want := range map[string]string{"ap": "S2 S3", "bbc": "S2 S11", "nyt": "S3 S5 S6", "off": "",
		"": "S2 S3 S5 S6 S11 S17 S18", "all": "S2 S3 S5 S6 S11 S17 S18"} {
		var got []string
		for _, f := range check(t, d, house) {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("house %q: %v, want %s", house, got, want)
		}
	}
	if _, err := r.Check(d, "tabloid"); !errors.Is(err, newsroom.ErrUnknownHouse) {
		t.Errorf("unknown house: %v", err)
	}
}

func TestEveryRuleHasItsPlace(t *testing.T) {
	r := rules(t)
	if n := len(r.List()); n != 18 {
		t.Errorf("%d rules, want 18", n)
	}
	for i, rule := range r.List() {
		if rule.Severity("all") == "" {
			t.Errorf("%s is off in house all", rule.ID)
		}
		if rule.Severity("off") != "" {
			t.Errorf("%s is on in house off", rule.ID)
		}
		if i == 15 && (rule.ID != "S16" || rule.Needs == "") {
			t.Errorf("rule 16 is %s and needs %q", rule.ID, rule.Needs)
		}
	}
}

func TestBadDictionaries(t *testing.T) {
	head := "# what: x\n# source: x\n# licence: x\n# columns: "
	cases := []struct{ file, columns, line, want string }{
		{"newsroom_rules.tsv", "rule\ttitle\tasks\treference\tneeds\tall", "S1\ta\tb\tc\t-\tloud", "severity"},
		{"newsroom_rules.tsv", "rule\ttitle\tasks\treference\tneeds\tall", "R1\ta\tb\tc\t-\tnote", "not S and a number"},
		{"newsroom_rules.tsv", "rule\ttitle\tasks\treference\tneeds\tall", "S99\ta\tb\tc\t-\tnote", "check or a need"},
		{"newsroom_rules.tsv", "rule\ttitle\tasks\treference\tneeds\tap", "S1\ta\tb\tc\t-\tnote", "columns must hold"},
		{"newsroom_checks.tsv", "check\tmessage", "S2/nothing\thello", "no check"},
		{"newsroom_checks.tsv", "check\tmessage", "S2/bare\thello {worlds}", "unknown {worlds}"},
		{"newsroom_words.tsv", "words\tlist\tpos\texample", "fool\tinsult\tNOUN\tA [fool].", "list"},
		{"newsroom_words.tsv", "words\tlist\tpos\texample", "fool\tattack\tXX\tA [fool].", "part of speech"},
		{"newsroom_words.tsv", "words\tlist\tpos\texample", "fool\tattack\tNOUN\tA fool.", "example"},
	}
	for _, c := range cases {
		var tables []*lexicon.Table
		for _, name := range []string{"newsroom_rules.tsv", "newsroom_checks.tsv", "newsroom_words.tsv"} {
			table, err := lexicon.Open(name)
			if name == c.file {
				table, err = lexicon.Parse(name, head+c.columns+"\n"+c.line+"\n")
			}
			if err != nil {
				t.Fatal(err)
			}
			tables = append(tables, table)
		}
		_, err := newsroom.Load(tables[0], tables[1], tables[2])
		if !errors.Is(err, lexicon.ErrBadLine) || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), c.file) {
			t.Errorf("%s %q: error %v, want %q", c.file, c.line, err, c.want)
		}
	}
}

// Every entry's example must show the entry: the marked words are its own, or a form of them.
func TestExamples(t *testing.T) {
	r := rules(t)
	table, err := lexicon.Open("newsroom_words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for _, row := range table.Rows {
		if row.Get("words") < last {
			t.Errorf("line %d: %q is out of order", row.Line, row.Get("words"))
		}
		last = row.Get("words")
		_, rest, _ := strings.Cut(row.Get("example"), "[")
		marked, _, _ := strings.Cut(rest, "]")
		if !slices.Contains(r.Marked(marked, row.Get("words")), row.Get("list")) {
			t.Errorf("line %d: %q does not stand in %q", row.Line, row.Get("words"), row.Get("example"))
		}
		if a, b := strings.ToLower(marked), row.Get("words"); a[0] != b[0] {
			t.Errorf("line %d: %q marks %q", row.Line, b, a)
		}
	}
}
