"""Descriptions: noun phrases that say what an actor is without naming it, and what they may refer back to."""

from collections.abc import Container, Mapping
from functools import cache, lru_cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.grammar import load_grammar, without_each
from pipeline.extract.actors.roles import adjective_stem
from pipeline.extract.lang.models.name_files import Nominals
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.morphology import Office
from pipeline.extract.lang.terms import Gender
from pipeline.extract.tags import VERB_LIKE
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

_MAX_BEFORE = 5  # tokens between a determiner and its noun
_MOST_CLASSES = 5  # of a word that says which kind an organisation is
_SHORTEST_TAIL, _LONGEST_TAIL = 3, 22
_SHORT = 3  # letters of a noun that compounds end in by chance
_REMEMBERED = 60_000  # words with the tails that were looked up for them
_TABLES = 64  # of words, in the languages of a process, whose last letters are remembered
_TAILS_OF_FIRMS = ("legal_forms", "company_tails", "firm_tails", "partners")
_MEDIA = frozenset(["agency_news", "broadcaster", "magazine", "newspaper", "portal"])


@value_class
class Description:
    """A described actor: `head` token, what the head word may refer back to, and the country it belongs to.

    `template` is the key of an institution that every state has. `sort` says what a description that refers to nobody
    named stands for: person, organization, or None for what is no actor (reports, polls). A stand-in can mean nobody
    but a body of its classes: das Haus, of a hospital.
    """

    head: int
    classes: tuple[str, ...]
    office: Office | None
    template: str | None
    country: str | None
    sort: str | None
    is_definite: bool
    is_plural: bool
    kinds: tuple[str, ...] = ()
    is_medium: bool = False
    is_stand_in: bool = False


@value_class
class NominalWords:
    """The nominal lexicon of a language."""

    classes: Mapping[str, tuple[str, ...]]
    stand_ins: Mapping[str, tuple[str, ...]]
    organizations: frozenset[str]
    speaking: frozenset[str]
    not_actors: frozenset[str]
    abstract_endings: tuple[str, ...]
    templates: Mapping[str, str]
    labels: Mapping[str, str]
    places: Mapping[str, tuple[str, ...]]
    copulas: frozenset[str]
    others: frozenset[str]
    plurals: frozenset[str]
    seats: tuple[str, ...]
    classed: frozenset[str]
    national: Mapping[str, str]


@cache
def nominal_words(language: str) -> NominalWords:
    """Return the nominal lexicon of `language`. Raises FileNotFoundError for a language without one."""
    lexicon = read_file(language, Nominals)
    templates = load_world("templates")
    return NominalWords(
        lexicon.classes,
        lexicon.stand_ins,
        frozenset(lexicon.organizations.words),
        frozenset(lexicon.speaking.words),
        frozenset(lexicon.not_actors.words),
        lexicon.not_actors.endings,
        {head.lower(): key for key in templates for head in lexicon.institutions.get(key, ())},
        {key: fields["label"] for key, fields in templates.items()},
        lexicon.places,
        frozenset(lexicon.copulas.words),
        frozenset(lexicon.others.words),
        frozenset(lexicon.plurals.words),
        lexicon.seats.endings,
        frozenset(word for word in lexicon.classes if len(word) > _SHORT or word in lexicon.tails.words),
        lexicon.national,
    )


def describe(context: NameContext, first: int, last: int) -> Description | None:
    """Return the description that tokens `first` to `last` are, or None where they have no noun that describes."""
    head = _head(context, first, last)
    if head is None:
        return None
    return describe_head(context, first, head, last)


def describe_head(context: NameContext, first: int, head: int, last: int) -> Description:
    """Return the description with its noun at `head` within tokens `first` to `last`."""
    words = nominal_words(context.doc.language)
    lower = context.lowers[head]
    template = _template(context, words, first, head)
    office = None if template else context.grammar.office(context.forms[head])
    determiner = next((word for word in context.lowers[first:head] if word in context.grammar.words["definite"]), None)
    is_plural = office.is_plural if office else False
    stand_in = base_form(words.stand_ins, lower, context.doc.language)
    if office is not None:
        stem = lower[: len(lower) - office.ending] + office.stem
        groups = context.grammar.office_groups
        classes = groups.get(stem) or groups.get(office.stem) or (office.group,)
        is_weak = office.gender is None and lower.endswith(context.grammar.endings.weak)
        takes_plural = office.gender == Gender.MASCULINE or is_weak
        is_plural = is_plural or (takes_plural and determiner in context.grammar.words["plural_determiners"])
    else:
        classes = (template,) if template else _classes(context, lower) or words.stand_ins.get(stand_in, ())
    return Description(
        head,
        classes,
        office,
        template,
        _country(context, first, head),
        _sort(context, lower, office, classes),
        determiner is not None,
        is_plural,
        words.places.get(base_form(words.places, lower, context.doc.language), ()),
        _MEDIA.issuperset(classes) and bool(classes),
        bool(stand_in),
    )


