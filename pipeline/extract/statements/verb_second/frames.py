"""Statements whose frame is no main clause: laut X, X zufolge, nach Angaben von X, so X, wie X mitteilt, demnach."""

from dataclasses import replace
from functools import cache

from pipeline.extract.lang.terms import CLAUSES_AND_QUOTATIONS, Case, Introducer, Takes
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.sentences import punctuation
from pipeline.extract.statements.carrying import speaker_before, subject_before
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import load_cues
from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_addressee, find_source
from pipeline.extract.statements.somebody import is_somebody, is_text
from pipeline.extract.statements.subjects import find_speaker
from pipeline.extract.statements.verb_second.appositions import explains, whole_speaker, with_apposition
from pipeline.extract.statements.verb_second.scopes import main_scope, subordinate_scope
from pipeline.extract.statements.verb_second.source_ends import (
    end_before_governed,
    end_of_joined,
    end_of_listed,
    end_of_noun,
)
from pipeline.extract.statements.verb_second.source_nouns import is_source_noun
from pipeline.extract.statements.verb_second.texts import follows_text, is_source
from pipeline.extract.tags import (
    ADJECTIVE_OR_NOUN,
    ADVERB,
    COLON,
    COMMA,
    COORDINATOR,
    DETERMINER,
    DETERMINER_OR_PRONOUN,
    FULL_STOP,
    NUMBER,
    PREPOSITION,
    QUOTATION_MARK,
    VERB_OR_OTHER,
)
from pipeline.extract.value_class import value_class

_BEHIND_NAME = frozenset({DETERMINER, NUMBER, PREPOSITION})
_GOES_ON = ADJECTIVE_OR_NOUN | {COORDINATOR, QUOTATION_MARK}

_WITHIN = frozenset(Introducer) - {Introducer.NONE, Introducer.REPORT, Introducer.PURPOSE, Introducer.INFINITIVE}
_MAX_FRAMES = 20  # in one sentence; keeps hostile input linear
_CUES = (
    "adverbs.after_text",
    "adverbs.cues",
    "prepositions.after",
    "prepositions.before",
    "prepositions.compound",
    "prepositions.view",
    "prepositions.with_noun",
)
_FIELD = 8  # tokens after the phrase that still stand before the verb with it
_BEFORE = 25  # tokens in which the phrase before „zufolge“ or „nach“ begins


@value_class
class Frame:
    """A prepositional frame: tokens `first` to `last`, the speaker's span in it, its cue tokens, rule and medium."""

    first: int
    last: int
    speaker: TokenSpan | None
    cue: tuple[int, ...]
    rule: str
    medium: str = "speech_or_writing"


