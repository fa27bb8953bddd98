"""`onrecord annotate FILE` and `onrecord dates FILE`: files of any format that a seed may have, read like seeds.

An answer has the document's text as a build stores it, since its offsets are into that, and its origin: {"id", "file",
"line", "title", "date", "text", "language", "dates", "actors", "statements"}. Anything that cannot be read or annotated
gives {"file", "line", "id", "error"} in its place.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.corrections.answering import corrections_at, judge_text
from pipeline.corrections.reading import Corrections
from pipeline.errors import OnrecordError
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import Engine
from pipeline.parse.document import Document, Rejection, Unread
from pipeline.parse.entry_days import parse_entry_days
from pipeline.parse.formats import seed_format
from pipeline.parse.parser import Found, Limits, parse_seed
from pipeline.parse.record_names import own_names_of
from pipeline.service import Answer, LineError, annotate_text, to_line
from pipeline.settings import Settings

Numbered = tuple[int, Found]


def read_files(paths: Sequence[Path], settings: Settings) -> Iterator[Numbered]:
    """Return the documents of the files at `paths`, and what was refused in them, numbered from 1.

    Raises OnrecordError at once for a missing file or an unsupported format.
    """
    for path in paths:
        if not path.is_file():
            raise OnrecordError(f"{path}: not a file: correct the path")
        if seed_format(path.name) is None:
            raise OnrecordError(f"{path}: no reader knows this ending: see docs/archives.md for what is read")
    return enumerate((found for path in paths for found in _read(path, settings)), start=1)


def _read(path: Path, settings: Settings) -> Iterator[Found]:
    limits = Limits(settings.max_document_bytes, settings.max_seed_bytes)
    names, furniture = own_names_of(settings), settings.furniture
    yield from parse_seed(_seed_path(path, settings), lambda: path.open("rb"), limits, None, names, furniture)


def _seed_path(path: Path, settings: Settings) -> str:
    """Return the path below the seeds folder, if it is inside, so that ids and names of fields are those of a build."""
    absolute, seeds = path.resolve(), Path(settings.seeds).resolve()
    if seeds.is_file():  # as `seeds_folder` says, without importing what lists seeds
        seeds = seeds.parent
    return absolute.relative_to(seeds).as_posix() if absolute.is_relative_to(seeds) else path.name


def annotate_found(items: Sequence[Numbered], *, settings: Settings, corrections: str = "") -> list[tuple[str, bool]]:
    """Return for each item its answer (JSON without a line end) and whether it is an annotated document.

    People's `corrections` in the folder at this address are applied.
    """
    engine = load_engine(settings)
    answers = (_answer(found, engine, corrections_at(corrections)) for _, found in items)
    return [(to_line(answer), "error" not in answer) for answer in answers]


def show_found(items: Sequence[Numbered], *, settings: Settings, corrections: str = "") -> list[tuple[str, bool]]:
    """Like `annotate_found`, with the article of a page instead of JSON."""
    from pipeline.show.rendering import render_document, render_failure

    engine = load_engine(settings)
    shown = []
    for number, found in items:
        answer = _answer(found, engine, corrections_at(corrections))
        if "error" in answer:
            shown.append((render_failure(number, answer["id"] or answer["file"], answer["error"]), False))
        else:
            shown.append((render_document(number, answer, answer), True))
    return shown


def _answer(found: Found, engine: Engine, corrections: Corrections) -> Answer:
    if isinstance(found, Unread):
        return {"file": found.seed, "line": None, "id": None, "error": "no reader knows this ending"}
    if isinstance(found, Rejection):
        return _failure(found, f"{found.reason}: {found.detail}")
    try:
        where = (found.text, found.document_id, found.published_on, found.language, found.title)
        judged = judge_text(corrections, *where)
        answer = annotate_text(judged, engine, parse_entry_days(found.entry_days))
    except LineError as error:
        return _failure(found, str(error))
    except Exception as error:  # a defect in an extractor must not cost the other documents
        return _failure(found, f"{type(error).__name__}: {error}; please report this")
    day = judged.published_on.isoformat() if judged.published_on else None
    place: dict[str, Any] = {"id": found.document_id, "file": found.seed, "line": found.line}
    return {**place, "title": found.title, "date": day, "text": found.text, **answer}


def _failure(found: Document | Rejection, error: str) -> Answer:
    return {"file": found.seed, "line": found.line, "id": found.document_id, "error": error}
