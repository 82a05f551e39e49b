// Choosing words of a report, by mouse and by keys, to put a finding right or to add one. The forms work without any of it, with words typed in.
(() => {
  'use strict';
  const one = (s, root = document) => root.querySelector(s);
  const all = (s, root = document) => [...root.querySelectorAll(s)];
  const report = one('#report'), sheet = one('#mend'), bar = one('#pickbar');
  if (!report || !(sheet || one('.mendform'))) return;
  const say = t => window.desk && window.desk.say(t);

  // The words of the report with their places in code points, in the order of the text.
  let list;
  function words() {
    if (list) return list;
    list = [];
    for (const b of all('[data-at]', report)) {
      const text = b.textContent, re = /[\p{L}\p{N}]+(?:[’'.\-][\p{L}\p{N}]+)*|[^\s]/gu;
      let unit = 0, n = +b.dataset.at;
      for (const m of text.matchAll(re)) {
        n += [...text.slice(unit, m.index)].length;
        const end = n + [...m[0]].length;
        list.push({ b: n, e: end, word: /[\p{L}\p{N}]/u.test(m[0]) });
        unit = m.index + m[0].length;
        n = end;
      }
    }
    return list;
  }

  // What is chosen: from one word to another, of which the second moves.
  let from = -1, to = -1, ours = false;
  const chosen = () => from < 0 ? null : { b: words()[Math.min(from, to)].b, e: words()[Math.max(from, to)].e };
  function textOf(c) {
    const r = window.desk.passage(c.b, c.e);
    return r ? r.toString().replace(/\s+/g, ' ').trim() : '';
  }
  function show(scroll) {
    const c = chosen();
    if (window.CSS && CSS.highlights) CSS.highlights.delete('chosen');
    for (const b of all('.take, .also')) b.disabled = !c;
    const words = c ? textOf(c) : '';
    for (const p of all('.mendpick')) { p.hidden = !c; p.textContent = c ? 'Chosen: “' + words + '”' : ''; }
    if (bar) {
      bar.hidden = !c || !!open();
      one('q', bar).textContent = words.length > 80 ? words.slice(0, 80) + '…' : words;
    }
    if (!c) return;
    const range = window.desk.passage(c.b, c.e);
    if (!range) return;
    if (window.CSS && CSS.highlights) CSS.highlights.set('chosen', new Highlight(range));
    if (scroll) {
      ours = true;
      const s = getSelection();
      s.removeAllRanges();
      s.addRange(range);
      const y = range.getBoundingClientRect(), low = innerHeight - (sheet && !sheet.hidden ? sheet.offsetHeight : bar && !bar.hidden ? bar.offsetHeight : 0) - 20;
      if (y.top < 80 || y.bottom > low) scrollBy(0, y.top - Math.max(90, low / 3));
      setTimeout(() => { ours = false; }, 0);
    }
  }
  function letGo() {
    from = to = -1;
    ours = true;
    getSelection().removeAllRanges();
    setTimeout(() => { ours = false; }, 0);
    show(false);
  }

  // Words chosen by the mouse, or as the browser lets one choose them: widened to whole words.
  function points(node, offset) {
    const b = (node.nodeType === 1 ? node : node.parentElement).closest('[data-at]');
    if (!b) return -1;
    const r = document.createRange();
    r.setStart(b, 0);
    r.setEnd(node, offset);
    return +b.dataset.at + [...r.toString()].length;
  }
  function taken() {
    if (ours) return;
    const s = getSelection();
    if (!s.rangeCount || s.isCollapsed || !report.contains(s.anchorNode) || !report.contains(s.focusNode)) return;
    const r = s.getRangeAt(0);
    const b = points(r.startContainer, r.startOffset), e = points(r.endContainer, r.endOffset);
    if (b < 0 || e < 0) return;
    const i = words().findIndex(w => w.e > b);
    let k = words().findLastIndex(w => w.b < e);
    if (i < 0 || k < i) return;
    while (k > i && !words()[k].word && /[.,;:]/.test(textOf(words()[k]))) k--; // a mark at the end is rarely meant
    from = i;
    to = k;
    show(false);
  }
  // While the mouse is held down the marks are no links: Chromium does not let one choose words from the edge of what takes the focus into it.
  let links = [];
  const linked = () => { for (const a of links) { a.setAttribute('href', a.dataset.href); a.tabIndex = -1; } links = []; };
  report.addEventListener('mousedown', e => {
    if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    linked();
    links = all('a[href]', report);
    for (const a of links) { a.dataset.href = a.getAttribute('href'); a.removeAttribute('href'); a.removeAttribute('tabindex'); }
  }, true);
  for (const done of ['mouseup', 'blur']) addEventListener(done, linked, true);

  let soon;
  document.addEventListener('selectionchange', () => { clearTimeout(soon); soon = setTimeout(taken, 60); });

  // Walking by keys.
  function startAt(point) {
    const i = words().findIndex(w => w.e > point && w.word);
    from = to = Math.max(0, i);
    show(true);
  }
  function lineBeyond(i, by) { // the word above or below
    const at = k => window.desk.passage(words()[k].b, words()[k].e).getBoundingClientRect();
    const here = at(i);
    let best = i, least = Infinity, line = null;
    for (let k = i + by; k >= 0 && k < words().length && Math.abs(k - i) < 400; k += by) {
      const r = at(k);
      if (Math.abs(r.top - here.top) < here.height / 2) continue;
      if (line === null) line = r.top;
      if (Math.abs(r.top - line) > here.height / 2) break;
      const d = Math.abs(r.left - here.left);
      if (d < least) { least = d; best = k; }
    }
    return best;
  }
  function walk(key, extend) {
    if (from < 0) {
      const f = open();
      startAt(f ? +f.dataset.begin : visible());
      return;
    }
    let k = to;
    const by = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      do { k += by; } while (k > 0 && k < words().length - 1 && !words()[k].word);
    } else {
      k = lineBeyond(to, by);
    }
    to = Math.max(0, Math.min(words().length - 1, k));
    if (!extend) from = to;
    show(true);
    say('“' + textOf(chosen()) + '”');
  }
  function visible() { // the first word in view, or of the entry that is held
    const lit = one('.lit', report);
    if (lit) return points(lit, 0);
    for (const b of all('[data-at]', report)) if (b.getBoundingClientRect().bottom > 120) return +b.dataset.at;
    return 0;
  }

  // The form that is open: beside the text, or the page's own.
  function open() {
    if (sheet) return sheet.hidden ? null : one('form', sheet);
    const f = one('.mendform'), box = f && f.closest('details');
    return f && (!box || box.open) ? f : null;
  }
  function ready(f) { // what only makes sense with scripts
    for (const x of all('.mendhow, .take, .also', f)) x.hidden = false;
    for (const x of all('.mendclose', f)) x.hidden = !sheet;
    for (const i of all('[name^="value."], [name="cond.words"]', f)) i.addEventListener('input', () => { const h = hidden(i); if (h) h.value = ''; });
    f.addEventListener('click', e => {
      const b = e.target.closest('.take, .also');
      if (b) take(b.closest('.mendcond') || b.closest('.mendrow'), b.classList.contains('also'));
      if (e.target.closest('.mendclose')) close();
    });
    f.addEventListener('keydown', e => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); one('button.strong', f).click(); }
    });
    show(false);
  }
  const hidden = i => i.name === 'cond.words' ? one('[name="cond.at"]', i.parentElement) : one('[name="at.' + i.name.slice(6) + '"]', i.parentElement);
  // take puts the chosen words into a field, in the place of what it has or beside it.
  function take(row, also) {
    const c = chosen(), input = one('[name^="value."], [name="cond.words"]', row), at = input && hidden(input);
    if (!c) { say('Choose words first'); return; }
    if (!at) return;
    const place = c.b + '-' + c.e, words = textOf(c);
    const more = also && at.value;
    at.value = more ? at.value + ',' + place : place;
    input.value = more ? input.value + ' … ' + words : words;
    const none = one('[name^="none."]', row);
    if (none) none.checked = false;
    row.closest('.mendrow').classList.add('set');
    say(one('.mendwhat', row.closest('.mendrow')).firstChild.textContent.trim() + ': “' + words + '”');
  }
  let asked = 0;
  async function openSheet(url) {
    const mine = ++asked;
    try {
      const a = await fetch(url);
      if (!a.ok) throw new Error(a.statusText);
      const html = await a.text();
      if (mine !== asked) return;
      sheet.innerHTML = html;
    } catch {
      say('The form could not be opened');
      return;
    }
    sheet.hidden = false;
    document.body.classList.add('mending');
    const f = one('form', sheet);
    ready(f);
    const first = one('[data-first]', f); // to be written into at once: what is chosen stays marked, but the caret goes there
    if (first) { if (held) led(first); else first.focus({ preventScroll: true }); return; }
    one('h2', sheet).focus({ preventScroll: true });
    if (from < 0 && +f.dataset.end > 0) startAt(+f.dataset.begin); else show(true);
  }
  function close() {
    sheet.hidden = true;
    sheet.innerHTML = '';
    document.body.classList.remove('mending');
    letGo();
  }
  if (sheet) {
    document.addEventListener('click', e => {
      const a = e.target.closest('a[data-part]');
      if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      const card = a.closest('.card');
      if (card) { letGo(); window.desk.go(card); }
      openSheet(withWords(a.dataset.part));
    });
    for (const b of all('[data-add]', bar)) b.addEventListener('click', () => add(b.dataset.add));
    one('.letgo', bar).addEventListener('click', letGo);
  } else {
    for (const f of all('.mendform')) ready(f);
  }
  function withWords(url) {
    const c = chosen();
    return c && !/\/(a|ev|p)\d+$/.test(url) ? url + '?at=' + c.b + '-' + c.e : url;
  }
  const add = kind => openSheet(withWords('/r/' + one('[data-report]').dataset.report + '/mend/' + kind));

  let held = false; // a key is down
  addEventListener('keydown', () => { held = true; }, true);
  for (const done of ['keyup', 'blur']) addEventListener(done, () => { held = false; }, true);

  // led leads to a control once the key is let go of, so that the letter does not go into it.
  const led = el => addEventListener('keyup', () => el.focus(), { once: true });

  // Keys. Those of a field take words, or lead to it; the rest of the desk's wait until the form is closed.
  function pressed(e) {
    const f = open(), typing = e.target.closest('input:not([type=checkbox]), textarea, select');
    if (e.key === 'Escape') {
      if (typing && f && f.contains(typing)) { typing.blur(); return true; }
      if (f && sheet) { close(); return true; }
      if (from >= 0) { letGo(); return true; }
      return false;
    }
    if (typing) return false;
    if (/^Arrow/.test(e.key) && (f || from >= 0) && !e.target.closest('[role=toolbar] button')) { walk(e.key, e.shiftKey); return true; }
    if (f) {
      if (e.key === 'Enter' && !e.target.closest('button, a, summary')) { one('button.strong', f).click(); return true; }
      const row = /^[a-z]$/i.test(e.key) && one('.mendrow[data-mk="' + e.key.toLowerCase() + '"]', f);
      if (row) {
        if (row.hasAttribute('data-words') && chosen()) take(row, e.shiftKey && row.hasAttribute('data-several'));
        else if (row.dataset.field === 'conditions' && chosen()) { const free = all('.mendcond', row).pop(); take(free, false); led(one('select', free)); }
        else led(one('.mendnew select, .mendnew input:not([type=hidden])', row));
        return true;
      }
      const why = e.key === 'e' && one('[data-mk="e"]', f);
      if (why) { led(why); return true; }
      return !!sheet; // the desk's keys wait
    }
    if (!sheet) return false;
    if (from >= 0 && '1234'.includes(e.key)) { add(['statement', 'event', 'position', 'note'][e.key - 1]); return true; }
    if (e.key === 'N') {
      const a = one('.card.at a.tonote') || one('a.tonote.whole');
      if (a) a.click();
      return true;
    }
    if (e.key === 'm') {
      const a = one('.card.at a.mend');
      if (!a) { say('Take up an entry first: j'); return true; }
      a.click();
      return true;
    }
    if (e.key === 'n') { startAt(visible()); say('Choose words: arrows; then 1 a statement, 2 an event, 3 a position, 4 a note'); return true; }
    return false;
  }
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || one('#keys').open) return;
    if (!one('#keys-on').checked && e.key !== 'Escape') return;
    if (pressed(e)) { e.preventDefault(); e.stopImmediatePropagation(); }
  }, true);
  report.dataset.mends = 'yes';
})();
