"""Sentences: full stops told from abbreviations, ordinals and initials, no break inside a quotation or bracket.

A quotation of several sentences stays within one sentence, together with the clause that introduces or follows it
(„Es regnet. Wir gehen“, sagte sie.): what was said and who said it are never torn apart.
"""

from functools import cache
from itertools import accumulate

from pipeline.extract.lang.models.grammar_files import Abbreviations, ClosedClass
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.quotations import Quotation
from pipeline.extract.tokens import PARAGRAPH_BREAK, Tokens
from pipeline.extract.value_class import value_class
from pipeline.extract.wrapping import wrapped_lines

_FINAL = frozenset(".?!…")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ROMAN = frozenset("IVXLC")
_BULLETS = frozenset("•*–—-·")
_SHORT_LINE = 60  # a shorter line without full stop before a capital is a headline or list item, not wrapped prose


@value_class
class Sentence:
    """A sentence: tokens `first` to `last`, code points `start` to `end`, both half-open; its paragraph from 0."""

    first: int
    last: int
    start: int
    end: int
    paragraph: int


@value_class
class Punctuation:
    """What a language's full stops may be besides the end of a sentence; all lower case, without the full stop.

    `has_ordinals` says that a number with a full stop may be an ordinal („am 3. Mai“); `written_out` gives the letter
    that two others stand for where a text has none of its kind (ue for ü).
    """

    inner: frozenset[str]
    either: frozenset[str]
    months: frozenset[str]
    function_words: frozenset[str]
    prepositions: frozenset[str]
    ordinal_nouns: tuple[str, ...]
    numbered_nouns: tuple[str, ...]
    has_ordinals: bool
    written_out: dict[str, str]


@cache
def punctuation(language: str) -> Punctuation:
    """Return the abbreviations and function words of `language`. Raises as `read_file`."""
    words, closed = read_file(language, Abbreviations), read_file(language, ClosedClass)
    lists = closed.words
    known = {
        *(*closed.determiners, *closed.pronouns, *closed.prepositions, *closed.contractions),
        *(*closed.relative_pronouns, *closed.every_determiner(), *lists.coordinators, *lists.subordinators),
        *(*lists.interrogatives, *lists.adverbs, *lists.partitives, *lists.articles, *lists.reflexives),
        *lists.negations,
    }
    return Punctuation(
        words.inner,
        words.either,
        words.months,
        frozenset(known),
        frozenset(closed.prepositions),
        words.ordinal_nouns,
        words.numbered_nouns,
        words.has_ordinals,
        words.written_out,
    )


def find_sentences(tokens: Tokens, quotations: list[Quotation], language: str) -> list[Sentence]:
    """Return the sentences of `tokens`, in order.

    Together they hold every token except paragraph breaks between them.
    """
    known = punctuation(language)
    forms, text = tokens.forms, tokens.text
    inside = _enclosed(tokens, quotations)
    wrapped = wrapped_lines(text)
    closers = {quotation.last - 1 for quotation in quotations if quotation.is_closed}
    found: list[Sentence] = []
    paragraph = 0
    first = 0
    skip_to = 0
    for i in _candidates(tokens):
        if i < skip_to:
            continue
        form = forms[i]
        if form == PARAGRAPH_BREAK:
            paragraph_now = paragraph
            paragraph += 1
            if inside[i]:
                continue
            _append(found, tokens, first, i, paragraph_now)
            first = i + 1
            continue
        last = i + 1
        if form[-1] in _FINAL:
            while last < len(forms) and (forms[last] in _FINAL or forms[last] in _PAIRS or last in closers):
                last += 1
            skip_to = last
        if last < len(forms) and last > first and not inside[last - 1] and _is_break(tokens, i, last, known, wrapped):
            _append(found, tokens, first, last, paragraph)
            first = last
    _append(found, tokens, first, len(forms), paragraph)
    return found


def _candidates(tokens: Tokens) -> list[int]:
    """Tokens after which a sentence may end: final marks, abbreviations with full stops, breaks, ends of lines."""
    forms, starts, ends, text = tokens.forms, tokens.starts, tokens.ends, tokens.text
    found = [i for i, form in enumerate(forms) if form[-1] in _FINAL or form == PARAGRAPH_BREAK]
    line_end = text.find("\n")
    if line_end >= 0:
        extra = []
        while line_end >= 0:
            i = tokens.first_from(line_end) - 1
            if (
                i >= 0
                and forms[i] != PARAGRAPH_BREAK
                and ends[i] <= line_end
                and i + 1 < len(forms)
                and starts[i + 1] > line_end
            ):
                extra.append(i)
            line_end = text.find("\n", line_end + 1)
        found = sorted({*found, *extra})
    return found


