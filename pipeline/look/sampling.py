"""Draw a sample of a release's rows and paragraphs, to be judged by people.

Rows are drawn by language, type, outlet and month, each with the same chance; the doubtful ones among the others once
more, apart from these; paragraphs by language, outlet and month, with all rows that begin in them. Rows whose words are
withheld, and what was judged before, are left out. The release is read month by month; what is kept are counts of
strata and what was drawn.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.look.rows import Row, find_rows
from pipeline.release.contents import Contents
from pipeline.release.manifest import Manifest
from pipeline.review.drawing import Draw, Key, allot
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample, SampledParagraph, SampledRow, SampledStratum, SampledTable
from schemas.coverage import NO_PUBLISHER
from schemas.vocabulary import Confidence, Reviewed, Stratum

DOUBTFUL_SHARE, PARAGRAPH_SHARE = 5, 4
"""Of `n` rows, one in five is drawn from the doubtful ones; one paragraph is drawn for each four rows."""

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 3


class NothingToDrawError(OnrecordError):
    """No row of the release is left to be judged."""

    exit_status = EXIT_FOUND_WRONG


@dataclass(frozen=True, slots=True)
class Known:
    """What was judged before: ids of rows, and paragraphs by document, start and end."""

    row_ids: Collection[str] = ()
    paragraphs: Collection[tuple[str, int, int]] = ()


def draw_sample(
    contents: Contents, manifest: Manifest, table: SampledTable, n: int, seed: int, known: Known | None = None
) -> Sample:
    """Draw `n` rows of `table`, and paragraphs. Raises NothingToDrawError if there are none to judge."""
    rows = _Rows(contents, table, known or Known())
    everything: Counter[Key] = Counter()
    doubtful: Counter[Key] = Counter()
    for row in rows:
        everything[_key(row)] += 1
        doubtful[_key(row)] += row.confidence == Confidence.DOUBTFUL
    if not everything:
        raise NothingToDrawError(f"no {table} of release {manifest.version} with words are left to judge")
    n_doubtful = min(n // DOUBTFUL_SHARE, sum(doubtful.values()))
    allotted = allot(everything, n - n_doubtful, seed, Stratum.RANDOM)
    random = _drawn(rows, allotted, seed, Stratum.RANDOM, frozenset())
    taken = frozenset(row.row_id for row in random)
    left = doubtful - Counter(_key(row) for row in random if row.confidence == Confidence.DOUBTFUL)
    allotted_doubtful = allot(left, n_doubtful, seed, Stratum.DOUBTFUL)
    more = _drawn(rows, allotted_doubtful, seed, Stratum.DOUBTFUL, taken)
    strata = [*_strata(Stratum.RANDOM, everything, allotted), *_strata(Stratum.DOUBTFUL, left, allotted_doubtful)]
    counts, allotted_paragraphs, paragraphs = _draw_paragraphs(rows, max(1, n // PARAGRAPH_SHARE), seed)
    strata += _strata(Stratum.PARAGRAPH, {(*key, ""): n for key, n in counts.items()}, allotted_paragraphs)
    return Sample(
        version=manifest.version,
        content_fingerprint=manifest.content_fingerprint,
        table=table,
        n=n,
        seed=seed,
        n_rows=sum(everything.values()),
        n_paragraphs=sum(counts.values()),
        n_withheld=rows.n_withheld,
        n_reviewed=rows.n_reviewed,
        strata=tuple(strata),
        rows=(*random, *more, *rows.beginning_in(paragraphs)),
        paragraphs=tuple(paragraphs),
    )


class _Rows:
    """The rows of a table that may be drawn, in the order of the release, as often as they are asked for."""

    def __init__(self, contents: Contents, table: str, known: Known) -> None:
        self.contents, self.table, self.known = contents, table, known
        self.n_withheld = self.n_reviewed = 0
        self._layer = LAYERS[table]
        named = (self._layer.key, "document_id", self._layer.type, "rule", "reviewed", "confidence", "spans", "start")
        self._columns = [*named, *(name for name in self._layer.says if name not in named)]

    def __iter__(self) -> Iterator[SampledRow]:
        self.n_withheld = self.n_reviewed = 0
        for file in self.contents.of(self.table):
            documents = _documents(self.contents, file.month)
            for batch in self.contents.batches(file, self._columns):
                for row in batch.to_pylist():
                    if row["text"] is None:
                        self.n_withheld += 1
                    elif row.get("reviewed", Reviewed.NO) != Reviewed.NO or row[self._layer.key] in self.known.row_ids:
                        self.n_reviewed += 1
                    else:
                        yield self._sampled(Stratum.RANDOM, row, documents[row["document_id"]])

    def _sampled(self, stratum: Stratum, row: Row, of: Mapping[str, str]) -> SampledRow:
        return SampledRow.model_construct(
            stratum=stratum,
            row_id=row[self._layer.key],
            document_id=row["document_id"],
            month=of["month"],
            publisher=of["publisher"],
            language=of["language"],
            type=row[self._layer.type],
            confidence=row.get("confidence"),
            rule=row["rule"],
            start=start_of(row),
            digest=self._layer.digest_of(row),
        )

    def beginning_in(self, paragraphs: Collection[SampledParagraph]) -> Iterator[SampledRow]:
        """Yield the rows that begin in the paragraphs, in the order of these and of the text."""
        ids = {paragraph.document_id for paragraph in paragraphs}
        by_document: dict[str, list[Row]] = {}
        for row, _ in find_rows(self.contents, self.table, "document_id", ids) if ids else ():
            by_document.setdefault(row["document_id"], []).append(row)
        for paragraph in paragraphs:
            of = {name: getattr(paragraph, name) for name in ("month", "publisher", "language")}
            rows = by_document.get(paragraph.document_id, [])
            for row in sorted(rows, key=lambda row: (start_of(row), row[self._layer.key])):
                if paragraph.start <= start_of(row) < paragraph.end:
                    yield self._sampled(Stratum.PARAGRAPH, row, of)


def start_of(row: Mapping[str, Any]) -> int:
    """Return where the words of a row begin."""
    return int(row["spans"][0]["start"] if "spans" in row else row["start"])


def _documents(contents: Contents, month: str | None) -> dict[str, dict[str, str]]:
    """Return month, outlet and language of the documents of one month, by id."""
    found: dict[str, dict[str, str]] = {}
    for file in contents.of("documents"):
        if file.month == month:
            for row in contents.read(file, ("document_id", "publisher", "language")).to_pylist():
                outlet = row.get("publisher") or NO_PUBLISHER
                found[row["document_id"]] = {"month": str(month), "publisher": outlet, "language": row["language"]}
    return found


def _key(row: SampledRow) -> Key:
    return (row.language, row.type, row.publisher, row.month)


def _drawn(
    rows: _Rows, allotted: Mapping[Key, int], seed: int, stratum: Stratum, taken: Collection[str]
) -> list[SampledRow]:
    draw = Draw[SampledRow](allotted, seed, stratum)
    for row in rows if allotted else ():
        is_meant = stratum == Stratum.RANDOM or (row.confidence == Confidence.DOUBTFUL and row.row_id not in taken)
        if is_meant:
            draw.offer(_key(row), row.row_id, row)
    return [row.model_copy(update={"stratum": stratum}) for row in draw.drawn()]


def _strata(stratum: Stratum, counts: Mapping[Key, int], allotted: Mapping[Key, int]) -> Iterator[SampledStratum]:
    for key in sorted(counts):
        language, kind, publisher, month = key if stratum != Stratum.PARAGRAPH else (key[0], "", *key[1:3])
        n_drawn = allotted.get(key if stratum != Stratum.PARAGRAPH else key[:3], 0)
        if counts[key]:
            yield SampledStratum(
                stratum=stratum,
                month=month,
                publisher=publisher,
                language=language,
                type=kind,
                n_all=counts[key],
                n_drawn=n_drawn,
            )


def _draw_paragraphs(rows: _Rows, n: int, seed: int) -> tuple[Counter[Key], dict[Key, int], list[SampledParagraph]]:
    counts: Counter[Key] = Counter(
        (found.language, found.publisher, found.month) for found in _paragraphs(rows.contents, rows.known)
    )
    allotted = allot(counts, n, seed, Stratum.PARAGRAPH)
    draw = Draw[SampledParagraph](allotted, seed, Stratum.PARAGRAPH)
    for found in _paragraphs(rows.contents, rows.known) if allotted else ():
        draw.offer(
            (found.language, found.publisher, found.month), f"{found.document_id} {found.start} {found.end}", found
        )
    return counts, allotted, draw.drawn()


def _paragraphs(contents: Contents, known: Known) -> Iterator[SampledParagraph]:
    """Yield the paragraphs of the texts that are released, without those judged before and those of two words."""
    columns = ("document_id", "text", "publisher", "language")
    for file in contents.of("documents"):
        for batch in contents.batches(file, columns, n_rows=1_000):
            for row in batch.to_pylist():
                for start, end in paragraphs_of(row["text"] or ""):
                    if (row["document_id"], start, end) not in known.paragraphs:
                        yield SampledParagraph.model_construct(
                            document_id=row["document_id"],
                            start=start,
                            end=end,
                            month=str(file.month),
                            publisher=row.get("publisher") or NO_PUBLISHER,
                            language=row["language"],
                        )


def paragraphs_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a text, which empty lines divide, as spans; without those of less than three words."""
    start = 0
    for end, following in [*((found.start(), found.end()) for found in _BREAK.finditer(text)), (len(text), len(text))]:
        words = _WORD.finditer(text, start, end)
        if sum(1 for _ in zip(range(_FEWEST_WORDS), words, strict=False)) == _FEWEST_WORDS:
            yield start, end
        start = following
