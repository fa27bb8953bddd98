"""Count what the plots of a release show, from its tables, and describe it in words.

Only the columns that are counted are read, month by month. The words are the plots' alternative texts, for readers who
cannot see them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.contents import Contents
from pipeline.release.differences import Differences
from schemas.vocabulary import Cause, Change, StatementType

UNDATED = "undated"

MonthCounts = Mapping[str, Mapping[str, int]]
"""Statements by month (`2025-08`, or `undated`) and type; months and types without any may be left out."""

ChangeCounts = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Rows that differ from the release before, by table, change and cause; zeros may be left out."""

_MAX_NAMED = 5
_MAX_LETTERS = 60


@dataclass(frozen=True, slots=True)
class QuotedActor:
    """An actor and how many statements it is the speaker of."""

    name: str
    n_statements: int


def count_statements(contents: Contents) -> dict[str, dict[str, int]]:
    """Return the statements by month of publication and type. Raises ReleaseError when a file cannot be read."""
    counts = {}
    for file in contents.of("statements"):
        found = pc.value_counts(contents.read(file, ("type",))["type"].combine_chunks()).to_pylist()
        counts[file.month or UNDATED] = {pair["values"]: pair["counts"] for pair in found}
    return counts


def count_quoted(contents: Contents, limit: int = 15) -> list[QuotedActor]:
    """Count the actors with most statements, most first, ties by name; fewer than `limit` if fewer speak.

    Actors whose name is withheld are omitted.
    """
    order = [("n_statements", "descending"), ("name", "ascending"), ("actor_id", "ascending")]
    first: pa.Table | None = None
    for actors in contents.scan("actors", [name for name, _ in order]):
        named = actors.filter(pc.and_(pc.greater(actors["n_statements"], 0), pc.is_valid(actors["name"])))
        first = (named if first is None else pa.concat_tables([first, named])).sort_by(order).slice(0, limit)
    return [QuotedActor(row["name"], row["n_statements"]) for row in (first.to_pylist() if first is not None else ())]


def count_changes(differences: Differences) -> dict[str, dict[str, dict[str, int]]]:
    """Return the rows by table, change and cause; tables without differences are left out."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for table, diff in differences.tables.items():
        pairs = pa.table({"change": diff.rows["change"], "cause": differences.causes[table]})
        for row in pairs.group_by(["change", "cause"]).aggregate([([], "count_all")]).to_pylist():
            counts.setdefault(table, {}).setdefault(row["change"], {})[row["cause"]] = row["count_all"]
    return counts


def describe_statements(counts: MonthCounts) -> str:
    """Describe the plot of statements: totals by type, the months covered, and the one with most."""
    by_type: Counter[str] = Counter()
    for types in counts.values():
        by_type.update(types)
    total = sum(by_type.values())
    if not total:
        return "There are no statements."
    kinds = ", ".join(f"{by_type[kind]:,} {kind.replace('_', ' ')}" for kind in StatementType.values() if by_type[kind])
    by_month = {month: sum(types.values()) for month, types in sorted(counts.items())}
    dated = {month: n for month, n in by_month.items() if month != UNDATED and n}
    words = [f"Bar chart of {total:,} statements by type and month: {kinds}."]
    if len(dated) > 1:
        fullest = max(dated, key=lambda month: (dated[month], month))
        words.append(f"They run from {min(dated)} to {max(dated)}; most are of {fullest} ({dated[fullest]:,}).")
    elif dated:
        words.append(f"All dated ones are of {min(dated)}.")
    if by_month.get(UNDATED):
        words.append(f"{by_month[UNDATED]:,} are in documents without a date.")
    return " ".join(words)


def describe_quoted(actors: Sequence[QuotedActor]) -> str:
    """Describe the plot of actors: the first few with their numbers."""
    if not actors:
        return "No actor is quoted."
    first = ", ".join(f"{_short(actor.name)} ({actor.n_statements:,})" for actor in actors[:_MAX_NAMED])
    last = f"; the last of {len(actors)} shown has {actors[-1].n_statements:,}" if len(actors) > _MAX_NAMED else ""
    return f"Bar chart of the actors with most statements: {first}{last}."


def describe_changes(counts: ChangeCounts) -> str:
    """Describe the plot of changes: rows by change for each table, then by cause."""
    parts, causes = [], Counter[str]()
    for table, changes in counts.items():
        numbers = {change: sum(changes.get(change, {}).values()) for change in Change.values()}
        if any(numbers.values()):
            parts.append(f"{table} " + ", ".join(f"{n:,} {change}" for change, n in numbers.items() if n))
        for by_cause in changes.values():
            causes.update(by_cause)
    if not parts:
        return "No row differs from the release before."
    why = ", ".join(f"{cause} {causes[cause]:,}" for cause in Cause.values() if causes[cause])
    return f"Bar chart of the rows that differ from the release before: {'; '.join(parts)}. By cause: {why}."


def _short(name: str) -> str:
    """Return a name in one line of bounded length."""
    joined = " ".join(name.split())
    return joined if len(joined) <= _MAX_LETTERS else joined[: _MAX_LETTERS - 1] + "…"
