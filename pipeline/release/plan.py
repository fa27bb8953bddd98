"""Plan a release: its files, its version, and the differences from its predecessor."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import EmptyReleaseError
from pipeline.lake.levels import LEVELS_SCHEMA, ReleasedLevels
from pipeline.lake.parquet import encode, table_from_rows
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory
from pipeline.release.bounds import (
    Comparison,
    accepted_changes,
    check_names,
    compare_counts,
    count_release,
    hold_to_bounds,
)
from pipeline.release.changelog import extend_changelog
from pipeline.release.companions import companion_files
from pipeline.release.contents import Contents, PreviousRelease, contents_of
from pipeline.release.coverage import Coverage, find_coverage
from pipeline.release.differences import Differences, find_differences
from pipeline.release.earlier_side import with_present_ids
from pipeline.release.facts import ReleaseFacts
from pipeline.release.gate import Candidate, Passed, describe_loosened, hold_to_gate, of_other_shares, rights_of
from pipeline.release.gone import count_unreadable
from pipeline.release.manifest import (
    AcceptedChange,
    FileEntry,
    Manifest,
    ReleaseCounts,
    ReleasedTakedowns,
    TableEntry,
    YankedVersion,
    content_fingerprint,
    describe_tables,
)
from pipeline.release.measured import Measured, with_measured
from pipeline.release.person_hashes import release_takedowns
from pipeline.release.plot_process import Draughtsman
from pipeline.release.request import ReleaseRequest
from pipeline.release.version import VersionStep, next_version, pass_over
from pipeline.release.withholding import withhold_with_keys


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of the release. Its bytes are `data`, or those of `stored` in the snapshot's storage."""

    entry: FileEntry
    stored: StoredFile | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """The files to write for the release; `manifest` names all of `files` and is written last.

    `levels` are what the lake will remember of it. `comparisons` compare data quality with the predecessor; empty if
    that was too small. `n_unreadable` documents of it are gone since their seeds cannot be read any more. `recheck` is
    called right before the release is promoted, and raises if it is no longer allowed.
    """

    step: VersionStep
    manifest: Manifest
    storage: Storage
    files: tuple[PlannedFile, ...]
    change_counts: Mapping[str, Mapping[str, int]]
    cause_counts: Mapping[str, int]
    levels: ReleasedLevels
    comparisons: tuple[Comparison, ...] = ()
    n_unreadable: int = 0
    recheck: Callable[[], None] = field(default=lambda: None, compare=False)

    @property
    def version(self) -> str:
        """Return the release's version."""
        return self.step.version


@dataclass(frozen=True, slots=True)
class Unchanged:
    """No release is due: the target's newest one, `manifest`, already has the rows of `contents`."""

    manifest: Manifest
    contents: Contents


@dataclass(frozen=True, slots=True)
class NothingYet:
    """No release is due: there are no documents, and the target has no release."""


def plan_release(
    snapshot: Snapshot,
    previous: PreviousRelease | None,
    request: ReleaseRequest,
    *,
    repository: str | None = None,
    taken: Collection[str] = (),
    draughtsman: Draughtsman | None = None,
) -> ReleasePlan | Unchanged | NothingYet:
    """Plan the release of `snapshot` after `previous` (None: the target has none yet).

    `repository` is the dataset's name if the card is for the Hub, `taken` are versions that are not given. The
    `draughtsman` is started once a release may be due; without one, plots are drawn in this process. Other words of the
    owner's alone make a release, too. Raises EmptyReleaseError if `previous` has rows and the snapshot has none,
    HeldBackError if rights are looser, BlockedReleaseError if data quality is out of bounds, and ReleaseError if a file
    of either side cannot be read.
    """
    accepted, publishers = check_names(request.accept), request.publishers
    withheld, keys = withhold_with_keys(snapshot, publishers)
    withheld, measured = with_measured(withheld, request.reviewed, keys)
    current = contents_of(withheld, request.settings)
    if not current.files:
        if previous is None:
            return NothingYet()
        version = previous.manifest.version
        raise EmptyReleaseError(
            f"no documents are left, and an empty release does not follow {version}: put the seeds back, withdraw "
            f"documents by takedowns.toml beside them, or withdraw the release by `onrecord yank {version}`"
        )
    fingerprint = content_fingerprint(current.tables, current.files)
    described_otherwise = request.dataset.differing(previous.manifest.dataset) if previous else ()
    if previous is not None and previous.manifest.content_fingerprint == fingerprint and not described_otherwise:
        return Unchanged(previous.manifest, current)
    if draughtsman is None:
        draughtsman = Draughtsman()
    else:
        draughtsman.start()
    differences = None
    if previous is not None:
        other_shares = of_other_shares(current, previous.manifest.rights, rights_of(publishers))
        differences = find_differences(with_present_ids(previous.contents(), current, keys), current, other_shares)
    step = next_version(
        previous.counted_from if previous else None,
        previous.manifest.tables if previous else {},
        current.tables,
        differences,
        described_otherwise,
    )
    if step is None:
        assert previous is not None
        return Unchanged(previous.manifest, current)
    step = pass_over(step, taken)
    known = LEVELS_SCHEMA.empty_table() if request.remembered is None else request.remembered
    candidate = Candidate(current, previous, differences, rights_of(publishers), known, snapshot.terms)
    passed = hold_to_gate(step.version, candidate, accepted)
    counts = count_release(current)
    comparisons = compare_counts(previous.manifest.counts if previous else None, counts)
    hold_to_bounds(step.version, comparisons, accepted)
    quality = _Quality(counts, accepted_changes(comparisons, accepted), comparisons)
    memory = snapshot.terms.memory if snapshot.terms else TakedownMemory()
    takedowns = release_takedowns(memory, previous.takedowns if previous else ReleasedTakedowns(), fingerprint)
    frame = _Frame(step, previous, request, fingerprint, quality, passed, takedowns, measured, draughtsman)
    persons = snapshot.terms.taken_down.persons if snapshot.terms else frozenset()
    persons |= {keys.actors[actor_id] for actor_id in persons & keys.actors.keys()}
    return _assemble(frame, current, differences, repository, persons)


