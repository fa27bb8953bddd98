"""What a quotation is besides somebody's words: a name, a title, a so-called thing; and what speaks for words."""

from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.subjects import find_speaker
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NOUN,
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    COMMA,
    CONJUNCTION,
    COORDINATOR,
    DETERMINER,
    EN_DASH,
    FINITE,
    HYPHEN,
    MAY_BE_VERB,
    NOUN,
    NOUN_OR_NUMBER,
    NUMBER,
    OPENING_BRACKET,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PREPOSITION_OR_ADVERB,
    PRONOUN,
    SENTENCE_MARKS,
    WORDS,
)

_AFTER_PREDICATE = SENTENCE_MARKS | CLAUSE_MARKS | {PARAGRAPH_BREAK, COORDINATOR, EN_DASH}
_IN_NAME = frozenset({NOUN, DETERMINER, PREPOSITION, NUMBER, HYPHEN})

_MIN_FRAGMENT = 4  # words; shorter quotations without a verb are mostly terms or titles (Wikinews: three in four)
_MAX_TITLE = 6  # words of a quotation that names the noun before it (das Magazin „Der Spiegel“)
_MAX_GLOSS = 5  # tokens between a bracket and the quotation that explains what stands before it
_MAX_PHRASE = 20  # tokens between the head of a phrase and the comma after it
_MAX_LIKE = 4  # tokens of „wie zum Beispiel“
_CLOSED = PREPOSITION_OR_ADVERB | CONJUNCTION | {PRONOUN}  # no name in small letters begins so („heise online“)


def count_words(reading: Reading, quotation: Quotation) -> int:
    """Return the number of words of `quotation`, its marks left out."""
    return sum(reading.tags[i] in WORDS for i in range(quotation.first, quotation.last))


def is_term(reading: Reading, quotation: Quotation) -> bool:
    """Return a title, name or so-called thing: short and nominal, after a noun, or introduced by sogenannt or Titel."""
    tags, n, before = reading.tags, count_words(reading, quotation), quotation.first - 1
    has_verb = any(tags[i] in FINITE for i in _inside(quotation))
    if is_name(reading, quotation):
        return True
    if _is_after_wording(reading, quotation):
        return False
    if n >= 2 and (tags[quotation.first + 1] is PREPOSITION or _begins_as_fragment(reading, quotation)):
        return False
    if before >= 0 and (_is_named(reading, quotation) or _is_gloss(reading, quotation)):
        return True
    if before >= 0 and tags[before] is NOUN and not has_verb and n <= _MAX_TITLE:
        return True
    if n >= _MIN_FRAGMENT:
        return not has_verb and n == _MIN_FRAGMENT and all(tags[i] in _IN_NAME for i in _inside(quotation))
    return n < 2 or (not has_verb and tags[quotation.last - 2] in NOUN_OR_NUMBER)


def is_judgement(reading: Reading, quotation: Quotation) -> bool:
    """Whether a short quotation in somebody's words judges rather than names.

    It holds an adjective, or an indefinite article stands in it or before it: „keine Vorentscheidung“.
    """
    tags, before = reading.tags, quotation.first - 1
    if is_name(reading, quotation) or (before >= 0 and _is_named(reading, quotation)):
        return False
    if before >= 0 and _is_gloss(reading, quotation) and not _begins_as_fragment(reading, quotation):
        return False
    if before >= 0 and tags[before] is NOUN and tags[quotation.first + 1] in NOUN_OR_NUMBER:
        return False
    inner = _inside(quotation)
    if len(inner) > 1 and _is_indefinite(reading, inner[0]):
        return True
    if before >= 0 and _is_indefinite(reading, before) and not _is_part_of_word(reading, quotation):
        return True
    return any(tags[i] in MAY_BE_VERB and reading.doc.tokens.forms[i].islower() for i in inner)


def is_predicative(reading: Reading, quotation: Quotation) -> bool:
    """Whether it says what somebody calls something: after als or at its clause's end, not after an article."""
    tags, before, after = reading.tags, quotation.first - 1, quotation.last
    if reading.lowers[before] in reading.cues.frames["words.role"]:
        return True
    is_end = after >= len(tags) or tags[after] in _AFTER_PREDICATE
    is_nominal = any(tags[i] is NOUN for i in _inside(quotation))
    determiner = reading.words.determiners.get(reading.lowers[before])
    if determiner is not None:
        return is_end and not determiner[1]  # „nannte es einen ‚Putsch‘“, but „nannte den ‚Boten‘“
    if reading.doc.tokens.forms[quotation.first + 1][0].islower() and tags[before] is NOUN:
        return is_end  # „nannte den Plan ‚eine gute Idee‘“: no name begins so
    return is_end and (tags[before] not in ADJECTIVE_OR_NOUN or (tags[before] is NOUN and not is_nominal))


def _inside(quotation: Quotation) -> range:
    return range(quotation.first + 1, quotation.last - 1)


