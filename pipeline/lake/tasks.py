"""The work of one task: read seeds again, parse and annotate, and return Arrow tables.

A task has documents of one month. Those of files that several tasks need are in the spool; the others are read from the
seeds. The month is sorted as the contract requires when all its tasks are done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import Engine, annotate, supported_languages
from pipeline.extract.rows import Row, annotation_rows
from pipeline.extract.steps import TooCostlyError
from pipeline.lake.document_rows import document_rows
from pipeline.lake.parquet import table_from_rows
from pipeline.lake.plan import MonthPlan, PlannedDocument
from pipeline.lake.reading import read_seed
from pipeline.lake.spool import Piece, Spool, read_piece
from pipeline.lake.storage import Storage
from pipeline.parse.document import Document, Rejection
from pipeline.parse.entry_days import parse_entry_days
from pipeline.parse.wanted import Places
from pipeline.settings import Settings
from schemas.tables import DERIVED_TABLES, MONTHLY_TABLES

STAGED_TABLES = tuple(table for table in MONTHLY_TABLES if table not in ("rejected", *DERIVED_TABLES))
ANNOTATED_TABLES = tuple(table for table in STAGED_TABLES if table != "documents")

# Enough documents that a task's overhead (a few milliseconds) is small beside its work (10 ms a document), few enough
# that the last tasks of a run keep all processes busy. Lines of one file are cheaper together: it is read from its
# start up to the last line wanted.
_DOCUMENTS_PER_TASK = 32
_LINES_PER_TASK = 256


_KILLED = (
    "its worker process died of it each time (out of memory?); the document's row is kept, please report this; "
    "to have it tried again, delete its month's index in the lake"
)


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The result of a task: rows by table and rejections; `changed_seeds` no longer matched the index."""

    month: str
    tables: dict[str, pa.Table]
    rejections: tuple[Rejection, ...]
    changed_seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnotateTask:
    """Documents of one month to annotate together; sent to a worker process.

    It divides until the one document that kills its worker is found; its row is then kept without annotations.
    """

    month: str
    settings: Settings
    documents: tuple[PlannedDocument, ...]
    storage: Storage | None = None
    pieces: tuple[Piece, ...] = ()
    """Where the task's documents are in the spool of `storage`."""
    is_annotated: bool = True

    def divide(self) -> "Sequence[AnnotateTask]":
        """Two halves; of a single document the task without annotation, and nothing of that."""
        middle = len(self.documents) // 2
        if middle:
            halves = (self.documents[:middle], self.documents[middle:])
            return [replace(self, documents=half) for half in halves]
        return [replace(self, is_annotated=False)] if self.is_annotated else []

    def join(self, results: Sequence[StagedRows]) -> StagedRows:
        """Concatenate the parts' rows."""
        return StagedRows(
            self.month,
            {table: pa.concat_tables([part.tables[table] for part in results]) for table in STAGED_TABLES},
            tuple(rejection for part in results for rejection in part.rejections),
            tuple(seed for part in results for seed in part.changed_seeds),
        )


def tasks_of(plan: MonthPlan, settings: Settings, spool: Spool) -> Iterator[AnnotateTask]:
    """Divide the month's documents into tasks; the division never affects the result."""
    n_before = 0
    for part in divided(plan.documents()):
        pieces = spool.pieces_of(plan.month, n_before, len(part))
        yield AnnotateTask(plan.month, settings, part, spool.storage, pieces)
        n_before += len(part)


def divided(documents: Iterable[PlannedDocument]) -> Iterator[tuple[PlannedDocument, ...]]:
    """Divide the documents of a month, given in seed order, among its tasks."""
    part: list[PlannedDocument] = []
    for planned in documents:
        is_same_seed = bool(part) and part[0].seed == planned.seed
        limit = _LINES_PER_TASK if is_same_seed else _DOCUMENTS_PER_TASK
        if len(part) >= limit:
            yield tuple(part)
            part = []
        part.append(planned)
    if part:
        yield tuple(part)


