"""The encoder (BERT layers over word pieces, plus the word's shape and the corpus' scheme) and the frames over it."""
import math
import torch, torch.nn as nn, torch.nn.functional as F
from data import ROLES, CLASSES, LAYER_CLASSES, SHAPES, SCHEMES

HEAD = 256       # width of the frames' hidden layers
NEVER = -1e4


class Layer(nn.Module):
    def __init__(s, h, heads, inner):
        super().__init__()
        s.heads = heads
        s.qkv, s.out, s.up, s.down = nn.Linear(h, 3 * h), nn.Linear(h, h), nn.Linear(h, inner), nn.Linear(inner, h)
        s.norm1, s.norm2 = nn.LayerNorm(h, 1e-12), nn.LayerNorm(h, 1e-12)
        s.drop = nn.Dropout(0.)

    def forward(s, x, mask):
        b, n, h = x.shape
        q, k, v = s.qkv(x).view(b, n, 3, s.heads, h // s.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = s.norm1(x + s.drop(s.out(a.transpose(1, 2).reshape(b, n, h))))
        return s.norm2(x + s.drop(s.down(F.gelu(s.up(x)))))


class Encoder(nn.Module):
    def __init__(s, vocab=30522, h=384, layers=12, heads=12, inner=1536, positions=512):
        super().__init__()
        s.word, s.position = nn.Embedding(vocab, h), nn.Embedding(positions, h)
        s.shape, s.scheme = nn.Embedding(SHAPES, h), nn.Embedding(4, h)
        s.norm = nn.LayerNorm(h, 1e-12)
        s.layers = nn.ModuleList(Layer(h, heads, inner) for _ in range(layers))
        s.h = h
        s.word.weight.requires_grad_(False)

    def lower(s, ids, shapes, mask, scheme, layers):
        """The embeddings and the first layers."""
        x = s.norm(s.word(ids) + s.shape(shapes) + s.scheme(scheme)[:, None] + s.position.weight[:ids.size(1)])
        return s.run(x, mask, s.layers[:layers])

    def upper(s, x, mask, layers):
        """The layers behind the first ones."""
        return s.run(x, mask, s.layers[layers:])

    def run(s, x, mask, layers):
        m = mask[:, None, None, :].expand(-1, 1, x.size(1), -1)
        for l in layers:
            x = l(x, m)
        return x


class Frames(nn.Module):
    """Anchors, arguments and classes of one layer of findings."""

    def __init__(s, name, h):
        super().__init__()
        k = 1 + 2 * len(ROLES[name])
        s.name = name
        s.anchor = nn.Sequential(nn.Linear(h, HEAD), nn.ReLU(), nn.Linear(HEAD, 3))
        s.tok, s.mul = nn.Linear(h, HEAD), nn.Linear(h, HEAD)
        s.anc, s.mulb = nn.Linear(2 * h, HEAD), nn.Linear(2 * h, HEAD)
        s.dist = nn.Embedding(32, HEAD)
        s.out = nn.Linear(HEAD, k)
        s.cin = nn.Linear(5 * h, HEAD)
        s.cls = nn.ModuleDict({'c_' + c: nn.Linear(HEAD, len(CLASSES[c])) for c in LAYER_CLASSES[name]})
        s.trans, s.start = nn.Parameter(torch.zeros(k, k)), nn.Parameter(torch.zeros(k))
        ok = torch.zeros(k, k)
        for a in range(k):
            for b in range(2, k, 2):
                if a not in (b, b - 1):
                    ok[a, b] = NEVER
        first = torch.zeros(k)
        first[2::2] = NEVER
        s.register_buffer('ok', ok, persistent=False)
        s.register_buffer('first', first, persistent=False)

    def emissions(s, hw, b, a0, a1):
        """Scores [N, W, K] of every word's part in each anchor's frame."""
        ar = torch.cat([hw[b, a0], hw[b, a1 - 1]], -1)
        pos = torch.arange(hw.size(1))
        d = pos[None] - a0[:, None]
        inside = (d >= 0) & (pos[None] < a1[:, None])
        mag = torch.clamp((torch.log2(d.abs().float() + 1) * 1.6).long(), max=14)
        di = torch.where(inside, torch.full_like(mag, 30), mag + 15 * (d >= 0).long())
        t, m = s.tok(hw), s.mul(hw)
        z = t.index_select(0, b) + s.anc(ar)[:, None] + F.embedding(di, s.dist.weight) + m.index_select(0, b) * torch.tanh(s.mulb(ar))[:, None]
        return s.out(F.relu(z)), ar

    def features(s, hw, b, ar, y):
        """What the classes look at: the anchor, its first two parties' words (source and content, actor and recipient or issue)."""
        parts = [ar]
        rows = hw.index_select(0, b)
        for role in (1, 2):
            m = ((y == 1 + 2 * role) | (y == 2 + 2 * role)).float()
            parts.append((rows * m[..., None]).sum(1) / m.sum(1, keepdim=True).clamp(min=1))
        parts.append(parts[1] * ar[:, :rows.size(-1)])
        return F.relu(s.cin(torch.cat(parts, -1)))

    def nll(s, e, y, n):
        """Negative log-likelihood of the labels y [N, W] under a linear-chain CRF; n [N] are the lengths."""
        t, st = s.trans + s.ok, s.start + s.first
        N, W, K = e.shape
        live = torch.arange(W)[None] < n[:, None]
        gold = torch.gather(e, 2, y[..., None]).squeeze(-1)
        gold = (gold * live).sum(1) + st[y[:, 0]] + (t[y[:, :-1], y[:, 1:]] * live[:, 1:]).sum(1)
        v = e[:, 0] + st
        for w in range(1, W):
            nv = torch.logsumexp(v[:, :, None] + t[None], 1) + e[:, w]
            v = torch.where(live[:, w, None], nv, v)
        return torch.logsumexp(v, 1) - gold


class Model(nn.Module):
    def __init__(s, layers=12, h=384, heads=12, extra=None):
        super().__init__()
        s.enc = Encoder(layers=layers, h=h, heads=heads, inner=4 * h)
        s.frames = nn.ModuleDict({l: Frames(l, h) for l in ROLES})
        s.extra = nn.ModuleDict(extra or {})


def from_checkpoint(sd, m):
    """Takes over the weights of a HuggingFace BERT: as train/base.py writes it, or with the experiment's frames. Returns the names of
    what begins anew."""
    own, done = m.state_dict(), set()

    def put(k, v):
        if k in own and own[k].shape == v.shape:
            own[k] = v.float()
            done.add(k)
    put('enc.word.weight', sd['enc.embeddings.word_embeddings.weight'])
    put('enc.position.weight', sd['enc.embeddings.position_embeddings.weight'] + sd['enc.embeddings.token_type_embeddings.weight'][0])
    for x in ('weight', 'bias'):
        put('enc.norm.' + x, sd['enc.embeddings.LayerNorm.' + x])
    for n in range(len(m.enc.layers)):
        p, q = f'enc.encoder.layer.{n}.', f'enc.layers.{n}.'
        for x in ('weight', 'bias'):
            put(q + 'qkv.' + x, torch.cat([sd[p + f'attention.self.{w}.{x}'] for w in ('query', 'key', 'value')]))
            put(q + 'out.' + x, sd[p + 'attention.output.dense.' + x])
            put(q + 'norm1.' + x, sd[p + 'attention.output.LayerNorm.' + x])
            put(q + 'up.' + x, sd[p + 'intermediate.dense.' + x])
            put(q + 'down.' + x, sd[p + 'output.dense.' + x])
            put(q + 'norm2.' + x, sd[p + 'output.LayerNorm.' + x])
    for a, b in (('shape.weight', 'enc.shape.weight'), ('scheme.weight', 'enc.scheme.weight')):
        if a in sd:
            put(b, sd[a])
        else:  # BERT knows neither; at an embedding's usual deviation of 1 they would drown the words
            own[b] = torch.randn_like(own[b]) * .02
    for l in ROLES:
        f = f'frames.{l}.'
        for part in ('tok', 'mul', 'anc', 'mulb', 'dist'):
            for x in ('weight', 'bias'):
                if f'{part}.{l}.{x}' in sd:
                    put(f + f'{part}.{x}', sd[f'{part}.{l}.{x}'])
        for x in ('weight', 'bias'):
            for i in (0, 2):
                if f'anchor.{l}.{i}.{x}' in sd:
                    put(f + f'anchor.{i}.{x}', sd[f'anchor.{l}.{i}.{x}'])
            k = f'out.{l}.{x}'
            if k in sd:  # the experiment had one role more, at the end
                v = sd[k][:own[f + 'out.' + x].shape[0]]
                put(f + 'out.' + x, v)
    m.load_state_dict(own)
    return sorted(k for k in own if k not in done)


def from_export(path):
    """The model of the file that the program embeds (train/export.py), its whole numbers as floats again."""
    from safetensors import safe_open
    with safe_open(path, 'pt') as f:
        meta, t = f.metadata(), {k: f.get_tensor(k) for k in f.keys()}
    m = Model(int(meta['layers']), int(meta['hidden']), int(meta['heads']))

    def rows(name):
        w = t[name].float()
        scale = t.get(name.removesuffix('.weight') + '.scale')
        return w * scale[:, None] if scale is not None else w
    own = {f'enc.{k}.weight': rows('embeddings.' + k) for k in ('word', 'position', 'shape', 'scheme')}
    own |= {'enc.norm.weight': t['embeddings.norm.gain'], 'enc.norm.bias': t['embeddings.norm.bias']}
    for k in list(m.state_dict()):
        if k in own:
            continue
        name, part = k.rsplit('.', 1)
        name = name.replace('enc.layers.', 'layer.').replace('.anchor.0', '.anchor.hidden').replace('.anchor.2', '.anchor.out').replace('.cls.c_', '.class.')
        if '.norm' in name:
            own[k] = t[name + ('.gain' if part == 'weight' else '.bias')]
        elif name.endswith('.dist'):
            own[k] = t[name]
        elif part in ('trans', 'start'):
            own[k] = t[f'{name}.{part}']
        else:
            own[k] = rows(name + '.weight') if part == 'weight' else t[name + '.bias']
    m.load_state_dict(own)
    return m