@dataclass(frozen=True, slots=True)
class _Quality:
    """The release's own counts, and their comparison with the predecessor's."""

    counts: ReleaseCounts
    accepted: tuple[AcceptedChange, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Values shared by all files of one release."""

    step: VersionStep
    previous: PreviousRelease | None
    request: ReleaseRequest
    fingerprint: str
    quality: _Quality
    passed: Passed
    takedowns: ReleasedTakedowns
    measured: tuple[Measured, ...]
    draughtsman: Draughtsman

    @property
    def previous_version(self) -> str | None:
        return self.previous.manifest.version if self.previous else None

    @property
    def yanked(self) -> tuple[YankedVersion, ...]:
        return self.previous.yanked if self.previous else ()


def _assemble(
    frame: _Frame,
    current: Contents,
    differences: Differences | None,
    repository: str | None,
    persons: frozenset[str],
) -> ReleasePlan:
    files = [_carried(file) for file in current.files]
    if differences is not None and differences.n_rows:
        files.append(_generated_table("changes", _without_ids(differences.changes(), persons)))
    files.append(_generated_table("release", table_from_rows("release", [_release_row(frame)])))
    n_rows: dict[str, int] = {}
    for file in files:
        if file.entry.table:
            n_rows[file.entry.table] = n_rows.get(file.entry.table, 0) + (file.entry.n_rows or 0)
    tables = describe_tables(n_rows)
    coverage = find_coverage(current)
    facts = _facts(frame, tables, coverage, repository)
    files += _texts(frame, facts, current, files, differences)
    files.sort(key=lambda file: file.entry.path)
    manifest = Manifest(
        version=frame.step.version,
        previous=frame.previous_version,
        date=frame.request.date,
        content_fingerprint=frame.fingerprint,
        code_version=frame.request.code_version,
        settings=dict(frame.request.settings),
        tables=tables,
        files=tuple(file.entry for file in files),
        counts=frame.quality.counts,
        accepted=frame.quality.accepted,
        rights={key: right for key, right in rights_of(frame.request.publishers).items() if key in coverage.sources},
        loosened=frame.passed.loosened,
        takedowns=frame.takedowns,
        yanked=frame.yanked,
        dataset=frame.request.dataset,
    )
    counts = differences.counts() if differences else {}
    causes = differences.cause_counts() if differences else {}
    levels, comparisons = frame.passed.levels, frame.quality.comparisons
    n_unreadable = count_unreadable(differences)
    return ReleasePlan(
        frame.step, manifest, current.storage, tuple(files), counts, causes, levels, comparisons, n_unreadable
    )


def _without_ids(changes: pa.Table, persons: frozenset[str]) -> pa.Table:
    """Return the changes without the rows of `actors` removed by a person's takedown: their key is the id."""
    ids = pa.array(sorted(persons), pa.string())
    is_person = pc.and_(pc.equal(changes["table"], "actors"), pc.is_in(changes["row_id"], value_set=ids))
    return changes.filter(pc.invert(is_person))


def _facts(
    frame: _Frame,
    tables: Mapping[str, TableEntry],
    coverage: Coverage,
    repository: str | None,
) -> ReleaseFacts:
    return ReleaseFacts(
        version=frame.step.version,
        previous=frame.previous_version,
        date=frame.request.date.isoformat(),
        code_version=frame.request.code_version,
        tables=tables,
        coverage=coverage,
        publishers=frame.request.publishers,
        repository=repository,
        dataset=frame.request.dataset,
        is_calibrated="calibration" in frame.request.settings,
        measured=frame.measured,
    )


def _texts(
    frame: _Frame,
    facts: ReleaseFacts,
    current: Contents,
    files: Sequence[PlannedFile],
    differences: Differences | None,
) -> list[PlannedFile]:
    """Return card, changelog and the other files beside the tables in `files`."""
    older = frame.previous.changelog if frame.previous else ""
    loosened = [describe_loosened(found) for found in frame.passed.loosened]
    changelog = extend_changelog(older, frame.step, facts.date, facts.tables, differences, loosened)
    entries = [file.entry for file in files]
    texts = companion_files(facts, current, differences, entries, changelog, frame.yanked, frame.draughtsman)
    return [_generated(path, data) for path, data in texts.items()]


def _release_row(frame: _Frame) -> dict[str, object]:
    return {
        "version": frame.step.version,
        "previous": frame.previous_version,
        "date": frame.request.date,
        "content_fingerprint": frame.fingerprint,
        "code_version": frame.request.code_version,
    }


def _carried(file: StoredFile) -> PlannedFile:
    """Return a file of the lake, byte for byte."""
    entry = FileEntry(
        path=f"{file.table}/{file.month or file.table}.parquet",
        table=file.table,
        month=file.month,
        sha256=file.sha256,
        n_bytes=file.n_bytes,
        n_rows=file.n_rows,
    )
    return PlannedFile(entry, stored=file)


def _generated_table(table: str, rows: pa.Table) -> PlannedFile:
    return _generated(f"{table}/{table}.parquet", encode(table, rows), table, rows.num_rows)


def _generated(path: str, data: bytes, table: str | None = None, n_rows: int | None = None) -> PlannedFile:
    digest = hashlib.sha256(data).hexdigest()
    entry = FileEntry(path=path, table=table, sha256=digest, n_bytes=len(data), n_rows=n_rows)
    return PlannedFile(entry, data=data)
