"""Trains the frames; see README.md. A stopped run goes on from its checkpoint when started again with the same --out."""
import argparse, csv, json, os, random, subprocess, sys, time
import torch
import data, frames
from model import Model, from_checkpoint
from safetensors.torch import load_file


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--data', required=True, help='folder with gold-train.jsonl, polnear-train.jsonl ... and their words')
    p.add_argument('--vocab', required=True)
    p.add_argument('--start', help='weights to begin with (safetensors of a BERT, or a .pt of this program)')
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


def score(m, docs, path, scorer):
    """The figures of score_gold.py over documents of the gold."""
    frames.write(path, docs, frames.predict(m, docs))
    gold = path + '.gold'
    with open(gold, 'w') as f:
        for d in docs:
            f.write(json.dumps(d.raw) + '\n')
    return json.loads(subprocess.run([sys.executable, scorer, gold, path, '--json'], capture_output=True, text=True).stdout)


def main():
    a = arguments()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)  # numbers next to nothing would take a hundred times as long
    os.makedirs(a.out, exist_ok=True)
    gold, tune, pol = corpora(a)
    m = Model(a.layers, a.hidden, a.hidden // 32)
    if a.start and a.start.endswith('.safetensors'):
        fresh = from_checkpoint(load_file(a.start), m)
        print('fresh:', *fresh)
        if a.frozen and 'enc.shape.weight' in fresh:
            print('warning: shapes and schemes are new but lie below the frozen layers, and will not be learned: begin with --frozen 0', flush=True)
    elif a.start:
        own = m.state_dict()
        sd = {k: v for k, v in torch.load(a.start, map_location='cpu')['model'].items() if k in own and own[k].shape == v.shape}
        print('fresh:', m.load_state_dict(sd, strict=False).missing_keys)
    print('pieces an epoch:', sum(sum(d.size) * d.rep for d in gold + pol), flush=True)
    enc = [p for n, p in m.named_parameters() if n.startswith('enc.') and p.requires_grad]
    head = [p for n, p in m.named_parameters() if not n.startswith('enc.')]
    opt = torch.optim.AdamW([{'params': enc, 'lr': a.lr, 'peak': a.lr}, {'params': head, 'lr': a.lr * 8, 'peak': a.lr * 8}], weight_decay=.01, betas=(.9, .98), fused=True)
    spent, step, epoch = 0., 0, 0
    last = a.out + '/last.pt'
    if os.path.exists(last):
        c = torch.load(last)
        m.load_state_dict(c['model']); opt.load_state_dict(c['opt'])
        spent, step, epoch = c['spent'], c['step'], c['epoch']
        print('goes on at', step, f'{spent:.0f}s')
    cache = frames.Cache()
    weights = {k: float(v) for k, v in (x.split('=') for x in a.weights.split(','))}
    scorer = os.environ.get('SCORE_GOLD', '')
    log = csv.writer(open(a.out + '/log.csv', 'a', buffering=1), lineterminator='\n')  # line by line: a stop loses none
    total, t0, saved, shown, seen = a.minutes * 60, time.time() - spent, time.time(), {}, 0

    def save():
        torch.save({'model': m.state_dict(), 'opt': opt.state_dict(), 'spent': time.time() - t0, 'step': step, 'epoch': epoch, 'layers': a.layers}, last + '.new')
        os.replace(last + '.new', last)
        if scorer and tune:
            s = score(m, tune, a.out + '/tune.jsonl', scorer)
            log.writerow([step, f'{time.time() - t0:.0f}'] + [f'{k}={s[k]:.3f}' for k in ('statements', 'nested', 'kind', 'naming', 'events', 'root_actor', 'positions', 'usable', 'conditions')])
            print('TUNE', {k: round(v, 3) for k, v in s.items() if k != 'counts'}, flush=True)

    while time.time() - t0 < total:
        epoch += 1
        for ws in data.batches(gold + pol, a.batch, a.limit, random.Random(a.seed * 1000 + epoch), a.brief):
            part = (time.time() - t0) / total
            if part >= 1:
                break
            for g in opt.param_groups:
                g['lr'] = g['peak'] * min(1., (step + 1) / 60) * (a.floor + (1 - a.floor) * (1 - part))
            m.train()
            hw, n = cache.encode(m, ws, a.frozen) if a.frozen else frames.encode(m, ws)
            loss, parts = frames.frame_loss(m, ws, hw, n, weights)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(m.parameters(), 3.)
            opt.step()
            step += 1
            for k, v in parts.items():
                shown[k] = shown.get(k, 0) + v
            seen += sum(sum(w[0].size[w[1]:w[2]]) for w in ws)
            if step % a.show == 0:
                per = {k: round(v / max(1, shown.get({'type': 'st', 'source_kind': 'st', 'naming': 'st', 'form': 'st', 'root': 'ev', 'status': 'ev', 'stance': 'po', 'firmness': 'po', 'pkind': 'po'}.get(k, k[:2]) + '.n', 1)), 3) for k, v in shown.items() if not k.endswith('.n')}
                now = time.time() - t0
                print(f'step {step} epoch {epoch} {now:.0f}s {seen} pieces', per, flush=True)
                log.writerow([step, f'{now:.0f}', epoch, json.dumps(per)])
                shown = {}
            if time.time() - saved > a.every:
                save()
                saved = time.time()
    save()


if __name__ == '__main__':
    main()
