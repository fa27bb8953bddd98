"""Surnames of two words, with nothing or a long dash between them: Karl Müller Schmidt, Anna Weber–Holt."""

from dataclasses import replace

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.name_lists import SURNAME, codes_of
from pipeline.extract.tags import HYPHEN, LONG_DASHES

_FEWEST = 3  # words of a name that has a given name and two surnames


def double_surname(context: NameContext, words: list[str]) -> str:
    """Return the surname of two words that a person's full name ends in, nothing where it has but one."""
    if len(words) < _FEWEST:
        return ""
    first, second = words[-2:]
    is_double = first[0].isupper() and _is_surname(context, first) and _is_surname(context, second)
    return f"{first} {second}" if is_double else ""


def with_double_surnames(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, those of persons with both words of a surname, in full and wherever the text repeats it."""
    joined = _in_full(context, names)
    known = {
        tuple(context.forms[at : name.last])
        for name in joined
        if name.kind == "person" and (at := double_begin(context, name)) is not None
    }
    return _repeated(context, joined, known) if known else joined


def double_begin(context: NameContext, name: Name) -> int | None:
    """Return the first token of a surname of two words."""
    forms = context.forms[name.first : name.last]
    if len(forms) > _FEWEST and context.doc.tags[name.last - 2] in LONG_DASHES:
        return name.last - 3
    return name.last - 2 if name.entry is None and double_surname(context, forms) else None


def _in_full(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, a full one with the surname that follows it, at once or behind a dash."""
    found: list[Name] = []
    end = 0
    for name in names:
        if name.first < end:
            continue
        if found and found[-1].last == name.first and _continues(context, found[-1], name):
            found[-1] = _person(context, found[-1].first, name.last, found[-1].rule)
        else:
            found.append(_over_dash(context, name))
        end = found[-1].last
    return found


def _continues(context: NameContext, name: Name, following: Name) -> bool:
    """Whether a person's given name and surname go on in the next name, which is a surname alone."""
    if name.kind != "person" or following.kind != "person" or name.entry is not None or following.entry is not None:
        return False
    is_full = name.last - name.first > 1 and context.grammar.is_first_name(context.forms[name.first])
    is_alone = following.last - following.first == 1 and not context.is_initial[following.first]
    last, form = context.forms[name.last - 1], context.forms[following.first]
    return is_full and is_alone and _is_surname(context, last) and _is_surname(context, form)


def _is_surname(context: NameContext, word: str) -> bool:
    return SURNAME in codes_of(word) and not context.grammar.is_first_name(word)


def _is_dashed(context: NameContext, dash: int) -> bool:
    """Whether a long dash joins two surnames, with no space around it."""
    tokens = context.doc.tokens
    if not 0 < dash < len(tokens) - 1 or context.doc.tags[dash] not in LONG_DASHES:
        return False
    is_tight = tokens.ends[dash - 1] == tokens.starts[dash] and tokens.ends[dash] == tokens.starts[dash + 1]
    return is_tight and all(context.capital(k) and _is_surname(context, context.forms[k]) for k in (dash - 1, dash + 1))


def _over_dash(context: NameContext, name: Name) -> Name:
    """The name, a person's full one with what a dash joins to its surname."""
    is_full = name.kind == "person" and name.entry is None and name.last - name.first > 1
    if not is_full or not _is_dashed(context, name.last):
        return name
    return _person(context, name.first, name.last + 2, name.rule)


def _repeated(context: NameContext, names: list[Name], known: set[tuple[str, ...]]) -> list[Name]:
    """Return the names, with surnames of two words in place of their parts."""
    lengths = sorted({len(forms) for forms in known}, reverse=True)
    found: list[Name] = []
    end = 0
    for name in names:
        if name.first < end:
            continue
        if name.kind == "person" and name.entry is None:
            name = _whole(context, name, known, lengths, end)
        found.append(name)
        end = name.last
    return found


def _whole(context: NameContext, name: Name, known: set[tuple[str, ...]], lengths: list[int], end: int) -> Name:
    """The name, or the surname of two words that it is a part of, if that begins at token `end` or behind it."""
    for size in lengths:
        for first in (name.first, name.last - size):
            if size > name.last - name.first and first >= end and tuple(context.forms[first : first + size]) in known:
                return _person(context, first, first + size, name.rule)
    return name


def _person(context: NameContext, first: int, last: int, rule: str) -> Name:
    """Return the person that tokens name, a long dash within written as a hyphen."""
    name = make_person(context, first, last, rule)
    dash = next((context.forms[k] for k in range(first, last) if context.doc.tags[k] in LONG_DASHES), None)
    return name if dash is None else replace(name, text=name.text.replace(dash, HYPHEN))
