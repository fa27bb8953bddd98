"""What the form of a noun phrase leaves open of its case, number and gender."""

from functools import cache

from pipeline.extract.lang.models.grammar_files import ClosedClass, Phrases
from pipeline.extract.lang.terms import Agreement, Case, Gender, Number

Readings = tuple[Agreement, ...]

_OF_CASE = {case: Agreement(case, Number.ANY, Gender.ANY) for case in Case}
ANYTHING: Readings = (_OF_CASE[Case.ANY],)
"""The readings of a phrase whose form tells nothing."""

PARTITIVE: Readings = (_OF_CASE[Case.NOMINATIVE], _OF_CASE[Case.ACCUSATIVE])
"""The readings of a phrase that tells how many there are of something: „viele der …“."""

_DATIVE_PLURAL = Agreement(Case.DATIVE, Number.PLURAL, Gender.ANY)
_ACCUSATIVE_MASCULINE = Agreement(Case.ACCUSATIVE, Number.SINGULAR, Gender.MASCULINE)
_ANY_CASE, _PLURAL, _SINGULAR = Case.ANY, Number.PLURAL, Number.SINGULAR
_FEMININE = frozenset({Gender.FEMININE, Gender.ANY})


def after_determiner(phrases: Phrases, readings: Readings, adjective: str) -> Readings:
    """Return the readings of a determiner that the adjective after it leaves: „die tibetischen Mönche“ are many."""
    is_singular = adjective.endswith(phrases.endings.weak_singular)
    return tuple([r for r in readings if (r in phrases.weak) == is_singular]) or readings


def of_adjective(phrases: Phrases, adjective: str) -> Readings:
    """Return the readings of a phrase without determiner by the ending of its first adjective: „deutsche Behörden“."""
    return phrases.strong.get(adjective[-2:]) or phrases.strong.get(adjective[-1:]) or ANYTHING


def after_preposition(closed: ClosedClass, readings: Readings, preposition: str) -> Readings:
    """Return the readings that the preposition before a phrase leaves, those of its article where it has one in it."""
    if preposition in closed.contractions:
        return closed.contractions[preposition]
    cases = closed.prepositions.get(preposition, ())
    if readings == ANYTHING:
        return _any_in(cases)
    return tuple([r for r in readings if r.case in cases or r.case is _ANY_CASE]) or readings


@cache
def _any_in(cases: tuple[Case, ...]) -> Readings:
    """Return the readings of a phrase of which only the cases are known, none for those of any."""
    return tuple(_OF_CASE[case] for case in cases) or ANYTHING


def of_head(phrases: Phrases, readings: Readings, head: str) -> Readings:
    """Return those of several readings that fit the head's ending: „die Regierung“ is one, „den Partnern“ are many."""
    kept = readings
    if head.endswith(phrases.endings.dative_plural) and _DATIVE_PLURAL in readings:
        kept = tuple([r for r in readings if r != _ACCUSATIVE_MASCULINE])
    elif head.endswith(phrases.endings.plural):
        kept = tuple([r for r in readings if r.number is not _SINGULAR])
    elif head.endswith(phrases.endings.feminine):
        kept = tuple([r for r in readings if r.number is not _PLURAL and r.gender in _FEMININE])
    return kept or readings
