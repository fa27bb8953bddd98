"""The pattern language of the rule files, and its translation to regular expressions over token classes.

A text is encoded as one character a token: the character stands for the set of categories (of the lexicon) that the
token may have. A pattern is then an ordinary regular expression over these characters, so that matching runs in C and
an ambiguous token needs no special treatment. The language:

    MONTH            a token of that category; `MONTH/DAY` of either, `MONTH&CAP` of both
    of "," "."       that very word (lower case) or punctuation mark
    month=MONTH      the same, captured; `month!=MONTH` is shared by all spans of the rule
    ( a | b )  ?  *  grouping, choice, optional, up to eight times
    [ ... ]          the span of the expression; what stands outside is context; several spans may follow each other
    !CAT  <CAT  <!CAT   the next token is not, the token before is, is not, of that category
    $NAME            a pattern defined under `[define]` of the same file

Repetition is bounded, hence so is the length of a match, and matching is linear in the text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.extract.value_class import value_class

MAX_REPEAT = 8

_PIECE = re.compile(
    r"\s*(?:(?P<op>[()\[\]|?*])|(?P<macro>\$[A-Z_]+)"
    r"|(?:(?P<name>[a-z_]+)(?P<shared>!?)=)?(?P<look><!|<|!)?"
    r"(?P<cats>(?:[A-Z][A-Z0-9_]*|\"[^\"]+\"|[^\W\dA-Z_]+)(?:[/&](?:[A-Z][A-Z0-9_]*|\"[^\"]+\"|[^\W\dA-Z_]+))*))"
)


class PatternError(ValueError):
    """A pattern of a rule file is malformed."""


@value_class
class Capture:
    """A captured token: its name, regex group, the categories asked for, and its span's number (None: all spans)."""

    name: str
    group: int
    categories: tuple[str, ...]
    span: int | None


@dataclass(frozen=True)
class Pattern:
    """A pattern: its expression over token classes, the groups of its spans, its captures, how a match may open.

    `openings` are classes of a first token, each with those of the token after it, None where there need not be one.
    It is compiled when it is matched first: a text needs a part of a language's patterns, and to compile all takes as
    long as to annotate it.
    """

    expression: str
    spans: tuple[int, ...]
    captures: tuple[Capture, ...]
    openings: tuple[tuple[str, str | None], ...]

    @property
    def first(self) -> frozenset[str]:
        """The classes that a match may begin with."""
        return frozenset("".join(first for first, _ in self.openings))

    def after(self, opening: str) -> frozenset[str] | None:
        """Return the classes that may follow a first token of the class `opening`, None where there need be none."""
        followed = [second for first, second in self.openings if opening in first]
        return None if None in followed else frozenset("".join(second for second in followed if second is not None))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression)


def expand(source: str, macros: Mapping[str, str]) -> str:
    """`source` with each `$NAME` replaced by its definition in parentheses. Raises PatternError where there is none."""

    def definition(match: re.Match[str]) -> str:
        name = match.group()[1:]
        if name not in macros:
            raise PatternError(f"${name} is not defined")
        return f"( {expand(macros[name], macros)} )"

    return re.sub(r"\$[A-Z_]+", definition, source)


def literal_category(word: str) -> str:
    """Return the category of a word that a pattern names literally."""
    return f"={word}"


@lru_cache(maxsize=2048)
def categories_of(cats: str) -> tuple[str, ...]:
    """Return the categories of an atom: upper-case names as they are, words and marks as literal categories."""
    return tuple(
        part if part[0].isascii() and part[0].isupper() else literal_category(part.strip('"'))
        for part in re.findall(r'"[^"]+"|[^/&]+', cats)
    )


def literals_of(source: str) -> set[str]:
    """Return all words and marks that a (macro-free) pattern names literally."""
    found: set[str] = set()
    for piece in _pieces(source):
        if piece.group("cats"):
            found.update(c[1:] for c in categories_of(piece.group("cats")) if c[0] == "=")
    return found


def _pieces(source: str) -> list[re.Match[str]]:
    pieces, position = [], 0
    source = source.strip()
    while position < len(source):
        match = _PIECE.match(source, position)
        if match is None or match.end() == position:
            raise PatternError(f"cannot read {source[position:]!r}")
        pieces.append(match)
        position = match.end()
    return pieces


_OPENS = {")": "(", "]": "["}


def _check_nesting(pieces: list[re.Match[str]]) -> None:
    """Raise PatternError for what no regular expression can be made of, and `_Order` does not see."""
    opened: list[str] = []
    before = ""
    for piece in pieces:
        op = piece.group("op") or ""
        if op in _OPENS.values():
            opened.append(op)
        elif op in _OPENS and (not opened or opened.pop() != _OPENS[op]):
            raise PatternError(f"{op} closes nothing")
        elif op in ("?", "*") and before in ("(", "[", "]"):
            raise PatternError(f"{op} behind {before}: only a token or (…) can be repeated")
        before = op
    if opened:
        raise PatternError("a parenthesis or bracket is not closed")


