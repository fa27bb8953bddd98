"""Which names of a text mean the same actor: surname and full name, genitive and base form, acronym and long form."""

from itertools import takewhile

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import classes_of_name, institution_named
from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.media import classes_of_medium
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.roles import adjective_stem, role_lemma
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.spelling import fold
from pipeline.extract.name_lists import codes_of

_MAX_NAMESAKES = 20  # people of one surname looked at; keeps hostile input linear


def enter_names(context: NameContext, names: list[Name], roster: Roster) -> list[int]:
    """Enter `names` into the roster; the entity of each, parallel to `names`."""
    seen = {name.text for name in names}
    texts = _uninflected(context, names, [_base_form(context, name, seen) for name in names])
    full = _full_names(context, names, texts)
    short = _short_forms(context, names, texts)
    long_forms, listed = _long_forms(context, names, texts), _listed_acronyms(context, names, texts)
    found = []
    for name, text in zip(names, texts, strict=True):
        known = listed.get(text) if name.entry is None else None
        index = roster.add_entry(known) if known else _enter(context, name, text, full, long_forms, short, roster)
        roster.named_last[index] = name.first
        entity = roster.entities[index]
        entity.aliases.add(text)
        entity.gender = entity.gender or name.gender
        if entity.entry is None and (len(text), text) > (len(entity.name), entity.name) and not entity.is_local:
            entity.name = text
        found.append(index)
    for name, index in zip(names, found, strict=True):
        _note_role(context, name, roster, index)
    for name, index in zip(names, found, strict=True):
        roster.mentioned(index, name.first)
    roster.sort()
    return found


def _base_form(context: NameContext, name: Name, seen: set[str]) -> str:
    """The name without a genitive -s: where the text has it without, or a noun follows (Angela Merkels Minister)."""
    text = " ".join(name.text.split())
    if name.entry is not None or text[-1:] != "s" or len(text) < 3 or not context.grammar.capitalises_nouns:
        return text
    if text[:-1] in seen or any(other.endswith(" " + text[:-1]) for other in seen if " " in other and " " not in text):
        return text[:-1]
    if name.kind != "person" or not context.capital(name.last):
        return text
    if text[-2] == "e" and " " in text:
        return text[:-1] if is_genitive(context, name.last - 1) else text
    return text[:-1] if text[-2] not in "sxzaeiou" else text


def is_genitive(context: NameContext, token: int) -> bool:
    """Whether a surname in -es that a noun follows has a genitive's ending: Hans Krauses Rücktritt, not Jan Mertes."""
    form = context.forms[token]
    if not form.endswith("es") or not context.capital(token + 1):
        return False
    return "S" not in codes_of(form) or "s" in codes_of(form)


def _uninflected(context: NameContext, names: list[Name], texts: list[str]) -> list[str]:
    """Return the names with those of organisations that differ by case endings alone as one: the shortest of them.

    „Deutsche Hebammenverband“ stands for „des Deutschen Hebammenverbandes“ too.
    """
    if not context.grammar.capitalises_nouns:
        return texts
    stems = [
        "" if name.entry is not None or name.kind in ("person", "place") else _stem(text)
        for name, text in zip(names, texts, strict=True)
    ]
    shortest: dict[str, str] = {}
    for stem, text in sorted(zip(stems, texts, strict=True), key=lambda pair: (len(pair[1]), pair[1])):
        shortest.setdefault(stem, text)
    return [shortest[stem] if stem else text for stem, text in zip(stems, texts, strict=True)]


def _stem(text: str) -> str:
    """Return an organisation's name without the endings of its adjectives and the genitive of its last word."""
    *words, last = text.split()
    base = next((last[: -len(ending)] for ending in ("es", "s") if last.endswith(ending) and len(last) > 5), last)
    return " ".join([*(adjective_stem(word) or word for word in words), base])


def _full_names(context: NameContext, names: list[Name], texts: list[str]) -> dict[str, list[str]]:
    """Return the full names of persons by each folded surname, in the order of the text."""
    full: dict[str, list[str]] = {}
    for name, text in zip(names, texts, strict=True):
        if name.kind == "person" and is_full(context, text):
            words, meant = fold(text).split(), name.entry.name if name.entry else text
            particles = takewhile(lambda word: word in context.grammar.words["particles"], reversed(words[1:-1]))
            tail = " ".join(words[-1 - len(tuple(particles)) :])  # "von der leyen"
            for part in sorted({words[-1], words[0], tail}):
                known = full.setdefault(part, [])
                if meant not in known:
                    known.append(meant)
    return full


def is_full(context: NameContext, text: str) -> bool:
    """Whether a person's name has a given name and more."""
    words = text.split()
    if len(words) < 2:
        return False
    is_particle = words[0].lower() in context.grammar.words["particles"]  # "Von der Leyen" begins a sentence
    return context.grammar.is_first_name(words[0]) or (words[0][0].isupper() and not is_particle)


