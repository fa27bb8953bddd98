"""Lists of names of people and towns: longer than the lexicons and surer of nothing, for the tagger to weigh.

They are dictionaries of hashes in `pipeline.extract.world`, written by `training/name_lists.py`. A place of several
words is in `PLACES` with its words joined by spaces, and so is its first word with a space after it.
"""

from collections.abc import Sequence
from functools import cache

from pipeline.extract.dictionary import Dictionary, decode
from pipeline.extract.world import file_of

GIVEN, SURNAMES = "given.hashes", "surnames.hashes"
CITIES, TOWNS, VILLAGES, PLACES = "cities.hashes", "towns.hashes", "villages.hashes", "places.hashes"
_CODES = ((GIVEN, "G"), (SURNAMES, "S"), (CITIES, "C"), (TOWNS, "T"), (VILLAGES, "V"))
MOST_WORDS = 4  # of a place's name


@cache
def load_list(file: str) -> Dictionary:
    """Return the list in `file`, one of the names above."""
    return decode(file_of(file).read_bytes())


def codes_of(form: str) -> str:
    """Return a letter for each list that has a form: given name, surname, city, town, village.

    Lower-case codes are for forms whose -s was removed.
    """
    found = "".join(code for file, code in _CODES if form in load_list(file))
    if form.endswith("s") and len(form) > 3:
        base = form[:-1]
        found += "".join(code.lower() for file, code in _CODES if base in load_list(file))
    return found


def places_at(forms: Sequence[str], last: int, first: int) -> int:
    """Return the end of the longest place of several words that begins at token `first` and ends by `last`.

    Return 0 if there is none.
    """
    form = forms[first]
    known = load_list(PLACES)
    if not form[:1].isupper() or form + " " not in known:
        return 0
    for end in range(min(first + MOST_WORDS, last), first + 1, -1):
        if " ".join(forms[first:end]) in known:
            return end
    return 0
