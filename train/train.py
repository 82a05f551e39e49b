"""Trains the frames; see README.md. A stopped run goes on from its checkpoint when started again with the same --out."""
import argparse, os, random
import torch
import data, frames
from model import Model, from_checkpoint, from_export
from session import Session
from safetensors.torch import load_file


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--data', required=True, help='folder with gold-train.jsonl, polnear-train.jsonl ... and their words')
    p.add_argument('--vocab', required=True)
    p.add_argument('--start', help='weights to begin with: safetensors of a BERT, a .pt of this program, or the embedded frames.safetensors')
    p.add_argument('--out', required=True, help='folder for checkpoints and the log')
    p.add_argument('--layers', type=int, default=12)
    p.add_argument('--hidden', type=int, default=384, help='width; a multiple of 32, the width of a head')
    p.add_argument('--frozen', type=int, default=0, help='layers from below that are not trained')
    p.add_argument('--minutes', type=float, default=60, help='how long; the learning rate falls to nothing by then')
    p.add_argument('--lr', type=float, default=8e-5)
    p.add_argument('--batch', type=int, default=8)
    p.add_argument('--limit', type=int, default=232, help='pieces a window')
    p.add_argument('--gold', type=int, default=4, help='passes over the gold for one over PolNeAR')
    p.add_argument('--polnear', type=int, default=840, help='articles of PolNeAR')
    p.add_argument('--tune', type=int, default=16, help='gold reports of train that are kept for choosing')
    p.add_argument('--brief', type=float, default=0., help='share of passes over a document that are in stretches of one to three paragraphs')
    p.add_argument('--floor', type=float, default=.02, help='share of the learning rate that is left at the end')
    p.add_argument('--held', type=int, default=30, help='articles of PolNeAR that are left out')
    p.add_argument('--show', type=int, default=25, help='steps between lines of the log')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--every', type=float, default=600, help='seconds between checkpoints')
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--half', action='store_true', help='numbers of 16 bits in the encoder: twice as fast where the processor has them')
    p.add_argument('--drop', type=float, default=0., help='share of the numbers behind each part of a layer that are left out (dropout)')
    p.add_argument('--mask', type=float, default=0., help='share of the pieces that are hidden, so that their neighbours must tell')
    p.add_argument('--weights', default='st=1,ev=1.2,po=1.4')
    return p.parse_args()


def corpora(a):
    tok = data.tokenizer(a.vocab)
    more = data.load(tok, a.data + '/gold-more.jsonl', 'gold', max(1, a.gold // 2))
    random.Random(7).shuffle(more)
    tune, more = more[:a.tune], more[a.tune:]
    own = data.load(tok, a.data + '/gold-own.jsonl', 'gold', max(1, a.gold // 2))
    gold = data.load(tok, a.data + '/gold-train.jsonl', 'gold', a.gold) + more + own
    pol = data.load(tok, a.data + '/polnear-train.jsonl', 'polnear')
    random.Random(2).shuffle(pol)
    return gold, tune, pol[:min(len(pol) - a.held, a.polnear)]


def main():
    a = arguments()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)  # numbers next to nothing would take a hundred times as long
    os.makedirs(a.out, exist_ok=True)
    gold, tune, pol = corpora(a)
    m = Model(a.layers, a.hidden, a.hidden // 32)
    if a.start and os.path.basename(a.start).startswith('frames'):
        m = from_export(a.start)
    elif a.start and a.start.endswith('.safetensors'):
        fresh = from_checkpoint(load_file(a.start), m)
        print('fresh:', *fresh)
        if a.frozen and 'enc.shape.weight' in fresh:
            print('warning: shapes and schemes are new but lie below the frozen layers, and will not be learned: begin with --frozen 0', flush=True)
    elif a.start:
        own = m.state_dict()
        sd = {k: v for k, v in torch.load(a.start, map_location='cpu')['model'].items() if k in own and own[k].shape == v.shape}
        print('fresh:', m.load_state_dict(sd, strict=False).missing_keys)
    for l in m.enc.layers:
        l.drop.p = a.drop
    print('pieces an epoch:', sum(sum(d.size) * d.rep for d in gold + pol), flush=True)
    enc = [p for n, p in m.named_parameters() if n.startswith('enc.') and p.requires_grad]
    head = [p for n, p in m.named_parameters() if not n.startswith('enc.')]
    opt = torch.optim.AdamW([{'params': enc, 'lr': a.lr, 'peak': a.lr}, {'params': head, 'lr': a.lr * 8, 'peak': a.lr * 8}], weight_decay=.01, betas=(.9, .98), fused=True)
    cache = frames.Cache()
    weights = {k: float(v) for k, v in (x.split('=') for x in a.weights.split(','))}
    run, shown = Session(a, m, opt, tune, 60, a.floor), {}
    for ws in run.batches(lambda epoch: data.batches(gold + pol, a.batch, a.limit, random.Random(a.seed * 1000 + epoch), a.brief)):
        with torch.autocast('cpu', torch.bfloat16, enabled=a.half):
            hw, n = cache.encode(m, ws, a.frozen) if a.frozen else frames.encode(m, ws, a.mask)
        loss, parts = frames.frame_loss(m, ws, hw.float(), n, weights)
        run.learn(loss)
        for k, v in parts.items():
            shown[k] = shown.get(k, 0) + v
        if run.tell(lambda: a_frame(shown)):
            shown = {}


# The layer whose frames a class is a loss of.
LAYER_OF = {c: l for l, classes in data.LAYER_CLASSES.items() for c in classes}


def a_frame(sums):
    """Losses summed over some steps, for each frame of their layer."""
    frames_of = lambda k: max(1, sums.get(LAYER_OF.get(k, k[:2]) + '.n', 1))
    return {k: round(v / frames_of(k), 3) for k, v in sums.items() if not k.endswith('.n')}


if __name__ == '__main__':
    main()
