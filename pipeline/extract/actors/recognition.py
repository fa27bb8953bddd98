"""Finding the names of a text: every recogniser in turn, the choice among what they propose, then the tagger."""

from pipeline.extract.actors.context import NameContext, read_context
from pipeline.extract.actors.lookup import propose_listed
from pipeline.extract.actors.names import NO_ACTOR, Name, choose
from pipeline.extract.actors.organizations import propose_organizations
from pipeline.extract.actors.persons import make_person, propose_persons
from pipeline.extract.actors.places import propose_places
from pipeline.extract.actors.quoted import propose_quoted
from pipeline.extract.actors.runs import propose_runs
from pipeline.extract.actors.tagger.proposals import propose_tagged
from pipeline.extract.actors.tagger.settling import settle
from pipeline.extract.text import Text


def find_names(doc: Text) -> list[Name]:
    """The named mentions of `doc`, sorted by position, none overlapping another."""
    context = read_context(doc)
    names = find_by_rules(context)
    tagged = propose_tagged(context, names)
    if tagged is not None:
        names = settle(names, tagged)
    found = choose([*names, *_repeated(context, names)], len(context.forms))
    return [name for name in found if name.kind != NO_ACTOR]


def find_by_rules(context: NameContext) -> list[Name]:
    """The names that gazetteer and rules find, and what they take for events (`NO_ACTOR`), sorted, none overlapping."""
    candidates = [*propose_listed(context), *propose_persons(context), *propose_quoted(context)]
    if context.grammar.capitalises_nouns:
        candidates += [*propose_organizations(context), *propose_places(context)]
    else:
        candidates += propose_runs(context)
    return choose(candidates, len(context.forms))


def _repeated(context: NameContext, names: list[Name]) -> list[Name]:
    """What the text names elsewhere: surnames of persons, acronyms and other single words of organisations."""
    known: dict[str, Name] = {}
    for name in names:
        is_full = name.last - name.first > 1
        if name.kind == "person" and is_full and name.rule != "person.run":
            known.setdefault(context.forms[name.last - 1], name)
        elif name.kind not in ("person", NO_ACTOR, "place") and not is_full and name.entry is None:
            known.setdefault(context.forms[name.first], name)
    taken = {i for name in names for i in range(name.first, name.last)}
    found = []
    for i, form in enumerate(context.forms):
        if i in taken or not (context.is_capital[i] or "-" in form):
            continue
        like = known.get(form) or (known.get(form[:-1]) if form.endswith("s") else None)
        if like is None:
            continue
        if like.kind == "person":
            found.append(make_person(context, i, i + 1, "repeated"))
        else:
            tokens = context.doc.tokens
            found.append(Name(i, i + 1, tokens.starts[i], tokens.ends[i], form, like.kind, "repeated"))
    return found
