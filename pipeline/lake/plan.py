"""From the seed index to months: what each holds, and the fingerprint it must be built for."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pipeline.lake.fingerprint import code_fingerprint, shaping_of
from pipeline.lake.seed_index import IndexedDocument, SeedIndex
from pipeline.parse.document import UNDATED, Rejection
from pipeline.parse.takedowns import Takedowns
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A document that goes into a month. `duplicate_of` names the document with the same text that is kept instead.

    Of one that `is_withdrawn` only the row in `documents` is left.
    """

    seed: str
    document: IndexedDocument
    duplicate_of: str | None = None
    is_withdrawn: bool = False

    @property
    def month(self) -> str:
        """The partition of its day of publication."""
        return month_of(self.document.published_on)


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What a month is to be built from; `fingerprint` changes when anything does that can change its rows."""

    month: str
    documents: tuple[PlannedDocument, ...]
    rejections: tuple[Rejection, ...]
    fingerprint: str


def month_of(published_on: date | None) -> str:
    """`YYYY-MM`, or `undated`."""
    return UNDATED if published_on is None else f"{published_on.year:04}-{published_on.month:02}"


def plan_months(index: SeedIndex, settings: Settings) -> dict[str, MonthPlan]:
    """A plan for every month that has a document or a rejection, by month in order.

    Raises SettingsError when a backend that the settings name cannot be opened.
    """
    documents, rejections = _without_id_clashes(index)
    withdrawn, others = _withdrawn(documents, index.takedowns)
    documents = [*withdrawn, *_with_duplicates_marked(others)]
    by_month: dict[str, tuple[list[PlannedDocument], list[Rejection]]] = defaultdict(lambda: ([], []))
    for planned in documents:
        by_month[planned.month][0].append(planned)
    for month, rejection in rejections:
        by_month[month][1].append(rejection)
    return {month: _plan(month, *by_month[month], settings) for month in sorted(by_month)}


def _without_id_clashes(index: SeedIndex) -> tuple[list[PlannedDocument], list[tuple[str, Rejection]]]:
    """All documents, the first of each id in path order; the others become rejections, each with its month."""
    rejections = [(UNDATED, rejection) for rejection in index.listing_rejections]
    seed_of: dict[str, str] = {}
    documents = []
    for entry in index.entries:
        rejections += [(UNDATED, rejection) for rejection in entry.rejections]
        for document in entry.documents:
            first = seed_of.get(document.document_id)
            if first is None:
                seed_of[document.document_id] = entry.path
                documents.append(PlannedDocument(entry.path, document))
            else:
                rejections.append((month_of(document.published_on), _id_clash(entry.path, document, first)))
    return documents, rejections


def _id_clash(path: str, document: IndexedDocument, first: str) -> Rejection:
    return Rejection(
        seed=path,
        stage="parse",
        reason="duplicate_document_id",
        detail=f"{first} already has this document_id; give one of them an `id` of its own in its header",
        line=document.line,
        seed_sha256=document.seed_sha256,
        document_id=document.document_id,
        table="documents",
    )


def _withdrawn(
    documents: Iterable[PlannedDocument], takedowns: Takedowns
) -> tuple[list[PlannedDocument], list[PlannedDocument]]:
    """The documents that were taken down, and the others.

    Taken down is a document by its id, and every document with a text that was taken down or that is now the text of
    a document taken down by its id.
    """
    found = list(documents)
    texts = takedowns.texts | {p.document.text_sha256 for p in found if p.document.document_id in takedowns.by_id}
    withdrawn = [replace(planned, is_withdrawn=True) for planned in found if planned.document.text_sha256 in texts]
    return withdrawn, [planned for planned in found if planned.document.text_sha256 not in texts]


def _with_duplicates_marked(documents: Iterable[PlannedDocument]) -> list[PlannedDocument]:
    """Of documents with one text the earliest is kept (undated ones last, then by path and line)."""
    ordered = sorted(documents, key=_precedence)
    kept: dict[str, str] = {}
    marked = []
    for planned in ordered:
        first = kept.setdefault(planned.document.text_sha256, planned.document.document_id)
        is_kept = first == planned.document.document_id
        marked.append(planned if is_kept else replace(planned, duplicate_of=first))
    return marked


def _precedence(planned: PlannedDocument) -> tuple[date, str, int]:
    document = planned.document
    return (document.published_on or date.max, planned.seed, document.line or 0)


def _plan(month: str, documents: list[PlannedDocument], rejections: list[Rejection], settings: Settings) -> MonthPlan:
    inputs = {
        "code": code_fingerprint(),
        "settings": shaping_of(settings),
        "documents": sorted(
            [
                planned.document.document_id,
                planned.seed,
                planned.document.seed_sha256,
                str(planned.document.published_on),
                planned.document.source,
                planned.document.redistribution,
                planned.duplicate_of or "",
                planned.is_withdrawn,
            ]
            for planned in documents
        ),
        "rejections": sorted(
            [r.seed, r.line or 0, r.stage, r.reason, r.detail, r.seed_sha256 or ""] for r in rejections
        ),
    }
    fingerprint = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    in_seed_order = sorted(documents, key=lambda planned: (planned.seed, planned.document.line or 0))
    return MonthPlan(month, tuple(in_seed_order), tuple(rejections), fingerprint)
