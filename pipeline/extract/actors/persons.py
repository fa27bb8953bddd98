"""Persons that no gazetteer lists: given name and surname, title and surname, the subject of an inverted clause."""

from collections.abc import Iterator

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.openings import GIVEN, LEADER, SURNAME, UNKNOWN, load_openings
from pipeline.extract.actors.pronouns import is_pronoun
from pipeline.extract.actors.roles import role_after, role_before
from pipeline.extract.name_lists import SURNAME as LISTED_SURNAME
from pipeline.extract.name_lists import codes_of

_OF_COMPANIES = "company"  # the group of offices that companies hold more often than persons: Fahrradhersteller
_MAX_TOKENS = 9  # of one person's name; keeps hostile input linear
_QUOTE_ENDS = frozenset("“”\"«»’‘',!?")
_QUOTE_STARTS = frozenset("„“\"»‚'")
_ROMAN = frozenset(
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XXIII"]
)


def propose_persons(context: NameContext) -> Iterator[Name]:
    """Candidates for persons, one a place where a name may begin."""
    i = context.is_capital.find(1)
    while i >= 0:
        found = _person_at(context, i)
        if found is not None:
            yield found
        i = context.is_capital.find(1, i + 1 if found is None else found.last)


def _person_at(context: NameContext, i: int) -> Name | None:
    """Return what the first of the rules finds that may find something at token `i`, by the words there."""
    forms, openings = context.forms, load_openings(context.grammar.language)
    opening, before = openings[forms[i]], forms[i - 1] if i else ""
    found = _given_and_surname(context, i) if opening & GIVEN else None
    if found is None and (before == "." or openings[before] & LEADER):
        found = _titled(context, i)
    if found is None and i and context.lowers[i - 1] in context.grammar.words["speech_verbs"]:
        found = _speaker(context, i)
    if found is None and opening & UNKNOWN:
        found = _unknown(context, i)
    if found is None and opening & SURNAME:
        found = make_person(context, i, i + 1, "person.listed")
    return found


def _given_and_surname(context: NameContext, i: int) -> Name | None:
    """Return a given name, further ones or initials, and a surname; a given name alone where it is nothing else."""
    grammar = context.grammar
    form = context.forms[i]
    is_initial = (len(form) == 1 and context.form(i + 1) == ".") or (len(form) > 2 and form[1] == ".")
    if not grammar.is_first_name(form) and not is_initial:
        return None
    j = _after_given(context, i)
    if context.form(j) in _ROMAN and not is_initial:  # Elisabeth II., Henry IV
        return make_person(
            context, i, j + 1 + (context.form(j + 1) == "." and context.grammar.capitalises_nouns), "person.full"
        )
    end = surname_end(context, j)
    is_led = context.lower(i - 1) in grammar.words["articles"]
    if end == j + 1 and j - i > 1 and is_led and context.listed("org_heads", j):
        return None  # the Thomas Jefferson Foundation
    if is_initial and (end is None or j - i > 6):
        return None
    is_weak = all(context.forms[k] in grammar.weak for k in range(i, j)) and not is_initial
    if end is None:
        is_none = _is_saint(context, i) or (context.is_initial[i] and is_pronoun(context, i))  # Ella, in Spanish
        if j - i == 1 and (is_weak or is_none or context.gazetteer.longest_at(context.forms, i)):
            return None
        if _is_short_surname(context, j):
            return make_person(context, i, j + 2, "person.full")
        return make_person(context, i, j, "person.given")
    if is_weak and not _may_follow_weak(context, i, j):
        return None
    return make_person(context, i, _with_suffix(context, end), "person.full")


def _is_short_surname(context: NameContext, i: int) -> bool:
    """Whether a surname stands at token `i` of which the text gives the first letter alone: Ella B., aged 12."""
    return len(context.form(i)) == 1 and context.capital(i) and context.form(i + 1) == "."


def _is_saint(context: NameContext, i: int) -> bool:
    """Whether a short word for saints stands before token `i`, or a word of towns' names: St. Peter, Sankt Peter."""
    if context.form(i - 1) == ".":
        return context.listed("saints", i - 2)
    return context.listed("place_qualifiers", i - 1)


