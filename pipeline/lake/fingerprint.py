"""Fingerprints of the code that shapes the tables: what a month's rows depend on beside its seeds and the settings."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
import schemas
from pipeline.extract.backends.registry import backend_versions
from pipeline.settings import Settings

_PIPELINE = Path(pipeline.__file__).parent
_SCHEMAS = Path(schemas.__file__).parent

# Code, lexicons and weights below these paths decide what parsing yields, and what the tables hold.
_PARSING = (_PIPELINE / "identity.py", _PIPELINE / "parse")
_TABLES = (
    *_PARSING,
    _PIPELINE / "extract",
    _PIPELINE / "validate",
    *(_PIPELINE / "lake" / f"{name}.py" for name in ("build", "corpus", "finish", "parquet", "small_months", "tasks")),
    _SCHEMAS,
)

# Libraries whose version can change a byte of the tables: what reads seeds, what names days and languages, what writes
# Parquet.
_PARSING_LIBRARIES = ("babel", "charset-normalizer", "lxml", "markdown-it-py", "py3langid", "PyYAML", "trafilatura")
_TABLE_LIBRARIES = (*_PARSING_LIBRARIES, "pyarrow")


@cache
def parsing_fingerprint() -> str:
    """SHA-256 over what turns a seed's bytes into documents."""
    return _fingerprint(_PARSING, _PARSING_LIBRARIES)


@cache
def code_fingerprint() -> str:
    """SHA-256 over what turns seeds into the files of a month."""
    return _fingerprint(_TABLES, _TABLE_LIBRARIES)


def shaping_of(settings: Settings) -> dict[str, int | str]:
    """The settings that change the tables, and the versions of what they set up, by name.

    Raises SettingsError when a backend that they name cannot be opened.
    """
    return {**settings.shaping(), **backend_versions(settings)}


def code_version() -> str:
    """Version of onrecord with the first 12 digits of its code's fingerprint, for people and manifests."""
    try:
        release = version("onrecord")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{code_fingerprint()[:12]}"


def _fingerprint(paths: tuple[Path, ...], libraries: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(path.parent).as_posix()
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{name} {content}\n".encode())
    for library in libraries:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()
