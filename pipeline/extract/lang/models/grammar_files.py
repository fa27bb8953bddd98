"""The files that every other part rests on: closed classes, verbs, noun phrases, abbreviations."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.extract.lang.models.reading import Cases, Empty, File, Flag, Forms, Readings, Table, WordList, Words
from pipeline.extract.lang.terms import Inflection, Number, Order


class Grammar(Table):
    """The order of words, how nouns are written, and whether articles and adjectives show case by their endings.

    Where it `drops_subjects`, a verb may stand without one, which is then known from before.
    """

    order: Order
    has_noun_capitals: Flag
    has_case_endings: Flag
    drops_subjects: Flag = False


class ClassWords(Table):
    """Words without inflection by class, and the endings that tell the class of unknown words."""

    coordinators: Forms
    subordinators: Forms
    interrogatives: Forms = ()
    adverbs: Forms = ()
    partitives: Words = frozenset()
    articles: Words = frozenset()
    nouns: Forms = ()
    finite_forms: Forms = ()
    reflexives: Forms = ()
    negations: Forms = ()
    adverb_endings: Forms = ()
    participle_marks: Forms = ()
    verb_endings: Forms = ()
    attribute_endings: Forms = ()
    finite_endings: Forms = ()
    subjunctive_endings: Forms = ()
    infinitive_endings: Forms = ()
    participle_endings: Forms = ()
    gerund_endings: Forms = ()
    preterite_endings: Forms = ()
    present_endings: Forms = ()
    plural_endings: Forms = ()
    singular_endings: Forms = ()
    third_endings: Forms = ()
    not_third_endings: Forms = ()
    genitive_endings: Forms = ()


class ClosedClass(File):
    """`closed_class.toml`: determiners, pronouns and all small words; readings are "case.number.gender"."""

    name = "closed_class"
    grammar: Grammar
    determiners: dict[str, tuple[Readings, Flag]]
    determiner_stems: dict[str, tuple[str, Flag]] = Empty
    determiner_endings: dict[str, dict[str, Readings]] = Empty
    pronouns: dict[str, Readings]
    relative_pronouns: dict[str, Readings] = Empty
    prepositions: dict[str, Cases]
    contractions: dict[str, Readings] = Empty
    contracted: dict[str, str] = Empty
    words: ClassWords

    def every_determiner(self) -> dict[str, tuple[Readings, bool]]:
        """Return readings and definiteness of every determiner, inflected ones included."""
        found: dict[str, tuple[Readings, bool]] = dict(self.determiners)
        for stem, (pattern, flag) in self.determiner_stems.items():
            for ending, readings in self.determiner_endings[pattern].items():
                found.setdefault(stem + ending, (readings, flag))
        return found


class Prefixes(Table):
    """Prefixes of verbs that take the place of the participle's own."""

    inseparable: Forms = ()


class Conjugation(Table):
    """How regular verbs inflect where no module says it: patterns in which `~` is the base form without its ending."""

    base: str = ""
    present: str = "~"
    past: str = "~"
    participle: str = "~"
    others: Forms = ()


AnyNumber = Annotated[Number, BeforeValidator(lambda given: given or Number.ANY)]
"""A number, empty where the form does not tell."""


class Verbs(File):
    """`verbs.toml`: auxiliaries in full as [lemma, kind, number], other verbs by their principal parts."""

    name = "verbs"
    auxiliaries: dict[str, tuple[str, Inflection, AnyNumber]]
    strong: dict[str, str] = Empty
    weak: WordList = Field(default_factory=WordList)
    prefixes: Prefixes = Field(default_factory=Prefixes)
    conjugation: Conjugation = Field(default_factory=Conjugation)


class PhraseEndings(Table):
    """Endings of nouns and adjectives that tell gender or number."""

    feminine: Forms = ()
    dative_plural: Forms = ()
    plural: Forms = ()
    genitive_plural: Forms = ()
    weak_singular: Forms = ()


class Phrases(File):
    """`phrases.toml`: the words and endings that noun phrases are joined and told apart by."""

    name = "phrases"
    is_optional = True
    attributive: Words = frozenset()
    inner_determiners: Words = frozenset()
    measures: Words = frozenset()
    name_particles: Words = frozenset()
    title_abbreviations: Words = frozenset()
    title_suffixes: dict[str, Forms] = Empty
    seldom_genitive: Words = frozenset()
    occasions: Words = frozenset()
    endings: PhraseEndings = Field(default_factory=PhraseEndings)
    weak: Readings = ()
    strong: dict[str, Readings] = Empty


class Abbreviations(File):
    """`abbreviations.toml`: what a full stop does not end a sentence after, and what is counted by an ordinal."""

    name = "abbreviations"
    is_optional = True
    inner: Words = frozenset()
    either: Words = frozenset()
    months: Words = frozenset()
    ordinal_nouns: Forms = ()
    numbered_nouns: Forms = ()
    has_ordinals: Flag = False
    written_out: dict[str, str] = Empty


class KnownVerbs(Table):
    """Verbs by their base form, and irregular ones with their principal parts."""

    regular: Forms = ()
    irregular: dict[str, str] = Empty


class KnownNouns(Table):
    """Nouns that look like a form of a verb."""

    plurals: Words = frozenset()
    only_nouns: Words = frozenset()
    also_nouns: Words = frozenset()


class AdjectiveList(Table):
    """Adjectives."""

    adjectives: Words = frozenset()


class AdverbList(Table):
    """Adverbs."""

    adverbs: Words = frozenset()


class WordClasses(File):
    """`word_classes.toml`, for languages of fixed order: open classes, told apart by their neighbours."""

    name = "word_classes"
    is_optional = True
    verbs: KnownVerbs = Field(default_factory=KnownVerbs)
    nouns: KnownNouns = Field(default_factory=KnownNouns)
    adjectives: AdjectiveList = Field(default_factory=AdjectiveList)
    adverbs: AdverbList = Field(default_factory=AdverbList)
