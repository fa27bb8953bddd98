"""The languages: each is one folder with all its data, and is supported because the folder is there.

A folder `<code>` (ISO 639-1) holds TOML files, lists of hashes (`dictionary.py`) and the tagger's weights. Folders lie
here, and in the folders that `add_languages` was given. What holds for every language is in `pipeline.extract.world`.
"""

import hashlib
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import tomli

from pipeline.errors import SettingsError

ADDED: dict[str, Path] = {}
"""Folders of the languages that `add_languages` has added, by code."""

_CODE = re.compile("[a-z]{2,3}")
_DATA = (".hashes", ".toml", ".weights")


@cache
def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages, sorted."""
    return tuple(sorted({*_codes_in(files(__name__)), *ADDED}))


def add_languages(folder: Path) -> list[str]:
    """Add the languages in the folders of `folder` to those of this process, and return their codes.

    Adding them again changes nothing.
    Raises SettingsError if there is none, or if a language is there already, from another folder.
    """
    codes = _codes_in(folder) if folder.is_dir() else []
    if not codes:
        raise SettingsError(f"{folder}: there is no language in it, which is a folder such as nl/ with TOML files")
    for code in codes:
        if code in languages() and ADDED.get(code) != folder / code:
            raise SettingsError(f"{folder / code}: language {code} is there already; remove this folder")
    ADDED.update({code: folder / code for code in codes})
    languages.cache_clear()
    return codes


def fingerprint_of_languages(folder: Path) -> str:
    """Return the SHA-256 of the files of all languages in `folder`: names and bytes. Notes beside them do not count."""
    digest = hashlib.sha256()
    for code in _codes_in(folder):
        for file in sorted(path for path in (folder / code).iterdir() if path.suffix in _DATA and path.is_file()):
            digest.update(f"{code}/{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def file_of(language: str, name: str) -> Traversable:
    """Return the file `name` of `language`, which may be missing. Raises FileNotFoundError for another language."""
    if language not in languages():
        raise FileNotFoundError(f"no language {language!r} (there are {', '.join(languages())})")
    return ADDED.get(language, files(__name__) / language) / name


@cache
def load_lexicon(language: str, name: str) -> dict[str, Any]:
    """Return the parsed `<name>.toml` of `language`.

    It is shared: never change it. Raises FileNotFoundError.
    """
    return tomli.loads(file_of(language, f"{name}.toml").read_text(encoding="utf-8"))


def _codes_in(folder: Traversable) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if _CODE.fullmatch(entry.name) and _has_data(entry))


def _has_data(folder: Traversable) -> bool:
    return folder.is_dir() and any(entry.name.endswith(".toml") for entry in folder.iterdir())
