"""Omit persons who were taken down from every month of a release, so that nothing in it names them.

A document that mentions such a person has the status `redacted`: its text, headline and path are withheld completely,
since recognition may have missed a place; its address and byline only if they contain the name. The person's rows are
removed: mentions, statements with all those nested in them, the row in `actors`. The document's other rows lose every
surface that mentions the person or contains a word of the name. Ids and offsets of other rows are unchanged. The lake
keeps all of it, like every text, so that a takedown rebuilds no month and can be lifted.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.corpus import recount
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.release.contents import Contents
from pipeline.release.correction_rights import redacted_corrections
from pipeline.release.keyed_ids import lake_ids
from pipeline.release.rights import stand_in
from schemas.export import arrow_schema

REDACTED = "redacted"

_SURFACES = {
    "mentions": ("text", "role", "role_lemma"),
    "dates": ("text",),
}
_ROLES = ("speaker", "addressee", "source")
_NAME_OF = {"speaker": "speaker", "addressee": "addressee", "source": "according_to"}
_OTHER_SPANS = {"text": "spans", "cue_text": "cue_spans", **{f"{role}_text": f"{role}_spans" for role in _ROLES}}
_ADDRESSES = ("url", "syndicated_from", "terms_url")
_SHORTEST_WORD = 3
_Spans = list[tuple[int, int]]


@dataclass(slots=True)
class Redaction:
    """The persons, the words of their names, and the documents that speak of them with the places where they do."""

    persons: frozenset[str]
    names: set[str] = field(default_factory=set)
    documents: dict[str, _Spans] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Return the words of all names that are long enough to be distinctive, in lower case."""
        return sorted({w for name in self.names for w in _words(name) if len(w) >= _SHORTEST_WORD})

    def names_in(self, text: str | None) -> bool:
        """True if a word of a name occurs in `text`, alone or with an ending."""
        return any(word.startswith(known) for word in _words(text or "") for known in self.words)

    def spelt_in(self, address: str | None) -> bool:
        """Whether an address spells a word of a name, in letters without marks."""
        plain = _plain(address or "")
        return any(_plain(word) in plain for word in self.words)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _plain(text: str) -> str:
    text = text.casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def without_persons(snapshot: Snapshot, persons: frozenset[str]) -> Snapshot:
    """Return `snapshot` without anything that names `persons`. Raises ReleaseError if a file cannot be read."""
    if not persons:
        return snapshot
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    found = find_redaction(contents, _with_present_ids(contents, persons))
    replaced: dict[StoredFile, StoredFile | None] = {}
    ids = pa.array(sorted(found.documents), pa.string())
    for month in sorted({file.month for file in snapshot.files if file.month is not None}):
        files = [file for file in snapshot.files if file.month == month]
        tables = {file.table: contents.read(file) for file in files if _concerns(contents, file, ids)}
        if tables:
            redacted = redact_tables(tables, found)
            replaced |= {f: _stored(contents, f, redacted[f.table]) for f in files if f.table in redacted}
    for file in contents.of("corrections"):
        replaced[file] = _stored(
            contents, file, redacted_corrections(contents.read(file), found.documents, found.names_in)
        )
    left = tuple(new for file in snapshot.files if (new := replaced.get(file, file)) is not None)
    return recount(replace(snapshot, files=left)) if replaced else snapshot


def _with_present_ids(contents: Contents, persons: frozenset[str]) -> frozenset[str]:
    """Add the lake's ids of persons who were taken down by an id of a 1.x release, or by a keyed one."""
    earlier = pa.array(sorted(persons), pa.string())
    present = {*persons, *lake_ids(contents, persons).values()}
    for rows in contents.scan("redirects", ("old_id", "new_id")):
        present.update(rows["new_id"].filter(pc.is_in(rows["old_id"], value_set=earlier)).to_pylist())
    return frozenset(present)


def _concerns(contents: Contents, file: StoredFile, ids: pa.Array) -> bool:
    rows = contents.read(file, ("document_id",))
    return bool(pc.any(pc.is_in(rows["document_id"], value_set=ids)).as_py())


