"""Direct statements that no cue verb's clause has claimed: fragments in a frame, quotations after a name, lone ones."""

from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Draft, Reading
from pipeline.extract.statements.subjects import find_speaker, find_subject

_MIN_FRAGMENT = 3  # words; a shorter quotation is mostly a term or title (measured on Wikinews: 3 in 4)
_MIN_LONE = 6


class QuotationRule:
    """Finds the direct statements among the quotations of one sentence that no draft has as its own."""

    def __init__(self, reading: Reading, index: int, drafts: list[Draft]) -> None:
        self.reading, self.index, self.drafts = reading, index, drafts
        self.claimed = {span[0] for draft in drafts if draft.type == "direct" for span in draft.spans}

    def run(self) -> list[Draft]:
        """The drafts, in order."""
        sentence = self.reading.sentence(self.index)
        found = []
        for first in [f for f in self.reading.quotation_at if sentence.first <= f < sentence.last]:
            quotation = self.reading.quotation_at[first]
            if first in self.claimed:
                continue
            draft = (
                self._within(quotation)
                or self._named(quotation)
                or self._after_colon(quotation)
                or self._lone(quotation)
            )
            if draft is not None:
                found.append(draft)
        return found

    def _n_words(self, quotation: Quotation) -> int:
        return sum(
            self.reading.tags[i].isalpha() and self.reading.tags[i] != "Q"
            for i in range(quotation.first, quotation.last)
        )

    def _is_term(self, quotation: Quotation) -> bool:
        """A title, name or so-called thing: short, or a noun's attribute, or introduced by sogenannt, Titel …"""
        reading = self.reading
        n = self._n_words(quotation)
        before = quotation.first - 1
        if before >= 0 and reading.lowers[before] in reading.cues.frames["words.so_called"]:
            return True
        inner = range(quotation.first + 1, quotation.last - 1)
        has_verb = any(reading.tags[i] in "HV" for i in inner)
        if before >= 0 and reading.tags[before] == "N" and not has_verb and n <= 6:
            return True
        if n >= _MIN_FRAGMENT + 1:
            return not has_verb and all(reading.tags[i] in "NDPM-" for i in inner) and n <= 5
        if has_verb and n >= 2:
            return False
        if n == 1:
            return True
        return reading.tags[quotation.last - 2] in "NM" or n < _MIN_FRAGMENT and reading.tags[quotation.last - 2] in "N"

    def _within(self, quotation: Quotation) -> Draft | None:
        """A fragment in the words of another statement: it has that statement's frame."""
        around = None
        for draft in self.drafts:
            if draft.type != "direct" and any(a <= quotation.first and quotation.last <= b for a, b in draft.spans):
                if around is None or draft.last - draft.first < around.last - around.first:
                    around = draft
        if around is None or self._is_term(quotation):
            return None
        draft = self._draft(quotation, "quotation.within")
        draft.speaker, draft.cue, draft.lemma = list(around.speaker), list(around.cue), around.lemma
        draft.frame, draft.addressee, draft.medium = list(around.frame), list(around.addressee), around.medium
        draft.source = list(around.source)
        return draft

    def _named(self, quotation: Quotation) -> Draft | None:
        """A fragment in a cue verb's own clause: „nannte sie ‚fahrlässig‘“, „sprach von ‚…‘“."""
        clauses = self.reading.clauses[self.index]
        for k, clause in enumerate(clauses):
            if clause.quotation is None and clause.first <= quotation.first and quotation.last <= clause.last:
                predicates = [p for p in find_predicates(self.reading, clause)]
                for predicate in predicates:
                    takes = predicate.government
                    naming = takes.takes & {"als", "obj", "att", "quote"} or takes.prepositions
                    if not naming:
                        continue
                    is_naming = "als" in takes.takes
                    if self._is_term(quotation) and not (is_naming and self._is_predicative(quotation)):
                        continue
                    draft = self._draft(quotation, "quotation.object")
                    draft.cue, draft.lemma = list(predicate.tokens), predicate.lemma
                    draft.medium = predicate.government.medium
                    draft.speaker = find_speaker(self.reading, clauses, k, predicate)
                    draft.frame = [(clause.first, quotation.first), (quotation.last, clause.last)]
                    return draft
        return None

    def _is_predicative(self, quotation: Quotation) -> bool:
        """Whether it says what somebody calls something: after als or at its clause's end, not after an article."""
        before = quotation.first - 1
        lowers, tags = self.reading.lowers, self.reading.tags
        if lowers[before] in ("als", "as"):
            return True
        after = quotation.last
        is_end = after >= len(tags) or tags[after] in ".,;:!?#C" or tags[after] in "–"
        return is_end and tags[before] not in "DAN"

    def _after_colon(self, quotation: Quotation) -> Draft | None:
        """„Der Minister: ‚…‘“: what stands before the colon names the speaker."""
        reading = self.reading
        if reading.tags[quotation.first - 1] != ":" or self._n_words(quotation) < 2:
            return None
        clauses = reading.clauses[self.index]
        for k, clause in enumerate(clauses):
            if clause.first == quotation.first and k and clauses[k - 1].quotation is None:
                before = clauses[k - 1]
                draft = self._draft(quotation, "quotation.colon")
                draft.speaker = find_subject(reading, clauses, k - 1)
                draft.frame = [(before.first, before.last)]
                return draft
        return None

    def _lone(self, quotation: Quotation) -> Draft | None:
        """A whole utterance without frame: the speaker is the one before, where it follows at once."""
        if self._n_words(quotation) < _MIN_LONE or self._is_term(quotation):
            return None
        draft = self._draft(quotation, "quotation.lone")
        draft.speaker = self._speaker_before()
        return draft

    def _speaker_before(self) -> list[tuple[int, int]]:
        for draft in reversed(self.reading.drafts[-6:]):
            if draft.speaker and self.index - draft.sentence <= 3:
                return list(draft.speaker)
        return []

    def _draft(self, quotation: Quotation, rule: str) -> Draft:
        return Draft(
            "direct", "SW", [(quotation.first, quotation.last)], f"{self.reading.words.language}.{rule}", self.index
        )
