"""Descriptions: noun phrases that say what an actor is without naming it, and what they may refer back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import LEXICONS, Entry
from pipeline.extract.actors.grammar import Office
from pipeline.extract.actors.roles import adjective_stem
from pipeline.extract.lexicon import load_lexicon

_MAX_BEFORE = 5  # tokens between a determiner and its noun
_GERMAN_ENDINGS = ("", "s", "es", "n", "en", "e")


@dataclass(frozen=True, slots=True)
class Description:
    """A described actor: `head` token, what the head word may refer back to, and the country it belongs to.

    `template` is the key of an institution that every state has. `sort` says what a description that refers to nobody
    named stands for: person, organization, or None for what is no actor (reports, polls).
    """

    head: int
    classes: tuple[str, ...]
    office: Office | None
    template: str | None
    country: str | None
    sort: str | None
    is_definite: bool


@dataclass(frozen=True, slots=True)
class NominalWords:
    """The nominal lexicon of a language."""

    classes: Mapping[str, tuple[str, ...]]
    organizations: frozenset[str]
    not_actors: frozenset[str]
    templates: Mapping[str, str]
    labels: Mapping[str, str]


@cache
def nominal_words(language: str) -> NominalWords:
    """The nominal lexicon of `language`. Raises FileNotFoundError for a language without one."""
    lexicon = load_lexicon(LEXICONS, language, "nominals")
    templates = load_lexicon(LEXICONS, "world", "templates")
    return NominalWords(
        {word: tuple(classes) for word, classes in lexicon["classes"].items()},
        frozenset(lexicon["organizations"]["words"]),
        frozenset(lexicon["not_actors"]["words"]),
        {head.lower(): key for key, fields in templates.items() for head in fields[language]},
        {key: fields["label"] for key, fields in templates.items()},
    )


def describe(context: NameContext, first: int, last: int) -> Description | None:
    """The description that tokens `first` to `last` are, or None where they have no noun that describes."""
    head = _head(context, first, last)
    if head is None:
        return None
    return describe_head(context, first, head, last)


def describe_head(context: NameContext, first: int, head: int, last: int) -> Description:
    """The description with its noun at `head` within tokens `first` to `last`."""
    words = nominal_words(context.doc.language)
    lower = context.lowers[head]
    template = _template(context, words, first, head)
    office = None if template else context.grammar.office(context.forms[head])
    classes: tuple[str, ...] = (template,) if template else ()
    if not template:
        classes = _lookup_tail(words.classes, lower) or ()
    if office is not None:
        stem = lower[: len(lower) - office.ending] + office.stem
        classes = context.grammar.office_groups.get(stem) or context.grammar.office_groups.get(
            office.stem, (office.group,)
        )
    is_definite = any(context.lowers[i] in context.grammar.words["definite"] for i in range(first, head))
    return Description(
        head,
        classes,
        office,
        template,
        _country(context, first, head, last),
        _sort(words, lower, office, classes),
        is_definite,
    )


def _head(context: NameContext, first: int, last: int) -> int | None:
    """The noun of a phrase: the first capitalised word where nouns are capitalised, else the last before a break."""
    if context.grammar.capitalises_nouns:
        return (
            next(
                (
                    i
                    for i in range(first, last)
                    if (context.is_capital[i] and context.forms[i].isalnum())
                    or (context.is_capital[i] and "-" in context.forms[i] and len(context.forms[i]) > 2)
                ),
                None,
            )
            if last - first
            else None
        )
    head = None
    for i in range(first, last):
        if context.lowers[i] in context.grammar.words["phrase_breaks"] and head is not None:
            break
        if context.forms[i][0].isalpha() and context.lowers[i] not in context.grammar.words["articles"]:
            head = i
    return head


def _sort(words: NominalWords, lower: str, office: Office | None, classes: tuple[str, ...]) -> str | None:
    tail = _tail_in(words.not_actors, lower)
    organization = _tail_in(words.organizations, lower)
    if office is not None and office.ending >= max(len(tail), len(organization)):
        return "person"
    if tail and len(tail) >= len(organization):
        return None
    if organization or classes:
        return "organization"
    return "person"


def _lookup_tail(table: Mapping[str, tuple[str, ...]], lower: str) -> tuple[str, ...] | None:
    """What `table` has for the longest tail of a word, its inflection aside."""
    tail = _tail_in(table, lower)
    return table[tail] if tail else None


def _tail_in(table: Mapping[str, object] | frozenset[str], lower: str) -> str:
    for form in (lower, *(lower[: -len(e)] for e in _GERMAN_ENDINGS[1:] if lower.endswith(e))):
        for begin in range(max(0, len(form) - 22), len(form) - 2):
            if form[begin:] in table:
                return form[begin:]
    return ""


def _template(context: NameContext, words: NominalWords, first: int, head: int) -> str | None:
    """The key of the institution that the words before and at `head` call by its field."""
    lower = context.lowers[head]
    if not context.grammar.capitalises_nouns:
        for size in (3, 2, 1):
            phrase = " ".join(context.lowers[max(first, head - size + 1) : head + 1])
            if phrase in words.templates:
                return words.templates[phrase]
        return None
    tail = lower.rsplit("-", 1)[-1].removeprefix("bundes")
    return words.templates.get(tail)


def _country(context: NameContext, first: int, head: int, last: int) -> str | None:
    """The country a description names: by adjective, by prefix (US-, Bundes-), by genitive or "in" behind it."""
    countries = context.gazetteer.country_of
    for i in range(first, head):
        stem = adjective_stem(context.lowers[i]) if context.grammar.capitalises_nouns else context.lowers[i]
        if stem is not None and stem in countries:
            return countries[stem]
    form = context.forms[head]
    if "-" in form:
        known = context.gazetteer.longest_at([form.split("-", 1)[0]], 0)
        if known is not None:
            return known[1].entry.country
    if context.lowers[head].startswith("bundes") and context.doc.language == "de":
        return "DE"
    for i in range(max(first, head - 3), min(len(context.forms), max(last, head + 4))):
        if i == head or (i > head and context.forms[i] in ",.;:"):
            if i > head:
                break
            continue
        known = context.gazetteer.longest_at(context.forms, i)
        if known is not None and known[1].entry.kind in ("state", "organization") and known[1].entry.country:
            return known[1].entry.country
    return None


def institution(context: NameContext, template: str, country: str) -> Entry:
    """The institution of a country: the listed one, else one made from the template."""
    key = f"{country.lower()}.{template}"
    listed = context.gazetteer.institutions.get(key)
    if listed is not None:
        return listed
    state = context.gazetteer.states.get(country)
    name = state.name if state is not None else country
    label = nominal_words(context.doc.language).labels[template].format(name=name)
    return Entry(key, "organization", label, country, None, (template,))


def find_head_before(context: NameContext, head: int) -> int | None:
    """First token of a definite phrase whose noun is `head`: its determiner, at most a few attributes before it."""
    for i in range(head - 1, max(-1, head - _MAX_BEFORE - 1), -1):
        lower = context.lowers[i]
        if lower in context.grammar.words["definite"]:
            return i
        if not (lower.isalpha() or "-" in lower) or (context.is_capital[i] and context.grammar.capitalises_nouns):
            return None
    return None