def _is_initial(context: NameContext, i: int) -> bool:
    """Whether an initial stands at `i`: "W" before a full stop, or "J.R." in one token; not "I." and not "U.S."."""
    form = context.forms[i]
    if len(form) == 1:
        return context.form(i + 1) == "." and context.capital(i + 2) and not (form == "I" and context.is_initial[i + 2])
    return len(form) > 2 and form[1] == "." and context.gazetteer.longest_at(context.forms, i) is None


def _may_follow_weak(context: NameContext, i: int, j: int) -> bool:
    """Whether the word after a given name that is an ordinary word too may be its surname."""
    if context.listed("not_names", j) or context.listed("org_heads", j) or context.listed("place_tails", j):
        return False
    if context.grammar.capitalises_nouns:
        is_noun = context.grammar.is_ordinary(context.forms[j]) and context.is_initial[i]
        return not is_noun and context.gazetteer.longest_at(context.forms, j) is None
    return not (context.listed("adjectives", i) and context.grammar.is_ordinary(context.lowers[j]))


def _after_given(context: NameContext, i: int) -> int:
    """Return the first token after the given names and initials that begin at `i`."""
    j = i
    limit = min(len(context.forms), i + _MAX_TOKENS)
    while j < limit and (j == i or not context.is_initial[j]):
        form = context.forms[j]
        if len(form) == 1 and _is_initial(context, j):
            j += 2
        elif context.is_capital[j] and (context.grammar.is_first_name(form) or _is_initial(context, j)):
            j += 1
        else:
            break
    return j


def surname_end(context: NameContext, i: int) -> int | None:
    """End of the surname that begins at `i` (particles and one capitalised word, or more where nouns are small)."""
    j = i
    limit = min(len(context.forms) - 1, i + 4)
    if i < len(context.forms) and context.is_initial[i] and i and context.is_capital[i - 1]:
        return None  # the next line or sentence
    while j < limit and context.lowers[j] in context.grammar.words["particles"]:
        j += 1
        if context.form(j) == "-":
            j += 1
    if not _is_surname(context, j):
        return None
    j += 1
    while j < i + 4 and j < len(context.forms) and not context.is_initial[j] and _continues_surname(context, j):
        j += 1
    return j


def _is_surname(context: NameContext, i: int) -> bool:
    form = context.form(i)
    if "-" in form and form[0].islower():  # al-Assad
        particle, _, rest = form.partition("-")
        return particle in context.grammar.words["particles"] and rest[:1].isupper()
    if not context.capital(i) or len(form) < 2 or not form[-1].isalpha():
        return False
    return not context.listed("not_names", i) and not (form.isupper() and len(form) > 1 and not context.is_shouted[i])


def _continues_surname(context: NameContext, i: int) -> bool:
    """Whether a further capitalised word belongs to the surname before it."""
    if not _is_surname(context, i) or context.grammar.office(context.forms[i]):
        return False
    if context.grammar.capitalises_nouns:
        return not context.grammar.is_ordinary(context.forms[i]) and not context.gazetteer.longest_at(context.forms, i)
    return not context.listed("org_heads", i) and not context.gazetteer.longest_at(context.forms, i)


def _with_suffix(context: NameContext, end: int) -> int:
    at = end + 1 if context.form(end) == "," else end
    words = context.grammar.words
    if context.form(at) in words["name_suffixes"]:
        return at + 2 if context.form(at + 1) == "." and context.form(at) in words["short_suffixes"] else at + 1
    return end


def _titled(context: NameContext, i: int) -> Name | None:
    """Return a surname after a title or office: Herr Müller, Kanzler Scholz, Sen. Collins."""
    before = i - 1
    if context.form(before) == "." and before > 0:
        before -= 1
    word = context.form(before)
    is_title = word in context.grammar.titles
    office = context.grammar.office(word) if context.capital(before) else None
    if not is_title and (office is None or office.is_plural or before != i - 1):
        return None
    if (
        context.listed("not_names", i)
        or (context.grammar.office(context.forms[i]) is not None and not is_title)
        or (
            context.forms[i] in context.grammar.titles
            and (not is_title or context.capital(i + 1) or context.form(i + 1) == ".")
        )
    ):
        return None
    known = context.gazetteer.longest_at(context.forms, i)
    if known is not None and not known[1].is_ambiguous and not context.is_shouted[i]:
        return None
    if office is not None and office.group == _OF_COMPANIES:
        return None
    if word in context.grammar.words["saints"] or (office is not None and not is_title and _is_noun(context, i)):
        return None
    end = surname_end(context, i)
    if end is None:
        return None
    if end == i + 1 and context.capital(end) and not context.is_initial[end] and _is_either_unknown(context, i):
        is_surname = (
            context.grammar.office(context.forms[end]) is None and context.lower(end) not in context.function_words
        )
        end = (
            surname_end(context, end) if is_surname and not context.gazetteer.longest_at(context.forms, end) else None
        ) or end
    if end == i + 1 and word in context.grammar.words["addresses"] and _is_surname_like_town(context, end):
        end += 1
    return make_person(context, i, end, "person.title")


