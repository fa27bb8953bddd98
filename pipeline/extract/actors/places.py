"""Places that no gazetteer lists, where nouns are capitalised: by their ending, or after a preposition of place."""

from collections.abc import Iterator

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.openings import PLACE, load_openings


def propose_places(context: NameContext) -> Iterator[Name]:
    """Candidates for places, one a token."""
    openings = load_openings(context.grammar.language)
    for i, form in enumerate(context.forms):
        if context.is_capital[i] and openings[form] & PLACE:
            end, rule = _place(context, i)
            if end:
                tokens = context.doc.tokens
                yield Name(i, end, tokens.starts[i], tokens.ends[end - 1], context.surface(i, end), "place", rule)


def _place(context: NameContext, i: int) -> tuple[int, str]:
    words = context.grammar.words
    form = context.forms[i]
    is_qualified = form in words["place_qualifiers"] and context.capital(i + 1)
    if is_qualified and not context.grammar.is_ordinary(context.forms[i + 1]):
        return i + 2, "place.head"
    if len(form) < 5 or context.is_shouted[i] or context.listed("not_names", i):
        return 0, ""
    lower = context.lowers[i]
    before = context.lower(i - 1)
    if lower.endswith(tuple(words["street_suffixes"])):
        is_street = not context.grammar.is_ordinary(form) and ("-" in form or before in words["street_prepositions"])
        return (i + 1, "place.street") if is_street else (0, "")
    if context.grammar.is_ordinary(form) or "-" in form:
        return 0, ""
    if lower.endswith(tuple(words["place_suffixes"])) and before not in words["articles"]:
        return i + 1, "place.suffix"
    if before in words["place_prepositions"] and not context.capital(i + 1) and not context.grammar.is_compound(form):
        return i + 1, "place.preposition"
    if before in words["place_heads"]:
        return i + 1, "place.head"
    return 0, ""
