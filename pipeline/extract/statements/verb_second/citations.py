"""Citations: „Das Blatt zitiert die Ministerin mit den Worten …“ is a statement of the paper, and in it one of hers."""

from dataclasses import replace

from pipeline.extract.lang.terms import Case
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_named, is_somebody, is_text


def cite(reading: Reading, clause: Clause, predicate: Predicate, draft: Draft) -> Draft | None:
    """The statement of whoever is cited in `draft`, a quotation that `predicate` of `clause` introduces, or None.

    `draft` becomes the citing one, with who is cited as its source; in the passive its speaker, who is cited, is
    replaced by the agent or text.
    """
    if not draft.speaker:
        return None
    phrases = reading.phrases_in(clause.first, clause.last)
    taken = [*draft.spans, *draft.speaker, *((p.last, p.reach) for p in phrases)]
    others = [p for p in phrases if not any(a <= p.first < b for a, b in taken)]
    if predicate.is_passive:
        first, last = draft.speaker[0]
        hanging = [p for p in phrases if p.preposition is not None and first < p.preposition and p.first < last]
        citing = next((p for p in (*others, *hanging) if _cites(reading, clause, p)), None)
        if citing is None or citing.preposition is None:
            return None
        cited = [(first, min(last, citing.preposition) if citing in hanging else last), *draft.speaker[1:]]
        draft.speaker = _span(citing)
    else:
        whom = next((p for p in others if _is_whom(reading, p)), None)
        if whom is None:
            return None
        cited = _span(whom)
    draft.source = draft.source or cited
    rule = f"{reading.words.language}.verb.cited"
    return replace(draft, speaker=cited, rule=rule, addressee=[], source=[], is_cited=True)


def _cites(reading: Reading, clause: Clause, phrase: NounPhrase) -> bool:
    """Whether a phrase names who cites in the passive: „von der Zeitung“, „in der Erklärung“."""
    at = phrase.preposition
    if at is None or at < clause.first:
        return False
    before, frames = reading.lowers[at], reading.cues.frames
    if before in frames["words.agent"]:
        return True
    names = is_text(reading, phrase) or is_named(reading, [(phrase.first, phrase.last)])
    return before in frames["words.text"] and names


def _is_whom(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase names who is cited in the active: an object, plainly or because it may speak."""
    if phrase.preposition is not None or not phrase.can_be(Case.ACCUSATIVE):
        return False
    if phrase.is_pronoun and reading.lowers[phrase.first] in reading.cues.frames["words.reflexive"]:
        return False
    return not phrase.can_be(Case.NOMINATIVE) or (not phrase.is_pronoun and is_somebody(reading, _span(phrase)))


def _span(phrase: NounPhrase) -> list[TokenSpan]:
    return [(phrase.first, phrase.reach)]