def is_name(reading: Reading, quotation: Quotation) -> bool:
    """Whether sogenannt or a noun for what has a title stands before it, or it is a name or has the form of one."""
    before, first = quotation.first - 1, quotation.first + 1
    if before >= 0 and reading.lowers[before] in reading.cues.frames["words.so_called"]:
        return True
    if not reading.doc.tokens.forms[first][0].isupper() or reading.tags[quotation.last - 2] in SENTENCE_MARKS:
        return False
    if all(i in reading.name_tokens for i in _inside(quotation)):
        return True  # „bei ‚Anne Will‘“
    has_verb = any(reading.tags[i] in FINITE for i in _inside(quotation))
    return (before >= 0 and _is_after_titled(reading, quotation)) or (not has_verb and is_titled(reading, first))


def is_titled(reading: Reading, token: int) -> bool:
    """Whether a word names what has a title or name in quotation marks: Film, Wochenmagazin."""
    return reading.lowers[token].endswith(tuple(reading.cues.frames["words.titled"]))


def gives_name(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> bool:
    """Whether a cue of clause `k` says what is called what, and nobody judges: „der Name lautet“, „sie nennt sich“."""
    frames, lowers, clause = reading.cues.frames, reading.lowers, clauses[k]
    if predicate.lemma in frames["words.naming"]:
        named = tuple(frames["words.named"])
        return any(lowers[p.head].endswith(named) for p in reading.phrases_in(clause.first, clause.last))
    if predicate.lemma not in frames["words.calling"]:
        return False
    is_own = any(lowers[i] in frames["words.reflexive"] for i in range(clause.first, clause.last))
    return is_own or any(lowers[a] in frames["words.anaphors"] for a, _ in find_speaker(reading, clauses, k, predicate))


def _is_after_titled(reading: Reading, quotation: Quotation) -> bool:
    """Whether such a noun stands before it, or heads the phrase that a comma parts from it."""
    before = quotation.first - 1
    if is_titled(reading, before):
        return True
    if reading.tags[before] is not COMMA:
        return False
    near = reading.phrases_in(max(0, before - _MAX_PHRASE), before)
    return any(p.reach == before and is_titled(reading, p.head) for p in near)


def _is_gloss(reading: Reading, quotation: Quotation) -> bool:
    """Whether it explains a word in brackets: „der Einsatz ‚Cast Lead‘ (‚gegossenes Blei‘)“."""
    tags, first = reading.tags, quotation.first
    if tags[quotation.last - 2] in SENTENCE_MARKS or quotation.last >= len(tags):
        return False
    opened = next(
        (i for i in range(first - 1, max(-1, first - _MAX_GLOSS), -1) if tags[i] in (OPENING_BRACKET, CLOSING_BRACKET)),
        None,
    )
    return opened is not None and tags[opened] is OPENING_BRACKET and tags[quotation.last] is CLOSING_BRACKET


def _is_after_wording(reading: Reading, quotation: Quotation) -> bool:
    """Whether a noun for words stands before it, perhaps with wie: „die Parole ‚…‘“, „Sprüche wie ‚…‘“."""
    before = quotation.first - 1
    lowest = max(-1, before - _MAX_LIKE)
    while before > lowest and reading.lowers[before] in reading.cues.frames["words.like"]:
        before -= 1
    return before >= 0 and reading.lowers[before].endswith(tuple(reading.cues.frames["words.wording"]))


def is_definite(reading: Reading, token: int) -> bool:
    """Whether a word is a definite determiner, or a preposition that has swallowed one."""
    lower, words = reading.lowers[token], reading.words
    determiner = words.determiners.get(lower)
    return determiner[1] if determiner is not None else lower in words.closed.contractions


def _is_indefinite(reading: Reading, token: int) -> bool:
    determiner = reading.words.determiners.get(reading.lowers[token])
    return determiner is not None and not determiner[1]


def _is_part_of_word(reading: Reading, quotation: Quotation) -> bool:
    """Whether a hyphen joins it with what follows: „eine ‚Eins zu eins‘-Begegnung“."""
    tokens, after = reading.doc.tokens, quotation.last
    return after < len(tokens) and tokens.forms[after][0] == "-" and tokens.starts[after] == quotation.end


def _begins_as_fragment(reading: Reading, quotation: Quotation) -> bool:
    """Whether it begins with a small function word, as part of a sentence does and no name: „wie im Traum“."""
    first = quotation.first + 1
    return reading.doc.tokens.forms[first].islower() and reading.tags[first] in _CLOSED


def _is_named(reading: Reading, quotation: Quotation) -> bool:
    """Whether it is the name of what a definite article stands before: „der ‚Rat für Sicherheit‘“."""
    tags, before = reading.tags, quotation.first - 1
    while before > 0 and tags[before] is ADJECTIVE:
        before -= 1
    first = reading.doc.tokens.forms[quotation.first + 1]
    return (
        is_definite(reading, before)
        and (first[0].isupper() or first[0].isdigit())
        and tags[quotation.last - 2] not in SENTENCE_MARKS
    )
