"""Writing `takedowns.toml`: an entry is put in or replaced, everything else in the file stays as it is."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import SeedsError
from pipeline.parse.beside_seeds import read_beside
from pipeline.parse.seeds import seeds_folder
from pipeline.parse.takedowns import (
    TAKEDOWNS_FILE,
    Entry,
    PersonTakedown,
    Takedowns,
    load_takedowns,
    read_takedowns,
    takedowns_of,
)

_HEAD = (
    "# Documents and persons that were taken down, one table each: no build brings one of them or an equal text back.\n"
    "# `onrecord takedown` adds an entry. One that is deleted is still in force: `onrecord takedown --lift` ends it.\n"
)
_TABLE = re.compile(r"\s*\[\s*[\"']?(?P<key>(?:doc|actor)_[\w-]+)")
_ID_COLUMNS = frozenset({"document_id", "actor_id"})


def store_takedown(seeds_url: str, entry: Entry) -> bool:
    """Write `entry` into the seeds folder's `takedowns.toml`, in one step; False if it is there unchanged.

    On return the file and its folder are on disk. Raises SeedsError if the file is malformed, cannot be written, or is
    being written by another process.
    """
    filesystem, root = url_to_fs(seeds_folder(seeds_url))
    if not isinstance(filesystem, LocalFileSystem):
        return _store_remotely(filesystem, f"{root.rstrip('/')}/{TAKEDOWNS_FILE}", seeds_url, entry)
    folder = Path(root)
    # Also the lock: an existing one is an error, so that of two concurrent takedowns none is lost.
    draft = folder / f".{TAKEDOWNS_FILE}.new"
    try:
        with draft.open("x", encoding="utf-8", newline="") as handle:
            try:
                toml = _with_entry(seeds_url, entry)
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


def _store_remotely(filesystem: object, path: str, seeds_url: str, entry: Entry) -> bool:
    toml = _with_entry(seeds_url, entry)
    if toml is None:
        return False
    try:
        filesystem.pipe_file(path, toml.encode())  # type: ignore[attr-defined]
        filesystem.invalidate_cache()  # type: ignore[attr-defined]
    except Exception as error:  # each store has its own exceptions; the person needs the address and the cause
        raise SeedsError(f"{seeds_url}/{TAKEDOWNS_FILE}: cannot be written ({error})") from None
    if load_takedowns(seeds_url).entry(_key_of(entry)) != entry:
        raise SeedsError(f"{seeds_url}/{TAKEDOWNS_FILE}: was changed by another process at the same time; run again")
    return True


def _with_entry(seeds_url: str, entry: Entry) -> str | None:
    """Return the file's new text, None if the entry is there unchanged."""
    before = read_beside(seeds_url, TAKEDOWNS_FILE) or ""
    known = read_takedowns(before)
    key = _key_of(entry)
    if known.entry(key) == entry:
        return None
    after = add_takedown(before, entry)
    if read_takedowns(after) != _replaced(known, entry):
        raise SeedsError(f"{TAKEDOWNS_FILE}: cannot be changed as it is written; put [{key}] in by hand")
    return after


def _replaced(known: Takedowns, entry: Entry) -> Takedowns:
    """Return `known` with `entry` replacing the one with its id."""
    others = [other for other in known.entries() if _key_of(other) != _key_of(entry)]
    return takedowns_of(iter([*others, entry]))


def add_takedown(toml: str, entry: Entry) -> str:
    """Return the text of a `takedowns.toml` with `entry` inserted by id; all other lines are unchanged."""
    key = _key_of(entry)
    text = f"[{key}]\n" + "".join(f"{name} = {value}\n" for name, value in _fields(entry))
    lines = _without(key, (toml or _HEAD).splitlines(keepends=True))
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    place = _place_of(key, lines)
    before, after = "".join(lines[:place]), "".join(lines[place:])
    gap = "\n" if before and not before.endswith("\n\n") else ""
    return f"{before}{gap}{text}" + (f"\n{after}" if after else "")


def _key_of(entry: Entry) -> str:
    return entry.actor_id if isinstance(entry, PersonTakedown) else entry.document_id


def _fields(entry: Entry) -> Sequence[tuple[str, str]]:
    """Return the lines of the entry's table, without default values."""
    given = entry.model_dump(exclude_defaults=True, exclude=set(_ID_COLUMNS))
    order = ("text_sha256", "signatures", "reason", "allowed", "lifted", "decisions")
    return [(name, _value(given[name])) for name in order if name in given]


def _value(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    assert isinstance(value, tuple)
    return _quoted(value[0]) if len(value) == 1 else f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    """`text` as a TOML basic string; JSON's escapes are TOML's, except for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _without(key: str, lines: list[str]) -> list[str]:
    """Return the lines without the table `key`; comments right before the next table belong to that one."""
    start = next((number for number, line in enumerate(lines) if _table_in(line) == key), None)
    if start is None:
        return lines
    end = next((n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    end = end if end == len(lines) else _first_comment_above(end, lines)
    return [*lines[:start], *lines[end:]]


def _place_of(key: str, lines: Sequence[str]) -> int:
    """Return the line before which the table belongs: that of the first higher id, with the comments right above it."""
    for number, line in enumerate(lines):
        found = _table_in(line)
        if found and found > key:
            return _first_comment_above(number, lines)
    return len(lines)


def _first_comment_above(number: int, lines: Sequence[str]) -> int:
    while number > 0 and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _table_in(line: str) -> str | None:
    header = _TABLE.match(line)
    return header["key"] if header else None