def _is_break(tokens: Tokens, i: int, last: int, known: Punctuation, wrapped: frozenset[int]) -> bool:
    """Whether a sentence ends before token `last`, whose final mark (or last word of the line) is token `i`."""
    form, text = tokens.forms[i], tokens.text
    if form[-1] not in _FINAL:
        return text.find("\n", tokens.ends[i]) not in wrapped and _is_line_break(tokens, i)
    following = tokens.forms[last]
    if following == PARAGRAPH_BREAK:
        return False  # the break itself ends the sentence
    is_spaced = tokens.starts[last] > tokens.ends[last - 1]
    if not (following[0].isupper() or following[0].isdigit() or not following[0].isalnum()):
        return False
    if following in ",;:)]}" or (following in "–—-" and not is_spaced):
        return False
    if following in _BULLETS:
        is_new_line = "\n" in text[tokens.ends[last - 1] : tokens.starts[last]]
        return is_new_line or (last + 1 < len(tokens) and not tokens.forms[last + 1][0].islower())
    is_function_word = following.lower() in known.function_words
    if len(form) > 1 and form[0].isalpha():  # U.S., z.B.
        bare = form.lower().replace(".", "")
        return is_function_word and bare not in known.inner and (form[0].isupper() or bare in known.either)
    if form == "." and last == i + 1 and i:
        return _ends_with_full_stop(tokens, i, is_spaced, is_function_word, known)
    return is_spaced or form != "…"


def _ends_with_full_stop(tokens: Tokens, i: int, is_spaced: bool, is_function_word: bool, known: Punctuation) -> bool:
    before, following = tokens.forms[i - 1], tokens.forms[i + 1]
    lower = tokens.lowers[i - 1]
    is_attached = tokens.ends[i - 1] == tokens.starts[i]
    if not is_spaced:  # "Satz.Nächster" is a break, "example.Org", "3.000" and "a.b" are not
        return before[-1:].islower() and len(before) > 2 and following[:1].isupper() and len(following) > 1
    if not is_attached:
        return True
    if before.isdigit() and not known.has_ordinals:
        return i > 1 and tokens.forms[i - 2] != PARAGRAPH_BREAK  # “1. First item”
    if before.isdigit():
        is_ordinal = len(before) <= 2 and not is_function_word and not _is_counted(tokens, i, known)
        return not is_ordinal and tokens.lowers[i + 1] not in known.months
    if len(before) == 1 and before.isalpha():
        return is_function_word
    if _ROMAN.issuperset(before):
        return is_function_word
    if lower in known.inner:
        return len(before) > 1 and before.isupper() and not following.isupper()  # „bei der EM. Trainer Kohl …“
    if lower in known.either:
        return is_function_word
    return True


def _is_counted(tokens: Tokens, i: int, known: Punctuation) -> bool:
    """Whether the number before the full stop `i` says how many („stieg auf 12.“) or which („Platz 9.“), as no ordinal.

    It stands behind a preposition without article, a verb or a noun that has numbers, and no noun follows that is
    counted by ordinals.
    """
    before = tokens.lowers[i - 2] if i > 1 else ""
    is_verb = before.isalpha() and tokens.forms[i - 2].islower() and before not in known.function_words
    is_numbered = before.endswith(known.numbered_nouns) and tokens.forms[i - 2][0].isupper()
    return (is_verb or is_numbered or before in known.prepositions) and not tokens.lowers[i + 1].endswith(
        known.ordinal_nouns
    )


def _is_line_break(tokens: Tokens, i: int) -> bool:
    """Whether the single line feed after token `i` ends a sentence: before a bullet, or after a short line."""
    following = tokens.forms[i + 1]
    if following in _BULLETS:
        return True
    begin = tokens.text.rfind("\n", max(0, tokens.ends[i] - _SHORT_LINE - 1), tokens.ends[i])
    is_short = begin >= 0 or tokens.ends[i] <= _SHORT_LINE
    return is_short and tokens.forms[i][-1].isalnum() and following[0].isupper()


def _enclosed(tokens: Tokens, quotations: list[Quotation]) -> bytearray:
    """Return one byte a token: 1 where the token and the next one stand within one closed quotation or bracket."""
    enclosed = bytearray(len(tokens) + 1)
    for quotation in quotations:
        if quotation.is_closed and quotation.depth == 0:
            n = quotation.last - 1 - quotation.first
            enclosed[quotation.first : quotation.last - 1] = b"\x01" * n
    delta = [0] * (len(tokens) + 1)
    stack: list[int] = []
    for i, form in enumerate(tokens.forms):
        if form in "([{":
            stack.append(i)
        elif form in ")]}":
            if stack and tokens.forms[stack[-1]] == _PAIRS[form]:
                delta[stack.pop()] += 1
                delta[i] -= 1
        elif form == PARAGRAPH_BREAK:
            stack.clear()
    if any(delta):
        for i, depth in enumerate(accumulate(delta)):
            if depth > 0:
                enclosed[i] = 1
    return enclosed


def _append(found: list[Sentence], tokens: Tokens, first: int, last: int, paragraph: int) -> None:
    while first < last and tokens.forms[first] == PARAGRAPH_BREAK:
        first += 1
    while first < last and tokens.forms[last - 1] == PARAGRAPH_BREAK:
        last -= 1
    if first < last:
        found.append(Sentence(first, last, tokens.starts[first], tokens.ends[last - 1], paragraph))
