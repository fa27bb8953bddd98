"""Which names of a text mean the same actor: surname and full name, genitive and base form, acronym and long form."""

from collections.abc import Mapping
from itertools import takewhile

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import classes_of_name, institution_named
from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.grammar import NameGrammar, without_each, without_ending
from pipeline.extract.actors.initials import begins_with_initial, written_out
from pipeline.extract.actors.media import classes_of_medium
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.roles import adjective_stem, role_before, role_lemma
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.short_names import Meaning, as_introduced, listed_long_forms, long_forms, short_words
from pipeline.extract.actors.spelling import fold
from pipeline.extract.actors.surnames import double_surname
from pipeline.extract.name_lists import SURNAME, codes_of
from pipeline.extract.quotations import MARKS as QUOTATION_MARKS
from pipeline.extract.tags import COORDINATOR

_MOST_JOINED = 5  # words of a name and its noun behind „und“
_FEWEST_DESCRIBED = 3  # words of a name that begins with what the person is
_FEWEST_OF_NAME = 2  # letters that a name has without its ending
_FEWEST_OF_NOUN = 6  # letters of the last word of a body's name that may have an ending
_MAX_NAMESAKES = 20  # people of one surname looked at; keeps hostile input linear


def enter_names(context: NameContext, names: list[Name], roster: Roster) -> list[int]:
    """Enter `names` into the roster; the entity of each, parallel to `names`."""
    names = as_introduced(context, names)
    seen = {name.text for name in names}
    texts = _uninflected(context, names, [_base_form(context, name, seen) for name in names])
    persons = [text for name, text in zip(names, texts, strict=True) if name.kind == "person" and name.entry is None]
    whole = written_out((text for text in persons if is_full(context, text)), context.grammar.is_first_name)
    full = _full_names(context, names, [whole.get(text, text) for text in texts])
    short = short_words(context, names, texts)
    longer, listed = long_forms(context, names, texts), listed_long_forms(context, names, texts)
    found = []
    for name, text in zip(names, texts, strict=True):
        known = listed.get(text) if name.entry is None else None
        meant = whole.get(text, text) if name.kind == "person" else text
        index = roster.add_entry(known) if known else _enter(context, name, meant, full, longer, short, roster)
        if is_full(context, meant):
            roster.namesakes.name(index, name.first, context.doc.sentences[context.doc.sentence_at(name.first)].first)
        else:
            roster.namesakes.call(index, name.first)
        entity = roster.entities[index]
        entity.aliases.add(text)
        entity.gender = entity.gender or name.gender
        said = meant if begins_with_initial(text) else text
        is_its_name = name.kind != "person" or fold(said).split()[:1] == entity.key.split()[:1]  # not Actor Tom Cruise
        is_longer = (len(said), said) > (len(entity.name), entity.name)
        if entity.entry is None and is_its_name and is_longer and not entity.is_local:
            entity.name = said
        found.append(index)
    for name, index in zip(names, found, strict=True):
        _note_role(context, name, roster, index)
    for name, index in zip(names, found, strict=True):
        roster.mentioned(index, name.first)
    roster.sort()
    return found


def _base_form(context: NameContext, name: Name, seen: set[str]) -> str:
    """The name without a genitive -s: where the text has it without, or a noun follows (Angela Merkels Minister)."""
    text = name.text
    endings = context.grammar.endings
    if name.entry is None and name.kind == "media" and _is_quoted_in_genitive(context, name):
        return without_ending(text, endings.genitive, _FEWEST_OF_NOUN) or text
    base = without_ending(text, endings.names, _FEWEST_OF_NAME)
    if name.entry is not None or not base or not context.grammar.capitalises_nouns:
        return text
    if base in seen or any(other.endswith(" " + base) for other in seen if " " in other and " " not in text):
        return base
    if name.kind == "person" and _is_attribute(context, name):
        return base
    if name.kind != "person" or not (context.capital(name.last) or _owns_with_another(context, name.last - 1)):
        return text
    if text.endswith(endings.long_genitive) and " " in text:
        return base if is_genitive(context, name.last - 1) else text
    if not base.endswith(endings.kept_after):
        return base
    return base if " " in text and _is_surname_without(context, name.last - 1, base, seen) else text


def _is_surname_without(context: NameContext, token: int, base: str, seen: set[str]) -> bool:
    """Whether a full name before a noun has a surname without its -s: the text has that alone, or only that is listed.

    Paolo Riccis Antrag, with Ricci elsewhere; but Carlos Barrios Antrag.
    """
    codes = codes_of(context.forms[token])
    return base.rpartition(" ")[2] in seen or (SURNAME not in codes and SURNAME.lower() in codes)