def _stored(contents: Contents, file: StoredFile, rows: pa.Table) -> StoredFile | None:
    if not rows.num_rows:
        return None
    stored = put_file(contents.storage, encode(file.table, rows), rows.num_rows)
    return StoredFile(file.table, file.month, stored.name, stored.sha256, stored.n_bytes, stored.n_rows)


def find_redaction(contents: Contents, persons: Iterable[str]) -> Redaction:
    """Find what the persons are called, and every document that speaks of them or gives a full name of theirs."""
    found = Redaction(frozenset(persons))
    wanted = pa.array(sorted(found.persons), pa.string())
    for rows in contents.scan("appearances", ("document_id", "actor_id", "name", "aliases")):
        for row in rows.filter(pc.is_in(rows["actor_id"], value_set=wanted)).to_pylist():
            found.documents.setdefault(row["document_id"], [])
            found.names |= {row["name"], *row["aliases"]}
    for rows in contents.scan("mentions", ("document_id", "actor_id", "start", "end", "mention_kind")):
        for row in rows.filter(pc.is_in(rows["actor_id"], value_set=wanted)).to_pylist():
            places = found.documents.setdefault(row["document_id"], [])
            if row["mention_kind"] not in ("pronoun", "possessive"):
                places.append((row["start"], row["end"]))
    if pattern := _full_names(found.names):
        for rows in contents.scan("documents", ("document_id", "title", "text")):
            for column in ("title", "text"):
                is_named = pc.fill_null(pc.match_substring_regex(rows[column], pattern), False)
                for document_id in rows["document_id"].filter(is_named).to_pylist():
                    found.documents.setdefault(document_id, [])
    for rows in contents.scan("documents", ("document_id", "duplicate_of")):
        of_found = pc.is_in(rows["duplicate_of"], value_set=pa.array(sorted(found.documents), pa.string()))
        for document_id in rows["document_id"].filter(of_found).to_pylist():
            found.documents.setdefault(document_id, [])
    return found


def _full_names(names: Iterable[str]) -> str | None:
    """A pattern of RE2 for the names of at least two words, with any white space between them, before any ending."""
    full = sorted({r"\s+".join(map(re.escape, name.split())) for name in names if len(name.split()) > 1})
    return rf"(?i)(?:^|[^\pL\pN])(?:{'|'.join(full)})" if full else None


def redact_tables(tables: Mapping[str, pa.Table], found: Redaction) -> dict[str, pa.Table]:
    """Return the tables of one month, or their first rows, without anything that names the persons."""
    redacted = {}
    removed: set[str] = set()
    if "statements" in tables:
        rows = tables["statements"].to_pylist()
        removed = _removed_statements(rows, found)
        kept = [_redacted_statement(row, found) for row in rows if row["statement_id"] not in removed]
        redacted["statements"] = _table("statements", kept)
    for table, rows_of in tables.items():
        if table == "documents":
            redacted[table] = _table(table, [_redacted_document(row, found) for row in rows_of.to_pylist()])
        elif table == "about":
            redacted[table] = _table(table, _redacted_about(rows_of.to_pylist(), removed, found))
        elif table in _SURFACES:
            kept = [
                _redacted_row(table, r, found) for r in rows_of.to_pylist() if r.get("actor_id") not in found.persons
            ]
            redacted[table] = _table(table, kept)
        elif table == "rejected":
            redacted[table] = _table(table, [_redacted_rejection(row, found) for row in rows_of.to_pylist()])
        elif table == "redirects":
            redacted[table] = _redirects(rows_of, tables, removed, found)
        elif table == "appearances":
            redacted[table] = _appearances(rows_of, tables.get("statements"), removed, found)
    return redacted


def _table(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(table))


def _redacted_document(row: dict[str, Any], found: Redaction) -> dict[str, Any]:
    if row["document_id"] not in found.documents or row["status"] == "withdrawn":
        return row
    is_named = found.names_in(row["author"])
    return row | {
        "status": REDACTED,
        "text": None,
        "title": None,
        "seed": stand_in(row["seed"], row["document_id"]),
        "author": None if is_named else row["author"],
        "authors": None if is_named else row["authors"],
        **{name: None if found.spelt_in(row[name]) else row[name] for name in _ADDRESSES},
    }


