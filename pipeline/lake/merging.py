"""Put a month together from the rows that stay and those that are new."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract.renaming import rename_document
from pipeline.extract.rows import Row
from pipeline.lake.document_rows import with_plan
from pipeline.lake.kept_month import KeptMonth, read_intact
from pipeline.lake.parquet import table_from_rows
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import ANNOTATED_TABLES, STAGED_TABLES
from pipeline.validate.contract import check_contract
from schemas.export import arrow_schema
from schemas.tables import TABLES


def read_kept(storage: Storage, kept: KeptMonth) -> dict[str, pa.Table]:
    """Read the rows that stay, by table, those of `documents` as planned now.

    Raises DamagedFileError if a file is missing or damaged.
    """
    return {table: _kept_rows(storage, kept, table) for table in STAGED_TABLES}


def _kept_rows(storage: Storage, kept: KeptMonth, table: str) -> pa.Table:
    if table == "documents":
        return with_plan(_rows_of(storage, kept, table, kept.documents["document_id"]), kept.documents)
    return _rows_of(storage, kept, table, pa.chunked_array([kept.annotated]))


def _rows_of(storage: Storage, kept: KeptMonth, table: str, document_ids: pa.ChunkedArray) -> pa.Table:
    """Read the rows that these documents have in the last state."""
    if table not in kept.files:
        return arrow_schema(table).empty_table()
    rows = read_intact(storage, kept.files[table])
    return rows.filter(pc.is_in(rows["document_id"], value_set=document_ids.combine_chunks()))


def renamed_rows(storage: Storage, kept: KeptMonth) -> dict[str, pa.Table]:
    """Return the annotations of documents that get those of another document of the same text, by table.

    Raises DamagedFileError if a file is missing or damaged.
    """
    if not kept.renamed.num_rows:
        return {}
    tables = {table: _rows_of(storage, kept, table, kept.renamed["was"]) for table in STAGED_TABLES}
    text_of = dict(zip(*(tables["documents"][name].to_pylist() for name in ("document_id", "text")), strict=True))
    rows_of: dict[str, dict[str, list[Row]]] = {was: {table: [] for table in ANNOTATED_TABLES} for was in text_of}
    for table in ANNOTATED_TABLES:
        for row in tables[table].to_pylist():
            rows_of[row["document_id"]][table].append(row)
    renamed: dict[str, list[Row]] = {table: [] for table in ANNOTATED_TABLES}
    for pair in kept.renamed.to_pylist():
        found = rename_document(rows_of[pair["was"]], text_of[pair["was"]], pair["document_id"])
        for table, rows in found.items():
            renamed[table] += rows
    return {table: table_from_rows(table, rows) for table, rows in renamed.items()}


def is_sound_together(kept: Mapping[str, pa.Table], fresh: Mapping[str, pa.Table]) -> bool:
    """Whether rows that were good in a month before are so beside `fresh` ones, which are good by themselves.

    Rows refer to rows of their own document only, so no more than two things may be wrong: a value of the plan, and two
    documents whose rows have one id, which 64 bits make as good as impossible.
    """
    contract = check_contract("documents", kept["documents"])
    if contract.problems or contract.failures:
        return False
    return not any(_shares_keys(table, rows, fresh[table]) for table, rows in kept.items())


def _shares_keys(table: str, kept: pa.Table, fresh: pa.Table) -> bool:
    key, *others = TABLES[table].key
    if others:  # they are unique themselves, or belong to one document
        return False
    return bool(pc.any(pc.is_in(kept[key], value_set=fresh[key].combine_chunks())).as_py())
