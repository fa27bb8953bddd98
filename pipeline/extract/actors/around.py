"""What stands around a mention: how far and how parted it is, what a relative clause hangs on, and rivals.

Rivals are nouns that mean no actor, which a pronoun may stand for too.
"""

from bisect import bisect_right
from collections.abc import Container

from pipeline.extract.actors.spots import Layout, Spot, head_of, number_of, values_of
from pipeline.extract.lang.terms import Function
from pipeline.extract.tags import ADJECTIVE_OR_NOUN, ADVERB, COMMA, NUMBER, PHRASE_BREAKS, VERB_LIKE

_REACH = 40  # tokens before a pronoun in which nouns are looked for
_EARLY = 4  # tokens of a sentence
_OBJECT = frozenset({Function.OBJECT})
_CORE = _OBJECT | {Function.SUBJECT}
_OF_VERB = VERB_LIKE | {ADVERB}  # what may stand between a subject and its object
_IN_PHRASE = ADJECTIVE_OR_NOUN | {ADVERB}  # what “her” may lead
_MOST_VERBS = 4
_STEPS = (1, 3, 6, 12)  # tokens between two mentions


def find_rivals(layout: Layout, spot: Spot, meant: Container[int]) -> list[tuple[int, bool]]:
    """Return the nouns before a pronoun, in its sentence, that it may stand for too though they mean no actor.

    Each is given by its token and whether it may be a subject. `meant` has the heads of what means somebody.
    """
    found = []
    token = spot.first - 1
    begin = max(layout.context.doc.sentences[spot.sentence].first, token - _REACH)
    while token >= begin:
        phrase = layout.phrase_at(token)
        if phrase is None or phrase.is_pronoun:
            token -= 1
            continue
        token = phrase.first - 1
        head = head_of(layout, phrase)
        if head in layout.name_at or head in meant:
            continue
        values = values_of(phrase) if layout.words.has_case_endings else number_of(layout, head)
        if values & spot.values:
            found.append((head, layout.function(phrase.first, phrase.last) == Function.SUBJECT))
    return found


def is_before_relative(layout: Layout, spot: Spot, last: Spot) -> bool:
    """Whether a relative pronoun stands right behind a mention or what hangs on it: the mayor of Riverton, who.

    An age, an apposition or an adverb may be between: Ann Holt, 45, who; Brickmore, a rival, which; Falk selbst, der.
    """
    end, phrase = spot.complement or 0, layout.phrase_at(last.head)
    if last.last == end or (phrase is not None and phrase.reach == end):
        return True
    behind = layout.phrase_at(last.last + 1)
    is_apposition = behind is not None and behind.first == last.last + 1 and end in (behind.last, behind.reach)
    if layout.tag(last.last) is COMMA and (is_apposition or (layout.tag(end - 1) is NUMBER and end - 2 == last.last)):
        return True
    return last.last == end - 1 and layout.tag(end - 1) is ADVERB


def is_early(layout: Layout, spot: Spot) -> bool:
    """Whether a spot is near the beginning of its sentence."""
    return spot.first - layout.context.doc.sentences[spot.sentence].first < _EARLY


def is_parted(layout: Layout, first: int, last: int) -> bool:
    """Whether a comma, conjunction or the like stands between two tokens."""
    return any(tag in PHRASE_BREAKS for tag in layout.tags[first:last])


def is_of_one_verb(layout: Layout, subject: Spot, spot: Spot) -> bool:
    """Whether nothing but a verb stands between its subject and a pronoun: that is somebody else.

    Where nouns are not inflected the pronoun may be the subject of a clause of its own: “Pike said she would go”.
    """
    core = _CORE if layout.words.has_case_endings else _OBJECT
    if subject.function != Function.SUBJECT or spot.function not in core or subject.sentence != spot.sentence:
        return False
    if layout.tag(spot.last) in (ADJECTIVE_OR_NOUN if layout.words.has_case_endings else _IN_PHRASE):
        return False  # She was told her monthly bill would drop.
    between = layout.tags[subject.last : spot.first]
    return 0 < len(between) <= _MOST_VERBS and between[0] in VERB_LIKE and all(tag in _OF_VERB for tag in between)


def bucket(gap: int) -> int:
    """Return how long a gap between two mentions is, in five steps."""
    return bisect_right(_STEPS, gap)
