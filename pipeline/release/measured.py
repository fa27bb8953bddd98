"""What people's answers to drawn samples say of a release, and which of the rows that they judged are still the same.

A sample names rows by the ids of the release that it was drawn from. A document whose text is withheld since has its
rows under keyed ids now (`pipeline.release.keyed_ids`): they are found by these. Of a document whose text was withheld
when the sample was drawn, and is not now, the sample has the keyed ids.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode, table_from_rows
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.release.contents import Contents
from pipeline.release.keyed_ids import Keys, key_of, keyed
from pipeline.release.sampled_rows import Found, SampledDocument, quality_rows, sampled_rows
from pipeline.review.estimates import Estimate, Reviewed, estimates_of
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample
from schemas.vocabulary import SampledState


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample that people judged, what their answers say, and how many of its rows are the same in a release."""

    reviewed: Reviewed
    estimates: tuple[Estimate, ...]
    n_sampled: int
    n_unchanged: int


def with_measured(
    snapshot: Snapshot, reviewed: Sequence[Reviewed], keys: Keys
) -> tuple[Snapshot, tuple[Measured, ...]]:
    """Return the snapshot of a release with the tables `quality` and `sampled`, and what stands in them.

    `reviewed` are samples with answers, `keys` those of the release. Raises ReleaseError if a file cannot be read.
    """
    if not reviewed:
        return snapshot, ()
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    documents = find_documents(contents, [one.sample for one in reviewed])
    measured: list[Measured] = []
    rows: dict[str, list[dict[str, object]]] = {"quality": [], "sampled": []}
    for one in reviewed:
        states = find_states(contents, one.sample, documents, keys)
        estimates = tuple(estimates_of(one))
        n_same = n_unchanged(states)
        measured.append(Measured(one, estimates, len(states), n_same))
        rows["quality"] += quality_rows(one, estimates, len(states), n_same)
        rows["sampled"] += sampled_rows(one, states, documents)
    files = [_stored(snapshot, table, found) for table, found in rows.items() if found]
    ordered = sorted([*snapshot.files, *files], key=lambda file: (file.table, file.month or ""))
    return replace(snapshot, files=tuple(ordered)), tuple(measured)


def _stored(snapshot: Snapshot, table: str, rows: list[dict[str, object]]) -> StoredFile:
    stored = put_file(snapshot.storage, encode(table, table_from_rows(table, rows)), len(rows))
    return StoredFile(table, None, stored.name, stored.sha256, stored.n_bytes, stored.n_rows)


def find_documents(contents: Contents, samples: Sequence[Sample]) -> dict[str, SampledDocument]:
    """Return the sampled documents that are there, by id. The months that they were in are read first."""
    sampled = {(row.document_id, row.month) for sample in samples for row in sample.rows}
    sampled |= {(place.document_id, place.month) for sample in samples for place in sample.paragraphs}
    wanted, months = {document_id for document_id, _ in sampled}, {month for _, month in sampled}
    found: dict[str, SampledDocument] = {}
    for file in sorted(contents.of("documents"), key=lambda file: file.month not in months):
        if len(found) == len(wanted):
            break
        rows = contents.read(file, ("document_id", "redistribution", "status"))
        is_wanted = pc.is_in(rows["document_id"], value_set=pa.array(sorted(wanted), pa.string()))
        for row in rows.filter(is_wanted).to_pylist():
            found[row["document_id"]] = SampledDocument(
                file.month, row.get("redistribution", "full_text"), row.get("status", "published")
            )
    return found


def states_of(contents: Contents, sample: Sample) -> dict[str, Found]:
    """Return for each sampled row, by id, what became of it in a release."""
    return find_states(contents, sample, find_documents(contents, [sample]), Keys())


def find_states(
    contents: Contents, sample: Sample, documents: Mapping[str, SampledDocument], keys: Keys
) -> dict[str, Found]:
    """Do the same where the documents are known, and the keys of those whose text is withheld."""
    names = {row.row_id: _names_of(row.row_id, keys.documents.get(row.document_id)) for row in sample.rows}
    months = {documents[row.document_id].month for row in sample.rows if row.document_id in documents}
    found = _digests(contents, sample.table, {name for known in names.values() for name in known}, months)
    lost = {row.document_id for row in sample.rows if found.keys().isdisjoint(names[row.row_id])}
    opened = _opened(contents, sample.table, lost & documents.keys() - keys.documents.keys(), months)
    if opened:
        names |= {row_id: (*known, opened[row_id]) for row_id, known in names.items() if row_id in opened}
        found |= _digests(contents, sample.table, opened.values(), months)
    states: dict[str, Found] = {}
    for row in sample.rows:
        present = next((name for name in names[row.row_id] if name in found), None)
        if present is None:
            states[row.row_id] = Found(None, SampledState.GONE)
        else:
            is_same = found[present] == row.digest
            states[row.row_id] = Found(present, SampledState.UNCHANGED if is_same else SampledState.CHANGED)
    return states


def _names_of(row_id: str, key: bytes | None) -> tuple[str, ...]:
    return (row_id,) if key is None else (row_id, keyed(row_id, key))


def _opened(contents: Contents, table: str, documents: Set[str], months: Set[str | None]) -> dict[str, str]:
    """Return the ids that rows of these documents have now by those that they had while the texts were withheld."""
    if not documents:
        return {}
    key = LAYERS[table].key
    texts = _rows_of(contents, "documents", ("document_id", "text"), documents, months)
    keys = {row["document_id"]: key_of(row["text"]) for row in texts if row["text"] is not None}
    rows = _rows_of(contents, table, ("document_id", key), keys.keys(), months)
    return {keyed(row[key], keys[row["document_id"]]): row[key] for row in rows}


def _rows_of(
    contents: Contents, table: str, columns: Sequence[str], documents: Set[str], months: Set[str | None]
) -> Iterator[dict[str, Any]]:
    wanted = pa.array(sorted(documents), pa.string())
    for file in contents.of(table):
        for batch in contents.batches(file, columns) if file.month in months else ():
            yield from batch.filter(pc.is_in(batch["document_id"], value_set=wanted)).to_pylist()


def _digests(contents: Contents, table: str, ids: Iterable[str], months: set[str | None]) -> dict[str, str]:
    """Return a hash of what each of these rows says, by id, of those that are there."""
    layer = LAYERS[table]
    wanted = pa.array(sorted(ids), pa.string())
    found: dict[str, str] = {}
    for file in contents.of(table):
        for batch in contents.batches(file, (layer.key, *layer.says)) if file.month in months else ():
            for row in batch.filter(pc.is_in(batch[layer.key], value_set=wanted)).to_pylist():
                found[row[layer.key]] = layer.digest_of(row)
    return found


def n_unchanged(states: Mapping[str, Found]) -> int:
    """Count the rows that say the same."""
    return sum(found.state == SampledState.UNCHANGED for found in states.values())
