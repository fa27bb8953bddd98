"""`annotate` and `annotate_many`: dates, actors and statements of texts, without a project, a lake or a release."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from onrecord.annotation import Annotation, AnnotationError, from_answer
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import Engine
from pipeline.lake.workers import open_workers
from pipeline.service import LineError, annotate_record
from pipeline.settings import Settings, make_settings

Document = str | Mapping[str, Any]
_Result = Annotation | AnnotationError

_MAX_JOBS = 256
# As many documents, or about as many characters, go to a process at once.
_BATCH = 16
_BATCH_CHARACTERS = 100_000
_ENDED = "a process ended while it annotated this document (out of memory?)"


def annotate(text: str, *, date: datetime.date | str | None = None, language: str | None = None) -> Annotation:
    """Annotate one text: its dates, actors and statements.

    `date` is the day of publication (YYYY-MM-DD), against which "Tuesday" is resolved; `language` an ISO 639-1 code,
    detected if it is not given. Raises AnnotationError if the text cannot be annotated, SettingsError if a backend that
    the settings name cannot be opened.
    """
    settings = make_settings()
    given = {"text": text, "date": date, "language": language}
    found = _annotate_one(_read(given, 1, settings.max_document_bytes), load_engine(settings))
    if isinstance(found, AnnotationError):
        raise found
    return found


def annotate_many(documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Annotation | AnnotationError]:
    """Annotate a stream of documents in `jobs` processes; the results come lazily, in the order of the documents.

    A document is a text, or a mapping with `text` and perhaps `id`, `date` and `language`, as a line of `onrecord
    annotate`. In place of one that cannot be annotated comes an AnnotationError, which is not raised. A few dozen
    documents for each process are read ahead. With more than one, the calling script needs the usual guard `if __name__
    == "__main__":`. Raises SettingsError at once if a backend that the settings name cannot be opened.
    """
    if not 1 <= jobs <= _MAX_JOBS:
        raise ValueError(f"jobs={jobs!r}: give a number from 1 to {_MAX_JOBS}")
    settings = make_settings()
    load_engine(settings)
    return _annotate_all(documents, jobs, settings)


def _annotate_all(documents: Iterable[Document], jobs: int, settings: Settings) -> Iterator[_Result]:
    read = (_read(given, n, settings.max_document_bytes) for n, given in enumerate(documents, start=1))
    with open_workers(jobs) as workers:
        for found in workers.map(
            partial(_annotate_batch, settings=settings), _batches(read, 1 if jobs == 1 else _BATCH)
        ):
            yield from found


@dataclass(frozen=True, slots=True)
class _Read:
    """A document as it travels to a process: plain values; `problem` says why it is not one."""

    position: int
    record: dict[str, Any]
    problem: str | None = None

    def failed(self, problem: str) -> AnnotationError:
        return AnnotationError(problem, self.position, self.record.get("id"))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents that one process annotates; of one that takes the process down nothing else is lost."""

    documents: tuple[_Read, ...]

    def divide(self) -> Sequence["_Batch"]:
        """Return one batch for each document; of a single document its place, so that it is not tried again."""
        if len(self.documents) > 1:
            return [_Batch((document,)) for document in self.documents]
        return [_Batch(tuple(replace(document, problem=_ENDED) for document in self.documents))]

    def join(self, results: Sequence[Any]) -> list[_Result]:
        """Return the results of the parts as one list."""
        return [found for part in results for found in part]


def _batches(documents: Iterable[_Read], n_documents: int) -> Iterator[_Batch]:
    batch: list[_Read] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(str(document.record.get("text", "")))
        if len(batch) == n_documents or size > _BATCH_CHARACTERS:
            yield _Batch(tuple(batch))
            batch, size = [], 0
    if batch:
        yield _Batch(tuple(batch))


def _annotate_batch(batch: _Batch, *, settings: Settings) -> list[_Result]:
    engine = load_engine(settings)
    return [_annotate_one(document, engine) for document in batch.documents]


def _annotate_one(document: _Read, engine: Engine) -> _Result:
    if document.problem is not None:
        return document.failed(document.problem)
    try:
        return from_answer(annotate_record(document.record, engine))
    except LineError as error:
        return document.failed(str(error))
    except Exception as error:  # a defect in an extractor must not cost the other documents
        return document.failed(f"{type(error).__name__}: {error}; please report this")


def _read(given: Any, position: int, limit: int) -> _Read:
    """Take what is needed of a document, as values that every process understands; never raises for what is given."""
    try:
        return _read_plain(given, position, limit)
    except Exception as error:  # of a mapping of somebody else's making
        return _Read(position, {}, f"cannot be read ({type(error).__name__}: {error})")


def _read_plain(given: Any, position: int, limit: int) -> _Read:
    if isinstance(given, str):
        given = {"text": given}
    if not isinstance(given, Mapping):
        return _Read(position, {}, f"neither a text nor a mapping, but {type(given).__name__}")
    record = {name: given[name] for name in ("id", "text", "date", "language") if given.get(name) is not None}
    if not isinstance(record.get("id"), str | int | float | None):
        return _Read(position, {}, f'"id" is neither text nor a number, but {type(record["id"]).__name__}')
    for name in ("text", "language"):  # what is no text is reported by the service
        if isinstance(record.get(name), str):
            record[name] = str(record[name])
    if isinstance(record.get("date"), datetime.date):
        record["date"] = record["date"].isoformat()
    text = record.get("text", "")
    if isinstance(text, str) and len(text.encode(errors="surrogatepass")) > limit:
        return _Read(position, {"id": record.get("id")}, "the text is longer than ONRECORD_MAX_DOCUMENT_BYTES")
    return _Read(position, record)
