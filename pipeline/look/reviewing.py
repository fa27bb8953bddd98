"""What a page for reviewing shows: rows of a release with their texts, and paragraphs in which something may be missed.

Everything is read from a release, so what is withheld there is not on the page either.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pipeline.corrections.fields import FIELDS
from pipeline.corrections.judgement import COLUMNS
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.identity import make_id
from pipeline.look.document import WITHHELD, as_json, why_withheld
from pipeline.look.rows import Row, find_rows
from pipeline.look.sampling import start_of
from pipeline.look.telling import tell_attribution
from pipeline.release.contents import Contents
from pipeline.review.drawing import Draw, number_of
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample
from schemas.vocabulary import Confidence, Reviewed, StatementType, Stratum

_NAMES = (("speaker_actor_id", "speaker"), ("source_actor_id", "according_to"), ("addressee_actor_id", "addressee"))
_ROLES = ("speaker_spans", "cue_spans", "source_spans")
_SEED = 7


class NothingToReviewError(OnrecordError):
    """There is no row to show."""

    exit_status = EXIT_FOUND_WRONG


def review_of_sample(contents: Contents, version: str, sample: Sample, name: str) -> dict[str, Any]:
    """Return the data of the page for a sample. Documents stand in an order that chance decides, as the rows do."""
    ids = {row.row_id for row in sample.rows}
    spans: dict[str, list[tuple[int, int]]] = {}
    for paragraph in sample.paragraphs:
        spans.setdefault(paragraph.document_id, []).append((paragraph.start, paragraph.end))
    found = _Found(contents, sample.table, ids, spans)
    ordered = sorted(found.documents, key=lambda document_id: number_of(sample.seed, "page", document_id))
    return found.page(version, ordered, name)


def review_of_rows(contents: Contents, version: str, table: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return the data of the page for rows with these ids, by document in the order in which they are given."""
    found = _Found(contents, table, frozenset(ids), {})
    document_of = {row_id: row["document_id"] for row_id, row in found.rows.items()}
    ordered = list(dict.fromkeys(document_of[row_id] for row_id in ids if row_id in document_of))
    return found.page(version, ordered, None)


def doubtful_ids(contents: Contents, table: str, n: int) -> list[str]:
    """Return the ids of `n` doubtful rows that nobody has reviewed, which chance decides, always the same ones."""
    layer = LAYERS[table]
    draw = Draw[str]({(): n}, _SEED, Stratum.DOUBTFUL)
    for batch in contents.scan(table, (layer.key, "confidence", "reviewed", "text")):
        for row in batch.to_pylist():
            is_open = row.get("reviewed", Reviewed.NO) == Reviewed.NO and row["text"] is not None
            if is_open and row.get("confidence") == Confidence.DOUBTFUL:
                draw.offer((), row[layer.key], row[layer.key])
    return draw.drawn()


def changed_ids(contents: Contents, earlier: Contents, table: str) -> list[str]:
    """Return the ids of rows that are new or that say something else than in an earlier release."""
    layer = LAYERS[table]

    def said(of: Contents) -> Iterator[tuple[str, str]]:
        for batch in of.scan(table, (layer.key, *layer.says)):
            for row in batch.to_pylist():
                yield row[layer.key], layer.digest_of(row)

    before = dict(said(earlier))
    return [row_id for row_id, now in said(contents) if before.get(row_id) != now]