def _head(context: NameContext, first: int, last: int) -> int | None:
    """The noun of a phrase: the first capitalised word where nouns are capitalised, else the last before a break.

    What leads to a break is none: a report | seen by the council, people | familiar with the matter.
    """
    if context.grammar.capitalises_nouns:
        return _capitalised_head(context, first, last)
    head, breaks = None, context.grammar.words["phrase_breaks"]
    for i in range(first, last):
        lower = context.lowers[i]
        is_led = context.lower(i + 1) in breaks and context.doc.tags[i] in VERB_LIKE and i + 1 < last
        if head is not None and (lower in breaks or is_led):
            break
        if lower[0].isalpha() and lower not in context.function_words:
            head = i
    return head


def _capitalised_head(context: NameContext, first: int, last: int) -> int | None:
    """Return the first noun.

    After an attribute with a preposition, return the next one: vier mit der Sache vertraute Quellen.
    """
    head = None
    is_inside = False
    for i in range(first, last):
        form, lower = context.forms[i], context.lowers[i]
        if lower in context.function_words and not (form.isupper() and len(form) > 1):
            is_inside = is_inside or (
                i > first and head is None and lower in context.grammar.words["attribute_prepositions"]
            )
            continue
        is_attribute = i + 1 < last and context.is_initial[i] and is_adjective_before(context, i)
        if not context.is_capital[i] or len(form) < 2 or is_attribute:
            continue
        if (
            form.isupper()
            and i + 1 < last
            and context.is_capital[i + 1]
            and context.grammar.is_ordinary(context.forms[i + 1])
        ):
            continue  # US Botschaft
        if i + 1 < last and context.is_capital[i + 1] and _is_from_town(context, i):
            continue  # Berliner Polizei
        if is_inside and head is None and _has_attribute(context, i + 1, last):
            is_inside = False
            continue
        return i
    return head


def _is_from_town(context: NameContext, i: int) -> bool:
    """Whether a word is made from a town's name: Berliner, Bremer."""
    grammar = context.grammar
    stems = without_each(context.forms[i], tuple(grammar.words["town_endings"]))
    towns = [stem + ending for stem in stems for ending in grammar.endings.towns]
    return any(context.gazetteer.longest_at([name], 0) for name in towns)


def _has_attribute(context: NameContext, first: int, last: int) -> bool:
    """Whether a participle and a noun follow."""
    if first + 1 >= last or not context.forms[first].islower():
        return False
    return adjective_stem(context.grammar, context.lowers[first]) is not None


def is_adjective_before(context: NameContext, i: int) -> bool:
    """Whether a capital is due to the beginning of a sentence and the word an attribute: Hochrangige US-Beamte."""
    following = context.form(i + 1)
    if (
        not following[:1].isalpha()
        or following.lower() in context.function_words
        or context.grammar.office(context.forms[i])
    ):
        return False
    is_inflected = adjective_stem(context.grammar, context.lowers[i]) is not None
    return is_inflected and context.gazetteer.longest_at(context.forms, i) is None


def _sort(context: NameContext, lower: str, office: Office | None, classes: tuple[str, ...]) -> str | None:
    """Return what a description stands for that refers to nobody named."""
    language = context.doc.language
    words = nominal_words(language)
    nobody = ends_like(words.not_actors, lower, language)
    organization = ends_like(words.organizations, lower, language) or ends_like(words.speaking, lower, language)
    if office is not None and office.ending >= max(len(nobody), len(organization)):
        return "person"
    if nobody and len(nobody) >= len(organization):
        return None
    if organization or classes:
        return "organization"
    return None if lower.endswith(words.abstract_endings) else "person"


def base_form(table: Container[str], lower: str, language: str) -> str:
    """Return the word, or what it is the genitive of, if `table` has it, else nothing.

    A longer compound is not looked up: it says more than its last part.
    """
    if lower in table:
        return lower
    for base in without_each(lower, load_grammar(language).endings.same_nouns):
        if base in table:
            return base
    return ""


def _classes(context: NameContext, lower: str) -> tuple[str, ...]:
    """Return what a word may refer back to."""
    classes = nominal_words(context.doc.language).classes
    return classes.get(base_form(classes, lower, context.doc.language), ())


def compound_classes(context: NameContext, lower: str) -> tuple[str, ...]:
    """Return what a compound may be called by its last part alone: a Naturschutzverband is a Verband."""
    if not context.grammar.capitalises_nouns:
        return ()
    words = nominal_words(context.doc.language)
    return words.classes.get(ends_like(words.classed, lower, context.doc.language), ())


def media_classes(context: NameContext, token: int) -> tuple[str, ...]:
    """Return the kinds of media that a noun means, none where it may mean something else."""
    classes = _classes(context, context.lowers[token])
    return classes if classes and _MEDIA.issuperset(classes) else ()