def _listed_acronyms(context: NameContext, names: list[Name], texts: list[str]) -> dict[str, Entry]:
    """Return the listed organisation by its unlisted long form: Gewerkschaft der Lokführer (GDL)."""
    found = {}
    for i in range(len(names) - 1):
        name, following = names[i], names[i + 1]
        is_bracket = following.first == name.last + 1 and context.form(name.last) == "("
        if is_bracket and name.entry is None and name.kind == "organization" and following.entry is not None:
            letters = iter(texts[i].lower())
            acronym = texts[i + 1].lower()
            if texts[i].lower()[0] == acronym[0] and all(letter in letters for letter in acronym):
                found[texts[i]] = following.entry
    return found


def _long_forms(context: NameContext, names: list[Name], texts: list[str]) -> dict[str, tuple[str, str]]:
    """Return the kind and long form by acronym, from "long form (acronym)" and "acronym (long form)"."""
    found = {}
    for i in range(len(names) - 1):
        name, following = names[i], names[i + 1]
        is_bracket = following.first == name.last + 1 and context.form(name.last) == "("
        if is_bracket and context.form(following.last) == ")" and following.entry is None and name.entry is None:
            if texts[i].isupper() and " " in texts[i + 1] and following.kind == "organization":
                found[texts[i]] = (following.kind, texts[i + 1])
            else:
                found[texts[i + 1]] = (name.kind, texts[i])
    return found


def _short_forms(context: NameContext, names: list[Name], texts: list[str]) -> dict[str, tuple[str, str]]:
    """Return the kind and full name of unlisted bodies by the word that may stand for them alone.

    Words that several names share stand for none.
    """
    found: dict[str, tuple[str, str]] = {}
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
    for part in (words[0], words[-1]) if name.kind == "media" else words[:1]:
        is_word = part == words[0] and context.grammar.is_ordinary(_as_listed(context, part))
        is_other = context.grammar.is_first_name(part) or context.gazetteer.longest_at([part], 0) is not None
        if part[0].isupper() and len(part) > 3 and not is_word and not is_other:
            found.append(part)
    return found


def _as_listed(context: NameContext, word: str) -> str:
    return word if context.grammar.capitalises_nouns else word.lower()


def _enter(
    context: NameContext,
    name: Name,
    text: str,
    full: dict[str, list[str]],
    long_forms: dict[str, tuple[str, str]],
    short: dict[str, tuple[str, str]],
    roster: Roster,
) -> int:
    if name.entry is not None:
        index = roster.add_entry(name.entry)
        if name.entry.is_own and name.kind == "organization" and not name.entry.classes:
            roster.entities[index].classes.update(classes_of_name(context, name.first, name.last))
        return index
    if name.kind != "person":
        entry = institution_named(context, name.first, name.last) if name.kind == "organization" else None
        if entry is not None:
            return roster.add_entry(entry)
        kind, long_form = long_forms.get(text, (name.kind, text))
        if text not in long_forms and " " not in text:
            kind, long_form = short.get(text, (kind, long_form))
        index = roster.add(kind, fold(long_form), long_form)
        if kind == "organization":
            roster.entities[index].classes.update(classes_of_name(context, name.first, name.last))
        if kind == "media":
            roster.entities[index].classes.update(classes_of_medium(context, name))
        return index
    if " " not in text and text in short and fold(text) not in full:
        kind, long_form = short[text]  # Oakline, after Oakline Partners
        return roster.add(kind, fold(long_form), long_form)
    title, _, rest = text.partition(" ")
    title = title.rstrip(".")
    if title in context.grammar.titles and fold(rest) in full:
        text = rest  # Ms. Delgado, after Rosa Delgado
    folded = fold(text)
    if is_full(context, text):
        return roster.add("person", folded, text)
    candidates = full.get(folded)
    if candidates:
        meant = _agreeing(candidates, context.grammar.gender_of_title.get(title, name.gender), roster)
        if meant is None:
            return roster.add("person", folded, text, is_local=True)
        return roster.add("person", fold(meant), meant)
    return roster.add("person", folded, text, is_local=True)


def _agreeing(candidates: list[str], gender: str | None, roster: Roster) -> str | None:
    """Return whom of the people of one surname the surname alone means, None where it may be several.

    Those count who are named so far and may be of this gender, else all of them; an inflected form of one is no other.
    """
    named = []
    for candidate in candidates[:_MAX_NAMESAKES]:
        index = roster.find("person", candidate)
        if index is not None and gender in (None, roster.entities[index].gender or gender):
            named.append(candidate)
    if not named:
        return candidates[0]
    return named[-1] if len(named) == 1 else _latest(named, roster)


def _latest(named: list[str], roster: Roster) -> str | None:
    """Return the one of several who was named last in full, if the names before are not named again since."""
    order = [index for candidate in named if (index := roster.find("person", candidate)) is not None]
    last = max(order, key=lambda index: roster.named_last.get(index, -1))
    return next(candidate for candidate in named if roster.find("person", candidate) == last)


def _note_role(context: NameContext, name: Name, roster: Roster, index: int) -> None:
    if name.role is None:
        return
    entity = roster.entities[index]
    surface = context.doc.text[name.role[0] : name.role[1]]
    entity.offices.add(role_lemma(context.grammar, surface, entity.gender).lower())
    for word in surface.split():
        office = context.grammar.office_of_title(word)
        if office is not None:
            entity.groups.add(office.group)
            entity.offices.add(word.lower()[: max(0, len(word) - office.ending)] + office.stem)
