"""Taking down, lifting and allowing: what a person decides is written beside the seeds and into the lake's memory."""

import base64

from pipeline.errors import SeedsError
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import RememberedDocument, TakedownMemory, remember
from pipeline.parse.takedowns import Allowance, Entry, PersonTakedown, Takedown, is_actor_id, load_takedowns
from pipeline.parse.takedowns_file import store_takedown
from pipeline.publish.holdings import find_texts, lake_id_of
from pipeline.publish.recalling import recall_takedowns
from pipeline.settings import Settings


def document_entry(settings: Settings, document_id: str, text_sha256: str | None, reason: str) -> Takedown:
    """Make the entry of a document: with all texts that it has or had, and the given one, if any.

    Raises SeedsError if the document is unknown and no text is given.
    """
    texts = dict(find_texts(settings, document_id))
    if text_sha256 is not None:
        texts.setdefault(text_sha256, None)
    memory = _memory(settings)
    known = memory.documents.get(document_id, RememberedDocument(texts=(), decisions=1))
    hashes = tuple(sorted({*texts, *known.texts}))
    if not hashes:
        raise SeedsError(
            f"{document_id}: neither seeds nor lake nor releases have it; check the id, or give --text-sha256"
        )
    signatures = {base64.b64encode(found).decode() for found in texts.values() if found is not None}
    return Takedown(
        document_id=document_id,
        text_sha256=hashes,
        signatures=tuple(sorted({*signatures, *known.signatures})),
        reason=reason,
        decisions=_odd(known.decisions),
    )


def person_entry(settings: Settings, actor_id: str, reason: str) -> PersonTakedown:
    """Make the entry of a person, by the id that the lake has: a keyed one changes with the text of its document."""
    actor_id = lake_id_of(settings, actor_id)
    decisions = _odd(_memory(settings).persons.get(actor_id, 1))
    return PersonTakedown(actor_id=actor_id, reason=reason, decisions=decisions)


def lifted_entry(settings: Settings, key: str, reason: str) -> Entry:
    """Make the entry that lifts the takedown of a document or a person. Raises SeedsError when none is in force."""
    memory = _memory(settings)
    file = load_takedowns(settings.seeds)
    if key not in file.people and is_actor_id(key):
        key = lake_id_of(settings, key)
    entry = file.documents.get(key) or file.people.get(key)
    why = entry.reason if entry else "taken down earlier, its entry is lost"
    if key in memory.documents and memory.documents[key].is_in_force:
        known = memory.documents[key]
        return Takedown(
            document_id=key,
            text_sha256=known.texts,
            signatures=known.signatures,
            reason=why,
            lifted=reason,
            decisions=known.decisions + 1,
        )
    if memory.persons.get(key, 0) % 2:
        return PersonTakedown(actor_id=key, reason=why, lifted=reason, decisions=memory.persons[key] + 1)
    raise SeedsError(
        f"{key}: is not taken down; a document with the text of another one is withdrawn as long as that one is: "
        "lift the takedown that takedowns.toml names"
    )


def allowance_entry(settings: Settings, document_id: str, reason: str) -> Allowance:
    """Make the entry that allows a document although it resembles one that was taken down.

    Raises SeedsError when the document is nowhere, or is taken down itself.
    """
    known = _memory(settings).documents.get(document_id)
    if known is not None and known.is_in_force:
        raise SeedsError(f"{document_id}: is taken down itself; `onrecord takedown --lift {document_id}` ends that")
    texts = tuple(find_texts(settings, document_id))
    if not texts:
        raise SeedsError(f"{document_id}: neither seeds nor lake nor releases have it; check the id")
    return Allowance(document_id=document_id, text_sha256=texts, allowed=reason)


def decide(settings: Settings, entry: Entry) -> bool:
    """Write the entry beside the seeds and have the lake remember it; whether it was not there already.

    On return it is on disk, and its folder too.
    """
    is_new = store_takedown(settings.seeds, entry)
    remember(Storage(settings.lake), load_takedowns(settings.seeds))
    return is_new


def _memory(settings: Settings) -> TakedownMemory:
    """Return what is remembered, with what the file names now."""
    recall_takedowns(settings)
    return remember(Storage(settings.lake), load_takedowns(settings.seeds))


def _odd(decisions: int) -> int:
    return decisions if decisions % 2 else decisions + 1
