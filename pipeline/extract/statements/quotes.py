"""Direct statements that no cue verb's clause has claimed: fragments in a frame, quotations after a name, lone ones."""

from dataclasses import replace

from pipeline.extract.lang.terms import Case, Introducer, Takes
from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.carrying import speaker_before, subject_before
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.labels import label_before, name_before, without_topic
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.signatures import find_signature
from pipeline.extract.statements.somebody import is_named, is_somebody
from pipeline.extract.statements.subjects import find_speaker, find_subject
from pipeline.extract.statements.terms import (
    count_words,
    gives_name,
    is_definite,
    is_judgement,
    is_name,
    is_predicative,
    is_term,
    is_titled,
)
from pipeline.extract.tags import (
    ADVERB,
    COLON,
    COMMA,
    COMMA_OR_COORDINATOR,
    COORDINATOR,
    ELLIPSIS,
    EXCLAMATION_MARK,
    FINITE,
    MAY_BE_FINITE,
    NOUN,
    OPENS_NOUN_PHRASE,
    OTHER_WORD,
    PARAGRAPH_BREAK,
    PREPOSITION,
    QUESTION_MARK,
    QUOTATION_MARK,
    SENTENCE_MARKS,
)

_BEFORE_QUOTED_NAME = OPENS_NOUN_PHRASE | {ADVERB, OTHER_WORD, COORDINATOR, QUOTATION_MARK}
_MAY_BE_CUE = MAY_BE_FINITE | {NOUN}
_PARTING_MARKS = frozenset({COMMA, EXCLAMATION_MARK, QUESTION_MARK, ELLIPSIS})

_MIN_LONE = 6  # words of an utterance without any frame, or
_MIN_SENTENCE = 3  # with a verb and a final mark
_MAX_QUOTATIONS = 100  # in one sentence; keeps hostile input linear
_MAX_TITLE = 6  # words of a title after a colon
_RECENT = 6  # drafts that are looked back at
_NEAR = 2  # sentences between two quotations that belong together
_FREE = "indirect_free_indirect"
_GOVERNED = 7  # tokens in which the preposition before a quotation stands
_AROUND = 4  # clauses back to the one that a quotation belongs to


