"""Who speaks: the subject of a cue verb by case, number and position, in the passive its agent or text."""

from pipeline.extract.lang.terms import CLAUSES_AND_QUOTATIONS, Case, Introducer, Mood, Number
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.statements.somebody import is_explained, is_named, is_somebody, is_text
from pipeline.extract.tags import (
    ADVERB,
    BEFORE_SENTENCE,
    CLOSING_BRACKET,
    COLON,
    COMMA,
    COORDINATOR,
    NOUN,
    PREPOSITION,
    QUOTATION_MARK,
)

_ANY_VERB = Government(frozenset(), frozenset())
_ACROSS = 6  # clauses over which an interrupted clause is followed
_BEFORE_RELATIVE = 25  # tokens in which the antecedent of a relative clause is looked for


def find_speaker(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> list[TokenSpan]:
    """Return the token spans of the speaker of `predicate`, a cue of clause `k`; empty where the clause names none."""
    return _SubjectOf(reading, clauses, k, predicate).speaker()


def find_subject(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Return the token spans of the subject of clause `k`, whatever its verb.

    If it has no verb, return its first nominative phrase.
    """
    finite = clauses[k].finite
    if finite is None:
        phrases = reading.phrases_in(clauses[k].first, clauses[k].last)
        return _span(next((p for p in phrases if p.can_be(Case.NOMINATIVE) and p.preposition is None), None))
    auxiliary = reading.words.auxiliaries.get(reading.lowers[finite])
    number = auxiliary.number if auxiliary is not None else Number.ANY
    return find_speaker(reading, clauses, k, Predicate("", _ANY_VERB, (finite,), finite, finite, number))


def _span(phrase: NounPhrase | None) -> list[TokenSpan]:
    return [] if phrase is None else [(phrase.first, phrase.reach)]


class _SubjectOf:
    """The search for the subject of one predicate."""

    def __init__(self, reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> None:
        self.reading, self.clauses, self.k, self.predicate = reading, clauses, k, predicate
        self.clause = clauses[k]
        self.lowers, self.frames = reading.lowers, reading.cues.frames

    def speaker(self) -> list[TokenSpan]:
        """Return the subject; of a passive the agent, of „es heißt“ and „geht hervor“ the text."""
        predicate, clause = self.predicate, self.clause
        if predicate.lemma in self.frames["words.emerging"]:
            return self._after_preposition("words.circle")
        if predicate.is_passive and predicate.lemma not in self.frames["words.quoted"]:
            return self._agent() or self._after_preposition("words.text", only_text=True)
        candidates = self._candidates(clause)
        if clause.introducer == Introducer.RELATIVE:
            return self._of_relative_clause(candidates)
        if clause.is_subordinate:
            return self._with_apposition(candidates[0]) if candidates else self._circle()
        if predicate.finite < clause.begin:  # its auxiliary stands in the clause before
            return []
        return self._of_main_clause(candidates) or self._text_with_words()

    def _text_with_words(self) -> list[TokenSpan]:
        """Return the text that words stand in, which are the subject themselves: „In dem Brief steht der Satz …“."""
        wording = tuple(self.frames["words.wording"])
        phrases = self.reading.phrases_in(self.clause.first, self.clause.last)
        if not any(p.preposition is None and self.lowers[p.head].endswith(wording) for p in phrases):
            return []
        return self._after_preposition("words.circle")

    def _candidates(self, clause: Clause) -> list[NounPhrase]:
        found: list[NounPhrase] = []
        reach = clause.first
        for phrase in self.reading.phrases_in(clause.first, clause.last):
            if phrase.first >= reach and self._may_be_subject(phrase):  # what hangs on another phrase is no subject
                found.append(phrase)
            reach = max(reach, phrase.reach)
        return self.reading.order.possible_subjects(self.reading, found)

    def _may_be_subject(self, phrase: NounPhrase) -> bool:
        """Whether a phrase fits in case, number and kind, and does not stand inside a longer quotation."""
        reading, number = self.reading, self.predicate.number
        lower = self.lowers[phrase.first]
        if phrase.head in self.predicate.tokens:
            return False
        if (
            phrase.preposition is not None
            and phrase.preposition == self.clause.begin - 1
            and self.clause.introducer == Introducer.SUBORDINATOR
        ):
            return not reading.is_quoted(phrase.first)  # „während die Stadt ankündigte“: no preposition here
        if phrase.preposition is not None or not phrase.can_be(Case.NOMINATIVE):
            return False
        if phrase.first > self.clause.begin and self.lowers[phrase.first - 1] in self.frames["words.as"]:
            return False
        if phrase.is_pronoun and (lower in self.frames["words.nobody"] or lower in self.frames["words.no_subject"]):
            return False
        if self.lowers[phrase.head].endswith(tuple(self.frames["words.wording"])):
            return False
        if reading.is_quoted(phrase.first) and (
            reading.tags[phrase.first] is not QUOTATION_MARK or reading.is_quoted(phrase.last)
        ):
            return False
        if self._is_adverbial(phrase):
            return False
        is_bare = not phrase.is_pronoun and phrase.last - phrase.first <= 2
        if is_bare and self.lowers[phrase.head].endswith(tuple(self.frames["words.times"])):
            return False
        agrees = number is Number.ANY or phrase.can_be(Case.NOMINATIVE, number)
        return (
            agrees
            or not (phrase.is_pronoun or phrase.is_marked)
            or (number is Number.PLURAL and self._is_joined(phrase))
        )

    def _is_adverbial(self, phrase: NounPhrase) -> bool:
        """Whether it is a lone adjective at the start of a sentence, whose capital says nothing: „Aktuell sei …“."""
        reading, first = self.reading, phrase.first
        is_first = first == 0 or reading.tags[first - 1] in BEFORE_SENTENCE
        if phrase.last > first + 1 or not is_first or first in reading.actor_firsts:
            return False
        return self.lowers[first].endswith(tuple(self.frames["words.adverbial"]))

    def _is_joined(self, phrase: NounPhrase) -> bool:
        """Whether another phrase is joined to it with und: a plural subject of singulars."""
        return phrase.reach < len(self.lowers) and self.lowers[phrase.reach] in self.frames["words.joining"]

    def _of_relative_clause(self, candidates: list[NounPhrase]) -> list[TokenSpan]:
        """Return the antecedent where the relative pronoun is the subject, else the first nominative."""
        pronoun = self.clause.begin
        if self.reading.tags[pronoun] is PREPOSITION:
            return _span(candidates[0]) if candidates else self._text_before()
        readings = self.reading.words.closed.relative_pronouns.get(self.lowers[pronoun], ())
        is_nominative = any(r.case in (Case.NOMINATIVE, Case.ANY) for r in readings)
        is_accusative = any(r.case in (Case.ACCUSATIVE, Case.ANY) for r in readings)
        is_rival = any(p.is_pronoun or (p.is_marked and not p.can_be(Case.ACCUSATIVE)) for p in candidates)
        if candidates and (not is_nominative or (is_accusative and is_rival)):
            return _span(candidates[0])
        low = max(0, self.clause.first - _BEFORE_RELATIVE)
        for phrase in reversed(self.reading.phrases_in(low, self.clause.first)):
            if phrase.reach >= self.clause.first - 1 and phrase.last <= self.clause.first:
                antecedent = [(phrase.first, phrase.last)]
                return self._rival_of(antecedent, candidates) if is_accusative else antecedent
        named = self._named_within(candidates) if is_accusative else []
        if named:
            return named
        return [(pronoun, pronoun + 1)]  # the noun it stands for is further away („… war anwesend, der sagte“)

    def _rival_of(self, antecedent: list[TokenSpan], candidates: list[NounPhrase]) -> list[TokenSpan]:
        """Of a thing and somebody within its relative clause the one that may speak: „das Ziel, das Klein nannte“."""
        return antecedent if is_somebody(self.reading, antecedent) else self._named_within(candidates) or antecedent

    def _text_before(self) -> list[TokenSpan]:
        """Return the text that a relative clause says what is in: „ein Brief, in dem es heißt, …“."""
        if not self._is_impersonal():
            return []
        before = self.reading.phrases_in(max(0, self.clause.first - _BEFORE_RELATIVE), self.clause.first)
        return [(before[-1].first, before[-1].last)] if before else []

    def _named_within(self, candidates: list[NounPhrase]) -> list[TokenSpan]:
        """The first candidate of a relative clause where it has a name, without the pronoun that it seems to have."""
        if not candidates or not is_named(self.reading, _span(candidates[0])):
            return []
        return [(max(candidates[0].first, self.clause.begin + 1), candidates[0].reach)]

    def _of_main_clause(self, candidates: list[NounPhrase]) -> list[TokenSpan]:
        finite = self.predicate.finite
        if finite > self.clause.begin and self.reading.tags[finite - 1] is COORDINATOR:
            shared = next((p for p in candidates if p.last < finite), None)
            if shared is not None:
                return _span(shared)  # „gestern zog die Menge los und rief Parolen“
        after = [p for p in candidates if p.first > finite]
        nearest = next((p for p in after[:3] if not p.can_be(Case.ACCUSATIVE)), after[0] if after else None)
        prefield = self._prefield([p for p in candidates if p.last <= finite])
        if prefield is not None:
            is_object = nearest is not None and self._is_object(prefield, nearest)
            return self._with_apposition(nearest) if nearest and is_object else self._joined(prefield)
        circle = self._circle()
        if circle:
            return circle
        if finite == self.clause.begin and self.k > 0 and not (nearest and self._is_parenthesis()):
            across = self._shared(nearest) if self.clause.is_coordinated else self._across()
            is_thing = nearest is not None and not is_somebody(self.reading, across)
            if across and not (is_thing and is_somebody(self.reading, _span(nearest))):
                return across
        if nearest is not None:
            return self._with_apposition(nearest)
        if self._is_impersonal():
            return self._text_across()
        return self.reading.order.name_with_preposition(self.reading, self.clause, finite)

    def _joined(self, phrase: NounPhrase) -> list[TokenSpan]:
        """Return the subject with what is joined to it with und: „Kanzlerin Klein und ihr Vertreter betonten, …“."""
        last, finite = phrase.reach, self.predicate.finite
        while last + 1 < self.clause.last and self.lowers[last] in self.frames["words.joining"]:
            following = next(iter(self.reading.phrases_in(last + 1, last + 2)), None)
            if following is None or following.is_pronoun or not following.can_be(Case.NOMINATIVE):
                break
            if not (phrase.first < following.reach <= finite or self.predicate.number is Number.PLURAL):
                break
            last = following.reach
        return [(phrase.first, last)]

    def _is_impersonal(self) -> bool:
        return self.predicate.lemma in self.frames["words.impersonal"]

    def _circle(self) -> list[TokenSpan]:
        """Whence it is heard, for a cue without a person: „(wie) aus Kreisen verlautet“."""
        return self._after_preposition("words.circle") if self._is_impersonal() else []

    def _prefield(self, before: list[NounPhrase]) -> NounPhrase | None:
        """Return the subject before the verb, if there is one."""
        is_first = bool(before) and self.reading.order.may_open(self.reading, self.clause.begin, before[0])
        return before[0] if is_first else None

    def _is_object(self, prefield: NounPhrase, nearest: NounPhrase) -> bool:
        """Whether the phrase before the verb is its object: „Das bestätigte sie“, „Die Pläne lobte der Minister“."""
        if prefield.last - prefield.first == 1 and self.lowers[prefield.first] in self.frames["words.anaphors"]:
            return True
        if not prefield.is_marked and nearest.can_be(Case.DATIVE) and is_named(self.reading, _span(prefield)):
            return False  # „Anna Klein warf der Stadt … vor“
        between = range(self.predicate.finite + 1, nearest.first)
        is_next = all(self.reading.tags[i] is ADVERB for i in between)
        if not prefield.is_marked and self._has_complement() and not self._is_likelier(nearest, prefield):
            return False  # „Anna Klein sagte der Zeitung, …“, but „Besorgt äußerte sich der Sprecher: …“
        is_clear = not nearest.can_be(Case.ACCUSATIVE) or self._is_likelier(nearest, prefield)
        return is_next and is_clear and prefield.can_be(Case.ACCUSATIVE)

    def _is_likelier(self, nearest: NounPhrase, prefield: NounPhrase) -> bool:
        """Whether the one after the verb has a name and the one before it cannot speak: „Den Plan nannte Klein …“."""
        if self.predicate.number is Number.PLURAL or self.lowers[prefield.head].endswith(
            self.reading.cues.source_nouns
        ):
            return False
        return is_somebody(self.reading, _span(nearest)) and not is_somebody(self.reading, _span(prefield))

    def _has_complement(self) -> bool:
        """Whether what was said follows, so that the verb has no other object."""
        following = self.clauses[self.k + 1] if self.k + 1 < len(self.clauses) else None
        if following is None or not self.predicate.government.takes & CLAUSES_AND_QUOTATIONS:
            return False
        return (
            following.introducer in (Introducer.THAT, Introducer.INFINITIVE)
            or following.mark is COLON
            or following.mood == Mood.SUBJUNCTIVE
        )

    def _is_parenthesis(self) -> bool:
        """Whether the clause after continues its verb: „Die Lage, sagte der Sprecher, sei ernst“."""
        following = self.clauses[self.k + 1] if self.k + 1 < len(self.clauses) else None
        return following is not None and following.finite == following.begin and not following.is_coordinated

    def _across(self) -> list[TokenSpan]:
        """Return the subject of a clause that others interrupt („Die Partei, die gewann, sagte …“).

        It is looked for back to the part that begins with a nominative and has no finite verb.
        """
        low: int | None = None
        for m in range(self.k - 1, max(-1, self.k - _ACROSS), -1):
            clause = self.clauses[m]
            if (
                clause.quotation is not None
                or clause.is_coordinated
                or clause.introducer in (Introducer.THAT, Introducer.WH, Introducer.PURPOSE, Introducer.INFINITIVE)
            ):
                break
            if clause.is_main:
                break
            candidates = [] if clause.is_subordinate else self._candidates(clause)
            if candidates and candidates[0].first <= clause.first + 1:
                low = m
        if low is None:
            return []
        subject, following = self._candidates(self.clauses[low])[0], self.clauses[low + 1]
        if low + 1 < self.k and not following.is_subordinate and following.finite is None:
            return [(subject.first, following.last)]
        return [(subject.first, max(subject.reach, self.clauses[low].last))]

    def _shared(self, nearest: NounPhrase | None) -> list[TokenSpan]:
        """Return the subject that a clause that begins with und and its verb has from the main clause before it."""
        if nearest is not None and not nearest.can_be(Case.ACCUSATIVE):
            return []
        before = range(self.k - 1, max(-1, self.k - _ACROSS), -1)
        own = [m for m in before if self._has_own_subject(self.clauses[m])]
        if self.clause.mood == Mood.INDICATIVE:  # „forderte, das Gesetz müsse fallen, und kündigte an, …“
            own = [m for m in own if self.clauses[m].mood != Mood.SUBJUNCTIVE] or own
        return find_subject(self.reading, self.clauses, own[0]) if own else []

    def _has_own_subject(self, clause: Clause) -> bool:
        """Whether it is a main clause that does not begin with und and its verb itself."""
        return (
            clause.is_main
            and clause.quotation is None
            and not (clause.is_coordinated and clause.finite == clause.begin)
        )

    def _text_across(self) -> list[TokenSpan]:
        """Return the text in the part that a relative clause parts from its verb („In der Rede, die …, heißt es“)."""
        if self.predicate.finite != self.clause.begin or self.k < 2:
            return []
        between = self.clauses[max(0, self.k - _ACROSS) : self.k]
        start = next((m for m, c in enumerate(between) if c.finite is None and c.quotation is None), len(between))
        if start >= len(between) - 1 or not all(c.introducer == Introducer.RELATIVE for c in between[start + 1 :]):
            return []
        return self._after_preposition("words.circle", between[start])

    def _with_apposition(self, phrase: NounPhrase) -> list[TokenSpan]:
        """Return the subject with the bare phrase that explains it: „sagte Lars Meier, der Sprecher der Polizei“."""
        if phrase.reach < self.clause.last or self.k + 1 >= len(self.clauses) or phrase.is_pronoun:
            return self._joined(phrase)
        following = self.clauses[self.k + 1]
        inside = self.reading.phrases_in(following.first, following.last)
        is_end = all(clause.finite is None and clause.quotation is None for clause in self.clauses[self.k + 1 :])
        is_part = bool(inside) and is_end and is_explained(self.reading, phrase, inside[0])
        if self.k and self.clauses[self.k - 1].is_broken_off and not is_part:
            return self._joined(phrase)
        is_bare = following.mark is COMMA and following.finite is None and following.quotation is None
        if not is_bare or following.is_subordinate or following.is_coordinated or not inside:
            return _span(phrase)
        explains = inside[0].first == following.first and inside[0].reach >= following.last and not inside[0].is_pronoun
        return [(phrase.first, inside[0].reach)] if explains else _span(phrase)

    def _agent(self) -> list[TokenSpan]:
        """Return who acts in the passive: „von …“, „durch …“, unless that is an attribute of a noun before it."""
        for phrase in self.reading.phrases_in(self.clause.first, self.clause.last):
            at = phrase.preposition
            if at is None or at < self.clause.first or self.lowers[at] not in self.frames["words.agent"]:
                continue
            if at == self.clause.first or self.reading.tags[at - 1] not in (NOUN, CLOSING_BRACKET):
                return _span(phrase)
        return self._attached_agent()

    def _attached_agent(self) -> list[TokenSpan]:
        """The last „vom“ with a name, though a noun stands before it: „wird die Gefahr für Wälder vom Amt als …“."""
        for phrase in reversed(self.reading.phrases_in(self.clause.first, self.clause.last)):
            at = phrase.preposition
            is_agent = at is not None and at >= self.clause.first and self.lowers[at] in self.frames["words.agent"]
            if is_agent and is_somebody(self.reading, [(phrase.first, phrase.last)]):
                return _span(phrase)
        return []

    def _after_preposition(self, words: str, clause: Clause | None = None, only_text: bool = False) -> list[TokenSpan]:
        """„In dem Bericht heißt es“, „aus Kreisen verlautete“: the phrase after one of the prepositions `words`."""
        clause = clause or self.clause
        for phrase in self.reading.phrases_in(clause.first, clause.last):
            is_governed = phrase.preposition is not None and self.lowers[phrase.preposition] in self.frames[words]
            if is_governed and (not only_text or is_text(self.reading, phrase)):
                return _span(phrase)
        return []
