"""Material for run.sh --smoke, and its judgement.

python3 train/smoke.py make FOLDER      a few invented reports in the places where run.sh looks for the real ones
python3 train/smoke.py falls LOG.csv    whether the loss fell; exit 1 if not"""
import gzip, json, random, sys
from pathlib import Path
import log

PEOPLE = 'Orla Benning,Tavo Merik,Ilse Hartog,Pelle Anselm,Mira Doss,Janek Tull'.split(',')
PLACES = 'Harland,Velmouth,Orlesk,Torvik'.split(',')
CLAIMS = 'the harbour would close,the bridge was safe,talks had failed,the budget was balanced'.split(',')


def sentences(r):
    """Kind of finding, and the sentence in pieces: who, cue or trigger, the rest."""
    who, other, place = r.choice(PEOPLE), r.choice(PEOPLE), r.choice(PLACES)
    return r.sample([
        ('statement', who, r.choice(['said', 'told reporters', 'confirmed']), 'that ' + r.choice(CLAIMS)),
        ('statement', other, 'said on Monday', 'that ' + r.choice(CLAIMS)),
        ('event', f'Police in {place}', r.choice(['arrested', 'detained']), r.choice(PEOPLE)),
        ('position', f'The union of {place}', r.choice(['opposes', 'rejects']), 'the new canal'),
    ], 4)


def marked(text, at, words):
    """Words as the gold names them: which of the places of these letters is meant."""
    n = sum(text.startswith(words, i) for i in range(at + 1))
    return f'{words}@{n}' if n > 1 else words


def finding(text, at, kind, n, pieces):
    who, verb, rest = (marked(text, text.index(p, at), p) for p in pieces)
    if kind == 'statement':
        return dict(statement=f's{n}', parent='', source=who, cue=verb, content=rest, kind='person', naming='named', type='assertion', form='indirect')
    if kind == 'event':
        return dict(event=f'e{n}', word='', trigger=verb, actor=who, recipient=rest, root='COERCE', status='happened')
    return dict(position=f'p{n}', word='', kind='action', actor=who, span=marked(text, at, ' '.join(pieces)), issue=rest, cues=verb,
                proposition='The canal should be built', stance='against', firmness=3, conditions=[])


def report(r):
    """A text, and (kind, where its sentence begins, pieces)."""
    text, found = '', []
    for kind, *pieces in sentences(r):
        found.append((kind, len(text), pieces))
        text += ' '.join(pieces) + '.\n\n'
    return text.rstrip('\n'), found


def write_gold(folder, name, count, r):
    folder.mkdir(parents=True)
    for k in range(count):
        text, found = report(r)
        gold = ''.join(json.dumps(finding(text, at, kind, n, p)) + '\n' for n, (kind, at, p) in enumerate(found))
        # the opening line keeps ids and texts apart, as packs.py wants them
        (folder / f'{name}-{k:02}.txtar').write_text(f'id: {name}-{k}\nOwn text\n-- text --\n{text}\n\nReport {name} {k}.\n-- gold --\n{gold}', encoding='utf-8')


def article(name, k, r):
    """A record of PolNeAR's form: statements alone, by offsets."""
    text, found = report(r)
    span = lambda at, p: [[text.index(p, at), text.index(p, at) + len(p)]]
    said = [(at, p) for kind, at, p in found if kind == 'statement']
    return {'id': f'article-{name}-{k}', 'text': f'{text}\n\nArticle {name} {k}.',
            'attributions': [dict(id=f'E{n}', source=span(at, p[0]), cue=span(at, p[1]), content=span(at, p[2])) for n, (at, p) in enumerate(said)]}


def make(folder):
    r = random.Random(1)
    data = folder / 'shared/data'
    for name, where, count in (('train', data / 'gold/train', 24), ('dev', data / 'gold/dev', 4), ('more', folder / 'more', 6), ('own', folder / 'own', 6)):
        write_gold(where, name, count, r)
    (data / 'polnear').mkdir()
    for name, count in (('train', 12), ('dev', 4)):
        with gzip.open(data / f'polnear/{name}.jsonl.gz', 'wt', encoding='utf-8') as f:
            f.writelines(json.dumps(article(name, k, r)) + '\n' for k in range(count))


def falls(path):
    losses, _ = log.read(path)
    total = [sum(v for part, v in parts.items() if part.endswith(('.anchor', '.args'))) for _, _, parts in losses]
    if len(total) < 2:
        raise SystemExit('smoke: too few steps to tell')
    print(f'smoke: loss {total[0]:.2f} at step {losses[0][0]}, {total[-1]:.2f} at step {losses[-1][0]}')
    if not total[-1] < .7 * total[0]:
        raise SystemExit('smoke: the loss does not fall')


if __name__ == '__main__':
    {'make': lambda: make(Path(sys.argv[2])), 'falls': lambda: falls(sys.argv[2])}[sys.argv[1]]()
