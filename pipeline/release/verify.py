"""Verify a release folder against its manifest, without any other input.

Findings are sentences. No findings means: every file exists and is intact, and there are no others; tables have the
declared contract; keys are unique over all months; references resolve; spans match their texts; nothing is included
that its document's rights withhold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.lake.intact import hash_of
from pipeline.lake.snapshot import StoredFile
from pipeline.lake.storage import Storage
from pipeline.release.contents import Contents
from pipeline.release.known_keys import is_doubtful, pointed_at, references_of
from pipeline.release.manifest import (
    MANIFEST,
    FileEntry,
    Manifest,
    content_fingerprint,
    fingerprint_of,
    read_manifest,
)
from pipeline.release.withheld import withheld_findings
from pipeline.validate.references import broken_spans

_MAX_NAMED = 3
_SPAN_TABLES = ("dates", "mentions", "statements")


def verify_release(storage: Storage) -> list[str]:
    """Return the findings on the release in the folder `storage`, sorted by what they concern; empty if it is valid.

    Raises ReleaseError if the manifest is missing or unreadable: then there is no release to verify.
    """
    try:
        manifest = read_manifest(storage.read(MANIFEST), f"{storage.url}/{MANIFEST}")
    except FileNotFoundError:
        raise ReleaseError(f"{storage.url}: no {MANIFEST}, so no release; name the folder of one version") from None
    return verify_files(storage, manifest)


def verify_files(
    storage: Storage, manifest: Manifest, *, trusted: Manifest | None = None, is_hashed: bool = False
) -> list[str]:
    """Return findings on the files that `manifest` names; the manifest itself need not be written yet.

    With `is_hashed` (the publisher has hashed the bytes it wrote) only sizes are compared. Spans are not checked again
    in months whose files are all in `trusted` (a verified release); keys and references between months are always
    checked.
    """
    findings, whole = _file_findings(storage, manifest, trusted, is_hashed=is_hashed)
    # Rows are looked at only when every table is whole: with a file missing, all its references would be findings.
    if whole is not None:
        findings += [*_identity_findings(whole.contents), *_month_findings(whole)]
    return findings


def verify_months(
    storage: Storage, manifest: Manifest, *, trusted: Manifest | None = None, is_hashed: bool = False
) -> list[str]:
    """Do all of `verify_files` except keys and references: the checks that must pass before anything is published."""
    findings, whole = _file_findings(storage, manifest, trusted, is_hashed=is_hashed)
    return findings if whole is None else [*findings, *_month_findings(whole)]


def verify_keys(storage: Storage, manifest: Manifest) -> list[str]:
    """Do the rest: report repeated keys and unresolved references over all months. The files must be intact."""
    return list(_identity_findings(Contents(storage, manifest.stored_files(), manifest.tables, manifest.settings)))


@dataclass(frozen=True, slots=True)
class _Whole:
    """Tables whose files all exist and are as declared; `fresh` are the months with files that are not trusted."""

    contents: Contents
    fresh: set[str | None]


def _file_findings(
    storage: Storage, manifest: Manifest, trusted: Manifest | None, *, is_hashed: bool
) -> tuple[list[str], _Whole | None]:
    """Return the findings on the manifest and on files as such; the tables where all of them can be read."""
    findings = list(_manifest_findings(manifest))
    present = storage.sizes("")
    named = {file.path: file for file in manifest.files}
    findings += [f"{path}: is not in the manifest" for path in sorted(present.keys() - named.keys() - {MANIFEST})]
    readable = []
    for path, file in sorted(named.items()):
        finding = _file_finding(storage, file, present.get(path), is_hashed=is_hashed)
        if finding:
            findings.append(finding)
        elif file.table is not None:
            readable.append(path)
    files = tuple(file for file in manifest.stored_files() if file.name in readable)
    contents = Contents(storage, files, manifest.tables, manifest.settings)
    known = {(file.path, file.sha256) for file in trusted.files} if trusted else set()
    fresh = [file for file in files if (file.name, file.sha256) not in known]
    unsound = [finding for file in fresh for finding in _table_file_findings(contents, file)]
    is_whole = not unsound and len(readable) == sum(file.table is not None for file in manifest.files)
    return findings + unsound, _Whole(contents, {file.month for file in fresh}) if is_whole else None


def _month_findings(whole: _Whole) -> Iterator[str]:
    """Yield the spans that do not fit, and what may not be passed on, in the fresh months."""
    yield from _span_findings(whole.contents, whole.fresh)
    yield from withheld_findings(whole.contents, whole.fresh)


def _manifest_findings(manifest: Manifest) -> Iterator[str]:
    """Return contradictions within the manifest."""
    files = manifest.stored_files()
    for table, entry in manifest.tables.items():
        n_rows = sum(file.n_rows for file in files if file.table == table)
        if n_rows != entry.n_rows:
            yield f"{MANIFEST}: {table} has {entry.n_rows} rows, its files {n_rows}"
        if fingerprint_of(entry) != entry.schema_fingerprint:
            yield f"{MANIFEST}: {table}: the schema fingerprint is not that of its columns and key"
    unknown = sorted({file.table for file in files} - manifest.tables.keys())
    yield from (f"{MANIFEST}: {table}: has files but no entry" for table in unknown)
    if content_fingerprint(manifest.tables, files) != manifest.content_fingerprint:
        yield f"{MANIFEST}: the content fingerprint is not that of its tables and files"


def _file_finding(storage: Storage, file: FileEntry, size: int | None, *, is_hashed: bool) -> str | None:
    if size is None:
        return f"{file.path}: is missing"
    if size != file.n_bytes:
        return f"{file.path}: has {size} bytes, not {file.n_bytes}"
    if not is_hashed and hash_of(storage, file.path) != file.sha256:
        return f"{file.path}: its bytes are not those of the release (SHA-256 differs)"
    return None


def _table_file_findings(contents: Contents, file: StoredFile) -> list[str]:
    """Check that a Parquet file has the rows and columns that the manifest declares."""
    try:
        with contents.storage.open(file.name) as handle:
            parquet = pq.ParquetFile(handle, pre_buffer=False)
            schema, n_rows = parquet.schema_arrow, parquet.metadata.num_rows
    except (OSError, pa.ArrowInvalid) as error:
        return [f"{file.name}: is not a readable Parquet file ({error})"]
    entry = contents.tables.get(file.table)
    declared = [(c.name, c.type, c.is_nullable) for c in entry.columns] if entry else []
    findings = []
    if [(field.name, _type_name(field.type), field.nullable) for field in schema] != declared:
        findings.append(f"{file.name}: its columns are not those that the manifest declares for {file.table}")
    if n_rows != file.n_rows:
        findings.append(f"{file.name}: has {n_rows} rows, not {file.n_rows}")
    return findings


def _type_name(dtype: pa.DataType) -> str:
    """Return the type's name as the contract has it: Parquet calls a list's values `element`, Arrow `item`."""
    return str(dtype).replace("list<element: ", "list<item: ")


def _identity_findings(contents: Contents) -> Iterator[str]:
    """Yield the keys that are not unique and references that no row resolves.

    The ids themselves are only held, all at once, when their hashes leave a doubt: then there is something to name.
    """
    if not is_doubtful(contents):
        return
    known: dict[str, pa.Array] = {}
    references = {table: references_of(contents, table) for table in contents.tables}
    # Tables that point to no other come first, so that the keys others point to are known by then.
    for table in sorted(contents.tables, key=lambda table: any(to != table for to in references[table].values())):
        entry = contents.tables[table]
        ids = _read_ids(contents, table, [*entry.key, *references[table]])
        yield from _repeated_keys(table, ids.select(list(entry.key)))
        if len(entry.key) == 1:
            known[table] = ids[entry.key[0]].combine_chunks()
        for column, to in references[table].items():
            if to in known:
                yield from _unresolved(table, column, to, pointed_at(column, ids[column]), known[to])


def _read_ids(contents: Contents, table: str, names: Sequence[str]) -> pa.Table:
    parts = list(contents.scan(table, names))
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    return pa.concat_tables(part.select(names) for part in parts) if parts else empty


def _repeated_keys(table: str, keys: pa.Table) -> Iterator[str]:
    counted = keys.group_by(keys.column_names).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1)).drop_columns("count_all")
    if twice.num_rows:
        first = ["/".join(str(value) for value in row.values()) for row in twice.slice(0, _MAX_NAMED).to_pylist()]
        yield f"{table}: {twice.num_rows} keys are not unique: {', '.join(sorted(first))}"


def _unresolved(table: str, column: str, target: str, values: pa.ChunkedArray, known: pa.Array) -> Iterator[str]:
    missing = pc.unique(values.filter(pc.invert(pc.is_in(values, value_set=known))))
    if len(missing):
        first = ", ".join(sorted(missing.to_pylist()[:_MAX_NAMED]))
        yield f"{table}: {len(missing)} values of {column} are missing from {target}: {first}"


def _span_findings(contents: Contents, months: set[str | None]) -> Iterator[str]:
    """Yield the rows of these months whose spans do not cut out their surface.

    Skip documents without their text.
    """
    for month in sorted(month for month in months if month is not None):
        files = {file.table: file for file in contents.files if file.month == month}
        if "documents" not in files:
            continue
        documents = contents.read(files["documents"], ("document_id", "text"))
        documents = documents.filter(pc.is_valid(documents["text"]))
        tables = {"documents": documents}
        for table in (table for table in _SPAN_TABLES if table in files):
            rows = contents.read(files[table])
            has_text = pc.is_in(rows["document_id"], value_set=documents["document_id"].combine_chunks())
            tables[table] = rows.filter(has_text)
            rows_at = np.flatnonzero(has_text.to_numpy())
            broken = list(broken_spans(table, tables))
            if broken:
                first = f"row {rows_at[broken[0].index]}: {broken[0].detail}"
                yield f"{files[table].name}: {len(broken)} rows break their spans: {first}"
