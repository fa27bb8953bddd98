"""Clauses: a sentence cut at its commas, colons and dashes, each part with its introducer and finite verb.

Quotations and brackets are never cut into. A part is a clause or a fragment of one; where a cut is made without a mark,
and what begins and ends a clause, the order of words decides (`word_order`).
"""

from typing import TYPE_CHECKING

from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.lang.terms import Inflection, Introducer, Mood
from pipeline.extract.quotations import Quotation
from pipeline.extract.sentences import Sentence
from pipeline.extract.statements.lexicon import CueLexicon
from pipeline.extract.tags import (
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    CLOSING_SQUARE_BRACKET,
    COMMA,
    COORDINATOR,
    DASHES,
    DETERMINER,
    FINAL_MARKS,
    FINITE,
    FULL_STOP,
    NOUN,
    NUMBER,
    NUMBER_OR_STOP,
    OPENING_BRACKET,
    OPENING_SQUARE_BRACKET,
    PREPOSITION,
    QUOTATION_MARK,
    SUBORDINATOR,
    VERBAL,
    Tag,
)
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class
from pipeline.extract.words import Words

if TYPE_CHECKING:
    from pipeline.extract.statements.word_order import WordOrder

# Names of the module, as tags have them: every clause of a text is asked for them.
_NONE, _RELATIVE, _THAT = Introducer.NONE, Introducer.RELATIVE, Introducer.THAT
_INDICATIVE, _SUBJUNCTIVE = Mood.INDICATIVE, Mood.SUBJUNCTIVE
_CLOSING_BRACKETS = frozenset({CLOSING_BRACKET, CLOSING_SQUARE_BRACKET})
_IN_DATE = NUMBER_OR_STOP | {NOUN}
_OPENING_BRACKETS = frozenset({OPENING_BRACKET, OPENING_SQUARE_BRACKET})
_DATES = ((DETERMINER, NUMBER, FULL_STOP), (NUMBER, FULL_STOP, NOUN))  # „den 3. …“, „3. Mai“
_FINAL = FINAL_MARKS | {COMMA}
_MAX_BRACKET = 60  # tokens
_MAX_CLAUSE = 250  # tokens; a longer part is cut, and of a sentence only so many clauses are read: neither occurs in
_MAX_CLAUSES = 300  # prose, and both keep hostile input linear
_MAX_DATE = 8  # tokens of a date between commas
_MIN_UTTERANCE = 4  # tokens of a quotation that may stand without a mark before its verb („…“ sagte er)


@value_class
class Clause:
    """A part of a sentence: tokens `first` to `last` (half-open, without the marks around it).

    `mark` is what parts it from the one before: a mark, that of a quotation after one, or None. `introducer` is
    the kind of subordinate clause (report: wie er sagte; relative adverb: wonach; purpose: um … zu), NONE for main
    clauses and fragments; `begin` is the first token after coordinator and introducer (a relative pronoun stays).
    `finite` is the token of the finite verb or None, `mood` the mood of that. `has_marked_infinitive`
    tells an infinitive with zu; `quotation` is set where the part is one quotation.
    """

    first: int
    last: int
    mark: Tag | None
    introducer: Introducer
    begin: int
    finite: int | None
    mood: Mood | None
    has_marked_infinitive: bool
    quotation: Quotation | None
    is_coordinated: bool

    @property
    def is_subordinate(self) -> bool:
        """Whether it cannot stand alone."""
        return bool(self.introducer)

    @property
    def is_main(self) -> bool:
        """Whether it can stand alone and has a finite verb."""
        return self.finite is not None and not self.is_subordinate

    @property
    def is_broken_off(self) -> bool:
        """Whether its finite verb is its last word though it is a main clause: „Er habe, sagte sie, keine Zeit“."""
        return not self.introducer and self.finite is not None and self.begin < self.finite == self.last - 1


