package export

import (
	"io"
	"strconv"
	"strings"

	"onrecord"
)

// Phoenix writes a line for every pair of coded actor and recipient of every event that is told as having happened, in the 26 columns of
// Phoenix, which have no heading. Events with an uncoded side are left out, as Phoenix does.
func Phoenix(w io.Writer, r *Report, _ Style) error {
	var b strings.Builder
	for i, e := range r.events() {
		if !asserted(&e.Fact) {
			continue
		}
		n := 0
		for _, from := range codedMembers(e.Actor) {
			for _, to := range codedMembers(e.Recipient) {
				writeTabs(&b, phoenixCells(r, i, n, e, from, to))
				n++
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func phoenixCells(r *Report, i, n int, e *onrecord.Event, from, to codedMember) []string {
	day := strings.ReplaceAll(eventDay(r.Document, e), "-", "")
	year, month, date := "", "", ""
	if len(day) == 8 {
		year, month, date = day[:4], strings.TrimPrefix(day[4:6], "0"), strings.TrimPrefix(day[6:], "0")
	}
	code := cameoCode(e)
	lat, lon, place, region, country := "", "", "", "", ""
	if x := r.Place(e.Place); x != nil {
		place, region, country = x.Name, x.Region, x.Country
		if x.Known {
			lat, lon = plainNumber(rounded(x.Lat)), plainNumber(rounded(x.Lon))
		}
	}
	return []string{r.ID + "-" + r.Decided.IDOf(onrecord.KindEvent, i+1) + "-" + strconv.Itoa(n+1), day, year, month, date,
		from.code.String(), entityCode(from.code), string(from.code.Sector), "", to.code.String(), entityCode(to.code), string(to.code.Sector), "",
		code, code[:min(2, len(code))], strconv.Itoa(penta(code)), plainNumber(intensity(e)), "", lat, lon, place, region, country,
		r.ID + "_" + strconv.Itoa(r.SentenceAt(e.Trigger.Start)+1), r.Meta.URL, r.Meta.Publisher}
}

// entityCode is a code without its sector.
func entityCode(c onrecord.Code) string {
	if c.Country != "" {
		return c.Country
	}
	return c.Group
}

// penta is Phoenix's class of a CAMEO code: 0 statements, 1 and 2 verbal and material cooperation, 3 and 4 verbal and material conflict.
func penta(code string) int {
	root, _ := strconv.Atoi(code[:min(2, len(code))])
	switch {
	case root <= 2:
		return 0
	case root <= 5:
		return 1
	case root <= 8:
		return 2
	case root <= 13 || root == 16:
		return 3
	}
	return 4
}
