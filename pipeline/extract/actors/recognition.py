"""Finding the names of a text: every recogniser in turn, the choice among what they propose, then the tagger."""

from collections.abc import Sequence

from pipeline.extract.actors.abbreviations import propose_abbreviated
from pipeline.extract.actors.clubs import as_clubs
from pipeline.extract.actors.context import NameContext, read_context
from pipeline.extract.actors.firms import with_firms
from pipeline.extract.actors.grammar import without_each
from pipeline.extract.actors.headings import without_headings
from pipeline.extract.actors.kinds_in_text import as_people, as_the_text_says
from pipeline.extract.actors.lookup import propose_listed
from pipeline.extract.actors.media import propose_media, with_media
from pipeline.extract.actors.names import NO_ACTOR, Name, choose
from pipeline.extract.actors.naming import in_genitive
from pipeline.extract.actors.organizations import propose_organizations
from pipeline.extract.actors.persons import is_addressed, make_person, propose_persons
from pipeline.extract.actors.places import propose_places
from pipeline.extract.actors.quoted import propose_quoted
from pipeline.extract.actors.runs import propose_runs
from pipeline.extract.actors.short_names import short_forms
from pipeline.extract.actors.surnames import double_begin, with_double_surnames
from pipeline.extract.actors.tagger.proposals import CRF, propose_tagged
from pipeline.extract.actors.tagger.seam import Tagger, yielding_rules
from pipeline.extract.actors.tagger.settling import settle
from pipeline.extract.actors.things import without_things
from pipeline.extract.text import Text
from pipeline.extract.watching import Watch

_OVERLAPS = "overlaps a longer name, or a surer one of the same length"
_MOST_ALIKE = 20  # names that begin alike looked at; keeps hostile input linear


def find_names(doc: Text, tagger: Tagger = CRF, watch: Watch | None = None) -> list[Name]:
    """Return the named mentions of `doc`, sorted by position, none overlapping another."""
    context = read_context(doc)
    names = find_by_rules(context, watch)
    tagged = propose_tagged(context, names, tagger)
    if tagged is not None:
        standing = {name.first for name in names if is_addressed(context, name)}
        settled = settle(names, tagged, yielding_rules(tagger, context), standing)
        if watch:
            watch.lost_names([*names, *tagged], settled, "rules and tagger disagree, and the other is right more often")
        names = with_double_surnames(context, as_people(context, settled))
    names = with_firms(context, names)
    told = with_media(context, as_the_text_says(context, as_clubs(context, names)))
    names = without_things(context, told)
    names = choose([*names, *propose_abbreviated(context, names)], len(context.forms))
    names = without_headings(context, names)
    if watch:
        watch.lost_names(told, names, "a work, a product, or ordinary words: nobody who could speak")
    proposed = [*names, *_repeated(context, names)]
    chosen = choose(proposed, len(context.forms))
    found = [name for name in chosen if name.kind != NO_ACTOR]
    if watch:
        watch.lost_names(proposed, chosen, _OVERLAPS)
        watch.lost_names(chosen, found, "an event, a law or a thing: nobody who could speak")
        watch.kept_names(found)
    return found


def find_by_rules(context: NameContext, watch: Watch | None = None) -> list[Name]:
    """The names that gazetteer and rules find, and what they take for events (`NO_ACTOR`), sorted, none overlapping."""
    candidates = [
        *propose_listed(context),
        *propose_persons(context),
        *propose_quoted(context),
        *propose_media(context),
    ]
    if context.grammar.capitalises_nouns:
        candidates += [*propose_organizations(context), *propose_places(context)]
    else:
        candidates += propose_runs(context)
    chosen = choose(candidates, len(context.forms))
    if watch:
        watch.lost_names(candidates, chosen, _OVERLAPS)
    return chosen


def _repeated(context: NameContext, names: list[Name]) -> list[Name]:
    """Return what the text names elsewhere: surnames of persons, acronyms and other names that no lexicon lists."""
    known: dict[str, list[tuple[tuple[str, ...], Name]]] = {}
    for name in names:
        if name.kind == NO_ACTOR or name.rule == "person.run":
            continue
        forms = tuple(context.forms[name.first : name.last])
        is_full = len(forms) > 1
        if is_full and name.entry is None:
            known.setdefault(forms[0], []).append((forms, name))
        if name.kind == "person" and is_full:
            for last in dict.fromkeys((forms[-1], name.text.rsplit(maxsplit=1)[-1])):  # Holt, and Weber-Holt
                known.setdefault(last, []).append(((last,), name))
            double = double_begin(context, name)
            if double is not None:
                both = tuple(context.forms[double : name.last])
                known.setdefault(both[0], []).append((both, name))
            if context.grammar.capitalises_nouns and in_genitive(context, name):
                known.setdefault(forms[-1][:-1], []).append(((forms[-1][:-1],), name))
        if is_full and name.entry is None:
            for part in short_forms(context, name, name.text):
                known.setdefault(part, []).append(((part,), name))
        elif name.kind not in ("person", "place") and not is_full and name.entry is None:
            known.setdefault(forms[0], []).append((forms, name))
    taken = {i for name in names for i in range(name.first, name.last)}
    found, endings = [], context.grammar.endings.names
    for i, form in enumerate(context.forms):
        if i in taken or not (context.is_capital[i] or "-" in form):
            continue
        like = _longest(context, i, known.get(form, ()))
        if like is None and form.endswith(endings):
            bases = without_each(form, endings)
            like = next(((1, name) for base in bases for forms, name in known.get(base, ()) if len(forms) == 1), None)
        if like is not None:
            found.append(_again(context, i, i + like[0], like[1]))
    return found


def _longest(
    context: NameContext, first: int, candidates: Sequence[tuple[tuple[str, ...], Name]]
) -> tuple[int, Name] | None:
    """Length in words and name of the longest of `candidates` at a token, of equally long ones the first."""
    best: tuple[int, Name] | None = None
    for forms, name in candidates[:_MOST_ALIKE]:
        is_longer = best is None or len(forms) > best[0]
        if is_longer and tuple(context.forms[first : first + len(forms)]) == forms:
            best = (len(forms), name)
    return best


def _again(context: NameContext, first: int, last: int, name: Name) -> Name:
    """Return the name at tokens `first` to `last` that the text has elsewhere."""
    if name.kind == "person":
        return make_person(context, first, last, "repeated")
    tokens = context.doc.tokens
    text = context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, name.kind, "repeated")
