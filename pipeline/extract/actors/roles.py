"""Roles: the title or apposition beside a person's name, and its dictionary form."""

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.grammar import NameGrammar, without_each, without_ending
from pipeline.extract.actors.pronouns import load_pronouns
from pipeline.extract.agreement import after_determiner
from pipeline.extract.lang.models.grammar_files import Phrases
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.terms import Gender, Number
from pipeline.extract.words import load_words

_MAX_MODIFIERS = 5
_MAX_APPOSITION = 9
_FEWEST_OF_ADJECTIVE = 3  # letters that an adjective has without its ending
_STOPS = frozenset(',.;:!?–—()“”„"«»\n')
Role = tuple[tuple[int, int] | None, str | None]


def role_before(context: NameContext, first: int) -> Role:
    """Code points of the office directly before token `first` with its attributes, and the gender it tells.

    It stands in the same sentence: what the one before ends in is no title of a name that begins the next.
    """
    at = first - 1
    gender = None
    opening = context.doc.sentences[context.doc.sentence_at(first)].first
    while at >= opening and (context.forms[at] == "." or context.forms[at] in context.grammar.gender_of_title):
        gender = gender or context.grammar.gender_of_title.get(context.forms[at])
        at -= 1
    if at < opening:
        return None, gender
    end = at
    if context.forms[at] in context.grammar.abbreviations:
        end += context.form(at + 1) == "."
    if context.lower(at - 1) in context.grammar.words["role_links"] and context.is_capital[at]:
        at -= 2  # Secretary of State
    office = context.grammar.office_of_title(context.form(at))
    if office is None or office.is_plural or not (context.is_capital[at] or not context.grammar.capitalises_nouns):
        return None, gender
    begin = at
    while begin > 0 and at - begin < _MAX_MODIFIERS and _is_modifier(context, begin - 1):
        begin -= 1
    tokens = context.doc.tokens
    return (tokens.starts[begin], tokens.ends[end]), gender or office.gender or _gender_of_article(context, begin, at)


def _gender_of_article(context: NameContext, begin: int, head: int) -> str | None:
    """Return the gender that an article before an office tells which has one form for both: der Vorsitzende."""
    words = load_words(context.doc.language)
    readings, _ = words.determiners.get(context.lower(begin - 1), ((), False))
    if not words.has_case_endings or not readings:
        return None
    left = after_determiner(read_file(context.doc.language, Phrases), readings, context.lowers[head])
    genders = {reading.gender for reading in left if reading.number is not Number.PLURAL}
    told = genders.pop() if len(genders) == 1 else None
    return told if told in (Gender.MASCULINE, Gender.FEMININE) else None


def role_after(context: NameContext, last: int) -> Role:
    """Return the same for an apposition after a comma: “…, the Russian foreign minister,”."""
    if context.form(last) != ",":
        return None, None
    begin = last + 1
    if context.lower(begin) in context.grammar.words["articles"]:
        begin += 1
    end = begin
    limit = min(len(context.forms), begin + _MAX_APPOSITION)
    head: int | None = None
    relative = load_pronouns(context.doc.language).relative
    while (
        end < limit and context.forms[end] not in _STOPS and not (head is not None and context.lowers[end] in relative)
    ):
        if head is None and context.grammar.office(context.forms[end]) and _is_role_word(context, end):
            head = end
        elif head is None and not _is_modifier(context, end) and not context.is_capital[end]:
            return None, None
        end += 1
    if head is None or end == limit or (context.form(end) not in ",.)–—" and context.lower(end) not in relative):
        return None, None
    office = context.grammar.office(context.forms[head])
    tokens = context.doc.tokens
    return (tokens.starts[begin], tokens.ends[end - 1]), office.gender if office else None


def _is_role_word(context: NameContext, index: int) -> bool:
    return bool(context.is_capital[index]) or not context.grammar.capitalises_nouns


def _is_modifier(context: NameContext, index: int) -> bool:
    """Whether a word may stand before an office: an adjective, or (where nouns are small) a capitalised word."""
    form, lower = context.forms[index], context.lowers[index]
    if form in _STOPS or context.lowers[index] in context.grammar.words["articles"]:
        return False
    if context.grammar.capitalises_nouns:
        is_titular = context.is_capital[index] and context.capital(index + 1)  # die Leitende Oberstaatsanwältin
        return (is_titular or not context.is_capital[index]) and is_adjective(context.grammar, lower)
    if context.is_capital[index]:
        is_people = lower in context.grammar.words["role_modifiers"] or lower in context.gazetteer.country_of
        return (
            not context.is_initial[index] or is_people or context.gazetteer.longest_at(context.forms, index) is not None
        )
    return lower in context.grammar.words["role_modifiers"]


def is_adjective(grammar: NameGrammar, lower: str) -> bool:
    """Whether a word in lower case has an adjective's ending after a stem that adjectives have."""
    stem = adjective_stem(grammar, lower)
    return stem is not None and (
        stem in grammar.words["role_modifiers"] or stem.endswith(tuple(grammar.words["adjective_stems"]))
    )


def adjective_stem(grammar: NameGrammar, lower: str) -> str | None:
    """`lower` without its inflection, or None where it has none."""
    return without_ending(lower, grammar.endings.adjectives, _FEWEST_OF_ADJECTIVE) or None


def nominative(grammar: NameGrammar, form: str) -> str:
    """Return a noun in the genitive as it is in the nominative, where the dictionary has that."""
    office = grammar.office(form)
    if office is not None:
        kept = len(form) - office.ending
        return form[: kept + 1] + office.lemma[1:]
    bases = without_each(form, grammar.endings.genitive)
    return next((base for base in bases if grammar.is_ordinary(base) or grammar.is_compound(base)), form)


def role_lemma(grammar: NameGrammar, surface: str, gender: str | None) -> str:
    """Return the dictionary form of a role: nominative singular, the adjectives agreeing (russischer Außenminister)."""
    words = surface.split()
    if not grammar.capitalises_nouns:
        return surface
    head = next((i for i, word in enumerate(words) if word[0].isupper() and grammar.office(word)), None)
    if head is None:
        return surface
    office = grammar.office(words[head])
    if office is None:
        return surface
    is_feminine = office.gender == Gender.FEMININE or (office.gender is None and gender == Gender.FEMININE)
    lemma = office.stem + grammar.endings.feminine if office.gender is None and is_feminine else office.lemma
    kept = len(words[head]) - office.ending
    words[head] = words[head][: kept + 1] + lemma[1:]  # the first letter as written: US-Präsident, Außenminister
    for i in range(head):
        stem = adjective_stem(grammar, words[i])
        if stem is not None and (words[i][0].islower() or is_adjective(grammar, words[i].lower())):
            words[i] = stem + (grammar.endings.feminine if is_feminine else grammar.endings.masculine)
    return " ".join(words)
