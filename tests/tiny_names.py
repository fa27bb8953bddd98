"""Weights of the neural tagger that know a handful of words: a graph written byte by byte, without any trainer.

The scores of a piece are its row times a matrix, plus the mean of all rows: they depend on the whole of what is read at
once, and are rounded by a scale of it, as in the real graph.
"""

import json

import numpy as np

from pipeline.extract.actors.neural.files import BLOCK, BLOCK_BYTES, GRAPH, PIECES
from pipeline.extract.actors.neural.labels import LABELS
from pipeline.extract.actors.neural.session import GUIDELINES_KEY, LABELS_KEY

WORDS = {"▁Nordwerk": "B-ORG", "▁Linden": "E-ORG", "▁Grumbach": "S-PER", "▁Aurich": "S-LOC"}
GUIDELINES = ("germeval", "smartdata")
_FLOAT, _INT64 = 1, 7


def write_weights(folder, labels=LABELS, guidelines=GUIDELINES, words=WORDS, key=GUIDELINES_KEY):
    """Write both files into `folder`, and return it. By the first of the guidelines alone there are persons."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = [chr(c) for c in (*range(33, 127), *map(ord, "äöüßÄÖÜ„“▁"))]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *words, *letters]
    values = np.zeros((len(pieces), BLOCK), np.uint8) + 8
    for row, label in enumerate(words.values(), 4):
        values[row, LABELS.index(label)] = 15
    blocks = np.zeros((len(pieces), BLOCK_BYTES), np.uint8)
    blocks[:, :2] = np.frombuffer(np.float16(1).tobytes(), np.uint8)
    blocks[:, 2:] = values[:, :16] | values[:, 16:] << 4
    np.savez(
        folder / PIECES,
        pieces=np.frombuffer("\n".join(pieces).encode(), np.uint8),
        norm=np.frombuffer(json.dumps({"173": ""}).encode(), np.uint8),
        scores=np.array([0, 0, 0, 0, *(-1.0 for _ in words), *(-5.0 for _ in letters)], np.float32),
        blocks=blocks,
    )
    (folder / GRAPH).write_bytes(_graph(labels, guidelines, key))
    return folder


def _graph(labels, guidelines, key):
    matrix = np.zeros((BLOCK, len(LABELS)), np.float32)
    np.fill_diagonal(matrix, 1)
    matrix[:, 0] = -0.02  # a word that is known is hardly no name
    bias = np.zeros((len(guidelines), 1, len(LABELS)), np.float32)
    bias[:, :, 0] = 3
    bias[1:, :, LABELS.index("S-PER")] = -50
    nodes = [
        _node("DynamicQuantizeLinear", ["rows"], ["small", "scale", "zero"]),
        _node("DequantizeLinear", ["small", "scale", "zero"], ["rounded"]),
        _node("ReduceMean", ["rounded", "axis"], ["mean"]),
        _node("Add", ["rounded", "mean"], ["seen"]),
        _node("MatMul", ["seen", "matrix"], ["product"]),
        _node("Gather", ["bias", "guidelines"], ["own"]),
        _node("Add", ["product", "own"], ["scores"]),
    ]
    constants = [_tensor("matrix", matrix), _tensor("bias", bias), _tensor("axis", np.array([1], np.int64))]
    graph = [_field(1, node) for node in nodes] + [_field(2, b"tiny")] + [_field(5, tensor) for tensor in constants]
    graph += [_field(11, _value("rows", _FLOAT, (1, "n", BLOCK))), _field(11, _value("guidelines", _INT64, (1,)))]
    graph += [_field(12, _value("scores", _FLOAT, (1, "n", len(LABELS))))]
    known = {LABELS_KEY: json.dumps(labels), key: json.dumps(guidelines)}
    metadata = [_field(14, _field(1, key.encode()) + _field(2, text.encode())) for key, text in known.items()]
    operators = _field(8, _field(1, b"") + _number(2, 20))
    return b"".join([_number(1, 10), _field(7, b"".join(graph)), operators, *metadata])


def _node(kind, inputs, outputs):
    return b"".join(
        [*(_field(1, x.encode()) for x in inputs), *(_field(2, x.encode()) for x in outputs), _field(4, kind.encode())]
    )


def _tensor(name, array):
    kind = _FLOAT if array.dtype == np.float32 else _INT64
    sizes = b"".join(_number(1, size) for size in array.shape)
    return sizes + _number(2, kind) + _field(8, name.encode()) + _field(9, array.tobytes())


def _value(name, kind, shape):
    sizes = [_field(1, _field(2, s.encode()) if isinstance(s, str) else _number(1, s)) for s in shape]
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, b"".join(sizes))))


def _field(number, content):
    """A field of Protocol Buffers that has a length."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number, value):
    return _varint(number << 3) + _varint(value)


def _varint(value):
    found = []
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
