"""The weighted mean of trainings that began with the same weights (model soups; Wortsman et al., ICML 2022).

python3 average.py OUT.pt PART=WEIGHT ...   (a part is a checkpoint .pt or an embedded frames.safetensors; weights are divided by their sum)"""
import sys
import torch
from model import from_export


def state(path):
    return from_export(path).state_dict() if path.endswith('.safetensors') else torch.load(path, map_location='cpu')['model']


def average(parts):
    """The mean of the numbers of every tensor; all parts must have the same ones."""
    total, out = sum(w for _, w in parts), {}
    for path, w in parts:
        sd = state(path)
        if out and sd.keys() != out.keys():
            raise SystemExit(f'average: {path} has other weights: {sorted(sd.keys() ^ out.keys())[:5]}')
        for k, v in sd.items():
            out[k] = out.get(k, 0) + v.float() * (w / total)
    return out


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    parts = [(path, float(w)) for path, w in (x.rsplit('=', 1) for x in sys.argv[2:])]
    sd = average(parts)
    layers = 1 + max(int(k.split('.')[2]) for k in sd if k.startswith('enc.layers.'))
    torch.save({'model': sd, 'layers': layers}, sys.argv[1])


if __name__ == '__main__':
    main()