def _is_quoted_in_genitive(context: NameContext, name: Name) -> bool:
    """Whether a name in quotation marks stands behind an article of the genitive: des „Hafenkuriers“."""
    before = name.first - 1
    is_quoted = context.form(before) in QUOTATION_MARKS
    return is_quoted and context.lower(before - 1) in context.grammar.words["genitive_articles"]


def _is_attribute(context: NameContext, name: Name) -> bool:
    """Whether a full name in -s that only without it is known stands behind its noun: der Antrag Petra Bornes."""
    before, codes = name.first - 1, codes_of(context.forms[name.last - 1])
    if name.last - name.first == 1 or name.role is not None or SURNAME.lower() not in codes or SURNAME in codes:
        return False
    form = context.form(before)
    is_noun = context.capital(before) and context.grammar.is_ordinary(form) and context.grammar.office(form) is None
    is_led = context.lower(before - 1) in context.grammar.words["articles"] or not context.is_initial[before]
    return is_noun and is_led and not context.grammar.is_first_name(form) and form not in context.grammar.titles


def in_genitive(context: NameContext, name: Name) -> bool:
    """Whether a person's full name has a genitive's ending, by what stands behind or before it."""
    return is_genitive(context, name.last - 1) or _is_attribute(context, name)


def is_genitive(context: NameContext, token: int) -> bool:
    """Whether a surname in -es that a noun follows has a genitive's ending: Hans Krauses Rücktritt, not Jan Mertes."""
    form = context.forms[token]
    endings = context.grammar.endings.long_genitive
    if not form.endswith(endings) or not (context.capital(token + 1) or _owns_with_another(context, token)):
        return False
    return SURNAME not in codes_of(form) or SURNAME.lower() in codes_of(form)


def _owns_with_another(context: NameContext, token: int) -> bool:
    """Whether „und“, another name in the genitive and a noun follow: Lukas Schulzes und Maria Bergs Firma."""
    if token + 1 >= len(context.forms) or context.doc.tags[token + 1] is not COORDINATOR:
        return False
    end = token + 2
    while end < token + 2 + _MOST_JOINED and context.capital(end):
        end += 1
    return end > token + 3 and context.forms[end - 2].endswith(context.grammar.endings.names)


def _uninflected(context: NameContext, names: list[Name], texts: list[str]) -> list[str]:
    """Return the names with those of organisations that differ by case endings alone as one: the shortest of them.

    „Deutsche Hebammenverband“ stands for „des Deutschen Hebammenverbandes“ too.
    """
    if not context.grammar.capitalises_nouns:
        return texts
    stems = [
        "" if name.entry is not None or name.kind in ("person", "place") else _stem(context.grammar, text)
        for name, text in zip(names, texts, strict=True)
    ]
    shortest: dict[str, str] = {}
    for stem, text in sorted(zip(stems, texts, strict=True), key=lambda pair: (len(pair[1]), pair[1])):
        shortest.setdefault(stem, text)
    return [shortest[stem] if stem else text for stem, text in zip(stems, texts, strict=True)]


def _stem(grammar: NameGrammar, text: str) -> str:
    """Return an organisation's name without the endings of its adjectives and the genitive of its last word."""
    *words, last = text.split()
    base = without_ending(last, grammar.endings.genitive) if len(last) >= _FEWEST_OF_NOUN else ""
    return " ".join([*(adjective_stem(grammar, word) or word for word in words), base or last])


def _full_names(context: NameContext, names: list[Name], texts: list[str]) -> dict[str, list[str]]:
    """Return the full names of persons by each folded surname, in the order of the text."""
    full: dict[str, list[str]] = {}
    persons = [text for name, text in zip(names, texts, strict=True) if name.kind == "person"]
    doubled = {fold(surname) for text in persons if (surname := double_surname(context, text.split()))}
    for name, text in zip(names, texts, strict=True):
        if name.kind == "person" and is_full(context, text) and fold(text) not in doubled:
            words, meant = fold(text).split(), name.entry.name if name.entry else text
            particles = takewhile(lambda word: word in context.grammar.words["particles"], reversed(words[1:-1]))
            tail = " ".join(words[-1 - len(tuple(particles)) :])  # "von der leyen"
            double = fold(double_surname(context, text.split()))
            for part in sorted({words[-1], words[0], tail, fold(text.split()[-1]), double} - {""}):
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


