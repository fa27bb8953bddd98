"""The files by which statements are found: verbs and nouns that are cues, and the words that frames consist of."""

from pydantic import Field

from pipeline.extract.lang.models.reading import Empty, File, Forms, Table, Words


class CueVerbs(File):
    """`cue_verbs.toml`: verbs and adjectives that are cues, with what they govern.

    Beside them verbs that support a noun, and the first parts of separable verbs: those that may be written apart, and
    those that at the end of a clause make its verb another one, whether or not that is a cue.
    """

    name = "cue_verbs"
    support: Forms = ()
    apart: Words = frozenset()
    particles: Words = frozenset()
    verbs: dict[str, str]
    adjectives: dict[str, str] = Empty
    constructions: dict[str, Forms] = Empty


class FramePrepositions(Table):
    """Prepositions that a speaker or source follows, or stands before."""

    after: Words = frozenset()
    around: Words = frozenset()
    before: Words = frozenset()
    compound: Words = frozenset()
    view: Words = frozenset()
    with_noun: Words = frozenset()


class FrameAdverbs(Table):
    """Adverbs that are cues, or that name a source mentioned before."""

    after_text: Words = frozenset()
    cues: Words = frozenset()
    relative: Words = frozenset()
    so: Words = frozenset()


class FrameAuxiliaries(Table):
    """Lemmas and forms of auxiliaries, by what they make."""

    closing: Words = frozenset()
    having: Words = frozenset()
    hearsay: Words = frozenset()
    modal: Words = frozenset()
    passive: Words = frozenset()
    passive_forms: Words = frozenset()
    perfect: Words = frozenset()
    state: Words = frozenset()


class SourceNouns(Table):
    """Nouns for what is said: whose „Angaben“ and “reports” something is by."""

    nouns: Forms = ()
    ambiguous: Words = frozenset()
    thought: Words = frozenset()
    writing: Forms = ()


