// The keys, the focus in a report, citations. Pages can be read without any of it.
(() => {
  'use strict';
  const one = (s, root = document) => root.querySelector(s);
  const all = (s, root = document) => [...root.querySelectorAll(s)];
  const store = {
    get(k) { try { return localStorage.getItem('onrecord.' + k); } catch { return null; } },
    set(k, v) { try { localStorage.setItem('onrecord.' + k, v); } catch { /* forgotten with the page */ } },
  };
  const root = document.documentElement, keys = one('#keys'), report = one('#report'), cards = one('.cards');

  let fade;
  function say(text) {
    const box = one('#said');
    box.textContent = text;
    box.classList.add('seen');
    clearTimeout(fade);
    fade = setTimeout(() => box.classList.remove('seen'), 2500);
  }

  // Theme and keys.
  function turnTheme() {
    const now = root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    root.dataset.theme = now === 'dark' ? 'light' : 'dark';
    store.set('theme', root.dataset.theme);
  }
  one('#tools').hidden = false;
  for (const b of all('[data-print]')) {
    b.hidden = false;
    b.addEventListener('click', () => window.print());
  }
  one('#theme').addEventListener('click', turnTheme);
  one('#help').addEventListener('click', () => keys.showModal());
  const single = one('#keys-on');
  single.checked = store.get('keys') !== 'off';
  single.addEventListener('change', () => store.set('keys', single.checked ? 'on' : 'off'));

  // Entries: the cards of a report, the rows of a list.
  let at = null;
  const shown = { statement: '#show-statements', event: '#show-events', position: '#show-positions' };
  function entries(only) {
    if (!report) return all('.entry');
    const kinds = Object.keys(shown).filter(k => (!only || k === only) && one(shown[k]).checked);
    const unsure = one('#show-unsure');
    const list = kinds.length ? [...cards.querySelectorAll(kinds.map(k => '.card.' + k).join())] : [];
    return unsure && !unsure.checked ? list.filter(c => !c.classList.contains('unsure')) : list;
  }

  // marks finds the words of a finding in the text; made when it is first asked for.
  let byFinding;
  function marks(id) {
    if (!byFinding) {
      byFinding = new Map();
      for (const a of report.querySelectorAll('[data-m]')) {
        for (const m of a.dataset.m.split(' ')) {
          if (!byFinding.has(m)) byFinding.set(m, []);
          byFinding.get(m).push(a);
        }
      }
    }
    return byFinding.get(id) || [];
  }

  // Whether text and cards stand side by side, the cards scrolling by themselves.
  const beside = matchMedia('(min-width: 60.001rem)');
  let lit = [], near = []; // the words of the entry, and of the statement that it is told in
  function drop() {
    if (at) { at.classList.remove('at'); at.removeAttribute('aria-current'); }
    at = null;
    for (const a of lit) a.classList.remove('lit');
    for (const a of near) a.classList.remove('near');
    lit = near = [];
  }
  function letGo() {
    drop();
    if (report) report.classList.remove('dim');
  }
  function inside(box, el) {
    const b = box.getBoundingClientRect(), e = el.getBoundingClientRect();
    return e.top >= b.top && e.bottom <= b.bottom;
  }
  // go takes up an entry. In a report its words light up, and both columns come into view.
  function go(el, scrollText = true) {
    if (!el) return;
    drop();
    at = el;
    el.classList.add('at');
    el.setAttribute('aria-current', 'true');
    if (!report) {
      el.scrollIntoView({ block: 'nearest' });
      const link = one('.open', el);
      if (link) link.focus({ preventScroll: true });
      return;
    }
    report.classList.add('dim');
    lit = marks(el.id);
    for (const a of lit) a.classList.add('lit');
    near = el.dataset.up ? marks(el.dataset.up) : [];
    for (const a of near) a.classList.add('near');
    const column = beside.matches;
    if (!column) el.scrollIntoView({ block: 'nearest' });
    else if (!inside(cards, el)) cards.scrollTop += el.getBoundingClientRect().top - cards.getBoundingClientRect().top - cards.clientHeight / 4;
    if (scrollText && column && lit.length) {
      const y = lit[0].getBoundingClientRect();
      if (y.top < 90 || y.bottom > innerHeight - 60) scrollBy(0, y.top - innerHeight / 3);
    }
    history.replaceState(null, '', '#' + el.id);
  }
  function step(by, only) {
    const list = entries(only);
    if (!list.length) return;
    let i = at ? list.indexOf(at) : -1;
    if (i < 0 && at) { // the entry that is held is of another kind: the next one behind it
      i = list.findIndex(e => at.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
      i = i < 0 ? list.length - 1 : by > 0 ? i - 1 : i;
    }
    go(list[Math.max(0, Math.min(list.length - 1, i + by))]);
  }

  // Citations.
  async function cite(link) {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.statusText);
      await navigator.clipboard.writeText(await answer.text());
      say('Citation copied');
    } catch {
      location.href = link.href; // shown instead, to be copied by hand
    }
  }

  // A passage by its code points: #c1204-1391.
  function passage(begin, end) {
    const range = document.createRange();
    let open = false;
    for (const b of all('[data-at]', report)) {
      let n = +b.dataset.at;
      const walk = document.createTreeWalker(b, NodeFilter.SHOW_TEXT);
      for (let t = walk.nextNode(); t; t = walk.nextNode()) {
        const points = [...t.data];
        const unit = k => points.slice(0, k).join('').length;
        if (!open && begin < n + points.length && begin >= n) { range.setStart(t, unit(begin - n)); open = true; }
        if (open && end <= n + points.length) { range.setEnd(t, unit(Math.max(0, end - n))); return range; }
        n += points.length;
      }
    }
    return null;
  }
  function fromAddress() {
    if (!report) return;
    const hash = decodeURIComponent(location.hash.slice(1));
    const c = /^c(\d+)-(\d+)$/.exec(hash);
    if (c) {
      const range = passage(+c[1], +c[2]);
      if (!range) return;
      if (window.CSS && CSS.highlights) CSS.highlights.set('passage', new Highlight(range));
      range.startContainer.parentElement.scrollIntoView({ block: 'center' });
      return;
    }
    const el = hash && document.getElementById(hash);
    if (!el) return;
    go(el.classList.contains('card') ? el : one(`.card[data-t="${CSS.escape(hash)}"]`));
  }

  document.addEventListener('click', e => {
    const citing = e.target.closest('a.cite');
    if (citing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); cite(citing); return; }
    if (!report || e.ctrlKey || e.metaKey || e.shiftKey) return;
    const word = e.target.closest('#report a[data-m]');
    if (word) {
      const card = document.getElementById(word.getAttribute('href').slice(1));
      if (card && beside.matches) { e.preventDefault(); go(card, false); }
      return;
    }
    const no = e.target.closest('.card .no');
    if (no) { e.preventDefault(); go(no.closest('.card')); }
  });
  addEventListener('hashchange', fromAddress);

  // What a page has a key for: a button is pressed, a link followed, a field taken up.
  function pressed(key) {
    const el = /^[\w.]$/.test(key) && one(`[data-key="${key}"]`);
    if (el) {
      if (el.matches('button, a')) el.click(); else el.focus();
      return true;
    }
    const form = one('#decide');
    if (!form || !at) return false;
    if (key === 'e') { const link = one('a.decide', at); if (link) link.click(); return true; }
    const action = { a: 'accept', x: 'reject' }[key];
    if (!action) return false;
    form.elements.finding.value = at.id;
    form.elements.action.value = action;
    form.elements.next.value = location.pathname + '#' + at.id;
    form.submit();
    return true;
  }

  const places = { d: '/', e: '/explore', l: '/ledger', c: '/changes', t: '/stories', s: '/sources', r: '/trends', v: '/review', w: '/saved', a: '/alerts' };
  let prefix = 0;
  const actions = {
    j: () => step(1), k: () => step(-1),
    J: () => step(1, 'statement'), K: () => step(-1, 'statement'),
    p: () => { if (at && at.dataset.up) go(document.getElementById(at.dataset.up)); },
    o: () => { const link = at && one('.open, .no', at); if (link) report ? go(at) : link.click(); },
    u: () => history.back(),
    '/': () => one('#find').focus(),
    y: () => {
      const link = at && one('a.cite', at);
      if (link) cite(link); else say('Take up a statement first: j');
    },
    E: () => { const x = one('#exports'); if (x) { x.scrollIntoView({ block: 'center' }); const a = one('a', x); if (a) a.focus(); } },
    t: turnTheme,
    '?': () => keys.showModal(),
    g: () => { prefix = Date.now(); },
  };
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || keys.open) return;
    if (e.target.closest('input, textarea, select, [contenteditable]')) {
      if (e.key === 'Escape') e.target.blur();
      return;
    }
    if (e.key === 'Escape') { letGo(); return; }
    if (!single.checked) return;
    if (Date.now() - prefix < 1500 && places[e.key]) { prefix = 0; location.href = places[e.key]; return; }
    prefix = 0;
    if (pressed(e.key)) { e.preventDefault(); return; }
    if (Object.hasOwn(actions, e.key)) { e.preventDefault(); actions[e.key](); }
  });
  fromAddress();
  if (one('.reviewing')) go(one('.card'), false);

  // The first page hears of what comes in; what is shown stays until it is asked for.
  const strip = one('.strip[data-live]');
  if (strip && window.EventSource) {
    const had = +strip.dataset.live;
    new EventSource('/live').addEventListener('counts', e => {
      const now = JSON.parse(e.data);
      for (const b of all('b[data-count]', strip)) b.textContent = now[b.dataset.count].toLocaleString('en');
      const fresh = one('#fresh');
      fresh.hidden = now.reports <= had;
      if (now.reports > had) one('a', fresh).textContent = `${(now.reports - had).toLocaleString('en')} new: show`;
    });
  }
})();
