"""Coverage of a release: languages, publishers and days of its documents, for the card."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc

from pipeline.release.contents import Contents


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of documents by language, source, and (source, redistribution); first and last day of publication."""

    n_documents: int
    languages: dict[str, int]
    sources: dict[str, int]
    redistribution: dict[tuple[str, str], int]
    first_day: date | None
    last_day: date | None


def find_coverage(contents: Contents) -> Coverage:
    """Count the coverage of the table `documents`; reads only the counted columns."""
    languages: Counter[str] = Counter()
    rights: Counter[tuple[str, str]] = Counter()
    days: list[date] = []
    for rows in contents.scan("documents", ("language", "source", "redistribution", "published_on")):
        languages.update(rows["language"].to_pylist())
        rights.update(zip(rows["source"].to_pylist(), rows["redistribution"].to_pylist(), strict=True))
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
    )