def run_task(task: AnnotateTask) -> StagedRows:
    """Parse and annotate the task's documents. Runs in a worker process; never raises for what a document holds.

    Raises SettingsError when a backend that the settings name cannot be opened where this runs.
    """
    engine = load_engine(task.settings)
    rows: dict[str, list[Row]] = {table: [] for table in ANNOTATED_TABLES}
    documents: list[tuple[Document, PlannedDocument]] = []
    rejections: list[Rejection] = []
    changed: list[str] = []
    spooled = _spooled(task)
    for file, planned in _by_file(task.documents):
        is_spooled = all(item.document_id in spooled for item in planned)
        found = spooled if is_spooled else _parsed(task, file, planned)
        for item in planned:
            document = found.get(item.document_id)
            if document is None or document.seed_sha256 != item.seed_sha256:
                changed.append(item.seed)
                continue
            document = replace(
                document,
                published_on=item.published_on,
                published_at=item.published_at,
                updated_on=item.updated_on,
                language=item.language or document.language,
            )
            documents.append((document, item))
            if not item.is_annotated:
                continue
            if task.is_annotated:
                _annotate(document, engine, rows, rejections)
            else:
                rejections.append(_rejection(document, "extraction_failed", _KILLED))
    tables = {table: table_from_rows(table, found) for table, found in rows.items()}
    tables["documents"] = document_rows([document for document, _ in documents], [item for _, item in documents])
    return StagedRows(task.month, tables, tuple(rejections), tuple(dict.fromkeys(changed)))


def _by_file(documents: Sequence[PlannedDocument]) -> Iterator[tuple[str, list[PlannedDocument]]]:
    groups: dict[str, list[PlannedDocument]] = {}
    for planned in documents:
        groups.setdefault(planned.file, []).append(planned)
    yield from groups.items()


def _spooled(task: AnnotateTask) -> dict[str, Document]:
    """Return the wanted documents in the spool, by id."""
    wanted = {item.document_id for item in task.documents}
    found: dict[str, Document] = {}
    for piece in task.pieces:
        assert task.storage is not None
        for document in read_piece(task.storage, piece):
            if document.document_id in wanted:
                found.setdefault(document.document_id, document)
    return found


def _parsed(task: AnnotateTask, file: str, planned: Sequence[PlannedDocument]) -> dict[str, Document]:
    """Return the wanted documents of one file by id; none if it cannot be read, which counts as changed."""
    places = Places((item.seed, item.line) for item in planned)
    wanted = {item.document_id for item in planned}
    found: dict[str, Document] = {}
    for item in read_seed(task.settings, file, places):
        if isinstance(item, Document) and item.document_id in wanted:
            found.setdefault(item.document_id, item)
    return found


def _annotate(document: Document, engine: Engine, rows: dict[str, list[Row]], rejections: list[Rejection]) -> None:
    """Add the document's annotations to `rows`, or the reason why there are none to `rejections`."""
    if document.language not in supported_languages():
        known = ", ".join(supported_languages())
        detail = f"no extractors for language {document.language!r} (there are {known}); the document's row is kept"
        rejections.append(_rejection(document, "unsupported_language", detail))
        return
    try:
        annotation = annotate(
            document.text,
            language=document.language,
            published_on=document.published_on,
            document_id=document.document_id,
            engine=engine,
            entries=parse_entry_days(document.entry_days),
        )
        found = annotation_rows(
            document.text,
            annotation,
            document_id=document.document_id,
            published_on=document.published_on,
            calibration=engine.calibration,
        )
    except TooCostlyError as error:
        rejections.append(_rejection(document, "too_costly", f"{error}; the document's row is kept"))
        return
    except Exception as error:  # a defect in one extractor must not cost the other documents
        detail = f"{type(error).__name__}: {error}; the document's row is kept, please report this"
        rejections.append(_rejection(document, "extraction_failed", detail))
        return
    for table, added in found.items():
        rows[table] += added


def _rejection(document: Document, reason: str, detail: str) -> Rejection:
    # Without its line: a line that is put in before it moves it, and does not have its month built again.
    return Rejection(
        seed=document.seed,
        stage="annotate",
        reason=reason,
        detail=detail,
        seed_sha256=document.seed_sha256,
        document_id=document.document_id,
    )