class FrameWords(Table):
    """The small words of the rules; the comments in the files of German and English say what each list is for."""

    accompanying: Words = frozenset()
    address_pronouns: Words = frozenset()
    address_titles: Words = frozenset()
    addressee_before: Words = frozenset()
    addressee_prepositions: Words = frozenset()
    clock_words: Words = frozenset()
    clipped_negations: Words = frozenset()
    demonstratives: Words = frozenset()
    expletive: Words = frozenset()
    free_questions: Words = frozenset()
    fronting: Words = frozenset()
    genitive_prepositions: Words = frozenset()
    indefinite_articles: Words = frozenset()
    negation: Words = frozenset()
    polar_questions: Words = frozenset()
    possessive_marks: Words = frozenset()
    possessive_relatives: Words = frozenset()
    adverbial: Words = frozenset()
    agent: Words = frozenset()
    ambiguous_mood: Words = frozenset()
    anaphors: Words = frozenset()
    answer_labels: Words = frozenset()
    antecedent_pronouns: Words = frozenset()
    as_: Words = Field(default=frozenset(), alias="as")
    attributes: Words = frozenset()
    authorities: Words = frozenset()
    outsider_endings: Words = frozenset()
    outsiders: Words = frozenset()
    audiences: Words = frozenset()
    beside_name: Words = frozenset()
    belonging: Words = frozenset()
    in_media: Words = frozenset()
    opens_condition: Words = frozenset()
    unfulfilled: Words = frozenset()
    manner: Words = frozenset()
    manner_determiners: Words = frozenset()
    calling: Words = frozenset()
    circle: Words = frozenset()
    claiming: Words = frozenset()
    clausal: Words = frozenset()
    clipped: Words = frozenset()
    coming: Words = frozenset()
    conditional: Words = frozenset()
    conditions: Words = frozenset()
    contentless: Words = frozenset()
    continuing: Words = frozenset()
    contracted_be: Words = frozenset()
    contracted_verbs: Words = frozenset()
    contracting: Words = frozenset()
    contrasting: Words = frozenset()
    control: Words = frozenset()
    copula: Words = frozenset()
    copulas: Words = frozenset()
    correlates: Words = frozenset()
    that: Words
    determining: Words = frozenset()
    comparing: Words = frozenset()
    compounding: Words = frozenset()
    drawing: Words = frozenset()
    emerging: Words = frozenset()
    empty: Words = frozenset()
    evidential: Words = frozenset()
    expelling: Words = frozenset()
    explaining_pronouns: Words = frozenset()
    first_person: Words = frozenset()
    frame_phrases: Forms = ()
    generic: Words = frozenset()
    genitives: Words = frozenset()
    group_adverbs: Words = frozenset()
    idioms: Forms = ()
    headings: Words = frozenset()
    impersonal: Words = frozenset()
    in_person: Words = frozenset()
    in_view: Words = frozenset()
    acting: Words = frozenset()
    announcing: Words = frozenset()
    anybody: Words = frozenset()
    intended: Words = frozenset()
    possible: Words = frozenset()
    rules: Words = frozenset()
    seen_in: Words = frozenset()
    small: Words = frozenset()
    unsourced: Words = frozenset()
    withheld: Words = frozenset()
    joining: Words = frozenset()
    label_particles: Words = frozenset()
    leaving: Words = frozenset()
    inverting: Words = frozenset()
    like: Words = frozenset()
    linking: Words = frozenset()
    measured: Words = frozenset()
    measuring: Words = frozenset()
    media: Words = frozenset()
    medium_nouns: Words = frozenset()
    name_prepositions: Words = frozenset()
    named: Words = frozenset()
    naming: Words = frozenset()
    negated: Words = frozenset()
    no: Words = frozenset()
    nor: Words = frozenset()
    no_subject: Words = frozenset()
    nobody: Words = frozenset()
    occasions: Words = frozenset()
    of_oneself: Words = frozenset()
    own: Words = frozenset()
    partitive: Words = frozenset()
    cue_endings: Words = frozenset()
    periods: Words = frozenset()
    moved: Words = frozenset()
    placeholders: Words = frozenset()
    pointing: Words = frozenset()
    plural_pronouns: Words = frozenset()
    possessives: Words = frozenset()
    present: Words = frozenset()
    purpose: Words = frozenset()
    quoted: Words = frozenset()
    quoting: Words = frozenset()
    reactions: Words = frozenset()
    reasons: Words = frozenset()
    reflexive: Words = frozenset()
    reflexive_pronouns: Words = frozenset()
    regarding: Words = frozenset()
    relative_pronouns: Words = frozenset()
    relative_wh: Words = frozenset()
    report_as: Words = frozenset()
    reportive: Words = frozenset()
    request: Words = frozenset()
    role: Words = frozenset()
    seized: Words = frozenset()
    singular: Words = frozenset()
    so_called: Words = frozenset()
    source_phrases: Forms = ()
    standing_alone: Words = frozenset()
    subject_pronouns: Words = frozenset()
    substitutes: Words = frozenset()
    supposed: Words = frozenset()
    support: Words = frozenset()
    talks: Words = frozenset()
    talks_with: Words = frozenset()
    terms: Words = frozenset()
    telling: Words = frozenset()
    temporal_determiners: Words = frozenset()
    text: Words = frozenset()
    there: Words = frozenset()
    times: Words = frozenset()
    titled: Words = frozenset()
    toll: Words = frozenset()
    topical: Words = frozenset()
    turning: Words = frozenset()
    unsaid: Words = frozenset()
    verb_particles: Words = frozenset()
    views: Words = frozenset()
    question_words: Words = frozenset()
    whereabouts: Words = frozenset()
    whether: Words = frozenset()
    wishes: Words = frozenset()
    with_words: Words = frozenset()
    wording: Words = frozenset()
    infinitive_marks: Words = frozenset()


class Frames(File):
    """`frames.toml`: what introduces a statement without a verb of its own, and the small words of the rules."""

    name = "frames"
    words: FrameWords
    prepositions: FramePrepositions = Field(default_factory=FramePrepositions)
    adverbs: FrameAdverbs = Field(default_factory=FrameAdverbs)
    auxiliaries: FrameAuxiliaries = Field(default_factory=FrameAuxiliaries)
    source_nouns: SourceNouns = Field(default_factory=SourceNouns)
    nouns: dict[str, str] = Empty

    def tables(self) -> dict[str, Words]:
        """Return the lists of words by "table.list", in no order."""
        found: dict[str, Words] = {}
        for table in ("prepositions", "adverbs", "words", "auxiliaries"):
            model: Table = getattr(self, table)
            for name, field in type(model).model_fields.items():
                value = getattr(model, name)
                if isinstance(value, frozenset):
                    found[f"{table}.{field.alias or name}"] = value
        return found
