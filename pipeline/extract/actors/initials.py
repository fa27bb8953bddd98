"""Given names written as initials or left out: J. Smith, John A. Smith and John Andrew Smith are John Smith."""

from collections.abc import Callable, Iterable, Mapping

from pipeline.extract.actors.spelling import fold
from pipeline.extract.value_class import value_class

_MOST_NAMESAKES = 20  # people of one surname looked at; keeps hostile input linear


@value_class
class _Parts:
    """The folded given names of a person, some of them initials, and the surname.

    `has_names`: all behind the first are given names that are known, none is a title, an office or another surname.
    """

    given: tuple[str, ...]
    surname: str
    has_names: bool

    @property
    def is_initial(self) -> bool:
        """Whether the first given name is one letter."""
        return len(self.given[0]) == 1

    @property
    def written_out(self) -> tuple[str, ...]:
        """The given names without initials after the first."""
        return (self.given[0], *(name for name in self.given[1:] if len(name) > 1))


def written_out(texts: Iterable[str], is_given: Callable[[str], bool]) -> dict[str, str]:
    """Return names of persons with initials or second given names, each with the one of the text that it stands for.

    `texts` are full names in the order of the text. Initials that two people of a surname have are nobody's. `is_given`
    says whether a word is a given name.
    """
    by_surname: dict[str, dict[str, _Parts]] = {}
    for text in texts:
        parts = _parts(text, is_given)
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
        if all(len(name) > 1 for name in parts.given) and not parts.has_names:
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


def _parts(text: str, is_given: Callable[[str], bool]) -> _Parts | None:
    *words, last = text.split()
    surname = fold(last).split()
    given = tuple(fold(text).split()[: -len(surname)]) if surname else ()
    has_names = len(words) > 1 and len(words) == len(given) and all(is_given(word) for word in words[1:])
    return _Parts(given, " ".join(surname), has_names) if given else None
