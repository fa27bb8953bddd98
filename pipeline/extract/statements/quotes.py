"""Direct statements that no cue verb's clause has claimed: fragments in a frame, quotations after a name, lone ones."""

from collections.abc import Collection

from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.subjects import find_speaker, find_subject

_MIN_FRAGMENT = 4  # words; shorter quotations without a verb are mostly terms or titles (Wikinews: three in four)
_MAX_TITLE = 6  # words of a quotation that names the noun before it (das Magazin „Der Spiegel“)
_MIN_LONE = 6  # words of an utterance without any frame, or
_MIN_SENTENCE = 3  # with a verb and a final mark
_MAX_QUOTATIONS = 100  # in one sentence; keeps hostile input linear
_RECENT = 6  # drafts whose speaker a lone utterance may take
_AROUND = 4  # clauses back to the one that a quotation belongs to
_REACH = 3  # sentences over which it may


class QuotationRule:
    """Finds the direct statements among the quotations of one sentence that no draft has as its own."""

    def __init__(self, reading: Reading, index: int, drafts: list[Draft], joined: Collection[int] = ()) -> None:
        self.reading, self.index, self.drafts = reading, index, drafts
        self.tags, self.lowers, self.frames = reading.tags, reading.lowers, reading.cues.frames
        self.claimed = {*joined, *(span[0] for draft in drafts if draft.type == "direct" for span in draft.spans)}

    def run(self) -> list[Draft]:
        """The drafts, in order."""
        sentence = self.reading.sentence(self.index)
        found = []
        for quotation in self.reading.quotations_in(sentence.first, sentence.last)[:_MAX_QUOTATIONS]:
            if quotation.first in self.claimed:
                continue
            draft = self._within(quotation) or self._object(quotation) or self._after_colon(quotation)
            draft = draft or self._lone(quotation)
            if draft is not None:
                found.append(draft)
        return found

    def _n_words(self, quotation: Quotation) -> int:
        return sum(self.tags[i] in "DOPCSRHVZNMAX" for i in range(quotation.first, quotation.last))

    def _is_term(self, quotation: Quotation) -> bool:
        """A title, name or so-called thing: short and nominal, after a noun, or introduced by sogenannt or Titel."""
        n, before = self._n_words(quotation), quotation.first - 1
        inner = range(quotation.first + 1, quotation.last - 1)
        has_verb = any(self.tags[i] in "HV" for i in inner)
        if before >= 0 and self.lowers[before] in self.frames["words.so_called"]:
            return True
        if n >= 2 and self.tags[quotation.first + 1] == "P":
            return False
        if before >= 0 and self._is_named(quotation):
            return True
        if before >= 0 and self.tags[before] == "N" and not has_verb and n <= _MAX_TITLE:
            return True
        if n >= _MIN_FRAGMENT:
            return not has_verb and n == _MIN_FRAGMENT and all(self.tags[i] in "NDPM-" for i in inner)
        return n < 2 or (not has_verb and self.tags[quotation.last - 2] in "NM")

    def _is_named(self, quotation: Quotation) -> bool:
        """Whether it is the name of what a definite article stands before: „der ‚Rat für Sicherheit‘“."""
        lower, words = self.lowers[quotation.first - 1], self.reading.words
        determiner = words.determiners.get(lower)
        is_definite = determiner[1] if determiner is not None else lower in words.contractions
        first = self.reading.doc.tokens.forms[quotation.first + 1]
        return is_definite and first[0].isupper() and self.tags[quotation.last - 2] not in ".!?"

    def _within(self, quotation: Quotation) -> Draft | None:
        """A fragment in the words of another statement: it has that statement's frame."""
        around = [d for d in self.drafts if d.type != "direct" and _holds(d.spans, quotation)]
        if not around or (self._is_term(quotation) and not self._is_judgement(quotation)):
            return None
        inmost = min(around, key=lambda d: d.last - d.first)
        draft = self._draft(quotation, "within")
        draft.speaker, draft.cue, draft.lemma = list(inmost.speaker), list(inmost.cue), inmost.lemma
        draft.frame, draft.addressee, draft.medium = list(inmost.frame), list(inmost.addressee), inmost.medium
        draft.source = list(inmost.source)
        return draft

    def _is_judgement(self, quotation: Quotation) -> bool:
        """Whether a short quotation in somebody's words holds an adjective and so judges rather than names."""
        before = quotation.first - 1
        if before >= 0 and (self.lowers[before] in self.frames["words.so_called"] or self._is_named(quotation)):
            return False
        if before >= 0 and self.tags[before] == "N" and self.tags[quotation.first + 1] in "NM":
            return False
        inner = range(quotation.first + 1, quotation.last - 1)
        determiner = self.reading.words.determiners.get(self.lowers[inner[0]]) if len(inner) > 1 else None
        if determiner is not None and not determiner[1]:
            return True  # „keine Vorentscheidung“
        return any(self.tags[i] in "AXZ" and self.reading.doc.tokens.forms[i].islower() for i in inner)

    def _object(self, quotation: Quotation) -> Draft | None:
        """A fragment in a cue verb's own clause: „nannte sie ‚fahrlässig‘“, „sprach von ‚…‘“."""
        clauses = self.reading.clauses[self.index]
        k = next((k for k, c in enumerate(clauses) if c.first <= quotation.first and quotation.last <= c.last), -1)
        if k < 0 or clauses[k].quotation is not None:
            return None
        for predicate in find_predicates(self.reading, clauses[k]):
            government = predicate.government
            if not (government.takes & {"als", "obj", "att", "quote"} or government.prepositions):
                continue
            is_name_given = "als" in government.takes and self._is_predicative(quotation)
            is_judgement = bool(government.prepositions) and self._is_judgement(quotation)
            if self._is_term(quotation) and not is_name_given and not is_judgement:
                continue
            draft = self._draft(quotation, "object")
            draft.cue, draft.lemma, draft.medium = list(predicate.tokens), predicate.lemma, government.medium
            draft.speaker = find_speaker(self.reading, clauses, k, predicate)
            draft.frame = [(clauses[k].first, quotation.first), (quotation.last, clauses[k].last)]
            return draft
        return None

    def _is_predicative(self, quotation: Quotation) -> bool:
        """Whether it says what somebody calls something: after als or at its clause's end, not after an article."""
        before, after = quotation.first - 1, quotation.last
        if self.lowers[before] in self.frames["words.role"]:
            return True
        is_end = after >= len(self.tags) or self.tags[after] in ".,;:!?#C–"
        is_nominal = any(self.tags[i] == "N" for i in range(quotation.first + 1, quotation.last - 1))
        determiner = self.reading.words.determiners.get(self.lowers[before])
        if determiner is not None:
            return is_end and not determiner[1]  # „nannte es einen ‚Putsch‘“, but „nannte den ‚Boten‘“
        return is_end and (self.tags[before] not in "AN" or (self.tags[before] == "N" and not is_nominal))

    def _after_colon(self, quotation: Quotation) -> Draft | None:
        """„Der Minister: ‚…‘“: what stands before the colon names the speaker."""
        if quotation.first == 0 or self.tags[quotation.first - 1] != ":" or self._n_words(quotation) < 2:
            return None
        clauses = self.reading.clauses[self.index]
        k = next((k for k, c in enumerate(clauses) if c.first == quotation.first), 0)
        if k == 0 or clauses[k - 1].quotation is not None:
            return None
        draft = self._draft(quotation, "colon")
        main = [m for m in range(k) if clauses[m].finite >= 0 and not clauses[m].is_subordinate] or [k - 1]
        draft.speaker = find_subject(self.reading, clauses, main[0]) or self._speaker_before()
        draft.frame = [(clauses[k - 1].first, clauses[k - 1].last)]
        return draft

    def _lone(self, quotation: Quotation) -> Draft | None:
        """A whole utterance without frame: the speaker is the one before, where it follows closely."""
        n = self._n_words(quotation)
        inner = range(quotation.first + 1, quotation.last - 1)
        is_sentence = self.tags[quotation.last - 2] in ".!?" and any(self.tags[i] in "HV" for i in inner)
        if n < (_MIN_SENTENCE if is_sentence else _MIN_LONE) or self._is_term(quotation):
            return None
        draft = self._draft(quotation, "lone")
        draft.speaker = self._subject_around(quotation)
        if draft.speaker:
            return draft
        draft.speaker = self._speaker_before()
        return draft

    def _speaker_before(self) -> list[TokenSpan]:
        """The speaker of the nearest statement before, where that is near."""
        near = (d for d in reversed(self.reading.drafts[-_RECENT:]) if d.speaker and self.index - d.sentence <= _REACH)
        return next((list(d.speaker) for d in near), [])

    def _subject_around(self, quotation: Quotation) -> list[TokenSpan]:
        """The subject of the main clause that the quotation stands in or before, where there is one."""
        clauses = self.reading.clauses[self.index]
        k = next((k for k, c in enumerate(clauses) if c.first <= quotation.first and quotation.last <= c.last), -1)
        around = [m for m in (k, *range(k - 1, k - _AROUND, -1), k + 1) if 0 <= m < len(clauses)]
        main = [
            m
            for m in around
            if clauses[m].finite >= 0
            and not self.reading.is_quoted(clauses[m].finite)
            and (m == k or not clauses[m].is_subordinate)
        ]
        return find_subject(self.reading, clauses, main[0]) if main else []

    def _draft(self, quotation: Quotation, rule: str) -> Draft:
        rule = f"{self.reading.words.language}.quotation.{rule}"
        return Draft("direct", "SW", [(quotation.first, quotation.last)], rule, self.index)


def _holds(spans: list[TokenSpan], quotation: Quotation) -> bool:
    return any(a <= quotation.first and quotation.last <= b for a, b in spans)
