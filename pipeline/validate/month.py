"""A month's staged tables held against the contract: what may be promoted, what is rejected, what blocks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from pipeline.identity import make_id
from pipeline.parse.document import Rejection
from pipeline.validate.contract import RowFailure, check_contract, to_frame
from pipeline.validate.references import broken_spans, unresolved_references
from schemas.export import arrow_schema
from schemas.tables import MONTHLY_TABLES, TABLES

# A row that goes can leave another one without its key, so tables are checked until nothing more goes. Each round
# removes a row or ends; nesting of statements is the only chain, and it is short.
_CHECKED = tuple(table for table in MONTHLY_TABLES if table != "rejected")


@dataclass(slots=True)
class MonthVerdict:
    """`tables` are the good rows, with everything rejected in `rejected`; `problems` block the month, by table.

    `n_rejected` counts the rows that validation itself turned away, by table.
    """

    tables: dict[str, pa.Table]
    problems: dict[str, list[str]] = field(default_factory=dict)
    n_rejected: dict[str, int] = field(default_factory=dict)

    @property
    def is_promotable(self) -> bool:
        """Whether the month may be promoted to the index."""
        return not self.problems


def rejected_rows(rejections: Iterable[Rejection]) -> pa.Table:
    """Rejections as the table `rejected`, sorted by seed, line and id; equal ones appear once."""
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


def validate_month(tables: Mapping[str, pa.Table], rejections: Iterable[Rejection]) -> MonthVerdict:
    """Validate a month's staged tables (all of `MONTHLY_TABLES` but `rejected`), given what was rejected before."""
    problems: dict[str, list[str]] = {}
    failures: dict[str, dict[int, RowFailure]] = {table: {} for table in _CHECKED}
    frames = {table: to_frame(tables[table]) for table in _CHECKED}
    for table in _CHECKED:
        verdict = check_contract(table, tables[table], frames[table])
        if verdict.problems:
            problems[table] = list(verdict.problems)
        failures[table] = {failure.index: failure for failure in verdict.failures}
    if problems:
        return MonthVerdict(dict(tables), problems)
    kept = _without_broken_rows(frames, failures)
    turned_away = [
        rejection for table in _CHECKED for rejection in _rejections(table, frames, failures[table].values())
    ]
    good = {table: _taken(tables[table], kept[table].index) for table in _CHECKED}
    good["rejected"] = rejected_rows([*rejections, *turned_away])
    rejected_verdict = check_contract("rejected", good["rejected"])
    if rejected_verdict.problems or rejected_verdict.failures:
        details = [*rejected_verdict.problems, *(failure.detail for failure in rejected_verdict.failures)]
        return MonthVerdict(good, {"rejected": details})
    return MonthVerdict(good, n_rejected={table: len(found) for table, found in failures.items() if found})


def _taken(rows: pa.Table, kept: "pd.Index[int]") -> pa.Table:
    return rows if len(kept) == rows.num_rows else rows.take(pa.array(kept, pa.int64()))


def _without_broken_rows(
    frames: Mapping[str, pd.DataFrame], failures: dict[str, dict[int, RowFailure]]
) -> dict[str, pd.DataFrame]:
    """The frames less every row that fails; `failures` gains what keys and spans turn away."""
    kept = {table: _without(frame, failures[table]) for table, frame in frames.items()}
    for table in _CHECKED:
        _drop(kept, table, failures[table], broken_spans(table, kept))
    is_settled = False
    while not is_settled:
        is_settled = True
        for table in _CHECKED:
            if _drop(kept, table, failures[table], unresolved_references(table, kept)):
                is_settled = False
    return kept


def _without(frame: pd.DataFrame, failures: Iterable[int]) -> pd.DataFrame:
    lost = list(failures)
    return frame.drop(index=lost) if lost else frame


def _drop(kept: dict[str, pd.DataFrame], table: str, known: dict[int, RowFailure], found: Iterable[RowFailure]) -> bool:
    fresh: dict[int, RowFailure] = {}
    for failure in found:
        fresh.setdefault(failure.index, failure)
    known.update(fresh)
    kept[table] = _without(kept[table], fresh)
    return bool(fresh)


def _rejections(table: str, frames: Mapping[str, pd.DataFrame], failures: Iterable[RowFailure]) -> list[Rejection]:
    documents = frames["documents"]
    origin_of = dict(
        zip(documents["document_id"], zip(documents["seed"], documents["seed_sha256"], strict=True), strict=True)
    )
    found = []
    for failure in failures:
        row = frames[table].loc[failure.index]
        document_id = row["document_id"] if isinstance(row["document_id"], str) else None
        seed, seed_sha256 = origin_of.get(document_id, ("", None))
        found.append(
            Rejection(
                seed=seed,
                stage="validate",
                reason=failure.reason,
                detail=f"{row[TABLES[table].key[-1]]}: {failure.detail}",
                seed_sha256=seed_sha256,
                document_id=document_id,
                table=table,
            )
        )
    return found
