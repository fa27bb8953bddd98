"""What the rules share while one text is read: its layers, and the statements drafted so far, in tokens."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.extract.phrases import NounPhrase, find_noun_phrases
from pipeline.extract.quotations import Quotation
from pipeline.extract.sentences import Sentence, punctuation
from pipeline.extract.statements.clauses import Clause, ClauseReader
from pipeline.extract.statements.lexicon import CueLexicon, load_cues
from pipeline.extract.tags import (
    ADJECTIVE_OR_NOUN,
    CLAUSE_MARKS,
    DASHES,
    DETERMINER,
    FINAL_MARKS,
    FULL_STOP,
    NOUN,
    NUMBER,
    PARAGRAPH_BREAK,
    PREPOSITION,
    QUOTATION_MARK,
    UNLISTED,
)
from pipeline.extract.text import Text
from pipeline.extract.watching import Watch
from pipeline.extract.words import Words, load_words

if TYPE_CHECKING:
    from pipeline.extract.statements.word_order import WordOrder

_AFTER_ATTRIBUTE = ADJECTIVE_OR_NOUN | {NUMBER, QUOTATION_MARK}
_EDGES = CLAUSE_MARKS | DASHES | {FULL_STOP}
TokenSpan = tuple[int, int]
_NO_SPEAKERS = frozenset({"", "place", "region"})  # kinds of names that say nothing


@dataclass(slots=True)
class Draft:
    """A statement in the making; all spans are half-open token ranges, `cue` lists single tokens.

    `is_cited` marks words that another statement with the same spans cites („Das Blatt zitiert sie mit den Worten …“),
    `is_silent` what makes no row, since it tells nothing, but says who goes on speaking („Sie gab Details bekannt“).
    """

    type: str
    medium: str
    spans: list[TokenSpan]
    rule: str
    sentence: int
    speaker: list[TokenSpan] = field(default_factory=list)
    cue: list[int] = field(default_factory=list)
    lemma: str | None = None
    frame: list[TokenSpan] = field(default_factory=list)
    addressee: list[TokenSpan] = field(default_factory=list)
    source: list[TokenSpan] = field(default_factory=list)
    priority: int = 0
    is_cited: bool = False
    is_silent: bool = False

    @property
    def first(self) -> int:
        """First token of the statement."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """Token after its last one."""
        return self.spans[-1][1]


class Reading:
    """One text with every layer that the rules look at."""

    def __init__(self, doc: Text, order: "WordOrder", names: Sequence[Any] = (), watch: Watch | None = None) -> None:
        self.doc, self.order = doc, order
        self._watch = watch
        if watch:
            watch.reading = self
        self.names = names
        self.actor_firsts = frozenset(name.first for name in names if name.kind not in _NO_SPEAKERS)
        self.person_firsts = frozenset(name.first for name in names if name.kind == "person")
        self.name_ends = frozenset(name.last - 1 for name in names if name.kind not in _NO_SPEAKERS)
        self.name_tokens = frozenset(i for name in names for i in range(name.first, name.last))
        self.words: Words = load_words(doc.language)
        self.cues: CueLexicon = load_cues(doc.language)
        self.tags = list(doc.tags)
        self.lowers = doc.tokens.lowers
        self._tag_names(names)
        order.tag_verbs(self)
        self._tag_ages()
        self.phrases: list[NounPhrase] = find_noun_phrases(doc, self.tags)
        self._media = frozenset(name.first for name in names if name.kind == "media")
        order.part_phrases(self)
        self._phrase_firsts = [phrase.first for phrase in self.phrases]
        self.nominal = self._nominal()
        reader = ClauseReader(doc, self.tags, self.words, self.cues, self.nominal, self._ends(), order)
        self.quotation_at = reader.quotation_at
        self.inner_quotation_at = {q.first: q for q in doc.quotations if q.depth == 1 and q.is_closed}
        self.clauses: list[list[Clause]] = [reader.read(sentence) for sentence in doc.sentences]
        self.quotation_firsts = sorted(self.quotation_at)
        self._quoted = self._quoted_tokens()
        self.drafts: list[Draft] = []
        self.predicates: dict[
            tuple[int, int | None], list[Any]
        ] = {}  # by clause and carried auxiliary, for predicates.py

    def drop(self, draft: Draft, why: str) -> None:
        """Tell whoever watches the extraction that `draft` makes no row."""
        if self._watch:
            self._watch.lost_draft(draft, why)

    def within_limit(self, drafts: list[Draft], limit: int) -> list[Draft]:
        """Return the first `limit` drafts; the others are dropped."""
        for draft in drafts[limit:]:
            self.drop(draft, "one of too many in a sentence")
        return drafts[:limit]

    def _quoted_tokens(self) -> bytearray:
        """Return one byte a token: 1 inside an outermost quotation, its marks included."""
        quoted = bytearray(len(self.tags))
        for first, quotation in self.quotation_at.items():
            quoted[first : quotation.last] = b"\x01" * (quotation.last - first)
        return quoted

    def is_quoted(self, token: int) -> bool:
        """Whether `token` stands inside a quotation; what would stand after the last token does not."""
        return token < len(self._quoted) and bool(self._quoted[token])

    def quotations_in(self, first: int, last: int) -> list[Quotation]:
        """Outermost quotations that begin in the token range, in order."""
        low = bisect_left(self.quotation_firsts, first)
        high = bisect_left(self.quotation_firsts, last, low)
        return [self.quotation_at[i] for i in self.quotation_firsts[low:high]]

    def _tag_names(self, names: Sequence[Any]) -> None:
        """Tag the words of names as nouns that have another tag: „Die taz vermutet“, „ver.di fordert“, „Per Ohlsen“."""
        if not self.words.has_noun_capitals:
            return
        for name in names:
            for i in range(name.first, name.last):
                is_given = self.tags[i] is PREPOSITION and self.doc.tokens.forms[i][0].isupper()
                if self.tags[i] in UNLISTED or is_given or (self.tags[i] is FULL_STOP and i + 1 < name.last):
                    self.tags[i] = NOUN

    def _tag_ages(self) -> None:
        """Tag „der 58-Jährige“ as a noun: a number with a capital after its hyphen, or that no noun follows."""
        if not self.words.has_noun_capitals:
            return
        forms = self.doc.tokens.forms
        for i, tag in enumerate(self.tags):
            word = forms[i].rpartition("-")[2] if tag is NUMBER else ""
            if not word or word == forms[i] or not word[0].isalpha():
                continue
            is_last = (
                i > 0
                and self.tags[i - 1] is DETERMINER
                and self.tags[min(i + 1, len(forms) - 1)] not in _AFTER_ATTRIBUTE
            )
            if word[0].isupper() or is_last:
                self.tags[i] = NOUN

    def is_medium(self, phrase: NounPhrase) -> bool:
        """Whether a phrase names a medium: by a name, a noun for one, or a title in quotation marks."""
        lower = self.lowers[phrase.last - 1]
        is_noun = lower.endswith(tuple(self.cues.frames["words.medium_nouns"]))
        return (
            is_noun
            or self.tags[phrase.last - 1] is QUOTATION_MARK
            or any(i in self._media for i in range(phrase.first, phrase.last))
        )

    def is_media_name(self, token: int) -> bool:
        """Whether a medium's name begins with `token`."""
        return token in self._media

    def _ends(self) -> dict[int, int]:
        """Return the end of each phrase with all that hangs on it, by its first token."""
        return {phrase.first: phrase.reach for phrase in self.phrases if not phrase.is_pronoun}

    def _nominal(self) -> bytearray:
        """Return one byte a token: 1 inside the core of a noun phrase, where no verb is finite."""
        nominal = bytearray(len(self.tags))
        for phrase in self.phrases:
            nominal[phrase.first : phrase.last] = b"\x01" * (phrase.last - phrase.first)
        for quotation in self.doc.quotations:
            nominal[quotation.first : quotation.last] = bytes(quotation.last - quotation.first)
        return nominal

    def phrases_in(self, first: int, last: int) -> list[NounPhrase]:
        """Phrases whose core begins in the token range, in order."""
        low = bisect_left(self._phrase_firsts, first)
        high = bisect_left(self._phrase_firsts, last, low)
        return self.phrases[low:high]

    def sentence(self, index: int) -> Sentence:
        """Return the sentence with this index."""
        return self.doc.sentences[index]

    def end_of(self, index: int) -> int:
        """Return the token after the last word of a sentence.

        Its final marks are left out, unless a quotation ends with them.
        """
        sentence = self.doc.sentences[index]
        last = sentence.last
        while last > sentence.first + 1 and self.tags[last - 1] in FINAL_MARKS:
            last -= 1
        return last

    def full_end_of(self, index: int) -> int:
        """Return the token after the final mark of a sentence, which belongs to a statement that is the sentence."""
        first, last = self.doc.sentences[index].first, self.doc.sentences[index].last
        while last > first + 1 and self.tags[last - 1] is PARAGRAPH_BREAK:
            last -= 1
        return last

    def trim(self, span: TokenSpan) -> TokenSpan:
        """Return the span without marks at its edges (quotation marks and brackets that belong to it stay)."""
        first, last = span
        while first < last and self.tags[first] in _EDGES:
            first += 1
        while first < last and self.tags[last - 1] in _EDGES and not self._is_abbreviated(last - 1):
            last -= 1
        return first, last

    def _is_abbreviated(self, i: int) -> bool:
        """Whether the full stop at token `i` is of an abbreviation before the end of its sentence: “Gale Jr. said”."""
        if self.tags[i] is not FULL_STOP or i == 0 or self.doc.tokens.starts[i] != self.doc.tokens.ends[i - 1]:
            return False
        known, lower = punctuation(self.words.language), self.lowers[i - 1]
        is_known = lower in known.inner or lower in known.either
        return is_known and i + 1 < self.doc.sentences[self.doc.sentence_at(i)].last
