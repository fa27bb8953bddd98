"""`annotate` and `annotate_many`: dates, actors and statements of texts, without a project, a lake or a release."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from onrecord.annotation import Annotation, AnnotationError, from_answer
from onrecord.documents import Document, GivenDocument, read_document
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import Engine
from pipeline.furniture_file import OwnFurniture
from pipeline.lake.workers import open_workers
from pipeline.parse.record_names import Names, own_names_of
from pipeline.service import LineError, annotate_record
from pipeline.settings import Settings, make_settings

_Result = Annotation | AnnotationError

_MAX_JOBS = 256
# As many documents, or about as many characters, go to a process at once.
_BATCH = 16
_BATCH_CHARACTERS = 100_000
_ENDED = "a process ended while it annotated this document (out of memory?)"


def annotate(text: str, *, date: datetime.date | str | None = None, language: str | None = None) -> Annotation:
    """Annotate one text: its dates, actors and statements.

    `date` is the day of publication, against which "Tuesday" is resolved, in any form that the date of a seed may have;
    `language` an ISO 639 code or a name, detected if it is not given. Raises AnnotationError if the text cannot be
    annotated, SettingsError if a backend named in the settings cannot be opened.
    """
    settings = make_settings()
    given = {"text": text, "date": date, "language": language}
    found = _annotate_one(read_document(given, 1, settings.max_document_bytes), load_engine(settings))
    if isinstance(found, AnnotationError):
        raise found
    return found


def annotate_many(documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Annotation | AnnotationError]:
    """Annotate a stream of documents in `jobs` processes; the results come lazily, in the order of the documents.

    A document is a text, or a mapping that is read as a line of `onrecord annotate`: `text` and perhaps `id`, `date`
    and `language`, or a record of any producer whose records are seeds. A document that cannot be annotated yields an
    AnnotationError in its place, which is not raised. A few dozen documents for each process are read ahead. With more
    than one process, the calling script needs the usual guard `if __name__ == "__main__":`. Raises SettingsError at
    once if a backend named in the settings cannot be opened.
    """
    if not 1 <= jobs <= _MAX_JOBS:
        raise ValueError(f"jobs={jobs!r}: give a number from 1 to {_MAX_JOBS}")
    settings = make_settings()
    load_engine(settings)
    return _annotate_all(documents, jobs, settings)


def _annotate_all(documents: Iterable[Document], jobs: int, settings: Settings) -> Iterator[_Result]:
    read = (read_document(given, n, settings.max_document_bytes) for n, given in enumerate(documents, start=1))
    with open_workers(jobs) as workers:
        for found in workers.map(
            partial(_annotate_batch, settings=settings), _batches(read, 1 if jobs == 1 else _BATCH)
        ):
            yield from found


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents that one process annotates. If one of them kills the process, the others are annotated again."""

    documents: tuple[GivenDocument, ...]

    def divide(self) -> Sequence["_Batch"]:
        """Return one batch for each document. A single document is marked as failed, so that it is not tried again."""
        if len(self.documents) > 1:
            return [_Batch((document,)) for document in self.documents]
        return [_Batch(tuple(replace(document, problem=_ENDED) for document in self.documents))]

    def join(self, results: Sequence[Any]) -> list[_Result]:
        """Return the results of the parts as one list."""
        return [found for part in results for found in part]


def _batches(documents: Iterable[GivenDocument], n_documents: int) -> Iterator[_Batch]:
    batch: list[GivenDocument] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += document.size
        if len(batch) == n_documents or size > _BATCH_CHARACTERS:
            yield _Batch(tuple(batch))
            batch, size = [], 0
    if batch:
        yield _Batch(tuple(batch))


def _annotate_batch(batch: _Batch, *, settings: Settings) -> list[_Result]:
    engine, own = load_engine(settings), own_names_of(settings).of("")
    return [_annotate_one(document, engine, own, settings.furniture) for document in batch.documents]


def _annotate_one(
    document: GivenDocument, engine: Engine, own: Names | None = None, own_furniture: OwnFurniture = ()
) -> _Result:
    if document.problem is not None:
        return document.failed(document.problem)
    try:
        return from_answer(annotate_record(document.record, engine, own if document.is_record else None, own_furniture))
    except LineError as error:
        return document.failed(str(error))
    except Exception as error:  # a defect in an extractor must not cost the other documents
        return document.failed(f"{type(error).__name__}: {error}; please report this")
