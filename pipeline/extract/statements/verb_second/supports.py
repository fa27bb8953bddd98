"""Verbs that support a noun: whoever raises a demand demands („Sie erhob die Forderung, … zu …“)."""

from collections.abc import Sequence

from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import FINITE_FORMS, Case, Inflection
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading

_NOTHING = Government(frozenset(), frozenset())
_MAX_BEHIND = 3  # tokens of the verb behind its object: „hat die Forderung erhoben, …“


def find_support(reading: Reading, clause: Clause, phrase: NounPhrase) -> Predicate | None:
    """Return the verb of `clause` that supports the noun `phrase`, its object; None where there is none."""
    if phrase.preposition is not None or not phrase.can_be(Case.ACCUSATIVE):
        return None
    for i in range(clause.first, clause.last):
        if phrase.first <= i < phrase.last:
            continue
        for form in reading.cues.supports.get(reading.lowers[i], ()):
            group = _group(reading, clause, form, i)
            if group is not None:
                finite, tokens = group
                whole = (*range(phrase.first, phrase.last), *tokens)
                number = form.number if finite == i else reading.words.auxiliaries[reading.lowers[finite]].number
                return Predicate(form.lemma, _NOTHING, tuple(sorted(whole)), i, finite, number)
    return None


def _group(reading: Reading, clause: Clause, form: VerbForm, verb: int) -> tuple[int, Sequence[int]] | None:
    """(finite verb, tokens) of the verb in the active, with its particle; a verb that is only intended is none."""
    if form.kind in FINITE_FORMS:
        if form.particle and reading.lowers[clause.last - 1] != form.particle:
            return None
        is_finite = clause.finite == verb
        return (verb, (verb, clause.last - 1) if form.particle else (verb,)) if is_finite else None
    if form.kind != Inflection.PARTICIPLE or clause.finite is None:
        return None
    auxiliary = reading.words.auxiliaries.get(reading.lowers[clause.finite])
    if auxiliary is None or auxiliary.lemma not in reading.cues.frames["auxiliaries.perfect"]:
        return None
    return clause.finite, (clause.finite, verb)


def is_verb_behind(reading: Reading, predicate: Predicate | None, phrase: NounPhrase, clause: Clause) -> bool:
    """Whether nothing but the verb stands between `phrase` and the end of its clause, or says what the noun is."""
    behind = range(phrase.reach, clause.last)
    if len(behind) == 1 and behind[0] == clause.finite:
        auxiliary = reading.words.auxiliaries.get(reading.lowers[behind[0]])
        if auxiliary is not None and auxiliary.lemma in reading.cues.frames["words.copula"]:
            return True  # „Die Hoffnung der Fischer ist, dass …“
    return len(behind) <= _MAX_BEHIND and (not behind or (predicate is not None and set(behind) <= {*predicate.tokens}))
