"""Put a month together from the rows that stay and those that are new."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.document_rows import with_plan
from pipeline.lake.kept_month import KeptMonth, read_intact
from pipeline.lake.storage import Storage
from pipeline.validate.contract import check_contract
from schemas.export import arrow_schema
from schemas.tables import TABLES


def read_kept(storage: Storage, kept: KeptMonth, tables: tuple[str, ...]) -> dict[str, pa.Table]:
    """Read the rows of `tables` that stay, those of `documents` as planned now.

    Raises DamagedFileError if a file is missing or damaged.
    """
    return {table: _kept_rows(storage, kept, table) for table in tables}


def _kept_rows(storage: Storage, kept: KeptMonth, table: str) -> pa.Table:
    if table not in kept.files:
        return arrow_schema(table).empty_table()
    rows = read_intact(storage, kept.files[table])
    stay = kept.documents["document_id"] if table == "documents" else kept.annotated
    rows = rows.filter(pc.is_in(rows["document_id"], value_set=pa.chunked_array(stay).combine_chunks()))
    return with_plan(rows, kept.documents) if table == "documents" else rows


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
