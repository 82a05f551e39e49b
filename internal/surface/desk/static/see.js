// A picture that can be moved and drawn nearer, by mouse, finger and keys. Without it the picture stands as it is.
(() => {
  'use strict';
  for (const box of document.querySelectorAll('.zoom')) {
    const svg = box.querySelector('svg.pic');
    if (!svg) continue;
    const whole = svg.getAttribute('viewBox').split(' ').map(Number);
    let [x, y, w, h] = whole;
    const show = () => svg.setAttribute('viewBox', [x, y, w, h].map(n => +n.toFixed(2)).join(' '));
    // at holds what is under a place of the window, in units of the picture.
    const at = (cx, cy) => {
      const m = svg.getScreenCTM().inverse();
      return new DOMPoint(cx, cy).matrixTransform(m);
    };
    function nearer(by, p) {
      const wide = Math.min(whole[2], Math.max(whole[2] / 40, w / by)), f = wide / w;
      p = p || { x: x + w / 2, y: y + h / 2 };
      x = p.x - (p.x - x) * f; y = p.y - (p.y - y) * f; w = wide; h *= f;
      hold();
    }
    // hold keeps the picture in its window.
    function hold() {
      x = Math.min(whole[0] + whole[2] - w / 2, Math.max(whole[0] - w / 2, x));
      y = Math.min(whole[1] + whole[3] - h / 2, Math.max(whole[1] - h / 2, y));
      show();
    }
    function all() { [x, y, w, h] = whole; show(); }
    const doings = {
      '+': () => nearer(1.4), '=': () => nearer(1.4), '-': () => nearer(1 / 1.4), 0: all,
      ArrowLeft: () => { x -= w / 10; hold(); }, ArrowRight: () => { x += w / 10; hold(); },
      ArrowUp: () => { y -= h / 10; hold(); }, ArrowDown: () => { y += h / 10; hold(); },
    };

    const bar = document.createElement('p');
    bar.className = 'zoombar';
    for (const [key, sign, name] of [['+', '+', 'Nearer'], ['-', '−', 'Farther'], ['0', '⤢', 'All of it']]) {
      const b = document.createElement('button');
      b.type = 'button'; b.textContent = sign; b.title = `${name} (${key})`;
      b.setAttribute('aria-label', name);
      b.addEventListener('click', () => doings[key]());
      bar.append(b);
    }
    const hint = document.createElement('span');
    hint.className = 'meta';
    hint.textContent = box.dataset.hint || 'Drag, or Ctrl and wheel; keys + − 0 and arrows on the picture.';
    bar.append(hint);
    box.before(bar);

    box.addEventListener('keydown', e => {
      if (e.ctrlKey || e.metaKey || e.altKey || !Object.hasOwn(doings, e.key)) return;
      e.preventDefault(); e.stopPropagation();
      doings[e.key]();
    });
    svg.addEventListener('wheel', e => {
      if (!e.ctrlKey && !e.metaKey && document.activeElement !== box) return; // the page scrolls
      e.preventDefault();
      nearer(e.deltaY < 0 ? 1.2 : 1 / 1.2, at(e.clientX, e.clientY));
    }, { passive: false });

    // Drag: a node where there is one, else the picture.
    let held = null, moved = false;
    svg.addEventListener('pointerdown', e => {
      if (e.button) return;
      const node = e.target.closest('.node');
      held = { id: e.pointerId, node, p: at(e.clientX, e.clientY), cx: e.clientX, cy: e.clientY };
      moved = false;
    });
    svg.addEventListener('pointermove', e => {
      if (!held || e.pointerId !== held.id) return;
      if (!moved && Math.hypot(e.clientX - held.cx, e.clientY - held.cy) < 4) return;
      if (!moved) { moved = true; svg.setPointerCapture(e.pointerId); svg.classList.add('held'); }
      const p = at(e.clientX, e.clientY);
      if (held.node) { place(held.node, p.x - held.p.x, p.y - held.p.y); held.p = p; return; }
      x += held.p.x - p.x; y += held.p.y - p.y;
      hold();
    });
    const drop = () => { held = null; svg.classList.remove('held'); };
    svg.addEventListener('pointerup', drop);
    svg.addEventListener('pointercancel', drop);
    svg.addEventListener('click', e => { if (moved) { e.preventDefault(); e.stopPropagation(); moved = false; } }, true);
    svg.addEventListener('dragstart', e => e.preventDefault());

    // place moves a node with its ties.
    function place(node, dx, dy) {
      const [nx, ny] = [+node.dataset.x + dx, +node.dataset.y + dy];
      node.dataset.x = nx; node.dataset.y = ny;
      node.setAttribute('transform', `translate(${nx.toFixed(1)} ${ny.toFixed(1)})`);
      for (const t of svg.querySelectorAll('.tie')) {
        if (t.dataset.a === node.dataset.n) { t.setAttribute('x1', nx); t.setAttribute('y1', ny); }
        if (t.dataset.b === node.dataset.n) { t.setAttribute('x2', nx); t.setAttribute('y2', ny); }
      }
    }
    // Nodes by keys: the tabulator takes them up, arrows move the one that is held with Shift, and what it is tied to lights up.
    for (const node of svg.querySelectorAll('.node')) {
      const light = on => {
        svg.classList.toggle('lighting', on);
        node.classList.toggle('lit', on);
        for (const t of svg.querySelectorAll('.tie')) {
          const mine = t.dataset.a === node.dataset.n || t.dataset.b === node.dataset.n;
          t.classList.toggle('lit', on && mine);
          if (!mine) continue;
          const other = t.dataset.a === node.dataset.n ? t.dataset.b : t.dataset.a;
          const o = svg.querySelector(`.node[data-n="${other}"]`);
          if (o) o.classList.toggle('lit', on);
        }
      };
      node.addEventListener('pointerenter', () => { if (!held) light(true); });
      node.addEventListener('pointerleave', () => light(false));
      node.addEventListener('focusin', () => light(true));
      node.addEventListener('focusout', () => light(false));
      node.addEventListener('keydown', e => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
        if (!by || !e.shiftKey) return;
        e.preventDefault(); e.stopPropagation();
        place(node, by[0] * w / 60, by[1] * w / 60);
      });
    }

    // The file that is taken has the picture as it stands now, moved nodes and all.
    const link = document.querySelector('a[data-picture]');
    if (link) link.addEventListener('click', async e => {
      if (!svg.querySelector('.node')) return;
      e.preventDefault();
      const answer = await fetch(link.href);
      if (!answer.ok) { location.href = link.href; return; }
      const file = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml');
      for (const n of file.querySelectorAll('.node')) {
        const now = svg.querySelector(`.node[data-n="${n.dataset.n}"]`);
        if (now) n.setAttribute('transform', now.getAttribute('transform'));
      }
      const ties = svg.querySelectorAll('.tie');
      file.querySelectorAll('.tie').forEach((t, i) => { for (const k of ['x1', 'y1', 'x2', 'y2']) t.setAttribute(k, ties[i].getAttribute(k)); });
      const a = document.createElement('a');
      a.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(file)], { type: 'image/svg+xml' }));
      a.download = 'network.svg';
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 5000);
    });
  }
})();
