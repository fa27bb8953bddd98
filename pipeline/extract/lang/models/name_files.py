"""The files by which names are found and actors described: words around and in names, offices, nouns, pronouns."""

from pydantic import Field

from pipeline.extract.lang.models.reading import Empty, EndingList, File, Flag, Forms, Table, WordList, Words


class NameStyle(Table):
    """How names are written: whether common nouns have capitals."""

    capitalises_nouns: Flag


class Endings(Table):
    """How nouns, adjectives and names inflect: endings, the longer ones first, and after which letters they stand.

    `nouns` are those of any case and number; a noun with one of `same_nouns` still means what lists have it for.
    `genitive` are those that names and nouns take, none in a language without; the first of them (`long_genitive`)
    follows only one word in `long_genitive_after`, none follows `no_genitive_after`. Behind `kept_after` an ending of
    `names` is taken for part of the name. `masculine` and `feminine` are those of an adjective without article,
    `weak` is the plural of nouns that inflect as adjectives do, `peoples` what peoples' names take, `women` what
    those of their women do. Those from a town lack one of `towns` of its name: Bremen, Bremer. Letters of `countries`
    may follow a country's adjective.
    """

    adjectives: Forms = ()
    masculine: str = ""
    feminine: str = ""
    nouns: Forms = ()
    same_nouns: Forms = ()
    weak: Forms = ()
    names: Forms = ()
    kept_after: Forms = ()
    genitive: Forms = ()
    long_genitive: Forms = ()
    long_genitive_after: Forms = ()
    no_genitive_after: Forms = ()
    peoples: Forms = ()
    women: Forms = ()
    towns: Forms = ("",)
    countries: str = ""


