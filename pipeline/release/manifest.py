"""`MANIFEST.json`: the content of a release, file by file. A release exists once its manifest exists."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

import semver
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.dataset import Dataset
from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import StoredFile
from pipeline.lake.takedown_memory import RememberedDocument
from schemas.columns import SHA256_PATTERN
from schemas.export import columns, contract_fingerprint, schema_fingerprint
from schemas.tables import RELEASED_TABLES, TABLES

MANIFEST = "MANIFEST.json"
FORMAT = 1

# Tables that describe the release itself: they are neither compared nor part of the content's fingerprint.
ABOUT_THE_RELEASE = ("changes", "release")
COMPARED_TABLES: tuple[str, ...] = tuple(table for table in RELEASED_TABLES if table not in ABOUT_THE_RELEASE)


def _inside(path: str) -> str:
    """Check that a path stays inside the release's folder: a manifest may come from anywhere."""
    parts = path.split("/")
    if "\\" in path or ":" in path or any(part in ("", ".", "..") for part in parts):
        raise ValueError("is not a path inside the release")
    return path


def _version(text: str) -> str:
    if not semver.Version.is_valid(text):
        raise ValueError("is not a semantic version")
    return text


_Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN)]
_Version = Annotated[str, AfterValidator(_version)]
_Count = Annotated[int, Field(ge=0)]
SettingValue = bool | int | float | str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnEntry(_Part):
    """A column of the release's contract: `type` is the Arrow type's name."""

    name: str
    type: str
    is_nullable: bool


class TableEntry(_Part):
    """A released table: its contract, and its rows over all files (a table may have none).

    `id_rule` is the number of the rule by which its ids were made; manifests of 1.x do not have it.
    """

    schema_fingerprint: _Sha256
    key: tuple[str, ...]
    n_rows: _Count
    columns: tuple[ColumnEntry, ...]
    id_rule: Annotated[int, Field(ge=1)] = 1


class FileEntry(_Part):
    """A file of the release. `table` and `n_rows` are None for text files, `month` for corpus-wide tables too."""

    path: Annotated[str, AfterValidator(_inside)]
    table: str | None = None
    month: str | None = None
    sha256: _Sha256
    n_bytes: _Count
    n_rows: _Count | None = None


class ReleaseCounts(_Part):
    """The counts behind the measures of `pipeline.release.bounds`; `n_documents` counts those with a text."""

    n_documents: _Count
    n_dates: _Count
    n_dates_resolved: _Count
    n_mentions: _Count
    n_statements: _Count
    n_statements_with_speaker: _Count
    n_rejected: _Count


class AcceptedChange(_Part):
    """A measure that fell below its bound against the predecessor, and was accepted by a person."""

    measure: str
    before: float
    now: float


class PublisherRights(_Part):
    """What a publisher allowed of its documents when the release was made."""

    redistribution: str
    max_quoted_share: float


class LoosenedRights(_Part):
    """Documents of which more is redistributed than before, as accepted by a person.

    Publisher's key, level and share (that may be quoted; None where it is not known), each before and now.
    """

    source_before: str
    redistribution_before: str
    share_before: float | None
    source: str
    redistribution: str
    share: float | None
    n_documents: _Count


class ReleasedTakedowns(_Part):
    """The takedowns that are remembered, lifted ones included: documents by id, persons by a slow hash of the id.

    `salt` is that of the hashes (`pipeline.release.person_hashes`), None while no person was taken down.
    """

    documents: dict[str, RememberedDocument] = {}
    salt: str | None = None
    persons: dict[str, Annotated[int, Field(ge=1)]] = {}


class YankedVersion(_Part):
    """A version that should not be used any more; its tag or folder is kept."""

    version: _Version
    reason: str
    date: date


