"""Corpora as windows of word pieces with frames over words.

A document is the words that the reader itself sees (train/split), each cut into word pieces; a paragraph begins with a
[SEP]. A frame is an anchor (one stretch of words), arguments by role (stretches of words) and classes."""
import bisect, json, random
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103
SCHEMES = {'polnear': 0, 'gold': 1, 'ud': 2, 'ner': 3}

ROLES = {'st': ['cue', 'source', 'content'], 'ev': ['trigger', 'actor', 'recipient'], 'po': ['cue', 'actor', 'issue', 'condition']}
CLASSES = {
    'type': 'assertion denial belief knowledge intention attitude directive decree evidence non_comment'.split(),
    'source_kind': 'person office_holder group organization government_body media_outlet document dataset_poll author none'.split(),
    'naming': 'named unnamed_identifiable unnamed_affiliated unnamed_unaffiliated collective none'.split(),
    'form': 'direct indirect mixed act_only term'.split(),
    'root': 'AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT'.split(),
    'status': 'happened ongoing planned possible hypothetical not_happened'.split(),
    'stance': 'for against neutral ambiguous declines_to_say conditional_for conditional_against'.split(),
    'firmness': list('012345'), 'pkind': ['action', 'verdict'],
}
LAYER_CLASSES = {'st': ['type', 'source_kind', 'naming', 'form'], 'ev': ['root', 'status'], 'po': ['stance', 'firmness', 'pkind']}
SHAPES = 8


def shape(w):
    """What the letters of a word look like; uncased pieces forget it. 0 is a paragraph's beginning."""
    if w[0].isdigit():
        return 1
    if w.isalpha() or "'" in w or '’' in w:
        if w.islower():
            return 2
        if w.isupper():
            return 3 if len(w) > 1 else 4
        return 5 if w[0].isupper() else 6
    return 7


def tokenizer(vocab):
    words = {w.rstrip('\n'): i for i, w in enumerate(open(vocab, encoding='utf-8'))}
    t = Tokenizer(models.WordPiece(words, unk_token='[UNK]', max_input_chars_per_word=100))
    t.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return t


class Doc:
    """text, words [(b, e)], opens (set of word numbers that open a paragraph), ids/first: pieces and where each word's begin."""

    def __init__(self, tok, id, text, words, breaks, scheme):
        self.id, self.text, self.words, self.scheme = id, text, words, SCHEMES[scheme]
        self.opens, self.frames, self.layers, self.rep = set(breaks), [], set(), 1
        enc = tok.encode([text[b:e] for b, e in words], is_pretokenized=True, add_special_tokens=False)
        of = {}
        for i, w in zip(enc.ids, enc.word_ids):
            of.setdefault(w, []).append(i)
        # pieces of each word; a paragraph's [SEP] stands before its first word and belongs to none
        self.pieces = [(of.get(k) or [UNK])[:16] for k in range(len(words))]
        self.shapes = [shape(text[b:e]) for b, e in words]
        self.starts, self.ends = [b for b, _ in words], [e for _, e in words]
        self.size = [len(p) + (k in self.opens) for k, p in enumerate(self.pieces)]

    def span(self, b, e):
        """The words that a stretch of code points touches, or None."""
        i, j = bisect.bisect_right(self.ends, b), bisect.bisect_left(self.starts, e)
        return (i, j) if i < j else None

    def spans(self, s):
        return [x for x in (self.span(b, e) for b, e in s or []) if x]

    def chars(self, spans):
        return [[self.words[a][0], self.words[b - 1][1]] for a, b in sorted(spans)]


def read(path):
    return [json.loads(l) for l in open(path, encoding='utf-8')]


def statements(d, r):
    out = []
    for a in r['attributions']:
        cue, content = d.spans(a['cue']), d.spans(a['content'])
        if cue and content:
            out.append(dict(layer='st', anchor=cue[0], args={'cue': cue[1:], 'source': d.spans(a['source']), 'content': content},
                            cls={k: a[k] for k in ('type', 'source_kind', 'naming', 'form') if a.get(k)}))
    return out


