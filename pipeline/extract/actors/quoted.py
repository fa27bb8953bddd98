"""Names in quotation marks that the text itself calls a name: die sogenannte „Koalition der Willigen“."""

from collections.abc import Iterator

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.organizations import is_class
from pipeline.extract.quotations import without_marks

_MAX_TOKENS = 7


def propose_quoted(context: NameContext) -> Iterator[Name]:
    """Quoted names after "so-called" or a word for what they are, if the quoted words call a group by its kind."""
    words = context.grammar.words
    for quotation in context.doc.quotations:
        before = context.lower(quotation.first - 1)
        if not quotation.is_closed or quotation.last - quotation.first > _MAX_TOKENS + 2:
            continue
        inner = without_marks(quotation)
        if inner.first >= inner.last or not context.capital(inner.first):
            continue
        kind = None
        if before in words["so_called"] and any(
            context.lowers[i] in words["group_heads"] for i in range(inner.first, inner.last)
        ):
            kind = "group"
        elif context.capital(quotation.first - 1) and is_class(
            context, quotation.first - 1, context.grammar.endings.same_nouns
        ):
            kind = "organization"
        if kind is None:
            continue
        text = context.surface(inner.first, inner.last)
        # The group's mention takes its marks in, as they belong to how it is called; a title's marks do not.
        outer = quotation if kind == "group" else inner
        yield Name(outer.first, outer.last, outer.start, outer.end, text, kind, "quoted")
