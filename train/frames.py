"""Windows as tensors, the loss of a batch, and reading: frames of whole documents, written as the program's JSON Lines."""
import json
import torch, torch.nn.functional as F
from data import *


def tensors(ws):
    """ids, shapes, mask [B, P], first [B, W] (the first piece of each word), lengths in words, schemes of windows (doc, from, to)."""
    rows = []
    for d, lo, hi in ws:
        ids, sh, first = [CLS], [0], []
        for k in range(lo, hi):
            if k in d.opens:
                ids.append(SEP)
                sh.append(0)
            first.append(len(ids))
            ids += d.pieces[k]
            sh += [d.shapes[k]] * len(d.pieces[k])
        rows.append((ids[:511] + [SEP], sh[:511] + [0], first))
    B, P, W = len(ws), max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    ids, sh = torch.zeros(B, P, dtype=torch.long), torch.zeros(B, P, dtype=torch.long)
    mask, fi = torch.zeros(B, P, dtype=torch.bool), torch.zeros(B, W, dtype=torch.long)
    for k, (i, s, f) in enumerate(rows):
        ids[k, :len(i)], sh[k, :len(i)], mask[k, :len(i)] = torch.tensor(i), torch.tensor(s), True
        fi[k, :len(f)] = torch.tensor(f).clamp(max=P - 1)
    return ids, sh, mask, fi, torch.tensor([len(r[2]) for r in rows]), torch.tensor([w[0].scheme for w in ws])


def encode(m, ws, hidden=0.):
    """States of words [B, W, H] and lengths; the share hidden of the pieces is masked."""
    ids, sh, mask, fi, n, sc = tensors(ws)
    if hidden:
        ids = torch.where((torch.rand(ids.shape) < hidden) & (ids > SEP), MASK, ids)
    h = m.enc.upper(m.enc.lower(ids, sh, mask, sc, 0), mask, 0)
    return torch.gather(h, 1, fi.unsqueeze(-1).expand(-1, -1, h.size(-1))), n


class Cache:
    """What the frozen layers make of each window, kept as half floats: they never change, and windows come again."""

    def __init__(s):
        s.rows = {}

    def encode(s, m, ws, frozen):
        """As encode, the frozen layers' part from the cache."""
        key = lambda w: (id(w[0]), w[1], w[2])
        missing = [w for w in {key(w): w for w in ws}.values() if key(w) not in s.rows]
        if missing:
            ids, sh, mask, _, _, sc = tensors(missing)
            with torch.no_grad():
                x = m.enc.lower(ids, sh, mask, sc, frozen)
            for k, w in enumerate(missing):
                s.rows[key(w)] = x[k, :int(mask[k].sum())].half()
        rows = [s.rows[key(w)] for w in ws]
        _, _, mask, fi, n, _ = tensors(ws)
        x = torch.zeros(len(ws), mask.size(1), rows[0].size(1))
        for k, r in enumerate(rows):
            x[k, :len(r)] = r
        h = m.enc.upper(x, mask, frozen)
        return torch.gather(h, 1, fi.unsqueeze(-1).expand(-1, -1, h.size(-1))), n


def bio(y, spans, lo, n, base):
    for a, b in spans:
        a, b = max(a - lo, 0), min(b - lo, n)
        if a < b:
            y[a] = base
            y[a + 1:b] = base + 1


def frame_loss(m, ws, hw, n, weights, class_weight=.4):
    """The negative log-likelihood of every decision: each word's part as an anchor, each anchor's labelling, its classes."""
    B, W, _ = hw.shape
    total, frames, parts = 0., 0, {}
    for l, roles in ROLES.items():
        use = [k for k, w in enumerate(ws) if l in w[0].layers]
        if not use:
            continue
        f = m.frames[l]
        target = torch.full((B, W), -100)
        anchors, ys, classes = [], [], []
        for k in use:
            d, lo, hi = ws[k]
            t = torch.zeros(hi - lo, dtype=torch.long)
            for x in d.frames:
                if x['layer'] != l:
                    continue
                a, b = x['anchor']
                if a >= lo and b <= hi:
                    bio(t, [(a, b)], lo, hi - lo, 1)
                    y = torch.zeros(W, dtype=torch.long)
                    for r, role in enumerate(roles):
                        bio(y, x['args'].get(role, []), lo, hi - lo, 1 + 2 * r)
                    anchors.append((k, a - lo, b - lo))
                    ys.append(y)
                    classes.append(x['cls'])
            target[k, :hi - lo] = t
        al = F.cross_entropy(f.anchor(hw).reshape(-1, 3), target.reshape(-1), ignore_index=-100, reduction='sum')
        loss = al
        parts[l + '.anchor'] = float(al.detach())
        if anchors:
            b, a0, a1 = (torch.tensor(x) for x in zip(*anchors))
            y = torch.stack(ys)
            e, ar = f.emissions(hw, b, a0, a1)
            nl = f.nll(e, y, n[b]).sum()
            loss = loss + nl
            parts[l + '.args'] = float(nl.detach())
            z = f.features(hw, b, ar, y)
            for c in LAYER_CLASSES[l]:
                i = [q for q, x in enumerate(classes) if x.get(c) in CLASSES[c]]
                if i:
                    cl = F.cross_entropy(f.cls['c_' + c](z[i]), torch.tensor([CLASSES[c].index(classes[q][c]) for q in i]), reduction='sum')
                    loss = loss + class_weight * cl
                    parts[c] = float(cl.detach())
        total = total + weights[l] * loss
        frames += len(anchors)
        parts[l + '.n'] = len(anchors)
    return total / (frames + 4), parts


