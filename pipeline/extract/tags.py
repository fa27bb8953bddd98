"""Tags: what kind of word or mark each token of a text is, and the sets of them that rules ask about.

Every tag stands here twice, as a member of `Tag` and as a name of the module: rules ask for the tag of a token so often
that looking members up in their class, and comparing them by value, would be felt. They are compared with `is`.
"""

from collections.abc import Sequence
from enum import StrEnum


class Tag(StrEnum):
    """What a token is. A word of several classes has the tag of its most frequent one."""

    DETERMINER = "D"  # an article, a demonstrative, a possessive before its noun: „der“, “this”, „ihr“
    PRONOUN = "O"  # a personal or relative pronoun: „sie“, “who”
    PREPOSITION = "P"  # or its contraction with an article: „in“, „im“
    COORDINATOR = "C"  # what joins words or clauses of one rank: „und“, “but”
    SUBORDINATOR = "S"  # what opens a subordinate clause, question words included: „dass“, “whether”, „wie“
    ADVERB = "R"  # or a particle, or a reflexive pronoun: „nicht“, “only”, „sich“
    AUXILIARY = "H"  # a finite form of an auxiliary or modal verb: „hat“, “would”
    VERB = "V"  # a finite form of any other verb: „sagte“, “says”
    NONFINITE = "Z"  # a participle or an infinitive: „gesagt“, “to say”
    NOUN = "N"  # or a name, or another word that stands for one
    NUMBER = "M"  # what begins with a digit: „44“, “37-year-old”
    ADJECTIVE = "A"  # a word in small letters with the ending of an attribute
    OTHER_WORD = "X"  # a word in small letters that no list has and no ending tells
    QUOTATION_MARK = "Q"
    PARAGRAPH_BREAK = "¶"  # also what stands outside the stretch of text that a rule looks at
    COMMA = ","
    SEMICOLON = ";"
    COLON = ":"
    FULL_STOP = "."
    QUESTION_MARK = "?"
    EXCLAMATION_MARK = "!"
    ELLIPSIS = "…"
    EN_DASH = "–"
    EM_DASH = "—"
    HYPHEN = "-"
    SLASH = "/"
    AMPERSAND = "&"
    OPENING_BRACKET = "("
    CLOSING_BRACKET = ")"
    OPENING_SQUARE_BRACKET = "["
    CLOSING_SQUARE_BRACKET = "]"
    APOSTROPHE = "'"  # of a possessive or contraction that is a token of its own: “'s”
    TYPOGRAPHIC_APOSTROPHE = "’"
    OTHER_MARK = "*"


DETERMINER = Tag.DETERMINER
PRONOUN = Tag.PRONOUN
PREPOSITION = Tag.PREPOSITION
COORDINATOR = Tag.COORDINATOR
SUBORDINATOR = Tag.SUBORDINATOR
ADVERB = Tag.ADVERB
AUXILIARY = Tag.AUXILIARY
VERB = Tag.VERB
NONFINITE = Tag.NONFINITE
NOUN = Tag.NOUN
NUMBER = Tag.NUMBER
ADJECTIVE = Tag.ADJECTIVE
OTHER_WORD = Tag.OTHER_WORD
QUOTATION_MARK = Tag.QUOTATION_MARK
PARAGRAPH_BREAK = Tag.PARAGRAPH_BREAK
COMMA = Tag.COMMA
SEMICOLON = Tag.SEMICOLON
COLON = Tag.COLON
FULL_STOP = Tag.FULL_STOP
QUESTION_MARK = Tag.QUESTION_MARK
EXCLAMATION_MARK = Tag.EXCLAMATION_MARK
ELLIPSIS = Tag.ELLIPSIS
EN_DASH = Tag.EN_DASH
EM_DASH = Tag.EM_DASH
HYPHEN = Tag.HYPHEN
SLASH = Tag.SLASH
AMPERSAND = Tag.AMPERSAND
OPENING_BRACKET = Tag.OPENING_BRACKET
CLOSING_BRACKET = Tag.CLOSING_BRACKET
OPENING_SQUARE_BRACKET = Tag.OPENING_SQUARE_BRACKET
CLOSING_SQUARE_BRACKET = Tag.CLOSING_SQUARE_BRACKET
APOSTROPHE = Tag.APOSTROPHE
TYPOGRAPHIC_APOSTROPHE = Tag.TYPOGRAPHIC_APOSTROPHE
OTHER_MARK = Tag.OTHER_MARK

