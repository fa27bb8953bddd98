"""Spend a document's share: which of the texts that its rows hold may be released at the level `quotes`.

All of them count against one number of characters, wherever they stand in the document, each character once. They are
bought in a fixed order: statements (the shortest first, so that most are kept), then speakers and cited sources, those
addressed, cues, dates, mentions. The first one that does not fit ends the spending, so that a larger share buys
whatever a smaller one does. What lies within texts that were bought costs nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

Spans = Sequence[tuple[int, int]]

# What is bought together: columns with a text, each with that of its place. A role has no place of its own.
_ROLE = "role"
_ORDER: Sequence[Sequence[tuple[str, str, str]]] = (
    (("statements", "text", "spans"),),
    (("statements", "speaker_text", "speaker_spans"), ("statements", "source_text", "source_spans")),
    (("statements", "addressee_text", "addressee_spans"),),
    (("statements", "cue_text", "cue_spans"),),
    (("dates", "text", ""),),
    (("mentions", "text", ""), ("mentions", _ROLE, "")),
)
_KEYS = {"statements": "statement_id", "dates": "date_id", "mentions": "mention_id"}
# Forms of a word, which say what the text says of it.
_FORM_OF = {"cue_lemma": "cue_text", "role_lemma": _ROLE}
_ROLE_REACH = 40  # characters between a role and the name that it belongs to
_ENDING, _LEAST_STEM = 2, 3


@dataclass(frozen=True, slots=True)
class Budget:
    """A document at `quotes`: its characters, how many of them may be released, and its text, if the lake has it."""

    n_characters: int
    n_allowed: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Surface:
    """A text in a row: the row's key, the column, the words, and where they stand (empty if that is unknown)."""

    key: str
    column: tuple[str, str]
    words: str
    spans: Spans

    @property
    def start(self) -> int:
        """Return where it begins; 0 if that is unknown."""
        return min((start for start, _ in self.spans), default=0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was bought: keys of rows by table and column, and for each document its words there, sorted."""

    keys: Mapping[tuple[str, str], pa.Array]
    words: Mapping[str, Sequence[str]]

    def marks(self, table: str, column: str, rows: pa.Table) -> pa.ChunkedArray:
        """Mark the `rows` of `table` whose `column` was bought."""
        column = _FORM_OF.get(column, column)
        bought = self.keys.get((table, column), pa.array([], pa.string()))
        return pc.is_in(rows[_KEYS[table]], value_set=bought)

    def names(self, document_ids: pa.ChunkedArray, names: pa.ChunkedArray) -> pa.Array:
        """Mark the names whose words, apart from endings, are in what was bought of their documents."""
        seen: dict[tuple[str, str], bool] = {}
        marks = []
        for pair in zip(document_ids.to_pylist(), names.to_pylist(), strict=True):
            document_id, name = pair
            if name is None or document_id not in self.words:
                marks.append(False)
                continue
            if pair not in seen:
                seen[pair] = _is_in(name, self.words[document_id])
            marks.append(seen[pair])
        return pa.array(marks, pa.bool_())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_in(name: str, known: Sequence[str]) -> bool:
    stems = [word[: max(_LEAST_STEM, len(word) - _ENDING)] for word in _words(name)]
    places = [bisect_left(known, stem) for stem in stems]
    return all(at < len(known) and known[at].startswith(stem) for at, stem in zip(places, stems, strict=True))


def spend(
    tables: Mapping[str, pa.Table],
    budgets: Mapping[str, Budget],
    is_long: Callable[[pa.ChunkedArray], pa.ChunkedArray],
) -> Shown:
    """Return what may be released of the documents in `budgets`; `tables` are those of their month.

    `is_long` marks texts that are too long to be released as anything but a statement: they are never bought.
    """
    found: dict[str, list[list[Surface]]] = {document_id: [[] for _ in _ORDER] for document_id in budgets}
    ids = pa.array(sorted(budgets), pa.string())
    of_budgets = {name: rows.filter(pc.is_in(rows["document_id"], value_set=ids)) for name, rows in tables.items()}
    for rank, group in enumerate(_ORDER):
        for table, column, place in group:
            if table in of_budgets:
                rows = of_budgets[table]
                if column != "text" or table != "statements":
                    rows = rows.filter(pc.invert(is_long(rows[column])))
                for document_id, surface in _surfaces(rows, (table, column), place, budgets):
                    found[document_id][rank].append(surface)
    keys: dict[tuple[str, str], list[str]] = {}
    words: dict[str, Sequence[str]] = {}
    for document_id, ranks in found.items():
        ranks[0].sort(key=lambda surface: sum(end - start for start, end in surface.spans))
        for ranked in ranks[1:]:
            ranked.sort(key=lambda surface: surface.start)
        bought = list(buy([surface for ranked in ranks for surface in ranked], budgets[document_id]))
        for surface in bought:
            keys.setdefault(surface.column, []).append(surface.key)
        words[document_id] = sorted({word for surface in bought for word in _words(surface.words)})
    return Shown({column: pa.array(sorted(ids), pa.string()) for column, ids in sorted(keys.items())}, words)


def buy(surfaces: Iterable[Surface], budget: Budget) -> Iterator[Surface]:
    """Yield the surfaces that fit, in their order until one does not, then those that cost nothing."""
    covered = bytearray(budget.n_characters)
    n_spent = 0
    left: list[Surface] = []
    for surface in surfaces:
        cost = _cost(surface, covered)
        if left or n_spent + cost > budget.n_allowed:
            left.append(surface)
            continue
        n_spent += cost
        for start, end in surface.spans:
            covered[start:end] = b"\x01" * (min(end, budget.n_characters) - start)
        yield surface
    yield from (surface for surface in left if not _cost(surface, covered))


def _cost(surface: Surface, covered: bytearray) -> int:
    """Return the characters that are not covered yet; all of them if nobody knows where they are."""
    if not surface.spans:
        return len(surface.words)
    return sum(covered.count(0, start, end) for start, end in surface.spans)


def _surfaces(
    rows: pa.Table, column: tuple[str, str], place: str, budgets: Mapping[str, Budget]
) -> Iterator[tuple[str, Surface]]:
    """Yield the texts of a column, each with its document."""
    table, name = column
    rows = rows.filter(pc.is_valid(rows[name]))
    names = [_KEYS[table], "document_id", name, *([place] if place else ["start", "end"])]
    for row in rows.select(names).to_pylist():
        budget = budgets[row["document_id"]]
        if name == _ROLE:
            spans = _beside(row["start"], row["end"], row[name], budget.text)
        elif place:
            spans = [(span["start"], span["end"]) for span in row[place]]
        else:
            spans = [(row["start"], row["end"])]
        yield row["document_id"], Surface(row[_KEYS[table]], column, row[name], spans)


def _beside(start: int, end: int, words: str, text: str | None) -> list[tuple[int, int]]:
    """Return where `words` stand next to a name: before it, else after it; empty if they do not."""
    if text is None:
        return []
    reach = len(words) + _ROLE_REACH
    at = text.rfind(words, max(0, start - reach), end)
    if at < 0:
        at = text.find(words, start, end + reach)
    return [] if at < 0 else [(at, at + len(words))]
