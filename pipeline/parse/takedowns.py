"""Takedowns: `seeds/takedowns.toml` names the documents that no build may bring back.

One table a document, its id as the table's name:

    [doc_0f3a9c5e7b1d2468]
    text_sha256 = "60303ae2…"     # SHA-256 of its text as `documents.text_sha256` has it; a list where it had several
    reason = "asked for by the person named in it"

A document is withdrawn when its id is named here or its text is; so an equal text under another id is withdrawn too.
The file is read by every build. When it cannot be understood the build stops: no takedown is passed over.
"""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.errors import SeedsError, SeedsFileError
from pipeline.parse.beside_seeds import read_beside
from schemas.columns import SHA256_PATTERN

TAKEDOWNS_FILE = "takedowns.toml"

_DOCUMENT_ID = re.compile(r"doc_[0-9a-f]{16}")
_SHA256 = re.compile(SHA256_PATTERN)
_HEAD = (
    "# Documents that were taken down, one table each: no build brings one of them or an equal text back.\n"
    "# `onrecord takedown DOCUMENT_ID --reason TEXT` adds one.\n"
)


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


_Sha256 = Annotated[str, StringConstraints(pattern=SHA256_PATTERN)]


class Takedown(BaseModel):
    """One document that was taken down. `text_sha256` are the hashes of the texts it had, at least one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    document_id: str
    text_sha256: Annotated[tuple[_Sha256, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class Takedowns:
    """The takedowns of one seeds folder, by document id."""

    by_id: Mapping[str, Takedown] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def texts(self) -> frozenset[str]:
        """The hashes of all texts that were taken down."""
        return frozenset(sha256 for takedown in self.by_id.values() for sha256 in takedown.text_sha256)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over ids and texts; what a reason says changes nothing."""
        content = sorted([key, sorted(takedown.text_sha256)] for key, takedown in self.by_id.items())
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


NO_TAKEDOWNS = Takedowns()


def load_takedowns(seeds_url: str) -> Takedowns:
    """What `takedowns.toml` in the seeds folder at `seeds_url` names; nothing if there is no such file.

    Raises SeedsError (file, line, what to do) if it is malformed or cannot be read.
    """
    return read_takedowns(_text_of(seeds_url))


def read_takedowns(toml: str) -> Takedowns:
    """The takedowns in the text of a `takedowns.toml`. Raises SeedsError (file, line, what to do)."""
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise SeedsFileError(f"{TAKEDOWNS_FILE}: {error}: correct the TOML there") from None
    found = {key: _read_takedown(key, table, toml) for key, table in tables.items()}
    return Takedowns(MappingProxyType(found))


def _read_takedown(key: str, table: object, toml: str) -> Takedown:
    lines = (number for number, line in enumerate(toml.splitlines(), start=1) if key in line)
    where = f"{TAKEDOWNS_FILE}, line {next(lines, 1)}"
    if not is_document_id(key):
        raise SeedsFileError(f"{where}: {key!r} is no document_id: name each table as [doc_…] with its 16 digits")
    if not isinstance(table, dict):
        raise SeedsFileError(f"{where}: {key!r} is no table: put its text_sha256 and reason under a line [{key}]")
    try:
        return Takedown.model_validate({**table, "document_id": key})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SeedsFileError(f"{where}: [{key}] {place}: {first['msg']}") from None


def is_document_id(text: str) -> bool:
    """Whether `text` has the form of a `documents.document_id`."""
    return _DOCUMENT_ID.fullmatch(text) is not None


def is_text_sha256(text: str) -> bool:
    """Whether `text` has the form of a `documents.text_sha256`."""
    return _SHA256.fullmatch(text) is not None