class _Writer:
    """Writes the regular expression of one pattern; groups are numbered as they are opened."""

    def __init__(self, classes: Callable[[tuple[str, ...], bool], str]) -> None:
        self.classes = classes
        self.n_groups = 0
        self.spans: list[int] = []
        self.captures: list[Capture] = []
        self.in_span = False
        self.charsets: list[str] = []  # of the tokens that are consumed, in order

    def piece(self, match: re.Match[str]) -> str:
        """Return the regular expression of one piece."""
        if op := match.group("op"):
            return self._operator(op)
        cats = match.group("cats")
        categories = categories_of(cats)
        charset = self.classes(categories, "&" in cats)
        if look := match.group("look"):
            return {"!": "(?!", "<": "(?<=", "<!": "(?<!"}[look] + charset + ")"
        self.charsets.append(charset)
        name = match.group("name")
        if not name:
            return charset
        self.n_groups += 1
        is_shared = bool(match.group("shared")) or not self.in_span
        self.captures.append(Capture(name, self.n_groups, categories, None if is_shared else len(self.spans) - 1))
        return f"({charset})"

    def _operator(self, op: str) -> str:
        if op == "(":
            return "(?:"
        if op == "*":
            return f"{{0,{MAX_REPEAT}}}"
        if op == "[":
            self.n_groups += 1
            self.spans.append(self.n_groups)
            self.in_span = True
            return "("
        if op == "]":
            self.in_span = False
        return ")" if op == "]" else op


@value_class
class _Part:
    """A part of a pattern: the tokens that a match of it may begin and end with, by number, and whether it may be none.

    A number is the place of the token among all that the pattern consumes.
    """

    firsts: list[int]
    lasts: list[int]
    may_be_none: bool


class _Order:
    """Finds, by descent over the pieces, what tokens a match may begin with, and which may follow each other."""

    def __init__(self, pieces: list[re.Match[str]]) -> None:
        self.pieces = pieces
        self.position = 0
        self.after: list[set[int]] = []

    def alternatives(self) -> _Part:
        """Return what stands up to the closing parenthesis."""
        whole = self._sequence()
        while self._op() == "|":
            self.position += 1
            more = self._sequence()
            whole = _Part(whole.firsts + more.firsts, whole.lasts + more.lasts, whole.may_be_none or more.may_be_none)
        return whole

    def _op(self) -> str:
        return self.pieces[self.position].group("op") or "" if self.position < len(self.pieces) else ")"

    def _sequence(self) -> _Part:
        whole = _Part([], [], may_be_none=True)
        while (op := self._op()) not in ("|", ")"):
            part = self._item(op)
            may_be_none = part.may_be_none
            if (repeated := self._op()) in ("?", "*"):
                self.position += 1
                may_be_none = True
                if repeated == "*":
                    self._link(part.lasts, part.firsts)
            self._link(whole.lasts, part.firsts)
            whole = _Part(
                whole.firsts + part.firsts if whole.may_be_none else whole.firsts,
                whole.lasts + part.lasts if may_be_none else part.lasts,
                whole.may_be_none and may_be_none,
            )
        return whole

    def _item(self, op: str) -> _Part:
        piece = self.pieces[self.position]
        self.position += 1
        if op == "(":
            found = self.alternatives()
            self.position += 1
            return found
        if op in ("?", "*"):
            raise PatternError(f"{op} behind nothing that it could repeat")
        if op in ("[", "]") or piece.group("look"):
            return _Part([], [], may_be_none=True)
        self.after.append(set())
        number = len(self.after) - 1
        return _Part([number], [number], may_be_none=False)

    def _link(self, lasts: list[int], firsts: list[int]) -> None:
        for last in lasts:
            self.after[last].update(firsts)


def read_pattern(source: str, classes: Callable[[tuple[str, ...], bool], str]) -> Pattern:
    """Return a macro-free pattern; one without brackets is one span. Raises PatternError.

    `classes(categories, all)` gives the character class of the tokens that have any (all) of the categories.
    """
    if "[" not in source:
        source = f"[ {source} ]"
    writer = _Writer(classes)
    pieces = _pieces(source)
    _check_nesting(pieces)
    expression = "".join(writer.piece(piece) for piece in pieces)
    order = _Order(pieces)
    whole = order.alternatives()
    if whole.may_be_none:
        raise PatternError(f"{source}: matches nothing at all")
    chars = [charset[1:-1] for charset in writer.charsets]
    openings = tuple(
        (chars[first], None if first in whole.lasts else "".join(chars[after] for after in order.after[first]))
        for first in whole.firsts
    )
    return Pattern(expression, tuple(writer.spans), tuple(writer.captures), openings)
