package calendar_test

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

// dates reads a text published on Thursday, 5 March 2026, unless another day is given, and lists its dates as
// "words = from..to".
func dates(t testing.TB, text, published string) []string {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: text, Meta: onrecord.Meta{Published: published}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range d.Dates {
		out = append(out, d.In(x.Span)+" = "+x.From+".."+x.To)
	}
	return out
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The ferry sank on 3 March 2024 off the coast.", "3 March 2024 = 2024-03-03..2024-03-03"},
		{"The ferry sank on March 3, 2024, off the coast.", "March 3, 2024 = 2024-03-03..2024-03-03"},
		{"The ferry sank on the 3rd of March off the coast.", "the 3rd of March = 2026-03-03..2026-03-03"},
		{"The ferry sank on 2024-03-03 off the coast.", "2024-03-03 = 2024-03-03..2024-03-03"},
		{"The ferry sank on Tuesday.", "Tuesday = 2026-03-03..2026-03-03"},
		{"The ferry sank on Thursday.", "Thursday = 2026-03-05..2026-03-05"},
		{"The cabinet will meet on Tuesday.", "Tuesday = 2026-03-10..2026-03-10"},
		{"The envoy is due to arrive on Monday.", "Monday = 2026-03-09..2026-03-09"},
		{"The minister plans to travel to Harland on Friday.", "Friday = 2026-03-06..2026-03-06"},
		{"He said on Monday that the talks will fail.", "Monday = 2026-03-02..2026-03-02"},
		{"The minister resigned last Thursday.", "last Thursday = 2026-02-26..2026-02-26"},
		{"The court sits next Tuesday.", "next Tuesday = 2026-03-10..2026-03-10"},
		{"The strike began on Tuesday last week.", "Tuesday last week = 2026-02-24..2026-02-24"},
		{"The two sides met on Tuesday, March 3, in Norvik.", "Tuesday, March 3 = 2026-03-03..2026-03-03"},
		{"The shelling began on Tuesday night.", "Tuesday night = 2026-03-03..2026-03-03"},
		{"Prices rose last week.", "last week = 2026-02-23..2026-03-01"},
		{"Prices rose last month.", "last month = 2026-02-01..2026-02-28"},
		{"Prices rose last year.", "last year = 2025-01-01..2025-12-31"},
		{"The bridge will open next month.", "next month = 2026-04-01..2026-04-30"},
		{"The bridge opened earlier this week.", "earlier this week = 2026-03-02..2026-03-08"},
		{"The bridge opened three days ago.", "three days ago = 2026-03-02..2026-03-02"},
		{"The bridge opened two months ago.", "two months ago = 2026-01-01..2026-01-31"},
		{"The bridge opened a decade ago.", "a decade ago = 2016-01-01..2016-12-31"},
		{"The talks will resume in two weeks.", "in two weeks = 2026-03-19..2026-03-19"},
		{"The talks broke down yesterday.", "yesterday = 2026-03-04..2026-03-04"},
		{"The talks broke down late last night.", "last night = 2026-03-04..2026-03-04"},
		{"The levy was raised in early March.", "early March = 2026-03-01..2026-03-10"},
		{"The levy was raised in mid-February.", "mid-February = 2026-02-11..2026-02-20"},
		{"The levy was raised in late 2025.", "late 2025 = 2025-09-01..2025-12-31"},
		{"The levy was raised in 2019.", "2019 = 2019-01-01..2019-12-31"},
		{"The levy was raised in June 2019.", "June 2019 = 2019-06-01..2019-06-30"},
		{"The levy was raised in November.", "November = 2025-11-01..2025-11-30"},
		{"The levy will be raised in November.", "November = 2026-11-01..2026-11-30"},
		{"The levy was raised in the 1990s.", "the 1990s = 1990-01-01..1999-12-31"},
		{"The pier was built in the spring of 2024.", "the spring of 2024 = 2024-03-01..2024-05-31"},
		{"The pier was built last summer.", "last summer = 2025-06-01..2025-08-31"},
		{"Sales fell in the third quarter of 2025.", "the third quarter of 2025 = 2025-07-01..2025-09-30"},
		{"Sales fell in the first half of 2025.", "the first half of 2025 = 2025-01-01..2025-06-30"},
		{"The port has been shut since Monday.", "since Monday = 2026-03-02.."},
		{"The port will stay shut until April.", "until April = ..2026-04-30"},
		{"The crews must leave by Friday.", "by Friday = ..2026-03-06"},
		{"The fair ran from 3 to 5 February.", "3 to 5 February = 2026-02-03..2026-02-05"},
		{"The fair ran between Monday and Wednesday.", "between Monday and Wednesday = 2026-03-02..2026-03-04"},
		{"The fair ran on February 3-5.", "February 3-5 = 2026-02-03..2026-02-05"},
		{"The navy lost two ships in the past six months.", "in the past six months = 2025-09-05..2026-03-05"},
		{"Prices have risen in recent weeks.", "in recent weeks = ..2026-03-05"},
		{"The crews marched over the weekend.", "the weekend = 2026-02-28..2026-03-01"},
		{"The ferry sank on 3 February. Divers found it the following day.", "3 February = 2026-02-03..2026-02-03; the following day = 2026-02-04..2026-02-04"},
		{"The ferry sank in 2019. It was raised two years later.", "2019 = 2019-01-01..2019-12-31; two years later = 2021-01-01..2021-12-31"},
		{"The church dates from the 19th century.", "the 19th century = 1801-01-01..1900-12-31"},
		{"The crews must leave within 48 hours.", "48 hours = 2026-03-05..2026-03-07"},
		{"The 2019 election was close.", "2019 = 2019-01-01..2019-12-31"},
		{"The crisis of 2008 hurt banks.", "2008 = 2008-01-01..2008-12-31"},
		{"The bridge must be open by the end of the month.", "by the end of the month = ..2026-03-31"},
		{"The ferry sank on Sunday. A day earlier the crew had complained.", "Sunday = 2026-03-01..2026-03-01; A day earlier = 2026-02-28..2026-02-28"},
		// What is no time.
		{"The envoy may travel.", ""},
		{"They march through the city.", ""},
		{"Theresa May resigned.", ""},
		{"He told the Sunday Times that he was ill.", ""},
		{"Shops were full on Black Friday.", ""},
		{"Some 2000 people came.", ""},
		{"The woman, 45, won 3 of 5 games.", ""},
	} {
		if got := strings.Join(dates(t, c.text, "2026-03-05"), "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestCountedDays settles days that are counted within a month, told by another day, or stand in a row. Published on
// Thursday, 5 March 2026.
func TestCountedDays(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Counted within a longer time.
		{"The board meets on the third Friday of next month.", "the third Friday of next month = 2026-04-17..2026-04-17"},
		{"The first Monday in February was a holiday.", "The first Monday in February = 2026-02-02..2026-02-02"},
		{"The first Monday in November was a holiday.", "The first Monday in November = 2025-11-03..2025-11-03"},
		{"The pier will open on the last Sunday of April.", "the last Sunday of April = 2026-04-26..2026-04-26"},
		{"The pier opened on the last Sunday in June 2024.", "the last Sunday in June 2024 = 2024-06-30..2024-06-30"},
		{"The pier opened on the 2nd Tuesday of last month.", "the 2nd Tuesday of last month = 2026-02-10..2026-02-10"},
		{"The fair falls on the final Saturday of the month.", "the final Saturday of the month = 2026-03-28..2026-03-28"},
		{"The fair falls on the second Sunday of this month.", "the second Sunday of this month = 2026-03-08..2026-03-08"},
		{"The fair was held on the first Saturday of 2025.", "the first Saturday of 2025 = 2025-01-04..2025-01-04"},
		{"The fair was held on the penultimate Friday of May 2025.", "the penultimate Friday of May 2025 = 2025-05-23..2025-05-23"},
		{"The fair was held on the fifth Friday of May 2025.", "the fifth Friday of May 2025 = 2025-05-30..2025-05-30"},
		{"The fair was held on the fifth Friday of June 2025.", "the fifth Friday of June 2025 = .."},
		{"The levy ends on the last day of next month.", "the last day of next month = 2026-04-30..2026-04-30"},
		{"The levy began on the first day of 2026.", "the first day of 2026 = 2026-01-01..2026-01-01"},
		{"The board meets every first Monday of the month.", "first Monday of the month = .."},
		{"The board meets on the last Thursday in April.", "the last Thursday in April = 2026-04-30..2026-04-30"},
		{"The board met on the last Thursday in April.", "the last Thursday in April = 2025-04-24..2025-04-24"},
		{"The levy began on the first weekday of last month.", "the first weekday of last month = 2026-02-02..2026-02-02"},
		{"The levy is due on the last working day of May 2026.", "the last working day of May 2026 = 2026-05-29..2026-05-29"},
		{"Rain fell in the first week of February.", "the first week of February = 2026-02-01..2026-02-07"},
		{"Rain fell in the last week of February.", "the last week of February = 2026-02-22..2026-02-28"},
		{"The fair will be held on the first weekend of May.", "the first weekend of May = 2026-05-02..2026-05-03"},
		{"The court must rule by the second Monday of April.", "by the second Monday of April = ..2026-04-13"},
		{"The board meets on the first Friday of every month.", "the first Friday of every month = .."},
		{"The ferry sank in 2019. It was raised on the first Monday of the following year.",
			"2019 = 2019-01-01..2019-12-31; the first Monday of the following year = 2020-01-06..2020-01-06"},
		{"The vote is held on the first Tuesday after November 1, 2026.", "the first Tuesday after November 1, 2026 = 2026-11-03..2026-11-03"},
		{"The fair closed on the last Friday before the vote.", "the last Friday = .."},
		// Told by another day.
		{"This coming Monday the board meets.", "This coming Monday = 2026-03-09..2026-03-09"},
		{"The board met this past Monday.", "this past Monday = 2026-03-02..2026-03-02"},
		{"The board sits the coming weekend.", "the coming weekend = 2026-03-07..2026-03-08"},
		{"It meets again a week on Monday.", "a week on Monday = 2026-03-16..2026-03-16"},
		{"It meets again on Monday week.", "Monday week = 2026-03-16..2026-03-16"},
		{"It meets again two weeks from Friday.", "two weeks from Friday = 2026-03-20..2026-03-20"},
		{"It meets again a fortnight on Tuesday.", "a fortnight on Tuesday = 2026-03-24..2026-03-24"},
		{"It meets again a week from tomorrow.", "a week from tomorrow = 2026-03-13..2026-03-13"},
		{"It meets again a week today.", "a week today = 2026-03-12..2026-03-12"},
		{"It met a week ago Tuesday.", "a week ago Tuesday = 2026-02-24..2026-02-24"},
		{"It met a week last Tuesday.", "a week last Tuesday = 2026-02-24..2026-02-24"},
		{"It met two Fridays ago.", "two Fridays ago = 2026-02-20..2026-02-20"},
		{"It met on Tuesday a week ago.", "Tuesday a week ago = 2026-02-24..2026-02-24"},
		{"It will meet on the Monday after next.", "the Monday after next = 2026-03-16..2026-03-16"},
		{"It met on the Monday before last.", "the Monday before last = 2026-02-23..2026-02-23"},
		{"It will meet the week after next.", "the week after next = 2026-03-16..2026-03-22"},
		{"It met the year before last.", "the year before last = 2024-01-01..2024-12-31"},
		{"It will meet on Wednesday of next week.", "Wednesday of next week = 2026-03-11..2026-03-11"},
		{"It met on 3 February. It voted the following Monday.",
			"3 February = 2026-02-03..2026-02-03; the following Monday = 2026-02-09..2026-02-09"},
		{"It met on 3 February. It had voted the previous Friday.",
			"3 February = 2026-02-03..2026-02-03; the previous Friday = 2026-01-30..2026-01-30"},
		{"It met on the Monday after the vote.", "the Monday = .."},
		// In a row.
		{"The court sat on Monday, Tuesday and Wednesday.",
			"Monday = 2026-03-02..2026-03-02; Tuesday = 2026-03-03..2026-03-03; Wednesday = 2026-03-04..2026-03-04"},
		{"The court sat on Tuesday, Thursday and Friday.",
			"Tuesday = 2026-02-24..2026-02-24; Thursday = 2026-02-26..2026-02-26; Friday = 2026-02-27..2026-02-27"},
		{"The court will sit on Monday, Wednesday, and Friday.",
			"Monday = 2026-03-09..2026-03-09; Wednesday = 2026-03-11..2026-03-11; Friday = 2026-03-13..2026-03-13"},
		{"The court will sit on Friday and Monday.", "Friday = 2026-03-06..2026-03-06; Monday = 2026-03-09..2026-03-09"},
		{"The court sat on February 3, 5 and 9.",
			"February 3 = 2026-02-03..2026-02-03; 5 = 2026-02-05..2026-02-05; 9 = 2026-02-09..2026-02-09"},
		{"The court sat on 3 and 5 February 2025.", "3 = 2025-02-03..2025-02-03; 5 February 2025 = 2025-02-05..2025-02-05"},
		{"The court sat on May 3 and 5, 2025.", "May 3 = 2025-05-03..2025-05-03; 5, 2025 = 2025-05-05..2025-05-05"},
		{"On February 3, 5 people died.", "February 3 = 2026-02-03..2026-02-03"},
		{"On February 3 and 4 people died.", "February 3 = 2026-02-03..2026-02-03"},
		{"On Monday, Friday prayers were held.", "Monday = 2026-03-02..2026-03-02; Friday = 2026-02-27..2026-02-27"},
		{"The office will be shut Monday through Wednesday.", "Monday through Wednesday = 2026-03-09..2026-03-11"},
		{"The office was shut Monday to Wednesday.", "Monday to Wednesday = 2026-03-02..2026-03-04"},
	} {
		if got := strings.Join(dates(t, c.text, "2026-03-05"), "; "); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestDaysToCome tells a day that lies ahead from one that is past, where neither has a year. Published on 5 March 2026.
func TestDaysToCome(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Harland has told mills to stop buying ore if Norvik imposes tariffs on Apr. 15, the ministry said.", "2026-04-15"},
		{"If tariffs were imposed on April 15, the mill would close.", "2026-04-15"},
		{"Unless the strikers return by Monday, the mill will close.", "2026-03-09"},
		{"The harbour board will sail once the court rules on Monday.", "2026-03-09"},
		{"The mayor ordered the crews to leave by Monday.", "2026-03-09"},
		{"The union urged the mayor to resign by April 2.", "2026-04-02"},
		{"The mayor has until April 2 to pay.", "2026-04-02"},
		{"The union gave the board until Monday to answer.", "2026-03-09"},
		{"The mayor may resign on Monday.", "2026-03-09"},
		{"The mayor must pay by April 2.", "2026-04-02"},
		{"They met ahead of a vote on April 2.", "2026-04-02"},
		{"Voters go to the polls on April 2.", "2026-04-02"},
		{"The talks, scheduled for April 2, are in doubt.", "2026-04-02"},
		{"The cabinet agreed on Monday to sail.", "2026-03-02"},
		{"He told reporters on Monday to leave.", "2026-03-02"},
		{"The mayor failed to appear on Monday.", "2026-03-02"},
		{"The mayor must have left on Monday.", "2026-03-02"},
		{"The judge asked if he was at the pier on April 2.", "2025-04-02"},
		{"The pier burned on April 2.", "2025-04-02"},
	} {
		got := strings.Join(dates(t, c.text, "2026-03-05"), "; ")
		if !strings.HasSuffix(got, ".."+c.want) || strings.Contains(got, "; ") {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestWithoutADay leaves unsettled what leans on the day of publication, and settles what does not.
func TestWithoutADay(t *testing.T) {
	got := strings.Join(dates(t, "The ferry sank on Tuesday. It was built in 2019.", ""), "; ")
	if want := "Tuesday = ..; 2019 = 2019-01-01..2019-12-31"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAnyWords puts words of time together in any order: reading must end, and leave a valid document.
func TestAnyWords(t *testing.T) {
	words := []string{"last", "next", "the", "March", "May", "3", "31", "2024", "-", ",", "to", "from", "between", "and", "since", "Tuesday",
		"early", "end", "of", "days", "ago", "later", "in", "two", "spring", "half", "first", "weekend", "that", "day", "February", "30", ".",
		"the", "week", "ago", "Friday", "after", "coming", "if", "5", "every"}
	rapid.Check(t, func(rt *rapid.T) {
		text := "The ferry sank " + strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 14).Draw(rt, "words"), " ")
		dates(t, text, rapid.SampledFrom([]string{"", "2026-03-05", "2024-02-29", "no date"}).Draw(rt, "published"))
	})
}
