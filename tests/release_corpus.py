"""Small corpora for the release tests: documents written by hand, their rows, and a snapshot of them."""

import datetime
import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib.figure  # noqa: F401 (plots are drawn in this process; one more for each release would take long)

from pipeline.identity import make_id
from pipeline.lake.corpus import recount
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode, table_from_rows
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.review.answers import Answer
from pipeline.review.estimates import Reviewed, reviewed_samples
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample
from schemas.export import columns

SETTINGS = {"max_document_bytes": 5_000_000, "max_seed_bytes": 2_000_000_000}
DAY = datetime.date(2025, 9, 1)


@dataclass(frozen=True)
class Doc:
    """A document in which `quotes` (speaker, words) follow each other; `rule` and `salt` stand for other code."""

    name: str
    published_on: datetime.date | None = datetime.date(2025, 8, 27)
    quotes: tuple[tuple[str, str], ...] = (("Anna Beispiel", "Wir beginnen am Dienstag."),)
    rule: str = "de.verb.before"
    source: str = "tagblatt"
    edition: str = "1"
    salt: str = ""
    duplicate_of: str | None = None
    near_duplicate_of: str | None = None
    redistribution: str = "full_text"
    status: str = "published"

    @property
    def document_id(self) -> str:
        return make_id("doc", self.salt, self.name)

    @property
    def month(self) -> str:
        return f"{self.published_on:%Y-%m}" if self.published_on else "undated"

    @property
    def text(self) -> str:
        return "\n\n".join(f"{speaker} sagte: „{words}“" for speaker, words in self.quotes)

    @property
    def seed_sha256(self) -> str:
        return hashlib.sha256(f"{self.edition} {self.published_on} {self.text}".encode()).hexdigest()

    def revised(self, **changes: Any) -> "Doc":
        return replace(self, **changes)


def plain_row(table: str) -> dict[str, Any]:
    """A row of the contract: null where that is allowed, else the column's example. Tests state what matters to them.

    So a new column needs no edit here.
    """
    return {column.name: None if column.is_nullable else column.example for column in columns(table)}


def document_row(doc: Doc) -> dict[str, Any]:
    return plain_row("documents") | {
        "document_id": doc.document_id,
        "seed": f"{doc.name}.txt",
        "seed_sha256": doc.seed_sha256,
        "source": doc.source,
        "publisher": None,
        "host": None,
        "published_on": doc.published_on,
        "captured_on": None,
        "language": "de",
        "title": None,
        "author": None,
        "url": None,
        "text": None if doc.duplicate_of else doc.text,
        "text_sha256": hashlib.sha256(doc.text.encode()).hexdigest(),
        "n_characters": len(doc.text),
        "n_words": len(doc.text.split()),
        "encoding": "utf-8",
        "repairs": [],
        "redistribution": doc.redistribution,
        "duplicate_of": doc.duplicate_of,
        "near_duplicate_of": doc.near_duplicate_of,
        "status": doc.status,
    }


def actor_id(name: str) -> str:
    return make_id("actor_person", name)


def annotation_rows(doc: Doc) -> dict[str, list[dict[str, Any]]]:
    """Rows of mentions, statements and dates ("Dienstag" alone)."""
    rows: dict[str, list[dict[str, Any]]] = {"mentions": [], "statements": [], "dates": []}
    if doc.duplicate_of:
        return rows
    place = 0
    for ordinal, (speaker, words) in enumerate(doc.quotes):
        start = place + len(speaker) + len(" sagte: „")
        identity = (doc.salt, doc.document_id, str(ordinal))
        cue = {"start": place + len(speaker) + 1, "end": place + len(speaker) + 6}
        rows["mentions"].append(
            plain_row("mentions")
            | {
                "mention_id": make_id("mention", *identity, speaker),
                "document_id": doc.document_id,
                "actor_id": actor_id(speaker),
                "start": place,
                "end": place + len(speaker),
                "text": speaker,
                "mention_kind": "name",
                "rule": doc.rule,
            }
        )
        rows["statements"].append(
            plain_row("statements")
            | {
                "statement_id": make_id("statement", *identity, words),
                "document_id": doc.document_id,
                "speaker": speaker,
                "speaker_kind": "person",
                "published_on": doc.published_on,
                "depth": 0,
                "root_statement_id": make_id("statement", *identity, words),
                "counts_once": True,
                "confidence": "certain",
                "type": "direct",
                "medium": "speech",
                "text": words,
                "spans": [{"start": start, "end": start + len(words)}],
                "speaker_text": speaker,
                "speaker_spans": [{"start": place, "end": place + len(speaker)}],
                "speaker_actor_id": actor_id(speaker),
                "cue_text": "sagte",
                "cue_lemma": "sagen",
                "cue_spans": [cue],
                "frame_spans": [{"start": place, "end": cue["end"]}],
                "addressee_spans": [],
                "source_spans": [],
                "rule": doc.rule,
            }
        )
        if "Dienstag" in words:
            at = start + words.index("Dienstag")
            rows["dates"].append(
                plain_row("dates")
                | {
                    "date_id": make_id("date", *identity, "Dienstag"),
                    "document_id": doc.document_id,
                    "start": at,
                    "end": at + len("Dienstag"),
                    "text": "Dienstag",
                    "timex_type": "DATE",
                    "rule": "de.weekday",
                }
            )
        place += len(f"{speaker} sagte: „{words}“\n\n")
    return rows


