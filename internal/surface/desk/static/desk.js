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
  const shown = { statement: '#show-statements', event: '#show-events', position: '#show-positions', note: '#show-notes' };
  function entries(only) {
    if (!report) return all('.entry');
    const kinds = Object.keys(shown).filter(k => (!only || k === only) && one(shown[k])?.checked);
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
    const words = el.dataset.end && passage(+el.dataset.begin, +el.dataset.end); // of a note
    if (window.CSS && CSS.highlights) { CSS.highlights.delete('passage'); if (words) CSS.highlights.set('passage', new Highlight(words)); }
    const column = beside.matches;
    if (!column) el.scrollIntoView({ block: 'nearest' });
    else if (!inside(cards, el)) cards.scrollTop += el.getBoundingClientRect().top - cards.getBoundingClientRect().top - cards.clientHeight / 4;
    if (scrollText && column && (lit.length || words)) {
      const y = (words || lit[0]).getBoundingClientRect();
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
    go(el.classList.contains('card') ? el : one(`.card[data-t="${CSS.escape(hash)}"]`) || el.closest('.card'));
  }

  document.addEventListener('click', e => {
    const citing = e.target.closest('a.cite');
    if (citing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); cite(citing); return; }
    if (!report || e.ctrlKey || e.metaKey || e.shiftKey) return;
    const word = e.target.closest('#report a[data-m]');
    if (word && !getSelection().isCollapsed) { e.preventDefault(); return; } // words are being chosen
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
    if (!form || !at || at.classList.contains('note')) return false;
    if (key === 'e') { const link = one('a.decide', at); if (link) link.click(); return true; }
    const action = { a: 'accept', x: 'reject' }[key];
    if (!action) return false;
    form.elements.finding.value = at.id;
    form.elements.action.value = action;
    form.elements.next.value = location.pathname + '#' + at.id;
    form.submit();
    return true;
  }

  const places = { d: '/', e: '/explore', l: '/ledger', c: '/changes', t: '/stories', s: '/sources', f: '/feeds', r: '/trends', v: '/review', w: '/saved', o: '/notes', a: '/alerts', i: '/lists' };
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
  // The words that notes are on are underlined in the report; a click on them takes up the note.
  function noted() {
    if (!report || !window.CSS || !CSS.highlights) return;
    const list = all('.card.note[data-end]').map(el => ({ el, range: passage(+el.dataset.begin, +el.dataset.end) })).filter(x => x.range);
    if (!list.length) return;
    CSS.highlights.set('noted', new Highlight(...list.map(x => x.range)));
    report.addEventListener('click', e => {
      if (e.target.closest('a') || !getSelection().isCollapsed) return;
      const on = list.find(x => [...x.range.getClientRects()].some(r => e.clientX >= r.left && e.clientX <= r.right && e.clientY >= r.top && e.clientY <= r.bottom));
      if (on) go(on.el, false);
    });
  }
  window.desk = { passage, go, say }; // what other scripts of the desk use
  noted();
  fromAddress();
  if (one('.reviewing')) go(one('.card'), false);

  // Files are brought in one request each, two at a time, and tell how far they are: sent, read, what came of them.
  const bring = one('#bring'), brought = one('#brought');
  if (bring && brought) {
    const input = one('#files'), waiting = [];
    let under = 0, read = 0, failed = 0;
    one('.plainly', bring).hidden = true;
    one('.scripted', bring).hidden = false;
    one('#choose').addEventListener('click', () => input.click());
    input.addEventListener('change', () => { take(input.files); input.value = ''; });

    const make = (name, className, text) => {
      const el = document.createElement(name);
      if (className) el.className = className;
      if (text) el.textContent = text;
      return el;
    };
    const several = (n, noun) => `${n || 0} ${noun}${n === 1 ? '' : 's'}`;

    // row is a file of the list: its name, how far it is, and below it what came of it.
    function row(file) {
      const li = make('li'), line = make('p', 'line'), stop = make('button', '', 'Stop'), bar = make('progress'), told = make('p', 'meta', 'waits'), list = make('ul');
      stop.type = 'button';
      stop.setAttribute('aria-label', 'Stop ' + file.name);
      bar.max = 1; bar.value = 0;
      bar.setAttribute('aria-label', file.name);
      told.setAttribute('role', 'status');
      line.append(make('b', '', file.name), stop);
      li.append(line, bar, told, list);
      brought.append(li);
      return { li, stop, bar, told, list, n: 0, bad: 0 };
    }
    function came(r, x) {
      const li = make('li', x.state);
      if (x.report) {
        r.n++;
        const name = x.title || x.file;
        const what = x.link ? make('a', 'open', name) : make('b', '', name);
        if (x.link) what.href = x.link;
        const notes = [];
        if (x.file !== name) notes.push(x.file);
        if (x.pages) notes.push(several(x.pages, 'page'));
        notes.push({ known: 'known already', queued: 'waits for workers' }[x.state] ||
          [several(x.statements, 'statement'), several(x.events, 'event'), several(x.positions, 'position')].join(', '));
        li.append(what, ' ', make('span', 'meta', notes.join(' · ')));
        for (const w of x.warnings || []) li.append(make('p', 'meta', w));
      } else {
        if (x.state === 'failed') r.bad++;
        li.append(make('b', '', x.file), ' ', make('span', x.state === 'failed' ? 'warn' : 'meta', x.why));
      }
      r.list.append(li);
    }
    function over(r, words, bad) {
      if (bad) { r.bad++; r.told.className = 'warn'; }
      r.told.textContent = words;
      r.bar.remove();
      r.stop.remove();
      read += r.n; failed += r.bad;
      under--;
      next();
      if (!under && !waiting.length) {
        say(`${several(read, 'report')} brought in, ${failed} failed`);
        read = failed = 0;
      }
    }
    function send({ file, r }) {
      const form = new FormData(), x = new XMLHttpRequest();
      for (const name of ['outlet', 'published']) form.append(name, bring.elements[name].value);
      if (bring.elements.keep && bring.elements.keep.checked) form.append('keep', '1');
      form.append('file', file);
      x.open('POST', bring.action);
      x.setRequestHeader('Accept', 'application/x-ndjson');
      x.upload.addEventListener('progress', e => {
        if (!e.lengthComputable) return;
        r.bar.value = e.loaded / e.total;
        r.told.textContent = `${Math.floor(100 * e.loaded / e.total)} % sent`;
      });
      x.upload.addEventListener('load', () => { r.bar.removeAttribute('value'); r.told.textContent = 'is being read'; });
      let seen = 0;
      const lines = () => {
        if (x.status !== 200) return;
        for (let end = x.responseText.indexOf('\n', seen); end >= 0; end = x.responseText.indexOf('\n', seen)) {
          came(r, JSON.parse(x.responseText.slice(seen, end)));
          seen = end + 1;
          r.told.textContent = `${several(r.n, 'report')} read, going on`;
        }
      };
      x.addEventListener('progress', lines);
      x.addEventListener('load', () => {
        lines();
        if (x.status === 200) { over(r, r.n || r.bad ? `done: ${several(r.n, 'report')}, ${r.bad} failed` : 'done: nothing to read', false); return; }
        let words = x.statusText || 'refused';
        try { words = JSON.parse(x.responseText).detail || words; } catch { /* what came is no JSON */ }
        over(r, words, true);
      });
      x.addEventListener('error', () => over(r, 'the connection broke: send it again; what is known already is not kept twice', true));
      x.addEventListener('abort', () => over(r, 'stopped', false));
      r.stop.addEventListener('click', () => x.abort());
      r.told.textContent = 'is being sent';
      x.send(form);
    }
    function next() {
      while (under < 2 && waiting.length) { under++; send(waiting.shift()); }
    }
    function take(files) {
      for (const file of files) {
        const entry = { file, r: row(file) };
        entry.r.stop.addEventListener('click', () => {
          const i = waiting.indexOf(entry);
          if (i >= 0) { waiting.splice(i, 1); under++; over(entry.r, 'stopped', false); }
        });
        waiting.push(entry);
      }
      next();
    }

    // Files are dropped anywhere on the page.
    let inside = 0;
    const holds = e => e.dataTransfer && [...e.dataTransfer.types].includes('Files');
    const away = () => { inside = 0; document.body.classList.remove('dropping'); };
    document.addEventListener('dragenter', e => { if (holds(e)) { inside++; document.body.classList.add('dropping'); } });
    document.addEventListener('dragleave', e => { if (holds(e) && --inside <= 0) away(); });
    document.addEventListener('dragover', e => { if (holds(e)) { e.preventDefault(); e.dataTransfer.dropEffect = 'copy'; } });
    document.addEventListener('drop', e => {
      if (!holds(e)) return;
      e.preventDefault();
      away();
      const files = [...e.dataTransfer.items].filter(i => i.kind === 'file' && !(i.webkitGetAsEntry && (i.webkitGetAsEntry() || {}).isDirectory)).map(i => i.getAsFile());
      if (files.length < e.dataTransfer.items.length) say('Folders cannot be dropped: drop the files in them, or a ZIP');
      take(files.filter(Boolean));
    });
  }

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
