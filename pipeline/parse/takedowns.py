"""Takedowns: `seeds/takedowns.toml` names documents and persons that must stay out of every build.

One table for each, named by its id:

    [doc_0f3a9c5e7b1d2468]
    text_sha256 = "60303ae2…"     # SHA-256 of its text as `documents.text_sha256` has it; a list where it had several
    signatures = ["pP3k…"]        # of the same texts (`near_equality`), in base64; may be left out
    reason = "asked for by the person named in it"

    [actor_person_7c1e0b9a8d2f3e41]
    reason = "objection of 3 May"

    [doc_1a2b3c4d5e6f7a8b]        # resembles one that was taken down, and is another: a person has looked at it
    text_sha256 = "9f86d081…"
    allowed = "an earlier report by the same agency"

A document is withdrawn when its id is named here or its text is; so an equal text under another id is withdrawn too.
The lake remembers what was named here (`takedown_memory`): a deleted entry is still in force. It is lifted by `onrecord
takedown --lift`, which adds `lifted` with the reason, and `decisions`, which counts takedowns and lifts.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

import tomli
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.errors import SeedsFileError
from pipeline.parse.beside_seeds import read_beside
from pipeline.parse.near_equality import N_BYTES
from schemas.columns import SHA256_PATTERN

TAKEDOWNS_FILE = "takedowns.toml"

_DOCUMENT_ID = re.compile(r"doc_[0-9a-f]{16}")
_ACTOR_ID = re.compile(r"actor_person_[0-9A-Za-z_-]+")
_SHA256 = re.compile(SHA256_PATTERN)


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _is_signature(text: str) -> str:
    if len(base64.b64decode(text, validate=True)) != N_BYTES:
        raise ValueError(f"is not a signature of {N_BYTES} bytes in base64")
    return text


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=SHA256_PATTERN)]
Signature = Annotated[str, AfterValidator(_is_signature)]
"""A signature of `near_equality` in base64."""
_Texts = Annotated[tuple[Sha256, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Decided(_Entry):
    """`decisions` counts takedowns and lifts so far, so that it is even once the entry was `lifted`."""

    reason: _Words
    lifted: _Words | None = None
    decisions: Annotated[int, Field(ge=1)] = 1

    @property
    def is_in_force(self) -> bool:
        """Whether it was not lifted."""
        return self.lifted is None


class Takedown(_Decided):
    """One document that was taken down. `text_sha256` are the hashes of the texts it had, at least one."""

    document_id: str
    text_sha256: _Texts
    signatures: Annotated[tuple[Signature, ...], BeforeValidator(_as_tuple)] = ()


class PersonTakedown(_Decided):
    """One person whose name, mentions and statements were taken down."""

    actor_id: str


class Allowance(_Entry):
    """A document that resembles one that was taken down, and may stay: for these texts of it."""

    document_id: str
    text_sha256: _Texts
    allowed: _Words


Entry = Takedown | PersonTakedown | Allowance


@dataclass(frozen=True, slots=True)
class Takedowns:
    """The takedowns of one seeds folder by id, lifted ones included, and what was allowed though it resembles one."""

    documents: Mapping[str, Takedown] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[str, PersonTakedown] = field(default_factory=lambda: MappingProxyType({}))
    allowances: Mapping[str, Allowance] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def by_id(self) -> Mapping[str, Takedown]:
        """Return the documents whose takedown is in force."""
        return {key: takedown for key, takedown in self.documents.items() if takedown.is_in_force}

    @property
    def persons(self) -> frozenset[str]:
        """Return the ids of the persons whose takedown is in force."""
        return frozenset(key for key, takedown in self.people.items() if takedown.is_in_force)

    @property
    def texts(self) -> frozenset[str]:
        """Return the hashes of all texts that were taken down."""
        return frozenset(sha256 for takedown in self.by_id.values() for sha256 in takedown.text_sha256)

    @property
    def allowed_texts(self) -> frozenset[str]:
        """Return the hashes of texts that are allowed although they resemble one that was taken down."""
        return frozenset(sha256 for allowance in self.allowances.values() for sha256 in allowance.text_sha256)

    def signatures(self) -> Iterator[tuple[str, bytes]]:
        """Return document id and signature of each text that was taken down, if its signature is known."""
        for key, takedown in sorted(self.by_id.items()):
            for signature in sorted(set(takedown.signatures)):
                yield key, base64.b64decode(signature)

    @property
    def fingerprint(self) -> str:
        """Return a SHA-256 over all that determines the tables; reasons are not part of it."""
        content = [
            sorted([key, sorted(takedown.text_sha256)] for key, takedown in self.by_id.items()),
            sorted({base64.b64encode(signature).decode() for _, signature in self.signatures()}),
            sorted(self.allowed_texts),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def entries(self) -> Iterator["Entry"]:
        """Return all entries, documents first."""
        yield from self.documents.values()
        yield from self.people.values()
        yield from self.allowances.values()

    def entry(self, key: str) -> "Entry | None":
        """Return the entry of this id, None if there is none."""
        return self.documents.get(key) or self.people.get(key) or self.allowances.get(key)


NO_TAKEDOWNS = Takedowns()


def load_takedowns(seeds_url: str) -> Takedowns:
    """Read what `takedowns.toml` in the seeds folder at `seeds_url` names; nothing if there is no such file.

    Raises SeedsError (file, line, what to do) if it is malformed or cannot be read.
    """
    return read_takedowns(read_beside(seeds_url, TAKEDOWNS_FILE) or "")


def read_takedowns(toml: str) -> Takedowns:
    """Read the takedowns in the text of a `takedowns.toml`. Raises SeedsError (file, line, what to do)."""
    try:
        tables = tomli.loads(toml)
    except tomli.TOMLDecodeError as error:
        raise SeedsFileError(f"{TAKEDOWNS_FILE}: {error}: correct the TOML there") from None
    return takedowns_of(_read_entry(key, table, toml) for key, table in tables.items())


def takedowns_of(entries: Iterator[Entry]) -> Takedowns:
    """Put entries together."""
    documents, people, allowances = {}, {}, {}
    for entry in entries:
        if isinstance(entry, Takedown):
            documents[entry.document_id] = entry
        elif isinstance(entry, PersonTakedown):
            people[entry.actor_id] = entry
        else:
            allowances[entry.document_id] = entry
    return Takedowns(MappingProxyType(documents), MappingProxyType(people), MappingProxyType(allowances))


def _read_entry(key: str, table: object, toml: str) -> Entry:
    lines = (number for number, line in enumerate(toml.splitlines(), start=1) if key in line)
    where = f"{TAKEDOWNS_FILE}, line {next(lines, 1)}"
    if not is_document_id(key) and not is_actor_id(key):
        raise SeedsFileError(
            f"{where}: {key!r} is neither a document_id nor an actor_id: name each table as [doc_…] or [actor_person_…]"
        )
    if not isinstance(table, dict):
        raise SeedsFileError(f"{where}: {key!r} is not a table: put its text_sha256 and reason under a line [{key}]")
    try:
        if is_actor_id(key):
            return PersonTakedown.model_validate({**table, "actor_id": key})
        kind = Allowance if "allowed" in table and "reason" not in table else Takedown
        return kind.model_validate({**table, "document_id": key})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SeedsFileError(f"{where}: [{key}] {place}: {first['msg']}") from None


def is_document_id(text: str) -> bool:
    """Whether `text` has the form of a `documents.document_id`."""
    return _DOCUMENT_ID.fullmatch(text) is not None


def is_actor_id(text: str) -> bool:
    """Whether `text` has the form of a person's `actors.actor_id`."""
    return _ACTOR_ID.fullmatch(text) is not None


def is_text_sha256(text: str) -> bool:
    """Whether `text` has the form of a `documents.text_sha256`."""
    return _SHA256.fullmatch(text) is not None