def _redacted_row(table: str, row: dict[str, Any], found: Redaction) -> dict[str, Any]:
    """Return a mention of another actor or a date, without the surfaces that mention the person."""
    places = found.documents.get(row["document_id"])
    if places is None:
        return row
    is_inside = _overlaps([(row["start"], row["end"])], places)
    return row | {n: None for n in _SURFACES[table] if is_inside or found.names_in(row[n])}


def _redacted_about(rows: list[dict[str, Any]], removed: set[str], found: Redaction) -> list[dict[str, Any]]:
    """Return the rows about others, in statements that are left; a name with a word of the person's is null."""
    return [
        row | {"actor": None} if row["document_id"] in found.documents and found.names_in(row["actor"]) else row
        for row in rows
        if row["actor_id"] not in found.persons and row["statement_id"] not in removed
    ]


def _redacted_rejection(row: dict[str, Any], found: Redaction) -> dict[str, Any]:
    if row["document_id"] not in found.documents:
        return row
    return row | {"detail": None, "seed": stand_in(row["seed"], row["document_id"])}


def _removed_statements(rows: list[dict[str, Any]], found: Redaction) -> set[str]:
    """Return the ids of the persons' statements, and of all that are nested in them."""
    removed = {row["statement_id"] for row in rows if row["speaker_actor_id"] in found.persons}
    size = -1
    while size != len(removed):
        size = len(removed)
        removed |= {row["statement_id"] for row in rows if row["parent_statement_id"] in removed}
    return removed


def _redacted_statement(row: dict[str, Any], found: Redaction) -> dict[str, Any]:
    places = found.documents.get(row["document_id"])
    if places is None:
        return row
    changed: dict[str, Any] = {"title": None, "url": None if found.spelt_in(row["url"]) else row["url"]}
    for role in _ROLES:
        if row[f"{role}_actor_id"] in found.persons:
            changed |= {f"{role}_actor_id": None, f"{role}_text": None, f"{role}_spans": [], _NAME_OF[role]: None}
        elif found.names_in(row[_NAME_OF[role]]):
            changed[_NAME_OF[role]] = None
    for name, spans in _OTHER_SPANS.items():
        is_inside = _overlaps([(span["start"], span["end"]) for span in row[spans]], places)
        if is_inside or found.names_in(row[name]):
            changed[name] = None
    return row | changed


def _overlaps(spans: _Spans, places: _Spans) -> bool:
    return any(start < b and a < end for start, end in spans for a, b in places)


def _redirects(rows: pa.Table, tables: Mapping[str, pa.Table], removed: set[str], found: Redaction) -> pa.Table:
    """Return the redirects without those to the persons, and to rows that went with them."""
    gone = {*found.persons, *removed}
    if "mentions" in tables:
        mentions = tables["mentions"]
        is_theirs = pc.is_in(mentions["actor_id"], value_set=pa.array(sorted(found.persons), pa.string()))
        gone.update(mentions["mention_id"].filter(is_theirs).to_pylist())
    return rows.filter(pc.invert(pc.is_in(rows["new_id"], value_set=pa.array(sorted(gone), pa.string()))))


def _appearances(rows: pa.Table, statements: pa.Table | None, removed: set[str], found: Redaction) -> pa.Table:
    """Return the appearances of all others, minus the statements that were removed with those of the persons."""
    gone: dict[tuple[str, str], int] = {}
    for row in statements.to_pylist() if statements is not None else ():
        if row["statement_id"] in removed and row["speaker_actor_id"] is not None:
            key = (row["document_id"], row["speaker_actor_id"])
            gone[key] = gone.get(key, 0) + 1
    kept = [
        row | {"n_statements": row["n_statements"] - gone.get((row["document_id"], row["actor_id"]), 0)}
        for row in rows.to_pylist()
        if row["actor_id"] not in found.persons
    ]
    return _table("appearances", kept)
