"""Which statement stands in which: a row's parent is the smallest statement around it."""

from collections.abc import Sequence

from pipeline.extract.statements.reading import Draft

# Only that many of the statements that reach behind one are tried; keeps hostile input linear. More than one is needed
# where pieces of a quotation lie on both sides of what is said between them.
_MAX_TRIED = 4


def parents_of(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the index of the smallest one around it, or None. `drafts` are sorted by their spans.

    What somebody cites hangs on the citation.
    """
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].first, -drafts[i].last, drafts[i].is_cited, i))
    parents: list[int | None] = [None] * len(drafts)
    stack: list[int] = []
    for i in order:
        while stack and drafts[stack[-1]].last < drafts[i].last:
            stack.pop()
        parents[i] = next((j for j in reversed(stack[-_MAX_TRIED:]) if _contains(drafts[j], drafts[i])), None)
        stack.append(i)
    return parents


def _contains(outer: Draft, inner: Draft) -> bool:
    if outer.spans == inner.spans:
        return inner.is_cited and not outer.is_cited
    return all(any(a <= x and y <= b for a, b in outer.spans) for x, y in inner.spans)
