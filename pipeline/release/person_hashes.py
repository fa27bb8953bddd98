"""Persons taken down, as a manifest remembers them: by a slow salted hash of their id, never by the id itself.

An id is a hash of a name, or a key of the gazetteer, and anybody could try names against it. Here each try costs 16 MB
of memory and some 50 ms (scrypt, RFC 7914, with the parameters it recommends for interactive use), and a try against
one dataset is useless for another.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.lake.takedown_memory import TakedownMemory
from pipeline.release.manifest import ReleasedTakedowns

_COST, _BLOCK, _LANES = 2**14, 8, 1


@lru_cache(maxsize=1_024)
def hash_person(actor_id: str, salt: str) -> str:
    """Return the slow hash of an actor's id under a manifest's salt, in hexadecimal digits."""
    digest = hashlib.scrypt(actor_id.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES, dklen=32)
    return digest.hex()


def release_takedowns(memory: TakedownMemory, before: ReleasedTakedowns, content: str) -> ReleasedTakedowns:
    """Return what the manifest of the next release remembers: what the lake does, and what the releases before did.

    The salt is theirs, else made of `content`, the release's content fingerprint: no clock and no chance decides it.
    """
    documents = memory.with_documents(before.documents).documents
    salt = before.salt or (hashlib.sha256(f"takedowns {content}".encode()).hexdigest()[:32] if memory.persons else None)
    persons = dict(before.persons)
    if salt is not None:
        for actor_id, decisions in memory.persons.items():
            key = hash_person(actor_id, salt)
            persons[key] = max(persons.get(key, 1), decisions)
    return ReleasedTakedowns(documents=documents, salt=salt, persons=dict(sorted(persons.items())))


def merge_takedowns(found: Iterable[ReleasedTakedowns]) -> ReleasedTakedowns:
    """Return what several manifests of one line remember together."""
    memory, salt = TakedownMemory(), None
    persons: dict[str, int] = {}
    for takedowns in found:
        memory = memory.with_documents(takedowns.documents)
        salt = salt or takedowns.salt
        if takedowns.salt == salt:
            for key, decisions in takedowns.persons.items():
                persons[key] = max(persons.get(key, 1), decisions)
    return ReleasedTakedowns(documents=memory.documents, salt=salt, persons=persons)


def count_unknown_persons(takedowns: ReleasedTakedowns, known: Mapping[str, int]) -> int:
    """Count the persons in force in a manifest whose ids are not in `known`."""
    in_force = {key for key, decisions in takedowns.persons.items() if decisions % 2}
    if not in_force or takedowns.salt is None:
        return 0
    return len(in_force - {hash_person(actor_id, takedowns.salt) for actor_id in known})
