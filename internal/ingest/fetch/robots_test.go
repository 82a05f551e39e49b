package fetch_test

import (
	"strings"
	"testing"
	"time"

	"onrecord/internal/ingest/fetch"
)

func TestRobots(t *testing.T) {
	const agent = "OnRecord/0.1"
	for _, c := range []struct {
		name, file, path string
		want             bool
	}{
		{"nothing said", "", "/a", true},
		{"own group", "User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nDisallow: /x", "/a", true},
		{"own group only", "User-agent: *\nDisallow: /a\n\nUser-agent: onrecord\nDisallow: /x", "/a", true},
		{"any crawler", "User-agent: *\nDisallow: /a", "/a/b", false},
		{"another's group", "User-agent: other\nDisallow: /", "/a", true},
		{"name in any case, with version", "USER-AGENT: ONRECORD/2\nDISALLOW: /a", "/a", false},
		{"name must match whole", "User-agent: onrecordbot\nDisallow: /", "/a", true},
		{"groups of one crawler are one", "User-agent: onrecord\nDisallow: /a\nUser-agent: b\nDisallow: /c\nUser-agent: onrecord\nDisallow: /d", "/d", false},
		{"several names share rules", "User-agent: a\nUser-agent: onrecord\nDisallow: /x", "/x", false},
		{"other lines do not end the names", "User-agent: a\nCrawl-delay: 3\nUser-agent: onrecord\nDisallow: /x", "/x", false},
		{"rules above the first group are void", "Disallow: /\nUser-agent: onrecord\nDisallow: /x", "/a", true},
		{"longest wins", "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", false},
		{"longest wins, order does not", "User-agent: *\nDisallow: /\nAllow: /news", "/news/1", true},
		{"equal length: allow", "User-agent: *\nDisallow: /example/page\nAllow: /example/page", "/example/page", true},
		{"equal length, other order", "User-agent: *\nAllow: /example/page\nDisallow: /example/page", "/example/page", true},
		{"empty disallow allows", "User-agent: *\nDisallow:", "/a", true},
		{"case of the path counts", "User-agent: *\nDisallow: /Fish", "/fish", true},
		{"star inside", "User-agent: *\nDisallow: /*/private", "/a/b/private/x", false},
		{"star and end", "User-agent: *\nDisallow: /*.php$", "/a.php", false},
		{"end means end", "User-agent: *\nDisallow: /*.php$", "/a.php?x=1", true},
		{"end after a later match", "User-agent: *\nDisallow: /*.php$", "/a.php/b.php", false},
		{"only the root", "User-agent: *\nDisallow: /$", "/a", true},
		{"the root", "User-agent: *\nDisallow: /$", "", false},
		{"query counts", "User-agent: *\nDisallow: /a?b=", "/a?b=1", false},
		{"comment", "User-agent: * # all\nDisallow: /a # not this", "/a", false},
		{"raw path, escaped rule", "User-agent: *\nDisallow: /caf%C3%A9", "/café", false},
		{"escaped path, raw rule", "User-agent: *\nDisallow: /café", "/caf%c3%a9", false},
		{"needless escapes", "User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false},
		{"a slash escaped is another path", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"star escaped is a star", "User-agent: *\nDisallow: /a%2A", "/abc", true},
		{"star escaped matches a star", "User-agent: *\nDisallow: /a%2A", "/a*", false},
		{"dollar inside is a dollar", "User-agent: *\nDisallow: /a$b", "/a%24b", false},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"byte order mark and returns", "\uFEFFUser-agent: *\rDisallow: /a\r\n", "/a", false},
		{"no colon, no key", "rubbish\n:\nUser-agent *\nUser-agent: *\nDisallow: /a", "/a", false},
	} {
		if got := fetch.ParseRobots([]byte(c.file)).Allowed(agent, c.path); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRobotsSitemaps(t *testing.T) {
	r := fetch.ParseRobots([]byte("Sitemap: https://h.example/a.xml\nUser-agent: *\nsitemap: https://h.example/b.xml"))
	if got := strings.Join(r.Sitemaps, " "); got != "https://h.example/a.xml https://h.example/b.xml" {
		t.Errorf("sitemaps %s", got)
	}
}

// TestRobotsHostile keeps a long chain of stars from taking for ever, and a long file from being read to its end.
func TestRobotsHostile(t *testing.T) {
	begun := time.Now()
	stars := "User-agent: *\nDisallow: /" + strings.Repeat("*a", 50_000) + "b$"
	if !fetch.ParseRobots([]byte(stars)).Allowed("x", "/"+strings.Repeat("a", 5000)) {
		t.Error("stars forbid")
	}
	long := "User-agent: *\n" + strings.Repeat("# filler\n", 60_000) + "Disallow: /"
	if !fetch.ParseRobots([]byte(long)).Allowed("x", "/a") {
		t.Error("a rule beyond the limit was read")
	}
	if d := time.Since(begun); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a$\nAllow: /%C3", "/caf%C3%A9?x")
	f.Add("user-agent:\n\n:::\nallow:%", "%")
	f.Fuzz(func(t *testing.T, file, path string) {
		r := fetch.ParseRobots([]byte(file))
		if r.Allowed("onrecord", path) != r.Allowed("OnRecord/9", path) {
			t.Error("the version of the crawler made a difference")
		}
		if len(file) < 1000 && !fetch.ParseRobots([]byte(file+"\nUser-agent: onrecord\nAllow: /")).Allowed("onrecord", "/") &&
			!strings.Contains(strings.ToLower(file), "onrecord") {
			t.Error("own group does not win")
		}
	})
}