def add_takedown(toml: str, takedown: Takedown) -> str:
    """The text of a `takedowns.toml` with `takedown` at its place by id; all other lines stay as they are."""
    hashes: Sequence[str] = takedown.text_sha256
    value = _quoted(hashes[0]) if len(hashes) == 1 else f"[{', '.join(_quoted(sha256) for sha256 in hashes)}]"
    entry = f"[{takedown.document_id}]\ntext_sha256 = {value}\nreason = {_quoted(takedown.reason)}\n"
    lines = (toml or _HEAD).splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    place = _place_of(takedown.document_id, lines)
    before, after = "".join(lines[:place]), "".join(lines[place:])
    gap = "\n" if before and not before.endswith("\n\n") else ""
    return f"{before}{gap}{entry}" + (f"\n{after}" if after else "")


def _place_of(document_id: str, lines: Sequence[str]) -> int:
    """The line before which the table belongs: that of the first higher id, with the comments right above it."""
    for number, line in enumerate(lines):
        header = re.match(r"\s*\[\s*[\"']?(doc_[0-9a-f]{16})", line)
        if header and header[1] > document_id:
            while number > 0 and lines[number - 1].lstrip().startswith("#"):
                number -= 1
            return number
    return len(lines)


def _quoted(text: str) -> str:
    """`text` as a TOML basic string; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def store_takedown(seeds_url: str, takedown: Takedown) -> bool:
    """Write `takedown` into the seeds folder's `takedowns.toml`, in one step; False when its document is named there.

    On return the file and its folder are on disk.

    Raises SeedsError when the file is malformed, cannot be written, or is being written by another process.
    """
    filesystem, root = url_to_fs(seeds_url)
    if not isinstance(filesystem, LocalFileSystem):
        return _store_remotely(filesystem, f"{root.rstrip('/')}/{TAKEDOWNS_FILE}", seeds_url, takedown)
    folder = Path(root)
    # Also the lock: who finds it there is told, so that of two takedowns at once none is lost.
    draft = folder / f".{TAKEDOWNS_FILE}.new"
    try:
        with draft.open("x", encoding="utf-8", newline="") as handle:
            try:
                toml = _with_takedown(seeds_url, takedown)
                if toml is not None:
                    handle.write(toml)
                    handle.flush()
                    os.fsync(handle.fileno())
                    draft.replace(folder / TAKEDOWNS_FILE)
                # Also when nothing is new: the command that wrote it may have been killed before its name was on disk.
                _sync_folder(folder)
            finally:
                draft.unlink(missing_ok=True)
    except FileExistsError:
        raise SeedsError(f"{draft}: another takedown is being written; wait, or delete this file if none is") from None
    except OSError as error:
        raise SeedsError(f"{folder / TAKEDOWNS_FILE}: cannot be written ({error.strerror or error})") from None
    return toml is not None


def _sync_folder(folder: Path) -> None:
    """Have the names in `folder` written to disk, so that a power cut does not undo a renaming."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _store_remotely(filesystem: object, path: str, seeds_url: str, takedown: Takedown) -> bool:
    toml = _with_takedown(seeds_url, takedown)
    if toml is None:
        return False
    try:
        filesystem.pipe_file(path, toml.encode())  # type: ignore[attr-defined]
        filesystem.invalidate_cache()  # type: ignore[attr-defined]
    except Exception as error:  # each store has its own exceptions; the person needs the address and the cause
        raise SeedsError(f"{seeds_url}/{TAKEDOWNS_FILE}: cannot be written ({error})") from None
    if takedown.document_id not in load_takedowns(seeds_url).by_id:
        raise SeedsError(f"{seeds_url}/{TAKEDOWNS_FILE}: was written by somebody else at the same time; run again")
    return True


def _with_takedown(seeds_url: str, takedown: Takedown) -> str | None:
    """The file's new text, None when the document is named already."""
    before = _text_of(seeds_url)
    known = read_takedowns(before)
    if takedown.document_id in known.by_id:
        return None
    after = add_takedown(before, takedown)
    if read_takedowns(after).by_id != {**known.by_id, takedown.document_id: takedown}:
        raise SeedsError(
            f"{TAKEDOWNS_FILE}: cannot be added to as it is written; put [{takedown.document_id}] in by hand"
        )
    return after


def _text_of(seeds_url: str) -> str:
    return read_beside(seeds_url, TAKEDOWNS_FILE) or ""