def classes_of_name(context: NameContext, first: int, last: int) -> tuple[str, ...]:
    """Return the nouns that may stand for an unlisted organisation: the Union of Dock Workers, a union.

    Words for many kinds of institution (a ministry) tell nothing.
    """
    for i in range(first, last):
        classes = _classes(context, context.lowers[i]) or compound_classes(context, context.lowers[i])
        if 0 < len(classes) <= _MOST_CLASSES:
            return classes
    end = context.forms[last - 2] if context.forms[last - 1] == "." and last - first > 1 else context.forms[last - 1]
    words = context.grammar.words
    is_firm = context.forms[first] in words["firm_heads"] or any(end in words[tails] for tails in _TAILS_OF_FIRMS)
    return ("company",) if is_firm else ()


def institution_named(context: NameContext, first: int, last: int) -> Entry | None:
    """The institution a name calls by country and field: the Polish Foreign Ministry, Ministry of Defence of Japan.

    None where a name has no country or says more than that.
    """
    words = nominal_words(context.doc.language)
    for head in range(first, last):
        is_end = head + 1 == last or context.lowers[head + 1] in context.grammar.words["belonging"]
        template = _template(context, words, first, head) if is_end else None
        country = _country(context, first, head) if template is not None else None
        if template is not None and country is not None:
            return institution(context, template, country)
    return None


@lru_cache(maxsize=_REMEMBERED)
def ends_like(table: frozenset[str], lower: str, language: str) -> str:
    """Return the longest tail of a word, its inflection aside, that is in `table`."""
    ends = _ends_in(table)
    for ending in ("", *load_grammar(language).endings.nouns):
        if lower.endswith(ending):
            form = lower[: len(lower) - len(ending)]
            if form[-_SHORTEST_TAIL:] not in ends:  # as of most words
                continue
            for begin in range(max(0, len(form) - _LONGEST_TAIL), len(form) - _SHORTEST_TAIL + 1):
                if form[begin:] in table:
                    return form[begin:]
    return ""


@lru_cache(maxsize=_TABLES)
def _ends_in(table: frozenset[str]) -> frozenset[str]:
    """Return the last letters of the words of a table, as many as the shortest tail has."""
    return frozenset(word[-_SHORTEST_TAIL:] for word in table)


def _template(context: NameContext, words: NominalWords, first: int, head: int) -> str | None:
    """Return the key of the institution that the words before and at `head` call by its field."""
    lower = context.lowers[head]
    if not context.grammar.capitalises_nouns:
        for size in (3, 2, 1):
            phrase = " ".join(context.lowers[max(first, head - size + 1) : head + 1])
            if phrase in words.templates:
                return words.templates[phrase]
        return None
    tail = lower.rsplit("-", 1)[-1]
    national = next((part for part in words.national if tail.startswith(part)), "")
    return words.templates.get(tail.removeprefix(national))


def _country(context: NameContext, first: int, head: int) -> str | None:
    """Return the country a description names: by adjective, by prefix (US-, Bundes-), by genitive or "in" after it."""
    adjectives = context.gazetteer.country_of
    for i in range(first, head):
        lower = context.lowers[i]
        stem = adjective_stem(context.grammar, lower) if context.grammar.capitalises_nouns else lower
        country = adjectives.get(stem or "") or adjectives.get(f"{context.lower(i - 1)} {lower}")
        country = country or _country_named(context, i)
        if country is not None:
            return country
    form = context.forms[head]
    if "-" in form:
        known = context.gazetteer.longest_at([form.split("-", 1)[0]], 0)
        return known[1].entry.country if known is not None else None
    for part, national in nominal_words(context.doc.language).national.items():
        if context.lowers[head].startswith(part):
            return national
    at = head + 1
    if context.lower(at) in context.grammar.words["belonging"]:
        at += 1
        at += context.lower(at) in context.grammar.words["articles"]
    elif not context.form(at).endswith(context.grammar.endings.names):
        return None
    return _country_named(context, at)


def _country_named(context: NameContext, i: int) -> str | None:
    if not context.capital(i):
        return None
    known = context.gazetteer.longest_at(context.forms, i)
    return known[1].entry.country if known is not None and known[1].entry.kind == "state" else None


def institution(context: NameContext, template: str, country: str) -> Entry:
    """Return the institution of a country: the listed one, else one made from the template."""
    key = f"{country.lower()}.{template}"
    listed = context.gazetteer.institutions.get(key)
    if listed is not None:
        return listed
    state = context.gazetteer.states.get(country)
    name = state.name if state is not None else country
    if load_world("states").get(country, {}).get("takes_article"):
        name = f"the {name}"
    label = nominal_words(context.doc.language).labels[template].format(name=name)
    return Entry(key, "organization", label, country, None, (template,))


def find_head_before(context: NameContext, head: int) -> int | None:
    """First token of a definite phrase whose noun is `head`: its determiner, at most a few attributes before it."""
    for i in range(head - 1, max(-1, head - _MAX_BEFORE - 1), -1):
        lower = context.lowers[i]
        if lower in context.grammar.words["definite"]:
            return i
        if lower in context.grammar.words["genitive_marks"] and i:
            return i - 1
        if not (lower.isalpha() or "-" in lower) or (context.is_capital[i] and context.grammar.capitalises_nouns):
            return None
    return None
