"""What explains the phrase before it, between commas or at a sentence's end: „…, so der Leiter, Jan Maurer.“."""

from collections.abc import Sequence

from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.lang.terms import Case, Introducer
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.statements.somebody import is_explained
from pipeline.extract.statements.verb_second.inserted import is_bare
from pipeline.extract.tags import COMMA, PREPOSITION


def explains(reading: Reading, clauses: Sequence[Clause], m: int, high: int) -> bool:
    """Whether clause `m` explains the phrase before it: a relative clause, or a bare phrase between commas.

    At the end, before clause `high`, it is a name behind somebody's office or the other way round.
    """
    clause = clauses[m]
    if clause.mark is not COMMA or clause.introducer == Introducer.RELATIVE:
        return clause.mark is COMMA
    phrase = _bare_phrase(reading, clause)
    if phrase is None:
        return False
    return clauses[m + 1].mark is COMMA if m + 1 < high else _is_name_and_office(reading, clauses[m - 1], phrase)


def _bare_phrase(reading: Reading, clause: Clause) -> NounPhrase | None:
    """Return the phrase that a clause without a verb consists of, or begins with before a preposition."""
    phrase = next(iter(reading.phrases_in(clause.first, clause.first + 1)), None) if is_bare(clause) else None
    if phrase is None or (phrase.reach < clause.last and reading.tags[phrase.reach] is not PREPOSITION):
        return None
    return phrase


def explains_at_end(reading: Reading, clauses: Sequence[Clause], m: int) -> bool:
    """Whether clause `m` is the name of who the clause before it ends with, or their office, and no verb follows."""
    is_end = m > 0 and all(clause.finite is None and clause.quotation is None for clause in clauses[m:])
    phrase = _bare_phrase(reading, clauses[m]) if is_end else None
    return phrase is not None and _is_name_and_office(reading, clauses[m - 1], phrase)


def _is_name_and_office(reading: Reading, before: Clause, phrase: NounPhrase) -> bool:
    """Whether a name ends the clause before a phrase for an office, or a phrase for one the clause before a name."""
    near = [p for p in reading.phrases_in(before.begin, before.last) if p.reach >= before.last]
    office = load_grammar(reading.words.language).office
    if before.last - 1 in reading.name_ends and office(reading.lowers[phrase.head]) is not None:
        return True
    return bool(near) and is_explained(reading, near[0], phrase)


def whole_speaker(reading: Reading, clauses: Sequence[Clause], k: int, phrase: NounPhrase) -> list[TokenSpan]:
    """Return the speaker that `phrase` of clause `k` begins: those joined to it, and what explains it."""
    last = phrase.reach
    while last + 1 < clauses[k].last and reading.lowers[last] in reading.cues.frames["words.joining"]:
        following = next(iter(reading.phrases_in(last + 1, last + 2)), None)
        if following is None or following.is_pronoun or not following.can_be(Case.NOMINATIVE):
            break
        last = following.reach
    return [with_apposition(reading, clauses, k, (phrase.first, last))]


def with_apposition(reading: Reading, clauses: Sequence[Clause], k: int, speaker: TokenSpan) -> TokenSpan:
    """Return a speaker at the end of clause `k` with who that is behind a comma: an office, or the name to one."""
    if speaker[1] != clauses[k].last or k + 1 >= len(clauses) or clauses[k + 1].mark is not COMMA:
        return speaker
    phrase = _bare_phrase(reading, clauses[k + 1])
    is_told = phrase is not None and _is_name_and_office(reading, clauses[k], phrase)
    return (speaker[0], clauses[k + 1].last) if is_told else speaker
