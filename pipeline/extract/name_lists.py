"""Lists of names of people and towns: longer than the lexicons and surer of nothing, for the tagger to weigh.

They are dictionaries of hashes in `pipeline.extract.world`, written by `training/name_lists.py`. A place of several
words is in `PLACES` with its words joined by spaces, and so is its first word with a space after it.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.extract.dictionary import Dictionary, decode, hash_of
from pipeline.extract.world import file_of, load_world

GIVEN, SURNAMES = "given.hashes", "surnames.hashes"
CITIES, TOWNS, VILLAGES, PLACES = "cities.hashes", "towns.hashes", "villages.hashes", "places.hashes"
GIVEN_NAME, SURNAME, CITY, TOWN, VILLAGE = "G", "S", "C", "T", "V"
"""The codes of the lists of given names, surnames, cities, towns and villages."""
SETTLEMENTS = frozenset({CITY, TOWN, VILLAGE})
_CODES = ((GIVEN, GIVEN_NAME), (SURNAMES, SURNAME), (CITIES, CITY), (TOWNS, TOWN), (VILLAGES, VILLAGE))
_LIKELY_BITS = 20  # of a hash, by which most words are known to be in no list; the table takes a megabyte
_FEWEST_WITH_ENDING = 4  # letters of a name that may have an ending
MOST_WORDS = 4  # of a place's name
_REMEMBERED = 60_000  # forms of which it is known whether a place begins with them


@cache
def load_list(file: str) -> Dictionary:
    """Return the list in `file`, one of the names above."""
    return decode(file_of(file).read_bytes())


def codes_of(form: str) -> str:
    """Return a letter for each list that has a form: given name, surname, city, town, village.

    Lower-case codes are for forms whose ending of the genitive was removed.
    """
    found = _listed(form)
    if form.endswith(_endings()) and len(form) >= _FEWEST_WITH_ENDING:
        return found + _listed(form[:-1]).lower()
    return found


@cache
def _endings() -> tuple[str, ...]:
    """Return the endings of names that are removed, each a letter."""
    return tuple(load_world("spelling")["name_endings"])


def _listed(form: str) -> str:
    hashed = hash_of(form)
    likely = _likely_lists()[hashed >> (32 - _LIKELY_BITS)]
    if not likely:  # as of most words
        return ""
    lists = enumerate(_coded_lists())
    return "".join([code for at, (code, known) in lists if likely >> at & 1 and known.has(hashed)])


@cache
def _likely_lists() -> bytes:
    """Return by the upper bits of a hash which lists have some that begins so: bit n for the n-th list."""
    import numpy as np  # costs 0.1 s, so only where names are looked for

    likely = np.zeros(1 << _LIKELY_BITS, dtype=np.uint8)
    for at, (_, known) in enumerate(_coded_lists()):
        likely[known.beginnings(_LIKELY_BITS)] |= 1 << at
    return likely.tobytes()


@cache
def _coded_lists() -> tuple[tuple[str, Dictionary], ...]:
    return tuple((code, load_list(file)) for file, code in _CODES)


@lru_cache(maxsize=_REMEMBERED)
def _begins_place(form: str) -> bool:
    return form[:1].isupper() and form + " " in load_list(PLACES)


def places_at(forms: Sequence[str], last: int, first: int) -> int:
    """Return the end of the longest place of several words that begins at token `first` and ends by `last`.

    Return 0 if there is none.
    """
    if not _begins_place(forms[first]):
        return 0
    known = load_list(PLACES)
    for end in range(min(first + MOST_WORDS, last), first + 1, -1):
        if " ".join(forms[first:end]) in known:
            return end
    return 0
