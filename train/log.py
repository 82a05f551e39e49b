"""Writes how a training went into docs/training.md.

python3 train/log.py LOG.csv ...   (one for each stage, in order; --print shows the tables alone)"""
import csv, json, sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / 'docs/training.md'
BEGIN, END = '<!-- train/log.py writes from here -->', '<!-- to here -->'
ROWS = 20  # of a table; the log has a line every 25 steps


def before(rows, step):
    """What a run that went on from an older checkpoint did anew is counted once, as it was done last."""
    return [r for r in rows if r[0] < step]


def read(path):
    """(step, seconds, loss by part), and (step, seconds, score by name) of the reports that are kept for choosing."""
    losses, scores = [], []
    for row in csv.reader(open(path, encoding='utf-8')):
        step, seconds = int(row[0]), int(row[1])
        if is_loss(row):
            losses = before(losses, step) + [(step, seconds, json.loads(row[3]))]
        else:
            scores = before(scores, step) + [(step, seconds, {k: float(v) for k, v in (x.split('=') for x in row[2:])})]
    return losses, scores


def is_loss(row):
    return len(row) == 4 and row[3].startswith('{')


def mean(rows):
    """One row for several: the last step and second, the mean of each part over the rows that have it."""
    parts = {k: [r[2][k] for r in rows if k in r[2]] for k in columns(rows)}
    return rows[-1][0], rows[-1][1], {k: sum(v) / len(v) for k, v in parts.items()}


def columns(rows):
    return list(dict.fromkeys(k for _, _, parts in rows for k in parts))


def thinned(rows):
    size = max(1, -(-len(rows) // ROWS))
    return [mean(rows[k:k + size]) for k in range(0, len(rows), size)]


def table(rows):
    names = columns(rows)
    lines = [['step', 'seconds'] + names, ['---'] * (2 + len(names))]
    lines += [[str(step), str(seconds)] + [f'{parts[k]:.3f}' if k in parts else '' for k in names] for step, seconds, parts in rows]
    return ''.join(f'| {" | ".join(x)} |\n' for x in lines)


def stage(path):
    losses, scores = read(path)
    if not losses:
        raise SystemExit(f'log: no losses in {path}')
    steps, seconds, _ = losses[-1]
    out = (f'### Stage {Path(path).parent.name}\n\n{steps} steps, {seconds} seconds. '
           f'Loss by part, the mean since the row before:\n\n{table(thinned(losses))}')
    if scores:
        out += f'\nOn the reports kept for choosing:\n\n{table(scores)}'
    return out


def main():
    paths = [x for x in sys.argv[1:] if x != '--print']
    if not paths:
        raise SystemExit(__doc__)
    text = '\n'.join(stage(p) for p in paths)
    if '--print' in sys.argv:
        print(text, end='')
        return
    head, begin, rest = PAGE.read_text(encoding='utf-8').partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f'log: {PAGE} has no place for the tables')
    PAGE.write_text(f'{head}{BEGIN}\n\n{text}\n{END}{tail}', encoding='utf-8')


if __name__ == '__main__':
    main()
