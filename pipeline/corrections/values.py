"""Whether lines about one value agree with what was found: the states of a chain of lines, of which each goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.corrections.judgement import Judgement
from schemas.vocabulary import CorrectionState, Verdict


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines about one value: their states, the value that holds, and whether that has to be put in place."""

    states: tuple[str, ...]
    value: str
    is_changed: bool


def judge_chain(chain: Sequence[Judgement], is_now: Callable[[str], bool]) -> Chain:
    """Judge lines about one value in their order; `is_now` says whether the value found is the one that is given.

    The last line holds. What was found is its value (`already_true`), one that a line replaces (`applied`), or none of
    them (`conflict`).
    """
    if not is_of_value(chain[-1]):
        return Chain((CorrectionState.APPLIED,) * len(chain), "", is_changed=False)
    value = said(chain[-1])
    if is_now(value):
        is_confirmed = all(line.verdict == Verdict.CONFIRM for line in chain)
        state = CorrectionState.APPLIED if is_confirmed else CorrectionState.ALREADY_TRUE
        return Chain((state,) * len(chain), value, is_changed=False)
    is_known = any(is_now(line.old_value) for line in chain if line.verdict == Verdict.CHANGE)
    state = CorrectionState.APPLIED if is_known else CorrectionState.CONFLICT
    return Chain((state,) * len(chain), value, is_changed=True)


def said(line: Judgement) -> str:
    """Return the value that a line says is right."""
    value = line.new_value if line.verdict == Verdict.CHANGE else line.new_value or line.old_value
    return value.strip()


def is_of_value(line: Judgement) -> bool:
    """True if a line is about a value, and not only says that its row is right."""
    return line.verdict == Verdict.CHANGE or bool(line.field and said(line))
