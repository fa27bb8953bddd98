"""Ids that nobody can guess: those of rows whose words are withheld, keyed by the text of their document.

The lake's ids of dates, mentions, statements and of actors that only one document knows are hashes of the document's
id and of words. Whoever has a list of words could try them. In a release they are hashes of those ids under a key that
is made of the whole text of the document, for all documents whose text is not released. No secret is kept: the same
text gives the same ids, and whoever has the text can make them.
"""

import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError
from pipeline.release.contents import Contents

_PURPOSE = b"onrecord: ids of a document whose text is withheld"

# Columns with ids of rows of the same document, and with ids of actors.
ROW_IDS: Mapping[str, tuple[str, ...]] = {
    "statements": ("statement_id", "parent_statement_id", "root_statement_id", "correction_id"),
    "dates": ("date_id", "anchor", "correction_id"),
    "mentions": ("mention_id", "correction_id"),
    "about": ("statement_id", "mention_id"),
    "corrections": ("correction_id",),
}
ACTOR_IDS: Mapping[str, tuple[str, ...]] = {
    "statements": ("speaker_actor_id", "source_actor_id", "addressee_actor_id"),
    "mentions": ("actor_id",),
    "about": ("actor_id",),
}
KEYED_TABLES = (*ROW_IDS, "actors")
_NO_ID = "document_date"  # what `anchor` holds beside ids


def key_of(text: str) -> bytes:
    """Return the key of a document with this text."""
    return hmac.digest(_PURPOSE, text.encode("utf-8", "surrogatepass"), "sha256")


def keyed(row_id: str, key: bytes) -> str:
    """Return the id under a key, with its prefix and as long as before."""
    prefix = row_id.rpartition("_")[0]
    return f"{prefix}_{hmac.digest(key, row_id.encode(), 'sha256').hex()[:16]}"


@dataclass(slots=True)
class Keys:
    """The keys of documents, and the keyed ids of the actors that only one of these documents knows."""

    documents: dict[str, bytes] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)

    def add(self, documents: pa.Table, appearances: pa.Table | None, restricted: pa.Array) -> None:
        """Add the documents in `restricted` that have a text, with the actors that only they know.

        `documents` has document_id and text, `appearances` document_id, actor_id and local_key of the same month.
        """
        rows = documents.filter(pc.is_in(documents["document_id"], value_set=restricted))
        for document_id, text in zip(rows["document_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
            if text is not None:
                self.documents[document_id] = key_of(text)
        if appearances is not None:
            known = pc.and_(
                pc.is_valid(appearances["local_key"]), pc.is_in(appearances["document_id"], value_set=restricted)
            )
            rows = appearances.filter(known)
            for document_id, actor_id in zip(
                rows["document_id"].to_pylist(), rows["actor_id"].to_pylist(), strict=True
            ):
                self.actors[actor_id] = keyed(actor_id, self.documents[document_id])

    def rows(self, table: str, rows: pa.Table, restricted: pa.Array) -> pa.Table:
        """Return `rows` of a table with the ids that a release has; those of documents in `restricted` are keyed."""
        if table == "redirects":
            return rows.filter(pc.invert(pc.is_in(rows["document_id"], value_set=restricted)))
        places = pc.indices_nonzero(pc.is_in(rows["document_id"], value_set=restricted)).to_pylist()
        if not places or table not in ROW_IDS:
            return rows
        ids = rows["document_id"].to_pylist()
        for name in (*ROW_IDS[table], *ACTOR_IDS.get(table, ())):
            if name in rows.column_names:
                values = rows[name].to_pylist()
                is_actor = name in ACTOR_IDS.get(table, ())
                for at in places:
                    value = values[at]
                    if is_actor:
                        values[at] = self.actors.get(value, value)
                    elif value is not None and value != _NO_ID:
                        values[at] = keyed(value, self._key(ids[at]))
                field_of = rows.schema.field(name)
                rows = rows.set_column(rows.column_names.index(name), field_of, pa.array(values, field_of.type))
        return rows

    def _key(self, document_id: str) -> bytes:
        key = self.documents.get(document_id)
        if key is None:
            raise ReleaseError(f"{document_id}: the lake has rows of it and not its text; run `onrecord build`")
        return key

    def of_actors(self, actors: pa.Table) -> pa.Table:
        """Return the rows of `actors` with the ids that a release has, sorted by them."""
        ids = actors["actor_id"].to_pylist()
        if not self.actors.keys() & set(ids):
            return actors
        keyed_ids = pa.array([self.actors.get(actor_id, actor_id) for actor_id in ids], pa.string())
        at = actors.column_names.index("actor_id")
        return actors.set_column(at, actors.schema.field("actor_id"), keyed_ids).sort_by("actor_id")


def lake_ids(contents: Contents, wanted: Collection[str]) -> dict[str, str]:
    """Return the lake's ids of those of the `wanted` ids of actors that are keyed, whatever may be released now.

    `contents` is the lake. Raises ReleaseError if a file cannot be read.
    """
    return {
        new: old
        for old, new in _keyed_actors(contents, {actor_id.rpartition("_")[0] for actor_id in wanted})
        if new in wanted
    }


def released_ids(contents: Contents, actor_id: str) -> frozenset[str]:
    """Return the ids that an actor with this id in the lake has in releases: this one, or a keyed one."""
    found = _keyed_actors(contents, {actor_id.rpartition("_")[0]})
    return frozenset({actor_id, *(new for old, new in found if old == actor_id)})


def _keyed_actors(contents: Contents, prefixes: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the lake's and the keyed id of each actor that one document alone knows, month by month."""
    documents = {file.month: file for file in contents.of("documents")}
    for file in contents.of("appearances"):
        rows = contents.read(file, ("document_id", "actor_id", "local_key"))
        rows = rows.filter(pc.is_valid(rows["local_key"]))
        mine = [id_.rpartition("_")[0] in prefixes for id_ in rows["actor_id"].to_pylist()]
        rows = rows.filter(pa.array(mine, pa.bool_()))
        if rows.num_rows and file.month in documents:
            texts = contents.read(documents[file.month], ("document_id", "text"))
            keys = Keys()
            keys.add(texts, rows, pc.unique(rows["document_id"]))
            yield from keys.actors.items()
