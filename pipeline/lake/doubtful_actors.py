"""Actors of a corpus that are likely two ids of one actor, or one id of two, as lines for a file of corrections.

The lines are proposals: a person looks at each, and keeps it, or says the opposite. Pairs that the corrections judge
already are not proposed again.
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.judgement import COLUMNS, Judgement
from pipeline.corrections.reading import Corrections
from pipeline.lake.alike_names import Named, Resembling, find_resembling
from pipeline.lake.likely_merges import find_likely_merges
from pipeline.lake.snapshot import Snapshot
from schemas.vocabulary import ActorKind, Verdict

Line = dict[str, str]


def doubtful_lines(snapshot: Snapshot, corrections: Corrections) -> Iterator[Line]:
    """Yield the cells of lines: `same_as` for likely doubles, then `change` for likely merges, each with its reason.

    `snapshot` has the corpus-wide table `actors`.
    """
    actors = _actors(snapshot)
    name_counts: dict[str, int] = {}
    for actor in actors.values():
        name_counts[actor.name.lower()] = name_counts.get(actor.name.lower(), 0) + 1
    called = {
        actor_id: actor.name if name_counts[actor.name.lower()] == 1 else actor_id for actor_id, actor in actors.items()
    }
    judged = _judged(corrections.of_corpus, actors)
    pairs = [
        found
        for found in find_resembling(actors.values())
        if frozenset((found.one.actor_id, found.other.actor_id)) not in judged
    ]
    for found in _heeding_documents(snapshot, pairs):
        old, new = in_order(found)
        names = f" ({old.name} / {new.name})" if old.name != new.name else ""
        yield _line(
            table="actors",
            quote=called[old.actor_id],
            new_value=called[new.actor_id],
            verdict=Verdict.SAME_AS,
            reason=f"likely one: {found.reason}{names}",
        )
    people = {actor_id: actor.name for actor_id, actor in actors.items() if _may_be_several(actor)}
    for line in find_likely_merges(snapshot, people):
        yield _line(**line)


def _line(**cells: str) -> Line:
    return dict.fromkeys(COLUMNS, "") | cells


def _may_be_several(actor: Named) -> bool:
    return actor.kind == ActorKind.PERSON and actor.wikidata_id is None and actor.n_documents > 1


def _actors(snapshot: Snapshot) -> dict[str, Named]:
    """Return the actors that are known in all documents and have a name."""
    local = [pa.array([], pa.string())]
    for file in snapshot.of("appearances"):
        rows = snapshot.table(file, ("actor_id", "local_key"))
        local.append(pc.unique(rows["actor_id"].filter(pc.is_valid(rows["local_key"]))))
    of_one = pa.concat_arrays(local)
    found = {}
    for file in snapshot.of("actors"):
        names = ("actor_id", "name", "kind", "unnamed_kind", "aliases", "wikidata_id", "n_documents")
        rows = snapshot.table(file, names)
        is_named = pc.and_(pc.is_valid(rows["name"]), pc.is_null(rows["unnamed_kind"]))
        rows = rows.filter(pc.and_(is_named, pc.invert(pc.is_in(rows["actor_id"], value_set=of_one))))
        for row in rows.to_pylist():
            known = (row["name"], row["kind"], tuple(row["aliases"]), row["wikidata_id"], row["n_documents"])
            found[row["actor_id"]] = Named(row["actor_id"], *known)
    return found


def _judged(lines: Sequence[Judgement], actors: Mapping[str, Named]) -> set[frozenset[str]]:
    """Return the pairs of actors of which a line says that they are one, or that they are not."""
    ids_of: dict[str, list[str]] = {}
    for actor in actors.values():
        for name in {actor.actor_id, actor.name.lower()}:
            ids_of.setdefault(name, []).append(actor.actor_id)

    def ids(value: str) -> list[str]:
        return ids_of.get(value.strip(), ids_of.get(" ".join(value.split()).lower(), []))

    pairs = (line for line in lines if line.verdict in (Verdict.SAME_AS, Verdict.NOT_SAME_AS))
    return {frozenset((one, other)) for line in pairs for one in ids(line.quote) for other in ids(line.new_value)}


def _heeding_documents(snapshot: Snapshot, pairs: Sequence[Resembling]) -> Iterator[Resembling]:
    """Yield the pairs that their documents do not speak against: two people of one document are two, for instance."""
    ids = sorted({actor.actor_id for found in pairs for actor in (found.one, found.other)})
    documents: dict[str, set[str]] = {}
    for file in snapshot.of("appearances") if ids else ():
        rows = snapshot.table(file, ("actor_id", "document_id"))
        rows = rows.filter(pc.is_in(rows["actor_id"], value_set=pa.array(ids, pa.string())))
        for actor_id, document_id in zip(rows["actor_id"].to_pylist(), rows["document_id"].to_pylist(), strict=True):
            documents.setdefault(actor_id, set()).add(document_id)
    for found in pairs:
        one, other = (documents.get(actor.actor_id, set()) for actor in (found.one, found.other))
        if found.is_common is None or found.is_common == bool(one & other):
            yield found


def in_order(found: Resembling) -> tuple[Named, Named]:
    """Return the actor that becomes the other one, and the one that stays: the better known, else the fuller name."""

    def rank(actor: Named) -> tuple[bool, int, int, int, str]:
        n_full = sum(len(word) > 1 for word in actor.words)
        return (actor.wikidata_id is not None, n_full, len(actor.words), actor.n_documents, actor.actor_id)

    one, other = sorted((found.one, found.other), key=rank)
    return one, other