class QuotationRule:
    """Finds the direct statements among the quotations of one sentence that no draft has as its own."""

    def __init__(self, reading: Reading, index: int, drafts: list[Draft]) -> None:
        self.reading, self.index, self.drafts = reading, index, drafts
        self.tags, self.lowers, self.frames = reading.tags, reading.lowers, reading.cues.frames
        self.claimed = {span[0] for draft in drafts if draft.type == "direct" for span in draft.spans}

    def run(self) -> list[Draft]:
        """Return the drafts, in order."""
        sentence = self.reading.sentence(self.index)
        found: list[Draft] = []
        for quotation in self.reading.quotations_in(sentence.first, sentence.last)[:_MAX_QUOTATIONS]:
            if quotation.first in self.claimed or self._is_given(quotation):
                continue
            draft = self._joined(quotation, found) or self._after_name(quotation) or self._signed(quotation)
            draft = draft or self._introduced(quotation)
            draft = draft or self._before_verb(quotation) or self._in_view(quotation) or self._within(quotation)
            draft = draft or self._object(quotation) or self._after_colon(quotation) or self._lone(quotation)
            if draft is not None:
                found.append(draft)
        return found

    def within(self) -> list[Draft]:
        """Return those that are fragments in the words of another statement, in order."""
        sentence = self.reading.sentence(self.index)
        quotations = self.reading.quotations_in(sentence.first, sentence.last)[:_MAX_QUOTATIONS]
        drafts = (self._within(q) for q in quotations if q.first not in self.claimed and not self._is_given(q))
        return [draft for draft in drafts if draft is not None]

    def _clause_of(self, quotation: Quotation) -> int | None:
        """Return the index of the clause that the quotation stands in."""
        clauses = self.reading.clauses[self.index]
        return next((k for k, c in enumerate(clauses) if c.first <= quotation.first and quotation.last <= c.last), None)

    def _is_given(self, quotation: Quotation) -> bool:
        """Whether it is the name that its clause gives: „der Verein nennt sich ‚…‘“."""
        k = self._clause_of(quotation)
        if k is None or self.tags[quotation.last - 2] in SENTENCE_MARKS:
            return False
        clauses = self.reading.clauses[self.index]
        return any(gives_name(self.reading, clauses, k, p) for p in find_predicates(self.reading, clauses[k]))

    def _joined(self, quotation: Quotation, found: list[Draft]) -> Draft | None:
        """Return a fragment joined to the one before: „als ‚laut‘ und ‚teuer‘“ has its frame."""
        i = quotation.first - 1
        if (
            i < 1
            or self.tags[i] not in COMMA_OR_COORDINATOR
            or self.tags[i - 1] is not QUOTATION_MARK
            or is_name(self.reading, quotation)
        ):
            return None
        before = next((d for d in [*found, *self.drafts] if d.type == "direct" and d.last == i), None)
        if before is None:
            return None
        return replace(before, spans=[(quotation.first, quotation.last)])

    def _around(self, quotation: Quotation) -> list[Draft]:
        """Return the statements in other words that the quotation is a part of."""
        return [d for d in self.drafts if d.type != "direct" and _holds(d.spans, quotation)]

    def _within(self, quotation: Quotation) -> Draft | None:
        """Return a fragment in the words of another statement: it has that statement's frame."""
        around = self._around(quotation)
        if not around or (is_term(self.reading, quotation) and not is_judgement(self.reading, quotation)):
            return None
        inmost = min(around, key=lambda d: d.last - d.first)
        draft = self._draft(quotation, "within")
        draft.speaker, draft.cue, draft.lemma = list(inmost.speaker), list(inmost.cue), inmost.lemma
        draft.frame, draft.addressee, draft.medium = list(inmost.frame), list(inmost.addressee), inmost.medium
        draft.source = list(inmost.source)
        return draft

    def _object(self, quotation: Quotation) -> Draft | None:
        """Return a fragment in a cue verb's own clause: „nannte sie ‚fahrlässig‘“, „sprach von ‚…‘“."""
        clauses = self.reading.clauses[self.index]
        k = self._clause_of(quotation)
        if k is None or clauses[k].quotation is not None:
            return None
        if clauses[k].introducer == Introducer.REPORT and clauses[k].begin == quotation.first:
            return None  # „wie ‚online heute‘ berichtet“
        for m, predicate in self._predicates_around(k, quotation):
            if not self._takes(predicate.government, quotation):
                continue
            draft = self._draft(quotation, "object")
            governing = self._governing(predicate.government, quotation)
            draft.cue, draft.lemma = sorted({*predicate.tokens, *governing}), predicate.lemma
            draft.medium = predicate.government.medium
            draft.speaker = find_speaker(self.reading, clauses, m, predicate)
            draft.frame = [(clauses[m].first, quotation.first), (quotation.last, clauses[k].last)]
            return draft
        return None

    def _predicates_around(self, k: int, quotation: Quotation) -> list[tuple[int, Predicate]]:
        """Return the cues of clause `k`, or of the one that it ends: „… nannte die Worte, falls es stimmt, ‚…‘“."""
        clauses = self.reading.clauses[self.index]
        own = [(k, predicate) for predicate in find_predicates(self.reading, clauses[k])]
        finite = clauses[k].finite
        is_rest = finite is None or self.reading.is_quoted(finite)
        if own or not is_rest or self.lowers[quotation.first - 1] not in self.frames["words.role"]:
            return own
        before = [m for m in range(k - 1, max(-1, k - _AROUND), -1) if not clauses[m].is_subordinate]
        predicates = [(m, predicate) for m in before for predicate in find_predicates(self.reading, clauses[m])]
        return [(m, predicate) for m, predicate in predicates if Takes.OBJECT_AS in predicate.government.takes]

    def _before_verb(self, quotation: Quotation) -> Draft | None:
        """An utterance before a verb that no lexicon knows and somebody's name: „‚Das reicht‘, murrte Petra Klein“."""
        at = quotation.last
        at += at < len(self.tags) and self.tags[at] is COMMA
        is_parted = at > quotation.last or self.tags[quotation.last - 2] in _PARTING_MARKS
        if not is_parted or at + 1 >= len(self.tags) or self.tags[at] not in _MAY_BE_CUE:
            return None
        form, endings = self.reading.doc.tokens.forms[at], tuple(self.frames["words.cue_endings"])
        is_slip = self.lowers[at + 1] in self.frames["words.nobody"]  # „‚Was?‘, entfuhr es Petra Klein“
        is_of_another = form in self.reading.cues.forms and self._around(quotation)
        if is_of_another or not form.islower() or not (is_slip or form.endswith(endings)):
            return None
        whom = at + 1 + is_slip
        phrases = self.reading.phrases_in(whom - 1 + is_slip, whom + 1)  # one at the verb took it for an adjective
        is_case = bool(phrases) and (not is_slip or phrases[0].can_be(Case.DATIVE))
        speaker = [(whom, phrases[0].reach)] if is_case and phrases[0].head > at else []
        if not is_somebody(self.reading, speaker) or count_words(self.reading, quotation) < 2:
            return None
        draft = self._draft(quotation, "before_verb")
        draft.cue, draft.speaker, draft.frame = [at], speaker, [(at, speaker[0][1])]
        return draft

    def _signed(self, quotation: Quotation) -> Draft | None:
        """An utterance with a signature behind it: „‚Wir bauen.‘ – Petra Klein, Chefin der Werft“."""
        signature = find_signature(self.reading, quotation)
        if signature is None:
            return None
        draft = self._draft(quotation, "signed")
        draft.speaker, draft.frame = [self.reading.trim(signature)], [(quotation.last, signature[1])]
        return draft

    def _introduced(self, quotation: Quotation) -> Draft | None:
        """An utterance that is a paragraph of its own, behind one that ends with a colon: „Dazu Petra Klein:“."""
        first, tags = quotation.first, self.tags
        is_behind = first > 2 and tags[first - 1] is PARAGRAPH_BREAK and tags[first - 2] is COLON and self.index > 0
        if not is_behind or count_words(self.reading, quotation) < 2:
            return None
        clauses = self.reading.clauses[self.index - 1]
        main = next((k for k in range(len(clauses) - 1, -1, -1) if clauses[k].is_main), None)
        before = [
            p
            for p in self.reading.phrases_in(self.reading.sentence(self.index - 1).first, first)
            if p.reach == first - 2
        ]
        name = [(before[0].first, before[0].reach)] if before else []
        speaker = find_subject(self.reading, clauses, main) if main is not None else name
        if not is_somebody(self.reading, speaker):
            return None
        draft = self._draft(quotation, "introduced")
        draft.speaker, draft.frame = speaker, [(clauses[0].first, first - 1)]
        return draft

    def _in_view(self, quotation: Quotation) -> Draft | None:
        """Return a judgement in somebody's eyes: „Für die Ministerin ist die Lage ‚ernst‘“."""
        clauses = self.reading.clauses[self.index]
        k = self._clause_of(quotation)
        is_told = any(d.cue and d.type != "direct" and _holds(d.spans, quotation) for d in self.drafts)
        finite = clauses[k].finite if k is not None else None
        if k is None or finite is None or is_told or is_name(self.reading, quotation):
            return None
        auxiliary = self.reading.words.auxiliaries.get(self.lowers[finite])
        is_copula = auxiliary is not None and auxiliary.lemma in self.frames["words.copula"]
        if not is_copula or is_definite(self.reading, quotation.first - 1):
            return None
        for phrase in self.reading.phrases_in(clauses[k].first, quotation.first):
            is_for = phrase.preposition is not None and self.lowers[phrase.preposition] in self.frames["words.in_view"]
            if is_for and is_somebody(self.reading, [(phrase.first, phrase.reach)]):
                draft = self._draft(quotation, "in_view")
                draft.speaker, draft.medium = [(phrase.first, min(phrase.reach, quotation.first))], "speech_or_thought"
                draft.frame = [(clauses[k].first, quotation.first)]
                return draft
        return None

    def _takes(self, government: Government, quotation: Quotation) -> bool:
        """Whether a cue that governs so may have the quotation as its object."""
        if not (
            government.takes & {Takes.OBJECT_AS, Takes.OBJECT, Takes.OBJECT_OF_WORDS, Takes.QUOTATION}
            or government.prepositions
        ):
            return False
        if not is_term(self.reading, quotation):
            return True
        if Takes.OBJECT_AS in government.takes and is_predicative(self.reading, quotation):
            return True
        return self._is_governed(government, quotation) and is_judgement(self.reading, quotation)

    def _is_governed(self, government: Government, quotation: Quotation) -> bool:
        """Whether a preposition of the cue stands before it, or before the phrase that it stands in."""
        return bool(self._governing(government, quotation))

    def _governing(self, government: Government, quotation: Quotation) -> list[int]:
        """Return the token of the cue's preposition, or of its als, that governs the quotation.

        Return an empty result if there is none.
        """
        contracted, roles = self.reading.words.closed.contracted, self.frames["words.role"]
        for i in range(quotation.first - 1, max(-1, quotation.first - _GOVERNED), -1):
            lower = self.lowers[i]
            if Takes.OBJECT_AS in government.takes and lower in roles:
                return [i]
            if self.tags[i] is PREPOSITION:
                return [i] if {lower, contracted.get(lower, "")} & government.prepositions else []
            if self.tags[i] not in _BEFORE_QUOTED_NAME:
                break
        return []

    def _after_colon(self, quotation: Quotation) -> Draft | None:
        """„Der Minister: ‚…‘“: what stands before the colon names the speaker."""
        if (
            quotation.first == 0
            or self.tags[quotation.first - 1] is not COLON
            or count_words(self.reading, quotation) < 2
        ):
            return None
        clauses = self.reading.clauses[self.index]
        k = next((k for k, c in enumerate(clauses) if c.first == quotation.first), 0)
        if k == 0 or clauses[k - 1].quotation is not None or self._is_title_after(clauses[k - 1], quotation):
            return None
        draft = self._draft(quotation, "colon")
        before = clauses[k - 1]
        told = next((d.speaker for d in self.drafts if d.type == _FREE and d.last == before.last), [])
        told = told or next((d.speaker for d in self.drafts if _holds(d.frame, before)), [])
        draft.speaker = told or label_before(self.reading, self.index, k) or self._speaker_of([])
        draft.frame = [(before.first, before.last)]
        return draft

    def _is_title_after(self, clause: Clause, quotation: Quotation) -> bool:
        """Whether a colon introduces the title of what the clause before it is about: „Sein erstes Buch: ‚…‘“."""
        if self.tags[quotation.last - 2] in SENTENCE_MARKS or count_words(self.reading, quotation) > _MAX_TITLE:
            return False
        return any(is_titled(self.reading, p.head) for p in self.reading.phrases_in(clause.first, clause.last))

    def _after_name(self, quotation: Quotation) -> Draft | None:
        """An utterance after a bare name and a colon, whatever they stand in: „…, und Bürgermeister Klein: ‚…‘“."""
        clauses = self.reading.clauses[self.index]
        k = next((k for k, c in enumerate(clauses) if c.first == quotation.first), 0)
        if k == 0 or clauses[k - 1].finite is not None or clauses[k].mark is not COLON:
            return None
        phrases = self.reading.phrases_in(clauses[k - 1].begin, clauses[k - 1].last)
        is_bare = bool(phrases) and phrases[0].first == clauses[k - 1].begin and phrases[0].reach >= clauses[k - 1].last
        if not is_bare or not is_somebody(self.reading, [(phrases[0].first, phrases[0].reach)]):
            return None
        draft = self._after_colon(quotation)
        if draft is not None:
            label = without_topic(self.reading, (phrases[0].first, phrases[0].reach))
            draft.speaker = name_before(self.reading, self.index, k) or [label]
        return draft

    def _lone(self, quotation: Quotation) -> Draft | None:
        """Return a whole utterance without frame: the speaker is the one before, where it follows closely."""
        n = count_words(self.reading, quotation)
        inner = range(quotation.first + 1, quotation.last - 1)
        is_sentence = self.tags[quotation.last - 2] in SENTENCE_MARKS and any(self.tags[i] in FINITE for i in inner)
        is_short = n < (_MIN_SENTENCE if is_sentence else _MIN_LONE) or is_term(self.reading, quotation)
        if is_short and not self._goes_on(quotation):
            return None
        draft = self._draft(quotation, "lone")
        draft.speaker = self._speaker_of(self._subject_around(quotation))
        return draft

    def _goes_on(self, quotation: Quotation) -> bool:
        """Whether it is a sentence of its own, however short, right after somebody's words („Nie.“)."""
        sentence, index = self.reading.sentence(self.index), self.index
        is_whole = quotation.first == sentence.first and quotation.last >= sentence.last
        if not is_whole or self.tags[quotation.last - 2] not in SENTENCE_MARKS:
            return False
        near = [d for d in self.reading.drafts[-_RECENT:] if index - d.sentence <= _NEAR]
        return any(
            d.type == "direct" and self.reading.sentence(d.sentence).paragraph == sentence.paragraph for d in near
        )

    def _speaker_of(self, subject: list[TokenSpan]) -> list[TokenSpan]:
        """The subject where it may speak (or is the text), else who goes on speaking, else the subject all the same."""
        is_text = bool(subject) and subject[0][0] > 0 and self.tags[subject[0][0] - 1] is PREPOSITION
        if is_text or is_somebody(self.reading, subject):
            return subject
        before = subject_before(self.reading, self.index)
        if is_named(self.reading, before):
            return before
        return speaker_before(self.reading, self.index, []) or subject

    def _subject_around(self, quotation: Quotation) -> list[TokenSpan]:
        """Return the subject of the main clause that the quotation stands in or before, where there is one.

        Of a quotation over several clauses it may be that of the first one.
        """
        clauses = self.reading.clauses[self.index]
        k = self._clause_of(quotation)
        near = (0,) if k is None else (k, *range(k - 1, k - _AROUND, -1), k + 1)
        around = [m for m in near if 0 <= m < len(clauses)]
        main = [
            m
            for m in around
            if clauses[m].finite is not None
            and not self.reading.is_quoted(clauses[m].finite)
            and (m == k or not clauses[m].is_subordinate)
        ]
        return find_subject(self.reading, clauses, main[0]) if main else []

    def _draft(self, quotation: Quotation, rule: str) -> Draft:
        rule = f"{self.reading.words.language}.quotation.{rule}"
        return Draft("direct", "speech_or_writing", [(quotation.first, quotation.last)], rule, self.index)


def _holds(spans: list[TokenSpan], part: Quotation | Clause) -> bool:
    return any(a <= part.first and part.last <= b for a, b in spans)
