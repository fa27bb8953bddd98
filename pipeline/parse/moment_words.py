"""The words of dates, loaded once: `moments.toml`, and for further languages the months and weekdays of CLDR."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True, slots=True)
class MomentWords:
    """Lower-case words without a final “.”; see the comments of the table. Weekdays count from Monday, 0."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    languages: Sequence[str]
    before: frozenset[str]
    published: frozenset[str]
    updated: frozenset[str]
    as_of: frozenset[str]
    before_clock: frozenset[str]
    after_clock: frozenset[str]
    unclear_zones: frozenset[str]
    time_zones: Mapping[str, str]
    zones: Mapping[str, int | str]


@cache
def moment_words() -> MomentWords:
    """Load the words from the package's data."""
    tables = tomli.loads(files(__package__).joinpath("moments.toml").read_text("utf-8"))
    words = {name: frozenset(table["words"]) for name, table in tables.items() if "words" in table}
    return MomentWords(
        months=tables["months"],
        weekdays=tables["weekdays"],
        languages=tuple(tables["names"]["languages"]),
        before=words["before"],
        published=words["published"],
        updated=words["updated"],
        as_of=words["as_of"],
        before_clock=words["before_clock"],
        after_clock=words["after_clock"],
        unclear_zones=words["unclear_zones"],
        time_zones=tables["time_zones"],
        zones=tables["zones"],
    )


def month_of(word: str) -> int | None:
    """Return the number of the month that `word` names in any of the languages, or None."""
    folded = word.casefold().rstrip(".")
    return moment_words().months.get(folded) or _names("months").get(folded)


def weekday_of(word: str) -> int | None:
    """Return the number of the weekday that `word` names in any of the languages, 0 for Monday, or None."""
    folded = word.casefold().rstrip(".")
    found = moment_words().weekdays.get(folded)
    return _names("days").get(folded) if found is None else found


@cache
def _names(of: str) -> Mapping[str, int]:
    """Return the names of months or weekdays by CLDR; of two with one name the language that is listed first counts."""
    found: dict[str, int] = {}
    for name, number in _all_names(of):
        found.setdefault(name.casefold().rstrip("."), number)
    return found


def _all_names(of: str) -> Iterator[tuple[str, int]]:
    from babel import Locale

    for language in moment_words().languages:
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                names = getattr(locale, of)[context].get(width, {})
                # Numbers and single letters name nothing.
                yield from ((name, n) for n, name in names.items() if name[1:2].isalpha())