class FrameRule:
    """Finds the framed statements of one sentence."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading, self.index = reading, index
        self.clauses = reading.clauses[index]
        self.frames = reading.cues.frames
        self.language = reading.words.language
        self.openers = _openers(self.language)
        self.abbreviations = punctuation(self.language).inner  # „lt. Polizei“

    def run(self) -> list[Draft]:
        """Return the drafts of this sentence, in order."""
        found: list[Draft] = []
        for k, clause in enumerate(self.clauses):
            if clause.quotation is not None:
                continue
            draft = (
                self._as_clause(k, clause)
                or self._so(k, clause)
                or self._after_noun(k, clause)
                or self._wish(k, clause)
            )
            if draft is not None:
                found.append(draft)
                continue
            found += self._adjuncts(k, clause)
            if len(found) >= _MAX_FRAMES:
                break
        return found

    def _as_clause(self, k: int, clause: Clause) -> Draft | None:
        """„Wie die Polizei mitteilte, …“."""
        if clause.introducer != Introducer.REPORT or len(self.clauses) < 2 or clause.last - clause.begin == 1:
            return None
        if self._is_asked_for(k):
            return None
        closed = self._closing_cue(k)
        if closed is None:
            return None
        m, predicate = closed
        spans = self._around(m, clause.first, self.clauses[m].last)
        if not spans:
            return None
        draft = self._draft(spans, "as_clause")
        draft.cue, draft.lemma = [clause.begin - 1, *predicate.tokens], predicate.lemma
        draft.speaker = find_speaker(self.reading, self.clauses, k, predicate)
        draft.medium = predicate.government.medium
        draft.source = find_source(self.reading, clause)
        draft.addressee = find_addressee(self.reading, clause, predicate, draft.speaker)
        draft.frame = [(clause.first, self.clauses[m].last)]
        return draft

    def _is_asked_for(self, k: int) -> bool:
        """Whether clause `k`, the last one, is what the cue right before it takes: „Sie schilderte, wie er rief“."""
        if not k or k + 1 < len(self.clauses):
            return False
        before = self.clauses[k - 1]
        predicates = find_predicates(self.reading, before) if before.is_main else []
        return any(Takes.WH_CLAUSE in p.government.takes and p.tokens[-1] + 1 == before.last for p in predicates)

    def _closing_cue(self, k: int) -> tuple[int, Predicate] | None:
        """Return the cue verb that ends the as-clause `k`, perhaps after an apposition, and the clause it ends."""
        for m in range(k, min(k + 3, len(self.clauses))):
            clause = self.clauses[m]
            if m > k and clause.introducer == Introducer.RELATIVE and clause.mark is COMMA:
                continue
            if m > k and (clause.is_subordinate or clause.mark is not COMMA):
                return None
            for predicate in reversed(find_predicates(self.reading, clause)):
                is_name = predicate.lemma in self.frames["words.calling"]  # „wie er sich nannte“
                is_cue = bool(predicate.government.takes & CLAUSES_AND_QUOTATIONS) and not is_name
                if is_cue and predicate.tokens[-1] >= clause.last - 2:
                    return m, predicate
            if clause.finite is not None:
                return None
        return None

    def _after_noun(self, k: int, clause: Clause) -> Draft | None:
        """„ein Bericht, wonach …“, „eine Studie, laut der …“: the noun before the comma is the speaker."""
        opening = self._relative_cue(clause) if k else None
        if opening is None:
            return None
        cue, begin = opening
        begin, end = self.reading.trim((begin, self.clauses[subordinate_scope(self.clauses, k)[1] - 1].last))
        if begin >= end:
            return None
        draft = self._draft([(begin, end)], "after_noun")
        draft.cue, draft.lemma = [cue], self.reading.lowers[cue]
        before = self.reading.phrases_in(max(self.clauses[0].first, clause.first - _BEFORE), clause.first)
        draft.speaker = next(([(p.first, p.reach)] for p in reversed(before) if is_source(self.reading, p)), [])
        draft.frame = [(self.clauses[k - 1].first, begin)]
        return draft if draft.speaker or clause.introducer == Introducer.RELATIVE_ADVERB else None

    def _relative_cue(self, clause: Clause) -> tuple[int, int] | None:
        """(cue, first token of the statement) of „wonach“, „laut der“, „nach denen“, „denen zufolge“."""
        lowers, at, frames = self.reading.lowers, clause.begin, self.frames
        if clause.introducer == Introducer.RELATIVE_ADVERB:
            return at - 1, at
        if clause.introducer != Introducer.RELATIVE or at + 2 >= clause.last:
            return None
        if lowers[at + 1] in frames["prepositions.after"]:
            return at + 1, at + 2
        is_cue = lowers[at] in frames["prepositions.before"] or lowers[at] in frames["prepositions.with_noun"]
        return (at, at + 2) if is_cue else None

    def _wish(self, k: int, clause: Clause) -> Draft | None:
        """„Geht es nach der Stadt, wird das Bad verkauft“."""
        lowers, at, frames = self.reading.lowers, clause.begin, self.frames
        if k or at + 3 >= clause.last or lowers[at] not in frames["words.wishes"] or len(self.clauses) < 2:
            return None
        phrase = self._phrase_at(at + 3)
        is_for = lowers[at + 1] in frames["words.placeholders"] and lowers[at + 2] in frames["prepositions.around"]
        if not is_for or phrase is None or phrase.reach < clause.last:
            return None
        spans = self._around(k, clause.first, clause.last)
        if not spans or not is_somebody(self.reading, [(phrase.first, phrase.reach)]):
            return None
        draft = self._draft(spans, "wish")
        draft.cue, draft.speaker = [at, at + 1, at + 2], [(phrase.first, phrase.reach)]
        draft.lemma, draft.medium = " ".join(lowers[at : at + 3]), "speech_or_thought"
        draft.frame = [(clause.first, clause.last)]
        return draft

    def _so(self, k: int, clause: Clause) -> Draft | None:
        """„…, so die Zeitung.“: a part of so and a phrase, without a finite verb."""
        lowers = self.reading.lowers
        if k == 0 or clause.is_coordinated or clause.finite is not None or clause.begin >= clause.last:
            return None
        if lowers[clause.begin] not in self.frames["adverbs.so"]:
            return None
        phrases = self.reading.phrases_in(clause.begin + 1, clause.last)
        if (
            not phrases
            or phrases[0].first > clause.begin + 1
            or not phrases[0].can_be(Case.NOMINATIVE)
            or lowers[phrases[0].first] in self.frames["words.nobody"]
        ):
            return None
        spans = self._around(k, clause.first, clause.last)
        if not spans:
            return None
        is_told_on = k + 1 < len(self.clauses) and self.clauses[k + 1].mark is COLON  # „so Klein weiter: ‚…‘“
        if len(spans) > 1 and (is_told_on or not self._is_broken_off(k)):
            spans = spans[:1]
        draft = self._draft(spans, "so")
        draft.cue, draft.lemma = [clause.begin], lowers[clause.begin]
        draft.speaker = whole_speaker(self.reading, self.clauses, k, phrases[0])
        draft.addressee = find_addressee(self.reading, clause, None)
        draft.source = find_source(self.reading, clause)
        draft.frame = [(clause.first, clause.last)]
        return draft

    def _is_broken_off(self, k: int) -> bool:
        """Whether what stands before clause `k` is no whole clause: no finite verb, one near its end, half of one."""
        main = [c for c in self.clauses[:k] if c.is_main]
        if not main or main[-1] is not self.clauses[k - 1]:
            return not main
        verb = main[-1].finite
        return verb is None or verb >= main[-1].last - 3 or self._lacks_verb(main[-1], verb)

    def _lacks_verb(self, clause: Clause, finite: int) -> bool:
        """Whether the infinitive that a modal wants is yet to come: „Man solle das, so Klein, gut bedenken“."""
        tags, lowers, words = self.reading.tags, self.reading.lowers, self.reading.words
        auxiliary = words.auxiliaries.get(lowers[finite])
        if auxiliary is None or auxiliary.lemma not in self.frames["auxiliaries.modal"]:
            return False
        rest = range(finite + 1, clause.last)
        return not any(tags[i] in VERB_OR_OTHER and lowers[i].endswith(words.lists.infinitive_endings) for i in rest)

    def _adjuncts(self, k: int, clause: Clause) -> list[Draft]:
        """Prepositional frames and demnach in a clause."""
        found: list[Draft] = []
        lowers, openers = self.reading.lowers, self.openers
        if openers.isdisjoint(lowers[clause.first : clause.last]):
            return found
        i = clause.first
        while i < clause.last and len(found) < _MAX_FRAMES:
            is_cue = lowers[i] in openers and not self.reading.is_quoted(i)
            frame = self._frame_at(i, clause) if is_cue else None
            if frame is None:
                i += 1
                continue
            i = max(frame.last, i + 1)
            spans = self._around(k, frame.first, frame.last)
            if spans:
                draft = self._draft(spans, frame.rule)
                named = with_apposition(self.reading, self.clauses, k, frame.speaker) if frame.speaker else None
                draft.speaker = [named] if named else self._source_before(frame)
                draft.cue, draft.medium = list(frame.cue), frame.medium
                draft.lemma = " ".join(lowers[token] for token in frame.cue)
                draft.frame = [(frame.first, frame.last)]
                draft.addressee = find_addressee(self.reading, clause, None)
                found.append(draft)
        return found

    def _source_before(self, frame: Frame) -> list[TokenSpan]:
        """Whose words „demnach“ renders: those of the speaker before, or of somebody the sentence before is about."""
        index = self.index
        is_near = index > 0 and self.reading.sentence(index).paragraph == self.reading.sentence(index - 1).paragraph
        if frame.rule != "adverb" or not is_near:
            return []
        subject = subject_before(self.reading, self.index)
        phrases = (
            self.reading.phrases_in(self.reading.sentence(self.index - 1).first, self.clauses[0].first)
            if subject
            else []
        )
        is_source = is_somebody(self.reading, subject) or any(is_text(self.reading, phrase) for phrase in phrases)
        return speaker_before(self.reading, self.index, []) or (subject if is_source else [])

    def _frame_at(self, i: int, clause: Clause) -> Frame | None:
        """Return the frame whose cue is token `i`."""
        lower, frames = self.reading.lowers[i], self.frames
        is_of_text = lower in frames["adverbs.after_text"] and follows_text(self.reading, self.index, clause, i)
        if is_of_text or lower in frames["adverbs.cues"]:
            return Frame(i, i + 1, None, (i,), "adverb")
        is_compound = lower in frames["prepositions.compound"]
        if is_compound or lower in frames["prepositions.before"]:
            begin = i + 1 + is_compound + (self.reading.tags[i + 1] is FULL_STOP if lower in self.abbreviations else 0)
            phrase = self._phrase_at(begin)
            if phrase is not None:
                return self._with(phrase, i, self._end_of(phrase, clause, i), range(i, begin), "preposition")
        if lower in frames["prepositions.after"]:
            return self._before_cue(i, clause)
        if lower in frames["prepositions.with_noun"]:
            return self._with_noun(i, clause)
        return self._view(i, clause) if lower in frames["prepositions.view"] else None

    def _view(self, i: int, clause: Clause) -> Frame | None:
        """„aus Sicht der Opposition“, „aus ihrer Perspektive“: only with somebody whose view it is."""
        phrase = self._phrase_at(i + 1)
        if phrase is None or self.reading.lowers[phrase.head] not in self.frames["words.views"]:
            return None
        is_own = self.reading.lowers[phrase.first].startswith(tuple(self.frames["words.own"]))
        if phrase.reach == phrase.last and not is_own:
            return None
        frame = self._with(phrase, i, self._end_of(phrase, clause, i), range(i, i + 1), "view")
        return replace(frame, medium="speech_or_thought")

    def _phrase_at(self, token: int) -> NounPhrase | None:
        return next(iter(self.reading.phrases_in(token, token + 1)), None)

    def _with(self, phrase: NounPhrase, first: int, last: int, cue: range, rule: str) -> Frame:
        end = min(phrase.reach, last)
        goes_on = end < last and (self.reading.tags[end] in _GOES_ON or self.reading.tags[end] is COMMA)
        if cue.stop <= phrase.first and goes_on:
            end = last  # „Angaben informierter Kreise“, „… und der Polizei“, „NDR, WDR und SZ“
        return Frame(first, last, (phrase.first, end), tuple(cue), rule, self._medium(phrase))

    def _end_of(self, phrase: NounPhrase, clause: Clause, cue: int) -> int:
        """Return the end of the phrase after the cue: before the verb all there is, since one constituent stands there.

        Behind the verb a name has whom it works for with it, but no place („laut Reuters in Rom“).
        """
        reading, lowers = self.reading, self.reading.lowers
        if (listed := end_of_listed(reading, phrase.reach)) is not None:
            return listed
        is_field = cue == clause.begin and not clause.introducer
        if is_field and clause.finite is not None and phrase.reach <= clause.finite <= phrase.reach + _FIELD:
            return clause.finite
        if lowers[phrase.first].startswith(tuple(self.frames["words.own"])):
            return phrase.last  # „nach eigenen Angaben in Rom“
        if (end := end_of_noun(reading, phrase) or end_before_governed(reading, clause, phrase)) is not None:
            return end
        for i in range(phrase.first, phrase.reach - 1):
            is_agent = lowers[i + 1] in self.frames["words.agent"]
            if i in reading.name_ends and reading.tags[i + 1] in _BEHIND_NAME and not is_agent:
                return i + 1
        return end_of_joined(reading, phrase)

    def _before_cue(self, i: int, clause: Clause) -> Frame | None:
        """„Berichten zufolge“, „dem zufolge“."""
        before = self.reading.phrases_in(max(clause.first, i - _BEFORE), i)
        if phrase := next((p for p in before if p.reach == i and not p.is_pronoun), None):
            return self._with(phrase, phrase.first, i + 1, range(i, i + 1), "preposition")
        has_pronoun = i > clause.first and self.reading.tags[i - 1] in DETERMINER_OR_PRONOUN
        return Frame(i - 1, i + 1, (i - 1, i), (i,), "preposition") if has_pronoun else None

    def _with_noun(self, i: int, clause: Clause) -> Frame | None:
        """„nach Angaben der Polizei“, „seiner Meinung nach“."""
        is_adverb = self.reading.tags[i + 1 : i + 2] == [ADVERB]  # „nach bisher unbestätigten Berichten“
        after = self._phrase_at(i + 1 + is_adverb)
        if after is not None and not after.is_pronoun and is_source_noun(self.reading, after):
            return self._with(after, i, self._end_of(after, clause, i), range(i, i + 1), "source_noun")
        if self.reading.lowers[i] in self.frames["prepositions.around"]:
            for phrase in self.reading.phrases_in(max(clause.first, i - _BEFORE), i):
                if phrase.reach == i and is_source_noun(self.reading, phrase) and phrase.preposition is None:
                    return self._with(phrase, phrase.first, i + 1, range(i, i + 1), "source_noun")
        return None

    def _medium(self, phrase: NounPhrase) -> str:
        head = self.reading.lowers[phrase.head]
        if head in self.reading.cues.thought:
            return "speech_or_thought"
        return "writing" if head.endswith(self.reading.cues.writing) else "speech_or_writing"

    def _around(self, k: int, first: int, last: int) -> list[TokenSpan]:
        """What the frame at tokens `first` to `last` of clause `k` frames: its clause (if subordinate) or sentence."""
        clauses, clause = self.clauses, self.clauses[k]
        is_within = clause.introducer in _WITHIN and first > clause.first
        low, high = subordinate_scope(clauses, k) if is_within else main_scope(clauses, k, first)
        begin = clauses[low].begin if low and clauses[low].is_coordinated else clauses[low].first
        end = clauses[high - 1].last
        if high == len(clauses):
            end = max(end, self.reading.end_of(self.index))
        if last >= clause.last:  # a relative clause that explains the speaker belongs to the frame
            for m in range(k + 1, high):
                if not explains(self.reading, clauses, m, high):
                    break
                last = clauses[m].last
        spans = [self.reading.trim(span) for span in ((begin, first), (last, end))]
        return [(a, b) for a, b in spans if any(tag.isalpha() for tag in self.reading.tags[a:b])]

    def _draft(self, spans: list[TokenSpan], rule: str) -> Draft:
        quotations = self.reading.quotation_at
        is_direct = all(a in quotations and quotations[a].last >= b for a, b in spans)
        kind = "direct" if is_direct else "indirect"
        return Draft(kind, "speech_or_writing", spans, f"{self.language}.frame.{rule}", self.index)


@cache
def _openers(language: str) -> frozenset[str]:
    """Return the words that a prepositional frame or an adverb's may be recognised by."""
    frames = load_cues(language).frames
    return frozenset(word for table in _CUES for word in frames[table])
