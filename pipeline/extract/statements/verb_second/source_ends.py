"""Where a source ends: behind what is joined to it, before a noun without an article or what the verb governs."""

from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.lang.models.grammar_files import Phrases
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.terms import Case
from pipeline.extract.name_lists import CITY, SURNAME, TOWN, codes_of
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.somebody import is_body, is_named, is_somebody
from pipeline.extract.tags import COMMA, HYPHEN, NOUN, QUOTATION_MARK

_PLACES = frozenset({CITY, TOWN})
_MOST_LISTED = 8  # sources in a row
_ENDING = 2  # letters that make an adjective of a place's name


def end_of_noun(reading: Reading, phrase: NounPhrase) -> int | None:
    """Return where a noun of `phrase`, or of what hangs on it, ends before a common noun; None if there is none.

    A noun for a person, a medium or what has a title has a name behind it, and so no common noun.
    """
    for i in range(phrase.first, phrase.reach - 1):
        if reading.tags[i] is reading.tags[i + 1] is NOUN and _is_apart(reading, i):
            return i + 1
    return None


def end_before_governed(reading: Reading, clause: Clause, phrase: NounPhrase) -> int | None:
    """Return where `phrase` ends before what a cue of its clause governs: „geht laut Angaben der Firma von …“."""
    governed = {word for p in find_predicates(reading, clause) for word in p.government.prepositions}
    for link in reading.phrases_in(phrase.last, phrase.reach) if governed else ():
        at = link.preposition
        if at is not None and at > phrase.last and reading.lowers[at] in governed:
            return at
    return None


def end_of_joined(reading: Reading, phrase: NounPhrase) -> int:
    """Return the end of a source with those that und joins to it in its case: „laut den Ärzten und den Pflegern“."""
    end = phrase.reach
    while end + 1 < len(reading.lowers) and reading.lowers[end] in reading.cues.frames["words.joining"]:
        following = next(iter(reading.phrases_in(end + 1, end + 2)), None)
        if following is None or following.is_pronoun or not _goes_with(reading, following):
            break
        end = following.reach
    return end


def end_of_listed(reading: Reading, end: int) -> int | None:
    """Return the end of the sources that commas and an und join to one before token `end`; None if there are none.

    „nach Recherchen von NDR, WDR und SZ“, not „laut Anna Klein, Chefin und Gründerin der Werft“.
    """
    tags, n_items = reading.tags, 0
    while end + 1 < len(tags) and n_items < _MOST_LISTED:
        is_last = reading.lowers[end] in reading.cues.frames["words.joining"]
        if tags[end] is not COMMA and not is_last:
            return None
        following = next(iter(reading.phrases_in(end + 1, end + 2)), None)
        if following is None or following.is_pronoun or not _may_be_source(reading, following):
            return None
        end, n_items = following.last, n_items + 1
        if is_last:
            return end if n_items > 1 else None
    return None


def _may_be_source(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase names somebody or is a noun for a body."""
    span = [(phrase.first, phrase.last)]
    return is_named(reading, span) or is_body(reading, span) or reading.tags[phrase.first] is QUOTATION_MARK


def _goes_with(reading: Reading, following: NounPhrase) -> bool:
    """Whether a phrase behind und is of the case of a source, or a noun for somebody alone („und Feuerwehr“)."""
    if following.is_marked:
        return not following.can_be(Case.NOMINATIVE)
    is_alone = reading.tags[following.first] is NOUN and following.last - following.first == 1
    return is_alone and is_somebody(reading, [(following.first, following.last)])


def _is_apart(reading: Reading, noun: int) -> bool:
    """Whether the common noun behind token `noun` is none of its phrase."""
    frames, lowers, following = reading.cues.frames, reading.lowers, reading.doc.tokens.forms[noun + 1]
    titled = (*frames["words.belonging"], *frames["words.medium_nouns"], *frames["words.titled"])
    if noun + 1 in reading.name_tokens or lowers[noun].endswith(titled):
        return False
    if lowers[noun + 1].endswith(reading.cues.source_nouns) or HYPHEN in reading.tags[noun + 2 : noun + 3]:
        return False  # „Kleins Angaben“, „die Gewerkschaft Nahrung-Genuss-Gaststätten“
    if _is_attribute(reading, noun):
        return False
    is_many = reading.phrases_in(noun, noun + 1) and _is_dative_plural(reading, lowers[noun])
    is_office = load_grammar(reading.words.language).office(lowers[noun]) is not None
    if noun not in reading.name_ends and is_office and not is_many:
        return False
    is_common = following.isalpha() and load_dictionary(reading.words.language).knows(following)
    return is_common and SURNAME not in codes_of(following)


def _is_dative_plural(reading: Reading, lower: str) -> bool:
    """Whether a noun alone is one of many, and so no title of a name: „laut Ermittlern“."""
    return lower.endswith(read_file(reading.words.language, Phrases).endings.dative_plural)


def _is_attribute(reading: Reading, noun: int) -> bool:
    """Whether token `noun` is an adjective with a capital or a name in the genitive: „Belgrader“, „Obamas“."""
    form, lower = reading.doc.tokens.forms[noun], reading.lowers[noun]
    if noun in reading.name_ends and lower.endswith(reading.words.lists.genitive_endings):
        return not reading.is_media_name(noun)
    if noun in reading.name_ends and noun - 1 in reading.name_tokens and noun - 1 not in reading.name_ends:
        return False  # a name of several words
    return lower in load_dictionary(reading.words.language) or bool(_PLACES & set(codes_of(form[:-_ENDING])))
