"""Report the difference between two releases, as text and as JSON: counts by table and month, causes, and every row."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import semver

from pipeline.release.differences import Differences
from pipeline.release.manifest import Manifest
from pipeline.release.version import VersionStep

FORMAT = 1
_LEVELS = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """Differing rows of one table and month (None for a corpus-wide table), by change and by cause."""

    table: str
    month: str | None
    added: int
    removed: int
    changed: int
    causes: dict[str, int]


def count_by_month(differences: Differences) -> Iterator[MonthCounts]:
    """Count by table, in the contract's order, then by month; a moved row counts in its new month."""
    for table, diff in differences.tables.items():
        changes: dict[str, Counter[str]] = {}
        causes: dict[str, Counter[str]] = {}
        for row in _rows(differences, table):
            changes.setdefault(row["month"] or "", Counter())[row["change"]] += 1
            causes.setdefault(row["month"] or "", Counter())[row["cause"]] += 1
        for month in sorted(changes):
            found = changes[month]
            yield MonthCounts(
                diff.table,
                month or None,
                found["added"],
                found["removed"],
                found["changed"],
                dict(sorted(causes[month].items())),
            )


def _rows(differences: Differences, table: str) -> Iterator[dict[str, Any]]:
    """Yield the differing rows of `table` by key."""
    rows = differences.tables[table].rows
    names = ("row_id", "change", "columns", "old.month", "new.month")
    columns = [rows[name].to_pylist() for name in names] + [differences.causes[table].to_pylist()]
    for row_id, change, differing, was, now, cause in zip(*columns, strict=True):
        month = now if now is not None else was
        yield {
            "table": table,
            "month": month or None,
            "row_id": row_id,
            "change": change,
            "columns": differing,
            "cause": cause,
        }


def distance_finding(old: Manifest, new: Manifest, step: VersionStep | None) -> str | None:
    """Report if the version of `new` is too close to `old` for the differences; None if not, or if it is not later."""
    before, after = semver.Version.parse(old.version), semver.Version.parse(new.version)
    if step is None or after < before:
        return None
    parts = {"major": after.major > before.major, "minor": after.minor > before.minor, "patch": after > before}
    found = next((level for level in reversed(_LEVELS) if parts[level]), None)
    if found is not None and _LEVELS.index(found) >= _LEVELS.index(step.level):
        return None
    return f"{new.version} is too close to {old.version}: the difference is {step.level}"


def write_report(differences: Differences, old: str, new: str, step: VersionStep | None) -> Iterator[str]:
    """Yield the whole difference of the releases `old` and `new` as JSON, one line for each month and row."""
    head = {
        "diff_format": FORMAT,
        "old": old,
        "new": new,
        "level": step.level if step else None,
        "reasons": list(step.reasons) if step else [],
        "causes": differences.cause_counts(),
        "tables": differences.counts(),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    months = [
        {"table": m.table, "month": m.month, "added": m.added, "removed": m.removed, "changed": m.changed}
        | {"causes": m.causes}
        for m in count_by_month(differences)
    ]
    yield from _listed("months", months)
    yield from _listed("rows", (row for table in differences.tables for row in _rows(differences, table)))
    yield "\n}\n"


def _listed(name: str, items: Any) -> Iterator[str]:
    yield f',\n "{name}": ['
    for number, item in enumerate(items):
        yield (",\n  " if number else "\n  ") + json.dumps(item, ensure_ascii=False)
    yield "\n ]"