NAMES = {tag: tag.name.lower() for tag in Tag} | {NONFINITE: "participle_or_infinitive"}
"""What `onrecord explain` calls the tags."""

MARKS = {tag.value: tag for tag in Tag if not tag.isalpha() and tag not in (OTHER_MARK, PARAGRAPH_BREAK)}
"""The tags of marks that rules ask for, by the mark; every other one is an `OTHER_MARK`."""

# Words.
FINITE = frozenset({AUXILIARY, VERB})  # what makes a clause a clause
LEXICAL_VERB = frozenset({VERB, NONFINITE})  # a form of a verb that is no auxiliary
VERBAL = FINITE | {NONFINITE}
AUXILIARY_OR_NONFINITE = frozenset({AUXILIARY, NONFINITE})  # what ends a cluster of verbs
MAY_BE_VERB = frozenset({ADJECTIVE, OTHER_WORD, NONFINITE})  # what may be a form of a verb that no list has
MAY_BE_FINITE = MAY_BE_VERB | {VERB}
VERB_LIKE = MAY_BE_FINITE | {AUXILIARY}  # what stands behind the mark of an infinitive
VERB_OR_OTHER = LEXICAL_VERB | {OTHER_WORD}
UNLISTED = frozenset({ADJECTIVE, OTHER_WORD})  # a word in small letters that no list has
DETERMINER_OR_PRONOUN = frozenset({DETERMINER, PRONOUN})
DETERMINER_OR_ADJECTIVE = frozenset({DETERMINER, ADJECTIVE})  # what leads to a noun
ADJECTIVE_OR_NOUN = frozenset({ADJECTIVE, NOUN})
NOUN_OR_NUMBER = frozenset({NOUN, NUMBER})
ADJECTIVE_OR_NONFINITE = frozenset({ADJECTIVE, NONFINITE})  # what may be an attribute
OPENS_SUBJECT = frozenset({DETERMINER, NOUN, PRONOUN})
OPENS_NOUN_PHRASE = frozenset({DETERMINER, NOUN, ADJECTIVE})
PREPOSITION_OR_ADVERB = frozenset({PREPOSITION, ADVERB})  # what an adjunct begins with
CONJUNCTION = frozenset({COORDINATOR, SUBORDINATOR})
WORDS = VERBAL | UNLISTED | CONJUNCTION | OPENS_SUBJECT | PREPOSITION_OR_ADVERB | {NUMBER}  # every tag of a word

# Marks.
SENTENCE_MARKS = frozenset({FULL_STOP, QUESTION_MARK, EXCLAMATION_MARK})  # what a sentence ends with
FINAL_MARKS = SENTENCE_MARKS | {ELLIPSIS}
CLAUSE_MARKS = frozenset({COMMA, SEMICOLON, COLON})  # what stands between clauses of a sentence
SEMICOLON_OR_COLON = frozenset({SEMICOLON, COLON})
DASHES = frozenset({EN_DASH, EM_DASH, HYPHEN})
LONG_DASHES = frozenset({EN_DASH, EM_DASH})
APOSTROPHES = frozenset({APOSTROPHE, TYPOGRAPHIC_APOSTROPHE})

# Both.
WORDS_AND_QUOTATION_MARKS = WORDS | {QUOTATION_MARK}
COMMA_OR_COORDINATOR = frozenset({COMMA, COORDINATOR})  # what joins the parts of an enumeration
NUMBER_OR_STOP = frozenset({NUMBER, FULL_STOP})  # what an ordinal or a date is written with
PHRASE_BREAKS = CLAUSE_MARKS | LONG_DASHES | CONJUNCTION | {OPENING_BRACKET, QUOTATION_MARK}  # part noun phrases
BEFORE_SENTENCE = SENTENCE_MARKS | {COLON, PARAGRAPH_BREAK, QUOTATION_MARK}  # behind which a sentence may begin

_GOVERNED = frozenset({NOUN, ADJECTIVE, NUMBER, DETERMINER, APOSTROPHE})
_GOVERNED_WITHIN = 12  # tokens back in which the preposition of a noun stands


def preposition_before(tags: Sequence[Tag], noun: int, first: int) -> int | None:
    """Return the token of the preposition that the words ending with `noun` follow, from `first` on, if any."""
    for i in range(noun, max(first - 1, noun - _GOVERNED_WITHIN), -1):
        if tags[i] not in _GOVERNED:
            return i if tags[i] is PREPOSITION else None
    return None
