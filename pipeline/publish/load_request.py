"""Determine from a release's manifest what to load."""

from collections.abc import Mapping

from pipeline.publish.loading import LoadRequest, written_schema
from pipeline.release.manifest import Manifest
from schemas.export import arrow_schema, schema_fingerprint
from schemas.tables import TABLES


def load_tables(place: str, revision: str | None, manifest: Manifest, *, is_full: bool = False) -> LoadRequest:
    """Request every table of the release of `manifest` by its config: the first row, or all rows if `is_full`."""
    filled = {table: entry.n_rows for table, entry in manifest.tables.items() if entry.n_rows}
    schemas = {
        table: written_schema(arrow_schema(table).remove_metadata())
        for table in filled
        if _is_of_this_contract(table, manifest)
    }
    # Cards of releases made before they named their version have none.
    return LoadRequest(place, revision, list(filled), schemas, "", {}, {}, filled if is_full else {})


def load_files(place: str, files: Mapping[str, list[str]], n_rows: Mapping[str, int]) -> LoadRequest:
    """Request complete files on disk by table; `n_rows` is the sum over a table's files."""
    return LoadRequest(place, None, [], {}, "", dict(files), dict(n_rows), {})


def _is_of_this_contract(table: str, manifest: Manifest) -> bool:
    """False for a table of an untagged release that different code made."""
    return table in TABLES and manifest.tables[table].schema_fingerprint == schema_fingerprint(table)
