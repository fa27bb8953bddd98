"""Statements where words stand in fixed order and no comma parts a complement from its cue (English).

The package is a `word_order.WordOrder`. A cue is read with what follows it (that-clause, bare clause, infinitive,
quotation, noun phrase); where nothing follows that it could take, it is a parenthesis in what somebody says
(“…, he said”).
"""

from pipeline.extract.statements.fixed_order.clausal import (
    has_marked_infinitive,
    introducer_of_that,
    is_cut,
    is_relative,
    is_subordinating,
    unknown_finite,
)
from pipeline.extract.statements.fixed_order.sentence import statements_of
from pipeline.extract.statements.fixed_order.subjects import (
    find_particle,
    is_bound,
    may_open,
    name_with_preposition,
    part_phrases,
    possible_subjects,
)
from pipeline.extract.statements.fixed_order.word_classes import tag_verbs

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
