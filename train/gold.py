"""Reads our gold: reports as txtar, their findings one JSON object a line (the format of docs/annotation.md).

It is the twin of internal/lab/corpus/gold.go. Every string of a finding becomes a stretch [begin, end) of code points."""
import json, re
from pathlib import Path
from data import CLASSES

TEXT, GOLD = '-- text --\n', '-- gold --\n'
FINDINGS = ('statement', 'event', 'position')


class Fault(ValueError):
    """What is wrong in a file, with its name and line."""


def nth(text, words, n):
    """Where words begin for the nth time, overlapping places counted."""
    at = -1
    for _ in range(n):
        at = text.find(words, at + 1)
        if at < 0:
            raise ValueError(f'not in the text: {words!r} (place {n})')
    return at


def place(text, words):
    """The stretch of "words", "words@2" (the second place) or "first ... last"."""
    m, n = re.search(r'@([0-9]+)$', words), 1
    if m:
        words, n = words[:m.start()], int(m[1])
    if n < 1:
        raise ValueError(f'no place {n}: {words!r}')
    first, dots, last = words.partition(' ... ')
    if dots and words not in text:  # else the report itself has three dots there
        begin = nth(text, first, n)
        end = text.find(last, begin + len(first))
        if end < 0:
            raise ValueError(f'not in the text behind {first!r}: {last!r}')
        return [begin, end + len(last)]
    begin = nth(text, words, n)
    return [begin, begin + len(words)]


def places(text, x):
    """Stretches of a string or a list of strings; none for "" and []."""
    return [place(text, s) for s in ([x] if x and isinstance(x, str) else x or [])]


def one(r, key, values):
    """A field that must be one of the values."""
    if r.get(key) not in values:
        raise ValueError(f'{key} {r.get(key)!r} is not one of {" ".join(map(str, values))}')
    return r[key]


def statement(text, r):
    s = {'id': r['statement']}
    s.update({k: places(text, r.get(k)) for k in ('source', 'cue', 'content')})
    s.update(parent=r.get('parent') or None, resolves_to=places(text, r.get('refers')),
             source_kind=one(r, 'kind', CLASSES['source_kind']))
    s.update({k: one(r, k, CLASSES[k]) for k in ('naming', 'type', 'form')})
    if not s['content']:
        raise ValueError('no content')
    return s


def event(text, r):
    return {'id': r['event'], 'trigger': places(text, r['trigger']), 'actor_text': places(text, r.get('actor')),
            'recipient_text': places(text, r.get('recipient')), 'root': one(r, 'root', CLASSES['root']),
            'status': one(r, 'status', CLASSES['status']), 'word': r.get('word') or None}


def position(text, r):
    p = {'id': r['position'], 'kind': one(r, 'kind', CLASSES['pkind']), 'actor_text': places(text, r.get('actor')),
         'actor_is': places(text, r.get('actor_is')), 'span': places(text, r.get('span')), 'issue': places(text, r.get('issue')),
         'proposition': r.get('proposition'), 'stance': one(r, 'stance', CLASSES['stance']),
         'firmness': one(r, 'firmness', range(len(CLASSES['firmness']))),
         'firmness_cues': places(text, r.get('cues')),
         'conditions': [{'kind': c.get('kind'), 'span': places(text, c['text'])} for c in r.get('conditions') or []],
         'red_line': bool(r.get('red_line')), 'time_bound': r.get('time_bound', ''), 'word': r.get('word') or None}
    for k in ('proposition', 'span', 'issue'):
        if not p[k]:
            raise ValueError('no ' + k)
    return p


def finding(out, text, r, ids):
    """Puts one line where it belongs; a parent or word must name a finding of the report."""
    for ref in ('parent', 'word'):
        if r.get(ref) and r[ref] not in ids:
            raise ValueError(f'{ref} {r[ref]} is no id')
    if 'note' in r:
        out['notes'].append(r['note'])
    elif 'statement' in r:
        out['attributions'].append(statement(text, r))
    elif 'event' in r:
        out['events'].append(event(text, r))
    elif 'position' in r:
        out['positions'].append(position(text, r))
    else:
        raise ValueError('neither statement, event, position nor note')


def objects(path, gold, first):
    """(number, object) of the lines of the gold, the first of which is line `first` of the file."""
    for n, line in enumerate(gold.split('\n'), first):
        if line.strip():
            try:
                r = json.loads(line)
                if not isinstance(r, dict):
                    raise ValueError('no JSON object')
            except ValueError as e:
                raise Fault(f'{path}:{n}: {e}') from e
            yield n, r


def report(path):
    """One report: id, text, attributions, events, positions, notes."""
    page = Path(path).read_text(encoding='utf-8')
    head, text_mark, rest = page.partition(TEXT)
    text, gold_mark, gold = rest.partition(GOLD)
    if not text_mark or not gold_mark:
        raise Fault(f'{path}:1: no "-- text --" or no "-- gold --" behind it')
    m = re.search(r'^id: (.+)$', head, re.M)
    text = text.rstrip('\n')
    out = {'id': m[1] if m else Path(path).stem, 'text': text, 'attributions': [], 'events': [], 'positions': [], 'notes': []}
    lines = list(objects(path, gold, page[:len(page) - len(gold)].count('\n') + 1))
    ids = [r[k] for _, r in lines for k in FINDINGS if k in r]
    for n, r in lines:
        try:
            if any(k in r and ids.count(r[k]) > 1 for k in FINDINGS):
                raise ValueError('its id stands twice')
            finding(out, text, r, set(ids))
        except (ValueError, KeyError, TypeError) as e:
            raise Fault(f'{path}:{n}: {e!r}' if isinstance(e, KeyError) else f'{path}:{n}: {e}') from e
    return out


def folder(path):
    """The reports of a folder by the names of their files; none where there is no such folder."""
    out, seen = [], {}
    for p in sorted(Path(path).glob('*.txtar')):
        r = report(p)
        if r['id'] in seen:
            raise Fault(f'{p}:1: id {r["id"]} stands in {seen[r["id"]]} too')
        seen[r['id']] = p
        out.append(r)
    return out
