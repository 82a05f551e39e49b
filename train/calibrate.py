"""Fits, by layer, how often findings of a certainty are right (Platt 1999), and at which confidence how many are.

python3 calibrate.py SETTINGS.json GOLD.jsonl DUMP.jsonl [GOLD.jsonl DUMP.jsonl ...]

GOLD is what packs.py writes, of reports that were kept from training; DUMP is what train/dump printed of them. Right is: of a
statement source, cue and half of the content; of an event root and actor; of a position holder, direction and half of the issue."""
import json, sys
import torch

DIRECTION = {'for': 1, 'conditional_for': 1, 'against': -1, 'conditional_against': -1}


def overlap(a, b):
    return any(p[0] < q[1] and q[0] < p[1] for p in a for q in b)


def same(a, b):
    return overlap(a, b) or not a and not b


def share(a, b):
    """Jaccard of two sets of stretches, in characters."""
    x, y = ({i for b, e in s for i in range(b, e)} for s in (a, b))
    return len(x & y) / max(1, len(x | y))


def fits(layer, s, v, g):
    if layer == 'attributions':
        return share(s['content'], g['content']) >= .5 and overlap(s['cue'], g['cue']) and same(s['source'], g['source'])
    if layer == 'events':
        return overlap(s['trigger'], g['trigger']) and v == g['root'] and same(s['actor'], g['actor_text'])
    holder = overlap(s['actor'], g['actor_text'] + (g.get('actor_is') or [])) or not s['actor'] and not g['actor_text']
    return overlap(s['span'], g['span']) and holder and DIRECTION.get(v) == DIRECTION.get(g['stance']) and share(s['issue'], g['issue']) >= 1 / 3


def cases(pairs, layer):
    xs, ys = [], []
    for gold, dump in pairs:
        golds = {r['id']: r for r in map(json.loads, open(gold, encoding='utf-8'))}
        for r in map(json.loads, open(dump, encoding='utf-8')):
            if layer not in golds[r['id']]:
                continue
            free = list(golds[r['id']][layer])
            for f in sorted(r[layer], key=lambda f: -f['x'][1]):
                hit = next((g for g in free if fits(layer, f['spans'], f.get('value'), g)), None)
                if hit:
                    free.remove(hit)
                xs.append(f['x'])
                ys.append(float(hit is not None))
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(ys, dtype=torch.float64)


def fit(x, y):
    w = torch.zeros(x.size(1), dtype=torch.float64, requires_grad=True)
    opt = torch.optim.LBFGS([w], max_iter=200)

    def step():
        opt.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y) + 2 / len(y) * (w[1:] ** 2).sum()
        loss.backward()
        return loss
    opt.step(step)
    return w.detach()


def table(name, p, y):
    """Reliability by fifths, and the least confidence from which 90 in 100 are right."""
    order = p.argsort()
    print(name, len(y), 'right', round(float(y.mean()), 3))
    for part in order.chunk(5):
        print('   said %.2f, right %.2f of %d' % (float(p[part].mean()), float(y[part].mean()), len(part)))
    for t in [i / 100 for i in range(0, 100)]:
        keep = p >= t
        if keep.sum() >= 10 and float(y[keep].mean()) >= .9:
            print('   90 %% from %.2f: %d of %d kept' % (t, int(keep.sum()), len(y)))
            return t
    return 1.


def main():
    out, files = sys.argv[1], sys.argv[2:]
    pairs = list(zip(files[::2], files[1::2]))
    try:
        settings = json.load(open(out))
    except FileNotFoundError:
        settings = {}
    for name, layer in (('st', 'attributions'), ('ev', 'events'), ('po', 'positions')):
        x, y = cases(pairs, layer)
        w = fit(x, y)
        settings.setdefault(name, {})['sure'] = [round(float(v), 4) for v in w]
        table(layer, torch.sigmoid(x @ w), y)
    json.dump(settings, open(out, 'w'), indent=1)


main()
