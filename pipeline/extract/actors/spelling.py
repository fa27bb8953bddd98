"""Names without what differs between spellings: case, diacritics, transliteration."""

import re
import unicodedata
from functools import cache, lru_cache

from pipeline.extract.world import load_world

_NOT_WORD = re.compile(r"\W+")
_REMEMBERED = 20_000  # names, each of which a text is asked for several times


@cache
def _written_out() -> dict[int, str]:
    """Return the letters that are written out, as `str.translate` takes them."""
    return str.maketrans(load_world("spelling")["letters"])


@cache
def _first_spellings() -> dict[str, str]:
    """Return every listed spelling and the first one of its list."""
    lists = load_world("variants")["spellings"]
    return {spelling: group[0] for group in lists for spelling in group}


@lru_cache(maxsize=_REMEMBERED)
def fold(name: str) -> str:
    """`name` in lower case without diacritics; words that the lexicon lists as one name are spelled as its first."""
    first = _first_spellings()
    words = []
    for word in _NOT_WORD.sub(" ", plain(name)).split():
        words.append(first.get(word, word))
    return " ".join(words)


def plain(text: str) -> str:
    """`text` in lower case, umlauts and the like written out, other diacritics dropped."""
    lower = text.lower().translate(_written_out())
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def slug(name: str) -> str:
    """`name` as part of a readable id: ASCII letters and digits, joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")
