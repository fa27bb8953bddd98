"""One document of a release with all that was found in it, in the form of `onrecord annotate`'s answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.look.finding import Found
from pipeline.look.rows import Row, find_rows, find_rows_of_month
from pipeline.release.contents import Contents

_LEFT_OUT = ("document_id", "published_on", "publisher", "language", "title", "url")
_NAMES = (("speaker_actor_id", "speaker"), ("source_actor_id", "according_to"), ("addressee_actor_id", "addressee"))

WITHHELD = "(withheld)"


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its `row` of the release, the `answer` with what was found in it, the `text` it refers to.

    `note` says why there is no text, or whose it is; `now` is the id that replaced the one `wanted`.
    """

    wanted: str
    row: Mapping[str, Any]
    answer: Mapping[str, Any]
    text: str | None
    note: str | None
    statement_id: str | None = None
    now: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it: the row under `document`, then the keys of `onrecord annotate`."""
        return {"document": as_json(self.row), "statement_id": self.statement_id, "note": self.note, **self.answer}


def read_document(contents: Contents, found: Found) -> Document:
    """Read everything of the document that was found. Of a duplicate, text and rows are those of its original."""
    row, month, note = found.document, found.month, None
    text, of = row["text"], row
    if row.get("duplicate_of"):
        for original, its_month in find_rows(contents, "documents", "document_id", {row["duplicate_of"]}):
            note = f"Its text is that of {row['duplicate_of']}, where the statements are."
            text, of, month = original["text"], original, its_month
    if text is None:
        note = why_withheld(of)
    tables = {
        name: find_rows_of_month(contents, name, month, "document_id", {of["document_id"]})
        for name in ("dates", "mentions", "statements", "about")
    }
    answer = {
        "id": row["document_id"],
        "language": row["language"],
        "dates": [_plain(date) for date in tables["dates"]],
        "actors": _actors(contents, tables),
        "statements": [_plain(statement) for statement in tables["statements"]],
        "about": [_plain(about) for about in tables["about"]],
    }
    return Document(found.wanted, row, answer, text, note, found.statement_id, found.now)


def why_withheld(row: Row) -> str:
    """Return why a document has no text in a release."""
    if row.get("status") == "withdrawn":
        return "The document was taken down; no text is left of it."
    if row.get("status") == "redacted":
        return "The text is withheld, since it mentions a person who was taken down."
    if row.get("redistribution") == "quotes":
        return "The text is withheld: the publisher allows statements to be passed on, not the document."
    return "The text is withheld: the publisher allows no words to be passed on."


def _actors(contents: Contents, tables: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Return the document's actors with their mentions, named as in this document where that is known."""
    names: dict[str, str] = {}
    for row in tables["statements"]:
        names |= {row[key]: row[name] for key, name in _NAMES if row.get(key) and row.get(name)}
    names |= {row["actor_id"]: row["actor"] for row in tables["about"] if row["actor"]}
    mentions: dict[str, list[Row]] = {}
    for row in tables["mentions"]:
        mentions.setdefault(row["actor_id"], []).append(row)
    speakers = [row["speaker_actor_id"] for row in tables["statements"]]
    ids = {row[key] for row in tables["statements"] for key, _ in _NAMES if row.get(key)} | set(mentions)
    return [
        {
            "actor_id": row["actor_id"],
            "name": names.get(row["actor_id"], row["name"]),
            "kind": row["kind"],
            "unnamed_kind": row["unnamed_kind"],
            "country": row["country"],
            "wikidata_id": row["wikidata_id"],
            "aliases": row["aliases"],
            "n_mentions": len(mentions.get(row["actor_id"], ())),
            "n_statements": speakers.count(row["actor_id"]),
            "mentions": [_plain(mention) for mention in mentions.get(row["actor_id"], ())],
        }
        for row, _ in (find_rows(contents, "actors", "actor_id", ids) if ids else ())
    ]


def _plain(row: Row) -> dict[str, Any]:
    """Return a row for JSON without what is the document's."""
    return {name: value for name, value in as_json(row).items() if name not in _LEFT_OUT}


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row for JSON: days and moments as text, spans as pairs."""
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [[span["start"], span["end"]] for span in value]
    return value


def without_gaps(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer for a page, with words in place of the names and texts that are withheld."""
    return {
        **answer,
        "dates": _named(answer["dates"], "text"),
        "statements": _named(answer["statements"], "text"),
        "actors": [
            {**actor, "name": actor["name"] or WITHHELD, "mentions": _named(actor["mentions"], "text")}
            for actor in answer["actors"]
        ],
    }


def _named(rows: Iterable[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{**row, name: WITHHELD if row[name] is None else row[name]} for row in rows]
