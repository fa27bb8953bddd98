"""Fingerprints of the code that determines the tables: what a month's rows depend on besides seeds and settings.

A fingerprint is the same on every supported Python and on every machine. It changes with everything that can change a
byte of the tables: code, TOML files, weights, word lists, and the versions of the libraries involved. It does
not change with comments, docstrings, blank lines, compiled modules, caches or notes beside the code.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
import schemas
from pipeline.errors import LakeError
from pipeline.extract.backends.registry import backend_versions
from pipeline.extract.lang import fingerprint_of_languages
from pipeline.lake.code_text import code_text
from pipeline.settings import Settings

_PIPELINE = Path(pipeline.__file__).parent
_SCHEMAS = Path(schemas.__file__).parent

PARSING_PARTS = (_PIPELINE / "identity.py", _PIPELINE / "parse", _PIPELINE / "lake" / "reading.py")
"""Modules and packages whose code and data decide what parsing yields."""

# Of `lake`, which also stores and schedules, only these modules shape rows.
_IN_LAKE = (
    "actors",
    "build",
    "corpus",
    "correcting",
    "coverage",
    "document_columns",
    "document_rows",
    "finish",
    "judged_documents",
    "kept_month",
    "merged_actors",
    "merging",
    "parquet",
    "redirects",
    "small_months",
    "spool",
    "stories",
    "tasks",
    "unchanged",
)

TABLE_PARTS = (
    *PARSING_PARTS,
    _PIPELINE / "extract",
    _PIPELINE / "corrections",
    _PIPELINE / "validate",
    *(_PIPELINE / "lake" / f"{name}.py" for name in _IN_LAKE),
    _SCHEMAS,
)
"""Modules and packages whose code and data decide what the tables contain."""

LIBRARIES = (
    "babel",
    "charset-normalizer",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "py3langid",
    "pyarrow",
    "PyYAML",
    "tomli",
    "trafilatura",
    "tzdata",
    "warcio",
)
"""Libraries whose version can change a byte of the tables: what reads seeds, what names days, what writes Parquet."""


@cache
def parsing_fingerprint() -> str:
    """Return the SHA-256 of what turns a seed's bytes into documents."""
    return fingerprint_of(PARSING_PARTS, LIBRARIES)


@cache
def code_fingerprint() -> str:
    """Return the SHA-256 of what turns seeds into the files of a month."""
    return fingerprint_of(TABLE_PARTS, LIBRARIES)


def shaping_of(settings: Settings) -> dict[str, int | str]:
    """Return the settings that change the tables, and the versions of the backends that they name, by name.

    Of a folder of languages that they name it has the hash. Raises SettingsError if a backend cannot be opened.
    """
    versions = backend_versions(settings)
    own = {"languages": fingerprint_of_languages(Path(settings.languages))} if settings.languages else {}
    return {**settings.shaping(), **versions, **own}


def code_version() -> str:
    """Return the version of onrecord with the first 12 digits of its code's fingerprint, for people and manifests."""
    try:
        release = version("onrecord")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{code_fingerprint()[:12]}"


def fingerprint_of(paths: tuple[Path, ...], libraries: tuple[str, ...]) -> str:
    """Return the SHA-256 of the code and data at `paths` (modules and packages) and of the versions of `libraries`.

    Raises LakeError if one of the paths is missing, or a package is empty: its changes would go unnoticed.
    """
    digest = hashlib.sha256()
    for path in paths:
        n_files = 0
        for file in _files(path):
            digest.update(f"{file.relative_to(path.parent).as_posix()} {_digest(file)}\n".encode())
            n_files += 1
        if not n_files:
            raise LakeError(f"{path}: this part of the code is missing; install onrecord again")
    for library in libraries:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """Yield the module at `path`, or those of a package and its data, in an order that no system changes."""
    if path.is_file():
        yield path
        return
    found = (file for file in path.rglob("*") if file.suffix in _READINGS and file.is_file())
    for name in sorted(file.relative_to(path).as_posix() for file in found):
        if not any(part.startswith((".", "__pycache__")) for part in name.split("/")):
            yield path / name


def _digest(file: Path) -> str:
    return hashlib.sha256(_READINGS[file.suffix](file.read_bytes())).hexdigest()


def _values(data: bytes) -> bytes:
    """Return a TOML file without comments and empty lines. Reading its values would take five times as long."""
    return _TOML.sub(lambda piece: piece["string"] or b"\n", data + b"\n").strip(b"\n")


_TOML = re.compile(
    rb"""
    (?P<string> "{3} (?: [^"\\]++ | \\. | "(?!"") )*+ "{3}
              | '{3} (?: [^']++ | '(?!'') )*+ '{3}
              | " (?: [^"\\\n]++ | \\. )*+ "
              | ' [^'\n]*+ ' )
  | (?: [ \t\r]*+ (?: \#[^\n]*+ )? \n )++
    """,
    re.VERBOSE | re.DOTALL,
)


# What of a file counts, by the ending of its name. All other files are notes, caches and compiled modules.
_READINGS: Mapping[str, Callable[[bytes], bytes]] = {
    ".py": code_text,
    ".toml": _values,
    ".weights": bytes,
    ".hashes": bytes,
}
