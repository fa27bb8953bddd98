"""What people say of actors in all documents: which are one, and what they are called.

Months keep the ids that extraction gave. What is said holds where actors are counted and where a release is made: the
files of months that have one of these actors are written again under their own names, with the actors as people say,
and all others stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.applying import judge_actor
from pipeline.corrections.judgement import JUDGEMENT_FIELDS, Judgement, Outcome
from pipeline.corrections.marking import mark
from pipeline.corrections.merging import merge_actors, names_in
from pipeline.lake.correcting import judged_rows
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode, table_from_rows
from pipeline.lake.snapshot import Snapshot, StoredFile
from schemas.export import arrow_schema
from schemas.vocabulary import CorrectionState, Reviewed, Verdict

_VALUES = ("name", "kind", "unnamed_kind", "country", "wikidata_id", "local_key")
_ROLES: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    "statements": (
        ("speaker_actor_id", "speaker", "speaker_kind"),
        ("source_actor_id", "according_to", None),
        ("addressee_actor_id", "addressee", None),
    ),
    "about": (("actor_id", "actor", "actor_kind"),),
    "mentions": (("actor_id", "", None),),
}
"""Columns with an actor's id, each with those of its name and kind."""


def find_corrections(snapshot: Snapshot) -> tuple[pa.Table, pa.Table]:
    """Return the tables `corrections` and `merges` for the months of a snapshot."""
    judged = [snapshot.table(file) for file in snapshot.of("judged")]
    if not judged:
        return arrow_schema("corrections").empty_table(), arrow_schema("merges").empty_table()
    rows = pa.concat_tables(judged)
    is_settled = pc.is_valid(rows["state"])
    lines = [_line(row) for row in rows.filter(pc.invert(is_settled)).to_pylist()]
    outcomes, merges = _decide(lines, snapshot)
    settled = rows.filter(is_settled)
    told = judged_rows([(None, outcome) for outcome in outcomes])
    corrections = pa.concat_tables([settled, told]).sort_by([("file", "ascending"), ("line", "ascending")])
    return corrections.select(arrow_schema("corrections").names).cast(arrow_schema("corrections")), merges


def _line(row: Mapping[str, Any]) -> Judgement:
    cells = {name: row.get(name) or "" for name in JUDGEMENT_FIELDS if name not in ("line", "problem")}
    return Judgement(**cells, line=row["line"])


def _decide(lines: Sequence[Judgement], snapshot: Snapshot) -> tuple[list[Outcome], pa.Table]:
    """Decide lines about actors in all documents: what became of them, and the table `merges`."""
    if not lines:
        return [], arrow_schema("merges").empty_table()
    actors, ids_of = _actors(snapshot, names_in(lines))
    pairs = [line for line in lines if line.verdict in (Verdict.SAME_AS, Verdict.NOT_SAME_AS)]
    merged = merge_actors(pairs, ids_of)
    outcomes = {id(outcome.judgement): outcome for outcome in merged.outcomes}
    changed = _change_values([line for line in lines if id(line) not in outcomes], actors, ids_of, outcomes)
    rows = []
    for actor_id in sorted({*merged.into, *changed}):
        into = merged.into.get(actor_id, actor_id)
        target = actors[into]
        row = {"actor_id": actor_id, "into_actor_id": into, **{name: target[name] for name in _VALUES}}
        row |= {"reviewed": target["reviewed"], "correction_id": target["correction_id"]}
        if actor_id in merged.into:
            row |= {"reviewed": Reviewed.CHANGED.value, "correction_id": merged.because[actor_id].correction_id}
        rows.append(row)
    return [outcomes[id(line)] for line in lines], table_from_rows("merges", rows)


def _actors(snapshot: Snapshot, wanted: Sequence[str]) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """Return what the corpus knows of the actors that lines name, and which ids each id or name means.

    Of several forms of a name the fullest counts, as in `actors`. Where a name is that of actors known in all
    documents, those known in one alone are not meant.
    """
    folded = {name: " ".join(name.split()).lower() for name in wanted}
    names, ids = pa.array(sorted(set(folded.values())), pa.string()), pa.array(sorted(wanted), pa.string())
    actors: dict[str, dict[str, Any]] = {}
    for file in snapshot.of("appearances"):
        rows = snapshot.table(file, ("actor_id", *_VALUES))
        is_meant = pc.or_(
            pc.is_in(rows["actor_id"], value_set=ids), pc.is_in(pc.utf8_lower(rows["name"]), value_set=names)
        )
        for row in rows.filter(is_meant).to_pylist():
            known = actors.get(row["actor_id"])
            if known is None or (len(row["name"]), row["name"]) > (len(known["name"]), known["name"]):
                actors[row["actor_id"]] = row | {"reviewed": Reviewed.NO.value, "correction_id": None}
    by_name: dict[str, list[str]] = {}
    for actor_id, actor in sorted(actors.items()):
        by_name.setdefault(actor["name"].lower(), []).append(actor_id)
    ids_of = {}
    for name in wanted:
        found = [name] if name in actors else by_name.get(folded[name], [])
        shared = [actor_id for actor_id in found if actors[actor_id]["local_key"] is None]
        ids_of[name] = shared or found
    return actors, ids_of


