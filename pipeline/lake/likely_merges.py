"""People of one name who are likely several: their documents share neither an office nor anybody else.

A person without an entry of their own is known by name alone, so that two people of one name get one id. Documents in
which the name has an office are put together if they share it, or somebody else who is not in every other document. If
that leaves several groups, each but the largest is likely about another person.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import Snapshot
from schemas.vocabulary import MentionKind, Verdict

_CONTEXT = 20  # characters before and after a mention
_MOST_COMMON = 0.02  # of all documents; who is in more links nothing
_AT_LEAST = 2


def find_likely_merges(snapshot: Snapshot, people: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the cells of lines that give the mentions and statements of the smaller groups to an actor of their own.

    `people` are the names of the persons who may be several, by id.
    """
    roles = _roles(snapshot, people)
    others = _others(snapshot, {document for found in roles.values() for document in found})
    apart: dict[str, dict[str, tuple[str, str]]] = {}
    for actor_id, of_documents in sorted(roles.items()):
        groups = _groups(of_documents, {document: others[document] - {actor_id} for document in of_documents})
        for group in groups[1:]:
            role = min(found for document in group for found in of_documents[document])
            for document in group:
                apart.setdefault(document, {})[actor_id] = (people[actor_id], role)
    yield from _lines(snapshot, apart)


def _roles(snapshot: Snapshot, people: Mapping[str, str]) -> dict[str, dict[str, set[str]]]:
    """Return the offices of each person by document, of those who have one in several documents."""
    ids = pa.array(sorted(people), pa.string())
    found: dict[str, dict[str, set[str]]] = {}
    for file in snapshot.of("mentions"):
        rows = snapshot.table(file, ("actor_id", "document_id", "role_lemma"))
        rows = rows.filter(pc.and_(pc.is_valid(rows["role_lemma"]), pc.is_in(rows["actor_id"], value_set=ids)))
        for row in rows.to_pylist():
            found.setdefault(row["actor_id"], {}).setdefault(row["document_id"], set()).add(row["role_lemma"])
    return {actor_id: documents for actor_id, documents in found.items() if len(documents) >= _AT_LEAST}


def _others(snapshot: Snapshot, documents: set[str]) -> dict[str, set[str]]:
    """Return who else is in each of these documents, without those who are in very many."""
    ids = pa.array(sorted(documents), pa.string())
    n_documents = sum(file.n_rows for file in snapshot.of("documents"))
    common: set[str] = set()
    for file in snapshot.of("actors"):
        rows = snapshot.table(file, ("actor_id", "n_documents"))
        is_common = pc.greater(rows["n_documents"], max(_AT_LEAST, int(n_documents * _MOST_COMMON)))
        common.update(rows["actor_id"].filter(is_common).to_pylist())
    found: dict[str, set[str]] = {document: set() for document in documents}
    for file in snapshot.of("appearances") if documents else ():
        rows = snapshot.table(file, ("actor_id", "document_id"))
        rows = rows.filter(pc.is_in(rows["document_id"], value_set=ids))
        for actor_id, document_id in zip(rows["actor_id"].to_pylist(), rows["document_id"].to_pylist(), strict=True):
            if actor_id not in common:
                found[document_id].add(actor_id)
    return found


def _groups(roles: Mapping[str, set[str]], others: Mapping[str, set[str]]) -> list[list[str]]:
    """Put documents together that share an office or somebody else; the largest group first."""
    into = {document: document for document in roles}

    def end(document: str) -> str:
        while into[document] != document:
            into[document] = into[into[document]]
            document = into[document]
        return document

    first: dict[str, str] = {}
    for document in sorted(roles):
        for sign in sorted(roles[document]) + sorted(others[document]):
            into[end(document)] = end(first.setdefault(sign, document))
    groups: dict[str, list[str]] = {}
    for document in sorted(roles):
        groups.setdefault(end(document), []).append(document)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def _lines(snapshot: Snapshot, apart: Mapping[str, Mapping[str, tuple[str, str]]]) -> Iterator[dict[str, str]]:
    ids = pa.array(sorted(apart), pa.string())
    for file in snapshot.of("documents") if apart else ():
        documents = snapshot.table(file, ("document_id", "text"))
        documents = documents.filter(pc.is_in(documents["document_id"], value_set=ids))
        texts = dict(zip(documents["document_id"].to_pylist(), documents["text"].to_pylist(), strict=True))
        for table in ("mentions", "statements") if texts else ():
            for stored in snapshot.of(table):
                if stored.month == file.month:
                    rows = snapshot.table(stored)
                    here = rows.filter(pc.is_in(rows["document_id"], value_set=ids)).to_pylist()
                    counts = Counter((row["document_id"], row["text"]) for row in here)
                    for row in here:
                        yield from _line(table, row, apart, texts, is_once=counts[row["document_id"], row["text"]] == 1)


def _line(
    table: str,
    row: Mapping[str, object],
    apart: Mapping[str, Mapping[str, tuple[str, str]]],
    texts: Mapping[str, str | None],
    *,
    is_once: bool,
) -> Iterator[dict[str, str]]:
    """Yield the line about a mention or a statement, if it is one of a person who is likely another one here."""
    document_id = str(row["document_id"])
    column, field = ("actor_id", "actor") if table == "mentions" else ("speaker_actor_id", "speaker")
    said = apart[document_id].get(str(row[column]))
    is_named = table != "mentions" or row["mention_kind"] == MentionKind.NAME
    text = texts.get(document_id) or ""
    if said is None or not is_named or not text:
        return
    name, role = said
    line = {"document": document_id, "table": table, "quote": str(row["text"]), "field": field, "old_value": name}
    line |= {"new_value": f"{name} ({role})", "verdict": Verdict.CHANGE.value}
    line["reason"] = f"likely another person: {role} here, in other company than elsewhere"
    if table == "mentions" and not is_once:
        start, end = int(str(row["start"])), int(str(row["end"]))
        line |= {"prefix": text[max(0, start - _CONTEXT) : start], "suffix": text[end : end + _CONTEXT]}
    yield line
