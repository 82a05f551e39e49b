package fetch

import (
	"bytes"
	"strings"
)

// Robots is what a robots.txt says, matched as RFC 9309 tells. The zero value allows everything.
type Robots struct {
	groups []group
	// Sitemaps are the addresses of sitemaps that the file names, in its order.
	Sitemaps []string
}

// group is the rules for the crawlers that it names.
type group struct {
	agents []string // product tokens in lower case; "*" is any
	rules  []rule
}

// rule allows or disallows the paths that its pattern matches. The pattern is in normal form (see [normalPath]).
type rule struct {
	pattern string
	allow   bool
}

// maxRobots is how much of a robots.txt is read, in bytes; RFC 9309 asks for 500 KiB at least.
const maxRobots = 512 << 10

// ParseRobots reads a robots.txt. Lines that it does not understand it passes over, so that it never fails; what
// stands beyond 512 KiB is not read.
func ParseRobots(raw []byte) *Robots {
	raw = raw[:min(len(raw), maxRobots)]
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	r := &Robots{}
	open := false // the last line named a crawler, so that the next may name another for the same rules
	for _, line := range strings.FieldsFunc(string(raw), func(c rune) bool { return c == '\n' || c == '\r' }) {
		key, value, ok := directive(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent":
			if !open {
				r.groups = append(r.groups, group{})
			}
			g := &r.groups[len(r.groups)-1]
			g.agents = append(g.agents, productToken(value))
			open = true
		case "allow", "disallow":
			open = false
			if len(r.groups) > 0 && value != "" {
				g := &r.groups[len(r.groups)-1]
				g.rules = append(g.rules, rule{normalPath(value, true), key == "allow"})
			}
		case "sitemap":
			r.Sitemaps = append(r.Sitemaps, value)
		}
	}
	return r
}

// directive takes a line apart: the key in lower case, and the value without comment.
func directive(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value), ok
}

// productToken is the name of a crawler in lower case, without version: "OnRecord/1.0" is "onrecord".
func productToken(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.HasPrefix(s, "*") {
		return "*"
	}
	end := strings.IndexFunc(s, func(c rune) bool { return c != '-' && c != '_' && (c < 'a' || c > 'z') })
	if end >= 0 {
		s = s[:end]
	}
	return s
}

// Allowed tells whether the crawler may read a path with its query ("/news?page=2", escaped or not). The longest
// pattern that matches decides, and of equally long ones the one that allows. The rules are those of every group that
// names the crawler, or else of every group for "*"; robots.txt itself may always be read.
func (r *Robots) Allowed(agent, path string) bool {
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	path = normalPath(path, false)
	best, allow := -1, true
	for _, rule := range r.rules(productToken(agent)) {
		if n := len(rule.pattern); n < best || n == best && allow || !matchPath(rule.pattern, path) {
			continue
		}
		best, allow = len(rule.pattern), rule.allow
	}
	return allow
}

// rules are those that hold for a crawler.
func (r *Robots) rules(agent string) []rule {
	var own, any []rule
	named := false
	for _, g := range r.groups {
		for _, a := range g.agents {
			switch a {
			case agent:
				named = true
				own = append(own, g.rules...)
			case "*":
				any = append(any, g.rules...)
			}
		}
	}
	if named {
		return own
	}
	return any
}

// normalPath brings a path or a pattern into the form in which they are compared: an octet that is no ASCII and one
// that a URI reserves for itself is escaped in capitals, and what is escaped without need is not. "*" and "$" stay only where
// they have their meaning in a pattern.
func normalPath(s string, pattern bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		escaped := false
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			escaped = true
		}
		plain := !escaped && c > 0x20 && c < 0x7f
		if c == '*' || c == '$' {
			plain = plain && pattern && (c == '*' || i == len(s)-1)
		}
		if plain || escaped && unreserved(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// unreserved tells whether an octet means the same escaped or not (RFC 3986, section 2.3).
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// matchPath tells whether a pattern matches the beginning of a path, or all of it where the pattern ends in "$"; "*"
// stands for anything. The first place where each part fits is the best, so that the time is bounded by the product of
// the lengths.
func matchPath(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !whole || rest == ""
}
