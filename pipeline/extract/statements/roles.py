"""Other roles in a frame: whom the speaker speaks to and whom the speaker cites."""

from collections.abc import Iterator, Sequence

from pipeline.extract.lang.terms import Case, Takes
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import PREPOSITION


def _is_governed(reading: Reading, phrases: Sequence[NounPhrase], phrase: NounPhrase) -> bool:
    """Whether a preposition before another phrase governs one that und joins to it: „mit hohen Kosten und dem Zins“."""
    if reading.lowers[phrase.first - 1] not in reading.cues.frames["words.joining"]:
        return False
    return any(p.preposition is not None and p.reach == phrase.first - 1 for p in phrases)


def _unattached(phrases: list[NounPhrase]) -> Iterator[NounPhrase]:
    """Yield the phrases that no preposition governs and that hang on no other one."""
    reach = 0
    for phrase in phrases:
        if phrase.first >= reach and phrase.preposition is None:
            yield phrase
        reach = max(reach, phrase.reach)


def find_addressee(
    reading: Reading, clause: Clause, predicate: Predicate | None, speaker: Sequence[TokenSpan] = ()
) -> list[TokenSpan]:
    """Return the addressee: „gegenüber der Zeitung“, „auf Anfrage der FT“, an object, „vor Reportern“."""
    phrases = reading.phrases_in(clause.first, clause.last)
    frames, lowers = reading.cues.frames, reading.lowers
    for phrase in phrases:
        at = phrase.preposition
        if at is not None and at >= clause.first and lowers[at] in frames["words.addressee_prepositions"]:
            return [(phrase.first, phrase.last)]
    for phrase in phrases:
        before = phrase.first - 1
        if (
            before > clause.first
            and lowers[before] in frames["words.request"]
            and reading.tags[before - 1] is PREPOSITION
        ):
            return [(phrase.first, phrase.last)]
    for phrase in phrases if predicate is not None or clause.finite is None else ():
        at = phrase.preposition
        if at is None or at <= clause.first or lowers[at] not in frames["words.talks_with"]:
            continue
        if lowers[at - 1] in frames["words.talks"] and reading.is_medium(phrase):
            return [(phrase.first, phrase.last)]
    if predicate is None:
        return []
    if Takes.ACCUSATIVE_ADDRESSEE in predicate.government.takes:
        case = Case.NOMINATIVE if predicate.is_passive else Case.ACCUSATIVE
        whom = next((p for p in _unattached(phrases) if p.can_be(case) and (p.first, p.reach) not in speaker), None)
        return [] if whom is None else [(whom.first, whom.reach)]
    if predicate.is_passive:
        return []
    for phrase in _unattached(phrases):
        cases = {reading.case for reading in phrase.readings}
        is_dative = Case.DATIVE in cases <= {Case.DATIVE, Case.GENITIVE} and (phrase.first, phrase.reach) not in speaker
        if is_dative and not _is_governed(reading, phrases, phrase):
            return [(phrase.first, phrase.last)]
    behind = {predicate.finite + 1, *(b for _, b in speaker)}
    authorities = tuple(frames["words.authorities"])
    for phrase in phrases:  # „sagte sie der Zeitung“
        is_free = phrase.preposition is None and phrase.can_be(Case.DATIVE) and not phrase.is_pronoun
        is_speaker = any(a <= phrase.first < b for a, b in speaker)
        is_told = reading.is_medium(phrase) or lowers[phrase.head].endswith(authorities)
        if phrase.first in behind and is_free and not is_speaker and is_told:
            return [(phrase.first, phrase.last)]
    if Takes.ADDRESSEE in predicate.government.takes:
        for phrase in phrases:
            if phrase.first == predicate.tokens[-1] + 1 and not phrase.is_pronoun:
                return [(phrase.first, phrase.last)]
    audiences = tuple(frames["words.audiences"])
    for phrase in phrases:
        at = phrase.preposition
        is_before = at is not None and at >= clause.first and lowers[at] in frames["words.addressee_before"]
        if is_before and lowers[phrase.head].endswith(audiences):
            return [(phrase.first, phrase.last)]
    return []


def find_source(reading: Reading, clause: Clause) -> list[TokenSpan]:
    """Return whom the speaker cites: the phrase after „unter Berufung auf“ and its like."""
    lowers = reading.lowers
    openers = {words[0] for words in reading.cues.phrases}
    near = min(clause.last + 2, len(lowers))  # also right after the clause's comma
    starts = [i for i in range(clause.first, near) if lowers[i] in openers]
    for words in reading.cues.phrases if starts else ():
        for i in starts:
            if i + len(words) <= clause.last + 2 and tuple(lowers[i : i + len(words)]) == words:
                begin = i + len(words)
                phrase = next((p for p in reading.phrases_in(i, begin + 1) if p.reach > begin), None)
                return [] if phrase is None else [(max(phrase.first, begin), phrase.reach)]
    return []
