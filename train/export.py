"""Turns a checkpoint into the file that the program embeds: weights of linears and the words' vectors as whole numbers of
8 bits (a scale for each output, a scale for each word), the rest as float32.

python3 export.py CHECKPOINT.pt OUT.safetensors [settings.json [--shared-words]]"""
import json, sys
import torch
from safetensors.torch import save_file
from data import ROLES, CLASSES, LAYER_CLASSES


def rows8(w):
    """Rows of w as int8 with a scale each."""
    scale = w.abs().amax(1).clamp(min=1e-12) / 127
    return torch.round(w / scale[:, None]).clamp(-127, 127).to(torch.int8), scale.float()


def export(sd, layers):
    out = {}

    def linear(name, w, b):
        out[name + '.weight'], out[name + '.scale'] = rows8(w)
        out[name + '.bias'] = b.float()

    def plain(name, w, b):
        out[name + '.weight'], out[name + '.bias'] = w.float(), b.float()
    out['embeddings.word'], out['embeddings.word.scale'] = rows8(sd['enc.word.weight'])
    for k in ('position', 'shape', 'scheme'):
        out['embeddings.' + k] = sd[f'enc.{k}.weight'].float()
    out['embeddings.norm.gain'], out['embeddings.norm.bias'] = sd['enc.norm.weight'], sd['enc.norm.bias']
    for n in range(layers):
        for k in ('qkv', 'out', 'up', 'down'):
            linear(f'layer.{n}.{k}', sd[f'enc.layers.{n}.{k}.weight'], sd[f'enc.layers.{n}.{k}.bias'])
        for k in ('norm1', 'norm2'):
            out[f'layer.{n}.{k}.gain'], out[f'layer.{n}.{k}.bias'] = sd[f'enc.layers.{n}.{k}.weight'], sd[f'enc.layers.{n}.{k}.bias']
    for l in ROLES:
        f, g = f'frames.{l}.', f'frames.{l}.'
        linear(g + 'anchor.hidden', sd[f + 'anchor.0.weight'], sd[f + 'anchor.0.bias'])
        plain(g + 'anchor.out', sd[f + 'anchor.2.weight'], sd[f + 'anchor.2.bias'])
        for k in ('tok', 'mul', 'anc', 'mulb', 'cin'):
            linear(g + k, sd[f + k + '.weight'], sd[f + k + '.bias'])
        out[g + 'dist'] = sd[f + 'dist.weight'].float()
        plain(g + 'out', sd[f + 'out.weight'], sd[f + 'out.bias'])
        out[g + 'trans'], out[g + 'start'] = sd[f + 'trans'].float(), sd[f + 'start'].float()
        for c in LAYER_CLASSES[l]:
            plain(g + 'class.' + c, sd[f + f'cls.c_{c}.weight'], sd[f + f'cls.c_{c}.bias'])
    for k in list(sd):
        if k.startswith('extra.'):
            name, part = k[len('extra.'):].rsplit('.', 1)
            if part == 'weight' and sd[k].dim() == 2 and k.replace('.weight', '.bias') in sd:
                (linear if sd[k].shape[0] >= 128 else plain)(name, sd[k], sd[k.replace('.weight', '.bias')])
            elif not k.endswith('.bias') or k.replace('.bias', '.weight') not in sd:
                out[name + '.' + part] = sd[k].float()
    return {k: v.contiguous().clone() for k, v in out.items()}


def main():
    c = torch.load(sys.argv[1], map_location='cpu')
    sd = c['model']
    layers = 1 + max(int(k.split('.')[2]) for k in sd if k.startswith('enc.layers.'))
    h = sd['enc.word.weight'].shape[1]
    settings = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else {}
    meta = {'hidden': str(h), 'layers': str(layers), 'heads': str(h // 32), 'inner': str(4 * h), 'positions': '512', 'vocab': str(sd['enc.word.weight'].shape[0]),
            'roles': json.dumps(ROLES), 'classes': json.dumps(CLASSES), 'settings': json.dumps(settings)}
    tensors = export(sd, layers)
    if '--shared-words' in sys.argv:  # the words' vectors are those of the whole reader, and stand in its file
        for k in ('embeddings.word', 'embeddings.word.scale'):
            del tensors[k]
    save_file(tensors, sys.argv[2], meta)


main()
