"""A stretch of one sentence, or of one inside a quotation, with the questions that all rules ask of its tokens."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from pipeline.extract.lang.terms import Number
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.sentences import punctuation
from pipeline.extract.statements.fixed_order.clocks import after_clock
from pipeline.extract.statements.fixed_order.word_classes import load_verb_classes
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import (
    APOSTROPHES,
    AUXILIARY,
    CLAUSE_MARKS,
    COMMA,
    DASHES,
    DETERMINER,
    FINAL_MARKS,
    FINITE,
    LEXICAL_VERB,
    NONFINITE,
    NOUN,
    NUMBER,
    NUMBER_OR_STOP,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PREPOSITION_OR_ADVERB,
    SUBORDINATOR,
    VERB,
    Tag,
)

_ENDS_SPEECH = FINAL_MARKS | {PARAGRAPH_BREAK, COMMA}

_BULLETS = frozenset("-–—•*·")
_CITY = 3  # letters of a city's name in capitals
_DATELINE = 16  # tokens of a dateline
_MAX_OWNERS = 3  # possessors in one phrase
MAX_TOKENS = 400  # of a region; a longer one is cut, which keeps hostile input linear


class Region:
    """Tokens `first` to `last` of a text, final marks left out; quotations inside it are opaque."""

    def __init__(self, reading: Reading, first: int, last: int, *, is_quoted: bool = False) -> None:
        self.reading, self.first, self.last, self.is_quoted = reading, first, min(last, first + MAX_TOKENS), is_quoted
        self.tags, self.lowers, self.frames = reading.tags, reading.lowers, reading.cues.frames
        self._contracted = self.frames["words.contracted_verbs"]
        self.verbs = load_verb_classes(reading.words.language)
        self._opening = reading.inner_quotation_at if is_quoted else reading.quotation_at
        within = (self._opening[i] for i in range(first, self.last) if i in self._opening)
        self._closing = {quotation.last: quotation.first for quotation in within}
        self._words = frozenset(self.lowers[first : self.last])

    def has_any(self, words: Set[str]) -> bool:
        """Whether one of `words` (lower case) is in the region, quotations included."""
        return not self._words.isdisjoint(words)

    def quotation_at(self, i: int) -> int | None:
        """Return the token after the quotation that begins at `i`."""
        quotation = self._opening.get(i)
        if quotation is None or (quotation.is_closed and quotation.last > self.last):
            return None
        return min(quotation.last, self.last)

    def quotation_before(self, i: int) -> int | None:
        """Return the first token of the quotation that ends right before token `i`."""
        return self._closing.get(i)

    def walk(self, first: int, last: int) -> Iterable[int]:
        """Return the tokens of a range in order, quotations skipped."""
        is_plain = not self._closing and self.first <= first and last <= self.last
        return range(first, last) if is_plain else self._outside_quotations(first, last)

    def _outside_quotations(self, first: int, last: int) -> Iterator[int]:
        i = first
        while i < last:
            after = self.quotation_at(i)
            if after is not None:
                i = after
                continue
            yield i
            i += 1

    def tag(self, i: int) -> Tag:
        """Return the tag of token `i`; a paragraph break outside the region."""
        return self.tags[i] if self.first <= i < self.last else PARAGRAPH_BREAK

    def lower(self, i: int) -> str:
        """Return the token `i` in lower case; empty outside the region."""
        return self.lowers[i] if self.first <= i < self.last else ""

    def word_in(self, i: int, table: str) -> bool:
        """Whether token `i` is among the words of a table of `frames.toml`."""
        return self.first <= i < self.last and self.lowers[i] in self.frames[table]

    def is_participle(self, i: int) -> bool:
        """Whether token `i` ends as a regular participle does."""
        return self.lower(i).endswith(self.reading.words.lists.participle_endings)

    def is_gerund(self, i: int) -> bool:
        """Whether token `i` ends as a gerund does."""
        return self.lower(i).endswith(self.reading.words.lists.gerund_endings)

    def is_time(self, i: int) -> bool:
        """Whether token `i` is a day, month or part of the day; not the verb “may”."""
        return self.word_in(i, "words.times") and self.tag(i) is not AUXILIARY

    def phrases(self, first: int, last: int) -> list[NounPhrase]:
        """Return the noun phrases whose core begins in the token range."""
        return self.reading.phrases_in(first, last)

    def phrase_at(self, i: int) -> NounPhrase | None:
        """Return the noun phrase that begins at token `i`; a possessor with what is his (“the union's plan”)."""
        phrase = next(iter(self.phrases(i, i + 1)), None)
        for _ in range(_MAX_OWNERS):
            if phrase is None or not self.word_in(phrase.last, "words.genitives"):
                return phrase
            owned = next(iter(self.phrases(phrase.last + 1, phrase.last + 2)), None)
            if owned is None:
                return phrase
            phrase = replace(phrase, last=owned.last, reach=owned.reach, head=owned.head)
        return phrase

    def is_finite(self, i: int) -> bool:
        """Whether token `i` may be a finite verb; not a participle with its phrase (“analysts polled by …”)."""
        if not self.first <= i < self.last:
            return False
        tag, lower = self.tags[i], self.lowers[i]
        if tag is AUXILIARY or lower in self._contracted:
            return True
        if tag in APOSTROPHES and lower in self.frames["words.genitives"]:
            return self.word_in(i - 1, "words.contracting")  # it's
        if tag is NONFINITE:
            return self._is_plural_verb(i)
        if tag is not VERB:
            return False
        if self.reading.nominal[i] or self._is_noun(i):
            return False
        is_participle = self.is_participle(i) and self.tag(i + 1) is PREPOSITION and self.word_in(i + 1, "words.agent")
        return not is_participle

    def is_reduced(self, i: int) -> bool:
        """Whether token `i` may be a participle that explains the noun before it (“a lawyer briefed on the case”)."""
        if not self.is_past(i) or self.tag(i - 1) is not NOUN:
            return False
        return (
            self.tag(i + 1) in PREPOSITION_OR_ADVERB
            or self.is_time(i + 1)
            or self.word_in(i + 1, "words.infinitive_marks")
        )

    def is_past(self, i: int) -> bool:
        """Whether token `i` is a past form or participle."""
        lower = self.lower(i)
        return self.tag(i) in LEXICAL_VERB and (lower in self.verbs.past or self.is_participle(i))

    def has_clause(self, first: int, last: int) -> bool:
        """Whether the range has a clause of its own: a finite verb before any subordinate clause."""
        for i in self.walk(first, last):
            if self.tag(i) is SUBORDINATOR or self.word_in(i, "words.report_as"):
                return False
            if self.is_finite(i) and not self.is_reduced(i):
                return True
        return False

    def _is_plural_verb(self, i: int) -> bool:
        """Whether an infinitive's form is a finite verb after a plural (“prices fall”, “they need”)."""
        readings = self.reading.words.verbs.get(self.lower(i), ())
        if not any(reading.number is Number.PLURAL for reading in readings):
            return False
        return self.word_in(i - 1, "words.plural_pronouns") or (
            self.tag(i - 1) is NOUN and self.lower(i - 1).endswith(self.reading.words.lists.plural_endings)
        )

    def _is_noun(self, i: int) -> bool:
        """Whether a form that may be a verb is a noun by what stands before it (“the talks”, “'s plans”)."""
        before = self.lower(i - 1)
        if before in self.frames["words.possessive_marks"]:
            return True
        return self.tag(i - 1) is DETERMINER and before not in self.frames["words.standing_alone"]

    def has_finite(self, first: int, last: int) -> bool:
        """Whether the token range has a finite verb outside quotations (or one within, where it has no other)."""
        if any(self.is_finite(i) for i in self.walk(first, last)):
            return True
        return not self.is_quoted and any(
            self.tags[i] in FINITE for i in range(first, last) if self.reading.is_quoted(i)
        )

    def is_break(self, i: int) -> bool:
        """Whether token `i` is a comma, semicolon, colon or dash between clauses."""
        tag = self.tag(i)
        return tag in CLAUSE_MARKS or (tag in DASHES and self.is_dash(i))

    def is_dash(self, i: int) -> bool:
        """Whether token `i` is a dash; not one between numbers (5-4)."""
        return self.tag(i) in DASHES and not self.tag(i - 1) is NUMBER is self.tag(i + 1)

    def next_break(self, first: int) -> int:
        """Return the first break or quotation from token `first` on, else the region's end."""
        for i in range(first, self.last):
            if self.is_break(i) or (i in self._opening and self.quotation_at(i) is not None):
                return i
        return self.last

    def trim(self, span: TokenSpan) -> TokenSpan:
        """Return the span without marks at its edges."""
        return self.reading.trim(span)


def _after_dateline(reading: Reading, first: int, last: int) -> int:
    """Token after a bullet or a dateline (“LONDON, Jan. 5 (Reuters) -”) at the start of a sentence, else `first`."""
    forms = reading.doc.tokens.forms
    while first + 1 < last and forms[first] in _BULLETS:
        first += 1
    first = after_clock(reading, first, last)
    if not forms[first].isupper() or len(forms[first]) < _CITY:
        return first
    dash = next((i for i in range(first + 1, min(first + _DATELINE, last)) if forms[i] in DASHES), None)
    if dash is None:
        return first
    while dash < last - 1 and forms[dash] in DASHES:
        dash += 1
    return dash


def _is_sentence_end(reading: Reading, i: int) -> bool:
    """Whether a final mark at token `i` ends a sentence: a capital follows, no abbreviation or initial is before it."""
    forms, known = reading.doc.tokens.forms, punctuation(reading.words.language)
    if not forms[i + 1][0].isupper():
        return False
    before = reading.lowers[i - 1]
    is_short = len(before) == 1 or before in known.inner or before in known.either
    return forms[i] != "." or not is_short or reading.lowers[i + 1] in known.function_words


def regions(reading: Reading, index: int) -> list[Region]:
    """Return the regions of sentence `index`: the sentence, then each sentence inside its quotations."""
    sentence = reading.sentence(index)
    found = [Region(reading, _after_dateline(reading, sentence.first, sentence.last), reading.end_of(index))]
    for quotation in reading.quotations_in(sentence.first, sentence.last):
        begin = quotation.first + 1
        stop = quotation.last - 1 if quotation.is_closed else quotation.last
        for i in range(begin, stop):
            is_end = reading.tags[i] in FINAL_MARKS and (i + 1 == stop or _is_sentence_end(reading, i))
            if is_end or i + 1 == stop or reading.tags[i] is PARAGRAPH_BREAK:
                end = i if reading.tags[i] in _ENDS_SPEECH else i + 1
                if end - begin > 2:
                    found.append(Region(reading, begin, end, is_quoted=True))
                begin = i + 1
    return found


def time_end(region: Region, at: int) -> int | None:
    """Return the token after the time without preposition at `at` (last week, Nov. 29, one rainy afternoon)."""
    phrase = region.phrase_at(at)
    if phrase is not None and phrase.last > at + 1 and region.is_time(phrase.last - 1):
        return phrase.last
    k = at
    while region.word_in(k, "words.temporal_determiners"):
        k += 1
    if not region.is_time(k):
        return None
    k += 1
    while region.is_time(k) or region.tag(k) in NUMBER_OR_STOP:
        k += 1
    return k
