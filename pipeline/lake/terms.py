"""The terms: the content of `sources.toml` and `takedowns.toml` at one moment, read once for a whole build.

Months, their plan and the release use one reading, which the lake's head stores verbatim. So a file that is saved
during a build, or right before a release, never mixes with what was built; and a release can check that the files are
still those that the lake was built with.
"""

import hashlib
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from pipeline.errors import LakeError, SeedsError
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, effective_takedowns, remember
from pipeline.parse.beside_seeds import read_beside
from pipeline.parse.sources import SOURCES_FILE, Publishers, read_publishers
from pipeline.parse.takedowns import TAKEDOWNS_FILE, Takedowns, read_takedowns

TERMS = "seeds/terms.json"
_FORMAT = 1


class Terms(BaseModel):
    """The text of both files, None where one is not there, and what the lake remembers of takedowns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: str | None = None
    takedowns: str | None = None
    memory: TakedownMemory = TakedownMemory()

    @cached_property
    def publishers(self) -> Publishers:
        """Return the publishers of `sources.toml`. Raises SeedsError (file, line, what to do) if it is malformed."""
        return read_publishers(self.sources or "")

    @cached_property
    def taken_down(self) -> Takedowns:
        """Return the takedowns of `takedowns.toml` and of the memory. Raises SeedsError (file, line, what to do)."""
        file = read_takedowns(self.takedowns or "")
        return effective_takedowns(file, self.memory.with_file(file))

    def remembering(self, memory: TakedownMemory) -> "Terms":
        """Return the same files with another memory."""
        return Terms(sources=self.sources, takedowns=self.takedowns, memory=memory)

    @property
    def hashes(self) -> dict[str, str | None]:
        """Return the SHA-256 of each file's text by its name, None for a missing file."""
        return {SOURCES_FILE: _sha256(self.sources), TAKEDOWNS_FILE: _sha256(self.takedowns)}


class StoredTerms(BaseModel):
    """What the lake keeps of the last reading, and whether any reading so far restricted a publisher."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = _FORMAT
    terms: Terms
    hashes: dict[str, str | None]
    has_restricted: bool


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def read_terms(seeds_url: str) -> Terms:
    """Read both files in the seeds folder. Raises SeedsError if one is malformed or cannot be read."""
    terms = Terms(sources=read_beside(seeds_url, SOURCES_FILE), takedowns=read_beside(seeds_url, TAKEDOWNS_FILE))
    _ = terms.publishers, terms.taken_down
    return terms


def refresh_terms(storage: Storage, seeds_url: str) -> Terms:
    """Read both files and store their content in the lake.

    Raises SeedsError if one is malformed or cannot be read, or if `sources.toml` is missing although it restricted a
    publisher before: lifting all restrictions takes a file that says so.
    """
    terms, known = read_terms(seeds_url), read_stored_terms(storage)
    has_restricted = known is not None and known.has_restricted
    if terms.sources is None and has_restricted:
        raise SeedsError(gone())
    terms = terms.remembering(remember(storage, read_takedowns(terms.takedowns or "")))
    stored = StoredTerms(
        terms=terms, hashes=terms.hashes, has_restricted=has_restricted or terms.publishers.may_withhold
    )
    if stored != known:
        write_sealed(storage, TERMS, stored)
    return terms


def gone() -> str:
    """Return the message for a missing `sources.toml` that used to restrict a publisher."""
    return (
        f"{SOURCES_FILE}: is missing, although it restricted what may be passed on: put it back; if nobody is "
        "restricted any more, write one that says so (a comment is enough)"
    )


def read_stored_terms(storage: Storage) -> StoredTerms | None:
    """Return the last reading stored in the lake, None before the first. Raises LakeError if it is damaged."""
    try:
        return read_sealed(storage, TERMS, StoredTerms)
    except FileNotFoundError:
        return None
    except ValueError:
        raise LakeError(
            f"{storage.url}/{TERMS}: damaged; see that {SOURCES_FILE} and {TAKEDOWNS_FILE} are there and whole, then "
            "delete it and run `onrecord build`"
        ) from None
