"""Spans that a backend calls names, as the names that everything after them reads: tokens, role, gazetteer entry."""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.extract.actors import Name
from pipeline.extract.actors.context import NameContext, read_context
from pipeline.extract.actors.lookup import make_listed
from pipeline.extract.actors.persons import make_person
from pipeline.extract.backend import NamedSpan
from pipeline.extract.backends.checking import check_name
from pipeline.extract.text import Text


def to_names(doc: Text, found: Iterable[NamedSpan | Name], backend: str) -> list[Name]:
    """Return the names among `found` as they are, and one for each span that holds a letter, in order.

    A name that the gazetteer lists gets its entry there, so that it is the same actor whoever found it; a person gets
    the title or apposition beside it. White space at the edges is left out. The rule is `<backend>.<span's rule>`.
    Raises BackendError for a span outside the text, or of a kind that actors do not have.
    """
    context: NameContext | None = None
    names = []
    for item in found:
        if isinstance(item, Name):
            names.append(item)
            continue
        check_name(item, len(doc.text))
        surface = doc.text[item.start : item.end]
        if any(map(str.isalpha, surface)):
            start = item.start + len(surface) - len(surface.lstrip())
            context = context or read_context(doc)
            names.append(_name(context, replace(item, start=start, end=start + len(surface.strip())), backend))
    return names


def _name(context: NameContext, span: NamedSpan, backend: str) -> Name:
    tokens = context.doc.tokens
    first, last = tokens.covering(span.start, span.end)
    rule = f"{backend}.{span.rule}"
    is_whole = (tokens.starts[first], tokens.ends[last - 1]) == (span.start, span.end)
    listed = context.gazetteer.longest_at(context.forms, first) if is_whole else None
    is_listed = listed is not None and listed[0] == last
    if listed is not None and is_listed and (span.kind != "person" or listed[1].entry.kind == "person"):
        return replace(make_listed(context, first, *listed), rule=rule)
    if is_whole and span.kind == "person":
        return make_person(context, first, last, rule)
    text = " ".join(context.doc.text[span.start : span.end].split())
    return Name(first, last, span.start, span.end, text, span.kind, rule)
