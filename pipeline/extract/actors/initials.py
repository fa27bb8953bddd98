"""Given names that are written as initials: J. Smith is John Smith of the same text, and so is John A. Smith."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.extract.actors.spelling import fold

_MOST_NAMESAKES = 20  # people of one surname looked at; keeps hostile input linear


@dataclass(frozen=True, slots=True)
class _Parts:
    """The folded given names of a person, some of them initials, and the surname."""

    given: tuple[str, ...]
    surname: str

    @property
    def is_initial(self) -> bool:
        """Whether the first given name is one letter."""
        return len(self.given[0]) == 1

    @property
    def written_out(self) -> tuple[str, ...]:
        """The given names without initials after the first."""
        return (self.given[0], *(name for name in self.given[1:] if len(name) > 1))


def written_out(texts: Iterable[str]) -> dict[str, str]:
    """Return the names of persons with initials, each with the one name of the text that it is short for.

    `texts` are full names in the order of the text. Initials that two people of a surname have are nobody's.
    """
    by_surname: dict[str, dict[str, _Parts]] = {}
    for text in texts:
        parts = _parts(text)
        if parts is not None:
            by_surname.setdefault(parts.surname, {}).setdefault(text, parts)
    found = {}
    for people in by_surname.values():
        if 1 < len(people) <= _MOST_NAMESAKES:
            found.update(_of_one_surname(people))
    return found


def begins_with_initial(text: str) -> bool:
    """Whether a name of several words begins with one letter, with a full stop or without."""
    return text[1:2] in (".", " ")


def _of_one_surname(people: Mapping[str, _Parts]) -> dict[str, str]:
    whole = {text: parts for text, parts in people.items() if not parts.is_initial}
    found = {}
    for text, parts in people.items():
        if all(len(name) > 1 for name in parts.given):
            continue
        meant = [other for other, its in whole.items() if other != text and _may_be(parts, its)]
        same = {whole[other].written_out for other in meant}
        rivals = [other for other, its in whole.items() if other != text and _is_rival(parts, its)]
        if len(same) == 1 and not (rivals and not parts.is_initial):
            found[text] = min(meant, key=lambda other: (len(whole[other].given), other))
    return {text: meant for text, meant in found.items() if meant not in found}


def _may_be(short: _Parts, whole: _Parts) -> bool:
    """Whether the given names agree as far as both have them."""
    if not short.is_initial and len(whole.given) >= len(short.given):
        return False
    return all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short.given, whole.given, strict=False)
    )


def _is_rival(short: _Parts, whole: _Parts) -> bool:
    """Whether somebody has the same first given name and another second one: John A. Smith, John B. Smith."""
    return whole.given[0] == short.given[0] and not _may_be(short, whole)


def _parts(text: str) -> _Parts | None:
    surname = fold(text.split()[-1]).split()
    given = tuple(fold(text).split()[: -len(surname)]) if surname else ()
    return _Parts(given, " ".join(surname)) if given else None
