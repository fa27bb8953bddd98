"""Link each document to the earliest one that has most of its words: agency texts in several papers, revised pages.

A document's link is a function of the set of documents: it leads to the first one before it, in the order of day of
publication and path, that has at least `SHARE` of its own shingles (`pipeline.parse.shingles`). A link says
nothing about the other direction, and does not follow the links of its target.

Time and memory are linear in the documents, however many of them are alike: of those that share a shingle only the
earliest are compared, because only the earliest can be linked to. So a corpus of ten thousand pages from one template
costs as much as any other.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SHARE = (2, 3)
"""From this share of its own shingles on (two thirds), a document is a near duplicate.

What an agency's customers do to its text leaves more: a dateline, a line of copyright, other quotation marks, a
sentence left out, one word in twenty replaced (0.77). Articles made from one stock of sentences reach 0.62.
"""

LEAST_SHARED = 4
"""Fewer shared shingles are no evidence: texts of less than eight words are not linked."""

_EARLIEST = 16  # documents with one shingle that are compared
_MOST_VERIFIED = 8  # candidates of a document whose sketches are compared as a whole
_DOCUMENTS_AT_ONCE = 1_000

Numbers = npt.NDArray[np.int64]
_Keys = npt.NDArray[np.uint64]
_LOW = np.uint64(0xFFFF_FFFF)
_32 = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Sketches:
    """The sketches of documents in order: those of number i are `hashes[ends[i]:ends[i + 1]]`, sorted."""

    hashes: npt.NDArray[np.uint32]
    ends: Numbers
    levels: Numbers

    def __len__(self) -> int:
        return len(self.levels)

    def digest(self) -> bytes:
        """Return a SHA-256 over all of them."""
        found = hashlib.sha256()
        for array in (self.hashes, self.ends, self.levels):
            found.update(np.ascontiguousarray(array).data)
        return found.digest()

    def of(self, number: int) -> npt.NDArray[np.uint32]:
        """Return the hashes of one document."""
        return self.hashes[self.ends[number] : self.ends[number + 1]]


def sketches_of(documents: pa.Table) -> Sketches:
    """Return the sketches of `documents` of the seed index, in their order."""
    found = documents["shingles"].combine_chunks()
    sizes = np.asarray(pc.list_value_length(found).to_numpy(zero_copy_only=False), dtype=np.int64)
    hashes = np.asarray(pc.list_flatten(found).to_numpy(), dtype=np.uint32)
    levels = np.asarray(documents["shingle_level"].to_numpy(), dtype=np.int64)
    return Sketches(hashes, np.append(0, np.cumsum(sizes)), levels)


def find_links(sketches: Sketches) -> Numbers:
    """Return for each document, given from the earliest to the last, the number that it is linked to; -1 for none."""
    key = sketches.digest()
    if key not in _LAST_LINKS:
        _LAST_LINKS.clear()
        _LAST_LINKS[key] = _find_links(sketches)
    return _LAST_LINKS[key].copy()


# A build plans twice, for the seed index and for the months; finding links is most of that. A document takes 8 bytes.
_LAST_LINKS: dict[bytes, Numbers] = {}


def _find_links(sketches: Sketches) -> Numbers:
    links = np.full(len(sketches), -1, dtype=np.int64)
    shared = _shared_shingles(sketches)
    if shared.size:
        for start in range(0, len(sketches), _DOCUMENTS_AT_ONCE):
            end = min(start + _DOCUMENTS_AT_ONCE, len(sketches))
            links[start:end] = _links_of(sketches, shared, start, end)
    return links


def _shared_shingles(sketches: Sketches) -> _Keys:
    """Each shingle that several documents have, with each of them in order: its hash, then the document's number."""
    keys = sketches.hashes.astype(np.uint64) << _32
    keys |= np.repeat(np.arange(len(sketches), dtype=np.uint64), np.diff(sketches.ends))
    keys.sort()
    is_same = np.zeros(len(keys) + 1, dtype=bool)  # as the one before it, with one place more
    is_same[1:-1] = (keys[1:] >> _32) == (keys[:-1] >> _32)
    return np.asarray(keys[is_same[1:] | is_same[:-1]])


