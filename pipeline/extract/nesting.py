"""How statements lie in each other: how deep, in which outermost one, and which of them say the same thing twice."""

from collections.abc import Sequence

from pipeline.extract.annotation import Statement
from pipeline.extract.value_class import value_class


@value_class
class Nesting:
    """A statement's place: the number of statements around it, and the index of the outermost one or its own."""

    depth: int
    root: int


def nesting_of(statements: Sequence[Statement]) -> list[Nesting]:
    """Return the nesting of each statement; parents are indices into `statements`, without a cycle."""
    found: dict[int, Nesting] = {}
    for index in range(len(statements)):
        path = []
        at: int | None = index
        while at is not None and at not in found:
            path.append(at)
            at = statements[at].parent
        for inner in reversed(path):
            parent = statements[inner].parent
            found[inner] = Nesting(0, inner) if parent is None else Nesting(found[parent].depth + 1, found[parent].root)
    return [found[index] for index in range(len(statements))]


def counts_once(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Return whether counting it counts its saying once: false where the statement around it reports the same saying.

    That is so for words in quotation marks within an indirect statement of the same speaker with the same cue: “she
    said the plan was ‘a disgrace for the town’” is one saying in two rows. Words with a cue of their own are another.
    """
    if statement.type != "direct" or statement.parent is None:
        return True
    around = statements[statement.parent]
    if around.type == "direct" or (statement.cue_spans and statement.cue_spans != around.cue_spans):
        return True
    if statement.speaker_actor is None and around.speaker_actor is None:
        return statement.speaker_spans != around.speaker_spans
    return statement.speaker_actor != around.speaker_actor
