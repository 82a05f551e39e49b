"""Makes the folder that train.py reads: JSON Lines of each corpus, and beside each the words that the reader itself sees.

python3 train/packs.py --shared ../shared --out FOLDER   (at the root of the repository; needs Go)"""
import argparse, gzip, json, os, subprocess, sys
from pathlib import Path
import gold

NEWS = {'wikinews-2019-2020': 295, 'bbc-2004-2005': 1200}  # pack: the most reports of it
ROOT = Path(__file__).resolve().parent.parent


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--shared', default=ROOT.parent / 'shared', type=Path, help='holds data/gold and data/polnear')
    p.add_argument('--more', default=ROOT / 'train/gold/more', type=Path, help='further real reports, txtar')
    p.add_argument('--own', default=ROOT / 'train/gold/own', type=Path, help='texts of our own, txtar')
    p.add_argument('--out', required=True, type=Path)
    return p.parse_args()


def needed(rows, path):
    """Rows that training cannot do without."""
    if not rows:
        raise SystemExit(f'packs: nothing in {path}')
    return rows


def packed(path):
    """A packed corpus; the records of PolNeAR have the form that train.py reads."""
    if not path.exists():
        raise SystemExit(f'packs: no {path}: it may not be passed on with this repository, see train/README.md')
    with gzip.open(path, 'rt', encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def news(folder, kept):
    """Reports that nobody annotated, for train/distil.py; none of which a paragraph stands in a report that measures."""
    opening = lambda text: {p.strip() for p in text.split('\n') if len(p.strip()) > 60}
    measured = set().union(*(opening(t) for t in kept)) if kept else set()
    out = []
    for name, most in NEWS.items():
        path = folder / f'{name}.jsonl.gz'
        if not path.exists():
            print(f'packs: no {path}: left out', flush=True)
            continue
        rows = [r for r in packed(path) if len(r['text']) > 400 and not opening(r['text']) & measured]
        out += [{'id': 'news/' + r['id'], 'text': r['text']} for r in rows[:most]]
    return out


def apart(packs):
    """No report that measures may be trained on: neither its id nor its text."""
    for dev, others in (('gold-dev', ('gold-train', 'gold-more', 'gold-own')), ('polnear-dev', ('polnear-train',))):
        kept = {x for r in packs[dev] for x in (r['id'], r['text'])}
        for name in others:
            both = [r['id'] for r in packs[name] if r['id'] in kept or r['text'] in kept]
            if both:
                raise SystemExit(f'packs: in {dev} and {name} alike: {" ".join(both)}')


def write(path, rows):
    """Whole or not at all: a stop in between must not leave half a pack."""
    new = path.with_suffix('.new')
    with open(new, 'w', encoding='utf-8') as f:
        for r in rows:
            f.write(json.dumps(r, ensure_ascii=False) + '\n')
    os.replace(new, path)


def split(command, rows):
    """The words of each text, cut by the reader's own program."""
    lines = ''.join(json.dumps({'id': r['id'], 'text': r['text']}) + '\n' for r in rows)
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, encoding='utf-8')
    if done.returncode:
        raise SystemExit(f'packs: split: {done.stderr}')
    words = [json.loads(line) for line in done.stdout.splitlines()]
    if [w['id'] for w in words] != [r['id'] for r in rows]:
        raise SystemExit('packs: split gave back other texts than it was given')
    return words


def counts(rows):
    layers = [k for k in ('attributions', 'events', 'positions') if rows and k in rows[0]]
    return [f'{sum(len(r[k]) for r in rows)} {k}' for k in layers]


def main():
    a = arguments()
    data = a.shared / 'data'
    packs = {'gold-' + s: needed(gold.folder(data / 'gold' / s), data / 'gold' / s) for s in ('train', 'dev')}
    packs |= {'gold-more': gold.folder(a.more), 'gold-own': gold.folder(a.own)}  # these may be empty
    packs |= {'polnear-' + s: packed(data / 'polnear' / f'{s}.jsonl.gz') for s in ('train', 'dev')}
    apart(packs)
    packs['news'] = news(data / 'news', [r['text'] for r in packs['gold-dev'] + packs['polnear-dev']])
    a.out.mkdir(parents=True, exist_ok=True)
    for name, rows in packs.items():
        write(a.out / f'{name}.words.jsonl', split(['go', 'run', './train/split'], rows))
        write(a.out / f'{name}.jsonl', rows)
        print(f'{name}: {len(rows)} texts', *counts(rows), flush=True)


if __name__ == '__main__':
    try:
        main()
    except gold.Fault as e:
        sys.exit(f'packs: {e}')
