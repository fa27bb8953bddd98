"""The terms of grammar in which lexicons are written and rules think, the same in every language."""

from enum import StrEnum
from typing import NamedTuple, Self


class Order(StrEnum):
    """How words are ordered: where the finite verb stands."""

    VERB_SECOND = "verb_second"
    """One constituent before the verb of a main clause, that of a subordinate one last, commas between clauses."""

    FIXED = "fixed"
    """Subject, verb, object."""


class Takes(StrEnum):
    """What a cue takes, besides prepositions of what is said: the words of `cue_verbs.toml` and of `[nouns]`."""

    THAT_CLAUSE = "that_clause"
    CLAUSE = "clause"
    WH_CLAUSE = "wh_clause"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    QUOTATION = "quotation"
    NOUN_PHRASE = "noun_phrase"
    OBJECT = "object"
    OBJECT_OF_WORDS = "object_of_words"
    OBJECT_AS = "object_as"
    OBJECT_IN = "object_in"
    OBJECT_AND_PREPOSITION = "object_and_preposition"
    PREDICATIVE = "predicative"
    SMALL_CLAUSE = "small_clause"
    RAISING = "raising"
    CORRELATE = "correlate"
    REFLEXIVE = "reflexive"
    ADDRESSEE = "addressee"
    ACCUSATIVE_ADDRESSEE = "accusative_addressee"
    ADDRESSEE_ALWAYS = "addressee_always"
    ANAPHOR = "anaphor"
    GIVEN = "given"
    FINITE_ONLY = "finite_only"
    CONDITIONAL_ONLY = "conditional_only"
    POSSESSOR_ONLY = "possessor_only"
    BARE_CLAUSE = "bare_clause"
    PARENTHESIS = "parenthesis"


CLAUSES = frozenset({Takes.CLAUSE, Takes.THAT_CLAUSE})
CLAUSES_AND_QUOTATIONS = CLAUSES | {Takes.QUOTATION}


class Introducer(StrEnum):
    """What a clause begins with, and so what kind of clause it is; `NONE` for main clauses and fragments."""

    NONE = ""
    THAT = "that_clause"
    WH = "wh_clause"
    REPORT = "report"
    SUBORDINATOR = "subordinator"
    RELATIVE = "relative"
    RELATIVE_ADVERB = "relative_adverb"
    PURPOSE = "purpose"
    INFINITIVE = "infinitive"


class Kind(StrEnum):
    """What kind of complement of a cue is what was said."""

    THAT_CLAUSE = "that_clause"
    CLAUSE = "clause"
    WH_CLAUSE = "wh_clause"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    QUOTATION = "quotation"
    NOUN_PHRASE = "noun_phrase"
    PREPOSITIONAL = "prepositional"
    SUBJECT = "subject"
    GAP = "gap"

    @property
    def rule(self) -> str:
        """Return the last part of the names of rules that find it, which are public and short."""
        return _RULES[self]


_RULES = {
    Kind.THAT_CLAUSE: "that",
    Kind.CLAUSE: "clause",
    Kind.WH_CLAUSE: "wh",
    Kind.INFINITIVE: "to",
    Kind.GERUND: "ing",
    Kind.QUOTATION: "quote",
    Kind.NOUN_PHRASE: "np",
    Kind.PREPOSITIONAL: "of",
    Kind.SUBJECT: "of_subject",
    Kind.GAP: "gap",
}


class Inflection(StrEnum):
    """What form of a verb a word is. The letters are those of `verbs.toml`."""

    FINITE = "F"  # indicative or subjunctive II: „sagt“, „käme“, “says”
    SUBJUNCTIVE = "K"  # subjunctive I, the mood of what somebody else says: „sage“, „komme“
    PARTICIPLE = "P"  # „gesagt“, “said” where it differs from the past
    INFINITIVE = "I"  # or base form: „sagen“, “say”
    GERUND = "G"  # “saying”
    MARKED_INFINITIVE = "Z"  # with its mark inside: „mitzuteilen“


FINITE_FORMS = frozenset({Inflection.FINITE, Inflection.SUBJUNCTIVE})


class Mood(StrEnum):
    """The mood of a clause's finite verb, so far as it tells that somebody else is speaking."""

    SUBJUNCTIVE = "subjunctive"  # the subjunctive I: „er komme“
    INDICATIVE = "indicative"  # also the subjunctive II, which is no sign of it: „er käme“


class Case(StrEnum):
    """The case of a noun phrase. The letters are those of readings such as `n.s.m` in the lexicons."""

    NOMINATIVE = "n"  # of subjects
    ACCUSATIVE = "a"  # of objects
    DATIVE = "d"  # of those that something is given or said to
    GENITIVE = "g"  # of owners
    ANY = "*"  # the form does not tell


class Number(StrEnum):
    """How many a word means."""

    SINGULAR = "s"
    PLURAL = "p"
    ANY = "*"  # the form does not tell


class Gender(StrEnum):
    """The grammatical gender of a word."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"
    ANY = "*"  # the form does not tell


PERSONAL = frozenset({Gender.MASCULINE, Gender.FEMININE})
"""The genders of words for persons."""


class Agreement(NamedTuple):
    """One reading of a form: a case, number and gender that it may have."""

    case: Case
    number: Number
    gender: Gender

    @classmethod
    def parse(cls, reading: str) -> Self:
        """Return a reading that is written as `n.s.m`. Raises ValueError for any other text."""
        parts = reading.split(".")
        if len(parts) != len(cls._fields):
            raise ValueError(f"{reading} is no case.number.gender, such as n.s.m")
        return cls(Case(parts[0]), Number(parts[1]), Gender(parts[2]))


class Determiner(StrEnum):
    """What a noun phrase begins with, and so whether it means somebody who is known already."""

    NOT_ASKED = ""  # of pronouns
    DEFINITE = "definite"  # „die Ministerin“
    DEMONSTRATIVE = "this"  # „diese Ministerin“
    POSSESSIVE = "own"  # „ihre Ministerin“
    OWNER = "owner"  # “the city's mayor”
    INDEFINITE = "indefinite"  # „eine Ministerin“
    NEGATIVE = "no"  # „keine Ministerin“, and any other determiner
    BARE = "bare"  # „Ministerin“


KNOWN = frozenset({Determiner.DEFINITE, Determiner.DEMONSTRATIVE, Determiner.POSSESSIVE, Determiner.OWNER})
"""The determiners of phrases that mean somebody known, or known by an owner."""


class Function(StrEnum):
    """What a phrase or pronoun is in its clause, as far as it tells whom later ones mean."""

    SUBJECT = "subject"
    OBJECT = "object"
    OBLIQUE = "oblique"  # behind a preposition
    OWNER = "owner"  # a genitive
    POSSESSIVE = "possessive"  # „ihr“ before a noun