class NameLists(File):
    """`name_grammar.toml`: what stands around names and in them."""

    name = "name_grammar"
    style: NameStyle
    endings: Endings = Field(default_factory=Endings)
    abbreviating: Words = frozenset()
    adjective_links: Words = frozenset()
    adjective_stems: Words = frozenset()
    adjectives: Words = frozenset()
    agency_nouns: Words = frozenset()
    ambiguous: Words = frozenset()
    articles: Words = frozenset()
    attribute_prepositions: Words = frozenset()
    belonging: Words = frozenset()
    adjective_things: Words = frozenset()
    called_things: Words = frozenset()
    citing: Words = frozenset()
    class_nouns: Words = frozenset()
    company_ends: Words = frozenset()
    company_forms: Words = frozenset()
    definite: Words = frozenset()
    event_tails: Words = frozenset()
    event_words: Words = frozenset()
    genitive_heads: Words = frozenset()
    genitive_links: Words = frozenset()
    genitive_marks: Words = frozenset()
    group_heads: Words = frozenset()
    group_tails: Words = frozenset()
    head_links: Words = frozenset()
    institution_tails: Words = frozenset()
    joining: Words = frozenset()
    leading_heads: Words = frozenset()
    legal_forms: Words = frozenset()
    linked_tails: Words = frozenset()
    locative: Words = frozenset()
    match_opponents: Words = frozenset()
    match_opponents_after_result: Words = frozenset()
    match_verbs: Words = frozenset()
    media_heads: Words = frozenset()
    name_heads: Words = frozenset()
    name_suffixes: Words = frozenset()
    not_acronyms: Words = frozenset()
    not_names: Words = frozenset()
    naming_links: Words = frozenset()
    noun_endings: Words = frozenset()
    open_prefixes: Words = frozenset()
    org_before: Words = frozenset()
    org_heads: Words = frozenset()
    org_links: Words = frozenset()
    org_suffixes: Words = frozenset()
    org_tails: Words = frozenset()
    owned_by: Words = frozenset()
    owner_endings: Words = frozenset()
    owner_marks: Words = frozenset()
    owner_prepositions: Words = frozenset()
    particles: Words = frozenset()
    party_heads: Words = frozenset()
    party_nouns: Words = frozenset()
    phrase_breaks: Words = frozenset()
    place_heads: Words = frozenset()
    place_of: Words = frozenset()
    place_prefixes: Words = frozenset()
    place_prepositions: Words = frozenset()
    place_qualifiers: Words = frozenset()
    place_suffixes: Words = frozenset()
    place_tails: Words = frozenset()
    plural_determiners: Words = frozenset()
    possessors: Words = frozenset()
    product_determiners: Words = frozenset()
    products: Words = frozenset()
    proper_adjectives: Words = frozenset()
    quoted_works: Words = frozenset()
    role_links: Words = frozenset()
    role_modifiers: Words = frozenset()
    said_by_one: Words = frozenset()
    said_by_several: Words = frozenset()
    saints: Words = frozenset()
    several_owners: Words = frozenset()
    shares: Words = frozenset()
    short_suffixes: Words = frozenset()
    so_called: Words = frozenset()
    speech_verbs: Words = frozenset()
    storms: Words = frozenset()
    street_prepositions: Words = frozenset()
    street_suffixes: Words = frozenset()
    title_links: Words = frozenset()
    town_endings: Words = frozenset()
    town_heads: Words = frozenset()
    whole_offices: Words = frozenset()
    works: Words = frozenset()
    yielding_rules: Words = frozenset()
    addresses: Words = frozenset()
    civil_addresses: Words = frozenset()
    noun_towns: Words = frozenset()
    club_tails: Words = frozenset()
    company_tails: Words = frozenset()
    firm_heads: Words = frozenset()
    firm_officers: Words = frozenset()
    firm_tails: Words = frozenset()
    partners: Words = frozenset()
    sure_firm_tails: Words = frozenset()
    genitive_articles: Words = frozenset()
    no_complements: Words = frozenset()

    def lists(self) -> dict[str, Words]:
        """Return the lists of words by their names."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in _NO_LISTS}


_NO_LISTS = frozenset(["style", "endings"])


class Titles(Table):
    """Words that stand before a name, and which of them tell the gender."""

    words: Words = frozenset()
    female: Words = frozenset()
    male: Words = frozenset()


class GroupList(Table):
    """Groups of offices."""

    groups: Words = frozenset()


class Offices(File):
    """`offices.toml`: what a person may be. A head is [declension, group], or [group, gender] without declension."""

    name = "offices"
    is_optional = True
    heads: dict[str, Forms] = Empty
    titles: Titles = Field(default_factory=Titles)
    abbreviations: dict[str, str] = Empty
    unique: GroupList = Field(default_factory=GroupList)
    groups: dict[str, Forms] = Empty


class NotActors(WordList):
    """Nouns for what speaks for nobody, and endings of such nouns."""

    endings: Forms = ()


class Nominals(File):
    """`nominals.toml`: nouns that describe organisations, places and what is no actor."""

    name = "nominals"
    is_optional = True
    classes: dict[str, Forms] = Empty
    stand_ins: dict[str, Forms] = Empty
    organizations: WordList = Field(default_factory=WordList)
    speaking: WordList = Field(default_factory=WordList)
    not_actors: NotActors = Field(default_factory=NotActors)
    places: dict[str, Forms] = Empty
    copulas: WordList = Field(default_factory=WordList)
    others: WordList = Field(default_factory=WordList)
    plurals: WordList = Field(default_factory=WordList)
    seats: EndingList = Field(default_factory=EndingList)
    tails: WordList = Field(default_factory=WordList)
    institutions: dict[str, Forms] = Empty
    national: dict[str, str] = Empty
    """First parts of compounds that say which country an institution is of, by its ISO 3166-1 code."""


class StateWords(File):
    """`states.toml`: what states are called beside the names that every language knows, by ISO 3166-1 code."""

    name = "states"
    is_optional = True
    names: dict[str, Forms] = Empty
    capitals: dict[str, Forms] = Empty
    adjectives: dict[str, Forms] = Empty
    demonyms: dict[str, Forms] = Empty


class Ages(Table):
    """How ages end that stand for a person; the weak ones of them mean one, whose gender certain articles tell.

    One of `masculine_articles` before a weak ending is that of a man, before another one that of a woman. Behind
    `punishing` verbs stands whom a later age means, before them who does it for his office.
    """

    endings: Forms = ()
    weak: Forms = ()
    masculine_articles: Words = frozenset()
    punishing: Words = frozenset()


class PronounFile(File):
    """`pronouns.toml`: pronouns by the genders and numbers that they may stand for: m, f, n, p."""

    name = "pronouns"
    is_optional = True
    referring: dict[str, Words] = Empty
    demonstrative: dict[str, Words] = Empty
    relative: dict[str, Words] = Empty
    relative_possessive: WordList = Field(default_factory=WordList)
    subject: WordList = Field(default_factory=WordList)
    speaking: WordList = Field(default_factory=WordList)
    speaking_possessive: WordList = Field(default_factory=WordList)
    speaking_plural: WordList = Field(default_factory=WordList)
    address: WordList = Field(default_factory=WordList)
    plural_verbs: EndingList = Field(default_factory=EndingList)
    possessive: dict[str, Words] = Empty
    possessive_endings: EndingList = Field(default_factory=EndingList)
    articles: dict[str, Words] = Empty
    ages: Ages = Field(default_factory=Ages)


class DocumentLists(Table):
    """Nouns of documents, the endings of the form in which they speak, and words that say who made one."""

    words: Words = frozenset()
    bare: Words = frozenset()
    endings: Forms = ("",)
    links: Words = frozenset()
    makers: Words = frozenset()
    is_compounding: Flag = False


class Unnamed(File):
    """`unnamed.toml`: words that say what somebody without a name is, by kind, and the documents that speak."""

    name = "unnamed"
    is_optional = True
    nouns: dict[str, Forms] = Empty
    phrases: dict[str, Forms] = Empty
    documents: DocumentLists = Field(default_factory=DocumentLists)
