"""Statements where the verb comes second and commas part clauses (German, Danish).

The package is a `word_order.WordOrder`. Cue verbs, nouns and phrases frame what is said; without a frame the mood of
the verb tells it, and whose words go on.
"""

from pipeline.extract.statements.verb_second.clausal import (
    has_marked_infinitive,
    introducer_of_that,
    is_cut,
    is_relative,
    is_subordinating,
    unknown_finite,
)
from pipeline.extract.statements.verb_second.sentence import statements_of
from pipeline.extract.statements.verb_second.subjects import (
    find_particle,
    is_bound,
    may_open,
    name_with_preposition,
    possible_subjects,
)
from pipeline.extract.statements.verb_second.tagging import part_phrases, tag_verbs

__all__ = [
    "find_particle",
    "has_marked_infinitive",
    "introducer_of_that",
    "is_bound",
    "is_cut",
    "is_relative",
    "is_subordinating",
    "may_open",
    "name_with_preposition",
    "part_phrases",
    "possible_subjects",
    "statements_of",
    "tag_verbs",
    "unknown_finite",
]
