"""Which actor a person means by an id or a name, and what that actor is in a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.extract.actors.gazetteer import Entry, load_gazetteer
from pipeline.extract.actors.spelling import fold
from pipeline.extract.engine import supported_languages
from pipeline.extract.rows import UNREVIEWED
from pipeline.extract.tokens import tokenise
from pipeline.identity import make_id

Row = dict[str, Any]
_ID = "actor_"


def is_meant(value: str, actor_id: str | None, appearances: Mapping[str, Row]) -> bool:
    """True if `value`, an id or a name, means this actor of a document; "" means nobody."""
    if not value.strip() or actor_id is None:
        return not value.strip() and actor_id is None
    if value.strip() == actor_id:
        return True
    actor = appearances.get(actor_id)
    return actor is not None and fold(value) in {fold(name) for name in (actor["name"], *actor["aliases"])}


def find_actor(value: str, appearances: Mapping[str, Row]) -> Row | None:
    """Return the actor of a document that `value` means: by id, else by full name, else by the one other name."""
    if value.strip() in appearances:
        return appearances[value.strip()]
    folded = fold(value)
    named = [actor for actor in appearances.values() if fold(actor["name"]) == folded]
    named = named or [actor for actor in appearances.values() if folded in map(fold, actor["aliases"])]
    return named[0] if len(named) == 1 else None


def new_actor(value: str, document: Row, language: str) -> Row | None:
    """Return the row in `appearances` of an actor whom the document did not have; None for an id that nobody knows.

    A name that the gazetteer has is its actor; any other one is a person of this name, until a line says otherwise.
    """
    name = " ".join(value.split())
    if name.startswith(_ID):
        entry = next((found for found in _entries(language) if found.actor_id == name), None)
        if entry is None:
            return None
    else:
        entry = _named(name, language)
    actor = {
        "actor_id": entry.actor_id if entry else make_id("actor_person", fold(name)),
        "name": entry.name if entry else name,
        "kind": entry.kind if entry else "person",
        "unnamed_kind": None,
        "country": entry.country if entry else None,
        "wikidata_id": entry.wikidata_id if entry else None,
        "aliases": [] if entry else [name],
        "n_mentions": 0,
        "n_statements": 0,
        **UNREVIEWED,
        "local_key": None,
    }
    return {**document, **actor}


def _entries(language: str) -> Sequence[Entry]:
    if language not in supported_languages():
        return ()
    gazetteer = load_gazetteer(language)
    return [form.entry for names in gazetteer.by_first.values() for _, form in names]


def _named(name: str, language: str) -> Entry | None:
    """Return the actor whom the gazetteer knows by exactly this name."""
    if language not in supported_languages():
        return None
    forms = tokenise(name).forms
    found = load_gazetteer(language).longest_at(forms, 0) if forms else None
    return found[1].entry if found is not None and found[0] == len(forms) else None
