"""Paragraphs that repeat within a host: what a person may want to call furniture. Nothing is dropped because of it."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from pipeline.lake.build import read_table
from pipeline.lake.months import list_months, read_month
from pipeline.lake.storage import Storage
from pipeline.parse.furniture import fold_paragraph, paragraphs_of

LONGEST = 300
"""Characters of a paragraph that is looked at; a longer one is hardly furniture."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paragraph, as it is written where it comes first, and the number of documents of its host that hold it."""

    host: str
    paragraph: str
    n_documents: int


def find_repeated(storage: Storage, least: int) -> list[Repeated]:
    """Return the short paragraphs that at least `least` documents of one host hold, by host, the most frequent first.

    Duplicates are not counted. The lake is read twice; of each short paragraph 8 bytes are held. Raises LakeError.
    """
    seen = array("Q")
    for _, paragraphs in _documents(storage):
        seen.extend(set(paragraphs))
    keys, counts = np.unique(np.frombuffer(seen, dtype=np.uint64), return_counts=True)
    is_frequent = counts >= least
    wanted = dict(zip(keys[is_frequent].tolist(), counts[is_frequent].tolist(), strict=True))
    found: list[Repeated] = []
    for host, paragraphs in _documents(storage):
        found += [Repeated(host, paragraphs[key], wanted.pop(key)) for key in list(paragraphs) if key in wanted]
        if not wanted:
            break
    return sorted(found, key=lambda one: (one.host, -one.n_documents, one.paragraph))


def _documents(storage: Storage) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield host and short paragraphs, by their key, of each document."""
    for month in list_months(storage):
        index = read_month(storage, month)
        if index is None:
            continue
        rows = read_table(storage, index, "documents").select(["host", "text", "duplicate_of"])
        for batch in rows.to_batches(max_chunksize=1_000):
            for row in batch.to_pylist():
                if row["host"] and row["text"] and not row["duplicate_of"]:
                    yield row["host"], dict(_keyed(row["host"], row["text"]))


def _keyed(host: str, text: str) -> Iterator[tuple[int, str]]:
    for paragraph in paragraphs_of(text):
        if len(paragraph) <= LONGEST and (folded := fold_paragraph(paragraph)):
            digest = blake2b(f"{host}\n{folded}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
            yield int.from_bytes(digest), paragraph