def _links_of(sketches: Sketches, shared: _Keys, start: int, end: int) -> Numbers:
    """Return the links of the documents from number `start` up to `end`."""
    numbers = np.repeat(np.arange(start, end, dtype=np.uint64), np.diff(sketches.ends[start : end + 1]))
    keys = sketches.hashes[sketches.ends[start] : sketches.ends[end]].astype(np.uint64) << _32 | numbers
    keys.sort()  # what is sorted is found several times as fast
    owners: Numbers = (keys & _LOW).astype(np.int64)
    first = np.searchsorted(shared, keys & ~_LOW)
    n_before = np.searchsorted(shared, keys) - first
    is_cut = np.bincount(owners[n_before > _EARLIEST] - start, minlength=end - start)
    pairs, counts = _count_pairs(shared, owners, first, n_before, len(sketches))
    owner, other = pairs // len(sketches), pairs % len(sketches)
    needed = _needed(sketches, owner, other)
    links = np.full(end - start, len(sketches), dtype=np.int64)
    is_sure = counts >= needed
    np.minimum.at(links, owner[is_sure] - start, other[is_sure])
    # A shingle that more documents have is counted for the earliest of them only, so some pairs share more than that.
    is_open = ~is_sure & (counts + is_cut[owner - start] >= needed) & (other < links[owner - start])
    for place in _most_shared(np.flatnonzero(is_open), owner, other, counts):
        if _n_common(sketches.of(owner[place]), sketches.of(other[place])) >= needed[place]:
            links[owner[place] - start] = min(links[owner[place] - start], other[place])
    return np.where(links == len(sketches), -1, links)


def _count_pairs(
    shared: _Keys, owners: Numbers, first: Numbers, n_before: Numbers, n_documents: int
) -> tuple[Numbers, Numbers]:
    """Count what each document shares with an earlier one, as pairs of one number each."""
    found = [np.zeros(0, dtype=np.int64)]
    for place in range(_EARLIEST):
        has_one = n_before > place
        others = (shared[first[has_one] + place] & _LOW).astype(np.int64)
        found.append(owners[has_one] * n_documents + others)
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    return pairs, counts


def _needed(sketches: Sketches, owner: Numbers, other: Numbers) -> Numbers:
    """How many shingles each pair must share, of those of its first document that both sketches would hold."""
    n_own = sketches.ends[owner + 1] - sketches.ends[owner]
    is_coarser = sketches.levels[other] > sketches.levels[owner]
    if is_coarser.any():
        start, end = owner[0], owner[-1] + 1  # pairs are sorted
        numbers = np.repeat(np.arange(start, end, dtype=np.uint64), np.diff(sketches.ends[start : end + 1]))
        keys = numbers << _32 | sketches.hashes[sketches.ends[start] : sketches.ends[end]]
        limits = owner.astype(np.uint64) << _32 | np.uint64(1 << 32) >> sketches.levels[other].astype(np.uint64)
        n_comparable = np.searchsorted(keys, limits) - (sketches.ends[owner] - sketches.ends[start])
        n_own = np.where(is_coarser, n_comparable, n_own)
    return np.asarray(np.maximum(-(-n_own * SHARE[0] // SHARE[1]), LEAST_SHARED))


def _most_shared(places: Numbers, owner: Numbers, other: Numbers, counts: Numbers) -> Numbers:
    """Of these pairs, for each document the few that share most."""
    places = places[np.lexsort((other[places], -counts[places], owner[places]))]
    owners = owner[places]
    starts = np.searchsorted(owners, owners)
    return np.asarray(places[np.arange(len(places)) - starts < _MOST_VERIFIED])


def _n_common(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> int:
    """How many values two sorted arrays without repetition have in common."""
    if not other.size:
        return 0
    places = np.minimum(np.searchsorted(other, one), other.size - 1)
    return int(np.count_nonzero(other[places] == one))


def with_near_duplicates(documents: pa.Table, sketches: pa.Table) -> pa.Table:
    """Add a column that names the document that each of `documents` (from the earliest to the last) is linked to.

    `number` is its row in `sketches`. Documents that are withdrawn, or have a text kept elsewhere (`duplicate_of`),
    have no link, and none leads to them.
    """
    is_linked = pc.and_(pc.is_null(documents["duplicate_of"]), pc.invert(documents["is_withdrawn"]))
    places = np.flatnonzero(is_linked.to_numpy())
    links = find_links(sketches_of(sketches.take(documents["number"].take(pa.array(places)))))
    targets = np.full(documents.num_rows, -1, dtype=np.int64)
    targets[places[links >= 0]] = places[links[links >= 0]]
    ids = documents["document_id"].take(pa.array(targets, mask=targets < 0))
    return documents.append_column("near_duplicate_of", ids)
