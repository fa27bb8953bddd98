"""Count what the plots of a release show, from its tables, and describe it in words.

Only the columns that are counted are read, month by month. The words are the plots' alternative texts, for readers who
cannot see them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.contents import Contents
from pipeline.release.differences import Differences
from pipeline.release.plotted import (
    ALL_OUTLETS,
    UNDATED,
    ChangeCounts,
    MonthCounts,
    OutletRates,
    OutletShares,
    QuotedActor,
    Shares,
)
from schemas.coverage import NO_PUBLISHER
from schemas.vocabulary import ActorKind, Cause, Change, StatementType

_MOST_LINES = 5
_MOST_ROWS = 9
_MAX_NAMED = 5
_MAX_LETTERS = 60


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


def count_rates(contents: Contents) -> dict[str, dict[str, tuple[int, int]]]:
    """Return statements and documents by outlet and month, all outlets first, then those with most documents.

    Undated documents are left out. Raises ReleaseError when a file cannot be read.
    """
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for rows in contents.scan("coverage", ("month", "publisher", "n_statements", "n_documents")):
        for row in rows.to_pylist():
            if row["month"] != UNDATED:
                for outlet in (ALL_OUTLETS, row["publisher"]):
                    said, held = sums.get((outlet, row["month"]), (0, 0))
                    sums[outlet, row["month"]] = said + row["n_statements"], held + row["n_documents"]
    n_documents: Counter[str] = Counter()
    for (outlet, _), (_, held) in sums.items():
        n_documents[outlet] += held
    order = _all_first(n_documents, _MOST_LINES)
    return {outlet: {month: counts for (of, month), counts in sorted(sums.items()) if of == outlet} for outlet in order}


def count_shares(contents: Contents) -> dict[str, Shares]:
    """Return the shares of all outlets together and of those with most statements, each saying counted once.

    Raises ReleaseError when a file cannot be read.
    """
    counts: dict[str, Counter[str]] = {}
    for rows in contents.scan("statements", _SHARED):
        once = rows.filter(rows["counts_once"])
        for row in once.group_by(["publisher", "type", "speaker_kind"]).aggregate([([], "count_all")]).to_pylist():
            manner = row["type"] if row["type"] in ("direct", "indirect") else "other"
            kind = row["speaker_kind"]
            speaker = (
                "nobody"
                if kind in (None, ActorKind.DOCUMENT)
                else "unnamed"
                if kind == ActorKind.UNNAMED_SOURCE
                else "named"
            )
            for outlet in (ALL_OUTLETS, row["publisher"] or NO_PUBLISHER):
                counts.setdefault(outlet, Counter()).update({manner: row["count_all"], speaker: row["count_all"]})
    sizes = Counter({outlet: found["direct"] + found["indirect"] + found["other"] for outlet, found in counts.items()})
    return {
        outlet: Shares(
            (counts[outlet]["direct"], counts[outlet]["indirect"], counts[outlet]["other"]),
            (counts[outlet]["named"], counts[outlet]["unnamed"], counts[outlet]["nobody"]),
        )
        for outlet in _all_first(sizes, _MOST_ROWS)
    }


_SHARED = ("publisher", "type", "speaker_kind", "counts_once")


def _all_first(sizes: Mapping[str, int], most: int) -> list[str]:
    """All outlets together, then each by size and name; a single one is the same as all."""
    outlets = sorted((outlet for outlet in sizes if outlet != ALL_OUTLETS), key=lambda outlet: (-sizes[outlet], outlet))
    first = [ALL_OUTLETS] if ALL_OUTLETS in sizes else []
    return first + (outlets[:most] if len(outlets) > 1 else [])


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


def describe_rates(rates: OutletRates) -> str:
    """Describe the plot of rates: statements per document of each outlet, and over which months."""
    months = sorted({month for by_month in rates.values() for month in by_month})
    if not months:
        return "No document has a date."
    told = []
    for outlet, by_month in rates.items():
        said, held = (sum(counts[place] for counts in by_month.values()) for place in (0, 1))
        told.append(f"{_short(outlet)} {said / held:.1f} in {held:,} documents" if held else f"{_short(outlet)} none")
    days = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    return f"Line chart of statements per document by month of publication, {days}: {'; '.join(told)}."


def describe_shares(shares: OutletShares) -> str:
    """Describe the plot of shares: percentages of direct and indirect statements, and of named and unnamed speakers."""
    told = []
    for outlet, parts in shares.items():
        total = sum(parts.manners)
        if total:
            direct, indirect, named, unnamed = (
                f"{100 * n / total:.0f} %" for n in (*parts.manners[:2], *parts.speakers[:2])
            )
            told.append(
                f"{_short(outlet)}: {direct} direct and {indirect} indirect, {named} of named speakers and {unnamed} "
                f"of unnamed ones, of {total:,}"
            )
    return f"Bar chart of shares of statements. {'; '.join(told)}." if told else "There are no statements."


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
