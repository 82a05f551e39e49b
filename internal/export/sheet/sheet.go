// Package sheet knows what spreadsheets do with the cells of a table. They take one that begins with a sign such as "=" for a formula and
// work it out, whoever wrote it; a headline in an export could so ask for an address or start a program.
package sheet

import (
	"io"
	"strconv"
	"strings"
)

// Row writes a row of CSV as spreadsheets write it: it ends with CR LF, and what stands in quotation marks stays byte for byte, line ends too.
// A row of one empty cell is no empty line, which readers pass over.
func Row(w io.Writer, cells []string) error {
	var b strings.Builder
	for i, s := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		if s == "" && len(cells) > 1 || s != "" && !strings.ContainsAny(s, ",\"\r\n") && s[0] != ' ' && s[0] != '\t' {
			b.WriteString(s)
			continue
		}
		b.WriteString(`"` + strings.ReplaceAll(s, `"`, `""`) + `"`)
	}
	b.WriteString("\r\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Words is a cell of words as a spreadsheet takes it for words: with an apostrophe before it where it would be a formula, or where it begins
// with apostrophes before such a sign, so that [Plain] gives back every cell as it was.
func Words(s string) string {
	if !formula(s) {
		return s
	}
	return "'" + s
}

// Plain is a cell without what [Words] put before it.
func Plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula(rest) {
		return rest
	}
	return s
}

// formula tells whether a spreadsheet may take a cell for a formula, if apostrophes before it are passed over. Numbers are none, nor are
// signs alone.
func formula(s string) bool {
	s = strings.TrimLeft(s, "'")
	if s == "" {
		return false
	}
	begins := func(s string) bool {
		for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
			if strings.HasPrefix(s, sign) {
				return true
			}
		}
		return false
	}
	trimmed := strings.TrimLeft(s, " \t\r\n\u00a0\ufeff") // some take blanks away first
	if !begins(trimmed) {
		return s[0] == '\t' || s[0] == '\r'
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return false
	}
	return strings.Trim(trimmed, "+-") != ""
}
