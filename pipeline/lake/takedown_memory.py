"""Takedowns as remembered by the lake and by the manifests of releases: ids and hashes, no text and no reason.

`takedowns.toml` is one file, which may be lost, mistyped or restored from a backup. So every entry it ever had stays in
force until a person lifts it: each id has a count of decisions, odd while it is taken down, even after it was lifted,
and of two memories the higher count is valid. An entry in force in the file is always in force, even if the memory
differs.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import LakeError
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.storage import Storage
from pipeline.parse.takedowns import (
    TAKEDOWNS_FILE,
    Entry,
    PersonTakedown,
    Sha256,
    Signature,
    Takedown,
    Takedowns,
    takedowns_of,
)

MEMORY = "takedowns.json"
_REMEMBERED = "remembered"

_Decisions = Annotated[int, Field(ge=1)]


class RememberedDocument(BaseModel):
    """A document that was taken down: the hashes of its texts and their signatures, sorted; `decisions` as above."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: tuple[Sha256, ...]
    signatures: tuple[Signature, ...] = ()
    decisions: _Decisions = 1

    @property
    def is_in_force(self) -> bool:
        """Whether it is taken down, and was not lifted since."""
        return self.decisions % 2 == 1


class TakedownMemory(BaseModel):
    """Documents and persons that were taken down, by id; of a person only the count of decisions is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: dict[str, RememberedDocument] = {}
    persons: dict[str, _Decisions] = {}

    def with_documents(self, documents: Mapping[str, RememberedDocument]) -> "TakedownMemory":
        """Add what another memory knows of documents: texts of both, and the higher count of decisions."""
        merged = dict(self.documents)
        for key, found in documents.items():
            known = merged.get(key)
            merged[key] = found if known is None else _merged(known, found)
        return TakedownMemory(documents=dict(sorted(merged.items())), persons=self.persons)

    def with_file(self, file: Takedowns) -> "TakedownMemory":
        """Add the entries of the file. Its entries in force are in force even if the memory has them as lifted."""
        documents = {key: _remembered(entry, self._decided(key, entry)) for key, entry in file.documents.items()}
        persons = dict(self.persons)
        for key, entry in file.people.items():
            persons[key] = max(persons.get(key, 1), self._decided(key, entry))
        merged = self.with_documents(documents)
        return TakedownMemory(documents=merged.documents, persons=dict(sorted(persons.items())))

    def _decided(self, key: str, entry: Takedown | PersonTakedown) -> int:
        """Return the count of decisions of an entry of the file."""
        known = self.documents[key].decisions if key in self.documents else self.persons.get(key, 1)
        if not entry.is_in_force:
            return entry.decisions
        decided = max(known, entry.decisions)
        return decided if decided % 2 else decided + 1

    def adds_to(self, other: "TakedownMemory") -> bool:
        """Whether anything is in force here, by an id, a text or a signature, that is not in `other`."""
        for key, found in self.documents.items():
            known = other.documents.get(key)
            if found.is_in_force and (known is None or not known.is_in_force or _merged(known, found) != known):
                return True
        return any(n % 2 and not other.persons.get(key, 0) % 2 for key, n in self.persons.items())


def _merged(one: RememberedDocument, other: RememberedDocument) -> RememberedDocument:
    return RememberedDocument(
        texts=tuple(sorted({*one.texts, *other.texts})),
        signatures=tuple(sorted({*one.signatures, *other.signatures})),
        decisions=max(one.decisions, other.decisions),
    )


def _remembered(entry: Takedown, decisions: int) -> RememberedDocument:
    return RememberedDocument(
        texts=tuple(sorted(set(entry.text_sha256))),
        signatures=tuple(sorted(set(entry.signatures))),
        decisions=decisions,
    )


def effective_takedowns(file: Takedowns, memory: TakedownMemory) -> Takedowns:
    """Return the valid takedowns: those of the memory, which includes the file's; the allowances are the file's."""
    return takedowns_of(_entries(file, memory))


def _entries(file: Takedowns, memory: TakedownMemory) -> Iterator[Entry]:
    for key, found in memory.documents.items():
        yield Takedown(
            document_id=key,
            text_sha256=found.texts,
            signatures=found.signatures,
            reason=_REMEMBERED,
            lifted=None if found.is_in_force else _REMEMBERED,
            decisions=found.decisions,
        )
    for key, decisions in memory.persons.items():
        lifted = None if decisions % 2 else _REMEMBERED
        yield PersonTakedown(actor_id=key, reason=_REMEMBERED, lifted=lifted, decisions=decisions)
    yield from (allowance for key, allowance in file.allowances.items() if key not in memory.documents)


def read_memory(storage: Storage) -> TakedownMemory | None:
    """Return the lake's memory, None if it has none yet. Raises LakeError if it is damaged."""
    try:
        return read_sealed(storage, MEMORY, TakedownMemory)
    except FileNotFoundError:
        return None
    except ValueError:
        raise LakeError(
            f"{storage.url}/{MEMORY}: damaged; see that {TAKEDOWNS_FILE} beside the seeds is there and whole, then "
            "delete it: what it remembered is taken from that file and from the newest release"
        ) from None


def remember(storage: Storage, file: Takedowns) -> TakedownMemory:
    """Add the entries of the file to the lake's memory and return it."""
    return _write(storage, (read_memory(storage) or TakedownMemory()).with_file(file))


def absorb(storage: Storage, documents: Mapping[str, RememberedDocument]) -> TakedownMemory:
    """Add the memory in a release's manifest to the lake's memory and return it."""
    return _write(storage, (read_memory(storage) or TakedownMemory()).with_documents(documents))


def learn_texts(storage: Storage, memory: TakedownMemory, documents: pa.Table) -> TakedownMemory:
    """Remember the texts that documents taken down have now (rows of the index), by their ids or earlier ids.

    So a text added after the takedown, or one whose signature was unknown, is still known after its seed is removed.
    """
    in_force = [key for key, found in memory.documents.items() if found.is_in_force]
    if not in_force:
        return memory
    named = pa.array(in_force, pa.string())
    for name in ("document_id", "earlier_id"):
        rows = documents.select([name, "text_sha256", "signature"]).filter(pc.is_in(documents[name], value_set=named))
        learnt = {
            row[name]: RememberedDocument(
                texts=(row["text_sha256"],), signatures=(base64.b64encode(row["signature"]).decode(),)
            )
            for row in rows.to_pylist()
        }
        memory = _write(storage, memory.with_documents(learnt)) if learnt else memory
    return memory


def write_memory(storage: Storage, memory: TakedownMemory) -> None:
    """Have the lake remember `memory` in place of what it remembered."""
    write_sealed(storage, MEMORY, memory)


def _write(storage: Storage, memory: TakedownMemory) -> TakedownMemory:
    if memory != (read_memory(storage) or TakedownMemory()):
        write_memory(storage, memory)
    return memory