class ClauseReader:
    """Cuts the sentences of one text; holds what all of them share.

    `nominal` has a 1 for each token inside the core of a noun phrase, where no verb is finite; `phrase_ends` the end of
    each phrase by its first token.
    """

    def __init__(
        self,
        doc: Text,
        tags: list[Tag],
        words: Words,
        cues: CueLexicon,
        nominal: bytearray,
        phrase_ends: dict[int, int],
        order: "WordOrder",
    ) -> None:
        self._order = order
        self.tokens, self.lowers, self.tags = doc.tokens, doc.tokens.lowers, tags
        self.words, self.cues, self.nominal, self.phrase_ends = words, cues, nominal, phrase_ends
        self.quotation_at = {q.first: q for q in doc.quotations if q.depth == 0}
        self._brackets = self._match_brackets()
        self._opened = frozenset(self.quotation_at) | frozenset(self._brackets)  # where a quotation or bracket begins

    def _match_brackets(self) -> dict[int, int]:
        pairs: dict[int, int] = {}
        opened: int | None = None
        for i, tag in enumerate(self.tags):
            if tag in _OPENING_BRACKETS:
                opened = i
            elif tag in _CLOSING_BRACKETS and opened is not None and i - opened <= _MAX_BRACKET:
                pairs[opened] = i
                opened = None
        return pairs

    def read(self, sentence: Sentence) -> list[Clause]:
        """Return the clauses of `sentence`, in order."""
        tags, opened, is_cut = self.tags, self._opened, self._order.is_cut
        found: list[Clause] = []
        i = first = sentence.first
        mark: Tag | None = None
        last = sentence.last
        while last > first and tags[last - 1] in FINAL_MARKS:
            last -= 1
        while i < last and len(found) < _MAX_CLAUSES:
            if i in opened:
                quotation = self.quotation_at.get(i)
                if quotation is not None and quotation.last <= sentence.last:
                    end = min(quotation.last, last)
                    if self._stands_alone(quotation, first, end, last):
                        if i > first:
                            found.append(self._clause(first, i, mark))
                            mark = None
                        found.append(Clause(i, end, mark, Introducer.NONE, i, None, None, False, quotation, False))
                        first, mark = end, QUOTATION_MARK
                    i = end
                    continue
                if self._brackets.get(i, last) < last:
                    i = self._brackets[i] + 1
                    continue
            tag = tags[i]
            dated = self._after_date(i) if tag is COMMA else i
            if dated > i:
                i = dated
                continue
            if tag in CLAUSE_MARKS or (tag in DASHES and self._is_dash(i)):
                if i > first:
                    found.append(self._clause(first, i, mark))
                    mark = tag
                elif mark in (QUOTATION_MARK, None):
                    mark = tag
                first = i + 1
            elif i - first >= _MAX_CLAUSE or (i > first and is_cut(self, first, i)):
                found.append(self._clause(first, i, mark))
                mark, first = None, i
            i += 1
        if last > first and len(found) < _MAX_CLAUSES:
            found.append(self._clause(first, last, mark))
        return found

    def _stands_alone(self, quotation: Quotation, first: int, end: int, last: int) -> bool:
        """Whether a quotation is a part of its own: at the start or after a mark, ended by a mark or by a verb."""
        inner_end = self.tags[quotation.last - 2] if quotation.last - 2 > quotation.first else None
        is_long = quotation.last - quotation.first > _MIN_UTTERANCE + 1
        is_full = quotation.is_closed and inner_end in _FINAL
        if quotation.first > first:
            return is_full and is_long and inner_end is not COMMA
        if is_full or end == last or self.tags[end] in CLAUSE_MARKS or self.tags[end] in DASHES:
            return True
        return is_long and (self.tags[end] in FINITE or self.lowers[end] in self.cues.forms)

    def _after_date(self, i: int) -> int:
        """Return the end of a date that the comma at token `i` sets off („am Montag, den 3. Mai(,)“), else `i`."""
        tags = self.tags
        if tuple(tags[i + 1 : i + 4]) not in _DATES or tags[i - 1] is not NOUN:
            return i
        end = i + 4
        while end < min(len(tags), i + _MAX_DATE) and tags[end] in _IN_DATE:
            end += 1
        return end + 1 if end < len(tags) - 1 and tags[end] is COMMA else end

    def _is_dash(self, i: int) -> bool:
        starts, ends = self.tokens.starts, self.tokens.ends
        return 0 < i < len(self.tags) - 1 and starts[i] > ends[i - 1] and starts[i + 1] > ends[i]

    def _clause(self, first: int, last: int, mark: Tag | None) -> Clause:
        begin = first
        while (
            begin < last - 1 and self.tags[begin] is COORDINATOR
        ):  # a clause of conjunctions alone begins with its last
            begin += 1
        introducer = self._introducer(begin, last, mark) if begin < last else _NONE
        is_coordinated = begin > first
        if introducer and introducer is not _RELATIVE:
            begin += 1
        finite = self._finite(begin, last, introducer)
        has_mark = introducer is not _THAT and self._order.has_marked_infinitive(self, begin, last)
        if has_mark and not introducer and (finite is None or finite == last - 1):
            introducer = Introducer.INFINITIVE
        return Clause(
            first,
            last,
            mark,
            introducer,
            begin,
            finite,
            self._mood(finite),
            has_mark,
            None,
            is_coordinated,
        )

    def _introducer(self, begin: int, last: int, mark: Tag | None) -> Introducer:
        lower, frames = self.lowers[begin], self.cues.frames
        following = self.lowers[begin + 1] if begin + 1 < last else ""
        ends_in_verb = self.ends_in_verb(last)
        if lower in frames["adverbs.so"] and following in frames["words.that"]:
            return Introducer.SUBORDINATOR
        if lower in frames["words.that"]:
            return self._order.introducer_of_that(mark)
        if lower in frames["adverbs.relative"]:
            return Introducer.RELATIVE_ADVERB
        if lower in frames["words.purpose"] and self._order.has_marked_infinitive(self, begin, last):
            return Introducer.PURPOSE
        if lower in frames["words.report_as"]:
            return Introducer.REPORT
        if lower in frames["words.question_words"] and (mark or ends_in_verb):
            return Introducer.WH
        if lower in self.words.subordinators and self._order.is_subordinating(self, begin, last):
            return Introducer.SUBORDINATOR
        if (
            mark is COMMA
            and lower in self.words.closed.relative_pronouns
            and self._order.is_relative(self, begin, last)
        ):
            return _RELATIVE
        is_governed = (
            mark is COMMA and self.tags[begin] is PREPOSITION and following in self.words.closed.relative_pronouns
        )
        return _RELATIVE if is_governed and self._order.is_relative(self, begin + 1, last) else _NONE

    def is_conjunction(self, begin: int, last: int) -> bool:
        """Whether a word that may be a preposition subordinates the clause by how that ends."""
        if self.tags[begin] is PREPOSITION:
            return self.tags[last - 1] in FINITE
        return self.tags[begin] is SUBORDINATOR or self.ends_in_verb(last)

    def ends_in_verb(self, last: int) -> bool:
        """Whether the token before `last` may be a verb."""
        return self.tags[last - 1] in VERBAL or self.lowers[last - 1] in self.cues.forms

    def _finite(self, begin: int, last: int, introducer: Introducer) -> int | None:
        """Return the finite verb: the first one of a main clause, the last one of a subordinate one; None for none.

        One inside a quotation counts only where the clause has no other („die Garantien ‚müssen Gegenstand sein‘“).
        """
        tags = self.tags
        found = within = None
        i = begin
        while i < last:
            quotation = self.quotation_at.get(i)
            if quotation is not None and quotation.last <= last:
                if found is None and within is None:
                    inner = range(i, min(quotation.last, i + _MAX_CLAUSE))
                    within = next((k for k in inner if tags[k] in FINITE and not self.nominal[k]), None)
                i = quotation.last
                continue
            if not self.nominal[i] and tags[i] in FINITE:
                found = i
                if not introducer:
                    break
            i += 1
        if found is None and within is None and not introducer:
            return self._order.unknown_finite(self, begin, last)
        return within if found is None else found

    def _mood(self, token: int | None) -> Mood | None:
        if token is None:
            return None
        lower = self.lowers[token]
        if lower in self.words.auxiliaries:
            is_subjunctive = self.words.auxiliaries[lower].kind == Inflection.SUBJUNCTIVE
        else:
            readings = self.words.verbs.get(lower) or self.cues.forms.get(lower, [])
            is_subjunctive = all(reading.kind == Inflection.SUBJUNCTIVE for reading in readings)
            if not readings:
                lists = self.words.lists
                is_subjunctive = lower.endswith(lists.subjunctive_endings) and not self._is_preterite(lower)
        return _SUBJUNCTIVE if is_subjunctive else _INDICATIVE

    def _is_preterite(self, form: str) -> bool:
        """Whether a form is a preterite: not „bereite“, since „bereitete“ is; but „raste“, since there is „rasen“."""
        known, lists = load_dictionary(self.words.language), self.words.lists
        ending = next((e for e in lists.preterite_endings if form.endswith(e)), None)
        if ending is None or form + ending not in known:
            return ending is not None
        return any(form.removesuffix(ending) + infinitive in known for infinitive in lists.infinitive_endings)