def events(d, r):
    out = []
    for e in r['events']:
        t = d.spans(e['trigger'])
        if t:
            out.append(dict(layer='ev', anchor=t[0], args={'trigger': t[1:], 'actor': d.spans(e['actor_text']), 'recipient': d.spans(e['recipient_text'])},
                            cls={'root': e['root'], 'status': e['status']}))
    return out


def positions(d, r):
    out = []
    for p in r['positions']:
        cue, span = d.spans(p['firmness_cues']), d.spans(p['span'])
        anchor = cue[0] if cue else (span[0][0], span[-1][1]) if span else None
        if anchor:
            out.append(dict(layer='po', anchor=anchor, args={'cue': cue[1:], 'actor': d.spans(p['actor_text']), 'issue': d.spans(p['issue']),
                            'condition': [x for c in p['conditions'] for x in d.spans(c['span'])]},
                            cls={'stance': p['stance'], 'firmness': str(p['firmness']), 'pkind': p['kind']}))
    return out


def load(tok, path, scheme, rep=1):
    """Documents of path (JSON Lines of goldtool.py or of a pack) with the words of its .words.jsonl beside it."""
    out = []
    for r, w in zip(read(path), read(path.replace('.jsonl', '.words.jsonl'))):
        assert r['id'] == w['id'], (r['id'], w['id'])
        d = Doc(tok, r['id'], r['text'], [tuple(x) for x in w['words']], w['breaks'], scheme)
        d.rep, d.layers, d.raw = rep, {'st'}, r
        d.frames = statements(d, r)
        if scheme == 'gold':
            d.layers = {'st', 'ev', 'po'}
            d.frames += events(d, r) + positions(d, r)
        out.append(d)
    return out


def plain(tok, path, scheme):
    """Documents of path that nobody annotated: words alone."""
    return [Doc(tok, r['id'], r['text'], [tuple(x) for x in w['words']], w['breaks'], scheme) for r, w in zip(read(path), read(path.replace('.jsonl', '.words.jsonl')))]


def windows(d, limit, start=0, context=0):
    """(from, core, to): words from..to fit limit pieces; the words before core were the end of the window before. A window ends at
    a paragraph's beginning where one lies in its last third."""
    n, out, core = len(d.words), [], start
    while core < n:
        lo, used = core, 2
        while lo > 0 and context and core - lo < 400 and used + d.size[lo - 1] <= context + 2:
            lo -= 1
            used += d.size[lo]
        hi = core
        while hi < n and used + d.size[hi] <= limit:
            used += d.size[hi]
            hi += 1
        hi = max(hi, core + 1)
        if hi < n:
            cut = max((k for k in range(core + int((hi - core) * .6) + 1, hi + 1) if k in d.opens), default=None)
            hi = cut or hi
        out.append((lo, core, hi))
        core = hi
    return out


def short(d, limit, rnd):
    """A document in stretches of one to three paragraphs, as one meets them in a search hit or a wire flash."""
    starts = sorted(d.opens | {0}) + [len(d.words)]
    out, k = [], 0
    while k < len(starts) - 1:
        n = rnd.choice((1, 1, 2, 3))
        lo, hi = starts[k], starts[min(k + n, len(starts) - 1)]
        while hi > lo + 1 and sum(d.size[lo:hi]) + 2 > limit:
            hi -= 1
        out.append((d, lo, hi))
        k += n
    return out


def batches(docs, size, limit, rnd, brief=0.):
    """One pass over the documents: lists of (doc, from, to), windows of like length together. A share of brief of the passes over
    documents is in short stretches."""
    ws = []
    for d in docs:
        for _ in range(d.rep):
            if rnd.random() < brief:
                ws += [w for w in short(d, limit, rnd) if rnd.random() < .7]
                continue
            off = min(rnd.choice((0, 41)), len(d.words) - 1) if d.rep > 1 else 0
            if off > 0:
                ws.append((d, 0, off))
            ws += [(d, lo, hi) for lo, _, hi in windows(d, limit, off)]
    ws = [w for w in ws if w[2] - w[1] > 5]
    rnd.shuffle(ws)
    out = []
    for q in range(0, len(ws), size * 24):
        part = sorted(ws[q:q + size * 24], key=lambda w: sum(w[0].size[w[1]:w[2]]))
        out += [part[k:k + size] for k in range(0, len(part), size)]
    rnd.shuffle(out)
    return out
