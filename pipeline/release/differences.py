"""All differences between two releases: the rows with their causes, and the table `changes`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.causes import find_causes
from pipeline.release.contents import Contents
from pipeline.release.diff import TableDiff, diff_contents
from schemas.export import arrow_schema


@dataclass(frozen=True, slots=True)
class Differences:
    """The differing rows of each table and, in the same order, the cause of each."""

    tables: Mapping[str, TableDiff]
    causes: Mapping[str, pa.Array]

    @property
    def n_rows(self) -> int:
        """Count the differing rows."""
        return sum(diff.rows.num_rows for diff in self.tables.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """Count rows by table and change, without tables that do not differ."""
        counts = {}
        for table, diff in self.tables.items():
            if diff.rows.num_rows:
                counts[table] = {change: diff.count(change) for change in ("added", "removed", "changed")}
        return counts

    def cause_counts(self) -> dict[str, int]:
        """Count rows by cause, sorted by name."""
        total: Counter[str] = Counter()
        for causes in self.causes.values():
            for pair in pc.value_counts(causes).to_pylist():
                total[pair["values"]] += pair["counts"]
        return dict(sorted(total.items()))

    def changes(self) -> pa.Table:
        """Return the table `changes`: one row for each difference, by table in the contract's order, then by key."""
        schema = arrow_schema("changes")
        parts = [schema.empty_table()]
        for table, diff in self.tables.items():
            rows = diff.rows
            names = pa.array([table]).take(pa.array([0] * rows.num_rows, pa.int64()))
            columns = {"table": names, "cause": self.causes[table]}
            columns |= {name: rows[name] for name in ("row_id", "change", "columns")}
            parts.append(pa.table([columns[name] for name in schema.names], schema=schema))
        return pa.concat_tables(parts)


def find_differences(previous: Contents, current: Contents, other_shares: pa.Array | None = None) -> Differences:
    """Find all differing rows with their causes. Raises ReleaseError if a file cannot be read.

    `other_shares` are the ids of documents of which another share may be quoted than before.
    """
    tables = diff_contents(previous, current)
    return Differences(tables, find_causes(previous, current, tables, other_shares))