class Manifest(_Part):
    """The content of `MANIFEST.json`. `settings` are those that determine the output, `files` are sorted by path.

    `rights` are those of the publishers with documents in it, `loosened` what a person accepted of looser rights than
    before, `takedowns` what is remembered of takedowns. `yanked` are the versions of the target's line yanked until
    then, lowest first. `dataset` is what its owner said of it.
    """

    manifest_format: int = FORMAT
    version: _Version
    previous: _Version | None
    date: date
    content_fingerprint: _Sha256
    code_version: str
    settings: dict[str, SettingValue]
    tables: dict[str, TableEntry]
    files: tuple[FileEntry, ...]
    counts: ReleaseCounts | None = None
    accepted: tuple[AcceptedChange, ...] = ()
    rights: dict[str, PublisherRights] = {}
    loosened: tuple[LoosenedRights, ...] = ()
    takedowns: ReleasedTakedowns = ReleasedTakedowns()
    yanked: tuple[YankedVersion, ...] = ()
    dataset: Dataset = Dataset()

    def to_json(self) -> bytes:
        """Return the manifest as canonical JSON: sorted keys, two spaces, one final line feed."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, indent=2, ensure_ascii=False)
        return f"{text}\n".encode()

    def stored_files(self) -> tuple[StoredFile, ...]:
        """Return the Parquet files of the release, as in a snapshot; `name` is the path in the release."""
        return tuple(
            sorted(
                (
                    StoredFile(file.table, file.month, file.path, file.sha256, file.n_bytes, file.n_rows or 0)
                    for file in self.files
                    if file.table is not None
                ),
                key=lambda file: (file.table, file.month or ""),
            )
        )


class BrokenManifestError(ReleaseError):
    """The file is not a manifest of any version: damaged, edited by hand, or of another tool."""


def read_manifest(data: bytes, where: str) -> Manifest:
    """Parse the manifest in `data`. Raises BrokenManifestError, in one line that begins with `where`, if it is broken.

    Raises ReleaseError if it has the format of another version of onrecord.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenManifestError(f"{where}: not JSON ({error})") from None
    found = content.get("manifest_format") if isinstance(content, dict) else None
    if not isinstance(found, int):
        raise BrokenManifestError(f"{where}: has no manifest_format, so it is no manifest")
    if found != FORMAT:
        raise ReleaseError(f"{where}: manifest_format is {found!r}, this version reads {FORMAT}; update onrecord")
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BrokenManifestError(f"{where}: {place}: {first['msg']}") from None
    paths = [file.path for file in manifest.files]
    if len(set(paths)) < len(paths):
        raise BrokenManifestError(f"{where}: files: a path is named twice")
    return manifest


def describe_tables(n_rows: Mapping[str, int]) -> dict[str, TableEntry]:
    """Describe the current contract: one entry for each released table, with its `n_rows` (default 0)."""
    return {
        table: TableEntry(
            schema_fingerprint=schema_fingerprint(table),
            key=TABLES[table].key,
            id_rule=TABLES[table].id_rule,
            n_rows=n_rows.get(table, 0),
            columns=tuple(ColumnEntry(name=c.name, type=c.dtype, is_nullable=c.is_nullable) for c in columns(table)),
        )
        for table in RELEASED_TABLES
    }


def fingerprint_of(entry: TableEntry) -> str:
    """Compute `schemas.export.schema_fingerprint` for the columns and the key of `entry`."""
    declared = [[column.name, column.type, column.is_nullable] for column in entry.columns]
    return contract_fingerprint(declared, entry.key, entry.id_rule)


def content_fingerprint(tables: Mapping[str, TableEntry], files: Iterable[StoredFile]) -> str:
    """Compute a SHA-256 over schemas and files of the compared tables: equal fingerprints mean equal content."""
    compared = {table: entry.schema_fingerprint for table, entry in tables.items() if table not in ABOUT_THE_RELEASE}
    contents = sorted([file.table, file.month or "", file.sha256] for file in files if file.table in compared)
    return hashlib.sha256(json.dumps([sorted(compared.items()), contents]).encode()).hexdigest()
