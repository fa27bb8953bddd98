"""Cut a text where a mark begins or ends; each segment lists all its marks.

Spans may overlap, be nested or consist of several parts: a segment has the classes and numbers of everything that
covers it, so that no element is closed out of order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from pipeline.show.characters import Piece, pieces

LANES = 3  # lines below a text that distinguish nested statements; deeper ones share the last

# The roles of a statement: column of the spans, letter in `data-r`.
ROLES = {"speaker": "p", "cue": "c", "frame": "f", "addressee": "t", "source": "o"}


class Mark(NamedTuple):
    """A mark on the code points `start` to `end`: number `number` of the `layer` s, a, d or r.

    `look` are the classes it gives, `top` those it gives where it is the innermost of its layer, `anchor` the id of its
    beginning, if anything links there; `is_chip` says that its number is shown there.
    """

    start: int
    end: int
    layer: str
    number: str
    look: str = ""
    top: str = ""
    anchor: str | None = None
    is_chip: bool = False


@dataclass(slots=True)
class Segment:
    """A part of the text: its pieces, classes, numbers by layer, and the anchors and chips before it."""

    pieces: list[Piece]
    classes: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    chips: list[Mark] = field(default_factory=list)


def cut(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Cut `text` into segments in order; together they are the text. Takes time linear in the text and its covers."""
    begins: dict[int, list[Mark]] = defaultdict(list)
    ends: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    active: dict[Mark, None] = {}
    offsets = sorted({0, len(text), *begins, *ends})
    for start, end in pairwise(offsets):
        for mark in ends.get(start, ()):
            active.pop(mark, None)
        begun = begins.get(start, ())
        active.update(dict.fromkeys(begun))
        yield _segment(text[start:end], active, begun, start, end)


def _segment(text: str, active: Iterable[Mark], begun: Sequence[Mark], start: int, end: int) -> Segment:
    numbers: dict[str, list[str]] = {}
    looks: dict[str, None] = {}
    tops: dict[str, str] = {}
    for mark in active:
        if mark.top:
            tops[mark.layer] = mark.top
        numbers.setdefault(mark.layer, []).append(mark.number)
        looks.update(dict.fromkeys(mark.look.split()))
        if mark.layer == "d":
            looks.update(dict.fromkeys(["begins"] * (mark.start == start) + ["ends"] * (mark.end == end)))
    return Segment(
        pieces(text),
        " ".join([*looks, *tops.values()]),
        {layer: " ".join(dict.fromkeys(found)) for layer, found in numbers.items()},
        [mark.anchor for mark in begun if mark.anchor and not mark.is_chip],
        [mark for mark in begun if mark.is_chip],
    )


def marks_of(answer: Mapping[str, Any], order: Mapping[str, int], prefix: str) -> list[Mark]:
    """Return a document's marks from `annotate`'s answer; `order` numbers its actors by id, ids begin with `prefix`.

    Those of the innermost statements and mentions come last, so that their looks win.
    """
    marks = []
    statements = answer["statements"]
    for number, (statement, lane) in enumerate(zip(statements, lanes_of(statements), strict=True), 1):
        look, top = f"s l{lane}-{statement['type']} k{lane}", f"t-{statement['type']}"
        for part, (start, end) in enumerate(statement["spans"]):
            anchor = None if part else f"{prefix}-q{number}"
            marks.append(Mark(start, end, "s", str(number), look, top, anchor, is_chip=part == 0))
        for role, letter in ROLES.items():
            look = "cue" if role == "cue" else ""
            marks += [Mark(a, b, "r", f"{letter}{number}", look) for a, b in statement[f"{role}_spans"]]
    for actor in answer["actors"]:
        number = order[actor["actor_id"]]
        for index, mention in enumerate(actor["mentions"]):
            top = f"a-{actor['kind']} m-{mention['mention_kind']}"
            anchor = f"{prefix}-m{number}.{index + 1}"
            marks.append(Mark(mention["start"], mention["end"], "a", str(number), "a", top, anchor))
    for number, date in enumerate(answer["dates"], 1):
        marks.append(Mark(date["start"], date["end"], "d", str(number), "d", "", f"{prefix}-x{number}"))
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def lanes_of(statements: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the lane of each statement's line, from 1: below its parent's, and different from those it overlaps."""
    index_of = {statement["statement_id"]: index for index, statement in enumerate(statements)}
    extents = [(statement["spans"][0][0], statement["spans"][-1][1]) for statement in statements]
    lanes = [0] * len(statements)
    open_: list[int] = []
    for index in sorted(range(len(statements)), key=lambda i: (extents[i][0], -extents[i][1], i)):
        open_ = [other for other in open_ if extents[other][1] > extents[index][0]][-8 * LANES :]
        parent = index_of.get(statements[index]["parent_statement_id"])
        lane = 1 if parent is None else lanes[parent] + 1
        taken = {lanes[other] for other in open_}
        while lane in taken and lane < LANES:
            lane += 1
        lanes[index] = min(lane, LANES)
        open_.append(index)
    return lanes
