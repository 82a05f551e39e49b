"""Trains the small reader of --engine fast on what the whole reader sees in many texts (knowledge distillation; Hinton, Vinyals & Dean,
2015): its vectors of words, its anchors, labels and classes. The frames of annotated reports count beside them.

python3 train/distil.py --data FOLDER --vocab VOCAB --teacher frames.safetensors --out FOLDER --minutes 90
A stopped run goes on from its checkpoint when started again with the same --out."""
import argparse, os, random
import torch, torch.nn.functional as F
import data, frames
from model import Model, from_export
from session import Session
from train import corpora

TEMPERATURE = 2.   # what the small reader learns of a class is the whole reader's odds, softened
LABELS = 4        # the labels and classes of anchors count in each fourth step: they take longer than all the rest
ANNOTATED = 8     # annotated frames count in each eighth
MOST = 40         # anchors of a layer in a batch whose labels are learned
FAINT = .2         # an anchor whose probability the whole reader puts above this has its labels learned too


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='folder that packs.py made')
    p.add_argument('--vocab', required=True)
    p.add_argument('--teacher', required=True, help='the file that the program embeds')
    p.add_argument('--out', required=True, help='folder for checkpoints and the log')
    p.add_argument('--keep', default='0,5,11', help='layers of the whole reader that the small one begins with')
    p.add_argument('--minutes', type=float, default=90)
    p.add_argument('--lr', type=float, default=3e-4)
    p.add_argument('--batch', type=int, default=16)
    p.add_argument('--limit', type=int, default=232, help='pieces a window')
    p.add_argument('--gold', type=int, default=2, help='passes over the gold for one over the rest')
    p.add_argument('--polnear', type=int, default=840)
    p.add_argument('--news', type=int, default=1200, help='reports that nobody annotated')
    p.add_argument('--tune', type=int, default=16)
    p.add_argument('--held', type=int, default=30)
    p.add_argument('--labels', type=float, default=1., help='weight of the annotated frames')
    p.add_argument('--vectors', type=float, default=4., help='weight of the likeness of vectors')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--show', type=int, default=50)
    p.add_argument('--every', type=float, default=600)
    p.add_argument('--half', action='store_true', help='numbers of 16 bits in the encoder: twice as fast where the processor has them')
    p.add_argument('--threads', type=int, default=2)
    return p.parse_args()


PACKS = 'gold-train gold-more gold-own polnear-train news'.split()


@torch.no_grad()
def seen_by(teacher, d):
    """What the whole reader's encoder makes of the words of one document [words, H], without train/vectors: slower, for small packs."""
    parts = []
    for lo, core, hi in data.windows(d, 232):
        hw, n = frames.encode(teacher, [(d, lo, hi)])
        parts.append(hw[0, core - lo:int(n[0])])
    return torch.cat(parts)


