"""A training that is bounded in time, tells how it goes line by line, and goes on after a stop."""
import csv, json, os, subprocess, sys, time
import torch
import frames

FIGURES = ('statements', 'nested', 'kind', 'naming', 'events', 'root_actor', 'positions', 'usable', 'conditions')


def score(m, docs, path, scorer):
    """The figures of score_gold.py over documents of the gold."""
    frames.write(path, docs, frames.predict(m, docs))
    gold = path + '.gold'
    with open(gold, 'w') as f:
        for d in docs:
            f.write(json.dumps(d.raw) + '\n')
    return json.loads(subprocess.run([sys.executable, scorer, gold, path, '--json'], capture_output=True, text=True).stdout)


class Session:
    """a has out, minutes, every and show of the command line; the optimiser's groups have their highest rate as 'peak', which is reached after
    warm steps and falls with the time to the share floor of it. tune are documents that the checkpoints are scored on."""

    def __init__(s, a, m, opt, tune, warm, floor):
        s.a, s.m, s.opt, s.tune, s.warm, s.floor = a, m, opt, tune, warm, floor
        s.step, s.epoch, spent, s.last = 0, 0, 0., a.out + '/last.pt'
        if os.path.exists(s.last):
            c = torch.load(s.last)
            m.load_state_dict(c['model']); opt.load_state_dict(c['opt'])
            spent, s.step, s.epoch = c['spent'], c['step'], c['epoch']
            print('goes on at', s.step, f'{spent:.0f}s')
        s.log = csv.writer(open(a.out + '/log.csv', 'a', buffering=1), lineterminator='\n')  # line by line: a stop loses none
        s.begun, s.saved = time.time() - spent, time.time()

    def seconds(s):
        return time.time() - s.begun

    def batches(s, one_pass):
        """Batches of pass after pass (one_pass takes its number) until the time is over."""
        while True:
            s.epoch += 1
            for ws in one_pass(s.epoch):
                part = s.seconds() / (s.a.minutes * 60)
                if part >= 1:
                    return s.save()
                for g in s.opt.param_groups:
                    g['lr'] = g['peak'] * min(1., (s.step + 1) / s.warm) * (s.floor + (1 - s.floor) * (1 - part))
                s.m.train()
                yield ws

    def learn(s, loss):
        s.opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(s.m.parameters(), 3.)
        s.opt.step()
        s.step += 1

    def tell(s, losses):
        """Every few steps a line with the losses by part, which the function gives; a checkpoint when it is due. True after a line."""
        due = s.step % s.a.show == 0
        if due:
            per = losses()
            print(f'step {s.step} epoch {s.epoch} {s.seconds():.0f}s', per, flush=True)
            s.log.writerow([s.step, f'{s.seconds():.0f}', s.epoch, json.dumps(per)])
        if time.time() - s.saved > s.a.every:
            s.save()
        return due

    def save(s):
        """Whole or not at all, and scored where there is a scorer."""
        torch.save({'model': s.m.state_dict(), 'opt': s.opt.state_dict(), 'spent': s.seconds(), 'step': s.step, 'epoch': s.epoch, 'layers': len(s.m.enc.layers)}, s.last + '.new')
        os.replace(s.last + '.new', s.last)
        scorer = os.environ.get('SCORE_GOLD', '')
        if scorer and s.tune:
            x = score(s.m, s.tune, s.a.out + '/tune.jsonl', scorer)
            s.log.writerow([s.step, f'{s.seconds():.0f}'] + [f'{k}={x[k]:.3f}' for k in FIGURES])
            print('TUNE', {k: round(v, 3) for k, v in x.items() if k != 'counts'}, flush=True)
        s.saved = time.time()
