"""Whether what a backend gave are spans of the text it was given."""

from collections.abc import Sequence
from itertools import chain

from pipeline.extract.annotation import Span, Statement, TimeExpression
from pipeline.extract.backend import BackendError, NamedSpan
from schemas.vocabulary import ActorKind, Medium, StatementType


def check_dates(dates: Sequence[TimeExpression], n: int) -> None:
    """Raises BackendError for an expression outside a text of `n` code points, or an anchor not among them."""
    known = {(date.start, date.end) for date in dates}
    for date in dates:
        _check_span((date.start, date.end), n)
        if isinstance(date.anchor, tuple) and date.anchor not in known:
            raise BackendError(f"the anchor {date.anchor} is no expression")


def check_name(name: NamedSpan, n: int) -> None:
    """Raises BackendError for a name outside a text of `n` code points, or of a kind that actors do not have."""
    _check_span((name.start, name.end), n)
    if name.kind not in ActorKind.values():
        raise BackendError(f"{name.kind!r} is no kind of actor (there are {', '.join(ActorKind.values())})")


def check_statements(statements: Sequence[Statement], n: int) -> None:
    """Raises BackendError for a statement that cannot be a row of a text of `n` code points.

    Its type and medium must be words of the vocabulary, its spans in the text and apart, its parent one of the others.
    """
    for statement in statements:
        for what, value, known in (("type", statement.type, StatementType), ("medium", statement.medium, Medium)):
            if value not in known.values():
                raise BackendError(f"{value!r} is no {what} of a statement (there are {', '.join(known.values())})")
        if not statement.spans:
            raise BackendError("a statement without spans")
        roles = (statement.speaker_spans, statement.cue_spans, statement.frame_spans)
        for spans in (statement.spans, *roles, statement.addressee_spans, statement.source_spans):
            for span in spans:
                _check_span(span, n)
            flat = list(chain.from_iterable(spans))
            if flat != sorted(flat):
                raise BackendError(f"the spans {spans} are not sorted, or overlap")
        if statement.parent is not None and not 0 <= statement.parent < len(statements):
            raise BackendError(f"no statement is number {statement.parent}")
    _check_roots(statements)


def _check_roots(statements: Sequence[Statement]) -> None:
    """Raises BackendError when a statement is nested in itself."""
    rooted: set[int] = set()
    for index in range(len(statements)):
        path: set[int] = set()
        at: int | None = index
        while at is not None and at not in rooted:
            if at in path:
                raise BackendError(f"statement {index} is nested in itself")
            path.add(at)
            at = statements[at].parent
        rooted |= path


def _check_span(span: Span, n: int) -> None:
    start, end = span
    if not 0 <= start < end <= n:
        raise BackendError(f"the span {span} is none of a text of {n} code points")