def _enter(
    context: NameContext,
    name: Name,
    text: str,
    full: dict[str, list[str]],
    longer: Mapping[str, Meaning],
    short: Mapping[str, Meaning],
    roster: Roster,
) -> int:
    if name.entry is not None:
        index = roster.add_entry(name.entry)
        if name.entry.is_own and name.kind == "organization" and not name.entry.classes:
            roster.entities[index].classes.update(classes_of_name(context, name.first, name.last))
        return index
    if name.kind != "person":
        entry = institution_named(context, name.first, name.last) if name.kind == "organization" else None
        entry = entry or _listed_without_article(context, name) or _of_people(context, name)
        if entry is not None:
            return roster.add_entry(entry)
        kind, long_form = longer.get(text, (name.kind, text))
        if text not in longer and " " not in text:
            kind, long_form = short.get(text, (kind, long_form))
        index = roster.add(kind, fold(_without_article(context, long_form)), long_form)
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
    text = _without_description(context, text, full)
    folded = fold(text)
    candidates = full.get(folded)
    if is_full(context, text) and not candidates:
        return roster.add("person", folded, text)
    # Of a surname alone only what stands before it tells a gender: Grant is a given name, too.
    own = name.gender if is_full(context, text) else role_before(context, name.first)[1]
    gender = context.grammar.gender_of_title.get(title, own)
    if candidates:
        meant = _agreeing(candidates, gender, roster, name.first)
        if meant is not None:
            return roster.add("person", fold(meant), meant)
    return _enter_surname(folded, text, gender, roster)


def _enter_surname(folded: str, text: str, gender: str | None, roster: Roster) -> int:
    """Enter somebody known by the surname alone; of another gender than who was called so before it is another."""
    known = roster.find("person", text)
    if known is None or roster.entities[known].gender in (None, gender) or gender is None:
        return roster.add("person", folded, text, is_local=True)
    return roster.add("person", f"{folded} {gender}", text, is_local=True)


def _without_article(context: NameContext, text: str) -> str:
    """Return a body's name without the article that some write as part of it: The Church of the Holy Well."""
    first, _, rest = text.partition(" ")
    return rest if first.lower() in context.grammar.words["articles"] and rest[:1].isupper() else text


def _listed_without_article(context: NameContext, name: Name) -> Entry | None:
    """Return the listed actor that a name with an article means: The Church of Scientology."""
    if context.lowers[name.first] not in context.grammar.words["articles"] or name.last == name.first + 1:
        return None
    found = context.gazetteer.longest_at(context.forms, name.first + 1)
    is_whole = found is not None and found[0] == name.last and not found[1].is_ambiguous and not found[1].is_metonym
    return found[1].entry if found is not None and is_whole else None


def _of_people(context: NameContext, name: Name) -> Entry | None:
    """Return the state whose people as a whole a name means: die Italiener hätten nicht geantwortet."""
    is_word = name.last - name.first == 1 and context.grammar.capitalises_nouns
    if not is_word or context.lower(name.first - 1) not in context.grammar.words["plural_determiners"]:
        return None
    lower = context.lowers[name.first]
    words = (lower, *without_each(lower, context.grammar.endings.peoples))
    country = next((found for word in words if (found := context.gazetteer.country_of.get(word))), None)
    return context.gazetteer.states.get(country) if country is not None and not context.capital(name.last) else None


def _without_description(context: NameContext, text: str, full: Mapping[str, list[str]]) -> str:
    """Return a person's name without words before it that are no given names: Democrat Ann Holt, after Ann Holt."""
    words = text.split()
    if len(words) < _FEWEST_DESCRIBED or context.grammar.is_first_name(words[0]):
        return text
    known = full.get(fold(words[-1]), ())
    return next((tail for k in range(1, len(words) - 1) if (tail := " ".join(words[k:])) in known), text)


def _agreeing(candidates: list[str], gender: str | None, roster: Roster, token: int) -> str | None:
    """Return whom of the people of one surname the surname alone means, None where it may be several.

    Those count who are named so far and may be of this gender, else the first that is named later; none where all are
    named and of another gender: Frau Holm, after Peter Holm.
    """
    named: dict[int, str] = {}
    others = []
    for candidate in candidates[:_MAX_NAMESAKES]:
        index = roster.find("person", candidate)
        if index is None:
            others.append(candidate)
        elif gender in (None, roster.entities[index].gender or gender):
            named.setdefault(index, candidate)
    if len(named) < 2:
        return next(iter((*named.values(), *others)), None)
    meant = roster.namesakes.meant(tuple(named), token)
    return None if meant is None else named[meant]


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