def _is_surname_like_town(context: NameContext, i: int) -> bool:
    """Whether a town that people are called by, too, stands at token `i` in a line: Gov. Art | Lund."""
    is_inside = context.capital(i) and not context.is_initial[i] and not context.listed("not_names", i)
    return is_inside and LISTED_SURNAME in codes_of(context.forms[i])


def is_addressed(context: NameContext, name: Name) -> bool:
    """Whether a form of address leads to a surname, which is one though the tagger sees no name: Mrs Holm."""
    before = name.first - 1 - (context.form(name.first - 1) == ".")
    is_led = name.rule == "person.title" and context.form(before) in context.grammar.words["addresses"]
    return is_led and context.grammar.office(context.forms[name.first]) is None  # Mr President


def _is_either_unknown(context: NameContext, i: int) -> bool:
    """Whether one of two capitalised words after an office is in no dictionary, so that both may be the name."""
    return not (context.grammar.is_ordinary(context.forms[i]) and context.grammar.is_ordinary(context.forms[i + 1]))


def _is_noun(context: NameContext, i: int) -> bool:
    """Whether a word after an office is more likely an ordinary noun than a surname: it ends as nouns do."""
    grammar = context.grammar
    return context.lowers[i].endswith(tuple(grammar.words["noun_endings"])) and grammar.is_ordinary(context.forms[i])


def _speaker(context: NameContext, i: int) -> Name | None:
    """Return the subject of the verb of saying before it, after a quotation or comma: “…”, sagt Riederer."""
    if context.form(i - 2) not in _QUOTE_ENDS:
        return None
    if context.grammar.office(context.forms[i]) or context.gazetteer.longest_at(context.forms, i):
        return None
    if context.capital(i + 1) and context.grammar.is_ordinary(context.forms[i]):
        return None
    end = surname_end(context, i)
    if end is None:
        return None
    return make_person(context, i, end, "person.speaker")


def _unknown(context: NameContext, i: int) -> Name | None:
    """Return two to four words in a row that no dictionary has, the first of them being one: Sajed Agha Sakeb."""
    if context.is_shouted[i]:
        return None
    if context.lower(i - 1) in context.grammar.words["articles"] or context.form(i - 1) in _QUOTE_STARTS:
        return None
    end = i
    while (
        end < i + 4
        and _is_surname(context, end)
        and not _is_word(context, end)
        and (end == i or not context.is_initial[end])
    ):
        end += 1
    if (
        end < i + 2
        or context.capital(end)
        or (context.capital(i - 1) and not context.grammar.office(context.forms[i - 1]))
    ):
        return None
    return make_person(context, i, end, "person.run")


def _is_word(context: NameContext, i: int) -> bool:
    """Whether a word is an ordinary one, a listed name, or a compound with hyphen, digits or a capital inside."""
    is_unknown = load_openings(context.grammar.language)[context.forms[i]] & UNKNOWN
    return not is_unknown or context.gazetteer.longest_at(context.forms, i) is not None


def make_person(context: NameContext, first: int, last: int, rule: str) -> Name:
    """Return the person that tokens `first` to `last` name, with the role beside it and a gender where one is known."""
    tokens = context.doc.tokens
    role, gender = role_before(context, first)
    if role is None or context.form(first - 2) in context.grammar.abbreviations:
        said, role_gender = role_after(context, last)
        role, gender = said or role, gender or role_gender
    given = context.forms[first]
    gender = context.grammar.gender_of.get(given, context.grammar.gender_of.get(given.split("-")[0])) or gender
    text = context.surface(first, last)
    return Name(
        first, last, tokens.starts[first], tokens.ends[last - 1], text, "person", rule, role=role, gender=gender
    )
