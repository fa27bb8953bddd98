"""Noun phrases: found by closed-class words, capitals and endings, then joined with what hangs on them.

A core phrase is determiner, attributes and head („der von Europa geführte Einsatz“, „vier mit den Gesprächen vertraute
Quellen“, „Präsident Rafael da Silva“). Its reach adds genitives, prepositional attributes and brackets („der Sprecher
der Polizei in Berlin (43)“).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.agreement import (
    ANYTHING,
    PARTITIVE,
    Readings,
    after_determiner,
    after_preposition,
    of_adjective,
    of_head,
)
from pipeline.extract.lang.models.grammar_files import Phrases
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.terms import Case, Number
from pipeline.extract.quotations import Quotation
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NOUN,
    ADVERB,
    AMPERSAND,
    CLOSING_BRACKET,
    COMMA,
    COMMA_OR_COORDINATOR,
    COORDINATOR,
    DETERMINER,
    DETERMINER_OR_ADJECTIVE,
    DETERMINER_OR_PRONOUN,
    FINITE,
    FULL_STOP,
    HYPHEN,
    MAY_BE_FINITE,
    NONFINITE,
    NOUN,
    NOUN_OR_NUMBER,
    NUMBER,
    NUMBER_OR_STOP,
    OPENING_BRACKET,
    OPENS_NOUN_PHRASE,
    PARAGRAPH_BREAK,
    PREPOSITION,
    QUOTATION_MARK,
    SLASH,
    VERB,
    VERB_OR_OTHER,
    Tag,
)
from pipeline.extract.text import Text
from pipeline.extract.words import Words, load_words

_BEFORE_PARTICIPLE = frozenset({DETERMINER, NUMBER})
_BETWEEN_ATTRIBUTES = VERB_OR_OTHER | {ADVERB, COORDINATOR, COMMA}
_HEADS = NOUN_OR_NUMBER | {QUOTATION_MARK}
_AFTER_NUMBER = _HEADS | {ADJECTIVE, VERB}
_JOINS_NAMES = frozenset({HYPHEN, SLASH, AMPERSAND})
_MAY_BE_DETERMINER = frozenset({DETERMINER, NONFINITE})
_NOT_IN_BRACKET = FINITE | {PARAGRAPH_BREAK}
_OPENS_NAME = OPENS_NOUN_PHRASE | {NUMBER}

_ANY_CASE, _ANY_NUMBER, _GENITIVE = Case.ANY, Number.ANY, Case.GENITIVE
_OPENING = OPENS_NOUN_PHRASE | {NUMBER, NONFINITE}  # what a core begins with
_MAX_PHRASE = 40  # tokens; keeps hostile input linear
_MAX_NAME = 8  # tokens of a quotation that may stand for a noun („Der Spiegel“), marks included
_MAX_LINKS = 6  # phrases that may hang on one another
_MAX_BRACKET = 8  # tokens of a bracket that belongs to the phrase before it


@dataclass(slots=True, unsafe_hash=True)  # changed in one place, where its reach is found, and nowhere after
class NounPhrase:
    """A noun phrase or pronoun: core tokens `first` to `last`, with all that hangs on it to `reach` (half-open).

    `start` and `end` are the core's code points, `reach_end` the last code point's of the whole. `readings` are the
    cases, numbers and genders that its form leaves; `preposition` is the token that governs it, if there is one.
    """

    first: int
    last: int
    reach: int
    head: int
    start: int
    end: int
    reach_end: int
    readings: Readings
    is_definite: bool
    is_pronoun: bool
    preposition: int | None

    def can_be(self, case: Case, number: Number = Number.ANY) -> bool:
        """Whether it may stand in `case` and in `number`."""
        for reading in self.readings:
            if (reading.case is case or reading.case is _ANY_CASE) and (
                number is _ANY_NUMBER or reading.number is number or reading.number is _ANY_NUMBER
            ):
                return True
        return False

    @property
    def is_marked(self) -> bool:
        """Whether its form says anything about its case."""
        return self.readings != ANYTHING


def find_noun_phrases(doc: Text, tags: Sequence[Tag] | None = None) -> list[NounPhrase]:
    """Return the noun phrases of `doc` in order, cores disjoint. `tags` replaces those of `doc` where given."""
    chunker = _Chunker(doc, doc.tags if tags is None else tags)
    found: list[NounPhrase] = []
    end = 0
    for i, tag in enumerate(chunker.tags):
        if i < end:
            continue
        phrase = chunker.phrase_at(i) if tag in _OPENING or i in chunker.names else None
        if phrase is None and tag in DETERMINER_OR_PRONOUN:
            phrase = chunker.pronoun_at(i)
        if phrase is not None:
            found.append(phrase)
            end = phrase.last
    return _with_reach(chunker, found)


class _Chunker:
    """One pass over the tags of a text; quotations that may be names count as nouns."""

    def __init__(self, doc: Text, tags: Sequence[Tag]) -> None:
        self.tokens, self.forms, self.lowers, self.tags = doc.tokens, doc.tokens.forms, doc.tokens.lowers, tags
        self.words: Words = load_words(doc.language)
        self.lexicon = read_file(doc.language, Phrases)
        short = (q for q in doc.quotations if q.is_closed and 2 < q.last - q.first <= _MAX_NAME)
        self.names = {q.first: q for q in short if self._is_name(q)}

    def phrase_at(self, i: int) -> NounPhrase | None:
        """Return the noun phrase whose core begins at token `i`, which may open one."""
        core = self.core(i)
        if core is None:
            return None
        last, head, readings, is_definite = core
        preposition = i - 1 if i and self.tags[i - 1] is PREPOSITION else None
        if preposition is not None:
            readings = after_preposition(self.words.closed, readings, self.lowers[preposition])
        if len(readings) > 1:
            readings = of_head(self.lexicon, readings, self.lowers[head])
        return self._phrase(i, last, head, readings, is_definite, False, preposition)

    def pronoun_at(self, i: int) -> NounPhrase | None:
        """Return the pronoun at token `i`, which is tagged as one or as a determiner."""
        readings = self.words.closed.pronouns.get(self.lowers[i])
        if readings is None:
            return None
        return self._phrase(i, i + 1, i, readings, True, True, i - 1 if i and self.tags[i - 1] is PREPOSITION else None)

    def _phrase(
        self,
        first: int,
        last: int,
        head: int,
        readings: Readings,
        is_definite: bool,
        is_pronoun: bool,
        preposition: int | None,
    ) -> NounPhrase:
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        return NounPhrase(first, last, last, head, start, end, end, readings, is_definite, is_pronoun, preposition)

    def core(self, i: int, depth: int = 0) -> tuple[int, int, Readings, bool] | None:
        """(last, head, readings, is_definite) of the core phrase that begins at token `i`."""
        tags, n = self.tags, min(len(self.tags), i + _MAX_PHRASE)
        if tags[i] is NOUN:  # as most phrases begin; what the steps below give for it
            return self._head(i, n), i, ANYTHING, False
        determiner = self.words.determiners.get(self.lowers[i]) if tags[i] in _MAY_BE_DETERMINER else None
        j = i + (determiner is not None)
        if determiner is not None and j < n and tags[j] is DETERMINER and self.lowers[i] in self.words.lists.partitives:
            inner = self.core(j, depth + 1) if depth < 2 else None
            return None if inner is None else (inner[0], i, PARTITIVE, False)
        j = self._attributes(j, n)
        may_extend = determiner is not None and self.words.has_noun_capitals and depth < 2
        while j + 1 < n and may_extend and tags[j] is PREPOSITION:
            after = self._extended_attribute(j, n, depth)
            if after is None:
                break
            j = after
        last = self._head(j, n)
        if last == j:
            if self.words.has_noun_capitals or determiner is None or j < i + 2:
                return None
            last, j = j, j - 1  # „the proposal“: taken for an adjective, but no noun follows
        head = next((k for k in range(j, last) if tags[k] is NOUN), j)
        if determiner is None:
            return last, head, of_adjective(self.lexicon, self.lowers[i]) if tags[i] is ADJECTIVE else ANYTHING, False
        readings, is_definite = determiner
        if tags[i + 1] is ADJECTIVE:
            readings = after_determiner(self.lexicon, readings, self.lowers[i + 1])
        return last, head, readings, is_definite

    def _extended_attribute(self, j: int, n: int, depth: int) -> int | None:
        """The end of an attribute with a phrase of its own, „mit den Gesprächen vertraute“, that begins at `j`."""
        inner = self.core(j + 1, depth + 1)
        if inner is None or inner[0] >= n or self.tags[inner[0]] not in MAY_BE_FINITE:
            return None
        after = self._attributes(inner[0] + (self.tags[inner[0]] is VERB), n)
        return after if inner[0] < after < n and self.tags[after] in _HEADS else None

    def _attributes(self, j: int, n: int) -> int:
        """Skip adjectives, numbers and the adverbs before them."""
        tags = self.tags
        while j < n:
            tag = tags[j]
            if tag is NOUN:
                return j
            following = tags[j + 1] if j + 1 < n else PARAGRAPH_BREAK
            if tag is NUMBER and following is NOUN and self._is_measured(j, n):
                j += 2
                continue
            is_one = (
                tag is ADJECTIVE
                or (tag is NUMBER and following in _AFTER_NUMBER)
                or (tag in NUMBER_OR_STOP and self._is_ordinal(j - (tag is FULL_STOP), n))
                or (tag is DETERMINER and self.lowers[j] in self.lexicon.inner_determiners)
                or (tag is VERB and following is NOUN and self._is_participle(j))
                or (tag in _BETWEEN_ATTRIBUTES and following in ADJECTIVE_OR_NOUN and self._is_between_attributes(j, n))
            )
            if not is_one:
                return j
            j += 1
        return j

    def _is_measured(self, j: int, n: int) -> bool:
        """Whether token `j` is a number that measures an attribute behind a determiner: „der 23 Jahre alte Wirt“."""
        tags = self.tags
        if j < 1 or j + 3 >= n or tags[j - 1] not in DETERMINER_OR_ADJECTIVE or tags[j + 2] is not ADJECTIVE:
            return False
        return self.lowers[j + 1] in self.lexicon.measures and tags[j + 3] in ADJECTIVE_OR_NOUN

    def _is_ordinal(self, j: int, n: int) -> bool:
        """Whether token `j` is the number of an ordinal behind a determiner: „der 44. Präsident“."""
        tags, forms = self.tags, self.forms
        if not self.words.has_noun_capitals or j < 1 or tags[j] is not NUMBER or j + 2 >= n or not forms[j].isdigit():
            return False
        is_led = tags[j - 1] in DETERMINER_OR_ADJECTIVE or self.lowers[j - 1] in self.words.closed.contractions
        return is_led and forms[j + 1] == "." and tags[j + 2] in ADJECTIVE_OR_NOUN

    def _is_participle(self, j: int) -> bool:
        """Whether a form that may be a finite verb is an attribute: „die berichteten Maßnahmen“, not after a comma."""
        return j > 0 and self.tags[j - 1] in _BEFORE_PARTICIPLE and (j == 1 or self.tags[j - 2] is not COMMA)

    def _is_between_attributes(self, j: int, n: int) -> bool:
        """Whether token `j` (adverb, „und“, comma) stands between a determiner or adjective and a further adjective."""
        tags = self.tags
        if (
            j == 0
            or tags[j - 1] not in DETERMINER_OR_ADJECTIVE
            or (tags[j] in COMMA_OR_COORDINATOR and tags[j - 1] is not ADJECTIVE)
        ):
            return False
        has_endings = self.words.has_case_endings
        if tags[j] is COMMA and has_endings and self.lowers[j - 1][-1] != self.lowers[j + 1][-1]:
            return False  # joined adjectives end alike; else a clause ends here („… festgenommen, andere Quellen“)
        if not has_endings and tags[j] in VERB_OR_OTHER:
            return tags[j] is not VERB or tags[j - 1] is DETERMINER
        return tags[j] is not VERB and tags[j + 1] is ADJECTIVE and j + 2 < n and tags[j + 2] in ADJECTIVE_OR_NOUN

    def _head(self, j: int, n: int) -> int:
        """Return the end of the run of nouns, names, quoted names and initials that begins at `j`.

        Return `j` if there is none.
        """
        tags, lowers, titles = self.tags, self.lowers, self.lexicon.title_abbreviations
        begin = j
        while j < n:
            if (lowers[j] in titles and (after := self._after_title(j, n)) > j) or (
                j > begin and lowers[j] in self.lexicon.title_suffixes and (after := self._after_suffix(j)) > j
            ):
                j = after
            elif tags[j] is NOUN:
                j += 1
            elif j in self.names:
                j = self.names[j].last
            elif j > begin and (
                (j + 1 < n and tags[j + 1] in NOUN_OR_NUMBER and self._joins_names(j))
                or (tags[j] is NUMBER and len(self.forms[j]) <= 4 and self._is_in_name(j))
            ):
                j += 1
            elif j > begin and j + 2 < n and self._is_cut_short(j):
                j += 2
            else:
                break
        return j

    def _after_title(self, j: int, n: int) -> int:
        """Token after the abbreviated title at `j` if more of a name follows: „Prof.“, „med.“, „Dipl.-“; else `j`."""
        if j + 2 >= n or self.forms[j + 1] != ".":
            return j
        after = j + 2 + (self.forms[j + 2] == "-")
        is_followed = after < n and (
            self.tags[after] is NOUN
            or self.lowers[after] in self.lexicon.title_abbreviations
            or (self.lowers[after] in self.lexicon.title_suffixes and self._after_suffix(after) > after)
        )
        return after if is_followed and self.tokens.ends[j] == self.tokens.starts[j + 1] else j

    def _after_suffix(self, j: int) -> int:
        """Token after what stands behind a title at `j`: „a. D.“, „em.“; else `j`."""
        for rest in self.lexicon.title_suffixes[self.lowers[j]]:
            words = rest.split()
            if self.lowers[j + 1 : j + 1 + len(words)] == words:
                return j + 1 + len(words)
        return j

    def _is_in_name(self, j: int) -> bool:
        """Whether the number at `j` ends a name (Apollo 11), rather than counting what follows (14 Menschen)."""
        return self.tags[j - 1] is NOUN and (j + 1 >= len(self.tags) or self.tags[j + 1] not in ADJECTIVE_OR_NOUN)

    def _is_cut_short(self, j: int) -> bool:
        """Whether the hyphen `j` stands for what the noun behind und ends with: „Bau- und Verkehrsministerium“."""
        tags, starts, ends = self.tags, self.tokens.starts, self.tokens.ends
        is_hanging = tags[j] is HYPHEN and starts[j] == ends[j - 1] and starts[j + 1] > ends[j]
        return is_hanging and tags[j + 1] is COORDINATOR and tags[j + 2] is NOUN

    def _joins_names(self, j: int) -> bool:
        """Whether token `j`, before a noun or number, stands inside a name: a full stop, hyphen, slash, „van“."""
        tags, starts, ends = self.tags, self.tokens.starts, self.tokens.ends
        if tags[j] is FULL_STOP:
            before = self.forms[j - 1]
            is_initial = len(before) <= 2 and before[0].isupper() and not before[1:].isupper()  # „Th.“, not „EM.“
            return is_initial and tags[j - 1] is tags[j + 1] is NOUN
        if tags[j] in _JOINS_NAMES:
            return tags[j] is AMPERSAND or (starts[j] == ends[j - 1] and starts[j + 1] == ends[j])
        return tags[j + 1] is NOUN and self.lowers[j] in self.lexicon.name_particles and self.forms[j].islower()

    def _is_name(self, quotation: Quotation) -> bool:
        """Whether a quotation may be a title or name: it begins like one and is no utterance."""
        is_nominal = any(self.tags[k] is NOUN for k in range(quotation.first + 1, quotation.last - 1))
        return (
            is_nominal
            and self.tags[quotation.first + 1] in _OPENS_NAME
            and self.forms[quotation.last - 2] not in ".!?,"
        )


def _with_reach(chunker: _Chunker, phrases: list[NounPhrase]) -> list[NounPhrase]:
    """Give each phrase its reach, from right to left, so that each step looks at one neighbour only."""
    tags, n = chunker.tags, len(chunker.tags)
    links = [0] * (len(phrases) + 1)
    for k in range(len(phrases) - 1, -1, -1):
        phrase = phrases[k]
        if phrase.is_pronoun:
            continue
        last = phrase.last
        reach = _after_bracket(chunker, last) if last < n and tags[last] is OPENING_BRACKET else last
        following = phrases[k + 1] if k + 1 < len(phrases) else None
        is_near = following is not None and following.first <= reach + 1 and links[k + 1] < _MAX_LINKS
        if following is not None and is_near and _hangs_on(chunker, following, reach):
            reach, links[k] = following.reach, links[k + 1] + 1
        if reach != last:
            phrase.reach, phrase.reach_end = reach, chunker.tokens.ends[reach - 1]
    return phrases


def _after_bracket(chunker: _Chunker, last: int) -> int:
    """Return the end of the bracket that opens right after a phrase, if it is short: „(SPD)“, „(43)“; else `last`."""
    tags = chunker.tags
    for k in range(last + 1, min(len(tags), last + _MAX_BRACKET)):
        if tags[k] is CLOSING_BRACKET:
            return k + 1
        if tags[k] in _NOT_IN_BRACKET:
            break
    return last


def _hangs_on(chunker: _Chunker, phrase: NounPhrase, last: int) -> bool:
    """Whether `phrase` is an attribute of the phrase that ends at token `last`: a genitive, „von …“, „in …“."""
    lowers, lexicon = chunker.lowers, chunker.lexicon
    if phrase.is_pronoun:
        return False
    if phrase.first == last:
        lower = lowers[last]
        if (
            chunker.tags[last] is ADJECTIVE
            and lower.endswith(lexicon.endings.genitive_plural)
            and phrase.readings == ANYTHING
        ):
            return True
        return (
            lower in chunker.words.determiners
            and any(r.case is _GENITIVE for r in phrase.readings)
            and lower not in lexicon.seldom_genitive
        )
    if phrase.first != last + 1 or phrase.preposition != last or lowers[last] not in lexicon.attributive:
        return False
    is_occasion = any(lowers[i] in lexicon.occasions for i in range(phrase.first, phrase.last))
    return not is_occasion and not chunker.forms[phrase.first].isdigit()
