"""What explains the phrase before it, between commas or at a sentence's end: „…, so der Leiter, Jan Maurer.“."""

from collections.abc import Sequence

from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.lang.terms import Case, Introducer
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.statements.somebody import is_named
from pipeline.extract.statements.verb_second.inserted import is_bare
from pipeline.extract.tags import COMMA


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
    """Return the phrase that a clause without a verb consists of."""
    phrase = next(iter(reading.phrases_in(clause.first, clause.first + 1)), None) if is_bare(clause) else None
    return None if phrase is None or phrase.reach < clause.last else phrase


def _is_name_and_office(reading: Reading, before: Clause, phrase: NounPhrase) -> bool:
    """Whether a name ends the clause before a phrase for an office, or a phrase for one the clause before a name."""
    offices = load_grammar(reading.words.language)
    if before.last - 1 in reading.name_ends:
        return offices.office(reading.lowers[phrase.head]) is not None
    if not is_named(reading, [(phrase.first, phrase.last)]) or phrase.is_pronoun:
        return False
    near = [p for p in reading.phrases_in(before.begin, before.last) if p.reach >= before.last]
    return bool(near) and offices.office(reading.lowers[near[0].head]) is not None


def whole_speaker(reading: Reading, clauses: Sequence[Clause], k: int, phrase: NounPhrase) -> list[TokenSpan]:
    """Return the speaker that `phrase` of clause `k` begins: those joined to it, and a name behind a comma."""
    last = phrase.reach
    while last + 1 < clauses[k].last and reading.lowers[last] in reading.cues.frames["words.joining"]:
        following = next(iter(reading.phrases_in(last + 1, last + 2)), None)
        if following is None or following.is_pronoun or not following.can_be(Case.NOMINATIVE):
            break
        last = following.reach
    if last == clauses[k].last and k + 1 < len(clauses) and clauses[k + 1].mark is COMMA:
        name = _bare_phrase(reading, clauses[k + 1])
        is_name = name is not None and is_named(reading, [(name.first, name.last)])
        if name is not None and is_name and _is_name_and_office(reading, clauses[k], name):
            last = name.reach
    return [(phrase.first, last)]