def viterbi(f, e, n):
    """Best labels [N, W] and, for each label, its posterior's stand-in: the softmax of the emissions."""
    t, st = f.trans + f.ok, f.start + f.first
    N, W, K = e.shape
    v, back = e[:, 0] + st, []
    live = torch.arange(W)[None] < n[:, None]
    for w in range(1, W):
        s, ix = (v[:, :, None] + t[None]).max(1)
        keep = live[:, w, None]
        v = torch.where(keep, s + e[:, w], v)
        back.append(torch.where(keep, ix, torch.arange(K)[None].expand(N, K)))
    y = torch.zeros(N, W, dtype=torch.long)
    y[:, -1] = v.argmax(-1)
    for w in range(W - 2, -1, -1):
        y[:, w] = back[w].gather(1, y[:, w + 1:w + 2]).squeeze(1)
    return y


@torch.no_grad()
def predict(m, docs, layers=('st', 'ev', 'po'), limit=256, context=64, bias=None):
    """Frames of whole documents: each window's anchors behind its context; bias lowers the score of 'no anchor' by layer."""
    m.eval()
    bias, out = bias or {}, {}
    for d in docs:
        res = []
        wl = windows(d, limit, 0, context)
        for q in range(0, len(wl), 8):
            part = wl[q:q + 8]
            hw, n = encode(m, [(d, lo, hi) for lo, _, hi in part])
            for l in layers:
                f = m.frames[l]
                lg = f.anchor(hw)
                lg[..., 0] -= bias.get(l, 0)
                lp = lg.softmax(-1)
                anchors = []
                for k, (lo, core, hi) in enumerate(part):
                    t, w = lp[k, :hi - lo].argmax(-1).tolist(), core - lo
                    while w < hi - lo:
                        if t[w]:
                            e = w + 1
                            while e < hi - lo and t[e] == 2:
                                e += 1
                            anchors.append((k, w, e, float(1 - lp[k, w, 0])))
                            w = e
                        else:
                            w += 1
                if not anchors:
                    continue
                b, a0, a1, p = zip(*anchors)
                b, a0, a1 = torch.tensor(b), torch.tensor(a0), torch.tensor(a1)
                e, ar = f.emissions(hw, b, a0, a1)
                y = viterbi(f, e, n[b])
                z = f.features(hw, b, ar, y)
                cls = {c: f.cls['c_' + c](z).softmax(-1).max(-1) for c in LAYER_CLASSES[l]}
                for i in range(len(p)):
                    lo = part[int(b[i])][0]
                    args = {r: [] for r in ROLES[l]}
                    t, w = y[i, :int(n[b[i]])].tolist(), 0
                    while w < len(t):
                        if t[w]:
                            r, e2 = (t[w] - 1) // 2, w + 1
                            while e2 < len(t) and t[e2] == 2 + 2 * r:
                                e2 += 1
                            args[ROLES[l][r]].append((w + lo, e2 + lo))
                            w = e2
                        else:
                            w += 1
                    res.append(dict(layer=l, anchor=(int(a0[i]) + lo, int(a1[i]) + lo), args=args, p=p[i],
                                    cls={c: CLASSES[c][int(v.indices[i])] for c, v in cls.items()},
                                    sure={c: float(v.values[i]) for c, v in cls.items()}))
        out[d.id] = sorted(res, key=lambda x: (x['anchor'], x['layer']))
    return out


def within(x, c):
    return c[0][0] <= x[0][0] and x[-1][1] <= c[-1][1]


def record(d, frames):
    """One line of JSON: the frames of a document, nested, as score_gold.py and score_attribution.py read them."""
    A, E, P = [], [], []
    for n, x in enumerate(frames):
        g = x['args']
        if x['layer'] == 'st' and g['content']:
            A.append(dict(id=f'a{n}', source=d.chars(g['source']), cue=d.chars([x['anchor']] + g['cue']), content=d.chars(g['content']), parent=None, confidence=x['p'], **x['cls']))
        elif x['layer'] == 'ev':
            E.append(dict(id=f'e{n}', trigger=d.chars([x['anchor']] + g['trigger']), actor_text=d.chars(g['actor']), recipient_text=d.chars(g['recipient']), word=None, confidence=x['p'], **x['cls']))
        elif x['layer'] == 'po' and g['issue']:
            near = [x['anchor']] + g['issue'] + [a for a in g['actor'] if abs(a[0] - x['anchor'][0]) < 25]
            hull = (min(a for a, _ in near), max(b for _, b in near))
            P.append(dict(id=f'p{n}', actor_text=d.chars(g['actor']), issue=d.chars(g['issue']), span=d.chars([hull]), firmness_cues=d.chars([x['anchor']] + g['cue']),
                          conditions=[dict(kind='if', span=d.chars([c])) for c in g['condition']], word=None, confidence=x['p'],
                          stance=x['cls']['stance'], firmness=int(x['cls']['firmness']), kind=x['cls']['pkind']))
    size = lambda a: a['content'][-1][1] - a['content'][0][0]
    for a in A:
        up = [b for b in A if b is not a and size(b) > size(a) and within(a['cue'], b['content']) and within(a['content'], b['content'])]
        a['parent'] = min(up, key=size)['id'] if up else None
    for e, k in [(x, 'trigger') for x in E] + [(x, 'firmness_cues') for x in P]:
        up = [b for b in A if within([e[k][0]], b['content'])]
        e['word'] = min(up, key=size)['id'] if up else None
    return dict(id=d.id, attributions=A, events=E, positions=P)


def write(path, docs, out):
    with open(path, 'w', encoding='utf-8') as f:
        for d in docs:
            f.write(json.dumps(record(d, out[d.id])) + '\n')
