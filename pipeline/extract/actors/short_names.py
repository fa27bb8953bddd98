"""Short and long names of one body in a text: its acronym, its first word, its name without what follows “of”."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.extract.actors.abbreviations import introduced, is_other
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.names import Name
from pipeline.extract.words import load_words

_FEWEST_LETTERS = 3  # of an acronym that no bracket explains
_MOST_WORDS = 12  # of a name whose beginnings are looked up
_BODIES = frozenset(["organization", "media", "group", "party", "igo"])

Meaning = tuple[str, str]
"""The kind and the long form that a short name stands for."""


def listed_long_forms(context: NameContext, names: Sequence[Name], texts: Sequence[str]) -> dict[str, Entry]:
    """Return the listed organisation by its unlisted other name: Gewerkschaft der Lokführer (GDL)."""
    found = {}
    for i, following in introduced(context, names):
        name = names[i]
        if name.entry is None and name.kind == "organization" and following.entry is not None:
            letters = iter(texts[i].lower())
            acronym = texts[i + 1].lower()
            if texts[i].lower()[0] == acronym[0] and all(letter in letters for letter in acronym):
                found[texts[i]] = following.entry
    return found


def as_introduced(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, listed acronyms as unlisted ones where the text introduces them as another body's."""
    others = {
        following.text
        for i, following in introduced(context, names)
        if names[i].entry is None and names[i].kind == "organization" and following.entry is not None
        if following.text.isupper() and " " in names[i].text and is_other(context, names[i].text, following.entry)
    }
    if not others:
        return names
    return [replace(n, entry=None, kind="organization") if n.text in others and n.entry else n for n in names]


def long_forms(context: NameContext, names: Sequence[Name], texts: Sequence[str]) -> dict[str, Meaning]:
    """Return what short names of unlisted bodies stand for.

    These are acronyms beside brackets, acronyms of the first letters of a name (USI, the University of Southern
    Indiana), and names that a longer one begins with (the Holt Foundation for the Arts).
    """
    found: dict[str, Meaning] = {}
    bodies = {
        text: name.kind
        for name, text in zip(names, texts, strict=True)
        if name.entry is None and name.kind in _BODIES and " " in text
    }
    found.update(_beginnings(bodies, load_words(context.doc.language).lists.coordinators))
    found.update(_of_first_letters(names, texts, bodies))
    for i, following in introduced(context, names):
        name = names[i]
        if following.entry is None and name.entry is None:
            if texts[i].isupper() and " " in texts[i + 1] and following.kind == "organization":
                found[texts[i]] = (following.kind, texts[i + 1])
            elif texts[i] != texts[i + 1]:
                found[texts[i + 1]] = (name.kind, texts[i])
    return {short: _furthest(meant, found) for short, meant in found.items()}


def _furthest(meant: Meaning, found: Mapping[str, Meaning]) -> Meaning:
    """Return the longest form that a name leads to: an acronym of a name that is a beginning itself."""
    further = found.get(meant[1])
    return further if further is not None and len(further[1]) > len(meant[1]) else meant


def _beginnings(bodies: Mapping[str, str], coordinators: Collection[str]) -> dict[str, Meaning]:
    """Return the names that one longer name alone continues with a small word: … for the Arts, … of the Coast."""
    longer: dict[str, list[str]] = defaultdict(list)
    for text in bodies:
        words = text.split()
        for size in range(2, min(len(words) - 1, _MOST_WORDS)):
            beginning = " ".join(words[:size])
            if beginning in bodies and words[size].islower() and words[size] not in coordinators:
                longer[beginning].append(text)
    return {short: (bodies[texts[0]], texts[0]) for short, texts in longer.items() if len(texts) == 1}


def _of_first_letters(names: Sequence[Name], texts: Sequence[str], bodies: Mapping[str, str]) -> dict[str, Meaning]:
    """Return the unlisted acronyms that the first letters of one body's name alone give."""
    acronyms = {
        text
        for name, text in zip(names, texts, strict=True)
        if name.entry is None and text.isupper() and text.isalpha() and len(text) >= _FEWEST_LETTERS
    }
    meant: dict[str, set[str]] = defaultdict(set)
    for text in bodies if acronyms else ():
        words = text.replace("-", " ").split()
        capitals = "".join(word[0] for word in words if word[0].isupper())
        for letters in (capitals, "".join(word[0] for word in words).upper()):
            if letters in acronyms:
                meant[letters].add(text)
    return {acronym: (bodies[text], text) for acronym, (text, *rest) in meant.items() if not rest}


def short_words(context: NameContext, names: Sequence[Name], texts: Sequence[str]) -> dict[str, Meaning]:
    """Return the kind and full name of unlisted bodies by the word that may stand for them alone.

    Words that several names share stand for none.
    """
    found: dict[str, Meaning] = {}
    shared = set()
    for name, text in zip(names, texts, strict=True):
        for part in short_forms(context, name, text) if name.entry is None else ():
            if found.setdefault(part, (name.kind, text)) != (name.kind, text):
                shared.add(part)
    return {part: meant for part, meant in found.items() if part not in shared}


def short_forms(context: NameContext, name: Name, text: str) -> list[str]:
    """Return the words of an unlisted body's name that may stand for it: Oakline Partners, the Tarnbrook Courier."""
    words = text.split()
    if name.kind not in ("organization", "media", "group") or len(words) < 2:
        return []
    found = []
    for part in words[-1:] if name.kind == "media" else words[:1]:  # what papers begin with is mostly a town
        is_word = part == words[0] and context.grammar.is_ordinary(_as_listed(context, part))
        is_other = context.grammar.is_first_name(part) or context.gazetteer.longest_at([part], 0) is not None
        if part[0].isupper() and len(part) > 3 and not is_word and not is_other:
            found.append(part)
    return found


def _as_listed(context: NameContext, word: str) -> str:
    return word if context.grammar.capitalises_nouns else word.lower()