def actor_rows(docs: list[Doc]) -> list[dict[str, Any]]:
    """One row a speaker, counted over `docs`."""
    rows = {}
    for name in sorted({speaker for doc in docs if not doc.duplicate_of for speaker, _ in doc.quotes}):
        said_in = [doc for doc in docs if not doc.duplicate_of and name in [speaker for speaker, _ in doc.quotes]]
        n = sum(speaker == name for doc in said_in for speaker, _ in doc.quotes)
        days = [doc.published_on for doc in said_in if doc.published_on]
        rows[actor_id(name)] = plain_row("actors") | {
            "actor_id": actor_id(name),
            "name": name,
            "kind": "person",
            "unnamed_kind": None,
            "country": None,
            "wikidata_id": None,
            "aliases": [name],
            "n_documents": len(said_in),
            "n_mentions": n,
            "n_statements": n,
            "first_seen_on": min(days, default=None),
            "last_seen_on": max(days, default=None),
        }
    return [rows[key] for key in sorted(rows)]


def rejected_row(seed: str, sha256: str, reason: str = "no_text") -> dict[str, Any]:
    return plain_row("rejected") | {
        "rejection_id": make_id("rejection", seed, reason),
        "seed": seed,
        "line": None,
        "seed_sha256": sha256,
        "document_id": None,
        "table": None,
        "stage": "parse",
        "reason": reason,
        "detail": "nothing is left of it",
    }


def correction_row(doc: Doc, **values: Any) -> dict[str, Any]:
    """A person's correction of the first statement of a document."""
    (statement, *_) = annotation_rows(doc)["statements"]
    said = {
        "table": "statements",
        "quote": statement["text"],
        "row_id": statement["statement_id"],
        "verdict": "confirm",
    }
    where = {"document_id": doc.document_id, "document": doc.document_id}
    made = make_id("correction", doc.document_id, str(sorted(values.items())))
    return plain_row("corrections") | said | where | {"correction_id": made, "state": "applied"} | values


def judged_sample(docs: list[Doc], *, wrong: tuple[str, ...] = (), by: str = "ab", name: str = "s") -> Reviewed:
    """A sample of all statements of `docs` and of their texts as paragraphs; those with the words `wrong` are wrong."""
    layer, rows, paragraphs, lines = LAYERS["statements"], [], [], []
    for doc in docs:
        of = {"document_id": doc.document_id, "month": doc.month, "publisher": "unknown", "language": "de"}
        paragraphs.append({**of, "start": 0, "end": len(doc.text)})
        lines.append({"document_id": doc.document_id, "start": 0, "end": len(doc.text), "answer": "right"})
        for row in annotation_rows(doc)["statements"]:
            said = {"row_id": row["statement_id"], "start": row["spans"][0]["start"], "digest": layer.digest_of(row)}
            said |= {name: row[name] for name in ("type", "confidence", "rule")}
            rows += [{**of, **said, "stratum": stratum} for stratum in ("random", "paragraph")]
            is_wrong = row["text"] in wrong
            lines.append({"row_id": row["statement_id"], "answer": "wrong" if is_wrong else "right"})
            lines[-1]["wrong"] = ("speaker",) if is_wrong else ()
    counts = {"n": len(rows), "n_rows": len(rows) // 2, "n_paragraphs": len(docs), "n_withheld": 0, "n_reviewed": 0}
    facts = {"version": "1.0.0", "content_fingerprint": "", "table": "statements", "seed": 7, "strata": ()}
    sample = Sample(**facts, **counts, rows=rows, paragraphs=paragraphs)
    empty = {
        "row_id": "",
        "document_id": "",
        "start": -1,
        "end": -1,
        "wrong": (),
        "type": "",
        "by": by,
        "at": "2025-10-02",
    }
    answers = [Answer(**empty | {"sample": name, "table": "statements"} | line) for line in lines]
    (reviewed,) = reviewed_samples({name: sample}, answers)
    return reviewed


def rows_of(docs: list[Doc], rejected: list[dict[str, Any]] | None = None) -> dict[tuple[str, str | None], list[Any]]:
    """Rows by table and month."""
    rows: dict[tuple[str, str | None], list[Any]] = {("actors", None): actor_rows(docs)}
    for doc in sorted(docs, key=lambda doc: doc.document_id):
        rows.setdefault(("documents", doc.month), []).append(document_row(doc))
        for table, found in annotation_rows(doc).items():
            rows.setdefault((table, doc.month), []).extend(found)
    if rejected:
        rows["rejected", "undated"] = sorted(rejected, key=lambda row: str(row["rejection_id"]))
    return rows


def store(root: Path, rows: dict[tuple[str, str | None], list[Any]]) -> Snapshot:
    """A snapshot of these rows, its files named by content below `root`."""
    storage = Storage(str(root))
    files = []
    for (table, month), found in rows.items():
        if found:
            stored = put_file(storage, encode(table, table_from_rows(table, found)), len(found))
            files.append(StoredFile(table, month, stored.name, stored.sha256, stored.n_bytes, stored.n_rows))
    shutil.rmtree(root / ".staging", ignore_errors=True)
    return Snapshot(storage, tuple(sorted(files, key=lambda file: (file.table, file.month or ""))), ())


def full_snapshot_of(
    root: Path,
    docs: list[Doc],
    rejected: list[dict[str, Any]] | None = None,
    corrections: list[dict[str, Any]] | None = None,
) -> Snapshot:
    """The same with all corpus-wide tables."""
    rows = rows_of(docs, rejected) | {("corrections", None): corrections or []}
    return recount(store(root, rows), ("coverage", "stories"))


def snapshot_of(root: Path, docs: list[Doc], rejected: list[dict[str, Any]] | None = None) -> Snapshot:
    return store(root, rows_of(docs, rejected))
