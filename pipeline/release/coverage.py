"""Coverage of a release: languages, publishers and days of its documents, for the card."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc

from pipeline.release.contents import Contents


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of documents by language, source, and (source, redistribution); first and last day of publication.

    `n_reserved` documents reserve text and data mining, `n_not_reserved` say that they do not, `n_with_terms` name the
    address of their terms.
    """

    n_documents: int
    languages: dict[str, int]
    sources: dict[str, int]
    redistribution: dict[tuple[str, str], int]
    first_day: date | None
    last_day: date | None
    n_reserved: int = 0
    n_not_reserved: int = 0
    n_with_terms: int = 0


_COUNTED = ("language", "source", "redistribution", "published_on", "tdm_reserved", "terms_url")


def find_coverage(contents: Contents) -> Coverage:
    """Count the coverage of the table `documents`; reads only the counted columns."""
    languages: Counter[str] = Counter()
    rights: Counter[tuple[str, str]] = Counter()
    days: list[date] = []
    reserved: Counter[bool | None] = Counter()
    n_with_terms = 0
    for rows in contents.scan("documents", _COUNTED):
        languages.update(rows["language"].to_pylist())
        rights.update(zip(rows["source"].to_pylist(), rows["redistribution"].to_pylist(), strict=True))
        if "tdm_reserved" in rows.column_names:  # not in a release made before there were these columns
            reserved.update(rows["tdm_reserved"].to_pylist())
            n_with_terms += rows.num_rows - rows["terms_url"].null_count
        extent = pc.min_max(rows["published_on"]).as_py()
        days += [day for day in extent.values() if day is not None]
    sources: Counter[str] = Counter()
    for (source, _), n in rights.items():
        sources[source] += n
    return Coverage(
        n_documents=sum(sources.values()),
        languages=dict(sorted(languages.items())),
        sources=dict(sorted(sources.items())),
        redistribution=dict(sorted(rights.items())),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        n_reserved=reserved[True],
        n_not_reserved=reserved[False],
        n_with_terms=n_with_terms,
    )
