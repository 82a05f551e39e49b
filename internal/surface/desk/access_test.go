package desk

import (
	"strings"
	"testing"

	"onrecord"
)

// faults looks over a page as a reader with poor sight or without a mouse would: text that stands out too little from
// what is behind it (WCAG 2.2 AA: 4.5 to 1, 3 to 1 for large text), controls and links without a name, ids that are
// given twice, headings that skip a level.
const faults = `(() => {
	const out = [];
	const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
	const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
	const behind = el => {
		for (let e = el; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; }
		return [255, 255, 255, 255];
	};
	const seen = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		const el = n.parentElement;
		if (!n.data.trim() || seen.has(el) || el.closest('.hide, .toast, dialog:not([open]), script, [hidden], option')) continue;
		seen.add(el);
		const style = getComputedStyle(el), size = parseFloat(style.fontSize);
		const svg = el.namespaceURI.endsWith('svg');
		if (svg && el.closest('title')) continue;
		const a = light(rgb(svg ? style.fill : style.color).slice(0, 3)), b = light(behind(el).slice(0, 3));
		const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (ratio < (size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5)) out.push(ratio.toFixed(2) + ' "' + n.data.trim().slice(0, 30) + '" ' + (el.getAttribute('class') || el.localName));
	}
	for (const el of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
		if (!el.labels.length && !el.ariaLabel) out.push('no label: ' + el.outerHTML.slice(0, 80));
	for (const el of document.querySelectorAll('a[href], button'))
		if (!(el.textContent.trim() || el.ariaLabel || el.title)) out.push('no name: ' + el.outerHTML.slice(0, 80));
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
	for (const id of new Set(ids.filter((x, i) => ids.indexOf(x) !== i))) out.push('id twice: ' + id);
	let last = 0;
	for (const h of document.querySelectorAll('main h1, main h2, main h3, main h4')) {
		const level = +h.localName[1];
		if (level > last + 1) out.push('heading skips a level: ' + h.textContent.slice(0, 40));
		last = level;
	}
	if (document.querySelectorAll('main h1').length !== 1) out.push('not one h1');
	return out.join('\n');
})()`

func TestEverybodyCanReadIt(t *testing.T) {
	x := surf(demo(t))
	hallam := x.sampleReport("Hallam: no relief flights without a truce")
	for _, theme := range []string{"light", "dark"} {
		x.open("/about")
		x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)
		for _, path := range []string{"/", "/r/" + hallam, "/r/" + hallam + "#a2",
			"/explore?kind=position&q=truce&actor=harland", "/ledger", "/dossier?who=name%2Festovia%2F&on=airspace",
			"/sources", "/about", "/nowhere"} {
			x.open(path)
			if strings.Contains(path, "#") {
				x.until(`document.querySelectorAll('.at').length`, "1")
			}
			for _, f := range strings.Split(x.eval(faults), "\n") {
				if f != "" {
					t.Errorf("%s in %s: %s", path, theme, f)
				}
			}
		}
	}
}

// TestWithoutScript asks for what a reader without scripts needs: every finding leads to its card and back, and what
// scripts alone can do is not offered.
func TestWithoutScript(t *testing.T) {
	d := hostile(t)
	b := open(t, Options{Writable: true}, d)
	body := b.get("/r/" + onrecord.Digest(d.Text)).body
	for _, want := range []string{`href="#a1"`, `id="a1"`, `href="#t1"`, `id="t1"`, `/cite/a1"`,
		`<div class="tools" id="tools" hidden>`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
}
