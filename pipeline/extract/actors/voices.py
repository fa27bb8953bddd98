"""Whose words a text's tokens are: the statements around each token, with who speaks them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.actors.candidates import Voice
from pipeline.extract.annotation import Statement
from pipeline.extract.text import Text
from pipeline.extract.tokens import Tokens

TokenSpan = tuple[int, int]
_REACH = 90  # tokens within which a speaker named behind the words is waited for
_MOST_NESTED = 4
_OPENING = 2  # tokens at the beginning of somebody's words, "that" among them


@dataclass(slots=True)
class Voices:
    """The statements of a text by token, and their speakers as far as they are known."""

    innermost: list[int | None]
    parents: list[int | None]
    is_direct: list[bool]
    speaker_spans: list[TokenSpan | None]
    speaking: dict[int, int]
    opening: dict[int, int]
    speaker: list[int | None] = field(default_factory=list)
    addressee: list[int | None] = field(default_factory=list)
    before: int | None = None

    def around(self, token: int) -> list[int]:
        """Return the statements that hold a token, the innermost first."""
        found: list[int] = []
        at = self.innermost[token]
        while at is not None and len(found) < _MOST_NESTED:
            found.append(at)
            at = self.parents[at]
        return found

    def waits_for(self, token: int) -> int:
        """Return the last token of the speakers named behind the words that a token is part of, or the token."""
        latest = token
        for statement in self.around(token):
            span = self.speaker_spans[statement]
            if span is not None and token < span[0] < token + _REACH:
                latest = max(latest, span[1] - 1)
        return latest

    def voice(self, token: int) -> Voice:
        """Return who speaks around a token."""
        direct: set[int] = set()
        indirect: set[int] = set()
        addressee = None
        for statement in self.around(token):
            speaker = self.speaker[statement]
            if speaker is not None:
                (direct if self.is_direct[statement] else indirect).add(speaker)
            if self.is_direct[statement] and addressee is None:
                addressee = self.addressee[statement]
        opened = self.opening.get(token)
        return Voice(
            frozenset(direct),
            frozenset(indirect),
            self.before,
            token in self.speaking,
            addressee,
            self.speaker[opened] if opened is not None else None,
        )


def read_voices(doc: Text, statements: Sequence[Statement]) -> Voices:
    """Return the voices of a text, in linear time: each token is looked at once for each level of nesting."""
    tokens = doc.tokens
    innermost: list[int | None] = [None] * len(tokens)
    for i in sorted(range(len(statements)), key=lambda i: (-_depth_key(statements[i]), i)):
        for first, last in _ranges(tokens, statements[i].spans):
            innermost[first:last] = [i] * (last - first)
    spans = [
        tokens.covering(*statement.speaker_spans[0]) if statement.speaker_spans else None for statement in statements
    ]
    speaking = {
        token: i
        for i, span in enumerate(spans)
        if span is not None
        for token in range(span[0], min(span[1], span[0] + 40))
    }
    opening = {
        token: i
        for i, statement in enumerate(statements)
        if statement.type != "direct" and statement.spans
        for token in range(tokens.covering(*statement.spans[0])[0], tokens.covering(*statement.spans[0])[0] + _OPENING)
    }
    nothing: list[int | None] = [None] * len(statements)
    return Voices(
        innermost,
        [statement.parent for statement in statements],
        [statement.type == "direct" for statement in statements],
        spans,
        speaking,
        opening,
        list(nothing),
        list(nothing),
    )


def _depth_key(statement: Statement) -> int:
    return sum(end - start for start, end in statement.spans)


def _ranges(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[TokenSpan]:
    return [tokens.covering(*span) for span in spans]
