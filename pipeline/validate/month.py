"""Validate a month's staged tables: which rows may be promoted, which are rejected, and what blocks the month."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from pipeline.identity import make_id
from pipeline.parse.document import Rejection
from pipeline.validate.contract import check_contracts
from pipeline.validate.references import broken_spans, unresolved_references
from pipeline.validate.verdict import ContractVerdict, RowFailure
from schemas.export import arrow_schema
from schemas.tables import DERIVED_TABLES, MONTHLY_TABLES, TABLES

# A row that goes can leave another one without its key, so tables are checked until nothing more goes. Each round
# removes a row or ends; nesting of statements is the only chain, and it is short.
_CHECKED = tuple(table for table in MONTHLY_TABLES if table not in ("rejected", *DERIVED_TABLES))


@dataclass(slots=True)
class MonthVerdict:
    """`tables` are the good rows, with all rejections in `rejected`; `problems` block the month, by table.

    `n_rejected` counts the rows that validation rejected, by table.
    """

    tables: dict[str, pa.Table]
    problems: dict[str, list[str]] = field(default_factory=dict)
    n_rejected: dict[str, int] = field(default_factory=dict)

    @property
    def is_promotable(self) -> bool:
        """True if the month may be promoted to the index."""
        return not self.problems


def rejected_rows(rejections: Iterable[Rejection]) -> pa.Table:
    """Return rejections as the table `rejected`, sorted by seed, line and id, without duplicates."""
    rows = {}
    for r in rejections:
        parts = (r.seed, str(r.line or ""), r.table or "", r.stage, r.reason, r.detail, r.document_id or "")
        rejection_id = make_id("rejection", *parts)
        rows[rejection_id] = {
            "rejection_id": rejection_id,
            "seed": r.seed,
            "line": r.line,
            "seed_sha256": r.seed_sha256,
            "document_id": r.document_id,
            "table": r.table,
            "stage": r.stage,
            "reason": r.reason,
            "detail": r.detail,
        }
    ordered = sorted(rows.values(), key=lambda row: (row["seed"], row["line"] or 0, row["rejection_id"]))
    return pa.Table.from_pylist(ordered, schema=arrow_schema("rejected"))


@dataclass(frozen=True, slots=True)
class StagedMonth:
    """A month to validate: all of `MONTHLY_TABLES` except `rejected`, and earlier rejections."""

    tables: Mapping[str, pa.Table]
    rejections: Sequence[Rejection]


def validate_months(months: Sequence[StagedMonth]) -> list[MonthVerdict]:
    """Validate each month; validating many small ones together is much faster (see `check_contracts`)."""
    contracts = {table: check_contracts(table, [month.tables[table] for month in months]) for table in _CHECKED}
    verdicts = [
        _hold(month, {table: contracts[table][place] for table in _CHECKED}) for place, month in enumerate(months)
    ]
    passed = [verdict for verdict in verdicts if verdict.is_promotable]
    of_rejected = check_contracts("rejected", [verdict.tables["rejected"] for verdict in passed])
    for verdict, contract in zip(passed, of_rejected, strict=True):
        if contract.problems or contract.failures:
            details = [*contract.problems, *(failure.detail for failure in contract.failures)]
            verdict.problems["rejected"] = details
    return verdicts


def _hold(month: StagedMonth, contracts: Mapping[str, ContractVerdict]) -> MonthVerdict:
    """Return the verdict on a month whose tables have these verdicts, including keys and spans."""
    problems = {table: list(verdict.problems) for table, verdict in contracts.items() if verdict.problems}
    if problems:
        return MonthVerdict(dict(month.tables), problems)
    failures = {table: {f.index: f for f in verdict.failures} for table, verdict in contracts.items()}
    good = _without_broken_rows(month.tables, failures)
    turned_away = [r for table in _CHECKED for r in _rejections(table, month.tables, failures[table].values())]
    good["rejected"] = rejected_rows([*month.rejections, *turned_away])
    return MonthVerdict(good, n_rejected={table: len(found) for table, found in failures.items() if found})


class _Kept:
    """The remaining rows of a table."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows
        self._origins = np.arange(rows.num_rows)

    def index_of(self, position: int) -> int:
        """Return the original index of a remaining row."""
        return int(self._origins[position])

    def drop(self, indices: Iterable[int]) -> None:
        """Remove the rows with these original indices."""
        is_left = ~np.isin(self._origins, list(indices))
        if not is_left.all():
            self.rows, self._origins = self.rows.filter(pa.array(is_left)), self._origins[is_left]


def _without_broken_rows(
    tables: Mapping[str, pa.Table], failures: Mapping[str, dict[int, RowFailure]]
) -> dict[str, pa.Table]:
    """Return the tables without failing rows; add failures of keys and spans to `failures`."""
    kept = {table: _Kept(tables[table]) for table in _CHECKED}
    for table in _CHECKED:
        kept[table].drop(failures[table])
    for table in _CHECKED:
        _turn_away(kept[table], failures[table], broken_spans(table, _rows(kept)))
    is_settled = False
    while not is_settled:
        is_settled = True
        for table in _CHECKED:
            if _turn_away(kept[table], failures[table], unresolved_references(table, _rows(kept))):
                is_settled = False
    return _rows(kept)


def _rows(kept: Mapping[str, _Kept]) -> dict[str, pa.Table]:
    return {table: left.rows for table, left in kept.items()}


def _turn_away(kept: _Kept, known: dict[int, RowFailure], found: Iterable[RowFailure]) -> bool:
    """Drop the rows that fail, each for its first reason; return whether there are any."""
    fresh: dict[int, RowFailure] = {}
    for failure in found:
        index = kept.index_of(failure.index)
        fresh.setdefault(index, replace(failure, index=index))
    known.update(fresh)
    kept.drop(fresh)
    return bool(fresh)


def _rejections(table: str, tables: Mapping[str, pa.Table], failures: Collection[RowFailure]) -> list[Rejection]:
    if not failures:
        return []
    documents = tables["documents"].select(["document_id", "seed", "seed_sha256"]).to_pylist()
    origin_of = {row["document_id"]: (row["seed"] or "", row["seed_sha256"]) for row in documents if row["document_id"]}
    key = TABLES[table].key[-1]
    found = []
    for failure in failures:
        document_id = tables[table]["document_id"][failure.index].as_py()
        seed, seed_sha256 = origin_of.get(document_id, ("", None))
        found.append(
            Rejection(
                seed=seed,
                stage="validate",
                reason=failure.reason,
                detail=f"{tables[table][key][failure.index].as_py()}: {failure.detail}",
                seed_sha256=seed_sha256,
                document_id=document_id,
                table=table,
            )
        )
    return found
