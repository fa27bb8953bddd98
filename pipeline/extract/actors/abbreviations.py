"""Names that a text abbreviates itself: what stands before a bracket and has the acronym's letters, in their order."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import ends_like, nominal_words
from pipeline.extract.actors.gazetteer import Entry, load_gazetteer
from pipeline.extract.actors.names import NO_ACTOR, Name

OPENING_BRACKETS = frozenset("([")
CLOSING_BRACKETS = frozenset(")]")
RULE = "organization.abbreviated"
_FEWEST, _MOST = 2, 7  # letters of an acronym
_MOST_WORDS = 9  # of the name before it
_MOST_BETWEEN = 3  # tokens between a name and its acronym: a mark, a bracket, „kurz“
_PREFIX = 4  # letters that words have in common that are of one stem


def propose_abbreviated(context: NameContext, names: Sequence[Name]) -> list[Name]:
    """Return bodies that no recogniser found whole, before an acronym in brackets: Bund Freier Mieter (BFM)."""
    found = []
    last_of = {name.last: name for name in names if name.kind != NO_ACTOR}
    for bracket, acronym in _acronyms(context):
        first = _first_word(context, bracket, context.forms[acronym])
        known = last_of.get(bracket)
        if first is None or (known is not None and known.kind == "person"):
            continue
        if any(_is_of_body(context, k) for k in range(first, bracket)):
            if known is None or known.first > first:
                found.append(_make(context, first, bracket))
            if acronym + 1 not in last_of:
                found.append(_make(context, acronym, acronym + 1))
    return found


def _make(context: NameContext, first: int, last: int) -> Name:
    tokens = context.doc.tokens
    text = context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, "organization", RULE)


def _acronyms(context: NameContext) -> Iterator[tuple[int, int]]:
    """Yield each opening bracket with the acronym that is all it holds, but for a word that says so: (kurz BFM)."""
    for bracket, form in enumerate(context.forms):
        if form in OPENING_BRACKETS:
            at = bracket + 1
            while context.lower(at) in context.grammar.words["abbreviating"]:
                at += 1
            letters = context.form(at)
            is_short = _FEWEST <= len(letters) <= _MOST and letters.isalpha()
            if is_short and sum(map(str.isupper, letters)) > 1 and context.form(at + 1) in CLOSING_BRACKETS:
                yield bracket, at


def _first_word(context: NameContext, bracket: int, acronym: str) -> int | None:
    """Return where the shortest run of words before a bracket begins that spells an acronym; several words."""
    letters = acronym.lower()
    for first in range(bracket - 2, max(-1, bracket - 1 - _MOST_WORDS), -1):
        if not context.forms[first + 1][0].isalpha() or not context.forms[first][0].isalpha():
            return None
        is_led = context.lowers[first] in context.grammar.words["articles"] and context.is_initial[first]
        is_begin = context.capital(first) and context.lowers[first][0] == letters[0] and not is_led
        if is_begin and _spells(context, first, bracket, letters):
            return first
    return None


def _spells(context: NameContext, first: int, last: int, letters: str) -> bool:
    """Whether words give letters in their order: each with a capital its first one, and further ones of its own."""
    reached = {0}
    for k in range(first, last):
        lower = context.lowers[k]
        if lower[:1] not in letters:
            if context.is_capital[k]:
                return False
            continue
        skipped = set() if context.is_capital[k] else reached
        reached = skipped | {end for begin in reached for end in _ends(lower, letters, begin)}
    return len(letters) in reached


def _ends(lower: str, letters: str, begin: int) -> Iterator[int]:
    """Yield how far a word may give the letters from `begin`: its first letter, then others in their order."""
    if begin >= len(letters) or letters[begin] != lower[0]:
        return
    position = 0
    for at in range(begin, len(letters)):
        if at > begin:
            position = lower.find(letters[at], position + 1)
        if position < 0:
            return
        yield at + 1


def _is_of_body(context: NameContext, token: int) -> bool:
    """Whether a word says that a name is a body's: Bund, Union."""
    words = context.grammar.words
    form = context.forms[token]
    if form in words["org_heads"] or form in words["org_tails"]:
        return True
    nouns, lower = nominal_words(context.doc.language), context.lowers[token]
    return bool(context.is_capital[token]) and bool(ends_like(nouns.organizations, lower, context.doc.language))


def introduced(context: NameContext, names: Sequence[Name]) -> Iterator[tuple[int, Name]]:
    """Yield the names that a bracket with another name follows, as index and the name in the bracket."""
    words = context.grammar.words["abbreviating"]
    for i, (name, following) in enumerate(pairwise(names)):
        if following.first - name.last > _MOST_BETWEEN or context.form(following.last) not in CLOSING_BRACKETS:
            continue
        between = context.forms[name.last : following.first]
        is_short = all(not form[0].isalnum() or form.lower() in words for form in between)
        if is_short and not OPENING_BRACKETS.isdisjoint(between):
            yield i, following


def is_other(context: NameContext, text: str, entry: Entry) -> bool:
    """Whether a long name that the text gives to a listed acronym is none of the listed actor's: another DGB."""
    stems = _stems(context.doc.language).get((entry.kind, entry.key), frozenset())
    own = {word.lower()[:_PREFIX] for word in text.split() if word[0].isupper() and len(word) >= _PREFIX}
    return bool(stems) and stems.isdisjoint(own)


@cache
def _stems(language: str) -> dict[tuple[str, str], frozenset[str]]:
    """Return the beginnings of the words that the long names of each listed body consist of."""
    found: dict[tuple[str, str], set[str]] = {}
    gazetteer = load_gazetteer(language)
    countries = {word[:_PREFIX] for word in gazetteer.country_of}  # Deutscher …, which many names begin with
    for first, forms in gazetteer.by_first.items():
        for rest, form in forms:
            words = (word.lower()[:_PREFIX] for word in (first, *rest) if rest and len(word) >= _PREFIX)
            found.setdefault((form.entry.kind, form.entry.key), set()).update(words)
    return {key: frozenset(words - countries) for key, words in found.items()}