def views(folder, teacher, docs):
    """What the whole reader's encoder makes of the words of each document of the packs (train/vectors, where it was run): {id: [words, H]}."""
    out, h = {}, teacher.enc.h
    for name in PACKS:
        path, at = f'{folder}/{name}.vectors', 0
        if not os.path.exists(path):
            continue
        flat = torch.from_file(path, dtype=torch.bfloat16, size=os.path.getsize(path) // 2).view(-1, h)
        for w in data.read(f'{folder}/{name}.words.jsonl'):
            if w['id'] in out:
                raise SystemExit(f'distil: two documents {w["id"]}')
            out[w['id']] = flat[at:at + len(w['words'])]
            at += len(w['words'])
        if at != len(flat):
            raise SystemExit(f'distil: {path} is of other words')
    for d in docs:
        if d.id not in out:
            out[d.id] = seen_by(teacher, d)
    return out


def batch_views(views, ws):
    """The whole reader's vectors of the words of windows [B, W, H]."""
    return torch.nn.utils.rnn.pad_sequence([views[d.id][lo:hi].float() for d, lo, hi in ws], batch_first=True)


def soft(small, whole):
    """How far the small reader's odds [N, K] are from the whole one's, summed."""
    t = TEMPERATURE
    return F.kl_div((small / t).log_softmax(-1), (whole / t).softmax(-1), reduction='sum') * t * t


def likeness(m, teacher, hw, seen, n, labels):
    """The losses of a batch against the whole reader: vectors, anchors, and where it is asked for labels and classes."""
    live = torch.arange(hw.size(1))[None] < n[:, None]
    vectors = F.mse_loss(hw[live], seen[live])
    total, count, parts = 0., int(live.sum()), {'vectors': float(vectors.detach())}
    for l in data.ROLES:
        f, g = m.frames[l], teacher.frames[l]
        with torch.no_grad():
            whole = g.anchor(seen)
        a = soft(f.anchor(hw)[live], whole[live])
        parts[l + '.anchor'] = float(a.detach()) / count
        total = total + a * 4 / count
        b, a0 = ((1 - whole.softmax(-1)[..., 0] > FAINT) & (whole[..., 1] > whole[..., 2]) & live).nonzero(as_tuple=True)
        if len(b) == 0 or not labels:
            continue
        if len(b) > MOST:
            some = torch.randperm(len(b))[:MOST]
            b, a0 = b[some], a0[some]
        a1 = torch.tensor([end(whole[i], int(w), int(n[i])) for i, w in zip(b.tolist(), a0.tolist())])
        with torch.no_grad():
            ge, gar = g.emissions(seen, b, a0, a1)
            y = ge.argmax(-1)
            gz = g.features(seen, b, gar, y)
        e, ar = f.emissions(hw, b, a0, a1)
        args = soft(e[live[b]], ge[live[b]]) / len(b)
        z = f.features(hw, b, ar, y)
        cls = sum(soft(f.cls['c_' + c](z), g.cls['c_' + c](gz)) for c in data.LAYER_CLASSES[l]) / len(b)
        parts[l + '.args'], parts[l + '.classes'] = float(args.detach()), float(cls.detach())
        total = total + .15 * args + .3 * cls
    return vectors, total, parts


def end(scores, w, n):
    """Where the anchor that begins at word w ends."""
    e = w + 1
    best = scores[:n].argmax(-1)
    while e < n and best[e] == 2:
        e += 1
    return e


def news(a, tok):
    """Reports that nobody annotated, read by our own guide."""
    out = data.plain(tok, a.data + '/news.jsonl', 'gold')
    random.Random(5).shuffle(out)
    return out[:a.news]


def student(a, teacher):
    """A model of fewer layers that begins with the whole reader's embeddings and heads and some of its layers."""
    keep = [int(k) for k in a.keep.split(',')]
    m = Model(len(keep), teacher.enc.h, teacher.enc.h // 32)
    own = {k: v for k, v in teacher.state_dict().items() if not k.startswith('enc.layers.')}
    for n, k in enumerate(keep):
        for x, v in teacher.enc.layers[k].state_dict().items():
            own[f'enc.layers.{n}.{x}'] = v
    m.load_state_dict(own)
    return m


def main():
    a = arguments()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)  # numbers next to nothing would take a hundred times as long
    os.makedirs(a.out, exist_ok=True)
    teacher = from_export(a.teacher).eval()
    m = student(a, teacher)
    gold, tune, pol = corpora(a)
    docs = gold + pol + news(a, data.tokenizer(a.vocab))
    views_of = views(a.data, teacher, docs)
    print('pieces an epoch:', sum(sum(d.size) * d.rep for d in docs), flush=True)
    head = [p for n, p in m.named_parameters() if not n.startswith('enc.')]
    enc = [p for n, p in m.named_parameters() if n.startswith('enc.') and p.requires_grad]
    opt = torch.optim.AdamW([{'params': enc, 'peak': a.lr}, {'params': head, 'peak': a.lr * 2}], lr=a.lr, weight_decay=.01, betas=(.9, .98), fused=True)
    weights, run, shown = {'st': 1., 'ev': 1.2, 'po': 1.4}, Session(a, m, opt, tune, 200, .02), {}
    for ws in run.batches(lambda epoch: data.batches(docs, a.batch, a.limit, random.Random(a.seed * 1000 + epoch), .2)):
        seen = batch_views(views_of, ws)
        with torch.autocast('cpu', torch.bfloat16, enabled=a.half):
            hw, n = frames.encode(m, ws)
        hw = hw.float()
        vectors, loss, parts = likeness(m, teacher, hw, seen, n, run.step % LABELS == 0)
        loss = loss + a.vectors * vectors
        if run.step % ANNOTATED == 0 and any(w[0].layers for w in ws):
            true, _ = frames.frame_loss(m, ws, hw, n, weights)
            loss = loss + a.labels * true / 8
            parts['labels'] = float(true.detach())
        run.learn(loss)
        for k, v in parts.items():
            shown.setdefault(k, []).append(v)
        if run.tell(lambda: {k: round(sum(v) / len(v), 3) for k, v in shown.items()}):
            shown = {}


if __name__ == '__main__':
    main()