class _Found:
    """The rows, their documents, and all that the page says of them."""

    def __init__(
        self, contents: Contents, table: str, ids: Collection[str], paragraphs: Mapping[str, list[tuple[int, int]]]
    ) -> None:
        self.table, self.layer, self.paragraphs = table, LAYERS[table], paragraphs
        key = self.layer.key
        self.rows = {row[key]: row for row, _ in find_rows(contents, table, key, ids)} if ids else {}
        documents = {row["document_id"] for row in self.rows.values()} | set(paragraphs)
        if not documents:
            raise NothingToReviewError(f"no {table} to review in this release")
        self.documents = {
            row["document_id"]: row for row, _ in find_rows(contents, "documents", "document_id", documents)
        }
        statements = [row for row, _ in find_rows(contents, "statements", "document_id", documents)]
        self.statements = {row["statement_id"]: row for row in statements}
        mentions = [row for row, _ in find_rows(contents, "mentions", "document_id", documents)]
        self.names = _names(contents, statements, mentions)
        self.actors: dict[str, set[str]] = {}
        for row in [*statements, *mentions]:
            given = [row.get(name) for name, _ in _NAMES] + [row.get("actor_id")]
            named = {self.names[actor_id] for actor_id in given if actor_id in self.names}
            self.actors.setdefault(row["document_id"], set()).update(named)

    def page(self, version: str, ordered: Sequence[str], sample: str | None) -> dict[str, Any]:
        """Return the data of the page, with the documents in this order."""
        items: list[dict[str, Any]] = []
        by_document: dict[str, list[Row]] = {}
        for row in self.rows.values():
            by_document.setdefault(row["document_id"], []).append(row)
        for number, document_id in enumerate(ordered):
            of = [(start_of(row), 0, self._row(number, row)) for row in by_document.get(document_id, [])]
            for start, end in self.paragraphs.get(document_id, []):
                of.append((end, 1, {"kind": "paragraph", "document": number, "start": start, "end": end}))
            items += [item for *_, item in sorted(of, key=lambda entry: (entry[0], entry[1], entry[2].get("id", "")))]
        fields = {name: FIELDS[self.table][name].kind for name in self.layer.fields}
        return {
            "id": make_id("review", version, sample or "", self.table, *(item.get("id", "") for item in items)),
            "version": version,
            "sample": sample,
            "table": self.table,
            "fields": fields,
            "types": StatementType.meanings() if self.table == "statements" else {},
            "columns": COLUMNS,
            "documents": [self._document(self.documents[document_id]) for document_id in ordered],
            "items": items,
        }

    def _document(self, row: Row) -> dict[str, Any]:
        facts = (row.get("publisher") or row.get("host"), row["published_on"], row["language"], row["url"])
        return {
            "id": row["document_id"],
            "title": row["title"] or "",
            "facts": [str(fact) for fact in facts if fact],
            "text": row["text"],
            "note": None if row["text"] is not None else why_withheld(row),
            "names": sorted(self.actors.get(row["document_id"], ())),
        }

    def _row(self, number: int, row: Row) -> dict[str, Any]:
        plain = as_json(row)
        spans = plain["spans"] if "spans" in plain else [[row["start"], row["end"]]]
        values = {"actor": self.names.get(row.get("actor_id", ""), "")} | {
            name: "" if row.get(name) is None else str(row[name]) for name in self.layer.fields if name != "actor"
        }
        return {
            "kind": "row",
            "id": row[self.layer.key],
            "document": number,
            "text": row["text"] or WITHHELD,
            "spans": spans,
            "roles": [plain.get(name, []) for name in _ROLES],
            "values": {name: values[name] for name in self.layer.fields},
            "told": self._told(row),
            "chain": list(self._chain(row)),
            "rule": row["rule"],
        }

    def _told(self, row: Row) -> str:
        if self.table == "statements":
            return tell_attribution(row)
        if self.table == "mentions":
            return f"{self.names.get(row['actor_id'], WITHHELD)} ({row['mention_kind']})"
        days = " to ".join(dict.fromkeys(str(row[name]) for name in ("begins_on", "ends_on") if row[name]))
        return f"{row['value'] or 'no value'}{f', {days}' if days else ''} ({row['timex_type'].lower()})"

    def _chain(self, row: Row) -> Iterator[str]:
        """Yield who says the statements around a statement, the outermost first."""
        around: list[str] = []
        at = row.get("parent_statement_id")
        while at in self.statements and len(around) < 20:
            around.append(tell_attribution(self.statements[at]))
            at = self.statements[at]["parent_statement_id"]
        yield from reversed(around)


def _names(contents: Contents, statements: Sequence[Row], mentions: Sequence[Row]) -> dict[str, str]:
    """Return the names of actors by id, as in their documents where these say them."""
    ids = {row["actor_id"] for row in mentions}
    rows = find_rows(contents, "actors", "actor_id", ids) if ids else []
    names = {row["actor_id"]: row["name"] for row, _ in rows if row["name"]}
    for row in statements:
        names |= {row[key]: row[name] for key, name in _NAMES if row.get(key) and row.get(name)}
    return names