def _change_values(
    lines: Sequence[Judgement],
    actors: Mapping[str, dict[str, Any]],
    ids_of: Mapping[str, Sequence[str]],
    outcomes: dict[int, Outcome],
) -> set[str]:
    """Change names, kinds and items in `actors`; return the ids of those that were judged."""
    chains: dict[tuple[str, str], list[Judgement]] = {}
    for line in lines:
        for actor_id in ids_of[line.quote.strip()]:
            chains.setdefault((actor_id, line.field), []).append(line)
        if not ids_of[line.quote.strip()]:
            detail = "no actor of the corpus has this name or id"
            outcomes[id(line)] = Outcome(line, CorrectionState.ORPHANED, detail)
    for (actor_id, _), chain in chains.items():
        is_changed = judge_actor(actors[actor_id], chain, outcomes)
        mark(actors[actor_id], Reviewed.CHANGED if is_changed else Reviewed.CONFIRMED, chain[-1].correction_id)
    return {actor_id for actor_id, _ in chains}


def with_merges(snapshot: Snapshot, merges: pa.Table) -> Snapshot:
    """Return the snapshot with the files of months rewritten that have one of the actors of `merges`."""
    if not merges.num_rows:
        return snapshot
    ids = merges["actor_id"].combine_chunks()
    replaced: dict[StoredFile, StoredFile] = {}
    added: list[StoredFile] = []
    told: set[str] = set()
    for file in snapshot.of("appearances"):
        if not pc.any(pc.is_in(snapshot.table(file, ("actor_id",))["actor_id"], value_set=ids)).as_py():
            continue
        of_month = {other.table: other for other in snapshot.files if other.month == file.month}
        appearances = snapshot.table(file)
        redirects = _redirects(appearances, merges, told)
        if redirects:
            known = of_month.get("redirects")
            rows = pa.concat_tables(
                [*([snapshot.table(known)] if known else []), table_from_rows("redirects", redirects)]
            ).sort_by([("document_id", "ascending"), ("table", "ascending"), ("old_id", "ascending")])
            written = _written(snapshot, "redirects", file.month, rows)
            if known is None:
                added.append(written)
            else:
                replaced[known] = written
        replaced[file] = _written(snapshot, "appearances", file.month, merged_appearances(appearances, merges))
        for table in filter(of_month.__contains__, _ROLES):
            rows = snapshot.table(of_month[table])
            replaced[of_month[table]] = _written(snapshot, table, file.month, merged_rows(table, rows, merges))
    files = [*(replaced.get(file, file) for file in snapshot.files), *added]
    return replace(snapshot, files=tuple(sorted(files, key=lambda f: (f.table, f.month or ""))))


def _written(snapshot: Snapshot, table: str, month: str | None, rows: pa.Table) -> StoredFile:
    stored = put_file(snapshot.storage, encode(table, rows), rows.num_rows)
    return StoredFile(table, month, stored.name, stored.sha256, stored.n_bytes, stored.n_rows)


def _redirects(appearances: pa.Table, merges: pa.Table, told: set[str]) -> list[dict[str, str]]:
    """Return redirects of actors that are another one and appear here first, with their first document."""
    into = dict(zip(merges["actor_id"].to_pylist(), merges["into_actor_id"].to_pylist(), strict=True))
    found = []
    here = appearances.filter(pc.is_in(appearances["actor_id"], value_set=merges["actor_id"].combine_chunks()))
    for row in here.select(["document_id", "actor_id"]).to_pylist():
        old_id, new_id = row["actor_id"], into[row["actor_id"]]
        if old_id != new_id and old_id not in told:
            told.add(old_id)
            found.append({"table": "actors", "old_id": old_id, "new_id": new_id, "document_id": row["document_id"]})
    return found


def merged_rows(table: str, rows: pa.Table, merges: pa.Table) -> pa.Table:
    """Return rows with the ids, names and kinds that people say."""
    ids = merges["actor_id"].combine_chunks()
    for id_column, name_column, kind_column in _ROLES[table]:
        place = pc.index_in(rows[id_column], value_set=ids)
        columns = {id_column: "into_actor_id", **({name_column: "name"} if name_column else {})}
        columns |= {kind_column: "kind"} if kind_column else {}
        for column, said in columns.items():
            values = pc.if_else(pc.is_valid(place), merges[said].take(place), rows[column])
            at = rows.schema.get_field_index(column)
            rows = rows.set_column(at, rows.schema.field(at), values)
    return rows


def merged_appearances(appearances: pa.Table, merges: pa.Table) -> pa.Table:
    """Return appearances with the actors as people say; those that are one in a document are one row."""
    said = {row["actor_id"]: row for row in merges.to_pylist()}
    targets = {row["into_actor_id"] for row in said.values()} | set(said)
    is_theirs = pc.is_in(appearances["actor_id"], value_set=pa.array(sorted(targets), pa.string()))
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for row in appearances.filter(is_theirs).to_pylist():
        what = said.get(row["actor_id"])
        if what is not None:
            row |= {name: what[name] for name in (*_VALUES, "reviewed", "correction_id")}
            row["actor_id"] = what["into_actor_id"]
        known = merged.setdefault((row["document_id"], row["actor_id"]), row)
        if known is not row:
            known["aliases"] = sorted({*known["aliases"], *row["aliases"]})
            known["n_mentions"] += row["n_mentions"]
            known["n_statements"] += row["n_statements"]
            if row["reviewed"] != Reviewed.NO:
                known |= {name: row[name] for name in (*_VALUES, "reviewed", "correction_id")}
    rows = [appearances.filter(pc.invert(is_theirs)), table_from_rows("appearances", list(merged.values()))]
    return pa.concat_tables(rows).sort_by([("document_id", "ascending"), ("actor_id", "ascending")])
